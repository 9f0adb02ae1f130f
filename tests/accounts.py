"""Accounts for tests, with passwords that cost next to nothing to check."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from argon2 import PasswordHasher

from claimtrack.db.tables import Role
from claimtrack.services import accounts
from claimtrack.services.accounts import Account
from claimtrack.services.engine import Engine

CHEAP: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A hundredth of a millisecond instead of a tenth of a second."""

PASSWORD: Final = "mauve otter ferry lamp"  # noqa: S105  of accounts that live as long as a test
ANOTHER: Final = "eleven quiet wooden spoons"


class Clock:
    """A clock that a test sets; an engine's `now`."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 3, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time that it is."""
        return self.at

    def pass_by(self, **time: float) -> None:
        """Let time pass; keywords are those of `timedelta`."""
        self.at += timedelta(**time)


def clocked(engine: Engine) -> Clock:
    """The clock by which the engine goes from now on."""
    engine.now = clock = Clock()
    return clock


def add_account(engine: Engine, name: str = "Ann Lee", role: Role = Role.CHECKER, password: str = PASSWORD) -> Account:
    """A new account."""
    return accounts.add_user(engine, name=name, password=password, role=role, actor="tester", hasher=CHEAP)


def sign_in(client: Any, name: str = "Ann Lee", password: str = PASSWORD, **fields: str) -> Any:
    """Forget who was signed in, fill in the sign-in form and send it, as a browser does; its answer.

    The client keeps the new cookie.
    """
    for cookie in [cookie for cookie in client.cookies if cookie.startswith("claimtrack-session")]:
        client.cookies.delete(cookie)
    token = re.search(r'name="_csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert token, "there is no sign-in form"
    return client.post("/sign-in", data={"_csrf_token": token[1], "name": name, "password": password, **fields})
