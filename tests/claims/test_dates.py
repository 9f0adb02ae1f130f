"""Date expressions against the day of publication."""

from datetime import date, timedelta

import pytest

from claimtrack.claims.dates import find_dates

TUESDAY = date(2016, 10, 11)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left on Tuesday", ["2016-10-11"]),  # the day of publication counts
        ("He left on Monday", ["2016-10-10"]),
        ("He left Wednesday", ["2016-10-05"]),  # in the past: the one before
        ("He will leave on Wednesday", ["2016-10-12"]),  # in the future: the one ahead
        ("He will leave on Tuesday", ["2016-10-11"]),  # ahead the day of publication counts too
        ("Talks resume on Friday", ["2016-10-14"]),  # the present tense tells a plan
        ("Police are reading Friday's letter", ["2016-10-07"]),  # but not of what has been
        ("Schools stay closed until Sunday", ["2016-10-16"]),  # what lasts until a day lies ahead
        ("The siege lasted until Sunday", ["2016-10-09"]),  # unless it is told as over
        ("It must be paid by Friday", ["2016-10-14"]),  # a duty lies ahead
        ("The talks are due to resume on Monday", ["2016-10-17"]),  # so does what is due
        ("He will be freed on Sunday", ["2016-10-16"]),  # a passive
        ("On Friday the schools will open", ["2016-10-14"]),  # the day before its verb
        ("He may have left on Monday", ["2016-10-10"]),  # a guess about the past
        (
            "A visit planned for Monday was called off on Tuesday",
            ["2016-10-17", "2016-10-11"],
        ),  # the nearer verb decides
        ("Saturdays blast hit the market", ["2016-10-08"]),  # an apostrophe that was lost
        ("last Tuesday he left", ["2016-10-04"]),
        ("next Friday he leaves", ["2016-10-14"]),
        ("It fell yesterday", ["2016-10-10"]),
        ("It fell today", ["2016-10-11"]),
        ("It fell tonight", ["2016-10-11"]),
        ("It falls tomorrow", ["2016-10-12"]),
        ("It fell last night", ["2016-10-10"]),
        ("They meet next week", ["2016-10-17/2016-10-23"]),
        ("They met last week", ["2016-10-03/2016-10-09"]),
        ("They met last month", ["2016-09"]),
        ("Growth this year is weak", ["2016"]),
        ("Growth last year was weak", ["2015"]),
        ("It opened on 8 October", ["2016-10-08"]),
        ("It opened on October 8", ["2016-10-08"]),
        ("It opened on Oct. 8, 2014", ["2014-10-08"]),
        ("It opened on 12 December", ["2015-12-12"]),  # past tense: the year before
        ("It opened in October 2016", ["2016-10"]),
        ("It has run since September of 2015", ["2015-09"]),
        ("It opened in July", ["2016-07"]),
        ("It opened in November", ["2015-11"]),
        ("It opened in 2011", ["2011"]),
        ("It would end by the end of March", ["2017-03-31"]),
        ("It opened on 2016-10-01", ["2016-10-01"]),
        ("It opened on 27-07-2016", ["2016-07-27"]),
        ("It ran 8-10 October 2015", ["2015-10-08/2015-10-10"]),
        ("It fell three days ago", ["2016-10-08"]),
        ("It fell two years ago", ["2014"]),
        ("They may march against it", []),  # a verb and a walk
        ("The 2000 people left", []),  # a count
    ],
)
def test_resolution(text: str, expected: list[str]) -> None:
    """Each expression means the days a reader of that day's paper would take it to mean."""
    found = [d.iso for d in find_dates(text, TUESDAY)]

    assert expected == found


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("A strike killed three people on {} in Larnos", -7),  # told as past: the last such day, today among them
        ("Rebels said on {} that the army would attack", -7),  # the day of the report, not of what will come
        ("The council will meet on {}", 7),  # told as coming: the next such day, today among them
        ("The vote is on {}", 7),
    ],
)
@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("published", [date(2016, 10, 9 + n) for n in range(7)])
def test_a_weekday_lies_within_a_week_on_the_side_that_the_verb_tells(
    text: str, days: int, weekday: int, published: date
) -> None:
    """Whatever the day of publication, "on Monday" is at most six days behind a past verb and ahead of a coming one."""
    name = date(2016, 10, 10 + weekday).strftime("%A")
    week = [published + timedelta(days=n) for n in (range(days) if days > 0 else range(days + 1, 1))]

    found = [d.first_day for d in find_dates(text.format(name), published)]

    assert [day for day in week if day.weekday() == weekday] == found


@pytest.mark.parametrize(
    "text", ["He left on Tuesday", "It fell yesterday", "They meet next week", "It opened in July", "on 8 October"]
)
def test_without_a_day_of_publication_relative_dates_stay_open(text: str) -> None:
    """An unknown day of publication leaves them unresolved rather than guessed."""
    found = find_dates(text, None)

    assert [(None, None, "unresolved")] == [(d.first_day, d.last_day, d.precision) for d in found]


def test_absolute_dates_need_no_day_of_publication() -> None:
    """A full date means the same day whenever it was printed."""
    found = find_dates("It opened on 8 October 2014", None)

    assert ["2014-10-08"] == [d.iso for d in found]


@pytest.mark.parametrize("text", ["on 31 June 2016", "on 04/05/2016"])
def test_days_that_cannot_be_told_stay_open(text: str) -> None:
    """A day the calendar lacks, and one that reads two ways, are not guessed."""
    assert [None] == [d.iso for d in find_dates(text, TUESDAY)]


def test_surfaces_leave_out_the_preposition() -> None:
    """What is shown is the date alone."""
    assert ["Tuesday", "July"] == [d.surface for d in find_dates("He left on Tuesday and came in July", TUESDAY)]
