"""How alike two texts are, and how much of what one says the other says too.

Two texts and their cosine go in, shares from 0 to 1 come out. ``compare`` names the relation; this grades it.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from claimtrack.claims.bounds import bare_figures
from claimtrack.claims.model import Figure
from claimtrack.claims.numerals import NUMBER, value_of
from claimtrack.links.intervals import compare_figures, is_tolerant, stated_number
from claimtrack.links.model import Direction, Relation
from claimtrack.links.query import letter_runs
from claimtrack.links.words import DATE

LETTERS_WEIGHT = 0.3
OTHER_NUMBERS = 0.12
"""Taken off where both sides write numbers and not the same ones: the vector hardly sees that."""
LONE_NUMBERS = 0.05
"""Taken off where only one side writes numbers.

Source of the three: of 0.2 to 0.6, 0 to 0.16 and 0 or 0.05 these are in the middle of a plateau on the training parts of MRPC
and of the news parts of SemEval STS (2026-11): best F1 0.832 against 0.825 for the cosine, Pearson on headlines 0.833
against 0.811."""
SAYS_LEAST = 0.6
"""Least share of a text's runs of letters, numbers aside, that another must have to say what it says. Source: 166 pairs of
RTE-Quant (EQUATE, MIT): accuracy 0.68, 0.69, 0.72, 0.68 at 0.5, 0.55, 0.6, 0.65 (2026-12)."""
ALIKE = 0.56
"""Least likeness of two wordings that say the same on the whole. Source: F1 on the training part of MRPC, within 0.005 of its
best from 0.5 to 0.6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How far two texts say the same; shares are 0..1."""

    score: float
    """From nothing in common to the same words."""
    a_says_b: float
    """Share of b's runs of letters, numbers aside, that a has; nought when b gives a number that no number of a implies."""
    b_says_a: float

    @property
    def is_alike(self) -> bool:
        """Whether both say the same on the whole."""
        return self.score >= ALIKE


def likeness(a: str, b: str, *, similarity: float) -> Likeness:
    """How alike two texts are.

    Args:
        a: one text.
        b: the other.
        similarity: cosine of their vectors, of one model, -1..1.
    """
    runs_a, runs_b = letter_runs(a), letter_runs(b)
    numbers_a, numbers_b = amounts(a), amounts(b)
    shared = len(runs_a & runs_b)
    score = similarity + LETTERS_WEIGHT * 2 * shared / (len(runs_a) + len(runs_b) or 1)
    if numbers_a != numbers_b:
        score -= OTHER_NUMBERS if numbers_a and numbers_b else LONE_NUMBERS
    return Likeness(
        score=min(1.0, max(0.0, score / (1 + LETTERS_WEIGHT))),
        a_says_b=_share_said(a, b) if implies_numbers(a, b) else 0.0,
        b_says_a=_share_said(b, a) if implies_numbers(b, a) else 0.0,
    )


def implies_numbers(a: str, b: str) -> bool:
    """Whether each number of ``b`` stands in ``a`` or follows from one there: "more than 100" from 113."""
    missing = amounts(b) - amounts(a)
    if not missing:
        return True
    told = _bounded(a)
    asked = [figure for figure in _bounded(b) if missing & _bounds(figure)]
    return missing <= {bound for one in asked if any(_implies(other, one) for other in told) for bound in _bounds(one)}


def _share_said(a: str, b: str) -> float:
    # Numbers are asked by what follows from them, so their letters count on neither side.
    asked = letter_runs(_without_numbers(b))
    return len(letter_runs(_without_numbers(a)) & asked) / len(asked) if asked else 1.0


def _without_numbers(text: str) -> str:
    for figure in reversed(bare_figures(text)):
        text = f"{text[: figure.start]} {text[figure.end :]}"
    return NUMBER.sub(" ", text)


def _bounded(text: str) -> list[Figure]:
    # What nobody named is taken for one kind of thing: whose numbers these are, the other words must say.
    return [replace(one, unit=one.unit or "thing") for one in bare_figures(DATE.sub(" ", text))]


def _bounds(figure: Figure) -> set[float | None]:
    return {figure.low, figure.high, stated_number(figure)}


def _implies(one: Figure, other: Figure) -> bool:
    found = compare_figures(one, other)
    if found.relation is Relation.COMPATIBLE:
        return is_tolerant(other)
    return found.relation is Relation.SAME_CLAIM or found.direction is Direction.A_TO_B


@lru_cache(maxsize=4096)
def amounts(text: str) -> frozenset[float]:
    """The numbers of the text by value, in digits or words; dates are left out, and "one", which is mostly a pronoun."""
    values = (value_of(match) for match in NUMBER.finditer(DATE.sub(" ", text)))
    return frozenset(value.low for value in values if value and (value.digits or value.low != 1))
