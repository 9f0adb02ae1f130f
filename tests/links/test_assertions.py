"""Claims reduced to what a comparison needs."""

from datetime import date

import pytest

from claimtrack.claims.model import ClaimType, ExtractedClaim, Figure, Modality, Place, ResolvedDate
from claimtrack.links.assertions import assertion_of
from claimtrack.links.model import Assertion

MONDAY, TUESDAY = date(2016, 10, 10), date(2016, 10, 11)


def resolved(first: date | None, last: date | None = None) -> ResolvedDate:
    """A date expression that means these days."""
    return ResolvedDate(surface="then", start=0, end=4, first_day=first, last_day=last or first, precision="day")


def claim(start: int, end: int, **rest: object) -> ExtractedClaim:
    """A claim at a place in the text."""
    return ExtractedClaim(start=start, end=end, **{"quote": "it was closed", "claimant": None, **rest})  # type: ignore[arg-type]


def days_of(found: ExtractedClaim, *before: ExtractedClaim) -> tuple[tuple[date, date], ...]:
    """The days of the assertion of a claim that stands after others."""
    return assertion_of(found, published_on=TUESDAY, language="en", before=before).days


def test_everything_a_comparison_needs_is_taken_over() -> None:
    """Standalone wording, figures, days, place names, entities, claimant and ambiguity."""
    figure = Figure(low=16, high=None, role="killed")
    found = assertion_of(
        claim(
            0,
            9,
            standalone="The bridge was closed",
            claimant="Ada Byrne",
            type=ClaimType.QUANTITY,
            modality=Modality.HEDGED,
            negated=True,
            figures=(figure,),
            dates=(resolved(MONDAY), resolved(MONDAY), resolved(None)),
            places=(Place(surface="the North", name="north", start=0, end=9),) * 2,
            entities=("Ada Byrne",),
            ambiguous=("it",),
        ),
        published_on=TUESDAY,
        language="en",
    )

    expected = Assertion(
        text="The bridge was closed",
        language="en",
        type=ClaimType.QUANTITY,
        modality=Modality.HEDGED,
        negated=True,
        figures=(figure,),
        days=((MONDAY, MONDAY),),
        published_on=TUESDAY,
        places=("north",),
        setting=("north",),
        entities=("Ada Byrne",),
        claimant="Ada Byrne",
        ambiguous=True,
    )
    assert expected == found


def test_a_happening_without_a_day_takes_that_of_the_claim_before() -> None:
    """The nearest claim before it that names a day tells when."""
    days = days_of(claim(90, 99), claim(0, 20, dates=(resolved(MONDAY),)), claim(30, 60))

    assert days == ((MONDAY, MONDAY),)


def test_an_own_day_goes_before_that_of_another_claim() -> None:
    """Nothing is taken over where the claim says when."""
    days = days_of(claim(90, 99, dates=(resolved(TUESDAY),)), claim(0, 20, dates=(resolved(MONDAY),)))

    assert days == ((TUESDAY, TUESDAY),)


def test_a_state_takes_over_no_day() -> None:
    """What is the case is not told of the day of an event beside it."""
    assert days_of(claim(90, 99, type=ClaimType.STATE), claim(0, 20, dates=(resolved(MONDAY),))) == ()


def test_a_day_to_come_is_taken_over_by_a_plan_only() -> None:
    """What happened did so on the day that has come: "On Tuesday he called off a visit on Friday. Nobody protested"."""
    friday = date(2016, 10, 14)
    before = claim(0, 20, dates=(resolved(TUESDAY), resolved(friday)))

    assert ((TUESDAY, TUESDAY),) == days_of(claim(30, 60), before)
    assert ((TUESDAY, TUESDAY), (friday, friday)) == days_of(claim(30, 60, modality=Modality.PLANNED), before)


def test_a_year_is_not_taken_over() -> None:
    """Only single days carry on to the next sentence."""
    year = resolved(date(2013, 1, 1), date(2013, 12, 31))

    assert days_of(claim(90, 99), claim(0, 20, dates=(year,))) == ()


def test_a_day_far_away_is_not_taken_over() -> None:
    """A claim paragraphs earlier tells of something else."""
    assert days_of(claim(900, 999), claim(0, 20, dates=(resolved(MONDAY),))) == ()


def test_a_claim_after_it_gives_no_day() -> None:
    """Reading goes forward."""
    assert days_of(claim(0, 20), claim(30, 60, dates=(resolved(MONDAY),))) == ()


def test_what_names_no_place_is_set_where_the_claim_before_it_is() -> None:
    """Its own places stay empty, for a comparison must not take an assumption for its words."""
    homs, deraa = (Place(surface=name, name=name, start=0, end=4) for name in ("homs", "deraa"))
    before = (claim(0, 20, places=(homs,)), claim(30, 60, places=(deraa,)), claim(70, 80))

    found = assertion_of(claim(900, 950), published_on=TUESDAY, language="en", before=before)

    assert ((), ("deraa",)) == (found.places, found.setting)


@pytest.mark.parametrize(
    ("quote", "date_at", "expected"),
    [
        ("At least 16 people died, a monitor said on Sunday", "Sunday", ()),  # when it was said
        ("At least 16 people died, the ministry said in a statement on Sunday", "Sunday", ()),  # likewise
        ("On Sunday opposition forces stated that 80 people had died", "Sunday", ()),  # at the beginning
        ("At least 16 people died on Sunday, a monitor said", "Sunday", ((MONDAY, MONDAY),)),  # when it happened
        ("On Sunday raids killed 17 people, a monitor said", "Sunday", ((MONDAY, MONDAY),)),  # likewise
    ],
)
def test_the_day_of_saying_is_not_the_day_of_what_is_said(
    quote: str, date_at: str, expected: tuple[tuple[date, date], ...]
) -> None:
    """It tells instead by when the claim was made."""
    start = quote.index(date_at)
    day = ResolvedDate(
        surface=date_at, start=start, end=start + len(date_at), first_day=MONDAY, last_day=MONDAY, precision="day"
    )

    found = assertion_of(claim(0, len(quote), quote=quote, dates=(day,)), published_on=TUESDAY, language="en")

    assert (expected, TUESDAY if expected else MONDAY) == (found.days, found.published_on)
