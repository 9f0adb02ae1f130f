"""The inbox, and what people decide of one claim: state, rating, assignment, evidence, whether it is matched.

Every change leaves an audit row.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from claimtrack.articles.urls import canonical_url
from claimtrack.db import audit
from claimtrack.db.claims import ClaimQuery, count_claims, find_claim
from claimtrack.db.claims import (
    list_claims as query_claims,
)
from claimtrack.db.matches import lock_linking, matches_of
from claimtrack.db.paging import pack_cursor, unpack_cursor
from claimtrack.db.rechecks import count_evidence
from claimtrack.db.tables import Claim, Evidence
from claimtrack.db.types import storable
from claimtrack.errors import Conflict, InvalidQuery, StaleVersion
from claimtrack.services.counting import refresh_claims
from claimtrack.services.engine import Engine
from claimtrack.services.memberships import reason_words
from claimtrack.services.presenting import claim_summaries, evidence_view
from claimtrack.services.relations import other_claim
from claimtrack.services.views import ClaimList, ClaimSummary, EvidenceView, InboxCounts
from claimtrack.verification.workflow import Stance, State, check_transition

MAX_PAGE = 200
SORTS = ("worth", "newest", "sources")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """What the inbox is narrowed to; everything given must hold."""

    states: tuple[State, ...] = ()
    query: str | None = None
    """Words of the claim."""
    outlet: str | None = None
    claimant: str | None = None
    place: str | None = None
    since: date | None = None
    """First day that the claim may be about (its article's day where it names none)."""
    until: date | None = None
    conflicting: bool = False
    suggested: bool = False
    several_outlets: bool = False
    due: bool = False
    barred: bool = False
    """Whether only claims that are kept out of matching are listed."""
    min_worthiness: float = 0.0
    sort: str = "worth"
    """worth (check-worthiness), newest (last appearance) or sources (number of outlets); always descending."""


def list_claims(engine: Engine, *, filter: ClaimFilter, cursor: str | None, limit: int) -> ClaimList:
    """A page of claims.

    Raises:
        InvalidQuery: the limit, the order, the days, the worthiness or the cursor is not valid.
    """
    if not 1 <= limit <= MAX_PAGE:
        raise InvalidQuery(f"`limit` must be between 1 and {MAX_PAGE}.")
    if filter.sort not in SORTS:
        raise InvalidQuery(f"`sort` must be one of {', '.join(SORTS)}.")
    if filter.since and filter.until and filter.since > filter.until:
        raise InvalidQuery("`since` lies after `until`. Swap them.")
    if not 0 <= filter.min_worthiness <= 1:
        raise InvalidQuery("`min_worthiness` must be between 0 and 1.")
    with engine.database.begin() as session:
        found = query_claims(session, _query(filter, engine.now()), after=_after(filter.sort, cursor), limit=limit + 1)
        more = len(found) > limit
        items = claim_summaries(session, found[:limit])
        return ClaimList(items=tuple(items), next_cursor=_cursor(filter.sort, found[limit - 1]) if more else None)


def count_inbox(engine: Engine) -> InboxCounts:
    """How many claims each quick filter of the inbox holds."""
    with engine.database.begin() as session:
        counts = count_claims(session, engine.now())
        return InboxCounts(
            by_state={state: counts[f"state:{state.value}"] for state in State},
            conflicting=counts["conflicting"],
            suggested=counts["suggested"],
            several_outlets=counts["several_outlets"],
            due=counts["due"],
            barred=counts["barred"],
            total=counts["total"],
        )


def set_state(
    engine: Engine,
    claim_id: int,
    *,
    state: State,
    rating: str | None,
    reason: str | None,
    revision: int,
    actor: str,
) -> ClaimSummary:
    """The claim in its new state.

    Args:
        revision: the claim's revision that the person was looking at.

    Raises:
        NotFound: there is no such claim.
        StaleVersion: somebody changed it since.
        TransitionRefused: the rules forbid it; the message says what is missing.
    """
    with engine.database.begin() as session:
        claim = _claim_for_change(session, claim_id, revision)
        check_transition(
            claim.state,
            state,
            rating=rating,
            evidence_count=count_evidence(session, claim.id or 0),
            ratings=engine.settings.ratings,
            current_rating=claim.rating,
        )
        before: dict[str, object] = {"state": claim.state.value, "rating": claim.rating}
        claim.state, claim.rating = state, rating
        _changed(session, claim, actor=actor, action="state-set", before=before, reason=reason)
        refresh_claims(session, [claim.id or 0], now=engine.now())
        return claim_summaries(session, [claim])[0]


def assign(engine: Engine, claim_id: int, *, to: str | None, revision: int, actor: str) -> ClaimSummary:
    """The claim, assigned to somebody or to nobody.

    Raises:
        NotFound: there is no such claim.
        StaleVersion: somebody changed it since.
    """
    with engine.database.begin() as session:
        claim = _claim_for_change(session, claim_id, revision)
        before: dict[str, object] = {"assigned_to": claim.assigned_to}
        claim.assigned_to = " ".join(storable(to or "").split())[:100] or None
        _changed(session, claim, actor=actor, action="assigned", before=before, reason=None)
        return claim_summaries(session, [claim])[0]


def add_evidence(engine: Engine, claim_id: int, *, url: str, excerpt: str, stance: Stance, actor: str) -> EvidenceView:
    """A piece of evidence, added to the claim.

    Raises:
        NotFound: there is no such claim.
        InvalidUrl: the address is not a web address.
        InvalidQuery: the excerpt is empty or longer than 5,000 characters.
    """
    address = canonical_url(url)
    words = storable(excerpt).strip()
    if not words or len(words) > 5000:
        raise InvalidQuery("Quote the passage that counts, in 1 to 5,000 characters.")
    with engine.database.begin() as session:
        claim = find_claim(session, claim_id, lock=True)
        row = Evidence(claim_id=claim.id or 0, url=address, excerpt=words, stance=stance, added_by=actor)
        session.add(row)
        session.flush()
        session.refresh(row)
        audit.record(
            session,
            actor=actor,
            action="evidence-added",
            subject="claim",
            subject_id=claim.id or 0,
            after={"url": address, "stance": stance.value},
        )
        return evidence_view(row)


def bar_claim(engine: Engine, claim_id: int, *, reason: str, revision: int, actor: str) -> ClaimSummary:
    """The claim, kept out of matching: it is no longer suggested, joined or offered as a match.

    What nobody has decided of its matches is hidden, and shown again once it is matched again. What people have decided stays,
    and so does its event: what an article tells of is not in doubt.

    Raises:
        NotFound: there is no such claim.
        InvalidQuery: there is no reason.
        StaleVersion: somebody changed it since.
        Conflict: it is kept out already.
    """
    words = reason_words(reason)
    if words is None:
        raise InvalidQuery("Say why it should not be matched.")
    return _set_barred(engine, claim_id, words, revision=revision, actor=actor)


def unbar_claim(engine: Engine, claim_id: int, *, revision: int, actor: str) -> ClaimSummary:
    """The claim, taking part in matching again, with the suggestions that it had.

    Raises:
        NotFound: there is no such claim.
        StaleVersion: somebody changed it since.
        Conflict: it takes part already.
    """
    return _set_barred(engine, claim_id, None, revision=revision, actor=actor)


def _set_barred(engine: Engine, claim_id: int, reason: str | None, *, revision: int, actor: str) -> ClaimSummary:
    with engine.database.begin() as session:
        lock_linking(session)  # A text that is being linked must not be matched with it any more.
        claim = _claim_for_change(session, claim_id, revision)
        if (claim.barred_at is not None) is (reason is not None):
            raise Conflict("It is kept out of matching already." if reason else "It takes part in matching already.")
        before: dict[str, object] = {"matching": "kept out" if claim.barred_at else "takes part"}
        claim.barred_at = engine.now() if reason else None
        claim.barred_by, claim.barred_reason = (actor, reason) if reason else (None, None)
        claim.revision += 1
        session.add(claim)
        session.flush()
        others = {other_claim(match, claim.id or 0) for match in matches_of(session, [claim.id or 0], limit=100_000)}
        refresh_claims(session, others | {claim.id or 0}, now=engine.now())
        audit.record(
            session,
            actor=actor,
            action="claim-barred" if reason else "claim-unbarred",
            subject="claim",
            subject_id=claim.id or 0,
            before=before,
            after={"matching": "kept out" if reason else "takes part"},
            reason=reason,
        )
        return claim_summaries(session, [claim])[0]


def _claim_for_change(session: Session, claim_id: int, revision: int) -> Claim:
    claim = find_claim(session, claim_id, lock=True)
    if claim.revision != revision:
        raise StaleVersion(
            f"Somebody changed this claim meanwhile (it is {claim.state.label} now). Reload and decide again."
        )
    return claim


def _changed(
    session: Session, claim: Claim, *, actor: str, action: str, before: dict[str, object], reason: str | None
) -> None:
    claim.revision += 1
    session.add(claim)
    after: dict[str, object] = {key: _plain(getattr(claim, key)) for key in before}
    audit.record(
        session,
        actor=actor,
        action=action,
        subject="claim",
        subject_id=claim.id or 0,
        before=before,
        after=after,
        reason=reason_words(reason),
    )


def _plain(value: object) -> object:
    return value.value if isinstance(value, State) else value


def _query(found: ClaimFilter, now: datetime) -> ClaimQuery:
    return ClaimQuery(
        states=found.states,
        query=storable(found.query or "").strip() or None,
        outlet=storable(found.outlet or "").strip() or None,
        claimant=storable(found.claimant or "").strip() or None,
        place=storable(found.place or "").strip() or None,
        since=found.since,
        until=found.until,
        conflicting=found.conflicting,
        suggested=found.suggested,
        several_outlets=found.several_outlets,
        due_before=now if found.due else None,
        barred=found.barred,
        min_worthiness=found.min_worthiness,
        sort=found.sort,
    )


def _cursor(sort: str, claim: Claim) -> str:
    first: dict[str, str | float | int] = {
        "worth": claim.check_worthiness,
        "newest": claim.last_seen_at.isoformat(),
        "sources": claim.outlet_count,
    }
    return pack_cursor([first[sort], claim.id or 0])


def _after(sort: str, cursor: str | None) -> list[str | int | float | datetime] | None:
    if cursor is None:
        return None
    kinds = {"worth": float, "newest": str, "sources": int}
    value, last = unpack_cursor(cursor, [kinds[sort], int])
    if sort != "newest":
        return [value, last]
    try:
        return [datetime.fromisoformat(str(value)).astimezone(UTC), last]
    except (ValueError, OverflowError) as exc:
        raise InvalidQuery("That cursor was not made here. Start again without one.") from exc
