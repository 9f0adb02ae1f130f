"""Typed links between claims, and events."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, text, update
from sqlmodel import Session, and_, col, or_, select

from claimtrack.db.tables import Appearance, Claim, ClaimMatch, Event, MatchStatus
from claimtrack.links.model import Relation


def lock_linking(session: Session, *, wait_s: float | None = 20.0) -> None:
    """Wait for any other text that is being linked; held until the transaction ends.

    Args:
        session: the transaction.
        wait_s: longest wait in seconds, because a person waits for the answer; None waits as long as it takes.

    Raises:
        Overlapped: at the end of the transaction's block, when the wait was in vain.
    """
    connection = session.connection()
    limit_ms = 0 if wait_s is None else int(wait_s * 1000)
    connection.execute(text("SELECT set_config('lock_timeout', :limit, true)"), {"limit": f"{limit_ms}ms"})
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('claimtrack-link'))"))
    connection.execute(text("SELECT set_config('lock_timeout', '0', true)"))


def matches_of(session: Session, claim_ids: Iterable[int], *, limit: int = 2000) -> list[ClaimMatch]:
    """Every match in which one of the claims takes part, most probable first. Served by the indexes on both claim ids."""
    ids = set(claim_ids)
    return list(
        session.exec(
            select(ClaimMatch)
            .where(or_(col(ClaimMatch.claim_a_id).in_(ids), col(ClaimMatch.claim_b_id).in_(ids)))
            .order_by(col(ClaimMatch.probability).desc(), col(ClaimMatch.id))
            .limit(limit)
        )
    )


def shown_matches(session: Session, claim_ids: Iterable[int], *, limit: int = 2000) -> list[ClaimMatch]:
    """As `matches_of`, without what nobody has decided of claims that are kept out of matching.

    Those claims are few; ix_claim_barred lists them.
    """
    ids = set(claim_ids)
    return list(
        session.exec(
            select(ClaimMatch)
            .where(or_(col(ClaimMatch.claim_a_id).in_(ids), col(ClaimMatch.claim_b_id).in_(ids)), not_held_back())
            .order_by(col(ClaimMatch.probability).desc(), col(ClaimMatch.id))
            .limit(limit)
        )
    )


def conflicts_of(session: Session, claim_ids: Iterable[int], *, limit: int = 2000) -> list[ClaimMatch]:
    """The conflicts of some claims that count (see `count_by_claim`), surest first.

    Served by the indexes on both claim ids. One with a claim that stands in no current text any more is among them.
    """
    ids = set(claim_ids)
    return list(
        session.exec(
            select(ClaimMatch)
            .where(
                or_(col(ClaimMatch.claim_a_id).in_(ids), col(ClaimMatch.claim_b_id).in_(ids)),
                ClaimMatch.relation == Relation.CONFLICTS,
                ClaimMatch.status != MatchStatus.REJECTED,
                or_(col(ClaimMatch.articles_apart).is_not(True), ClaimMatch.status == MatchStatus.CONFIRMED),
                not_held_back(),
            )
            .order_by(col(ClaimMatch.probability).desc(), col(ClaimMatch.id))
            .limit(limit)
        )
    )


def not_held_back() -> ColumnElement[bool]:
    """That a match is decided, or that both its claims take part in matching."""
    barred = select(Claim.id).where(col(Claim.barred_at).is_not(None))
    open_ends = ~col(ClaimMatch.claim_a_id).in_(barred) & ~col(ClaimMatch.claim_b_id).in_(barred)
    return or_(col(ClaimMatch.status) != MatchStatus.SUGGESTED, open_ends)


def is_apart(match: ClaimMatch) -> bool:
    """Whether a match links articles that tell of two events, and no person has said that it holds all the same."""
    return bool(match.articles_apart) and match.status == MatchStatus.SUGGESTED


def barred_among(session: Session, claim_ids: Iterable[int]) -> set[int]:
    """Those of some claims that are kept out of matching. Served by the primary key."""
    rows = session.exec(select(Claim.id).where(col(Claim.id).in_(set(claim_ids)), col(Claim.barred_at).is_not(None)))
    return {claim_id for claim_id in rows if claim_id is not None}


def find_match(session: Session, first: int, second: int) -> ClaimMatch | None:
    """The match between two claims, in whatever order; None when there is none. Served by the unique index."""
    a, b = sorted((first, second))
    return session.exec(select(ClaimMatch).where(and_(ClaimMatch.claim_a_id == a, ClaimMatch.claim_b_id == b))).first()


def matches_between(session: Session, claim_id: int, others: Iterable[int]) -> dict[int, ClaimMatch]:
    """The matches of a claim with some others, by the other's id. Served by the unique index."""
    ids = set(others)
    rows = session.exec(
        select(ClaimMatch).where(
            or_(
                and_(col(ClaimMatch.claim_a_id) == claim_id, col(ClaimMatch.claim_b_id).in_(ids)),
                and_(col(ClaimMatch.claim_b_id) == claim_id, col(ClaimMatch.claim_a_id).in_(ids)),
            )
        )
    )
    return {row.claim_b_id if row.claim_a_id == claim_id else row.claim_a_id: row for row in rows}


def lock_matches(session: Session, match_ids: Iterable[int]) -> dict[int, ClaimMatch]:
    """Matches by id as they are once nobody else changes them, until the transaction ends."""
    rows = session.exec(
        select(ClaimMatch)
        .where(col(ClaimMatch.id).in_(set(match_ids)))
        .order_by(col(ClaimMatch.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id or 0: row for row in rows}


def count_by_claim(session: Session, claim_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """(claims that conflict, matches waiting for a person) by claim id.

    Rejected matches are left out, those with claims that stand in no current text any more, and what nobody has decided of
    claims that are kept out of matching. A conflict of articles that tell of two events is none.
    """
    ids = set(claim_ids)
    counts = {claim_id: [0, 0] for claim_id in ids}
    matches = shown_matches(session, ids, limit=100_000)
    withdrawn = _without_appearance(
        session, {found for match in matches for found in (match.claim_a_id, match.claim_b_id)}
    )
    for match in matches:
        if withdrawn & {match.claim_a_id, match.claim_b_id}:
            continue
        for claim_id in (match.claim_a_id, match.claim_b_id):
            if claim_id not in counts or match.status == MatchStatus.REJECTED:
                continue
            counts[claim_id][0] += match.relation == Relation.CONFLICTS and not is_apart(match)
            counts[claim_id][1] += match.status == MatchStatus.SUGGESTED and match.relation == Relation.SAME_CLAIM
    return {claim_id: (conflicts, waiting) for claim_id, (conflicts, waiting) in counts.items()}


def _without_appearance(session: Session, claim_ids: set[int]) -> set[int]:
    """Claims that stand in no current text any more."""
    standing = session.exec(
        select(Appearance.claim_id)
        .where(col(Appearance.claim_id).in_(claim_ids), col(Appearance.is_current))
        .distinct()
    )
    return claim_ids - set(standing)


def event_members(session: Session, event_ids: Iterable[int]) -> list[Claim]:
    """Claims of some events. Served by the index on `event_id`."""
    return list(
        session.exec(
            select(Claim)
            .where(col(Claim.event_id).in_(set(event_ids)), col(Claim.merged_into_id).is_(None))
            .order_by(col(Claim.id))
        )
    )


def make_event(session: Session, title: str) -> int:
    """The id of a new event."""
    event = Event(title=title)
    session.add(event)
    session.flush()
    return event.id or 0


def merge_events(session: Session, event_ids: Iterable[int], *, into: int) -> None:
    """Put the claims of some events into another."""
    session.execute(update(Claim).where(col(Claim.event_id).in_(set(event_ids))).values(event_id=into))
