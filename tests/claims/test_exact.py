"""Exact words in a text: found where they stand, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.claims.exact import find_exact, parts_a_word


@pytest.mark.parametrize(
    ("text", "words", "places"),
    [
        # each occurrence
        ("a dam, a dam", "a dam", [(0, 5), (7, 12)]),
        # white space may differ: line breaks, no-break spaces, Windows
        ("the dam\r\nhad\xa0 burst", "the dam had burst", [(0, 19)]),
        ("the dam had burst", " the  dam\nhad burst ", [(0, 17)]),
        # nothing else may
        ("The dam had burst", "the dam had burst", []),
        ("the mayor’s dam", "the mayor's dam", []),
        ("the café", "the cafe\u0301", []),
        # part of a number is another number
        ("116 people", "16 people", []),
        ("1,116 people", "116 people", []),
        ("killed 16.5", "killed 16", []),
        ("killed 16,000 men", "killed 16", []),
        ("rose by 16% in May", "rose by 16", []),
        ("cost $16 a day", "16 a day", []),
        ("by 2016, 116 died", "by 2016", [(0, 7)]),
        ("killed 16, they said", "killed 16", [(0, 9)]),
        # part of a word is another word
        ("unkilled men", "killed men", []),
        ("killed menfolk", "killed men", []),
        ("pro-dam men", "dam men", [(4, 11)]),
        # part of a character is none
        ("ate cafe\u0301", "ate cafe", []),
        ("sent 👍\U0001f3fd today", "sent 👍", []),
        ("sent 👩\u200d👧 today", "sent 👩", []),
        # scripts without spaces
        ("周二，阿勒颇至少有16人死亡。", "阿勒颇至少有16人", [(3, 12)]),
        ("周二至少有116人死亡", "16人死亡", []),
        # signs that mean something to a search
        ("(a+b)* is [not] one?", "(a+b)* is [not]", [(0, 15)]),
        # nothing
        ("a dam", "", []),
        ("a dam", " \n", []),
        ("", "dam", []),
    ],
)
def test_places(text: str, words: str, places: list[tuple[int, int]]) -> None:
    """Only these very words, whole, and only white space may differ."""
    assert places == list(find_exact(text, words))


def test_only_inside_the_span_that_is_asked_about() -> None:
    """What stands before or after it does not count, but its edges are judged in the whole text."""
    text = "a dam a dam a dams"

    assert [(6, 11)] == list(find_exact(text, "a dam", 5, len(text)))
    assert [] == list(find_exact(text, "a dam", 12, 17))


def test_names_in_any_case() -> None:
    """A name that opens a sentence elsewhere is the same name."""
    assert [(0, 6), (11, 17)] == list(find_exact("Police and police", "police", any_case=True))


@given(text=st.text(max_size=60), data=st.data())
def test_a_place_always_holds_the_words(text: str, data: st.DataObject) -> None:
    """Whatever is found has the words in order, and no word is parted."""
    start = data.draw(st.integers(0, len(text)))
    words = text[start : data.draw(st.integers(start, len(text)))]

    for first, last in find_exact(text, words):
        assert words.split() == text[first:last].split()
        assert not parts_a_word(text, first)
        assert not parts_a_word(text, last)
