"""A span of an article in, the claim with everything that stands in it out.

Whoever finds the spans (the rules in ``detect``, a model behind ``remote``), what is read in them is read here, by one
code: figures, dates, places, names, negation, the wording that stands alone, the check-worthiness. So claims can be
compared whoever found them. Spans are offsets into the article; a claim's quote is always the text between them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from claimtrack.claims.attribution import Speaker
from claimtrack.claims.dates import find_dates
from claimtrack.claims.figures import find_figures
from claimtrack.claims.frames import claim_type, find_entities, hedge_in, is_negated, modality
from claimtrack.claims.mentions import Names
from claimtrack.claims.model import ClaimType, ExtractedClaim, Figure, Modality, Place, ResolvedDate
from claimtrack.claims.parse import Tree, parse
from claimtrack.claims.places import find_places
from claimtrack.claims.propositions import Proposition
from claimtrack.claims.roles import PEOPLE_ROLES
from claimtrack.claims.sentences import Kind, Unit
from claimtrack.claims.standalone import reword
from claimtrack.claims.standing import Ground
from claimtrack.claims.truecase import Spelling, lowered, spelling
from claimtrack.claims.worthiness import logistic, news_rules, weigh_parts, word_parts

if TYPE_CHECKING:
    from spacy.language import Language

T = TypeVar("T", Figure, ResolvedDate, Place)

SAME_SPAN = 0.7
"""Overlap (intersection over union) above which two spans repeat one claim. Source: our trial on the marked texts."""
_EDGE = (
    " \t\r\n\xa0\u3000\"“”„‟«»‹›‘’‚‛'.,;:!?…-–—―([{)]}*•·|/\\"
    + "¿¡،؛؟۔।॥։።"
    + "。、，．！？；：｡「」『』（）【】《》〈〉"
)
_ABBREVIATED = re.compile(r"(?:\b[A-Za-z]\.)+[A-Za-z]$|\b(?:Mr|Dr|St|Jr|Sr|Inc|Co|Ltd)$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the article with its dependency tree."""

    unit: Unit
    tree: Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a whole stretch holds; offsets count in the stretch."""

    dates: Sequence[ResolvedDate]
    figures: Sequence[Figure]
    places: Sequence[Place]


@dataclass(slots=True)
class Article:
    """One article while it is read: what earlier paragraphs established is kept for later ones."""

    text: str
    published_on: date | None
    nlp: "Language"
    names: Names = field(default_factory=Names)
    ground: Ground = field(default_factory=Ground)
    spelling: Spelling = field(init=False)

    def __post_init__(self) -> None:
        """Collect how the text spells its words."""
        self.spelling = spelling(self.text)

    def stretches(self, units: Sequence[Unit]) -> list[Stretch]:
        """The units with their trees, in order; their names and places are remembered."""
        trees = parse(self.nlp, (self._to_parse(unit) for unit in units))
        found = [Stretch(unit, tree) for unit, tree in zip(units, trees, strict=True)]
        for n, stretch in enumerate(found, self.names.now + 1):
            self.names.now = n
            self.names.observe(stretch.tree)
            find_places(stretch.tree, self.ground, self.names)
        return found

    def _to_parse(self, unit: Unit) -> str:
        return lowered(unit.text, self.spelling) if unit.kind is Kind.HEADLINE else unit.text

    def parts(self, stretch: Stretch) -> Parts:
        """The figures, dates and places of a stretch."""
        dates = find_dates(stretch.unit.text, self.published_on)
        return Parts(
            dates=dates,
            figures=find_figures(stretch.tree, toll_day(stretch.unit.text, dates)),
            places=find_places(stretch.tree, self.ground, self.names),
        )

    def claim(
        self,
        stretch: Stretch,
        parts: Parts,
        proposition: Proposition,
        speaker: Speaker,
        *,
        kind: ClaimType | None = None,
        goes: Modality | None = None,
    ) -> ExtractedClaim | None:
        """The claim that a proposition of a stretch makes; None when it is shorter than two words.

        Args:
            stretch: where the proposition stands.
            parts: what the stretch holds.
            proposition: the words.
            speaker: who says them.
            kind: the kind of assertion, where it is known; else it is told by rule.
            goes: how far the wording goes, likewise.
        """
        tree, unit = stretch.tree, stretch.unit
        first, last = tree.words[proposition.first].start, tree.words[proposition.last].end
        start, end = trimmed(self.text, *unit.span(first, last))
        quote = self.text[start:end]
        if len(re.findall(r"\w+", quote)) < 2:
            return None
        placed = Placing(self.text, unit, start, end)
        figures = placed.each(cropped(f, last) for f in parts.figures if first <= f.start < last)
        dates = placed.each(d for d in parts.dates if first <= d.start and d.end <= last)
        places = placed.each(p for p in parts.places if first <= p.start and p.end <= last)
        entities = find_entities(tree, proposition, self.names)
        hedge = speaker.hedge or hedge_in(tree, proposition)
        direct = unit.kind is Kind.QUOTE or in_marks(self.text, start, end)
        title = unit.kind is Kind.HEADLINE
        by_words = word_parts(tree, proposition.first, proposition.last)
        checked = logistic(sum(by_words.values()))
        kind = kind or claim_type(
            tree,
            proposition,
            figures,
            speaker.claimant,
            quoted=direct,
            headline=title,
            checked=checked,
        )
        wording = reword(
            tree,
            proposition,
            speaker.claimant,
            named=speaker.named,
            person=self._is_person(speaker.claimant),
            quoted=direct,
            anchored=bool(places or entities),
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
            modality=goes or modality(quote, denied=speaker.denied, hedge=hedge),
            negated=is_negated(tree, proposition),
            figures=figures,
            dates=dates,
            places=places,
            entities=entities,
            standalone=wording.text,
            ambiguous=wording.ambiguous,
            worthiness=weigh_parts({**by_words, **news_rules(quote, kind, placed=bool(places))}),
        )

    def _is_person(self, claimant: str | None) -> bool | None:
        """Whether a claimant is a person, None when the article does not say."""
        if claimant in self.names.persons:
            return True
        return False if claimant is not None and self.names.is_body(claimant) else None


@dataclass(frozen=True, slots=True)
class Placing:
    """Puts what was found in a stretch where it stands in the article, and keeps what lies in the claim's span."""

    text: str
    unit: Unit
    start: int
    end: int

    def each(self, found: Iterable[T]) -> tuple[T, ...]:
        """The findings in the claim's span, with article offsets."""
        return tuple(self._placed(found))

    def _placed(self, found: Iterable[T]) -> Iterator[T]:
        for one in found:
            first, last = self.unit.span(one.start, one.end)
            if self.start <= first and last <= self.end:
                yield replace(one, start=first, end=last, surface=self.text[first:last])


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
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


def distinct(claims: Iterable[ExtractedClaim]) -> list[ExtractedClaim]:
    """The claims in text order, without those that nearly repeat another one's span."""
    kept: list[ExtractedClaim] = []
    for claim in sorted(claims, key=lambda c: (c.start, -c.end)):
        if any(_overlap(claim, other) > SAME_SPAN for other in kept[-6:]):
            continue
        kept.append(claim)
    return kept


def run_parameters(
    nlp: "Language", published_on: date | None, outlet: str | None, known: Mapping[str, str] | None
) -> tuple[tuple[str, str], ...]:
    """What beside the text decides the outcome, for the run's record."""
    agencies = ", ".join(f"{name}={short}" for name, short in sorted((known or {}).items()))
    return (
        ("parser", _parser_name(nlp)),
        ("published_on", published_on.isoformat() if published_on else ""),
        ("outlet", outlet or ""),
        ("known_agencies", agencies),
    )


@lru_cache(maxsize=4)
def _parser_name(nlp: "Language") -> str:
    """Remembered, because the pipeline makes its description anew each time it is asked."""
    return f"{nlp.meta.get('name', '')} {nlp.meta.get('version', '')}"


def toll_day(text: str, dates: list[ResolvedDate]) -> date | None:
    """The day that the tolls of a sentence hold for: "as of Tuesday"."""
    for found in dates:
        if re.search(r"\bas (?:of|at)(?: late| early)?\s+$", text[: found.start], re.IGNORECASE):
            return found.last_day
    return None


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


def _overlap(a: ExtractedClaim, b: ExtractedClaim) -> float:
    shared = max(0, min(a.end, b.end) - max(a.start, b.start))
    union = a.end - a.start + b.end - b.start - shared
    return shared / union if union else 1.0
