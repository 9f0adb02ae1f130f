"""Pages are looked at again when they are due; what is found is stored as what it is, and a failure never as a finding."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from claimtrack.articles.model import FetchedPage
from claimtrack.db.tables import ChangeEvent, Claim, Recheck
from claimtrack.errors import Conflict, NotFound
from claimtrack.rechecks.changes import ChangeKind, Outcome
from claimtrack.services.comparing import get_claim
from claimtrack.services.deciding import decide_match
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text, add_url, get_article
from claimtrack.services.processing import process_pending
from claimtrack.services.rechecking import (
    due_claims,
    due_pages,
    planned_pages,
    recent_rechecks,
    recheck_article,
    recheck_claim,
    recheck_due,
    upcoming,
)
from claimtrack.services.reviewing import set_state
from claimtrack.verification.workflow import State

from .conftest import Site
from .planting import audit_rows, plant_claim, plant_match, stored_claim

TOLL = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said."
REST = (
    "The ferry had left the mainland with 140 people on board, the harbour master of Tarn said on Tuesday.",
    "Divers searched the wreck for two days, and the search was called off on Wednesday because of the weather.",
)
SLOW = {"fetch_allowed_networks": ["127.0.0.1/32"], "actor": "tester"}


def track(engine: Engine, site: Site, path: str = "/ferry") -> int:
    """The id of an article on the site whose claims are tracked."""
    added = add_url(engine, url=site.put(path, TOLL, *REST), actor="ana")
    process_pending(engine)
    return added.article_id


def claims_of(engine: Engine, article_id: int) -> list[int]:
    """The claims in an article."""
    return [found.claim_id for found in get_article(engine, article_id).appearances]


def toll_claim(engine: Engine, article_id: int) -> int:
    """The claim that has the death toll."""
    return next(found.claim_id for found in get_article(engine, article_id).appearances if "31" in found.quote)


def advance(engine: Engine, **span: float) -> datetime:
    """Let the engine's clock stand that much later than now; returns the time it shows."""
    moment = datetime.now(UTC) + timedelta(**span)
    engine.now = lambda: moment
    return moment


def check(engine: Engine, article_id: int) -> Outcome:
    """How a re-check of the article ends."""
    return recheck_article(engine, article_id, actor="ana", now=engine.now()).outcome


def rows(engine: Engine, table: Any) -> list[Any]:
    """Every row of a table, oldest first."""
    with engine.database.begin() as session:
        return list(session.exec(select(table).order_by(table.id)))


def test_an_unchanged_page_is_unchanged(engine: Engine, site: Site) -> None:
    """The run is stored with who asked for it; there is no new version and no change."""
    article_id = track(engine, site)

    run = recheck_article(engine, article_id, actor="ana", now=engine.now())

    assert (Outcome.UNCHANGED, None, "ana") == (run.outcome, run.cause, run.asked_by)
    assert run.finished_at is not None
    page = get_article(engine, article_id)
    assert (1, (), [run]) == (page.article.versions, page.changes, list(page.rechecks))
    assert (run,) == recent_rechecks(engine)
    assert [("ana", {"outcome": "unchanged", "cause": None})] == [
        (row.actor, row.after) for row in audit_rows(engine, action="article-rechecked")
    ]


def test_a_page_that_says_not_modified_is_unchanged(engine: Engine, site: Site) -> None:
    """The tag of the last answer is sent along, and an empty 304 is no empty article."""
    site.tagged = True
    article_id = track(engine, site)
    site.pages["/ferry"] = (500, "text/html", site.pages["/ferry"][2])  # Only the tag can make it unchanged.

    assert Outcome.UNCHANGED == check(engine, article_id)
    assert Outcome.UNCHANGED == check(engine, article_id)
    assert 1 == get_article(engine, article_id).article.versions


def test_a_changed_figure_becomes_a_version_and_a_typed_change(engine: Engine, site: Site) -> None:
    """The change names the re-check that found it and both wordings, and stands on the claim's page."""
    article_id = track(engine, site)
    claim_id = toll_claim(engine, article_id)
    site.put("/ferry", TOLL.replace("31", "45"), *REST)

    run = recheck_article(engine, article_id, actor="ana", now=engine.now())
    process_pending(engine)

    assert Outcome.CHANGED == run.outcome
    page = get_article(engine, article_id)
    assert (2, True) == (page.version.number, "killing 45 people" in page.text)
    (change,) = rows(engine, ChangeEvent)
    assert (ChangeKind.FIGURE_CHANGED, run.id, claim_id) == (change.kind, change.recheck_id, change.claim_id)
    assert "31" in change.before
    assert "45" in change.after
    assert [ChangeKind.FIGURE_CHANGED] == [shown.kind for shown in get_claim(engine, claim_id).changes]
    assert Outcome.UNCHANGED == check(engine, article_id)


def test_a_correction_notice_is_shown_with_every_claim_of_its_page(engine: Engine, site: Site) -> None:
    """A page that admits to an error is news for whoever checks any of its claims."""
    article_id = track(engine, site)
    claim_id = toll_claim(engine, article_id)
    notice = "Correction: An earlier version of this article misstated how many people were on board."
    site.put("/ferry", TOLL, *REST, notice)

    assert Outcome.CHANGED == check(engine, article_id)
    process_pending(engine)

    assert [ChangeKind.CORRECTION_NOTICE] == [change.kind for change in get_claim(engine, claim_id).changes]
    assert claim_id == toll_claim(engine, article_id)


@pytest.mark.parametrize(
    "edit",
    [
        lambda page: page.replace("</p>", "  \n</p>\n\n"),  # white space
        lambda page: page.replace(" the ", " the&nbsp;"),  # another kind of space
        lambda page: page.replace("<article>", "<article><p>Updated 14:05, 3 March 2026</p>"),  # a time stamp
        lambda page: page.replace("<nav>", "<nav><a href='/new'>Weather</a>"),  # around the article
    ],
)
def test_a_boring_change_is_none(engine: Engine, site: Site, edit: Callable[[str], str]) -> None:
    """Typing, time stamps and what stands around the article make no version."""
    article_id = track(engine, site)
    status, content_type, body = site.pages["/ferry"]
    edited = edit(body.decode())
    assert edited != body.decode()
    site.pages["/ferry"] = (status, content_type, edited.encode())

    assert Outcome.UNCHANGED == check(engine, article_id)
    assert 1 == get_article(engine, article_id).article.versions


def test_a_page_is_gone_at_the_second_not_found_in_a_row(engine: Engine, site: Site) -> None:
    """Once may be a slip. Gone is told once, on the claims too, and takes nothing away from them."""
    article_id = track(engine, site)
    claims = claims_of(engine, article_id)
    page = site.pages.pop("/ferry")

    outcomes = [check(engine, article_id) for _ in range(4)]

    assert [Outcome.UNREACHABLE, Outcome.GONE, Outcome.GONE, Outcome.GONE] == outcomes
    assert [ChangeKind.GONE] == [change.kind for change in rows(engine, ChangeEvent)]
    for claim_id in claims:
        shown = get_claim(engine, claim_id)
        assert (1, [ChangeKind.GONE]) == (shown.claim.appearance_count, [change.kind for change in shown.changes])
    site.pages["/ferry"] = page
    assert Outcome.UNCHANGED == check(engine, article_id)
    assert claims == claims_of(engine, article_id)


def test_a_not_found_after_another_failure_is_the_first(engine: Engine, site: Site) -> None:
    """Not found, broken, not found: never two in a row."""
    article_id = track(engine, site)
    page = site.pages.pop("/ferry")
    outcomes = [check(engine, article_id)]
    site.pages["/ferry"] = (500, "text/html", page[2])
    outcomes.append(check(engine, article_id))
    del site.pages["/ferry"]
    outcomes.append(check(engine, article_id))

    assert [Outcome.UNREACHABLE] * 3 == outcomes


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        ((500, "text/html", b"<p>sorry</p>"), Outcome.UNREACHABLE, "500"),  # broken
        ((503, "text/html", b""), Outcome.UNREACHABLE, "503"),  # too busy
        ((403, "text/html", b""), Outcome.UNREACHABLE, "403"),  # robots not wanted
        ((200, "text/html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>"), Outcome.FAILED, "article"),
        ((200, "image/png", b"\x89PNG\r\n\x1a\n" + bytes(100)), Outcome.FAILED, ""),  # a picture now
        ((200, "text/html", b""), Outcome.FAILED, ""),  # nothing at all
    ],
)
def test_a_page_that_cannot_be_had_or_read_is_a_failure_with_its_cause(
    engine: Engine, site: Site, answer: tuple[int, str, bytes], outcome: Outcome, words: str
) -> None:
    """It is never a removal: claims, versions and changes are as before."""
    article_id = track(engine, site)
    before = get_article(engine, article_id).appearances
    site.pages["/ferry"] = answer

    run = recheck_article(engine, article_id, actor="ana", now=engine.now())
    process_pending(engine)

    assert outcome == run.outcome
    assert run.cause is not None
    assert words in run.cause
    page = get_article(engine, article_id)
    assert (before, 1, ()) == (page.appearances, page.article.versions, page.changes)


def test_a_site_that_takes_too_long_is_unreachable(database, new_engine, site: Site) -> None:
    """The cause says that it was the time; nothing is removed."""
    engine = new_engine(database, fetch_deadline_s=0.4, **SLOW)
    article_id = track(engine, site)
    before = claims_of(engine, article_id)
    site.wait.clear()

    run = recheck_article(engine, article_id, actor="ana", now=engine.now())

    assert Outcome.UNREACHABLE == run.outcome
    assert "too long" in (run.cause or "")
    assert (before, []) == (claims_of(engine, article_id), rows(engine, ChangeEvent))
    engine.close()


def test_a_server_that_is_down_is_unreachable(engine: Engine, site: Site) -> None:
    """Nobody answers at the address any more."""
    article_id = track(engine, site)
    site.server.shutdown()
    site.server.server_close()

    assert Outcome.UNREACHABLE == check(engine, article_id)


def test_a_date_is_set_and_moved_on_by_a_run(engine: Engine, site: Site) -> None:
    """A young page is due in a quarter of an hour, and again a quarter of an hour after it was looked at."""
    article_id = track(engine, site)
    claims = claims_of(engine, article_id)
    first = {stored_claim(engine, claim_id).next_recheck_at for claim_id in claims}
    assert all(timedelta(minutes=14) < date - engine.now() <= timedelta(minutes=15) for date in first)

    now = advance(engine, hours=1)
    check(engine, article_id)

    assert {now + timedelta(minutes=15)} == {stored_claim(engine, claim_id).next_recheck_at for claim_id in claims}
    assert set(claims) == {claim.id for claim in upcoming(engine)}


def test_failures_wait_longer_each_time_and_a_success_forgets_them(engine: Engine, site: Site) -> None:
    """Each failure in a row doubles the interval."""
    article_id = track(engine, site)
    claim_id = claims_of(engine, article_id)[0]
    page = site.pages["/ferry"]
    site.pages["/ferry"] = (500, "text/html", b"")
    now = advance(engine, hours=1)

    waits = []
    for _ in range(3):
        check(engine, article_id)
        waits.append(stored_claim(engine, claim_id).next_recheck_at - now)
    site.pages["/ferry"] = page
    check(engine, article_id)
    waits.append(stored_claim(engine, claim_id).next_recheck_at - now)

    assert [timedelta(minutes=minutes) for minutes in (30, 60, 120, 15)] == waits


@pytest.mark.parametrize(
    ("status", "wish", "waits"),
    [
        (429, "5400", timedelta(hours=1.5)),  # seconds
        (503, "Fri, 01 Jan 2100 09:00:00 GMT", timedelta(days=1)),  # a date, beyond what anybody may ask for
        (503, "1000000", timedelta(days=1)),  # seconds, likewise
        (429, "60", timedelta(minutes=30)),  # sooner than after any other failure
        (503, "soon", timedelta(minutes=30)),  # nothing that can be read
        (404, "5400", timedelta(minutes=30)),  # not busy, but missing
    ],
)
def test_a_page_is_left_alone_for_as_long_as_its_site_asks(
    engine: Engine, site: Site, status: int, wish: str, waits: timedelta
) -> None:
    """For up to a day, and never shorter than after another failure; a good answer forgets it."""
    article_id = track(engine, site)
    claim_id = claims_of(engine, article_id)[0]
    page = site.pages["/ferry"]
    site.pages["/ferry"] = (status, "text/html", b"")
    site.headers["/ferry"] = {"Retry-After": wish}
    now = advance(engine, hours=1)

    check(engine, article_id)

    assert waits == stored_claim(engine, claim_id).next_recheck_at - now
    site.pages["/ferry"], site.headers = page, {}
    assert Outcome.UNCHANGED == check(engine, article_id)
    assert timedelta(minutes=15) == stored_claim(engine, claim_id).next_recheck_at - now


def test_no_page_of_a_site_that_asks_to_be_left_alone_is_fetched(engine: Engine, site: Site) -> None:
    """In the same sweep and in later ones, until the time is over; a person who asks for a page is answered."""
    first, second, third = (track(engine, site, path) for path in ("/a", "/b", "/c"))
    (claim_id, *_) = claims_of(engine, third)
    now = advance(engine, hours=2)
    with engine.database.begin() as session:
        session.get_one(Claim, claim_id).next_recheck_at = now + timedelta(minutes=10)
    for path in ("/a", "/b", "/c"):
        site.pages[path] = (429, "text/html", b"")
        site.headers[path] = {"Retry-After": "5400"}
    site.requests.clear()

    swept = [[run.article_id for run in recheck_due(engine, now=now)]]
    now = advance(engine, hours=3)
    swept.append([run.article_id for run in recheck_due(engine, now=now)])

    assert [[first], []] == swept
    assert ["/a"] == site.requests
    check(engine, second)
    now = advance(engine, hours=5)
    swept.append([run.article_id for run in recheck_due(engine, now=now)])
    assert ["/a", "/b"] == site.requests[:2]
    assert (3, 1) == (len(site.requests), len(swept[-1]))


@pytest.mark.parametrize(
    "url",
    [
        None,  # pasted
        "https://delta.example/ferry",  # a reserved name leads nowhere
        "http://site.invalid/ferry",
        "http://site.test/ferry",
    ],
)
def test_what_cannot_be_fetched_again_is_never_due(engine: Engine, url: str | None) -> None:
    """No date, no page, and a clear no to whoever asks for it."""
    added = add_text(engine, data=TOLL, url=url, published_at="2026-03-03", actor="ana")
    process_pending(engine)
    (claim_id, *_) = claims_of(engine, added.article_id)
    now = advance(engine, days=400)

    assert stored_claim(engine, claim_id).next_recheck_at is None
    assert () == due_pages(engine, now=now)
    with pytest.raises(Conflict):
        recheck_claim(engine, claim_id, actor="ana", now=now)
    with pytest.raises(Conflict):
        recheck_article(engine, added.article_id, actor="ana", now=now)
    assert [] == rows(engine, Recheck)


def test_a_closed_claim_is_not_due_until_it_is_taken_up_again(engine: Engine) -> None:
    """Closing takes the date away, opening sets one."""
    claim_id = plant_claim(engine, urls=("https://delta-post.org/ferry",))
    set_state(engine, claim_id, state=State.CLOSED, rating="Not a claim", reason=None, revision=1, actor="ana")
    now = advance(engine, days=400)

    assert stored_claim(engine, claim_id).next_recheck_at is None
    assert () == due_pages(engine, now=now)
    set_state(engine, claim_id, state=State.IN_PROGRESS, rating=None, reason=None, revision=2, actor="ana")
    assert stored_claim(engine, claim_id).next_recheck_at > now


def test_a_change_of_state_does_not_put_a_check_off(engine: Engine) -> None:
    """What was due stays due."""
    claim_id = plant_claim(engine, urls=("https://delta-post.org/ferry",))
    due_at = stored_claim(engine, claim_id).next_recheck_at
    now = advance(engine, hours=1)

    set_state(engine, claim_id, state=State.IN_PROGRESS, rating=None, reason=None, revision=1, actor="ana")

    assert due_at == stored_claim(engine, claim_id).next_recheck_at
    assert 1 == due_claims(engine, now=now)


def test_only_what_is_due_is_fetched_and_each_page_once(engine: Engine, site: Site) -> None:
    """Three claims of one page are one request; a page whose time has not come is none."""
    due = track(engine, site, "/ferry")
    assert len(set(claims_of(engine, due))) > 1
    site.requests.clear()

    assert () == recheck_due(engine, now=engine.now())
    now = advance(engine, hours=1)
    later = add_text(engine, data=" ".join(REST), url=site.url + "/later", published_at="2026-03-03", actor="ana")
    process_pending(engine)
    runs = recheck_due(engine, now=now)

    assert ([due], ["/ferry"]) == ([run.article_id for run in runs], site.requests)
    assert {"machine"} == {run.asked_by for run in runs}
    assert {now} == {run.due_at for run in rows(engine, Recheck)}
    assert later.article_id not in {run.article_id for run in runs}
    assert () == recheck_due(engine, now=now)


def test_a_due_claim_with_a_page_that_leads_nowhere_has_its_other_page_fetched(engine: Engine, site: Site) -> None:
    """A reserved name among a claim's pages does not stop the sweep."""
    urls = ("https://delta.example/ferry", site.put("/ferry", TOLL, *REST), None)
    claim_id = plant_claim(engine, TOLL, outlets=("Delta Post", "River Times", "Hill Courier"), urls=urls)
    now = advance(engine, days=1)

    runs = recheck_due(engine, now=now)

    assert ([Outcome.CHANGED], ["/ferry"]) == ([run.outcome for run in runs], site.requests)
    assert 1 == len(recheck_claim(engine, claim_id, actor="ana", now=now))


class Watched:
    """A fetcher that does something else before it fetches."""

    def __init__(self, inner: Any, before: Callable[[str], object]) -> None:
        self._inner, self._before = inner, before

    def fetch(self, url: str, **conditions: Any) -> FetchedPage:
        """As the real one, and something before."""
        self._before(url)
        return self._inner.fetch(url, **conditions)

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *_: object) -> None:
        self._inner.close()


def test_a_page_that_breaks_us_does_not_keep_the_others_from_their_turn(engine: Engine, site: Site) -> None:
    """It is stored as failed with its cause and waits longer; the pages after it are looked at."""
    first, second = track(engine, site, "/a"), track(engine, site, "/b")
    now = advance(engine, hours=1)
    fetcher = engine.fetcher

    def stumble(url: str) -> None:
        if url.endswith("/a"):
            raise RuntimeError("nobody thought of this")

    engine.fetcher = lambda: Watched(fetcher(), stumble)

    runs = recheck_due(engine, now=now)

    assert [(first, Outcome.FAILED), (second, Outcome.UNCHANGED)] == [(run.article_id, run.outcome) for run in runs]
    assert "nobody thought of this" in (runs[0].cause or "")
    assert () == recheck_due(engine, now=now)


def test_a_dry_run_touches_nothing(engine: Engine, site: Site) -> None:
    """It names the pages; nothing is fetched, stored or moved on."""
    article_id = track(engine, site)
    claims = claims_of(engine, article_id)
    dates = [stored_claim(engine, claim_id).next_recheck_at for claim_id in claims]
    site.requests.clear()
    now = advance(engine, hours=1)

    assert () == recheck_due(engine, now=now, dry_run=True)
    assert (article_id,) == planned_pages(engine, due=True, claim_id=None, article_id=None, now=now)
    assert (article_id,) == planned_pages(engine, due=False, claim_id=claims[0], article_id=None, now=now)
    assert (article_id,) == planned_pages(engine, due=False, claim_id=None, article_id=article_id, now=now)

    assert ([], []) == (site.requests, rows(engine, Recheck))
    assert dates == [stored_claim(engine, claim_id).next_recheck_at for claim_id in claims]


def test_two_sweeps_at_once_fetch_a_page_twice_at_most_and_store_it_once(engine: Engine, site: Site) -> None:
    """A sweep asks again before each page, so only the page in both hands is fetched twice; it becomes one version."""
    paths = [f"/{number}" for number in range(5)]
    articles = [track(engine, site, path) for path in paths]
    for path in paths:
        site.put(path, TOLL.replace("31", "45"), *REST)
    site.requests.clear()
    now = advance(engine, hours=1)
    barrier = threading.Barrier(2)

    def sweep(_: int) -> int:
        barrier.wait()
        return len(recheck_due(engine, now=now))

    with ThreadPoolExecutor(2) as pool:
        looked_at = sum(pool.map(sweep, range(2)))

    assert set(paths) == set(site.requests)
    assert all(site.requests.count(path) <= 2 for path in paths)
    assert len(site.requests) == looked_at
    assert [2] * 5 == [get_article(engine, found).article.versions for found in articles]
    assert 5 == sum(run.outcome is Outcome.CHANGED for run in rows(engine, Recheck))


def test_a_sweep_leaves_out_what_another_has_looked_at_meanwhile(engine: Engine, site: Site) -> None:
    """While one sweep waits for its first page a whole other one runs: the pages after the first are not fetched again."""
    paths = [f"/{number}" for number in range(4)]
    articles = [track(engine, site, path) for path in paths]
    site.requests.clear()
    now = advance(engine, hours=1)
    fetcher = engine.fetcher
    inner: list[int] = []

    def other_sweep(_: str) -> None:
        engine.fetcher = fetcher
        if not inner:
            inner.extend(run.article_id for run in recheck_due(engine, now=now))

    engine.fetcher = lambda: Watched(fetcher(), other_sweep)
    outer = [run.article_id for run in recheck_due(engine, now=now)]

    assert (articles, articles[:1]) == (inner, outer)
    assert [*paths, paths[0]] == site.requests


def test_two_sweeps_that_meet_the_same_not_found_do_not_make_it_gone(engine: Engine, site: Site) -> None:
    """Two answers of one moment are one slip of the site."""
    article_id = track(engine, site)
    site.pages.clear()
    site.requests.clear()
    site.wait.clear()

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(check, engine, article_id) for _ in range(2)]
        while len(site.requests) < 2:  # Both have asked before either is answered.
            assert not any(found.done() for found in running)
        site.wait.set()

    assert [Outcome.UNREACHABLE] * 2 == [found.result() for found in running]
    assert [] == rows(engine, ChangeEvent)


def test_an_old_id_rechecks_the_claim_that_took_over(engine: Engine, site: Site) -> None:
    """A claim that was joined to another leads to that one's pages."""
    keep = plant_claim(engine, TOLL, urls=(site.put("/a", TOLL, *REST),))
    gone = plant_claim(engine, TOLL, urls=(site.put("/b", TOLL, *REST),))
    decide_match(engine, plant_match(engine, keep, gone), decision="confirm", actor="ana")

    recheck_claim(engine, gone, actor="ana", now=engine.now())

    assert ["/a", "/b"] == site.requests


@pytest.mark.parametrize("unknown", [0, 999, 2**40])
def test_what_is_not_there_is_not_rechecked(engine: Engine, unknown: int) -> None:
    """Not found, and no run is stored."""
    for ask in (recheck_claim, recheck_article):
        with pytest.raises(NotFound):
            ask(engine, unknown, actor="ana", now=engine.now())

    assert [] == rows(engine, Recheck)
