"""Which deaths an article reports: the toll of each event, the main one first."""

from datetime import date

import pytest

from claimtrack.claims.model import Figure, Modality
from claimtrack.sourcing.tolls import ToldClaim, reported_tolls

TUESDAY = date(2016, 10, 11)
MONDAY = date(2016, 10, 10)


def figure(low: float | None, high: float | None = None, modifier: str | None = None, **rest: str) -> Figure:
    """A figure of killed people, unless told otherwise; without an upper end or a modifier it is exact."""
    given = {"role": "killed", "unit": "people", "scope": "total", **rest}
    return Figure(low=low, high=low if high is None and modifier is None else high, modifier=modifier, **given)


def dozens() -> Figure:
    """A vague plural."""
    return figure(24, None, "Dozens")


def told(start: int, *figures: Figure, text: str = "people were killed", **rest: object) -> ToldClaim:
    """A claim at some place of the text."""
    return ToldClaim(appearance_id=start, start=start, text=text, figures=figures, **rest)  # type: ignore[arg-type]


def main_number(*claims: ToldClaim) -> float | None:
    """The number of the main toll."""
    return reported_tolls(claims, published_on=TUESDAY)[0].number


def day(found: date) -> tuple[tuple[date, date], ...]:
    """The span of one day."""
    return ((found, found),)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        # the headline's number goes before later ones
        ((told(0, figure(44)), told(400, figure(48))), 44),
        # "dozens" in the headline, the number in the lead
        ((told(0, dozens()), told(120, figure(21, None, "at least"))), 21),
        # the number behind "more than" is the one that is written
        ((told(0, figure(101, None, "more than")),), 100),
        # "more than 20", then 24 of the same
        ((told(0, figure(21, None, "over")), told(90, figure(24))), 24),
        # a far larger open count is another thing
        ((told(0, figure(23, None, "at least")), told(200, figure(127, None, "at least"))), 23),
        # children in the headline, all the dead further on
        ((told(0, figure(27, unit="children")), told(500, figure(80, 80, "some"))), 80),
        # only children are told of
        ((told(0, figure(11, unit="children")),), 11),
        # a toll that has risen goes before what others said
        ((told(300, figure(160)), told(900, figure(85), text="the death toll has risen to 85")), 85),
        # a toll of before is overtaken
        ((told(0, figure(70)), told(300, figure(20), text="the previous toll was 20")), 70),
        # a part is no toll
        ((told(0, figure(5, scope="part")), told(200, figure(16))), 16),
        # injured people are not dead
        ((told(0, figure(30, role="injured")), told(200, figure(2))), 2),
        # nobody denies or plans a toll
        ((told(0, figure(50), modality=Modality.DENIED), told(200, figure(16))), 16),
        # "dozens" cannot be three
        ((told(0, dozens()), told(300, figure(3)), told(500, figure(86))), 86),
        # only a vague plural
        ((told(0, dozens()),), None),
        # one death told without a number
        ((told(0, text="A girl was killed by a mortar shell"),), 1),
        # a rise told with both its ends
        ((told(0, figure(24, surface="24"), figure(43, surface="43"), text="the death toll rose from 24 to 43"),), 43),
    ],
)
def test_the_main_toll(claims: tuple[ToldClaim, ...], expected: float | None) -> None:
    """The article stands by the first definite count of all the dead."""
    assert expected == main_number(*claims)


def test_the_toll_of_a_war_is_none_of_an_event() -> None:
    """A count since some year, and a huge one without a day, are left out."""
    since = ((date(2011, 1, 1), date(2011, 12, 31)),)
    claims = [told(0, figure(16)), told(300, figure(400), days=since), told(500, figure(280_000))]

    assert [16] == [toll.number for toll in reported_tolls(claims, published_on=TUESDAY)]


def test_two_towns_are_two_events_the_one_in_the_headline_first() -> None:
    """Counts of other places and numbers are sorted apart."""
    claims = [
        told(0, figure(11), places=("idlib",)),
        told(80, figure(11, None, "at least"), places=("idlib",)),
        told(900, figure(8), places=("homs",)),
    ]

    found = reported_tolls(claims, published_on=TUESDAY)

    assert [(11, (0, 80)), (8, (900,))] == [(toll.number, toll.members) for toll in found]


def test_two_days_with_two_numbers_are_two_events() -> None:
    """Within one article Monday's dead are not Tuesday's."""
    claims = [told(0, figure(7), days=day(TUESDAY)), told(200, figure(8), days=day(MONDAY))]

    assert [7, 8] == [toll.number for toll in reported_tolls(claims, published_on=TUESDAY)]


def test_what_the_article_recalls_is_no_news() -> None:
    """An event of weeks ago is told apart from the one that is reported."""
    claims = [
        told(0, figure(6), days=day(TUESDAY), places=("aleppo",)),
        told(900, figure(120), days=day(date(2016, 9, 1)), places=("deraa",)),
    ]

    assert [(6, True), (120, False)] == [
        (one.number, one.is_news) for one in reported_tolls(claims, published_on=TUESDAY)
    ]


def test_a_toll_has_the_event_of_its_claims() -> None:
    """The claim that gives the number says under which event it is linked; else the others of the group do."""
    own = [told(0, figure(6), event_id=3), told(100, figure(6), event_id=4)]
    lent = [told(0, figure(6)), told(100, figure(6), event_id=4)]

    assert 3 == reported_tolls(own, published_on=TUESDAY)[0].event_id
    assert 4 == reported_tolls(lent, published_on=TUESDAY)[0].event_id


def test_an_article_without_a_death_has_no_toll() -> None:
    """No figure, no toll."""
    assert () == reported_tolls([told(0, text="The council met")], published_on=TUESDAY)
