"""Properties that hold for every text whatever, by the rules and by a model that says whatever it likes."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimtrack.articles.endpoint import Endpoint
from claimtrack.claims.detect import extract_claims
from claimtrack.claims.model import ClaimType, Extraction, Modality
from claimtrack.claims.remote import RemoteExtractor
from claimtrack.errors import EmptyText, ExtractorFailed
from tests.chat_server import KEY, MODEL, ChatServer, chat_server, claim, claims

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
    "a\u200bb",
    "\u2067שלום 16\u2069",
    "प्रत्येक १६",
    "阿勒颇至少有16人死亡。",
    "١٦ قتيلا",
    "\u0301",
    "\x00",
    "\ud83d",
    "ﷺ",
]
_BREAKS = ["\n", "\n\n", "\t", "\r\n", "\xa0", "\u2028"]
_HOSTILE = {
    "word": "word",
    "mark": '"',
    "nested": "“He said “she said “they said",
    "one-word": "a" * 50_000,
    "brackets": "( " * 5_000,
    "marks": '"' * 3_000,
    "digits": "5 " * 5_000,
    "stops": ". " * 5_000,
    "breaks": "\n" * 5_000 + "A ferry sank.",
    "surrogate": "\ud800 lone surrogate A ferry sank off Larnos.",
    "nul": "\x00A ferry sank off Larnos on Monday.\x00",
    "windows": 'A ferry sank\r\noff Larnos.\r\n\r\nNine died, "Arden said.\r\n',
    "old-mac": "A ferry sank off Larnos.\rNine died, Arden said.\r",
    "emoji": "😀👩\u200d👧👍\U0001f3fd" * 1_000,
    "combining": "e\u0301" * 5_000 + " A ferry sank off Larnos.",
    "zero-width": "A\u200b ferry\u200d sank\ufeff off Larnos.",
    "right-to-left": "\u202eA ferry sank off Larnos.\u202c قتل 16 شخصا في حلب.",
    "unclosed": "“" + "The dam burst. " * 1_000,
    "closed-only": "The dam burst” he said» and» fled”.",
    "huge-number": "9" * 400 + " people were killed and 1" + ",000" * 200 + " fled Larnos.",
    "mega": "\n \t" * 333_000 + "A ferry sank off Larnos on Monday.",
}
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
    assert sorted(spans, key=lambda span: (span[0], -span[1])) == spans
    for one in found.claims:
        assert one.quote == text[one.start : one.end]
        assert one.quote == one.quote.strip()
        assert one.quote
        assert 0.0 <= one.worthiness.score <= 1.0
        for part in (*one.figures, *one.dates, *one.places):
            assert part.surface == text[part.start : part.end]
            assert one.start <= part.start < part.end <= one.end
        for figure in one.figures:
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


@pytest.mark.parametrize("text", list(_HOSTILE.values()), ids=list(_HOSTILE))
def test_hostile_texts(nlp: Any, text: str) -> None:
    """Degenerate texts finish, and their spans are exact."""
    found = claims_of(text, nlp)

    assert found is not None
    assert_sound(text, found)


@pytest.fixture(scope="module")
def chat() -> Iterator[ChatServer]:
    """A server whose model each test tells what to say."""
    with chat_server() as chat:
        yield chat


@pytest.fixture(scope="module")
def remote(nlp: Any, chat: ChatServer) -> Iterator[RemoteExtractor]:
    """An extractor that asks it."""
    with Endpoint(f"{chat.url}/chat/completions", user_agent="t", key=KEY) as endpoint:
        yield RemoteExtractor(endpoint.ask, lend=lambda: nullcontext(nlp), model=MODEL, host="models.example")


def _lies(text: str, data: st.DataObject) -> list[object]:
    """What a model may say about a text: parts of it, words of others, and things that are no claims."""
    places = st.integers(0, len(text))
    parts = st.tuples(places, places).map(lambda ends: text[min(ends) : max(ends)][:900])
    words = parts | st.sampled_from([*_PHRASES, *_SCRIPTS]) | st.text(max_size=5)
    item = st.builds(
        claim,
        words,
        occurrence=st.integers(-1, 3),
        claimant=st.none() | words,
        cue=st.none() | words,
        via=st.lists(words, max_size=2),
        type=st.sampled_from([*[kind.value for kind in ClaimType], "truth", None]),
        modality=st.sampled_from([*[modality.value for modality in Modality], None, 5]),
    )
    return data.draw(st.lists(item | words | st.none() | st.dictionaries(words, words, max_size=2), max_size=8))


@given(pieces=st.lists(_PIECES, max_size=30), joint=st.sampled_from([" ", ""]), data=st.data())
@RELAXED
def test_whatever_a_model_says_only_exact_spans_come_of_it(
    remote: RemoteExtractor, chat: ChatServer, pieces: list[str], joint: str, data: st.DataObject
) -> None:
    """Parts of the text are claims at their very places; everything else is refused or a failure, never an accident."""
    text = joint.join(pieces)
    said = {"claims": _lies(text, data)}
    chat.say = lambda _: said
    try:
        found = remote.extract(text, published_on=PUBLISHED)
    except EmptyText:
        assert not text.strip()
        return
    except ExtractorFailed:
        return

    assert_sound(text, found)
    for one in found.claims:
        for name in (one.cue, *one.via):
            assert name is None or "".join(name.split()) in "".join(text.split())


@pytest.mark.parametrize("text", list(_HOSTILE.values()), ids=list(_HOSTILE))
def test_hostile_texts_by_a_model(remote: RemoteExtractor, chat: ChatServer, text: str) -> None:
    """A model that repeats the text and its pieces in part or whole gives exact spans or a failure with its cause."""
    chat.say = lambda piece: claims(piece[:900], *piece.split("\n")[:5], piece[:900], "A ferry sank")("")
    try:
        found = remote.extract(text, published_on=PUBLISHED)
    except ExtractorFailed as exc:
        failure: str | None = exc.message
    else:
        failure = None
        assert_sound(text, found)

    assert failure is None or "refused" in failure


def test_the_same_sentence_twice_is_two_claims(nlp: Any) -> None:
    """Each appearance counts, at its own place."""
    text = "A ferry sank off Larnos on Monday.\n\nA ferry sank off Larnos on Monday."

    found = claims_of(text, nlp)

    assert found is not None
    assert [(0, 33), (36, 69)] == [(claim.start, claim.end) for claim in found.claims]
