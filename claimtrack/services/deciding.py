"""What people decide about matches: confirmed, rejected, given another relation, or taken back; one or many at once.

Every decision leaves an audit row on both claims. Confirming that two claims are the same puts them under one
(`services.merging`), which can be undone (`services.reverting`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from sqlmodel import Session

from claimtrack.db import audit
from claimtrack.db.claims import claims_by_id, find_claim
from claimtrack.db.matches import find_match, lock_linking, lock_matches
from claimtrack.db.session import retry_overlapped
from claimtrack.db.tables import Claim, ClaimMatch, MatchStatus
from claimtrack.errors import Conflict, InvalidQuery, NotFound, StaleDecisions, StaleVersion
from claimtrack.links.model import Direction, Relation
from claimtrack.services.engine import Engine
from claimtrack.services.memberships import reason_words
from claimtrack.services.merging import check_mergeable, count_again, merge_for_good
from claimtrack.services.relations import DIRECTED, other_claim, set_relation, take_relation_back

Decision = Literal["confirm", "reject", "reopen", "retype"]
DECISIONS: Mapping[Decision, MatchStatus] = MappingProxyType(
    {
        "confirm": MatchStatus.CONFIRMED,
        "reject": MatchStatus.REJECTED,
        "reopen": MatchStatus.SUGGESTED,
        "retype": MatchStatus.CONFIRMED,
    }
)
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchDecision:
    """What somebody decides about one match."""

    match_id: int
    decision: Decision
    relation: Relation | None = None
    """For `retype`: the relation that it has in truth."""
    source_id: int | None = None
    """For `retype` to entails or updates: the claim that implies the other, or is the older."""
    seen: Relation | None = None
    """The relation that was on the page; where the machine has changed it since, the decision is refused."""
    seen_claims: tuple[int, int] | None = None
    """The two claims that were on the page; where one of them has gone into another since, the decision is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A match as it was decided. One that another decision of the same lot has settled stays a suggestion, within one claim."""

    match_id: int
    status: MatchStatus
    relation: Relation
    claim_ids: tuple[int, int]
    decided_by: str | None
    merged_into: int | None
    """The claim that holds both from now on; None where nothing was merged."""
    edit_id: int | None
    """The merge, by which it can be undone; None also where an earlier decision of the same lot had merged them."""


def decide_match(
    engine: Engine,
    match_id: int,
    *,
    decision: Decision,
    actor: str,
    relation: Relation | None = None,
    source_id: int | None = None,
    reason: str | None = None,
) -> Decided:
    """The match as decided. Confirming a `same_claim` puts both claims under the older one.

    Only a suggestion is confirmed, rejected or given another relation, so that of two people who decide at once the second
    is told; `reopen` makes a decided match a suggestion again, as the machine had judged it.

    Raises:
        NotFound: there is no such match.
        InvalidQuery: the relation or its direction is missing, or not meant here.
        Conflict: it is decided already, or is a suggestion already, or its claims have been joined or are kept out of matching.
    """
    asked = MatchDecision(match_id=match_id, decision=decision, relation=relation, source_id=source_id)
    try:
        return decide_many(engine, [asked], actor=actor, reason=reason)[0]
    except StaleDecisions as exc:
        raise Conflict(exc.stale[match_id]) from exc


def decide_many(
    engine: Engine, decisions: Sequence[MatchDecision], *, actor: str, reason: str | None = None
) -> tuple[Decided, ...]:
    """The matches as decided, in the order given: all of them in one transaction, or none.

    Args:
        engine: what is needed open.
        decisions: 1 to 200, each about another match.
        actor: who decides.
        reason: for the record, of all of them.

    Raises:
        InvalidQuery: there are none or too many, a match is named twice, or a relation or direction is missing or not meant.
        NotFound: there is no such match, where only one is decided.
        StaleDecisions: some cannot be decided so any more; it names each with the reason, and nothing is stored.
    """
    _check_asked(decisions)
    words = reason_words(reason)

    def stored() -> tuple[Decided, ...]:
        with engine.database.begin() as session:
            lock_linking(session)  # A text that is being linked must not land under a claim that is emptied here.
            matches = lock_matches(session, [one.match_id for one in decisions])
            if not matches and len(decisions) == 1:
                raise NotFound(f"There is no match {decisions[0].match_id}.")
            lot = _Lot(session, engine, matches, actor=actor, reason=words)
            return lot.decide(decisions)

    return retry_overlapped(stored)


def merge_two(
    engine: Engine, claim_id: int, other_id: int, *, revision: int, actor: str, reason: str | None = None
) -> Decided:
    """Two claims put under the older of them because somebody says that they are the same.

    Args:
        engine: what is needed open.
        claim_id: the claim that the person was looking at.
        other_id: the one that says the same.
        revision: of `claim_id`, as the person saw it.
        actor: who says so.
        reason: for the record.

    Raises:
        NotFound: there is no such claim.
        InvalidQuery: it is the same claim.
        StaleVersion: somebody changed the claim since.
        Conflict: one has been joined to another, is kept out of matching, stands in no article, somebody has decided that
            they differ, or both are closed with different ratings.
    """
    if claim_id == other_id:
        raise InvalidQuery("That is this claim itself. Give the number of another one.")
    words = reason_words(reason)

    def stored() -> Decided:
        with engine.database.begin() as session:
            lock_linking(session)
            claims = claims_by_id(session, [claim_id, other_id], lock=True)
            _check_both(claims, claim_id, other_id)
            if claims[claim_id].revision != revision:
                raise StaleVersion(
                    f"Somebody changed claim {claim_id} meanwhile. Reload, look at it, and decide again."
                )
            match = find_match(session, claim_id, other_id)
            if match is not None and match.status is not MatchStatus.SUGGESTED:
                raise Conflict(decided_already(match))
            return _Lot(session, engine, {}, actor=actor, reason=words).merge(match, (claim_id, other_id))

    return retry_overlapped(stored)


def _check_asked(decisions: Sequence[MatchDecision]) -> None:
    if not 1 <= len(decisions) <= MOST_AT_ONCE:
        raise InvalidQuery(f"Decide 1 to {MOST_AT_ONCE} matches at once.")
    ids = [one.match_id for one in decisions]
    twice = next((found for found in ids if ids.count(found) > 1), None)
    if twice is not None:
        raise InvalidQuery(f"Match {twice} is decided twice here. Decide it once.")
    for one in decisions:
        if (one.decision == "retype") != (one.relation is not None):
            raise InvalidQuery(f"Match {one.match_id}: a relation is given exactly when the match gets another one.")
        if (one.relation in DIRECTED) != (one.source_id is not None):
            raise InvalidQuery(
                f"Match {one.match_id}: say which claim implies the other or is the older, and only for these two relations."
            )


def _check_both(claims: Mapping[int, Claim], *ids: int) -> None:
    for claim_id in ids:
        claim = claims.get(claim_id)
        if claim is None:
            raise NotFound(f"There is no claim {claim_id}.")
        if claim.merged_into_id is not None:
            raise Conflict(f"Claim {claim_id} has been joined to claim {claim.merged_into_id} meanwhile.")
        if not claim.appearance_count:
            raise Conflict(f"Claim {claim_id} stands in no article any more.")


def decided_already(match: ClaimMatch) -> str:
    """Why a decided match is not decided over."""
    by = f" by {match.decided_by}" if match.decided_by else ""
    return f"This match is {match.status.value} already{by}. Take that back first to decide otherwise."


@dataclass(slots=True)
class _Lot:
    """Decisions that are stored together."""

    session: Session
    engine: Engine
    matches: Mapping[int, ClaimMatch]
    actor: str
    reason: str | None
    uncounted: set[int] = field(default_factory=set)
    """Claims whose counters and events wait for the end of the lot."""

    def decide(self, decisions: Sequence[MatchDecision]) -> tuple[Decided, ...]:
        """Store every decision: what joins nothing first, so that a no in the lot stands against a yes in it."""
        claims = self._ends(decisions)
        stale = {one.match_id: why for one in decisions if (why := self._why_stale(one, claims)) is not None}
        if stale:
            raise StaleDecisions(stale=stale)
        done = {one.match_id: self._set(one) for one in decisions if not self._joins(one)}
        count_again(self.session, self.engine, {found for one in done.values() for found in one.claim_ids})
        joins = [one for one in decisions if one.match_id not in done]
        for one in joins:
            match = self.matches[one.match_id]
            ends = [find_claim(self.session, found).id or 0 for found in (match.claim_a_id, match.claim_b_id)]
            try:
                done[one.match_id] = self.merge(match, (ends[0], ends[1]), count=len(joins) == 1)
            except Conflict as exc:
                stale[one.match_id] = exc.message
        if stale:
            raise StaleDecisions(stale=stale)
        count_again(self.session, self.engine, self.uncounted)
        return tuple(self._at_last(done[one.match_id]) for one in decisions)

    def _at_last(self, done: Decided) -> Decided:
        """A decision with the claim that holds both once the whole lot is stored."""
        if done.merged_into is None:
            return done
        return replace(done, merged_into=find_claim(self.session, done.merged_into).id)

    def merge(self, match: ClaimMatch | None, ends: tuple[int, int], *, count: bool = True) -> Decided:
        """Put two claims under one, because of their match or because somebody says so.

        Without `count` the claims that have to be counted are added to `uncounted`.

        Raises:
            Conflict: they cannot be one.
        """
        if match is not None and match.status is not MatchStatus.SUGGESTED:
            raise Conflict(decided_already(match))
        if match is not None and ends[0] == ends[1]:
            # Another decision of the lot has made them one. The match stays as it is, and is open again if that is undone.
            return _decided(match, merged_into=ends[0])
        before = _told(match)
        merge = merge_for_good(
            self.session, self.engine, match, ends, actor=self.actor, reason=self.reason, count=count
        )
        if not count:
            self.uncounted |= merge.touched
        self._record(merge.match, before, "confirm")
        return _decided(merge.match, merged_into=merge.edit.claim_ids[0], edit_id=merge.edit.id)

    def _ends(self, decisions: Iterable[MatchDecision]) -> dict[int, Claim]:
        known = [self.matches[one.match_id] for one in decisions if one.match_id in self.matches]
        return claims_by_id(self.session, {found for m in known for found in (m.claim_a_id, m.claim_b_id)}, lock=True)

    def _joins(self, one: MatchDecision) -> bool:
        relation = one.relation or self.matches[one.match_id].relation
        return DECISIONS[one.decision] is MatchStatus.CONFIRMED and relation is Relation.SAME_CLAIM

    def _why_stale(self, one: MatchDecision, claims: Mapping[int, Claim]) -> str | None:
        """Why a match cannot be decided so, in a sentence; None when it can."""
        match = self.matches.get(one.match_id)
        if match is None:
            return f"There is no match {one.match_id} any more."
        ends = (claims[match.claim_a_id], claims[match.claim_b_id])
        merged = next((claim for claim in ends if claim.merged_into_id is not None), None)
        if merged is not None:
            return f"Claim {merged.id} has been joined to claim {merged.merged_into_id} meanwhile, so this match is settled."
        if one.decision == "reopen":
            return "This match is a suggestion already." if match.status is MatchStatus.SUGGESTED else None
        if match.status is not MatchStatus.SUGGESTED:
            return decided_already(match)
        if one.seen_claims is not None and set(one.seen_claims) != {match.claim_a_id, match.claim_b_id}:
            return f"One of the two claims has been joined to another: it is between {_ends_of(match)} now."
        if one.seen is not None and match.relation is not one.seen:
            return f"The machine has judged this pair anew: {match.relation.value.replace('_', ' ')}."
        barred = next((claim for claim in ends if claim.barred_at is not None), None)
        if barred is not None:
            return f"{barred.barred_by} keeps claim {barred.id} out of matching. Let it be matched again first."
        return self._why_apart(match) if self._joins(one) else None

    def _why_apart(self, match: ClaimMatch) -> str | None:
        try:
            check_mergeable(self.session, match.claim_a_id, match.claim_b_id, by=match)
        except Conflict as exc:
            return exc.message
        return None

    def _set(self, one: MatchDecision) -> Decided:
        match = self.matches[one.match_id]
        if one.source_id not in (None, match.claim_a_id, match.claim_b_id):
            raise InvalidQuery(f"Claim {one.source_id} is not one of the two of match {one.match_id}.")
        before = _told(match)
        if one.decision == "reopen":
            take_relation_back(match)
        if one.relation is not None:
            set_relation(match, one.relation, _direction(match, one.source_id))
        self._sign(match, DECISIONS[one.decision])
        self._record(match, before, one.decision)
        return _decided(match)

    def _sign(self, match: ClaimMatch, status: MatchStatus) -> None:
        is_decided = status is not MatchStatus.SUGGESTED
        match.status = status
        match.decided_by, match.decided_at = (self.actor, self.engine.now()) if is_decided else (None, None)
        self.session.add(match)
        self.session.flush()

    def _record(self, match: ClaimMatch, before: dict[str, object], decision: Decision) -> None:
        after = _told(match)
        changed = {name: value for name, value in before.items() if after.get(name) != value}
        for claim_id in (match.claim_a_id, match.claim_b_id):
            audit.record(
                self.session,
                actor=self.actor,
                action="match-retyped" if decision == "retype" else f"match-{match.status.value}",
                subject="claim",
                subject_id=claim_id,
                before=changed,
                after={"match": match.id, "with": other_claim(match, claim_id), **after},
                reason=self.reason,
            )


def _told(match: ClaimMatch | None) -> dict[str, object]:
    """What the record says of a match."""
    if match is None:
        return {}
    told: dict[str, object] = {"status": match.status.value, "relation": match.relation.value}
    if match.direction is not None:
        told["from"] = match.claim_a_id if match.direction is Direction.A_TO_B else match.claim_b_id
    return told


def _ends_of(match: ClaimMatch) -> str:
    return f"claims {match.claim_a_id} and {match.claim_b_id}"


def _direction(match: ClaimMatch, source_id: int | None) -> Direction | None:
    if source_id is None:
        return None
    return Direction.A_TO_B if source_id == match.claim_a_id else Direction.B_TO_A


def _decided(match: ClaimMatch, *, merged_into: int | None = None, edit_id: int | None = None) -> Decided:
    return Decided(
        match_id=match.id or 0,
        status=match.status,
        relation=match.relation,
        claim_ids=(match.claim_a_id, match.claim_b_id),
        decided_by=match.decided_by,
        merged_into=merged_into,
        edit_id=edit_id,
    )
