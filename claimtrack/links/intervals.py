"""How two stated figures stand to each other, as intervals.

Two ``Figure`` values come in, a ``FigureRelation`` goes out. Whether the two are told of one event is for the caller to
know: here both are taken to speak of the same thing, and only role, scope, unit, interval and as-of day are looked at.
"""

import math
import re
from dataclasses import dataclass
from datetime import date

from claimtrack.claims.model import Figure
from claimtrack.links.model import Direction, Relation

TOLERANCE = 0.10
"""Share of its value by which an "about" figure may be off, both ways.

Source: our choice. Reporters round to one or two leading digits, so "about 25" covers 23 to 27 and "about 1,000" covers
900 to 1,100; at 0.05 "about 25" against 27 would be a conflict, at 0.2 "about 100" against 120 would not.
"""

ABOUT = frozenset({
    "about", "around", "some", "roughly", "approximately", "approx", "circa", "an estimated", "estimated", "or so",
    "close to", "in the region of", "more or less", "nearly", "almost", "just under", "just over", "just about",
})  # fmt: skip
FROM_BELOW = frozenset({"nearly", "almost", "just under", "close to"})
FROM_ABOVE = frozenset({"just over"})
BEYOND = frozenset({
    "more than", "well over", "over", "above", "upwards of", "upward of", "in excess of", "greater than", "exceeding",
    "excess of",
})  # fmt: skip
"""Comparators whose own number lies just outside the interval: "more than 100" is 101 and up."""
SHORT_OF = frozenset({"fewer than", "less than", "well under", "under", "below"})

PERSON_ROLES = frozenset({"killed", "injured", "missing", "displaced", "detained", "casualties"})
ROLE_NAMES = {
    "dead": "killed", "deaths": "killed", "death": "killed", "died": "killed", "fatalities": "killed",
    "wounded": "injured", "hurt": "injured", "injuries": "injured",
    "arrested": "detained", "captured": "detained", "casualty": "casualties",
}  # fmt: skip
PEOPLE = frozenset({
    "people", "person", "persons", "individual", "individuals", "victim", "victims", "body", "bodies", "corpse",
    "corpses", "dead", "lives", "human", "humans", "casualty", "casualties", "killed", "injured", "wounded", "others",
})  # fmt: skip
FIGHTERS = frozenset({
    "fighter", "militant", "jihadist", "terrorist", "extremist", "insurgent", "gunman", "gunmen", "combatant", "member",
})  # fmt: skip
"""Words of several outlets for one kind of people."""
TELLERS = frozenset(
    {"tv", "television", "monitor", "observatory", "agency", "media", "ngo", "report", "reports", "sana"}
)
"""Who is named after a toll in a headline that has lost its colon ("kills six state TV"), and never counted as killed."""
THINGS = frozenset({
    "town", "village", "city", "area", "district", "house", "home", "building", "hospital", "school", "bus", "vehicle",
    "car", "truck", "position", "airstrike", "strike", "raid", "attack", "rocket", "shell", "bomb", "day", "hour", "year",
})  # fmt: skip
"""What nobody counts as killed or injured, even where the words nearby say so."""
PARTS_BY_NATURE = frozenset({"child", "woman", "minor", "girl", "boy"})
"""Kinds that are told as a part of a toll so often that "five of them children" and "five children" are one count."""
KINDS_OF_CIVILIANS = PARTS_BY_NATURE | {"evacuee", "resident", "villager", "passenger", "patient", "pupil", "student"}
"""Kinds of people that a count of civilians holds too."""
HARMED = frozenset({"killed", "injured"})
"""Roles that a count of casualties holds too."""
SINGULARS = {
    "people": "person", "children": "child", "women": "woman", "men": "man", "policemen": "policeman",
    "servicemen": "serviceman", "%": "percent", "per cent": "percent", "pct": "percent", "bodies": "body",
    "countries": "country", "cities": "city", "families": "family", "lives": "life",
}  # fmt: skip
HEAD_END = re.compile(r" ?\b(?:of|including|in|from|among|who|that|with)\b")
"""A unit counts what stands before these words: "regime fighters from Homs" counts fighters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRelation:
    """How figure ``a`` stands to figure ``b``."""

    relation: Relation | None
    """None when the two do not count the same thing, so that nothing follows from one for the other."""
    direction: Direction | None
    """For ``entails`` from the stronger to the weaker, for ``updates`` from the older to the newer."""
    code: str
    """figure-equal, figure-subset, figure-overlap, figure-disjoint, figure-later, figure-part, or why they cannot be
    compared: other-role, other-scope, other-unit, open-figure."""
    text: str
    """For a person, for example "16 against 26 killed"."""

    @property
    def is_comparable(self) -> bool:
        """True when both figures count the same thing."""
        return self.relation is not None


@dataclass(frozen=True, slots=True)
class _Interval:
    low: float
    high: float
    fuzzy: bool

    def is_within(self, other: "_Interval") -> bool:
        return other.low <= self.low and self.high <= other.high


def compare_figures(
    a: Figure, b: Figure, *, as_of_a: date | None = None, as_of_b: date | None = None
) -> FigureRelation:
    """How ``a`` stands to ``b``, taken that both are told of one event.

    Equal intervals are the same claim, a part of the other's interval entails it, an overlap is compatible, no overlap
    is a conflict, or an update when the as-of days differ. An "about" figure has ``TOLERANCE`` to both sides; it can
    entail an open figure, but nothing entails it, and against an exact figure inside its tolerance it is compatible.

    People against a kind of people (children, soldiers), civilians against a kind of them, and casualties against the
    killed or the injured are a total and a part: the part entails an open total that it reaches, contradicts a total that
    it exceeds, is compatible where both can be the same number, and is otherwise not comparable. People and civilians are
    one kind.

    Source of the last: of 554 labelled pairs (2026-11), told apart they cost conflicts and updates: F1 0.72 against 0.74.

    Args:
        a: one figure.
        b: the other.
        as_of_a: the day for which ``a`` is told, used when ``a.as_of`` is None; None when unknown.
        as_of_b: likewise for ``b``.
    """
    refusal = _why_not_comparable(a, b)
    if refusal:
        return FigureRelation(relation=None, direction=None, code=refusal, text=_against(a, b))
    later = _later(a.as_of or as_of_a, b.as_of or as_of_b)
    if _is_part(a, b):
        return _relate_part(a, b, later, a_is_part=True)
    return _relate_part(a, b, later, a_is_part=False) if _is_part(b, a) else _relate(a, b, later)


def role_of(figure: Figure) -> str:
    """What the figure counts the doing of: ``killed`` for "dead", else its own role in lower case and singular."""
    role = figure.role.strip().lower()
    role = ROLE_NAMES.get(role, role)
    head = _singular(_unit_head(figure))
    if role in HARMED and head in THINGS:
        return head
    return role if role in PERSON_ROLES else _singular(role)


def wording_of(figure: Figure) -> str:
    """The figure in words, without its unit: "at least 16", "more than 20", "up to 50", "16 to 20", "about 25", "16"."""
    low, high = figure.low, figure.high
    if low is not None and high is not None:
        if low == high:
            return f"{figure.modifier} {_number(low)}" if is_tolerant(figure) else _number(low)
        return f"{_number(low)} to {_number(high)}"
    stated = stated_number(figure)
    if low is not None:
        return f"at least {_number(low)}" if stated in (None, low) else f"more than {_number(stated)}"
    if high is not None:
        return f"up to {_number(high)}" if stated in (None, high) else f"fewer than {_number(stated)}"
    return "an open number"


def stated_number(figure: Figure) -> float | None:
    """The number as the text writes it: 100 for "more than 100", the bound of an open figure, the lower end of a range.

    None for a figure that bounds nothing.
    """
    modifier = (figure.modifier or "").strip().lower()
    if figure.low is not None:
        return figure.low - 1 if modifier in BEYOND and _is_count(figure, figure.low) else figure.low
    if figure.high is not None:
        return figure.high + 1 if modifier in SHORT_OF and _is_count(figure, figure.high) else figure.high
    return None


def _is_count(figure: Figure, bound: float) -> bool:
    # Extraction moves the bound of a count by one; a measure or an amount of money keeps it.
    return float(bound).is_integer() and figure.unit not in ("percent", "USD", "EUR", "GBP")


def is_tolerant(figure: Figure) -> bool:
    """Whether the figure is a point told with "about" or the like."""
    modifier = (figure.modifier or "").strip().lower()
    return figure.low is not None and figure.low == figure.high and modifier in ABOUT


def _relate(a: Figure, b: Figure, later: Direction | None) -> FigureRelation:
    one, two = _interval(a), _interval(b)
    if one == two:
        return FigureRelation(relation=Relation.SAME_CLAIM, direction=None, code="figure-equal", text=_both(a, b))
    if one.is_within(two) and not two.fuzzy:
        return _entails(a, b, Direction.A_TO_B)
    if two.is_within(one) and not one.fuzzy:
        return _entails(a, b, Direction.B_TO_A)
    if max(one.low, two.low) <= min(one.high, two.high):
        text = f"{_both(a, b)}: both can be true"
        return FigureRelation(relation=Relation.COMPATIBLE, direction=None, code="figure-overlap", text=text)
    return _disjoint(a, b, later)


def _relate_part(a: Figure, b: Figure, later: Direction | None, *, a_is_part: bool) -> FigureRelation:
    part, total = (_interval(a), _interval(b)) if a_is_part else (_interval(b), _interval(a))
    if part.low > total.high:
        return _disjoint(a, b, later)
    if part.low >= total.low and math.isinf(total.high):
        return _entails(a, b, Direction.A_TO_B if a_is_part else Direction.B_TO_A)
    if max(part.low, total.low) <= min(part.high, total.high):
        text = f"{_both(a, b)}: a part and a total that can be the same number"
        return FigureRelation(relation=Relation.COMPATIBLE, direction=None, code="figure-part", text=text)
    code = "other-scope" if role_of(a) == role_of(b) else "other-role"
    return FigureRelation(relation=None, direction=None, code=code, text=_against(a, b))


def _is_part(a: Figure, b: Figure) -> bool:
    """Whether ``a`` counts some of those whom ``b`` counts: a kind of them, or those who came to one kind of harm."""
    of_role = role_of(a) in HARMED and role_of(b) == "casualties"
    of_kind = _is_kind_of(unit_of(a), unit_of(b))
    return (of_role and (of_kind or _is_one_kind(unit_of(a), unit_of(b)))) or (of_kind and role_of(a) == role_of(b))


def _is_one_kind(a: str, b: str) -> bool:
    # Of one strike the same toll is told as of people by one reporter and as of civilians by the next.
    return a == b or {a, b} == {"person", "civilian"}


def _is_kind_of(unit: str, wider: str) -> bool:
    if wider == "person":
        return not _is_one_kind(unit, wider)
    return wider == "civilian" and unit in KINDS_OF_CIVILIANS


def _entails(a: Figure, b: Figure, direction: Direction) -> FigureRelation:
    strong, weak = (a, b) if direction is Direction.A_TO_B else (b, a)
    text = f"{wording_of(strong)} implies {wording_of(weak)} {role_of(a)}"
    return FigureRelation(relation=Relation.ENTAILS, direction=direction, code="figure-subset", text=text)


def _disjoint(a: Figure, b: Figure, later: Direction | None) -> FigureRelation:
    if later is None:
        return FigureRelation(relation=Relation.CONFLICTS, direction=None, code="figure-disjoint", text=_against(a, b))
    old, new = (a, b) if later is Direction.A_TO_B else (b, a)
    text = f"{wording_of(old)}, later {wording_of(new)} {role_of(a)}"
    return FigureRelation(relation=Relation.UPDATES, direction=later, code="figure-later", text=text)


def _later(day_a: date | None, day_b: date | None) -> Direction | None:
    if day_a is None or day_b is None or day_a == day_b:
        return None
    return Direction.A_TO_B if day_a < day_b else Direction.B_TO_A


def _why_not_comparable(a: Figure, b: Figure) -> str | None:
    if (a.low is None and a.high is None) or (b.low is None and b.high is None):
        return "open-figure"
    role_a, role_b = role_of(a), role_of(b)
    unit_a, unit_b = unit_of(a), unit_of(b)
    is_part = _is_part(a, b) or _is_part(b, a)
    unsaid = "other" in (role_a, role_b) and not {role_a, role_b} & PERSON_ROLES
    if role_a != role_b and not unsaid and not is_part:
        return "other-role"
    if a.scope != b.scope and not (unit_a == unit_b and unit_a in PARTS_BY_NATURE):
        return "other-scope"
    if _is_one_kind(unit_a, unit_b):
        return "other-unit" if unit_a == "" and "other" in (role_a, role_b) else None
    return None if role_a in PERSON_ROLES and is_part else "other-unit"


def unit_of(figure: Figure) -> str:
    """What the figure counts, in the singular: ``person`` for people of every kind of wording, "" when it is not said."""
    head = _unit_head(figure)
    if head in SINGULARS:
        return SINGULARS[head]
    if role_of(figure) in PERSON_ROLES:
        if not head or head in PEOPLE or head in TELLERS:
            return "person"
        return "fighter" if _singular(head) in FIGHTERS else _singular(head)
    return _singular(head)


def _unit_head(figure: Figure) -> str:
    unit = HEAD_END.split(" ".join((figure.unit or "").lower().split()))[0]
    return unit if unit in SINGULARS else unit.rpartition(" ")[2]


def _singular(noun: str) -> str:
    if noun in SINGULARS:
        return SINGULARS[noun]
    return noun[:-1] if len(noun) > 3 and noun.endswith("s") and not noun.endswith("ss") else noun


def _interval(figure: Figure) -> _Interval:
    # A count has no value below nought, so "up to 50" and "0 to 50" are one interval; only figures that go below
    # nought themselves (a change in percent, a temperature) are open to minus infinity.
    floor = -math.inf if (figure.high or 0) < 0 else 0.0
    low = floor if figure.low is None else figure.low
    high = math.inf if figure.high is None else figure.high
    if not is_tolerant(figure):
        return _Interval(low, high, fuzzy=False)
    modifier = (figure.modifier or "").strip().lower()
    slack = abs(low) * TOLERANCE
    return _Interval(
        low if modifier in FROM_ABOVE else low - slack, high if modifier in FROM_BELOW else high + slack, fuzzy=True
    )


def _both(a: Figure, b: Figure) -> str:
    first, second = wording_of(a), wording_of(b)
    return f"{first} {role_of(a)}" if first == second else f"{first} and {second} {role_of(a)}"


def _against(a: Figure, b: Figure) -> str:
    role_a, role_b = role_of(a), role_of(b)
    if role_a != role_b:
        return f"{wording_of(a)} {role_a} against {wording_of(b)} {role_b}"
    unit_a, unit_b = unit_of(a), unit_of(b)
    if unit_a != unit_b:
        return f"{wording_of(a)} {unit_a or 'without a unit'} against {wording_of(b)} {unit_b or 'without a unit'}"
    if a.scope != b.scope:
        return f"{wording_of(a)} ({a.scope}) against {wording_of(b)} ({b.scope}) {role_a}"
    return f"{wording_of(a)} against {wording_of(b)} {role_a}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"
