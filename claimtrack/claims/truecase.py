"""A headline in Title Case in, the same words as running text would write them out; every offset stays.

"Car Bomb Kills 23" is parsed badly, "Car bomb kills 23" well. The article's own running text says how a word is written: a
word that it never writes with a capital inside a sentence is no name. Where there is little running text, only words that
it writes in lower case, or that headlines like, are lowered.
"""

import re
from dataclasses import dataclass

from claimtrack.claims.cues import CASUALTY_VERBS, CUE_FORMS, words

VOCABULARY_CHARS = 30_000
"""The start of the article that its own spelling is learnt from."""
ENOUGH_WORDS = 60
"""Source: our choice; news in hand names whom its headline names within the first two sentences."""
_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"(?<=[^\W\d_.!?:][ -]|[,;] )[“\"(]?([A-Z][^\W\d_]*)")
_PLAIN = words(
    "at least in on of for from by with and or the a an to as after over near amid during up more than dozens "
    "scores hundreds thousands dead attack attacks strike strikes air airstrike airstrikes bomb bombs bombing "
    "bombings blast blasts car suicide raid raids shelling terrorist terrorists militants militant rebels rebel "
    "civilians people soldiers fighters troops children women army forces police against into out is are was were "
    "has have had be been will says say"
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How an article writes its words."""

    small: frozenset[str] = frozenset()
    """Words in lower case."""
    names: frozenset[str] = frozenset()
    """Words with a capital inside a sentence."""
    is_enough: bool = False
    """Whether there is so much running text that a name of the headline should be in it."""


def spelling(text: str) -> Spelling:
    """How a text's running text writes its words; its headlines say nothing about that."""
    lines = [line for line in text[:VOCABULARY_CHARS].splitlines() if not is_title_case(line)]
    body = "\n".join(lines)
    words = _WORD.findall(body)
    return Spelling(
        small=frozenset(word for word in words if word.islower()),
        names=frozenset(_INSIDE.findall(body)),
        is_enough=len(words) >= ENOUGH_WORDS,
    )


def is_title_case(line: str) -> bool:
    """Whether nearly all longer words of a line begin with a capital."""
    words = [word for word in _WORD.findall(line) if len(word) > 3]
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def lowered(line: str, known: Spelling) -> str:
    """The line with its plain words in lower case, its first word and its names as they are; the length stays."""
    if not is_title_case(line):
        return line

    def lower(match: re.Match[str]) -> str:
        word = match.group()
        small = word.lower()
        plain = small in known.small or small in _PLAIN or small in CASUALTY_VERBS or small in CUE_FORMS
        plain = plain or (known.is_enough and word not in known.names)
        keep = match.start() == 0 or len(small) != len(word) or not word[1:].islower()
        return word if keep or not plain else small

    return _WORD.sub(lower, line)
