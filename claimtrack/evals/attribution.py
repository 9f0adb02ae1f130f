"""Measures who said what: texts in, predicted attributions and their scores out.

It runs the attribution that production runs, and reads the marked attributions only after predicting.
"""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimtrack.claims.reported import find_reports
from claimtrack.errors import InvalidLine

if TYPE_CHECKING:
    from spacy.language import Language

PARTS = ("source", "cue", "content")
SAME_CONTENT = 0.5
"""Token F1 of two contents from which they count as one attribution."""

_TOKEN = re.compile(r"\w+|[^\w\s]")

Attribution = Mapping[str, Sequence[Sequence[int]]]
"""``source``, ``cue`` and ``content``, each a list of ``[start, end)`` offsets."""


@dataclass(slots=True)
class _Count:
    right: int = 0
    found: int = 0
    marked: int = 0

    def add(self, right: int, found: int, marked: int) -> None:
        self.right, self.found, self.marked = self.right + right, self.found + found, self.marked + marked

    def scores(self) -> dict[str, float]:
        precision, recall = (self.right / whole if whole else 0.0 for whole in (self.found, self.marked))
        f1 = 2 * precision * recall / (precision + recall) if self.right else 0.0
        return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


@dataclass(slots=True)
class _Tally:
    tokens: dict[str, _Count] = field(default_factory=lambda: {part: _Count() for part in PARTS})
    relations: _Count = field(default_factory=_Count)
    speaker: _Count = field(default_factory=_Count)
    sourced: int = 0
    """Matched attributions whose marked source is not empty."""


def evaluate_attribution(path: Path, *, nlp: "Language", out: Path | None = None) -> dict[str, Any]:
    """How well the attributions of the texts in a file are found.

    Args:
        path: JSON lines, plain or ``.gz``, with ``id``, ``text``, and for the metrics ``attributions``: each with
            ``source``, ``cue`` and ``content`` as lists of ``[start, end)`` offsets, empty where not stated.
        nlp: the parser that extraction uses.
        out: where to write one ``{"id", "attributions"}`` a line; None writes nothing.

    Returns:
        ``n`` texts; over those that are marked ``tokens`` (precision, recall and F1 of each part), ``relations``
        (attributions whose contents agree), ``source_found_in_matched`` and ``speaker`` (contents agree and sources
        meet), all 0..1.

    Raises:
        InvalidLine: a line of the file is no such row.
    """
    rows = list(_rows(path))
    found = [_predict(row["text"], nlp) for row in rows]
    if out is not None:
        lines = (
            json.dumps({"id": row["id"], "attributions": one}) + "\n" for row, one in zip(rows, found, strict=True)
        )
        out.write_text("".join(lines), encoding="utf-8")
    marked = [(row, one) for row, one in zip(rows, found, strict=True) if "attributions" in row]
    metrics = attribution_metrics((row["text"], row["attributions"], one) for row, one in marked) if marked else {}
    return {"n": len(rows), **metrics}


def attribution_metrics(
    texts: Iterable[tuple[str, Sequence[Attribution], Sequence[Attribution]]],
) -> dict[str, Any]:
    """Scores of predicted attributions.

    Args:
        texts: for each text its characters, the marked and the predicted attributions.

    Returns:
        As :func:`evaluate_attribution`, without ``n``. Attributions are matched one to one, the best overlap first.
    """
    tally = _Tally()
    for text, marked, found in texts:
        tokens = [match.span() for match in _TOKEN.finditer(text)]
        _add(tally, [_covered(tokens, one) for one in marked], [_covered(tokens, one) for one in found])
    matched = tally.speaker.right / tally.sourced if tally.sourced else 0.0
    return {
        "tokens": {part: count.scores() for part, count in tally.tokens.items()},
        "relations": tally.relations.scores(),
        "source_found_in_matched": round(matched, 4),
        "speaker": tally.speaker.scores(),
    }


def _add(tally: _Tally, marked: list[dict[str, set[int]]], found: list[dict[str, set[int]]]) -> None:
    for part, count in tally.tokens.items():
        gold, predicted = (set[int]().union(*(one[part] for one in side)) for side in (marked, found))
        count.add(len(gold & predicted), len(predicted), len(gold))
    pairs = list(_pairs([one["content"] for one in marked], [one["content"] for one in found]))
    tally.relations.add(len(pairs), len(found), len(marked))
    sourced = [(i, j) for i, j in pairs if marked[i]["source"]]
    met = sum(bool(marked[i]["source"] & found[j]["source"]) for i, j in sourced)
    tally.sourced += len(sourced)
    tally.speaker.add(met, sum(bool(one["source"]) for one in found), sum(bool(one["source"]) for one in marked))


def _pairs(marked: list[set[int]], found: list[set[int]]) -> Iterator[tuple[int, int]]:
    """Which marked and predicted contents are the same, one to one, the best overlap first."""
    overlaps = sorted(
        (
            (2 * len(gold & one) / (len(gold) + len(one)), i, j)
            for i, gold in enumerate(marked)
            for j, one in enumerate(found)
            if gold & one
        ),
        reverse=True,
    )
    used: tuple[set[int], set[int]] = (set(), set())
    for overlap, i, j in overlaps:
        if overlap >= SAME_CONTENT and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            yield i, j


def _covered(tokens: list[tuple[int, int]], attribution: Attribution) -> dict[str, set[int]]:
    """The numbers of the tokens that each part touches."""
    return {
        part: {
            i
            for i, (start, end) in enumerate(tokens)
            if any(start < last and end > first for first, last in attribution.get(part, ()))
        }
        for part in PARTS
    }


def _predict(text: str, nlp: "Language") -> list[dict[str, list[list[int]]]]:
    return [
        {part: [list(span) for span in getattr(report, part)] for part in PARTS} for report in find_reports(text, nlp)
    ]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as exc:
                raise InvalidLine(f"Line {number} of {path.name} is not JSON: {exc}") from exc
            if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
                raise InvalidLine(f"Line {number} of {path.name} has no `id` with a `text`.")
            yield row
