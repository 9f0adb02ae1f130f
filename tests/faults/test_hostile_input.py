"""Input that is made to break something is refused, or stored without what cannot be stored."""

import itertools
import json

import pytest

from claimtrack.db.paging import pack_cursor, unpack_cursor
from claimtrack.errors import InvalidDate, InvalidQuery
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text, add_url, get_article, import_lines, list_articles, parse_published
from tests.articles.local_site import local_site, page

STORY = "Floods in the river town killed at least nine people on Monday, the mayor said. Two bridges were closed."
GOOD = json.dumps({"text": STORY})


@pytest.mark.parametrize(
    ("line", "created"),
    [
        # Half characters that JSON can carry and UTF-8 cannot.
        pytest.param(json.dumps({"text": STORY + "1", "title": "a\ud800b"}), 2, id="title"),
        pytest.param(json.dumps({"text": STORY + "2", "outlet": "a\udfffb"}), 2, id="outlet"),
        pytest.param(json.dumps({"text": STORY + "3", "byline": "a\ud800b"}), 2, id="byline"),
        pytest.param(json.dumps({"text": STORY + "\ud800"}), 1, id="text"),
        pytest.param(json.dumps({"url": "http://a.example/\ud800"}), 1, id="address"),
        # Moments that leave the calendar when they are turned into UTC.
        pytest.param(json.dumps({"text": STORY, "published_at": "9999-12-31T23:59:59-14:00"}), 1, id="late"),
        pytest.param(json.dumps({"text": STORY, "published_at": "0001-01-01T00:00:00+14:00"}), 1, id="early"),
        pytest.param("[" * 100_000, 1, id="nested"),
        pytest.param('{"text": ' + "1" * 6000 + "}", 1, id="a number of 6,000 digits"),
        pytest.param("\x00", 1, id="NUL"),
    ],
)
def test_a_hostile_line_does_not_take_the_others_with_it(engine: Engine, line: str, created: int) -> None:
    """The good line lands, whatever stands beside it."""
    report = import_lines(engine, lines=[line, GOOD], actor="ana")

    assert (created, 2 - created) == (report.created, len(report.failed))


def test_a_page_that_says_hostile_things_of_itself_is_stored_without_them(engine: Engine) -> None:
    """Neither half characters nor NUL in a page's records, nor in its text, end in an error."""
    record = (
        '{"@type":"NewsArticle","headline":"a\\ud800b","author":"c\\u0000d","publisher":{"name":"e\\udfff\\u0000f"}}'
    )
    body = f"<html><head><script type='application/ld+json'>{record}</script></head><body><article>"
    body += f"<p>&#xD800;&#0;{STORY}</p><p>{STORY}</p></article></body></html>"
    with local_site({"/a": page(body.encode())}) as site:
        added = add_url(engine, url=site.url("/a", "127.0.0.1"), actor="ana")

    article = get_article(engine, added.article_id)
    assert ("a?b", "cd") == (article.article.title, article.byline)
    assert article.article.outlet is not None
    assert "e?f" == article.article.outlet.name


@pytest.mark.parametrize("value", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_beyond_the_calendar_is_no_date(value: str) -> None:
    """It is refused like any other date that cannot be read."""
    with pytest.raises(InvalidDate):
        parse_published(value)


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param(pack_cursor(["0001-01-01T00:00:00+14:00", 1]), id="a moment before the calendar"),
        pytest.param(pack_cursor(["9999-12-31T23:59:59-14:00", 1]), id="a moment after it"),
        pytest.param(pack_cursor(["2016-10-11", 2**40]), id="an id beyond the database's"),
        pytest.param("W1tb" * 400, id="nested 1,200 deep"),
        pytest.param("é", id="not base64"),
    ],
)
def test_a_forged_cursor_is_refused(engine: Engine, cursor: str) -> None:
    """It is the asker's mistake, not ours."""
    with pytest.raises(InvalidQuery):
        list_articles(engine, cursor=cursor)


def test_a_cursor_survives_the_way() -> None:
    """What was packed is unpacked."""
    assert ["2016-10-11", 7] == unpack_cursor(pack_cursor(["2016-10-11", 7]), [str, int])


def test_a_file_of_nonsense_is_given_up(engine: Engine) -> None:
    """After 10,000 bad lines the rest is not read; it takes neither the time nor the memory of a million."""
    report = import_lines(engine, lines=itertools.repeat("x", 1_000_000), actor="ana")

    assert 0 == report.created
    assert 10_000 < len(report.failed) < 10_500
    assert "were not read" in report.failed[-1].error


def test_a_search_for_the_wildcard_of_like_finds_only_itself(engine: Engine) -> None:
    """What is special to the database is not special in a question."""
    add_text(engine, data=STORY, title="Floods", actor="ana")

    found = [len(list_articles(engine, query=query).items) for query in ("%", "_", "\\", "Floods' OR 1=1 --", "floods")]

    assert [0, 0, 0, 0, 1] == found
