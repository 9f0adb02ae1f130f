"""What people corrected of an old text, found again in a new one.

Corrected appearances and the claims freshly extracted come in; where the corrected words still stand and which fresh claims
they stand in for come out. What was corrected, and by whom, is not known here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimtrack.claims.model import ExtractedClaim
from claimtrack.rechecks.notices import Span
from claimtrack.rechecks.wording import WordIndex, wording_key

SAME_SPAN = 0.7
"""Share of the characters of both together that two spans have in common to be one: as for repetitions in extraction."""
SAME_WORDS = 0.5
"""Share of the shorter span that must lie in the other for the longer one, or the two halves of a split, to stand in for it."""
CONTEXT_CHARS = 80
"""On either side of words that stand more than once, to tell which of them are meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """An appearance in the old text that a person has edited or hidden."""

    id: int
    start: int
    end: int
    hidden: bool
    originals: tuple[str, ...] = ()
    """The words that the machine had found in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refound:
    """Corrections that still hold in the new text."""

    standing: tuple[tuple[int, int, int], ...]
    """(id, start, end) in the new text, by their place in the old one."""
    replaced: frozenset[int]
    """Indexes of fresh claims that one of them stands in for."""


def find_corrected(
    corrected: Sequence[Corrected], fresh: Sequence[ExtractedClaim], *, old_text: str, new_text: str
) -> Refound:
    """Where corrected words still stand in the new text, and what of the fresh claims they stand in for.

    Words that stand more than once are told apart by what stands around them. A correction whose words are gone has no say
    any more.
    """
    index = WordIndex(new_text)
    standing: list[tuple[Corrected, Span]] = []
    for one in sorted(corrected, key=lambda one: (one.start, one.end)):
        taken = {span for _, span in standing}
        places = [span for span in _places(old_text[one.start : one.end], new_text, index) if span not in taken]
        if places:
            standing.append((one, max(places, key=lambda span: _fit(one, span, old_text, new_text))))
    replaced = {found for one, span in standing for found in _stood_in_for(one, span, fresh)}
    return Refound(
        standing=tuple((one.id, *span) for one, span in standing),
        replaced=frozenset(replaced),
    )


def _places(quote: str, new_text: str, index: WordIndex) -> list[Span]:
    """Where a quote stands letter by letter, which holds for parts of words too; else where its words stand in a row."""
    found = []
    at = new_text.find(quote)
    while at >= 0:
        found.append((at, at + len(quote)))
        at = new_text.find(quote, at + 1)
    return found or list(index.find(quote))


def _fit(one: Corrected, span: Span, old_text: str, new_text: str) -> tuple[int, float]:
    """How well the words around a place are those around the old one; then how near it stands."""
    before = _common(
        reversed(old_text[max(0, one.start - CONTEXT_CHARS) : one.start]),
        reversed(new_text[max(0, span[0] - CONTEXT_CHARS) : span[0]]),
    )
    after = _common(
        iter(old_text[one.end : one.end + CONTEXT_CHARS]), iter(new_text[span[1] : span[1] + CONTEXT_CHARS])
    )
    return before + after, -abs(one.start / len(old_text) - span[0] / len(new_text))


def _common(a: Iterator[str], b: Iterator[str]) -> int:
    count = 0
    for one, two in zip(a, b, strict=False):
        if one != two:
            break
        count += 1
    return count


def _stood_in_for(one: Corrected, span: Span, fresh: Sequence[ExtractedClaim]) -> Iterator[int]:
    originals = {wording_key(quote) for quote in one.originals}
    same: list[int] = []
    for index, claim in enumerate(fresh):
        shared = max(0, min(claim.end, span[1]) - max(claim.start, span[0]))
        lengths = claim.end - claim.start, span[1] - span[0]
        if shared >= SAME_SPAN * (sum(lengths) - shared) or (not one.hidden and shared >= SAME_WORDS * min(lengths)):
            yield index
        elif wording_key(claim.quote) in originals:
            same.append(index)
    # The machine's own span may lie elsewhere, if somebody has moved it; of several such sentences only the nearest is it.
    yield from sorted(same, key=lambda index: abs(fresh[index].start - span[0]))[: len(originals)]
