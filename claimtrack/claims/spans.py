"""Spans that a person chose in an article's text in, what extraction finds in each of them out.

The same steps as for the article as a whole (``detect``), but what is a claim and who asserts it is given. The words before
a span are read too, because names and places are told in full there. Knows no clock: the day of publication is an argument.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from claimtrack.claims.clauses import read
from claimtrack.claims.commas import has_commas
from claimtrack.claims.dates import find_dates
from claimtrack.claims.figures import find_figures
from claimtrack.claims.frames import claim_type, find_entities, hedge_in, is_negated, modality
from claimtrack.claims.language import detect_language, is_read
from claimtrack.claims.mentions import Names
from claimtrack.claims.model import ClaimType, ExtractedClaim, Figure, Place, ResolvedDate
from claimtrack.claims.parse import Tree, parse
from claimtrack.claims.places import find_places
from claimtrack.claims.propositions import Proposition
from claimtrack.claims.sentences import Kind, Unit, article_units
from claimtrack.claims.standalone import Wording, reword
from claimtrack.claims.standing import Ground
from claimtrack.claims.stretches import Placing, cropped, in_marks, toll_day
from claimtrack.claims.truecase import Spelling, lowered, spelling
from claimtrack.claims.worthiness import UNWEIGHED, logistic, news_rules, weigh_parts, word_parts
from claimtrack.errors import InvalidEdit

if TYPE_CHECKING:
    from spacy.language import Language

Found = TypeVar("Found", Figure, ResolvedDate, Place)

MAX_SPAN_CHARS = 2_000
"""Longest span of one claim: as long as a text that may be matched."""
CONTEXT_CHARS = 30_000
"""How far before the first span the article is read: about 5,000 words, more than nearly every article has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of an article's text, with what is known of it already."""

    start: int
    end: int
    claimant: str | None = None
    claimant_named: bool = False
    hedge: str | None = None
    """A hedge of whoever reports it, outside the span; one inside is found."""
    denied: bool = False
    """Whether the claimant denies the content."""
    type: ClaimType | None = None
    """None lets it be found."""
    figures: tuple[Figure, ...] | None = None
    """None lets them be found; with article offsets."""


def trimmed_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends.

    Raises:
        InvalidEdit: it lies outside the text, holds no word, or is longer than `MAX_SPAN_CHARS`.
    """
    if not 0 <= start < end <= len(text):
        raise InvalidEdit(
            f"The span {start} to {end} does not lie in the text, which has {len(text):,} characters. "
            "`start` counts from 0 and `end` comes after it."
        )
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if not any(char.isalnum() for char in text[start:end]):
        raise InvalidEdit("There is no word in that span. Choose at least one.")
    if end - start > MAX_SPAN_CHARS:
        raise InvalidEdit(f"A claim may be up to {MAX_SPAN_CHARS:,} characters long. Choose fewer words, or split it.")
    return start, end


def read_spans(
    text: str,
    spans: Sequence[Span],
    *,
    published_on: date | None,
    nlp: "Language",
    known_agencies: Mapping[str, str] | None = None,
) -> tuple[ExtractedClaim, ...]:
    """What each span says, in the given order; its claimant is the one given, its cue and channels are left to the caller.

    Args:
        text: the article.
        spans: as `trimmed_span` gives them.
        published_on: the day that "Tuesday" is read against; None leaves it unresolved.
        nlp: the parser.
        known_agencies: see `detect.extract_claims`.
    """
    if not is_read(detect_language(text)):
        return tuple(_unread(text, span) for span in spans)
    offset = _window_start(text, min(span.start for span in spans))
    window = text[offset : max(span.end for span in spans) + CONTEXT_CHARS]
    moved = [_moved(span, -offset) for span in spans]
    reader = _Reader(window, published_on, nlp, has_commas(window), spelling(window))
    reader.read(moved)
    return tuple(_replaced(reader.claim(span), offset) for span in moved)


def _window_start(text: str, start: int) -> int:
    if start <= CONTEXT_CHARS:
        return 0
    line_break = text.find("\n", start - CONTEXT_CHARS, start)
    return line_break + 1 if line_break >= 0 else start - CONTEXT_CHARS


def _moved(span: Span, by: int) -> Span:
    figures = None if span.figures is None else tuple(_shifted(one, by) for one in span.figures)
    return replace(span, start=span.start + by, end=span.end + by, figures=figures)


def _shifted(found: Found, by: int) -> Found:
    return replace(found, start=found.start + by, end=found.end + by)


def _replaced(claim: ExtractedClaim, by: int) -> ExtractedClaim:
    return replace(
        claim,
        start=claim.start + by,
        end=claim.end + by,
        figures=tuple(_shifted(found, by) for found in claim.figures),
        dates=tuple(_shifted(found, by) for found in claim.dates),
        places=tuple(_shifted(found, by) for found in claim.places),
    )


def _unread(text: str, span: Span) -> ExtractedClaim:
    """A span of a text in a language without rules."""
    quote = text[span.start : span.end]
    kind, figures = span.type or ClaimType.STATE, span.figures or ()
    return ExtractedClaim(
        start=span.start,
        end=span.end,
        quote=quote,
        claimant=span.claimant,
        claimant_named=span.claimant_named,
        type=kind,
        figures=figures,
        ambiguous=("language",),
        worthiness=UNWEIGHED,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What one parsed stretch has of a span."""

    unit: Unit
    tree: Tree
    proposition: Proposition
    chars: int
    figures: tuple[Figure, ...]
    dates: tuple[ResolvedDate, ...]
    places: tuple[Place, ...]


@dataclass(slots=True)
class _Reader:
    """One article while it is read up to the last span."""

    text: str
    published_on: date | None
    nlp: "Language"
    commas: bool
    spelling: Spelling
    names: Names = field(default_factory=Names)
    ground: Ground = field(default_factory=Ground)
    parts: dict[tuple[int, int], list[_Part]] = field(default_factory=dict)

    def read(self, spans: Sequence[Span]) -> None:
        """Read batches of stretches until all spans are behind."""
        last = max(span.end for span in spans)
        for batch in article_units(self.text):
            parsed = list(zip(batch, parse(self.nlp, (self._to_parse(unit) for unit in batch)), strict=True))
            before = self.names.now
            for n, (_, tree) in enumerate(parsed, before + 1):
                self.names.now = n
                self.names.observe(tree)
                find_places(tree, self.ground, self.names)
            for n, (unit, tree) in enumerate(parsed, before + 1):
                self.names.now = n
                for span in spans:
                    self._keep(unit, tree, span)
            if any(piece[1] >= last for unit in batch for piece in unit.pieces):
                break

    def claim(self, span: Span) -> ExtractedClaim:
        """What was found in a span that has been read."""
        parts = self.parts.get((span.start, span.end), [])
        if not parts:
            return replace(_unread(self.text, span), ambiguous=())
        main = max(parts, key=lambda part: part.chars)
        quote = self.text[span.start : span.end]
        figures = span.figures if span.figures is not None else _in_order(part.figures for part in parts)
        dates, places = _in_order(part.dates for part in parts), _in_order(part.places for part in parts)
        names = tuple(dict.fromkeys(name for part in parts for name in self._entities(part)))
        hedge = span.hedge or hedge_in(main.tree, main.proposition)
        direct = main.unit.kind is Kind.QUOTE or in_marks(self.text, span.start, span.end)
        title = main.unit.kind is Kind.HEADLINE
        by_words = word_parts(main.tree, main.proposition.first, main.proposition.last)
        checked = logistic(sum(by_words.values()))
        kind = span.type or claim_type(
            main.tree,
            main.proposition,
            figures,
            span.claimant,
            quoted=direct,
            headline=title,
            checked=checked,
        )
        wording = self._wording(span, parts, direct=direct, anchored=bool(places or names))
        return ExtractedClaim(
            start=span.start,
            end=span.end,
            quote=quote,
            claimant=span.claimant,
            claimant_named=span.claimant_named,
            direct=direct,
            hedge=hedge,
            type=kind,
            modality=modality(quote, denied=span.denied, hedge=hedge),
            negated=any(is_negated(part.tree, part.proposition) for part in parts),
            figures=figures,
            dates=dates,
            places=places,
            entities=names,
            standalone=wording.text,
            ambiguous=wording.ambiguous,
            worthiness=weigh_parts({**by_words, **news_rules(quote, kind, placed=bool(places))}),
        )

    def _entities(self, part: _Part) -> tuple[str, ...]:
        return find_entities(part.tree, part.proposition, self.names)

    def _wording(self, span: Span, parts: Sequence[_Part], *, direct: bool, anchored: bool) -> Wording:
        """The wording without context; over several stretches the words themselves are kept."""
        first = parts[0]
        claimant = span.claimant
        person = True if claimant in self.names.persons else None
        if person is None and claimant is not None and self.names.is_body(claimant):
            person = False
        found = reword(
            first.tree,
            first.proposition,
            claimant,
            named=span.claimant_named,
            person=person,
            quoted=direct,
            anchored=anchored,
        )
        return found if len(parts) == 1 else Wording(None, found.ambiguous)

    def _to_parse(self, unit: Unit) -> str:
        return lowered(unit.text, self.spelling) if unit.kind is Kind.HEADLINE else unit.text

    def _keep(self, unit: Unit, tree: Tree, span: Span) -> None:
        if not any(first < span.end and span.start < last for first, last in unit.pieces):
            return
        inside = [word.i for word in tree.words if _meets(unit.span(word.start, word.end), span)]
        if not inside:
            return
        first, last = inside[0], inside[-1]
        dates = find_dates(unit.text, self.published_on)
        end = tree.words[last].end
        part = _Part(
            unit=unit,
            tree=tree,
            proposition=_proposition(tree, first, last, punctuated=self.commas),
            chars=end - tree.words[first].start,
            figures=self._placed((cropped(f, end) for f in find_figures(tree, toll_day(unit.text, dates))), unit, span),
            dates=self._placed(dates, unit, span),
            places=self._placed(find_places(tree, self.ground, self.names), unit, span),
        )
        self.parts.setdefault((span.start, span.end), []).append(part)

    def _placed(self, found: Iterator[Found] | Sequence[Found], unit: Unit, span: Span) -> tuple[Found, ...]:
        inside = Placing(self.text, unit, span.start, span.end).each(found)
        return tuple(one for one in inside if one.end > one.start)


def _meets(word: tuple[int, int], span: Span) -> bool:
    return word[0] < span.end and span.start < word[1]


def _in_order(found: Iterator[tuple[Found, ...]]) -> tuple[Found, ...]:
    every = {(one.start, one.end): one for part in found for one in part}
    return tuple(every[key] for key in sorted(every))


def _proposition(tree: Tree, first: int, last: int, *, punctuated: bool) -> Proposition:
    """The words as a proposition: the one that the sentence makes of them, or one of their own under the same report."""
    known = read(tree, punctuated=punctuated).propositions
    exact = next((one for one in known if (one.first, one.last) == (first, last)), None)
    if exact is not None:
        return exact
    near = max(known, key=lambda one: min(one.last, last) - max(one.first, first), default=None)
    if near is not None and (near.first > last or near.last < first):
        near = None
    head = near.head if near is not None and first <= near.head <= last else _head(tree, first, last)
    subjects = tree.kids(head, "nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
    return Proposition(
        first=first,
        last=last,
        head=head,
        said=near.said if near is not None else None,
        fragment=not any(first <= word.i <= last for word in subjects),
        aside=near.aside if near is not None else False,
    )


def _head(tree: Tree, first: int, last: int) -> int:
    """The word that the others hang on: a verb where there is one."""
    words = tree.words[first : last + 1]
    tops = [word for word in words if not first <= word.head <= last or word.head == word.i]
    return next((word.i for word in tops if word.tag.startswith("V")), tops[0].i if tops else first)
