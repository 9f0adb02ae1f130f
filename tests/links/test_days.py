"""Whether two claims are told of one day."""

from datetime import date

import pytest

from claimtrack.links.days import DayRelation, Span, compare_days, meets_weekday

MONDAY, TUESDAY, WEDNESDAY, FRIDAY = (date(2016, 10, day) for day in (10, 11, 12, 14))
OCTOBER = (date(2016, 10, 1), date(2016, 10, 31))
YEAR_2013 = (date(2013, 1, 1), date(2013, 12, 31))


def on(day: date) -> Span:
    """One day as a span."""
    return day, day


@pytest.mark.parametrize(
    ("days_a", "published_a", "days_b", "published_b", "expected"),
    [
        ([on(MONDAY)], None, [on(MONDAY)], None, (DayRelation.SAME, 0)),  # both name it
        ([on(MONDAY)], None, [on(TUESDAY)], None, (DayRelation.NEAR, 1)),  # one night may carry both
        ([on(MONDAY)], None, [on(WEDNESDAY)], None, (DayRelation.DIFFERENT, 2)),  # two days apart
        ([on(MONDAY)], None, [OCTOBER], None, (DayRelation.WITHIN, 0)),  # a month holds the day
        ([OCTOBER], None, [OCTOBER], None, (DayRelation.SAME, 0)),  # one month on both sides
        ([YEAR_2013], None, [YEAR_2013], None, (DayRelation.WITHIN, 0)),  # much happens in one year
        ([on(MONDAY)], None, [YEAR_2013], None, (DayRelation.DIFFERENT, 1014)),  # another year
        ([on(MONDAY), YEAR_2013], None, [on(MONDAY)], None, (DayRelation.SAME, 0)),  # a year beside the day
        (
            [on(MONDAY), YEAR_2013],
            None,
            [YEAR_2013],
            None,
            (DayRelation.DIFFERENT, 1014),
        ),  # the day tells, not the year
        ([on(MONDAY)], TUESDAY, [], TUESDAY, (DayRelation.ASSUMED, 0)),  # published the day after
        ([on(MONDAY)], TUESDAY, [], MONDAY, (DayRelation.ASSUMED, 0)),  # published on the day
        ([on(MONDAY)], TUESDAY, [], WEDNESDAY, (DayRelation.NEAR, 1)),  # published two days after
        ([on(MONDAY)], TUESDAY, [], FRIDAY, (DayRelation.APART, 3)),  # published much later
        ([], MONDAY, [], TUESDAY, (DayRelation.ASSUMED, 0)),  # neither names a day
        ([], MONDAY, [], FRIDAY, (DayRelation.APART, 3)),  # neither, far apart
        ([OCTOBER], FRIDAY, [], FRIDAY, (DayRelation.WITHIN, 0)),  # published within the month told
        ([OCTOBER], None, [], date(2016, 11, 14), (DayRelation.APART, 13)),  # a month gone by, against no day
        ([YEAR_2013], FRIDAY, [], FRIDAY, (DayRelation.UNKNOWN, None)),  # a year gone by, against no day
        ([], None, [on(MONDAY)], None, (DayRelation.UNKNOWN, None)),  # a side has nothing
        ([], date.min, [], date.min, (DayRelation.ASSUMED, 0)),  # the first day there is
    ],
)
def test_days_stand_as_the_table_says(
    days_a: list[Span],
    published_a: date | None,
    days_b: list[Span],
    published_b: date | None,
    expected: tuple[DayRelation, int | None],
) -> None:
    """Relation and gap are the same from both sides."""
    assert expected == compare_days(days_a, published_a, days_b, published_b)
    assert expected == compare_days(days_b, published_b, days_a, published_a)


@pytest.mark.parametrize(
    ("text", "days", "expected"),
    [
        ("26 people were killed on Monday", [on(MONDAY)], True),
        ("Monday's raid killed 26 people", [on(MONDAY)], True),
        ("Mondays raid killed 26 people", [on(MONDAY)], True),  # a lost apostrophe
        ("26 people were killed on Tuesday", [on(MONDAY)], False),
        ("26 people were killed", [on(MONDAY)], False),
        ("26 people were killed on Monday", [OCTOBER], False),  # a month has four of each
        ("26 people were killed on Monday", [], False),
    ],
)
def test_a_weekday_meets_the_day_it_may_mean(text: str, days: list[Span], expected: bool) -> None:
    """Only a single day has one weekday."""
    assert expected is meets_weekday(text, days)
