"""A text in, its attributions out as they stand: where the source, the cue and the reported content are.

The claims themselves carry resolved names; this is the view that shows the words, for checkers who want to see them
and for measuring attribution against annotated texts. Of attributions inside each other only the outermost is given:
what stands in somebody's words is theirs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from claimtrack.claims.clauses import read
from claimtrack.claims.commas import has_commas
from claimtrack.claims.mentions import noun_phrase
from claimtrack.claims.parse import Tree, parse
from claimtrack.claims.propositions import Attribution, Reading
from claimtrack.claims.quotes import MARKS
from claimtrack.claims.reporting import Found, Reports
from claimtrack.claims.sentences import Kind, Unit, article_units, is_notice
from claimtrack.claims.truecase import lowered, spelling

if TYPE_CHECKING:
    from spacy.language import Language

Span = tuple[int, int]
Spans = tuple[Span, ...]

_MARKS = ("''", "``", *MARKS)
_LABEL = re.compile(r"(?P<who>(?:[A-Z][\w.'’-]+ ){0,4}[A-Z][\w.'’-]*)(?P<colon>:)\s+(?=[\"“'‘A-Z0-9])")
"""Who speaks in a headline or a transcript: "Arden: Dam was sound"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One attribution by its characters in the text: each part as spans, empty where it is not stated."""

    source: Spans
    cue: Spans
    content: Spans
    kind: str
    """How it was found: "direct", "label", "quotation", "according to", or the word and its frame ("say:clause")."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    unit: Unit
    tree: Tree
    reading: Reading

    def span(self, first: int, last: int) -> Span:
        """Article offsets of words ``first`` to ``last``."""
        return self.unit.span(self.tree.words[first].start, self.tree.words[last].end)


@dataclass(slots=True)
class _Speech:
    """Quotations of one speaker that follow each other."""

    paragraph: int
    content: list[Span] = field(default_factory=list)
    frame: _Stretch | None = None
    label: str | None = None


def find_reports(text: str, nlp: "Language") -> list[Report]:
    """The attributions of a text in text order: direct and indirect speech, stances, intents, "according to".

    Quotations whose speaker the text does not show come without source and cue. The words are read as extraction
    reads them: same stretches, same parser.

    Source: on PolNeAR's development part (84 articles, November 2016) content tokens reach F1 0.85 and speakers 0.70;
    docs/error-analysis/attribution.md says what is missed.
    """
    units = [unit for batch in article_units(text) for unit in batch]
    spelled = spelling(text)
    trees = parse(nlp, [lowered(u.text, spelled) if u.kind is Kind.HEADLINE else u.text for u in units])
    return reports_in(text, units, list(trees))


def reports_in(text: str, units: list[Unit], trees: list[Tree]) -> list[Report]:
    """The attributions of a text whose stretches are parsed already, one tree for each unit."""
    commas = has_commas(text)
    stretches = [_Stretch(u, t, read(t, punctuated=commas)) for u, t in zip(units, trees, strict=True)]
    direct = [_spoken(text, speech) for speech in _speeches(text, stretches)]
    narrated = [report for stretch in stretches for report in _narrated(stretch, commas)]
    by_cue: dict[int, Report] = {}
    for report in (*direct, *narrated):
        end = report.cue[-1][1] if report.cue else -report.content[0][0]
        same = by_cue.get(end)
        if same is None:
            by_cue[end] = report
        elif report.kind == "direct" or _continues(text, report.content, same.content):
            by_cue[end] = replace(same, content=_merged(text, (*same.content, *report.content)))
    return sorted(by_cue.values(), key=lambda report: min(report.content))


# --- what stands in sentences


def _narrated(stretch: _Stretch, commas: bool) -> Iterator[Report]:
    """The outermost attributions of a stretch that is no quotation."""
    if stretch.unit.kind is Kind.QUOTE:
        return
    label = _LABEL.match(stretch.unit.text) if stretch.unit.kind is Kind.HEADLINE else None
    if label is not None and not is_notice(label["who"]) and _names(stretch, label):
        yield Report(
            source=(stretch.unit.span(*label.span("who")),),
            cue=(stretch.unit.span(*label.span("colon")),),
            content=(stretch.unit.span(label.end(), len(stretch.unit.text.rstrip(" ."))),),
            kind="label",
        )
        return
    found = [_report(stretch, item) for item in Reports(stretch.tree, punctuated=commas).find()]
    for report in found:
        at = report.cue[0][0]
        if not any(o is not report and o.content[0][0] <= at < o.content[-1][1] for o in found):
            yield report


def _names(stretch: _Stretch, label: re.Match[str]) -> bool:
    return any(w.tag.startswith("NNP") for w in stretch.tree.words if w.end <= label.end("who"))


def _report(stretch: _Stretch, found: Found) -> Report:
    return Report(
        source=_source(stretch, found.source, found.cue_at),
        cue=(stretch.span(*found.cue),),
        content=tuple(stretch.span(*words) for words in found.content),
        kind=found.kind,
    )


def _source(stretch: _Stretch, source: int | None, cue_at: int) -> Spans:
    """The whole phrase that names the source, and the "who" that stands for it in a relative clause."""
    if source is None:
        return ()
    tree = stretch.tree
    first, last = noun_phrase(tree, source)
    word = tree.words[source]
    whole = min(first, word.left), max(last, word.right)
    if whole[0] <= cue_at <= whole[1]:
        whole = (source, source) if first <= cue_at <= last else (first, last)
    pronouns = [
        k
        for verb in tree.kids(source, "relcl")
        for k in tree.kids(verb.i, "nsubj", "nsubjpass")
        if k.lower in ("who", "which", "that")
    ]
    return tuple(stretch.span(*words) for words in (whole, *((k.i, k.i) for k in pronouns)))


# --- what stands in quotation marks


def _speeches(text: str, stretches: list[_Stretch]) -> list[_Speech]:
    """The speeches of a text; one that nothing introduces goes on with the one before it, if that is near."""
    frames = {speech: stretch for stretch in stretches for speech in stretch.unit.frames}
    found: dict[int, _Speech] = {}
    current: _Speech | None = None
    for stretch in stretches:
        number = stretch.unit.speech
        if number is None:
            continue
        if number not in found:
            frame = frames.get(number)
            near = current is not None and stretch.unit.paragraph - current.paragraph <= 1
            if current is None or frame is not None or not near or stretch.unit.label != current.label:
                current = _Speech(stretch.unit.paragraph, frame=frame, label=stretch.unit.label)
            found[number] = current
        speech = found[number]
        speech.paragraph = stretch.unit.paragraph
        speech.content.extend(_marked(text, span) for span in stretch.unit.pieces)
    return list({id(speech): speech for speech in found.values()}.values())


def _spoken(text: str, speech: _Speech) -> Report:
    """A speech with the words that introduce it; without them where nothing does."""
    content = _merged(text, tuple(speech.content))
    if speech.label is not None:
        at = text.rfind(speech.label, 0, content[0][0])
        end = at + len(speech.label)
        return Report(source=((at, end),), cue=((end, end + 1),), content=content, kind="label")
    said = _introducer(speech.frame, content) if speech.frame is not None else None
    if speech.frame is None or said is None:
        return Report(source=(), cue=(), content=content, kind="quotation")
    cue = speech.frame.tree.words[said.cue_at]
    spot = speech.frame.unit.span(cue.start, cue.start + len(said.cue))
    content = _merged(text, (*_led_in(text, speech.frame, content, spot), *content))
    return Report(source=_source(speech.frame, said.source, said.cue_at), cue=(spot,), content=content, kind="direct")


def _introducer(frame: _Stretch, content: Spans) -> Attribution | None:
    """The report in a frame that stands nearest to the quotation, else the subject of its sentence."""

    def gap(said: Attribution) -> int:
        word = frame.tree.words[said.cue_at]
        start, end = frame.unit.span(word.start, word.end)
        return min(min(abs(first - end), abs(start - last)) for first, last in content)

    candidates = frame.reading.speakers or frame.reading.actors
    return min(reversed(candidates), key=gap, default=None)


def _led_in(text: str, stretch: _Stretch, content: Spans, cue: Span) -> Spans:
    """The words before a quotation that begins in the middle of a sentence: "The dam, 'built on sand', he said"."""
    start = content[0][0]
    before = next((p for p in stretch.unit.pieces if 0 <= start - p[1] <= 2), None)
    if before is None or cue[0] < start or not text[start + 1 : start + 2].islower():
        return ()
    return (before,)


def _continues(text: str, narrated: Spans, quoted: Spans) -> bool:
    """Whether quoted words go on with a sentence that begins outside the marks."""
    start = quoted[0][0]
    opening = next((char for char in text[start:] if char.isalnum()), "")
    return opening.islower() or narrated[0][0] > start


def _marked(text: str, span: Span) -> Span:
    """The span with the quotation marks around it."""
    start, end = span
    for mark in _MARKS:
        if text.endswith(mark, 0, start):
            start -= len(mark)
            break
    for mark in _MARKS:
        if text.startswith(mark, end):
            end += len(mark)
            break
    return start, end


def _merged(text: str, spans: Spans) -> Spans:
    """The spans in text order, those joined that only spaces or marks part."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and not any(char.isalnum() for char in text[joined[-1][1] : start]):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)
