"""How much a fact-checker would want to verify a claim, as a sum of named parts.

A parsed clause comes in; a score leaves that is the logistic function of its parts' sum (log-odds), so that each part can be
shown to a person. Three things are weighed: the signs of :mod:`claimtrack.claims.signs`; what the parser's inner layer
holds of the words; and, where a vector of the claim's meaning is at hand, that vector. A few rules for news come on top. The
weights were learned and lie in ``worthiness.npz``; ``docs/models/checkworthiness.md`` says from what and how well they do.
"""

import json
import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from claimtrack.claims.cues import words
from claimtrack.claims.model import ClaimType, ExtractedClaim, Worthiness
from claimtrack.claims.parse import Tree
from claimtrack.claims.signs import WORDS, form, group_of, shown_word, signs
from claimtrack.errors import ModelUnavailable

WEIGHTS_FILE: Final = Path(__file__).with_name("worthiness.npz")
BASE: Final = "base"
WORDING: Final = "way of speaking"
MEANING: Final = "meaning of the sentence"
TYPICAL: Final = "words typical of checked claims"
UNTYPICAL: Final = "words typical of other talk"
WORTHY: Final = 0.5
"""The score from which a sentence counts as check-worthy. The weights are shifted so that F1 is highest here; see ``base``
in the card."""
UNWEIGHED: Final = Worthiness(score=0.5, parts=((BASE, 0.0),))
"""Of a claim in another language: nothing speaks for a check and nothing against it."""
KINDS: Final[Mapping[ClaimType, float]] = {
    ClaimType.OPINION: -2.4,
    ClaimType.COMMITMENT: -2.2,
    ClaimType.PREDICTION: -1.3,
    ClaimType.STATEMENT: -0.7,
}
PLACED: Final = 0.5
PUBLIC: Final = 0.6
"""Log-odds of the rules for news. Source: set by hand after the marking guide's rule (facts of public interest yes; opinion,
courtesy, promise, feeling no), since debates, from which the rest was learned, hold no news. On five marked articles they raise
the average precision from 0.93 to 0.96 (November 2026)."""
_PUBLIC = re.compile(
    r"\b(?:attack\w*|air ?strikes?|strikes?|bomb\w*|shell\w*|explo\w+|blast\w*|kill\w*|shot|shooting|war crimes?|"
    r"chemical|missiles?|raid\w*|arrest\w*|besieg\w*|siege|offensive|captured|seized|vetoed?|election|vote[ds]?|law|court|"
    r"tax|budget|billion|million|percent)\b",
    re.IGNORECASE,
)
_NAMED_WORDS = 3
"""Words named with a part of the explanation: the strongest."""
_SERVANTS = words(
    "the a an this that these those of at on in to by for from with into about as and or but than be is are was were been am "
    "has have had do does did it its he she his her him they their them , . : ; ' \" - -- 's ( )"
)
"""Words that weigh but tell a reader nothing; alone or among themselves they are not named."""
_SMALL = 0.1
"""Log-odds below which a part is counted with the others like it: it moves a score by at most 0.025."""
SMALL: Final = "small signs together"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A small net with one hidden layer: ``out @ max(0, inner @ x + bias)``, in log-odds."""

    inner: NDArray[np.float32]
    """Shape (hidden, inputs)."""
    bias: NDArray[np.float32]
    out: NDArray[np.float32]

    def value(self, x: NDArray[np.float32]) -> float:
        """What the layer makes of one vector, in log-odds."""
        return float(self.out @ np.maximum(self.inner @ x + self.bias, 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """All that was learned."""

    base: float
    signs: dict[str, tuple[float, str]]
    """Sign to its log-odds and the part of the explanation it counts towards."""
    wording: Layer
    meaning: Layer
    about: dict[str, Any]
    """What they were learned from, with which settings, for which models."""

    def words_parts(self, tree: Tree, first: int, last: int) -> dict[str, float]:
        """The parts that words and grammar give, by name; without ``base``."""
        found = signs(tree, first, last)
        scale = 1.0 / math.sqrt(len(found)) if found else 0.0
        parts: defaultdict[str, float] = defaultdict(float)
        spoken: list[tuple[float, str]] = []
        for sign in found:
            known = self.signs.get(sign)
            if known is None:
                continue
            if known[1] == WORDS:
                spoken.append((known[0] * scale, sign))
            else:
                parts[known[1]] += known[0] * scale
        for name, side in ((TYPICAL, [s for s in spoken if s[0] > 0]), (UNTYPICAL, [s for s in spoken if s[0] < 0])):
            if side:
                named = _strongest(side)
                parts[f"{name}: {named}" if named else name] = sum(weight for weight, _ in side)
        parts[WORDING] = self.wording.value(form(tree, first, last))
        return dict(parts)


def _strongest(spoken: list[tuple[float, str]]) -> str:
    """The words that weigh most and tell something, none of which is part of another; empty when there are none."""
    named: list[str] = []
    for _, sign in sorted(spoken, key=lambda one: (-abs(one[0]), one[1])):
        word = shown_word(sign)
        if set(word.split()) - _SERVANTS and not any(
            f" {word} " in f" {other} " or f" {other} " in f" {word} " for other in named
        ):
            named.append(word)
        if len(named) == _NAMED_WORDS:
            break
    return ", ".join(named)


@cache
def learned_weights(path: Path = WEIGHTS_FILE) -> Weights:
    """The weights in a file, by default those that come with claimtrack; read once.

    Raises:
        ModelUnavailable: the file is missing or is no such file.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return _unpacked(file)
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as exc:
        raise ModelUnavailable(
            f"The weights of the check-worthiness in {path.name} cannot be read: {exc}. Reinstall claimtrack, or make them"
            " again with `claimtrack train checkworthiness`."
        ) from exc


def _unpacked(file: Any) -> Weights:
    names = bytes(file["signs"]).decode("utf-8").split("\n")
    values = file["sign_weights"].astype(np.float64) * float(file["sign_scale"])
    if len(names) != len(values):
        raise ValueError("signs and weights differ in number")
    layers = {
        name: Layer(**{part: file[f"{name}_{part}"].astype(np.float32) for part in ("inner", "bias", "out")})
        for name in ("wording", "meaning")
    }
    return Weights(
        base=float(file["base"]),
        signs={name: (float(value), group_of(name)) for name, value in zip(names, values, strict=True)},
        wording=layers["wording"],
        meaning=layers["meaning"],
        about=json.loads(bytes(file["about"]).decode("utf-8")),
    )


def news_rules(quote: str, kind: ClaimType, *, placed: bool) -> dict[str, float]:
    """What the marking rules for news add to a claim, by name, in log-odds.

    Args:
        placed: whether the claim names where it happened.
    """
    parts = {f"kind of claim: {kind.value}": KINDS[kind]} if kind in KINDS else {}
    if _PUBLIC.search(quote):
        parts["tells of violence, law, votes or money"] = PUBLIC
    if placed:
        parts["says where"] = PLACED
    return parts


def word_parts(tree: Tree, first: int, last: int) -> dict[str, float]:
    """What words and grammar from ``first`` to ``last``, both included, say for and against a check: log-odds by name."""
    learned = learned_weights()
    return {BASE: learned.base, **learned.words_parts(tree, first, last)}


def weigh(tree: Tree, first: int, last: int) -> Worthiness:
    """The check-worthiness of the words from ``first`` to ``last``, both included, by words and grammar alone."""
    return weigh_parts(word_parts(tree, first, last))


def with_meaning(worthiness: Worthiness, vector: NDArray[np.float32], *, model_id: str) -> Worthiness:
    """The same check-worthiness with the meaning's part added, or as it was for another model's vector.

    Args:
        vector: the unit vector of the claim's wording.
        model_id: the encoder that made it; what was learned holds for one only.
    """
    learned = learned_weights()
    if model_id != learned.about["meaning_model"] or len(worthiness.parts) < 2:
        return worthiness  # a sentence in another language has only a base
    return weigh_parts({**dict(worthiness.parts), MEANING: learned.meaning.value(vector)})


def with_meanings(
    claims: Sequence[ExtractedClaim], vectors: NDArray[np.float32], *, model_id: str
) -> tuple[ExtractedClaim, ...]:
    """Claims whose check-worthiness also weighs their vectors, one row each; see `with_meaning`."""
    return tuple(
        replace(claim, worthiness=with_meaning(claim.worthiness, vector, model_id=model_id))
        for claim, vector in zip(claims, vectors, strict=True)
    )


def weigh_parts(parts: Mapping[str, float]) -> Worthiness:
    """The check-worthiness that some parts add up to: those of ``word_parts``, and of ``news_rules`` for a claim in news.

    Returns:
        A score of 0..1 and the parts that add up to it in log-odds, the base first, then by size.
    """
    # The meaning keeps its name however small it is, because a later vector has to replace it.
    small = {
        name: part
        for name, part in parts.items()
        if name == SMALL or (abs(part) < _SMALL and name not in (BASE, MEANING))
    }
    shown = {name: part for name, part in parts.items() if name not in small}
    if small:
        shown[SMALL] = sum(small.values())
    ordered = sorted(shown.items(), key=lambda part: (part[0] != BASE, -abs(part[1]), part[0]))
    return Worthiness(score=logistic(sum(part for _, part in ordered)), parts=tuple(ordered))


def logistic(log_odds: float) -> float:
    """The probability, 0..1, of log-odds; never overflows."""
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    return math.exp(log_odds) / (1.0 + math.exp(log_odds))
