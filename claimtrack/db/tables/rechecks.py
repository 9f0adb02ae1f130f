"""Scheduled re-checks of articles and what each one found."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from claimtrack.db.types import created_at_field, document_field, moment_field, text_enum
from claimtrack.rechecks.changes import ChangeKind, Outcome


class Recheck(SQLModel, table=True):
    """One run: an article fetched again, and its outcome."""

    __tablename__ = "recheck"
    __table_args__ = (Index("ix_recheck_history", "article_id", text("started_at DESC")),)

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id")
    due_at: datetime | None = moment_field()
    """When it was due; NULL for one asked for by a person."""
    started_at: datetime = created_at_field()
    finished_at: datetime | None = moment_field()
    outcome: Outcome = Field(sa_type=text_enum(Outcome))
    cause: str | None = None
    """Why it could not be read; NULL otherwise."""
    cause_code: str | None = None
    """The error's code, for example `page-gone`."""
    version_id: int | None = Field(default=None, foreign_key="article_version.id")
    """The new text, when there is one."""
    asked_by: str


class ChangeEvent(SQLModel, table=True):
    """One typed result of a re-check."""

    __tablename__ = "change_event"

    id: int | None = Field(default=None, primary_key=True)
    recheck_id: int | None = Field(default=None, foreign_key="recheck.id", index=True)
    """NULL when the change came with a text that somebody added."""
    article_id: int = Field(foreign_key="article.id", index=True)
    version_id: int | None = Field(default=None, foreign_key="article_version.id")
    claim_id: int | None = Field(default=None, foreign_key="claim.id", index=True)
    kind: ChangeKind = Field(sa_type=text_enum(ChangeKind))
    before: str | None = None
    after: str | None = None
    detail: dict[str, object] = document_field("{}")
    found_at: datetime = created_at_field()
