"""Polls of feeds: what a feed announces becomes articles, through the same intake as an address that a person adds.

Due dates live on the feeds. First the feed is fetched and what it announces is kept as rows; then the rows that wait are added,
newest first, a bounded number at a time. So nothing is lost when the process ends in between, and what failed is tried again
although the feed may have dropped it by then.

Nobody polls a feed while somebody else does. The canonical address decides what is one article: an item in five feeds is one.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlmodel import Session

from claimtrack.articles.feeds import Feed, fetch_feed, read_feed
from claimtrack.db import audit
from claimtrack.db.feeds import (
    count_entries,
    drop_entries,
    due_feed_ids,
    find_feed,
    merge_entries,
    polling,
)
from claimtrack.db.session import retry_overlapped
from claimtrack.db.tables import EntryState, FeedRow
from claimtrack.db.types import storable
from claimtrack.errors import (
    ClaimtrackError,
    Conflict,
    DatabaseUnavailable,
    FetchError,
    NotFound,
    PageGone,
)
from claimtrack.rechecks.changes import Outcome
from claimtrack.rechecks.schedule import next_look
from claimtrack.services.announced import Progress, Tally, add_entries, bug_words, wish_of
from claimtrack.services.engine import Engine
from claimtrack.services.feeding import FailedEntry

log = structlog.get_logger()

MACHINE: Final = "machine"
MAX_DUE: Final = 200
"""Feeds polled in one sweep."""
CATCH_UP: Final = timedelta(minutes=5)
"""Until the next poll of a feed that has more entries waiting."""
LONGEST_BACK_OFF: Final = timedelta(days=1)
"""Between two polls of a feed that fails: feeds drop what is older than a few days."""
KEPT: Final = timedelta(days=30)
"""How long an entry is remembered after the feed has dropped it, in case an older copy of the feed turns up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """What came of one poll."""

    feed_id: int
    url: str
    title: str
    outcome: Outcome
    """`changed` when there was something new, `unchanged` when not; otherwise the feed could not be had or read."""
    failure: str | None
    """Why it could not be had or read; None when it could."""
    announced: int
    """Entries in the feed, as far as they were taken; 0 when the site said that it is unchanged."""
    left_out: int
    """Older entries of the feed, beyond the number that is taken."""
    unusable: int
    """Entries without an address of a page."""
    new: int
    """Entries that the feed had not announced before."""
    added: int
    """Articles that were not there before."""
    known: int
    """Entries whose article was there already."""
    failed: tuple[FailedEntry, ...]
    waiting: int
    """Entries left to later polls, those that are tried again among them."""
    articles: tuple[int, ...]
    """Ids of the articles that were added."""
    next_poll_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What came of fetching and reading a feed."""

    outcome: Outcome
    failure: str | None = None
    retry_after: timedelta | None = None
    feed: Feed | None = None
    """None when it failed, and when the site says that it is unchanged."""
    etag: str | None = None
    last_modified: str | None = None


def poll_feed(
    engine: Engine,
    feed_id: int,
    *,
    actor: str,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Progress = lambda title, done, total: None,
) -> PollReport:
    """Fetch a feed now and add what it announces.

    Raises:
        NotFound: there is no such feed.
        Conflict: it is being polled at this moment.
        DatabaseUnavailable: it went away; what was stored before stays.
    """
    with polling(engine.database, feed_id) as is_ours:
        if not is_ours:
            raise Conflict(f"Feed {feed_id} is being polled at this moment. Look at it again in a minute.")
        return _poll(engine, _stored(engine, feed_id), actor=actor, should_stop=should_stop, progress=progress)


def due_feeds(engine: Engine, *, now: datetime, limit: int = MAX_DUE) -> tuple[int, ...]:
    """Ids of the feeds that are due by `now`, longest due first."""
    with engine.database.begin() as session:
        return due_feed_ids(session, now, limit=limit)


def poll_due(
    engine: Engine,
    *,
    now: datetime,
    actor: str = MACHINE,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Progress = lambda title, done, total: None,
) -> tuple[PollReport, ...]:
    """Poll every feed that is due and that nobody else is polling.

    Args:
        engine: what is needed open.
        now: what is due by then.
        actor: who asks.
        should_stop: asked before each feed and each entry.
        progress: told after each entry of a feed.

    Raises:
        DatabaseUnavailable: it went away; what was stored before stays. Any other failure of one feed leaves the others.
    """
    reports = []
    for feed_id in due_feeds(engine, now=now):
        if should_stop():
            break
        try:
            with polling(engine.database, feed_id) as is_ours:
                feed = _stored(engine, feed_id)
                # Somebody else may have polled it since the feeds were listed.
                if is_ours and feed.next_poll_at <= now:
                    reports.append(_poll(engine, feed, actor=actor, should_stop=should_stop, progress=progress))
        except DatabaseUnavailable:
            raise
        except NotFound:
            continue  # Removed meanwhile.
        except Exception:
            log.exception("poll failed", action="poll_failed", feed=feed_id)
    return tuple(reports)


def _stored(engine: Engine, feed_id: int) -> FeedRow:
    with engine.database.begin() as session:
        return find_feed(session, feed_id)


def _poll(
    engine: Engine, feed: FeedRow, *, actor: str, should_stop: Callable[[], bool], progress: Progress
) -> PollReport:
    progress(feed.title, 0, 0)
    look, new = _kept_look(engine, feed)
    tally = Tally()
    if look.failure is None:  # Where the feed cannot be had, its pages most likely cannot either.
        tally = add_entries(engine, feed, actor=actor, should_stop=should_stop, progress=progress)
    return retry_overlapped(lambda: _finish(engine, feed.id or 0, look, tally, new=new, actor=actor))


def _kept_look(engine: Engine, feed: FeedRow) -> tuple[_Look, int]:
    """What came of fetching the feed, with what it announces kept, and how many of its entries are new."""
    look = _look(engine, feed)
    try:
        return look, retry_overlapped(lambda: _keep(engine, feed, look))
    except ClaimtrackError:
        raise
    except Exception as exc:
        log.exception("poll failed", action="poll_failed", feed=feed.id)
        return _broken(exc), 0


def _look(engine: Engine, feed: FeedRow) -> _Look:
    try:
        with engine.fetcher() as fetcher:
            page = fetch_feed(fetcher, feed.url, etag=feed.etag, last_modified=feed.last_modified)
        if page.not_modified:
            return _Look(outcome=Outcome.UNCHANGED, etag=feed.etag, last_modified=feed.last_modified)
        found = read_feed(page.body, url=page.final_url, content_type=page.content_type, now=engine.now())
    except PageGone as exc:
        return _Look(outcome=Outcome.GONE, failure=storable(exc.message))
    except FetchError as exc:
        return _Look(outcome=Outcome.UNREACHABLE, failure=storable(exc.message), retry_after=wish_of(exc))
    except ClaimtrackError as exc:
        return _Look(outcome=Outcome.FAILED, failure=storable(exc.message))
    except Exception as exc:
        log.exception("poll failed", action="poll_failed", feed=feed.id)
        return _broken(exc)
    return _Look(outcome=Outcome.CHANGED, feed=found, etag=page.etag, last_modified=page.last_modified)


def _broken(exc: Exception) -> _Look:
    """A bug of ours as the feed's failure: without one stored the feed would be due for ever, and fail every time."""
    return _Look(outcome=Outcome.FAILED, failure=bug_words(exc))


def _keep(engine: Engine, feed: FeedRow, look: _Look) -> int:
    """Store what the feed announces, and what to ask it with next time; returns how many entries are new."""
    if look.feed is None:
        return 0
    with engine.database.begin() as session:
        stored = session.get_one(FeedRow, feed.id, with_for_update=True)
        new = merge_entries(session, feed.id or 0, look.feed.entries, seen_at=engine.now())
        stored.etag, stored.last_modified = look.etag, look.last_modified
        stored.entries_seen += new
        session.add(stored)
        return new


def _finish(engine: Engine, feed_id: int, look: _Look, tally: Tally, *, new: int, actor: str) -> PollReport:
    """Store how the poll ended and when the next one is."""
    now = engine.now()
    with engine.database.begin() as session:
        feed = session.get_one(FeedRow, feed_id, with_for_update=True)
        before = feed.last_outcome
        outcome = look.outcome
        if look.failure is None:
            outcome = Outcome.CHANGED if new or tally.articles else Outcome.UNCHANGED
        counts = count_entries(session, [feed_id])[feed_id]
        waiting = counts.get(EntryState.WAITING, 0)
        feed.failures = 0 if look.failure is None else feed.failures + 1
        feed.last_polled_at, feed.last_outcome, feed.failure = now, outcome, look.failure
        feed.next_poll_at = _next_poll(feed, now, look.retry_after or tally.retry_after, has_more=waiting > 0)
        session.add(feed)
        if look.feed is not None:
            drop_entries(session, feed_id, before=now - KEPT)
        report = PollReport(
            feed_id=feed_id,
            url=feed.url,
            title=feed.title,
            outcome=outcome,
            failure=look.failure,
            announced=len(look.feed.entries) if look.feed else 0,
            left_out=look.feed.left_out if look.feed else 0,
            unusable=look.feed.unusable if look.feed else 0,
            new=new,
            added=len(tally.articles),
            known=tally.known,
            failed=tuple(tally.failed),
            waiting=waiting + counts.get(EntryState.FAILED, 0),
            articles=tuple(tally.articles),
            next_poll_at=feed.next_poll_at,
        )
        # A quiet feed would fill the record, which nobody can shorten, with a row every few minutes.
        if actor != MACHINE or tally.articles or tally.failed or _is_news(before, outcome):
            _record(session, report, actor=actor)
        return report


def _is_news(before: Outcome | None, after: Outcome) -> bool:
    """Whether a poll ended well after one that failed, or the other way round, or failed in another way."""
    fine = (None, Outcome.CHANGED, Outcome.UNCHANGED)
    return (before in fine) != (after in fine) or (after not in fine and before != after)


def _next_poll(feed: FeedRow, now: datetime, retry_after: timedelta | None, *, has_more: bool) -> datetime:
    interval = timedelta(seconds=feed.interval_s)
    return next_look(
        now,
        interval=min(interval, CATCH_UP) if has_more and not feed.failures else interval,
        failures=feed.failures,
        retry_after=None if retry_after is None else max(retry_after, interval),
        jitter=_jitter(feed.id or 0, now),
        longest=LONGEST_BACK_OFF,
    )


def _jitter(feed_id: int, now: datetime) -> float:
    """-1..1, another for each feed and each poll, so that feeds which were added together drift apart."""
    return zlib.crc32(f"{feed_id} {now.isoformat()}".encode()) / 0xFFFFFFFF * 2 - 1


def _record(session: Session, report: PollReport, *, actor: str) -> None:
    audit.record(
        session,
        actor=actor,
        action="feed-polled",
        subject="feed",
        subject_id=report.feed_id,
        after={
            "outcome": report.outcome.value,
            "failure": report.failure,
            "added": report.added,
            "known": report.known,
            "failed": len(report.failed),
            "waiting": report.waiting,
        },
    )
