"""The truth table of figures: what one stated count says about another."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.claims.model import Figure
from claimtrack.links.intervals import compare_figures, is_tolerant, role_of, stated_number, wording_of
from claimtrack.links.model import Direction, Relation

MONDAY = date(2016, 10, 10)
TUESDAY = date(2016, 10, 11)

SAME = "same_claim"
ENTAILS_AB = "entails a_to_b"
ENTAILS_BA = "entails b_to_a"
COMPATIBLE = "compatible"
CONFLICTS = "conflicts"
UPDATES_AB = "updates a_to_b"
UPDATES_BA = "updates b_to_a"


def killed(
    low: float | None,
    high: float | None,
    modifier: str | None = None,
    *,
    unit: str | None = "people",
    scope: str = "total",
    role: str = "killed",
    as_of: date | None = None,
) -> Figure:
    """A figure of people killed, unless told otherwise."""
    return Figure(low=low, high=high, modifier=modifier, unit=unit, role=role, scope=scope, as_of=as_of)


def exact(value: float, **rest: object) -> Figure:
    """A point."""
    return killed(value, value, **rest)  # type: ignore[arg-type]


def at_least(value: float, **rest: object) -> Figure:
    """An interval open above."""
    return killed(value, None, "at least", **rest)  # type: ignore[arg-type]


def up_to(value: float, **rest: object) -> Figure:
    """An interval open below."""
    return killed(None, value, "up to", **rest)  # type: ignore[arg-type]


def about(value: float, modifier: str = "about", **rest: object) -> Figure:
    """A point with a modifier that makes it tolerant."""
    return killed(value, value, modifier, **rest)  # type: ignore[arg-type]


def told(relation: Relation | None, direction: Direction | None, code: str) -> str:
    """A relation in the words of the table."""
    if relation is None:
        return code
    return f"{relation} {direction}" if direction else str(relation)


EXACT = [
    (exact(16), exact(16), SAME),  # the same number
    (exact(16), exact(26), CONFLICTS),  # two numbers of one day
    (exact(26), exact(16), CONFLICTS),  # and the other way round
    (exact(0), exact(0), SAME),  # nobody was killed, twice
    (exact(0), exact(3), CONFLICTS),  # nobody against three
    (exact(16), exact(16, unit=None), SAME),  # a toll without a unit counts people
    (exact(16), exact(16, unit="persons"), SAME),  # two words for people
    (exact(16, role="dead"), exact(16), SAME),  # "dead" is the role killed
    (exact(16, role="wounded"), exact(16, role="injured"), SAME),  # "wounded" is the role injured
]
OPEN_UPWARDS = [
    (at_least(16), at_least(16), SAME),  # the same bound
    (exact(25), at_least(16), ENTAILS_AB),  # 25 makes "at least 16" true
    (at_least(16), exact(25), ENTAILS_BA),  # seen from the other side
    (exact(16), at_least(16), ENTAILS_AB),  # the bound itself is inside
    (exact(15), at_least(16), CONFLICTS),  # one below the bound
    (at_least(20), at_least(16), ENTAILS_AB),  # the higher bound is the stronger
    (at_least(16), at_least(20), ENTAILS_BA),  # and gives the direction
    (killed(21, None, "more than"), at_least(20), ENTAILS_AB),  # more than 20 is at least 21
    (killed(21, None, "more than"), exact(20), CONFLICTS),  # more than 20 leaves 20 out
    (killed(21, None, "more than"), exact(21), ENTAILS_BA),  # 21 is more than 20
    (killed(21, None, "more than"), at_least(21), SAME),  # one interval in two wordings
]
OPEN_DOWNWARDS = [
    (up_to(50), up_to(50), SAME),  # the same bound
    (up_to(50), exact(50), ENTAILS_BA),  # the bound itself is inside
    (up_to(50), exact(51), CONFLICTS),  # one above the bound
    (up_to(40), up_to(50), ENTAILS_AB),  # the lower bound is the stronger
    (killed(21, None, "more than"), up_to(50), COMPATIBLE),  # 21 to 50 satisfy both
    (at_least(51), up_to(50), CONFLICTS),  # no number satisfies both
    (at_least(50), up_to(50), COMPATIBLE),  # only 50 satisfies both
    (up_to(50), killed(0, 50), SAME),  # a count starts at nought
    (killed(None, 19, "fewer than"), exact(16), ENTAILS_BA),  # 16 is fewer than 20
]
RANGES = [
    (killed(16, 20), killed(16, 20), SAME),  # the same range
    (killed(16, 20), exact(18), ENTAILS_BA),  # a number inside
    (killed(16, 20), exact(21), CONFLICTS),  # a number outside
    (killed(16, 20), killed(18, 25), COMPATIBLE),  # ranges that overlap
    (killed(16, 20), killed(20, 25), COMPATIBLE),  # ranges that touch
    (killed(16, 20), killed(21, 25), CONFLICTS),  # ranges apart
    (killed(16, 20), at_least(16), ENTAILS_AB),  # a range inside an open end
    (killed(16, 20), at_least(18), COMPATIBLE),  # a range partly inside
    (killed(17, 19), killed(16, 20), ENTAILS_AB),  # a range inside a range
]
ABOUT = [
    (about(25), about(25), SAME),  # the same wording
    (about(25), about(25, "around"), SAME),  # "around" is "about"
    (about(25), exact(25), COMPATIBLE),  # 25 may or may not be what "about 25" found
    (about(25), exact(27), COMPATIBLE),  # inside the tolerance of a tenth
    (about(25), exact(28), CONFLICTS),  # outside it
    (about(25), about(29), COMPATIBLE),  # both tolerances meet
    (about(25), about(40), CONFLICTS),  # both tolerances do not
    (about(25), at_least(16), ENTAILS_AB),  # all of "about 25" is at least 16
    (about(25), at_least(24), COMPATIBLE),  # only a part of "about 25" is at least 24
    (about(25), killed(24, 26), COMPATIBLE),  # nothing entails a fuzzy figure
    (about(25), up_to(20), CONFLICTS),  # the tolerance does not reach 20
    (about(25, "nearly"), exact(24), COMPATIBLE),  # nearly 25 is a little below
    (about(25, "nearly"), exact(26), CONFLICTS),  # and never above
    (about(100, "just over"), exact(98), CONFLICTS),  # just over 100 is never below
    (about(100, "some"), exact(105), COMPATIBLE),  # "some 100"
    (about(100, "roughly"), exact(115), CONFLICTS),  # "roughly 100"
    (about(100, "almost"), exact(95), COMPATIBLE),  # "almost 100"
]
VAGUE = [
    (killed(24, None, "dozens"), killed(24, None, "dozens"), SAME),  # dozens, twice
    (killed(40, None, "scores"), killed(24, None, "dozens"), ENTAILS_AB),  # scores are dozens
    (killed(24, None, "dozens"), exact(72), ENTAILS_BA),  # 72 are dozens
    (killed(24, None, "dozens"), exact(12), CONFLICTS),  # 12 are not
    (killed(200, None, "hundreds"), at_least(1300), ENTAILS_BA),  # 1,300 are hundreds
    (killed(2000, None, "thousands"), exact(1300), CONFLICTS),  # but not thousands
]
PARTS = [
    (exact(16), exact(16, scope="part"), "other-scope"),  # a total against a part of one
    (exact(5, scope="part", unit="children"), exact(5, scope="part", unit="children"), SAME),  # two parts of a kind
    (exact(5, scope="part", unit="children"), exact(3, scope="part", unit="children"), CONFLICTS),  # two numbers of it
    (exact(5, scope="part", unit="children"), exact(5, unit="children"), SAME),  # told as a part, told alone
    (exact(5, scope="part", unit="children"), exact(3, scope="part", unit="women"), "other-unit"),  # children, women
    (exact(14, unit="soldiers"), exact(16), "other-scope"),  # soldiers are a part of all people
    (exact(16, unit="soldiers"), exact(16), COMPATIBLE),  # all of them can be soldiers
    (exact(20, unit="soldiers"), exact(16), CONFLICTS),  # a part cannot exceed the whole
    (exact(12, unit="soldiers"), at_least(16), "other-scope"),  # 12 soldiers say little of at least 16 people
    (exact(16, unit="civilians"), exact(16), SAME),  # one toll in the words of two reporters
    (exact(14, unit="civilians"), exact(16), CONFLICTS),  # and two tolls
    (exact(5, scope="part", unit="civilians"), exact(16), "other-scope"),  # unless they are told as a part
    (exact(20, unit="civilians"), at_least(16), ENTAILS_AB),  # 20 civilians are at least 16 people
    (at_least(16), exact(20, unit="civilians"), ENTAILS_BA),  # and the other way round
    (exact(12, unit="civilians"), at_least(16), CONFLICTS),  # 12 civilians are not
    (at_least(16, unit="civilians"), at_least(15, unit="civilian"), ENTAILS_AB),  # one kind in singular and plural
    (exact(16, unit="regime soldiers"), exact(19, unit="soldiers"), CONFLICTS),  # a kind told with an epithet
    (exact(16, unit="other people"), exact(19, unit="dead including 2 children"), CONFLICTS),  # people, at length
    (exact(16, unit="soldiers"), exact(16, unit="civilians"), "other-unit"),  # two kinds of people
    (at_least(27, unit="children"), killed(24, None, "dozens", unit="civilians"), ENTAILS_AB),  # children are civilians
    (exact(27, unit="children"), exact(20, unit="civilians"), CONFLICTS),  # and cannot be more than they
    (exact(35, unit="militants"), at_least(35, unit="ISIS fighters"), ENTAILS_AB),  # two words for one kind
    (exact(6, unit="Syrian state TV"), exact(6), SAME),  # who told it, in a headline that lost its colon
    (exact(6, unit="Lebanese pilgrims"), exact(6, unit="Syrian state TV"), COMPATIBLE),  # then people are counted
]
ROLES = [
    (exact(16), exact(16, role="injured"), "other-role"),  # killed against injured
    (exact(16), exact(40, role="casualties"), "other-role"),  # killed against killed and injured
    (at_least(44), killed(24, None, "dozens", role="casualties"), ENTAILS_AB),  # the killed are among the casualties
    (exact(50), exact(40, role="casualties"), CONFLICTS),  # and cannot be more than they
    (exact(2, unit="besieged towns"), exact(2, unit="people"), "other-role"),  # nobody kills towns
    (exact(300, role="displaced"), exact(300, role="detained"), "other-role"),  # displaced against detained
    (exact(26, role="airstrike", unit="airstrikes"), exact(26, role="airstrikes", unit="airstrikes"), SAME),  # one noun
    (exact(26, role="strike", unit="strikes"), exact(26, role="village", unit="villages"), "other-role"),  # two nouns
    (exact(44, role="other", unit="attacks"), exact(43, role="attacks", unit="attacks"), CONFLICTS),  # unsaid role
    (exact(16, role="other", unit=None), exact(16, role="other", unit=None), "other-unit"),  # two bare numbers
]
UNITS = [
    (exact(5, role="rate", unit="percent"), exact(5, role="rate", unit="%"), SAME),  # one unit, two spellings
    (exact(5, role="rate", unit="percent"), exact(500, role="rate", unit="people"), "other-unit"),  # percent, count
    (exact(5, role="cost", unit="USD"), exact(5, role="cost", unit="EUR"), "other-unit"),  # two currencies
    (exact(5e6, role="cost", unit="USD"), killed(5_000_001, None, role="cost", unit="USD"), CONFLICTS),  # more than 5m
    (killed(None, -2, role="change", unit="percent"), exact(-3, role="change", unit="percent"), ENTAILS_BA),  # a fall
    (killed(None, None), exact(16), "open-figure"),  # a figure that says nothing
]
DAYS = [
    (exact(16, as_of=MONDAY), exact(26, as_of=TUESDAY), UPDATES_AB),  # a higher toll a day later
    (exact(26, as_of=TUESDAY), exact(16, as_of=MONDAY), UPDATES_BA),  # given in the other order
    (exact(26, as_of=MONDAY), exact(16, as_of=TUESDAY), UPDATES_AB),  # revised downwards
    (exact(16, as_of=MONDAY), exact(26, as_of=MONDAY), CONFLICTS),  # the same day
    (exact(16, as_of=MONDAY), exact(26), CONFLICTS),  # one day unknown
    (exact(16, as_of=MONDAY), exact(16, as_of=TUESDAY), SAME),  # unchanged a day later
    (at_least(16, as_of=MONDAY), exact(26, as_of=TUESDAY), ENTAILS_BA),  # both can be final
    (exact(20, as_of=MONDAY), at_least(112, as_of=TUESDAY), UPDATES_AB),  # out of the old interval
    (about(25, as_of=MONDAY), exact(40, as_of=TUESDAY), UPDATES_AB),  # out of the tolerance
    (exact(16, as_of=MONDAY), exact(16, role="injured", as_of=TUESDAY), "other-role"),  # a day makes nothing comparable
    (up_to(20, as_of=MONDAY), exact(26, as_of=TUESDAY), UPDATES_AB),  # above the earlier upper bound
    (up_to(50, as_of=MONDAY), exact(26, as_of=TUESDAY), ENTAILS_BA),  # within it: no update
    (killed(16, 20, as_of=MONDAY), killed(24, 30, as_of=TUESDAY), UPDATES_AB),  # two ranges apart, a day later
    (killed(16, 20, as_of=MONDAY), killed(18, 25, as_of=TUESDAY), COMPATIBLE),  # two ranges that overlap
    (killed(21, None, "more than", as_of=TUESDAY), exact(20, as_of=MONDAY), UPDATES_BA),  # the later one leaves 20 out
    (killed(24, None, "dozens", as_of=MONDAY), exact(9, as_of=TUESDAY), UPDATES_AB),  # dozens, later nine
    (exact(5, scope="part", as_of=MONDAY), exact(16, as_of=TUESDAY), "other-scope"),  # a part is not updated by a total
    (exact(44, role="injured", as_of=MONDAY), exact(60, role="injured", as_of=TUESDAY), UPDATES_AB),  # injured likewise
]
TABLE = [*EXACT, *OPEN_UPWARDS, *OPEN_DOWNWARDS, *RANGES, *ABOUT, *VAGUE, *PARTS, *ROLES, *UNITS, *DAYS]


@pytest.mark.parametrize(("a", "b", "expected"), TABLE)
def test_a_pair_of_figures_stands_as_the_table_says(a: Figure, b: Figure, expected: str) -> None:
    """Each row of the truth table holds."""
    found = compare_figures(a, b)

    assert expected == told(found.relation, found.direction, found.code)


MIRRORED = {ENTAILS_AB: ENTAILS_BA, ENTAILS_BA: ENTAILS_AB, UPDATES_AB: UPDATES_BA, UPDATES_BA: UPDATES_AB}


@pytest.mark.parametrize(("a", "b", "expected"), TABLE)
def test_a_pair_seen_from_the_other_side_keeps_its_relation(a: Figure, b: Figure, expected: str) -> None:
    """Exchanging the two figures turns the direction and nothing else."""
    found = compare_figures(b, a)

    assert MIRRORED.get(expected, expected) == told(found.relation, found.direction, found.code)


def test_the_day_of_the_article_serves_where_a_figure_has_none() -> None:
    """A figure without an as-of day is told for the day that the caller names."""
    found = compare_figures(exact(16), exact(26), as_of_a=MONDAY, as_of_b=TUESDAY)

    expected = UPDATES_AB
    assert expected == told(found.relation, found.direction, found.code)


def test_a_figures_own_day_goes_before_that_of_the_article() -> None:
    """Two figures told for one day conflict although the articles are a day apart."""
    found = compare_figures(exact(16, as_of=MONDAY), exact(26), as_of_a=TUESDAY, as_of_b=MONDAY)

    expected = CONFLICTS
    assert expected == told(found.relation, found.direction, found.code)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (exact(16), exact(26), "16 against 26 killed"),  # a conflict
        (exact(25), at_least(16), "25 implies at least 16 killed"),  # an entailment, the stronger first
        (at_least(16), exact(25), "25 implies at least 16 killed"),  # whichever way it is asked
        (exact(16), exact(9, role="injured"), "16 killed against 9 injured"),  # two roles
        (exact(1300), exact(1300), "1,300 killed"),  # equal figures are told once
        (exact(5, role="cost", unit="USD"), exact(4, role="cost", unit="EUR"), "5 usd against 4 eur"),  # two units
    ],
)
def test_the_text_tells_a_person_what_was_compared(a: Figure, b: Figure, expected: str) -> None:
    """The text of a relation names both figures."""
    assert expected == compare_figures(a, b).text


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (at_least(16), "at least 16"),  # open above
        (up_to(50), "up to 50"),  # open below
        (killed(16, 20), "16 to 20"),  # a range
        (about(25, "nearly"), "nearly 25"),  # the modifier as written
        (exact(2.5), "2.5"),  # not a whole number
        (killed(None, None), "an open number"),  # nothing is known
    ],
)
def test_a_figure_is_put_in_words(figure: Figure, expected: str) -> None:
    """The wording shows the interval as a reader would say it."""
    assert expected == wording_of(figure)


def test_a_range_with_about_is_no_point_and_so_not_tolerant() -> None:
    """Only a point is widened; "about 16 to 20" already is an interval."""
    assert not is_tolerant(killed(16, 20, "about"))


def test_a_role_that_is_a_noun_is_compared_in_the_singular() -> None:
    """The role "strikes" is the role "strike"."""
    assert role_of(exact(1, role="strike")) == role_of(exact(1, role="Strikes"))


BOUNDS = st.one_of(st.none(), st.integers(min_value=0, max_value=60))


@given(BOUNDS, BOUNDS, BOUNDS, BOUNDS)
def test_relations_of_exact_intervals_agree_with_the_numbers_they_allow(
    low_a: int | None, high_a: int | None, low_b: int | None, high_b: int | None
) -> None:
    """For untolerant figures the relation is that of the sets of whole numbers the two intervals allow."""
    a, b = (killed(low, high) for low, high in ((low_a, high_a), (low_b, high_b)))
    allowed_a, allowed_b = ({n for n in range(200) if _allows(f, n)} for f in (a, b))
    if not allowed_a or not allowed_b or (low_a is high_a is None) or (low_b is high_b is None):
        return

    found = compare_figures(a, b)

    assert _by_sets(allowed_a, allowed_b) == told(found.relation, found.direction, found.code)


def _allows(figure: Figure, number: int) -> bool:
    low = -math.inf if figure.low is None else figure.low
    return low <= number <= (math.inf if figure.high is None else figure.high)


def _by_sets(a: set[int], b: set[int]) -> str:
    if a == b:
        return SAME
    if a < b:
        return ENTAILS_AB
    if b < a:
        return ENTAILS_BA
    return COMPATIBLE if a & b else CONFLICTS


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (exact(16), 16),  # as it is
        (at_least(16), 16),  # the bound
        (killed(101, None, "more than"), 100),  # extraction moved the bound of a count by one
        (killed(101, None, "Over"), 100),  # whatever its case
        (killed(0.5, None, "more than", role="rise", unit="percent"), 0.5),  # a measure keeps its bound
        (killed(None, 19, "fewer than"), 20),  # likewise below
        (up_to(50), 50),  # the upper bound where it is the only one
        (killed(16, 20), 16),  # the lower end of a range
        (killed(None, None), None),  # nothing is stated
    ],
)
def test_the_number_as_it_is_written(figure: Figure, expected: float | None) -> None:
    """The stated number is the one that a reader finds in the text."""
    assert expected == stated_number(figure)


def test_a_figure_beyond_its_number_is_put_in_its_own_words() -> None:
    """ "More than 100" is not shown as "at least 101", nor "fewer than 20" as "up to 19"."""
    told = [wording_of(killed(101, None, "more than")), wording_of(killed(None, 19, "fewer than"))]

    assert ["more than 100", "fewer than 20"] == told
