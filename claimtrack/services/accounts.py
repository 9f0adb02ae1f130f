"""Accounts and tokens: who may use this claimtrack, and as what. Every change leaves an audit row.

Passwords come in as text and are stored hashed; a token's secret leaves once, when it is made. Signing in is in `sessions`.
"""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from argon2 import PasswordHasher
from sqlmodel import Session

from claimtrack.db import accounts as rows
from claimtrack.db import audit
from claimtrack.db.tables import ApiToken, Role, UserAccount
from claimtrack.errors import Conflict, InputError, NotFound
from claimtrack.services.engine import Engine
from claimtrack.services.passwords import HASHER, check_password, hash_password

TOKEN_PREFIX: Final = "ct_"  # noqa: S105  what every token begins with, so that scanners for leaked secrets know it
SECRET_BYTES: Final = 32
"""Random bytes of a token or cookie: more than can ever be guessed."""

MAX_NAME_CHARS: Final = 80
MAX_TOKEN_DAYS: Final = 3650
SHARED_KEY_MARK: Final = " (shared key)"
"""Follows the name that somebody gave with the newsroom's key, so that the record tells it from an account's."""

_TAKEN_NAMES: Final = frozenset({"machine", "demo", "api", "local checker"})
"""Names under which claimtrack itself, and people without an account, stand in the record."""


class InvalidName(InputError):
    """That name cannot be used for an account."""

    code = "invalid-name"


class NameTaken(Conflict):
    """There is an account with that name already. Choose another name."""

    code = "name-taken"


class NoSuchUser(NotFound):
    """There is no account with that name. `claimtrack user list` shows those that there are."""

    code = "no-such-user"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as others may see it."""

    id: int
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None
    """None while the account may be used."""
    last_seen_at: datetime | None = None
    """When a browser that is signed in was last seen, to the minute; None when there is none."""
    tokens: int = 0
    """Tokens in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token without its secret."""

    id: int
    user: str
    label: str
    created_at: datetime
    last_used_at: datetime | None
    """To the minute; None when it was never used."""
    expires_at: datetime | None
    """None when it does not expire."""
    revoked_at: datetime | None

    def in_force(self, now: datetime) -> bool:
        """Whether it lets its bearer in, as long as the account does."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token that was just made, with its secret, which is nowhere else."""

    token: Token
    secret: str


def folded(name: str) -> str:
    """The name as it is compared: case, width and spacing do not tell two people apart."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def digest(secret: str) -> str:
    """A token's or cookie's SHA-256 in hexadecimal. It needs no salt: the secret is random."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def add_user(
    engine: Engine, *, name: str, password: str, role: Role, actor: str, hasher: PasswordHasher = HASHER
) -> Account:
    """The new account.

    Raises:
        InvalidName: The name is empty, too long, or stands for something else in the record.
        WeakPassword: The password is too easy to guess.
        NameTaken: There is such an account.
    """
    name = _checked_name(name)
    check_password(password, name=name)
    hashed = hash_password(password, hasher)
    with engine.database.begin() as session:
        user_id = rows.insert_user(session, name=name, name_key=folded(name), password_hash=hashed, role=role)
        if user_id is None:
            raise NameTaken
        _record(session, actor, "user-added", user_id, after={"name": name, "role": role.value})
        return account_of(_user(session, name))


def set_password(engine: Engine, *, name: str, password: str, actor: str, hasher: PasswordHasher = HASHER) -> Account:
    """Give an account another password and end its browser sessions; its tokens stay.

    Raises:
        NoSuchUser: There is no such account.
        WeakPassword: The password is too easy to guess.
    """
    check_password(password, name=name)
    hashed = hash_password(password, hasher)
    with engine.database.begin() as session:
        user = _user(session, name, lock=True)
        user.password_hash = hashed
        session.add(user)
        ended = rows.delete_sessions(session, user.id or 0)
        _record(session, actor, "password-set", user.id or 0, after={"sessions_ended": ended})
        return account_of(user)


def set_role(engine: Engine, *, name: str, role: Role, actor: str) -> Account:
    """Give an account another role, which counts from its next request on.

    Raises:
        NoSuchUser: There is no such account.
    """
    with engine.database.begin() as session:
        user = _user(session, name, lock=True)
        if user.role is not role:
            before, user.role = user.role, role
            session.add(user)
            _record(session, actor, "role-set", user.id or 0, before={"role": before.value}, after={"role": role.value})
        return account_of(user)


def disable_user(engine: Engine, *, name: str, actor: str) -> Account:
    """Shut an account out: its browser sessions end, its tokens stop working, its name stays in the record.

    Raises:
        NoSuchUser: There is no such account.
    """
    with engine.database.begin() as session:
        user = _user(session, name, lock=True)
        if user.disabled_at is None:
            user.disabled_at = engine.now()
            session.add(user)
            ended = rows.delete_sessions(session, user.id or 0)
            _record(session, actor, "user-disabled", user.id or 0, after={"sessions_ended": ended})
        return account_of(user)


def enable_user(engine: Engine, *, name: str, actor: str) -> Account:
    """Let an account in again, with its old password and whatever tokens were not revoked.

    Raises:
        NoSuchUser: There is no such account.
    """
    with engine.database.begin() as session:
        user = _user(session, name, lock=True)
        if user.disabled_at is not None:
            user.disabled_at = None
            session.add(user)
            _record(session, actor, "user-enabled", user.id or 0)
        return account_of(user)


def list_users(engine: Engine) -> tuple[Account, ...]:
    """Every account, by name."""
    with engine.database.begin() as session:
        found = rows.list_users(session, now=engine.now())
        return tuple(account_of(user, last_seen_at=seen, tokens=tokens) for user, seen, tokens in found)


def has_users(engine: Engine) -> bool:
    """Whether anybody has an account, so that everybody must sign in. Disabled accounts count: nobody gets in by them."""
    with engine.database.begin() as session:
        return rows.has_users(session)


def add_token(engine: Engine, *, name: str, label: str, days: int | None, actor: str) -> NewToken:
    """A new token for programs that act for an account; `days` is how long it holds, None for ever.

    Raises:
        NoSuchUser: There is no such account.
        Conflict: The account is disabled.
        InputError: The label is empty or too long, or the number of days is out of bounds.
    """
    label = " ".join(label.split())
    if not label or len(label) > MAX_NAME_CHARS or not label.isprintable():
        raise InputError(f"Say in 1 to {MAX_NAME_CHARS} characters what the token is for.")
    if days is not None and not 1 <= days <= MAX_TOKEN_DAYS:
        raise InputError(f"A token holds for 1 to {MAX_TOKEN_DAYS} days, or for ever.")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    expires_at = None if days is None else engine.now() + timedelta(days=days)
    with engine.database.begin() as session:
        user = _user(session, name, lock=True)
        if user.disabled_at is not None:
            raise Conflict(f"The account {user.name} is disabled. Enable it first.")
        row = ApiToken(user_id=user.id or 0, label=label, secret_sha256=digest(secret), expires_at=expires_at)
        session.add(row)
        session.flush()
        session.refresh(row)
        after: dict[str, object] = {"token": row.id, "label": label}
        after["expires_at"] = None if expires_at is None else expires_at.isoformat()
        _record(session, actor, "token-added", user.id or 0, after=after)
        return NewToken(token=_token(row, user), secret=secret)


def list_tokens(engine: Engine, *, name: str | None = None) -> tuple[Token, ...]:
    """Tokens, newest first; those of one account when it is named. Revoked and expired ones stay listed.

    Raises:
        NoSuchUser: There is no such account.
    """
    with engine.database.begin() as session:
        user_id = None if name is None else _user(session, name).id
        return tuple(_token(row, user) for row, user in rows.list_tokens(session, user_id=user_id))


def revoke_token(engine: Engine, token_id: int, *, actor: str, owner: str | None = None) -> Token:
    """End a token; with `owner`, only one of that account's. What was revoked stays so.

    Raises:
        NotFound: There is no such token, or it is somebody else's.
    """
    with engine.database.begin() as session:
        found = rows.lock_token(session, token_id)
        if found is None or (owner is not None and found[1].name_key != folded(owner)):
            raise NotFound("There is no token with that number. `claimtrack token list` shows those that there are.")
        row, user = found
        if row.revoked_at is None:
            row.revoked_at = engine.now()
            session.add(row)
            _record(session, actor, "token-revoked", user.id or 0, after={"token": row.id, "label": row.label})
        return _token(row, user)


def account_of(user: UserAccount, *, last_seen_at: datetime | None = None, tokens: int = 0) -> Account:
    """A stored account as others may see it."""
    return Account(
        id=user.id or 0,
        name=user.name,
        role=Role(user.role),
        created_at=user.created_at,
        disabled_at=user.disabled_at,
        last_seen_at=last_seen_at,
        tokens=tokens,
    )


def _token(row: ApiToken, user: UserAccount) -> Token:
    return Token(
        id=row.id or 0,
        user=user.name,
        label=row.label,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def _checked_name(name: str) -> str:
    """The name with single spaces.

    Raises:
        InvalidName: It cannot stand in the record for one person.
    """
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not 1 <= len(name) <= MAX_NAME_CHARS:
        raise InvalidName(f"A name has 1 to {MAX_NAME_CHARS} characters.")
    if not name.isprintable():
        raise InvalidName("That name has characters that cannot be seen. Type it anew.")
    if folded(name) in _TAKEN_NAMES or folded(name).endswith(folded(SHARED_KEY_MARK)):
        raise InvalidName(f"“{name}” stands for something else in the record. Choose another name.")
    return name


def _user(session: Session, name: str, *, lock: bool = False) -> UserAccount:
    found = rows.find_user(session, folded(name), lock=lock)
    if found is None:
        raise NoSuchUser
    return found


def _record(
    session: Session,
    actor: str,
    action: str,
    user_id: int,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.record(
        session, actor=actor, action=action, subject="user_account", subject_id=user_id, before=before, after=after
    )
