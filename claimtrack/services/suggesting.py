"""Suggestions for people to decide: both claims of each side by side, strongest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from claimtrack.db.claim_edits import claim_edits_of
from claimtrack.db.claims import AppearanceRow, appearance_rows, claims_by_id, figures_of
from claimtrack.db.paging import pack_cursor, unpack_cursor
from claimtrack.db.suggestions import (
    SuggestionQuery,
    count_suggestions,
    count_waiting,
    last_decided,
    list_suggestions,
    matches_by_id,
)
from claimtrack.db.tables import Claim, ClaimEdit, ClaimEditKind, ClaimMatch, FigureRow, MatchStatus
from claimtrack.db.types import storable
from claimtrack.errors import InvalidQuery
from claimtrack.links.model import Direction, Relation
from claimtrack.services.engine import Engine
from claimtrack.services.presenting import figure_view, match_reasons
from claimtrack.services.views import ReasonView
from claimtrack.services.wordings import FigureView
from claimtrack.verification.workflow import State

MAX_PAGE = 100
MOST_COUNTED = 1000
"""From which on the number of what waits is not counted out."""
LAST_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionFilter:
    """What the list is narrowed to; everything given must hold."""

    relation: Relation | None = None
    least: float = 0.0
    """Least probability, 0..1."""
    outlet: str | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    """One of the two claims of a suggestion, in the words that were compared."""

    claim_id: int
    text: str
    wording: str
    """What was compared: the standalone wording where there is one, else the quote."""
    quote: str
    claimant: str | None
    claimant_named: bool
    outlet: str | None
    fictional: bool
    article_id: int
    article_title: str | None
    published_at: datetime | None
    published_to_the_day: bool
    figures: tuple[FigureView, ...]
    state: State
    rating: str | None
    appearance_count: int
    outlet_count: int
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionView:
    """A match that waits for a person."""

    id: int
    relation: Relation
    source_id: int | None
    """For entails and updates: the claim that implies the other, or is the older."""
    probability: float
    reasons: tuple[ReasonView, ...]
    a: SideView
    b: SideView


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionList:
    """A page of suggestions."""

    items: tuple[SuggestionView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedView:
    """A match that somebody decided, for taking it back."""

    id: int
    status: MatchStatus
    relation: Relation
    judged_relation: Relation | None
    a_id: int
    a_text: str
    b_id: int
    b_text: str
    decided_at: datetime | None
    edit_id: int | None
    """The merge that the decision was, where it can be undone now."""
    is_merge: bool


def list_open(engine: Engine, *, filter: SuggestionFilter, cursor: str | None, limit: int) -> SuggestionList:
    """A page of open suggestions, most probable first: undecided, and between claims that are still there and are matched.

    Raises:
        InvalidQuery: the limit, the probability or the cursor is not valid.
    """
    if not 1 <= limit <= MAX_PAGE:
        raise InvalidQuery(f"`limit` must be between 1 and {MAX_PAGE}.")
    query = _query(filter)
    with engine.database.begin() as session:
        found = list_suggestions(session, query, after=_after(cursor), limit=limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        return SuggestionList(
            items=tuple(_views(session, found[:limit])),
            next_cursor=pack_cursor([last.probability, last.id or 0]) if last else None,
        )


def get_suggestions(engine: Engine, match_ids: Sequence[int]) -> tuple[SuggestionView, ...]:
    """Some matches as the list shows them, decided or not, in the order asked for; those that are gone are left out."""
    with engine.database.begin() as session:
        return tuple(_views(session, matches_by_id(session, match_ids)))


def count_open(engine: Engine, *, filter: SuggestionFilter) -> dict[Relation, int]:
    """How many open suggestions each relation has under the other filters.

    Raises:
        InvalidQuery: the probability is not valid.
    """
    query = _query(filter)
    with engine.database.begin() as session:
        return count_suggestions(session, query)


def count_waiting_matches(engine: Engine) -> int:
    """How many possible same claims wait for a person, counted up to 1,000."""
    with engine.database.begin() as session:
        return count_waiting(session, most=MOST_COUNTED)


def decided_last(engine: Engine, *, actor: str) -> tuple[DecidedView, ...]:
    """What somebody decided last, latest first, up to a dozen."""
    with engine.database.begin() as session:
        matches = last_decided(session, actor, limit=LAST_SHOWN)
        claims = claims_by_id(session, {end for one in matches for end in (one.claim_a_id, one.claim_b_id)})
        edits = [edit for edit in claim_edits_of(session, claims) if edit.undone_at is None] if claims else []
        return tuple(_decided_view(match, claims, edits) for match in matches)


def _decided_view(match: ClaimMatch, claims: Mapping[int, Claim], edits: Sequence[ClaimEdit]) -> DecidedView:
    ends = {match.claim_a_id, match.claim_b_id}
    merge = next((edit for edit in edits if edit.kind is ClaimEditKind.MERGE and set(edit.claim_ids) == ends), None)
    return DecidedView(
        id=match.id or 0,
        status=match.status,
        relation=match.relation,
        judged_relation=match.judged_relation,
        a_id=match.claim_a_id,
        a_text=claims[match.claim_a_id].text,
        b_id=match.claim_b_id,
        b_text=claims[match.claim_b_id].text,
        decided_at=match.decided_at,
        edit_id=merge.id if merge else None,
        is_merge=any(claims[end].merged_into_id is not None for end in ends),
    )


def _query(filter: SuggestionFilter) -> SuggestionQuery:
    if not 0 <= filter.least <= 1:
        raise InvalidQuery("The least probability must be between 0 and 1.")
    return SuggestionQuery(
        relation=filter.relation,
        least=filter.least,
        outlet=storable(filter.outlet or "").strip() or None,
        event_id=filter.event_id,
    )


def _after(cursor: str | None) -> tuple[float, int] | None:
    if cursor is None:
        return None
    probability, last = unpack_cursor(cursor, [float, int])
    return float(probability), int(last)


def _views(session: Session, matches: Sequence[ClaimMatch]) -> list[SuggestionView]:
    claims = claims_by_id(session, {end for one in matches for end in (one.claim_a_id, one.claim_b_id)})
    ids = {found for one in matches for found in (one.appearance_a_id, one.appearance_b_id)}
    rows = {row.appearance.id or 0: row for row in appearance_rows(session, ids=ids, current_only=False)}
    figures = figures_of(session, ids)
    return [
        SuggestionView(
            id=one.id or 0,
            relation=one.relation,
            source_id=_source(one),
            probability=one.probability,
            reasons=match_reasons(one),
            a=_side(claims[one.claim_a_id], rows[one.appearance_a_id], figures.get(one.appearance_a_id, ())),
            b=_side(claims[one.claim_b_id], rows[one.appearance_b_id], figures.get(one.appearance_b_id, ())),
        )
        for one in matches
    ]


def _source(match: ClaimMatch) -> int | None:
    if match.direction is None:
        return None
    return match.claim_a_id if match.direction is Direction.A_TO_B else match.claim_b_id


def _side(claim: Claim, row: AppearanceRow, figures: Sequence[FigureRow]) -> SideView:
    found = row.appearance
    return SideView(
        claim_id=claim.id or 0,
        text=claim.text,
        wording=found.standalone or found.quote,
        quote=found.quote,
        claimant=row.claimant.name if row.claimant else None,
        claimant_named=row.is_named,
        outlet=row.outlet.name if row.outlet else None,
        fictional=row.outlet is not None and row.outlet.fictional,
        article_id=row.article.id or 0,
        article_title=row.title,
        published_at=row.article.published_at,
        published_to_the_day=row.article.published_to_the_day,
        figures=tuple(figure_view(figure) for figure in figures),
        state=claim.state,
        rating=claim.rating,
        appearance_count=claim.appearance_count,
        outlet_count=claim.outlet_count,
        revision=claim.revision,
    )
