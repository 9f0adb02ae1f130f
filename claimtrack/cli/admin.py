"""Commands that look after an installation: doctor, db, export."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import rich_click as click
from click.exceptions import Exit

from claimtrack.cli.console import (
    FAILED,
    json_option,
    open_engine,
    out,
    plain,
    print_item,
    print_json,
    read_settings,
)


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Say what is wrong with this installation and how to mend it.

    Example: claimtrack doctor
    """
    from claimtrack.services.health import examine

    found = examine(read_settings())
    if as_json:
        print_json(found)
    else:
        for finding in found:
            print_item("ok" if finding.ok else "BAD", f"{finding.name}: {finding.text}", finding.remedy)
    if not all(finding.ok for finding in found):
        raise Exit(FAILED)


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the schema to this version.

    Example: claimtrack db upgrade
    """
    with open_engine() as engine:
        found, _ = engine.database.revision()
        out.print(f"The schema is at {found}.")


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything to one file, while claimtrack runs.

    Example: claimtrack db backup claimtrack.dump
    """
    from claimtrack.db.backup import dump

    with open_engine() as engine:
        dump(engine.database, file)
    out.print(f"Written: {file} ({file.stat().st_size:,} bytes).")


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace everything that is in the database now.")
def restore(file: Path, yes: bool) -> None:
    """Replace the database by a backup. Stop the server first.

    Example: claimtrack db restore claimtrack.dump --yes
    """
    from claimtrack.db.backup import load

    if not yes:
        raise click.UsageError("This replaces everything in the database. Add --yes to do so.")
    with open_engine() as engine:
        load(engine.database, file)
        engine.database.upgrade()
    out.print(f"Restored from {file}.")


@click.group()
def export() -> None:
    """Write claims or articles out."""


@export.command("claims")
@click.option("--jsonl", is_flag=True, default=True, help="One JSON object a line (the only form so far).")
def export_claims(jsonl: bool) -> None:
    """Every tracked claim with its appearances and matches.

    Example: claimtrack export claims --jsonl > claims.jsonl
    """
    from claimtrack.services.exporting import claim_lines

    _write_lines(claim_lines)


@export.command("articles")
@click.option("--jsonl", is_flag=True, default=True, help="One JSON object a line (the only form so far).")
def export_articles(jsonl: bool) -> None:
    """Every article with its current text.

    Example: claimtrack export articles --jsonl > articles.jsonl
    """
    from claimtrack.services.exporting import article_lines

    _write_lines(article_lines)


def _write_lines(lines: Callable[[Any], Iterator[dict[str, object]]]) -> None:
    with open_engine() as engine:
        for line in lines(engine):
            click.echo(json.dumps(line, default=plain, ensure_ascii=False))
