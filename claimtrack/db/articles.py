"""Articles, their versions, snapshots and copy groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, or_, select

from claimtrack.db.tables import (
    Appearance,
    Article,
    ArticleVersion,
    CopyGroup,
    CopyLink,
    Outlet,
    ProcessingState,
    Snapshot,
)

_CLAIM_COUNT = (
    select(func.count())
    .select_from(Appearance)
    .where(col(Appearance.version_id) == col(ArticleVersion.id), col(Appearance.hidden_at).is_(None))
    .correlate(ArticleVersion)
    .scalar_subquery()
)
"""Claims in a version, those that somebody has hidden left out; served by ix_appearance_version_id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """An article with its current version and what a list shows of it."""

    article: Article
    version: ArticleVersion
    claim_count: int
    versions: int


def lock_import(session: Session) -> None:
    """Wait for any other bulk import that is being stored; held until the transaction ends."""
    session.connection().execute(text("SELECT pg_advisory_xact_lock(hashtext('claimtrack-import'))"))


def insert_article(
    session: Session,
    *,
    identity: str,
    url: str | None,
    outlet_id: int | None,
    published_at: datetime | None,
    published_to_the_day: bool,
    added_by: str,
) -> tuple[Article, bool]:
    """The article with that identity, locked, and whether it was made now.

    The unique index on `identity` decides between two that come at once: the second waits for the first to commit.
    """
    statement = (
        insert(Article)
        .values(
            identity=identity,
            url=url,
            outlet_id=outlet_id,
            published_at=published_at,
            published_to_the_day=published_to_the_day,
            recheck_failures=0,
            added_by=added_by,
        )
        .on_conflict_do_nothing(index_elements=["identity"])
        .returning(col(Article.id))
    )
    made = session.connection().execute(statement).scalar()
    article = session.exec(select(Article).where(Article.identity == identity).with_for_update()).one()
    return article, made is not None


def article_of(session: Session, identity: str) -> int | None:
    """The id of the article with that identity, or None. Served by the unique index on `identity`."""
    return session.exec(select(Article.id).where(Article.identity == identity)).first()


def current_version(session: Session, article_id: int) -> ArticleVersion | None:
    """The newest text of an article. Served by uq_article_version_current."""
    return session.exec(
        select(ArticleVersion).where(ArticleVersion.article_id == article_id, col(ArticleVersion.is_current))
    ).first()


def append_version(session: Session, version: ArticleVersion, snapshot: Snapshot) -> ArticleVersion:
    """`version` stored as the article's newest text, with its raw bytes; the one before stays as history."""
    previous = current_version(session, version.article_id)
    if previous is not None:
        previous.is_current = False
        session.add(previous)
    session.add(snapshot)
    session.flush()
    version.number = previous.number + 1 if previous is not None else 1
    version.snapshot_id = snapshot.id or 0
    session.add(version)
    session.flush()
    return version


def previous_version(session: Session, version: ArticleVersion) -> ArticleVersion | None:
    """The newest earlier text of the same article whose claims were extracted."""
    return session.exec(
        select(ArticleVersion)
        .where(
            ArticleVersion.article_id == version.article_id,
            col(ArticleVersion.number) < version.number,
            ArticleVersion.state == ProcessingState.READY,
        )
        .order_by(col(ArticleVersion.number).desc())
    ).first()


def is_overtaken(session: Session, version: ArticleVersion) -> bool:
    """Whether the claims of a later text of the same article have been extracted already."""
    later = select(ArticleVersion.id).where(
        ArticleVersion.article_id == version.article_id,
        col(ArticleVersion.number) > version.number,
        ArticleVersion.state == ProcessingState.READY,
    )
    return session.exec(later).first() is not None


def find_text(session: Session, article_id: int, text_sha256: str) -> ArticleVersion | None:
    """The newest version of an article with that text. Served by the index on `text_sha256`."""
    return session.exec(
        select(ArticleVersion)
        .where(ArticleVersion.text_sha256 == text_sha256, ArticleVersion.article_id == article_id)
        .order_by(col(ArticleVersion.number).desc())
    ).first()


def waiting_versions(session: Session, *, limit: int) -> list[int]:
    """Ids of versions whose claims are still to be extracted, oldest first. Served by ix_article_version_waiting."""
    return [
        version_id
        for version_id in session.exec(
            select(ArticleVersion.id)
            .where(ArticleVersion.state == ProcessingState.PENDING)
            .order_by(col(ArticleVersion.id))
            .limit(limit)
        )
        if version_id is not None
    ]


def count_waiting(session: Session) -> int:
    """How many versions wait for extraction. Served by ix_article_version_waiting."""
    return session.exec(
        select(func.count()).select_from(ArticleVersion).where(ArticleVersion.state == ProcessingState.PENDING)
    ).one()


def lock_version(session: Session, version_id: int) -> ArticleVersion | None:
    """The version, locked until the transaction ends; None when there is none."""
    return session.exec(select(ArticleVersion).where(ArticleVersion.id == version_id).with_for_update()).first()


def list_articles(
    session: Session,
    *,
    outlet: str | None,
    state: ProcessingState | None,
    query: str | None,
    before: tuple[datetime, int] | None,
    limit: int,
) -> list[ArticleRow]:
    """Up to `limit` articles, newest first. Served by ix_article_newest."""
    statement = (
        select(Article, ArticleVersion, _CLAIM_COUNT, col(ArticleVersion.number))
        .join(ArticleVersion, col(ArticleVersion.article_id) == col(Article.id))
        .where(col(ArticleVersion.is_current))
        .order_by(col(Article.created_at).desc(), col(Article.id).desc())
        .limit(limit)
    )
    if outlet is not None:
        statement = statement.join(Outlet, col(Outlet.id) == col(Article.outlet_id)).where(Outlet.name == outlet)
    if state is not None:
        statement = statement.where(ArticleVersion.state == state)
    if query:
        statement = statement.where(
            or_(
                col(ArticleVersion.title).icontains(query, autoescape=True),
                col(Article.url).icontains(query, autoescape=True),
                col(ArticleVersion.text).icontains(query, autoescape=True),
            )
        )
    if before is not None:
        statement = statement.where(func.row(col(Article.created_at), col(Article.id)) < func.row(*before))
    return [
        ArticleRow(article=article, version=version, claim_count=claims, versions=versions)
        for article, version, claims, versions in session.exec(statement)
    ]


def article_rows(session: Session, ids: set[int]) -> dict[int, ArticleRow]:
    """Articles with their current versions, by id."""
    rows = session.exec(
        select(Article, ArticleVersion, _CLAIM_COUNT, col(ArticleVersion.number))
        .join(ArticleVersion, col(ArticleVersion.article_id) == col(Article.id))
        .where(col(ArticleVersion.is_current), col(Article.id).in_(ids))
    )
    return {
        article.id or 0: ArticleRow(article=article, version=version, claim_count=claims, versions=versions)
        for article, version, claims, versions in rows
    }


def versions_of(session: Session, article_id: int, *, limit: int = 200) -> list[tuple[ArticleVersion, int]]:
    """Every text of an article with its number of claims, newest first."""
    return list(
        session.exec(
            select(ArticleVersion, _CLAIM_COUNT)
            .where(ArticleVersion.article_id == article_id)
            .order_by(col(ArticleVersion.number).desc())
            .limit(limit)
        )
    )


def sharing_keys(session: Session, keys: list[int], *, not_article: int, limit: int = 500) -> list[ArticleVersion]:
    """Current texts of other articles that share a copy key, newest first. Served by ix_article_version_copy_keys."""
    return list(
        session.exec(
            select(ArticleVersion)
            .where(
                col(ArticleVersion.is_current),
                col(ArticleVersion.copy_keys).overlap(keys),  # type: ignore[attr-defined]  # PostgreSQL's && on arrays
                ArticleVersion.article_id != not_article,
            )
            .order_by(col(ArticleVersion.id).desc())
            .limit(limit)
        )
    )


def link_copies(session: Session, article_id: int, copies: list[tuple[int, float]]) -> int | None:
    """Put the article and its copies into one copy group; returns the group, or None without copies.

    Args:
        copies: (other article's id, share of the shorter text in common, 0..1).
    """
    if not copies:
        return None
    ids = {article_id, *(other for other, _ in copies)}
    groups = set(session.exec(select(Article.copy_group_id).where(col(Article.id).in_(ids))))
    known = sorted(group for group in groups if group is not None)
    if known:
        group = known[0]
    else:
        made = CopyGroup()
        session.add(made)
        session.flush()
        group = made.id or 0
    session.connection().execute(
        update(Article)
        .where(or_(col(Article.id).in_(ids), col(Article.copy_group_id).in_(known)))
        .values(copy_group_id=group)
    )
    for other, share in copies:
        first, second = sorted((article_id, other))
        session.connection().execute(
            insert(CopyLink)
            .values(article_a_id=first, article_b_id=second, share=share)
            .on_conflict_do_update(index_elements=["article_a_id", "article_b_id"], set_={"share": share})
        )
    session.expire_all()
    return group


def put_off_pages(session: Session, *, after: datetime, limit: int = 10_000) -> list[tuple[str, datetime]]:
    """(address, until when) of the pages that are left alone beyond a moment, longest first. Served by ix_article_put_off."""
    statement = (
        select(Article.url, Article.put_off_until)
        .where(col(Article.put_off_until) > after, col(Article.url).is_not(None))
        .order_by(col(Article.put_off_until).desc())
        .limit(limit)
    )
    return [(url, until) for url, until in session.exec(statement) if url is not None and until is not None]


def articles_of_appearances(session: Session, appearance_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """The article and the version of each appearance, by its id. Served by the primary key."""
    rows = session.exec(
        select(Appearance.id, Appearance.article_id, Appearance.version_id).where(
            col(Appearance.id).in_(set(appearance_ids))
        )
    )
    return {found or 0: (article_id, version_id) for found, article_id, version_id in rows}


def copy_shares(session: Session, article_ids: set[int]) -> dict[int, float]:
    """For each article that is a copy, the largest share of text it has in common with another, 0..1."""
    shares: dict[int, float] = {}
    rows = session.exec(
        select(CopyLink).where(
            or_(col(CopyLink.article_a_id).in_(article_ids), col(CopyLink.article_b_id).in_(article_ids))
        )
    )
    for row in rows:
        for article_id in (row.article_a_id, row.article_b_id):
            if article_id in article_ids:
                shares[article_id] = max(shares.get(article_id, 0.0), row.share)
    return shares


def group_members(session: Session, group_id: int, *, limit: int = 200) -> list[int]:
    """Ids of the articles in one copy group. Served by ix_article_copy_group_id."""
    found = session.exec(
        select(Article.id).where(Article.copy_group_id == group_id).order_by(col(Article.id)).limit(limit)
    )
    return [article_id for article_id in found if article_id is not None]
