"""Signing in and out by page and by token, beside the newsroom's key, and what slows down whoever guesses."""

import base64
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest

from claimtrack.db.tables import Role
from claimtrack.services import accounts
from claimtrack.services.engine import Engine
from claimtrack.settings import SettingsInvalid
from claimtrack.web.app import create_app
from claimtrack.web.origin import own_path, read_networks, visitor
from claimtrack.web.throttle import BY_ADDRESS, BY_NAME

from ..accounts import CHEAP, PASSWORD, add_account, clocked, sign_in
from .conftest import Client, client_of, form_fields

KEY = "a-newsroom-key-of-length"
COOKIE = "claimtrack-session-8000"


def basic(name: str, key: str) -> dict[str, str]:
    """The header of somebody who gives the key."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{key}".encode()).decode()}


def bearer(secret: str) -> dict[str, str]:
    """The header of a program."""
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def staffed(engine: Engine) -> Engine:
    """An engine with one account and no articles."""
    add_account(engine, "Ann Lee", Role.CHECKER)
    return engine


@pytest.fixture
def browser(staffed: Engine) -> Iterator[Client]:
    """A client that is not signed in."""
    with client_of(staffed, hasher=CHEAP) as client:
        yield client


@pytest.fixture
def keyed(new_engine: Any, staffed: Engine) -> Iterator[Client]:
    """A client where there are accounts and a key too."""
    engine = new_engine(staffed.database, access_key=KEY, actor="tester")
    with client_of(engine, hasher=CHEAP) as client:
        yield client


def cookie_set(answer: Any) -> Any:
    """The session cookie that an answer sets, with its attributes."""
    for line in answer.headers.get_list("set-cookie"):
        if line.startswith(COOKIE):
            return SimpleCookie(line)[COOKIE]
    return None


# --- with and without accounts ------------------------------------------------------------------------------------------


def test_without_accounts_there_is_nothing_to_sign_in_to(empty: Client) -> None:
    """On one's own machine everything is as it was: no sign-in, one local checker."""
    page = empty.get("/")

    assert 200 == page.status_code
    assert "tester" in page.text
    assert "Sign out" not in page.text
    assert (303, "/") == ((answer := empty.get("/sign-in")).status_code, answer.headers["location"])


def test_the_first_account_closes_the_door_at_once(empty: Client, engine: Engine) -> None:
    """Also on loopback, and without a restart."""
    before = empty.get("/").status_code
    add_account(engine)

    assert (200, 303, 401) == (before, empty.get("/").status_code, empty.get("/api/v1/claims").status_code)


def test_disabling_the_last_account_does_not_open_it_again(browser: Client, staffed: Engine) -> None:
    """Nor does a restart."""
    accounts.disable_user(staffed, name="Ann Lee", actor="tester")

    with client_of(staffed) as restarted:
        assert (303, 303) == (browser.get("/").status_code, restarted.get("/").status_code)


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/", "/sign-in"),
        ("/claims/7", "/sign-in?next=%2Fclaims%2F7"),
        ("/?state=closed&q=a", "/sign-in?next=%2F%3Fstate%3Dclosed%26q%3Da"),
        ("/api", "/sign-in?next=%2Fapi"),
    ],
)
def test_pages_lead_to_the_sign_in_and_back(browser: Client, asked: str, leads_to: str) -> None:
    """The page asked for comes after."""
    answer = browser.get(asked)

    assert (303, leads_to) == (answer.status_code, answer.headers["location"])
    fields = form_fields(browser.get(leads_to).text, "/sign-in")
    assert asked == sign_in(browser, next=fields["next"].replace("&amp;", "&")).headers["location"]


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(browser: Client) -> None:
    """Not to the address that the form was sent to, which shows nothing."""
    answer = browser.post("/claims/7/state", data={"state": "closed"})

    assert (303, "/sign-in?next=%2Fclaims%2F7") == (answer.status_code, answer.headers["location"])


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(browser: Client) -> None:
    """A script that asks for rows does not put a sign-in form among them."""
    answer = browser.get(
        "/?cursor=x", headers={"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1:8000/?q=school"}
    )

    assert (401, "/sign-in?next=%2F%3Fq%3Dschool") == (answer.status_code, answer.headers["hx-redirect"])


def test_the_api_answers_strangers_with_a_problem(browser: Client) -> None:
    """And says what it takes."""
    answer = browser.get("/api/v1/claims")

    assert (401, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert "Bearer" in answer.headers["www-authenticate"]
    assert "sign-in-needed" == answer.json()["code"]


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/sign-in", "/static/app.css"])
def test_what_a_stranger_needs_is_open(browser: Client, path: str) -> None:
    """The sign-in page, its style, and what a supervisor asks."""
    assert 200 == browser.get(path).status_code


# --- the page -----------------------------------------------------------------------------------------------------------


def test_signing_in_opens_the_pages_and_signing_out_closes_them(browser: Client) -> None:
    """The header shows the name, and the button for leaving."""
    sign_in(browser, "ann lee")
    page = browser.get("/")
    left = browser.post("/sign-out", data=form_fields(page.text, "/sign-out"))

    assert (200, True) == (page.status_code, ">Ann Lee</a>" in page.text)
    assert (303, "/sign-in") == (left.status_code, left.headers["location"])
    assert 303 == browser.get("/").status_code


def test_a_cookie_is_worth_nothing_after_signing_out(browser: Client) -> None:
    """The server ends the session; it does not only ask the browser to forget it."""
    secret = cookie_set(sign_in(browser)).value
    browser.post("/sign-out", data=form_fields(browser.get("/").text, "/sign-out"))

    browser.cookies.set(COOKIE, secret)

    assert 303 == browser.get("/").status_code


def test_every_sign_in_gives_another_cookie(browser: Client) -> None:
    """Whatever the browser brought along: nobody can know the cookie beforehand."""
    first, planted = cookie_set(sign_in(browser)).value, "planted-by-somebody-else"
    fields = form_fields(browser.get("/").text, "/sign-out")
    browser.cookies.set(COOKIE, planted)
    second = cookie_set(browser.post("/sign-in", data={**fields, "name": "Ann Lee", "password": PASSWORD})).value

    assert len({first, second, planted}) == 3
    assert len(first) >= 43


@pytest.mark.parametrize(
    ("headers", "secure"),
    [
        ({}, False),  # on this machine
        ({"X-Forwarded-Proto": "https"}, True),  # a proxy says so
        ({"Origin": "https://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}, True),  # the browser says so
        ({"Origin": "http://127.0.0.1:8000"}, False),
    ],
)
def test_the_cookie_is_out_of_reach(browser: Client, headers: dict[str, str], secure: bool) -> None:
    """For scripts and other sites; behind HTTPS also for the network."""
    browser.headers.update(headers)

    cookie = cookie_set(sign_in(browser))

    assert (True, "lax", secure, "/") == (
        cookie["httponly"],
        cookie["samesite"].lower(),
        bool(cookie["secure"]),
        cookie["path"],
    )
    assert "" == cookie["domain"]


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Ann Lee", "wrong-password"),
        ("Nobody", PASSWORD),
        ("", ""),
        ("Ann Lee", "x" * 5000),
        ("n" * 5000, PASSWORD),
        ("Ann\x00Lee", PASSWORD),
    ],
)
def test_a_refusal_says_the_same_whatever_was_wrong(browser: Client, name: str, password: str) -> None:
    """The password is not put back into the form, and nobody is signed in."""
    answer = sign_in(browser, name, password)

    assert (403, True) == (answer.status_code, "The name or the password is wrong." in answer.text)
    assert not password or password not in answer.text
    assert cookie_set(answer) is None


def test_a_name_stays_in_a_form_that_was_refused(browser: Client) -> None:
    """Escaped like all that people type."""
    assert 'value="Ann &lt;b&gt;"' in sign_in(browser, "Ann <b>", "wrong-password").text


def test_a_sign_in_from_another_site_is_refused(browser: Client) -> None:
    """Nobody is signed in to an account that is not theirs; by origin, and by the form's token."""
    fields = form_fields(browser.get("/sign-in").text, "/sign-in")
    given = {"name": "Ann Lee", "password": PASSWORD}

    elsewhere = browser.post("/sign-in", data={**fields, **given}, headers={"Origin": "https://evil.example"})
    tokenless = browser.post("/sign-in", data=given)

    assert (403, 403) == (elsewhere.status_code, tokenless.status_code)
    assert "reload the page" in tokenless.text


def test_whoever_is_signed_in_goes_on(browser: Client) -> None:
    """The sign-in page has nothing to ask them."""
    sign_in(browser)

    assert "/articles" == browser.get("/sign-in?next=/articles").headers["location"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/claims/3?x=1#y", "/claims/3?x=1#y"),
        ("/", "/"),
        (None, "/"),
        ("", "/"),
        ("claims/3", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("///evil.example/", "/"),
        ("/\\evil.example/", "/"),  # a backslash is a slash to browsers
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),  # which pass over tabs and line ends
        ("/\n/evil.example", "/"),
        (" /claims", "/"),
        ("javascript:alert(1)", "/"),
        ("/claims\r\nSet-Cookie: a=b", "/"),
        ("/\u2028x", "/"),
        ("/sign-in?next=/", "/"),  # round and round
        ("/sign-out", "/"),
        ("/" + "x" * 3000, "/"),
    ],
)
def test_the_way_back_leads_to_our_own_pages_only(given: str | None, expected: str) -> None:
    """Whatever a link put there."""
    assert expected == own_path(given)


def test_a_link_cannot_make_the_sign_in_lead_elsewhere(browser: Client) -> None:
    """Neither when the form is shown nor when it is sent."""
    shown = form_fields(browser.get("/sign-in?next=//evil.example/").text, "/sign-in")

    assert "/" == shown["next"]
    assert "/" == sign_in(browser, next="//evil.example/").headers["location"]


def test_an_idle_browser_signs_in_again(browser: Client, staffed: Engine) -> None:
    """After half a day unseen."""
    clock = clocked(staffed)
    sign_in(browser)
    clock.pass_by(hours=11)
    kept = browser.get("/").status_code
    clock.pass_by(hours=12)

    assert (200, 303) == (kept, browser.get("/").status_code)


# --- tokens and the key -------------------------------------------------------------------------------------------------


def test_a_token_asks_and_changes_by_the_api(browser: Client, staffed: Engine) -> None:
    """Under its owner's name."""
    made = accounts.add_token(staffed, name="Ann Lee", label="script", days=None, actor="Ann Lee")

    added = browser.post("/api/v1/articles", json={"text": "Floods in Aleppo."}, headers=bearer(made.secret))

    assert 202 == added.status_code
    with staffed.database.begin() as session:
        by = session.connection().exec_driver_sql("SELECT added_by FROM article").scalar_one()
    assert "Ann Lee" == by


def test_a_browsers_cookie_changes_nothing_by_the_api(browser: Client) -> None:
    """There is no form token there: what a browser sends by itself is not enough. Reading is."""
    sign_in(browser)

    assert 200 == browser.get("/api/v1/articles").status_code
    assert 401 == browser.post("/api/v1/articles", json={"text": "Floods in Aleppo."}).status_code


def test_a_token_that_is_sent_counts_before_a_cookie(browser: Client, staffed: Engine) -> None:
    """A program that sends a wrong one is not taken for who sits at the browser."""
    sign_in(browser)

    assert 401 == browser.get("/api/v1/articles", headers=bearer("ct_wrong")).status_code


@pytest.mark.parametrize(("headers", "name"), [(basic("Bo", KEY), "Bo"), (bearer(KEY), "API")])
def test_the_key_still_opens_as_a_checker_under_a_marked_name(
    keyed: Client, headers: dict[str, str], name: str
) -> None:
    """Programs and people who use it notice nothing; the record tells them from accounts of that name."""
    added = keyed.post("/api/v1/articles", json={"text": "Floods in Aleppo."}, headers=headers)
    page = keyed.get("/", headers=headers)

    assert (202, 200, 403) == (added.status_code, page.status_code, keyed.get("/people", headers=headers).status_code)
    assert f"{name} (shared key)</span>" in page.text


def test_the_key_is_asked_for_at_one_address_only(keyed: Client) -> None:
    """Elsewhere a browser's own window would stand over our sign-in page; from there it leads back."""
    link = re.search(r'href="(/sign-in-with-key[^"]*)"', keyed.get("/sign-in?next=/articles").text)
    assert link
    asked = keyed.get(link[1])
    given = keyed.get(link[1], headers=basic("Bo", KEY))

    assert (401, True) == (asked.status_code, asked.headers["www-authenticate"].startswith("Basic"))
    assert (303, "/articles") == (given.status_code, given.headers["location"])
    assert "www-authenticate" not in keyed.get("/").headers
    assert "Basic" not in keyed.get("/api/v1/claims").headers["www-authenticate"]


def test_a_session_counts_before_a_key_that_the_browser_sends_by_itself(keyed: Client) -> None:
    """Whoever gave the key once and then signed in works under their own name."""
    sign_in(keyed)

    assert ">Ann Lee</a>" in keyed.get("/", headers=basic("Somebody", KEY)).text


# --- guessing -----------------------------------------------------------------------------------------------------------


def test_guessing_a_password_is_slowed_down(browser: Client) -> None:
    """By name, from wherever it comes; the right password has to wait too, or the answer would tell it."""
    told = [sign_in(browser, "Ann Lee", f"guess {number}").status_code for number in range(BY_NAME.tries)]
    refused = sign_in(browser, "ANN lee")

    assert [403] * BY_NAME.tries == told
    assert 429 == refused.status_code
    assert 1 <= int(refused.headers["retry-after"]) <= BY_NAME.refill_s
    assert "Too many wrong tries. Wait" in refused.text


def test_guessing_names_is_slowed_down_by_address(browser: Client) -> None:
    """One password tried on many names is guessing too."""
    told = [sign_in(browser, f"name {number}", "wrong").status_code for number in range(BY_ADDRESS.tries)]

    assert [403] * BY_ADDRESS.tries == told
    assert 429 == sign_in(browser).status_code


def test_signing_in_rightly_is_never_slowed_down(browser: Client) -> None:
    """However often; only wrong tries count."""
    assert [303] * 15 == [sign_in(browser).status_code for _ in range(15)]


@pytest.mark.parametrize(
    "headers", [basic("Bo", "wrong-key-of-length"), bearer("wrong-key-of-length"), bearer("ct_wrong")]
)
def test_guessing_keys_and_tokens_is_slowed_down(keyed: Client, headers: dict[str, str]) -> None:
    """By address, with a problem that says how long to wait; signing in by password is another matter."""
    told = [keyed.get("/api/v1/claims", headers=headers).status_code for _ in range(BY_ADDRESS.tries)]
    refused = keyed.get("/api/v1/claims", headers=bearer(KEY))

    assert [401] * BY_ADDRESS.tries == told
    assert (429, "too-many-tries") == (refused.status_code, refused.json()["code"])
    assert 1 <= int(refused.headers["retry-after"]) <= BY_ADDRESS.refill_s
    assert 303 == sign_in(keyed).status_code


def test_a_program_with_last_years_token_shuts_nobody_out(browser: Client, staffed: Engine) -> None:
    """It is refused, however often it asks, and others at its address are not."""
    old, new = (accounts.add_token(staffed, name="Ann Lee", label="a", days=None, actor="x") for _ in range(2))
    accounts.revoke_token(staffed, old.token.id, actor="x")

    told = {browser.get("/api/v1/claims", headers=bearer(old.secret)).status_code for _ in range(40)}

    assert ({401}, 200) == (told, browser.get("/api/v1/claims", headers=bearer(new.secret)).status_code)


PROXIES = read_networks(["127.0.0.0/8", "10.0.0.0/8"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.9"], "192.0.2.1"),  # a visitor's own claim
        ("127.0.0.1", ["198.51.100.9"], "198.51.100.9"),  # what our proxy saw
        ("127.0.0.1", ["203.0.113.1, 198.51.100.9"], "198.51.100.9"),  # and not what it was told
        ("127.0.0.1", ["203.0.113.1", "198.51.100.9"], "198.51.100.9"),  # in two headers
        ("127.0.0.1", ["198.51.100.9, 10.1.2.3"], "198.51.100.9"),  # through two of ours
        ("127.0.0.1", ["unknown"], "unknown"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),  # a whole house, which changes addresses at will
        ("::ffff:192.0.2.1", [], "192.0.2.1"),
        (None, [], ""),
    ],
)
def test_wrong_tries_are_counted_where_they_come_from(peer: str | None, forwarded: list[str], expected: str) -> None:
    """A proxy of ours is believed, a visitor is not."""
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scope: Any = {"type": "http", "client": (peer, 5000) if peer else None, "headers": headers}

    assert expected == visitor(scope, PROXIES)


def test_a_proxys_network_that_is_none_is_named(new_engine: Any, engine: Engine) -> None:
    """At start, not at the first request."""
    with pytest.raises(SettingsInvalid, match="CLAIMTRACK_TRUSTED_PROXIES"):
        create_app(new_engine(engine.database, trusted_proxies=["somewhere"]))
