"""Labelled pairs of sentences in, the weights of the pair models and how well they do out.

Learns what ``links.score`` weighs: two logistic regressions, for one event and for the same content. A term whose weight
comes out with the wrong sign (days apart that speak for one event) is left out and the rest learned again: with some hundred
pairs that is chance, and nobody could be told why. Everything that is reported comes from pairs left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from claimtrack.embeddings.encoder import Encoder
from claimtrack.errors import InvalidLine
from claimtrack.evals.relations import MeasuredRow, measure_rows, nearest_of, relation_metrics
from claimtrack.evals.rows import write_weights_file
from claimtrack.evals.sentences import labelled_pairs
from claimtrack.links.compare import PairFeatures
from claimtrack.links.model import Judgement, Relation
from claimtrack.links.score import terms_of
from claimtrack.links.weights import BIAS, Weights, write_weights

if TYPE_CHECKING:
    from spacy.language import Language

EVENT_TERMS: Final = {
    "similarity": 1, "shared-words": 1, "shared-names": 1, "same-story": 1, "refers-back": 1,
    "figure-equal": 1, "figure-meets": 1, "figure-apart": -1, "figure-scale": -1, "newer-count": 1,
    "same-place": 1, "other-place": -1, "other-setting": -1,
    "same-day": 1, "assumed-day": 1, "other-day": -1, "days-apart": -1, "foretold": -1, "published-apart": -1,
    "one-period": -1, "same-means": 1, "rare-means": 1, "other-means": -1, "other-victims": -1,
    "other-attacker": -1, "other-holder": -1, "same-target": 1, "other-target": -1, "same-quarter": 1, "other-quarter": -1,
}  # fmt: skip
"""The terms that may speak for (1) or against (-1) one event."""
CONTENT_TERMS: Final = {
    "similarity": 1, "shared-words": 1, "held-words": 1, "figure-equal": 1, "lone-numbers": -1, "one-sided-numbers": -1,
}  # fmt: skip
"""The same for the same content."""
HAND_SET: Final = {"same-wording": 2.0, "figure-apart": -0.5}
"""What is added to the weights of one event afterwards. Labelled pairs leave out the pairs of the same words, because nobody
needs to be asked about them; without this a claim would lose its own copy of another month. And figures apart are
common there between two raids of one day (the weight learned is -1.1); elsewhere they are the contradiction looked for."""
SOFTNESS: Final = 0.1
"""How freely weights may grow (the C of scikit-learn). Source: of 0.02 to 1 the middle of a plateau: area under the curve
0.92 from 0.05 on, cross-validated over 379 pairs (2026-11)."""
CONTENT_SOFTNESS: Final = 0.3
LEAST_SPREAD: Final = 0.05
"""A term that hardly varies among the pairs is not blown up beyond this."""
UNSURE_WEIGHT: Final = 0.4
"""What a pair that its marker was not sure of counts."""
EVENT_SHARE: Final = 0.38
"""What pairs of one event count together, as a share of all: among the marked pairs there are but 22 %, far fewer than a
checker is shown. Source: of 0.31 (as counted), 0.38 and 0.45 on 554 pairs at the best threshold of each, F1 of one event is
0.83, 0.85 and 0.83."""
SENTENCES_WEIGHT: Final = 100.0
"""What all pairs of sentences from other news count together. Source: from 0 to 200 nothing changes for the war reports,
and the average precision on other news (ECB+) rises from 0.71 to 0.74; at 100 it is 0.73."""
MOST_SENTENCE_PAIRS: Final = 2_500
ROUNDS: Final = 4
"""Which claims of two sentences are the nearest depends on the weights, so both are found in turn."""
FOLDS: Final = 10
BINS: Final = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Measured rows with their labels."""

    rows: Sequence[MeasuredRow]
    lines: Sequence[Mapping[str, Any]]
    """The row's line with ``relation``, ``direction``, ``sure``, and ``a`` and ``b`` with ``article``."""

    def take(self, numbers: Sequence[int]) -> "Labelled":
        """The rows with these numbers."""
        return Labelled(rows=[self.rows[n] for n in numbers], lines=[self.lines[n] for n in numbers])


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherNews:
    """Pairs of sentences of which only is known whether they tell of one event."""

    pairs: Sequence[PairFeatures] = ()
    labels: Sequence[bool] = ()


def train(
    lines: Sequence[Mapping[str, Any]],
    sentences: Path | None,
    *,
    nlp: "Language",
    encoder: Encoder,
    about: Mapping[str, Any],
    out: Path,
) -> dict[str, Any]:
    """Learn weights from labelled pairs, write them to a file, and say how well they do by cross-validation.

    Args:
        lines: rows as `evaluate_relations` takes them, all with ``relation``.
        sentences: articles of other news as `evaluate_sentences` takes them; None does without.
        nlp: the parser that extraction uses.
        encoder: the model whose cosine is weighed.
        about: what the file should say of its data.
        out: where the weights go, as JSON.

    Returns:
        ``n``, ``sha256`` and ``bytes`` of the file, and the metrics of `measures`, from rows left out.

    Raises:
        InvalidLine: a row has no label, or there are not two kinds of pairs to tell apart.
    """
    if not all("relation" in line for line in lines):
        raise InvalidLine("Every line must have a `relation` to learn from.")
    given = Labelled(rows=measure_rows(lines, nlp=nlp, encoder=encoder), lines=lines)
    pairs, labels = (
        labelled_pairs(sentences, nlp=nlp, encoder=encoder, most=MOST_SENTENCE_PAIRS) if sentences else ([], [])
    )
    other = OtherNews(pairs=pairs, labels=labels)
    judged = cross_validate(given, other)
    about = {**about, "pairs": len(lines), "sentence_pairs": len(pairs), "meaning_model": encoder.model_id}
    content = write_weights(learn(given, other, about=about))
    return {"pairs": len(lines), **write_weights_file(out, content.encode("utf-8")), **measures(lines, judged)}


def learn(given: Labelled, other: OtherNews, *, about: Mapping[str, Any]) -> Weights:
    """The weights that fit labelled rows best.

    Raises:
        InvalidLine: there are not two kinds of pairs to tell apart.
    """
    kept = [number for number, row in enumerate(given.rows) if row.whole is not None]
    given = given.take(kept)
    truth = np.array([Relation(line["relation"]) is not Relation.RELATED for line in given.lines])
    same = np.array([Relation(line["relation"]) is Relation.SAME_CLAIM for line in given.lines])
    counts = np.array([1.0 if line.get("sure", True) else UNSURE_WEIGHT for line in given.lines])
    if truth.all() or not truth.any() or same[truth].all() or not same.any():
        raise InvalidLine("Training needs related pairs, pairs of one claim, and other pairs of one event.")
    counts[truth] *= EVENT_SHARE / (1 - EVENT_SHARE) * counts[~truth].sum() / counts[truth].sum()
    weights = Weights(event={"similarity": 1.0}, content={}, about={})
    for _ in range(ROUNDS):
        event = _event_weights(given.rows, truth, counts, other, weights)
        weights = Weights(event=event, content={}, about={})
    pairs = [_closest(row, weights) for row, is_event in zip(given.rows, truth, strict=True) if is_event]
    content = _fit(pairs, same[truth], counts[truth], CONTENT_TERMS, CONTENT_SOFTNESS)
    return Weights(event=event, content=content, about=about)


def _event_weights(
    rows: Sequence[MeasuredRow], truth: NDArray[np.bool_], counts: Floats, other: OtherNews, known: Weights
) -> dict[str, float]:
    """Weights from the nearest claims and the wholes of each row, half a row each, and from other news."""
    pairs = [*(nearest_of(row.claims, known) for row in rows), *_wholes(rows), *other.pairs]
    labels = np.concatenate([truth, truth, np.array(other.labels, dtype=bool)])
    share = SENTENCES_WEIGHT / max(1, len(other.pairs))
    weight = np.concatenate([counts / 2, counts / 2, np.full(len(other.pairs), share)])
    return _fit(pairs, labels, weight, EVENT_TERMS, SOFTNESS) | HAND_SET


def _wholes(rows: Sequence[MeasuredRow]) -> list[PairFeatures]:
    return [row.whole for row in rows if row.whole is not None]


def _closest(row: MeasuredRow, weights: Weights) -> PairFeatures:
    return nearest_of([nearest_of(row.claims, weights), *_wholes([row])], weights)


def _fit(
    pairs: Sequence[PairFeatures],
    labels: NDArray[np.bool_],
    counts: Floats,
    signs: Mapping[str, int],
    softness: float,
) -> dict[str, float]:
    from sklearn.linear_model import LogisticRegression

    terms = [terms_of(pair) for pair in pairs]
    names = list(signs)
    while True:
        values = np.array([[one[name] for name in names] for one in terms])
        spread = np.maximum(values.std(axis=0), LEAST_SPREAD)
        model = LogisticRegression(C=softness, max_iter=5000, tol=1e-8)
        model.fit(values / spread, labels, sample_weight=counts)
        found = dict(zip(names, model.coef_[0] / spread, strict=True))
        wrong = {name: value * signs[name] for name, value in found.items() if value * signs[name] < 0}
        if not wrong:
            break
        names.remove(min(wrong, key=lambda name: wrong[name] * spread[names.index(name)]))
    rounded = {name: round(float(value), 3) for name, value in found.items()}
    return {BIAS: round(float(model.intercept_[0]), 3)} | rounded


def cross_validate(given: Labelled, other: OtherNews) -> dict[str, Judgement]:
    """Each row's judgement by weights that were learned without it, and without every row that shares an article with it."""
    judged: dict[str, Judgement] = {}
    groups = article_groups(given.lines)
    for fold in range(FOLDS):
        inside = [n for n, group in enumerate(groups) if group % FOLDS != fold]
        outside = [n for n, group in enumerate(groups) if group % FOLDS == fold]
        weights = learn(given.take(inside), other, about={})
        judged |= {given.rows[n].id: given.rows[n].judge(weights) for n in outside}
    return judged


def article_groups(lines: Sequence[Mapping[str, Any]]) -> list[int]:
    """A number for each row, the same for rows that hang together by articles; large groups have low numbers."""
    leader: dict[str, str] = {}

    def root(article: str) -> str:
        leader.setdefault(article, article)
        while leader[article] != article:
            article = leader[article]
        return article

    for line in lines:
        leader[root(_article(line, "a"))] = root(_article(line, "b"))
    found = [root(_article(line, "a")) for line in lines]
    ranked = sorted(set(found), key=lambda one: (-found.count(one), found.index(one)))
    return [ranked.index(one) for one in found]


def _article(line: Mapping[str, Any], side: str) -> str:
    return str(line[side].get("article", f"{line['id']}-{side}"))


def measures(lines: Sequence[Mapping[str, Any]], judged: Mapping[str, Judgement]) -> dict[str, Any]:
    """The metrics of `relation_metrics`, the expected calibration error and the table that shows it, over the sure rows."""
    predictions = {
        found: {"relation": str(one.relation), "direction": str(one.direction) if one.direction else None}
        for found, one in judged.items()
    }
    sure = [line for line in lines if line.get("sure", True)]
    right = np.array([str(judged[line["id"]].relation) == line["relation"] for line in sure])
    stated = np.array([judged[line["id"]].probability for line in sure])
    bins = np.minimum((stated * BINS).astype(int), BINS - 1)
    table = [
        {
            "from": one / BINS,
            "pairs": int((bins == one).sum()),
            "stated": round(float(stated[bins == one].mean()), 3),
            "right": round(float(right[bins == one].mean()), 3),
        }
        for one in range(BINS)
        if (bins == one).any()
    ]
    error = sum(row["pairs"] * abs(row["stated"] - row["right"]) for row in table) / max(1, len(sure))
    return {**relation_metrics(lines, predictions), "ece": round(error, 4), "reliability": table}
