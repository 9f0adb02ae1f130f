"""Claims put into the events that they tell of, once their links are stored.

Runs inside the transaction that links a text, or that stores a person's decision.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlmodel import Session

from claimtrack.db.claims import appearance_rows, claims_by_id
from claimtrack.db.matches import event_members, make_event, matches_of, merge_events
from claimtrack.db.tables import Claim, ClaimMatch, MatchStatus
from claimtrack.links.events import EventClaim, EventLink, group_events
from claimtrack.links.model import Relation
from claimtrack.services.records import days_of

EVENT_LIMIT = 2000
"""Claims of an event that are weighed when it may fall apart."""


def extend_events(session: Session, claim_ids: Iterable[int]) -> None:
    """Put newly linked claims into the events of those they are linked with.

    Looks only at these claims and their direct matches, whatever the size of the events. Claims that share an event
    already stay together; two events become one when a link between them is strong enough.
    """
    asked = set(claim_ids)
    matches = matches_of(session, asked, limit=20_000)
    claims = _standing(session, asked | {found for match in matches for found in (match.claim_a_id, match.claim_b_id)})
    links = [*_links(matches), *_shared_events(claims.values())]
    for group in group_events(_event_claims(session, claims), links):
        _join_events(session, [claims[found] for found in group.claims])


def _join_events(session: Session, members: list[Claim]) -> None:
    """Give a group one event: the oldest that a member has, or a new one. A lone claim keeps what it has."""
    events = sorted({claim.event_id for claim in members if claim.event_id is not None})
    if len(members) == 1:
        return
    event_id = events[0] if events else make_event(session, _title(members))
    for claim in members:
        claim.event_id = event_id
    session.flush()
    if events[1:]:
        merge_events(session, events[1:], into=event_id)


def regroup_events(session: Session, claim_ids: Iterable[int]) -> None:
    """Put the claims and all members of their events into events anew.

    For decisions of people, which may take an event apart.
    """
    component = _component(session, set(claim_ids))
    claims = _standing(session, component)
    links = _links(matches_of(session, component, limit=100_000))
    taken: set[int] = set()
    for group in group_events(_event_claims(session, claims), links):
        _place_group(session, [claims[found] for found in group.claims], taken)
    session.flush()


def _standing(session: Session, claim_ids: set[int]) -> dict[int, Claim]:
    return {found: claim for found, claim in claims_by_id(session, claim_ids).items() if claim.merged_into_id is None}


def _links(matches: Iterable[ClaimMatch]) -> list[EventLink]:
    return [
        EventLink(
            a=match.claim_a_id,
            b=match.claim_b_id,
            relation=match.relation,
            probability=match.probability,
            confirmed=match.status == MatchStatus.CONFIRMED,
            articles_apart=bool(match.articles_apart),
        )
        for match in matches
        if match.status != MatchStatus.REJECTED
    ]


def _shared_events(claims: Iterable[Claim]) -> list[EventLink]:
    """A link between claims that share an event already, for each event from its first claim to the others."""
    first: dict[int, int] = {}
    links = []
    for claim in claims:
        if claim.event_id is None:
            continue
        other = first.setdefault(claim.event_id, claim.id or 0)
        if other != claim.id:
            links.append(
                EventLink(a=other, b=claim.id or 0, relation=Relation.SAME_EVENT, probability=1.0, together=True)
            )
    return links


def _title(members: Sequence[Claim]) -> str:
    return max(members, key=lambda claim: (claim.check_worthiness, -(claim.id or 0))).text


def _place_group(session: Session, members: list[Claim], taken: set[int]) -> None:
    """Give one group its event: the one most of it has already, or a new one; a lone claim has none."""
    if len(members) == 1:
        event_id = None
    else:
        counts: dict[int, int] = defaultdict(int)
        for claim in members:
            if claim.event_id is not None and claim.event_id not in taken:
                counts[claim.event_id] += 1
        event_id = (
            max(counts, key=lambda found: (counts[found], -found)) if counts else make_event(session, _title(members))
        )
        taken.add(event_id)
    for claim in members:
        claim.event_id = event_id


def _component(session: Session, claim_ids: set[int]) -> set[int]:
    """The claims together with all members of their events and their direct matches' events."""
    matched = {
        found
        for match in matches_of(session, claim_ids)
        if match.relation is not Relation.RELATED and match.status != MatchStatus.REJECTED
        for found in (match.claim_a_id, match.claim_b_id)
    }
    everyone = claim_ids | matched
    events = {claim.event_id for claim in claims_by_id(session, everyone).values() if claim.event_id is not None}
    members = {claim.id or 0 for claim in event_members(session, events)[:EVENT_LIMIT]}
    return everyone | members


def _event_claims(session: Session, claims: dict[int, Claim]) -> list[EventClaim]:
    rows = appearance_rows(session, claim_ids=claims, limit=20_000)
    by_claim = defaultdict(list)
    for row in rows:
        by_claim[row.appearance.claim_id].append(row)
    found = []
    for claim_id in claims:
        of_claim = by_claim[claim_id]
        days = tuple(dict.fromkeys(span for row in of_claim for span in days_of(row.appearance.dates)))
        places = tuple(dict.fromkeys(place for row in of_claim for place in row.appearance.setting))
        first = claims[claim_id].first_seen_at
        found.append(EventClaim(id=claim_id, days=days, published_on=first.date() if first else None, places=places))
    return found
