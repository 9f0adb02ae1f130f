"""What can be measured about a pair of assertions, before anything is made of it.

Two ``Assertion`` values and their cosine come in, ``PairFeatures`` go out; ``score`` weighs them, ``compare`` judges.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from claimtrack.claims.model import ClaimType, Figure, Modality
from claimtrack.links.days import NARROW_DAYS, DayRelation, compare_days, is_foretold, meets_weekday
from claimtrack.links.intervals import (
    KINDS_OF_CIVILIANS,
    PERSON_ROLES,
    FigureRelation,
    compare_figures,
    is_tolerant,
    role_of,
    stated_number,
    unit_of,
    wording_of,
)
from claimtrack.links.means import COMMON, Means, means_of
from claimtrack.links.model import Assertion, Direction, Relation
from claimtrack.links.places import PlaceRelation, compare_places, is_one_name, is_wide
from claimtrack.links.strikes import attackers_of, holders_of, quarters_of, share_a_quarter, targets_of
from claimtrack.links.wording import WordingDifference, differ
from claimtrack.links.words import (
    deed_stems,
    fold,
    has_negation,
    is_called_off,
    numbers_of,
    stems_of,
    tells_new_count,
    tells_old_count,
    tells_period,
    tells_toll,
    word_count,
)

BEST_FIRST = (
    Relation.SAME_CLAIM,
    Relation.CONFLICTS,
    Relation.UPDATES,
    Relation.ENTAILS,
    Relation.COMPATIBLE,
)
"""Which of several comparable figure pairs speaks for the claims, when their roles do not decide."""
SIDES = {
    **dict.fromkeys((*KINDS_OF_CIVILIANS, "civilian"), "civilian"),
    **dict.fromkeys(("fighter", "rebel", "bomber"), "fighter"),
    **dict.fromkeys(("soldier", "troop", "officer", "policeman", "serviceman", "force"), "state"),
}
"""Kinds of people by the side of a fight that they are told to be on."""
ROLE_ORDER = ("killed", "casualties", "injured", "missing", "displaced", "detained")
"""A toll of deaths is what a claim with several figures is tracked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFeatures:
    """The measurements of one pair; shares are 0..1."""

    similarity: float
    """Cosine of the two vectors, -1..1."""
    shared_words: float
    """Shared content stems over all content stems of both (Jaccard)."""
    contained_words: float
    """Shared content stems over those of the side that has fewer."""
    a_holds_b: float
    """Share of b's content stems that a has."""
    b_holds_a: float
    figures: FigureRelation | None
    """The relation of the figure pair that speaks for the claims; None when a side states no figure."""
    counts_people: bool
    """Both count people who came to one kind of harm, so that the counts can be compared."""
    figure_scale: float
    """Powers of ten between the nearest figures of one role; 0 when no role is shared."""
    counts_more: Direction | None
    """From the side that gives all tolls of the other and further ones to that other."""
    newer_count: bool
    """One wording calls its count newer or older than another."""
    lone_numbers: int
    """Numbers in digits that only one side writes, when both sides write numbers; else 0."""
    one_sided_numbers: bool
    """One side writes numbers, the other none."""
    shared_deed: float
    """Shared stems beside names over those of the side that has fewer; 0 where a side has none."""
    negation_differs: bool
    """One side says that it is not so, and the other does not say so in other words ("called off")."""
    denial_differs: bool
    modality_differs: bool
    hedge_differs: bool
    plan_differs: bool
    """One side tells of a plan, the other of what is or was."""
    wording: WordingDifference
    places: PlaceRelation
    settings: PlaceRelation
    """The same for the places narrower than a country that both are told of, their own or those before them."""
    days: DayRelation
    foretold: bool
    """One was published before the day that the other names."""
    next_day: bool
    """Both name a day, and these are neighbours."""
    other_victims: bool
    """Civilians are counted on one side and fighters or soldiers on the other, or two kinds of these."""
    period_differs: bool
    """Only one counts over a period or tells of a habit."""
    shared_means: bool
    """Both name one means of harm, such as gas."""
    other_means: bool
    """Both name means of harm, and none of them is the same."""
    rare_means: bool
    """They share one that is not told of every day in a war."""
    other_attacker: bool
    """Both say who struck, and no side is the same."""
    other_holder: bool
    """Both tell who holds the place, and no side is the same."""
    shared_target: bool
    """Both name one kind of target, such as a hospital."""
    other_target: bool
    """Both name targets, and none of them is the same."""
    shared_quarter: bool
    """Both name one quarter, village or town."""
    other_quarter: bool
    """Both name quarters, and none of them is the same."""
    day_gap: int | None
    """Days between the nearest days, or publication days; None when unknown."""
    published_gap: int | None
    shared_entities: float | None
    """Shared names over those of the side that has fewer; None when a side names nobody."""
    same_type: bool
    words: int
    """Words of the shorter wording."""
    length_ratio: float
    """Words of the shorter wording over those of the longer."""
    ambiguous: bool
    """At least one side cannot stand alone."""
    language_differs: bool
    same_story: float = 0.5
    """Probability that the articles of both tell one story, 0..1; 0.5 when an article is not known."""


def measure(a: Assertion, b: Assertion, *, similarity: float, same_story: float = 0.5) -> PairFeatures:
    """The measurements of a pair.

    Args:
        a: one assertion.
        b: the other.
        similarity: cosine of the vectors of ``a.text`` and ``b.text``, of one model.
        same_story: as in ``PairFeatures``, from ``links.story``.
    """
    stems_a, stems_b = stems_of(a.text), stems_of(b.text)
    shared = len(stems_a & stems_b)
    means_a, means_b = means_of(a.text), means_of(b.text)
    numbers_a, numbers_b = numbers_of(a.text), numbers_of(b.text)
    targets_a, targets_b = targets_of(a.text), targets_of(b.text)
    quarters_a, quarters_b = quarters_of(a.text), quarters_of(b.text)
    same_quarter = share_a_quarter(quarters_a, quarters_b)
    days, day_gap = compare_days(a.days, a.published_on, b.days, b.published_on)
    if names_but_a_weekday(a, b):
        days, day_gap = DayRelation.ASSUMED, 0
    words_a, words_b = word_count(a.text), word_count(b.text)
    return PairFeatures(
        similarity=similarity,
        shared_words=_share(shared, len(stems_a | stems_b)),
        contained_words=_share(shared, min(len(stems_a), len(stems_b))),
        a_holds_b=_share(shared, len(stems_b)),
        b_holds_a=_share(shared, len(stems_a)),
        figures=best_figures(a, b),
        counts_people=_counts_people(a, b),
        figure_scale=_scale(a.figures, b.figures),
        counts_more=_counts_more(a.figures, b.figures),
        newer_count=_newer(a, b) is not None,
        lone_numbers=len(numbers_a ^ numbers_b) if numbers_a and numbers_b else 0,
        one_sided_numbers=bool(numbers_a) != bool(numbers_b),
        shared_deed=_shared_deed(a, b),
        negation_differs=_negation_differs(a, b),
        denial_differs=(a.modality is Modality.DENIED) != (b.modality is Modality.DENIED),
        modality_differs=a.modality is not b.modality,
        hedge_differs=(a.modality is Modality.HEDGED) != (b.modality is Modality.HEDGED),
        plan_differs=(a.modality is Modality.PLANNED) != (b.modality is Modality.PLANNED),
        wording=differ(a.text, b.text),
        places=compare_places(a.places, b.places),
        settings=compare_places(_narrow(a.setting), _narrow(b.setting)),
        days=days,
        foretold=is_foretold(a.days, a.published_on, b.days, b.published_on),
        next_day=days is DayRelation.NEAR and bool(a.days and b.days),
        other_victims=_other_victims(a.figures, b.figures),
        period_differs=tells_period(a.text) != tells_period(b.text),
        shared_means=bool(means_a & means_b),
        other_means=_are_other_means(means_a, means_b, a.text, b.text),
        rare_means=bool(means_a & means_b - COMMON),
        other_attacker=_are_apart(attackers_of(a.text), attackers_of(b.text)),
        other_holder=_are_apart(holders_of(a.text), holders_of(b.text)),
        shared_target=bool(targets_a & targets_b),
        other_target=_are_apart(targets_a, targets_b),
        shared_quarter=same_quarter,
        other_quarter=bool(quarters_a and quarters_b) and not same_quarter,
        day_gap=day_gap,
        published_gap=_published_gap(a, b),
        shared_entities=_shared_names(a.entities, b.entities),
        same_type=_kind(a.type) == _kind(b.type),
        words=min(words_a, words_b),
        length_ratio=_share(min(words_a, words_b), max(words_a, words_b)),
        ambiguous=a.ambiguous or b.ambiguous,
        language_differs=a.language != b.language,
        same_story=same_story,
    )


def names_but_a_weekday(a: Assertion, b: Assertion) -> bool:
    """Whether one side has no day but a weekday's name, and that is the weekday of the other: a question about "Tuesday"."""
    return any(
        not one.days and one.published_on is None and meets_weekday(one.text, two.days) for one, two in ((a, b), (b, a))
    )


def best_figures(a: Assertion, b: Assertion) -> FigureRelation | None:
    """The relation of the figure pair that speaks for two assertions; None when a side states no figure.

    Comparable pairs go before the others, totals before parts, deaths before other roles; of what is left, equal
    figures go first. When no pair is comparable, the first pair says why.

    A figure without an as-of day is told for the publication day, unless both claims count one past month, year or
    other longer period: a later article does not update that, it contradicts it. A wording that calls its count a
    newer one ("the toll rose to 26") makes an update of figures that could otherwise both be true, and a later lower
    count is a conflict, not an update, unless one named claimant gave both: tolls are taken back by those who gave them.
    """
    pairs = [(one, two) for one in _told(a) for two in _told(b)]
    if not pairs:
        return None
    as_of_a, as_of_b = (None, None) if _is_one_period(a, b) else (a.published_on, b.published_on)
    told = [(one, two, compare_figures(one, two, as_of_a=as_of_a, as_of_b=as_of_b)) for one, two in pairs]
    comparable = [item for item in told if item[2].is_comparable]
    if not comparable:
        return told[0][2]
    return _in_context(a, b, *min(comparable, key=lambda item: _rank(*item)))


def _told(assertion: Assertion) -> list[Figure]:
    """The figures, without numbers that the same text gives as a bound too: headlines drop the "at least"."""
    figures = [_of_toll(one, assertion.text) for one in assertion.figures]
    open_ended = {(stated_number(one), role_of(one), one.scope) for one in figures if one.high is None}
    return [
        one for one in figures if one.high is None or (stated_number(one), role_of(one), one.scope) not in open_ended
    ]


def _of_toll(figure: Figure, text: str) -> Figure:
    # "The death toll ... has risen to 112": far behind its noun a bare number still counts the dead.
    is_bare = figure.role == "other" and figure.unit is None
    return replace(figure, role="killed", unit="people") if is_bare and tells_toll(text) else figure


def _in_context(a: Assertion, b: Assertion, one: Figure, two: Figure, found: FigureRelation) -> FigureRelation:
    newer = _newer(a, b)
    if newer and (found.relation is Relation.CONFLICTS or _is_overtaken(one, two, found, newer)):
        old, new = (one, two) if newer is Direction.A_TO_B else (two, one)
        text = f"{wording_of(old)}, risen to {wording_of(new)} {role_of(one)}"
        return FigureRelation(relation=Relation.UPDATES, direction=newer, code="figure-later", text=text)
    if found.relation is Relation.UPDATES and (a.claimant is None or a.claimant != b.claimant):
        old, new = (one, two) if found.direction is Direction.A_TO_B else (two, one)
        if _size(new) < _size(old):
            return replace(found, relation=Relation.CONFLICTS, direction=None, code="figure-disjoint")
    return found


def _is_one_period(a: Assertion, b: Assertion) -> bool:
    return any((last - first).days >= NARROW_DAYS for first, last in set(a.days) & set(b.days))


def _newer(a: Assertion, b: Assertion) -> Direction | None:
    """From the older to the newer count, where one wording says so."""
    new_a, new_b = tells_new_count(a.text), tells_new_count(b.text)
    old_a, old_b = tells_old_count(a.text), tells_old_count(b.text)
    if (new_b and not new_a) or (old_a and not old_b):
        return Direction.A_TO_B
    return Direction.B_TO_A if (new_a and not new_b) or (old_b and not old_a) else None


def _is_overtaken(a: Figure, b: Figure, found: FigureRelation, newer: Direction) -> bool:
    # "At least 58" and "has risen to 86": the newer closed count takes the place of the older open one.
    new = b if newer is Direction.A_TO_B else a
    return found.relation is Relation.ENTAILS and found.direction is not newer and new.high is not None


def _rank(a: Figure, b: Figure, found: FigureRelation) -> tuple[bool, int, bool, int, list[tuple[float, float]]]:
    role = role_of(a)
    place = ROLE_ORDER.index(role) if role in ROLE_ORDER else len(ROLE_ORDER)
    relation = BEST_FIRST.index(found.relation) if found.relation else len(BEST_FIRST)
    # Of equals the largest counts go first, so that the choice does not depend on which side is asked first.
    sizes = sorted((-_size(one), -(one.high or math.inf)) for one in (a, b))
    return "part" in (a.scope, b.scope), place, is_tolerant(a) or is_tolerant(b), relation, sizes


def _are_apart(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b) and not a & b


def _are_other_means(one: frozenset[Means], two: frozenset[Means], *texts: str) -> bool:
    if not one or not two or one & two:
        return False
    # A "bombing" may have come from the air.
    return one | two != {Means.AIR, Means.BLAST} or not any("bombing" in text.lower() for text in texts)


def _other_victims(a: Iterable[Figure], b: Iterable[Figure]) -> bool:
    sides_a, sides_b = _sides(a), _sides(b)
    return bool(sides_a and sides_b) and not sides_a & sides_b


def _sides(figures: Iterable[Figure]) -> frozenset[str]:
    """On which side of a fight those stand who are counted, as far as their kind says it."""
    units = (unit_of(figure) for figure in figures if role_of(figure) in PERSON_ROLES)
    return frozenset(SIDES[unit] for unit in units if unit in SIDES)


def _narrow(places: Iterable[str]) -> tuple[str, ...]:
    return tuple(place for place in places if not is_wide(place))


def _counts_people(a: Assertion, b: Assertion) -> bool:
    people_a, people_b = ([one for one in _told(side) if role_of(one) in PERSON_ROLES] for side in (a, b))
    return any(compare_figures(one, two).is_comparable for one in people_a for two in people_b)


def _counts_more(a: Sequence[Figure], b: Sequence[Figure]) -> Direction | None:
    tolls_a, tolls_b = ({stated_number(one) for one in side if role_of(one) == "killed"} for side in (a, b))
    if tolls_a and tolls_b and tolls_a != tolls_b:
        return Direction.A_TO_B if tolls_a > tolls_b else Direction.B_TO_A if tolls_b > tolls_a else None
    return None


def _scale(a: Iterable[Figure], b: Iterable[Figure]) -> float:
    # A war's toll stands beside a day's toll in one article: powers of ten apart, they count different things.
    sizes = [(role_of(one), _size(one), role_of(two), _size(two)) for one in a for two in b]
    apart = [abs(math.log10(x / y)) for role_a, x, role_b, y in sizes if role_a == role_b]
    return min(apart, default=0.0)


def _size(figure: Figure) -> float:
    return max(1.0, figure.low or figure.high or 1.0)


def _negation_differs(a: Assertion, b: Assertion) -> bool:
    negated_a, negated_b = (one.negated or has_negation(one.text) for one in (a, b))
    if negated_a == negated_b:
        return False
    return not is_called_off(b.text if negated_a else a.text)


def _shared_deed(a: Assertion, b: Assertion) -> float:
    one, two = (_deed(found) for found in (a, b))
    return _share(len(one & two), min(len(one), len(two)))


def _deed(assertion: Assertion) -> frozenset[str]:
    """What is said of those whom the assertion names."""
    named = {found for name in (*assertion.places, *assertion.entities) for found in stems_of(name)}
    return deed_stems(assertion.text) - named


def _kind(claim_type: ClaimType) -> str:
    # A count of something that happened is told as a quantity by one reporter and as an event by another.
    return "event" if claim_type in (ClaimType.QUANTITY, ClaimType.EVENT) else str(claim_type)


def _published_gap(a: Assertion, b: Assertion) -> int | None:
    if a.published_on is None or b.published_on is None:
        return None
    return abs((a.published_on - b.published_on).days)


def _shared_names(a: Iterable[str], b: Iterable[str]) -> float | None:
    names_a, names_b = {fold(name) for name in a}, {fold(name) for name in b}
    if not names_a or not names_b:
        return None
    few, many = sorted((names_a, names_b), key=len)
    shared = sum(any(_is_same_name(one, two) for two in many) for one in few)
    return shared / len(few)


def _is_same_name(a: str, b: str) -> bool:
    words_a, words_b = set(a.split()), set(b.split())
    return words_a <= words_b or words_b <= words_a or is_one_name(a, b)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
