"""Claims that tell of one event, as groups.

Claims and the judged links between them come in, groups of claim ids go out. Every relation but ``related`` ties two
claims to one event, but a chain of weak links must not pull two events together: see ``group_events``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from claimtrack.links.days import DayRelation, compare_days
from claimtrack.links.model import Relation
from claimtrack.links.partition import Partition
from claimtrack.links.places import PlaceRelation, compare_places

SURE_LINK = 0.9
"""Probability from which one link alone may tie two groups that are set at other places or days.

Source: our choice, above the default threshold for joining.
"""
BIG_GROUP = 3
"""From this many claims on, a group has a setting of its own, which one weak link must not overrule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventClaim:
    """A claim with what tells its event from others."""

    id: int
    days: tuple[tuple[date, date], ...] = ()
    """First and last day of each date it names."""
    published_on: date | None = None
    """Of its first appearance."""
    places: tuple[str, ...] = ()
    """Normalised names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLink:
    """A judged link between two claims."""

    a: int
    b: int
    relation: Relation
    probability: float
    confirmed: bool = False
    """A person said so: such a link is never held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventGroup:
    """The claims of one event."""

    claims: tuple[int, ...]
    """Ids, ascending; one that is linked to no other is a group of its own."""
    held_back: tuple[EventLink, ...] = ()
    """Links from this group to another that were too weak to tie the two: for a person to look at."""


def group_events(claims: Iterable[EventClaim], links: Iterable[EventLink]) -> tuple[EventGroup, ...]:
    """The groups of claims that tell of one event, ordered by their lowest id.

    Links are taken by falling certainty: confirmed ones first, then by probability. A link ties its two groups,
    unless it is weak (below ``SURE_LINK``), both groups already have ``BIG_GROUP`` claims or more, and the groups
    name other places or other days; then it is held back, until a second link between the same two groups says so
    too. The result does not depend on the order of claims or links; links to unknown claims and ``related`` ones are
    passed over.
    """
    known = {claim.id: claim for claim in claims}
    partition = Partition(known)
    held: list[EventLink] = []
    for link in _by_certainty(links, known):
        if _may_tie(link, partition, known) or _has_second(link, held, partition):
            partition.tie(link.a, link.b)
        else:
            held.append(link)
    return tuple(EventGroup(claims=group, held_back=_held_at(group, held)) for group in partition.groups())


def _may_tie(link: EventLink, partition: Partition, known: Mapping[int, EventClaim]) -> bool:
    one, two = (tuple(known[found] for found in partition.members(end)) for end in (link.a, link.b))
    if link.confirmed or link.probability >= SURE_LINK or min(len(one), len(two)) < BIG_GROUP:
        return True
    return partition.root(link.a) == partition.root(link.b) or not _are_apart(one, two)


def _are_apart(one: Sequence[EventClaim], two: Sequence[EventClaim]) -> bool:
    if compare_places(_places(one), _places(two)) is PlaceRelation.DIFFERENT:
        return True
    days, _ = compare_days(_days(one), _first_day(one), _days(two), _first_day(two))
    return days in (DayRelation.APART, DayRelation.DIFFERENT)


def _places(claims: Iterable[EventClaim]) -> tuple[str, ...]:
    return tuple(place for claim in claims for place in claim.places)


def _days(claims: Iterable[EventClaim]) -> tuple[tuple[date, date], ...]:
    return tuple(span for claim in claims for span in claim.days)


def _first_day(claims: Iterable[EventClaim]) -> date | None:
    return min((claim.published_on for claim in claims if claim.published_on), default=None)


def _held_at(group: Sequence[int], held: Iterable[EventLink]) -> tuple[EventLink, ...]:
    return tuple(link for link in held if (link.a in group) != (link.b in group))


def _by_certainty(links: Iterable[EventLink], known: Mapping[int, EventClaim]) -> list[EventLink]:
    ties = (link for link in links if link.relation is not Relation.RELATED and link.a in known and link.b in known)
    return sorted(ties, key=lambda link: (not link.confirmed, -link.probability, *sorted((link.a, link.b))))


def _has_second(link: EventLink, held: Sequence[EventLink], partition: Partition) -> bool:
    ends = {partition.root(link.a), partition.root(link.b)}
    others = (old for old in held if {old.a, old.b} != {link.a, link.b})
    return any({partition.root(old.a), partition.root(old.b)} == ends for old in others)
