"""Thresholds and calibrations that people have set: the newest of each kind holds."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlmodel import Session, col, select

from claimtrack.db.tables import Tuning, TuningKind


def values_in_force(session: Session) -> dict[TuningKind, dict[str, object]]:
    """The newest value of each kind that anybody has set. Served by ix_tuning_newest."""
    rows = session.connection().execute(_NEWEST)
    return {TuningKind(kind): dict(value) for kind, value in rows}


def lock_tuning(session: Session) -> None:
    """Wait for anybody else who is setting something; held until the transaction ends."""
    session.connection().execute(text("SELECT pg_advisory_xact_lock(hashtext('claimtrack-tuning'))"))


def add_tuning(
    session: Session, kind: TuningKind, value: Mapping[str, object], *, made_by: str, reason: str | None
) -> int:
    """The id of a new value, which holds from the end of the transaction on."""
    row = Tuning(kind=kind, value=dict(value), made_by=made_by, reason=reason)
    session.add(row)
    session.flush()
    return row.id or 0


def tunings(session: Session, kind: TuningKind | None = None, *, limit: int = 20) -> list[Tuning]:
    """What was set, of one kind or of all, newest first."""
    statement = select(Tuning).order_by(col(Tuning.id).desc()).limit(limit)
    return list(session.exec(statement if kind is None else statement.where(Tuning.kind == kind)))


_NEWEST = text("SELECT DISTINCT ON (kind) kind, value FROM tuning ORDER BY kind, id DESC")
