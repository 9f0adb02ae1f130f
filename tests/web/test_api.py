"""What programs get: stable shapes, clear problems, and the same answers as the pages."""

from collections.abc import Iterator
from typing import Any

import pytest

from claimtrack import errors
from claimtrack.errors import ClaimtrackError
from claimtrack.web.problems import problem_of
from tests.web.conftest import Client, claim_saying

RAIDS = "Air raids killed 16 people"


def assert_problem(answer: Any, status: int, code: str) -> None:
    """The answer is an RFC 9457 problem with this status and code."""
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["title"]
    assert body["detail"]
    assert body["type"] == f"urn:claimtrack:problem:{code}"


def all_errors(base: type[ClaimtrackError] = ClaimtrackError) -> Iterator[type[ClaimtrackError]]:
    """Every class of the tree of errors."""
    yield base
    for child in base.__subclasses__():
        yield from all_errors(child)


@pytest.mark.parametrize(
    "kind", sorted(set(all_errors()), key=lambda kind: kind.__name__), ids=lambda kind: kind.__name__
)
def test_every_error_has_its_problem(kind: type[ClaimtrackError]) -> None:
    """Each error keeps its own status, code and sentence on the way out."""
    problem = problem_of(kind())

    assert (problem.status, problem.code, problem.detail) == (kind.status, kind.code, kind().message)
    assert 400 <= problem.status < 600


def test_an_unexpected_error_tells_nothing_of_the_inside() -> None:
    """A stranger learns that it broke, not where."""
    problem = problem_of(RuntimeError("password=hunter2"))

    assert (problem.status, problem.code) == (500, "internal")
    assert "hunter2" not in problem.detail


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=1000000000",
        "limit=ten",
        "since=2016-13-01",
        "since=tomorrow",
        "since=2017-01-01&until=2016-01-01",
        "state=finished",
        "sort=loudness",
        "cursor=made-up",
        "min_worthiness=2",
        "min_worthiness=nan",
        "conflicting=perhaps",
        "q=%00",
    ],
)
def test_filters_that_cannot_be_used_are_refused(reader: Client, query: str) -> None:
    """The fault lies with the request, and the answer says so."""
    assert_problem(reader.get(f"/api/v1/claims?{query}"), 400, "invalid-query")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "q=%20",
        "q=a&limit=0",
        "q=a&min_score=1.5",
        "q=a&relation=cousin",
        "q=a&since=x",
        "q=a&language=%00",
        "q=a&language=klingon",
        "q=a&language=zz",
        "q=a&limit=101",
        "q=a&limit=1000000000",
        "q=a&limit=ten",
        "q=a&min_score=nan",
    ],
)
def test_match_queries_that_cannot_be_used_are_refused(reader: Client, query: str) -> None:
    """Missing text, bounds overstepped, unknown words."""
    assert_problem(reader.get(f"/api/v1/claims/match?{query}"), 400, "invalid-query")


def test_a_refusal_names_the_parameter(reader: Client) -> None:
    """A program's author sees at once which one it was."""
    assert "state:" in reader.get("/api/v1/claims?state=finished").json()["detail"]
    assert "limit:" in reader.get("/api/v1/claims?limit=0").json()["detail"]


def test_claims_page_by_cursor(reader: Client) -> None:
    """Small pages together are the large one."""
    whole = [claim["id"] for claim in reader.get("/api/v1/claims?limit=200").json()["items"]]
    found: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = reader.get("/api/v1/claims", params={"limit": 60, **({"cursor": cursor} if cursor else {})}).json()
        found += [claim["id"] for claim in page["items"]]
        cursor = page["next_cursor"]

    assert found == whole


def test_filters_narrow_the_list(reader: Client) -> None:
    """Every filter given must hold."""
    conflicting = reader.get("/api/v1/claims?conflicting=true&outlet=Meridian&limit=200").json()["items"]

    assert conflicting
    assert all(claim["conflict_count"] > 0 and "Meridian" in claim["outlets"] for claim in conflicting)


def test_several_states_may_be_asked_for(reader: Client) -> None:
    """The parameter is repeated, as in `state=unstarted&state=closed`."""
    both = reader.get("/api/v1/claims?state=unstarted&state=closed&limit=200").json()["items"]

    assert {claim["state"] for claim in both} == {"unstarted"}


def test_a_claim_comes_with_its_sources_and_matches(reader: Client) -> None:
    """The same that the page shows, with the revision as its ETag."""
    claim = claim_saying(reader, RAIDS)

    answer = reader.get(f"/api/v1/claims/{claim['id']}")
    found = answer.json()

    assert answer.headers["etag"] == f'"{claim["revision"]}"'
    assert [len(source["appearances"]) for source in found["sources"]] == [3]
    assert {match["relation"] for match in found["otherwise"]} == {"conflicts", "updates"}
    assert found["claim"]["figures"][0] | {"low": 16.0, "high": 16.0, "role": "killed"} == found["claim"]["figures"][0]


def test_a_text_finds_what_says_the_same_and_what_contradicts_it(reader: Client) -> None:
    """Relations come with probability and reasons."""
    found = reader.get(
        "/api/v1/claims/match",
        params={"q": "Air raids killed 16 people in the rebel-held east of Aleppo on Tuesday", "since": "2016-10-01"},
    ).json()["matches"]

    assert found
    assert all(0.5 <= match["probability"] <= 1 and match["reasons"] for match in found)
    assert RAIDS in " ".join(match["claim"]["text"] for match in found)


def test_an_article_is_taken_in_and_known_the_second_time(empty: Client) -> None:
    """202 with its place at first, 200 when it is the same again."""
    article = {"text": "The dam at Marrow broke on Sunday.", "outlet": "Tide Weekly", "published_at": "2020-03-02"}

    first = empty.post("/api/v1/articles", json=article)
    again = empty.post("/api/v1/articles", json=article)

    assert (first.status_code, first.json()["status"]) == (202, "pending")
    assert (again.status_code, again.json()["status"]) == (200, "known")
    assert first.json()["id"] == again.json()["id"]
    assert first.headers["location"] == first.json()["location"] == f"/api/v1/articles/{first.json()['id']}"
    assert empty.get(first.headers["location"]).json()["article"]["outlet"]["name"] == "Tide Weekly"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "empty-text"),
        ({"text": "   "}, "empty-text"),
        ({"text": "a\x00b"}, "not-text"),
        ({"text": "Fine.", "published_at": "soon"}, "invalid-date"),
        ({"text": "Fine.", "outlet": "a\x00b"}, "invalid-query"),
        ({"text": "Fine.", "tittle": "typed wrong"}, "invalid-query"),
        ({"text": 5}, "invalid-query"),
        ({"url": "ftp://example.org/a"}, "invalid-url"),
        ({"url": "http://127.0.0.2/admin"}, "address-refused"),
        ({"url": "http://169.254.169.254/latest"}, "address-refused"),
    ],
)
def test_an_article_that_cannot_be_used_is_refused(empty: Client, body: dict[str, Any], code: str) -> None:
    """The problem's code says why, and nothing is stored."""
    assert_problem(empty.post("/api/v1/articles", json=body), 400, code)
    assert empty.get("/api/v1/articles").json()["items"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b'{"text": "\\ud800"}', b"\xff\xfe"])
def test_a_body_that_is_no_json_object_is_refused(reader: Client, body: bytes) -> None:
    """Whatever the bytes are, the answer is a problem of the sender's."""
    answer = reader.post("/api/v1/articles", content=body, headers={"Content-Type": "application/json"})

    assert_problem(answer, 400, "invalid-query")


@pytest.mark.parametrize(
    "path", ["/api/v1/articles", "/api/v1/imports", "/api/v1/claims/1/state", "/api/v1/claims/match"]
)
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", None]
)
def test_bodies_that_a_plain_form_could_send_are_refused(reader: Client, path: str, kind: str | None) -> None:
    """Another site can make a browser post these without asking, so they are no way in."""
    headers = {} if kind is None else {"Content-Type": kind}

    assert_problem(reader.post(path, content=b'{"text": "Fine."}', headers=headers), 415, "wrong-content-type")


def test_a_body_that_is_too_large_is_refused(reader: Client) -> None:
    """2 MB are enough for any article."""
    answer = reader.post("/api/v1/articles", json={"text": "x" * 2_200_000})

    assert_problem(answer, 413, "too-large")


def test_an_import_reports_line_by_line(empty: Client) -> None:
    """Good lines are taken, bad ones named."""
    answer = empty.post(
        "/api/v1/imports",
        content=b'{"text": "One house burned."}\n\nnot json\n{"outlet": "no text"}\n{"text": "One house burned."}\n',
        headers={"Content-Type": "application/x-ndjson"},
    )
    report = answer.json()

    assert answer.status_code == 202
    assert (report["created"], report["known"]) == (1, 1)
    assert [line["line"] for line in report["failed"]] == [3, 4]
    assert all(line["error"] for line in report["failed"])


def test_a_state_changes_with_the_revision_in_the_header(client: Client) -> None:
    """If-Match is what HTTP clients send."""
    claim = claim_saying(client, RAIDS)

    answer = client.post(
        f"/api/v1/claims/{claim['id']}/state",
        json={"state": "in_progress"},
        headers={"If-Match": f'"{claim["revision"]}"'},
    )

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["revision"]) == ("in_progress", claim["revision"] + 1)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"state": "closed", "revision": 1}, 409, "transition-refused"),
        ({"state": "closed", "rating": "True", "revision": 1}, 409, "transition-refused"),
        ({"state": "in_progress", "revision": 7}, 412, "stale-version"),
        ({"state": "in_progress"}, 400, "invalid-query"),
        ({"state": "finished", "revision": 1}, 400, "invalid-query"),
        ({"state": "in_progress", "revision": "one"}, 400, "invalid-query"),
    ],
)
def test_a_change_of_state_that_cannot_be_is_refused(
    reader: Client, body: dict[str, Any], status: int, code: str
) -> None:
    """Rules of the workflow are 409, somebody faster is 412, nonsense is 400."""
    claim = claim_saying(reader, RAIDS)

    assert_problem(reader.post(f"/api/v1/claims/{claim['id']}/state", json=body), status, code)


@pytest.mark.parametrize(
    "path", ["claims/999999", "articles/999999", "events/999999", "nothing", "articles/1?version=99", "claims/abc"]
)
def test_what_is_not_there_is_a_problem_too(reader: Client, path: str) -> None:
    """404 has the same shape as every other problem."""
    assert_problem(reader.get(f"/api/v1/{path}"), 404, "not-found")


def test_events_lead_to_their_claims_and_conflicts(reader: Client) -> None:
    """The event of the raids has the tolls that contradict each other, with the ids of their claims."""
    found = reader.get("/api/v1/events", params={"q": "raids", "conflicting": True}).json()["items"]
    event = reader.get(f"/api/v1/events/{found[0]['id']}").json()
    pair = event["otherwise"][0]

    assert found[0] == event["event"]
    assert "conflicts" == pair["relation"]
    assert {pair["a"]["id"], pair["b"]["id"]} <= {claim["id"] for claim in event["claims"]}


def test_addresses_beside_the_description_are_problems(reader: Client) -> None:
    """The framework's own page for them is not shown."""
    assert_problem(reader.get("/api/swagger"), 404, "not-found")


def test_the_description_holds_every_operation_and_no_page(reader: Client) -> None:
    """OpenAPI describes what programs may rely on, and the page made from it shows each."""
    paths = reader.get("/api/openapi.json").json()["paths"]
    html = reader.get("/api").text

    assert set(paths) == {
        "/api/v1/appearances/{appearance_id}",
        "/api/v1/appearances/{appearance_id}/hide",
        "/api/v1/appearances/{appearance_id}/history",
        "/api/v1/appearances/{appearance_id}/merge",
        "/api/v1/appearances/{appearance_id}/show",
        "/api/v1/appearances/{appearance_id}/split",
        "/api/v1/edits/{edit_id}/undo",
        "/api/v1/articles",
        "/api/v1/articles/{article_id}",
        "/api/v1/claims",
        "/api/v1/claims/match",
        "/api/v1/claims/{claim_id}",
        "/api/v1/claims/{claim_id}/bar",
        "/api/v1/claims/{claim_id}/edits",
        "/api/v1/claims/{claim_id}/merge",
        "/api/v1/claims/{claim_id}/split",
        "/api/v1/claims/{claim_id}/state",
        "/api/v1/claims/{claim_id}/unbar",
        "/api/v1/claim-edits/{edit_id}/undo",
        "/api/v1/events",
        "/api/v1/events/{event_id}",
        "/api/v1/feeds",
        "/api/v1/feeds/{feed_id}",
        "/api/v1/imports",
        "/api/v1/matches",
        "/api/v1/matches/decide",
        "/api/v1/outlets",
        "/api/v1/outlets/{outlet_id}",
        "/health/live",
        "/health/ready",
    }
    assert all(f"<code>{path}</code>" in html for path in paths)


def test_health_says_that_it_lives_and_can_work(reader: Client) -> None:
    """Both doors of the supervisor."""
    ready = reader.get("/health/ready")

    assert reader.get("/health/live").json() == {"live": True}
    assert (ready.status_code, ready.json()["database"], ready.json()["problems"]) == (200, True, [])


def test_the_errors_module_is_the_one_that_is_mapped() -> None:
    """The tree looked at above is the whole of it."""
    assert {errors.NotFound, errors.PageTimeout, errors.ModelUnavailable} <= set(all_errors())


def test_matches_say_where_and_what_came_of_it(client: Client) -> None:
    """Probability, relation, reasons, the places it stands with words and address, and the outcome once it is closed."""
    claim = claim_saying(client, RAIDS)
    new = {"state": "closed", "rating": "Not a claim", "revision": claim["revision"]}
    client.post(f"/api/v1/claims/{claim['id']}/state", json=new)
    found = client.get("/api/v1/claims/match", params={"q": f"{RAIDS} in Aleppo on Tuesday", "state": "closed"}).json()

    (match,) = found["matches"]
    assert claim["id"] == match["claim"]["id"]
    assert 0.5 <= match["probability"] <= 1
    assert match["reasons"]
    assert match["claim"]["appearance_count"] == len(match["appearances"])
    assert {"Harbor Wire", "Meridian"} <= {place["outlet"] for place in match["appearances"]}
    assert all(place["quote"] and place["published_at"] and place["article_id"] for place in match["appearances"])
    assert [(None, "Not a claim")] == [(review["publisher"], review["rating"]) for review in match["reviews"]]


def test_many_texts_are_matched_in_one_request(reader: Client) -> None:
    """Each has its own answer; those that cannot be used have a problem, as a request of their own would."""
    body = {"texts": [RAIDS, " ", "x" * 100_000, "eleven blue bowls"], "limit": 2}
    answer = reader.post("/api/v1/claims/match", json=body)

    answers = answer.json()["answers"]
    assert (200, [0, 1, 2, 3]) == (answer.status_code, [one["index"] for one in answers])
    assert [None, "empty-text", "text-too-large", None] == [
        one["problem"] and one["problem"]["code"] for one in answers
    ]
    assert [2, 0, 0, 0] == [len(one["matches"]) for one in answers]
    alone = reader.get("/api/v1/claims/match", params={"q": RAIDS, "limit": 2}).json()
    assert alone["matches"] == answers[0]["matches"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),  # nothing
        (b"{not json", 400),
        (b"[]", 400),  # no object
        (b"{}", 400),  # no texts
        (b'{"texts": []}', 400),
        (b'{"texts": ["x", 7]}', 400),  # a number is no text
        (b'{"texts": "x"}', 400),
        (b'{"texts": [' + b'"x",' * 100 + b'"x"]}', 400),  # 101 of them
        (b'{"texts": ["x"], "limit": 0}', 400),
        (b'{"texts": ["x"], "limit": 1000000000}', 400),
        (b'{"texts": ["x"], "min_score": 2}', 400),
        (b'{"texts": ["x"], "relation": "cousin"}', 400),
        (b'{"texts": ["x"], "state": "finished"}', 400),
        (b'{"texts": ["x"], "language": "zz"}', 400),
        (b'{"texts": ["x"], "since": "tomorrow"}', 400),
        (b'{"texts": ["x"], "colour": "red"}', 400),  # nobody is to believe that it counted
        (b'{"texts": ["\xff"]}', 400),  # not UTF-8
        (b'{"texts": ["' + b"x" * 3_000_000 + b'"]}', 413),
    ],
)
def test_requests_with_many_texts_that_cannot_be_used_are_refused(reader: Client, body: bytes, status: int) -> None:
    """A problem that says what is wrong; never an error of ours."""
    answer = reader.post("/api/v1/claims/match", content=body, headers={"Content-Type": "application/json"})

    assert (status, "application/problem+json") == (answer.status_code, answer.headers["content-type"])


def test_a_long_text_is_refused_with_what_to_do(reader: Client) -> None:
    """It is too large for a question, and may be added as an article."""
    assert_problem(reader.get("/api/v1/claims/match", params={"q": "x" * 2001}), 413, "text-too-large")
