"""A text in, the claims that a language model finds in it out, each held to the article's own words.

The model only points: at a span, at who says it and through whom. Every pointer is looked for in the text, letter by
letter, and a claim with one that is not there is refused and counted. What a span holds (figures, dates, places, names,
check-worthiness) is read by the same code as with the rules, so a text that gives orders to the model can at worst make
it mark other words of that text. It knows no network: `complete` carries a request to wherever the model is.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from claimtrack.claims import cues, media
from claimtrack.claims.attribution import Speaker, Speakers
from claimtrack.claims.clauses import Attribution, Proposition
from claimtrack.claims.extractor import Lend
from claimtrack.claims.foreign import foreign_paragraphs, language_notes, plain_claim
from claimtrack.claims.language import detect_language, is_read
from claimtrack.claims.model import ExtractedClaim, Extraction
from claimtrack.claims.parse import Tree, Word
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
from claimtrack.claims.sentences import article_units, paragraphs, span_unit
from claimtrack.claims.spans import find_exact
from claimtrack.claims.stretches import Article, Stretch, distinct, run_parameters
from claimtrack.claims.wire import find_wire_origin
from claimtrack.errors import EmptyText, ExtractorFailed, RequestRefused

if TYPE_CHECKING:
    from spacy.language import Language

EXTRACTOR = "claimtrack-remote"
VERSION = "1"
NEAREST = 8
"""Places of a claimant's name that are looked at, from the claim outwards."""
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")

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


@dataclass(frozen=True, slots=True)
class _Found:
    """A proposal and the place in the article where its words stand."""

    start: int
    end: int
    proposal: Proposal
    cue: str | None


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
        found = list(self._found(text, refused))
        language = detect_language(text)
        foreign = foreign_paragraphs(text) if is_read(language) else {}
        with self._lend() as nlp:
            claims: list[ExtractedClaim] = []
            if found:
                reader = _Reader(Article(text, published_on, nlp), outlet, known_agencies, refused)
                read = [one for one in found if is_read(language) and not _lies_in(text, foreign, one)]
                claims = [*reader.claims(read), *reader.plain_claims([one for one in found if one not in read])]
            parameters = self._parameters(nlp, published_on, outlet, known_agencies)
        note = _refusal_note(len(found) + _before_reading(refused), refused) if refused else ""
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

    def _found(self, text: str, refused: Counter[Refusal]) -> Iterator[_Found]:
        """The proposals whose words stand in the text, at their places; the others are counted."""
        for start, end in chunks(text):
            reply = self._ask(text[start:end])
            refused[Refusal.MALFORMED] += reply.malformed
            for proposal in reply.proposals:
                placed = _place(text, start, end, proposal)
                if isinstance(placed, Refusal):
                    refused[placed] += 1
                else:
                    yield placed
        for reason in [reason for reason, count in refused.items() if not count]:
            del refused[reason]

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


def _place(text: str, start: int, end: int, proposal: Proposal) -> _Found | Refusal:
    """The proposal at its place in ``text[start:end]``, or why it has none."""
    borders = [(p.start, p.end) for p in paragraphs(text[start:end])]
    places = [
        (first + start, last + start)
        for first, last in find_exact(text[start:end], proposal.quote)
        if any(a <= first and last <= b for a, b in borders)
    ]
    if not places:
        return Refusal.QUOTE
    if len(places) > 1 and proposal.occurrence > len(places):
        return Refusal.OCCURRENCE
    first, last = places[min(proposal.occurrence, len(places)) - 1]
    names = [name for name in (proposal.claimant, *proposal.via) if name is not None]
    if not all(any(find_exact(text, name, any_case=True)) for name in names):
        return Refusal.SPEAKER
    around = next((a + start, b + start) for a, b in borders if a + start <= first and last <= b + start)
    cue = next(find_exact(text, proposal.cue, *around, any_case=True), None) if proposal.cue else None
    return _Found(first, last, proposal, None if cue is None else text[slice(*cue)])


def _lies_in(text: str, foreign: Mapping[int, str], found: _Found) -> bool:
    """Whether a place lies in a paragraph of another language."""
    return bool(foreign) and any(
        p.index in foreign and p.start <= found.start and found.end <= p.end for p in paragraphs(text)
    )


def _before_reading(refused: Counter[Refusal]) -> int:
    return sum(count for reason, count in refused.items() if reason is not Refusal.SHORT)


def _refusal_note(given: int, refused: Counter[Refusal]) -> str:
    reasons = ", ".join(f"{refused[reason]} {reason.value}" for reason in Refusal if refused[reason])
    count = sum(refused.values())
    return (
        f"{count} of the {given} claim{'s' if given != 1 else ''} that the model gave "
        f"{'was' if count == 1 else 'were'} refused: {reasons}."
    )


@dataclass(slots=True)
class _Reader:
    """Reads what stands at the places that a model pointed at."""

    article: Article
    outlet: str | None
    known: Mapping[str, str] | None
    refused: Counter[Refusal]
    _stretches: list[Stretch] = field(default_factory=list)
    """Of the batch at hand."""
    _known_places: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def claims(self, found: Sequence[_Found]) -> Iterator[ExtractedClaim]:
        """The claims at the places, in no certain order."""
        speakers = Speakers(self.article.names, outlet=self.outlet, known_agencies=self.known)
        left = sorted(found, key=lambda one: (one.start, one.end))
        for batch in article_units(self.article.text):
            before = self.article.names.now
            self._stretches = self.article.stretches(batch)
            for n, stretch in enumerate(self._stretches, before + 1):
                self.article.names.now = n
                inside = _take(left, stretch)
                yield from self._claims_in(stretch, inside, speakers)
                speakers.follow(stretch.tree)
        for one in left:
            alone = self.article.stretches([span_unit(self.article.text, one.start, one.end)])
            yield from self._claims_in(alone[0], [one], speakers)

    def plain_claims(self, found: Sequence[_Found]) -> Iterator[ExtractedClaim]:
        """The claims at places whose language the rules cannot read."""
        for one in found:
            said, via = one.proposal.claimant, self._channels(one.proposal.via)
            claim = plain_claim(
                self.article.text,
                one.start,
                one.end,
                claimant=None if said is None else self._as_written(said),
                cue=one.cue,
                via=via,
                kind=one.proposal.type,
                goes=one.proposal.modality,
            )
            if claim is None:
                self.refused[Refusal.SHORT] += 1
            else:
                yield claim

    def _claims_in(self, stretch: Stretch, found: Sequence[_Found], speakers: Speakers) -> Iterator[ExtractedClaim]:
        parts = self.article.parts(stretch) if found else None
        for one in found:
            speaker, said = self._speaker(stretch, one, speakers)
            proposition = _proposition(stretch, one, said)
            claim = None
            if proposition is not None and parts is not None:
                claim = self.article.claim(
                    stretch, parts, proposition, speaker, kind=one.proposal.type, goes=one.proposal.modality
                )
            if claim is None:
                self.refused[Refusal.SHORT] += 1
            else:
                yield claim

    def _speaker(self, stretch: Stretch, found: _Found, speakers: Speakers) -> tuple[Speaker, Attribution | None]:
        """Who says it, under the name that the article gives in full, and the attribution where it stands beside it."""
        via = self._channels(found.proposal.via)
        denied = found.cue is not None and found.cue.lower() in cues.DENIALS
        if found.proposal.claimant is None:
            return Speaker(cue=found.cue, via=via, denied=denied), None
        at = self._named_at(stretch, found, found.proposal.claimant)
        if at is None:
            return self._by_name(found, via, denied=denied), None
        where, head = at
        cue = "" if found.cue is None or found.cue.lower() in cues.TRANSPARENT else found.cue
        said = Attribution(source=head, cue=cue, cue_at=head, denied=denied)
        speaker = speakers.resolve(where.tree, said)
        if speaker.claimant is None and not speaker.via:
            return self._by_name(found, via, denied=denied), said if where is stretch else None
        merged = tuple(dict.fromkeys([*via, *speaker.via]))
        resolved = Speaker(
            claimant=speaker.claimant,
            named=speaker.named,
            cue=found.cue,
            via=merged,
            hedge=speaker.hedge,
            denied=denied,
        )
        return resolved, said if where is stretch else None

    def _by_name(self, found: _Found, via: tuple[str, ...], *, denied: bool) -> Speaker:
        """The speaker by name alone, where the words that name him were not parsed."""
        written = self._as_written(found.proposal.claimant or "")
        if media.is_outlet(written, self.known):
            return Speaker(cue=found.cue, via=(*via, *self._channels((written,))), denied=denied)
        name = self.article.names.person(written)
        if name not in self.article.names.persons:
            name = self.article.names.body(written)
        return Speaker(claimant=name, named=name[:1].isupper(), cue=found.cue, via=via, denied=denied)

    def _named_at(self, stretch: Stretch, found: _Found, claimant: str) -> tuple[Stretch, int] | None:
        """The stretch nearest to the claim that names the claimant, and the head of the words that do."""
        places = sorted(self._places(claimant), key=lambda place: max(place[0] - found.end, found.start - place[1], 0))
        for place in places[:NEAREST]:
            for where in [stretch, *self._stretches]:
                inside = where.unit.within(*place)
                words = [] if inside is None else _words_in(where.tree, *inside)
                if words:
                    return where, _head(where.tree, words).i
        return None

    def _places(self, name: str) -> list[tuple[int, int]]:
        if name not in self._known_places:
            self._known_places[name] = list(find_exact(self.article.text, name, any_case=True))
        return self._known_places[name]

    def _as_written(self, name: str) -> str:
        """The name as the text spells it where it first stands."""
        place = next(find_exact(self.article.text, name, any_case=True), None)
        return " ".join((name if place is None else self.article.text[slice(*place)]).split())

    def _channels(self, names: Sequence[str]) -> tuple[str, ...]:
        """The names that are channels: no common nouns, and not the publishing outlet itself."""
        own = {
            media.key(form) for form in (self.outlet, self.outlet and media.short_form(self.outlet, self.known)) if form
        }
        written = dict.fromkeys(self._as_written(name) for name in names)
        return tuple(
            name
            for name in written
            if (name[:1].isupper() or media.is_outlet(name, self.known))
            and not own & {media.key(name), media.key(media.short_form(name, self.known))}
        )


def _take(left: list[_Found], stretch: Stretch) -> list[_Found]:
    """Take the places that lie in a stretch out of a list in text order."""
    first = bisect_left(left, stretch.unit.pieces[0][0], key=lambda one: one.start)
    last = bisect_right(left, stretch.unit.pieces[-1][1], key=lambda one: one.start)
    within = {n for n in range(first, last) if stretch.unit.within(left[n].start, left[n].end)}
    taken = [left[n] for n in sorted(within)]
    left[first:last] = [left[n] for n in range(first, last) if n not in within]
    return taken


def _words_in(tree: Tree, start: int, end: int) -> list[Word]:
    return [word for word in tree.words if start <= word.start and word.end <= end]


def _head(tree: Tree, words: Sequence[Word]) -> Word:
    """The word that heads some words: its own head lies outside them, and it is the highest of those."""
    inside = {word.i for word in words}
    tops = [word for word in words if word.head == word.i or word.head not in inside]
    return min(
        tops, key=lambda word: (sum(1 for _ in tree.ancestors(word.i)), not word.tag.startswith(("V", "MD")), word.i)
    )


def _proposition(stretch: Stretch, found: _Found, said: Attribution | None) -> Proposition | None:
    """The words of the place as a proposition of the stretch; None when it holds no whole word."""
    inside = stretch.unit.within(found.start, found.end)
    words = [] if inside is None else _words_in(stretch.tree, *inside)
    if not words:
        return None
    head = _head(stretch.tree, words)
    lacks_subject = stretch.tree.kid(head.i, *_SUBJECTS) is None
    return Proposition(first=words[0].i, last=words[-1].i, head=head.i, said=said, fragment=lacks_subject)
