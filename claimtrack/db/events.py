"""Events as a list."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func
from sqlmodel import Session, col, select

from claimtrack.db.tables import Claim, Event
from claimtrack.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event with what its claims add up to."""

    id: int
    claims: int
    conflicting: int
    """Claims that another one contradicts."""
    last_seen_at: datetime
    """When one of its claims was last found in an article that did not have it before."""


def list_events(
    session: Session, *, query: str | None, conflicting: bool, before: tuple[datetime, int] | None, limit: int
) -> list[EventRow]:
    """Up to `limit` events of two claims or more, the one seen last first.

    Only claims count that stand in a current text and were not merged away. Served by the index on `event_id`.
    """
    seen, contradicted = func.max(Claim.last_seen_at), func.count().filter(col(Claim.conflict_count) > 0)
    statement = (
        select(Claim.event_id, func.count(), contradicted, seen)
        .where(col(Claim.event_id).is_not(None), col(Claim.merged_into_id).is_(None), col(Claim.appearance_count) > 0)
        .group_by(col(Claim.event_id))
        .having(func.count() > 1)
        .order_by(seen.desc(), col(Claim.event_id).desc())
        .limit(limit)
    )
    if query:
        asked = func.websearch_to_tsquery("english", query)
        told = select(Claim.event_id).where(func.to_tsvector("english", Claim.text).bool_op("@@")(asked))
        statement = statement.where(col(Claim.event_id).in_(told))
    if conflicting:
        statement = statement.having(contradicted > 0)
    if before is not None:
        statement = statement.having(func.row(seen, col(Claim.event_id)) < func.row(*before))
    return [_row(found) for found in session.execute(statement)]


def find_event(session: Session, event_id: int) -> Event:
    """The event.

    Raises:
        NotFound: there is none; the message leads on.
    """
    found = session.get(Event, event_id)
    if found is None:
        raise NotFound(f"There is no event {event_id}. Events come and go with the links between claims.")
    return found


def _row(found: Row[int | None, int, int, datetime]) -> EventRow:
    event_id, claims, conflicting, seen = found
    return EventRow(id=event_id or 0, claims=claims, conflicting=conflicting, last_seen_at=seen)
