"""A parsed clause in, the signs in its words and grammar that speak for or against a check out.

A sign is a short text. ``w we lost`` is a run of one to three words; ``g`` opens what the grammar says: ``g dobj|jobs|lost``
is a word with its part and its head, ``g nsubj=PRP:VBD`` the same in tags, ``g root|lost`` the head of the clause,
``g entity=MONEY`` a named thing. Numbers are written 0 and years "year", so that a sign stands for all of them alike.
"""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from claimtrack.claims.cues import words
from claimtrack.claims.parse import Tree, Word

START = "<s>"
"""Stands before the first word."""

NUMBER = "names a number"
DATE = "names a day or time"
NAME = "names a person, body or place"
FIRST = "speaks as I or we"
SECOND = "speaks to you"
VIEW = "view or feeling"
POSSIBILITY = "plan, wish or possibility"
QUESTION = "question"
GRAMMAR = "form of the verb and its parts"
WORDS = "words"

_PARTS = words(
    "nsubj nsubjpass dobj aux neg auxpass attr acomp mark pobj nummod npadvmod advmod prep"
)  # the parts of a clause whose words tell most; determiners and the like are in the runs of words already
_COUNTED = words("CARDINAL MONEY PERCENT QUANTITY ORDINAL CD nummod 0")
_TIMES = words("DATE TIME year")
_NAMED = words("PERSON ORG GPE NORP LOC FAC PRODUCT EVENT LAW WORK_OF_ART LANGUAGE NNP NNPS")
_FIRST = words("i we my our us me mine ours myself ourselves")
_SECOND = words("you your yours yourself")
_VIEWS = words(
    "think believe feel felt hope want like love hate know guess say wish fear sure agree disagree opinion important good bad "
    "great best worst better right wrong wonderful terrible proud glad happy sorry thank thanks care"
)
_MODALS = words("will would should must can could may might shall ought 'll 'd going let need MD if unless cannot ca")
_ASKING = words("? what why how who when where whether")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ALIKE = str.maketrans("123456789’‘“”", "000000000''\"\"")
_GROUPS = (
    (NUMBER, _COUNTED),
    (DATE, _TIMES),
    (QUESTION, _ASKING),
    (SECOND, _SECOND),
    (FIRST, _FIRST),
    (VIEW, _VIEWS),
    (POSSIBILITY, _MODALS),
    (NAME, _NAMED),
)


def signs(tree: Tree, first: int, last: int) -> tuple[str, ...]:
    """The signs of the words from ``first`` to ``last``, both included, each once and in a fixed order."""
    inside = [word for word in tree.words[first : last + 1] if not word.text.isspace()]
    return tuple(sorted({*_runs(inside), *_grammar(tree, inside, first, last)}))  # sets have no order, sums need one


def form(tree: Tree, first: int, last: int) -> NDArray[np.float32]:
    """What the parser's inner layer holds of the words, as one vector: their mean, then their maximum; float32."""
    inside = tree.states[first : last + 1]
    return np.concatenate([inside.mean(axis=0), inside.max(axis=0)])


def group_of(sign: str) -> str:
    """The part of the explanation, in a checker's words, that a sign counts towards."""
    pieces = set(re.split(r"[ |=:]", sign[2:])) if sign[0] == "g" else set(sign[2:].split(" "))
    for name, members in _GROUPS:
        if pieces & members or (name == NUMBER and any("0" in piece for piece in pieces)):
            return name
    return GRAMMAR if sign[0] == "g" and not _lexical(pieces) else WORDS


def shown_word(sign: str) -> str:
    """A sign as a person may read it: its words, without what marks the grammar."""
    if sign[0] == "w":
        return sign[2:].replace(f"{START} ", "")
    return " ".join(piece for piece in re.split(r"[|<]", sign[2:])[1:] if piece.islower())


def _lexical(pieces: set[str]) -> bool:
    return any(piece.islower() and piece not in _PARTS and piece not in ("root", "entity") for piece in pieces)


def _runs(inside: list[Word]) -> Iterator[str]:
    two, one = "", START
    for word in inside:
        new = _counted(word.text) if word.tag == "CD" else _plain(word.text)
        yield f"w {new}"
        yield f"w {one} {new}"
        if two:
            yield f"w {two} {one} {new}"
        two, one = one, new


def _grammar(tree: Tree, inside: list[Word], first: int, last: int) -> Iterator[str]:
    for word in inside:
        own = _plain(word.lower)
        if word.head == word.i or not first <= word.head <= last:
            yield f"g root|{own}"
            yield f"g root={word.tag}"
        elif word.dep in _PARTS:
            head = tree.words[word.head]
            name, above = word.entity or own, _plain(head.lower)
            yield f"g {word.dep}|{name}|{above}"
            yield f"g {word.dep}|{name}"
            yield f"g {word.dep}<{above}"
            yield f"g {word.dep}={word.tag}:{head.tag}"
        if word.entity_begins:
            yield f"g entity={word.entity}"


def _counted(text: str) -> str:
    return "year" if _YEAR.fullmatch(text) else "0"


def _plain(text: str) -> str:
    return text.lower().translate(_ALIKE)
