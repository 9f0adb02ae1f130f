"""Corrections of appearances: a journal of what each one changed, the rows put back when it is undone, and its history.

Rows go into the history as PostgreSQL's own JSON and come out of it by PostgreSQL's own reading, so that what is put back is
what was there, to the last digit of a vector.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self

from sqlalchemy import event, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from claimtrack.db.tables import (
    Appearance,
    AppearanceEdit,
    Article,
    ArticleVersion,
    Claim,
    Claimant,
    ClaimMatch,
    Embedding,
    Event,
    FigureRow,
)

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]
"""Rows by table name and key, each as column and value; the key is the primary key, "7" or "7/1"."""

_TRACKED: Final = (Event, Claim, Appearance, FigureRow, Embedding, ClaimMatch)
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


def add_edit(session: Session, edit: AppearanceEdit) -> AppearanceEdit:
    """The edit as stored, with its number."""
    session.add(edit)
    session.flush()
    session.refresh(edit)
    return edit


def lock_edit(session: Session, edit_id: int) -> AppearanceEdit | None:
    """The edit, locked until the transaction ends; None when there is none."""
    return session.exec(select(AppearanceEdit).where(AppearanceEdit.id == edit_id).with_for_update()).first()


def edits_of(session: Session, appearance_ids: Iterable[int], *, limit: int = 200) -> list[AppearanceEdit]:
    """The edits of some appearances, newest first. Served by ix_appearance_edit_appearance_ids."""
    return list(
        session.exec(
            select(AppearanceEdit)
            .where(col(AppearanceEdit.appearance_ids).overlap(sorted(set(appearance_ids))))  # type: ignore[attr-defined]  # PostgreSQL's && on arrays
            .order_by(col(AppearanceEdit.id).desc())
            .limit(limit)
        )
    )


def lineages(session: Session, appearance_ids: Iterable[int]) -> dict[int, list[int]]:
    """For each appearance its own id and those of the same one in the versions before, newest first.

    Served by the primary key.
    """
    rows = session.connection().execute(
        text(
            """
            WITH RECURSIVE line AS (
                SELECT id AS newest, id, continues_id, 0 AS depth FROM appearance WHERE id = ANY(:ids)
                UNION ALL
                SELECT line.newest, a.id, a.continues_id, line.depth + 1
                FROM line JOIN appearance a ON a.id = line.continues_id WHERE line.depth < 500
            )
            SELECT newest, id FROM line ORDER BY newest, depth
            """
        ),
        {"ids": sorted(set(appearance_ids))},
    )
    found: dict[int, list[int]] = defaultdict(list)
    for newest, appearance_id in rows:
        found[int(newest)].append(int(appearance_id))
    return found


def lock_appearances(session: Session, appearance_ids: Iterable[int]) -> dict[int, Appearance]:
    """Appearances by id as they are once nobody else changes them, until the transaction ends."""
    rows = session.exec(
        select(Appearance)
        .where(col(Appearance.id).in_(set(appearance_ids)))
        .order_by(col(Appearance.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id or 0: row for row in rows}


def text_of(session: Session, appearance_id: int) -> tuple[Appearance, ArticleVersion, Article] | None:
    """An appearance, hidden or not, with the text that it stands in and the article; None when there is none."""
    row = session.exec(
        select(Appearance, ArticleVersion, Article)
        .join(ArticleVersion, col(ArticleVersion.id) == col(Appearance.version_id))
        .join(Article, col(Article.id) == col(Appearance.article_id))
        .where(Appearance.id == appearance_id)
    ).first()
    return (row[0], row[1], row[2]) if row is not None else None


def siblings_of(session: Session, version_id: int, *, hidden: bool = False) -> list[Appearance]:
    """The appearances of one version that nobody has hidden, or with `hidden` those that somebody has, in text order.

    Those that were merged into another are not among the hidden ones. Served by the index on `version_id`.
    """
    shown = col(Appearance.hidden_at).is_(None)
    wanted = ~shown & col(Appearance.absorbed_by_id).is_(None) if hidden else shown
    return list(
        session.exec(
            select(Appearance)
            .where(Appearance.version_id == version_id, wanted)
            .order_by(col(Appearance.start), col(Appearance.end), col(Appearance.id))
        )
    )


def claimant_names(session: Session, ids: Iterable[int]) -> dict[int, tuple[str, bool]]:
    """(name, whether it is one) by claimant id."""
    rows = session.exec(select(Claimant).where(col(Claimant.id).in_(set(ids))))
    return {row.id or 0: (row.name, row.named) for row in rows}


def is_lone_event(session: Session, event_id: int) -> bool:
    """Whether no claim belongs to the event. Served by the index on `event_id`."""
    return session.exec(select(Claim.id).where(Claim.event_id == event_id)).first() is None


def has_appearance(session: Session, claim_id: int) -> bool:
    """Whether any appearance, also an old or hidden one, is under the claim. Served by the index on `claim_id`."""
    return session.exec(select(Appearance.id).where(Appearance.claim_id == claim_id)).first() is not None


def made_since(session: Session, appearance_ids: Iterable[int], moment: datetime) -> set[int]:
    """Those of some appearances that were stored after a moment. Served by the primary key."""
    rows = session.exec(
        select(Appearance.id).where(col(Appearance.id).in_(set(appearance_ids)), col(Appearance.created_at) > moment)
    )
    return {found for found in rows if found is not None}
