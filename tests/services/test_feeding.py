"""Feeds are added by their address or their site's, kept once, listed and removed; what cannot be read is not kept."""

from datetime import timedelta

import pytest

from claimtrack.db.session import Database
from claimtrack.db.tables import FeedEntryRow
from claimtrack.errors import AddressRefused, ClaimtrackError, FeedUnreadable, InvalidQuery, NotAFeed, NotFound
from claimtrack.services.engine import Engine
from claimtrack.services.feeding import add_feed, get_feed, list_feeds, read_interval, remove_feed

from .conftest import Site
from .planting import audit_rows, stored_rows

ITEM = (
    "<item><title>Story {0}</title><link>/story/{0}</link><pubDate>Mon, 02 Mar 2026 12:{0:02}:00 GMT</pubDate></item>"
)


def put_feed(site: Site, path: str = "/feed.xml", *, stories: int = 2, title: str = "All news") -> str:
    """Serve an RSS feed that announces stories 1 to that many; returns its address."""
    items = "".join(ITEM.format(n) for n in range(1, stories + 1))
    body = f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"
    site.pages[path] = (200, "application/rss+xml", body.encode())
    return site.url + path


def test_a_feed_is_kept_with_what_it_announces(engine: Engine, site: Site) -> None:
    """It is due at once, and the record says who added it; no article is fetched yet."""
    url = put_feed(site)

    added = add_feed(
        engine, url=f"{url}?utm_source=x#top", outlet=" Delta  Post ", interval=timedelta(hours=2), actor="ana"
    )

    feed = added.feed
    assert (True, url, "All news", "Delta Post", "2 h") == (
        added.created,
        feed.url,
        feed.title,
        feed.outlet,
        feed.every,
    )
    assert (2, 2, 0, None, None) == (
        feed.entries_seen,
        feed.waiting,
        feed.articles_added,
        feed.last_polled_at,
        feed.outcome,
    )
    assert feed.next_poll_at <= engine.now()
    assert ["/feed.xml"] == site.requests
    (row,) = audit_rows(engine, action="feed-added")
    assert ("ana", "feed", feed.id) == (row.actor, row.subject, row.subject_id)
    assert feed == get_feed(engine, feed.id)


def test_a_feed_is_kept_once(engine: Engine, site: Site) -> None:
    """However it is spelled, and whether it or a page that names it is given."""
    url = put_feed(site)
    site.pages["/"] = (
        200,
        "text/html",
        b"<html><head><link rel=alternate type=application/rss+xml href=feed.xml></head><body>News</body></html>",
    )
    site.pages["/old"] = (301, "text/html", b"")
    site.headers["/old"] = {"Location": url}
    first = add_feed(engine, url=url, actor="ana")

    again = [add_feed(engine, url=one, actor="ben") for one in (url + "#x", site.url, f"{site.url}/old")]

    assert [(first.feed, False)] * 3 == [(one.feed, one.created) for one in again]
    assert 1 == len(audit_rows(engine, action="feed-added"))


def test_a_feed_that_has_moved_for_good_is_kept_where_it_is_now(engine: Engine, site: Site) -> None:
    """One that is elsewhere only for the moment stays under the address that was given."""
    url = put_feed(site)
    for path, status in (("/lasting", 308), ("/passing", 302)):
        site.pages[path] = (status, "text/html", b"")
        site.headers[path] = {"Location": "/feed.xml"}

    passing = add_feed(engine, url=f"{site.url}/passing", actor="ana").feed
    lasting = add_feed(engine, url=f"{site.url}/lasting", actor="ana").feed

    assert (f"{site.url}/passing", url) == (passing.url, lasting.url)


def test_the_second_feed_that_a_page_names_is_taken_when_the_first_is_none(engine: Engine, site: Site) -> None:
    """Sites leave dead links behind."""
    url = put_feed(site)
    links = "".join(f"<link rel=alternate type=application/rss+xml href={path}>" for path in ("/none", "/feed.xml"))
    site.pages["/"] = (200, "text/html", f"<html><head>{links}</head><body>News</body></html>".encode())
    site.pages["/none"] = (200, "text/html", b"<html><body>Our feeds</body></html>")

    assert url == add_feed(engine, url=site.url, actor="ana").feed.url


@pytest.mark.parametrize(
    ("page", "error"),
    [
        ((200, "text/html", b"<html><head><title>x</title></head><body>News</body></html>"), NotAFeed),  # names none
        ((200, "image/png", b"\x89PNG\r\n\x1a\n"), NotAFeed),
        ((200, "text/xml", b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>"), FeedUnreadable),
        ((500, "text/html", b""), ClaimtrackError),
        ((404, "text/html", b""), ClaimtrackError),
    ],
)
def test_what_cannot_be_read_is_not_kept(
    engine: Engine, site: Site, page: tuple[int, str, bytes], error: type[Exception]
) -> None:
    """The error says why; there is no feed and no row in the record."""
    site.pages["/feed.xml"] = page

    with pytest.raises(error):
        add_feed(engine, url=f"{site.url}/feed.xml", actor="ana")

    assert ((), []) == (list_feeds(engine).items, audit_rows(engine))


@pytest.mark.parametrize("target", ["http://127.0.0.2/feed.xml", "http://10.0.0.1/", "http://[::1]:1/"])
def test_a_redirect_to_the_inside_is_refused(engine: Engine, site: Site, target: str) -> None:
    """Only what the settings allow is dialled; the address given is no way around it."""
    site.pages["/feed.xml"] = (302, "text/html", b"")
    site.headers["/feed.xml"] = {"Location": target}

    with pytest.raises(AddressRefused):
        add_feed(engine, url=f"{site.url}/feed.xml", actor="ana")


def test_a_page_cannot_name_a_feed_on_the_inside(engine: Engine, site: Site) -> None:
    """The feed that a page names is guarded like any address."""
    link = b"<link rel=alternate type=application/rss+xml href='http://127.0.0.2/feed.xml'>"
    site.pages["/"] = (200, "text/html", b"<html><head>" + link + b"</head><body>News</body></html>")

    with pytest.raises(AddressRefused):
        add_feed(engine, url=site.url, actor="ana")


@pytest.mark.parametrize("interval", [timedelta(0), timedelta(minutes=4), timedelta(days=8)])
def test_an_interval_out_of_bounds_is_refused(engine: Engine, site: Site, interval: timedelta) -> None:
    """Nothing is fetched for it."""
    with pytest.raises(InvalidQuery, match="between 5 minutes and 7 days"):
        add_feed(engine, url=f"{site.url}/feed.xml", interval=interval, actor="ana")

    assert [] == site.requests


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30m", timedelta(minutes=30)),
        (" 45 MIN", timedelta(minutes=45)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(1)),
    ],
)
def test_intervals_are_written_with_their_unit(text: str, expected: timedelta) -> None:
    """Minutes, hours or days."""
    assert expected == read_interval(text)


@pytest.mark.parametrize("text", ["", "30", "0m", "-1h", "1.5h", "2 weeks", "h", "999999m", "１h"])
def test_other_intervals_are_refused(text: str) -> None:
    """The message shows how one is written."""
    with pytest.raises(InvalidQuery, match="30m, 2h or 1d"):
        read_interval(text)


def test_a_removed_feed_is_gone_and_comes_back_with_its_memory(engine: Engine, site: Site) -> None:
    """Added again it announces only what is new; the record has all three."""
    url = put_feed(site, stories=2)
    feed_id = add_feed(engine, url=url, actor="ana").feed.id

    remove_feed(engine, feed_id, actor="ben")
    for missing in (lambda: remove_feed(engine, feed_id, actor="ben"), lambda: get_feed(engine, feed_id)):
        with pytest.raises(NotFound):
            missing()
    gone = list_feeds(engine).items
    put_feed(site, stories=3)
    back = add_feed(engine, url=url, interval=timedelta(hours=1), actor="cem")

    assert ((), True, feed_id, 3, "1 h") == (
        gone,
        back.created,
        back.feed.id,
        back.feed.entries_seen,
        back.feed.every,
    )
    assert 3 == len(stored_rows(engine, FeedEntryRow))
    assert ["feed-added", "feed-removed", "feed-restored"] == [row.action for row in audit_rows(engine)]


def test_feeds_are_listed_a_page_at_a_time(engine: Engine, site: Site) -> None:
    """In the order in which they were added; a cursor that was not made here is refused."""
    ids = [add_feed(engine, url=put_feed(site, f"/{n}.xml"), actor="ana").feed.id for n in range(3)]

    first = list_feeds(engine, limit=2)
    second = list_feeds(engine, cursor=first.next_cursor, limit=2)

    assert ids == [feed.id for feed in (*first.items, *second.items)]
    assert second.next_cursor is None
    with pytest.raises(InvalidQuery):
        list_feeds(engine, cursor="made-up")
    with pytest.raises(InvalidQuery):
        list_feeds(engine, limit=0)


def test_a_feed_without_a_title_goes_by_its_host(engine: Engine, site: Site) -> None:
    """A list needs a name."""
    assert "127.0.0.1" == add_feed(engine, url=put_feed(site, title=" "), actor="ana").feed.title


def test_a_lost_database_keeps_nothing(engine: Engine, database: Database, site: Site) -> None:
    """Feed, entries and record are one transaction."""
    url = put_feed(site)
    with database.begin() as session:
        session.connection().exec_driver_sql("ALTER TABLE audit_event ADD CHECK (action <> 'feed-added')")

    with pytest.raises(Exception, match="violates check constraint"):
        add_feed(engine, url=url, actor="ana")

    assert ((), []) == (list_feeds(engine).items, stored_rows(engine, FeedEntryRow))
