"""Where a text proper begins, and the day that its stamp names."""

from datetime import date

import pytest

from claimtrack.claims.datelines import stamped_day, text_start


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Published July 27 2016 A bomb went off in Varno.", date(2016, 7, 27)),  # a stamp in words
        ("27-07-2016 Bomb in Varno. A bomb went off.", date(2016, 7, 27)),  # in figures with hyphens
        ("19.07.2016(updated 1457 19.07.2016) A bomb went off.", date(2016, 7, 19)),  # in figures with points
        ("Bomb in Varno World News 31-08-2014 0742 PM A bomb went off.", date(2014, 8, 31)),  # behind a headline
        ("Thursday 6 April 2017 Bomb in Varno.", date(2017, 4, 6)),  # with a weekday
        ("A bomb went off in Varno on July 27 2016.", None),  # a day of which the text tells
        ("A bomb went off.", None),  # no day
        ("45-99-2016 Bomb in Varno.", None),  # no day that the calendar has
    ],
)
def test_the_day_of_the_stamp(text: str, expected: date | None) -> None:
    """Only a stamp at the start of a text is its day."""
    assert expected == stamped_day(text)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        (
            "19.07.2016(updated 1457 19.07.2016) Get short URL 2440 Nine people died in Varno.",
            "Nine",
        ),  # a portal's stamp
        ("21.08.2013Get short URL 0 0 0 Nine people died in Varno.", "Nine"),  # glued to the day
        ("VARNO Lornland Nine people died. A bomb went off.", "VARNO"),  # capitals without a dash stay
        ("SANA news agency said that nine people died.", "SANA"),  # an agency is no place: its name is not cut
    ],
)
def test_the_text_proper_begins_behind_its_stamp(text: str, begins: str) -> None:
    """What stands before the first sentence is left out, and never a part of a word."""
    assert text[text_start(text) :].startswith(begins)
