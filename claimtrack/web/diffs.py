"""Shows what changed between two texts: the words taken out and put in, where they stood.

Two texts come in, safe markup with `<del>` and `<ins>` leaves. What a change means for a claim is not known here.
"""

import re
from difflib import SequenceMatcher
from itertools import zip_longest

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
