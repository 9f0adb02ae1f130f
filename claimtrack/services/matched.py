"""What comes with a claim that answers a text: where it stands, word for word, and what was found out about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from claimtrack.db.claims import AppearanceRow
from claimtrack.db.reviews import closed_at, evidence_by_claim, verdicts_by_claim
from claimtrack.db.tables import Claim, ClaimReviewRow
from claimtrack.links.model import Relation
from claimtrack.services.presenting import evidence_view
from claimtrack.services.views import ClaimSummary, EvidenceView, ReasonView
from claimtrack.verification.workflow import State

MOST_APPEARANCES = 10
"""Shown with one claim, the first publication first; `appearance_count` says how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFound:
    """One article that has the claim, with its words."""

    appearance_id: int
    article_id: int
    article_title: str | None
    url: str | None
    outlet: str | None
    published_at: datetime | None
    quote: str
    claimant: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What came out of checking a claim: ours, once it is closed, or a verdict that somebody else has published."""

    publisher: str | None
    """None: checked here."""
    rating: str
    reviewed_at: datetime | None
    url: str | None
    title: str | None
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchResult:
    """A claim that answers a query text."""

    claim: ClaimSummary
    quote: str
    relation: Relation
    direction: str | None
    """query_to_claim, claim_to_query or None."""
    probability: float
    reasons: tuple[ReasonView, ...]
    found_by: tuple[str, ...]
    """Which searches found it: vector, text."""
    appearances: tuple[PlaceFound, ...] = ()
    """The first ten by publication."""
    reviews: tuple[Review, ...] = ()
    """Ours first, then those of others, the newest first; empty while nobody has closed the claim."""


def places_found(rows: Sequence[AppearanceRow]) -> dict[int, tuple[PlaceFound, ...]]:
    """Where each claim stands, from its appearances by publication."""
    found: dict[int, list[PlaceFound]] = defaultdict(list)
    for row in rows:
        places = found[row.appearance.claim_id]
        if len(places) < MOST_APPEARANCES:
            places.append(_place(row))
    return {claim_id: tuple(places) for claim_id, places in found.items()}


def reviews_of(session: Session, claims: Sequence[Claim]) -> dict[int, tuple[Review, ...]]:
    """The published outcomes of each claim that has any."""
    ids = [claim.id or 0 for claim in claims]
    closed = [claim for claim in claims if claim.state is State.CLOSED]
    evidence = evidence_by_claim(session, [claim.id or 0 for claim in closed]) if closed else {}
    moments = closed_at(session, [claim.id or 0 for claim in closed]) if closed else {}
    found: dict[int, list[Review]] = defaultdict(list)
    for claim in closed:
        claim_id = claim.id or 0
        found[claim_id].append(
            Review(
                publisher=None,
                rating=claim.rating or "",
                reviewed_at=moments.get(claim_id),
                url=None,
                title=None,
                evidence=tuple(evidence_view(row) for row in evidence.get(claim_id, ())),
            )
        )
    for claim_id, verdicts in verdicts_by_claim(session, ids).items():
        found[claim_id] += [_verdict(row) for row in verdicts]
    return {claim_id: tuple(reviews) for claim_id, reviews in found.items()}


def _place(row: AppearanceRow) -> PlaceFound:
    return PlaceFound(
        appearance_id=row.appearance.id or 0,
        article_id=row.article.id or 0,
        article_title=row.title,
        url=row.article.url,
        outlet=row.outlet.name if row.outlet else None,
        published_at=row.article.published_at,
        quote=row.appearance.quote,
        claimant=row.claimant.name if row.claimant else None,
    )


def _verdict(row: ClaimReviewRow) -> Review:
    return Review(
        publisher=row.publisher,
        rating=row.rating,
        reviewed_at=row.reviewed_at,
        url=row.url,
        title=row.title,
        evidence=(),
    )
