"""Articles in: stored once, refused clearly, queued for extraction."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from claimtrack import errors
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text, add_url, get_article, import_lines, list_articles, parse_published

from .conftest import Site

STORY = "Floods in the river town killed at least nine people on Monday, the mayor said. Two bridges were closed."
PARAGRAPHS = (
    "Floods in the river town killed at least nine people on Monday, the mayor said on the local radio.",
    "Two bridges across the river were closed to traffic, and more than 300 people were taken to schools nearby.",
    "The mayor said that the water had risen by two metres in one night, the most since records began in 1921.",
)


def rows(engine: Engine) -> dict[str, int]:
    """How many rows each table of the intake holds."""
    with engine.database.begin() as session:
        return {
            table: session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 names of ours
            for table in ("article", "article_version", "snapshot", "procrastinate_jobs", "audit_event")
        }


EMPTY = {"article": 0, "article_version": 0, "snapshot": 0, "procrastinate_jobs": 0, "audit_event": 0}
ONE = dict.fromkeys(EMPTY, 1)


def test_a_pasted_text_is_stored_queued_and_recorded(engine: Engine) -> None:
    """One article, one version, its raw bytes, one job and one audit row."""
    added = add_text(engine, data=STORY, outlet="Delta Post", published_at="2016-10-11", actor="ana")

    assert (True, True) == (added.created, added.changed)
    assert ONE == rows(engine)
    page = get_article(engine, added.article_id)
    assert STORY == page.text
    assert page.article.outlet is not None
    assert "Delta Post" == page.article.outlet.name
    assert datetime(2016, 10, 11, tzinfo=UTC) == page.article.published_at
    assert page.article.published_to_the_day


def test_adding_the_same_text_again_changes_nothing(engine: Engine) -> None:
    """The second time finds the first."""
    first = add_text(engine, data=STORY, outlet="Delta Post", actor="ana")

    second = add_text(engine, data=STORY, outlet="delta post", actor="ben")

    assert (first.article_id, False, False) == (second.article_id, second.created, second.changed)
    assert ONE == rows(engine)


def test_the_same_text_of_two_outlets_is_two_articles(engine: Engine) -> None:
    """Two outlets that print the same words both published it."""
    first = add_text(engine, data=STORY, outlet="Delta Post", actor="ana")

    second = add_text(engine, data=STORY, outlet="River Times", actor="ana")

    assert first.article_id != second.article_id


def test_a_changed_text_under_the_same_address_is_a_new_version(engine: Engine) -> None:
    """The old text stays as history, the new one is current."""
    first = add_text(engine, data=STORY, url="https://delta.example/floods", actor="ana")

    second = add_text(engine, data=STORY.replace("nine", "11"), url="https://delta.example/floods#top", actor="ana")

    assert (first.article_id, False, True) == (second.article_id, second.created, second.changed)
    page = get_article(engine, first.article_id)
    assert [(2, True), (1, False)] == [(version.number, version.is_current) for version in page.versions]
    assert "11 people" in page.text
    assert "nine people" in get_article(engine, first.article_id, version=1).text


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ("", errors.EmptyText),  # nothing at all
        (" \n\t ", errors.EmptyText),  # white space
        ("x" * 10_000_001, errors.TextTooLarge),  # ten megabytes
        (b"\x89PNG\r\n\x1a\n" + bytes(200), errors.NotText),  # a picture
        (b"%PDF-1.7\n" + bytes(range(256)) * 4, errors.NotText),  # a PDF
        ("half a \ud800 character, and then some more words", errors.NotText),  # a lone surrogate
        ("a zero \x00 inside the text", errors.NotText),  # PostgreSQL cannot hold it
        (bytes([0xB3, 0xF1, 0xE6, 0x20, 0xBF, 0xEA, 0x20]) * 30, errors.InputError),  # bytes of no encoding
    ],
)
def test_unusable_input_is_refused_and_leaves_no_trace(
    engine: Engine, data: bytes | str, error: type[Exception]
) -> None:
    """The error names the trouble; no table has a row."""
    with pytest.raises(error) as caught:
        add_text(engine, data=data, outlet="Delta Post", actor="ana")

    assert len(str(caught.value)) > 20
    assert EMPTY == rows(engine)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://127.0.0.1:9/", errors.AddressRefused),  # this machine
        ("http://localhost/", errors.AddressRefused),  # by name
        ("http://169.254.169.254/latest", errors.AddressRefused),  # a cloud's metadata
        ("http://[::1]/", errors.AddressRefused),  # this machine, version 6
        ("file:///etc/passwd", errors.InvalidUrl),  # not the web
        ("ftp://delta.example/", errors.InvalidUrl),  # not the web either
        ("not an address", errors.InvalidUrl),  # no address at all
        ("http://user:secret@delta.example/", errors.InvalidUrl),  # credentials have no place here
    ],
)
def test_an_address_that_must_not_be_fetched_is_refused(database, new_engine, url: str, error: type[Exception]) -> None:
    """Private places and other schemes are refused before anything is stored."""
    engine = new_engine(database)

    with pytest.raises(error):
        add_url(engine, url=url, actor="ana")

    assert EMPTY == rows(engine)
    engine.close()


def test_a_page_is_fetched_and_its_article_stored(engine: Engine, site: Site) -> None:
    """Text, title and publication time come from the page."""
    url = site.put("/floods", *PARAGRAPHS, title="Nine dead in floods")

    added = add_url(engine, url=url + "?utm_source=x#top", actor="ana")

    page = get_article(engine, added.article_id)
    assert "Nine dead in floods" == page.article.title
    assert "at least nine people" in page.text
    assert "Home" not in page.text
    assert url == page.article.url


def test_a_page_without_an_article_is_refused(engine: Engine, site: Site) -> None:
    """A menu is no article; nothing is stored."""
    site.pages["/"] = (200, "text/html", b"<html><body><nav><a href='/a'>A</a> <a href='/b'>B</a></nav></body></html>")

    with pytest.raises(errors.NoArticleFound):
        add_url(engine, url=site.url + "/", actor="ana")

    assert EMPTY == rows(engine)


def test_a_page_that_is_gone_is_an_error_and_not_an_article(engine: Engine, site: Site) -> None:
    """404 is told as such."""
    with pytest.raises(errors.PageGone):
        add_url(engine, url=site.url + "/missing", actor="ana")

    assert EMPTY == rows(engine)


def test_the_same_page_twice_at_once_is_one_article(engine: Engine, site: Site) -> None:
    """Eight people add one page in the same moment: it is stored once, and all get the same article."""
    url = site.put("/floods", *PARAGRAPHS)

    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda _: add_url(engine, url=url, actor="ana"), range(8)))

    assert 1 == len({found.article_id for found in added})
    assert 1 == sum(found.created for found in added)
    assert ONE == rows(engine)


def test_bad_lines_are_reported_by_number_and_the_rest_land(engine: Engine) -> None:
    """A bulk file with four bad lines of eight."""
    lines = [
        json.dumps({"text": STORY, "outlet": "Delta Post", "published_at": "2016-10-11"}),
        "{broken",  # 2: not JSON
        json.dumps(["a list"]),  # 3: not an object
        "",  # 4: empty lines are passed over
        json.dumps({"title": "no text"}),  # 5: neither text nor url
        json.dumps({"text": STORY, "published_at": "soon"}),  # 6: not a date
        json.dumps({"text": STORY + " More came later.", "outlet": "River Times"}),
        json.dumps({"text": STORY, "outlet": "Delta Post"}),  # the first again
    ]

    report = import_lines(engine, lines=lines, actor="ana")

    assert (2, 1) == (report.created, report.known)
    assert [2, 3, 5, 6] == [line.line for line in report.failed]
    assert all(line.error for line in report.failed)
    assert 2 == rows(engine)["article"]


def test_lists_are_paged_without_gaps_or_repeats(engine: Engine) -> None:
    """Seven articles in pages of three."""
    made = [add_text(engine, data=f"{STORY} Part {n}.", actor="ana").article_id for n in range(7)]

    seen, cursor = [], None
    for _ in range(3):
        page = list_articles(engine, cursor=cursor, limit=3)
        seen += [article.id for article in page.items]
        cursor = page.next_cursor

    assert made[::-1] == seen
    assert cursor is None


@pytest.mark.parametrize("limit", [0, -1, 201, 10**9])
def test_a_limit_out_of_range_is_refused(engine: Engine, limit: int) -> None:
    """Lists are bounded."""
    with pytest.raises(errors.InvalidQuery):
        list_articles(engine, limit=limit)


@pytest.mark.parametrize("cursor", ["", "x", "W10", "WzEsMl0", "eyJhIjoxfQ"])
def test_a_foreign_cursor_is_refused(engine: Engine, cursor: str) -> None:
    """Whatever was not made here is no cursor."""
    with pytest.raises(errors.InvalidQuery):
        list_articles(engine, cursor=cursor, limit=3)


@pytest.mark.parametrize(
    ("given", "moment", "to_the_day"),
    [
        (None, None, False),  # unknown stays unknown
        ("", None, False),  # an empty form field
        ("2016-10-11", datetime(2016, 10, 11, tzinfo=UTC), True),  # a day
        ("2016-10-11T14:02:00+02:00", datetime(2016, 10, 11, 12, 2, tzinfo=UTC), False),  # with a zone
        ("2016-10-11T14:02:00Z", datetime(2016, 10, 11, 14, 2, tzinfo=UTC), False),  # in UTC
        ("2016-10-11T14:02", datetime(2016, 10, 11, 14, 2, tzinfo=UTC), False),  # without one: UTC
    ],
)
def test_publication_dates_keep_their_precision(given: str | None, moment: datetime | None, to_the_day: bool) -> None:
    """A day is not a time."""
    assert (moment, to_the_day) == parse_published(given)
