"""Who may use this claimtrack: accounts, their browser sessions, and their programs' tokens.

No secret is stored: a password only as its Argon2 hash, a session's cookie and a token only as their SHA-256.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import DateTime
from sqlmodel import Field, SQLModel

from claimtrack.db.types import created_at_field, moment_field, text_enum


class Role(StrEnum):
    """What an account may do, the least first; each role includes the ones before it."""

    VIEWER = "viewer"
    """Reads everything, changes nothing."""
    CHECKER = "checker"
    """Does all of a checker's work."""
    ADMIN = "admin"
    """Also manages accounts."""

    def includes(self, other: "Role") -> bool:
        """Whether this role may do what `other` may."""
        order = tuple(Role)
        return order.index(self) >= order.index(other)


class UserAccount(SQLModel, table=True):
    """A person who signs in. Accounts are disabled, never deleted: the record names them."""

    __tablename__ = "user_account"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    """The name folded, so that "Ann" and "ann" are one."""
    password_hash: str
    """In Argon2's encoded form, which carries its parameters and salt."""
    role: Role = Field(sa_type=text_enum(Role))
    disabled_at: datetime | None = moment_field()
    created_at: datetime = created_at_field()


class ApiToken(SQLModel, table=True):
    """What a program signs in with, in the name of its owner and with the owner's role."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    label: str
    secret_sha256: str = Field(max_length=64, unique=True)
    created_at: datetime = created_at_field()
    last_used_at: datetime | None = moment_field()
    """To the minute."""
    expires_at: datetime | None = moment_field()
    """NULL when it does not expire."""
    revoked_at: datetime | None = moment_field()


class WebSession(SQLModel, table=True):
    """A browser that is signed in."""

    __tablename__ = "web_session"

    id: int | None = Field(default=None, primary_key=True)
    secret_sha256: str = Field(max_length=64, unique=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    created_at: datetime = created_at_field()
    last_seen_at: datetime = Field(sa_type=DateTime(timezone=True))
    """To the minute."""
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
