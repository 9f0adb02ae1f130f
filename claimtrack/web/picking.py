"""The words around a claim, so that its first and last word can be chosen one by one.

Text and a span come in, words with their places leave. Nothing here knows a request or a service.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:[-'’.,:/]\w+)*|[^\w\s]")
_PARAGRAPH = re.compile(r"[^\n]+")
REACH = 160
"""Words offered on either side of the span: two long paragraphs."""
SHOWN = 3
"""Words of a choice that are shown, to tell it from the same word elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A word or mark that a claim may begin or end at."""

    start: int
    end: int
    text: str
    lead: str
    """What stands before it: a space, nothing, or a line break."""
    inside: bool
    """Whether it is part of the span."""
    opens: str
    """The words from here on, for choosing the first word."""
    closes: str
    """The words up to here, for choosing the last word."""


def picks(text: str, start: int, end: int) -> tuple[Pick, ...]:
    """The words of the paragraphs around the span, a bounded number of them; where the span cuts a word, so do they."""
    first, last = _window(text, start, end)
    spans = list(_spans(text, first, last, (start, end)))
    near = _bounded(spans, start, end)
    return tuple(_pick(text, near, place, start, end) for place in range(len(near)))


def stepped(words: Sequence[Pick], start: int, end: int, step: str) -> tuple[int, int]:
    """The span after a step: `start-` and `start+` move its beginning by a word, `end-` and `end+` its end.

    What would leave no word, or the words on offer, leaves the span as it is.
    """
    starts, ends = [one.start for one in words], [one.end for one in words]
    first = max((place for place, at in enumerate(starts) if at <= start), default=0)
    last = min((place for place, at in enumerate(ends) if at >= end), default=len(ends) - 1)
    by = {"-": -1, "+": 1}.get(step[-1:], 0)
    if step.startswith("start"):
        first = min(max(first + by, 0), last)
    elif step.startswith("end"):
        last = max(min(last + by, len(words) - 1), first)
    return (starts[first], ends[last]) if words else (start, end)


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """The paragraphs that hold the span, with the one before and the one after."""
    found = [match.span() for match in _PARAGRAPH.finditer(text) if match.group().strip()]
    inside = [place for place, (first, last) in enumerate(found) if first < end and start < last]
    if not inside:
        return start, end
    return found[max(0, inside[0] - 1)][0], found[min(len(found) - 1, inside[-1] + 1)][1]


def _spans(text: str, first: int, last: int, cuts: tuple[int, int]) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text, first, last):
        at = match.start()
        for cut in cuts:
            if at < cut < match.end():
                yield at, cut
                at = cut
        yield at, match.end()


def _bounded(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    before = [span for span in spans if span[1] <= start][-REACH:]
    inside = [span for span in spans if span[0] < end and start < span[1]]
    after = [span for span in spans if span[0] >= end][:REACH]
    return [*before, *inside, *after]


def _pick(text: str, spans: Sequence[tuple[int, int]], place: int, start: int, end: int) -> Pick:
    first, last = spans[place]
    gap = text[spans[place - 1][1] : first] if place else ""
    until = spans[min(len(spans) - 1, place + SHOWN - 1)][1]
    since = spans[max(0, place - SHOWN + 1)][0]
    return Pick(
        start=first,
        end=last,
        text=text[first:last],
        lead="\n" if "\n" in gap else gap and " ",
        inside=first < end and start < last,
        opens=" ".join(text[first:until].split()),
        closes=" ".join(text[since:last].split()),
    )
