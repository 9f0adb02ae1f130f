"""Properties that hold for every text whatever."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimtrack.claims.detect import extract_claims
from claimtrack.claims.model import Extraction
from claimtrack.errors import EmptyText

PUBLISHED = date(2016, 10, 11)
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

_PHRASES = [
    "He said", "the dam burst", "at least 16 people", "were killed", "on Tuesday", "Tom Arden", "CNN", "which", "and", "that",
    "if",
    "16", "2016", "$3.5 million", "20%", "U.S.", "Mr.", "a.m.", "ARDEN:", "said", "told Reuters", "according to", "denied",
    "killed",
    "between 3 and 5", "14 dead", "leaving", "more than",
]  # fmt: skip
_SIGNS = list("\"“”'«»„()[.,?!:;—–-©")
_SCRIPTS = [
    "مرحبا بالعالم",
    "שלום",
    "日本語のテキスト",
    "Привет мир",
    "😀",
    "👩\u200d👧",
    "e\u0301",
    "\u200f",
    "\ufeff",
    "İ",
    "ß",
]
_BREAKS = ["\n", "\n\n", "\t", "\r\n", "\xa0", "\u2028"]
_PIECES = st.sampled_from([*_PHRASES, *_SIGNS, *_SCRIPTS, *_BREAKS, "..."])


def claims_of(text: str, nlp: Any, published_on: date | None = PUBLISHED) -> Extraction | None:
    """The claims, None for a text of white space alone."""
    try:
        return extract_claims(text, published_on=published_on, nlp=nlp)
    except EmptyText:
        assert not text.strip()
        return None


def assert_sound(text: str, found: Extraction) -> None:
    """Spans are exact, trimmed, unique, and so is all that stands in them."""
    spans = [(claim.start, claim.end) for claim in found.claims]
    assert len(spans) == len(set(spans))
    assert sorted(spans) == spans
    for claim in found.claims:
        assert claim.quote == text[claim.start : claim.end]
        assert claim.quote == claim.quote.strip()
        assert claim.quote
        assert 0.0 <= claim.worthiness.score <= 1.0
        for part in (*claim.figures, *claim.dates, *claim.places):
            assert part.surface == text[part.start : part.end]
            assert claim.start <= part.start < part.end <= claim.end
        for figure in claim.figures:
            assert figure.low is None or figure.high is None or figure.low <= figure.high
    if found.wire_origin is not None:
        assert found.wire_origin.evidence == text[found.wire_origin.start : found.wire_origin.end]


@given(pieces=st.lists(_PIECES, max_size=30), joint=st.sampled_from([" ", ""]))
@RELAXED
def test_news_fragments_in_any_order(nlp: Any, pieces: list[str], joint: str) -> None:
    """Words, marks, scripts and line breaks in any order give exact spans."""
    text = joint.join(pieces)

    found = claims_of(text, nlp)

    if found is not None:
        assert_sound(text, found)


@given(text=st.text(max_size=200))
@RELAXED
def test_arbitrary_unicode(nlp: Any, text: str) -> None:
    """No sequence of characters breaks extraction."""
    found = claims_of(text, nlp, None)

    if found is not None:
        assert_sound(text, found)


@pytest.mark.parametrize(
    "text",
    [
        "word",
        '"',
        "“He said “she said “they said",
        "a" * 50_000,
        "( " * 5_000,
        '"' * 3_000,
        "5 " * 5_000,
        ". " * 5_000,
        "\n" * 5_000 + "A ferry sank.",
        "\ud800 lone surrogate A ferry sank off Larnos.",
        "\x00A ferry sank off Larnos on Monday.\x00",
    ],
    ids=["word", "mark", "nested", "one-word", "brackets", "marks", "digits", "stops", "breaks", "surrogate", "nul"],
)
def test_hostile_texts(nlp: Any, text: str) -> None:
    """Degenerate texts finish, and their spans are exact."""
    found = claims_of(text, nlp)

    assert found is not None
    assert_sound(text, found)


def test_the_same_sentence_twice_is_two_claims(nlp: Any) -> None:
    """Each appearance counts, at its own place."""
    text = "A ferry sank off Larnos on Monday.\n\nA ferry sank off Larnos on Monday."

    found = claims_of(text, nlp)

    assert found is not None
    assert [(0, 33), (36, 69)] == [(claim.start, claim.end) for claim in found.claims]
