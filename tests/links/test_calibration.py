"""Probabilities are set right by decisions, and left alone where there is nothing to learn from."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.links.calibration import (
    GROUP_OF,
    Calibration,
    Curve,
    Fit,
    Group,
    calibrated,
    errors_of,
    fit_group,
    read_off,
)
from claimtrack.links.model import Judgement, Relation


def judged(relation: Relation, probability: float) -> Judgement:
    """A judgement without reasons."""
    return Judgement(relation=relation, direction=None, probability=probability, reasons=())


def decisions(count: int, *, slope: float, shift: float, seed: int = 7) -> tuple[list[float], list[bool]]:
    """Probabilities with decisions that come true as often as a curve makes of them."""
    dice = random.Random(seed)  # noqa: S311 a test must be the same each time, not secret
    said = [dice.uniform(0.35, 0.98) for _ in range(count)]
    return said, [dice.random() < read_off(Curve(slope=slope, shift=shift), one) for one in said]


def fitted(count: int, *, slope: float, shift: float) -> Fit:
    """What such decisions teach."""
    fit = fit_group(*decisions(count, slope=slope, shift=shift))
    assert fit is not None
    return fit


@pytest.mark.parametrize("relation", list(Relation))
def test_without_a_fit_nothing_changes(relation: Relation) -> None:
    """Every judgement comes back as it was."""
    judgement = judged(relation, 0.73)

    assert judgement == calibrated(judgement, Calibration())


def test_a_curve_holds_for_its_group_alone() -> None:
    """That of the same claim neither moves a conflict nor what is only related."""
    calibration = Calibration(curves=((Group.SAME, Curve(slope=1.0, shift=-1.0)),))

    assert calibrated(judged(Relation.SAME_CLAIM, 0.5), calibration).probability == pytest.approx(0.2689, abs=1e-4)
    assert 0.5 == calibrated(judged(Relation.CONFLICTS, 0.5), calibration).probability
    assert 0.5 == calibrated(judged(Relation.RELATED, 0.5), calibration).probability


def test_every_relation_that_people_decide_has_a_group() -> None:
    """All but `related`."""
    assert set(Relation) - {Relation.RELATED} == set(GROUP_OF)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 20), st.floats(-20, 20))
def test_a_curve_keeps_the_order_and_stays_a_probability(one: float, other: float, slope: float, shift: float) -> None:
    """What was likelier is never made less likely, and nothing leaves 0..1."""
    curve = Curve(slope=slope, shift=shift)
    low, high = read_off(curve, min(one, other)), read_off(curve, max(one, other))

    assert 0 <= low <= high <= 1


def test_overconfidence_is_found_and_mended() -> None:
    """A machine that is too sure by one and a half in log-odds is set right, also on decisions not learned from."""
    fit = fitted(3000, slope=1.0, shift=-1.5)

    assert fit.curve.slope == pytest.approx(1.0, abs=0.15)
    assert fit.curve.shift == pytest.approx(-1.5, abs=0.2)
    assert fit.after.log_loss < fit.before.log_loss - 0.1
    assert fit.after.ece < 0.06 < 0.2 < fit.before.ece
    assert fit.is_better


def test_probabilities_that_are_right_are_left_alone() -> None:
    """A fit that does not help with decisions it has not seen is not better."""
    fit = fitted(60, slope=1.0, shift=0.0)

    assert not fit.is_better


def test_a_machine_that_is_right_by_contraries_is_not_turned_round() -> None:
    """A falling curve would put the likely below the unlikely: such decisions point to another fault."""
    assert not fitted(400, slope=-1.0, shift=0.0).is_better


@pytest.mark.parametrize(
    ("confirmed", "rejected", "is_enough"),
    [
        (15, 14, False),  # twenty-nine
        (15, 15, True),
        (26, 4, False),  # thirty, but too few of a kind
        (25, 5, True),
        (40, 0, False),
        (0, 40, False),
    ],
)
def test_too_few_decisions_teach_nothing(confirmed: int, rejected: int, is_enough: bool) -> None:
    """Thirty of a group, and five of either kind."""
    labels = [True] * confirmed + [False] * rejected
    fit = fit_group([0.6] * len(labels), labels)

    assert is_enough == (fit is not None)


def test_perfect_and_certain_probabilities_break_nothing() -> None:
    """Zeros and ones, all right: finite numbers."""
    fit = fit_group([1.0, 0.0] * 20, [True, False] * 20)

    assert fit is not None
    assert all(map(math.isfinite, (fit.curve.slope, fit.curve.shift, fit.before.log_loss, fit.after.log_loss)))


def test_errors_are_those_of_the_definition() -> None:
    """A coin has a log-loss of ln 2; what is said as 0.8 and comes true half of the time is 0.3 off."""
    assert 0.6931 == errors_of([0.5, 0.5], [True, False]).log_loss
    assert 0.3 == errors_of([0.8, 0.8], [True, False]).ece
