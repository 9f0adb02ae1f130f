"""The table of what pairs are weighed by."""

import pytest

from claimtrack.errors import ModelUnavailable
from claimtrack.links.measure import measure
from claimtrack.links.model import Assertion
from claimtrack.links.score import mean_score, same_event, terms_of
from claimtrack.links.weights import Weights, load_weights, read_weights, write_weights


def test_weights_come_back_as_they_were_written() -> None:
    """One text for one table."""
    weights = Weights(event={"bias": -1.0, "similarity": 2.5}, content={"bias": 0.5}, about={"pairs": 3})

    again = read_weights(write_weights(weights))

    assert weights == again
    assert write_weights(weights) == write_weights(again)


@pytest.mark.parametrize(
    "text",
    [
        "",  # nothing
        "{",  # cut off
        "[]",  # another shape
        '{"event": {}, "content": {}}',  # it does not say where it comes from
        '{"event": {"bias": "much"}, "content": {}, "about": {}}',  # no number
    ],
)
def test_a_broken_table_is_refused(text: str) -> None:
    """The message says what to do."""
    with pytest.raises(ModelUnavailable, match="Reinstall"):
        read_weights(text)


def test_the_shipped_table_weighs_only_what_is_measured() -> None:
    """Every term that it names has a number, and it says where it comes from."""
    weights = load_weights()
    terms = terms_of(measure(Assertion(text="one"), Assertion(text="two"), similarity=0.5))

    assert set(weights.event) | set(weights.content) <= set(terms)
    assert weights.about["source"]


def test_two_views_of_a_pair_are_averaged_with_their_reasons() -> None:
    """The contributions still add up."""
    a, b = Assertion(text="The ferry sank off the island"), Assertion(text="The ferry sank")
    weights = Weights(event={"bias": 0.0, "similarity": 2.0}, content={}, about={})
    one, two = (same_event(measure(a, b, similarity=found), weights) for found in (0.2, 0.8))

    both = mean_score(one, two)

    assert [("similarity", 1.0)] == [(reason.code, reason.weight) for reason in both.reasons]
    assert same_event(measure(a, b, similarity=0.5), weights).probability == pytest.approx(both.probability)
