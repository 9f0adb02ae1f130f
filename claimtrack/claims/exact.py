"""Words in, the places of a text where exactly these words stand out.

Nothing is guessed: another letter, accent or mark is another text. Only white space may differ, since the place found
is the text's own either way. A place that would part a word, a number or a character is none.
"""

import re
import unicodedata
from collections.abc import Iterator

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""Scripts that write words without spaces between, or join particles to them: any place may be a word's end."""
_JOINER = "\u200d"
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")
_CURRENCY = "$€£¥₽₺₹"


def find_exact(
    text: str, words: str, start: int = 0, end: int | None = None, *, any_case: bool = False
) -> Iterator[tuple[int, int]]:
    """Every place in ``text[start:end]`` where ``words`` stand, in text order; white space may differ.

    Args:
        any_case: whether capitals and small letters are the same, for names that open a sentence in one place.
    """
    parts = words.split()
    if not parts:
        return
    pattern = re.compile(r"\s+".join(map(re.escape, parts)), re.IGNORECASE if any_case else re.NOFLAG)
    for found in pattern.finditer(text, start, len(text) if end is None else end):
        if not parts_a_word(text, found.start()) and not parts_a_word(text, found.end()):
            yield found.span()


def parts_a_word(text: str, at: int) -> bool:
    """Whether a cut before ``text[at]`` goes through a word, a number or a character that several signs make up."""
    if at <= 0 or at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if after == _JOINER or before == _JOINER or _SKIN.match(after) or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if before.isdigit() and after.isdigit():
        return True
    if _UNSPACED.match(before) or _UNSPACED.match(after):
        return False
    return (before.isalnum() and after.isalnum()) or _parts_a_number(text, at)


def _parts_a_number(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before.isdigit():
        return after in "%‰" or (after in ".," and text[at + 1 : at + 2].isdigit())
    if after.isdigit():
        return before in _CURRENCY or (before in ".," and text[at - 2 : at - 1].isdigit() and at > 1)
    return False
