"""Events as a checker sees them: what is told of one happening, by whom, with which figures, and where accounts differ."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import Session

from claimtrack.db.claims import AppearanceRow, appearance_rows, claims_by_id, figures_of
from claimtrack.db.events import EventRow, find_event
from claimtrack.db.events import list_events as query_events
from claimtrack.db.matches import event_members, is_apart, shown_matches
from claimtrack.db.paging import pack_cursor, unpack_cursor
from claimtrack.db.tables import Claim, ClaimMatch, MatchStatus
from claimtrack.errors import InvalidQuery, NotFound
from claimtrack.links.intervals import PERSON_ROLES, wording_of
from claimtrack.links.model import Direction, Relation
from claimtrack.services.engine import Engine
from claimtrack.services.presenting import claim_summaries, reason_views
from claimtrack.services.records import figure_of
from claimtrack.services.views import ClaimSummary, EventList, EventPage, EventSummary, NearEvent, PairView
from claimtrack.sourcing.timeline import FigurePoint, Timeline, figure_timeline

MAX_PAGE = 100
SHOWN_CLAIMS = 200
"""On the page of one event; the rest are counted."""
NEAR_SHOWN = 5


def list_events(
    engine: Engine, *, query: str | None = None, conflicting: bool = False, cursor: str | None = None, limit: int = 25
) -> EventList:
    """A page of events with two claims or more, the one seen last first.

    Args:
        engine: what is needed open.
        query: words that a claim of the event holds.
        conflicting: only events with claims that contradict each other.
        cursor: `next_cursor` of the page before.
        limit: 1 to 100.

    Raises:
        InvalidQuery: the limit or the cursor is not valid.
    """
    if not 1 <= limit <= MAX_PAGE:
        raise InvalidQuery(f"`limit` must be between 1 and {MAX_PAGE}.")
    with engine.database.begin() as session:
        before = _before(cursor)
        found = query_events(session, query=query, conflicting=conflicting, before=before, limit=limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        return EventList(
            items=tuple(_summaries(session, found[:limit])),
            next_cursor=pack_cursor([last.last_seen_at.isoformat(), last.id]) if last else None,
        )


def get_event(engine: Engine, event_id: int) -> EventPage:
    """Everything about one event.

    Raises:
        NotFound: there is no such event, or no claim of it stands in a current text any more.
    """
    with engine.database.begin() as session:
        event = find_event(session, event_id)
        members = _standing(event_members(session, [event_id]))
        if not members:
            raise NotFound(f"No claim of event {event_id} stands in an article any more.")
        shown = sorted(members, key=lambda claim: (-claim.outlet_count, -claim.check_worthiness, claim.id or 0))
        rows = appearance_rows(session, claim_ids=[claim.id or 0 for claim in members], limit=20_000)
        matches = _open_matches(session, members)
        return EventPage(
            event=_summary(_row_of(event.id or 0, members), members, rows, timeline_of(session, rows)),
            claims=tuple(claim_summaries(session, shown[:SHOWN_CLAIMS])),
            timeline=timeline_of(session, rows),
            otherwise=_otherwise(session, matches, {claim.id or 0: claim for claim in members}),
            near=_near(session, matches, event_id),
        )


def timeline_of(session: Session, rows: Sequence[AppearanceRow]) -> Timeline:
    """The figures of some appearances by role and day."""
    figures = figures_of(session, [row.appearance.id or 0 for row in rows])
    return figure_timeline(
        [
            FigurePoint(
                appearance_id=row.appearance.id or 0,
                figure=figure_of(figure),
                outlet=row.outlet.name if row.outlet else row.title or f"article {row.article.id}",
                claimant=row.claimant.name if row.claimant else None,
                claimant_named=row.is_named,
                published_on=row.article.published_at.date() if row.article.published_at else None,
            )
            for row in rows
            for figure in figures.get(row.appearance.id or 0, ())
        ]
    )


def _before(cursor: str | None) -> tuple[datetime, int] | None:
    if cursor is None:
        return None
    moment, last = unpack_cursor(cursor, [str, int])
    try:
        return datetime.fromisoformat(str(moment)).astimezone(UTC), int(last)
    except (ValueError, OverflowError) as exc:
        raise InvalidQuery("That cursor was not made here. Start again without one.") from exc


def _summaries(session: Session, found: Sequence[EventRow]) -> list[EventSummary]:
    members: dict[int, list[Claim]] = defaultdict(list)
    for claim in _standing(event_members(session, [row.id for row in found])):
        members[claim.event_id or 0].append(claim)
    event_of = {claim.id or 0: event_id for event_id, claims in members.items() for claim in claims}
    rows: dict[int, list[AppearanceRow]] = defaultdict(list)
    for row in appearance_rows(session, claim_ids=event_of, limit=20_000):
        rows[event_of[row.appearance.claim_id]].append(row)
    return [_summary(row, members[row.id], rows[row.id], timeline_of(session, rows[row.id])) for row in found]


def _summary(
    row: EventRow, members: Sequence[Claim], rows: Sequence[AppearanceRow], timeline: Timeline
) -> EventSummary:
    places = [str(place["surface"]) for one in rows for place in one.appearance.places]
    days = [str(day["iso"]) for one in rows for day in one.appearance.dates if day.get("iso")]
    leading = max(members, key=lambda claim: (claim.outlet_count, claim.check_worthiness, -(claim.id or 0)))
    return EventSummary(
        id=row.id,
        title=leading.text,
        claim_count=row.claims,
        conflicting_count=row.conflicting,
        outlets=tuple(dict.fromkeys(one.outlet.name for one in rows if one.outlet)),
        article_count=len({one.article.id for one in rows}),
        places=_commonest(places, 3),
        days=_commonest(days, 2),
        tolls=_tolls(timeline),
        first_seen_at=min((claim.first_seen_at for claim in members if claim.first_seen_at), default=None),
        last_seen_at=row.last_seen_at,
        fictional=any(one.outlet is not None and one.outlet.fictional for one in rows),
    )


def _commonest(found: Sequence[str], most: int) -> tuple[str, ...]:
    """The commonest of some words, however their letters are cased; as they are first written."""
    first: dict[str, str] = {}
    counts: dict[str, int] = defaultdict(int)
    for word in found:
        first.setdefault(word.lower(), word)
        counts[word.lower()] += 1
    return tuple(first[word] for word in sorted(counts, key=lambda word: -counts[word])[:most])


def _tolls(timeline: Timeline) -> tuple[str, ...]:
    """The lowest and highest figure told of the killed and of one more role of people: "at least 14 to 61 killed"."""
    told = []
    for series in [one for one in timeline.series if one.scope == "total" and one.role in PERSON_ROLES][:2]:
        points = [point for step in series.steps for point in step.points] + list(series.undated)
        ranked = sorted(points, key=lambda point: point.value or 0.0)
        ends = list(dict.fromkeys(wording_of(point.figure) for point in (ranked[0], ranked[-1])))
        told.append(f"{' to '.join(ends)} {series.role}")
    return tuple(told)


def _standing(claims: Sequence[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.appearance_count]


def _row_of(event_id: int, members: Sequence[Claim]) -> EventRow:
    return EventRow(
        id=event_id,
        claims=len(members),
        conflicting=sum(claim.conflict_count > 0 for claim in members),
        last_seen_at=max(claim.last_seen_at for claim in members),
    )


def _open_matches(session: Session, members: Sequence[Claim]) -> list[ClaimMatch]:
    found = shown_matches(session, [claim.id or 0 for claim in members], limit=20_000)
    return [match for match in found if match.status != MatchStatus.REJECTED and match.relation != Relation.RELATED]


def _otherwise(session: Session, matches: Sequence[ClaimMatch], members: dict[int, Claim]) -> tuple[PairView, ...]:
    """Pairs of the event's claims that cannot both be true, or of which one is a later count; conflicts first."""
    pairs = [
        match
        for match in matches
        if match.relation in (Relation.CONFLICTS, Relation.UPDATES)
        and match.claim_a_id in members
        and match.claim_b_id in members
        and not is_apart(match)
    ]
    pairs.sort(key=lambda match: (match.relation != Relation.CONFLICTS, -match.probability))
    ids = {found for match in pairs for found in (match.claim_a_id, match.claim_b_id)}
    shown = {one.id: one for one in claim_summaries(session, [members[found] for found in sorted(ids)])}
    return tuple(_pair(match, shown) for match in pairs)


def _pair(match: ClaimMatch, shown: dict[int, ClaimSummary]) -> PairView:
    """The two claims in order: of a later count the earlier one first."""
    ends = (match.claim_a_id, match.claim_b_id)
    earlier, later = reversed(ends) if match.direction is Direction.B_TO_A else ends
    return PairView(
        match_id=match.id or 0,
        a=shown[earlier],
        b=shown[later],
        relation=match.relation,
        probability=match.probability,
        is_confirmed=match.status == MatchStatus.CONFIRMED,
        reasons=reason_views(match.reasons),
    )


def _near(session: Session, matches: Sequence[ClaimMatch], event_id: int) -> tuple[NearEvent, ...]:
    """Other events that links point to which were too weak to make them one, the most linked first."""
    ids = {found for match in matches for found in (match.claim_a_id, match.claim_b_id)}
    claims = claims_by_id(session, ids)
    links: dict[int, list[ClaimMatch]] = defaultdict(list)
    for match in matches:
        for found in (match.claim_a_id, match.claim_b_id):
            other = claims[found]
            if other.event_id not in (None, event_id) and other.merged_into_id is None and other.appearance_count:
                links[other.event_id or 0].append(match)
    ranked = sorted(links, key=lambda found: (-len(links[found]), found))[:NEAR_SHOWN]
    rows = [_row_of(found, members) for found in ranked if (members := _standing(event_members(session, [found])))]
    summaries = {one.id: one for one in _summaries(session, rows)}
    return tuple(
        NearEvent(event=summaries[row.id], links=len(links[row.id]), best=max(one.probability for one in links[row.id]))
        for row in rows
    )
