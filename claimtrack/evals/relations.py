"""Measures typed relations between two sentences of different articles.

Rows with two sentences, their context and dates come in; for each, the production code extracts the claims of both,
compares them and names the relation of the closest pair. The sentences as wholes are one more pair, because a report that has
lost its commas often falls into odd pieces. No label is read before all rows are judged.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from claimtrack.claims.detect import extract_claims
from claimtrack.claims.sentences import is_boilerplate
from claimtrack.claims.spans import Span, read_spans, trimmed_span
from claimtrack.errors import InvalidLine
from claimtrack.links.assertions import assertion_of
from claimtrack.links.compare import PairFeatures, judge, measure
from claimtrack.links.model import Assertion, Judgement, Relation
from claimtrack.links.score import mean_score, same_event
from claimtrack.links.story import Story, same_story, story_of
from claimtrack.links.weights import Weights

if TYPE_CHECKING:
    from spacy.language import Language

SIDES = ("a", "b")
NOTHING_TO_COMPARE = Judgement(relation=Relation.RELATED, direction=None, probability=0.9, reasons=())
"""For a side without any claim, such as a line of credits."""
NEAR_EVENT = 0.3
"""Least probability of one event for a pair of claims that is looked at for its figures. Source: our estimate."""
CONFLICTING = frozenset({Relation.CONFLICTS, Relation.UPDATES})


class Encoder(Protocol):
    """Anything that turns texts into vectors."""

    def encode(self, texts: list[str], /) -> NDArray[np.float32]:
        """Unit vectors, one row for each text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one sentence tells."""

    claims: tuple[Assertion, ...]
    """Its claims; the whole sentence where extraction finds none."""
    whole: Assertion
    """The sentence as one assertion."""
    story: Story
    """That of its context, as far as the row has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRow:
    """One pair of sentences, without its label."""

    id: str
    a: Told | None
    """None for what tells nothing, such as a line of credits."""
    b: Told | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRow:
    """One pair of sentences with the measurements of all pairs that they hold."""

    id: str
    claims: tuple[PairFeatures, ...]
    """Each claim of one with each claim of the other; none where a sentence tells nothing."""
    whole: PairFeatures | None

    def judge(self, weights: Weights | None = None) -> Judgement:
        """The judgement of the closest pair; None takes the shipped weights.

        Whether both tell of one event is asked of the closest claims and of the sentences as wholes, which count the same.
        """
        if self.whole is None:
            return NOTHING_TO_COMPARE
        nearest = nearest_of(self.claims, weights)
        event = mean_score(same_event(nearest, weights), same_event(self.whole, weights))
        return judge(self._telling(nearest, self.whole, weights), weights=weights, event=event)

    def _telling(self, nearest: PairFeatures, whole: PairFeatures, weights: Weights | None) -> PairFeatures:
        """The pair that names the relation: the nearest, unless only another one compares counts of people."""
        best = nearest_of((nearest, whole), weights)
        counted = [pair for pair in (*self.claims, whole) if pair.counts_people]
        near = [pair for pair in counted if same_event(pair, weights).probability >= NEAR_EVENT]
        return best if best in counted or not near else nearest_of(near, weights)


def nearest_of(pairs: Sequence[PairFeatures], weights: Weights | None = None) -> PairFeatures:
    """The pair that most probably tells of one event."""
    return max(pairs, key=lambda features: (same_event(features, weights).probability, features.similarity))


def evaluate_relations(path: Path, *, nlp: "Language", encoder: Encoder, out: Path | None = None) -> dict[str, Any]:
    """How well the relations of the rows in a file are named.

    Args:
        path: JSON lines with ``id``, ``a`` and ``b`` (each ``text``, ``before``, ``title``, ``published_at``), and
        for the
            metrics ``relation``, ``direction`` and ``sure``.
        nlp: the parser that extraction uses.
        encoder: the model whose cosine the comparison uses.
        out: where to write one ``{"id", "relation", "direction", "probability"}`` a line; None writes nothing.

    Returns:
        ``n``, ``accuracy``, ``macro_f1``; precision, recall and F1 of ``event``, ``join`` and ``conflict``;
        ``direction``. Rows whose ``sure`` is false are predicted and left out of the metrics.

    Raises:
        InvalidLine: a line of the file is no such row.
    """
    lines = read_relations(path)
    judged = {row.id: row.judge() for row in measure_rows(lines, nlp=nlp, encoder=encoder)}
    predictions = {row_id: _prediction(row_id, judgement) for row_id, judgement in judged.items()}
    if out is not None:
        text = "".join(json.dumps(predictions[line["id"]], ensure_ascii=False) + "\n" for line in lines)
        out.write_text(text, encoding="utf-8")
    return relation_metrics(lines, predictions)


def measure_rows(lines: Sequence[Mapping[str, Any]], *, nlp: "Language", encoder: Encoder) -> list[MeasuredRow]:
    """The measurements of each row, in order; the encoder is called once."""
    rows = [RelationRow(id=line["id"], a=_told(line["a"], nlp), b=_told(line["b"], nlp)) for line in lines]
    every = [side for row in rows for side in (row.a, row.b) if side]
    texts = list(dict.fromkeys(one.text for side in every for one in (*side.claims, side.whole)))
    vectors = dict(zip(texts, encoder.encode(texts), strict=True)) if texts else {}
    return [_measured(row, vectors) for row in rows]


def relation_metrics(
    lines: Sequence[Mapping[str, Any]], predictions: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Accuracy, macro-F1 over the labels that occur, and F1 of same event, joins and conflicts, over the sure rows."""
    pairs = [
        (Relation(line["relation"]), Relation(predictions[line["id"]]["relation"]))
        for line in lines
        if line.get("sure", True) and "relation" in line
    ]
    if not pairs:
        return {"n": 0}
    labels = sorted({gold for gold, _ in pairs})
    classes = {str(label): _prf(pairs, {label}) for label in labels}
    return {
        "n": len(pairs),
        "accuracy": round(sum(gold is found for gold, found in pairs) / len(pairs), 4),
        "macro_f1": round(sum(one["f1"] for one in classes.values()) / len(classes), 4),
        "event": _prf(pairs, set(Relation) - {Relation.RELATED}),
        "join": _prf(pairs, {Relation.SAME_CLAIM}),
        "conflict": _prf(pairs, set(CONFLICTING)),
        "direction": _direction(lines, predictions),
        "classes": classes,
    }


def _direction(lines: Sequence[Mapping[str, Any]], predictions: Mapping[str, Mapping[str, Any]]) -> float | None:
    """The share of rightly named relations with a direction whose direction is right; None when there is none."""
    found = [
        line["direction"] == predictions[line["id"]]["direction"]
        for line in lines
        if line.get("sure", True) and line.get("direction") and line["relation"] == predictions[line["id"]]["relation"]
    ]
    return round(sum(found) / len(found), 4) if found else None


def _measured(row: RelationRow, vectors: Mapping[str, NDArray[np.float32]]) -> MeasuredRow:
    if row.a is None or row.b is None:
        return MeasuredRow(id=row.id, claims=(), whole=None)
    story = same_story(row.a.story, row.b.story)

    def measured(a: Assertion, b: Assertion) -> PairFeatures:
        return measure(a, b, similarity=float(vectors[a.text] @ vectors[b.text]), same_story=story)

    return MeasuredRow(
        id=row.id,
        claims=tuple(measured(a, b) for a in row.a.claims for b in row.b.claims),
        whole=measured(row.a.whole, row.b.whole),
    )


def _told(side: Mapping[str, Any], nlp: "Language") -> Told | None:
    """What the sentence tells, read in its context; None for credits and the like."""
    if is_boilerplate(side["text"]):
        return None
    published_on = date.fromisoformat(side["published_at"]) if side.get("published_at") else None
    text = "\n\n".join(part for part in (side.get("title"), side.get("before"), side["text"]) if part)
    found = extract_claims(text, published_on=published_on, nlp=nlp)
    start, end = trimmed_span(text, len(text) - len(side["text"]), len(text))
    (whole,) = read_spans(text, [Span(start=start, end=end)], published_on=published_on, nlp=nlp)
    before = [claim for claim in found.claims if claim.start < start]
    claims = tuple(
        assertion_of(claim, published_on=published_on, language=found.language, before=found.claims[:place])
        for place, claim in enumerate(found.claims)
        if claim.start >= start
    )
    told = assertion_of(whole, published_on=published_on, language=found.language, before=before)
    return Told(claims=claims or (told,), whole=told, story=story_of(text))


def read_relations(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, in order.

    Raises:
        InvalidLine: a line of the file is no row with two sentences.
    """
    lines = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if raw.strip():
            lines.append(_parsed(raw, number))
    return lines


def _parsed(raw: str, number: int) -> dict[str, Any]:
    try:
        line = json.loads(raw)
    except json.JSONDecodeError as exc:
        raise InvalidLine(f"Line {number} is not JSON: {exc}") from exc
    if not isinstance(line, dict) or "id" not in line or not all(_is_side(line.get(side)) for side in SIDES):
        raise InvalidLine(f"Line {number} has no `id` with two sentences `a` and `b`, each an object with a `text`.")
    return line


def _is_side(side: object) -> bool:
    return isinstance(side, dict) and isinstance(side.get("text"), str)


def _prediction(row_id: str, judgement: Judgement) -> dict[str, Any]:
    return {
        "id": row_id,
        "relation": str(judgement.relation),
        "direction": str(judgement.direction) if judgement.direction else None,
        "probability": round(judgement.probability, 4),
    }


def _prf(pairs: Iterable[tuple[Relation, Relation]], positive: set[Relation]) -> dict[str, float]:
    hits = [(gold in positive, found in positive) for gold, found in pairs]
    right, found, gold = (sum(g and f for g, f in hits), sum(f for _, f in hits), sum(g for g, _ in hits))
    precision, recall = (right / whole if whole else 0.0 for whole in (found, gold))
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}
