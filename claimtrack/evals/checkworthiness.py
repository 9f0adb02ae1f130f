"""Measures the check-worthiness of sentences.

Rows with a sentence come in; each is parsed, embedded and scored by the code that scores claims. No label is read before all
rows are scored. Rows with ``doc`` and ``line`` are ranked within their document, too.
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimtrack.claims.model import Worthiness
from claimtrack.claims.parse import parse
from claimtrack.claims.worthiness import WORTHY, weigh, with_meaning
from claimtrack.embeddings.encoder import Encoder
from claimtrack.errors import InvalidLine
from claimtrack.evals.claims import average_precision, f1

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]
AT = (5, 10, 20)
"""Ranks at which the precision of a document's ranking is told."""


def evaluate_checkworthiness(
    path: Path, *, nlp: "Language", encoder: Encoder | None, out: Path | None = None
) -> dict[str, Any]:
    """How well check-worthy sentences are told from others, and ranked.

    Args:
        path: JSON lines with ``text`` and ``id``, or with ``text``, ``doc`` and ``line``; ``label`` (1 or 0) for the metrics.
        encoder: the model of the meaning; None scores by words and grammar alone, as ``claimtrack extract`` does.
        out: where to write one ``{"id" | "doc", "line", "score", "label"}`` a line; None writes nothing.

    Returns:
        ``n``, ``positive``, ``accuracy``, ``macro_f1``, ``average_precision``, ``worthy`` (precision, recall and F1 of label
        1); for documents ``documents``, ``map``, ``mrr`` and ``precision_at``. Only ``n`` when nothing is labelled.

    Raises:
        InvalidLine: a line of the file is no such row.
    """
    rows = read_rows(path)
    scored = score_sentences([str(row["text"]) for row in rows], nlp=nlp, encoder=encoder)
    predictions = [_prediction(row, worthiness.score) for row, worthiness in zip(rows, scored, strict=True)]
    if out is not None:
        out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in predictions), encoding="utf-8")
    return _metrics(rows, predictions)


def score_sentences(texts: Sequence[str], *, nlp: "Language", encoder: Encoder | None) -> list[Worthiness]:
    """The check-worthiness of each sentence, taken whole; one without words has the score 0."""
    spoken = [text for text in texts if text.strip()]
    found = [weigh(tree, 0, len(tree.words) - 1) for tree in parse(nlp, spoken)]
    if encoder is not None and spoken:
        vectors = encoder.encode(spoken)
        model_id = encoder.model_id
        found = [with_meaning(one, vector, model_id=model_id) for one, vector in zip(found, vectors, strict=True)]
    left = iter(found)
    return [next(left) if text.strip() else Worthiness(score=0.0) for text in texts]


def read_rows(path: Path) -> list[Row]:
    """The rows of a file of JSON lines, packed with gzip or not, in order.

    Raises:
        InvalidLine: the file cannot be read, or a line has no ``text`` with ``id`` or ``doc`` and ``line``.
    """
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as exc:
        raise InvalidLine(f"{path.name} cannot be read: {exc}") from exc
    return [_parsed(line, number) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _parsed(raw: str, number: int) -> Row:
    try:
        row = json.loads(raw)
    except json.JSONDecodeError as exc:
        raise InvalidLine(f"Line {number} is not JSON: {exc}") from exc
    named = isinstance(row, dict) and ("id" in row or ("doc" in row and "line" in row))
    if not named or not isinstance(row.get("text"), str):
        raise InvalidLine(f"Line {number} has no `text` with an `id`, or with a `doc` and a `line`.")
    if row.get("label") not in (0, 1, None):
        raise InvalidLine(f"The `label` of line {number} is neither 1 (check-worthy) nor 0.")
    return dict(row)


def _prediction(row: Row, score: float) -> Row:
    names = ("id",) if "id" in row else ("doc", "line")
    return {**{name: row[name] for name in names}, "score": round(score, 6), "label": int(score >= WORTHY)}


def _metrics(rows: Sequence[Row], predictions: Sequence[Row]) -> dict[str, Any]:
    labelled = [(row, found) for row, found in zip(rows, predictions, strict=True) if row.get("label") is not None]
    if not labelled:
        return {"n": len(rows)}
    right = {label: sum(row["label"] == found["label"] == label for row, found in labelled) for label in (0, 1)}
    told = {label: sum(found["label"] == label for _, found in labelled) for label in (0, 1)}
    truly = {label: sum(row["label"] == label for row, _ in labelled) for label in (0, 1)}
    classes = {label: f1(right[label], told[label], truly[label]) for label in (0, 1) if truly[label]}
    return {
        "n": len(labelled),
        "positive": truly[1],
        "accuracy": round(sum(right.values()) / len(labelled), 4),
        "macro_f1": round(sum(one["f1"] for one in classes.values()) / len(classes), 4),
        "average_precision": round(
            average_precision([(found["score"], row["label"] == 1) for row, found in labelled]), 4
        ),
        "worthy": f1(right[1], told[1], truly[1]),
        **_ranking(labelled),
    }


def _ranking(labelled: Sequence[tuple[Row, Row]]) -> dict[str, Any]:
    """The measures of rankings, averaged over the documents; nothing when the rows are of no document."""
    documents: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for row, found in labelled:
        if "doc" in row:
            documents[str(row["doc"])].append((found["score"], row["label"] == 1))
    if not documents:
        return {}
    ranked = [sorted(scored, key=lambda one: -one[0]) for scored in documents.values()]
    first = [next((1 / rank for rank, (_, good) in enumerate(scored, 1) if good), 0.0) for scored in ranked]
    return {
        "documents": len(ranked),
        "map": _mean([average_precision(scored) for scored in ranked]),
        "mrr": _mean(first),
        "precision_at": {str(k): _mean([sum(good for _, good in scored[:k]) / k for scored in ranked]) for k in AT},
    }


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)
