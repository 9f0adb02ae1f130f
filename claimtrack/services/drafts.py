"""What a person wants changed of an appearance, checked against the article's text, and the claim that comes of it.

Values in, values out: nothing is read or stored here. What a person gives wins over what extraction finds; what they leave
alone is found again where the span changed.
"""

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from claimtrack.claims.model import ClaimType, ExtractedClaim, Figure, Modality
from claimtrack.claims.roles import PEOPLE_ROLES
from claimtrack.claims.spans import Span, trimmed_span
from claimtrack.db.types import storable
from claimtrack.errors import InvalidEdit

MAX_WORDING_CHARS = 2_000
MAX_NAME_CHARS = 200
MAX_CHANNELS = 10
MAX_FIGURES = 30
MAX_AMOUNT = 1e15
ROLES = (*sorted(PEOPLE_ROLES), "percent", "other")
"""Roles that a figure may always have; any other must be a word of the claim, for it is the noun that is counted."""
SCOPES = ("total", "part")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureInput:
    """A figure as a person states it."""

    surface: str
    """The words of the claim that state it."""
    start: int | None = None
    """Where they stand in the article; needed only where they stand more than once in the claim."""
    low: float | None = None
    high: float | None = None
    role: str = "other"
    unit: str | None = None
    scope: str = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppearanceChange:
    """What is to be changed; None leaves a field as it is."""

    start: int | None = None
    end: int | None = None
    standalone: str | None = None
    """The wording that needs no context; empty for the quote itself."""
    claimant: str | None = None
    """Who asserts it; empty for the article's own voice."""
    claimant_named: bool | None = None
    via: tuple[str, ...] | None = None
    type: ClaimType | None = None
    figures: tuple[FigureInput, ...] | None = None
    """All of them, in place of those that are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A corrected claim, before it is stored."""

    found: ExtractedClaim
    edited: tuple[str, ...]
    """What people have set of it, before or now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A checked change: what extraction has to read again, and what the person has given."""

    span: Span
    moved: bool
    """Whether the span is another than before."""
    old: tuple[int, int]
    """The span before."""
    given: ExtractedClaim
    """The claim with the person's values in it; where the span moved, only those that the person gave count."""
    edited: frozenset[str]
    """What people have set of it, before or now."""
    needs_reading: bool
    """Whether what extraction finds in the span is another than before."""


def planned(text: str, current: ExtractedClaim, change: AppearanceChange, *, edited: Collection[str]) -> Plan:
    """The change to a claim of `text`, checked.

    Args:
        text: the article version's.
        current: the claim as it is.
        change: what the person wants.
        edited: what people have set before.

    Raises:
        InvalidEdit: a value cannot be used; the message says which and what can. Or nothing would change.
    """
    start = current.start if change.start is None else change.start
    end = current.end if change.end is None else change.end
    start, end = trimmed_span(text, start, end)
    moved = (start, end) != (current.start, current.end)
    given = _with_values(replace(current, start=start, end=end, quote=text[start:end]), current, change)
    if change.figures is not None:
        given = replace(given, figures=_stated(text, start, end, change.figures, current))
    now = set(_changed(current, given, moved=moved, change=change))
    if not now:
        raise InvalidEdit("Nothing would change: every value is as it is already.")
    inner_hedge = current.hedge if current.hedge is not None and current.hedge in current.quote else None
    return Plan(
        span=Span(
            start=start,
            end=end,
            claimant=given.claimant,
            claimant_named=given.claimant_named,
            hedge=None if inner_hedge else current.hedge,
            denied=current.modality is Modality.DENIED,
            type=given.type if "type" in now | set(edited) or not moved else None,
            figures=given.figures if change.figures is not None or not moved else None,
        ),
        moved=moved,
        old=(current.start, current.end),
        given=given,
        edited=frozenset(edited) | now,
        needs_reading=moved or bool(now & {"type", "figures"}),
    )


def drafted(plan: Plan, reading: ExtractedClaim | None) -> Draft:
    """The claim that comes of a plan.

    Args:
        plan: from `planned`.
        reading: what extraction finds in the plan's span; None where the plan needs no reading.
    """
    given = plan.given
    if reading is None:
        return Draft(found=given, edited=_named(plan.edited))
    if not plan.moved:
        return Draft(found=replace(given, worthiness=reading.worthiness), edited=_named(plan.edited))
    found = replace(
        reading,
        claimant=given.claimant,
        claimant_named=given.claimant_named,
        cue=given.cue,
        via=given.via,
    )
    if "wording" in plan.edited:
        found = replace(found, standalone=given.standalone, ambiguous=given.ambiguous)
    if "figures" in plan.edited and plan.span.figures is None:
        found = replace(found, figures=_with_kept(plan, reading.figures))
    return Draft(found=found, edited=_named(plan.edited))


def _with_kept(plan: Plan, fresh: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures that people set before and whose words still stand in the claim, and those found in its new words."""
    start, end = plan.old
    kept = [one for one in plan.given.figures if plan.span.start <= one.start and one.end <= plan.span.end]
    new = [one for one in fresh if one.end <= start or one.start >= end]
    return tuple(sorted([*kept, *new], key=lambda one: (one.start, one.end)))


_ORDER = ("span", "wording", "claimant", "via", "type", "figures")


def _named(edited: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in _ORDER if name in edited)


def _changed(current: ExtractedClaim, given: ExtractedClaim, *, moved: bool, change: AppearanceChange) -> Iterator[str]:
    if moved:
        yield "span"
    if change.standalone is not None and (given.standalone, given.ambiguous) != (current.standalone, current.ambiguous):
        yield "wording"
    if (given.claimant, given.claimant_named) != (current.claimant, current.claimant_named):
        yield "claimant"
    if given.via != current.via:
        yield "via"
    if given.type is not current.type:
        yield "type"
    if change.figures is not None and given.figures != current.figures:
        yield "figures"


def _with_values(given: ExtractedClaim, current: ExtractedClaim, change: AppearanceChange) -> ExtractedClaim:
    if change.standalone is not None:
        wording = single_line(change.standalone, "The wording", limit=MAX_WORDING_CHARS)
        if wording and not any(char.isalnum() for char in wording):
            raise InvalidEdit("The wording has no word in it. Leave it empty to use the quote itself.")
        given = replace(given, standalone=None if wording in ("", given.quote) else wording, ambiguous=())
    if change.claimant is not None:
        name = single_line(change.claimant, "The claimant's name", limit=MAX_NAME_CHARS)
        if name and not any(char.isalnum() for char in name):
            raise InvalidEdit("The claimant's name has no letter in it. Leave it empty for the article's own voice.")
        same = name == current.claimant
        named = (current.claimant_named if same else name[:1].isupper()) if name else False
        given = replace(given, claimant=name or None, claimant_named=named, cue=given.cue if name else None)
    if change.claimant_named is not None:
        if given.claimant is None and change.claimant_named:
            raise InvalidEdit("Nobody is named who could be a name. Give the claimant too.")
        given = replace(given, claimant_named=change.claimant_named)
    if change.via is not None:
        given = replace(given, via=_channels(change.via))
    return given if change.type is None else replace(given, type=change.type)


def single_line(value: str, name: str, *, limit: int) -> str:
    """The value on one line, as the database can hold it.

    Raises:
        InvalidEdit: it is longer than `limit` characters, or holds a NUL.
    """
    if "\x00" in value:
        raise InvalidEdit(f"{name} contains a NUL character. Remove it.")
    line = " ".join(storable(value).split())
    if len(line) > limit:
        raise InvalidEdit(f"{name} is longer than {limit:,} characters. Shorten it.")
    return line


def _channels(given: Sequence[str]) -> tuple[str, ...]:
    names = [single_line(name, "An outlet's name", limit=MAX_NAME_CHARS) for name in given]
    kept = tuple(dict.fromkeys(name for name in names if name))
    if len(kept) > MAX_CHANNELS:
        raise InvalidEdit(f"A claim may come by way of up to {MAX_CHANNELS} outlets. Leave some out.")
    return kept


def _stated(
    text: str, start: int, end: int, given: Sequence[FigureInput], current: ExtractedClaim
) -> tuple[Figure, ...]:
    if len(given) > MAX_FIGURES:
        raise InvalidEdit(f"A claim may have up to {MAX_FIGURES} figures. Split it first.")
    figures: list[Figure] = []
    for one in given:
        place = _place(text, start, end, one, taken={figure.start for figure in figures})
        figures.append(_figure(text, start, end, place, one, current))
    return tuple(sorted(figures, key=lambda figure: (figure.start, figure.end)))


def _place(text: str, start: int, end: int, given: FigureInput, *, taken: set[int]) -> tuple[int, int]:
    surface = given.surface.strip()
    if not surface:
        raise InvalidEdit("A figure lacks the words that state it. Copy them from the claim.")
    shown = surface if len(surface) <= 60 else surface[:59] + "…"
    if given.start is not None:
        last = given.start + len(surface)
        if given.start < start or last > end:
            raise InvalidEdit(f"The figure {shown!r} lies outside the claim, which goes from {start} to {end}.")
        if text[given.start : last] != surface:
            raise InvalidEdit(f"The words at {given.start} are not {shown!r}. Copy the figure's words from the claim.")
        return given.start, last
    # A figure is stated by whole words: the 6 of "16" is none.
    places = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", text[start:end])]
    if not places:
        raise InvalidEdit(f"The words {shown!r} do not stand in the claim. Copy the figure's words from it.")
    free = [place for place in places if start + place[0] not in taken] or places
    return start + free[0][0], start + free[0][1]


def _figure(
    text: str, start: int, end: int, place: tuple[int, int], given: FigureInput, current: ExtractedClaim
) -> Figure:
    surface = text[place[0] : place[1]]
    low, high = _amount(given.low, surface), _amount(given.high, surface)
    if low is None and high is None:
        raise InvalidEdit(f"The figure {surface!r} has neither a lowest nor a highest value. Give at least one.")
    if low is not None and high is not None and low > high:
        raise InvalidEdit(f"The figure {surface!r} goes from {low:,.15g} down to {high:,.15g}. Swap the two.")
    scope = given.scope.strip().lower() or "total"
    if scope not in SCOPES:
        raise InvalidEdit(f"The scope of {surface!r} is {scope[:40]!r}, but must be one of: {', '.join(SCOPES)}.")
    before = next((one for one in current.figures if (one.start, one.end) == place), None)
    same = before is not None and (before.low, before.high) == (low, high)
    return Figure(
        low=low,
        high=high,
        modifier=before.modifier if before is not None and same else None,
        unit=single_line(given.unit or "", "A figure's unit", limit=60) or None,
        role=_role(given.role, surface, text[start:end], current),
        scope=scope,
        as_of=before.as_of if before is not None else None,
        surface=surface,
        start=place[0],
        end=place[1],
    )


def _amount(value: float | None, surface: str) -> float | None:
    if value is None:
        return None
    if not math.isfinite(value) or abs(value) > MAX_AMOUNT:
        raise InvalidEdit(f"The figure {surface!r} has a value that cannot be counted with. Give a plain number.")
    return float(value)


def _role(given: str, surface: str, quote: str, current: ExtractedClaim) -> str:
    role = " ".join(given.split()).lower() or "other"
    known = {*ROLES, *(figure.role for figure in current.figures)}
    if role in known or (len(role) <= 60 and re.search(rf"(?<!\w){re.escape(role)}(?!\w)", quote.lower())):
        return role
    raise InvalidEdit(
        f"The role of {surface!r} is {role[:40]!r}, but must be one of {', '.join(ROLES)}, or a word of the claim."
    )
