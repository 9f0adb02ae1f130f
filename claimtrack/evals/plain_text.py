"""Sentences whose words and signs stand apart in, text as people write it out.

Corpora of parsed news keep their sentences as tokens with blanks between them ("he did n't , she said ."). The same
sentences always give the same text, so that offsets into it can be published.
"""

import re
from collections.abc import Iterable

_ADDRESS = re.compile(r"^(?:https?|www)")
_RULES = (
    (re.compile(r"\s+([,.;:?!%)\]])"), r"\1"),
    (re.compile(r"([(\[$£])\s+"), r"\1"),
    (re.compile(r"\s+(n't|'s|'re|'ve|'ll|'d|'m)\b"), r"\1"),
    (re.compile(r"\b(\w+s) '(?= )"), r"\1'"),
    (re.compile(r"(\w) - (\w)"), r"\1-\2"),
    (re.compile(r"(\d), (\d{3})\b"), r"\1,\2"),
    (re.compile(r"(\d) : (\d)"), r"\1:\2"),
    (re.compile(r"(\d): (\d)"), r"\1:\2"),
)
_MARK = re.compile(r'(\s*"\s*)')
_BEHIND_MARK = re.compile(r'"\s+([,.;:?!])')


def plain_text(sentences: Iterable[str]) -> str:
    """The sentences as one paragraph, without the address of the page that may stand first."""
    lines = [str(sentence) for sentence in sentences]
    if lines and _ADDRESS.match(lines[0].replace(" ", "")):
        lines = lines[1:]
    return " ".join(map(_written, lines))


def _written(sentence: str) -> str:
    text, opened = "", False
    for piece in _MARK.split(_joined(sentence)):
        if piece.strip() != '"':
            text += piece
        else:
            text += '" ' if opened else ' "' if text.strip() else '"'
            opened = not opened
    return re.sub(r"\s+", " ", _BEHIND_MARK.sub(r'"\1', text)).strip()


def _joined(sentence: str) -> str:
    text = sentence.strip().replace("``", '"').replace("''", '"')
    for pattern, put in _RULES:
        text = pattern.sub(put, text)
    return text
