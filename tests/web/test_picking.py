"""The words that a claim may begin and end at."""

import pytest

from claimtrack.web.edit_forms import EditForm, FigureFields, change_of, kept, sent_form, touched
from claimtrack.web.picking import REACH, picks, stepped

TEXT = "Before it.\n\nAir raids killed 1,600 people, a monitor said.\n\nAfter it.\n\nFar away."
START, END = TEXT.index("raids"), TEXT.index(", a")


def test_the_words_around_a_span_are_offered_with_their_places() -> None:
    """The paragraphs beside it too, marks as words of their own, numbers whole; nothing is lost between."""
    words = picks(TEXT, START, END)

    assert ["raids", "killed", "1,600", "people"] == [word.text for word in words if word.inside]
    assert all(TEXT[word.start : word.end] == word.text for word in words)
    assert "Before it . Air raids killed 1,600 people , a monitor said . After it ." == " ".join(w.text for w in words)
    assert ["\n", "\n"] == [word.lead for word in words if word.lead not in ("", " ")]
    raids = next(word for word in words if word.text == "raids")
    assert ("raids killed 1,600", ". Air raids") == (raids.opens, raids.closes)


def test_a_span_that_cuts_a_word_is_offered_as_it_is() -> None:
    """Both halves of the word are there, so that the form can say where the claim begins."""
    words = picks(TEXT, START + 1, END - 1)

    assert (START + 1, END - 1) == (
        next(word.start for word in words if word.inside),
        [word.end for word in words if word.inside][-1],
    )


def test_a_text_without_paragraphs_is_offered_in_part() -> None:
    """A bounded number of words on either side."""
    text = "rain " * 5000

    assert 2 * REACH + 2 == len(picks(text, 10_000, 10_009))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("start-", "Air raids killed 1,600 people"),
        ("start+", "killed 1,600 people"),
        ("end-", "raids killed 1,600"),
        ("end+", "raids killed 1,600 people,"),
        ("sideways", "raids killed 1,600 people"),
        ("", "raids killed 1,600 people"),
    ],
)
def test_a_step_moves_one_end_by_a_word(step: str, words: str) -> None:
    """Whatever else is asked for moves nothing."""
    start, end = stepped(picks(TEXT, START, END), START, END, step)

    assert words == TEXT[start:end]


def test_steps_stop_where_no_word_is_left() -> None:
    """Neither end passes the other, nor the words on offer."""
    words = picks(TEXT, START, START + 5)

    assert (START, START + 5) == stepped(words, START, START + 5, "start+") == stepped(words, START, START + 5, "end-")
    whole = words[0].start, words[-1].end
    assert whole == stepped(words, *whole, "start-") == stepped(words, *whole, "end+")


FORM = EditForm(
    start="5",
    end="9",
    wording="",
    claimant="Ana",
    named="1",
    via="",
    type="event",
    figures=(FigureFields(surface="16", low="16", high="", role="killed", start="5"),),
)


def test_only_what_somebody_touched_is_asked_for() -> None:
    """All else is left to whatever is stored by then."""
    sent = sent_form(
        {"start": "5", "end": "9", "claimant": " Ana ", "named": "1", "type": "event", "via": "CNN , , AP"}
    )

    change = change_of(sent, FORM.packed())

    assert {"via", "figures"} == set(touched(sent, FORM.packed()))
    assert (("CNN", "AP"), (), None, None) == (change.via, change.figures, change.claimant, change.start)


def test_what_others_changed_meanwhile_shows_in_the_form() -> None:
    """What I typed stays, what I did not touch is as it is now."""
    sent = EditForm(**{name: getattr(FORM, name) for name in EditForm.__slots__} | {"wording": "mine", "via": ""})
    present = EditForm(**{name: getattr(FORM, name) for name in EditForm.__slots__} | {"via": "CNN", "claimant": "Bea"})

    merged = kept(sent, FORM.packed(), present)

    assert ("mine", "CNN", "Bea") == (merged.wording, merged.via, merged.claimant)


@pytest.mark.parametrize("was", ["", "{", "[]", "null", '{"figures": 3}', "[" * 100_000])
def test_a_form_that_forgot_its_values_counts_as_touched(was: str) -> None:
    """Whatever somebody makes of the hidden field, it breaks nothing."""
    assert set(EditForm.__slots__) == set(touched(FORM, was))
    assert "Ana" == change_of(FORM, was).claimant
