"""Measures how two texts are compared: rows of two texts in, likeness, label and relation out.

Each pair goes through the comparison that `claimtrack compare` shows. No label is read before all pairs are judged.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from claimtrack.claims.detect import extract_claims
from claimtrack.embeddings.encoder import Encoder
from claimtrack.errors import InvalidLine
from claimtrack.evals.curve import Curve, threshold_curve
from claimtrack.evals.rows import Row, read_rows, write_rows
from claimtrack.evals.stock import embed
from claimtrack.links.assertions import whole_assertion
from claimtrack.links.compare import compare
from claimtrack.links.likeness import SAYS_LEAST, Likeness, likeness
from claimtrack.links.model import Assertion

if TYPE_CHECKING:
    from spacy.language import Language

SYMMETRIC = ("s1", "s2")
DIRECTED = ("premise", "hypothesis")
POSITIVE = frozenset({"1", "True", "true", "entailment"})
"""Labels that say yes: the two say the same, or the second follows from the first."""


def evaluate_pairs(
    data: Path,
    *,
    nlp: "Language",
    encoder: Encoder,
    out: Path | None = None,
    report: Callable[[int, int], None] = lambda done, whole: None,
) -> tuple[dict[str, Any], Curve]:
    """How well pairs of texts are told apart.

    Args:
        data: JSON lines with ``id`` and either ``s1`` and ``s2``, of which it is asked whether they say the same, or
            ``premise`` and ``hypothesis``, of which it is asked whether the second follows from the first; for the metrics
            ``label`` (1 or 0, entailment or anything else) or ``score`` (graded likeness), optionally with ``part``.
        nlp: the parser that extraction uses.
        encoder: the model whose cosine the comparison uses.
        out: where to write one ``{"id", "score", "label", "relation", "direction", "probability"}`` a line; None writes
            nothing.
        report: told how many of all texts are embedded.

    Returns:
        The metrics: ``n``; where there are labels ``accuracy``, ``precision``, ``recall``, ``f1`` of yes and
        ``average_precision``; where there are graded scores ``pearson``, their mean over the parts, and ``parts``. And the
        curve over the labels.

    Raises:
        InvalidLine: a line is no such row.
    """
    rows = read_rows(data, fields=("id",))
    texts = [_texts(row) for row in rows]
    predictions = _predict(rows, texts, nlp, encoder, report)
    if out is not None:
        write_rows(out, predictions)
    return pair_metrics(rows, predictions)


def pair_metrics(
    rows: Sequence[Mapping[str, Any]], predictions: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], Curve]:
    """The metrics over the rows that have a label or a graded score, and the curve over the labels."""
    labelled = [(row, found) for row, found in zip(rows, predictions, strict=True) if "label" in row]
    gold = [str(row["label"]) in POSITIVE for row, _ in labelled]
    yes = [str(found["label"]) in POSITIVE for _, found in labelled]
    curve = threshold_curve(gold, [float(found["score"]) for _, found in labelled])
    metrics: dict[str, Any] = {"n": len(rows)}
    if labelled:
        hits = sum(one and two for one, two in zip(gold, yes, strict=True))
        metrics |= {
            "accuracy": round(sum(one == two for one, two in zip(gold, yes, strict=True)) / len(gold), 4),
            "precision": round(hits / (sum(yes) or 1), 4),
            "recall": round(hits / (sum(gold) or 1), 4),
            "f1": round(2 * hits / ((sum(yes) + sum(gold)) or 1), 4),
            "average_precision": curve.average_precision,
        }
    return metrics | _graded(rows, predictions), curve


def _graded(rows: Sequence[Mapping[str, Any]], predictions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    parts: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row, found in zip(rows, predictions, strict=True):
        if isinstance(row.get("score"), int | float):
            parts[str(row.get("part", "all"))].append((float(row["score"]), float(found["score"])))
    correlations = {name: _pearson(pairs) for name, pairs in sorted(parts.items()) if len(pairs) > 1}
    if not correlations:
        return {}
    return {"pearson": round(sum(correlations.values()) / len(correlations), 4), "parts": correlations}


def _pearson(pairs: Sequence[tuple[float, float]]) -> float:
    gold, found = np.array(pairs).T
    if not gold.std() or not found.std():
        return 0.0
    return round(float(np.corrcoef(gold, found)[0, 1]), 4)


def _texts(row: Row) -> tuple[str, str]:
    for first, second in (SYMMETRIC, DIRECTED):
        pair = row.get(first), row.get(second)
        if all(isinstance(text, str) and text.strip() for text in pair):
            return str(pair[0]), str(pair[1])
    raise InvalidLine(
        f"The row {row['id']} has neither `s1` and `s2` nor `premise` and `hypothesis` with text. Correct it and run again."
    )


def _predict(
    rows: Sequence[Row],
    texts: Sequence[tuple[str, str]],
    nlp: "Language",
    encoder: Encoder,
    report: Callable[[int, int], None],
) -> list[Row]:
    every = list(dict.fromkeys(text for pair in texts for text in pair))
    assertions = {text: _assertion(text, nlp) for text in every}
    wordings = list(dict.fromkeys([*every, *(assertion.text for assertion in assertions.values())]))
    vectors = dict(zip(wordings, embed(wordings, encoder, report=report), strict=True))
    return [
        _prediction(row, pair, (assertions[pair[0]], assertions[pair[1]]), vectors)
        for row, pair in zip(rows, texts, strict=True)
    ]


def _prediction(
    row: Row, pair: tuple[str, str], assertions: tuple[Assertion, Assertion], vectors: Mapping[str, np.ndarray]
) -> Row:
    alike = likeness(*pair, similarity=float(vectors[pair[0]] @ vectors[pair[1]]))
    first, second = assertions
    judged = compare(first, second, similarity=float(vectors[first.text] @ vectors[second.text]))
    score, label = _answer(row, alike)
    return {
        "id": row["id"],
        "score": round(score, 4),
        "label": label,
        "relation": str(judged.relation),
        "direction": str(judged.direction) if judged.direction else None,
        "probability": round(judged.probability, 4),
    }


def _answer(row: Row, alike: Likeness) -> tuple[float, int | str]:
    if SYMMETRIC[0] in row:
        return alike.score, int(alike.is_alike)
    return alike.a_says_b, "entailment" if alike.a_says_b >= SAYS_LEAST else "neutral"


def _assertion(text: str, nlp: "Language") -> Assertion:
    return whole_assertion(text, extract_claims(text, published_on=None, nlp=nlp), published_on=None)
