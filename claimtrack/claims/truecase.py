"""A headline in Title Case in, the same words as running text would write them out; every offset stays.

"Car Bomb Kills 23" is parsed badly, "Car bomb kills 23" well. A word is lowered only where the article itself writes it
in lower case, or where it is a plain word that headlines like.
"""

import re

from claimtrack.claims.cues import CASUALTY_VERBS, CUE_FORMS, words

VOCABULARY_CHARS = 30_000
"""The start of the article that its own spelling is learnt from."""
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = words(
    "at least in on of for from by with and or the a an to as after over near amid during up more than dozens "
    "scores hundreds thousands dead attack attacks strike strikes air airstrike airstrikes bomb bombs bombing "
    "bombings blast blasts car suicide raid raids shelling terrorist terrorists militants militant rebels rebel "
    "civilians people soldiers fighters troops children women army forces police against into out is are was were "
    "has have had be been will says say"
)


def vocabulary(text: str) -> frozenset[str]:
    """The words that a text writes in lower case."""
    return frozenset(word for word in _WORD.findall(text[:VOCABULARY_CHARS]) if word.islower())


def is_title_case(line: str) -> bool:
    """Whether nearly all longer words of a line begin with a capital."""
    words = [word for word in _WORD.findall(line) if len(word) > 3]
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def lowered(line: str, known: frozenset[str]) -> str:
    """The line with its plain words in lower case, its first word and its names as they are; the length stays."""
    if not is_title_case(line):
        return line

    def lower(match: re.Match[str]) -> str:
        word = match.group()
        small = word.lower()
        plain = small in known or small in _PLAIN or small in CASUALTY_VERBS or small in CUE_FORMS
        keep = match.start() == 0 or len(small) != len(word) or not word[1:].islower()
        return word if keep or not plain else small

    return _WORD.sub(lower, line)
