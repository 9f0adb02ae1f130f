"""Corrections of appearances and of claims as they are stored, and what undoing them asks of the rows around them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select, text

from claimtrack.db.tables import (
    Appearance,
    AppearanceEdit,
    Article,
    ArticleVersion,
    Claim,
    Claimant,
)


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
