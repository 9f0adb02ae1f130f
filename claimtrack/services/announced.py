"""Entries of feeds become articles, through the same intake as an address that a person adds.

The canonical address decides what is one article: an entry in five feeds is one. An entry that fails leaves the others alone;
it keeps its cause and is tried again a few times. What became of each is stored at once, so that a process may end anywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from claimtrack.db.articles import article_of
from claimtrack.db.feeds import open_entries
from claimtrack.db.session import retry_overlapped
from claimtrack.db.tables import EntryState, FeedEntryRow, FeedRow
from claimtrack.db.types import storable
from claimtrack.errors import AddressRefused, ClaimtrackError, DatabaseUnavailable, InvalidUrl, PageUnreachable
from claimtrack.services.engine import Engine
from claimtrack.services.feeding import FailedEntry
from claimtrack.services.intake import add_url

log = structlog.get_logger()

MAX_ADDED: Final = 50
"""Entries tried in one poll; the others come with the next, which is then soon."""
RETRIES: Final = (timedelta(minutes=30), timedelta(hours=6), timedelta(days=1))
"""How long an entry that failed waits for its next try; after the last it is given up. Source: an outage of a site lasts
minutes, a mistake in a page is mended the same day or never."""

Progress = Callable[[str, int, int], None]
"""Told (the feed's title, entries tried, entries to be tried): before the feed is fetched, 0 of 0, and after each entry."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of the entries that were tried."""

    articles: list[int] = field(default_factory=list)
    known: int = 0
    failed: list[FailedEntry] = field(default_factory=list)
    retry_after: timedelta | None = None
    """What the site asked for, after which no other entry was tried."""


def add_entries(
    engine: Engine,
    feed: FeedRow,
    *,
    actor: str,
    should_stop: Callable[[], bool],
    progress: Progress,
) -> Tally:
    """What became of the entries of a feed that wait, each tried once, until the site asks to be left alone.

    Args:
        engine: what is needed open.
        feed: whose entries.
        actor: who asks, as the record names them.
        should_stop: asked before each entry.
        progress: told before each entry, and at the end.

    Raises:
        DatabaseUnavailable: it went away; what was stored before stays.
    """
    tally = Tally()
    with engine.database.begin() as session:
        entries = open_entries(session, feed.id or 0, now=engine.now(), limit=MAX_ADDED)
    for done, entry in enumerate(entries):
        progress(feed.title, done, len(entries))
        if should_stop() or tally.retry_after is not None:
            return tally
        _try_entry(engine, feed, entry, tally, actor=actor)
    progress(feed.title, len(entries), len(entries))
    return tally


def _try_entry(engine: Engine, feed: FeedRow, entry: FeedEntryRow, tally: Tally, *, actor: str) -> None:
    try:
        article_id, created = _added(engine, feed, entry, actor=actor)
    except DatabaseUnavailable:
        raise  # Says nothing about the entry, which keeps its tries.
    except ClaimtrackError as exc:
        is_final = isinstance(exc, AddressRefused | InvalidUrl)  # Asking again cannot change that.
        tally.failed.append(_fail(engine, entry, storable(exc.message), is_final=is_final))
        tally.retry_after = wish_of(exc)
        return
    except Exception as exc:
        log.exception("entry failed", action="entry_failed", feed=feed.id, url=entry.url)
        tally.failed.append(_fail(engine, entry, bug_words(exc)))
        return
    entry.state, entry.cause = EntryState.ADDED if created else EntryState.KNOWN, None
    entry.article_id = article_id
    _settle(engine, entry)
    if created:
        tally.articles.append(article_id)
    else:
        tally.known += 1


def _added(engine: Engine, feed: FeedRow, entry: FeedEntryRow, *, actor: str) -> tuple[int, bool]:
    """The entry's article, and whether it was not there before. A page that is there already is not fetched."""
    with engine.database.begin() as session:
        known = article_of(session, entry.url)
    if known is not None:
        return known, False
    added = add_url(engine, url=entry.url, outlet=feed.outlet, announced_at=entry.published_at, actor=actor)
    return added.article_id, added.created


def _fail(engine: Engine, entry: FeedEntryRow, cause: str, *, is_final: bool = False) -> FailedEntry:
    entry.tries, entry.cause = entry.tries + 1, cause
    given_up = is_final or entry.tries > len(RETRIES)
    entry.state = EntryState.GIVEN_UP if given_up else EntryState.FAILED
    entry.next_try_at = None if given_up else engine.now() + RETRIES[entry.tries - 1]
    _settle(engine, entry)
    return FailedEntry(url=entry.url, title=entry.title, cause=cause, given_up=given_up)


def _settle(engine: Engine, entry: FeedEntryRow) -> None:
    """Store what became of an entry, and count it with its feed."""

    def settled() -> None:
        with engine.database.begin() as session:
            session.merge(entry)
            if entry.state is EntryState.ADDED:
                feed = session.get_one(FeedRow, entry.feed_id, with_for_update=True)
                feed.articles_added += 1
                session.add(feed)

    retry_overlapped(settled)


def bug_words(exc: Exception) -> str:
    """An error that is a bug of ours, as the stored cause."""
    return storable(f"{type(exc).__name__}: {exc}")[:500]


def wish_of(exc: ClaimtrackError) -> timedelta | None:
    """How long the site asks to be left alone; None when it does not."""
    asked_s = exc.retry_after_s if isinstance(exc, PageUnreachable) else None
    return None if asked_s is None else timedelta(seconds=asked_s)
