"""Re-check runs, the changes they found, evidence and what else hangs on a claim's history."""

from collections.abc import Iterable

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from claimtrack.db.tables import Article, ArticleVersion, ChangeEvent, Evidence, Outlet, Recheck
from claimtrack.rechecks.changes import ChangeKind

_OF_THE_PAGE = (ChangeKind.GONE, ChangeKind.CORRECTION_NOTICE)


def last_recheck(session: Session, article_id: int) -> Recheck | None:
    """An article's last re-check. Served by ix_recheck_history."""
    return session.exec(
        select(Recheck)
        .where(Recheck.article_id == article_id)
        .order_by(col(Recheck.started_at).desc(), col(Recheck.id).desc())
    ).first()


def recheck_that_found(session: Session, version_id: int) -> int | None:
    """The re-check that brought an article version; None when somebody added it."""
    return session.exec(select(Recheck.id).where(Recheck.version_id == version_id)).first()


def list_rechecks(
    session: Session, *, article_id: int | None = None, limit: int = 50
) -> list[tuple[Recheck, str | None, str | None]]:
    """(run, article title, article URL), newest first."""
    statement = (
        select(Recheck, ArticleVersion.title, Article.url)
        .join(Article, col(Article.id) == col(Recheck.article_id))
        .join(ArticleVersion, (col(ArticleVersion.article_id) == col(Article.id)) & col(ArticleVersion.is_current))
        .order_by(col(Recheck.id).desc())
        .limit(limit)
    )
    if article_id is not None:
        statement = statement.where(Recheck.article_id == article_id)
    return list(session.exec(statement))


def list_changes(
    session: Session,
    *,
    claim_ids: Iterable[int] = (),
    article_ids: Iterable[int] = (),
    page_ids: Iterable[int] = (),
    limit: int = 100,
) -> list[tuple[ChangeEvent, str | None, str | None]]:
    """(change, article title, outlet), newest first, of some claims or articles. Served by the indexes on both ids.

    Args:
        claim_ids: every change of these claims.
        article_ids: every change of these articles and their claims.
        page_ids: only what concerns the page as a whole: that it is gone, or admits to an error.
    """
    return list(
        session.exec(
            select(ChangeEvent, ArticleVersion.title, Outlet.name)
            .join(Article, col(Article.id) == col(ChangeEvent.article_id))
            .join(ArticleVersion, (col(ArticleVersion.article_id) == col(Article.id)) & col(ArticleVersion.is_current))
            .outerjoin(Outlet, col(Outlet.id) == col(Article.outlet_id))
            .where(
                or_(
                    col(ChangeEvent.claim_id).in_(set(claim_ids)),
                    col(ChangeEvent.article_id).in_(set(article_ids)),
                    col(ChangeEvent.article_id).in_(set(page_ids)) & col(ChangeEvent.kind).in_(_OF_THE_PAGE),
                )
            )
            .order_by(col(ChangeEvent.id).desc())
            .limit(limit)
        )
    )


def evidence_of(session: Session, claim_id: int, *, limit: int = 200) -> list[Evidence]:
    """A claim's evidence, oldest first. Served by the index on `claim_id`."""
    return list(
        session.exec(select(Evidence).where(Evidence.claim_id == claim_id).order_by(col(Evidence.id)).limit(limit))
    )


def count_evidence(session: Session, claim_id: int) -> int:
    """How many pieces of evidence a claim has."""
    return session.exec(select(func.count()).select_from(Evidence).where(Evidence.claim_id == claim_id)).one()


def has_changes(session: Session, claim_id: int) -> bool:
    """Whether re-checks have found anything of a claim. Served by the index on `claim_id`."""
    return session.exec(select(ChangeEvent.id).where(ChangeEvent.claim_id == claim_id)).first() is not None


def last_evidence_id(session: Session, claim_ids: Iterable[int]) -> int:
    """The number of the evidence that was added last to some claims; 0 where they have none."""
    found = session.exec(select(func.max(col(Evidence.id))).where(col(Evidence.claim_id).in_(set(claim_ids)))).one()
    return found or 0


def move_evidence(session: Session, *, from_claim: int, to_claim: int) -> int:
    """Put every piece of evidence of one claim under another; returns how many moved. Row by row, so that a journal sees it."""
    found = session.exec(select(Evidence).where(Evidence.claim_id == from_claim)).all()
    for row in found:
        row.claim_id = to_claim
        session.add(row)
    session.flush()
    return len(found)


def move_changes(session: Session, *, from_claim: int, to_claim: int, article_ids: Iterable[int] | None = None) -> None:
    """Let what re-checks found of one claim be told of another, or only what they found in some articles."""
    statement = select(ChangeEvent).where(ChangeEvent.claim_id == from_claim)
    if article_ids is not None:
        statement = statement.where(col(ChangeEvent.article_id).in_(set(article_ids)))
    for row in session.exec(statement):
        row.claim_id = to_claim
        session.add(row)
    session.flush()
