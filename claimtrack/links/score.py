"""Probabilities from measurements: do two assertions tell of one event, and do they say the same about it?

``PairFeatures`` come in, a ``Score`` goes out: a logistic model whose every contribution is kept as a reason. The
models are small enough to read, so that a checker can be told why. What they weigh is in ``weights``.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from claimtrack.links.days import DayRelation
from claimtrack.links.measure import PairFeatures
from claimtrack.links.model import Reason, Relation
from claimtrack.links.places import PlaceRelation
from claimtrack.links.weights import BIAS, Weights, load_weights

LONGEST_GAP_DAYS = 7
"""Publication days further apart count as this far."""
LONGEST_DAY_GAP = 3
"""Days told that are further apart count as this far."""
SUREST_STORY = 4.0
"""Log-odds of one story beyond which it counts in full; below nought it does not count: an article also tells what other
articles are about."""
SAME_WORDING = 0.8
"""Least share of content words in common for two wordings that are the same but for small edits."""
LEAST_HELD_WORDS = 6
"""A wording of so many words that stands in another one as a whole counts as the same too."""
LARGEST_SCALE = 2.0
"""Figures further apart than a factor of a hundred count as this far, in powers of ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A probability and what adds up to it."""

    probability: float
    """0..1."""
    reasons: tuple[Reason, ...]
    """One for each term that is not nought, largest contribution first; the bias is not among them."""


def same_event(features: PairFeatures, weights: Weights | None = None) -> Score:
    """The probability that both assertions tell of one event, fact or state; None takes the shipped weights."""
    return _logistic((weights or load_weights()).event, features)


def same_content(features: PairFeatures, weights: Weights | None = None) -> Score:
    """The probability that both say the same, taken that they tell of one event; None takes the shipped weights."""
    return _logistic((weights or load_weights()).content, features)


def mean_score(one: Score, two: Score) -> Score:
    """What two views of one pair say together: the mean of their log-odds, and of what adds up to each."""
    parts: dict[str, Reason] = {}
    for reason in (*one.reasons, *two.reasons):
        known = parts.get(reason.code)
        weight = reason.weight / 2 + (known.weight if known else 0.0)
        parts[reason.code] = Reason(
            code=reason.code, text=known.text if known else reason.text, weight=round(weight, 4)
        )
    odds = (_log_odds(one.probability) + _log_odds(two.probability)) / 2
    ranked = sorted(parts.values(), key=lambda reason: -abs(reason.weight))
    return Score(probability=1 / (1 + math.exp(-odds)), reasons=tuple(ranked))


def terms_of(features: PairFeatures) -> dict[str, float]:
    """The numbers that the models weigh, by name; shares and flags are 0..1."""
    found = features.figures.relation if features.figures else None
    return {
        BIAS: 1.0,
        "similarity": features.similarity,
        "shared-words": features.shared_words,
        "held-words": features.contained_words,
        "same-wording": float(_is_same_wording(features)),
        "shared-names": features.shared_entities or 0.0,
        "figure-equal": float(found is Relation.SAME_CLAIM),
        "figure-meets": float(found in (Relation.ENTAILS, Relation.COMPATIBLE)),
        "figure-apart": float(found in (Relation.CONFLICTS, Relation.UPDATES)),
        "figure-scale": min(features.figure_scale, LARGEST_SCALE),
        "newer-count": float(features.newer_count and found is not None),
        "lone-numbers": float(features.lone_numbers > 0),
        "one-sided-numbers": float(features.one_sided_numbers),
        "same-place": float(features.places is PlaceRelation.SAME) + 0.5 * (features.places is PlaceRelation.CONTAINED),
        "other-place": float(features.places is PlaceRelation.DIFFERENT),
        "other-setting": float(features.settings is PlaceRelation.DIFFERENT),
        "same-day": float(features.days is DayRelation.SAME),
        "assumed-day": float(features.days is DayRelation.ASSUMED),
        "other-day": float(features.days in (DayRelation.APART, DayRelation.DIFFERENT)),
        "days-apart": min(features.day_gap or 0, LONGEST_DAY_GAP) / LONGEST_DAY_GAP,
        "foretold": float(features.foretold),
        "published-apart": min(features.published_gap or 0, LONGEST_GAP_DAYS) / LONGEST_GAP_DAYS,
        "one-period": float(features.period_differs),
        "same-means": float(features.shared_means),
        "rare-means": float(features.rare_means),
        "other-means": float(features.other_means),
        "other-attacker": float(features.other_attacker),
        "other-holder": float(features.other_holder),
        "same-target": float(features.shared_target),
        "other-target": float(features.other_target),
        "same-quarter": float(features.shared_quarter),
        "other-quarter": float(features.other_quarter),
        "other-victims": float(features.other_victims),
        "refers-back": float(features.ambiguous),
        "same-story": min(max(_log_odds(features.same_story), 0.0), SUREST_STORY) / SUREST_STORY,
    }


def _is_same_wording(features: PairFeatures) -> bool:
    is_held = features.contained_words == 1 and features.words >= LEAST_HELD_WORDS
    return not features.lone_numbers and (features.shared_words >= SAME_WORDING or is_held)


def _logistic(weights: Mapping[str, float], features: PairFeatures) -> Score:
    terms = terms_of(features)
    parts = {name: weight * terms[name] for name, weight in weights.items()}
    ranked = sorted(parts.items(), key=lambda part: -abs(part[1]))
    reasons = tuple(
        Reason(code=name, text=_explain(name, features), weight=round(part, 4))
        for name, part in ranked
        if part and name != BIAS
    )
    return Score(probability=1 / (1 + math.exp(-sum(parts.values()))), reasons=reasons)


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(inside / (1 - inside))


def _explain(name: str, features: PairFeatures) -> str:
    match name:
        case "figure-equal" | "figure-meets" | "figure-apart" if features.figures:
            return features.figures.text
        case "similarity":
            return f"{_likeness(features.similarity)} ({features.similarity:.2f})"
        case "shared-words":
            return f"{features.shared_words:.0%} of the words in common"
        case "held-words":
            return f"{features.contained_words:.0%} of the shorter one's words in the other"
        case "days-apart":
            return f"told of {_days(features.day_gap)} apart"
        case "figure-scale":
            return f"one figure is {10**features.figure_scale:.2g} times the other"
        case "published-apart":
            return f"published {_days(features.published_gap)} apart"
        case "shared-names":
            return f"{features.shared_entities or 0:.0%} of the names in common"
        case _:
            return PHRASES[name]


def _likeness(similarity: float) -> str:
    if similarity >= 0.75:
        return "worded much alike"
    return "worded somewhat alike" if similarity >= 0.5 else "worded differently"


def _days(count: int | None) -> str:
    return "1 day" if count == 1 else f"{count} days"


PHRASES = {
    "same-place": "same place",
    "newer-count": "one calls its count a newer one",
    "other-place": "another place",
    "other-setting": "told of other places",
    "same-day": "same day",
    "assumed-day": "published when the other happened, or named by its weekday",
    "other-day": "another day",
    "foretold": "one was published before the day that the other tells of",
    "one-period": "only one counts over a longer time",
    "same-means": "harm by the same means",
    "rare-means": "by means that are not told of every day",
    "other-means": "harm by other means",
    "other-attacker": "somebody else struck",
    "other-holder": "somebody else holds the place",
    "same-target": "the same kind of target was hit",
    "other-target": "other targets were hit",
    "same-quarter": "the same quarter or village",
    "other-quarter": "another quarter or village",
    "other-victims": "others are counted",
    "refers-back": "one refers to what was told before",
    "same-story": "both articles tell one story",
    "same-wording": "the same words but for small edits",
    "lone-numbers": "the numbers differ",
    "one-sided-numbers": "only one gives a number",
}
