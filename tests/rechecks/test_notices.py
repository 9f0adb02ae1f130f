"""Correction notices in articles."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.rechecks.notices import MAX_NOTICE_CHARS, correction_notices, find_notices

BODY = "Nine ships left the harbour on Monday.\nThe port authority gave no reason for it."


def _quotes(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[slice(*span)] for span in spans]


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: The number of ships was wrong in our first report.",
        "CORRECTION – The number of ships was nine.",
        "Correction (Oct. 12): The number of ships was nine.",
        "Correction, Oct. 12, 2016: The number of ships was nine.",
        "Corrections and clarifications: the ships left on Monday.",
        "Correction\nThe number of ships was nine, not eleven.",
        "Clarification: The ships belong to two owners.",
        "Correction appended, Oct. 12.",
        "*Correction: The number of ships was nine.",
        "An earlier version of this article gave a wrong number of ships.",
        "In a previous online version of this story, the number of ships was wrong.",
        "Earlier versions of this article misnamed the harbour.",
        "This story has been corrected to say that nine ships left.",
        "This article was amended on 12 October 2016 because eleven ships were named.",
        "This post has been updated to reflect the right number of ships.",
        "The headline of this article has been corrected.",
        "This article originally said that eleven ships left.",
        "Because of an editing error, eleven ships were named.",
        "We apologise for the error.",
        "(Corrects number of ships in second paragraph)",
        "This version corrects the name of the harbour.",
        "Editor's note: The number of ships was incorrect and has been changed.",
        "Editor's Note\nThe number of ships was incorrect.",
        "Editors’ Note: this piece has been updated after a reader named an error.",
    ],
)
@pytest.mark.parametrize("layout", ["{notice}\n{body}", "{body}\n{notice}", "{body}\n\n{notice}\n"])
def test_a_notice_is_found_as_it_stands(notice: str, layout: str) -> None:
    """Above or below the article, the whole notice and nothing else is found."""
    text = layout.format(notice=notice, body=BODY)

    assert _quotes(text, find_notices(text)) == [notice]


@pytest.mark.parametrize(
    "text",
    [
        BODY,  # nothing of the kind
        "The Department of Correction said nine men fled.",  # an office
        "Corrections officers searched the harbour.",  # a job
        "Analysts expect a correction: prices rose too fast.",  # a market, in mid-sentence
        "The minister corrected himself and spoke of nine ships.",  # a person who corrects himself
        "Editor's note: The author teaches history at the naval academy.",  # introduces an author
        "Editor's note: The author teaches history.\nHe was corrected by nine readers.",  # an error below such a note
        "An earlier version of the treaty named nine ships.",  # of something else
        "This report was written by nine experts.",  # a report that the article is about
        "The article was read by millions.",  # an article elsewhere
        "Officials said the error was costly.",  # an error that is news
        "This story has been told many times.",  # a story that was told
        "Updated 14:02",  # a time stamp
    ],
)
def test_what_only_sounds_like_a_notice_is_none(text: str) -> None:
    """News about corrections, versions and errors is no notice."""
    assert find_notices(text) == ()


def test_a_notice_over_wrapped_lines_is_found_whole() -> None:
    """Lines that end in mid-sentence belong together, also where the phrase itself is broken."""
    notice = "An earlier version of this\narticle named eleven ships\nand two harbours."
    text = f"A headline without a full stop\n{notice}\n{BODY}"

    assert _quotes(text, find_notices(text)) == [notice]


def test_a_headline_above_a_notice_is_no_part_of_it() -> None:
    """A headline has no full stop either, and is a line of its own."""
    text = f"Nine ships leave\nAn earlier version of this article named eleven ships.\n{BODY}"

    assert _quotes(text, find_notices(text)) == ["An earlier version of this article named eleven ships."]


def test_a_notice_in_a_page_of_one_paragraph_is_cut_at_a_sentence() -> None:
    """A page that lost its line breaks is not swallowed by the notice at its top."""
    article = "Correction: Nine ships left. " + "The harbour is wide and deep. " * 60

    ((start, end),) = find_notices(article)

    assert start == 0
    assert end <= MAX_NOTICE_CHARS
    assert article[:end].endswith("deep.")


def test_a_notice_that_stood_there_before_is_not_new() -> None:
    """Moved or typed otherwise, it is the notice that is already known."""
    old = f"{BODY}\nCorrection: “Nine” ships left, not eleven."
    new = f"Correction: 'Nine' ships left,  not eleven.\n{BODY}"

    assert correction_notices(old, new) == ()


def test_a_new_notice_beside_a_known_one_is_found_alone() -> None:
    """Only what was added since the last check is reported."""
    old = f"{BODY}\nCorrection: Nine ships left, not eleven."
    new = f"{old}\nClarification: Two of them came back on Tuesday."

    assert _quotes(new, correction_notices(old, new)) == ["Clarification: Two of them came back on Tuesday."]


def test_a_notice_that_grew_is_new() -> None:
    """Another number in the same notice is another correction."""
    old = f"{BODY}\nCorrection: Nine ships left, not eleven."
    new = f"{BODY}\nCorrection: Ten ships left, not eleven."

    assert _quotes(new, correction_notices(old, new)) == ["Correction: Ten ships left, not eleven."]


def test_a_new_notice_ends_where_the_known_text_begins() -> None:
    """In a page of one paragraph the article's own sentences are no part of its notice."""
    flat = BODY.replace("\n", " ")
    new = f"Correction: Nine ships left, not eleven. {flat}"

    assert _quotes(new, correction_notices(flat, new)) == ["Correction: Nine ships left, not eleven."]


def test_a_new_notice_ends_where_a_mended_sentence_begins() -> None:
    """The very sentence that was corrected belongs to the article, although it is not quite the old one."""
    new = "Correction: Nine ships left, not eleven. Nine ships left the harbour on Monday."

    notices = correction_notices("Eleven ships left the harbour on Monday.", new)

    assert _quotes(new, notices) == ["Correction: Nine ships left, not eleven."]


@given(st.text(alphabet='Correction: an earlier version of this article.\n"(', max_size=200))
def test_notices_are_in_order_and_apart(text: str) -> None:
    """Whatever the text, spans lie within it, in order, without overlap and without white space at their ends."""
    spans = find_notices(text)

    assert list(spans) == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert all(quote == quote.strip() for quote in _quotes(text, spans))
