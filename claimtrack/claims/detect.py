"""An article's text in, its claims out: the entry to extraction.

Joins the steps: paragraphs, quotations and sentences (``sentences``), dependency trees (``parse``), propositions
(``clauses``), who says them (``attribution``, ``mentions``), how many, when and where (``figures``, ``dates``,
``frames``), the wording without context (``standalone``) and the check-worthiness (``worthiness``). Works through long
texts in batches of paragraphs. Knows no clock: the day of publication is an argument.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from claimtrack.claims import cues, media
from claimtrack.claims.attribution import NOBODY, Speaker, Speakers
from claimtrack.claims.clauses import Proposition, Reading, read
from claimtrack.claims.commas import has_commas
from claimtrack.claims.dates import find_dates
from claimtrack.claims.figures import find_figures
from claimtrack.claims.frames import claim_type, find_entities, hedge_in, is_negated, modality
from claimtrack.claims.headlines import read_headline
from claimtrack.claims.language import detect_language
from claimtrack.claims.mentions import Names
from claimtrack.claims.model import ClaimType, ExtractedClaim, Extraction, Figure, Place, ResolvedDate
from claimtrack.claims.parse import Tree, parse
from claimtrack.claims.places import find_places
from claimtrack.claims.roles import PEOPLE_ROLES
from claimtrack.claims.sentences import Kind, Unit, article_units, is_boilerplate, paragraphs, sentence_spans
from claimtrack.claims.standalone import reword
from claimtrack.claims.standing import Ground
from claimtrack.claims.truecase import Spelling, lowered, spelling
from claimtrack.claims.wire import find_wire_origin
from claimtrack.claims.worthiness import UNWEIGHED, news_rules, weigh
from claimtrack.errors import EmptyText

if TYPE_CHECKING:
    from spacy.language import Language

T = TypeVar("T", Figure, ResolvedDate, Place)

EXTRACTOR = "claimtrack-rules-en"
VERSION = "2"
_COURTESY = re.compile(r"(?:thank(?:s| you)|welcome|good (?:morning|evening|afternoon)|please)\b", re.IGNORECASE)
_EDGE = " \t\r\n\xa0\"“”„«»‘’'.,;:!?…-–—([{)]}*•|/\\"
_ABBREVIATED = re.compile(r"(?:\b[A-Za-z]\.)+[A-Za-z]$|\b(?:Mr|Dr|St|Jr|Sr|Inc|Co|Ltd)$")


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
    if language in ("en", "und"):
        article = _Article(
            text, published_on, nlp, outlet, known_agencies, commas=has_commas(text), spelling=spelling(text)
        )
        claims = article.claims()
        notes: tuple[str, ...] = ()
    else:
        claims = tuple(_plain_sentences(text, published_on))
        notes = (f"The text is in another language ({language}): it is only split into sentences.",)
    return Extraction(
        claims=claims,
        language=language,
        wire_origin=find_wire_origin(text, known_agencies),
        notes=notes,
        extractor=EXTRACTOR,
        version=VERSION,
        parameters=_parameters(nlp, published_on, outlet, known_agencies),
        input_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def _parameters(
    nlp: "Language", published_on: date | None, outlet: str | None, known: Mapping[str, str] | None
) -> tuple[tuple[str, str], ...]:
    agencies = ", ".join(f"{name}={short}" for name, short in sorted((known or {}).items()))
    return (
        ("model", f"{nlp.meta.get('name', '')} {nlp.meta.get('version', '')}"),
        ("published_on", published_on.isoformat() if published_on else ""),
        ("outlet", outlet or ""),
        ("known_agencies", agencies),
    )


@dataclass(slots=True)
class _Parsed:
    """One stretch with its tree and what its propositions say."""

    unit: Unit
    tree: Tree
    reading: Reading


@dataclass(slots=True)
class _Article:
    """One article while it is read: what earlier paragraphs established is kept for later ones."""

    text: str
    published_on: date | None
    nlp: "Language"
    outlet: str | None
    known: Mapping[str, str] | None
    names: Names = field(default_factory=Names)
    ground: Ground = field(default_factory=Ground)
    spoken: dict[int, Speaker] = field(default_factory=dict)
    """Speech number to who speaks it."""
    speech_paragraph: dict[int, int] = field(default_factory=dict)
    commas: bool = True
    spelling: Spelling = field(default_factory=Spelling)

    def claims(self) -> tuple[ExtractedClaim, ...]:
        """All claims in text order, each span once."""
        speakers = Speakers(self.names, outlet=self.outlet, known_agencies=self.known)
        found: list[ExtractedClaim] = []
        for batch in article_units(self.text):
            found.extend(self._batch_claims(batch, speakers))
        return tuple(_distinct(found))

    def _batch_claims(self, batch: list[Unit], speakers: Speakers) -> list[ExtractedClaim]:
        parsed = [
            _Parsed(unit, tree, read(tree, punctuated=self.commas))
            for unit, tree in zip(batch, parse(self.nlp, (self._to_parse(unit) for unit in batch)), strict=True)
        ]
        before = self.names.now
        for n, item in enumerate(parsed, before + 1):
            self.names.now = n
            self.names.observe(item.tree)
            find_places(item.tree, self.ground, self.names)
        told: dict[int, list[tuple[Proposition, Speaker]]] = {}
        for n, item in enumerate(parsed):
            self.names.now = before + 1 + n
            if item.unit.speech is None:
                told[n] = self._told(item, speakers)
        for n, item in enumerate(parsed):
            if item.unit.speech is not None:
                quoted = self._speaker_of(item.unit)
                told[n] = [(p, self._spoken(item, p, quoted, speakers)) for p in item.reading.propositions]
        return [claim for n, item in enumerate(parsed) for claim in self._unit_claims(item, told[n])]

    def _spoken(self, item: _Parsed, proposition: Proposition, speaker: Speaker, speakers: Speakers) -> Speaker:
        """The speaker of a proposition inside a speech; in reported content an aside is the writer's own."""
        aside = proposition.aside or (item.unit.kind is Kind.REPORTED and _is_relative(item.tree, proposition))
        if item.unit.kind is Kind.REPORTED and aside and proposition.said is None:
            return NOBODY
        return speakers.resolve(item.tree, proposition.said, speaker, aside=proposition.aside)

    def _to_parse(self, unit: Unit) -> str:
        return lowered(unit.text, self.spelling) if unit.kind is Kind.HEADLINE else unit.text

    def _told(self, item: _Parsed, speakers: Speakers) -> list[tuple[Proposition, Speaker]]:
        """The propositions of a narrative stretch with their speakers; notes who speaks its quotations."""
        told = [(p, speakers.resolve(item.tree, p.said, aside=p.aside)) for p in item.reading.propositions]
        for speech in item.unit.frames:
            self.speech_paragraph[speech] = item.unit.paragraph
            introduced = item.reading.speakers or item.reading.actors
            if introduced:
                self.spoken[speech] = speakers.speaker_of_quotation(item.tree, introduced)
        speakers.follow(item.tree)
        return told

    def _speaker_of(self, unit: Unit) -> Speaker:
        """Who speaks a quotation: its frame's speaker, else the one of the speech that it continues."""
        assert unit.speech is not None  # noqa: S101 - quotations are always numbered
        self.speech_paragraph.setdefault(unit.speech, unit.paragraph)
        if unit.label is not None:
            self.spoken[unit.speech] = Speaker(claimant=self.names.person(unit.label.title()), named=True, cue=":")
        if unit.speech not in self.spoken:
            before = unit.speech - 1
            near = unit.paragraph - self.speech_paragraph.get(before, -9) <= 1
            self.spoken[unit.speech] = self.spoken.get(before, NOBODY) if near else NOBODY
        return self.spoken[unit.speech]

    def _is_person(self, claimant: str | None) -> bool | None:
        """Whether a claimant is a person, None when the article does not say."""
        if claimant in self.names.persons:
            return True
        return False if claimant is not None and self.names.is_body(claimant) else None

    def _unit_claims(self, item: _Parsed, told: list[tuple[Proposition, Speaker]]) -> Iterator[ExtractedClaim]:
        if item.unit.kind is Kind.NARRATIVE and is_boilerplate(item.unit.text):
            return
        if item.unit.kind is Kind.HEADLINE:
            told = self._headline(item, told)
        dates = find_dates(item.unit.text, self.published_on)
        figures = find_figures(item.tree, toll_day(item.unit.text, dates))
        places = find_places(item.tree, self.ground, self.names)
        for proposition, speaker in told:
            if _is_claim(item, proposition):
                claim = self._claim(item, proposition, speaker, dates, figures, places)
                if claim is not None:
                    yield claim

    def _headline(self, item: _Parsed, told: list[tuple[Proposition, Speaker]]) -> list[tuple[Proposition, Speaker]]:
        """A headline is one claim, unless it reports what somebody said."""
        if any(p.said is not None for p, _ in told):
            return told
        found = read_headline(item.unit.text)
        inside = [w for w in item.tree.words if w.start >= found.start and w.end <= found.end]
        if not inside or not _asserts(item.tree, inside[0].i, inside[-1].i):
            return []
        head = next((w.i for w in inside if w.tag.startswith("V")), inside[-1].i)
        whole = Proposition(first=inside[0].i, last=inside[-1].i, head=head, said=None)
        if found.credited is None:
            return [self._labelled(item, whole)]
        name = self.names.body(found.credited)
        return [(whole, Speaker(claimant=name, named=name != found.credited))]

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

    def _claim(
        self,
        item: _Parsed,
        proposition: Proposition,
        speaker: Speaker,
        dates: list[ResolvedDate],
        figures: list[Figure],
        places: list[Place],
    ) -> ExtractedClaim | None:
        tree, unit = item.tree, item.unit
        first, last = tree.words[proposition.first].start, tree.words[proposition.last].end
        start, end = _trimmed(self.text, *unit.span(first, last))
        if len(re.findall(r"\w+", self.text[start:end])) < 2:
            return None
        inside_figures = tuple(
            placed(cropped(f, last), self.text, unit, start, end) for f in figures if first <= f.start < last
        )
        inside_dates = tuple(
            placed(d, self.text, unit, start, end) for d in dates if first <= d.start and d.end <= last
        )
        inside_places = tuple(
            placed(p, self.text, unit, start, end) for p in places if first <= p.start and p.end <= last
        )
        kept_figures = tuple(f for f in inside_figures if f is not None)
        kept_dates = tuple(d for d in inside_dates if d is not None)
        kept_places = tuple(p for p in inside_places if p is not None)
        names = find_entities(tree, proposition, self.names)
        quote = self.text[start:end]
        hedge = speaker.hedge or hedge_in(tree, proposition)
        kind = claim_type(tree, proposition, kept_figures, speaker.claimant)
        direct = unit.kind is Kind.QUOTE or in_marks(self.text, start, end)
        wording = reword(
            tree,
            proposition,
            speaker.claimant,
            named=speaker.named,
            person=self._is_person(speaker.claimant),
            quoted=direct,
            anchored=bool(kept_places or names),
        )
        return ExtractedClaim(
            start=start,
            end=end,
            quote=quote,
            claimant=speaker.claimant,
            claimant_named=speaker.named,
            cue=speaker.cue,
            direct=direct,
            hedge=hedge,
            via=speaker.via,
            type=kind,
            modality=modality(quote, denied=speaker.denied, hedge=hedge),
            negated=is_negated(tree, proposition),
            figures=kept_figures,
            dates=kept_dates,
            places=kept_places,
            entities=names,
            standalone=wording.text,
            ambiguous=wording.ambiguous,
            worthiness=weigh(
                tree,
                proposition.first,
                proposition.last,
                rules=news_rules(quote, kind, placed=bool(kept_places)),
            ),
        )


def _is_relative(tree: Tree, proposition: Proposition) -> bool:
    return tree.words[proposition.head].dep == "relcl" and tree.words[proposition.first].tag.startswith("W")


def toll_day(text: str, dates: list[ResolvedDate]) -> date | None:
    """The day that the tolls of a sentence hold for: "as of Tuesday"."""
    for found in dates:
        if re.search(r"\bas (?:of|at)(?: late| early)?\s+$", text[: found.start], re.IGNORECASE):
            return found.last_day
    return None


def _is_claim(item: _Parsed, proposition: Proposition) -> bool:
    """Whether a proposition asserts: no question, no order, no bare name."""
    tree, unit = item.tree, item.unit
    words = tree.words[proposition.first : proposition.last + 1]
    head = tree.words[proposition.head]
    if unit.frames and proposition.fragment and head.dep == "ROOT" and head.tag.startswith("NN"):
        return False  # "a volunteer who gave his name as Yousef told the paper": only the frame of a quotation
    if _COURTESY.match(tree.slice(proposition.first, proposition.last)):
        return False
    if unit.text.rstrip().endswith("?") and not (head.dep == "relcl" and words[0].lower == "which"):
        return False
    if unit.kind is Kind.HEADLINE or not head.tag.startswith("V"):
        return sum(any(c.isalpha() for c in w.text) for w in words) >= 3 and (
            unit.kind is Kind.HEADLINE or head.dep != "ROOT" or _asserts(tree, proposition.first, proposition.last)
        )
    if proposition.fragment and head.dep == "ROOT":
        return (
            head.tag in ("VBD", "VBZ", "VBP", "VBN")
            and len(words) >= 4
            and tree.kid(head.i, "aux", "auxpass", "dobj", "prep") is not None
        )
    return len(words) >= 3


def _asserts(tree: Tree, first: int, last: int) -> bool:
    """Whether some words hold a verb or a toll, so that they can be true or false; a headline's verb may be to come."""
    words = tree.words[first : last + 1]
    coming = any(w.tag == "VB" and w.dep == "ROOT" and w.i > first and tree.kid(w.i, "nsubj") for w in words)
    return coming or any(w.tag in ("VBD", "VBZ", "VBP", "MD", "VBN") or w.lower in cues.CASUALTY_VERBS for w in words)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space, quotation marks and punctuation at its ends."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        char = text[end - 1]
        if char == "." and _ABBREVIATED.search(text[max(start, end - 12) : end - 1]):
            break
        if char in ")]" and {")": "(", "]": "["}[char] in text[start:end]:
            break
        end -= 1
    return start, end


def in_marks(text: str, start: int, end: int) -> bool:
    """Whether a span stands in quotation marks."""
    return start > 0 and end < len(text) and text[start - 1] in '"“«„' and text[end] in '"”»“.,!?'


def cropped(figure: Figure, last: int) -> Figure:
    """The figure without the words behind the claim's end."""
    if figure.end <= last:
        return figure
    return replace(
        figure,
        surface=figure.surface[: last - figure.start],
        end=last,
        unit="people" if figure.role in PEOPLE_ROLES else None,
    )


def placed(found: T, text: str, unit: Unit, start: int, end: int) -> T | None:
    """The finding with article offsets, None when it lies outside the claim's span."""
    first, last = unit.span(found.start, found.end)
    return replace(found, start=first, end=last, surface=text[first:last]) if start <= first and last <= end else None


def _distinct(claims: Iterable[ExtractedClaim]) -> list[ExtractedClaim]:
    """The claims in text order, without those that nearly repeat another one's span."""
    kept: list[ExtractedClaim] = []
    for claim in sorted(claims, key=lambda c: (c.start, -c.end)):
        if any(_overlap(claim, other) > 0.7 for other in kept[-6:]):
            continue
        kept.append(claim)
    return kept


def _overlap(a: ExtractedClaim, b: ExtractedClaim) -> float:
    shared = max(0, min(a.end, b.end) - max(a.start, b.start))
    union = a.end - a.start + b.end - b.start - shared
    return shared / union if union else 1.0


def _plain_sentences(text: str, published_on: date | None) -> Iterator[ExtractedClaim]:
    """Every sentence of a text in a language without rules, as it stands."""
    for paragraph in paragraphs(text):
        for start, end in sentence_spans(text, paragraph.start, paragraph.end):
            first, last = _trimmed(text, start, end)
            if len(re.findall(r"\w+", text[first:last])) >= 3 or (last - first >= 8 and not text[first:last].isascii()):
                yield ExtractedClaim(
                    start=first,
                    end=last,
                    quote=text[first:last],
                    claimant=None,
                    type=ClaimType.STATE,
                    ambiguous=("language",),
                    worthiness=UNWEIGHED,
                )
