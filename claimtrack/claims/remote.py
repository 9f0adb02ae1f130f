"""A text in, the claims that a language model finds in it out, each held to the article's own words.

The model only points: at a span, at who says it and through whom. Every pointer is looked for in the text, letter by
letter, and a claim with one that is not there is refused and counted. What a span holds (figures, dates, places, names,
check-worthiness) is read by the same code as with the rules, so a text that gives orders to the model can at worst make
it mark other words of that text. It knows no network: `complete` carries a request to wherever the model is.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from claimtrack.claims.exact import find_exact
from claimtrack.claims.extractor import Lend
from claimtrack.claims.foreign import foreign_paragraphs, language_notes
from claimtrack.claims.language import detect_language, is_read
from claimtrack.claims.model import Extraction
from claimtrack.claims.pointed import Pointed, PointedReader
from claimtrack.claims.proposals import (
    CHUNK_CHARS,
    SEED,
    TEMPERATURE,
    Form,
    Proposal,
    Reply,
    chunks,
    prompt_digest,
    read_reply,
    request_body,
)
from claimtrack.claims.sentences import paragraphs
from claimtrack.claims.stretches import Article, distinct, run_parameters
from claimtrack.claims.wire import find_wire_origin
from claimtrack.errors import EmptyText, ExtractorFailed, RequestRefused

if TYPE_CHECKING:
    from spacy.language import Language

EXTRACTOR = "claimtrack-remote"
VERSION = "1"

Complete = Callable[[object], bytes]
"""From the body of a chat-completions request to the body of its answer.

Raises RequestRefused where the server does not take that request, another ExtractorFailed where there is no answer.
"""


class Refusal(StrEnum):
    """Why a claim that the model gave is not taken; the words are those of the note on the article."""

    MALFORMED = "not of the form asked for"
    QUOTE = "with words that are not in the text"
    OCCURRENCE = "at a place that the text does not have"
    SPEAKER = "said by or through somebody whom the text does not name so"
    SHORT = "too short to say something"


class RemoteExtractor:
    """Extraction by a model behind the chat-completions protocol."""

    def __init__(self, complete: Complete, *, lend: Lend, model: str, host: str) -> None:
        """Make ready; nothing is sent yet.

        Args:
            complete: carries requests to the server.
            lend: lends the parser that reads what stands in the spans.
            model: the model's name, as the server knows it.
            host: where the server is, for the run's record.
        """
        self._complete, self._lend = complete, lend
        self._model, self._host = model, host
        self._form = Form.JSON_SCHEMA

    def extract(
        self,
        text: str,
        *,
        published_on: date | None,
        outlet: str | None = None,
        known_agencies: Mapping[str, str] | None = None,
    ) -> Extraction:
        """As `Extractor.extract`. Nothing but the text is sent.

        Raises:
            ExtractorFailed: also when the model gave claims and all of them were refused.
        """
        if not text.strip():
            raise EmptyText
        refused: Counter[Refusal] = Counter()
        pointed = list(self._pointed(text, refused))
        language = detect_language(text)
        foreign = foreign_paragraphs(text) if is_read(language) else {}
        plain = [(p.start, p.end) for p in paragraphs(text) if p.index in foreign or not is_read(language)]
        with self._lend() as nlp:
            reader = PointedReader(Article(text, published_on, nlp), outlet=outlet, known_agencies=known_agencies)
            claims = list(reader.claims(pointed, plain)) if pointed else []
            parameters = self._parameters(nlp, published_on, outlet, known_agencies)
        given = len(pointed) + sum(refused.values())
        refused[Refusal.SHORT] += len(pointed) - len(claims)
        refused = +refused
        note = _refusal_note(given, refused) if refused else ""
        if not claims and refused:
            raise ExtractorFailed(f"{note} Choose another model, or unset CLAIMTRACK_EXTRACTOR_URL.")
        if not claims:
            note = "The model found no claim in this text."
        return Extraction(
            claims=tuple(distinct(claims)),
            language=language,
            wire_origin=find_wire_origin(text, known_agencies),
            notes=(*language_notes(language, foreign), *((note,) if note else ())),
            extractor=EXTRACTOR,
            version=VERSION,
            parameters=parameters,
            input_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        )

    def _parameters(
        self, nlp: "Language", published_on: date | None, outlet: str | None, known: Mapping[str, str] | None
    ) -> tuple[tuple[str, str], ...]:
        return (
            ("model", self._model),
            ("endpoint", self._host),
            ("prompt_sha256", prompt_digest()),
            ("temperature", str(TEMPERATURE)),
            ("seed", str(SEED)),
            ("response_format", self._form.value),
            ("chunk_chars", str(CHUNK_CHARS)),
            *run_parameters(nlp, published_on, outlet, known),
        )

    def _pointed(self, text: str, refused: Counter[Refusal]) -> Iterator[Pointed]:
        """The proposals whose words stand in the text, at their places; the others are counted."""
        for start, end in chunks(text):
            reply = self._ask(text[start:end])
            refused[Refusal.MALFORMED] += reply.malformed
            borders = [(p.start + start, p.end + start) for p in paragraphs(text[start:end])]
            for proposal in reply.proposals:
                placed = _place(text, borders, proposal)
                if isinstance(placed, Refusal):
                    refused[placed] += 1
                else:
                    yield placed

    def _ask(self, piece: str) -> Reply:
        """What the model proposes for a piece; a server that knows no schemas is asked for any JSON from then on."""
        if self._form is Form.JSON_SCHEMA:
            try:
                return read_reply(self._complete(request_body(piece, model=self._model, form=self._form)))
            except RequestRefused:
                reply = read_reply(self._complete(request_body(piece, model=self._model, form=Form.JSON_OBJECT)))
                self._form = Form.JSON_OBJECT
                return reply
        return read_reply(self._complete(request_body(piece, model=self._model, form=self._form)))


def _place(text: str, borders: Sequence[tuple[int, int]], proposal: Proposal) -> Pointed | Refusal:
    """The proposal at its place in one of the paragraphs, or why it has none."""
    places = [
        (first, last, *border)
        for first, last in find_exact(text, proposal.quote, borders[0][0], borders[-1][1])
        for border in borders
        if border[0] <= first and last <= border[1]
    ]
    if not places:
        return Refusal.QUOTE
    if len(places) > 1 and proposal.occurrence > len(places):
        return Refusal.OCCURRENCE
    start, end, *paragraph = places[min(proposal.occurrence, len(places)) - 1]
    names = [name for name in (proposal.claimant, *proposal.via) if name is not None]
    if not all(any(find_exact(text, name, any_case=True)) for name in names):
        return Refusal.SPEAKER
    cue = next(find_exact(text, proposal.cue, *paragraph, any_case=True), None) if proposal.cue else None
    return Pointed(
        start=start,
        end=end,
        claimant=proposal.claimant,
        cue=None if cue is None else text[slice(*cue)],
        via=proposal.via,
        type=proposal.type,
        modality=proposal.modality,
    )


def _refusal_note(given: int, refused: Counter[Refusal]) -> str:
    reasons = ", ".join(f"{refused[reason]} {reason.value}" for reason in Refusal if refused[reason])
    count = sum(refused.values())
    return (
        f"{count} of the {given} claim{'s' if given != 1 else ''} that the model gave "
        f"{'was' if count == 1 else 'were'} refused: {reasons}."
    )
