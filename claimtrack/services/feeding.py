"""Feeds: added, listed and removed. What they announce becomes articles when they are polled (`polling`).

A feed that cannot be had is shown with its cause, never as one that has no news.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from claimtrack.articles.feeds import Feed, feeds_of_page, fetch_feed, is_web_page, read_feed
from claimtrack.articles.fetch import Fetcher
from claimtrack.articles.model import FetchedPage
from claimtrack.articles.urls import canonical_url, host_of
from claimtrack.db import audit
from claimtrack.db.feeds import (
    count_entries,
    failed_entries,
    feed_of_url,
    find_feed,
    insert_feed,
    merge_entries,
)
from claimtrack.db.feeds import list_feeds as query_feeds
from claimtrack.db.paging import pack_cursor, unpack_cursor
from claimtrack.db.session import retry_overlapped
from claimtrack.db.tables import EntryState, FeedRow
from claimtrack.db.types import storable
from claimtrack.errors import FeedUnreadable, InvalidQuery, NotAFeed
from claimtrack.rechecks.changes import Outcome
from claimtrack.services.engine import Engine
from claimtrack.services.incoming import one_line
from claimtrack.sourcing.outlets import name_key

DEFAULT_INTERVAL: Final = timedelta(minutes=30)
MIN_INTERVAL: Final = timedelta(minutes=5)
MAX_INTERVAL: Final = timedelta(days=7)
MAX_PAGE: Final = 200
SHOWN_FAILURES: Final = 5
"""Entries that could not be added, shown of each feed."""
MAX_TRIED_LINKS: Final = 3
"""Feeds that a web page names, tried in turn until one can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedEntry:
    """An entry of a feed that could not be added."""

    url: str
    title: str | None
    cause: str
    given_up: bool
    """True when it is not tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """A feed, when it is polled and what has come of it."""

    id: int
    url: str
    title: str
    outlet: str | None
    interval_s: int
    last_polled_at: datetime | None
    next_poll_at: datetime
    outcome: Outcome | None
    """`changed` when the last poll found something new; None before the first."""
    failure: str | None
    """Why the last poll failed; None when it did not."""
    failures: int
    """Failed polls in a row."""
    entries_seen: int
    articles_added: int
    waiting: int
    """Entries that are still to be added."""
    failed: int
    """Entries that could not be added so far, those given up among them."""
    failed_entries: tuple[FailedEntry, ...]
    """The newest of them."""
    added_by: str
    created_at: datetime

    @property
    def every(self) -> str:
        """How often it is polled, in words: "30 min"."""
        for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
            if self.interval_s % size == 0:
                return f"{self.interval_s // size} {unit}"
        return f"{self.interval_s} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """A page of feeds."""

    items: tuple[FeedView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedFeed:
    """A feed, and whether it was not there before."""

    feed: FeedView
    created: bool


def read_interval(value: str) -> timedelta:
    """The interval written as 30m, 2h or 1d; its bounds are `add_feed`'s to check.

    Raises:
        InvalidQuery: it is written otherwise.
    """
    found = re.fullmatch(r"([1-9][0-9]{0,4})\s?(m|min|h|d)", value.strip().lower())
    if found is None:
        raise InvalidQuery(f"“{value[:40]}” is not an interval. Write it as 30m, 2h or 1d.")
    unit = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days"}[found[2]]
    return timedelta(**{unit: int(found[1])})


def add_feed(
    engine: Engine,
    *,
    url: str,
    outlet: str | None = None,
    interval: timedelta = DEFAULT_INTERVAL,
    actor: str,
) -> AddedFeed:
    """Fetch a feed, or the feed that a web page names, and keep it; it is due to be polled at once.

    A feed that is there already is returned as it is; one that was removed comes back, and adds only what is new.

    Raises:
        InvalidUrl: that is no address.
        InvalidQuery: the interval is shorter than 5 minutes or longer than 7 days.
        NotAFeed, FeedUnreadable: there is no feed, or none that can be read; nothing is stored.
        FetchError: it cannot be had; nothing is stored.
    """
    if not MIN_INTERVAL <= interval <= MAX_INTERVAL:
        raise InvalidQuery("The interval must be between 5 minutes and 7 days, for example 30m, 2h or 1d.")
    with engine.fetcher() as fetcher:
        page, feed = _found_feed(engine, fetcher, canonical_url(url))
    row = _row(page, feed, outlet=one_line(outlet), interval=interval, actor=actor, now=engine.now())

    def stored() -> AddedFeed:
        with engine.database.begin() as session:
            return _store(session, row, page, feed, actor=actor, now=engine.now())

    return retry_overlapped(stored)


def list_feeds(engine: Engine, *, cursor: str | None = None, limit: int = 50) -> FeedList:
    """A page of feeds, in the order in which they were added.

    Raises:
        InvalidQuery: the limit or the cursor is not valid.
    """
    if not 1 <= limit <= MAX_PAGE:
        raise InvalidQuery(f"`limit` must be between 1 and {MAX_PAGE}.")
    after = int(unpack_cursor(cursor, [int])[0]) if cursor else 0
    with engine.database.begin() as session:
        rows = query_feeds(session, after=after, limit=limit + 1)
        more = pack_cursor([rows[limit - 1].id or 0]) if len(rows) > limit else None
        return FeedList(items=feed_views(session, rows[:limit]), next_cursor=more)


def get_feed(engine: Engine, feed_id: int) -> FeedView:
    """One feed.

    Raises:
        NotFound: there is none with that id, or it was removed.
    """
    with engine.database.begin() as session:
        return feed_views(session, [find_feed(session, feed_id)])[0]


def remove_feed(engine: Engine, feed_id: int, *, actor: str) -> FeedView:
    """The feed as it was when polling it ended; its articles stay.

    Raises:
        NotFound: there is none with that id, or it was removed already.
    """

    def removed() -> FeedView:
        with engine.database.begin() as session:
            feed = find_feed(session, feed_id, lock=True)
            view = feed_views(session, [feed])[0]
            feed.active = False
            session.add(feed)
            audit.record(
                session,
                actor=actor,
                action="feed-removed",
                subject="feed",
                subject_id=feed_id,
                before={"url": feed.url, "outlet": feed.outlet, "articles_added": feed.articles_added},
            )
            return view

    return retry_overlapped(removed)


def feed_views(session: Session, rows: Sequence[FeedRow]) -> tuple[FeedView, ...]:
    """Feeds as they are shown."""
    ids = [row.id or 0 for row in rows]
    counts = count_entries(session, ids)
    failed = failed_entries(session, ids, limit=SHOWN_FAILURES)
    return tuple(
        FeedView(
            id=row.id or 0,
            url=row.url,
            title=row.title,
            outlet=row.outlet,
            interval_s=row.interval_s,
            last_polled_at=row.last_polled_at,
            next_poll_at=row.next_poll_at,
            outcome=row.last_outcome,
            failure=row.failure,
            failures=row.failures,
            entries_seen=row.entries_seen,
            articles_added=row.articles_added,
            waiting=counts[row.id or 0].get(EntryState.WAITING, 0),
            failed=sum(counts[row.id or 0].get(state, 0) for state in (EntryState.FAILED, EntryState.GIVEN_UP)),
            failed_entries=tuple(
                FailedEntry(
                    url=entry.url,
                    title=entry.title,
                    cause=entry.cause or "The cause was not recorded.",
                    given_up=entry.state is EntryState.GIVEN_UP,
                )
                for entry in failed[row.id or 0]
            ),
            added_by=row.added_by,
            created_at=row.created_at,
        )
        for row in rows
    )


def _found_feed(engine: Engine, fetcher: Fetcher, address: str) -> tuple[FetchedPage, Feed]:
    """The feed at an address, or the first readable one of those that the page there names."""
    page = fetch_feed(fetcher, address)
    if not is_web_page(page):
        return page, _read(engine, page)
    failures: list[NotAFeed | FeedUnreadable] = []
    for named in feeds_of_page(page)[:MAX_TRIED_LINKS]:
        try:
            found = fetch_feed(fetcher, named)
            return found, _read(engine, found)
        except (NotAFeed, FeedUnreadable) as exc:
            failures.append(exc)
    raise failures[0]


def _read(engine: Engine, page: FetchedPage) -> Feed:
    return read_feed(page.body, url=page.final_url, content_type=page.content_type, now=engine.now())


def _row(
    page: FetchedPage, feed: Feed, *, outlet: str | None, interval: timedelta, actor: str, now: datetime
) -> FeedRow:
    """The feed as it is stored: under the address that the site says is its lasting one."""
    url = page.moved_to or canonical_url(page.url)
    return FeedRow(
        url=url,
        title=one_line(feed.title) or host_of(url),
        outlet=outlet if outlet and name_key(outlet) else None,
        etag=page.etag,
        last_modified=page.last_modified,
        interval_s=int(interval.total_seconds()),
        next_poll_at=now,
        added_by=storable(actor),
    )


def _store(session: Session, row: FeedRow, page: FetchedPage, feed: Feed, *, actor: str, now: datetime) -> AddedFeed:
    addresses = (row.url, canonical_url(page.url), page.final_url)
    known = feed_of_url(session, addresses)
    if known is None and not insert_feed(session, row):
        known = feed_of_url(session, addresses)  # Somebody else was faster.
    if known is not None and known.active:
        return AddedFeed(feed=feed_views(session, [known])[0], created=False)
    if known is not None:
        known.active, known.outlet, known.interval_s = True, row.outlet or known.outlet, row.interval_s
        known.next_poll_at, known.last_polled_at = now, None
        known.failures, known.failure, known.last_outcome = 0, None, None
        known.etag, known.last_modified = row.etag, row.last_modified
    stored = known or find_feed(session, row.id or 0, lock=True)
    stored.entries_seen += merge_entries(session, stored.id or 0, feed.entries, seen_at=now)
    session.add(stored)
    audit.record(
        session,
        actor=actor,
        action="feed-added" if known is None else "feed-restored",
        subject="feed",
        subject_id=stored.id or 0,
        after={"url": stored.url, "outlet": stored.outlet, "interval_s": stored.interval_s},
    )
    session.flush()
    return AddedFeed(feed=feed_views(session, [stored])[0], created=True)
