"""What people corrected of appearances and of claims, with everything as it was before and after."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Integer
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from claimtrack.db.types import created_at_field, document_field, moment_field, text_enum


class EditKind(StrEnum):
    """What was done to an appearance."""

    EDIT = "edit"
    SPLIT = "split"
    MERGE = "merge"
    HIDE = "hide"
    SHOW = "show"  # takes back a hiding that an older text of the article has seen


class AppearanceEdit(SQLModel, table=True):
    """One correction. A trigger in the database refuses to delete these rows, and to change more than that one was undone."""

    __tablename__ = "appearance_edit"
    __table_args__ = (Index("ix_appearance_edit_appearance_ids", "appearance_ids", postgresql_using="gin"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: EditKind = Field(sa_type=text_enum(EditKind))
    appearance_ids: list[int] = Field(sa_type=ARRAY(Integer), sa_column_kwargs={"nullable": False})
    """Every appearance that it changed, made or hid; the one that it was asked of comes first."""
    actor: str
    at: datetime = created_at_field()
    reason: str | None = None
    before: dict[str, object] = document_field("{}")
    """Each row that it changed, as it was: `{table: {key: {column: value}}}`. A row that it made is not there."""
    after: dict[str, object] = document_field("{}")
    """The same rows as it left them. A row that it removed is not there."""
    undone_by: str | None = None
    undone_at: datetime | None = moment_field()


class ClaimEditKind(StrEnum):
    """What was done to a claim's membership."""

    MERGE = "merge"
    SPLIT = "split"


class ClaimEdit(SQLModel, table=True):
    """Claims merged or split. A trigger in the database refuses to delete these rows, and to change more than that one was
    undone."""

    __tablename__ = "claim_edit"
    __table_args__ = (Index("ix_claim_edit_claim_ids", "claim_ids", postgresql_using="gin"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: ClaimEditKind = Field(sa_type=text_enum(ClaimEditKind))
    claim_ids: list[int] = Field(sa_type=ARRAY(Integer), sa_column_kwargs={"nullable": False})
    """The claim that stays, then the one that was put under it or split off."""
    actor: str
    at: datetime = created_at_field()
    reason: str | None = None
    before: dict[str, object] = document_field("{}")
    """Each row that it changed, as it was: `{table: {key: {column: value}}}`, claims and matches whole, of others the columns
    that it changed. A row that it made is not there."""
    after: dict[str, object] = document_field("{}")
    """The same rows as it left them. A row that it removed is not there."""
    undone_by: str | None = None
    undone_at: datetime | None = moment_field()
