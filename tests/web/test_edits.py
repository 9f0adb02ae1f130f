"""Correcting claims from pages without JavaScript and over the API: what works, and what is refused with nothing lost."""

import json
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest

from claimtrack.services.editing import get_appearance
from claimtrack.services.engine import Engine
from tests.services.test_editing import RAIDS, saying
from tests.web.conftest import Client, form_fields, send
from tests.web.test_api import assert_problem


@pytest.fixture
def raids(seeded_engine: Engine) -> int:
    """The appearance that tells of sixteen dead, in Meridian; two other outlets say the same."""
    return saying(seeded_engine, RAIDS, "Meridian").id


@pytest.fixture(scope="module")
def shared_raids(demo_engine: Engine) -> int:
    """The same appearance in the database of the tests that change nothing; whatever is refused changes nothing."""
    return saying(demo_engine, RAIDS, "Meridian").id


def patch(client: Client, appearance_id: int, *, revision: int = 1, **values: Any) -> Any:
    """What the API answers to new values."""
    return client.patch(f"/api/v1/appearances/{appearance_id}", json={"revision": revision, **values})


def whole_form(client: Client, appearance_id: int) -> dict[str, str]:
    """Every field of the edit form as the page filled it in."""
    html = client.get(f"/appearances/{appearance_id}").text
    form = re.search(rf'<form class="edit-form".*?action="/appearances/{appearance_id}".*?</form>', html, re.DOTALL)
    assert form
    fields = {
        name: value.replace("&#34;", '"') for name, value in form_fields(html, f"/appearances/{appearance_id}").items()
    }
    for tag in re.findall(r"<input(?![^>]*hidden)[^>]*>", form.group()):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ("checkbox" not in tag or "checked" in tag):
            fields[name.group(1)] = value.group(1)
    for name, inside in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form.group(), re.DOTALL):
        fields[name] = re.search(r'value="([^"]*)" selected', inside).group(1)  # type: ignore[union-attr]  # always one
    fields["wording"] = re.search(r"<textarea.*?>(.*?)</textarea>", form.group(), re.DOTALL).group(1)  # type: ignore[union-attr]
    return fields


def test_each_claim_of_an_article_leads_to_its_edit_page(client: Client, seeded_engine: Engine) -> None:
    """One link each in the present text, and none in one that was replaced."""
    ids = [str(one["id"]) for one in client.get("/api/v1/articles/1").json()["appearances"]]

    html = client.get("/articles/1").text

    assert sorted(ids) == sorted(re.findall(r'class="edit-link" href="/appearances/(\d+)"', html))
    assert all(client.get(f"/appearances/{found}").status_code == 200 for found in ids[:3])


def test_a_form_that_nobody_touched_changes_nothing(reader: Client, shared_raids: int) -> None:
    """What the page filled in is what it takes: it says that nothing would change."""
    answer = reader.post(f"/appearances/{shared_raids}", data=whole_form(reader, shared_raids))

    assert answer.status_code == 400
    assert "Nothing would change" in answer.text


def test_a_claim_is_corrected_by_its_form(client: Client, seeded_engine: Engine, raids: int) -> None:
    """Words, wording, claimant and figure in one go; the claim page says who, with the machine's words a click away."""
    fields = whole_form(client, raids)
    end = int(fields["end"]) - len(" on Tuesday")
    fields |= {
        "end": str(end),
        "claimant": "Mira Holt",
        "named": "1",
        "low-0": "61",
        "high-0": "61",
        "reason": "miscounted",
    }

    answer = client.post(f"/appearances/{raids}", data=fields)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/appearances/{raids}?done=edited")
    page = get_appearance(seeded_engine, raids)
    assert (RAIDS.removesuffix(" on Tuesday"), "Mira Holt", True) == (
        page.appearance.quote,
        page.appearance.claimant,
        page.appearance.claimant_named,
    )
    assert ["61 killed"] == [figure.label for figure in page.figures]
    claim = client.get(f"/claims/{page.claim.id}").text
    assert "edited by tester" in claim
    assert f'<p class="wording">{RAIDS}</p>' in claim
    html = client.get(answer.headers["location"]).text
    assert "Saved. The claim was matched anew." in html
    assert "“miscounted”" in html


def test_a_step_moves_the_span_in_the_form_and_stores_nothing(reader: Client, shared_raids: int) -> None:
    """What was typed stays typed, and the words are chosen one by one."""
    fields = whole_form(reader, shared_raids) | {"claimant": "Mira Holt", "step": "end-"}

    answer = reader.post(f"/appearances/{shared_raids}", data=fields)

    assert answer.status_code == 200
    assert 'value="Mira Holt"' in answer.text
    assert "Not saved yet." in answer.text
    assert re.search(r'<option value="\d+" selected>… of Aleppo on</option>', answer.text)
    assert 1 == reader.get(f"/api/v1/appearances/{shared_raids}").json()["appearance"]["revision"]


def test_a_form_on_an_older_state_is_refused_and_keeps_both_hands_work(client: Client, raids: int) -> None:
    """What I typed is still there, what the other changed is not put back; sent again, both are stored."""
    fields = whole_form(client, raids) | {"claimant": "Mira Holt"}
    patch(client, raids, via=["CNN"])

    refused = client.post(f"/appearances/{raids}", data=fields)
    merged = {name: value for name, value in fields.items() if name not in ("revision", "was", "via")}
    again = form_fields(refused.text, f"/appearances/{raids}")
    via = re.search(r'name="via"[^>]*value="([^"]*)"', refused.text)
    assert via
    merged |= {"via": via.group(1), "revision": again["revision"], "was": again["was"].replace("&#34;", '"')}
    stored = client.post(f"/appearances/{raids}", data=merged)

    assert refused.status_code == 412
    assert "tester changed this claim meanwhile" in refused.text
    assert 'value="Mira Holt"' in refused.text
    assert stored.status_code == 303
    now = client.get(f"/api/v1/appearances/{raids}").json()["appearance"]
    assert ("Mira Holt", ["CNN"], 3) == (now["claimant"], now["via"], now["revision"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"start": "", "end": "x"}, "was not chosen"),
        ({"start": "99999999"}, "does not lie in the text"),
        ({"low-0": "many"}, "not a number"),
        ({"low-0": "20", "high-0": "10"}, "Swap the two"),
        ({"surface-0": "<b>40</b>", "at-0": "junk"}, "do not stand in the claim"),
        ({"type": "rumour"}, "must be one of"),
        ({"role-0": "vanished"}, "must be one of"),
        ({"wording": "\x00", "was": "{"}, "NUL"),
        ({"claimant": "x", "revision": "one"}, "lacks its revision"),
        ({"claimant": "x" * 201}, "longer than 200"),
    ],
)
def test_a_form_that_cannot_be_used_is_shown_again(
    reader: Client, shared_raids: int, fields: dict[str, str], words: str
) -> None:
    """With the reason, and everything that was typed; escaped."""
    sent = whole_form(reader, shared_raids) | {"via": "Typed Here"} | fields

    answer = reader.post(f"/appearances/{shared_raids}", data=sent)

    assert answer.status_code == 400
    assert words in answer.text
    assert 'value="Typed Here"' in answer.text
    assert "<b>40" not in answer.text
    assert 1 == reader.get(f"/api/v1/appearances/{shared_raids}").json()["appearance"]["revision"]


def test_hiding_splitting_merging_and_undoing_are_plain_forms(
    client: Client, seeded_engine: Engine, raids: int
) -> None:
    """Each leads back to the claim with a message, and can be taken back there."""
    page = f"/appearances/{raids}"
    one = get_appearance(seeded_engine, raids)
    cut = one.appearance.start + one.appearance.quote.index("in the")

    assert f"{page}?done=split" == send(client, page, f"{page}/split", at=str(cut)).headers["location"]
    assert f"{page}?done=merged" == send(client, page, f"{page}/merge").headers["location"]
    assert f"{page}?done=hidden" == send(client, page, f"{page}/hide", reason="an opinion").headers["location"]
    hidden = client.get(f"/articles/{one.appearance.article_id}")
    assert "1 hidden</a>" in hidden.text
    assert "span-hidden" not in hidden.text
    shown = client.get(f"/articles/{one.appearance.article_id}?hidden=1").text
    assert f'id="span-{raids}"' in shown
    assert "hidden: an opinion" in shown
    for edit in get_appearance(seeded_engine, raids).edits:
        assert f"{page}?done=undone" == send(client, page, f"/edits/{edit.id}/undo").headers["location"]
    after = get_appearance(seeded_engine, raids).appearance
    assert (one.appearance.quote, one.appearance.claim_id, None) == (after.quote, after.claim_id, after.edited_by)


def test_refused_forms_say_why_beside_themselves(client: Client, seeded_engine: Engine, raids: int) -> None:
    """A split without a word, a hiding without a reason, an undo that comes second."""
    page = f"/appearances/{raids}"
    first = patch(client, raids, claimant="Mira Holt").json()["edit_id"]
    patch(client, raids, claimant="Ana Marsh", revision=2)
    token = form_fields(client.get(page).text, page)["_csrf_token"]

    for path, status, words in (
        (f"{page}/split", 400, "Choose the word"),
        (f"{page}/hide", 400, "Say in a few words why"),
        (f"{page}/merge", 400, "Choose the claim to merge with"),
        (f"/edits/{first}/undo", 409, "Undo that first"),
    ):
        answer = client.post(path, data={"_csrf_token": token, "revision": "3", "appearance": str(raids)})
        assert answer.status_code == status
        assert words in answer.text
        assert "Not done." in answer.text


@pytest.mark.parametrize("path", ["", "/split", "/merge", "/hide", "/show"])
def test_a_form_of_another_site_changes_nothing(reader: Client, shared_raids: int, path: str) -> None:
    """Every change by a form carries the token."""
    answer = reader.post(f"/appearances/{shared_raids}{path}", data={"revision": "1", "reason": "x", "claimant": "x"})

    assert answer.status_code == 403


def test_the_api_edits_and_names_what_came_of_it(client: Client, raids: int) -> None:
    """The appearance with its new revision, its claim, the machine's words, and a history that can be undone."""
    before = client.get(f"/api/v1/appearances/{raids}")
    tag = before.headers["etag"]
    figure = {"surface": "16 people", "low": 61, "role": "killed", "unit": "people"}

    edited = client.patch(
        f"/api/v1/appearances/{raids}",
        json={"figures": [figure], "claimant": None, "reason": "miscounted"},
        headers={"If-Match": tag},
    )

    found = edited.json()
    assert (edited.status_code, edited.headers["etag"], tag) == (200, '"2"', '"1"')
    assert (["claimant", "figures"], "tester", None) == tuple(
        found["appearance"]["appearance"][name] for name in ("edited", "edited_by", "claimant")
    )
    assert [("≥ 61 killed", "16 people")] == [(one["label"], one["surface"]) for one in found["appearance"]["figures"]]
    assert found["claim_id"] == found["appearance"]["claim"]["id"] != before.json()["claim"]["id"]
    assert [RAIDS] == [one["quote"] for one in found["appearance"]["originals"]]
    (item,) = client.get(f"/api/v1/appearances/{raids}/history").json()["items"]
    assert (found["edit_id"], "edit", "miscounted", True) == tuple(
        item[name] for name in ("id", "kind", "reason", "can_undo")
    )

    undone = client.post(f"/api/v1/edits/{found['edit_id']}/undo", json={})

    assert (undone.status_code, before.json()["claim"]["id"]) == (200, undone.json()["claim_id"])
    assert before.json()["figures"] == undone.json()["appearance"]["figures"]
    assert_problem(client.post(f"/api/v1/edits/{found['edit_id']}/undo", json={}), 409, "conflict")


def test_the_api_splits_merges_hides_and_shows(client: Client, raids: int) -> None:
    """Each answers with every appearance concerned; what is hidden is told apart in the article."""
    one = client.get(f"/api/v1/appearances/{raids}").json()["appearance"]
    cut = one["start"] + one["quote"].index("in the")
    spans = [{"start": one["start"], "end": cut}, {"start": cut, "end": one["end"]}]
    address = f"/api/v1/appearances/{raids}"

    split = client.post(f"{address}/split", json={"spans": spans, "revision": 1}).json()
    other = {"id": split["appearance_ids"][1], "revision": 1}
    merged = client.post(f"{address}/merge", json={"others": [other], "revision": 2}).json()
    hidden = client.post(f"{address}/hide", json={"reason": "an opinion", "revision": 3}).json()
    article = client.get(f"/api/v1/articles/{one['article_id']}").json()
    shown = client.post(f"{address}/show", json={"revision": 4}).json()

    assert [raids, raids, raids, raids] == [found["appearance_ids"][0] for found in (split, merged, hidden, shown)]
    assert one["quote"] == merged["appearance"]["appearance"]["quote"]
    assert ([raids], "an opinion") == (
        [found["id"] for found in article["hidden"]],
        article["hidden"][0]["hidden_reason"],
    )
    assert raids not in {found["id"] for found in article["appearances"]}
    assert None is shown["appearance"]["appearance"]["hidden_at"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"claimant": "X"}, 400, "invalid-query"),  # no revision
        ({"revision": 9, "claimant": "X"}, 412, "stale-version"),
        ({"revision": 1}, 400, "invalid-edit"),  # nothing to change
        ({"revision": 1, "start": -1}, 400, "invalid-query"),
        ({"revision": 1, "start": 5, "end": 5}, 400, "invalid-edit"),
        ({"revision": 1, "end": 2**31 - 1}, 400, "invalid-edit"),
        ({"revision": 1, "end": 2**70}, 400, "invalid-query"),
        ({"revision": 1, "quote": "typed"}, 400, "invalid-query"),  # the quote follows from the span
        ({"revision": 1, "type": "rumour"}, 400, "invalid-query"),
        ({"revision": 1, "via": "CNN"}, 400, "invalid-query"),
        ({"revision": 1, "claimant": "\x00"}, 400, "invalid-edit"),
        ({"revision": 1, "figures": [{"low": 3}]}, 400, "invalid-query"),  # no words
        ({"revision": 1, "figures": [{"surface": "nowhere", "low": 3}]}, 400, "invalid-edit"),
        ({"revision": 1, "figures": [{"surface": "16", "low": 9, "high": 3}]}, 400, "invalid-edit"),
        ({"revision": 1, "figures": [{"surface": "16", "low": 9, "role": "vanished"}]}, 400, "invalid-edit"),
        ({"revision": 1, "figures": [{"surface": "16", "low": 9, "scope": "half"}]}, 400, "invalid-edit"),
        ([], 400, "invalid-query"),
    ],
)
def test_bodies_that_cannot_be_used_are_problems(
    reader: Client, shared_raids: int, body: Any, status: int, code: str
) -> None:
    """Each is refused as what it is, and nothing is stored."""
    assert_problem(reader.patch(f"/api/v1/appearances/{shared_raids}", json=body), status, code)
    assert 1 == reader.get(f"/api/v1/appearances/{shared_raids}").json()["appearance"]["revision"]


def test_numbers_beyond_counting_are_problems(reader: Client, shared_raids: int) -> None:
    """JSON allows them; claims do not."""
    raw = '{"revision": 1, "figures": [{"surface": "16", "low": 1e999}]}'

    answer = reader.patch(
        f"/api/v1/appearances/{shared_raids}", content=raw, headers={"content-type": "application/json"}
    )

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/v1/appearances/99999"),
        ("get", "/api/v1/appearances/99999/history"),
        ("patch", "/api/v1/appearances/99999"),
        ("post", "/api/v1/appearances/99999/hide"),
        ("post", "/api/v1/edits/99999/undo"),
        ("get", "/appearances/99999"),
        ("get", "/appearances/99999999999999999999"),
    ],
)
def test_what_is_not_there_is_not_found(reader: Client, method: str, path: str) -> None:
    """404 at every door."""
    body = {"revision": 1, "reason": "x"} if path.endswith("hide") else {"revision": 1, "claimant": "x"}
    answer = getattr(reader, method)(path, **({} if method == "get" else {"json": body}))

    assert answer.status_code == 404


def test_an_exact_overlap_is_a_conflict(client: Client, seeded_engine: Engine, raids: int) -> None:
    """Two claims of one text may share words, but not all of them; on the page both are marked, and no word twice."""
    after = get_appearance(seeded_engine, raids).next
    assert after is not None
    one = get_appearance(seeded_engine, raids)

    assert_problem(patch(client, raids, start=after.start, end=after.end), 409, "conflict")
    assert 200 == patch(client, raids, end=after.end - 4).status_code
    html = client.get(f"/articles/{one.appearance.article_id}").text
    text = re.sub(
        r"<sup.*?</sup>|<[^>]*>",
        "",
        html[html.index('class="article-text"') : html.index('<aside class="article-side"')],
    )
    assert 1 == text.count(after.quote[-20:])
    assert {f'id="span-{raids}"', f'id="span-{after.id}"'} <= set(re.findall(r'id="span-\d+"', html))


def test_of_two_programs_at_once_one_is_told(client: Client, raids: int) -> None:
    """One 200, one 412; never two and never none."""
    statuses: list[int] = []
    barrier = threading.Barrier(2)

    def send_one(name: str) -> Callable[[], None]:
        def work() -> None:
            barrier.wait()
            statuses.append(patch(client, raids, claimant=name).status_code)

        return work

    threads = [threading.Thread(target=send_one(name)) for name in ("Ana Marsh", "Bea Stone")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [200, 412] == sorted(statuses)


def test_the_api_describes_what_may_be_left_out(reader: Client) -> None:
    """No field of a correction is required; what is never typed is not there."""
    shapes = reader.get("/api/openapi.json").json()["components"]["schemas"]
    shape = next(found for name, found in shapes.items() if name.endswith("NewValues"))

    assert not shape.get("required")
    assert "quote" not in shape["properties"]
    assert json.dumps(shape["properties"]["figures"])
