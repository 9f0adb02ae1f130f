"""Shows what changed between two texts: the words taken out and put in, where they stood.

Two texts come in, safe markup with `<del>` and `<ins>` leaves. What a change means for a claim is not known here.
"""

import re
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

from markupsafe import Markup, escape

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")

MAX_TOKENS = 3000
"""Of longer paragraphs the whole is shown as taken out and put in: comparing takes time with the square of the length."""


def word_diff(before: str, after: str) -> Markup:
    """One text with the words that were taken out and those that came in their place."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > MAX_TOKENS:
        return _removed(before) + _added(after)
    found = Markup("")
    for kind, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += escape("".join(old[i:j]))
        else:
            found += _removed("".join(old[i:j])) + _added("".join(new[k:m]))
    return found


def side_by_side(a: str, b: str) -> tuple[Markup, Markup]:
    """Two wordings, each with the words marked that the other does not have, whatever their order; numbers more strongly.

    The order is left out of it because two outlets seldom tell a thing in one order, and marking that would mark everything.
    """
    return _marked(a, _words_of(b)), _marked(b, _words_of(a))


def _words_of(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in re.findall(r"\w+", text))


def _marked(text: str, others: frozenset[str]) -> Markup:
    found = Markup("")
    parts = re.findall(r"\w+|\W+", text)
    kinds = [_kind(part, others) for part in parts]
    for place in range(1, len(parts) - 1):
        if not parts[place][0].isalnum() and parts[place].isspace() and kinds[place - 1] == kinds[place + 1]:
            kinds[place] = kinds[place - 1]  # A space between two marked words belongs to the mark.
    for kind, run in groupby(zip(kinds, parts, strict=True), key=lambda pair: pair[0]):
        words = "".join(part for _, part in run)
        found += escape(words) if not kind else Markup('<mark class="{}">{}</mark>').format(kind, words)
    return found


def _kind(part: str, others: frozenset[str]) -> str:
    """How a part of a wording is marked; empty when it is not."""
    if not part[0].isalnum() or part.casefold() in others:
        return ""
    return "differs differs-number" if part.isdecimal() else "differs"


def paragraph_changes(before: str, after: str) -> tuple[Markup, ...]:
    """The paragraphs in which two texts differ, in reading order, each with its changed words marked."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[Markup] = []
    for kind, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [word_diff(one, two) for one, two in zip_longest(old[i:j], new[k:m], fillvalue="")]
    return tuple(found)


def _paragraphs(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _removed(text: str) -> Markup:
    return Markup("<del>{}</del>").format(text) if text else Markup("")


def _added(text: str) -> Markup:
    return Markup("<ins>{}</ins>").format(text) if text else Markup("")
