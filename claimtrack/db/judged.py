"""Which stored pairs are judged anew, and how people have decided so far."""

from sqlalchemy import text
from sqlmodel import Session, col, select

from claimtrack.db.tables import Appearance, ClaimMatch, MatchStatus
from claimtrack.links.model import Relation


def matches_to_judge(session: Session, *, decided_only: bool, limit: int) -> list[ClaimMatch]:
    """Up to `limit` matches: those that people have decided first, the newest of each first."""
    waits = col(ClaimMatch.status) == MatchStatus.SUGGESTED
    statement = select(ClaimMatch).order_by(waits, col(ClaimMatch.id).desc()).limit(limit)
    return list(session.exec(statement.where(~waits) if decided_only else statement))


def newest_appearances(session: Session, *, limit: int) -> list[int]:
    """Ids of the current appearances stored last, newest first. Served by the primary key."""
    return [
        found or 0
        for found in session.exec(
            select(Appearance.id).where(col(Appearance.is_current)).order_by(col(Appearance.id).desc()).limit(limit)
        )
    ]


def count_decisions(session: Session, edges: tuple[float, ...]) -> dict[tuple[Relation, int], tuple[int, int]]:
    """(confirmed, rejected) by relation and bin of the probability that was shown; bin 0 lies below the first edge."""
    rows = session.connection().execute(_COUNTS, {"edges": list(edges)})
    return {(Relation(relation), int(place)): (int(yes), int(no)) for relation, place, yes, no in rows}


_COUNTS = text(
    """
    SELECT relation, width_bucket(probability, CAST(:edges AS float8[])) AS place,
        count(*) FILTER (WHERE status = 'confirmed'), count(*) FILTER (WHERE status = 'rejected')
    FROM claim_match WHERE status <> 'suggested' GROUP BY relation, place
    """
)
