"""Merges and splits of claims as they are stored, and the rows that undoing one has to look at."""

from collections.abc import Iterable

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import array
from sqlmodel import Session, col, select, text

from claimtrack.db.tables import ClaimEdit, Evidence


def add_claim_edit(session: Session, edit: ClaimEdit) -> ClaimEdit:
    """The merge or split as stored, with its number."""
    session.add(edit)
    session.flush()
    session.refresh(edit)
    return edit


def lock_claim_edit(session: Session, edit_id: int) -> ClaimEdit | None:
    """The merge or split, locked until the transaction ends; None when there is none."""
    return session.exec(
        select(ClaimEdit).where(ClaimEdit.id == edit_id).with_for_update().execution_options(populate_existing=True)
    ).first()


def claim_edits_of(session: Session, claim_ids: Iterable[int], *, limit: int = 200) -> list[ClaimEdit]:
    """The merges and splits that some claims took part in, newest first. Served by ix_claim_edit_claim_ids."""
    return list(
        session.exec(
            select(ClaimEdit)
            .where(col(ClaimEdit.claim_ids).overlap(sorted(set(claim_ids))))  # type: ignore[attr-defined]  # PostgreSQL's && on arrays
            .order_by(col(ClaimEdit.id).desc())
            .limit(limit)
        )
    )


def later_on_matches(session: Session, edit: ClaimEdit, match_keys: Iterable[str]) -> ClaimEdit | None:
    """The last merge or split after another that changed one of these matches as well, and stands; None when there is none.

    Reads the histories that came after it, which is quick for all but the oldest.
    """
    matches = col(ClaimEdit.before)["claim_match"]
    return session.exec(
        select(ClaimEdit)
        .where(
            col(ClaimEdit.id) > edit.id,
            col(ClaimEdit.undone_at).is_(None),
            matches.has_any(array(sorted(match_keys), type_=Text)),
        )
        .order_by(col(ClaimEdit.id).desc())
        .limit(1)
    ).first()


def descendants(session: Session, appearance_ids: Iterable[int]) -> dict[int, int]:
    """The same appearances in later texts of their articles: the appearance asked for, by the id of each that continues it.

    Served by the index on `continues_id`.
    """
    rows = session.connection().execute(
        text(
            """
            WITH RECURSIVE line AS (
                SELECT id, id AS first, 0 AS depth FROM appearance WHERE id = ANY(:ids)
                UNION ALL
                SELECT a.id, line.first, line.depth + 1
                FROM line JOIN appearance a ON a.continues_id = line.id
                WHERE line.depth < 500 AND a.id <> ALL(:ids)
            )
            SELECT id, first FROM line WHERE depth > 0
            """
        ),
        {"ids": sorted(set(appearance_ids))},
    )
    return {int(found): int(first) for found, first in rows}


def evidence_since(session: Session, claim_id: int, *, after_id: int) -> Evidence | None:
    """A piece of evidence of a claim that was added after another one. Served by the index on `claim_id`."""
    return session.exec(
        select(Evidence).where(Evidence.claim_id == claim_id, col(Evidence.id) > after_id).order_by(col(Evidence.id))
    ).first()
