"""What a piece of work changed, row by row, before and after; and rows put back as they were.

Rows go into a history as PostgreSQL's own JSON and come out of it by PostgreSQL's own reading, so that what is put back is
what was there, to the last digit of a vector.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self

from sqlalchemy import event, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from claimtrack.db.tables import (
    Appearance,
    ChangeEvent,
    Claim,
    ClaimMatch,
    Embedding,
    Event,
    Evidence,
    FigureRow,
)

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]
"""Rows by table name and key, each as column and value; the key is the primary key, "7" or "7/1"."""

_TRACKED: Final = (Event, Claim, Appearance, FigureRow, Embedding, ClaimMatch, Evidence, ChangeEvent)
"""In an order in which they can be put back: what is referred to first."""
_TABLES: Final[Mapping[str, type[SQLModel]]] = MappingProxyType({str(kind.__tablename__): kind for kind in _TRACKED})
TABLES: Final = tuple(_TABLES)


class Journal:
    """Within the block it notes every tracked row that the session changes, as it was before.

    It sees what the session itself writes, not statements that bypass it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._before: Rows = defaultdict(dict)
        self._seen: dict[str, set[str]] = defaultdict(set)

    def __enter__(self) -> Self:
        self._session.flush()
        event.listen(self._session, "before_flush", self._note)
        event.listen(self._session, "after_flush", self._note_new)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        event.remove(self._session, "before_flush", self._note)
        event.remove(self._session, "after_flush", self._note_new)

    def changes(self) -> tuple[Rows, Rows]:
        """The rows that changed, before and after; a row that was made is only in the second, one removed in the first."""
        self._session.flush()
        before, after = {}, {}
        for table in TABLES:
            old, new = self._before[table], read_rows(self._session, table, self._seen[table])
            changed = [key for key in sorted(self._seen[table]) if old.get(key) != new.get(key)]
            before[table] = {key: old[key] for key in changed if key in old}
            after[table] = {key: new[key] for key in changed if key in new}
        return before, after

    def _note(self, session: Session, *_: object) -> None:
        waiting: dict[str, set[str]] = defaultdict(set)
        for row in (*session.dirty, *session.deleted):
            if isinstance(row, _TRACKED) and (row in session.deleted or session.is_modified(row)):
                waiting[str(type(row).__tablename__)].add(_key_of(row))
        for table, keys in waiting.items():
            fresh = keys - self._seen[table]
            self._before[table] |= read_rows(session, table, fresh)
            self._seen[table] |= fresh

    def _note_new(self, session: Session, *_: object) -> None:
        for row in session.new:
            if isinstance(row, _TRACKED):
                self._seen[str(type(row).__tablename__)].add(_key_of(row))


def _key_of(row: SQLModel) -> str:
    return "/".join(str(part) for part in inspect(row).mapper.primary_key_from_instance(row))


def _columns(table: str) -> list[str]:
    return [found.name for found in _TABLES[table].__table__.columns if found.computed is None]  # type: ignore[attr-defined]  # SQLModel does not declare it


def _primary(table: str) -> list[str]:
    return [found.name for found in _TABLES[table].__table__.primary_key]  # type: ignore[attr-defined]  # SQLModel does not declare it


def read_rows(session: Session, table: str, keys: Iterable[str]) -> dict[str, Row]:
    """The rows with those keys that there are. Served by the primary key."""
    asked = sorted(set(keys))
    if not asked:
        return {}
    key = " || '/' || ".join(f't."{name}"::text' for name in _primary(table))
    left_out = "".join(f" - '{name.name}'" for name in _TABLES[table].__table__.columns if name.computed is not None)  # type: ignore[attr-defined]  # SQLModel does not declare it
    first = _primary(table)[0]
    rows = session.connection().execute(
        text(
            f'SELECT {key}, to_jsonb(t){left_out} FROM "{table}" t '  # noqa: S608 names of our own tables and columns
            f'WHERE t."{first}" = ANY(:ids) AND {key} = ANY(:keys)'
        ),
        {"ids": [int(one.split("/")[0]) for one in asked], "keys": asked},
    )
    return {str(found): dict(row) for found, row in rows}


def put_rows(session: Session, table: str, rows: Mapping[str, Row]) -> None:
    """Write rows as they are given, over those with the same keys."""
    names = _columns(table)
    primary = ", ".join(f'"{name}"' for name in _primary(table))
    columns = ", ".join(f'"{name}"' for name in names)
    updates = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in names)
    statement = text(
        f'INSERT INTO "{table}" ({columns}) SELECT {columns} '  # noqa: S608 names of our own tables and columns
        f'FROM jsonb_populate_record(NULL::"{table}", CAST(:row AS jsonb)) '
        f"ON CONFLICT ({primary}) DO UPDATE SET {updates}"
    )
    for key in sorted(rows):
        session.connection().execute(statement, {"row": json.dumps(rows[key])})
    session.expire_all()


def remove_rows(session: Session, table: str, keys: Iterable[str]) -> set[str]:
    """Delete rows; returns the keys of those that stay because something else refers to them."""
    kept = set()
    where = " AND ".join(f'"{name}" = :{name}' for name in _primary(table))
    for key in sorted(set(keys)):
        values = dict(zip(_primary(table), map(int, key.split("/")), strict=True))
        try:
            with session.begin_nested():
                session.connection().execute(text(f'DELETE FROM "{table}" WHERE {where}'), values)  # noqa: S608 names of our own tables and columns
        except IntegrityError:
            kept.add(key)
    session.expire_all()
    return kept
