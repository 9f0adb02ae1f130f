"""The folded words of a wording."""

import pytest

from claimtrack.links.words import has_negation, numbers_of, stems_of, tells_new_count, tells_old_count, word_count


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("air strikes hit the market", "airstrikes hit a market"),  # one word or two
        ("The army killed rebels", "the army's killing of rebels"),  # endings
        ("two bodies", "a body"),  # a plural in -ies
        ("Daesh militants", "Islamic State fighters"),  # names of one body
        ("He was wounded.", "he was hurt"),  # two words for one thing
        ("François’s defence", "Francois's defense"),  # accents, apostrophes, spelling
        (
            "the labour centre organised a programme, cancelled at the theatre",
            "the labor center organized a program, canceled at the theater",
        ),  # the spelling of Britain
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


def test_dates_years_and_clock_times_are_no_numbers() -> None:
    """Days are compared as days; 2000 people are not a year."""
    text = "On 14 Nov 2017, Oct. 3rd and 2016-10-11 at 10:30, since 2011, 2000 people in 3 towns"

    assert numbers_of(text) == {"2000", "3"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The death toll has risen to 26", True),  # a toll that moved
        ("The number of dead climbed to 26", True),  # another word for toll and for moving
        ("State TV raised the toll to 26", True),  # somebody moved it
        ("An updated toll gives 26 dead", True),  # called new
        ("The previous toll was 20, the toll rose to 26", False),  # holds both: not told apart
        ("The toll was 26", False),  # nothing moved
        ("The price of bread rose to 26", False),  # something else moved
    ],
)
def test_a_count_called_newer_is_recognised(text: str, expected: bool) -> None:
    """Only a count that is said to have moved is newer."""
    assert expected == tells_new_count(text)


def test_a_count_of_before_is_recognised() -> None:
    """ "Previous" and "earlier" tell the older count."""
    assert tells_old_count("The earlier toll was 20")
    assert not tells_old_count("Earlier the bridge was closed")


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was a rocket and not a bomb", False),  # it was a rocket
        ("It was not a bomb", True),
        ("They came but not by boat and did not stay", True),  # a second "not" counts
    ],
)
def test_what_is_set_beside_something_that_holds_denies_nothing(text: str, expected: bool) -> None:
    """A contrast tells what was."""
    assert expected == has_negation(text)
