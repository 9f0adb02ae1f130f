"""The folded words of a wording."""

import pytest

from claimtrack.links.words import has_negation, numbers_of, stems_of, word_count


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("air strikes hit the market", "airstrikes hit a market"),  # one word or two
        ("The army killed rebels", "the army's killing of rebels"),  # endings
        ("two bodies", "a body"),  # a plural in -ies
        ("Daesh militants", "Islamic State fighters"),  # names of one body
        ("He was wounded.", "he was hurt"),  # two words for one thing
        ("François’s defence", "Francois's defense"),  # accents, apostrophes, spelling
    ],
)
def test_two_ways_of_saying_one_thing_give_the_same_stems(one: str, two: str) -> None:
    """Folding makes the content words meet."""
    assert stems_of(one) == stems_of(two)


def test_words_of_attribution_and_days_are_no_content() -> None:
    """Who said it and on which weekday is told elsewhere."""
    assert stems_of("bridge closed") == stems_of("On Monday he said that the bridge had been closed")


def test_numbers_lose_their_thousands_separators_and_keep_their_decimals() -> None:
    """1,300 is 1300, and 2.5 stays."""
    assert numbers_of("1,300 of 1300, or 2.5 percent") == {"1300", "2.5"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge was not closed", True),  # not
        ("The bridge wasn’t closed", True),  # a typographic contraction
        ("Nobody was hurt", True),  # nobody
        ("The bridge was closed in November", False),  # "no" inside a word
        ("", False),  # nothing
    ],
)
def test_a_negation_is_found_by_its_word(text: str, expected: bool) -> None:
    """Only whole words turn a sentence round."""
    assert expected == has_negation(text)


def test_words_are_counted_without_numbers_and_signs() -> None:
    """A hyphenated word is one."""
    assert word_count("16 rebel-held towns, 3 %") == 2
