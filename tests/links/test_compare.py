"""The typed relation of two assertions."""

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.claims.model import Figure, Modality
from claimtrack.links.compare import compare, measure
from claimtrack.links.decide import guards_of
from claimtrack.links.model import Assertion, Direction, Relation
from claimtrack.links.score import same_content, same_event

TUESDAY, WEDNESDAY, FRIDAY = (date(2016, 10, day) for day in (11, 12, 14))
ALIKE, NEAR, FAR = 0.9, 0.72, 0.3


def killed(low: float | None, high: float | None, **rest: object) -> tuple[Figure, ...]:
    """A toll of people killed, unless told otherwise."""
    return (Figure(low=low, high=high, **{"unit": "people", "role": "killed", **rest}),)  # type: ignore[arg-type]


STRIKE = Assertion(
    text="Airstrikes on rebel-held districts of Aleppo killed at least 16 people",
    figures=killed(16, None),
    days=((TUESDAY, TUESDAY),),
    published_on=TUESDAY,
    places=("aleppo",),
    claimant="Coastal Watch",
)


def strike(text: str, **rest: object) -> Assertion:
    """Another telling of the strike."""
    return replace(STRIKE, text=text, **rest)  # type: ignore[arg-type]


def relation(a: Assertion, b: Assertion, similarity: float = ALIKE) -> str:
    """Relation and direction in words."""
    found = compare(a, b, similarity=similarity)
    return f"{found.relation} {found.direction}" if found.direction else str(found.relation)


SIXTEEN = strike("Raids on rebel-held areas of Aleppo killed 16 people", figures=killed(16, 16))
TABLE = [
    # The same words.
    (STRIKE, STRIKE, ALIKE, "same_claim"),
    # The same thing in other words.
    (STRIKE, strike("At least 16 people died in air raids on rebel-held parts of Aleppo"), ALIKE, "same_claim"),
    # A number makes a lower bound true.
    (strike("Raids on Aleppo killed 25 people", figures=killed(25, 25)), STRIKE, ALIKE, "entails a_to_b"),
    # Two numbers of one day.
    (SIXTEEN, strike("Raids on Aleppo killed 26 people", figures=killed(26, 26)), ALIKE, "conflicts"),
    # A higher number a day later.
    (
        SIXTEEN,
        strike("Raids on Aleppo killed 26 people", figures=killed(26, 26), published_on=WEDNESDAY),
        ALIKE,
        "updates a_to_b",
    ),
    # A lower number a day later by another claimant.
    (
        SIXTEEN,
        strike("Raids on Aleppo killed 11 people", figures=killed(11, 11), published_on=WEDNESDAY, claimant="SANA"),
        ALIKE,
        "conflicts",
    ),
    # A lower number a day later by the same claimant.
    (
        SIXTEEN,
        strike("Raids on Aleppo killed 11 people", figures=killed(11, 11), published_on=WEDNESDAY),
        ALIKE,
        "updates a_to_b",
    ),
    # A lower number a day later by nobody who is named.
    (
        replace(SIXTEEN, claimant=None),
        strike("Raids on Aleppo killed 11 people", figures=killed(11, 11), published_on=WEDNESDAY, claimant=None),
        ALIKE,
        "conflicts",
    ),
    # A bound that the wording says was overtaken, on the same day.
    (STRIKE, strike("The death toll in Aleppo rose to 26", figures=killed(26, 26)), ALIKE, "updates a_to_b"),
    # Two bounds that can both be true.
    (
        strike("Raids killed more than 20 people in Aleppo", figures=killed(21, None)),
        strike("Raids killed up to 50 people in Aleppo", figures=killed(None, 50)),
        ALIKE,
        "compatible",
    ),
    # Killed against injured.
    (
        STRIKE,
        strike("The raids on Aleppo injured 40 people", figures=killed(40, 40, role="injured")),
        0.8,
        "same_event",
    ),
    # Another town, in the same words.
    (STRIKE, replace(STRIKE, places=("deraa",)), ALIKE, "related"),
    # Another day, in the same words.
    (STRIKE, replace(STRIKE, days=((FRIDAY, FRIDAY),)), ALIKE, "related"),
    # A school in another town.
    (
        STRIKE,
        Assertion(
            text="Shells hit a school, killing five", figures=killed(5, 5), places=("deraa",), published_on=TUESDAY
        ),
        0.6,
        "related",
    ),
    # One topic, nothing in common.
    (STRIKE, Assertion(text="The truce talks will resume in Geneva", published_on=TUESDAY), FAR, "related"),
    # Place, day and words of one event, and hardly like it: what else is told on that page.
    (
        STRIKE,
        strike("The districts of Aleppo have had two quiet weeks", figures=()),
        0.49,
        "related",
    ),
    # The same, worded more alike.
    (
        STRIKE,
        strike("The districts of Aleppo were attacked from the air", figures=()),
        0.7,
        "same_event",
    ),
    # The contrary.
    (
        Assertion(text="Russian jets struck the aid convoy near the town", published_on=TUESDAY),
        Assertion(text="Russian jets did not strike the aid convoy", published_on=TUESDAY),
        ALIKE,
        "conflicts",
    ),
    # A denial, which says the same words.
    (
        Assertion(text="Russian jets struck the aid convoy", published_on=TUESDAY),
        Assertion(text="Russian jets struck the aid convoy", modality=Modality.DENIED, published_on=TUESDAY),
        ALIKE,
        "conflicts",
    ),
    # A word and its opposite.
    (
        Assertion(text="The court convicted the former minister of bribery", published_on=TUESDAY),
        Assertion(text="The court acquitted the former minister of bribery", published_on=TUESDAY),
        ALIKE,
        "conflicts",
    ),
    # Doer and done-to exchanged.
    (
        Assertion(text="The army attacked the rebels near the river crossing", published_on=TUESDAY),
        Assertion(text="The rebels attacked the army near the river crossing", published_on=TUESDAY),
        0.99,
        "same_event",
    ),
    # A plan is no deed.
    (
        Assertion(text="The minister will resign over the affair", modality=Modality.PLANNED, published_on=TUESDAY),
        Assertion(text="The minister resigned over the affair", published_on=TUESDAY),
        ALIKE,
        "same_event",
    ),
    # One count of a past month does not update another.
    (
        Assertion(
            text="There were 44 attacks on hospitals in July",
            figures=(Figure(low=44, high=44, role="attacks", unit="attacks"),),
            days=((date(2016, 7, 1), date(2016, 7, 31)),),
            published_on=date(2016, 8, 9),
        ),
        Assertion(
            text="The aid group counted 43 attacks on hospitals in July",
            figures=(Figure(low=43, high=43, role="attacks", unit="attacks"),),
            days=((date(2016, 7, 1), date(2016, 7, 31)),),
            published_on=date(2016, 8, 6),
        ),
        ALIKE,
        "conflicts",
    ),
]


@pytest.mark.parametrize(("a", "b", "similarity", "expected"), TABLE)
def test_a_pair_is_judged_as_the_table_says(a: Assertion, b: Assertion, similarity: float, expected: str) -> None:
    """Each row of the table holds."""
    assert expected == relation(a, b, similarity)


MIRRORED = {"entails a_to_b": "entails b_to_a", "updates a_to_b": "updates b_to_a"}


@pytest.mark.parametrize(("a", "b", "similarity", "expected"), TABLE)
def test_a_pair_judged_from_the_other_side_keeps_its_relation(
    a: Assertion, b: Assertion, similarity: float, expected: str
) -> None:
    """Exchanging the two turns the direction and nothing else."""
    assert MIRRORED.get(expected, expected) == relation(b, a, similarity)


def test_mere_likeness_of_topic_is_related_and_probably_so() -> None:
    """A cosine alone does not make one event."""
    found = compare(
        Assertion(text="Government forces advanced in the east", published_on=TUESDAY),
        Assertion(text="Rebels fired rockets at a market", published_on=FRIDAY),
        similarity=0.6,
    )

    assert found.relation is Relation.RELATED
    assert found.probability > 0.7


def test_a_wording_that_holds_the_other_and_a_detail_entails_it() -> None:
    """The longer one says all that the shorter one says."""
    found = compare(
        Assertion(
            text="The ferry sank off the coast with forty crates of medicine for the islands", published_on=TUESDAY
        ),
        Assertion(text="The ferry sank", published_on=TUESDAY),
        similarity=0.75,
    )

    assert (found.relation, found.direction) == (Relation.ENTAILS, Direction.A_TO_B)


def test_the_contributions_of_the_reasons_add_up_to_the_probability() -> None:
    """Nothing but the bias is missing from the reasons of a score."""
    features = measure(STRIKE, SIXTEEN, similarity=NEAR)

    without_reasons = same_event(measure(Assertion(text=""), Assertion(text=""), similarity=0.0))
    assert without_reasons.reasons == ()
    odds = sum(reason.weight for reason in same_event(features).reasons) + _log_odds(without_reasons.probability)
    assert odds == pytest.approx(_log_odds(same_event(features).probability), abs=1e-3)


def test_every_reason_says_something_to_a_person() -> None:
    """No reason is a bare code."""
    found = compare(STRIKE, SIXTEEN, similarity=NEAR)

    assert all(reason.text and reason.text != reason.code for reason in found.reasons)


def test_a_far_larger_count_speaks_against_one_event() -> None:
    """The toll of a war is not that of a raid."""
    war = strike("The war has killed more than 300,000 people", figures=killed(300_001, None))

    near, far = (same_event(measure(STRIKE, other, similarity=NEAR)).probability for other in (SIXTEEN, war))
    assert far < near


@pytest.mark.parametrize("similarity", [-1.0, 0.0, 0.5, 1.0])
def test_more_alike_is_never_less_probable(similarity: float) -> None:
    """Both models rise with the cosine."""
    low, high = (measure(STRIKE, SIXTEEN, similarity=value) for value in (similarity, similarity + 0.1))

    assert same_event(low).probability < same_event(high).probability
    assert same_content(low).probability < same_content(high).probability


VOCABULARY = ("raids", "on", "Aleppo", "did", "not", "kill", "16", "people", "rose", "fell", "Monday", "the", "army")
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=9)
FIGURES = st.lists(
    st.builds(
        Figure,
        low=st.none() | st.integers(0, 400_000),
        high=st.none() | st.integers(0, 400_000),
        role=st.sampled_from(["killed", "injured", "attacks", "other"]),
        unit=st.sampled_from([None, "people", "civilians", "percent"]),
        scope=st.sampled_from(["total", "part"]),
        modifier=st.sampled_from([None, "about", "nearly"]),
    ),
    max_size=3,
).map(tuple)
ASSERTIONS = st.builds(
    Assertion,
    text=WORDS.map(" ".join),
    figures=FIGURES,
    modality=st.sampled_from(list(Modality)),
    negated=st.booleans(),
    days=st.lists(st.sampled_from([(TUESDAY, TUESDAY), (FRIDAY, FRIDAY), (date(2016, 1, 1), FRIDAY)]), max_size=2).map(
        tuple
    ),
    published_on=st.sampled_from([None, TUESDAY, FRIDAY]),
    places=st.lists(st.sampled_from(["aleppo", "deraa", "syria"]), max_size=2).map(tuple),
    entities=st.lists(st.sampled_from(["Ada Byrne", "Byrne", "Tom Hale"]), max_size=2).map(tuple),
)
TURNED = {Direction.A_TO_B: Direction.B_TO_A, Direction.B_TO_A: Direction.A_TO_B, None: None}


@given(ASSERTIONS, ASSERTIONS, st.floats(-1, 1))
def test_any_pair_gets_a_probability_and_the_same_relation_from_both_sides(
    a: Assertion, b: Assertion, similarity: float
) -> None:
    """No input fails, probabilities stay within 0..1, directions are given where they mean something."""
    there, back = compare(a, b, similarity=similarity), compare(b, a, similarity=similarity)

    assert 0 <= there.probability <= 1
    assert (there.direction is not None) == (there.relation in (Relation.ENTAILS, Relation.UPDATES))
    assert (there.relation, TURNED[there.direction]) == (back.relation, back.direction)


def _log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


@pytest.mark.parametrize(
    ("one", "two", "contradicts"),
    [
        # the same deed, once with "not"
        (
            "The army shelled the market in Homs on Tuesday",
            "The army did not shell the market in Homs on Tuesday",
            True,
        ),
        # the verb says by itself that it will not be
        ("Ada Byrne has called off her visit to Larnos", "Ada Byrne will not visit Larnos", False),
        ("Ada Byrne scrapped the visit to Larnos", "Ada Byrne would not make the visit to Larnos", False),
        # they share whom and where, but not what
        ("Larnos had been set for 19 October", "Ada Byrne will not come to Larnos on 19 October", False),
        # "without" belongs to its noun
        ("The centre in Larnos will open in May", "The centre in Larnos will open without Ada Byrne", False),
    ],
)
def test_a_negation_contradicts_only_the_same_deed(one: str, two: str, contradicts: bool) -> None:
    """A "not" somewhere in one of two wordings about the same people and places is no contradiction yet."""
    a, b = (Assertion(text=text, published_on=TUESDAY) for text in (one, two))

    found = compare(a, b, similarity=ALIKE)

    assert (found.relation is Relation.CONFLICTS) == contradicts


def test_one_count_in_one_story_is_asked_for_its_event_although_other_places_are_named() -> None:
    """What is taken for a place may be a heading; a story and a count are not alike by chance."""
    elsewhere = replace(STRIKE, places=("deraa",))

    apart = compare(STRIKE, elsewhere, similarity=ALIKE, same_story=0.5)
    together = compare(STRIKE, elsewhere, similarity=ALIKE, same_story=0.95)

    assert (Relation.RELATED, Relation.SAME_CLAIM) == (apart.relation, together.relation)


@pytest.mark.parametrize(
    "told",
    [
        "Rebel rockets on the Marwa neighborhood of Aleppo killed 16 people",  # another quarter and another side
        "Raids on government-held areas of Aleppo killed 16 people",  # a place that others hold
        "Raids on a market in the Fardan neighborhood of Aleppo killed 16 people",  # another target
    ],
)
def test_a_strike_by_others_elsewhere_in_the_city_is_less_probably_the_same(told: str) -> None:
    """City, day and count are the same."""
    raid = strike("Government raids on a rebel-held hospital in the Fardan neighborhood of Aleppo killed 16 people")
    again = strike("Government raids on the rebel-held Fardan neighborhood of Aleppo killed 16 people")

    other, same = (same_event(measure(raid, one, similarity=NEAR)) for one in (strike(told), again))

    assert other.probability < same.probability


def test_a_question_that_names_but_a_weekday_is_nearer_to_a_claim_of_such_a_day() -> None:
    """Which Tuesday is meant is not known, so it speaks for one event as a day that is assumed, and joins nothing."""
    claim = strike("Raids on Aleppo killed 50 people on Tuesday", days=((date(2016, 10, 11), date(2016, 10, 11)),))
    asked = Assertion(text="Raids on Aleppo killed 26 people on Tuesday", places=("aleppo",))
    other = replace(asked, text="Raids on Aleppo killed 26 people on Friday")

    same, apart = (same_event(measure(one, claim, similarity=0.8)) for one in (asked, other))

    assert same.probability > apart.probability
    assert "assumed-day" in {reason.code for reason in same.reasons}
    assert "assumed-day" not in {reason.code for reason in apart.reasons}
    assert "day" in {guard.code for guard in guards_of(asked, claim, shortest_words=3, most_lone_share=1.0)}
