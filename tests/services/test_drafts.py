"""Values that people give are taken as they are meant, or refused with what would do."""

from typing import Any

import pytest

from claimtrack.claims.model import ClaimType, ExtractedClaim, Figure
from claimtrack.errors import InvalidEdit
from claimtrack.services.drafts import AppearanceChange, FigureInput, planned

TEXT = "Officials said: 16 of 160 people, 16 of them children, died in Tarn on Monday."
CLAIM = ExtractedClaim(
    start=TEXT.index("16"),
    end=len(TEXT) - 1,
    quote=TEXT[TEXT.index("16") : -1],
    claimant="Officials",
    cue="said",
    figures=(Figure(low=16, high=16, modifier="about", role="killed", unit="people", surface="16", start=16, end=18),),
    ambiguous=("no subject",),
)


def change(**values: Any) -> ExtractedClaim:
    """The claim with these values."""
    return planned(TEXT, CLAIM, AppearanceChange(**values), edited=()).given


def figure(**values: Any) -> Figure:
    """The one figure that comes of these values."""
    (found,) = change(figures=(FigureInput(**{"surface": "160", "low": 1.0, **values}),)).figures
    return found


def test_values_are_tidied() -> None:
    """Space and line breaks do not count; an empty name is nobody; a name begins with a capital letter."""
    given = change(
        standalone=" Sixteen\n died ", claimant="  Mira  Holt ", via=(" CNN", "", "CNN"), type=ClaimType.EVENT
    )

    assert ("Sixteen died", ()) == (given.standalone, given.ambiguous)
    assert ("Mira Holt", True, "said", ("CNN",)) == (given.claimant, given.claimant_named, given.cue, given.via)
    nobody = change(claimant=" ")
    assert (None, False, None) == (nobody.claimant, nobody.claimant_named, nobody.cue)
    assert change(claimant="activists").claimant_named is False


def test_a_figure_stands_where_its_words_do() -> None:
    """Whole words: the 16 of 160 is none. Of two places the second goes to the second figure, or is named."""
    twice = change(figures=(FigureInput(surface="16", low=16), FigureInput(surface="16", low=16, scope="part"))).figures

    assert [16, TEXT.rindex("16")] == [one.start for one in twice]
    assert TEXT.rindex("16") == figure(surface="16", start=TEXT.rindex("16")).start
    assert "160" == TEXT[figure().start : figure().end]


def test_a_figure_keeps_what_the_form_does_not_show() -> None:
    """The comparator and the day stay with the same interval, and go with another."""
    assert "about" == figure(surface="16", low=16.0, high=16.0).modifier
    assert figure(surface="16", low=17.0, high=17.0).modifier is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"surface": ""}, "lacks the words"),  # nothing that states it
        ({"surface": "17"}, "do not stand in the claim"),  # not there
        ({"surface": "Officials"}, "do not stand in the claim"),  # in the text, but outside the span
        ({"surface": "1"}, "do not stand in the claim"),  # part of a number
        ({"surface": "16", "start": 3}, "outside the claim"),  # before it
        ({"surface": "16", "start": 17}, "are not '16'"),  # beside it
        ({"surface": "Monday", "start": len(TEXT) - 3}, "outside the claim"),  # beyond it
        ({"low": 5.0, "high": 4.0}, "Swap the two"),  # the wrong way round
        ({"low": None}, "neither"),  # no value at all
        ({"low": float("nan")}, "plain number"),  # no number
        ({"low": float("inf")}, "plain number"),  # endless
        ({"low": 1e300}, "plain number"),  # beyond counting
        ({"role": "vanished"}, "must be one of casualties, detained"),  # no such role, nor a word of the claim
        ({"role": "<script>"}, "must be one of"),
        ({"scope": "half"}, "total, part"),
        ({"unit": "x" * 61}, "longer than 60"),
        ({"unit": "a\x00b"}, "NUL"),
    ],
)
def test_figures_that_cannot_be_are_refused(values: dict[str, Any], words: str) -> None:
    """The message names the figure and what would do."""
    with pytest.raises(InvalidEdit, match=words):
        figure(**values)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Nothing would change"),
        ({"claimant": "Officials", "start": 16}, "Nothing would change"),  # as it is already
        ({"start": 16, "end": 15}, "does not lie"),
        ({"end": 10**12}, "does not lie"),
        ({"start": 14, "end": 15}, "no word"),  # a colon
        ({"standalone": "x" * 2001}, "longer than 2,000"),
        ({"standalone": "\x00"}, "NUL"),
        ({"standalone": "…"}, "no word"),
        ({"claimant": "?"}, "no letter"),
        ({"claimant": "x" * 201}, "longer than 200"),
        ({"claimant": "", "claimant_named": True}, "Nobody is named"),
        ({"via": tuple(str(n) for n in range(11))}, "up to 10"),
        ({"figures": tuple(FigureInput(surface="16", low=1) for _ in range(31))}, "up to 30"),
    ],
)
def test_changes_that_cannot_be_are_refused(values: dict[str, Any], words: str) -> None:
    """Before anything is read or stored."""
    with pytest.raises(InvalidEdit, match=words):
        change(**values)


@pytest.mark.parametrize("role", ["killed", "percent", "other", "children", "People", "of them children"])
def test_roles_are_known_fates_or_words_of_the_claim(role: str) -> None:
    """A noun that is counted stands in the claim."""
    assert role.lower() == figure(role=role).role


def test_broken_characters_are_stored_as_question_marks() -> None:
    """Half of a character cannot be stored."""
    assert "a ? b" == change(claimant="a \ud800 b").claimant
