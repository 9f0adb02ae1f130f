"""Feeds of every kind give their entries; whatever else comes is refused or bounded, and nothing is opened meanwhile."""

import json
import resource
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest

from claimtrack.articles.feeds import (
    MAX_ENTRIES,
    MAX_FEED_BYTES,
    Feed,
    feeds_of_page,
    fetch_feed,
    is_web_page,
    read_feed,
)
from claimtrack.articles.fetch import Fetcher
from claimtrack.articles.guard import AddressPolicy
from claimtrack.articles.model import FetchedPage
from claimtrack.errors import AddressRefused, FeedUnreadable, NotAFeed, PageUnreachable
from tests.articles.local_site import Answer, answer, local_site, redirect

URL = "https://news.example/feeds/all.xml"
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
ITEM = "<item><title>One</title><link>https://news.example/1</link></item>"


def rss(items: str, *, head: str = "", channel: str = "<title>All news</title>") -> bytes:
    """An RSS document."""
    return f'<?xml version="1.0"?>\n{head}<rss version="2.0"><channel>{channel}{items}</channel></rss>'.encode()


def atom(entries: str, attributes: str = "") -> bytes:
    """An Atom document."""
    return f'<feed xmlns="http://www.w3.org/2005/Atom"{attributes}><title>All news</title>{entries}</feed>'.encode()


def json_feed(*items: object) -> bytes:
    """A JSON Feed."""
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "All news", "items": list(items)}
    ).encode()


def read(body: bytes, *, content_type: str = "") -> Feed:
    """The feed in a document from `URL`."""
    return read_feed(body, url=URL, content_type=content_type, now=NOW)


def found(body: bytes) -> list[tuple[str, str | None, datetime | None]]:
    """The entries of a document, in short."""
    return [(entry.url, entry.title, entry.published_at) for entry in read(body).entries]


@pytest.mark.parametrize(
    "body",
    [
        rss(
            "<item><title>One</title><link>https://news.example/1</link>"
            "<pubDate>Mon, 02 Mar 2026 13:00:00 +0100</pubDate></item>"
        ),
        rss(  # the address in the guid, the date of Dublin Core
            '<item><title>One</title><guid isPermaLink="true">https://news.example/1</guid>'
            '<dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2026-03-02T12:00:00Z</dc:date></item>'
        ),
        rss(  # relative, with a campaign's tracking and a fragment
            "<item><title>One</title><link>/1?utm_source=rss#top</link>"
            "<pubDate>Mon, 02 Mar 2026 12:00:00 GMT</pubDate></item>"
        ),
        rss(  # of the years when RSS had a document type
            "<item><title>One</title><link>https://news.example/1</link>"
            "<pubDate>Mon, 02 Mar 2026 12:00:00 GMT</pubDate></item>",
            head='<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">',
        ),
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        b' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>All news</title></channel>'
        b"<item><title>One</title><link>https://news.example/1</link><dc:date>2026-03-02T12:00:00Z</dc:date></item>"
        b"</rdf:RDF>",  # RSS 1.0
        atom(
            '<entry><title>One</title><link href="https://news.example/1"/><published>2026-03-02T12:00:00Z</published>'
            "</entry>"
        ),
        atom(  # the link to the entry itself comes before the one to its page
            '<entry><title type="html">&lt;b&gt;One&lt;/b&gt;</title><link rel="self" href="/1.atom"/>'
            '<link rel="enclosure" href="/1.mp3"/><link href="/1"/><updated>2026-03-02T12:00:00Z</updated></entry>'
        ),
        atom(  # addresses are relative to the stated base
            '<entry><title>One</title><link rel="alternate" href="1"/><updated>2026-03-02T12:00:00Z</updated></entry>',
            ' xml:base="https://news.example/"',
        ),
        json_feed({"id": "1", "url": "/1", "title": "One", "date_published": "2026-03-02T13:00:00+01:00"}),
        json_feed(  # what is odd in it does not take the rest along
            {"id": "https://news.example/1", "title": "One", "date_published": "2026-03-02T12:00:00Z", "authors": 7},
            "no entry",
            {"url": 5},
        ),
    ],
    ids=["rss", "rss-guid", "rss-relative", "rss-0.91", "rdf", "atom", "atom-links", "atom-base", "json", "json-odd"],
)
def test_every_kind_of_feed_gives_the_same_entry(body: bytes) -> None:
    """Canonical address, title without markup, moment in UTC."""
    assert [("https://news.example/1", "One", NOON)] == found(body)
    assert "All news" == read(body).title


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(ITEM.replace("One", "Café")), "application/rss+xml"),
        (rss(ITEM.replace("One", "Café")).decode().encode("utf-16"), ""),
        (rss(ITEM.replace("One", "Café")).decode().encode("latin-1"), "text/xml; charset=iso-8859-1"),
        (b"\xef\xbb\xbf\n  " + rss(ITEM.replace("One", "Café")), ""),  # white space where none may be
    ],
)
def test_titles_come_in_whatever_encoding(body: bytes, content_type: str) -> None:
    """The header's encoding, a byte order mark, or UTF-8."""
    assert ["Café"] == [entry.title for entry in read(body, content_type=content_type).entries]


@pytest.mark.parametrize(
    "date",
    [
        "",
        "Wed, 31 Dec 2099 12:00:00 GMT",  # long to come
        "Thu, 01 Jan 1970 00:00:00 GMT",  # a clock that was never set
        "yesterday, more or less",
    ],
)
def test_a_date_that_cannot_be_is_none(date: str) -> None:
    """The entry comes all the same."""
    body = rss(f"<item><link>/1</link><pubDate>{date}</pubDate></item>")

    assert [("https://news.example/1", None, None)] == found(body)


def test_the_newest_entries_are_taken_and_the_others_counted() -> None:
    """Each address once, newest first; what has no page is counted too."""
    items = "".join(
        f"<item><link>/{n}</link><pubDate>{n % 28 + 1} Feb 2026 {n % 24:02}:00:00 GMT</pubDate></item>"
        for n in range(MAX_ENTRIES + 50)
    )
    others = (
        "<item><link>/1</link></item><item><link>javascript:alert(1)</link></item><item><title>Sound</title></item>"
    )

    feed = read(rss(items + others))

    moments = [entry.published_at for entry in feed.entries if entry.published_at]
    assert (MAX_ENTRIES, 50, 2) == (len(moments), feed.left_out, feed.unusable)
    assert sorted(moments, reverse=True) == moments
    assert datetime(2026, 2, 28, 23, tzinfo=UTC) == moments[0]


def test_a_feed_with_nothing_in_it_is_one() -> None:
    """A quiet day is no failure."""
    assert Feed(title="All news", entries=()) == read(rss(""))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "no text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "picture"),
        (bytes(range(256)) * 40, "Give the address"),
        (b"<!doctype html><html><body><p>Welcome</p></body></html>", "web page"),
        (b"<html><body><rss/></body></html>", "web page"),
        (b'<?xml version="1.0"?><urlset><url/></urlset>', "neither RSS"),
        (b"Two roads are closed.", "neither RSS"),
    ],
)
def test_what_is_no_feed_is_refused(body: bytes, message: str) -> None:
    """The error says what it is instead."""
    with pytest.raises(NotAFeed, match=message):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        rss("<item><title>&d;</title></item>", head=LAUGHS),  # entities of entities
        rss(f"<item><title>{'&a;' * 9000}</title></item>", head=f"<!DOCTYPE rss [<!ENTITY a '{'a' * 9000}'>]>"),
        rss("<item><title>&f;</title></item>", head='<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
        rss("<item/>", head='<!DOCTYPE rss [<!ENTITY % d SYSTEM "http://127.0.0.1:9/d.dtd"> %d;]>'),
    ],
    ids=["billion-laughs", "quadratic", "file", "parameter-entity"],
)
def test_definitions_of_its_own_are_refused_before_parsing(body: bytes) -> None:
    """The parser never sees a document type that declares something."""
    with pytest.raises(FeedUnreadable, match="DTD"):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        rss(f'{ITEM}{LAUGHS}<item><title x="&d;">&d;</title><link>/2</link></item>'),  # after the root
        # The parser looks for a document within what it does not know, and would find the one in the comment.
        f'<a:feed xmlns:a="http://www.w3.org/2005/Atom"><!--<?xml version="1.0"?>{LAUGHS}<rss><channel>'
        f'<item><title x="&d;">&d;</title><link>/2</link></item></channel></rss>-->{ITEM}</a:feed>'.encode(),
    ],
)
def test_definitions_elsewhere_are_no_definitions(body: bytes) -> None:
    """Nothing of them grows into a title."""
    assert "haha" not in "".join(entry.title or "" for entry in read(body).entries)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: rss("<item/>" * 600_000), "memory"),  # far more entries than any feed has
        (lambda: rss("<item>" * 600_000), "memory"),  # each within the one before
        (lambda: rss("<item>" + "&x;" * 1_500_000), "memory|broken"),  # names that nobody declared
        (lambda: rss("<item" + "".join(f" a{n}=''" for n in range(400_000)) + "/>"), "time"),  # work grows as a square
        (lambda: json_feed(*({"url": f"/{n}"} for n in range(100_000))), "memory|entries"),
        (lambda: b'{"items":' + b"[" * 1_000_000, "broken"),
        (lambda: b'{"items": 7}', "broken"),
        (lambda: rss(" " * MAX_FEED_BYTES), "larger than 5 MB"),
        (lambda: rss(ITEM.replace("/1", "/%d") * 10_001 % tuple(range(10_001))), "10,000 entries"),
    ],
    ids=["entries", "nested", "entities", "attributes", "json", "json-nested", "json-other", "large", "many"],
)
def test_what_would_be_a_burden_is_stopped(make: Callable[[], bytes], message: str) -> None:
    """The memory it may have ends, or two seconds of processor time do, whatever it is."""
    body = make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    with pytest.raises(FeedUnreadable, match=message):
        read(body)

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2.5


@pytest.mark.parametrize(
    "body",
    [
        rss(f"{ITEM}<item><title>Cut off"),  # the connection ended
        rss(f"{ITEM}<item><title>A & B < C</title><link>javascript:1</link></item>"),  # nobody escaped anything
        rss("<a>" * 250 + "</a>" * 250 + ITEM),  # deep
        rss(ITEM) + rss(ITEM.replace("/1", "/2")),  # two documents
        rss(ITEM.replace("One", "One \x0b\x1f")),  # characters that no XML may have
    ],
)
def test_damage_costs_no_more_than_what_is_damaged(body: bytes) -> None:
    """The entries that can be read are."""
    assert ["https://news.example/1"] == [entry.url for entry in read(body).entries]


def page(body: str, content_type: str = "text/html; charset=utf-8") -> FetchedPage:
    """A fetched answer."""
    address = "https://news.example/front/"
    return FetchedPage(url=address, final_url=address, status=200, content_type=content_type, body=body.encode())


def test_a_web_page_names_its_feeds() -> None:
    """Those in its head, relative to its base, comments last; other alternates are none."""
    html = """<!doctype html><html><head><title>News</title><base href="/site/">
        <link rel="alternate" type="application/rss+xml" title="Comments" href="comments.xml">
        <link rel="alternate" hreflang="fr" href="/fr/">
        <link rel="alternate" type="application/json" href="/wp-json/1">
        <link rel="stylesheet" type="application/rss+xml" href="/style">
        <link rel="ALTERNATE nofollow" type="Application/Atom+XML; charset=utf-8" href="all.xml">
        <link rel="alternate" type="application/feed+json" href="javascript:alert(1)">
        </head><body><p>Welcome</p></body></html>"""

    assert is_web_page(page(html))
    assert ("https://news.example/site/all.xml", "https://news.example/site/comments.xml") == feeds_of_page(page(html))


@pytest.mark.parametrize("html", ["<html><head></head><body><a href='/feed'>RSS</a></body></html>", "<html></html>"])
def test_a_web_page_without_a_feed_says_so(html: str) -> None:
    """Guessing addresses would ask a site for what it may not have."""
    with pytest.raises(NotAFeed, match="names no feed"):
        feeds_of_page(page(html))


def test_a_feed_under_a_wrong_type_is_a_feed() -> None:
    """Many are sent as web pages."""
    assert not is_web_page(page(rss(ITEM).decode(), "text/html"))
    assert not is_web_page(page(atom("").decode(), "text/html"))


def _fetched(scripted: Answer, **known: str) -> tuple[FetchedPage, str]:
    """What `fetch_feed` returns for a scripted answer, and the request as it was sent."""
    policy = AddressPolicy(allowed=(ip_network("127.0.0.1/32"),))
    with local_site({"/feed": scripted}) as site, Fetcher(user_agent="test/1", policy=policy) as fetcher:
        fetched = fetch_feed(fetcher, f"http://127.0.0.1:{site.port}/feed", **known)
        return fetched, site.requests[0]


@pytest.mark.parametrize(
    "content_type", ["application/rss+xml", "application/feed+json", "application/json", "text/html", "text/xml"]
)
def test_feeds_are_taken_under_the_types_they_are_sent_with(content_type: str) -> None:
    """And are asked for by name."""
    fetched, request = _fetched(answer(body=rss(""), Content_Type=content_type))

    assert rss("") == fetched.body
    assert "application/atom+xml" in request


def test_an_unchanged_feed_is_not_sent_again() -> None:
    """What the last answer said of itself goes back."""
    fetched, request = _fetched(answer("304 Not Modified"), etag='"v1"', last_modified="Mon, 02 Mar 2026 12:00:00 GMT")

    assert fetched.not_modified
    assert 'If-None-Match: "v1"' in request
    assert "If-Modified-Since: Mon, 02 Mar 2026 12:00:00 GMT" in request


@pytest.mark.parametrize(
    ("scripted", "error", "message"),
    [
        (answer(body=b"\x89PNG", Content_Type="image/png"), NotAFeed, "no feed"),
        (answer(body=b"x" * (MAX_FEED_BYTES + 1)), FeedUnreadable, "larger than 5 MB"),
        (answer("503 Service Unavailable"), PageUnreachable, r"The site answered 503 Service Unavailable\.$"),
        (redirect("http://127.0.0.2/feed"), AddressRefused, r"so it is not fetched\.$"),
        (redirect("http://[::1]/feed"), AddressRefused, "not on the public internet"),
        (redirect("file:///etc/passwd"), PageUnreachable, "not fetched"),
    ],
)
def test_what_is_in_the_way_is_told_without_advice_on_articles(
    scripted: Answer, error: type[Exception], message: str
) -> None:
    """There is nothing to paste; redirects are guarded like the address itself."""
    with pytest.raises(error, match=message):
        _fetched(scripted)
