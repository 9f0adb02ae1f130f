"""Evidence that people add, and published verdicts."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from claimtrack.db.types import created_at_field, moment_field, text_enum
from claimtrack.verification.workflow import Stance


class Evidence(SQLModel, table=True):
    """What speaks for or against a claim."""

    __tablename__ = "evidence"

    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", index=True)
    url: str
    excerpt: str
    stance: Stance = Field(sa_type=text_enum(Stance))
    added_by: str
    added_at: datetime = created_at_field()


class ClaimReviewRow(SQLModel, table=True):
    """A published verdict, ours or imported."""

    __tablename__ = "claim_review"

    id: int | None = Field(default=None, primary_key=True)
    claim_id: int | None = Field(default=None, foreign_key="claim.id", index=True)
    publisher: str
    url: str = Field(unique=True)
    title: str | None = None
    claim_reviewed: str
    rating: str
    language: str | None = None
    reviewed_at: datetime | None = moment_field()
    imported_at: datetime = created_at_field()
