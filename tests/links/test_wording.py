"""Where two wordings that look alike part."""

import pytest

from claimtrack.links.wording import differ


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("The governor approved the plan", "The governor rejected the plan", ("approved", "rejected")),  # verbs
        ("The court convicted the banker", "The court acquitted the banker", ("convicted", "acquitted")),  # doubled t
        ("The ferry sank off the southern coast", "The ferry sank off the northern coast", ("southern", "northern")),
        ("The toll was set before the storm", "The toll was set after the storm", ("before", "after")),  # small words
        ("Prices rose and wages fell", "Wages fell and prices rose", None),  # both words on both sides
        ("The bridge was closed", "The bridge was shut", None),  # two words for one thing
    ],
)
def test_opposites_are_found_when_each_side_has_one(a: str, b: str, expected: tuple[str, str] | None) -> None:
    """A word and its opposite count only when neither side has both."""
    assert expected == differ(a, b).opposites


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("The mayor opened the hospital", "The minister opened the hospital", (("mayor", "minister"),)),  # who
        ("Ada Byrne won the vote", "Tom Hale won the vote", (("ada byrne", "tom hale"),)),  # a whole name
        ("Khan Sheikhoun was hit", "Khan Shaykhun was hit", ()),  # spellings of one name
        ("Police arrested a man", "Officers arrested a man", ()),  # synonyms
        ("The river bridge was closed", "The bridge over the river was closed", ()),  # words that moved
        ("The council closed the school after a long, heated debate", "The school was closed", ()),  # rewording
    ],
)
def test_a_word_in_anothers_place_is_found(a: str, b: str, expected: tuple[tuple[str, str], ...]) -> None:
    """Only a short stretch that stands where another stood is replaced."""
    assert expected == differ(a, b).replaced


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("The army attacked the rebels", "The rebels attacked the army", ("army", "rebels")),  # doer and done-to
        ("The army attacked the rebels", "The army attacked the rebels", None),  # nothing moved
        ("The bridge over the river", "The river bridge", None),  # neighbours
        ("The army attacked the rebels", "The rebels attacked the navy", None),  # other words
    ],
)
def test_two_words_that_change_places_are_found(a: str, b: str, expected: tuple[str, str] | None) -> None:
    """Two words exchange while all else stays."""
    assert expected == differ(a, b).swapped
