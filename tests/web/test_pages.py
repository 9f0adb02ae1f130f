"""What people see: every page answers, forms work without JavaScript, and refusals keep what was typed."""

import re
from typing import Any

import pytest

from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text
from claimtrack.services.processing import process_pending
from tests.web.conftest import Client, claim_saying, client_of, form_fields, send

RAIDS = "Air raids killed 16 people"

PAGES = [
    "/",
    "/?state=unstarted&conflicting=1&sort=newest",
    "/review",
    "/review?relation=all&least=0.5&outlet=Harbor",
    "/claims/1",
    "/claims/1/members",
    "/claims/1/members?q=Paris",
    "/articles",
    "/articles?state=ready",
    "/articles/1",
    "/articles/1?version=1",
    "/appearances/12",
    "/articles/new",
    "/events",
    "/events?conflicting=1&q=Aleppo",
    "/events/1",
    "/feeds",
    "/outlets",
    "/outlets/1",
    "/rechecks",
    "/thresholds",
    "/thresholds?join=0.6&suggest=0.5",
    "/search",
    "/search?q=Air+raids+killed+16+people+in+Aleppo",
    "/api",
]


@pytest.fixture(scope="module", params=PAGES)
def answer(reader: Client, request: pytest.FixtureRequest) -> Any:
    """What each page answers, asked once for all tests that read it."""
    return reader.get(request.param)


def test_every_page_answers_as_a_whole_document(answer: Any) -> None:
    """A page is complete HTML with a heading and the navigation, whatever scripts do later."""
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.count("<h1") == 1
    assert '<main id="main"' in answer.text


def test_no_page_needs_a_script_or_style_of_its_own(answer: Any) -> None:
    """Nothing inline that the content policy would stop: no script text, style, or event attribute."""
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", answer.text) == []


def test_every_form_that_changes_something_carries_a_token(answer: Any) -> None:
    """Forms either only ask (get) or post with the token that shows where they come from."""
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", answer.text, re.DOTALL)

    assert [form for form in forms if 'name="_csrf_token" value="' not in form] == []


def test_labels_headings_and_fields_are_named(answer: Any) -> None:
    """Every visible field has a label around it or a name of its own for screen readers."""
    inside = "".join(re.findall(r"<label.*?</label>", answer.text, re.DOTALL))
    fields = re.findall(r"<(?:input|select|textarea)(?![^>]*type=\"hidden\")[^>]*>", answer.text)

    assert [one for one in fields if "aria-label=" not in one and one not in inside] == []


def test_the_inbox_shows_what_a_checker_decides_by(reader: Client) -> None:
    """A row has the claim, its figure, its sources counted, and the mark of a conflict."""
    html = reader.get("/", params={"q": "raids killed 16 people"}).text

    assert RAIDS in html
    assert '<span class="figure">16 killed</span>' in html
    assert "<strong>1 independent source</strong>" in html
    assert "Harbor Wire, Meridian" in html
    assert "per a monitor" in html
    assert re.search(r"\d conflicts?</span>", html)
    assert "<b>26 killed</b> Three Bridges Herald" in html


def test_filters_narrow_the_inbox_and_stay_in_its_links(reader: Client) -> None:
    """A quick filter keeps the state and the words that were chosen before."""
    html = reader.get("/", params={"state": "unstarted", "q": "Aleppo"}).text

    assert "/?state=unstarted&amp;q=Aleppo&amp;conflicting=1" in html
    assert "/?state=closed&amp;q=Aleppo" in html


def test_the_inbox_pages_on_without_losing_or_repeating_a_claim(reader: Client) -> None:
    """Following the link to more claims shows each claim once."""
    seen: list[str] = []
    path: str | None = "/"
    while path:
        html = reader.get(path).text
        seen += re.findall(r'class="row-title" href="/claims/(\d+)"', html)
        more = re.search(r'<a class="button" href="([^"]+)" hx-get', html)
        path = more.group(1).replace("&amp;", "&") if more else None

    assert len(seen) == reader.get("/api/v1/claims", params={"limit": 200}).json()["items"].__len__()
    assert len(seen) == len(set(seen))


def test_an_empty_inbox_says_what_to_do(empty: Client) -> None:
    """A newcomer is led to adding an article."""
    html = empty.get("/").text

    assert "No claims yet" in html
    assert 'href="/articles/new"' in html


def test_filters_that_fit_nothing_offer_to_be_cleared(reader: Client) -> None:
    """That is another emptiness than having no claims at all."""
    html = reader.get("/", params={"q": "zeppelin"}).text

    assert "No claim fits these filters" in html
    assert "No claims yet" not in html


def test_the_claim_page_answers_who_says_it_and_who_says_otherwise(reader: Client) -> None:
    """Sources with the evidence that makes them one, the exact wording, the conflicts with their figures, the chain."""
    html = reader.get(f"/claims/{claim_saying(reader, RAIDS)['id']}").text

    assert "3 appearances in 3 outlets = <strong>1 independent source</strong>" in html
    assert "<mark>Air raids killed 16 people in the rebel-held east of Aleppo on Tuesday</mark>" in html
    assert re.search(r"copy each other: 9\d\s?% of the text", html)
    assert '<span class="relation relation-conflicts">conflicts</span>' in html
    assert '<span class="figure">26 killed</span>' in html
    assert "follows from this" in html
    assert "16 against 26 killed" in html
    assert html.count("The same words as Harbor Wire") == 2
    assert re.search(r"outlets gave 16, 26 and 50 for 11 Oct 2016", html)
    assert '<svg class="chart"' in html
    assert "Sourcing chain" in html
    assert "Demo data: fictional outlets" in html


def test_the_chart_has_a_table_with_the_same_figures(reader: Client) -> None:
    """Whoever cannot see the drawing reads the intervals as rows."""
    html = reader.get(f"/claims/{claim_saying(reader, RAIDS)['id']}").text
    tables = re.findall(r"<table><thead><tr><th scope=\"col\">Day.*?</table>", html, re.DOTALL)

    assert html.count('<svg class="bar') == sum(table.count("<tr>") - 1 for table in tables)


def test_the_article_marks_each_claim_once_and_links_it(reader: Client) -> None:
    """Marked passages carry their anchor once, lead to their claim, and leave the text as it was."""
    found = reader.get("/api/v1/articles/1").json()
    html = reader.get("/articles/1").text
    anchors = re.findall(r'id="span-(\d+)" href="/claims/(\d+)', html)

    assert anchors == [(str(one["id"]), str(one["claim_id"])) for one in found["appearances"]]
    assert '<span class="wire"' in html


@pytest.mark.parametrize("path", ["/", "/search?q=Air+raids+killed+16+people+in+Aleppo", "/articles", "/articles/1"])
def test_made_up_outlets_are_named_as_such_wherever_they_show(reader: Client, path: str) -> None:
    """Nobody may take the demo for news."""
    assert "Demo data: fictional outlets" in reader.get(path).text


def test_a_demo_row_is_told_from_a_real_one(client: Client, seeded_engine: Engine) -> None:
    """Where both stand in one list each made-up one is marked; where all are, the banner is enough."""
    before = client.get("/").text
    text = "A landslide killed 31 people in the village of Kestrel on Friday, the governor said."
    add_text(seeded_engine, data=text, outlet="Tide Weekly", title=None, published_at="2020-03-02", actor="tester")
    process_pending(seeded_engine)

    after = client.get("/").text
    mine = next(row for row in after.split('<li class="row') if "landslide" in row)

    assert "badge-fictional" not in before
    assert "badge-fictional" in after
    assert "badge-fictional" not in mine


def test_a_correction_stands_before_the_text_it_corrects(reader: Client) -> None:
    """The figure that was wrong and the one that is right, the notice, and the paragraphs that differ."""
    found = reader.get("/api/v1/articles", params={"limit": 50}).json()["items"]
    corrected = next(one for one in found if one["versions"] == 2)
    html = reader.get(f"/articles/{corrected['id']}").text

    assert "<del>61</del><ins>16</ins>" in html
    assert html.index("Figure changed") < html.index("Correction notice") < html.index('class="article-text"')
    assert "Version 2 against the one before: 2 paragraphs changed" in html
    assert "against the one before" not in reader.get(f"/articles/{corrected['id']}?version=1").text


def test_a_claim_moves_on_by_a_plain_form(client: Client) -> None:
    """The state is saved, said, and written to the record under the person's name."""
    claim = claim_saying(client, RAIDS)
    page = f"/claims/{claim['id']}"

    answer = send(client, page, f"{page}/state", state="in_progress", reason="called the ward")
    after = client.get(answer.headers["location"]).text

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{page}?done=state"
    assert "state was changed" in after
    assert "“called the ward”" in after
    assert "<strong>state set</strong> by tester" in after


def test_closing_without_evidence_is_refused_beside_the_form(client: Client) -> None:
    """The page says what is missing, and the reason that was typed is still there."""
    page = f"/claims/{claim_saying(client, RAIDS)['id']}"

    answer = send(client, page, f"{page}/state", state="closed", rating="False", reason="nobody saw it <b>")

    assert answer.status_code == 409
    assert "needs at least one piece of evidence" in answer.text
    assert 'value="nobody saw it &lt;b&gt;"' in answer.text


def test_an_older_form_is_refused_when_somebody_was_faster(client: Client) -> None:
    """The second of two forms filled in on the same revision changes nothing."""
    page = f"/claims/{claim_saying(client, RAIDS)['id']}"
    fields = form_fields(client.get(page).text, f"{page}/state")
    client.post(f"{page}/state", data={**fields, "state": "in_progress"})

    answer = client.post(f"{page}/state", data={**fields, "state": "on_hold"})

    assert answer.status_code == 412
    assert "Reload" in answer.text
    assert 'class="state state-in_progress"' in answer.text


def test_evidence_is_added_and_lets_the_claim_be_closed(client: Client) -> None:
    """The way a check ends: a source, then a verdict."""
    page = f"/claims/{claim_saying(client, RAIDS)['id']}"

    added = send(
        client, page, f"{page}/evidence", url="https://example.org/count", excerpt="16 names", stance="supports"
    )
    closed = send(client, page, f"{page}/state", state="closed", rating="True")
    html = client.get(page).text

    assert (added.status_code, closed.status_code) == (303, 303)
    assert '<span class="rating rating-true">True</span>' in html
    assert '<a href="https://example.org/count" rel="noopener noreferrer external">example.org</a>' in html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "", "no address", "https://example.org/" + "a" * 3000, "a\x00b"]
)
def test_evidence_that_cannot_be_used_keeps_what_was_typed(client: Client, url: str) -> None:
    """A script instead of an address is refused, and the excerpt does not have to be typed again."""
    page = f"/claims/{claim_saying(client, RAIDS)['id']}"

    answer = send(client, page, f"{page}/evidence", url=url, excerpt="sixteen", stance="refutes")

    assert answer.status_code == 400
    assert ">sixteen</textarea>" in answer.text
    assert 'href="javascript' not in answer.text


def test_a_claim_is_assigned_and_taken_back(client: Client) -> None:
    """An empty name assigns to nobody."""
    page = f"/claims/{claim_saying(client, RAIDS)['id']}"

    send(client, page, f"{page}/assign", to="A. Checker")
    assigned = client.get(f"/api/v1{page}").json()["claim"]["assigned_to"]
    send(client, page, f"{page}/assign", to="")

    assert assigned == "A. Checker"
    assert client.get(f"/api/v1{page}").json()["claim"]["assigned_to"] is None


@pytest.mark.parametrize("decision", ["confirm", "reject"])
def test_a_suggestion_is_decided_by_a_plain_form(client: Client, decision: str) -> None:
    """Confirmed or rejected, it no longer waits, and the page says what was done."""
    waiting = client.get("/api/v1/claims", params={"suggested": True}).json()["items"][0]
    page = f"/claims/{waiting['id']}"
    match = client.get(f"/api/v1{page}").json()["suggestions"][0]

    answer = send(client, page, f"/matches/{match['id']}", decision=decision)
    html = client.get(answer.headers["location"], follow_redirects=True).text

    assert answer.status_code == 303
    assert f'action="/matches/{match["id"]}" class="decide"' not in html
    assert {"confirm": "Match confirmed", "reject": "Match rejected"}[decision] in html


def test_a_joined_claim_leads_to_the_one_it_was_joined_to(client: Client) -> None:
    """Old links keep working after two claims became one."""
    waiting = client.get("/api/v1/claims", params={"suggested": True, "limit": 200}).json()["items"]
    details = [client.get(f"/api/v1/claims/{one['id']}").json() for one in waiting]
    claim, match = next(
        (one["claim"], match) for one in details for match in one["suggestions"] if match["relation"] == "same_claim"
    )
    send(client, f"/claims/{claim['id']}", f"/matches/{match['id']}", decision="confirm")

    ways = [client.get(f"/claims/{number}") for number in (claim["id"], match["claim_id"])]
    moved = [one.headers["location"] for one in ways if one.status_code == 303]

    assert sorted(one.status_code for one in ways) == [200, 303]
    assert moved in ([f"/claims/{claim['id']}"], [f"/claims/{match['claim_id']}"])


def test_pasted_text_becomes_an_article_that_says_it_is_being_read(empty: Client) -> None:
    """The page of a new article polls for its claims and offers a plain link to do the same."""
    page = "/articles/new"
    answer = empty.post(
        "/articles/from-text",
        data={
            **form_fields(empty.get(page).text, "/articles/from-text"),
            "text": "Flooding displaced 400 people in the town of Marrow on Sunday, the mayor said.",
            "outlet": "Tide Weekly",
            "published_at": "2020-03-02",
        },
        files={"file": ("", b"", "application/octet-stream")},
    )
    html = empty.get(answer.headers["location"]).text

    assert answer.status_code == 303
    assert "Being read" in html
    assert 'hx-trigger="every 2s"' in html
    assert "Tide Weekly" in html


def test_text_that_cannot_be_used_stays_in_the_form(empty: Client) -> None:
    """A wrong date costs no typing."""
    answer = empty.post(
        "/articles/from-text",
        data={
            **form_fields(empty.get("/articles/new").text, "/articles/from-text"),
            "text": "A long text & more.",
            "published_at": "the day before",
        },
        files={"file": ("", b"", "application/octet-stream")},
    )

    assert answer.status_code == 400
    assert "is not a date" in answer.text
    assert ">A long text &amp; more.</textarea>" in answer.text


def test_a_file_is_added_like_pasted_text(empty: Client) -> None:
    """An HTML file is read as a page: its text without its menus."""
    sentences = " ".join(f"Rain fell on Marrow for {days} days, the harbour master said." for days in range(9, 19))
    body = f"<html><body><nav>Menu</nav><article><h1>Rain</h1><p>{sentences}</p></article></body></html>"

    answer = empty.post(
        "/articles/from-text",
        data=form_fields(empty.get("/articles/new").text, "/articles/from-text"),
        files={"file": ("page.html", body.encode(), "text/html")},
    )
    html = empty.get(answer.headers["location"]).text

    assert answer.status_code == 303
    assert "Rain fell on Marrow for 9 days" in html
    assert "Menu" not in html


def test_an_import_reports_each_line_that_cannot_be_used(empty: Client) -> None:
    """Good lines are added, bad ones are listed by number."""
    answer = empty.post(
        "/articles/import",
        data=form_fields(empty.get("/articles/new").text, "/articles/import"),
        files={"file": ("many.jsonl", b'{"text": "One house burned."}\nnot json\n', "application/x-ndjson")},
    )

    assert answer.status_code == 200
    assert "1 article added" in answer.text
    assert '<td class="num">2</td>' in answer.text


def test_a_page_that_cannot_be_fetched_is_said_in_the_form(empty: Client) -> None:
    """The address stays in its field, and nothing is stored."""
    address = "http://10.0.0.1/secret"

    answer = send(empty, "/articles/new", "/articles/from-url", url=address)

    assert answer.status_code == 400
    assert f'value="{address}"' in answer.text
    assert empty.get("/api/v1/articles").json()["items"] == []


def test_hostile_words_are_shown_and_never_run(engine: Engine) -> None:
    """Markup in titles, outlets, quotes and queries reaches every page as text."""
    script = "<script>alert(1)</script>"
    add_text(
        engine,
        data=f'"The flood killed 12 people in Marrow {script} on Sunday," said Ann "><img src=x onerror=alert(2)> Lee.',
        outlet=f"Outlet {script}",
        title=f"Title {script} ' \"",
        published_at="2020-03-02",
        actor="tester",
    )
    process_pending(engine)
    with client_of(engine) as client:
        claims = client.get("/api/v1/claims").json()["items"]
        paths = [
            "/",
            "/articles",
            "/articles/1",
            f"/search?q=killed {script}",
            *(f"/claims/{one['id']}" for one in claims),
        ]
        pages = [client.get(path).text for path in paths]

    assert claims
    assert [page for page in pages if "<script>alert" in page or "<img" in page] == []
    assert "&lt;script&gt;alert(1)" in pages[2]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/claims/999999", 404, "There is no claim 999999"),
        ("/claims/99999999999999999999", 404, "There is no such thing here"),
        ("/articles/999999", 404, "There is no article 999999"),
        ("/articles/1?version=77", 404, "Not found"),
        ("/nowhere", 404, "There is no page at this address"),
        ("/?state=finished", 400, "must be one of: unstarted"),
        ("/?since=2016-13-01", 400, "Write it as 2016-10-11"),
        ("/?sort=loudness", 400, "must be one of: worth"),
        ("/?due=perhaps", 400, "must be 1 or 0"),
        ("/?cursor=made-up", 400, "cursor"),
        ("/?q=%00", 400, "NUL"),
        ("/articles/1?version=x", 400, "version must be a number"),
    ],
)
def test_what_cannot_be_shown_is_explained_on_a_page(reader: Client, path: str, status: int, words: str) -> None:
    """Wrong addresses and filters get a page in plain words, never a stack trace."""
    answer = reader.get(path)

    assert answer.status_code == status
    assert words in answer.text
    assert 'href="/"' in answer.text
