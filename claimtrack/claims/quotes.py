"""A paragraph in, its quotations out: where each opens, where it closes, and whether it holds whole sentences.

Works on typographic and straight double quotation marks. Marks that are never closed are closed by rule, never by
guess: at the end of the paragraph where a speech runs on into the next one, else at the end of the sentence.
"""

import re
from dataclasses import dataclass

from claimtrack.claims.cues import CUE_FORMS, SPEECH, words

OPENERS = "“«„‟"
CLOSERS = "”»"
MARKS = OPENERS + CLOSERS + '"'
TERMINAL = ".?!…"

_SENTENCE_END = re.compile(r"[.?!…](?=\s|$)")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_INTEGRATING = words(
    "a an the of as called named dubbed titled entitled its their his her this that these those so by with for in "
    "on to and or was were is are be been"
)
"""A quotation right after one of these is part of the sentence around it, whatever its first letter."""

_TOLD = sorted(form for form, verb in CUE_FORMS.items() if verb in SPEECH and form != verb and not form.endswith("ing"))
SPEECH_VERB = re.compile(rf"\b(?:{'|'.join(_TOLD)}|according|continued|continues)\b", re.IGNORECASE)
BARE_REPORT = re.compile(rf"(?:[\w.'’-]+ ){{1,5}}(?:{'|'.join(_TOLD)})\.", re.IGNORECASE)
"""A sentence that only names a speaker: "Mr. Arden said."."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """The inside of one pair of marks: ``text[start:end]``; the marks stand just outside."""

    start: int
    end: int
    closed: bool

    @property
    def outer(self) -> tuple[int, int]:
        """The span with its marks."""
        return self.start - 1, self.end + (1 if self.closed else 0)


def plain_marks(text: str) -> str:
    """The text with doubled single marks (''so'', ``so'') as one double mark and a space: every offset stays."""
    return re.sub(r"(?:''|``)(?=\w)", ' "', text).replace("''", '" ')


def quotations(text: str, start: int, end: int) -> list[Quotation]:
    """The quotations inside ``text[start:end]``, in order, never nested."""
    found: list[Quotation] = []
    opened: int | None = None
    for at in range(start, end):
        char = text[at]
        if char not in MARKS:
            continue
        opens = _opens(text, at, start, end, is_open=opened is not None)
        if opens:
            if opened is not None:
                found.append(_unclosed(text, opened, at, start))
            opened = at + 1
        elif opened is not None:
            found.append(Quotation(opened, at, closed=True))
            opened = None
    if opened is not None:
        found.append(_unclosed(text, opened, end, start))
    return [quotation for quotation in found if quotation.end > quotation.start]


def holds_sentences(text: str, quotation: Quotation) -> bool:
    """Whether the quotation is speech of its own, to be read apart from the sentence around it.

    A few quoted words inside a sentence ("an intentional act") stay part of that sentence.
    """
    inside = text[quotation.start : quotation.end].strip()
    words = _WORD.findall(inside)
    if inside[-1:] == "," and inside[:1].isupper() and SPEECH_VERB.search(_following(text, quotation)):
        return True
    if len(words) < 3:
        return False
    if _SENTENCE_END.search(inside[:-1]):
        return True
    before = text[max(0, quotation.start - 40) : quotation.start - 1].rstrip()
    previous = before.split()[-1].lower() if before.split() else ""
    if inside[0].islower():
        return before.endswith(",") and inside[-1] in ",.?!"
    small = sum(word[0].islower() for word in words)
    return previous not in _INTEGRATING and 2 * small >= len(words)


def _following(text: str, quotation: Quotation) -> str:
    """The few words after a quotation, up to the next mark: where a speech verb would stand."""
    after = text[quotation.outer[1] : quotation.outer[1] + 90]
    return " ".join(re.split(r'["“]', after)[0].split()[:8])


def _opens(text: str, at: int, start: int, end: int, *, is_open: bool) -> bool:
    char = text[at]
    if char in OPENERS:
        return not (is_open and char == "“" and not _spaced_before(text, at, start))
    if char in CLOSERS:
        return False
    before, after = _spaced_before(text, at, start), at + 1 >= end or not text[at + 1].isalnum()
    if before and not after:
        return True
    if after and not before:
        return False
    return not is_open


def _spaced_before(text: str, at: int, start: int) -> bool:
    return at == start or text[at - 1].isspace() or text[at - 1] in "([{—–-"


def _unclosed(text: str, opened: int, limit: int, start: int) -> Quotation:
    if not text[start : opened - 1].strip():
        return Quotation(opened, limit, closed=False)
    stop = _SENTENCE_END.search(text, opened, limit)
    return Quotation(opened, stop.end() if stop else limit, closed=False)
