"""A page to its article: the text without its surroundings, and what the page says about it."""

import json
import logging
import socket
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.articles.appeals import is_appeal
from claimtrack.articles.extract import extract_text
from claimtrack.articles.metadata import parse_moment
from claimtrack.articles.model import ArticleText
from claimtrack.errors import EmptyText, InputError, NoArticleFound, NotText, TextTooLarge

URL = "https://www.harbor.example/2016/10/11/market-strike"
PARAGRAPHS = (
    "HARBOR CITY (HW) — Airstrikes on the old market killed at least 16 people on Tuesday morning, a rescue group said.",
    "“We pulled children from under the stalls,” said Lena Varga, who leads the group’s team in the eastern district.",
    "The defence ministry denied that its aircraft had flown over the city and called the report premature.",
    "Two hospitals said that they had treated more than 40 wounded, nine of whom were in a serious condition.",
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TEXT = "\n\n".join(PARAGRAPHS)
MENU = "<nav><ul>" + "".join(f"<li><a href='/s{n}'>Section {n}</a></li>" for n in range(8)) + "</ul></nav>"
FOOTER = "<footer><p>Harbor Wire is a made-up agency. Imprint. Privacy. Terms of use.</p></footer>"


def _html(body: str = BODY, head: str = "") -> bytes:
    content = f"{MENU}<main><article><h1>Strike on old market kills 16</h1>{body}</article></main>{FOOTER}"
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{content}</body></html>".encode()


def _extract(body: bytes, *, url: str | None = URL, content_type: str = "text/html; charset=utf-8") -> ArticleText:
    return extract_text(body, url=url, content_type=content_type, max_chars=1_000_000)


def test_article_is_told_from_its_surroundings() -> None:
    """Menu, footer and the repeated headline stay behind; paragraphs are apart by one blank line."""
    article = _extract(_html(head="<meta property='og:title' content='Strike on old market kills 16'>"))

    assert article.text == TEXT
    assert article.title == "Strike on old market kills 16"
    assert article.warnings == ()


def test_requests_to_the_reader_are_left_out() -> None:
    """Lines about the site, and headlines of other stories, would become false claims of this article."""
    extra = (
        "<p>Subscribe to our newsletter for more stories like this one.</p>"
        "<p>Read more: Forty die as ferry sinks off the northern coast</p>"
        "<p>Advertisement</p>"
    )

    assert _extract(_html(BODY + extra)).text == TEXT


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Sign up for our daily newsletter.", True),
        ("Follow us on Facebook and Twitter", True),
        ("Follow The Harbor Times on Instagram @harbortimes", True),
        ("RELATED STORIES", True),
        ("Related: Ferry sinks off the coast", True),
        ("Read: Why the ferry was late", True),
        ("READ MORE", True),
        ("Click here to see all pictures.", True),
        ("Don’t miss a story: get our news alerts", True),
        ("Share this article", True),
        ("Advertisement", True),
        ("We want to hear what you think about this article.", True),
        ("If you’re already a subscriber, you can log in here.", True),
        ("Subscribers to the fund lost 40 million dollars on Monday.", False),
        ("Sign language interpreters were present, the court said.", False),
        ("Follow-up tests were negative, the ministry said on Twitter.", False),
        ("Related families were told of the deaths on Tuesday.", False),
        ("Read the ruling closely and it says the opposite, she said.", False),
        ("More than 40 people were injured.", False),
        ("Join forces, the minister urged both parties.", False),
        ("Comments by the minister drew criticism.", False),
        ("Copyright 2016 Harbor Wire. All rights reserved.", False),  # shows where the text is from
        ("(HW)", False),
        ("By Ana Moreno, Harbor Wire", False),
        ("Share prices fell by 3 per cent on Friday.", False),
        ("Print runs were cut by half, the publisher said.", False),
        ("Subscribe to our newsletter today. " + "Sixteen people died. " * 20, False),  # too long to be thrown away
    ],
)
def test_request_is_told_from_news(line: str, expected: bool) -> None:
    """Only lines that speak of the site are dropped; a sentence of news that begins alike stays."""
    assert is_appeal(line) is expected


def test_facts_come_from_the_articles_own_record() -> None:
    """A page's JSON-LD says title, authors, site and moment best; the record of another thing is passed over."""
    record = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Harbor Wire", "datePublished": "2001-01-01T10:00:00Z"},
            {
                "@type": ["NewsArticle"],
                "headline": "Strike &amp; denial",
                "datePublished": "2016-10-11T14:02:07+02:00",
                "author": [{"@type": "Person", "name": "Ana Moreno"}, {"name": "Jo Lind"}],
                "publisher": {"@type": "Organization", "name": "Harbor Wire"},
            },
        ],
    }
    article = _extract(_html(head=f"<script type='application/ld+json'>{json.dumps(record)}</script>"))

    assert (article.title, article.byline, article.outlet) == ("Strike & denial", "Ana Moreno, Jo Lind", "Harbor Wire")
    assert article.published_at == datetime(2016, 10, 11, 12, 2, 7, tzinfo=UTC)


def test_facts_come_from_meta_elements() -> None:
    """Without a record the meta elements speak; the site's name is no part of the title."""
    head = (
        "<meta property='og:title' content='Strike on market | Harbor Wire'>"
        "<meta property='og:site_name' content='Harbor Wire'>"
        "<meta name='author' content='By Ana Moreno'>"
        "<meta property='article:published_time' content='2016-10-11T12:02:00Z'>"
    )
    article = _extract(_html(head=head))

    assert (article.title, article.byline, article.outlet) == ("Strike on market", "Ana Moreno", "Harbor Wire")
    assert article.published_at == datetime(2016, 10, 11, 12, 2, tzinfo=UTC)


def test_date_in_the_address_is_found() -> None:
    """A page that says nothing else still has the day in its address."""
    assert _extract(_html()).published_at == date(2016, 10, 11)


def test_page_without_a_date_has_none() -> None:
    """No date is invented; and unknown fields are None."""
    article = _extract(_html(), url=None)

    assert (article.published_at, article.byline, article.outlet, article.canonical_url) == (None, None, None, None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2016-10-11", date(2016, 10, 11)),
        ("2016-10-11T14:02:00Z", datetime(2016, 10, 11, 14, 2, tzinfo=UTC)),
        ("2016-10-11T14:02:00.123+0000", datetime(2016, 10, 11, 14, 2, tzinfo=UTC)),
        ("2016-10-11T23:30:00-05:00", datetime(2016, 10, 12, 4, 30, tzinfo=UTC)),  # the next day in UTC
        ("2016-10-11T14:02:00", date(2016, 10, 11)),  # no zone: only the day is certain
        ("2016-10-11 14:02", date(2016, 10, 11)),
        ("2016-10-11T00:00:00Z", date(2016, 10, 11)),  # midnight sharp stands for no hour
        ("2016-10-11T00:00:00+05:30", date(2016, 10, 11)),  # and is not moved to the day before
        ("2016-10-11 at noon", date(2016, 10, 11)),
        ("2016-13-45T99:00", None),
        ("0001-01-01T00:00:00Z", None),  # a default that means "unknown"
        ("9999-12-31T23:59:59-10:00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (20161011, None),
    ],
)
def test_moment_is_as_precise_as_it_is_certain(value: object, expected: date | datetime | None) -> None:
    """A time is kept with its zone only; a guess about the hour would put the article on another day."""
    found = parse_moment(value)

    assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("https://www.harbor.example/market?utm_source=x", "https://www.harbor.example/market"),
        ("/market", "https://www.harbor.example/market"),
        ("https://amp.harbor.example/market", "https://amp.harbor.example/market"),  # one registered name
        ("https://meridian.example/market", None),  # another outlet
        ("https://harbor.example.evil.test/market", None),
        ("https://www.harbor.example/", None),  # the home page is not this story
        ("javascript:alert(1)", None),
        ("https://user@www.harbor.example/market", None),
        ("", None),
    ],
)
def test_canonical_address_is_believed_within_the_site(stated: str, expected: str | None) -> None:
    """A page may not pass itself off as another outlet's, nor as its own home page."""
    assert _extract(_html(head=f"<link rel='canonical' href='{stated}'>")).canonical_url == expected


def test_canonical_address_of_a_file_is_not_believed() -> None:
    """Without the address it came from there is nothing to compare with."""
    assert _extract(_html(head="<link rel='canonical' href='https://a.example/b'>"), url=None).canonical_url is None


@pytest.mark.parametrize(
    ("encoding", "content_type", "head", "name"),
    [
        ("utf-8", "text/html", "", "utf-8"),
        ("cp1252", "text/html; charset=windows-1252", "", "cp1252"),
        ("cp1252", "text/html", "<meta charset='iso-8859-1'>", "cp1252"),
        ("cp1252", "text/html", "<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'>", "cp1252"),
        ("utf-8", "text/html; charset=utf-8", "<meta charset='iso-8859-1'>", "utf-8"),  # the header outranks the page
        ("utf-16", "text/html", "", "utf-16-le"),  # a byte order mark outranks both
    ],
)
def test_declared_encoding_is_used(encoding: str, content_type: str, head: str, name: str) -> None:
    """Quotation marks and dashes arrive as they were written, whoever declares the encoding."""
    article = _extract(_html(head=head).decode().encode(encoding), content_type=content_type)

    assert (article.text, article.charset) == (TEXT, name)


def test_plain_text_answer_is_taken_as_it_is() -> None:
    """A text/plain page has no surroundings to remove."""
    article = _extract(b"One line.\r\nAnother line.", content_type="text/plain; charset=utf-8")

    assert article == ArticleText(text="One line.\nAnother line.", charset="utf-8")


def test_html_in_a_file_without_a_type_is_recognised() -> None:
    """A saved page is a page even when nobody says so."""
    assert _extract(_html(), content_type="", url=None).text == TEXT


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p>Too short to be news.</p>",
        "<ul>" + "".join(f"<li><a href='/{n}'>Headline number {n} about things</a></li>" for n in range(40)) + "</ul>",
        "<p>Just a moment...</p><p>Please enable JavaScript and cookies to continue, then verify you are human so that "
        "this site can be sure that nobody but you is reading it now.</p>",
        "<p>Access to this page has been denied because we believe that automation tools are used to browse it. Please "
        "make sure that your browser supports cookies and that nothing blocks them from loading.</p>",
    ],
    ids=["nothing", "short", "links", "challenge", "denied"],
)
def test_page_without_an_article_is_refused(body: str) -> None:
    """A list of links or a robot check never becomes an article's new text."""
    page = f"<!DOCTYPE html><html><head><title>x</title></head><body>{MENU}{body}{FOOTER}</body></html>"

    with pytest.raises(NoArticleFound):
        _extract(page.encode())


def test_feed_is_not_an_article() -> None:
    """A feed's address is a common slip; the message says what it is."""
    feed = b"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title></channel></rss>"

    with pytest.raises(NoArticleFound, match="feed"):
        _extract(feed, content_type="application/rss+xml")


@pytest.mark.parametrize(
    ("body", "error"),
    [(b"", EmptyText), (b"   ", EmptyText), (b"%PDF-1.4 text", NotText), (b"<html>\x00\x01\x02", NotText)],
)
def test_bytes_that_are_no_page_are_told(body: bytes, error: type[InputError]) -> None:
    """The errors of decoding come through, whatever the server claimed."""
    with pytest.raises(error):
        _extract(body)


def test_text_over_the_limit_is_refused() -> None:
    """The limit counts the article's characters, not the page's."""
    with pytest.raises(TextTooLarge):
        extract_text(_html(), url=URL, content_type="text/html", max_chars=len(TEXT) - 1)

    assert extract_text(_html(), url=URL, content_type="text/html", max_chars=len(TEXT)).text == TEXT


def _nested(depth: int) -> bytes:
    deep = "<div>" * depth + f"<p>{PARAGRAPHS[3]}</p>" + "</div>" * depth
    return _html("".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:3]) + deep)


def test_deep_nesting_is_read() -> None:
    """Beyond a depth of 256 libxml2 drops text by default; it is found all the same."""
    article = _extract(_nested(400))

    assert (article.text, article.warnings) == (TEXT, ())


def test_nesting_too_deep_to_read_is_told() -> None:
    """Where text had to be dropped, the reader is warned, since its absence is no finding."""
    article = _extract(_nested(5000))

    assert PARAGRAPHS[3] not in article.text
    assert "nested too deeply" in article.warnings[0]


def test_text_for_subscribers_is_told() -> None:
    """A page that says it is not free may show only its beginning."""
    record = {"@type": "NewsArticle", "headline": "x", "isAccessibleForFree": "False"}
    article = _extract(_html(head=f"<script type='application/ld+json'>{json.dumps(record)}</script>"))

    assert "subscribers" in article.warnings[0]


@pytest.mark.parametrize(
    "body",
    [
        f"<p {' '.join(f'a{n}=1' for n in range(5000))}>{BODY}</p>",
        "<a href='/x'>story</a> " * 60_000,
        f"<!-->{'<b>' * 60_000}{BODY}",
    ],
    ids=["attributes", "links", "elements"],
)
def test_page_made_to_be_slow_is_refused(body: str) -> None:
    """Work that grows with the square of a page's size is not begun."""
    with pytest.raises(NoArticleFound, match="too large or too oddly built"):
        _extract(_html(body))


def test_script_with_many_comparisons_is_no_slow_page() -> None:
    """A script's less-than signs are not elements."""
    script = "<script>" + "if(a<b){c=d}" * 3000 + "</script>"

    assert _extract(_html(BODY + script)).text == TEXT


def test_broken_records_do_not_matter() -> None:
    """Invalid or hostile JSON-LD leaves the article readable."""
    scripts = "".join(
        f"<script type='application/ld+json'>{text}</script>"
        for text in ("{", "[" * 50_000, "null", '{"@type": 3}', "")
    )

    assert _extract(_html(head=scripts)).text == TEXT


def test_extraction_fetches_nothing_and_logs_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever a page links to, no connection is opened, and a bad page does not fill the log."""

    def refuse(*arguments: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    head = "<base href='http://base.example/'><link rel='canonical' href='http://c.example/x'>"
    with caplog.at_level(logging.DEBUG):
        _extract(_html(BODY + "<img src='http://i.example/1.png'><iframe src='http://f.example'></iframe>", head))
        with pytest.raises(NoArticleFound):
            _extract(b"<html></html>")

    assert [record.name for record in caplog.records if record.levelno >= logging.WARNING] == []


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: f"<html>{text}".encode())))
def test_extraction_raises_only_our_errors(body: bytes) -> None:
    """Whatever the page, the outcome is an article or an error that a reader can act on."""
    try:
        article = _extract(body, content_type="text/html")
    except InputError:
        return

    assert article.text.strip()
