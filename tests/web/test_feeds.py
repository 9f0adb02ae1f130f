"""The page of feeds and the API for them: adding, showing what goes wrong, removing; every change with its token."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from claimtrack.db import audit
from claimtrack.services.engine import Engine
from claimtrack.services.polling import poll_feed
from tests.articles.local_site import LocalSite, answer, local_site
from tests.web.conftest import Client, send


def feed(items: str = "<item><title>&lt;script&gt;1&lt;/script&gt; Ferry</title><link>/none</link></item>") -> bytes:
    """An answer with an RSS feed."""
    title = '<![CDATA[Delta & "Sons"]]>'
    body = f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"
    return answer(body=body.encode(), Content_Type="application/rss+xml")


@pytest.fixture
def site() -> Iterator[LocalSite]:
    """A site with a feed whose only story is not there."""
    with local_site({"/feed": feed()}) as site:
        yield site


def url(site: LocalSite, path: str = "/feed") -> str:
    """The address of a path of the site."""
    return site.url(path, host="127.0.0.1")


def records(engine: Engine, feed_id: int) -> list[str]:
    """What the record says of a feed, newest first."""
    with engine.database.begin() as session:
        return [row.action for row in audit.history(session, subject="feed", subject_id=feed_id)]


def test_an_empty_page_says_what_to_give(empty: Client) -> None:
    """The articles' page leads there."""
    assert 'href="/feeds"' in empty.get("/articles").text
    assert "No feeds yet" in empty.get("/feeds").text


def test_a_feed_is_added_shown_and_removed_without_javascript(empty: Client, engine: Engine, site: LocalSite) -> None:
    """Plain forms with their token; the record has who did it."""
    sent = send(empty, "/feeds", "/feeds", url=url(site), outlet="The Daily", interval="3h")
    page = empty.get(sent.headers["location"].partition("#")[0]).text
    known = send(empty, "/feeds", "/feeds", url=url(site), outlet="", interval="30m")
    removed = send(empty, "/feeds", "/feeds/1/remove")

    assert (303, 303, 303) == (sent.status_code, known.status_code, removed.status_code)
    assert "The feed is watched." in page
    assert "Delta &amp; &#34;Sons&#34;" in page
    assert "The Daily" in page
    assert "every 3 h" in page
    assert "not polled yet" in page
    assert "done=feed-known" in known.headers["location"]
    assert "No feeds yet" in empty.get("/feeds").text
    assert ["feed-removed", "feed-added"] == records(engine, 1)


def test_a_failure_is_shown_in_plain_words(empty: Client, engine: Engine, site: LocalSite) -> None:
    """Of an entry, with its title as text; then of the feed itself."""
    send(empty, "/feeds", "/feeds", url=url(site), interval="30m")
    poll_feed(engine, 1, actor="ana")
    entries = empty.get("/feeds").text
    site.answers["/feed"] = answer("503 Service Unavailable")
    poll_feed(engine, 1, actor="ana")
    poll_feed(engine, 1, actor="ana")
    failed = empty.get("/feeds").text

    assert "1 entry could not be added" in entries
    assert "does not exist (404)" in entries
    assert "<script>1" not in entries
    assert "Could not be reached" in failed
    assert "The site answered 503 Service Unavailable. 2 polls in a row have failed." in failed


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"url": ""}, 400, "There is no address here"),
        ({"url": "javascript:alert(1)"}, 400, "javascript: are not fetched"),
        ({"url": "http://10.0.0.1/<b>"}, 400, "not on the public internet"),
        ({"url": "SITE/none"}, 502, "does not exist"),
        ({"url": "SITE/page"}, 422, "names no feed"),
        ({"url": "SITE/feed", "interval": "often"}, 400, "not an interval"),
        ({"url": "SITE/feed", "interval": "1m"}, 400, "between 5 minutes and 7 days"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    empty: Client, site: LocalSite, fields: dict[str, str], status: int, message: str
) -> None:
    """The message stands in the form, and nothing of it is markup."""
    site.answers["/page"] = answer(body=b"<html><body>News</body></html>", Content_Type="text/html")
    typed = {name: value.replace("SITE", url(site, "")) for name, value in fields.items()}

    refused = send(empty, "/feeds", "/feeds", **{"interval": "1h", **typed}, outlet='"><i>Daily')

    assert status == refused.status_code
    assert message in refused.text
    assert "&#34;&gt;&lt;i&gt;Daily" in refused.text
    assert typed["url"].replace("<", "&lt;").replace(">", "&gt;") in refused.text
    assert "<b>" not in refused.text


def test_forms_without_their_token_change_nothing(empty: Client, engine: Engine, site: LocalSite) -> None:
    """Nor does looking."""
    send(empty, "/feeds", "/feeds", url=url(site), interval="30m")

    answers = [
        empty.post("/feeds", data={"url": url(site)}),
        empty.post("/feeds/1/remove"),
        empty.get("/feeds/1/remove"),
    ]

    assert [403, 403, 405] == [one.status_code for one in answers]
    assert ["feed-added"] == records(engine, 1)


def test_removing_what_is_not_there_is_told(empty: Client, site: LocalSite) -> None:
    """A second click, or a number that no feed has."""
    send(empty, "/feeds", "/feeds", url=url(site), interval="30m")
    token = {"_csrf_token": empty.get("/feeds").text.partition('name="_csrf_token" value="')[2].partition('"')[0]}
    send(empty, "/feeds", "/feeds/1/remove")

    assert [404] * 3 == [empty.post(f"/feeds/{n}/remove", data=token).status_code for n in (1, 7, 2**40)]


def test_the_page_goes_on_after_fifty_feeds(empty: Client, site: LocalSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form stands only where the list begins."""
    monkeypatch.setattr("claimtrack.web.pages.feeds.PAGE_SIZE", 1)
    site.answers["/other"] = feed()
    for path in ("/feed", "/other"):
        send(empty, "/feeds", "/feeds", url=url(site, path), interval="30m")

    first = empty.get("/feeds").text
    second = empty.get(first.partition('<a class="button" href="')[2].partition('"')[0]).text

    assert ('id="feed-1"' in first, 'id="feed-2"' in first, "Watch a feed" in first) == (True, False, True)
    assert ('id="feed-1"' in second, 'id="feed-2"' in second, "Watch a feed" in second) == (False, True, False)


def test_feeds_over_the_api(empty: Client, engine: Engine, site: LocalSite) -> None:
    """Added, there already, listed, removed, gone."""
    added = empty.post("/api/v1/feeds", json={"url": url(site), "outlet": "The Daily", "interval_s": 3600})
    again = empty.post("/api/v1/feeds", json={"url": url(site)})
    listed = empty.get("/api/v1/feeds")
    removed = empty.delete("/api/v1/feeds/1")
    gone = empty.delete("/api/v1/feeds/1")

    assert [201, 200, 200, 204, 404] == [one.status_code for one in (added, again, listed, removed, gone)]
    assert (url(site), "The Daily", timedelta(hours=1).total_seconds(), 1, None) == tuple(
        added.json()[name] for name in ("url", "outlet", "interval_s", "waiting", "outcome")
    )
    assert added.json() == again.json()
    assert {"items": [added.json()], "next_cursor": None} == listed.json()
    assert ["feed-removed", "feed-added"] == records(engine, 1)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"url": "ftp://a.example/"}, 400, "invalid-url"),
        ({"url": "http://10.0.0.1/feed"}, 400, "address-refused"),
        ({"url": "https://a.example/", "interval_s": 10}, 400, "invalid-query"),
        ({"url": "https://a.example/", "interval": "1h"}, 400, "invalid-query"),
        ({}, 400, "invalid-query"),
    ],
)
def test_what_the_api_cannot_use_is_a_problem(empty: Client, body: dict[str, object], status: int, code: str) -> None:
    """With the code of its kind."""
    refused = empty.post("/api/v1/feeds", json=body)

    assert (status, code) == (refused.status_code, refused.json()["code"])


def test_another_site_cannot_use_the_api(empty: Client, engine: Engine, site: LocalSite) -> None:
    """Not by a plain form, and not by a script in a browser that is signed in."""
    empty.post("/api/v1/feeds", json={"url": url(site)})

    refused = [
        empty.post("/api/v1/feeds", data={"url": url(site)}),
        empty.delete("/api/v1/feeds/1", headers={"Origin": "http://evil.example"}),
        empty.delete("/api/v1/feeds/1", headers={"Sec-Fetch-Site": "cross-site"}),
    ]

    assert [415, 403, 403] == [one.status_code for one in refused]
    assert ["feed-added"] == records(engine, 1)
