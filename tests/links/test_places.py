"""Whether two claims are set in one place, by their names alone."""

import pytest

from claimtrack.links.places import PlaceRelation, compare_places, is_one_name


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (["aleppo"], ["aleppo"], PlaceRelation.SAME),  # one name
        (["aleppo", "syria"], ["aleppo"], PlaceRelation.SAME),  # a country beside it
        (["khan sheikhun"], ["khan shaykhun"], PlaceRelation.SAME),  # two spellings
        (["deir ezzor"], ["deir az-zour"], PlaceRelation.SAME),  # with an article inside
        (["tokhar"], ["al-tukhar"], PlaceRelation.SAME),  # with an article in front
        (["khan sheikhun", "idlib"], ["idlib"], PlaceRelation.SAME),  # a town told with its province
        (["eastern aleppo"], ["aleppo"], PlaceRelation.CONTAINED),  # a part of a town
        (["ghouta, damascus"], ["damascus"], PlaceRelation.CONTAINED),  # a suburb told with its town
        (["aleppo"], ["deraa"], PlaceRelation.DIFFERENT),  # two towns
        (["aleppo", "syria"], ["deraa", "syria"], PlaceRelation.DIFFERENT),  # two towns of one country
        (["syria"], ["iraq"], PlaceRelation.DIFFERENT),  # two countries
        (["syria"], ["syria"], PlaceRelation.SAME),  # one country, and nothing narrower
        (["uk"], ["britain"], PlaceRelation.SAME),  # two names of a country
        (["niger"], ["nigeria"], PlaceRelation.DIFFERENT),  # two countries of like names
        (["syria"], ["aleppo"], PlaceRelation.UNKNOWN),  # the town may lie in the country
        (["syria"], ["mosul", "iraq"], PlaceRelation.DIFFERENT),  # a town told with another country
        ([], ["aleppo"], PlaceRelation.UNKNOWN),  # a side names nothing
        ([], [], PlaceRelation.UNKNOWN),  # neither does
        ([""], ["aleppo"], PlaceRelation.UNKNOWN),  # a blank is no name
    ],
)
def test_places_stand_as_the_table_says(a: list[str], b: list[str], expected: PlaceRelation) -> None:
    """The relation is the same from both sides."""
    assert (expected, expected) == (compare_places(a, b), compare_places(b, a))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("hama", "homs"),  # two consonants in common
        ("mali", "malawi"),  # one name begins the other
        ("london", "londonderry"),  # likewise
        ("mosul", "basra"),  # nothing in common
        ("", "aleppo"),  # no name at all
    ],
)
def test_different_names_are_not_taken_for_spellings(one: str, two: str) -> None:
    """Names that only look alike stay apart."""
    assert not is_one_name(one, two)
