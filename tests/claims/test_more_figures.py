"""Counts and measures by kind: digits and words, ranges, comparators, vague plurals, money, units, parts, and no figures."""

from collections.abc import Callable
from datetime import date

import pytest

from claimtrack.claims.figures import find_figures
from claimtrack.claims.parse import Tree

Trees = Callable[[str], Tree]
Told = tuple[float | None, float | None, str | None, str]
"""Low, high, unit, role."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Seventeen hikers were killed when the bridge gave way.", (17, 17, "hikers", "killed")),  # a word
        ("The landslide left forty-two people dead.", (42, 42, "people", "killed")),  # words with a hyphen
        ("A hundred and five passengers died.", (105, 105, "passengers", "killed")),  # an article before the words
        ("Some 1,250 villagers fled.", (1250, 1250, "villagers", "displaced")),  # digits with a comma
        ("The council counted 2.3 million visitors.", (2_300_000, 2_300_000, "visitors", "visitors")),  # a scale
        ("Between 40 and 50 tents were burned.", (40, 50, "tents", "tents")),  # between ... and
        ("From 200 to 250 people were detained.", (200, 250, "people", "detained")),  # from ... to, a range
        ("The blast killed 3-5 guards.", (3, 5, "guards", "killed")),  # a dash
        ("No fewer than 12 dockers were hurt.", (12, None, "dockers", "injured")),  # at least, said otherwise
        ("The blast killed upwards of 30 traders.", (31, None, "traders", "killed")),  # more than, said otherwise
        ("Up to 15 pupils were injured.", (None, 15, "pupils", "injured")),  # at most
        ("Fewer than a dozen homes remained.", (None, 11, "homes", "homes")),  # below a dozen
        ("Police held 10 or more suspects.", (10, None, "suspects", "suspects")),  # a comparator behind the number
        ("The flood killed roughly 60 farmers.", (60, 60, "farmers", "killed")),  # about
        ("Almost two dozen nurses resigned.", (24, 24, "nurses", "nurses")),  # dozens that are counted
        ("Hundreds of sailors are missing.", (200, None, "sailors", "missing")),  # a vague plural
        ("Tens of thousands of residents fled the city.", (20_000, None, "residents", "displaced")),  # of another
        ("Scores were injured in the crush.", (40, None, "people", "injured")),  # without a noun
        ("Several dozen guards were captured.", (24, None, "guards", "detained")),  # several of a unit
        ("Prices rose by 3.5 per cent.", (3.5, 3.5, "percent", "percent")),  # percent in two words
        ("Turnout fell to 41.7%.", (41.7, 41.7, "percent", "percent")),  # percent as a sign
        ("The fine was set at €2.4 million.", (2_400_000, 2_400_000, "EUR", "other")),  # money with a sign
        ("The council owes 750 million dollars.", (750_000_000, 750_000_000, "USD", "dollars")),  # money in words
        ("The wall is 12 km long.", (12, 12, "km", "km")),  # a length
        ("The tank holds 800 litres.", (800, 800, "litres", "litres")),  # a volume
        ("Four dead bodies were recovered.", (4, 4, "dead bodies", "killed")),  # bodies are dead people
        ("The bodies of eleven migrants washed ashore.", (11, 11, "migrants", "killed")),  # bodies of
        ("The ferry sank with 90 people on board.", (90, 90, "people", "people")),  # aboard is no fate
        ("The number of injured climbed to 120.", (120, 120, "people", "injured")),  # the number of those with a fate
        (
            "Nine villagers killed others injured in raids on Varno",
            (9, 9, "villagers", "killed"),
        ),  # a headline without comma
    ],
)
def test_one_figure(tree_of: Trees, text: str, expected: Told) -> None:
    """A single figure has the interval, unit and role that its words give it."""
    found = find_figures(tree_of(text))

    assert [expected] == [(one.low, one.high, one.unit, one.role) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # killed and injured, each with a number of its own
        ("The fire killed 7 people and injured 31.", [(7, "killed", "total"), (31, "injured", "total")]),
        # two kinds of killed
        ("The clashes left 12 rebels and 5 soldiers dead.", [(12, "killed", "total"), (5, "killed", "total")]),
        # things and people
        ("Two trains collided, killing 8 people.", [(2, "trains", "total"), (8, "killed", "total")]),
        # an opening part
        ("The storm killed 9 people, including three children.", [(9, "killed", "total"), (3, "killed", "part")]),
        # a part with a unit of its own
        ("At least 18 people were killed, 11 of them women.", [(18, "killed", "total"), (11, "killed", "part")]),
        # a part of the dead
        ("Six of the dead were children.", [(6, "killed", "part")]),
        # two tolls in one breath, each under its own name
        (
            "He put the death toll at six and the number of injured at 28.",
            [(6, "killed", "total"), (28, "injured", "total")],
        ),
        # lives are only those that the verb claims
        (
            "The blast claimed the lives of at least 27 guards while over 500 people were injured.",
            [(27, "killed", "total"), (501, "injured", "total")],
        ),
        # told among the whole
        ("Ten children were among 48 people executed.", [(10, "killed", "part"), (48, "killed", "total")]),
        # told among the dead
        ("There were 11 children among the dead.", [(11, "killed", "part")]),
        # a rise is no range
        ("The death toll rose from 24 to 43.", [(24, "killed", "total"), (43, "killed", "total")]),
        # dead and wounded as nouns
        ("The toll stands at 57 dead and 210 wounded.", [(57, "killed", "total"), (210, "injured", "total")]),
    ],
)
def test_several_figures(tree_of: Trees, text: str, expected: list[tuple[float, str, str]]) -> None:
    """Figures of one claim keep their own number, fate and scope."""
    assert expected == [(one.low, one.role, one.scope) for one in find_figures(tree_of(text))]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor, 63, spoke.",  # an age between commas
        "A boy aged 9 was found.",  # an age behind "aged"
        "It was founded in 1874.",  # a year
        "The 2014 flood was worse.",  # a year as an adjective
        "The talks began at 10:45 on Friday.",  # a time
        "It is the 12th such case.",  # an ordinal
        "The 2nd Brigade withdrew.",  # an ordinal in a name
        "Channel 4 showed the film.",  # a name
        "The order is under Article 51 of the charter.",  # an article of law
        "Resolution 2118 was passed.",  # a resolution
        "The M5 highway was cut.",  # a road
        "It lasted for the past three weeks.",  # a span of time
    ],
)
def test_no_figure(tree_of: Trees, text: str) -> None:
    """Ages, years, times, ordinals and names count nothing."""
    assert [] == find_figures(tree_of(text))


def test_a_toll_holds_for_the_day_it_is_given_for(tree_of: Trees) -> None:
    """The as-of day is kept with people's figures and with no other."""
    monday = date(2016, 10, 10)

    toll, trucks = find_figures(tree_of("Some 34 people were killed and 6 trucks burned."), as_of=monday)

    assert (monday, None) == (toll.as_of, trucks.as_of)
