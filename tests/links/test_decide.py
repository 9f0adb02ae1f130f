"""What is done with a judged pair."""

from dataclasses import replace
from datetime import date

import pytest

from claimtrack.claims.model import Figure, Modality
from claimtrack.links.decide import Thresholds, decide
from claimtrack.links.model import Action, Assertion, Judgement, Relation

TUESDAY, FRIDAY = date(2016, 10, 11), date(2016, 10, 14)
BRIDGE = Assertion(text="The old bridge over the river was closed to heavy lorries", published_on=TUESDAY)
STRIKE = Assertion(
    text="Airstrikes on rebel-held districts of Aleppo killed 16 people",
    figures=(Figure(low=16, high=16, role="killed", unit="people"),),
    published_on=TUESDAY,
    places=("aleppo",),
)


def judged(relation: Relation = Relation.SAME_CLAIM, probability: float = 0.95) -> Judgement:
    """A judgement as ``compare`` returns it."""
    return Judgement(relation=relation, direction=None, probability=probability, reasons=())


def codes(a: Assertion, b: Assertion) -> list[str]:
    """The guards that speak against joining two assertions that were judged the same."""
    return [guard.code for guard in decide(judged(), a, b, thresholds=Thresholds()).guards]


@pytest.mark.parametrize(
    ("relation", "probability", "expected"),
    [
        (Relation.SAME_CLAIM, 0.95, Action.JOIN),  # sure
        (Relation.SAME_CLAIM, 0.80, Action.JOIN),  # on the line
        (Relation.SAME_CLAIM, 0.79, Action.SUGGEST),  # below it
        (Relation.SAME_CLAIM, 0.34, Action.DROP),  # too weak to show
        (Relation.ENTAILS, 0.99, Action.SUGGEST),  # only the same claim joins
        (Relation.CONFLICTS, 0.99, Action.SUGGEST),  # a conflict is for a person
        (Relation.UPDATES, 0.35, Action.SUGGEST),  # on the lower line
        (Relation.SAME_EVENT, 0.20, Action.DROP),  # too weak to show
        (Relation.RELATED, 0.99, Action.DROP),  # surely of little interest
    ],
)
def test_the_action_follows_from_relation_and_probability(
    relation: Relation, probability: float, expected: Action
) -> None:
    """Without a guard the thresholds decide."""
    decision = decide(judged(relation, probability), BRIDGE, BRIDGE, thresholds=Thresholds())

    assert (expected, ()) == (decision.action, decision.guards)


def text(words: str, base: Assertion = BRIDGE, **rest: object) -> Assertion:
    """The base in another wording."""
    return replace(base, text=words, **rest)  # type: ignore[arg-type]


GUARDED = [
    # Too few words.
    (text("The bridge was closed"), text("The bridge was closed"), ["short"]),
    # It does not stand alone.
    (replace(BRIDGE, ambiguous=True), BRIDGE, ["ambiguous"]),
    # Two languages.
    (BRIDGE, replace(BRIDGE, language="de"), ["language"]),
    # A language nobody could tell.
    (replace(BRIDGE, language="und"), replace(BRIDGE, language="und"), ["language"]),
    # Another figure.
    (STRIKE, replace(STRIKE, figures=(Figure(low=26, high=26, role="killed", unit="people"),)), ["figure"]),
    # A figure on one side only.
    (STRIKE, replace(STRIKE, figures=()), ["figure"]),
    # Figures that extraction missed: the digits differ.
    (
        text("The old bridge on route 16 was closed to lorries"),
        text("The old bridge on route 26 was closed to lorries"),
        ["figure"],
    ),
    # A "not".
    (BRIDGE, text("The old bridge over the river was not closed to heavy lorries"), ["negation"]),
    # A denial.
    (BRIDGE, replace(BRIDGE, modality=Modality.DENIED), ["negation", "hedge"]),
    # A word and its opposite.
    (BRIDGE, text("The old bridge over the river was open to heavy lorries"), ["negation"]),
    # A word in another's place.
    (BRIDGE, text("The old tunnel over the river was closed to heavy lorries"), ["wording"]),
    # Doer and done-to.
    (
        text("The army attacked the rebels near the crossing"),
        text("The rebels attacked the army near the crossing"),
        ["wording"],
    ),
    # A side that says more.
    (BRIDGE, text(f"{BRIDGE.text} and buses, as engineers found cracks in its pillars"), ["detail"]),
    # A hedge.
    (BRIDGE, replace(BRIDGE, modality=Modality.HEDGED), ["hedge"]),
    # Another place.
    (STRIKE, replace(STRIKE, places=("deraa",)), ["place"]),
    # Another day.
    (replace(BRIDGE, days=((TUESDAY, TUESDAY),)), replace(BRIDGE, days=((FRIDAY, FRIDAY),)), ["day"]),
    # Published days apart, with no day told.
    (BRIDGE, replace(BRIDGE, published_on=FRIDAY), ["day"]),
]


@pytest.mark.parametrize(("a", "b", "expected"), GUARDED)
def test_whatever_is_shaky_is_at_most_a_suggestion(a: Assertion, b: Assertion, expected: list[str]) -> None:
    """The guard speaks from both sides, and keeps the pair from being joined."""
    assert expected == codes(a, b)
    assert expected == codes(b, a)
    assert decide(judged(), a, b, thresholds=Thresholds()).action is Action.SUGGEST


def test_a_guard_says_what_it_saw() -> None:
    """The text names what differs."""
    (guard,) = decide(judged(), STRIKE, replace(STRIKE, places=("deraa",)), thresholds=Thresholds()).guards

    assert guard.text == "aleppo against deraa"


def test_a_stricter_threshold_joins_less() -> None:
    """A newsroom may ask for more certainty."""
    strict = Thresholds(join=0.99, suggest=0.97)

    assert decide(judged(probability=0.98), BRIDGE, BRIDGE, thresholds=strict).action is Action.SUGGEST
    assert decide(judged(probability=0.96), BRIDGE, BRIDGE, thresholds=strict).action is Action.DROP
