"""Accounts, passwords, tokens and sessions: who gets in, for how long, and what stands in the record."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from claimtrack import errors
from claimtrack.db.accounts import count_users
from claimtrack.db.tables import Role
from claimtrack.services import accounts, sessions
from claimtrack.services.accounts import TOKEN_PREFIX, InvalidName, NameTaken, NoSuchUser
from claimtrack.services.engine import Engine
from claimtrack.services.passwords import HASHER, WeakPassword, fits, hash_password
from claimtrack.services.sessions import IDLE, LIFETIME, WrongCredentials

from ..accounts import ANOTHER, CHEAP, PASSWORD, add_account, clocked


def record(engine: Engine) -> list[tuple[str, str]]:
    """(action, actor) of every row of the record, oldest first."""
    with engine.database.begin() as session:
        rows = session.connection().execute(text("SELECT action, actor FROM audit_event ORDER BY id"))
        return [(action, actor) for action, actor in rows]


def everything_stored(engine: Engine) -> str:
    """Every row of the accounts' tables and of the record, as text."""
    tables = ("user_account", "api_token", "web_session", "audit_event")
    with engine.database.begin() as session:
        rows = [
            dict(row)
            for table in tables
            for row in session.connection().execute(text(f"SELECT * FROM {table}")).mappings()  # noqa: S608 names of ours
        ]
    return json.dumps(rows, default=str)


def enter(engine: Engine, name: str = "Ann Lee", password: str = PASSWORD, **options: Any) -> sessions.SignedIn:
    """Sign in with a hasher that costs next to nothing."""
    return sessions.sign_in(engine, name=name, password=password, hasher=CHEAP, **options)


def is_in(engine: Engine, secret: str) -> bool:
    """Whether a browser with this cookie is signed in."""
    return sessions.account_of_session(engine, secret) is not None


def opens(engine: Engine, secret: str) -> bool:
    """Whether a program with this token gets in."""
    found = sessions.account_of_token(engine, secret)
    return found is not None and found.account is not None


# --- names and passwords ------------------------------------------------------------------------------------------------


def test_an_account_is_found_under_any_spelling_of_its_name(engine: Engine) -> None:
    """Case, width and spaces do not tell people apart; the name stays as it was given."""
    added = add_account(engine, "  Zoë   Ångström ")

    assert "Zoë Ångström" == added.name
    assert [added.id] * 3 == [
        enter(engine, name).account.id for name in ("zoë ångström", "ZOË ÅNGSTRÖM", "zoe\u0308 ångström")
    ]


@pytest.mark.parametrize("name", ["ann lee", "ANN  LEE", "Ａｎｎ Lee"])
def test_two_accounts_cannot_share_a_name(engine: Engine, name: str) -> None:
    """Nor a name that looks the same."""
    add_account(engine, "Ann Lee")

    with pytest.raises(NameTaken):
        add_account(engine, name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "n" * 81,
        "Ann\u202eeeL",  # reads backwards
        "Ann\x00",
        "machine",  # what claimtrack itself does
        "Local Checker",  # who has no account
        "Ann (shared key)",  # how a borrowed name is marked
    ],
)
def test_names_that_would_mislead_the_record_are_refused(engine: Engine, name: str) -> None:
    """Nothing is stored."""
    with pytest.raises(InvalidName):
        add_account(engine, name)

    assert not accounts.has_users(engine)


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "eleven char",
        "aaaaaaaaaaaaaaaaaaaa",  # one key held down
        "121212121212",  # a pattern
        "Ann Lee Ann Lee",  # the name
        "x" * 1001,
    ],
)
def test_passwords_that_are_easy_to_guess_are_refused(engine: Engine, password: str) -> None:
    """When an account is made, and when its password is changed."""
    with pytest.raises(WeakPassword):
        add_account(engine, "Ann Lee", password=password)
    add_account(engine, "Ann Lee")
    with pytest.raises(WeakPassword):
        accounts.set_password(engine, name="Ann Lee", password=password, actor="tester", hasher=CHEAP)

    assert is_in(engine, enter(engine).secret)


def test_a_password_fits_itself_however_its_accents_were_typed() -> None:
    """Composed and decomposed letters look the same, so they are the same; nothing else is."""
    stored = hash_password("café au lait, twice", CHEAP)

    assert fits("cafe\u0301 au lait, twice", stored, CHEAP)
    assert not fits("cafe au lait, twice", stored, CHEAP)


@pytest.mark.parametrize("stored", ["", "not a hash", "$argon2id$v=19$m=8,t=1,p=1$AAAA$BBBB"])
def test_a_stored_text_that_is_no_hash_lets_nobody_in(stored: str) -> None:
    """Not even an empty password."""
    assert not fits("", stored, CHEAP)
    assert not fits(PASSWORD, stored, CHEAP)


def test_the_default_parameters_are_the_recommended_ones() -> None:
    """RFC 9106, second choice: Argon2id, 64 MiB, three passes, four lanes."""
    assert ("ID", 65536, 3, 4) == (HASHER.type.name, HASHER.memory_cost, HASHER.time_cost, HASHER.parallelism)


class CountingHasher(PasswordHasher):
    """Does what it always does, and keeps the hashes that it was asked to verify."""

    def __init__(self) -> None:
        super().__init__(time_cost=2, memory_cost=16, parallelism=1)
        self.verified: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Any:
        """Verify, and keep the hash."""
        self.verified.append(str(hash))
        return super().verify(hash, password)


def test_a_name_that_nobody_has_costs_as_much_as_a_wrong_password(engine: Engine) -> None:
    """One whole verification with the same parameters, so that the time taken tells nothing."""
    hasher = CountingHasher()
    accounts.add_user(engine, name="Ann", password=PASSWORD, role=Role.VIEWER, actor="tester", hasher=hasher)

    for name in ("Ann", "Nobody"):
        with pytest.raises(WrongCredentials):
            sessions.sign_in(engine, name=name, password=ANOTHER, hasher=hasher)

    known, unknown = [stored.rsplit("$", 2) for stored in hasher.verified]
    assert known[0] == unknown[0] == "$argon2id$v=19$m=16,t=2,p=1"
    assert [len(part) for part in known] == [len(part) for part in unknown]


def test_signing_in_renews_a_hash_of_older_parameters(engine: Engine) -> None:
    """With stronger settings the stored password becomes stronger as people come in; it still fits."""
    add_account(engine)
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)

    sessions.sign_in(engine, name="Ann Lee", password=PASSWORD, hasher=stronger)

    assert "$m=16,t=2,p=1$" in everything_stored(engine)
    assert ("password-rehashed", "Ann Lee") in record(engine)
    assert is_in(engine, sessions.sign_in(engine, name="Ann Lee", password=PASSWORD, hasher=stronger).secret)


# --- roles and the record -----------------------------------------------------------------------------------------------


def test_each_role_includes_the_ones_before_it() -> None:
    """A checker may what a viewer may, an admin may all."""
    table = {(one, other): one.includes(other) for one in Role for other in Role}

    assert {pair for pair, includes in table.items() if not includes} == {
        (Role.VIEWER, Role.CHECKER),
        (Role.VIEWER, Role.ADMIN),
        (Role.CHECKER, Role.ADMIN),
    }


def test_every_change_stands_in_the_record_and_no_secret_anywhere(engine: Engine) -> None:
    """Who did it, in order; passwords, cookies and tokens are stored as digests alone."""
    add_account(engine)
    entered = enter(engine)
    sessions.sign_out(engine, entered.secret)
    accounts.set_role(engine, name="Ann Lee", role=Role.ADMIN, actor="Bo")
    made = accounts.add_token(engine, name="Ann Lee", label="script", days=None, actor="Ann Lee")
    accounts.revoke_token(engine, made.token.id, actor="Bo")
    accounts.set_password(engine, name="Ann Lee", password=ANOTHER, actor="Bo", hasher=CHEAP)
    accounts.disable_user(engine, name="Ann Lee", actor="Bo")
    accounts.enable_user(engine, name="Ann Lee", actor="Bo")

    assert record(engine) == [
        ("user-added", "tester"),
        ("signed-in", "Ann Lee"),
        ("signed-out", "Ann Lee"),
        ("role-set", "Bo"),
        ("token-added", "Ann Lee"),
        ("token-revoked", "Bo"),
        ("password-set", "Bo"),
        ("user-disabled", "Bo"),
        ("user-enabled", "Bo"),
    ]
    stored = everything_stored(engine)
    assert [secret for secret in (PASSWORD, ANOTHER, entered.secret, made.secret) if secret in stored] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda engine: accounts.set_role(engine, name="Ann Lee", role=Role.CHECKER, actor="Bo"),
        lambda engine: accounts.enable_user(engine, name="Ann Lee", actor="Bo"),
        lambda engine: sessions.sign_out(engine, "no such cookie"),
    ],
    ids=["the same role", "enabled already", "no session"],
)
def test_what_changes_nothing_leaves_no_trace(engine: Engine, change: Callable[[Engine], object]) -> None:
    """The record tells of changes alone."""
    add_account(engine)
    before = record(engine)

    change(engine)

    assert before == record(engine)


@pytest.mark.parametrize(
    "change",
    [
        lambda engine: accounts.set_role(engine, name="Nobody", role=Role.ADMIN, actor="x"),
        lambda engine: accounts.set_password(engine, name="Nobody", password=PASSWORD, actor="x", hasher=CHEAP),
        lambda engine: accounts.disable_user(engine, name="Nobody", actor="x"),
        lambda engine: accounts.enable_user(engine, name="No\x00body", actor="x"),
        lambda engine: accounts.add_token(engine, name="Nobody", label="x", days=1, actor="x"),
        lambda engine: accounts.list_tokens(engine, name="Nobody"),
    ],
)
def test_an_account_that_is_not_there_is_not_made_by_mistake(
    engine: Engine, change: Callable[[Engine], object]
) -> None:
    """The error says so."""
    with pytest.raises(NoSuchUser):
        change(engine)


def test_the_list_tells_who_was_seen_and_has_tokens(engine: Engine) -> None:
    """By name; revoked and expired tokens do not count."""
    clock = clocked(engine)
    add_account(engine, "Bo", Role.VIEWER)
    add_account(engine, "ann", Role.ADMIN)
    enter(engine, "Bo")
    for days in (1, None, None):
        made = accounts.add_token(engine, name="Bo", label="script", days=days, actor="Bo")
    accounts.revoke_token(engine, made.token.id, actor="Bo")
    clock.pass_by(days=2)

    listed = [(one.name, one.last_seen_at is not None, one.tokens) for one in accounts.list_users(engine)]

    assert listed == [("ann", False, 0), ("Bo", True, 1)]


def test_disabled_accounts_are_not_counted_as_active(engine: Engine) -> None:
    """But they keep the doors shut: with the last account disabled, claimtrack is not open again."""
    add_account(engine, "Ann", Role.ADMIN)
    accounts.disable_user(engine, name="Ann", actor="tester")

    with engine.database.begin() as session:
        counted = count_users(session)

    assert ({}, True) == (counted, accounts.has_users(engine))


# --- browsers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "password"), [("Ann Lee", "wrong password"), ("Nobody", PASSWORD), ("", "")])
def test_a_wrong_name_or_password_lets_nobody_in(engine: Engine, name: str, password: str) -> None:
    """The error does not tell which of the two it was, and nothing is stored."""
    add_account(engine)
    before = record(engine)

    with pytest.raises(WrongCredentials) as refused:
        enter(engine, name, password)

    assert WrongCredentials().message == refused.value.message
    assert before == record(engine)


def test_each_sign_in_makes_a_new_session_and_ends_the_one_it_replaces(engine: Engine) -> None:
    """A cookie that was put into a browser before is worth nothing after; other browsers stay signed in."""
    add_account(engine)
    other, first = enter(engine), enter(engine)

    second = enter(engine, replacing=first.secret)

    assert [True, False, True] == [is_in(engine, one.secret) for one in (other, first, second)]


def test_a_browser_that_is_not_seen_for_long_is_signed_out(engine: Engine) -> None:
    """Every sighting begins the idle time anew."""
    clock = clocked(engine)
    add_account(engine)
    secret = enter(engine).secret

    seen = []
    for hours in (11, 11, 12):
        clock.pass_by(hours=hours)
        seen.append(is_in(engine, secret))

    assert [True, True, False] == seen
    assert 12 * 3600 == IDLE.total_seconds()


def test_a_busy_browser_signs_in_anew_after_a_week(engine: Engine) -> None:
    """However often it was seen; the row is gone with the next sign-in of anybody."""
    clock = clocked(engine)
    add_account(engine)
    secret = enter(engine).secret

    seen = []
    for _ in range(int(LIFETIME.total_seconds() // 3600 // 6)):
        clock.pass_by(hours=6)
        seen.append(is_in(engine, secret))
    enter(engine)

    assert [True] * 27 + [False] == seen
    with engine.database.begin() as session:
        assert 1 == session.connection().execute(text("SELECT count(*) FROM web_session")).scalar_one()


def test_signing_out_ends_one_browser_and_no_other(engine: Engine) -> None:
    """At once."""
    add_account(engine)
    here, there = enter(engine), enter(engine)

    sessions.sign_out(engine, here.secret)

    assert [False, True] == [is_in(engine, here.secret), is_in(engine, there.secret)]


def test_a_new_password_signs_every_browser_out(engine: Engine) -> None:
    """The old one is worth nothing any more; tokens stay."""
    add_account(engine)
    entered = enter(engine)
    made = accounts.add_token(engine, name="Ann Lee", label="script", days=None, actor="Ann Lee")

    accounts.set_password(engine, name="ann lee", password=ANOTHER, actor="Bo", hasher=CHEAP)

    assert [False, True] == [is_in(engine, entered.secret), opens(engine, made.secret)]
    with pytest.raises(WrongCredentials):
        enter(engine)
    assert is_in(engine, enter(engine, password=ANOTHER).secret)


def test_a_disabled_account_is_shut_out_at_once(engine: Engine) -> None:
    """Browsers, tokens and passwords alike; enabled again, it signs in anew and its tokens work."""
    add_account(engine)
    entered = enter(engine)
    made = accounts.add_token(engine, name="Ann Lee", label="script", days=None, actor="Ann Lee")

    accounts.disable_user(engine, name="Ann Lee", actor="Bo")
    shut = (is_in(engine, entered.secret), opens(engine, made.secret))
    with pytest.raises(WrongCredentials):
        enter(engine)
    with pytest.raises(errors.Conflict, match="disabled"):
        accounts.add_token(engine, name="Ann Lee", label="another", days=None, actor="Bo")
    accounts.enable_user(engine, name="Ann Lee", actor="Bo")

    assert ((False, False), False, True) == (shut, is_in(engine, entered.secret), opens(engine, made.secret))
    assert is_in(engine, enter(engine).secret)


# --- programs -----------------------------------------------------------------------------------------------------------


def test_a_token_opens_for_its_owner_until_it_expires_or_is_revoked(engine: Engine) -> None:
    """It says what it is, and its use is noted to the minute."""
    clock = clocked(engine)
    add_account(engine)
    short, long = (accounts.add_token(engine, name="Ann Lee", label="a", days=days, actor="x") for days in (1, None))

    found = sessions.account_of_token(engine, long.secret)
    clock.pass_by(days=1)
    expired = opens(engine, short.secret)
    accounts.revoke_token(engine, long.token.id, actor="x")

    assert found is not None
    assert found.account is not None
    assert "Ann Lee" == found.account.name
    assert all(one.secret.startswith(TOKEN_PREFIX) and len(one.secret) >= 40 for one in (short, long))
    assert (False, False) == (expired, opens(engine, long.secret))
    used = {one.id: one.last_used_at for one in accounts.list_tokens(engine)}
    assert {short.token.id: None, long.token.id: clock.at.replace(day=3)} == used


def test_a_guess_is_told_from_a_token_that_is_over(engine: Engine) -> None:
    """Guesses are counted against whoever sends them, a program with last year's token is not."""
    add_account(engine)
    made = accounts.add_token(engine, name="Ann Lee", label="a", days=None, actor="x")
    accounts.revoke_token(engine, made.token.id, actor="x")

    over, guess = (sessions.account_of_token(engine, secret) for secret in (made.secret, "ct_guess"))

    assert over is not None
    assert (None, None) == (over.account, guess)


def test_nobody_revokes_the_token_of_somebody_else_as_their_own(engine: Engine) -> None:
    """It is as if there were none."""
    add_account(engine, "Ann")
    add_account(engine, "Bo")
    made = accounts.add_token(engine, name="Ann", label="a", days=None, actor="Ann")

    for token_id, owner in ((made.token.id, "Bo"), (made.token.id + 1, None)):
        with pytest.raises(errors.NotFound):
            accounts.revoke_token(engine, token_id, actor="Bo", owner=owner)

    assert opens(engine, made.secret)


@pytest.mark.parametrize(("label", "days"), [("", 1), ("x" * 81, 1), ("a\x00b", 1), ("a", 0), ("a", -1), ("a", 3651)])
def test_a_token_needs_a_purpose_and_a_sensible_term(engine: Engine, label: str, days: int) -> None:
    """Nothing is stored otherwise."""
    add_account(engine)

    with pytest.raises(errors.InputError):
        accounts.add_token(engine, name="Ann Lee", label=label, days=days, actor="x")

    assert () == accounts.list_tokens(engine, name="Ann Lee")
