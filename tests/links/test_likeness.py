"""How alike two texts are, graded."""

import pytest

from claimtrack.links.likeness import SAYS_LEAST, amounts, likeness

FERRY = "A ferry sank near Tarn and 31 people died"


def test_the_same_words_are_wholly_alike() -> None:
    """Both ways."""
    same = likeness(FERRY, FERRY, similarity=1.0)

    assert (1.0, 1.0, 1.0, True) == (same.score, same.a_says_b, same.b_says_a, same.is_alike)


def test_another_number_makes_texts_less_alike() -> None:
    """At the same cosine, which hardly sees a number."""
    same = likeness(FERRY, "Near Tarn a ferry sank and 31 people died", similarity=0.95)
    other = likeness(FERRY, "Near Tarn a ferry sank and 74 people died", similarity=0.95)
    none = likeness(FERRY, "Near Tarn a ferry sank and people died", similarity=0.95)

    assert same.score > none.score > other.score


def test_a_number_in_words_is_that_number() -> None:
    """Thirty-one is 31."""
    spelled = likeness(FERRY, "A ferry sank near Tarn and thirty-one people died", similarity=0.95)

    assert spelled.a_says_b >= SAYS_LEAST


@pytest.mark.parametrize(
    ("premise", "hypothesis", "follows"),
    [
        ("The ferry Corvo sank near Tarn on Monday and 31 people died", "31 people died near Tarn", True),
        ("The ferry Corvo sank near Tarn on Monday and 31 people died", "32 people died near Tarn", False),
        ("31 people died near Tarn", "The ferry Corvo sank near Tarn on Monday and 31 people died", False),
        ("Nine houses burned down in Arden", "A potter fired her kiln", False),
        ("The ferry sank near Tarn and 113 people died", "More than 100 people died near Tarn", True),
        ("The ferry sank near Tarn and 113 people died", "More than 120 people died near Tarn", False),
        ("The ferry sank near Tarn and at least 16 people died", "16 to 20 people died near Tarn", False),
        ("The ferry sank near Tarn and 18 people died", "16 to 20 people died near Tarn", True),
        ("The fine came to $480,350 in Tarn", "The fine in Tarn was about $500,000", True),
        ("The fine came to $480,350 in Tarn", "The fine in Tarn was more than $500,000", False),
    ],
)
def test_what_a_text_says_besides_does_not_count_against_it(premise: str, hypothesis: str, follows: bool) -> None:
    """The longer says what the shorter says, with its numbers; not the other way round."""
    assert follows == (likeness(premise, hypothesis, similarity=0.6).a_says_b >= SAYS_LEAST)


def test_empty_texts_are_compared_without_failing() -> None:
    """Nothing has nothing in common with nothing."""
    assert 0.0 == likeness("", "", similarity=0.0).score


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31 died and two were saved", {31, 2}),
        ("1,200 of 1.5 million", {1200, 1_500_000}),
        ("one of them died on 3 March 2026", set()),  # a pronoun, and a date
        ("1 of them", {1}),
    ],
)
def test_amounts_are_numbers_by_value(text: str, expected: set[float]) -> None:
    """In digits or words."""
    assert expected == amounts(text)
