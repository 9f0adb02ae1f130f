"""An article's text in, its claims out: the entry to extraction.

Joins the steps: paragraphs, quotations and sentences (``sentences``), dependency trees (``parse``), propositions
(``clauses``), who says them (``attribution``, ``mentions``), and what stands in each (``stretches``). Works through long
texts in batches of paragraphs. Knows no clock: the day of publication is an argument.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from claimtrack.claims import cues, media
from claimtrack.claims.attribution import NOBODY, Speaker, Speakers
from claimtrack.claims.clauses import read
from claimtrack.claims.commas import has_commas
from claimtrack.claims.foreign import foreign_paragraphs, language_notes, plain_sentences
from claimtrack.claims.headlines import read_headline
from claimtrack.claims.language import detect_language, is_read
from claimtrack.claims.letters import Letter, find_letters
from claimtrack.claims.mentions import Names
from claimtrack.claims.model import ExtractedClaim, Extraction
from claimtrack.claims.namewords import is_monitor
from claimtrack.claims.parse import Tree, Word
from claimtrack.claims.propositions import Proposition, Reading
from claimtrack.claims.sentences import Kind, Unit, article_units, is_boilerplate, paragraphs
from claimtrack.claims.stretches import Article, Stretch, distinct, run_parameters
from claimtrack.claims.wire import find_wire_origin
from claimtrack.errors import EmptyText

if TYPE_CHECKING:
    from spacy.language import Language

EXTRACTOR = "claimtrack-rules-en"
VERSION = "6"
_COURTESY = re.compile(r"(?:thank(?:s| you)|welcome|good (?:morning|evening|afternoon)|please)\b", re.IGNORECASE)
_FILLER = re.compile(
    r"i (?:have to|want to|must|can|will|['’]ll) (?:tell you|say)(?: (?:that|this))?|"
    r"(?:and )?that['’]?s (?:about )?all i (?:can|have to|will|want to) say|(?:now )?that (?:i|we) (?:got|have) that over with|"
    r"let me (?:tell you|say)(?: (?:that|this))?|you know(?: what)?",
    re.IGNORECASE,
)
"""What only fills a speech, as a whole."""


def extract_claims(
    text: str,
    *,
    published_on: date | None,
    nlp: "Language",
    outlet: str | None = None,
    known_agencies: Mapping[str, str] | None = None,
) -> Extraction:
    """The claims of one article text, in text order, with exact spans.

    Args:
        published_on: the day that "Tuesday" and "last week" are read against; None leaves them unresolved.
        outlet: the publishing outlet, which is never a channel of its own claims.
        known_agencies: news agencies beside the built-in ones, name to short form.

    Raises:
        EmptyText: when the text holds nothing but white space.
    """
    if not text.strip():
        raise EmptyText
    language = detect_language(text)
    foreign = foreign_paragraphs(text) if is_read(language) else {}
    claims: Iterable[ExtractedClaim] = ()
    if is_read(language):
        reader = _Reader(Article(text, published_on, nlp), outlet, known_agencies, has_commas(text), foreign)
        claims = _signed(reader.claims(), text)
    aside = [p for p in paragraphs(text) if p.index in foreign or not is_read(language)]
    return Extraction(
        claims=tuple(distinct([*claims, *plain_sentences(text, aside, language)])),
        language=language,
        wire_origin=find_wire_origin(text, known_agencies),
        notes=language_notes(language, foreign),
        extractor=EXTRACTOR,
        version=VERSION,
        parameters=run_parameters(nlp, published_on, outlet, known_agencies),
        input_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def _signed(claims: list[ExtractedClaim], text: str) -> list[ExtractedClaim]:
    """The claims of a page of letters, with the writers for what nobody else says."""
    letters = find_letters(text)
    return [_by_writer(claim, letters) if claim.claimant is None and not claim.via else claim for claim in claims]


def _by_writer(claim: ExtractedClaim, letters: list[Letter]) -> ExtractedClaim:
    letter = next((one for one in letters if one.start <= claim.start and claim.end <= one.end), None)
    return claim if letter is None else replace(claim, claimant=letter.writer, claimant_named=True)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """One stretch with what its propositions say."""

    stretch: Stretch
    reading: Reading

    @property
    def unit(self) -> Unit:
        return self.stretch.unit

    @property
    def tree(self) -> Tree:
        return self.stretch.tree


@dataclass(slots=True)
class _Reader:
    """Reads one article by the rules."""

    article: Article
    outlet: str | None
    known: Mapping[str, str] | None
    commas: bool
    foreign: Mapping[int, str]
    """Paragraphs that are in another language, and not read here."""
    spoken: dict[int, Speaker] = field(default_factory=dict)
    """Speech number to who speaks it."""
    speech_paragraph: dict[int, int] = field(default_factory=dict)
    issued: dict[int, Speaker] = field(default_factory=dict)
    """Paragraph to who issued a statement in it, whose words the next one may hold."""
    acting: dict[int, list[tuple[int, Speaker]]] = field(default_factory=dict)
    """Paragraph that holds a quotation to the ends of its sentences beside none, and who speaks or takes a stand in each."""
    speech_end: dict[int, int] = field(default_factory=dict)

    @property
    def names(self) -> Names:
        """The names of the article."""
        return self.article.names

    def claims(self) -> list[ExtractedClaim]:
        """All claims of the article's English paragraphs."""
        speakers = Speakers(self.names, outlet=self.outlet, known_agencies=self.known)
        found: list[ExtractedClaim] = []
        for batch in article_units(self.article.text):
            found.extend(self._batch_claims([unit for unit in batch if unit.paragraph not in self.foreign], speakers))
        return found

    def _batch_claims(self, batch: list[Unit], speakers: Speakers) -> list[ExtractedClaim]:
        before = self.names.now
        parsed = [_Parsed(made, read(made.tree, punctuated=self.commas)) for made in self.article.stretches(batch)]
        told: dict[int, list[tuple[Proposition, Speaker]]] = {}
        opened = {item.unit.speech: item.unit.pieces[0][0] for item in reversed(parsed) if item.unit.speech is not None}
        self.acting = {item.unit.paragraph: [] for item in parsed if item.unit.speech is not None}
        for n, item in enumerate(parsed):
            self.names.now = before + 1 + n
            if item.unit.speech is None:
                told[n] = self._told(item, speakers, opened)
        for n, item in enumerate(parsed):
            if item.unit.speech is not None:
                quoted = self._speaker_of(item.unit)
                told[n] = [(p, self._spoken(item, p, quoted, speakers)) for p in item.reading.propositions]
        return [claim for n, item in enumerate(parsed) for claim in self._unit_claims(item, told[n])]

    def _spoken(self, item: _Parsed, proposition: Proposition, speaker: Speaker, speakers: Speakers) -> Speaker:
        """The speaker of a proposition inside a speech; in reported content an apposition is the writer's own."""
        if item.unit.kind is Kind.REPORTED and proposition.aside and proposition.fragment and proposition.said is None:
            return NOBODY
        return speakers.resolve(item.tree, proposition.said, speaker, aside=proposition.aside)

    def _told(self, item: _Parsed, speakers: Speakers, opened: Mapping[int, int]) -> list[tuple[Proposition, Speaker]]:
        """The propositions of a narrative stretch with their speakers; notes who speaks its quotations.

        Args:
            opened: where each speech begins in the article.
        """
        asserted = item.reading.propositions if item.unit.frames else [*item.reading.propositions, *item.reading.acts]
        told = [(p, speakers.resolve(item.tree, p.said, aside=p.aside)) for p in asserted]
        for speech in item.unit.frames:
            self.speech_paragraph[speech] = item.unit.paragraph
            introduced = item.reading.speakers or item.reading.actors
            if introduced:
                leads = opened.get(speech, item.unit.pieces[-1][1]) < item.unit.pieces[0][0]
                self.spoken[speech] = speakers.speaker_of_quotation(item.tree, introduced, leads=leads)
        if not item.unit.frames and item.unit.paragraph in self.acting:
            self._note_actor(item, speakers)
        issuer = speakers.follow(item.tree)
        if issuer is not None:
            self.issued[item.unit.paragraph] = Speaker(claimant=issuer.name, named=issuer.named, cue="statement")
        return told

    def _note_actor(self, item: _Parsed, speakers: Speakers) -> None:
        """Note who speaks or takes a stand beside no quotation: "The mayor praised the crews. 'They came at once.'"."""
        told = [
            said
            for said in (
                *item.reading.speakers,
                *(one for one in item.reading.actors if one.cue.lower() in cues.STANCES),
            )
            if said.source is not None and item.tree.words[said.source].dep != "nsubjpass"
        ]
        who = speakers.peek(item.tree, told[-1]) if told else NOBODY
        self.acting[item.unit.paragraph].append((item.unit.pieces[-1][1], who))

    def _speaker_of(self, unit: Unit) -> Speaker:
        """Who speaks a quotation: its frame's speaker, else the one of the speech that it continues."""
        assert unit.speech is not None  # noqa: S101 - quotations are always numbered
        self.speech_paragraph.setdefault(unit.speech, unit.paragraph)
        if unit.label is not None:
            self.spoken[unit.speech] = Speaker(claimant=self.names.person(unit.label.title()), named=True, cue=":")
        if unit.speech not in self.spoken:
            before = unit.speech - 1
            near = unit.paragraph - self.speech_paragraph.get(before, -9) <= 1
            issuer = self.issued.get(unit.paragraph - 1, NOBODY)
            continued = self.spoken.get(before, NOBODY) if near else issuer
            self.spoken[unit.speech] = self._actor_before(unit, self.speech_end.get(before, -1)) or continued
        self.speech_end[unit.speech] = unit.pieces[-1][1]
        return self.spoken[unit.speech]

    def _actor_before(self, unit: Unit, spoken_until: int) -> Speaker | None:
        """Who acts in the sentence right before a quotation that has no frame; None where another quotation is nearer."""
        ended = [one for one in self.acting[unit.paragraph] if one[0] <= unit.pieces[0][0]]
        end, who = ended[-1] if ended else (-1, NOBODY)
        return who if who.claimant is not None and spoken_until < end else None

    def _unit_claims(self, item: _Parsed, told: list[tuple[Proposition, Speaker]]) -> Iterator[ExtractedClaim]:
        if item.unit.kind is Kind.NARRATIVE and is_boilerplate(item.unit.text):
            return
        if item.unit.kind is Kind.HEADLINE:
            told = self._headline(item, told)
        parts = self.article.parts(item.stretch)
        for proposition, speaker in told:
            if _is_claim(item, proposition):
                claim = self.article.claim(item.stretch, parts, proposition, speaker)
                if claim is not None:
                    yield claim

    def _headline(self, item: _Parsed, told: list[tuple[Proposition, Speaker]]) -> list[tuple[Proposition, Speaker]]:
        """A headline is one claim, unless it reports what somebody said."""
        if any(p.said is not None for p, _ in told):
            return told
        found = read_headline(item.unit.text)
        inside = [w for w in item.tree.words if w.start >= found.start and w.end <= found.end]
        if not inside or not (_asserts(item.tree, inside[0].i, inside[-1].i) or self._is_misread(inside)):
            return []
        head = next((w.i for w in inside if w.tag.startswith("V")), inside[-1].i)
        whole = Proposition(first=inside[0].i, last=inside[-1].i, head=head, said=None)
        if found.credited is None:
            return [self._labelled(item, whole)]
        watching = self.names.only_monitor() if is_monitor(found.credited.lower()) else None
        name = watching or self.names.body(found.credited)
        return [(whole, Speaker(claimant=name, named=name != found.credited))]

    def _is_misread(self, headline: list[Word]) -> bool:
        """Whether a verb behind a person was taken for a noun: "Vale talks to Horn about the dam"."""
        return any(
            verb.tag == "NNS"
            and verb.text.islower()
            and (self.names.person(who.text) in self.names.persons or self.names.is_body(who.text))
            for who, verb in pairwise(headline)
        )

    def _labelled(self, item: _Parsed, whole: Proposition) -> tuple[Proposition, Speaker]:
        """A headline that opens with a person's name and a colon is what that person says."""
        lead, colon, _ = item.unit.text.partition(": ")
        name = self.names.person(lead)
        after = [w.i for w in item.tree.words[whole.first : whole.last + 1] if w.start > len(lead)]
        if not colon or len(lead.split()) > 3 or not after:
            return whole, NOBODY
        if media.is_outlet(lead, self.known):
            return replace(whole, first=after[0]), Speaker(cue=":", via=(lead,))
        if name in self.names.persons:
            return replace(whole, first=after[0]), Speaker(claimant=name, named=True, cue=":")
        return whole, NOBODY


def _is_claim(item: _Parsed, proposition: Proposition) -> bool:
    """Whether a proposition asserts: no question, no order, no bare name."""
    tree, unit = item.tree, item.unit
    words = tree.words[proposition.first : proposition.last + 1]
    head = tree.words[proposition.head]
    if unit.frames and proposition.fragment and head.dep == "ROOT" and head.tag.startswith("NN"):
        return False  # "a volunteer who gave his name as Yousef told the paper": only the frame of a quotation
    told = tree.slice(proposition.first, proposition.last)
    if _COURTESY.match(told) or _FILLER.fullmatch(told):
        return False
    if unit.text.rstrip(" ;").endswith("?") and not (head.dep == "relcl" and words[0].lower == "which"):
        return False
    if unit.kind is Kind.HEADLINE or not (head.tag.startswith("V") or _is_mistaken_verb(tree, head)):
        return sum(any(c.isalpha() for c in w.text) for w in words) >= 3 and (
            unit.kind is Kind.HEADLINE or head.dep != "ROOT" or _asserts(tree, proposition.first, proposition.last)
        )
    if proposition.fragment and head.dep == "ROOT":
        return (
            head.tag in ("VBD", "VBZ", "VBP", "VBN")
            and len(words) >= 4
            and tree.kid(head.i, "aux", "auxpass", "dobj", "prep") is not None
        )
    acting = any(kid.dep in ("nsubj", "nsubjpass", "dobj") and kid in words for kid in tree.kids(head.i))
    return len(words) >= (2 if acting else 3)


def _is_mistaken_verb(tree: Tree, head: Word) -> bool:
    """Whether the parser made a verb the head of a sentence but calls it something else: "her sons also stumped for her"."""
    return head.dep == "ROOT" and head.lower.endswith("ed") and tree.kid(head.i, "nsubj") is not None


def _asserts(tree: Tree, first: int, last: int) -> bool:
    """Whether some words hold a verb or a toll, so that they can be true or false; a headline's verb may be to come."""
    words = tree.words[first : last + 1]
    coming = any(w.tag == "VB" and w.dep == "ROOT" and w.i > first and tree.kid(w.i, "nsubj") for w in words)
    return coming or any(w.tag in ("VBD", "VBZ", "VBP", "MD", "VBN") or w.lower in cues.CASUALTY_VERBS for w in words)
