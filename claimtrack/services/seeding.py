"""The demo's articles: fictional outlets described, their articles imported."""

import json
from dataclasses import dataclass
from pathlib import Path

from claimtrack.db.outlets import describe_outlet
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
    """Describe the seeds' outlets and import their articles; what is there already stays as it is."""
    with engine.database.begin() as session:
        for outlet in json.loads(seeds.outlets.read_text(encoding="utf-8")):
            describe_outlet(
                session,
                name=outlet["name"],
                name_key=name_key(outlet["name"]),
                domain=outlet["domain"],
                kind=OutletKind(outlet["kind"]),
                family=outlet["family"],
                fictional=outlet["fictional"],
            )
    return import_lines(engine, lines=seeds.articles.read_bytes().splitlines(), actor=actor)
