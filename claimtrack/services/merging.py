"""Two claims made one, once a person has said that they are the same.

The work done on either is kept: appearances, matches, evidence and changes move to the claim that stays; its state is the
other's where nobody had begun on it. The emptied claim remains and points to the one that took over.
"""

from sqlmodel import Session

from claimtrack.db import audit
from claimtrack.db.claims import claims_by_id, move_appearances
from claimtrack.db.matches import find_match, matches_of
from claimtrack.db.rechecks import move_changes, move_evidence
from claimtrack.db.tables import ClaimMatch, MatchStatus
from claimtrack.errors import Conflict
from claimtrack.verification.workflow import State


def merge_claims(session: Session, *, keep_id: int, gone_id: int, actor: str) -> set[int]:
    """Put one claim under another; returns every claim whose counters may have changed.

    Raises:
        Conflict: both are closed, with different ratings.
    """
    claims = claims_by_id(session, [keep_id, gone_id], lock=True)
    keep, gone = claims[keep_id], claims[gone_id]
    if keep.rating is not None and gone.rating is not None and keep.rating != gone.rating:
        raise Conflict(
            f"Claim {keep_id} is closed as {keep.rating!r} and claim {gone_id} as {gone.rating!r}. "
            "Give both the same rating, or take one up again, and confirm then."
        )
    before: dict[str, object] = {"claim": gone_id, "state": gone.state.value, "rating": gone.rating}
    moved: dict[str, object] = {
        "appearances_moved": move_appearances(session, from_claim=gone_id, to_claim=keep_id, by=actor),
        "evidence_moved": move_evidence(session, from_claim=gone_id, to_claim=keep_id),
    }
    move_changes(session, from_claim=gone_id, to_claim=keep_id)
    touched = _move_matches(session, keep_id, gone_id)
    if keep.state is State.UNSTARTED and gone.state is not State.UNSTARTED:
        keep.state, keep.rating = gone.state, gone.rating
        moved |= {"state": keep.state.value, "rating": keep.rating}
    keep.assigned_to = keep.assigned_to or gone.assigned_to
    gone.merged_into_id, gone.event_id = keep_id, None
    gone.revision += 1
    keep.revision += 1
    session.add_all([keep, gone])
    audit.record(
        session, actor=actor, action="claims-merged", subject="claim", subject_id=keep_id, before=before, after=moved
    )
    return touched | {keep_id, gone_id}


def other_claim(match: ClaimMatch, claim_id: int) -> int:
    """The claim at the other end of a match."""
    return match.claim_b_id if match.claim_a_id == claim_id else match.claim_a_id


def _move_matches(session: Session, keep_id: int, gone_id: int) -> set[int]:
    """Let every match of `gone_id` name `keep_id`; returns the claims at the other ends."""
    others = set()
    for match in matches_of(session, [gone_id], limit=100_000):
        other = other_claim(match, gone_id)
        if other == keep_id:
            continue
        others.add(other)
        known = find_match(session, keep_id, other)
        if known is None:
            _point_match(match, gone_id, keep_id)
            session.add(match)
        elif known.status is MatchStatus.SUGGESTED and match.status is not MatchStatus.SUGGESTED:
            _take_decision(session, known, match)
        session.flush()
    return others


def _take_decision(session: Session, known: ClaimMatch, decided: ClaimMatch) -> None:
    """Let a person's word on the pair stand, which came while the pair had another claim at one end.

    A no is taken over whatever the machine now says of the pair; a yes only to the relation that it was said of.
    """
    if decided.status is MatchStatus.CONFIRMED and decided.relation is not known.relation:
        return
    known.status, known.decided_by, known.decided_at = decided.status, decided.decided_by, decided.decided_at
    session.add(known)


def _point_match(match: ClaimMatch, gone_id: int, keep_id: int) -> None:
    """Let a match name `keep_id` instead of `gone_id`, with the smaller id still first."""
    ends = {match.claim_a_id: match.appearance_a_id, match.claim_b_id: match.appearance_b_id}
    ends[keep_id] = ends.pop(gone_id)
    swapped = (match.claim_a_id == gone_id) != (min(ends) == keep_id)
    (match.claim_a_id, match.appearance_a_id), (match.claim_b_id, match.appearance_b_id) = sorted(ends.items())
    if swapped and match.direction is not None:
        match.direction = next(other for other in type(match.direction) if other is not match.direction)
