"""Nobody gets where their role does not reach: every address that there is, asked by everybody that there is."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from litestar import Litestar

from claimtrack.db.tables import Role
from claimtrack.services import accounts, sessions
from claimtrack.services.engine import Engine
from claimtrack.web.app import create_app

from ..accounts import ANOTHER, CHEAP, PASSWORD, add_account, sign_in
from .conftest import Client, client_of, form_fields

SAFE: Final = {"GET", "HEAD", "OPTIONS"}

OPEN: Final = {"/sign-in", "/health/live", "/health/ready", "/static/{file_path}"}
"""What answers to strangers."""

VIEWERS_CHANGE: Final = {
    "/sign-out",
    "/account/password",
    "/account/tokens",
    "/account/tokens/{token_id}/revoke",
    "/api/v1/claims/match",
}
"""What those may send who otherwise read only: their own account is theirs, and a question with many texts changes nothing."""

CHECKERS_SEE: Final = {"/articles/new", "/claims/{claim_id}/members", "/thresholds"}
"""Pages that are there for changing something."""

ADMINS: Final = {"/people", "/people/role", "/people/access", "/people/password"}


def needed(method: str, path: str) -> Role | None:
    """The least role that an address is for, by the rules of decision 0007; None for strangers."""
    if path in OPEN and (method != "OPTIONS" or path.startswith("/static")):
        return None
    if path in ADMINS and method != "OPTIONS":
        return Role.ADMIN
    if path in CHECKERS_SEE and method != "OPTIONS":
        return Role.CHECKER
    return Role.VIEWER if method in SAFE or path in VIEWERS_CHANGE else Role.CHECKER


def every_address(app: Litestar) -> list[tuple[str, str]]:
    """Each method of each route."""
    return sorted((method, route.path_format) for route in app.routes for method in getattr(route, "methods", ("GET",)))


@pytest.fixture(scope="module")
def staffed(seeded_name: str, new_database: Any, new_engine: Any) -> Iterator[Engine]:
    """An engine on the demo with an account of each role, named after it."""
    with new_database(template=seeded_name) as database:
        engine = new_engine(database, actor="tester")
        for role in Role:
            add_account(engine, role.value, role)
        yield engine
        engine.close()


@pytest.fixture(scope="module")
def visitor(staffed: Engine) -> Iterator[Client]:
    """A client without cookies of its own: each request says what it brings."""
    with client_of(staffed, hasher=CHEAP) as client:
        yield client


ENDS_THE_SESSION: Final = {"/sign-out", "/account/password"}


class Walker:
    """Somebody, or a stranger, who sends requests with a valid form token and nothing else in them.

    Changes under /api are asked for with a token, everything else with a browser's session.
    """

    def __init__(self, client: Client, engine: Engine, who: Role | None) -> None:
        self.client = client
        self.engine = engine
        self.who = who
        self.enter()

    def enter(self) -> None:
        """Begin anew: a form token, and a session for whoever is somebody."""
        self.client.cookies.clear()
        field = re.search(r'name="_csrf_token" value="([^"]+)"', self.client.get("/sign-in").text)
        assert field
        self.form_token = field[1]
        if self.who is not None:
            entered = sessions.sign_in(self.engine, name=self.who.value, password=PASSWORD, hasher=CHEAP)
            self.session = entered.secret

    def ask(self, method: str, path: str) -> Any:
        """The answer to a request for an address, with 1 for every id in it."""
        headers = {
            "X-CSRFToken": self.form_token,
            "Content-Type": "application/json" if "/api/" in path else "text/plain",
        }
        self.client.cookies.pop("claimtrack-session-8000", None)
        if self.who is not None and path.startswith("/api/") and method not in SAFE:
            made = accounts.add_token(self.engine, name=self.who.value, label="walk", days=1, actor="tester")
            headers["Authorization"] = f"Bearer {made.secret}"
        elif self.who is not None:
            self.client.cookies.set("claimtrack-session-8000", self.session)
        answer = self.client.request(method, re.sub(r"\{\w+\}", "1", path), headers=headers, content=b"")
        if path in ENDS_THE_SESSION:
            self.enter()
        return answer


def outcome(answer: Any) -> str:
    """let in, sign in first, or refused."""
    if answer.status_code == 401 or answer.headers.get("location", "").startswith("/sign-in"):
        return "sign in first"
    assert answer.status_code != 500
    assert "form-expired" not in answer.text
    return "refused" if answer.status_code == 403 and "role-too-low" in answer.text else "let in"


@pytest.mark.parametrize("who", [None, *Role], ids=["nobody", *Role])
def test_every_address_asks_for_its_role(visitor: Client, staffed: Engine, who: Role | None) -> None:
    """All routes of the application: those who may not are stopped before anything is read, those who may get in."""
    wrong = {}
    walker = Walker(visitor, staffed, who)
    for method, path in every_address(visitor.app):
        least = needed(method, path)
        if least is None or (path == "/sign-out" and who is not None):
            expected = "let in"
        elif who is None:
            expected = "sign in first"
        else:
            expected = "let in" if who.includes(least) else "refused"
        found = walker.ask(method, path)
        # Signing out leads to the sign-in page, as it should.
        got = "let in" if path == "/sign-out" and who and found.status_code < 400 else outcome(found)
        if got != expected:
            wrong[method, path] = (got, expected, found.status_code)

    assert wrong == {}


def test_the_walk_sees_every_kind_of_address(visitor: Client) -> None:
    """Pages, forms, the API, files and the API's description are among the routes walked."""
    walked = set(every_address(visitor.app))

    assert walked >= {
        ("GET", "/"),
        ("POST", "/claims/{claim_id}/state"),
        ("POST", "/articles/import"),
        ("POST", "/api/v1/imports"),
        ("GET", "/api/openapi.json"),
        ("GET", "/static/{file_path}"),
        ("POST", "/people"),
    }
    assert {path for _, path in walked} >= OPEN | VIEWERS_CHANGE | CHECKERS_SEE | ADMINS


@pytest.fixture
def engine_with_roles(seeded_engine: Engine) -> Engine:
    """An engine that this test alone sees, with an account of each role."""
    for role in Role:
        add_account(seeded_engine, role.value, role)
    return seeded_engine


@pytest.fixture
def browser(engine_with_roles: Engine) -> Iterator[Client]:
    """A client on it."""
    with client_of(engine_with_roles, hasher=CHEAP) as client:
        yield client


PAGES = [
    *("/", "/review", "/claims/1", "/articles", "/articles/1", "/appearances/12", "/events/1", "/feeds", "/rechecks"),
    *("/outlets", "/outlets/1"),
    *("/search?q=killed", "/api", "/account"),
]


@pytest.mark.parametrize("role", Role)
def test_pages_show_the_forms_that_their_reader_may_send(browser: Client, role: Role) -> None:
    """A viewer sees none but those of their own account; a checker no link to the accounts."""
    sign_in(browser, role.value)

    forms = {
        action for path in PAGES for action in re.findall(r'method="post" action="([^"]+)"', browser.get(path).text)
    }
    links = {link for path in PAGES for link in re.findall(r'href="(/articles/new|/people)"', browser.get(path).text)}

    own = {"/sign-out", "/account/password", "/account/tokens"}
    assert (forms == own) is (role is Role.VIEWER)
    some = {"/claims/1/state", "/claims/1/bar", "/review", "/feeds", "/appearances/12", "/outlets/1"}
    assert some & forms == (set() if role is Role.VIEWER else some)
    assert {Role.VIEWER: set(), Role.CHECKER: {"/articles/new"}, Role.ADMIN: {"/articles/new", "/people"}}[
        role
    ] == links


def test_no_link_leads_a_viewer_where_they_may_not_go(browser: Client) -> None:
    """One of each kind of address that is linked to on their pages."""
    sign_in(browser, "viewer")
    links = {
        re.sub(r"\d+", "1", link.partition("?")[0].partition("#")[0]): link.replace("&amp;", "&")
        for path in (*PAGES, "/events", "/nowhere")
        for link in re.findall(r'href="(/[^"]*)"', browser.get(path).text)
    }

    refused = [link for link in links.values() if browser.get(link).status_code == 403]

    assert len(links) > 12
    assert [] == refused


def test_a_viewers_change_is_refused_in_words_and_nothing_changes(browser: Client) -> None:
    """By form and by API, whatever they send."""
    sign_in(browser, "checker")
    fields = form_fields(browser.get("/claims/1").text, "/claims/1/state")
    sign_in(browser, "viewer")

    answer = browser.post("/claims/1/state", data={**fields, "state": "in_progress"})

    assert 403 == answer.status_code
    assert "Your account may read, but not change anything here" in answer.text
    assert "viewer</a>" in answer.text
    assert "unstarted" == browser.get("/api/v1/claims/1").json()["claim"]["state"]


def test_a_checker_works_under_their_own_name(browser: Client) -> None:
    """The record has the account's name, as it is spelt there, whatever was typed at sign-in."""
    sign_in(browser, "CHECKER")
    fields = form_fields(browser.get("/claims/1").text, "/claims/1/assign")

    browser.post("/claims/1/assign", data={**fields, "to": "Bo"})

    assert "<strong>assigned</strong> by checker" in browser.get("/claims/1").text


def test_a_role_counts_from_the_next_request(browser: Client, engine_with_roles: Engine) -> None:
    """Nobody has to sign in again for it."""
    sign_in(browser, "viewer")
    before = browser.get("/articles/new").status_code
    accounts.set_role(engine_with_roles, name="viewer", role=Role.CHECKER, actor="tester")

    assert (403, 200) == (before, browser.get("/articles/new").status_code)


# --- people -------------------------------------------------------------------------------------------------------------


def send_to(client: Client, path: str, **fields: str) -> Any:
    """Send a form of the page of accounts with its token."""
    return client.post(path, data={**form_fields(client.get("/people").text, "/people"), **fields})


def test_an_admin_adds_an_account_that_can_sign_in(browser: Client) -> None:
    """With the role and password that were chosen; the password is not on the page."""
    sign_in(browser, "admin")

    added = send_to(browser, "/people", name="Zoë", role="viewer", password=ANOTHER)
    page = browser.get(added.headers["location"]).text

    assert "Account added." in page
    assert ANOTHER not in page
    assert 303 == sign_in(browser, "zoë", ANOTHER).status_code


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "viewer", "role": "viewer", "password": ANOTHER}, "There is an account with that name"),
        ({"name": "New <b>", "role": "viewer", "password": "too-brief"}, "at least 12 characters"),
        ({"name": "", "role": "viewer", "password": ANOTHER}, "A name has 1 to 80 characters"),
        ({"name": "New", "role": "emperor", "password": ANOTHER}, "must be one of: viewer, checker, admin"),
    ],
)
def test_an_account_that_cannot_be_is_refused_beside_its_form(
    browser: Client, fields: dict[str, str], message: str
) -> None:
    """What was typed stays, the password apart."""
    sign_in(browser, "admin")

    answer = send_to(browser, "/people", **fields)

    assert answer.status_code in (400, 409)
    assert message in answer.text
    assert f'value="{fields["name"].replace("<", "&lt;").replace(">", "&gt;")}"' in answer.text
    assert fields["password"] not in answer.text


def test_an_admin_changes_others(browser: Client, engine_with_roles: Engine) -> None:
    """Role, password, and whether they get in at all."""
    sign_in(browser, "admin")

    send_to(browser, "/people/role", name="viewer", role="checker")
    send_to(browser, "/people/password", name="viewer", password=ANOTHER)
    send_to(browser, "/people/access", name="checker", change="disable")
    found = {one.name: (one.role, one.disabled_at is None) for one in accounts.list_users(engine_with_roles)}
    send_to(browser, "/people/access", name="checker", change="enable")

    assert found == {"admin": (Role.ADMIN, True), "checker": (Role.CHECKER, False), "viewer": (Role.CHECKER, True)}
    assert [303, 303] == [sign_in(browser, "viewer", ANOTHER).status_code, sign_in(browser, "checker").status_code]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/people/role", {"role": "viewer"}),
        ("/people/access", {"change": "disable"}),
        ("/people/password", {"password": ANOTHER}),
    ],
)
def test_an_admin_cannot_shut_themselves_out(
    browser: Client, engine_with_roles: Engine, path: str, fields: dict[str, str]
) -> None:
    """So there is always one left."""
    sign_in(browser, "admin")

    answer = send_to(browser, path, name="ADMIN", **fields)

    assert 409 == answer.status_code
    assert "This is your own account" in answer.text
    assert Role.ADMIN == accounts.list_users(engine_with_roles)[0].role


# --- one's own account --------------------------------------------------------------------------------------------------


def send_own(client: Client, path: str, **fields: str) -> Any:
    """Send a form of the page of one's own account with its token."""
    return client.post(path, data={**form_fields(client.get("/account").text, "/account/password"), **fields})


def test_a_viewer_changes_their_own_password(browser: Client) -> None:
    """The browser stays signed in with another cookie; the old password is worth nothing."""
    sign_in(browser, "viewer")
    before = dict(browser.cookies)

    fields = {"password": PASSWORD, "new-password": ANOTHER, "new-password-again": ANOTHER}
    answer = send_own(browser, "/account/password", **fields)
    page = browser.get(answer.headers["location"])

    assert (200, True) == (page.status_code, "Your password was changed" in page.text)
    assert before["claimtrack-session-8000"] != browser.cookies["claimtrack-session-8000"]
    assert [403, 303] == [sign_in(browser, "viewer", password).status_code for password in (PASSWORD, ANOTHER)]


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        (("wrong password!", ANOTHER, ANOTHER), 403, "not your present password"),
        ((PASSWORD, ANOTHER, ANOTHER + "x"), 400, "differ"),
        ((PASSWORD, "short", "short"), 400, "at least 12 characters"),
    ],
)
def test_a_password_is_changed_only_by_who_knows_it(
    browser: Client, fields: tuple[str, str, str], status: int, message: str
) -> None:
    """Whoever finds a browser open does not take the account over."""
    sign_in(browser, "viewer")

    named = dict(zip(("password", "new-password", "new-password-again"), fields, strict=True))
    answer = send_own(browser, "/account/password", **named)

    assert (status, True) == (answer.status_code, message in answer.text)
    assert 303 == sign_in(browser, "viewer").status_code


def test_a_token_is_shown_once_and_works_until_revoked(browser: Client) -> None:
    """With its owner's role."""
    sign_in(browser, "viewer")
    made = send_own(browser, "/account/tokens", label="<i>script</i>", days="30").text
    secret = re.search(r"ct_[\w-]{40,}", made)
    assert secret
    program = {"Authorization": f"Bearer {secret[0]}"}
    listed = browser.get("/account").text
    revoke = re.search(r"/account/tokens/\d+/revoke", listed)
    assert revoke

    def use(method: str) -> int:
        body = {"headers": {**program, "Content-Type": "application/json"}, "content": b'{"text": "x"}'}
        return browser.request(
            method, "/api/v1/articles", **(body if method == "POST" else {"headers": program})
        ).status_code

    before = (use("GET"), use("POST"))
    send_own(browser, revoke[0])

    assert ((200, 403), 401) == (before, use("GET"))
    assert secret[0] not in listed
    assert "&lt;i&gt;script" in listed
    assert "&lt;i&gt;script" not in browser.get("/account").text


def test_a_token_cannot_make_another_one_or_touch_its_owner(browser: Client, engine_with_roles: Engine) -> None:
    """What leaks can be revoked for good: accounts are managed by who signed in with a password."""
    made = accounts.add_token(engine_with_roles, name="admin", label="script", days=None, actor="admin")
    program = {"Authorization": f"Bearer {made.secret}"}
    field = re.search(r'name="_csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
    assert field

    for path in ("/account/tokens", "/account/password", "/people", "/people/role", "/people/password"):
        answer = browser.post(path, data={"_csrf_token": field[1], "name": "viewer", "label": "x"}, headers=program)

        assert (403, True) == (answer.status_code, "no-account" in answer.text), path
    assert 403 == browser.get("/people", headers=program).status_code


def test_accounts_are_asked_for_before_the_server_is_let_out(new_engine: Any, staffed: Engine) -> None:
    """With an account and without a key it may listen beyond this machine."""
    create_app(new_engine(staffed.database, host="0.0.0.0"), hasher=CHEAP)
