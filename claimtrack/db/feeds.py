"""Feeds, their entries, and who polls which."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import delete, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, or_, select

from claimtrack.articles.feeds import FeedEntry
from claimtrack.db.session import Database, unavailable_mapped
from claimtrack.db.tables import EntryState, FeedEntryRow, FeedRow
from claimtrack.db.types import storable
from claimtrack.errors import NotFound

OPEN = (EntryState.WAITING, EntryState.FAILED)
"""States of the entries that are still to be added."""


@contextmanager
def polling(database: Database, feed_id: int) -> Iterator[bool]:
    """Whether this process may poll the feed; while the block runs nobody else may.

    The lock lives with a connection of its own: it is gone when the process is, and no transaction stays open meanwhile.
    """
    key = {"feed_id": feed_id}
    with (
        unavailable_mapped(),
        database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        is_ours = bool(connection.execute(_TRY_LOCK, key).scalar())
        try:
            yield is_ours
        finally:
            if is_ours and not connection.invalidated:
                connection.execute(_UNLOCK, key)


_TRY_LOCK = text("SELECT pg_try_advisory_lock(hashtext('claimtrack-feed'), CAST(:feed_id AS integer))")
_UNLOCK = text("SELECT pg_advisory_unlock(hashtext('claimtrack-feed'), CAST(:feed_id AS integer))")


def find_feed(session: Session, feed_id: int, *, lock: bool = False) -> FeedRow:
    """An active feed, with `lock` until the transaction ends.

    Raises:
        NotFound: there is none with that id, or it was removed.
    """
    feed = session.get(FeedRow, feed_id, with_for_update=lock)
    if feed is None or not feed.active:
        raise NotFound(f"There is no feed {feed_id}.")
    return feed


def feed_of_url(session: Session, urls: Iterable[str]) -> FeedRow | None:
    """The feed at one of the canonical addresses, removed ones included; locked. Served by the unique index on `url`."""
    return session.exec(
        select(FeedRow)
        .where(col(FeedRow.url).in_(set(urls)))
        .order_by(col(FeedRow.active).desc(), col(FeedRow.id))
        .with_for_update()
    ).first()


def insert_feed(session: Session, feed: FeedRow) -> bool:
    """Store a new feed; False when another transaction stored one with its address meanwhile. Sets its id."""
    values = feed.model_dump(exclude={"id", "created_at"})
    statement = insert(FeedRow).values(**values).on_conflict_do_nothing().returning(col(FeedRow.id))
    feed.id = session.connection().execute(statement).scalar()
    return feed.id is not None


def list_feeds(session: Session, *, after: int = 0, limit: int) -> list[FeedRow]:
    """The active feeds with a larger id than `after`, by id. Served by the primary key."""
    return list(
        session.exec(
            select(FeedRow).where(col(FeedRow.active), col(FeedRow.id) > after).order_by(col(FeedRow.id)).limit(limit)
        )
    )


def due_feed_ids(session: Session, now: datetime, *, limit: int) -> tuple[int, ...]:
    """The feeds to be polled by `now`, longest due first. Served by ix_feed_due."""
    return tuple(
        found or 0
        for found in session.exec(
            select(FeedRow.id)
            .where(col(FeedRow.active), col(FeedRow.next_poll_at) <= now)
            .order_by(col(FeedRow.next_poll_at), col(FeedRow.id))
            .limit(limit)
        )
    )


def merge_entries(session: Session, feed_id: int, entries: Sequence[FeedEntry], *, seen_at: datetime) -> int:
    """Keep what a feed announces; returns how many of its entries were not there before.

    Served by the unique index on feed and `url`.
    """
    if not entries:
        return 0
    known = select(FeedEntryRow.url).where(
        FeedEntryRow.feed_id == feed_id, col(FeedEntryRow.url).in_([entry.url for entry in entries])
    )
    new = len(entries) - len(session.exec(known).all())
    statement = insert(FeedEntryRow).values(
        [
            {
                "feed_id": feed_id,
                "url": entry.url,
                "title": None if entry.title is None else storable(entry.title),
                "published_at": entry.published_at,
                "state": EntryState.WAITING,
                "tries": 0,
                "seen_at": seen_at,
            }
            for entry in entries
        ]
    )
    # To the day is exact enough for forgetting, and spares rewriting every row at every poll.
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["feed_id", "url"],
            set_={"seen_at": seen_at},
            where=col(FeedEntryRow.seen_at) < seen_at - timedelta(days=1),
        )
    )
    return new


def open_entries(session: Session, feed_id: int, *, now: datetime, limit: int) -> list[FeedEntryRow]:
    """The entries that may be tried now, newest first. Served by ix_feed_entry_open."""
    return list(
        session.exec(
            select(FeedEntryRow)
            .where(
                FeedEntryRow.feed_id == feed_id,
                col(FeedEntryRow.state).in_(OPEN),
                or_(col(FeedEntryRow.next_try_at).is_(None), col(FeedEntryRow.next_try_at) <= now),
            )
            .order_by(col(FeedEntryRow.published_at).desc().nulls_last(), col(FeedEntryRow.id))
            .limit(limit)
        )
    )


def count_entries(session: Session, feed_ids: Iterable[int]) -> dict[int, dict[EntryState, int]]:
    """How many entries of each feed are in which state. Served by the unique index on feed and `url`."""
    counts: dict[int, dict[EntryState, int]] = {feed_id: {} for feed_id in feed_ids}
    rows = session.exec(
        select(FeedEntryRow.feed_id, FeedEntryRow.state, func.count())
        .where(col(FeedEntryRow.feed_id).in_(counts))
        .group_by(col(FeedEntryRow.feed_id), col(FeedEntryRow.state))
    )
    for feed_id, state, count in rows:
        counts[feed_id][EntryState(state)] = count
    return counts


def failed_entries(session: Session, feed_ids: Iterable[int], *, limit: int) -> dict[int, list[FeedEntryRow]]:
    """The newest entries of each feed that could not be added, at most `limit` of each.

    Served by the unique index on feed and `url`.
    """
    found: dict[int, list[FeedEntryRow]] = {feed_id: [] for feed_id in feed_ids}
    place = func.row_number().over(partition_by=col(FeedEntryRow.feed_id), order_by=col(FeedEntryRow.id).desc())
    ranked = (
        select(FeedEntryRow.id, place.label("place"))
        .where(
            col(FeedEntryRow.feed_id).in_(found),
            col(FeedEntryRow.state).in_((EntryState.FAILED, EntryState.GIVEN_UP)),
        )
        .subquery()
    )
    rows = select(FeedEntryRow).join(ranked, ranked.c.id == FeedEntryRow.id).where(ranked.c.place <= limit)
    for entry in session.exec(rows.order_by(ranked.c.place)):
        found[entry.feed_id].append(entry)
    return found


def drop_entries(session: Session, feed_id: int, *, before: datetime) -> None:
    """Forget the settled entries that the feed has not announced since `before`."""
    session.connection().execute(
        delete(FeedEntryRow).where(
            col(FeedEntryRow.feed_id) == feed_id,
            col(FeedEntryRow.state).not_in(OPEN),
            col(FeedEntryRow.seen_at) < before,
        )
    )
