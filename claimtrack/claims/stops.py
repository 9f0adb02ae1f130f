"""A stretch of text in, where its sentences begin and end out.

By the stops and the words beside them: abbreviations, initials and numbers in order end no sentence. Works on any language
that marks its sentences; the word lists are English, with some of other languages for texts that are only cut.
"""

import re
from collections.abc import Iterator

from claimtrack.claims.cues import words
from claimtrack.claims.quotes import TERMINAL

MAX_UNIT_CHARS = 2_000
"""Longer stretches are cut at a space: no sentence is that long, and the parser's memory grows with the length."""

_ABBREVIATIONS = words(
    "mr mrs ms dr prof sr jr st gen col lt sgt capt maj adm cmdr gov sen rep rev hon pres sec amb atty supt det "
    "insp sens reps gens govs drs profs messrs jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat "
    "sun no nos vs etc inc ltd co "
    "corp dept est approx fig ft mt u.s u.n u.k e.u d.c e.g i.e a.m p.m ph.d"
)
_MAYBE_END = frozenset({"u.s", "u.n", "u.k", "e.u", "d.c", "a.m", "p.m", "etc", "inc", "ltd", "co", "corp", "jr", "sr"})
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]")
_STARTERS = words(
    "the a an in on at but and he she it they we i his her its their this that these those there as if when while "
    "after before since although though however also some many most more one two three no not according for from by "
    "with meanwhile still yet both several officials police"
)
_FOREIGN_ABBREVIATIONS = words(
    "nr mio mrd bzw ca usw z.b d.h u.a evtl str hl sra ee uu pág art núm av bd vd dr doç prof cf env n.b гг тыс млн млрд "
    "руб ул им т.е т.д т.п т.ч стр"
)
_BREAK = re.compile(
    rf"[{re.escape(TERMINAL)}؟۔।॥։።]+[\"”»’')\]]*(?=\s)|[。！？｡]+[\"”」』）)]*"
    r"|(?:(?<=[a-z]{3})|(?<=\d{3}))\.(?=[A-Z][a-z]+\s[a-z])"
)
"""Where a sentence may end; a page that was stripped of its marks also lacks the space after some stops."""


def sentence_spans(text: str, start: int, end: int, *, english: bool = True) -> Iterator[tuple[int, int]]:
    """Article offsets of the sentences in ``text[start:end]``, trimmed; none is longer than ``MAX_UNIT_CHARS``.

    Args:
        english: whether it is English; elsewhere "3." also means "third", and other words are cut short.
    """
    begin = start
    for match in _BREAK.finditer(text, start, end):
        if _ends_sentence(text, match, end) and (english or not _is_shortened(text, match)):
            yield from _bounded(text, begin, match.end())
            begin = match.end()
    yield from _bounded(text, begin, end)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends_sentence(text: str, match: re.Match[str], end: int) -> bool:
    after = match.end()
    while after < end and text[after].isspace():
        after += 1
    if after >= end:
        return True
    following = text[after : after + 24]
    first = following.lstrip("\"“«‘'([-–— ")[:1]
    if first.islower() and first != "":
        return False
    if match.group()[0] != "." or match.group().startswith(".."):
        return match.group()[:2] != ".." or first.isupper()
    word = re.split(r"[\s\"“(\[]", text[max(0, match.start() - 12) : match.start()])[-1].lower()
    if (len(word) == 1 and word.isalpha()) or (_INITIALS.fullmatch(word) and word not in _MAYBE_END):
        return False
    if word in _MAYBE_END:
        return re.split(r"\W", following, maxsplit=1)[0].lower() in _STARTERS
    return word not in _ABBREVIATIONS


def _is_shortened(text: str, match: re.Match[str]) -> bool:
    """Whether the stop belongs to a number in order ("am 3. Oktober") or an abbreviation of another language."""
    if match.group() != ".":
        return False
    word = re.split(r"[\s\"“„«(\[]", text[max(0, match.start() - 12) : match.start()])[-1].lower()
    return (word.isdigit() and len(word) <= 2) or word in _FOREIGN_ABBREVIATIONS


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    start, end = trim(text, start, end)
    while end - start > MAX_UNIT_CHARS:
        cut = text.rfind(" ", start, start + MAX_UNIT_CHARS)
        cut = cut if cut > start else start + MAX_UNIT_CHARS
        yield trim(text, start, cut)
        start, end = trim(text, cut, end)
    if start < end:
        yield start, end
