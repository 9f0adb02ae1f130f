"""Claims are merged, split, undone and kept out of matching from their pages and over the API."""

import re
from typing import Any

import pytest

from claimtrack.services.engine import Engine
from tests.services.stored import stored_rows
from tests.web.conftest import Client, claim_saying, send

RAIDS = "Air raids killed 16 people"


def test_appearances_are_taken_off_and_the_split_is_undone_from_the_page(client: Client, seeded_engine: Engine) -> None:
    """Tick, send, and Undo in the history of either claim; everything is as before."""
    claim_id = claim_saying(client, RAIDS)["id"]
    path = f"/claims/{claim_id}/members"
    ids = re.findall(r'name="a-(\d+)"', client.get(path).text)
    before = stored_rows(seeded_engine)

    answer = send(client, path, f"/claims/{claim_id}/split", **{f"a-{ids[0]}": "1", "reason": "another raid"})
    made = client.get(answer.headers["location"])
    old = client.get(f"/claims/{claim_id}").text

    assert (303, 3) == (answer.status_code, len(ids))
    assert "The machine will not join the two again" in made.text
    assert f'Taken off</strong> <a href="/claims/{claim_id}">' in made.text
    assert "“another raid”" in made.text
    assert "Took 1 appearance off" in old
    undo = re.findall(r'action="(/claim-edits/\d+/undo)"', old)[0]
    undone = send(client, f"/claims/{claim_id}", undo)
    assert f"/claims/{claim_id}?done=rejoined#merged" == undone.headers["location"]
    assert "undone by tester" in client.get(f"/claims/{claim_id}").text
    assert before == stored_rows(seeded_engine)


def test_claims_are_merged_by_number_or_words_and_the_merge_is_undone(client: Client, seeded_engine: Engine) -> None:
    """The search offers others, never the claim itself; the older one stays, and undoing leads back to both."""
    claim_id = claim_saying(client, RAIDS)["id"]
    other = claim_saying(client, "Air strikes killed at least 16")["id"]
    path = f"/claims/{claim_id}/members"
    before = stored_rows(seeded_engine)
    by_words = re.findall(r'name="other" value="(\d+)"', client.get(path, params={"q": "air strikes in Aleppo"}).text)
    by_number = re.findall(r'name="other" value="(\d+)"', client.get(path, params={"q": f"claim {other}"}).text)

    answer = send(client, path, f"/claims/{claim_id}/merge", other=str(other))
    page = client.get(answer.headers["location"]).text

    assert str(other) in by_words
    assert str(claim_id) not in by_words
    assert [str(other)] == by_number
    assert f"/claims/{min(claim_id, other)}?done=joined#merged" == answer.headers["location"]
    assert f"Merged</strong> claim {max(claim_id, other)} into this one by tester" in page
    undo = re.findall(r'action="(/claim-edits/\d+/undo)"', page)[0]
    send(client, f"/claims/{min(claim_id, other)}", undo)
    assert before == stored_rows(seeded_engine)


def test_what_stands_in_the_way_of_undoing_is_shown_on_the_claim(client: Client) -> None:
    """409, in words, with the button still there for later."""
    claim = claim_saying(client, RAIDS)
    path = f"/claims/{claim['id']}/members"
    other = claim_saying(client, "Air strikes killed at least 16")["id"]
    page = client.get(send(client, path, f"/claims/{claim['id']}/merge", other=str(other)).headers["location"])
    kept = str(page.url.path)
    undo = re.findall(r'action="(/claim-edits/\d+/undo)"', page.text)[0]
    send(client, kept, f"{kept}/state", state="in_progress")

    answer = send(client, kept, undo)

    assert 409 == answer.status_code
    assert "it was unstarted and is in progress" in answer.text
    assert undo in answer.text


@pytest.mark.parametrize(
    ("form", "fields", "status", "message"),
    [
        ("split", {}, 400, "Choose the appearances"),
        ("split", {"a-999999": "1"}, 409, "is not under claim"),
        ("merge", {}, 400, "Choose the claim"),
        ("merge", {"other": "999999"}, 404, "There is no claim 999999"),
        ("merge", {"other": "x"}, 400, "Choose the claim"),
        ("merge", {"revision": "77", "other": "1"}, 412, "Somebody changed"),
    ],
)
def test_a_merge_or_split_that_cannot_be_is_refused_beside_its_form(
    client: Client, form: str, fields: dict[str, str], status: int, message: str
) -> None:
    """With what was typed."""
    claim_id = claim_saying(client, RAIDS)["id"]

    answer = send(client, f"/claims/{claim_id}/members", f"/claims/{claim_id}/{form}", reason="so it is", **fields)

    assert status == answer.status_code
    assert message in answer.text
    assert 'value="so it is"' in answer.text


def test_a_claim_is_kept_out_of_matching_and_let_in_again(client: Client, seeded_engine: Engine) -> None:
    """The page says so with the reason, the inbox has a filter for it, and its suggestions are back afterwards."""
    claim_id = claim_saying(client, "Air strikes killed at least 16 people in the rebel")["id"]
    path, before = f"/claims/{claim_id}", stored_rows(seeded_engine)

    send(client, path, f"{path}/bar", reason="stands everywhere")
    page, inbox = client.get(path).text, client.get("/", params={"barred": "1"}).text

    assert "Kept out of matching by tester.</strong> stands everywhere" in page
    assert "Nothing waits for a decision" in page
    assert [f"/claims/{claim_id}"] == re.findall(r'class="row-title" href="([^"]+)"', inbox)
    assert [claim_id] == [one["id"] for one in client.get("/api/v1/claims?barred=true").json()["items"]]
    assert 400 == send(client, "/claims/1", "/claims/1/bar", reason=" ").status_code
    send(client, path, f"{path}/unbar")
    assert "Kept out of matching by" not in client.get(path).text
    assert before == stored_rows(seeded_engine)


def test_a_match_gets_another_relation_on_the_claim_page_and_is_taken_back(client: Client) -> None:
    """Any match, not only those that wait; a relation that is missing is refused beside it."""
    claim_id = claim_saying(client, RAIDS)["id"]
    path = f"/claims/{claim_id}"
    match = next(one for one in client.get(f"/api/v1{path}").json()["otherwise"] if one["relation"] == "conflicts")
    fields = {"claim": str(claim_id), "decision": "retype"}

    refused = send(client, path, f"/matches/{match['id']}", **fields, type="")
    send(client, path, f"/matches/{match['id']}", **fields, type=f"updates:{claim_id}")
    page = client.get(path).text
    send(client, path, f"/matches/{match['id']}", claim=str(claim_id), decision="reopen")

    assert (400, True) == (refused.status_code, "Choose which relation" in refused.text)
    assert re.search(r"given by tester</span>.*?the machine said: conflicts, \d+ % sure", page, re.DOTALL)
    again = client.get(f"/api/v1{path}").json()["otherwise"]
    assert match in again


def test_programs_merge_split_undo_and_bar(client: Client, seeded_engine: Engine) -> None:
    """With the revision in the body or in If-Match, and the history as a list."""
    claim = claim_saying(client, RAIDS)
    path, before = f"/api/v1/claims/{claim['id']}", stored_rows(seeded_engine)
    ids = [one["id"] for source in client.get(path).json()["sources"] for one in source["appearances"]]

    def post(address: str, body: dict[str, Any]) -> Any:
        tag = client.get(path).headers["etag"]
        return client.post(address, json=body, headers={"If-Match": tag})

    split = post(f"{path}/split", {"appearances": ids[:1], "reason": "another raid"})
    made = split.json()["made_id"]
    refused = post(f"{path}/merge", {"other": made})
    history = client.get(f"{path}/edits").json()["items"]
    undone = client.post(f"/api/v1/claim-edits/{split.json()['edit_id']}/undo", json={})
    again = client.post(f"/api/v1/claim-edits/{split.json()['edit_id']}/undo", json={})
    barred = post(f"{path}/bar", {"reason": "a caption"})
    let_in = post(f"{path}/unbar", {})

    assert [200, 409, 200, 409, 200, 200] == [
        one.status_code for one in (split, refused, undone, again, barred, let_in)
    ]
    assert "rejected already by tester" in refused.json()["detail"]
    assert [("split", claim["id"], made, 1, True)] == [
        (one["kind"], one["kept_id"], one["other_id"], one["appearances"], one["can_undo"]) for one in history
    ]
    assert ("tester", None) == (barred.json()["barred_by"], let_in.json()["barred_by"])
    assert 412 == client.post(f"{path}/bar", json={"reason": "x", "revision": 1}).status_code
    assert before == stored_rows(seeded_engine)
