"""Typed links between claims, and the events that they form."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from claimtrack.db.types import created_at_field, document_field, moment_field, text_enum
from claimtrack.links.model import Direction, Relation


class MatchStatus(StrEnum):
    """What people made of a match."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"  # kept, so that it is never suggested again


_WAITING = "status = 'suggested'"


class Event(SQLModel, table=True):
    """Claims connected by every relation but `related`."""

    __tablename__ = "event"

    id: int | None = Field(default=None, primary_key=True)
    title: str
    created_at: datetime = created_at_field()


class ClaimMatch(SQLModel, table=True):
    """A typed link between two claims; `claim_a_id` is the smaller id."""

    __tablename__ = "claim_match"
    __table_args__ = (
        UniqueConstraint("claim_a_id", "claim_b_id"),
        CheckConstraint("claim_a_id < claim_b_id", name="ck_claim_match_order"),
        Index("ix_claim_match_waiting", text("probability DESC"), text("id DESC"), postgresql_where=text(_WAITING)),
        Index(
            "ix_claim_match_waiting_relation",
            "relation",
            text("probability DESC"),
            text("id DESC"),
            postgresql_where=text(_WAITING),
        ),
        Index("ix_claim_match_decided", text("decided_at DESC"), postgresql_where=text("decided_at IS NOT NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    claim_a_id: int = Field(foreign_key="claim.id", index=True)
    claim_b_id: int = Field(foreign_key="claim.id", index=True)
    relation: Relation = Field(sa_type=text_enum(Relation))
    direction: Direction | None = Field(default=None, sa_type=text_enum(Direction))
    judged_relation: Relation | None = Field(default=None, sa_type=text_enum(Relation, name="judged_relation"))
    """What the machine had said, where a person gave the match another relation or direction; NULL otherwise."""
    judged_direction: Direction | None = Field(default=None, sa_type=text_enum(Direction, name="judged_direction"))
    status: MatchStatus = Field(default=MatchStatus.SUGGESTED, sa_type=text_enum(MatchStatus))
    probability: float
    similarity: float
    """Cosine of the two appearances compared."""
    reasons: list[dict[str, object]] = document_field()
    """Each `{"code", "text", "weight"}`, guards included."""
    appearance_a_id: int = Field(foreign_key="appearance.id", index=True)
    appearance_b_id: int = Field(foreign_key="appearance.id", index=True)
    """Indexed for the one statement that asks by it: PostgreSQL's own check when an appearance is deleted."""
    scorer: str
    """Which version of the machine judged it; `person` where the match exists because somebody said so."""
    articles_apart: bool | None = None
    """Whether the articles of both appearances tell of two events; None where nobody has looked."""
    decided_by: str | None = None
    decided_at: datetime | None = moment_field()
    created_at: datetime = created_at_field()
