"""Cuts an article's text into paragraphs and pieces, so that claims can be marked where they stand.

Text and spans come in, pieces leave that together are the text again, apart from the line breaks between paragraphs. Where
people let two spans overlap, the words that both have are marked as the first one's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimtrack.services.views import AppearanceView

_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text: plain, or part of a claim, or the words that show a wire origin."""

    text: str
    appearance: AppearanceView | None = None
    number: int | None = None
    """The claim's number on the page, at the last piece of it."""
    starts: bool = False
    """True at the first piece of a claim."""
    is_wire_evidence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph's pieces, and the claims that begin in it with their numbers."""

    pieces: tuple[Piece, ...]
    notes: tuple[tuple[int, AppearanceView], ...]


def paragraphs(text: str, appearances: Sequence[AppearanceView], *, wire_evidence: str | None) -> tuple[Paragraph, ...]:
    """The paragraphs of `text` with the appearances marked; an appearance across a line break goes on in the next."""
    numbers = {appearance.id: number for number, appearance in enumerate(appearances, start=1)}
    wire = _wire_span(text, appearances, wire_evidence)
    found = []
    for match in _PARAGRAPH.finditer(text):
        inside = [one for one in appearances if one.start < match.end() and one.end > match.start()]
        pieces = tuple(_pieces(text, match.start(), match.end(), inside, numbers, wire))
        notes = tuple((numbers[one.id], one) for one in inside if one.start >= match.start())
        if match.group().strip():
            found.append(Paragraph(pieces=pieces, notes=notes))
    return tuple(found)


def _pieces(
    text: str,
    start: int,
    end: int,
    inside: Sequence[AppearanceView],
    numbers: dict[int, int],
    wire: tuple[int, int] | None,
) -> Iterator[Piece]:
    at = start
    for one in inside:
        first = max(one.start, start, at)
        last = max(first, min(one.end, end))
        yield from _plain(text, at, first, wire)
        number = numbers[one.id] if one.end <= end else None
        yield Piece(text=text[first:last], appearance=one, number=number, starts=one.start >= start)
        at = last
    yield from _plain(text, at, end, wire)


def _plain(text: str, start: int, end: int, wire: tuple[int, int] | None) -> Iterator[Piece]:
    parts = [(start, end, False)]
    if wire is not None and start <= wire[0] and wire[1] <= end:
        parts = [(start, wire[0], False), (*wire, True), (wire[1], end, False)]
    for first, last, is_wire in parts:
        if first < last:
            yield Piece(text=text[first:last], is_wire_evidence=is_wire)


def _wire_span(text: str, appearances: Sequence[AppearanceView], evidence: str | None) -> tuple[int, int] | None:
    """Where the wire evidence stands outside claims: a credit is at the head or the foot, so the first place is it."""
    if not evidence:
        return None
    start = text.find(evidence)
    while start >= 0:
        end = start + len(evidence)
        if not any(one.start < end and one.end > start for one in appearances):
            return start, end
        start = text.find(evidence, end)
    return None
