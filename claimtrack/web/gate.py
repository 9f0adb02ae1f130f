"""Finds out who sends a request: from a token, a browser's cookie, the newsroom's key, or from where it stands.

What a request brings goes in, an `Asker` with a role comes out. Wrong tries are counted here, by name and by address.
"""

import base64
import binascii
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from argon2 import PasswordHasher
from litestar.connection import ASGIConnection
from litestar.types import Scope

from claimtrack.db.tables import Role
from claimtrack.errors import AccessDenied
from claimtrack.services import accounts, sessions
from claimtrack.services.accounts import MAX_NAME_CHARS, SHARED_KEY_MARK, TOKEN_PREFIX, Account, folded
from claimtrack.services.engine import Engine
from claimtrack.services.passwords import HASHER
from claimtrack.services.sessions import SignedIn, WrongCredentials
from claimtrack.settings import SettingsInvalid
from claimtrack.web.origin import is_loopback, read_networks, visitor
from claimtrack.web.throttle import BY_ADDRESS, BY_NAME, Throttle, TooManyTries


class SignInNeeded(AccessDenied):
    """Sign in with your name and the newsroom's key; programs send the key as a bearer token."""

    code = "sign-in-needed"
    status = 401
    by_account = False
    """Whether people sign in on our own page, not by what their browser asks them."""


class AccountNeeded(SignInNeeded):
    """Sign in with your name and password; programs send a token as a bearer token."""

    by_account = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request brings that can show who sends it."""

    authorization: str
    """The header; empty when there is none."""
    cookie: str | None
    """A browser session's secret, where one counts."""
    address: str
    """Where it comes from, as wrong tries are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who sends a request."""

    name: str
    """As the record has it."""
    role: Role
    has_session: bool = False
    """Whether it is a browser that signed in with an account."""


class Gate:
    """Knows who may come in. Safe to use from several threads.

    Raises:
        SettingsInvalid: One of the trusted proxies is no network.
    """

    def __init__(
        self, engine: Engine, *, hasher: PasswordHasher = HASHER, clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        settings = engine.settings
        self._engine = engine
        self.hasher = hasher
        self._clock_s = clock_s
        self._key = None if settings.access_key is None else settings.access_key.encode()
        self._is_local = is_loopback(settings.host)
        self._seen_users = False
        self._keys = Throttle(BY_ADDRESS)
        self._addresses = Throttle(BY_ADDRESS)
        self._names = Throttle(BY_NAME)
        # Cookies do not know ports: two instances on one machine must not sign each other out.
        self.cookie_name: Final = f"claimtrack-session-{settings.port}"
        try:
            self._proxies = read_networks(settings.trusted_proxies)
        except ValueError as exc:
            raise SettingsInvalid(f'CLAIMTRACK_TRUSTED_PROXIES: {exc}. Write networks as ["192.168.7.0/24"].') from exc

    @property
    def takes_key(self) -> bool:
        """Whether the newsroom has a shared key."""
        return self._key is not None

    @property
    def hides_insides(self) -> bool:
        """Whether those may ask who have not signed in, so that open addresses tell no names of hosts. Asks no database."""
        return self.takes_key or self._seen_users or not self._is_local

    def has_users(self) -> bool:
        """Whether anybody has an account. Accounts are never deleted, so that a yes is kept."""
        if not self._seen_users:
            self._seen_users = accounts.has_users(self._engine)
        return self._seen_users

    def is_safe_to_open(self) -> bool:
        """Whether nobody gets in who should not: strangers cannot reach the server, or must sign in."""
        # The accounts first, so that it is known from the start whether there are any.
        return self.has_users() or self._is_local or self.takes_key

    def asked(self, scope: Scope, *, with_cookie: bool = True) -> Asked:
        """What the request brings; its cookie only where one counts."""
        connection = ASGIConnection[Any, Any, Any, Any](scope)
        return Asked(
            authorization=connection.headers.get("authorization", ""),
            cookie=connection.cookies.get(self.cookie_name) if with_cookie else None,
            address=visitor(scope, self._proxies),
        )

    def asker(self, asked: Asked) -> Asker:
        """Who sends it.

        A bearer token comes first: a program sends it on purpose. A cookie counts before a Basic key, which browsers send by
        themselves: it says for sure whose it is.

        Raises:
            SignInNeeded: It does not show who that is.
            TooManyTries: Its address was wrong too often.
        """
        has_users = self.has_users()
        if not has_users and self._key is None and self._is_local:
            return Asker(name=self._engine.settings.actor, role=Role.CHECKER)
        is_bearer = asked.authorization.lower().startswith("bearer ")
        name, secret = credentials(asked.authorization)
        if has_users and is_bearer and secret.startswith(TOKEN_PREFIX.encode()):
            return _asker(self._account_of_token(secret, asked.address))
        if not is_bearer and asked.cookie and (account := self.account_of(asked)) is not None:
            return _asker(account, has_session=True)
        if self._has_key(secret, asked.address):
            mark = SHARED_KEY_MARK if has_users else ""
            return Asker(name=(name or self._engine.settings.actor) + mark, role=Role.CHECKER)
        raise AccountNeeded if has_users else SignInNeeded

    def account_of(self, asked: Asked) -> Account | None:
        """Whose the cookie is; None when it is nobody's, or not any more."""
        return sessions.account_of_session(self._engine, asked.cookie) if asked.cookie else None

    def sign_in(self, asked: Asked, *, name: str, password: str) -> SignedIn:
        """A new browser session instead of the one that the request brought.

        Raises:
            WrongCredentials: No account has that name and password, or it is disabled.
            TooManyTries: Somebody was wrong too often with that name, or from that address.
        """
        with self._trying(name, asked.address):
            return sessions.sign_in(
                self._engine, name=name, password=password, replacing=asked.cookie, hasher=self.hasher
            )

    def change_password(self, asked: Asked, *, name: str, old: str, new: str) -> SignedIn:
        """A new browser session, after the account's password was changed and all of its sessions ended.

        Raises:
            WrongCredentials: The old password is wrong.
            TooManyTries: It was wrong too often.
            WeakPassword: The new one is too easy to guess.
        """
        with self._trying(name, asked.address):
            sessions.check_credentials(self._engine, name=name, password=old, hasher=self.hasher)
        accounts.set_password(self._engine, name=name, password=new, actor=name, hasher=self.hasher)
        return sessions.sign_in(self._engine, name=name, password=new, hasher=self.hasher)

    @contextmanager
    def _trying(self, name: str, address: str) -> Iterator[None]:
        """Count what happens in the block as a wrong try, when it ends in `WrongCredentials`.

        The try is taken before: of many sent at once, no more are looked at than there are tries.
        """
        key = folded(name)[:MAX_NAME_CHARS]
        self._addresses.take(address, now_s=self._clock_s())
        try:
            self._names.take(key, now_s=self._clock_s())
        except TooManyTries:
            self._addresses.give_back(address, now_s=self._clock_s())
            raise
        try:
            yield
        except WrongCredentials:
            raise
        except BaseException:
            self._return_try(key, address)
            raise
        self._return_try(key, address)

    def _return_try(self, key: str, address: str) -> None:
        self._addresses.give_back(address, now_s=self._clock_s())
        self._names.give_back(key, now_s=self._clock_s())

    def _has_key(self, secret: bytes, address: str) -> bool:
        if self._key is None or not secret:
            return False
        self._keys.check(address, now_s=self._clock_s())
        if secrets.compare_digest(secret, self._key):
            return True
        self._keys.take(address, now_s=self._clock_s())
        return False

    def _account_of_token(self, secret: bytes, address: str) -> Account:
        self._keys.check(address, now_s=self._clock_s())
        found = sessions.account_of_token(self._engine, secret.decode(errors="replace"))
        if found is None:
            self._keys.take(address, now_s=self._clock_s())
            raise AccountNeeded("That token is not known here. Make one with `claimtrack token add`.")
        if found.account is None:
            # Not counted: whoever sends it had it, and a program that asks again and again must not shut its house out.
            raise AccountNeeded("That token was revoked or has expired, or its account is disabled. Make another one.")
        return found.account


def _asker(account: Account, *, has_session: bool = False) -> Asker:
    return Asker(name=account.name, role=account.role, has_session=has_session)


def credentials(header: str) -> tuple[str, bytes]:
    """The name and key of an Authorization header; both empty when it has none that can be read.

    A bearer token's name is "API".
    """
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return "API", value.strip().encode()
    if scheme.lower() != "basic":
        return "", b""
    try:
        name, _, key = base64.b64decode(value.strip(), validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return "", b""
    return _clean(name.decode(errors="replace")), key


def _clean(name: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:MAX_NAME_CHARS]
