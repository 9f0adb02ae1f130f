"""Two claims made one, once a person has said that they are the same.

The work done on either is kept: appearances, matches, evidence and changes move to the claim that stays; its state is the
other's where nobody had begun on it. The emptied claim remains and points to the one that took over. What a merge changed is
kept with it, so that `services.reverting` can undo it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from claimtrack.db import audit
from claimtrack.db.claims import appearance_rows, claims_by_id, move_appearances
from claimtrack.db.journal import Journal
from claimtrack.db.matches import find_match, matches_between, matches_of
from claimtrack.db.rechecks import move_changes, move_evidence
from claimtrack.db.tables import Claim, ClaimEdit, ClaimEditKind, ClaimMatch, MatchStatus
from claimtrack.errors import Conflict
from claimtrack.links.model import Relation
from claimtrack.services.counting import refresh_claims
from claimtrack.services.engine import Engine
from claimtrack.services.grouping import regroup_events
from claimtrack.services.memberships import keep_edit
from claimtrack.services.relations import other_claim, point_match, set_relation, turned
from claimtrack.verification.workflow import State

BY_HAND = "person"
"""The scorer of a match that exists because somebody said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two claims made one."""

    edit: ClaimEdit
    match: ClaimMatch
    """Theirs, confirmed."""
    touched: frozenset[int]
    """Every claim whose counters or event may have changed."""


def merge_for_good(
    session: Session,
    engine: Engine,
    match: ClaimMatch | None,
    ends: tuple[int, int],
    *,
    actor: str,
    reason: str | None,
    count: bool = True,
) -> Merge:
    """Put the younger of two claims under the older.

    Runs with linking locked.

    Args:
        session: the transaction.
        engine: for its clock.
        match: their match, or one that named a claim which has gone into one of `ends` since; None where the machine has
            found none.
        ends: the two claims.
        actor: who says that they are the same.
        reason: for the record.
        count: whether counters and events follow at once, as part of what undoing puts back. Otherwise the caller sees to
            them with `count_again`, once for many merges, and undoing derives them anew.

    Raises:
        Conflict: both are closed with different ratings, one is kept out of matching, or somebody has decided that they
            differ.
    """
    keep_id, gone_id = sorted(ends)
    check_mergeable(session, keep_id, gone_id, by=match)
    with Journal(session) as journal:
        match = match or _match_by_hand(session, keep_id, gone_id)
        set_relation(match, Relation.SAME_CLAIM, None)
        match.status, match.decided_by, match.decided_at = MatchStatus.CONFIRMED, actor, engine.now()
        session.add(match)
        touched = merge_claims(session, keep_id=keep_id, gone_id=gone_id, actor=actor, reason=reason)
        if count:
            count_again(session, engine, touched)
        edit = keep_edit(session, journal, ClaimEditKind.MERGE, [keep_id, gone_id], actor=actor, reason=reason)
    return Merge(edit=edit, match=match, touched=frozenset(touched))


def count_again(session: Session, engine: Engine, claim_ids: Collection[int]) -> None:
    """Put claims on which somebody has decided into events anew, and rewrite their counters."""
    if claim_ids:
        regroup_events(session, claim_ids)
        refresh_claims(session, claim_ids, now=engine.now())


def _match_by_hand(session: Session, a: int, b: int) -> ClaimMatch:
    """A match of two claims that the machine had not found, resting on the first appearance of each."""
    rests_on: dict[int, int] = {}
    for row in appearance_rows(session, claim_ids=[a, b]):
        rests_on.setdefault(row.appearance.claim_id, row.appearance.id or 0)
    match = ClaimMatch(
        claim_a_id=a,
        claim_b_id=b,
        relation=Relation.SAME_CLAIM,
        probability=0.0,
        similarity=0.0,
        appearance_a_id=rests_on[a],
        appearance_b_id=rests_on[b],
        scorer=BY_HAND,
    )
    session.add(match)
    session.flush()
    return match


def check_mergeable(session: Session, keep_id: int, gone_id: int, *, by: ClaimMatch | None = None) -> None:
    """Return when two claims may become one, by a match of theirs that somebody confirms just now.

    Raises:
        Conflict: both are closed with different ratings, one is kept out of matching, or somebody has decided that they
            differ.
    """
    claims = claims_by_id(session, [keep_id, gone_id], lock=True)
    _check_ratings(claims[keep_id], claims[gone_id])
    for claim in claims.values():
        if claim.barred_at is not None:
            raise Conflict(f"{claim.barred_by} keeps claim {claim.id} out of matching. Let it be matched again first.")
    known = find_match(session, keep_id, gone_id)
    if known is None or known is by or known.status is MatchStatus.SUGGESTED:
        return
    if known.status is MatchStatus.REJECTED or known.relation is not Relation.SAME_CLAIM:
        raise Conflict(
            f"{known.decided_by} has decided that claims {keep_id} and {gone_id} are not the same. Take that back first."
        )


def merge_claims(session: Session, *, keep_id: int, gone_id: int, actor: str, reason: str | None = None) -> set[int]:
    """Put one claim under another; returns every claim whose counters may have changed.

    Raises:
        Conflict: both are closed, with different ratings.
    """
    claims = claims_by_id(session, [keep_id, gone_id], lock=True)
    keep, gone = claims[keep_id], claims[gone_id]
    _check_ratings(keep, gone)
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
    # Beyond both, because a form filled in on either is taken for one on the claim that stays.
    gone.revision, keep.revision = gone.revision + 1, max(gone.revision, keep.revision) + 1
    session.add_all([keep, gone])
    audit.record(
        session,
        actor=actor,
        action="claims-merged",
        subject="claim",
        subject_id=keep_id,
        before=before,
        after=moved,
        reason=reason,
    )
    return touched | {keep_id, gone_id}


def _check_ratings(keep: Claim, gone: Claim) -> None:
    if keep.rating is not None and gone.rating is not None and keep.rating != gone.rating:
        raise Conflict(
            f"Claim {keep.id} is closed as {keep.rating!r} and claim {gone.id} as {gone.rating!r}. "
            "Give both the same rating, or take one up again, and confirm then."
        )


def _move_matches(session: Session, keep_id: int, gone_id: int) -> set[int]:
    """Let every match of `gone_id` name `keep_id`; returns the claims at the other ends."""
    moving = {other_claim(match, gone_id): match for match in matches_of(session, [gone_id], limit=100_000)}
    moving.pop(keep_id, None)
    known = matches_between(session, keep_id, moving)
    for other, match in moving.items():
        theirs = known.get(other)
        if theirs is None:
            point_match(match, gone_id, keep_id)
            session.add(match)
        elif theirs.status is MatchStatus.SUGGESTED and match.status is not MatchStatus.SUGGESTED:
            _take_decision(session, theirs, match, keep_id=keep_id, gone_id=gone_id)
    session.flush()
    return set(moving)


def _take_decision(session: Session, known: ClaimMatch, decided: ClaimMatch, *, keep_id: int, gone_id: int) -> None:
    """Let a person's word on the pair stand, which came while the pair had another claim at one end.

    A no is taken over whatever the machine now says of the pair. A yes is taken over with the relation that it was said of,
    and what the machine says of the pair is kept beside it.
    """
    if decided.status is MatchStatus.CONFIRMED:
        direction = decided.direction
        if (decided.claim_a_id == gone_id) != (known.claim_a_id == keep_id):
            direction = turned(direction)
        set_relation(known, decided.relation, direction)
    known.status, known.decided_by, known.decided_at = decided.status, decided.decided_by, decided.decided_at
    session.add(known)
