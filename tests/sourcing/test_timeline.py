"""Figures of one event as time passes."""

from datetime import date

from claimtrack.claims.model import Figure
from claimtrack.sourcing.timeline import FigurePoint, Series, figure_timeline

MONDAY, TUESDAY, WEDNESDAY = date(2016, 10, 10), date(2016, 10, 11), date(2016, 10, 12)


def killed(low: float | None, high: float | None, **rest: object) -> Figure:
    """A figure of people killed, unless told otherwise."""
    return Figure(low=low, high=high, **{"unit": "people", "role": "killed", **rest})  # type: ignore[arg-type]


def point(found: int, figure: Figure, day: date | None, outlet: str = "Harbor Herald", **rest: object) -> FigurePoint:
    """A figure in one appearance."""
    return FigurePoint(appearance_id=found, figure=figure, published_on=day, outlet=outlet, **rest)  # type: ignore[arg-type]


def only_series(points: list[FigurePoint]) -> Series:
    """The one series of points of one role."""
    (series,) = figure_timeline(points).series
    return series


def test_no_figure_has_no_series() -> None:
    """An empty list gives an empty timeline."""
    assert figure_timeline([]).series == ()


def test_low_best_and_high_follow_what_each_speaker_last_said() -> None:
    """A speaker's later figure takes the place of the earlier one."""
    series = only_series(
        [
            point(1, killed(16, None), MONDAY, "Harbor Herald"),
            point(2, killed(26, 26), MONDAY, "Coast Post"),
            point(3, killed(27, 27), TUESDAY, "Harbor Herald"),
        ]
    )

    found = [(step.day, step.low, step.best, step.high) for step in series.steps]
    assert found == [(MONDAY, 16, 26, None), (TUESDAY, 26, 27, 27)]


def test_the_value_most_speakers_stand_by_is_best() -> None:
    """Two speakers outweigh a later third."""
    series = only_series(
        [
            point(1, killed(16, 16), MONDAY, "Harbor Herald"),
            point(2, killed(16, 16), MONDAY, "Coast Post"),
            point(3, killed(30, 30), MONDAY, "Inland News"),
        ]
    )

    assert series.steps[0].best == 16


def test_one_named_speaker_in_two_outlets_counts_once() -> None:
    """The outlets that quote one monitor do not outvote a later figure of another speaker."""
    series = only_series(
        [
            point(1, killed(16, 16), MONDAY, "Harbor Herald", claimant="Coastal Watch", claimant_named=True),
            point(2, killed(16, 16), MONDAY, "Coast Post", claimant="the Coastal Watch", claimant_named=True),
            point(3, killed(30, 30), MONDAY, "Inland News"),
        ]
    )

    assert series.steps[0].best == 30


def test_an_as_of_day_goes_before_the_publication_day() -> None:
    """A figure told on Wednesday for Monday stands on Monday."""
    series = only_series([point(1, killed(16, 16, as_of=MONDAY), WEDNESDAY)])

    assert [step.day for step in series.steps] == [MONDAY]


def test_two_speakers_of_one_day_who_exclude_each_other_conflict() -> None:
    """The conflict says who holds what."""
    series = only_series(
        [point(1, killed(16, 16), MONDAY, "Harbor Herald"), point(2, killed(26, 26), MONDAY, "Coast Post")]
    )

    assert [conflict.text for conflict in series.conflicts] == ["Harbor Herald: 16; Coast Post: 26"]


def test_figures_that_can_both_be_true_do_not_conflict() -> None:
    """At least 16 leaves room for 26."""
    series = only_series(
        [point(1, killed(16, None), MONDAY, "Harbor Herald"), point(2, killed(26, 26), MONDAY, "Coast Post")]
    )

    assert series.conflicts == ()


def test_a_speaker_who_corrects_downwards_is_a_revision_down() -> None:
    """A correction on one day is a revision, and no conflict with oneself."""
    series = only_series([point(1, killed(30, 30), MONDAY), point(2, killed(26, 26), MONDAY)])

    assert [(revision.way, revision.same_speaker, revision.text) for revision in series.revisions] == [
        ("down", True, "Harbor Herald: 30, then 26")
    ]
    assert series.conflicts == ()


def test_a_later_day_that_rules_out_an_earlier_figure_is_a_revision_up() -> None:
    """Another speaker's later figure overrules without being a correction."""
    series = only_series(
        [point(1, killed(16, 16), MONDAY, "Harbor Herald"), point(2, killed(27, 27), TUESDAY, "Coast Post")]
    )

    assert [(revision.way, revision.same_speaker) for revision in series.revisions] == [("up", False)]
    assert series.conflicts == ()


def test_a_later_figure_inside_an_open_earlier_one_is_no_revision() -> None:
    """26 on Tuesday does not overrule at least 16 on Monday."""
    series = only_series(
        [point(1, killed(16, None), MONDAY, "Harbor Herald"), point(2, killed(26, 26), TUESDAY, "Coast Post")]
    )

    assert series.revisions == ()


def test_roles_and_parts_have_series_of_their_own_with_the_dead_first() -> None:
    """Killed, then injured, then the part of children; civilians count into the toll."""
    timeline = figure_timeline(
        [
            point(1, killed(5, 5, scope="part", unit="children"), MONDAY),
            point(2, killed(9, 9, role="wounded"), MONDAY),
            point(3, killed(16, 16), MONDAY),
            point(4, killed(17, 17, unit="civilians"), TUESDAY),
        ]
    )

    expected = [("killed", "total", None), ("injured", "total", None), ("killed", "part", "children")]
    assert expected == [(one.role, one.scope, one.unit) for one in timeline.series]


def test_a_figure_without_a_day_is_shown_and_not_placed() -> None:
    """An unknown day is not the first or last one."""
    series = only_series([point(1, killed(16, 16), None)])

    assert (series.steps, [found.appearance_id for found in series.undated]) == ((), [1])


def test_a_figure_that_bounds_nothing_is_passed_over() -> None:
    """Without a bound there is nothing to draw."""
    assert figure_timeline([point(1, killed(None, None), MONDAY)]).series == ()
