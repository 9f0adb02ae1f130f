"""Claims compared: one claim with all its sources and matches, or two texts against each other."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from claimtrack.db import audit
from claimtrack.db.articles import copy_shares
from claimtrack.db.claims import AppearanceRow, appearance_rows, claims_by_id, find_claim
from claimtrack.db.matches import event_members, shown_matches
from claimtrack.db.rechecks import evidence_of
from claimtrack.db.tables import Claim, ClaimMatch, MatchStatus
from claimtrack.db.types import storable
from claimtrack.links.assertions import whole_assertion
from claimtrack.links.calibration import calibrated
from claimtrack.links.compare import compare
from claimtrack.links.decide import decide
from claimtrack.links.likeness import Likeness, likeness
from claimtrack.links.model import Action, Assertion, Direction, Reason, Relation
from claimtrack.services.engine import Engine
from claimtrack.services.events import timeline_of
from claimtrack.services.histories import originals
from claimtrack.services.memberships import ClaimEditList, claim_edit_views
from claimtrack.services.presenting import (
    appearance_views,
    audit_views,
    change_views,
    claim_summaries,
    evidence_view,
    match_views,
)
from claimtrack.services.records import sourcing_of_row
from claimtrack.services.tuning import policy_now
from claimtrack.services.views import AppearanceView, AuditView, ClaimPage, MatchView, SourceView
from claimtrack.sourcing.chain import sourcing_chain
from claimtrack.sourcing.independence import count_sources
from claimtrack.sourcing.timeline import Timeline
from claimtrack.verification.workflow import allowed_from

AGREES = (Relation.SAME_CLAIM, Relation.ENTAILS, Relation.COMPATIBLE)
OTHERWISE = (Relation.CONFLICTS, Relation.UPDATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How one text stands to another."""

    relation: Relation
    direction: Direction | None
    probability: float
    similarity: float
    reasons: tuple[Reason, ...]
    action: Action
    guards: tuple[Reason, ...]
    a: str
    """The claim taken from the first text."""
    b: str
    likeness: Likeness
    """Of the texts as they were given."""


def get_claim(engine: Engine, claim_id: int) -> ClaimPage:
    """Everything about one claim; a claim that was merged leads to the one it was merged into.

    Raises:
        NotFound: there is no such claim.
    """
    with engine.database.begin() as session:
        claim = find_claim(session, claim_id)
        rows = appearance_rows(session, claim_ids=[claim.id or 0], with_context=True)
        views = appearance_views(session, rows)
        matches = _grouped(match_views(session, claim.id or 0, _live_matches(session, claim)))
        return ClaimPage(
            claim=claim_summaries(session, [claim])[0],
            sources=_sources(session, rows, views),
            agrees=matches["agrees"],
            otherwise=matches["otherwise"],
            apart=matches["apart"],
            near=matches["near"],
            suggestions=matches["suggestions"],
            rejected=matches["rejected"],
            originals=originals(session, [view.id for view in views if view.edited]),
            timeline=_timeline(session, claim, rows),
            chain=sourcing_chain([sourcing_of_row(row, {}) for row in rows]),
            evidence=tuple(evidence_view(row) for row in evidence_of(session, claim.id or 0)),
            changes=change_views(session, claim_ids=[claim.id or 0], page_ids={row.article.id or 0 for row in rows}),
            record=_record(session, claim),
            edits=claim_edit_views(session, claim.id or 0),
            allowed_states=allowed_from(claim.state),
            ratings=tuple(engine.settings.ratings),
            fictional=any(row.outlet is not None and row.outlet.fictional for row in rows),
        )


def get_history(engine: Engine, claim_id: int) -> ClaimEditList:
    """The merges and splits that a claim took part in, newest first; one that was merged answers with the other's.

    Raises:
        NotFound: there is no such claim.
    """
    with engine.database.begin() as session:
        return ClaimEditList(items=claim_edit_views(session, find_claim(session, claim_id).id or 0))


def compare_texts(
    engine: Engine, a: str, b: str, *, published_a: date | None = None, published_b: date | None = None
) -> Comparison:
    """How text `b` stands to text `a`, by the same comparison that links claims.

    Each text is taken as its longest claim, or as a whole where none is found.

    Raises:
        EmptyText: one of them is empty.
    """
    first = text_assertion(engine, a, published_on=published_a)
    second = text_assertion(engine, b, published_on=published_b)
    vectors = engine.encode([first.text, second.text, storable(a), storable(b)])
    similarity = float(vectors[0] @ vectors[1])
    policy, _ = policy_now(engine)
    judgement = calibrated(compare(first, second, similarity=similarity), policy.calibration)
    decision = decide(judgement, first, second, thresholds=policy.thresholds)
    return Comparison(
        relation=judgement.relation,
        direction=judgement.direction,
        probability=judgement.probability,
        similarity=similarity,
        reasons=judgement.reasons,
        action=decision.action,
        guards=decision.guards,
        a=first.text,
        b=second.text,
        likeness=likeness(storable(a), storable(b), similarity=float(vectors[2] @ vectors[3])),
    )


def text_assertion(engine: Engine, text: str, *, published_on: date | None) -> Assertion:
    """A query text as an assertion: its longest claim, or the whole where none is found.

    Raises:
        EmptyText: there is nothing but white space.
    """
    text = storable(text)
    return whole_assertion(text, engine.rules.extract(text, published_on=published_on), published_on=published_on)


def _live_matches(session: Session, claim: Claim) -> list[ClaimMatch]:
    """The claim's matches with claims that still stand in a current text; withdrawn ones show as changes."""
    matches = shown_matches(session, [claim.id or 0], limit=500)
    others = claims_by_id(session, {found for match in matches for found in (match.claim_a_id, match.claim_b_id)})
    return [
        match
        for match in matches
        if others[match.claim_a_id].appearance_count and others[match.claim_b_id].appearance_count
    ]


def _grouped(matches: list[MatchView]) -> dict[str, tuple[MatchView, ...]]:
    live = [match for match in matches if match.status is not MatchStatus.REJECTED]
    told = [match for match in live if match.relation in (*AGREES, *OTHERWISE) and not _waits(match)]
    return {
        "agrees": tuple(match for match in told if match.relation in AGREES and not match.articles_apart),
        "otherwise": tuple(match for match in told if match.relation in OTHERWISE and not match.articles_apart),
        "apart": tuple(match for match in told if match.articles_apart),
        "near": tuple(match for match in live if match.relation in (Relation.SAME_EVENT, Relation.RELATED)),
        "suggestions": tuple(match for match in live if _waits(match)),
        "rejected": tuple(match for match in matches if match.status is MatchStatus.REJECTED),
    }


def _waits(match: MatchView) -> bool:
    """A possible same claim that no person has decided: the only kind that would join two claims."""
    return match.relation is Relation.SAME_CLAIM and match.status is MatchStatus.SUGGESTED


def _sources(session: Session, rows: list[AppearanceRow], views: list[AppearanceView]) -> tuple[SourceView, ...]:
    shares = copy_shares(session, {row.article.id or 0 for row in rows})
    counted = count_sources([sourcing_of_row(row, shares) for row in rows])
    by_id = {view.id: view for view in views}
    return tuple(
        SourceView(
            label=source.label,
            proven=source.proven,
            evidence=tuple(dict.fromkeys(merge.evidence for merge in source.merges)),
            appearances=tuple(by_id[member] for member in source.members),
        )
        for source in counted.sources
    )


def _timeline(session: Session, claim: Claim, rows: list[AppearanceRow]) -> Timeline:
    """The figures of the claim's whole event, so that conflicting and later tolls stand beside its own."""
    if claim.event_id is None:
        return timeline_of(session, rows)
    members = [member.id or 0 for member in event_members(session, [claim.event_id])]
    return timeline_of(session, appearance_rows(session, claim_ids=members))


def _record(session: Session, claim: Claim) -> tuple[AuditView, ...]:
    return audit_views(audit.history(session, subject="claim", subject_id=claim.id or 0))
