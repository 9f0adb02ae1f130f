"""Reports of one event, by what each article tells of its main toll."""

from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from claimtrack.links.means import Means, means_of
from claimtrack.links.reports import SAME_EVENT, Report, compare_reports, group_reports

MONDAY, TUESDAY, FRIDAY = date(2016, 10, 10), date(2016, 10, 11), date(2016, 10, 14)


def pointing(*directions: float) -> NDArray[np.float32]:
    """Unit vectors in a plane; 0 and 0.6 are worded much alike (cosine 0.83)."""
    return np.array([(np.cos(angle), np.sin(angle)) for angle in directions], dtype=np.float32)


def report(found: int, **rest: object) -> Report:
    """A report of an air raid on Maadi in Aleppo on Monday with 15 dead, unless told otherwise."""
    given: dict[str, object] = {
        "published_on": MONDAY,
        "days": ((MONDAY, MONDAY),),
        "places": ("aleppo", "maadi district"),
        "number": 15,
        "means": frozenset({Means.AIR}),
        "vectors": pointing(0.6 * (found % 2)),
    }
    return Report(id=found, **{**given, **rest})  # type: ignore[arg-type]


def test_reports_that_agree_in_all_are_of_one_event() -> None:
    """Day, town, means and number speak for one event, and each is given as a reason."""
    found = compare_reports(report(1), report(2))

    assert found.probability > 0.9
    assert {"same-day", "same-town", "same-means"} <= {reason.code for reason in found.reasons}


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ({"days": ((FRIDAY, FRIDAY),), "published_on": FRIDAY}, "days-apart"),  # four days later
        ({"means": frozenset({Means.GAS}), "places": ()}, "other-means"),  # gas against an air raid
        ({"places": ("homs",), "number": 3}, "other-place"),  # another city
        ({"days": (), "published_on": date(2016, 10, 9)}, "published-before"),  # published before it happened
        ({"number": 400}, "numbers-apart"),  # far more dead
    ],
)
def test_what_differs_speaks_against_one_event(rest: dict[str, object], code: str) -> None:
    """Each difference lowers the probability and is named."""
    found = compare_reports(report(1), report(2, **rest))

    assert found.probability < compare_reports(report(1), report(2)).probability
    assert code in {reason.code for reason in found.reasons if reason.weight < 0}


def test_raids_on_one_city_on_two_days_are_two_events() -> None:
    """Alike in every sentence, but told of Monday and of Friday."""
    later = report(2, days=((FRIDAY, FRIDAY),), published_on=FRIDAY, places=("aleppo",))

    assert compare_reports(report(1, places=("aleppo",)), later).probability < SAME_EVENT


def test_a_toll_that_grows_by_the_day_stays_one_event() -> None:
    """The number may be revised where day, town and means agree."""
    later = report(2, published_on=TUESDAY, number=26)

    assert compare_reports(report(1), later).probability >= SAME_EVENT


def test_the_order_of_two_reports_does_not_matter() -> None:
    """The comparison is symmetric."""
    one, two = report(1, number=3), report(2, places=("homs",), days=())

    assert compare_reports(one, two) == compare_reports(two, one)


def test_groups_hold_the_reports_of_each_event() -> None:
    """Two events with two reports each, in any order, and one that stands alone."""
    gas = {"means": frozenset({Means.GAS}), "places": ("homs",), "number": 4}
    alone = report(5, published_on=date(2016, 11, 30), days=())
    reports = [report(1), report(2), report(3, **gas), report(4, **gas), alone]

    assert ((1, 2), (3, 4), (5,)) == group_reports(reports) == group_reports(reports[::-1])


def test_one_likeness_does_not_chain_two_events() -> None:
    """A round-up like both of two clear events does not tie them."""
    blast = {"means": frozenset({Means.BLAST}), "places": ("homs",), "number": 60, "days": ((TUESDAY, TUESDAY),)}
    both_days = ((MONDAY, MONDAY), (TUESDAY, TUESDAY))
    between = report(6, places=("aleppo", "homs"), means=frozenset({Means.AIR, Means.BLAST}), number=30, days=both_days)
    reports = [report(1), report(2), report(3, **blast), report(4, **blast), between]

    assert not any({1, 3} <= set(group) for group in group_reports(reports))


def test_no_reports_have_no_groups() -> None:
    """Nothing comes of nothing."""
    assert () == group_reports([])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Air strikes on a market killed nine.", {Means.AIR}),  # from the air
        ("A suicide bomber blew himself up.", {Means.BLAST}),  # a bomb
        ("Mortar shells hit a school.", {Means.SHELLING}),  # from the ground
        ("Chlorine was dropped from helicopters.", {Means.GAS}),  # gas
        ("Nine soldiers died in clashes.", {Means.FIGHTING}),  # a fight
        ("Two men were beheaded.", {Means.EXECUTION}),  # an execution
        ("A gunman opened fire on shoppers.", {Means.SHOOTING}),  # a shooting
        ("Two trains collided.", {Means.CRASH}),  # an accident
        ("Floods swept the valley.", {Means.NATURE}),  # a disaster
        ("Bombardment killed seven.", {Means.AIR, Means.SHELLING}),  # from the air or from the ground
        ("Seven people died on Monday.", set()),  # nothing is said
    ],
)
def test_means(text: str, expected: set[Means]) -> None:
    """The words of a report name the means."""
    assert expected == means_of(text)
