"""Which articles report the same event, by what each tells of its main toll.

``Report`` values come in, the probability that two are of one event, with reasons, and groups of reports come out. Claims
are compared one by one elsewhere; here the whole of what two articles say of an event is: day, places, number of dead,
means, and the sense of headline and lead. Raids on one city day after day read alike in every single sentence.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from claimtrack.claims.gazetteer import Kind, find_locations
from claimtrack.links.days import NARROW_DAYS, Span, compare_days
from claimtrack.links.means import COMMON, Means
from claimtrack.links.model import Reason
from claimtrack.links.partition import Partition
from claimtrack.links.places import PlaceRelation, compare_places
from claimtrack.links.score import Score

WEIGHTS: Mapping[str, float] = MappingProxyType({
    "bias": -2.6,
    "alike": 1.2,
    "nearest": 1.0,
    "same-day": 1.5,
    "other-day": -1.4,
    "days-apart": -1.7,
    "published-apart": -2.0,
    "published-before": -2.5,
    "same-town": 1.4,
    "other-place": -0.7,
    "numbers-apart": -0.9,
    "same-means": 1.9,
    "rare-means": 0.8,
    "other-means": -1.7,
    "other-victims": -0.3,
})  # fmt: skip
"""Log-odds that two reports are of one event, for each term.

Source: logistic regression on 800 pairs of Syria reports (FA-KES texts, CC BY) of August and September 2016 and of five
events marked beforehand, rounded by hand; ``published-before`` is set by hand. Cross-validated by weeks the regression has
F1 0.82 over the pairs of the two months, where a cosine of headline and lead within a day has 0.67 at its best threshold.
"""
SAME_EVENT = 0.4
"""Least probability for two reports, or two groups of them, to be of one event. Source: swept with ``MEAN_SHARE`` on the
same reports: F1 of linked pairs lies between 0.87 and 0.93 for 0.35 to 0.55, whatever the share."""
MEAN_SHARE = 0.7
"""How much the mean of all pairs of two groups counts; the rest is their best pair."""
LONGEST_GAP_DAYS = 5
"""Reports published further apart are not compared: by then an event is recalled, not reported."""
CITY_POPULATION = 300_000
"""A place with fewer people, or one that the gazetteer lacks, tells events apart; a large city has several on one day."""
MOST_APART = 2.0
"""Numbers further apart than e to this count as this far: tolls of one event are revised, but seldom more."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Report:
    """One article's main event as the article tells it."""

    id: int
    """Of the article."""
    published_on: date | None
    days: tuple[Span, ...] = ()
    """First and last day of each date that the toll is told for."""
    places: tuple[str, ...] = ()
    """Normalised names in the toll's claims and the lead."""
    number: float | None = None
    """Of the dead, as written; None for a vague plural."""
    means: frozenset[Means] = frozenset()
    victims: str | None = None
    """The kind that is counted, in the singular; None for people."""
    vectors: NDArray[np.float32]
    """One unit vector for each claim of headline, lead and toll, all of one model, (n, d)."""


def compare_reports(a: Report, b: Report) -> Score:
    """The probability that two articles report one event, and what adds up to it."""
    terms = _terms(a, b)
    parts = {name: WEIGHTS[name] * value for name, value in terms.items()}
    ranked = sorted(parts.items(), key=lambda part: -abs(part[1]))
    reasons = tuple(
        Reason(code=name, text=PHRASES[name], weight=round(part, 4)) for name, part in ranked if part and name != "bias"
    )
    return Score(probability=1 / (1 + math.exp(-sum(parts.values()))), reasons=reasons)


def group_reports(reports: Iterable[Report], *, threshold: float = SAME_EVENT) -> tuple[tuple[int, ...], ...]:
    """The reports of each event, as article ids ascending; groups by their lowest id.

    Pairs are taken by falling probability. Two groups become one when their best pair and, weightier, the mean of all
    their pairs reach the threshold, so that one likeness does not chain two events together.
    """
    known = {report.id: report for report in reports}
    scores = {
        (a.id, b.id): compare_reports(a, b).probability
        for a, b in combinations(sorted(known.values(), key=lambda one: one.id), 2)
        if not _is_long_after(a, b)
    }
    partition = Partition(known)
    for (a, b), probability in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if probability >= threshold and partition.root(a) != partition.root(b):
            pairs = [
                scores.get((min(x, y), max(x, y)), 0.0) for x in partition.members(a) for y in partition.members(b)
            ]
            if (1 - MEAN_SHARE) * max(pairs) + MEAN_SHARE * sum(pairs) / len(pairs) >= threshold:
                partition.tie(a, b)
    return partition.groups()


def _is_long_after(a: Report, b: Report) -> bool:
    if a.published_on is None or b.published_on is None:
        return False
    return abs((a.published_on - b.published_on).days) > LONGEST_GAP_DAYS


def _terms(a: Report, b: Report) -> dict[str, float]:
    days_a, days_b = _narrow_days(a.days), _narrow_days(b.days)
    _, gap = compare_days(days_a, a.published_on, days_b, b.published_on)
    both = bool(days_a and days_b)
    towns_a, towns_b = _towns(a.places), _towns(b.places)
    same_town = bool(towns_a and towns_b) and compare_places(towns_a, towns_b) in (
        PlaceRelation.SAME, PlaceRelation.CONTAINED,
    )  # fmt: skip
    shared = a.means & b.means
    either = a.means | b.means
    return {
        "bias": 1.0,
        "alike": _cosine(a.vectors.mean(axis=0), b.vectors.mean(axis=0)),
        "nearest": float((a.vectors @ b.vectors.T).max()),
        "same-day": float(both and gap == 0),
        "other-day": float(both and (gap or 0) >= 1),
        "days-apart": float(both and (gap or 0) >= 2),
        "published-apart": 0.0 if both else min(_published_gap(a, b), 3) / 3,
        "published-before": float(_is_before(a, days_b) or _is_before(b, days_a)),
        "same-town": float(same_town),
        "other-place": float(compare_places(_local(a.places), _local(b.places)) is PlaceRelation.DIFFERENT),
        "numbers-apart": _numbers_apart(a.number, b.number),
        "same-means": len(shared) / len(either) if either else 0.0,
        "rare-means": float(bool(shared - COMMON)),
        "other-means": float(bool(a.means and b.means) and not shared),
        "other-victims": float(bool(a.victims and b.victims) and a.victims != b.victims),
    }


def _narrow_days(days: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(span for span in days if (span[1] - span[0]).days < NARROW_DAYS)


def _is_before(report: Report, days: Sequence[Span]) -> bool:
    """Whether a report was published before the day that another tells of."""
    published_on = report.published_on
    return published_on is not None and bool(days) and all(first > published_on for first, _ in days)


def _published_gap(a: Report, b: Report) -> int:
    if a.published_on is None or b.published_on is None:
        return 0
    return abs((a.published_on - b.published_on).days)


def _local(places: Sequence[str]) -> tuple[str, ...]:
    """The places without countries and parts of the world, in which all of a war is set."""
    return tuple(place for place in places if not _is_wide(place))


def _is_wide(place: str) -> bool:
    found = find_locations(place)
    return bool(found) and found[0].kind in (Kind.COUNTRY, Kind.AREA)


def _towns(places: Sequence[str]) -> tuple[str, ...]:
    return tuple(place for place in places if _is_town(place))


def _is_town(place: str) -> bool:
    if place.endswith((" province", " region", " governorate")):
        return False
    found = find_locations(place)
    return not found or (found[0].kind is Kind.TOWN and found[0].population < CITY_POPULATION)


def _numbers_apart(a: float | None, b: float | None) -> float:
    if not a or not b:
        return 0.5  # Nothing is known: as far apart as 10 and 16.
    return min(abs(math.log(a / b)), MOST_APART)


def _cosine(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


PHRASES = {
    "alike": "headline and lead say much the same",
    "nearest": "a sentence of one is much like one of the other",
    "same-day": "told of the same day",
    "other-day": "told of different days",
    "days-apart": "told of days well apart",
    "published-apart": "published on different days",
    "published-before": "one was published before the day that the other tells of",
    "same-town": "the same town or quarter is named",
    "other-place": "other places are named",
    "numbers-apart": "the numbers of dead lie apart",
    "same-means": "killed by the same means",
    "rare-means": "by means that are not told of every day",
    "other-means": "killed by other means",
    "other-victims": "other kinds of people are counted",
}
