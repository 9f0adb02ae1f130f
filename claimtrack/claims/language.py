"""Which language a text is written in."""

import re
from functools import cache
from typing import Any

from claimtrack.claims.cues import words

SAMPLE_CHARS = 4_000
"""The start of an article settles its language; more only costs time."""
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_COMMON = words("the of and to in a is that for it on with as was are by at from has have said he his were be this")


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the text's language, or "und" when it holds too few words to tell."""
    words = _LETTERS.findall(text[:SAMPLE_CHARS])
    if not words:
        return "und"
    common = sum(word.lower() in _COMMON for word in words)
    if common >= max(2, len(words) // 12) or (len(words) < 8 and all(w.isascii() for w in words)):
        return "en"
    if len(words) < 3 and not any(ord(word[0]) > 0x2E80 for word in words):
        return "und"
    code, _ = _identifier().classify(text[:SAMPLE_CHARS])
    return str(code)


@cache
def _identifier() -> Any:
    import py3langid  # imported on first use: its tables take a while to load

    return py3langid
