"""The pages of outlets and the API for them: who owns whom is set, and set back, and shows in the count of sources."""

from typing import Any

import pytest

from tests.web.conftest import Client, form_fields, send


def outlet_named(client: Client, name: str) -> dict[str, Any]:
    """The demo's outlet with this name."""
    found: list[dict[str, Any]] = client.get("/api/v1/outlets", params={"q": name}).json()["items"]
    return found[0]


def sources(client: Client, words: str) -> int:
    """How many sources the demo's claim with these words has, proven or not."""
    found = client.get("/api/v1/claims", params={"q": words}).json()["items"][0]
    return int(found["independent_sources"]) + int(found["unproven_sources"])


def test_an_empty_list_says_when_outlets_come(empty: Client) -> None:
    """With the way to the first."""
    html = empty.get("/outlets").text

    assert "No outlets yet" in html
    assert 'href="/articles/new"' in html


def test_outlets_are_listed_and_found_by_their_family(reader: Client) -> None:
    """A row has the name, the domain, the family, the kind, and leads on."""
    html = reader.get("/outlets", params={"q": "courier group"}).text

    assert "Hill Courier" in html
    assert "valleycourier.example" in html
    assert "Courier Group" in html
    assert "Meridian" not in html
    assert "No outlet fits" in reader.get("/outlets", params={"q": "zeppelin"}).text


def test_a_family_is_set_and_set_back_by_plain_forms(client: Client) -> None:
    """Two outlets that carry a claim become one source, and two again; the record says who did it."""
    school = "Shells hit a primary school"
    before = sources(client, school)
    wire, banner = outlet_named(client, "Harbor Wire")["id"], outlet_named(client, "Eastern Banner")["id"]
    for outlet_id, kind in ((wire, "agency"), (banner, "state_media")):
        page = f"/outlets/{outlet_id}"
        saved = send(client, page, page, family="Harbor Group", kind=kind, domain="")

    page = f"/outlets/{banner}"
    html = client.get(saved.headers["location"]).text
    joined = sources(client, school)
    back = html[html.index("Set it back") - 900 :]
    undone = client.post(page, data=form_fields(html[html.rindex(f'action="{page}"') - 40 :], page))

    assert (303, f"{page}?done=outlet") == (saved.status_code, saved.headers["location"])
    assert "counted anew" in html
    assert "Harbor Wire" in html[html.index("Of the same family") :]
    assert "family: – → Harbor Group" in html
    assert "by tester" in back
    assert (303, before - 1, before) == (undone.status_code, joined, sources(client, school))
    assert "“set back”" in client.get(page).text
    assert 3 == outlet_named(client, "Eastern Banner")["revision"]


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"domain": "meridian.example"}, 409, "is the domain of Meridian already"),
        ({"domain": "localhost"}, 400, "is no domain"),
        ({"kind": "blog"}, 400, "kind"),
        ({"revision": "7"}, 412, "Somebody described this outlet meanwhile"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(client: Client, fields: dict[str, str], status: int, message: str) -> None:
    """And nothing of it is markup."""
    page = f"/outlets/{outlet_named(client, 'Coast Post')['id']}"

    refused = send(client, page, page, **{"family": '"><i>Owners', "kind": "website", "domain": "", **fields})

    assert status == refused.status_code
    assert message in refused.text
    assert 'value="&#34;&gt;&lt;i&gt;Owners"' in refused.text
    assert outlet_named(client, "Coast Post")["family"] is None


def test_forms_without_their_token_change_nothing(client: Client) -> None:
    """Nor does looking."""
    outlet = outlet_named(client, "Coast Post")

    answer = client.post(f"/outlets/{outlet['id']}", data={"kind": "website", "revision": "1"})

    assert 403 == answer.status_code
    assert outlet == outlet_named(client, "Coast Post")


def test_outlets_over_the_api(client: Client) -> None:
    """Read with its revision, set on that revision, refused on another; other bodies are told what is wrong."""
    outlet = outlet_named(client, "Coast Post")
    path = f"/api/v1/outlets/{outlet['id']}"
    read = client.get(path)
    body = {"kind": "website", "family": "Coast Group", "domain": "coastpost.example", "reason": "its imprint"}

    done = client.put(path, json=body, headers={"If-Match": read.headers["etag"]})
    stale = client.put(path, json={**body, "revision": 1})
    unsaid = client.put(path, json=body)
    unknown = client.put(path, json={**body, "kind": "blog", "revision": 2})

    assert (200, '"1"', outlet) == (read.status_code, read.headers["etag"], read.json())
    assert (200, '"2"') == (done.status_code, done.headers["etag"])
    assert ("website", "Coast Group", 2) == tuple(done.json()[name] for name in ("kind", "family", "revision"))
    assert [412, 400, 400] == [one.status_code for one in (stale, unsaid, unknown)]
    assert 404 == client.get("/api/v1/outlets/9999").status_code


def test_an_article_leads_to_its_outlet(reader: Client) -> None:
    """So does each appearance on a claim's page."""
    outlet_id = reader.get("/api/v1/articles/1").json()["article"]["outlet"]["id"]

    assert f'href="/outlets/{outlet_id}"' in reader.get("/articles/1").text
    assert '<a class="outlet" href="/outlets/' in reader.get("/claims/1").text
