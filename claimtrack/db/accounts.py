"""Accounts, their browser sessions and their programs' tokens."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from claimtrack.db.tables import ApiToken, Role, UserAccount, WebSession
from claimtrack.db.types import storable

MAX_LISTED = 1000
"""Accounts or tokens in one list; a newsroom has fewer."""


def has_users(session: Session) -> bool:
    """Whether there is any account, disabled ones included. Reads one row."""
    return session.exec(select(UserAccount.id).limit(1)).first() is not None


def count_users(session: Session) -> dict[Role, int]:
    """How many accounts that are not disabled have each role; roles that nobody has are absent."""
    rows = session.exec(
        select(UserAccount.role, func.count()).where(col(UserAccount.disabled_at).is_(None)).group_by(UserAccount.role)
    )
    return {Role(role): count for role, count in rows}


def insert_user(session: Session, *, name: str, name_key: str, password_hash: str, role: Role) -> int | None:
    """The id of a new account; None when there is one with that folded name. Served by the unique index on it."""
    statement = (
        insert(UserAccount)
        .values(name=name, name_key=name_key, password_hash=password_hash, role=role)
        .on_conflict_do_nothing()
        .returning(col(UserAccount.id))
    )
    return session.connection().execute(statement).scalar()


def find_user(session: Session, name_key: str, *, lock: bool = False) -> UserAccount | None:
    """The account with that folded name, or None; locked against others until the transaction ends when asked for.

    Served by the unique index on `name_key`.
    """
    query = select(UserAccount).where(UserAccount.name_key == storable(name_key))
    return session.exec(query.with_for_update() if lock else query).first()


def lock_user(session: Session, user_id: int) -> UserAccount | None:
    """The account with that id, locked against others until the transaction ends; None when there is none."""
    return session.exec(select(UserAccount).where(UserAccount.id == user_id).with_for_update()).first()


def list_users(session: Session, *, now: datetime) -> list[tuple[UserAccount, datetime | None, int]]:
    """(account, when a browser of theirs was last seen, tokens in force), by name. Served by the indexes on `user_id`."""
    seen = (
        select(func.max(WebSession.last_seen_at))
        .where(col(WebSession.user_id) == col(UserAccount.id))
        .scalar_subquery()
    )
    tokens = (
        select(func.count())
        .select_from(ApiToken)
        .where(
            col(ApiToken.user_id) == col(UserAccount.id),
            col(ApiToken.revoked_at).is_(None),
            or_(col(ApiToken.expires_at).is_(None), col(ApiToken.expires_at) > now),
        )
        .scalar_subquery()
    )
    rows = session.exec(select(UserAccount, seen, tokens).order_by(UserAccount.name_key).limit(MAX_LISTED))
    return [(user, last_seen_at, count) for user, last_seen_at, count in rows]


def session_of(session: Session, digest: str) -> tuple[WebSession, UserAccount] | None:
    """The browser session with that digest and its account, or None. Served by the unique index on `secret_sha256`."""
    return session.exec(
        select(WebSession, UserAccount)
        .join(UserAccount, col(UserAccount.id) == col(WebSession.user_id))
        .where(WebSession.secret_sha256 == digest)
    ).first()


def see_session(session: Session, session_id: int, *, at: datetime, every: timedelta) -> None:
    """Note when a browser session was last seen, at most once in `every`."""
    session.connection().execute(
        update(WebSession)
        .where(col(WebSession.id) == session_id, col(WebSession.last_seen_at) < at - every)
        .values(last_seen_at=at)
    )


def delete_session(session: Session, digest: str) -> int | None:
    """End the browser session with that digest; returns whose it was, None when there is none.

    Served by the unique index on `secret_sha256`.
    """
    statement = delete(WebSession).where(col(WebSession.secret_sha256) == digest).returning(col(WebSession.user_id))
    return session.connection().execute(statement).scalar()


def delete_sessions(session: Session, user_id: int) -> int:
    """End the browser sessions of an account; returns how many there were. Served by the index on `user_id`."""
    statement = delete(WebSession).where(col(WebSession.user_id) == user_id).returning(col(WebSession.id))
    return len(session.connection().execute(statement).all())


def delete_stale_sessions(session: Session, *, now: datetime, idle: timedelta) -> None:
    """Forget the browser sessions that are over. Reads the whole table, which holds a row for each browser signed in."""
    over = or_(col(WebSession.expires_at) <= now, col(WebSession.last_seen_at) <= now - idle)
    session.connection().execute(delete(WebSession).where(over))


def token_of(session: Session, digest: str) -> tuple[ApiToken, UserAccount] | None:
    """The token with that digest and its account, or None. Served by the unique index on `secret_sha256`."""
    return session.exec(
        select(ApiToken, UserAccount)
        .join(UserAccount, col(UserAccount.id) == col(ApiToken.user_id))
        .where(ApiToken.secret_sha256 == digest)
    ).first()


def use_token(session: Session, token_id: int, *, at: datetime, every: timedelta) -> None:
    """Note when a token was last used, at most once in `every`."""
    known = col(ApiToken.last_used_at)
    session.connection().execute(
        update(ApiToken)
        .where(col(ApiToken.id) == token_id, or_(known.is_(None), known < at - every))
        .values(last_used_at=at)
    )


def lock_token(session: Session, token_id: int) -> tuple[ApiToken, UserAccount] | None:
    """A token and its account, the token locked against others until the transaction ends; None when there is none."""
    return session.exec(
        select(ApiToken, UserAccount)
        .join(UserAccount, col(UserAccount.id) == col(ApiToken.user_id))
        .where(ApiToken.id == token_id)
        .with_for_update(of=ApiToken)
    ).first()


def list_tokens(session: Session, *, user_id: int | None = None) -> list[tuple[ApiToken, UserAccount]]:
    """Tokens with their accounts, newest first; one account's when asked for. Served by the index on `user_id`."""
    query = select(ApiToken, UserAccount).join(UserAccount, col(UserAccount.id) == col(ApiToken.user_id))
    if user_id is not None:
        query = query.where(ApiToken.user_id == user_id)
    return list(session.exec(query.order_by(col(ApiToken.id).desc()).limit(MAX_LISTED)))
