"""Signing in and out, and whose a browser's cookie or a program's token is.

A name and password, a cookie's value or a token comes in; the account it belongs to leaves. Addresses, cookies and how often
somebody may try are the door's.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from argon2 import PasswordHasher
from sqlmodel import Session

from claimtrack.db import accounts as rows
from claimtrack.db import audit
from claimtrack.db.tables import UserAccount, WebSession
from claimtrack.errors import AccessDenied
from claimtrack.services.accounts import SECRET_BYTES, Account, account_of, digest, folded
from claimtrack.services.engine import Engine
from claimtrack.services.passwords import HASHER, fits, hash_password

IDLE: Final = timedelta(hours=12)
"""A browser not seen for so long is signed out: a shift may have its pauses, and the next morning asks again."""
LIFETIME: Final = timedelta(days=7)
"""However busy, a browser signs in anew after so long."""
_NOTED_EVERY: Final = timedelta(minutes=1)
"""Sightings are stored this often at most, so that reading pages does not write."""


class WrongCredentials(AccessDenied):
    """The name or the password is wrong. Try again, or ask an admin of this claimtrack for a new password."""

    code = "wrong-credentials"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """An account that has just signed in, with what its browser keeps."""

    account: Account
    secret: str
    expires_at: datetime


def sign_in(
    engine: Engine, *, name: str, password: str, replacing: str | None = None, hasher: PasswordHasher = HASHER
) -> SignedIn:
    """A new browser session; the one with the secret `replacing` ends, so that no cookie from before is worth anything.

    A name that nobody has takes as long as a wrong password, and a disabled account is told nothing else.

    Raises:
        WrongCredentials: No account has that name and password, or it is disabled.
    """
    stored = check_credentials(engine, name=name, password=password, hasher=hasher)
    renewed = hash_password(password, hasher) if hasher.check_needs_rehash(stored) else None
    with engine.database.begin() as session:
        user = rows.find_user(session, folded(name), lock=True)
        if user is None or user.disabled_at is not None or user.password_hash != stored:
            raise WrongCredentials
        if renewed is not None:
            user.password_hash = renewed
            session.add(user)
            _record(session, user, "password-rehashed")
        return _begin(engine, session, user, replacing)


def check_credentials(engine: Engine, *, name: str, password: str, hasher: PasswordHasher = HASHER) -> str:
    """The stored hash that the password fits; the work is the same for a name that nobody has.

    Raises:
        WrongCredentials: No account has that name and password.
    """
    with engine.database.begin() as session:
        user = rows.find_user(session, folded(name))
    stored = user.password_hash if user is not None else None
    # Outside any transaction: this takes a good part of a second, on purpose.
    if not fits(password, stored, hasher) or stored is None:
        raise WrongCredentials
    return stored


def _begin(engine: Engine, session: Session, user: UserAccount, replacing: str | None) -> SignedIn:
    now = engine.now()
    rows.delete_stale_sessions(session, now=now, idle=IDLE)
    if replacing is not None:
        rows.delete_session(session, digest(replacing))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    expires_at = now + LIFETIME
    session.add(
        WebSession(
            secret_sha256=digest(secret),
            user_id=user.id or 0,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
        )
    )
    _record(session, user, "signed-in")
    return SignedIn(account=account_of(user), secret=secret, expires_at=expires_at)


def sign_out(engine: Engine, secret: str) -> None:
    """End the browser session with that secret; nothing happens when there is none."""
    with engine.database.begin() as session:
        user_id = rows.delete_session(session, digest(secret))
        user = None if user_id is None else rows.lock_user(session, user_id)
        if user is not None:
            _record(session, user, "signed-out")


def account_of_session(engine: Engine, secret: str) -> Account | None:
    """Whose the browser session with that secret is; None when it is over or the account is disabled."""
    now = engine.now()
    with engine.database.begin() as session:
        found = rows.session_of(session, digest(secret))
        if found is None:
            return None
        row, user = found
        if now >= row.expires_at or now >= row.last_seen_at + IDLE or user.disabled_at is not None:
            return None
        if now - row.last_seen_at > _NOTED_EVERY:
            rows.see_session(session, row.id or 0, at=now, every=_NOTED_EVERY)
        return account_of(user)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFound:
    """A token that was made here, and its account when it still lets anybody in."""

    account: Account | None
    """None when it was revoked, has expired, or its account is disabled."""


def account_of_token(engine: Engine, secret: str) -> TokenFound | None:
    """Whose the token is; None when no such token was ever made here, which is what a guess looks like."""
    now = engine.now()
    with engine.database.begin() as session:
        found = rows.token_of(session, digest(secret))
        if found is None:
            return None
        row, user = found
        is_over = row.expires_at is not None and now >= row.expires_at
        if is_over or row.revoked_at is not None or user.disabled_at is not None:
            return TokenFound(account=None)
        if row.last_used_at is None or now - row.last_used_at > _NOTED_EVERY:
            rows.use_token(session, row.id or 0, at=now, every=_NOTED_EVERY)
        return TokenFound(account=account_of(user))


def _record(session: Session, user: UserAccount, action: str) -> None:
    audit.record(session, actor=user.name, action=action, subject="user_account", subject_id=user.id or 0)
