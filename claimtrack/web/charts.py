"""Lays out the figures of a timeline as intervals on one scale, one row each, for a drawing that scales with its page.

A series of figures comes in, positions in percent of the width leave. Source: the rows of a forest plot, because a few
intervals with open ends are told apart better one under the other than over a time axis.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from claimtrack.links.intervals import PERSON_ROLES, wording_of
from claimtrack.links.model import Relation
from claimtrack.services.views import MatchView
from claimtrack.sourcing.timeline import FigurePoint, Series, Timeline
from claimtrack.web.words import count_words, day_words

ROW_HEIGHT = 46
"""Height of one row, in pixels: a line of text and the bar under it."""

_HEADROOM = 1.12
"""The scale ends this much beyond the largest number, so that open ends have room for their arrow."""

MAX_REVISIONS = 3
"""Sentences about changed figures under a chart."""

TONES: Final = ("this", "conflicts", "updates", "agrees", "other")
"""How a figure stands to the claim on the page; of a row that holds several the first is shown."""

_MIN_WIDTH = 1.2
"""Narrower intervals, in percent of the width, are drawn as a point."""


_TONES: Final = {
    Relation.SAME_CLAIM: "agrees",
    Relation.ENTAILS: "agrees",
    Relation.COMPATIBLE: "agrees",
    Relation.CONFLICTS: "conflicts",
    Relation.UPDATES: "updates",
    Relation.SAME_EVENT: "other",
    Relation.RELATED: "other",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A figure to draw, with everybody who states it for that day."""

    low: float | None
    high: float | None
    label: str
    who: tuple[str, ...]
    day: date | None
    tone: str
    """One of `TONES`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A row of the chart: from `left` to `right` percent, at `top` pixels."""

    interval: Interval
    left: float
    right: float
    top: int
    open_left: bool
    open_right: bool

    @property
    def is_point(self) -> bool:
        """Whether it is too narrow to be seen as a bar."""
        return not self.open_left and not self.open_right and self.right - self.left < _MIN_WIDTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark on the scale, in percent of the width."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalChart:
    """Everything the template draws of one series; `height` in pixels."""

    heading: str
    year: int | None
    """The year of all its days; None when there are several or none."""
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    height: int
    notes: tuple[str, ...]
    """What the series amounts to: who contradicts whom for which day, and who changed a figure."""
    is_own: bool
    """Whether the claim on the page is in it."""

    @property
    def tones(self) -> tuple[str, ...]:
        """The tones that are in it."""
        return tuple(tone for tone in TONES if any(bar.interval.tone == tone for bar in self.bars))


def interval_charts(
    timeline: Timeline, *, own: frozenset[int], matches: Sequence[MatchView]
) -> tuple[IntervalChart, ...]:
    """A chart of each series of the timeline.

    Args:
        timeline: The figures of the claim's event.
        own: The appearances of the claim on the page.
        matches: The claims that agree with it or say otherwise; their figures take the colour of the relation.
    """
    stated = {(one.low, one.high): _TONES[match.relation] for match in matches for one in match.figures}
    return tuple(interval_chart(series, own=own, stated=stated) for series in timeline.series)


def interval_chart(
    series: Series, *, own: frozenset[int], stated: Mapping[tuple[float | None, float | None], str]
) -> IntervalChart:
    """The chart of one series, oldest first and the undated last."""
    intervals = _intervals(series, own, stated)
    numbers = [value for one in intervals for value in (one.low, one.high) if value is not None]
    low, high = min(0.0, *numbers), max(1.0, *numbers) * _HEADROOM
    return IntervalChart(
        heading=_heading(series),
        year=next(iter(years)) if len(years := {one.day.year for one in intervals if one.day}) == 1 else None,
        bars=tuple(_bar(one, row, low, high) for row, one in enumerate(intervals)),
        ticks=tuple(Tick(at=_place(value, low, high), label=_short(value)) for value in _round_values(low, high)),
        height=len(intervals) * ROW_HEIGHT + 26,
        is_own=any(one.tone == "this" for one in intervals),
        notes=(*_contradictions(series), *_revisions(series)),
    )


def _contradictions(series: Series) -> list[str]:
    """One sentence for each day of which figures are told that cannot all be true."""
    told: dict[date, dict[int, FigurePoint]] = {}
    for step in series.steps:
        of_day = {point.appearance_id: point for point in step.points}
        for conflict in series.conflicts:
            if conflict.day == step.day:
                told.setdefault(step.day, {}).update({one: of_day[one] for one in (conflict.a, conflict.b)})
    sentences = []
    for day, points in told.items():
        ranked = sorted(points.values(), key=lambda point: point.value or 0.0)
        figures = list(dict.fromkeys(wording_of(point.figure) for point in ranked))
        outlets = len({point.outlet for point in ranked})
        sentences.append(f"{count_words(outlets, 'outlet')} gave {_listed(figures)} for {day_words(day.isoformat())}.")
    return sentences


def _revisions(series: Series) -> list[str]:
    """A sentence for each figure that somebody changed from one day to another.

    What others said later is in the rows, and so are two figures of one day: they often stand in one article, where the
    lower is told as the earlier one.
    """
    days = {point.appearance_id: point.published_on for step in series.steps for point in step.points}
    own = [one.text for one in series.revisions if one.same_speaker and days[one.before] != days[one.after]]
    more = [f"{len(own) - MAX_REVISIONS} more changed theirs."] if len(own) > MAX_REVISIONS else []
    return [f"{text}." for text in own[:MAX_REVISIONS]] + more


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _intervals(
    series: Series, own: frozenset[int], stated: Mapping[tuple[float | None, float | None], str]
) -> list[Interval]:
    """The points as rows: those that state the same figure for the same day share one, the claim's own first in it."""
    told = _tones(series, own)
    points = [point for step in series.steps for point in step.points] + list(series.undated)
    is_own = any(point.appearance_id in own for point in points)
    rows: dict[tuple[date | None, float | None, float | None], list[FigurePoint]] = {}
    for point in sorted(points, key=lambda point: point.appearance_id not in own):
        rows.setdefault((point.day, point.figure.low, point.figure.high), []).append(point)
    found = []
    for (day, low, high), members in rows.items():
        tones = {told.get(point.appearance_id, "other") for point in members}
        tones.add(stated.get((low, high), "other") if is_own else "other")
        who = tuple(dict.fromkeys(point.outlet for point in members))
        tone = next(tone for tone in TONES if tone in tones)
        found.append(Interval(low=low, high=high, label=wording_of(members[0].figure), who=who, day=day, tone=tone))
    return sorted(found, key=_order)


def _order(one: Interval) -> tuple[date, float, float]:
    """By day, then from low to high, so that the rows of a day read like a staircase."""
    low = -math.inf if one.low is None else one.low
    return one.day or date.max, low, math.inf if one.high is None else one.high


def _tones(series: Series, own: frozenset[int]) -> dict[int, str]:
    tones: dict[int, str] = {}
    for step in series.revisions:
        tones |= _other_side(step.before, step.after, own, "updates")
    for conflict in series.conflicts:
        tones |= _other_side(conflict.a, conflict.b, own, "conflicts")
    return tones | dict.fromkeys(own, "this")


def _other_side(a: int, b: int, own: frozenset[int], tone: str) -> dict[int, str]:
    if (a in own) == (b in own):
        return {}
    return {b if a in own else a: tone}


def _heading(series: Series) -> str:
    part = ", part of the total" if series.scope == "part" else ""
    if series.unit and series.role not in PERSON_ROLES:
        return f"{series.unit.capitalize()}{part}"
    unit = f" ({series.unit})" if series.unit else ""
    return f"{'Other figures' if series.role == 'other' else series.role.capitalize()}{unit}{part}"


def _bar(one: Interval, row: int, low: float, high: float) -> Bar:
    left = 0.0 if one.low is None else _place(one.low, low, high)
    right = 100.0 if one.high is None else _place(one.high, low, high)
    return Bar(
        interval=one,
        left=round(left, 2),
        right=round(right, 2),
        top=row * ROW_HEIGHT,
        open_left=one.low is None,
        open_right=one.high is None,
    )


def _place(value: float, low: float, high: float) -> float:
    return round(100 * (value - low) / (high - low), 2)


def _round_values(low: float, high: float) -> list[float]:
    """About four round numbers between the ends of the scale."""
    rough = (high - low) / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    first = math.ceil(low / step)
    return [count * step for count in range(first, math.floor(high / step) + 1)]


def _short(value: float) -> str:
    for size, mark in ((1e9, "bn"), (1e6, "m"), (1e4, "k")):
        if abs(value) >= size:
            scale = 1e3 if mark == "k" else size
            return f"{value / scale:g} {mark}"
    return f"{value:g}"
