"""Correction notices: where an article says of itself that it has been corrected.

A text comes in, spans come out; with an older text, only the notices that are new. English only: in another language
none is found, which says nothing about whether there is one.
"""

import re
from collections.abc import Iterator

from claimtrack.rechecks.wording import WordIndex, likeness, masked, words_of

Span = tuple[int, int]
"""Start and end offsets into the text."""

MAX_NOTICE_CHARS = 800
"""Where a page comes as one paragraph, a notice would otherwise run to the end of the article.

Source: our own reading; the longest notices that correct one article stay below it.
"""
_MAX_LINES = 8
_MIN_SENTENCE_WORDS = 4
_SAME_SENTENCE = 0.75

_PIECE = (
    r"(?:article|story|post|piece|column|headline|dispatch|caption|item|obituary|interview|review|graphic|newsletter)"
)
_CORRECTED = r"(?:corrected|clarified|updated to (?:correct|clarify|reflect|remove|fix|show|state))"
_CHANGED = rf"(?:{_CORRECTED}|amended|revised|retracted|withdrawn)"
_HAS_BEEN = r"(?:(?:has|have)(?: since)? been|was|were)(?: since)?"
_DATED = r"(?:,?\s*\(?[^()\n:]{0,30}\d[^()\n:]{0,20}\)?|\s+appended|\s+of the (?:day|week))?"

_AT_SENTENCE_START = re.compile(
    r"[\W_]*(?:"
    rf"(?:corrections?|clarifications?|retraction|erratum|corrigendum)(?: (?:and|&) (?:corrections?|clarifications?))?"
    rf"{_DATED}\s*(?:[:–—]|-\s|$)"
    r"|(?:correction|clarification) appended\b"
    r"|corrects\b"
    r"|this (?:[\w.,]+ ){0,4}(?:story|version|article|item|report) corrects\b"
    rf"|(?:the|this) (?:{_PIECE}|report|photo caption)(?: [\w’']+){{0,6}} {_HAS_BEEN} {_CORRECTED}\b"
    r"|(?:an?|the) (?:earlier|previous|prior|original|initial) version of this report\b"
    r")",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(
    r"\b(?:earlier|previous|prior|original|initial)(?: \w+)? (?:version|edition)s? of (?:this|our) "
    rf"(?:\w+ )?{_PIECE}\b"
    rf"|\bthis (?:\w+ )?{_PIECE} {_HAS_BEEN} {_CHANGED}\b"
    rf"|\bthis (?:\w+ )?{_PIECE} (?:originally|previously|initially|incorrectly|mistakenly|erroneously|wrongly) \w+ed\b"
    rf"|\bthis (?:\w+ )?{_PIECE} (?:originally|previously|initially|incorrectly|mistakenly|erroneously|wrongly)"
    r" (?:said|gave|put|made|had|wrote)\b"
    r"|\b(?:due to|because of|owing to|as a result of) an? (?:[\w-]*editing|editorial|production|transcription"
    r"|reporting|typing|typographical|translation) error\b"
    r"|\bwe (?:regret|apologi[sz]e for) (?:the|this|our|any) (?:error|mistake|inaccurac)",
    re.IGNORECASE,
)
# An editor's note may only introduce an author, or say what the editors think of a candidate, as most of those in our
# files do (2,772 articles): it counts when it speaks of an error or of another version.
_EDITORS_NOTE = re.compile(r"[\W_]*editor(?:[’']?s|s[’'])? note\b", re.IGNORECASE)
_SPEAKS_OF_ERROR = re.compile(
    r"\b(?:correct(?:ed|s|ion|ions)|clarif\w+|(?:earlier|previous|original) version|inaccura\w+|incorrect\w*|wrongly"
    r"|misstat\w+|misidentif\w+|errors?|mistak\w+|retract\w+|(?:has been|was) (?:updated|amended|revised|removed))\b",
    re.IGNORECASE,
)

_LINE = re.compile(r"[^\n]+")
_FINISHED = re.compile(r"(?:[.!?…][\"”’']*|[)\]])\s*$")
_SENTENCE_BREAK = re.compile(r"[.!?…][\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])")


def find_notices(text: str) -> tuple[Span, ...]:
    """The spans of the correction notices in `text`, in order and without overlap.

    A notice runs from the sentence that announces it to the end of its paragraph, at most `MAX_NOTICE_CHARS`.
    """
    # One character for one, so that offsets hold and a phrase may run over the end of a line.
    flat = text.replace("\n", " ")
    lines = [match.span() for match in _LINE.finditer(text) if match.group().strip()]
    notices: list[Span] = []
    # Lines first, then unfinished ones with the next: a headline above a notice has no full stop, and is no part of it.
    for joined in (1, 2):
        for index in range(len(lines) - joined + 1):
            start, end = lines[index][0], lines[index + joined - 1][1]
            if any(start < stop and begin < end for begin, stop in notices):
                continue
            if joined > 1 and _FINISHED.search(text, *lines[index]):
                continue
            paragraph_end = _paragraph_end(text, lines[index + joined - 1 : index + _MAX_LINES])
            for span in _sentences(flat, start, end):
                if _announces(flat, span, end) or _is_telling_note(flat, span, paragraph_end):
                    notices.append(_trimmed(text, span[0], _capped_end(flat, *span, paragraph_end)))
                    break
    return tuple(sorted(notices))


def correction_notices(old_text: str, new_text: str) -> tuple[Span, ...]:
    """The spans in `new_text` of the notices that do not stand in `old_text`, in order.

    A notice ends where sentences follow that stood in `old_text` already, word for word or nearly. One that was itself
    reworded is new.
    """
    old = WordIndex(old_text)
    old_sentences = [masked(words_of(old_text[slice(*span)])) for span in _all_sentences(old_text)]
    fresh: list[Span] = []
    for start, end in find_notices(new_text):
        if old.find(new_text[start:end]):
            continue
        _, *rest = _sentences(new_text.replace("\n", " "), start, end)
        stop = next((span[0] for span in rest if _is_known(new_text[slice(*span)], old_sentences)), end)
        fresh.append(_trimmed(new_text, start, stop))
    return tuple(fresh)


def _is_known(sentence: str, old_sentences: list[tuple[str, ...]]) -> bool:
    words = masked(words_of(sentence))
    # A shorter one is a broken-off abbreviation, which stands in many a text.
    return len(words) >= _MIN_SENTENCE_WORDS and any(
        likeness(words, other, at_least=_SAME_SENTENCE) > 0 for other in old_sentences
    )


def _all_sentences(text: str) -> Iterator[Span]:
    for match in _LINE.finditer(text):
        yield from _sentences(text, *match.span())


def _paragraph_end(text: str, lines: list[Span]) -> int:
    """The end of the first line that ends a sentence: lines may be wrapped, and a heading stands on its own."""
    return next((end for start, end in lines if _FINISHED.search(text, start, end)), lines[0][1])


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _SENTENCE_BREAK.finditer(text, start, end):
        yield start, match.end()
        start = match.end()
    yield start, end


def _announces(text: str, sentence: Span, line_end: int) -> bool:
    # A heading may hold a full stop of its own ("Oct. 12"), so it is looked for beyond the sentence.
    return bool(_AT_SENTENCE_START.match(text, sentence[0], line_end) or _ANYWHERE.search(text, *sentence))


def _is_telling_note(text: str, sentence: Span, paragraph_end: int) -> bool:
    return bool(_EDITORS_NOTE.match(text, *sentence) and _SPEAKS_OF_ERROR.search(text, sentence[0], paragraph_end))


def _capped_end(text: str, start: int, sentence_end: int, paragraph_end: int) -> int:
    """The end of the last sentence within the cap; the announcing sentence is kept whole."""
    if paragraph_end - start <= MAX_NOTICE_CHARS:
        return paragraph_end
    ends = [stop for _, stop in _sentences(text, start, paragraph_end) if stop - start <= MAX_NOTICE_CHARS]
    return max([sentence_end, *ends])


def _trimmed(text: str, start: int, end: int) -> Span:
    notice = text[start:end]
    return start + len(notice) - len(notice.lstrip()), start + len(notice.rstrip())
