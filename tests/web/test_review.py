"""Suggestions are reviewed on one page and sent together, by form and by API; nothing is stored of a lot that is stale."""

import re
from typing import Any

import pytest

from claimtrack.services.deciding import decide_match
from claimtrack.services.engine import Engine
from claimtrack.services.reviewing import bar_claim
from claimtrack.web.diffs import side_by_side
from tests.services.planting import stored_claim
from tests.services.stored import stored_rows
from tests.web.conftest import Client, form_fields


def waiting(client: Client, **params: Any) -> list[dict[str, Any]]:
    """The open suggestions, strongest first."""
    found = client.get("/api/v1/matches", params={"relation": "same_claim", "limit": 100, **params}).json()["items"]
    assert isinstance(found, list)
    return found


def apart(pairs: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """The first suggestions that share no claim."""
    taken: set[int] = set()
    chosen = []
    for pair in pairs:
        ends = {pair["a"]["claim_id"], pair["b"]["claim_id"]}
        if not ends & taken and len(chosen) < count:
            taken |= ends
            chosen.append(pair)
    return chosen


def send(client: Client, path: str = "/review", **fields: str) -> Any:
    """Send the page's form as a browser without JavaScript does."""
    return client.post(path, data={**hidden(client.get(path).text), **fields})


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the form with the suggestions."""
    form = html[html.index("data-review>") :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[: form.index("</form>")]))


def test_the_page_shows_both_wordings_with_what_differs(reader: Client) -> None:
    """Strongest first, with outlets, probability and reasons, and the number that waits in the navigation."""
    html = reader.get("/review").text
    pairs = waiting(reader)

    assert [str(pair["id"]) for pair in pairs[:25]] == re.findall(r'data-pair="(\d+)"', html)
    assert [pair["probability"] for pair in pairs] == sorted((pair["probability"] for pair in pairs), reverse=True)
    assert f'class="nav-count" title="{len(pairs)} possible same claims wait">{len(pairs)}</span>' in html
    assert '<mark class="differs">eastern</mark>' in html
    assert f"{pairs[0]['probability'] * 100:.0f} % sure" in html
    assert "same figure: at least 16 killed" in html
    assert html.count("<fieldset") == min(25, len(pairs))


def test_tabs_and_filters_lead_to_the_other_relations(reader: Client) -> None:
    """Their counts are of what they show, and filters stay in their links."""
    html = reader.get("/review", params={"relation": "conflicts", "least": "0.5", "outlet": "Harbor"}).text
    conflicts = waiting(reader, relation="conflicts", min_probability=0.5, outlet="Harbor")

    assert conflicts
    assert [str(pair["id"]) for pair in conflicts] == re.findall(r'data-pair="(\d+)"', html)
    assert all("Harbor Wire" in (pair["a"]["outlet"], pair["b"]["outlet"]) for pair in conflicts)
    assert f'Conflicts <span class="count">{len(conflicts)}</span>' in html
    assert "/review?relation=updates&amp;least=0.5&amp;outlet=Harbor" in html
    assert "is the later count" in reader.get("/review?relation=updates").text
    assert "Nothing fits these filters" in reader.get("/review?outlet=nobody").text


def test_an_event_leads_to_what_waits_of_its_claims(reader: Client) -> None:
    """Each pair has one of them at least at one end."""
    members = {claim["id"] for claim in reader.get("/api/v1/events/1").json()["claims"]}
    found = reader.get("/api/v1/matches?event=1&limit=100").json()["items"]

    assert 'href="/review?relation=all&amp;event=1"' in reader.get("/events/1").text
    assert 'only <a href="/events/1">event 1</a>' in reader.get("/review?relation=all&event=1").text
    assert len(members) < 200
    assert found
    assert all({pair["a"]["claim_id"], pair["b"]["claim_id"]} & members for pair in found)


def test_following_the_pages_shows_each_suggestion_once(reader: Client) -> None:
    """To the weakest."""
    seen: list[str] = []
    path: str | None = "/review?relation=all&least=0.5"
    while path:
        html = reader.get(path).text
        seen += re.findall(r'data-pair="(\d+)"', html)
        more = re.search(r'<a class="button" href="([^"]+)">Weaker ones', html)
        path = more[1].replace("&amp;", "&") if more else None

    counts = re.findall(r'All <span class="count">(\d+)', reader.get("/review?relation=all&least=0.5").text)
    assert [str(len(seen))] == counts
    assert len(seen) == len(set(seen)) > 25


@pytest.mark.parametrize(
    "query",
    ["relation=cousin", "least=2", "least=nan", "event=x", "cursor=nonsense", "outlet=%00", "event=99999999999"],
)
def test_filters_that_cannot_be_used_are_refused(reader: Client, query: str) -> None:
    """On the page and over the API."""
    assert reader.get(f"/review?{query}").status_code == 400


def test_a_lot_is_stored_and_can_be_taken_back_from_the_page(client: Client) -> None:
    """Yes, no and rather at once; what was decided is listed with its way back."""
    first, second, third = apart(waiting(client), 3)
    answer = send(
        client,
        **{
            f"d-{first['id']}": "confirm",
            f"d-{second['id']}": "reject",
            f"d-{third['id']}": "retype",
            f"t-{third['id']}": f"entails:{third['b']['claim_id']}",
        },
    )
    html = client.get(answer.headers["location"]).text

    assert (303, "/review?done=decided") == (answer.status_code, answer.headers["location"])
    assert "What you decided is listed below" in html
    left = {pair["id"] for pair in waiting(client)}
    assert not left & {first["id"], second["id"], third["id"]}
    match = next(
        one
        for one in client.get(f"/api/v1/claims/{third['a']['claim_id']}").json()["agrees"]
        if one["id"] == third["id"]
    )
    assert ("entails", False, "same_claim", "confirmed", "tester") == (
        match["relation"],
        match["outgoing"],
        match["judged_relation"],
        match["status"],
        match["decided_by"],
    )
    page = client.get(f"/claims/{third['a']['claim_id']}").text
    assert "the machine said: same claim" in page
    assert "given by tester" in page
    undo = re.findall(r'action="(/claim-edits/\d+/undo)"', html)
    fields = form_fields(html, undo[0])
    assert client.post(undo[0], data=fields).headers["location"] == "/review?done=rejoined#decided"
    for one in (second, third):
        path = f"/matches/{one['id']}"
        client.post(path, data={**form_fields(html, path), "decision": "reopen"})
    assert {first["id"], second["id"], third["id"]} <= {pair["id"] for pair in waiting(client)}


def test_a_stale_choice_is_named_and_the_others_are_kept(client: Client, seeded_engine: Engine) -> None:
    """409, the pair in its words with the reason, the radio buttons as they were, and nothing stored."""
    first, second = apart(waiting(client), 2)
    fields = {
        **hidden(client.get("/review").text),
        f"d-{first['id']}": "confirm",
        f"d-{second['id']}": "reject",
    }
    decide_match(seeded_engine, second["id"], decision="confirm", actor="Bo")
    before = stored_rows(seeded_engine)

    answer = client.post("/review", data=fields)

    assert 409 == answer.status_code
    assert before == stored_rows(seeded_engine)
    assert "Nothing was stored." in answer.text
    assert answer.text.count("<q>") == 2
    assert "has been joined to claim" in answer.text
    assert re.search(rf'name="d-{first["id"]}" value="confirm" checked', answer.text)
    assert f'data-pair="{second["id"]}"' not in answer.text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("", "Nothing is chosen"),
        ("maybe", "must be confirm, reject or retype"),
        ("retype", "Choose which relation it is"),  # without one
    ],
)
def test_a_form_that_decides_nothing_is_refused_in_words(client: Client, value: str, message: str) -> None:
    """With the list still there."""
    pair = waiting(client)[0]

    answer = send(client, **{f"d-{pair['id']}": value})

    assert 400 == answer.status_code
    assert message in answer.text
    assert f'data-pair="{pair["id"]}"' in answer.text


def test_the_api_stores_all_or_names_each_that_is_stale(client: Client, seeded_engine: Engine) -> None:
    """The problem has the reasons for programs, match by match."""
    first, second, third = apart(waiting(client), 3)
    decide_match(seeded_engine, second["id"], decision="reject", actor="Bo")
    bar_claim(
        seeded_engine,
        third["a"]["claim_id"],
        reason="a caption",
        revision=stored_claim(seeded_engine, third["a"]["claim_id"]).revision,
        actor="Bo",
    )
    lot = [{"match": one["id"], "decision": "confirm", "seen": "same_claim"} for one in (first, second, third)]

    refused = client.post("/api/v1/matches/decide", json={"decisions": lot})
    stored = client.post("/api/v1/matches/decide", json={"decisions": lot[:1], "reason": "same words"})

    problem = refused.json()
    assert (409, "stale-decisions", "application/problem+json") == (
        refused.status_code,
        problem["code"],
        refused.headers["content-type"],
    )
    assert [second["id"], third["id"]] == [one["match"] for one in problem["stale"]]
    assert "rejected already by Bo" in problem["stale"][0]["detail"]
    (decided,) = stored.json()["decided"]
    assert (200, "confirmed") == (stored.status_code, decided["status"])
    assert decided["merged_into"] == min(first["a"]["claim_id"], first["b"]["claim_id"])
    assert "stale" not in client.get("/api/v1/claims/999999").json()


@pytest.mark.parametrize(
    "body",
    [
        {"decisions": []},
        {"decisions": [{"match": 1, "decision": "maybe"}]},
        {"decisions": [{"match": 0, "decision": "confirm"}]},
        {"decisions": [{"match": 1, "decision": "retype"}]},
        {"decisions": [{"match": 1, "decision": "retype", "relation": "entails"}]},
        {"decisions": [{"match": 1, "decision": "confirm"}] * 2},
        {"decisions": [{"match": number + 1, "decision": "confirm"} for number in range(201)]},
        {"decision": "confirm"},
    ],
)
def test_decisions_that_cannot_be_meant_are_refused(reader: Client, body: dict[str, Any]) -> None:
    """400, before anything is looked at."""
    assert reader.post("/api/v1/matches/decide", json=body).status_code == 400


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        # a number is marked more strongly
        (
            "16 people died",
            "26 people died",
            '<mark class="differs differs-number">16</mark> people died',
        ),
        # the order is not marked, nor the case
        ("Died: people", "people died", "Died: people"),
        # words in a row are one mark
        ("people in Aleppo died", "people died", 'people <mark class="differs">in Aleppo</mark> died'),
        # and what stands in an article stays text
        (
            "<b>people</b>",
            "people",
            '&lt;<mark class="differs">b</mark>&gt;people&lt;/<mark class="differs">b</mark>&gt;',
        ),
        ("", "people", ""),
    ],
)
def test_what_differs_is_marked_on_its_side(a: str, b: str, expected: str) -> None:
    """Words that the other side does not have."""
    assert expected == str(side_by_side(a, b)[0])
