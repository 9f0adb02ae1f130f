"""A text in, its attributions out as they stand: where the source, the cue and the reported content are.

The claims themselves carry resolved names; this is the view that shows the words, for checkers who want to see them
and for measuring attribution against annotated texts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimtrack.claims.clauses import Attribution, Reading, read
from claimtrack.claims.commas import has_commas
from claimtrack.claims.mentions import noun_phrase
from claimtrack.claims.parse import Tree, parse
from claimtrack.claims.sentences import Kind, Unit, article_units

if TYPE_CHECKING:
    from spacy.language import Language

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One attribution by its characters in the text: each part as spans, empty where it is not stated."""

    source: Spans
    cue: Spans
    content: Spans


def find_reports(text: str, nlp: "Language") -> list[Report]:
    """The attributions of a text in text order: direct and indirect speech, beliefs, "according to"."""
    stretches = [unit for batch in article_units(text) for unit in batch]
    commas = has_commas(text)
    parsed = [
        (u, t, read(t, punctuated=commas))
        for u, t in zip(stretches, parse(nlp, [u.text for u in stretches]), strict=True)
    ]
    speeches: dict[int, list[tuple[int, int]]] = {}
    for unit in stretches:
        if unit.speech is not None:
            speeches.setdefault(unit.speech, []).append((unit.pieces[0][0], unit.pieces[-1][1]))
    found = [report for unit, tree, reading in parsed for report in _indirect(unit, tree, reading)]
    found.extend(_direct(parsed, speeches))
    return sorted(found, key=lambda report: min(report.content or report.cue))


def _indirect(unit: Unit, tree: Tree, reading: Reading) -> Iterator[Report]:
    for item in reading.reports:
        source = item.said.source
        if unit.kind is Kind.QUOTE and source is not None and tree.words[source].lower in ("i", "we", "you"):
            continue
        start, end = tree.words[item.first].start, tree.words[item.last].end
        yield _report(unit, tree, item.said, (unit.span(start, end),))


def _direct(parsed: list[tuple[Unit, Tree, Reading]], speeches: dict[int, list[tuple[int, int]]]) -> Iterator[Report]:
    """Quotations with their frames; one without a frame goes on with the speech before it."""
    frames = {speech: n for n, (unit, _, _) in enumerate(parsed) for speech in unit.frames}
    groups: dict[int, Spans] = {}
    leader = -1
    for speech, spans in sorted(speeches.items()):
        leader = speech if speech in frames or leader < 0 else leader
        groups[leader] = (*groups.get(leader, ()), *_joined(spans))
    for speech, content in groups.items():
        if speech in frames:
            unit, tree, reading = parsed[frames[speech]]
            introduced = reading.speakers or reading.actors
            if introduced:
                yield _report(unit, tree, introduced[-1], content)


def _joined(spans: list[tuple[int, int]]) -> Spans:
    """One span for a speech whose sentences follow each other."""
    return ((min(start for start, _ in spans), max(end for _, end in spans)),)


def _report(unit: Unit, tree: Tree, said: Attribution, content: Spans) -> Report:
    cue = tree.words[said.cue_at]
    cue_end = cue.start + len(said.cue)
    source: Spans = ()
    if said.source is not None:
        first, last = noun_phrase(tree, said.source)
        source = (unit.span(tree.words[first].start, tree.words[last].end),)
    return Report(source=source, cue=(unit.span(cue.start, cue_end),), content=content)
