"""The commands for feeds as a fact-checker types them: what they say, what they leave behind, and how they end."""

import json
from collections.abc import Iterator

import pytest

from tests.articles.local_site import LocalSite, answer, local_site, page

from .conftest import Run

STORY = (
    "<html><head><title>Ferry sinks</title></head><body><article><h1>Ferry sinks</h1>"
    "<p>A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said.</p>"
    "<p>The ferry had left the mainland with 140 people on board, the harbour master of Tarn said on Tuesday.</p>"
    "</article></body></html>"
)
ITEMS = "<item><title>Ferry sinks</title><link>/story</link></item>"


def feed(items: str = ITEMS) -> bytes:
    """An answer with an RSS feed."""
    body = f"<rss version='2.0'><channel><title>Delta [Post]</title>{items}</channel></rss>"
    return answer(body=body.encode(), Content_Type="application/rss+xml")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSite]:
    """A site with a feed of one story, which the commands may fetch."""
    monkeypatch.setenv("CLAIMTRACK_FETCH_ALLOWED_NETWORKS", '["127.0.0.1/32"]')
    with local_site({"/feed": feed(), "/story": page(STORY.encode())}) as site:
        yield site


def url(site: LocalSite, path: str = "/feed") -> str:
    """The address of a path of the site."""
    return site.url(path, host="127.0.0.1")


def test_a_feed_from_beginning_to_end(claimtrack: Run, site: LocalSite) -> None:
    """Added, polled, listed, polled again, removed: each says what it did and ends well."""
    added = claimtrack("feed", "add", url(site), "--outlet", "The Daily", "--interval", "2h")
    polled = claimtrack("feed", "poll", "--due")
    listed = claimtrack("feed", "list")
    again = claimtrack("feed", "poll", 1)
    removed = claimtrack("feed", "remove", 1)
    empty = claimtrack("feed", "list")

    assert [0] * 6 == [done.code for done in (added, polled, listed, again, removed, empty)]
    assert "Feed 1 added: Delta [Post]" in added.out
    assert "claimtrack feed poll 1" in added.out
    assert "1 article added" in polled.out
    assert "The Daily · every 2 h" in listed.out
    assert "0 articles added" in again.out
    assert "no longer watched" in removed.out
    assert "No feed is watched" in empty.out
    assert "31 people" in claimtrack("match", "A ferry sank near Tarn, killing 31 people").out


def test_feeds_as_json(claimtrack: Run, site: LocalSite) -> None:
    """Everything that is said in words is there for programs."""
    added = json.loads(claimtrack("feed", "add", url(site), "--json").out)
    (report,) = json.loads(claimtrack("feed", "poll", 1, "--json").out)
    (listed,) = json.loads(claimtrack("feed", "list", "--json").out)
    removed = json.loads(claimtrack("feed", "remove", 1, "--json").out)

    assert (True, url(site), 1800, 1) == (
        added["created"],
        added["feed"]["url"],
        added["feed"]["interval_s"],
        added["feed"]["waiting"],
    )
    assert ("changed", 1, []) == (report["outcome"], report["added"], report["failed"])
    assert (1, "changed", None) == (listed["articles_added"], listed["outcome"], listed["failure"])
    assert listed == removed


def test_a_failed_entry_is_named_and_the_exit_code_says_in_part(claimtrack: Run, site: LocalSite) -> None:
    """What could be added is; the cause is on standard error, and in the list."""
    site.answers["/feed"] = feed(ITEMS + "<item><link>/none</link></item>")
    claimtrack("feed", "add", url(site))

    done = claimtrack("feed", "poll", "--due")

    assert 3 == done.code
    assert "1 article added · 1 failed" in done.out
    assert f"{url(site, '/none')}: The site says that this page does not exist (404)" in done.err
    assert "/none" in claimtrack("feed", "list").out


def test_a_feed_that_cannot_be_had_is_a_failure_with_its_cause(claimtrack: Run, site: LocalSite) -> None:
    """Exit code 1 when none could be read, 3 when another could; the list shows why."""
    claimtrack("feed", "add", url(site))
    site.answers["/feed"] = answer("503 Service Unavailable")

    alone = claimtrack("feed", "poll", 1)
    site.answers["/other"] = feed()
    claimtrack("feed", "add", url(site, "/other"))
    listed = claimtrack("feed", "list")

    assert 1 == alone.code
    assert "failed: The site answered 503 Service Unavailable." in alone.out
    assert "failed: The site answered 503 Service Unavailable." in listed.out
    assert 0 == claimtrack("feed", "poll", "--due").code  # Only the other one: this one is left alone for a while.


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["poll"], 2, "either the ID of a feed or --due"),
        (["poll", "1", "--due"], 2, "either the ID of a feed or --due"),
        (["poll", "one"], 2, "integer"),
        (["add"], 2, "Missing argument"),
        (["poll", "7"], 1, "There is no feed 7"),
        (["remove", "7"], 1, "There is no feed 7"),
        (["remove", "99999999999999999999"], 1, "so large a number"),
        (["add", "ftp://a.example/feed"], 1, "http"),
        (["add", "http://10.0.0.1/feed"], 1, "not on the public internet"),
        (["add", "https://a.example/feed", "--interval", "often"], 1, "30m, 2h or 1d"),
        (["add", "https://a.example/feed", "--interval", "1m"], 1, "between 5 minutes and 7 days"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_done_is_told(claimtrack: Run, words: list[str], code: int, message: str) -> None:
    """In a sentence, with the exit code of its kind."""
    done = claimtrack("feed", *words)

    assert (code, "") == (done.code, done.out)
    assert message in " ".join(done.err.split())
