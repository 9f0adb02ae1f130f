"""Who may ask, from where, and what every answer carries."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.datastructures import Headers

from claimtrack.settings import SettingsInvalid
from claimtrack.web.app import create_app
from claimtrack.web.gate import credentials
from claimtrack.web.origin import is_cross_site
from tests.web.conftest import Client, client_of, form_fields

KEY = "a-newsroom-key-of-length"


@pytest.fixture(scope="module")
def guarded(seeded_name: str, new_database: Any, new_engine: Any) -> Iterator[Client]:
    """A client of an application that asks for a key and answers under another name too."""
    with new_database(template=seeded_name) as database:
        engine = new_engine(database, access_key=KEY, host="0.0.0.0", allowed_hosts=["tracker.example"])
        with client_of(engine) as client:
            yield client
        engine.close()


def basic(name: str, key: str) -> dict[str, str]:
    """The header of somebody who signs in."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{key}".encode()).decode()}


@pytest.mark.parametrize(
    "path", ["/", "/claims/1", "/nowhere", "/api/v1/claims", "/api/v1/claims?limit=0", "/static/app.css"]
)
def test_every_answer_carries_the_security_headers(reader: Client, path: str) -> None:
    """Pages, errors, API answers and files alike."""
    headers = reader.get(path).headers

    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_pages_are_not_kept_and_files_are(reader: Client) -> None:
    """Files carry a digest of their content in their address."""
    assert reader.get("/").headers["cache-control"] == "private, no-cache"
    assert "immutable" in reader.get("/static/app.css").headers["cache-control"]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "",
        "8.8.8.8",
        "[::ffff:8.8.8.8]",
        "@127.0.0.1@x",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/v1/claims", "/static/app.css", "/health/live"])
def test_names_that_are_not_ours_are_refused(reader: Client, host: str, path: str) -> None:
    """A site that points its own name at this machine reads nothing."""
    assert reader.get(path, headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:9", "[::1]:8000", "LOCALHOST"])
def test_names_of_this_machine_are_let_in(reader: Client, host: str) -> None:
    """Whatever the port."""
    assert reader.get("/health/live", headers={"Host": host}).status_code == 200


def test_a_name_from_the_settings_is_let_in(guarded: Client) -> None:
    """Behind a proxy the server goes by another name."""
    assert guarded.get("/health/live", headers={"Host": "tracker.example"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),  # a program
        ({"sec-fetch-site": "same-origin"}, False),  # our own form
        ({"sec-fetch-site": "none"}, False),  # typed by the user
        ({"sec-fetch-site": "cross-site"}, True),  # another site's form
        ({"sec-fetch-site": "same-site"}, True),  # another port of this machine
        ({"origin": "http://127.0.0.1:8000"}, False),  # ours, from an older browser
        ({"origin": "https://127.0.0.1:8000"}, False),  # ours, behind a proxy that speaks TLS
        ({"origin": "http://127.0.0.1:8001"}, True),  # another port
        ({"origin": "http://evil.example"}, True),
        ({"origin": "null"}, True),  # a sandboxed frame or a local file
        ({"origin": "http://["}, True),  # cannot be read
        ({"sec-fetch-site": "same-origin", "origin": "http://evil.example"}, True),  # either is enough
    ],
)
def test_requests_from_other_sites_are_told_apart(headers: dict[str, str], expected: bool) -> None:
    """By what browsers say of themselves."""
    assert is_cross_site(Headers(headers), "127.0.0.1:8000") is expected


@pytest.mark.parametrize("path", ["/claims/1/state", "/articles/from-url", "/api/v1/articles", "/api/v1/imports"])
@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}])
def test_changes_asked_for_by_other_sites_are_refused(reader: Client, path: str, headers: dict[str, str]) -> None:
    """Forms and API alike."""
    answer = reader.post(path, content=b"{}", headers={"Content-Type": "application/json", **headers})

    assert answer.status_code == 403
    assert "Another site asked" in answer.text


def test_a_form_without_its_token_changes_nothing(client: Client) -> None:
    """The page says how to go on."""
    fields = form_fields(client.get("/claims/1").text, "/claims/1/state")

    for wrong in ({}, {"_csrf_token": "0" * 128}):
        sent = {name: value for name, value in fields.items() if name != "_csrf_token"}
        answer = client.post("/claims/1/state", data={**sent, **wrong, "state": "in_progress"})

        assert answer.status_code == 403
        assert "reload the page" in answer.text
    assert client.get("/api/v1/claims/1").json()["claim"]["state"] == "unstarted"


def test_a_token_of_another_visitor_does_not_help(client: Client) -> None:
    """The form's token must fit the cookie."""
    token = form_fields(client.get("/claims/1").text, "/claims/1/state")["_csrf_token"]
    client.cookies.clear()

    answer = client.post("/claims/1/state", data={"_csrf_token": token, "state": "in_progress", "revision": "1"})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path", ["/claims/1/state", "/claims/1/assign", "/claims/1/evidence", "/matches/1", "/articles/1/recheck"]
)
def test_nothing_changes_by_looking(reader: Client, path: str) -> None:
    """Addresses that change something do not answer to GET."""
    assert reader.get(path).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/", "/claims/1", "/articles/new", "/search?q=a", "/api", "/api/openapi.json", "/api/v1/claims", "/rechecks"],
)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("ann", "wrong-key-of-length"),
        basic("ann", ""),
        {"Authorization": "Bearer wrong-key-of-length"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic not-base64!"},
        {"Authorization": f"Digest {KEY}"},
    ],
)
def test_without_the_key_nothing_is_shown(guarded: Client, path: str, headers: dict[str, str]) -> None:
    """Browsers are asked to sign in."""
    answer = guarded.get(path, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith('Basic realm="claimtrack"')
    assert "killed" not in answer.text


@pytest.mark.parametrize("headers", [basic("ann", KEY), basic("", KEY), {"Authorization": f"Bearer {KEY}"}])
@pytest.mark.parametrize("path", ["/", "/api/v1/claims"])
def test_with_the_key_everything_is_shown(guarded: Client, path: str, headers: dict[str, str]) -> None:
    """By name and key, or by key alone."""
    assert guarded.get(path, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/static/app.css"])
def test_health_and_files_need_no_key(guarded: Client, path: str) -> None:
    """A supervisor has none, and a sign-in page needs its style."""
    assert guarded.get(path).status_code == 200


def test_the_name_signed_in_with_stands_in_the_record(guarded: Client) -> None:
    """Who changed what is known also where all share one key."""
    signed = basic("Ann Lee", KEY)
    fields = form_fields(guarded.get("/claims/2", headers=signed).text, "/claims/2/assign")

    guarded.post("/claims/2/assign", data={**fields, "to": "Bo"}, headers=signed)

    assert "<strong>assigned</strong> by Ann Lee" in guarded.get("/claims/2", headers=signed).text


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", ("", b"")),
        ("Bearer abc", ("API", b"abc")),
        ("bearer  abc ", ("API", b"abc")),
        (basic("ann", "a:b")["Authorization"], ("ann", b"a:b")),
        (basic("  Ann\n\x07 Lee ", "k")["Authorization"], ("Ann Lee", b"k")),
        (basic("n" * 200, "k")["Authorization"], ("n" * 80, b"k")),
        (basic("Zoë", "k")["Authorization"], ("Zoë", b"k")),
        ("Basic %%%", ("", b"")),
    ],
)
def test_names_and_keys_are_read_from_the_header(header: str, expected: tuple[str, bytes]) -> None:
    """Names are cleaned for the record; what cannot be read is nobody."""
    assert credentials(header) == expected


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "tracker.example"])
def test_it_does_not_start_for_others_without_a_key(new_engine: Any, demo_engine: Any, host: str) -> None:
    """Anything but loopback needs the newsroom's key."""
    engine = new_engine(demo_engine.database, host=host)

    with pytest.raises(SettingsInvalid, match="CLAIMTRACK_ACCESS_KEY"):
        create_app(engine)


@pytest.mark.parametrize(
    ("path", "headers", "content", "status"),
    [
        # nested deeper than a parser goes
        ("/api/v1/articles", {"Content-Type": "application/json"}, b"[" * 100_000, 400),
        # a user name in the host is another host to some readers
        ("/api/v1/articles", {"Content-Type": "application/json", "Host": "evil@127.0.0.1"}, b"{}", 421),
    ],
)
def test_odd_requests_are_refused_and_not_errors(
    reader: Client, path: str, headers: dict[str, str], content: bytes, status: int
) -> None:
    """Whatever is sent, the answer is one of ours."""
    answer = reader.post(path, content=content, headers=headers)

    assert status == answer.status_code
