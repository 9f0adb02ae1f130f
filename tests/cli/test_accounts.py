"""Accounts and tokens from a shell: what is asked, what is said, and that no password or secret is left lying about."""

import json
import os
import pty
import select
import subprocess
import sys
import time

import pytest

from claimtrack.cli.accounts import ROLES
from claimtrack.db.session import Database
from claimtrack.db.tables import Role
from claimtrack.services import accounts
from claimtrack.services.accounts import Account
from claimtrack.services.engine import Engine
from claimtrack.services.sessions import account_of_token, sign_in

from ..accounts import ANOTHER, PASSWORD, add_account
from .conftest import Done, Run


def typed(password: str) -> bytes:
    """A password as a shell pipes it."""
    return f"{password}\n".encode()


def people(run: Run) -> dict[str, str]:
    """Each account's role, by name, as the command lists them."""
    return {one["name"]: one["role"] for one in json.loads(run("user", "list", "--json").out)}


def test_the_first_account_is_added_and_its_consequence_told(claimtrack: Run, engine: Engine) -> None:
    """The password comes from standard input, without its line end, and lets its owner in."""
    done = claimtrack("user", "add", "Ann Lee", "--role", "admin", "--stdin", stdin=typed(PASSWORD))

    assert (0, "Added Ann Lee as admin.\n") == (done.code, done.out)
    assert "From now on everybody signs in" in done.err
    assert "Ann Lee" == sign_in(engine, name="ann lee", password=PASSWORD).account.name
    with engine.database.begin() as session:
        actor = session.connection().exec_driver_sql("SELECT actor FROM audit_event ORDER BY id").scalar()
    assert "ana" == actor


def test_a_first_account_without_an_admin_is_told(claimtrack: Run) -> None:
    """So that nobody looks for a page that they may not see; a checker is what one gets without asking."""
    done = claimtrack("user", "add", "Ann", "--stdin", stdin=typed(PASSWORD))

    assert {"Ann": "checker"} == people(claimtrack)
    assert "Nobody is an admin yet" in done.err
    assert "" == claimtrack("user", "add", "Bo", "--stdin", stdin=typed(PASSWORD)).err


@pytest.mark.parametrize(
    ("words", "stdin", "code", "message"),
    [
        (["add", "New"], typed(PASSWORD), 2, "--stdin"),  # nobody to ask
        (["add", "New", PASSWORD], b"", 2, "unexpected extra argument"),  # not where others can read it
        (["add", "New", "--role", "emperor", "--stdin"], typed(PASSWORD), 2, "viewer"),
        (["add", "New", "--stdin"], b"", 1, "no password on standard input"),
        (["add", "New", "--stdin"], b"\xff\xfe\n", 1, "not UTF-8"),
        (["add", "New", "--stdin"], b"short\n", 1, "at least 12 characters"),
        (["add", "ann", "--stdin"], typed(PASSWORD), 1, "There is an account with that name"),
        (["password", "Nobody", "--stdin"], typed(PASSWORD), 1, "no account with that name"),
        (["role", "Nobody", "admin"], b"", 1, "no account with that name"),
        (["disable", "Nobody"], b"", 1, "no account with that name"),
    ],
)
def test_what_cannot_be_done_is_told_and_not_done(
    claimtrack: Run, engine: Engine, words: list[str], stdin: bytes, code: int, message: str
) -> None:
    """Exit code 2 for misuse, 1 for the rest; the accounts stay as they were."""
    add_account(engine, "Ann")

    done = claimtrack("user", *words, stdin=stdin)

    assert (code, "") == (done.code, done.out)
    assert message in " ".join(done.err.split())
    assert {"Ann": "checker"} == people(claimtrack)


def test_an_account_is_changed_step_by_step(claimtrack: Run, engine: Engine) -> None:
    """Role, password, disabled and enabled again, each told in a sentence and seen in the list."""
    add_account(engine, "Ann")

    said = [
        claimtrack("user", "role", "ann", "viewer"),
        claimtrack("user", "password", "ann", "--stdin", stdin=typed(ANOTHER)),
        claimtrack("user", "disable", "ann"),
        claimtrack("user", "list"),
        claimtrack("user", "enable", "ann"),
        claimtrack("user", "list"),
    ]

    assert [0] * 6 == [done.code for done in said]
    expected = ["Ann is viewer now", "password of Ann is set", "Ann is disabled", "disabled since", "Ann is enabled"]
    assert [True] * 5 == [words in done.out for words, done in zip(expected, said, strict=False)]
    assert "not signed in, 0 tokens" in said[5].out
    assert "viewer" == sign_in(engine, name="Ann", password=ANOTHER).account.role


def test_the_roles_offered_are_those_that_there_are() -> None:
    """The command names them itself, so that its help need not load the database."""
    assert tuple(Role) == ROLES


def test_an_empty_list_says_what_that_means(claimtrack: Run) -> None:
    """And is an empty list for programs."""
    assert "There are no accounts" in claimtrack("user", "list").out
    assert ([], []) == tuple(json.loads(claimtrack(noun, "list", "--json").out) for noun in ("user", "token"))
    assert "There are no tokens." in claimtrack("token", "list").out


def test_a_token_is_shown_once_and_nothing_else_with_it(claimtrack: Run, engine: Engine) -> None:
    """Standard output holds the secret alone, for `$(...)`; no list shows it again."""
    add_account(engine, "Ann")

    made = claimtrack("token", "add", "ann", "--label", "news letter", "--days", "30")
    listed = claimtrack("token", "list"), claimtrack("token", "list", "ann", "--json")

    secret = made.out.strip()
    found = account_of_token(engine, secret)
    assert found is not None
    assert isinstance(found.account, Account)
    assert "not shown again" in made.err
    assert "news letter (Ann)" in listed[0].out
    assert "never used, expires " in listed[0].out
    assert secret not in "".join(done.out + done.err for done in listed)


def test_a_token_for_programs_comes_as_json(claimtrack: Run, engine: Engine) -> None:
    """With its number, by which it is revoked."""
    add_account(engine, "Ann")
    made = json.loads(claimtrack("token", "add", "Ann", "--label", "x", "--json").out)

    done = claimtrack("token", "revoke", made["token"]["id"])

    assert (0, "Revoked: x (Ann).\n") == (done.code, done.out)
    found = account_of_token(engine, made["secret"])
    assert found is not None
    assert found.account is None
    assert "revoked" in claimtrack("token", "list").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", "Nobody", "--label", "x"], 1),
        (["add", "Ann"], 2),  # what for?
        (["add", "Ann", "--label", "x", "--days", "0"], 1),
        (["list", "Nobody"], 1),
        (["revoke", "99"], 1),
        (["revoke", "99999999999999"], 1),  # no number of ours
        (["revoke", "first"], 2),
    ],
)
def test_a_token_that_cannot_be_is_refused(claimtrack: Run, engine: Engine, words: list[str], code: int) -> None:
    """With a reason, and no secret."""
    add_account(engine, "Ann")

    done = claimtrack("token", *words)

    assert (code, "") == (done.code, done.out)
    assert done.err
    assert () == accounts.list_tokens(engine)


def on_a_terminal(words: list[str], answers: list[str], environment: dict[str, str]) -> Done:
    """How a command ends on a terminal where somebody answers its questions; `out` is all that the terminal showed."""
    ours, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "claimtrack", *words],
        stdin=its,
        stdout=its,
        stderr=its,
        env=environment,
        start_new_session=True,
    ) as process:
        os.close(its)
        shown, waiting, deadline = "", list(answers), time.monotonic() + 60
        while time.monotonic() < deadline:
            if not select.select([ours], [], [], 0.1)[0]:
                continue
            try:
                part = os.read(ours, 4096)
            except OSError:  # The other end is closed: Linux says so by an error.
                break
            if not part:
                break
            shown += part.decode(errors="replace")
            # The space follows once what is typed is hidden; whatever was typed before that is thrown away.
            if waiting and shown.endswith(": "):
                os.write(ours, f"{waiting.pop(0)}\n".encode())
                shown += "\n"
        else:
            process.kill()
        code = process.wait(10)
    os.close(ours)
    return Done(code=code, out=shown, err="")


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([PASSWORD, PASSWORD], 0),
        ([PASSWORD, ANOTHER, PASSWORD, PASSWORD], 0),  # mistyped once
    ],
)
def test_a_password_is_asked_for_twice_and_not_shown(database: Database, answers: list[str], code: int) -> None:
    """On a terminal; what is typed does not appear on it."""
    environment = os.environ | {"CLAIMTRACK_DATABASE_URL": database.conninfo(), "COLUMNS": "80", "TERM": "dumb"}

    done = on_a_terminal(["user", "add", "Ann"], answers, environment)

    assert code == done.code, done.out
    assert "Added Ann as checker." in done.out
    assert PASSWORD not in done.out


def test_the_doctor_says_who_gets_in(claimtrack: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many accounts and admins; that all are disabled is a fault."""
    monkeypatch.setenv("CLAIMTRACK_PORT", "0")

    def access() -> tuple[bool, str]:
        found = {one["name"]: one for one in json.loads(claimtrack("doctor", "--json").out)}["access"]
        return found["ok"], found["text"]

    none = access()
    add_account(engine, "Ann")
    one = access()
    accounts.disable_user(engine, name="Ann", actor="tester")

    assert (True, "only this machine can reach the dashboard, and nobody signs in") == none
    assert (
        True,
        "only this machine can reach the dashboard; sign-in with an account (1 active, 0 of them admin)",
    ) == one
    assert (False, "only this machine can reach the dashboard, but every account is disabled") == access()
