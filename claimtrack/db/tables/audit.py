"""The append-only record of who changed what."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from claimtrack.db.types import created_at_field, document_field


class AuditEvent(SQLModel, table=True):
    """One change. A trigger in the database refuses to edit or delete these rows."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject", "subject_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = created_at_field()
    actor: str
    action: str
    """A verb in the past tense, for example `article-added` or `state-set`."""
    subject: str
    """Table name of what was changed."""
    subject_id: int
    before: dict[str, object] = document_field("{}")
    after: dict[str, object] = document_field("{}")
    reason: str | None = None
