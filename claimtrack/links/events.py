"""Claims that tell of one event, as groups.

Claims and the judged links between them come in, groups of claim ids go out. Every relation but ``related`` ties two
claims to one event, but a chain of weak links must not pull two events together: see ``group_events``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from claimtrack.links.days import DayRelation, compare_days
from claimtrack.links.model import Relation
from claimtrack.links.partition import Partition
from claimtrack.links.places import PlaceRelation, compare_places

SURE_LINK = 0.9
"""Probability from which one link alone may tie two groups that are set at other places or days.

Source: our choice, above the default threshold for joining.
"""
MOST_SETTINGS = 40
"""Settings of a group that are compared, the commonest first; a group of one event has few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventClaim:
    """A claim with what tells its event from others."""

    id: int
    days: tuple[tuple[date, date], ...] = ()
    """First and last day of each date it names."""
    published_on: date | None = None
    """Of its first appearance."""
    places: tuple[str, ...] = ()
    """Normalised names of the places that it is told of, taken over from the claim before it where it names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLink:
    """A judged link between two claims."""

    a: int
    b: int
    relation: Relation
    probability: float
    confirmed: bool = False
    """A person said so: such a link is never held back."""
    together: bool = False
    """They share an event already, which is not taken apart here."""
    articles_apart: bool = False
    """The articles in which they stand tell of two events."""

    @property
    def is_sure(self) -> bool:
        """Whether it ties two claims whatever their places and days."""
        return self.together or self.confirmed or self.probability >= SURE_LINK


@dataclass(frozen=True, slots=True, kw_only=True)
class EventGroup:
    """The claims of one event."""

    claims: tuple[int, ...]
    """Ids, ascending; one that is linked to no other is a group of its own."""
    held_back: tuple[EventLink, ...] = ()
    """Links from this group to another that were too weak to tie the two: for a person to look at."""


def group_events(claims: Iterable[EventClaim], links: Iterable[EventLink]) -> tuple[EventGroup, ...]:
    """The groups of claims that tell of one event, ordered by their lowest id.

    A weak link (below ``SURE_LINK``) ties its two groups unless these are set apart: their articles tell of two events, or
    of their claims' pairs more name other places or days than the same place. Then it is held back, whatever the groups'
    size: one claim that speaks of two events ("no connection with the raids on Aleppo") must not make them one, nor must
    the single sentences that are alike wherever a city is bombed every day. Links are taken by falling certainty,
    but sure ones between two settings come last, so that a group is weighed before another place is tied to it. The
    result does not depend on the order of claims or links; links to unknown claims and ``related`` ones are passed over.
    """
    known = {claim.id: claim for claim in claims}
    partition = Partition(known)
    held: list[EventLink] = []
    for link in _by_certainty(links, known):
        if link.is_sure or not (link.articles_apart or _are_groups_apart(known, partition, link)):
            partition.tie(link.a, link.b)
        else:
            held.append(link)
    return tuple(EventGroup(claims=group, held_back=_held_at(group, held)) for group in partition.groups())


def _are_groups_apart(known: Mapping[int, EventClaim], partition: Partition, link: EventLink) -> bool:
    return _are_apart(*(_settings(known, partition.members(end)) for end in (link.a, link.b)))


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where and when a claim is set."""

    places: tuple[str, ...]
    days: tuple[tuple[date, date], ...]
    published_on: date | None


def _setting(claim: EventClaim) -> _Setting:
    return _Setting(claim.places, claim.days, claim.published_on)


def _settings(known: Mapping[int, EventClaim], group: Iterable[int]) -> list[tuple[_Setting, int]]:
    """The settings of a group's claims with how many claims have each, commonest first."""
    counted = Counter(_setting(known[found]) for found in group)
    return sorted(counted.items(), key=lambda item: (-item[1], repr(item[0])))[:MOST_SETTINGS]


def _are_apart(one: Sequence[tuple[_Setting, int]], two: Sequence[tuple[_Setting, int]]) -> bool:
    """Whether more pairs of claims speak for two events than for one; what says nothing counts for neither."""
    balance = sum(_verdict(a, b) * count_a * count_b for a, count_a in one for b, count_b in two)
    return balance < 0


@lru_cache(maxsize=65_536)
def _verdict(a: _Setting, b: _Setting) -> int:
    """-1 for another place or day, 1 for the same place, 0 where nothing is said."""
    places = compare_places(a.places, b.places)
    days, _ = compare_days(a.days, a.published_on, b.days, b.published_on)
    if places is PlaceRelation.DIFFERENT or days in (DayRelation.APART, DayRelation.DIFFERENT):
        return -1
    return int(places in (PlaceRelation.SAME, PlaceRelation.CONTAINED))


def _held_at(group: Sequence[int], held: Iterable[EventLink]) -> tuple[EventLink, ...]:
    return tuple(link for link in held if (link.a in group) != (link.b in group))


def _by_certainty(links: Iterable[EventLink], known: Mapping[int, EventClaim]) -> list[EventLink]:
    ties = (link for link in links if link.relation is not Relation.RELATED and link.a in known and link.b in known)
    return sorted(ties, key=lambda link: (_turn(link, known), -link.probability, *sorted((link.a, link.b))))


def _turn(link: EventLink, known: Mapping[int, EventClaim]) -> int:
    if link.together or not link.is_sure:
        return 0 if link.together else 2
    return 1 if _verdict(_setting(known[link.a]), _setting(known[link.b])) >= 0 else 3
