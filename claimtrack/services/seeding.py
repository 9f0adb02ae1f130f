"""The demo's articles: fictional outlets described, their articles imported."""

import json
from dataclasses import dataclass
from pathlib import Path

from claimtrack.db import audit
from claimtrack.db.outlets import describe_outlet, ensure_outlet, find_outlet
from claimtrack.db.tables import OutletKind
from claimtrack.errors import NotFound
from claimtrack.services.engine import Engine
from claimtrack.services.intake import import_lines
from claimtrack.services.views import ImportReport
from claimtrack.settings import shipped_folder
from claimtrack.sourcing.outlets import name_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """The files of the demo."""

    outlets: Path
    articles: Path


def find_seeds() -> Seeds:
    """The files of the demo.

    Raises:
        NotFound: this installation has none.
    """
    folder = shipped_folder("seeds")
    seeds = Seeds(outlets=folder / "outlets.json", articles=folder / "articles.jsonl")
    if not (seeds.outlets.is_file() and seeds.articles.is_file()):
        raise NotFound("The demo's articles are missing from this installation. Reinstall claimtrack.")
    return seeds


def plant(engine: Engine, seeds: Seeds, *, actor: str) -> ImportReport:
    """Describe the seeds' outlets and import their articles; articles that are there, and what people said of outlets, stay."""
    with engine.database.begin() as session:
        for outlet in json.loads(seeds.outlets.read_text(encoding="utf-8")):
            name, domain = outlet["name"], outlet["domain"]
            found = ensure_outlet(session, name=name, name_key=name_key(name), domain=domain)
            row, _ = find_outlet(session, found, lock=True)
            row.fictional = outlet["fictional"]
            if not audit.history(session, subject="outlet", subject_id=found, limit=1):
                describe_outlet(session, row, kind=OutletKind(outlet["kind"]), family=outlet["family"])
    return import_lines(engine, lines=seeds.articles.read_bytes().splitlines(), actor=actor)
