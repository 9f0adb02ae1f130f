"""What people have set of how claims are matched."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from claimtrack.db.types import created_at_field, document_field, text_enum


class TuningKind(StrEnum):
    """What can be set."""

    THRESHOLDS = "thresholds"
    CALIBRATION = "calibration"


class Tuning(SQLModel, table=True):
    """One setting of one kind; the newest of its kind holds, and the older ones are its history."""

    __tablename__ = "tuning"
    __table_args__ = (Index("ix_tuning_newest", "kind", text("id DESC")),)

    id: int | None = Field(default=None, primary_key=True)
    kind: TuningKind = Field(sa_type=text_enum(TuningKind))
    value: dict[str, object] = document_field("{}")
    """Empty: as it comes with the program."""
    made_by: str
    made_at: datetime = created_at_field()
    reason: str | None = None
