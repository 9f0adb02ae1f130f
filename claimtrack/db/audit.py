"""The append-only record: one row for every change by a person or a machine."""

from collections.abc import Iterable

from sqlalchemy import func
from sqlmodel import Session, col, select

from claimtrack.db.tables import AuditEvent


def record(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    subject_id: int,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
    reason: str | None = None,
) -> None:
    """Append one audit row in the session's transaction."""
    session.add(
        AuditEvent(
            actor=actor,
            action=action,
            subject=subject,
            subject_id=subject_id,
            before=before or {},
            after=after or {},
            reason=reason,
        )
    )


def count_rows(session: Session, *, subject: str, subject_ids: Iterable[int]) -> dict[int, int]:
    """How many audit rows each of some things has, by its id; none is left out. Served by ix_audit_event_subject."""
    ids = set(subject_ids)
    rows = session.exec(
        select(AuditEvent.subject_id, func.count())
        .where(AuditEvent.subject == subject, col(AuditEvent.subject_id).in_(ids))
        .group_by(col(AuditEvent.subject_id))
    )
    return dict.fromkeys(ids, 0) | dict(list(rows))


def history(session: Session, *, subject: str, subject_id: int, limit: int = 100) -> list[AuditEvent]:
    """The newest `limit` audit rows of one thing, newest first. Served by ix_audit_event_subject."""
    return list(
        session.exec(
            select(AuditEvent)
            .where(AuditEvent.subject == subject, AuditEvent.subject_id == subject_id)
            .order_by(col(AuditEvent.id).desc())
            .limit(limit)
        )
    )
