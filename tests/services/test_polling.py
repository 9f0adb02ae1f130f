"""Polls: what feeds announce becomes articles, once; failures are kept with their cause, and nobody is asked too often."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from claimtrack.db.feeds import polling
from claimtrack.db.tables import Article, EntryState, FeedEntryRow
from claimtrack.errors import Conflict, DatabaseUnavailable, NotFound
from claimtrack.jobs import sweep
from claimtrack.rechecks.changes import Outcome
from claimtrack.services.announced import RETRIES
from claimtrack.services.engine import Engine
from claimtrack.services.feeding import add_feed, get_feed, remove_feed
from claimtrack.services.intake import add_url, get_article
from claimtrack.services.polling import due_feeds, poll_due, poll_feed

from .conftest import Site
from .planting import audit_rows, stored_rows

TOLL = "A ferry sank near the island of Tarn on Monday, killing 3{} people, the coast guard said."
REST = (
    "The ferry had left the mainland with 140 people on board, the harbour master of Tarn said on Tuesday.",
    "Divers went on searching the wreck until nightfall, and the island's school was turned into a shelter.",
)


def item(path: str, *, date: str = "Mon, 02 Mar 2026 12:00:00 GMT") -> str:
    """An entry of an RSS feed."""
    return f"<item><title>Story at {path}</title><link>{path}</link><pubDate>{date}</pubDate></item>"


def put_feed(site: Site, *paths: str, at: str = "/feed.xml") -> str:
    """Serve a feed that announces these pages, oldest first; returns its address."""
    items = "".join(item(path, date=f"Mon, 02 Mar 2026 12:{n:02}:00 GMT") for n, path in enumerate(paths))
    body = f"<rss version='2.0'><channel><title>News of {at}</title>{items}</channel></rss>"
    site.pages[at] = (200, "application/rss+xml", body.encode())
    return site.url + at


def put_stories(site: Site, count: int) -> list[str]:
    """Serve that many articles; returns their paths."""
    paths = [f"/story/{n}" for n in range(count)]
    for n, path in enumerate(paths):
        site.put(path, TOLL.format(n), *REST, title=f"Story {n}")
    return paths


def watch(engine: Engine, url: str, **options: object) -> int:
    """The id of a feed that is added."""
    return add_feed(engine, url=url, actor="ana", **options).feed.id  # type: ignore[arg-type]


def advance(engine: Engine, span: timedelta) -> datetime:
    """Let the engine's clock stand that much later than it stands; returns the time it shows."""
    moment = engine.now() + span
    engine.now = lambda: moment
    return moment


def addresses(engine: Engine) -> list[str | None]:
    """The address of every article, in the order in which they came."""
    return [article.url for article in stored_rows(engine, Article)]


def test_what_a_feed_announces_becomes_articles_newest_first(engine: Engine, site: Site) -> None:
    """They are in the tracker as if a person had added them, and the poll says what it did."""
    paths = put_stories(site, 3)
    feed_id = watch(engine, put_feed(site, *paths), outlet="Delta Post")

    report = poll_feed(engine, feed_id, actor="ben")

    assert (Outcome.CHANGED, None, 3, 0, (), 0) == (
        report.outcome,
        report.failure,
        report.added,
        report.known,
        report.failed,
        report.waiting,
    )
    assert [site.url + path for path in reversed(paths)] == addresses(engine)
    article = get_article(engine, report.articles[0]).article
    assert ("Story 2", "Delta Post") == (article.title, article.outlet and article.outlet.name)
    assert ["ben"] * 3 == [row.actor for row in audit_rows(engine, action="article-added")]
    (row,) = audit_rows(engine, action="feed-polled")
    assert ("ben", 3, "changed") == (row.actor, row.after["added"], row.after["outcome"])
    shown = get_feed(engine, feed_id)
    assert (3, 3, 0, Outcome.CHANGED) == (shown.articles_added, shown.entries_seen, shown.waiting, shown.outcome)


def test_polling_again_adds_nothing(engine: Engine, site: Site) -> None:
    """No page is fetched twice, and a poll by the machine that brings nothing leaves no row in the record."""
    site.tagged = True
    feed_id = watch(engine, put_feed(site, *put_stories(site, 2)))
    poll_feed(engine, feed_id, actor="ben")
    asked = len(site.requests)
    advance(engine, timedelta(hours=1))

    (report,) = poll_due(engine, now=engine.now())

    assert (Outcome.UNCHANGED, 0, 0, 0) == (report.outcome, report.announced, report.new, report.added)
    assert ["/feed.xml"] == site.requests[asked:]
    assert 1 == len(audit_rows(engine, action="feed-polled"))


def test_an_item_in_five_feeds_is_one_article(engine: Engine, site: Site) -> None:
    """However each of them spells its address; it is fetched once."""
    site.put("/story", TOLL.format(1), *REST)
    spellings = ["/story", "/story?utm_source=b", "/story#top", "/a/../story", f"{site.url.upper()}/story"]
    for n, spelling in enumerate(spellings):
        watch(engine, put_feed(site, spelling, at=f"/{n}.xml"))

    reports = poll_due(engine, now=engine.now())

    assert [1, 0, 0, 0, 0] == [report.added for report in reports]
    assert [0, 1, 1, 1, 1] == [report.known for report in reports]
    assert 1 == len(addresses(engine))
    assert 1 == site.requests.count("/story")


def test_an_entry_that_leads_to_a_known_article_is_known(engine: Engine, site: Site) -> None:
    """By a redirect too; the way there is not gone again at the next poll."""
    (path,) = put_stories(site, 1)
    add_url(engine, url=site.url + path, actor="ana")
    site.pages["/short"] = (302, "text/html", b"")
    site.headers["/short"] = {"Location": path}
    feed_id = watch(engine, put_feed(site, "/short"))

    report = poll_feed(engine, feed_id, actor="ben")
    poll_feed(engine, feed_id, actor="ben")

    assert (0, 1) == (report.added, report.known)
    assert 1 == len(addresses(engine))
    assert 1 == site.requests.count("/short")


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ("", datetime(2026, 3, 2, 12, tzinfo=UTC)),  # the page does not say
        ('content="2026-03-02"', datetime(2026, 3, 2, 12, tzinfo=UTC)),  # the page knows the day
        ('content="2026-02-27"', datetime(2026, 2, 27, tzinfo=UTC)),  # they differ
        ('content="2026-03-02T09:30:00Z"', datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),  # the page knows better
    ],
)
def test_the_feeds_time_stands_in_where_the_page_knows_less(
    engine: Engine, site: Site, meta: str, expected: datetime
) -> None:
    """Feeds often give the time of the last change; what the page says of itself comes first."""
    site.put("/story", TOLL.format(1), *REST)
    status, content_type, body = site.pages["/story"]
    date = "content='2016-10-11T12:00:00Z'"
    site.pages["/story"] = (status, content_type, body.decode().replace(date, meta or "content=''").encode())
    feed_id = watch(engine, put_feed(site, "/story"))

    (article_id,) = poll_feed(engine, feed_id, actor="ben").articles

    assert expected == get_article(engine, article_id).article.published_at


def test_one_entry_that_fails_does_not_stop_the_others(engine: Engine, site: Site) -> None:
    """It is named with its cause; an address on the inside is refused for good."""
    one, two = put_stories(site, 2)
    site.pages["/empty"] = (200, "text/html", b"<html><body><nav>Home</nav></body></html>")
    feed_id = watch(engine, put_feed(site, one, "/none", "/empty", "http://10.0.0.1/secret", two))

    report = poll_feed(engine, feed_id, actor="ben")

    assert (2, 3) == (report.added, len(report.failed))
    causes = {entry.url.rpartition("/")[2]: (entry.cause, entry.given_up) for entry in report.failed}
    assert "404" in causes["none"][0]
    assert "No article text" in causes["empty"][0]
    assert "not on the public internet" in causes["secret"][0]
    assert [False, False, True] == [causes[name][1] for name in ("none", "empty", "secret")]
    shown = get_feed(engine, feed_id)
    assert (3, 2, None) == (shown.failed, report.waiting, shown.failure)
    assert {entry.url for entry in report.failed} == {entry.url for entry in shown.failed_entries}


def test_a_failed_entry_is_tried_again_and_not_for_ever(engine: Engine, site: Site) -> None:
    """After ever longer waits, also when the feed no longer has it; then it is given up and stays shown."""
    url = put_feed(site, "/late")
    feed_id = watch(engine, url)
    tries = []
    for wait in (timedelta(0), timedelta(minutes=1), *(span for span in RETRIES), timedelta(days=9)):
        advance(engine, wait)
        poll_feed(engine, feed_id, actor="ben")
        tries.append(site.requests.count("/late"))
        put_feed(site)  # The feed has rolled on.

    assert [1, 1, 2, 3, 4, 4] == tries
    assert [True] == [entry.given_up for entry in get_feed(engine, feed_id).failed_entries]


def test_a_failed_entry_that_is_mended_is_added(engine: Engine, site: Site) -> None:
    """The next try finds the page."""
    feed_id = watch(engine, put_feed(site, "/story/0"))
    poll_feed(engine, feed_id, actor="ben")
    put_stories(site, 1)
    advance(engine, RETRIES[0])

    report = poll_feed(engine, feed_id, actor="ben")

    assert (1, ()) == (report.added, report.failed)
    assert (0, 1) == (get_feed(engine, feed_id).failed, get_feed(engine, feed_id).articles_added)


def test_a_long_feed_is_added_in_parts(engine: Engine, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest first, the rest soon, also when the site says meanwhile that the feed is unchanged."""
    monkeypatch.setattr("claimtrack.services.announced.MAX_ADDED", 2)
    site.tagged = True
    paths = put_stories(site, 5)
    feed_id = watch(engine, put_feed(site, *paths), interval=timedelta(hours=12))
    parts = []
    for _ in range(3):
        report = poll_feed(engine, feed_id, actor="ben")
        parts.append((report.added, report.waiting, report.next_poll_at - engine.now() < timedelta(minutes=6)))
        advance(engine, timedelta(minutes=6))

    assert [(2, 3, True), (2, 1, True), (1, 0, False)] == parts
    assert [site.url + path for path in reversed(paths)] == addresses(engine)


def test_a_poll_that_is_stopped_leaves_the_rest_for_later(engine: Engine, site: Site) -> None:
    """What was added stays; the feed is polled again soon."""
    feed_id = watch(engine, put_feed(site, *put_stories(site, 3)))
    asked = iter([False, True])

    report = poll_feed(engine, feed_id, actor="ben", should_stop=lambda: next(asked))

    assert (1, 2) == (report.added, report.waiting)
    advance(engine, timedelta(minutes=6))
    assert [2] == [later.added for later in poll_due(engine, now=engine.now())]


@pytest.mark.parametrize(
    ("answer", "outcome", "cause"),
    [
        ((500, "text/html", b""), Outcome.UNREACHABLE, "500"),
        ((404, "text/html", b""), Outcome.GONE, "404"),
        ((410, "text/html", b""), Outcome.GONE, "410"),
        ((200, "text/html", b"<html><body>Moved</body></html>"), Outcome.FAILED, "web page"),
        ((200, "text/xml", b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>"), Outcome.FAILED, "DTD"),
        ((200, "image/png", b"\x89PNG"), Outcome.FAILED, "no feed"),
    ],
)
def test_a_feed_that_fails_is_never_one_without_news(
    engine: Engine, site: Site, answer: tuple[int, str, bytes], outcome: Outcome, cause: str
) -> None:
    """The failure is stored with its cause and told once in the record; what waited waits, and nothing is lost."""
    feed_id = watch(engine, put_feed(site, *put_stories(site, 1)))
    page, site.pages["/feed.xml"] = site.pages["/feed.xml"], answer

    reports = [poll_due(engine, now=advance(engine, timedelta(days=2)))[0] for _ in range(2)]
    failed = get_feed(engine, feed_id)
    site.pages["/feed.xml"] = page
    (mended,) = poll_due(engine, now=advance(engine, timedelta(days=2)))

    assert [outcome, outcome] == [report.outcome for report in reports]
    assert cause in (reports[0].failure or "")
    assert (outcome, reports[1].failure, 2, 1) == (failed.outcome, failed.failure, failed.failures, failed.waiting)
    assert (Outcome.CHANGED, 1, None) == (mended.outcome, mended.added, get_feed(engine, feed_id).failure)
    assert [outcome, "changed"] == [row.after["outcome"] for row in audit_rows(engine, action="feed-polled")]


def test_a_feed_that_fails_is_asked_ever_less_often(engine: Engine, site: Site) -> None:
    """Twice as long each time, up to a day, never quite the same for two feeds."""
    ids = [watch(engine, put_feed(site, at=path)) for path in ("/a.xml", "/b.xml")]
    site.pages.clear()
    advance(engine, timedelta(0))
    waits = []
    for _ in range(8):
        reports = [poll_feed(engine, feed_id, actor="ben") for feed_id in ids]
        waits.append([(report.next_poll_at - engine.now()) / timedelta(minutes=30) for report in reports])

    for (one, other), expected in zip(waits, (2, 4, 8, 16, 32, 48, 48, 48), strict=True):
        assert pytest.approx(expected, rel=0.101) == one
        assert pytest.approx(expected, rel=0.101) == other
        assert one != other


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("7200", timedelta(hours=2)),
        ("1", timedelta(hours=1)),  # sooner than the failure allows
        ("999999999", timedelta(days=1)),  # bounded
        ("soon", timedelta(hours=1)),
    ],
)
def test_the_sites_wish_is_heeded(engine: Engine, site: Site, wish: str, expected: timedelta) -> None:
    """Within bounds, and never sooner than after any failure."""
    feed_id = watch(engine, put_feed(site))
    site.pages["/feed.xml"] = (503, "text/html", b"")
    site.headers["/feed.xml"] = {"Retry-After": wish}
    advance(engine, timedelta(0))

    wait = poll_feed(engine, feed_id, actor="ben").next_poll_at - engine.now()

    assert expected * 0.9 <= wait <= expected * 1.1


def test_a_site_that_is_asked_too_much_is_left_alone(engine: Engine, site: Site) -> None:
    """The first page that asks for it ends the poll; the others keep their tries."""
    paths = put_stories(site, 3)
    site.pages[paths[2]] = (429, "text/html", b"")
    site.headers[paths[2]] = {"Retry-After": "10800"}
    feed_id = watch(engine, put_feed(site, *paths))
    advance(engine, timedelta(0))

    report = poll_feed(engine, feed_id, actor="ben")

    assert (0, 1, 3) == (report.added, len(report.failed), report.waiting)
    assert [0, 0, 1] == sorted(entry.tries for entry in stored_rows(engine, FeedEntryRow))
    assert report.next_poll_at - engine.now() >= timedelta(hours=3)


def test_two_never_poll_one_feed_at_once(engine: Engine, site: Site) -> None:
    """The second is told so, or passes it over; a feed of its own it may poll meanwhile."""
    feed_id = watch(engine, put_feed(site, *put_stories(site, 2)))
    other_id = watch(engine, put_feed(site, at="/other.xml"))
    site.wait.clear()
    asked = len(site.requests)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(poll_feed, engine, feed_id, actor="ana")
        while len(site.requests) == asked:
            threading.Event().wait(0.01)
        with pytest.raises(Conflict, match="being polled"):
            poll_feed(engine, feed_id, actor="ben")
        second = pool.submit(poll_due, engine, now=engine.now())
        while "/other.xml" not in site.requests[asked:]:
            threading.Event().wait(0.01)
        site.wait.set()

    assert 2 == first.result().added
    assert [other_id] == [report.feed_id for report in second.result()]
    assert 2 == len(addresses(engine))
    assert 1 == site.requests[asked:].count("/feed.xml")


def test_a_feed_that_somebody_has_just_polled_is_not_due_any_more(engine: Engine, site: Site) -> None:
    """Two sweeps that listed the same feeds poll each once."""
    for n in range(3):
        watch(engine, put_feed(site, at=f"/{n}.xml"))
    asked = len(site.requests)
    now = engine.now()

    with ThreadPoolExecutor(2) as pool:
        sweeps = [pool.submit(poll_due, engine, now=now) for _ in range(2)]
    polled = [report.feed_id for done in sweeps for report in done.result()]

    assert sorted(set(polled)) == sorted(polled)
    assert sorted(set(site.requests[asked:])) == sorted(site.requests[asked:])


def test_whoever_polls_and_breaks_holds_nobody_up(engine: Engine, site: Site) -> None:
    """The lock ends with the block, however that ends, and with the connection when the process is killed."""
    feed_id = watch(engine, put_feed(site))

    with pytest.raises(KeyboardInterrupt), polling(engine.database, feed_id):
        raise KeyboardInterrupt
    kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
    with (
        pytest.raises(DatabaseUnavailable),
        polling(engine.database, feed_id) as held,
        engine.database.engine.connect() as connection,
    ):
        connection.exec_driver_sql(kill)

    with polling(engine.database, feed_id) as is_ours:
        assert (True, True) == (held, is_ours)


def test_what_was_cut_off_is_made_good(engine: Engine, site: Site) -> None:
    """A process that ends between an article and the note that it is there: the next poll finds it there."""
    paths = put_stories(site, 2)
    feed_id = watch(engine, put_feed(site, *paths))
    add_url(engine, url=site.url + paths[0], actor="machine")  # Stored, and then the power failed.

    report = poll_feed(engine, feed_id, actor="ben")

    assert (1, 1, 0) == (report.added, report.known, report.waiting)
    assert 2 == len(addresses(engine))


def test_a_bug_in_one_feed_leaves_the_others(engine: Engine, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is stored as the feed's failure, so that the feed is not due for ever."""
    ids = [watch(engine, put_feed(site, at=path)) for path in ("/a.xml", "/b.xml")]
    monkeypatch.setattr("claimtrack.articles.feeds.sys.executable", "/nowhere/python")

    reports = poll_due(engine, now=engine.now())

    assert [Outcome.FAILED] * 2 == [report.outcome for report in reports]
    assert "FileNotFoundError" in (get_feed(engine, ids[0]).failure or "")
    assert () == due_feeds(engine, now=engine.now())


def test_a_feed_that_cannot_be_stored_is_a_failure_too(engine: Engine, site: Site) -> None:
    """A rule of the database stands for any bug of ours there; what waits is added all the same once it is gone."""
    feed_id = watch(engine, put_feed(site, *put_stories(site, 1)))
    put_feed(site, "/story/0", "/odd")
    with engine.database.begin() as session:
        session.connection().exec_driver_sql(
            "ALTER TABLE feed_entry ADD CONSTRAINT no_odd CHECK (url NOT LIKE '%%/odd')"
        )

    (broken,) = poll_due(engine, now=engine.now())
    with engine.database.begin() as session:
        session.connection().exec_driver_sql("ALTER TABLE feed_entry DROP CONSTRAINT no_odd")
    mended = poll_feed(engine, feed_id, actor="ben")

    assert (Outcome.FAILED, 0) == (broken.outcome, broken.added)
    assert "no_odd" in (broken.failure or "")
    assert (Outcome.CHANGED, 1) == (mended.outcome, mended.added)


def test_removed_feeds_are_not_polled(engine: Engine, site: Site) -> None:
    """Their articles stay."""
    feed_id = watch(engine, put_feed(site, *put_stories(site, 1)))
    poll_feed(engine, feed_id, actor="ben")
    remove_feed(engine, feed_id, actor="ben")

    assert () == due_feeds(engine, now=advance(engine, timedelta(days=9)))
    with pytest.raises(NotFound):
        poll_feed(engine, feed_id, actor="ben")
    assert 1 == len(addresses(engine))


@pytest.mark.parametrize("number", [0, 77, 2**31, 2**70])
def test_a_feed_that_is_not_there_is_not_found(engine: Engine, number: int) -> None:
    """Whatever the number."""
    with pytest.raises(NotFound):
        poll_feed(engine, number, actor="ben")


def test_settled_entries_are_forgotten_a_month_after_the_feed_dropped_them(engine: Engine, site: Site) -> None:
    """A feed that runs for years leaves no more rows than it has announced lately."""
    old, new = put_stories(site, 2)
    feed_id = watch(engine, put_feed(site, old))
    poll_feed(engine, feed_id, actor="ben")
    put_feed(site, new)
    kept: list[int] = []
    for days in (29, 3):
        advance(engine, timedelta(days=days))
        poll_feed(engine, feed_id, actor="ben")
        kept.append(len(stored_rows(engine, FeedEntryRow)))

    assert [2, 1] == kept


def test_the_sweep_polls_what_is_due(engine: Engine, site: Site) -> None:
    """The worker's round fetches, and the next one reads what it brought."""
    watch(engine, put_feed(site, *put_stories(site, 1)))

    sweep(engine)
    sweep(engine)

    (article,) = stored_rows(engine, Article)
    assert "machine" == article.added_by
    assert "ready" == get_article(engine, article.id).article.state
    assert [EntryState.ADDED] == [entry.state for entry in stored_rows(engine, FeedEntryRow)]


def test_progress_is_told_entry_by_entry(engine: Engine, site: Site) -> None:
    """First that it began, then how far it is."""
    feed_id = watch(engine, put_feed(site, *put_stories(site, 2)))
    told: list[tuple[str, int, int]] = []

    poll_feed(engine, feed_id, actor="ben", progress=lambda *state: told.append(state))

    title = "News of /feed.xml"
    assert [(title, 0, 0), (title, 0, 2), (title, 1, 2), (title, 2, 2)] == told
