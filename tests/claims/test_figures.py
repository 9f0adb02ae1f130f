"""Counts and measures: intervals, units, roles, and what is no figure at all."""

from collections.abc import Callable

import pytest

from claimtrack.claims.figures import find_figures
from claimtrack.claims.numerals import NUMBER, value_of
from claimtrack.claims.parse import Tree

Trees = Callable[[str], Tree]


@pytest.mark.parametrize(
    ("text", "low", "high", "modifier"),
    [
        ("At least 16 people were killed.", 16, None, "At least"),
        ("Police counted 16 bodies.", 16, 16, None),
        ("More than 20 miners were trapped.", 21, None, "More than"),
        ("Over 500 houses burned.", 501, None, "Over"),
        ("Up to 50 villagers are missing.", None, 50, "Up to"),
        ("As many as 50 villagers are missing.", None, 50, "As many as"),
        ("Fewer than 10 shops opened.", None, 9, "Fewer than"),
        ("About 25 boats sank.", 25, 25, "About"),
        ("Some 80 tents were burned.", 80, 80, "Some"),
        ("Nearly 50 people drowned.", 50, 50, "Nearly"),
        ("Between 16 and 20 soldiers died.", 16, 20, None),
        ("The blast killed 16 to 20 soldiers.", 16, 20, None),
        ("The blast killed 16-20 soldiers.", 16, 20, None),
        ("Dozens of protesters were detained.", 24, None, "Dozens"),
        ("A dozen ships left port.", 12, 12, None),
        ("Half a dozen sailors drowned.", 6, 6, None),
        ("Two dozen sheep died.", 24, 24, None),
        ("Scores of homes burned.", 40, None, "Scores"),
        ("Hundreds of people marched.", 200, None, "Hundreds"),
        ("Several hundred people marched.", 200, None, "Several hundred"),
        ("Thousands of people marched.", 2000, None, "Thousands"),
        ("Tens of thousands of people marched.", 20000, None, "Tens of thousands"),
        ("Twenty-nine people were injured.", 29, 29, None),
        ("Two hundred and fifty people were injured.", 250, 250, None),
        ("The town has 320,000 residents.", 320000, 320000, None),
        ("Some 1.9 million people fled.", 1900000, 1900000, "Some"),
        ("At least 300 or more families fled.", 300, None, "or more"),
        ("More than half a percentage point was lost.", 0.5, None, "More than"),
    ],
)
def test_intervals(tree_of: Trees, text: str, low: float | None, high: float | None, modifier: str | None) -> None:
    """Each comparator opens or closes the interval as the glossary says."""
    found = find_figures(tree_of(text))[0]

    assert (low, high, modifier) == (found.low, found.high, found.modifier)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("The strike killed at least 44 and injured 140 others.", ["killed", "injured"]),
        ("At least 88 rebel and regime forces have been killed.", ["killed"]),
        ("Five people died and three are missing.", ["killed", "missing"]),
        ("Scores of people were killed and injured in the raid.", ["casualties"]),
        ("The death toll from the flood has reached 126.", ["killed"]),
        ("The clinic received the bodies of 44 victims as well as 140 injured people.", ["killed", "injured"]),
        ("Rescuers pulled 12 bodies from the rubble.", ["killed"]),
        ("Police detained 30 students.", ["detained"]),
        ("The storm displaced 400 families.", ["displaced"]),
        ("The war has claimed the lives of some 80 people.", ["killed"]),
        ("Six children were among the dead.", ["killed"]),
        ("The army has lost at least 12 soldiers.", ["killed"]),
        ("One officer was shot dead.", ["killed"]),
        ("A rocket hit the market, killing six and wounding 32.", ["killed", "injured"]),
        ("He was accused of massacring dozens of people.", ["killed"]),
        ("Two people were killed.", ["killed"]),
        ("The two bombs killed nine soldiers.", ["bombs", "killed"]),
        ("The convoy carried 40 trucks.", ["trucks"]),
    ],
)
def test_roles(tree_of: Trees, text: str, roles: list[str]) -> None:
    """The verb or noun that governs a count tells whose fate it is."""
    found = [figure.role for figure in find_figures(tree_of(text))]

    assert roles == found


@pytest.mark.parametrize(
    "text",
    [
        "The 45-year-old driver was freed.",  # an age
        "Jon Vale, 45, was freed.",  # an age between commas
        "The school opened in 1998.",  # a year
        "It happened at 8:30 p.m. in the square.",  # a clock time
        "The train left at 9 a.m. sharp.",  # a clock time without minutes
        "She won the third prize in the 21st century.",  # ordinals
        "They met on 8 October at the port.",  # a day
        "They met on October 8 at the port.",  # a day, American
        "A Boeing 737 landed.",  # a name
        "The G7 met in Kandor.",  # a name
        "An Su-24 jet crashed.",  # a name with a hyphen
        "A four-day march ended.",  # an adjective
        "Several shops closed.",  # "several" says no number
        "No one was hurt.",  # no count
        "It came two years ago.",  # a point in time
        "The two leaders met in the palace.",  # only says who
        "Tension grew between the two political figures.",  # likewise
        "The two had talked about the bridge.",  # likewise, without a noun
        "The report was dated 07.04.2017 by the clerk.",  # a numeric date
    ],
)
def test_what_is_no_figure(tree_of: Trees, text: str) -> None:
    """Ages, years, times, ordinals, dates and names are not counts."""
    assert [] == find_figures(tree_of(text))


def test_a_part_is_told_from_the_total(tree_of: Trees) -> None:
    """ "including five children" is part of the toll, and shares its role."""
    total, part = find_figures(tree_of("The raid killed 16 people, including five children."))

    assert ("total", "killed", 16) == (total.scope, total.role, total.low)
    assert ("part", "killed", 5) == (part.scope, part.role, part.low)


def test_a_whole_that_others_are_among_is_no_part(tree_of: Trees) -> None:
    """ "Children were among at least 56 killed" counts all the killed."""
    total = find_figures(tree_of("Children were among at least 56 civilians killed in the raid."))[0]

    assert ("total", "killed", 56, None) == (total.scope, total.role, total.low, total.high)


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [
        ("The rate fell to 4.2% in May.", 4.2, "percent"),
        ("Output will grow 1.6 percent.", 1.6, "percent"),
        ("The bridge cost $3.5 million.", 3_500_000, "USD"),
        ("The firm earned 4.5 million euros.", 4_500_000, "EUR"),
        ("The pit is 20 metres deep.", 20, "metres"),
        ("The raid killed 16 people.", 16, "people"),
    ],
)
def test_units(tree_of: Trees, text: str, low: float, unit: str) -> None:
    """Percent, money and counted nouns are named."""
    found = find_figures(tree_of(text))[0]

    assert (low, unit) == (found.low, found.unit)


def test_a_surface_stands_where_it_says(tree_of: Trees) -> None:
    """The offsets of a figure give its words."""
    text = "Yesterday at least 16 people were killed."

    found = find_figures(tree_of(text))[0]

    assert "at least 16 people" == text[found.start : found.end] == found.surface


@pytest.mark.parametrize("words", ["two three", "five six seven"])
def test_number_words_that_make_no_number(words: str) -> None:
    """A row of number words is not added up."""
    match = NUMBER.search(words)

    assert match is not None
    assert value_of(match) is None
