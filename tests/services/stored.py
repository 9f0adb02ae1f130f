"""Everything that a correction may change, read as the database has it, to be compared before and after."""

from typing import Any

from sqlmodel import text

from claimtrack.services.engine import Engine

TABLES = ("claim", "appearance", "figure", "embedding", "claim_match", "event", "evidence", "change_event")


def stored_rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables, column by column, without the counts of edits, which only ever go up."""
    with engine.database.begin() as session:
        return {
            table: sorted(
                (
                    {name: value for name, value in row.items() if name not in ("revision", "search")}
                    for (row,) in session.connection().execute(text(f"SELECT to_jsonb(t) FROM {table} t"))  # noqa: S608 names of our own tables
                ),
                key=str,
            )
            for table in TABLES
        }


def ask(engine: Engine, statement: str, **values: object) -> list[Any]:
    """The rows that a statement gives."""
    with engine.database.begin() as session:
        return [tuple(row) for row in session.connection().execute(text(statement), values)]
