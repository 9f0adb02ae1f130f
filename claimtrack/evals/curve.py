"""What a threshold would do: scores and labels in, precision, recall and F1 at each threshold out."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_POINTS = 50
"""Points of a curve; between two of them lie as many scores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What happens when everything that scores at least `threshold` is taken; shares are 0..1."""

    threshold: float
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """All that can be had by moving the threshold."""

    positives: int
    n: int
    average_precision: float
    """Mean over the positives of the precision at their place, ties in the order given."""
    best: Point | None
    """The highest F1 of all thresholds; None when there is no positive."""
    points: tuple[Point, ...]
    """Up to 50, thresholds rising."""


def threshold_curve(labels: Sequence[bool], scores: Sequence[float]) -> Curve:
    """Precision, recall and F1 at each threshold that makes a difference.

    Raises:
        ValueError: there are not as many labels as scores.
    """
    ranked = sorted(zip(scores, labels, strict=True), key=lambda pair: -pair[0])
    positives = sum(labels)
    points: list[Point] = []
    hits, precisions = 0, 0.0
    for place, (score, label) in enumerate(ranked, start=1):
        hits += label
        precisions += hits / place if label else 0.0
        if positives and (place == len(ranked) or ranked[place][0] != score):
            points.append(_point(score, hits, place, positives))
    return Curve(
        positives=positives,
        n=len(ranked),
        average_precision=round(precisions / positives, 4) if positives else 0.0,
        best=max(points, key=lambda point: point.f1, default=None),
        points=tuple(_thinned(points[::-1])),
    )


def _point(score: float, hits: int, taken: int, positives: int) -> Point:
    return Point(
        threshold=round(float(score), 4),
        precision=round(hits / taken, 4),
        recall=round(hits / positives, 4),
        f1=round(2 * hits / (taken + positives), 4),
    )


def _thinned(points: Sequence[Point]) -> list[Point]:
    if len(points) <= MOST_POINTS:
        return list(points)
    return [points[round(step * (len(points) - 1) / (MOST_POINTS - 1))] for step in range(MOST_POINTS)]
