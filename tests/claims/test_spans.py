"""Spans that people choose are read as the article itself is."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from claimtrack.claims.detect import extract_claims
from claimtrack.claims.model import ClaimType, ExtractedClaim, Figure
from claimtrack.claims.spans import CONTEXT_CHARS, MAX_SPAN_CHARS, Span, read_spans, trimmed_span
from claimtrack.errors import InvalidEdit
from claimtrack.services.seeding import find_seeds

TEXT = "Mira Holt said on Tuesday that 12 people died in Aleppo. She said 40 others were hurt in Idlib."


def span(text: str, words: str, **known: Any) -> Span:
    """The span of some words."""
    start = text.index(words)
    return Span(start=start, end=start + len(words), **known)


def read(nlp: Any, text: str, words: str, **known: Any) -> ExtractedClaim:
    """What is found in the span of some words."""
    (found,) = read_spans(text, [span(text, words, **known)], published_on=date(2016, 10, 12), nlp=nlp)
    return found


def test_the_machines_own_spans_read_as_it_read_them(nlp: Any) -> None:
    """Every claim of the demo's first twelve articles comes out the same: one code reads both."""
    lines = find_seeds().articles.read_text(encoding="utf-8").splitlines()[:12]
    for article in map(json.loads, lines):
        day = date.fromisoformat(article["published_at"][:10])
        found = extract_claims(article["text"], published_on=day, nlp=nlp, outlet=article["outlet"]).claims
        spans = [
            Span(
                start=claim.start,
                end=claim.end,
                claimant=claim.claimant,
                claimant_named=claim.claimant_named,
                hedge=claim.hedge if claim.hedge not in (None, *claim.quote.split()) else None,
                denied=claim.modality == "denied",
            )
            for claim in found
        ]

        again = read_spans(article["text"], spans, published_on=day, nlp=nlp)

        # Who says it is given, so how they say it and through whom is left to the caller.
        assert [replace(claim, cue=None, via=()) for claim in found] == list(again)


def test_a_wider_span_has_the_figures_days_and_places_of_all_its_words(nlp: Any) -> None:
    """Two sentences in one claim: each is read as a sentence, and what they hold is put together."""
    found = read(nlp, TEXT, TEXT[TEXT.index("Tuesday") : -1])

    assert [("killed", 12), ("injured", 40)] == [(figure.role, figure.low) for figure in found.figures]
    assert ["Aleppo", "Idlib"] == [place.surface for place in found.places]
    assert [date(2016, 10, 11)] == [day.first_day for day in found.dates]
    assert all(TEXT[one.start : one.end] == one.surface for one in (*found.figures, *found.dates, *found.places))
    assert found.standalone is None


def test_a_span_that_cuts_a_figure_does_not_have_it(nlp: Any) -> None:
    """Half of a number is no number."""
    text = "The storm killed 1,234 people in Tarn."

    assert () == read(nlp, text, "The storm killed 1").figures


def test_a_pronoun_is_the_claimant_that_was_given(nlp: Any) -> None:
    """The wording is found anew for whoever is said to have said it."""
    text = "Mira Holt told the court that she had seen 12 bodies in Tarn."
    whole = "she had seen 12 bodies in Tarn"

    found = read(nlp, text, whole, claimant="Mira Holt", claimant_named=True)

    assert ("Mira Holt had seen 12 bodies in Tarn", "Mira Holt") == (found.standalone, found.claimant)
    assert read(nlp, text, whole).ambiguous


def test_given_values_are_not_looked_for(nlp: Any) -> None:
    """A kind and figures that a person has stated are taken as they are, and the kind is weighed."""
    figure = Figure(low=7, high=7, role="killed", surface="12", start=TEXT.index("12"), end=TEXT.index("12") + 2)

    found = read(nlp, TEXT, "12 people died in Aleppo", figures=(figure,), type=ClaimType.OPINION)

    assert ((figure,), ClaimType.OPINION) == (found.figures, found.type)
    assert "kind of claim: opinion" in dict(found.worthiness.parts)


def test_another_language_is_not_read(nlp: Any) -> None:
    """There are no rules for it, so the words are kept, and never matched by themselves."""
    text = "Bei den Luftangriffen auf die Stadt wurden am Dienstag mindestens 16 Menschen getötet, sagte ein Sprecher."

    found = read(nlp, text, "mindestens 16 Menschen getötet")

    assert ("mindestens 16 Menschen getötet", ("language",), ()) == (found.quote, found.ambiguous, found.figures)


def test_a_book_is_read_only_near_the_span(nlp: Any) -> None:
    """Ten megabytes before a span take no longer than what is looked at, and the offsets are those of the whole."""
    text = "The rain fell on the town in the morning and the people went home.\n" * 150_000 + TEXT

    found = read(nlp, text, "12 people died in Aleppo")

    assert len(text) > 100 * CONTEXT_CHARS
    assert "12 people died in Aleppo" == text[found.start : found.end] == found.quote
    assert [(12, "12 people")] == [(figure.low, text[figure.start : figure.end]) for figure in found.figures]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (0, 9, "Mira Holt"),  # as chosen
        (9, 14, "said"),  # space at both ends
        (0, 6, "Mira H"),  # a cut inside a word stays where it was made
    ],
)
def test_a_span_loses_only_the_space_around_it(start: int, end: int, words: str) -> None:
    """Offsets stay exact."""
    first, last = trimmed_span(TEXT, start, end)

    assert words == TEXT[first:last]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (-1, 5),  # before the text
        (0, len(TEXT) + 1),  # beyond it
        (5, 5),  # empty
        (9, 5),  # backwards
        (4, 5),  # nothing but space
        (len(TEXT) - 1, len(TEXT)),  # nothing but a full stop
    ],
)
def test_a_span_without_words_of_the_text_is_refused(start: int, end: int) -> None:
    """The message says what a span must be."""
    with pytest.raises(InvalidEdit):
        trimmed_span(TEXT, start, end)


def test_a_span_may_not_be_an_article(nlp: Any) -> None:
    """One claim has a length that can be compared."""
    text = "rain " * MAX_SPAN_CHARS

    with pytest.raises(InvalidEdit, match="2,000 characters"):
        trimmed_span(text, 0, len(text))
