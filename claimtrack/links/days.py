"""Whether two claims are told of one day.

Resolved days and publication days go in, a ``DayRelation`` comes out.
"""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from claimtrack.claims.datewords import WEEKDAYS

WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})(?:['’]?s)?\b", re.IGNORECASE)
Span = tuple[date, date]
"""First and last day."""

NARROW_DAYS = 3
"""A date of at most this many days tells events of one series apart; a month or a year does not."""
MONTH_DAYS = 31
NIGHT_DAYS = 1
"""Reports of one night carry two dates, so a day's difference is near, not another day."""


class DayRelation(StrEnum):
    """How the days of one claim stand to those of another."""

    UNKNOWN = "unknown"  # a side has neither a date nor a publication day
    SAME = "same"  # both name a day, and they meet; or one week or month
    WITHIN = "within"  # they meet, but one is a month, a year or a longer span
    ASSUMED = (
        "assumed"  # one names none, and was published on the other's day or the day after; or it names but its weekday
    )
    NEAR = "near"  # a day apart
    APART = "apart"  # one names none, and was published days away
    DIFFERENT = "different"  # both name days, and these lie apart


def compare_days(
    days_a: Sequence[Span], published_a: date | None, days_b: Sequence[Span], published_b: date | None
) -> tuple[DayRelation, int | None]:
    """How the days of two claims stand to each other, and how many days apart the nearest are (None when unknown).

    A claim that names no day is taken to be told of its publication day or the day before it. Against a claim that names
    only a year or a longer span this is no contradiction: "killed since 2011" may be told on any later day.
    """
    spans_a, spans_b = _narrow(days_a), _narrow(days_b)
    if spans_a and spans_b:
        if any(_length(span) <= MONTH_DAYS for span in set(spans_a) & set(spans_b)):
            return DayRelation.SAME, 0
        gap = min(_gap(one, two) for one in spans_a for two in spans_b)
        return _explicit(gap, is_wide=_is_wide(spans_a) or _is_wide(spans_b)), gap
    known_a, known_b = spans_a or _assumed(published_a), spans_b or _assumed(published_b)
    if not known_a or not known_b:
        return DayRelation.UNKNOWN, None
    gap = min(_gap(one, two) for one in known_a for two in known_b)
    if _is_wide(known_a) or _is_wide(known_b):
        if gap == 0:
            return DayRelation.WITHIN, gap
        return (DayRelation.UNKNOWN, None) if _is_year(known_a) or _is_year(known_b) else (DayRelation.APART, gap)
    if gap == 0:
        return DayRelation.ASSUMED, gap
    return (DayRelation.NEAR if gap <= NIGHT_DAYS else DayRelation.APART), gap


def meets_weekday(text: str, days: Sequence[Span]) -> bool:
    """Whether a text of no known day names the weekday of one that is told elsewhere: "killed on Tuesday", and a Tuesday."""
    named = {WEEKDAYS.index(found.lower()) for found in WEEKDAY.findall(text)}
    told = {first.weekday() for first, last in days if first == last}
    return bool(named & told)


def is_foretold(
    days_a: Sequence[Span], published_a: date | None, days_b: Sequence[Span], published_b: date | None
) -> bool:
    """Whether one claim was published before the day that the other names, so that it cannot tell of that day."""
    return _is_before(published_a, days_b) or _is_before(published_b, days_a)


def _is_before(published: date | None, days: Sequence[Span]) -> bool:
    return published is not None and bool(days) and all(first > published for first, _ in days)


def _explicit(gap: int, *, is_wide: bool) -> DayRelation:
    if gap == 0:
        return DayRelation.WITHIN if is_wide else DayRelation.SAME
    return DayRelation.NEAR if gap <= NIGHT_DAYS and not is_wide else DayRelation.DIFFERENT


def _narrow(days: Sequence[Span]) -> tuple[Span, ...]:
    # A claim that names a day and, beside it, "since 2011" is told of the day.
    narrow = tuple(span for span in days if _length(span) <= NARROW_DAYS)
    return narrow or tuple(days)


def _assumed(published: date | None) -> tuple[Span, ...]:
    return () if published is None else ((date.fromordinal(max(1, published.toordinal() - 1)), published),)


def _is_wide(spans: Sequence[Span]) -> bool:
    return all(_length(span) > NARROW_DAYS for span in spans)


def _is_year(spans: Sequence[Span]) -> bool:
    return all(_length(span) > MONTH_DAYS for span in spans)


def _length(span: Span) -> int:
    return (span[1] - span[0]).days + 1


def _gap(a: Span, b: Span) -> int:
    return max(0, (b[0] - a[1]).days, (a[0] - b[1]).days)
