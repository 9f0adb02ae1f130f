"""What a search among claims is narrowed to, before anything is ranked or counted."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlmodel import Session

from claimtrack.verification.workflow import State

FEW = 5000
"""Appearances that are all measured rather than searched for. Source: 5,000 cosines take 8 ms, about what a search among
100,000 takes; from there on one in twenty fits, and the search meets sixty of them soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNarrowing:
    """Which claims count; everything given must hold, and something must be given."""

    state: State | None = None
    language: str | None = None
    """ISO 639-1."""
    since: date | None = None
    """First published on or after this day, or added since then where no publication is dated."""

    @property
    def condition(self) -> str:
        """The condition in SQL on a claim `c`."""
        parts = {
            "c.state = :state": self.state,
            "c.language = :language": self.language,
            "CAST(coalesce(c.first_seen_at, c.last_seen_at) AT TIME ZONE 'UTC' AS date) >= :since": self.since,
        }
        return " AND ".join(part for part, value in parts.items() if value is not None)

    @property
    def values(self) -> dict[str, object]:
        """The values that the condition names."""
        given = {"state": self.state and self.state.value, "language": self.language, "since": self.since}
        return {name: value for name, value in given.items() if value is not None}

    def few(self, session: Session) -> list[int] | None:
        """The current appearances of such claims, where they are few; None where they are many.

        Served by ix_claim_inbox where a state is given, and by the index on `claim_id`.
        """
        joined = "claim c JOIN appearance a ON a.claim_id = c.id AND a.is_current"
        statement = f"SELECT a.id FROM {joined} WHERE {self.condition} LIMIT {FEW + 1}"  # noqa: S608 conditions of our own
        rows = session.connection().execute(text(statement), self.values)
        found = [int(one) for (one,) in rows]
        return found if len(found) <= FEW else None
