"""The values that linking takes and returns: assertions to compare, typed judgements, decisions.

Nothing here knows the database, settings or the clock.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from claimtrack.claims.model import ClaimType, Figure, Modality


class Relation(StrEnum):
    """How one claim stands to another (see the glossary's match rule)."""

    SAME_CLAIM = "same_claim"
    ENTAILS = "entails"
    COMPATIBLE = "compatible"
    CONFLICTS = "conflicts"
    UPDATES = "updates"
    SAME_EVENT = "same_event"
    RELATED = "related"


class Direction(StrEnum):
    """For ``entails``: from the stronger to the weaker. For ``updates``: from the older to the newer."""

    A_TO_B = "a_to_b"
    B_TO_A = "b_to_a"


class Action(StrEnum):
    """What is done with a judged pair."""

    JOIN = "join"  # appearances go under one claim
    SUGGEST = "suggest"  # a person decides
    DROP = "drop"  # too weak to show


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """One appearance, reduced to what a comparison needs."""

    text: str
    language: str = "en"
    type: ClaimType = ClaimType.EVENT
    modality: Modality = Modality.ASSERTED
    negated: bool = False
    figures: tuple[Figure, ...] = ()
    days: tuple[tuple[date, date], ...] = ()
    """First and last day of each resolved date in the claim."""
    published_on: date | None = None
    places: tuple[str, ...] = ()
    """Normalised names."""
    setting: tuple[str, ...] = ()
    """Normalised names of the places that it is told of: its own, or those of the claim before it in its text."""
    entities: tuple[str, ...] = ()
    claimant: str | None = None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One ground for a judgement or a guard, for a person to read and a machine to count."""

    code: str
    """For example figure-equal, figure-disjoint, other-day, other-place, negation, denial, short, ambiguous."""
    text: str
    """For example "16 against 26 killed"."""
    weight: float = 0.0
    """Contribution to the score in log-odds; 0 for a guard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The typed relation of a pair with its probability, 0..1, and reasons."""

    relation: Relation
    direction: Direction | None
    probability: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do with a judged pair, and the guards that spoke against more."""

    action: Action
    guards: tuple[Reason, ...] = ()
