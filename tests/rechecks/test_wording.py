"""When two wordings are the same one, and how they differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.rechecks.wording import (
    WordIndex,
    describe_difference,
    has_same_wording,
    likeness,
    masked,
    without_stamps,
    words_of,
)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Nine ships left.", "Nine  ships\nleft."),  # white space
        ("Nine ships left.", "Nine\u00a0ships left"),  # a hard space, a lost full stop
        ("He said “nine ships” left", "He said 'nine ships' left"),  # quotation marks
        ("nine ships left", "Nine ships left"),  # case
        ("air strikes on Aleppo", "air-strikes on Aleppo"),  # a hyphen
        ("air strikes on Aleppo", "airstrikes on Aleppo"),  # no hyphen either
        ("it didn’t sail", "it didn't sail"),  # apostrophes
        ("it didn’t sail", "it didnâ€™t sail"),  # UTF-8 read as Windows-1252
        ("a café burned", "a cafÃ© burned"),  # the same in a letter
        ("a café burned", "a cafe\u0301 burned"),  # composed and decomposed
        ("a café burned", "a caf\ufffd burned"),  # a lost letter
        ("a café burned", "a caf\ufffd\ufffd burned"),  # a lost letter of two bytes
        ("it didn’t “sail”", "it didn\ufffdt \ufffdsail\ufffd"),  # lost punctuation
        ("1,600 people fled", "1600 people fled"),  # thousands separators
        ("16–20 people fled", "16-20 people fled"),  # the dash of a range
        ("pass\u00adport checks", "passport checks"),  # a soft hyphen
    ],
)
def test_a_difference_in_typing_is_none(a: str, b: str) -> None:
    """What a typesetter or a character set changes is the same wording, whichever comes first."""
    same = has_same_wording(a, b), has_same_wording(b, a)

    assert same == (True, True)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("16 people fled", "17 people fled"),  # another number
        ("1.6 million fled", "16 million fled"),  # a decimal point is no punctuation
        ("16 20 people fled", "1620 people fled"),  # white space between numbers is no typing
        ("it fell to -5 degrees", "it fell to 5 degrees"),  # a sign
        ("16% fled", "16 fled"),  # per cent
        ("it cost $16", "it cost €16"),  # currency
        ("they were guilty", "they were not guilty"),  # a negation
        ("he was hurt", "she was hurt"),  # another person
        ("a café burned", "a c\ufffdf\ufffds burned"),  # lost letters, and another word
        ("16 people fled", "sixteen people fled"),  # the same number, written otherwise
    ],
)
def test_a_difference_in_words_or_numbers_is_one(a: str, b: str) -> None:
    """What changes the meaning is never taken for typing."""
    same = has_same_wording(a, b), has_same_wording(b, a)

    assert same == (False, False)


@given(st.text())
def test_every_text_has_its_own_wording(text: str) -> None:
    """Whatever characters a page holds, it equals itself in other white space."""
    assert has_same_wording(text, f" {text}\n")


@pytest.mark.parametrize(
    "line",
    [
        "Updated 14:02",
        "Last updated at 2:02 p.m. EST",
        "Tue 11 Oct 2016 14.02 BST",
        "Published 11th October 2016",
        "2016-10-11T14:02:00Z",
        "11/10/2016",
        "2 hours ago",
        "5 min read",
        "3 comments",
        "First published on Tue 11 Oct 2016 | Last modified at 2:02pm GMT",
    ],
)
def test_a_line_that_is_only_a_stamp_is_left_out(line: str) -> None:
    """It changes by itself and says nothing about the article."""
    left = without_stamps(f"Nine ships left.\n{line}\nTwo came back.")

    assert words_of(left) != ()
    assert [word.plain for word in words_of(left)] == ["nine", "ships", "left", "two", "came", "back"]


@pytest.mark.parametrize(
    "line",
    [
        "16 killed",  # a figure and what it counts
        "16",  # a figure in a list
        "Updated: 16 people killed",  # a stamp word before a statement
        "The fire began at 14:02",  # a time inside a statement
        "On Tuesday the harbour closed",  # a day inside a statement
    ],
)
def test_a_line_that_says_something_is_kept(line: str) -> None:
    """Dates and times inside statements are part of what may be wrong."""
    assert without_stamps(f"Nine ships left.\n{line}") == f"Nine ships left.\n{line}"


def test_a_wording_is_found_across_other_typing() -> None:
    """The span covers the words as they stand in the text, and only whole words count."""
    text = "They said: “Nine ships\nleft”. Ninety-nine ships left later, and nine ships left again."

    spans = WordIndex(text).find("nine ships left")

    assert [text[slice(*span)] for span in spans] == ["Nine ships\nleft", "nine ships left", "nine ships left"]


@pytest.mark.parametrize("wording", ["", " — ", "ten ships left"])
def test_a_wording_that_does_not_stand_there_is_not_found(wording: str) -> None:
    """Neither is one without words."""
    assert WordIndex("Nine ships left.").find(wording) == ()


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("16 people were killed", "twenty-seven people were killed", 2 * 4 / 9),  # number words are two numbers
        ("16 people were killed", "27 people were killed", 1.0),  # numbers count as equal
        ("16 people were killed", "the harbour reopened", 0.0),  # nothing in common
        ("", "", 0.0),  # nothing at all
    ],
)
def test_likeness_counts_words_in_order(a: str, b: str, expected: float) -> None:
    """Twice the words in common over all words."""
    assert likeness(masked(words_of(a)), masked(words_of(b))) == pytest.approx(expected)


@given(st.lists(st.sampled_from("abcd"), max_size=8), st.lists(st.sampled_from("abcd"), max_size=8), st.floats(0.1, 1))
def test_the_quick_bound_never_hides_a_likeness(a: list[str], b: list[str], at_least: float) -> None:
    """Asking for at least so much gives the same number, or 0 when it is less."""
    exact = likeness(a, b)

    assert likeness(a, b, at_least=at_least) == (exact if exact >= at_least else 0.0)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Officials said nine left", "Officials alleged nine left", "“said” became “alleged”"),  # replaced
        ("At least nine left", "Nine left", "“At least” was dropped"),  # dropped
        ("They were guilty", "They were not guilty", "“not” was added"),  # added
        ("a b c d e f g h", "a B1 c D1 e F1 g H1", "“b” became “B1”; “d” became “D1”; “f” became “F1”; and 1 more"),
    ],
)
def test_a_difference_is_told_in_its_words(before: str, after: str, expected: str) -> None:
    """A checker sees what was replaced, dropped and added; after three places only how many more."""
    assert describe_difference(before, after) == expected
