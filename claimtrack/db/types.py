"""Column types shared by the tables: enums stored by value, aware timestamps, JSON documents."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Enum, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field


def text_enum(kind: type[StrEnum], *, name: str | None = None) -> Enum:
    """A VARCHAR column type that stores the enum's value and refuses any other by a CHECK constraint.

    The constraint has the enum's name, or `name` for a second column of the same kind in a table.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
        name=name or kind.__name__.lower(),
    )


def aware(value: datetime) -> datetime:
    """`value` in UTC.

    Raises:
        ValueError: it has no time zone.
    """
    if value.tzinfo is None:
        raise ValueError(f"a time without a zone: {value}")
    return value.astimezone(UTC)


def storable(value: str) -> str:
    """`value` as PostgreSQL can hold it: without NUL, and with "?" for each half of a broken character."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def created_at_field() -> Any:
    """A NOT NULL timestamptz column that the database fills in."""
    return Field(
        default=None,
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": func.now(), "nullable": False},
    )


def moment_field(*, index: bool = False, required: bool = False) -> Any:
    """A timestamptz column, nullable unless it is `required`."""
    return Field(default=None, sa_type=DateTime(timezone=True), index=index, nullable=not required)


def document_field(empty: str = "[]") -> Any:
    """A NOT NULL JSONB column; `empty` is its default as JSON text."""
    return Field(
        default_factory=list if empty == "[]" else dict,
        sa_type=JSONB,
        sa_column_kwargs={"nullable": False, "server_default": empty},
    )
