"""Which deaths an article reports: the claims of one article in, a toll for each event it tells of out, the main one first.

An article gives many counts of killed people: the toll of what it reports, what others say of that, parts of it, the
tolls of other days and places, and that of a whole war. Here they are sorted into events by day, place and number, and
for each event the number that the article stands by is named. Knows no database and no clock.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from claimtrack.claims.model import Figure, Modality
from claimtrack.links.days import DayRelation, Span, compare_days
from claimtrack.links.intervals import PARTS_BY_NATURE, compare_figures, role_of, stated_number, unit_of
from claimtrack.links.model import Direction, Relation
from claimtrack.links.places import PlaceRelation, compare_places
from claimtrack.links.words import tells_new_count, tells_old_count

LEAD_CHARS = 600
"""Where a news text has told its main point: headline and first two or three sentences."""
HEADLINE_CHARS = 180
"""A toll that begins within this is the headline's or the opening sentence's."""
NEAR_CHARS = 300
"""A narrower count of the same thing that follows within this many characters, about two sentences, is the one meant."""
MOST_GROWTH = 1.25
"""By how much the narrower count may be larger: "more than 20" is not meant to be 127."""
NEWS_DAYS = 3
"""An event told for a day longer before publication than this is recalled, not reported."""
LONGEST_EVENT_DAYS = 10
"""A count over a longer span ("since 2011", "this year") is that of no single event."""
WAR_TOLL = 10_000
"""From here on a toll for which no day is named is that of a war."""
_PERSON = (
    r"(?:child|girl|boy|baby|infant|toddler|teenager|woman|man|mother|father|person|civilian|citizen|resident|student|teacher|"
    r"doctor|nurse|medic|paramedic|journalist|reporter|photographer|soldier|officer|policeman|fighter|militant|rebel|"
    r"terrorist|commander|leader|general|pilot|driver|worker|volunteer|demonstrator|protester)"
)
_DIED = r"(?:killed|martyred|slain|murdered|shot dead|dead|died|executed|beheaded)"
_LONE_DEATH = re.compile(
    rf"\b(?:an?|one)(?:\s[\w’'-]+){{0,3}}?\s{_PERSON}(?:\s(?:was|has been|is|reportedly|also)){{0,2}}\s{_DIED}\b|"
    rf"\b(?:kill(?:ed|ing|s)?|claim(?:ed|ing|s) the life of|martyr(?:ed|ing)|le(?:ft|aving) dead)"
    rf"\s(?:an?|one)(?:\s[\w’'-]+){{0,3}}?\s{_PERSON}\b|"
    rf"^(?:[\w’'-]+\s){{0,2}}{_PERSON}\s(?:killed|martyred|dead)\b",
    re.IGNORECASE,
)
"""The death of one person told without a number: "a girl was killed", "killing a soldier"."""
VAGUE = frozenset({"dozens", "scores", "hundreds", "thousands", "millions", "tens", "several", "few", "couple"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldClaim:
    """One claim of an article with what its tolls are sorted by."""

    appearance_id: int
    start: int
    """Where it stands in the text."""
    text: str
    figures: tuple[Figure, ...] = ()
    days: tuple[Span, ...] = ()
    """First and last day of each date that it means."""
    places: tuple[str, ...] = ()
    """Normalised names."""
    event_id: int | None = None
    """The event under which linking has put the claim."""
    modality: Modality = Modality.ASSERTED
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """The deaths of one event as one article tells them."""

    figure: Figure
    """The figure that the article stands by."""
    number: float | None
    """As written: 100 for "more than 100"; None when only a vague plural is given ("dozens")."""
    appearance_id: int
    """Of the claim that gives it."""
    event_id: int | None
    """The event that most of its claims are linked with; None when none is."""
    members: tuple[int, ...]
    """Appearance ids of the claims that give a toll of this event, in text order."""
    is_news: bool
    """Whether the article reports the event; False for what it recalls."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One figure of killed people with its claim."""

    claim: ToldClaim
    figure: Figure
    is_lone: bool = False
    """Whether one death is told without a number."""

    @property
    def is_vague(self) -> bool:
        words = (self.figure.modifier or "").lower().split()
        return bool(VAGUE.intersection(words))

    @property
    def is_kind(self) -> bool:
        """Whether it counts children or women, who are told as a part of a toll so often."""
        return unit_of(self.figure) in PARTS_BY_NATURE


@dataclass(slots=True)
class _Group:
    """What is told of one event, in text order."""

    members: list[_Told] = field(default_factory=list)
    weight: float = 0.0


def reported_tolls(claims: Iterable[ToldClaim], *, published_on: date | None) -> tuple[Toll, ...]:
    """The deaths that an article tells of, one toll for each event, the article's main one first.

    The main event is the one told most prominently: in headline and lead, and again and again. Its toll is the first
    definite count of all people killed; a narrower count of the same close behind goes before it ("more than 20", then
    "24"), and "dozens" or a count of children only stand where nothing else does.

    Args:
        claims: all claims of the article's current text.
        published_on: the article's day; None when unknown.
    """
    told = [item for claim in sorted(claims, key=lambda one: one.start) for item in _tolls_in(claim, published_on)]
    groups = _grouped(told, published_on)
    groups.sort(key=lambda group: (-group.weight, group.members[0].claim.start))
    return tuple(_toll(group, published_on) for group in groups)


def _tolls_in(claim: ToldClaim, published_on: date | None) -> list[_Told]:
    if claim.negated or claim.modality in (Modality.DENIED, Modality.PLANNED):
        return []
    deaths = [figure for figure in claim.figures if role_of(figure) == "killed"]
    if not deaths:
        return _lone_death(claim)
    whole = [figure for figure in deaths if figure.scope == "total" and not _is_overtaken(claim, figure)]
    return [_Told(claim, figure) for figure in whole if not _is_of_a_war(claim, figure)]


def _is_overtaken(claim: ToldClaim, figure: Figure) -> bool:
    """Whether the claim itself tells of a rise beyond this figure: "rose from 24 to 43"."""
    rise = re.search(rf"\bfrom {re.escape(figure.surface)}", claim.text) if figure.surface else None
    return rise is not None and tells_new_count(claim.text)


def _lone_death(claim: ToldClaim) -> list[_Told]:
    found = _LONE_DEATH.search(claim.text)
    if found is None:
        return []
    figure = Figure(low=1, high=1, unit="people", role="killed", surface=found.group())
    return [_Told(claim, figure, is_lone=True)]


def _is_of_a_war(claim: ToldClaim, figure: Figure) -> bool:
    """Whether a toll runs over a long time rather than being that of one event."""
    if any((last - first).days < LONGEST_EVENT_DAYS for first, last in claim.days):
        return False
    return bool(claim.days) or (stated_number(figure) or 0) >= WAR_TOLL


def _grouped(told: Sequence[_Told], published_on: date | None) -> list[_Group]:
    groups: list[_Group] = []
    for item in told:
        fitting = [group for group in groups if not _is_apart(item, group, published_on)]
        agreeing = [group for group in fitting if any(_agree(item, other) for other in group.members)]
        group = next(iter(agreeing or fitting), None)
        if group is None:
            group = _Group()
            groups.append(group)
        group.members.append(item)
        group.weight += _prominence(item, published_on)
    return groups


def _prominence(item: _Told, published_on: date | None) -> float:
    place = max(0.0, 1 - item.claim.start / LEAD_CHARS)
    weight = 2 * place + 0.2
    if item.is_vague:
        weight /= 2
    return weight if _is_news(item, published_on) else weight / 4


def _is_news(item: _Told, published_on: date | None) -> bool:
    if published_on is None or not item.claim.days:
        return True
    return any((published_on - last).days <= NEWS_DAYS for _, last in item.claim.days)


def _is_apart(item: _Told, group: _Group, published_on: date | None) -> bool:
    if any(_agree(item, other) and item.figure.low == other.figure.low for other in group.members):
        return False
    places = tuple(place for other in group.members for place in other.claim.places)
    if compare_places(item.claim.places, places) is PlaceRelation.DIFFERENT:
        return True
    days = tuple(span for other in group.members for span in other.claim.days)
    relation, _ = compare_days(item.claim.days, published_on, days, published_on)
    if relation is DayRelation.NEAR:  # Within one article Monday and Tuesday are two days, if the numbers differ too.
        return bool(item.claim.days and days) and not any(_agree(item, other) for other in group.members)
    return relation in (DayRelation.APART, DayRelation.DIFFERENT)


def _agree(one: _Told, two: _Told) -> bool:
    return compare_figures(one.figure, two.figure).relation in (
        Relation.SAME_CLAIM,
        Relation.ENTAILS,
        Relation.COMPATIBLE,
    )


def _toll(group: _Group, published_on: date | None) -> Toll:
    best = _best(group.members)
    return Toll(
        figure=best.figure,
        number=None if best.is_vague else stated_number(best.figure),
        appearance_id=best.claim.appearance_id,
        event_id=_event_of(group, best),
        members=tuple(dict.fromkeys(item.claim.appearance_id for item in group.members)),
        is_news=any(_is_news(item, published_on) for item in group.members),
    )


def _best(members: Sequence[_Told]) -> _Told:
    """The figure that the article stands by."""
    standing = [item for item in members if not tells_old_count(item.claim.text)] or list(members)
    definite = _definite(standing)
    whole = [item for item in definite if not ((item.is_kind or item.is_lone) and _exceeds(definite, item))]
    first = _first(whole)
    near = [item for item in whole if _is_near(item, first) and _narrows(item, first)]
    return near[-1] if near else first


def _definite(items: Sequence[_Told]) -> Sequence[_Told]:
    """The counts that are no vague plural and agree with those that are: "dozens" cannot be three."""
    vague = [item for item in items if item.is_vague]
    counted = [item for item in items if not item.is_vague]
    return [item for item in counted if any(_agree(item, other) for other in vague)] or counted or items


def _first(items: Sequence[_Told]) -> _Told:
    """The headline's, else one told as the newest count, else the first in the text."""
    newest = [item for item in items if tells_new_count(item.claim.text)]
    return items[0] if items[0].claim.start < HEADLINE_CHARS or not newest else newest[0]


def _is_near(item: _Told, first: _Told) -> bool:
    return item.claim.start < LEAD_CHARS or 0 <= item.claim.start - first.claim.start <= NEAR_CHARS


def _exceeds(items: Sequence[_Told], part: _Told) -> bool:
    size = stated_number(part.figure) or 0
    return any(not item.is_kind and (stated_number(item.figure) or 0) > size for item in items)


def _narrows(item: _Told, first: _Told) -> bool:
    """Whether it says all that the first figure says, more exactly, and is about as large."""
    found = compare_figures(item.figure, first.figure)
    narrower = found.relation is Relation.ENTAILS and found.direction is Direction.A_TO_B
    return narrower and (stated_number(item.figure) or 0) <= MOST_GROWTH * (stated_number(first.figure) or 0)


def _event_of(group: _Group, best: _Told) -> int | None:
    """The event of the claim that gives the toll, else the one that most of the group is linked with."""
    if best.claim.event_id is not None:
        return best.claim.event_id
    counts: dict[int, int] = defaultdict(int)
    for item in group.members:
        if item.claim.event_id is not None:
            counts[item.claim.event_id] += 1
    return max(counts, key=lambda found: (counts[found], -found)) if counts else None
