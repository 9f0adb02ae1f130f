"""What people decided of the machine's suggestions, made use of: probabilities that come true as often as they say.

Probabilities and decisions come in, a curve for each group of relations comes out, and a judgement comes back with its
probability read off the curve. Where nothing was fitted, nothing changes. Who decided and where it is kept is not known here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np

from claimtrack.links.decide import Thresholds
from claimtrack.links.model import Judgement, Relation

LEAST_DECISIONS: Final = 30
"""Decisions of one group below which nothing is fitted. Source: two numbers are learned, and rules of thumb ask for ten to
twenty cases for each; cross-validation refuses what was learned from too few besides."""
LEAST_OF_A_KIND: Final = 5
"""Confirmations, and rejections, below which nothing is fitted: each fold must hold both."""
FOLDS: Final = 5
ECE_BINS: Final = 10
EDGE: Final = 1e-6
"""How far from 0 and 1 a probability is held: the logarithm of the odds has no end there."""
STEPS: Final = 100


class Group(StrEnum):
    """Relations whose probabilities come about alike."""

    SAME = "same"
    FOLLOWS = "follows"
    OTHERWISE = "otherwise"
    EVENT = "event"


GROUP_OF: Final = MappingProxyType(
    {
        Relation.SAME_CLAIM: Group.SAME,
        Relation.ENTAILS: Group.FOLLOWS,
        Relation.COMPATIBLE: Group.FOLLOWS,
        Relation.CONFLICTS: Group.OTHERWISE,
        Relation.UPDATES: Group.OTHERWISE,
        Relation.SAME_EVENT: Group.EVENT,
    }
)
"""`related` is in none: nobody is asked to decide it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Platt scaling: log-odds times `slope`, plus `shift`."""

    slope: float
    """More than 0, so that what was likelier stays likelier."""
    shift: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The curve of each group that was fitted; none changes nothing."""

    curves: tuple[tuple[Group, Curve], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What people may set of how a pair is judged."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    calibration: Calibration = field(default_factory=Calibration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """How wrong probabilities are."""

    log_loss: float
    """Mean over the decisions, in nats; 0.693 is that of a coin."""
    ece: float
    """Expected calibration error over ten bins, 0..1: how far what was said is from what came true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What was learned of one group."""

    curve: Curve
    """Fitted on every decision."""
    before: Errors
    after: Errors
    """Of decisions that their curve was not fitted on (five folds)."""
    gain_error: float
    """Standard error of the gain in log-loss over the decisions, in nats."""
    confirmed: int
    rejected: int

    @property
    def is_better(self) -> bool:
        """Whether the curve helps, beyond what chance would give, with decisions that it has not seen."""
        return self.before.log_loss - self.after.log_loss > self.gain_error and self.curve.slope > 0


def calibrated(judgement: Judgement, calibration: Calibration) -> Judgement:
    """The judgement with its probability read off the curve of its relation's group."""
    curve = dict(calibration.curves).get(GROUP_OF.get(judgement.relation, Group.SAME))
    if curve is None or judgement.relation not in GROUP_OF:
        return judgement
    return replace(judgement, probability=read_off(curve, judgement.probability))


def read_off(curve: Curve, probability: float) -> float:
    """The probability that a curve makes of one, 0..1."""
    held = min(max(probability, EDGE), 1 - EDGE)
    log_odds = curve.slope * math.log(held / (1 - held)) + curve.shift
    return 1 / (1 + math.exp(-max(-700.0, min(700.0, log_odds))))


def fit_group(probabilities: Sequence[float], confirmed: Sequence[bool]) -> Fit | None:
    """What the decisions of one group teach; None where they are too few or of one kind.

    Args:
        probabilities: what the machine said of each pair, 0..1, before any calibration.
        confirmed: what people said.

    Source: Platt, Probabilistic outputs for support vector machines (1999), with the targets and the Newton steps of Lin, Lin
    and Weng, A note on Platt's probabilistic outputs (2007).
    """
    labels = np.array(confirmed, dtype=bool)
    said = np.array(probabilities, dtype=float)
    kinds = int(labels.sum()), int((~labels).sum())
    if len(labels) < LEAST_DECISIONS or min(kinds) < LEAST_OF_A_KIND:
        return None
    folds = _folds(labels)
    held_out = np.empty_like(said)
    for fold in range(FOLDS):
        curve = _fitted(said[folds != fold], labels[folds != fold])
        held_out[folds == fold] = [read_off(curve, one) for one in said[folds == fold]]
    gains = _losses(said, labels) - _losses(held_out, labels)
    return Fit(
        curve=_fitted(said, labels),
        before=errors_of(said, labels),
        after=errors_of(held_out, labels),
        gain_error=round(float(np.std(gains, ddof=1) / math.sqrt(len(gains))), 4),
        confirmed=kinds[0],
        rejected=kinds[1],
    )


def errors_of(probabilities: Sequence[float] | np.ndarray, confirmed: Sequence[bool] | np.ndarray) -> Errors:
    """How wrong probabilities are, given what came true."""
    said, labels = np.clip(np.asarray(probabilities, dtype=float), EDGE, 1 - EDGE), np.asarray(confirmed, dtype=float)
    loss = np.mean(_losses(said, labels))
    bins = np.minimum((said * ECE_BINS).astype(int), ECE_BINS - 1)
    gaps = [abs(float(np.sum(said[bins == one] - labels[bins == one]))) for one in range(ECE_BINS)]
    return Errors(log_loss=round(float(loss), 4), ece=round(sum(gaps) / len(labels), 4))


def _losses(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The log-loss of each probability."""
    said, true = np.clip(probabilities, EDGE, 1 - EDGE), labels.astype(float)
    return np.asarray(-(true * np.log(said) + (1 - true) * np.log(1 - said)))


def _folds(labels: np.ndarray) -> np.ndarray:
    """The fold of each decision: those of either kind are dealt out in turn, so that each fold has its share of both."""
    folds = np.empty(len(labels), dtype=int)
    for kind in (labels, ~labels):
        folds[kind] = np.arange(int(kind.sum())) % FOLDS
    return folds


def _fitted(said: np.ndarray, labels: np.ndarray) -> Curve:
    held = np.clip(said, EDGE, 1 - EDGE)
    log_odds = np.log(held / (1 - held))
    yes, no = int(labels.sum()), int((~labels).sum())
    # Certain targets would drive the slope to infinity where the machine happens to be right throughout.
    targets = np.where(labels, (yes + 1) / (yes + 2), 1 / (no + 2))
    inputs = np.stack([log_odds, np.ones_like(log_odds)], axis=1)
    weights = np.array([0.0, math.log((yes + 1) / (no + 1))])
    loss = _loss(inputs @ weights, targets)
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (expected - targets)
        bend = (inputs * (expected * (1 - expected))[:, None]).T @ inputs + 1e-9 * np.eye(2)
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while size > 1e-8 and _loss(inputs @ (weights - size * step), targets) > loss:
            size /= 2
        weights = weights - size * step
        now = _loss(inputs @ weights, targets)
        if loss - now < 1e-10:
            break
        loss = now
    return Curve(slope=round(float(weights[0]), 6), shift=round(float(weights[1]), 6))


def _loss(log_odds: np.ndarray, targets: np.ndarray) -> float:
    return float(np.sum(np.logaddexp(0, log_odds) - targets * log_odds))
