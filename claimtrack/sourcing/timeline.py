"""Figures of one event as time passes: the lowest, the best and the highest, who says it, conflicts and revisions.

Dated figures come in, a ``Timeline`` with one series for each role goes out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from claimtrack.claims.model import Figure
from claimtrack.links.intervals import PERSON_ROLES, compare_figures, role_of, wording_of
from claimtrack.links.model import Relation
from claimtrack.sourcing.outlets import name_key


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePoint:
    """One figure as one appearance tells it."""

    appearance_id: int
    figure: Figure
    outlet: str
    claimant: str | None = None
    claimant_named: bool = False
    published_on: date | None = None

    @property
    def day(self) -> date | None:
        """The day for which the figure is told: its as-of day, else the publication day."""
        return self.figure.as_of or self.published_on

    @property
    def speaker(self) -> str:
        """Who says it: the named claimant, or else the outlet with what it calls its source."""
        if self.claimant and self.claimant_named:
            return self.claimant
        return f"{self.claimant} ({self.outlet})" if self.claimant else self.outlet

    @property
    def value(self) -> float | None:
        """The number that the figure stands by: the middle of a range, the bound of an open one."""
        low, high = self.figure.low, self.figure.high
        if low is not None and high is not None:
            return (low + high) / 2
        return low if low is not None else high


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is said by the end of one day, each speaker with the latest figure."""

    day: date
    low: float | None
    """Lowest bound that somebody holds; None when one is open below."""
    best: float
    """The value that most speakers stand by; the latest, then the higher of those said as often."""
    high: float | None
    """Highest bound; None when one is open above."""
    points: tuple[FigurePoint, ...]
    """Told for this day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureConflict:
    """Two speakers whose figures of one day cannot both be true."""

    a: int
    b: int
    """Appearance ids."""
    day: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A figure that moved."""

    before: int
    after: int
    """Appearance ids."""
    day: date
    """On which the later figure was told."""
    way: str
    """up or down."""
    same_speaker: bool
    """True when a speaker corrects themselves; False when a later figure of another rules the earlier out."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """All figures of one role."""

    role: str
    scope: str
    """total, or part."""
    unit: str | None
    """Set where the series counts a part or something other than people."""
    steps: tuple[Step, ...]
    conflicts: tuple[FigureConflict, ...]
    revisions: tuple[Revision, ...]
    undated: tuple[FigurePoint, ...]
    """Points without an as-of or publication day: shown, but not placed in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The figures of one event."""

    series: tuple[Series, ...]
    """Totals before parts; the killed first, then the series with most points."""


def figure_timeline(points: Sequence[FigurePoint]) -> Timeline:
    """The figures of one event by role and day.

    A point is placed on its as-of day, or else its publication day. Figures that bound nothing are passed over.
    """
    groups: dict[tuple[str, str, str | None], list[FigurePoint]] = {}
    for point in points:
        if point.value is not None:
            groups.setdefault(_series_key(point.figure), []).append(point)
    series = [_series(key, members) for key, members in groups.items()]
    sizes = {key: len(members) for key, members in groups.items()}
    series.sort(key=lambda one: (one.scope != "total", one.role != "killed", -sizes[one.role, one.scope, one.unit]))
    return Timeline(series=tuple(series))


def _series_key(figure: Figure) -> tuple[str, str, str | None]:
    role = role_of(figure)
    if role in PERSON_ROLES and figure.scope == "total":
        return role, "total", None
    return role, figure.scope, (figure.unit or "").lower() or None


def _series(key: tuple[str, str, str | None], members: Sequence[FigurePoint]) -> Series:
    role, scope, unit = key
    dated = sorted((point for point in members if point.day), key=_order)
    return Series(
        role=role,
        scope=scope,
        unit=unit,
        steps=_steps(dated),
        conflicts=_conflicts(dated),
        revisions=_revisions(dated),
        undated=tuple(point for point in members if not point.day),
    )


def _order(point: FigurePoint) -> tuple[date, date, int]:
    return point.day or date.max, point.published_on or date.max, point.appearance_id


def _steps(dated: Sequence[FigurePoint]) -> tuple[Step, ...]:
    held: dict[str, FigurePoint] = {}
    steps: dict[date, Step] = {}
    for day in sorted({point.day for point in dated if point.day}):
        told = tuple(point for point in dated if point.day == day)
        for point in told:
            held.pop(_speaker_key(point), None)
            held[_speaker_key(point)] = point
        steps[day] = _step(day, told, tuple(held.values()))
    return tuple(steps.values())


def _step(day: date, told: tuple[FigurePoint, ...], held: Sequence[FigurePoint]) -> Step:
    lows = [point.figure.low for point in held]
    highs = [point.figure.high for point in held]
    values = [point.value for point in held if point.value is not None]
    counted = Counter(values)
    latest = {value: place for place, value in enumerate(values)}
    return Step(
        day=day,
        low=None if None in lows else min(low for low in lows if low is not None),
        best=max(counted, key=lambda value: (counted[value], latest[value])),
        high=None if None in highs else max(high for high in highs if high is not None),
        points=told,
    )


def _conflicts(dated: Sequence[FigurePoint]) -> tuple[FigureConflict, ...]:
    found = []
    for a, b in combinations(_last_words(dated), 2):
        if a.day is None or a.day != b.day or _speaker_key(a) == _speaker_key(b):
            continue
        relation = compare_figures(a.figure, b.figure)
        if relation.relation is Relation.CONFLICTS:
            text = f"{a.speaker}: {wording_of(a.figure)}; {b.speaker}: {wording_of(b.figure)}"
            found.append(FigureConflict(a=a.appearance_id, b=b.appearance_id, day=a.day, text=text))
    return tuple(found)


def _last_words(dated: Iterable[FigurePoint]) -> list[FigurePoint]:
    """The last point of each speaker on each day: an earlier one of the day was taken back."""
    last = {(point.day, _speaker_key(point)): point for point in dated}
    return sorted(last.values(), key=_order)


def _revisions(dated: Sequence[FigurePoint]) -> tuple[Revision, ...]:
    found = []
    by_speaker: dict[str, FigurePoint] = {}
    for place, point in enumerate(dated):
        before = by_speaker.get(_speaker_key(point))
        by_speaker[_speaker_key(point)] = point
        revision = _revision(before, point, same_speaker=True) if before else _overruled(dated[:place], point)
        if revision:
            found.append(revision)
    return tuple(found)


def _overruled(earlier: Sequence[FigurePoint], point: FigurePoint) -> Revision | None:
    """The latest earlier figure of an earlier day that this one rules out, as a revision."""
    for old in reversed(earlier):
        if old.day and point.day and old.day < point.day:
            relation = compare_figures(old.figure, point.figure, as_of_a=old.day, as_of_b=point.day)
            return _revision(old, point, same_speaker=False) if relation.relation is Relation.UPDATES else None
    return None


def _revision(before: FigurePoint, after: FigurePoint, *, same_speaker: bool) -> Revision | None:
    if before.value is None or after.value is None or after.day is None or before.value == after.value:
        return None
    who = after.speaker if same_speaker else f"{after.speaker} after {before.speaker}"
    return Revision(
        before=before.appearance_id,
        after=after.appearance_id,
        day=after.day,
        way="up" if after.value > before.value else "down",
        same_speaker=same_speaker,
        text=f"{who}: {wording_of(before.figure)}, then {wording_of(after.figure)}",
    )


def _speaker_key(point: FigurePoint) -> str:
    return name_key(point.speaker)
