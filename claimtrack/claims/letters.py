"""A page of readers' letters in, who signs which of them out.

A newspaper prints letters under a heading, each with its writer's name, or handle, in a paragraph of its own below. What such a
page says in its own voice is what the writer says.
"""

import re
from dataclasses import dataclass
from itertools import islice

from claimtrack.claims.sentences import Paragraph, paragraphs

_HEADING_REACH = 4
"""Paragraphs at the top among which the page says that it is one of letters."""
_HEADING = re.compile(
    r"(?:letters?(?: to the editor)?|readers? (?:respond|write|react)|your letters)[.:]?", re.IGNORECASE
)
_SECTION = re.compile(r"[A-Z][A-Z &]{2,30}[.:]?")
"""A heading in capitals: "TWITTER."."""
_SIGNED = re.compile(r"(?P<who>@\w{2,30}|[A-Z][\w'’-]+(?: (?:[A-Z]\.|de|van|von|del|la))?(?: [A-Z][\w'’-]+){1,3})\.?")
"""A handle, or two to four words of a name."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Where a letter stands in the text, and who signs it."""

    start: int
    end: int
    writer: str


def find_letters(text: str) -> list[Letter]:
    """The signed letters of a page of letters, in text order; none for any other text."""
    if not any(_HEADING.fullmatch(_line(text, block)) for block in islice(paragraphs(text), _HEADING_REACH)):
        return []
    letters: list[Letter] = []
    start: int | None = None
    for block in paragraphs(text):
        line = _line(text, block)
        signed = _SIGNED.fullmatch(line)
        if _SECTION.fullmatch(line) or _HEADING.fullmatch(line):
            start = None
        elif signed is not None:
            if start is not None:
                letters.append(Letter(start, block.start, signed["who"]))
            start = None
        elif start is None and len(line.split()) > 3:
            start = block.start
    return letters


def _line(text: str, block: Paragraph) -> str:
    return text[block.start : block.end].strip()
