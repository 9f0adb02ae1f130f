"""Labelled sentences in, the weights of the check-worthiness and how well they do out.

Learns what ``claims.worthiness`` weighs: one weight for each sign, and two small nets, over the parser's inner vectors and
over the vector of the meaning. All three are learned together, so that their sum is the score; in each step the sum without
the meaning is held to the labels too, so that it is good for something alone.
"""

import io
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from claimtrack.claims.parse import Tree, parse
from claimtrack.claims.signs import form, group_of, signs
from claimtrack.claims.worthiness import Layer, Weights
from claimtrack.embeddings.encoder import Encoder
from claimtrack.errors import InvalidLine
from claimtrack.evals.claims import average_precision
from claimtrack.evals.rows import write_weights_file

if TYPE_CHECKING:
    from spacy.language import Language

SHARE: Final = 0.23
"""Check-worthy sentences among all that are said in a debate. Source: Arslan et al. 2020, ClaimBuster: 238 of the 1,032
sentences that experts agreed on. Training data hold more, so the base is set for this share."""
FOLDS: Final = 5
RARE: Final = 3
"""Sentences that a sign must be in to get a weight."""
KEPT_SIGNS: Final = 20_000
SPREAD: Final = 0.5
"""How much of the honest log-odds is kept. Most claims of a news article are facts of some kind, and four in ten of the demo's
would stand above 0.9 or below 0.1; halved, a person sees which of them matter more. The order and the sign stay."""
FORM_SCALE: Final = 0.3
MEANING_SCALE: Final = 8.0
"""Brings the vectors' components to the size that the nets learn well from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Sentences as the weights see them; every field has one row a sentence."""

    trees: Sequence[Tree]
    signs: Sequence[tuple[str, ...]]
    forms: NDArray[np.float32]
    meanings: NDArray[np.float32]

    def take(self, rows: NDArray[np.intp]) -> "Examples":
        """The sentences with these numbers."""
        return Examples(
            trees=[self.trees[row] for row in rows],
            signs=[self.signs[row] for row in rows],
            forms=self.forms[rows],
            meanings=self.meanings[rows],
        )


def examples(texts: Sequence[str], *, nlp: "Language", encoder: Encoder) -> Examples:
    """Sentences parsed and embedded.

    Raises:
        EmptyText: one of them has no words.
        ModelUnavailable: a model could not be loaded.
    """
    trees = list(parse(nlp, texts))
    return Examples(
        trees=trees,
        signs=[signs(tree, 0, len(tree.words) - 1) for tree in trees],
        forms=np.stack([form(tree, 0, len(tree.words) - 1) for tree in trees]),
        meanings=encoder.encode(texts),
    )


def train(
    texts: Sequence[str], labels: Sequence[int], *, nlp: "Language", encoder: Encoder, about: dict[str, Any], out: Path
) -> dict[str, Any]:
    """Learn weights from labelled sentences, write them to a file, and say how well they do by cross-validation.

    Args:
        labels: 1 for check-worthy, 0 for not.
        about: what the file should say of its data.

    Returns:
        ``n``, ``positive``, ``sha256`` and ``bytes`` of the file, its number of ``signs``, and for ``words`` (without the
        meaning's part) and ``full``: ``average_precision`` and ``f1`` at the score 0.5, and ``f1_natural``, F1 as it would
        be at the natural share of check-worthy sentences; all from the folds left out.

    Raises:
        InvalidLine: there are fewer than five sentences of each label.
    """
    truth = np.array(labels)
    if min(truth.sum(), (1 - truth).sum()) < FOLDS:
        raise InvalidLine(f"Training needs at least {FOLDS} sentences of each label.")
    given = examples(texts, nlp=nlp, encoder=encoder)
    left_out = np.zeros((2, len(truth)))
    for inside, outside in _folds(truth):
        left_out[:, outside] = log_odds(_learn(given.take(inside), truth[inside]), given.take(outside))
    slope, shift = (SPREAD * value for value in _calibration(left_out[1], truth))
    about = {
        **about,
        "meaning_model": encoder.model_id,
        "parser": f"{nlp.meta.get('name', '')} {nlp.meta.get('version', '')}",
        "sentences": len(truth),
        "slope": round(slope, 4),
        "shift": round(shift, 4),
    }
    content = packed(replace(_scaled(_learn(given, truth), slope, shift), about=about))
    return {
        "n": len(truth),
        "positive": int(truth.sum()),
        **write_weights_file(out, content),
        "slope": round(slope, 4),
        "shift": round(shift, 4),
        "words": _measures(left_out[0] * slope + shift, truth),
        "full": _measures(left_out[1] * slope + shift, truth),
    }


def log_odds(weights: Weights, given: Examples) -> NDArray[np.float64]:
    """What weights make of sentences without and with the meaning: shape (2, sentences)."""
    alone = np.array(
        [weights.base + sum(weights.words_parts(tree, 0, len(tree.words) - 1).values()) for tree in given.trees]
    )
    return np.stack([alone, alone + [weights.meaning.value(vector) for vector in given.meanings]])


def _folds(truth: NDArray[np.intp]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    from sklearn.model_selection import StratifiedKFold

    return list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(truth, truth))


def _calibration(scores: NDArray[np.float64], truth: NDArray[np.intp]) -> tuple[float, float]:
    """Slope and shift that make log-odds honest, and zero the point of the best F1 at the natural share."""
    from sklearn.linear_model import LogisticRegression

    slope = float(LogisticRegression(C=1e6).fit(scores[:, None], truth).coef_[0, 0])
    points = np.quantile(scores, np.linspace(0.5, 0.95, 91))
    reached = np.array([_f1(scores >= point, truth, _negative_weight(truth)) for point in points])
    # F1 is flat and jagged around its best: the middle of all points that come within half a percent of it is steadier.
    return slope, -slope * float(np.mean(points[reached >= reached.max() - 0.005]))


def _negative_weight(truth: NDArray[np.intp]) -> float:
    """How much a negative must count for positives to have their natural share."""
    return float(truth.sum() / (len(truth) - truth.sum()) * (1 - SHARE) / SHARE)


def _f1(found: NDArray[np.bool_], truth: NDArray[np.intp], negative_weight: float = 1.0) -> float:
    hits, false = float(truth[found].sum()), float((1 - truth[found]).sum())
    return 2 * hits / (hits + false * negative_weight + float(truth.sum())) if hits else 0.0


def _measures(scores: NDArray[np.float64], truth: NDArray[np.intp]) -> dict[str, float]:
    ranked = list(zip(scores.tolist(), (truth == 1).tolist(), strict=True))
    return {
        "average_precision": round(average_precision(ranked), 4),
        "f1": round(_f1(scores >= 0, truth), 4),
        "f1_natural": round(_f1(scores >= 0, truth, _negative_weight(truth)), 4),
    }


def _learn(given: Examples, truth: NDArray[np.intp]) -> Weights:
    """Weights learned from sentences, of the signs only those that weigh most."""
    from claimtrack.evals.worthiness_net import fit

    counts = Counter(sign for row in given.signs for sign in row)
    known = {sign: at for at, sign in enumerate(sorted(sign for sign, n in counts.items() if n >= RARE))}
    mean, spread = given.forms.mean(axis=0), given.forms.std(axis=0) + 1e-6
    fitted = fit(
        [[known[sign] for sign in row if sign in known] for row in given.signs],
        np.array([1 / math.sqrt(len(row)) for row in given.signs], np.float32),
        (given.forms - mean) / spread * FORM_SCALE,
        given.meanings * MEANING_SCALE,
        truth,
        known=len(known),
    )
    moved = {sign: abs(fitted.signs[at]) * math.sqrt(counts[sign]) for sign, at in known.items()}
    kept = sorted(sorted(known, key=lambda sign: (-moved[sign], sign))[:KEPT_SIGNS])
    return Weights(
        base=fitted.base,
        signs={sign: (float(fitted.signs[known[sign]]), group_of(sign)) for sign in kept},
        wording=Layer(
            inner=fitted.wording.inner * (FORM_SCALE / spread),
            bias=fitted.wording.bias - fitted.wording.inner @ (FORM_SCALE * mean / spread),
            out=fitted.wording.out,
        ),
        meaning=replace(fitted.meaning, inner=fitted.meaning.inner * np.float32(MEANING_SCALE)),
        about={},
    )


def packed(weights: Weights) -> bytes:
    """The weights as the content of a file; the same bytes for the same weights."""
    values = np.array([value for value, _ in weights.signs.values()])
    scale = float(np.abs(values).max(initial=0.0)) / 127 or 1.0
    arrays: dict[str, Any] = {
        "base": np.float64(round(weights.base, 6)),  # beyond that it depends on the order of a sum
        "signs": np.frombuffer("\n".join(weights.signs).encode("utf-8"), np.uint8),
        "sign_weights": np.rint(values / scale).astype(np.int8),
        "sign_scale": np.float64(scale),
        "about": np.frombuffer(json.dumps(weights.about, sort_keys=True).encode("utf-8"), np.uint8),
    }
    for name, layer in (("wording", weights.wording), ("meaning", weights.meaning)):
        arrays |= {
            f"{name}_inner": layer.inner.astype(np.float16),
            f"{name}_bias": layer.bias,
            f"{name}_out": layer.out,
        }
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _scaled(weights: Weights, slope: float, shift: float) -> Weights:
    """The weights whose sum is ``slope`` times the old one and ``shift``."""
    return replace(
        weights,
        base=weights.base * slope + shift,
        signs={sign: (value * slope, group) for sign, (value, group) in weights.signs.items()},
        wording=replace(weights.wording, out=weights.wording.out * np.float32(slope)),
        meaning=replace(weights.meaning, out=weights.meaning.out * np.float32(slope)),
    )
