"""Measures typed relations between two sentences of different articles.

Rows with two sentences, their context and dates come in; for each, the production code extracts the claims of both,
compares them and names the relation of the closest pair. No label is read before all rows are judged.
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
from claimtrack.errors import InvalidLine
from claimtrack.links.assertions import assertion_of
from claimtrack.links.compare import judge, measure
from claimtrack.links.model import Assertion, Judgement, Relation
from claimtrack.links.score import same_event

if TYPE_CHECKING:
    from spacy.language import Language

SIDES = ("a", "b")
NOTHING_TO_COMPARE = Judgement(relation=Relation.RELATED, direction=None, probability=0.9, reasons=())
"""For a side without any claim, such as a line of credits."""
CONFLICTING = frozenset({Relation.CONFLICTS, Relation.UPDATES})


class Encoder(Protocol):
    """Anything that turns texts into vectors."""

    def encode(self, texts: list[str], /) -> NDArray[np.float32]:
        """Unit vectors, one row for each text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRow:
    """One pair of sentences, without its label."""

    id: str
    a: tuple[Assertion, ...]
    b: tuple[Assertion, ...]


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
    lines = _read(path)
    judged = judge_rows([_row(line, nlp) for line in lines], encoder)
    predictions = {row_id: _prediction(row_id, judgement) for row_id, judgement in judged.items()}
    if out is not None:
        text = "".join(json.dumps(predictions[line["id"]], ensure_ascii=False) + "\n" for line in lines)
        out.write_text(text, encoding="utf-8")
    return relation_metrics(lines, predictions)


def judge_rows(rows: Sequence[RelationRow], encoder: Encoder) -> dict[str, Judgement]:
    """The judgement of the closest pair of claims of each row, by row id; the encoder is called once."""
    texts = list(dict.fromkeys(claim.text for row in rows for claim in (*row.a, *row.b)))
    vectors = dict(zip(texts, encoder.encode(texts), strict=True)) if texts else {}
    return {row.id: _closest(row, vectors) for row in rows}


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


def _closest(row: RelationRow, vectors: Mapping[str, NDArray[np.float32]]) -> Judgement:
    measured = [measure(a, b, similarity=float(vectors[a.text] @ vectors[b.text])) for a in row.a for b in row.b]
    if not measured:
        return NOTHING_TO_COMPARE
    return judge(max(measured, key=lambda features: (same_event(features).probability, features.similarity)))


def _row(line: Mapping[str, Any], nlp: "Language") -> RelationRow:
    a, b = (_assertions(line[side], nlp) for side in SIDES)
    return RelationRow(id=line["id"], a=a, b=b)


def _assertions(side: Mapping[str, Any], nlp: "Language") -> tuple[Assertion, ...]:
    """The claims of the sentence, read in its context; where extraction finds none, the sentence unless it is credits."""
    published_on = date.fromisoformat(side["published_at"]) if side.get("published_at") else None
    context = "\n\n".join(part for part in (side.get("title"), side.get("before")) if part)
    text = f"{context}\n\n{side['text']}" if context else side["text"]
    found = extract_claims(text, published_on=published_on, nlp=nlp)
    start = len(text) - len(side["text"])
    assertions = tuple(
        assertion_of(claim, published_on=published_on, language=found.language, before=found.claims[:place])
        for place, claim in enumerate(found.claims)
        if claim.start >= start
    )
    if assertions or is_boilerplate(side["text"]):
        return assertions
    return (Assertion(text=side["text"], language=found.language, published_on=published_on),)


def _read(path: Path) -> list[dict[str, Any]]:
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
