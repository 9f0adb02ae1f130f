"""Text that the English rules cannot read in, its sentences as they stand out.

A rule that knows only English misreads other languages without noticing: it would take a day for a toll. So nothing is
read in such a sentence: no figure, date, place or speaker; each says of itself that it cannot be joined to a claim.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from claimtrack.claims.language import NAMES, detect_language, is_read
from claimtrack.claims.model import ClaimType, ExtractedClaim, Modality
from claimtrack.claims.sentences import Paragraph, is_boilerplate, paragraphs
from claimtrack.claims.stops import sentence_spans
from claimtrack.claims.stretches import trimmed
from claimtrack.claims.worthiness import UNWEIGHED

LEAST_WORDS = 8
"""Shorter paragraphs go with the text around them: headlines and lists of names are no evidence."""
LEAST_LETTERS_BEYOND_LATIN = 8
_WORDS = re.compile(r"[^\W\d_]{2,}")
_BEYOND_LATIN = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")
_QUESTION = re.compile(r"[?？؟;]\W*$")
_QUESTIONS_IN_GREEK = "el"


def plain_claim(
    text: str,
    start: int,
    end: int,
    *,
    claimant: str | None = None,
    cue: str | None = None,
    via: tuple[str, ...] = (),
    kind: ClaimType | None = None,
    goes: Modality | None = None,
) -> ExtractedClaim | None:
    """The span as a claim in which nothing is read; None when it holds too little to say something."""
    first, last = trimmed(text, start, end)
    quote = text[first:last]
    if len(re.findall(r"\w+", quote)) < 3 and (last - first < 8 or quote.isascii()):
        return None
    return ExtractedClaim(
        start=first,
        end=last,
        quote=quote,
        claimant=claimant,
        claimant_named=claimant is not None and claimant[:1].isupper(),
        cue=cue,
        via=via,
        type=kind or ClaimType.STATE,
        modality=goes or Modality.ASSERTED,
        ambiguous=("language",),
        worthiness=UNWEIGHED,
    )


def plain_sentences(text: str, found: Sequence[Paragraph], language: str) -> Iterator[ExtractedClaim]:
    """Every sentence of some paragraphs but questions, credits and navigation."""
    for paragraph in found:
        if is_boilerplate(text[paragraph.start : paragraph.end]):
            continue
        for start, end in sentence_spans(text, paragraph.start, paragraph.end, english=False):
            asked = _QUESTION.search(text, max(start, end - 6), end)
            if asked and (asked.group()[0] != ";" or language == _QUESTIONS_IN_GREEK):
                continue
            claim = plain_claim(text, start, end)
            if claim is not None:
                yield claim


def foreign_paragraphs(text: str) -> dict[int, str]:
    """The paragraphs of an English text that are in another language: index to ISO 639-1 code."""
    found = {}
    for paragraph in paragraphs(text):
        inside = text[paragraph.start : paragraph.end]
        if len(_WORDS.findall(inside)) >= LEAST_WORDS or _is_beyond_latin(inside):
            language = detect_language(inside)
            if not is_read(language):
                found[paragraph.index] = language
    return found


def _is_beyond_latin(inside: str) -> bool:
    """Whether most letters are of another script, and enough of them to say something."""
    beyond = len(_BEYOND_LATIN.findall(inside))
    return beyond >= LEAST_LETTERS_BEYOND_LATIN and 2 * beyond > sum(map(str.isalpha, inside))


def language_notes(language: str, foreign: Mapping[int, str]) -> tuple[str, ...]:
    """What a reader is told about text that is only split; empty where all of it was read.

    Args:
        language: the text's own.
        foreign: the paragraphs in another one, as `foreign_paragraphs` finds them.
    """
    if is_read(language) and not foreign:
        return ()
    names = ", ".join(dict.fromkeys(NAMES.get(code, code) for code in (foreign.values() or [language])))
    if not foreign:
        subject, verb = "The text is", "it is"
    elif len(foreign) == 1:
        subject, verb = "1 paragraph is", "it is"
    else:
        subject, verb = f"{len(foreign)} paragraphs are", "they are"
    return (
        f"{subject} in another language ({names}): {verb} only split into sentences. No speaker, figure, date or place "
        "was read there, and none of these sentences is joined to a claim without you.",
    )
