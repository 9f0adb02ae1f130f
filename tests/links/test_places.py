"""Whether two claims are set in one place, by their names and the gazetteer."""

import pytest

from claimtrack.links.places import PlaceRelation, compare_places, is_one_name, named_places


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
        (["syria"], ["aleppo"], PlaceRelation.CONTAINED),  # a town and its country
        (["iraq"], ["aleppo"], PlaceRelation.DIFFERENT),  # a town and another country
        (["syria"], ["madurah"], PlaceRelation.UNKNOWN),  # a town that no table has may lie in any country
        (["syria"], ["madaya"], PlaceRelation.UNKNOWN),  # nor is a small namesake elsewhere proof of anything
        (["deraa"], ["dar'a"], PlaceRelation.SAME),  # spellings that the gazetteer knows
        (["halab"], ["aleppo"], PlaceRelation.SAME),  # two names of a town
        (["kiev"], ["kyiv"], PlaceRelation.SAME),  # likewise
        (["manbij"], ["aleppo province"], PlaceRelation.CONTAINED),  # a town and its province
        (["manbij"], ["idlib province"], PlaceRelation.DIFFERENT),  # and another one
        (["aleppo province"], ["aleppo"], PlaceRelation.CONTAINED),  # a province and the town it is named after
        (["aleppo outskirts"], ["aleppo"], PlaceRelation.CONTAINED),  # a part by its noun
        (["houston"], ["texas"], PlaceRelation.CONTAINED),  # a town and its state
        (["aleppo"], ["middle east"], PlaceRelation.CONTAINED),  # a town and its part of the world
        (["aleppo"], ["europe"], PlaceRelation.DIFFERENT),  # and another
        (["sevastopol"], ["crimea"], PlaceRelation.UNKNOWN),  # an area with no border in the tables
        (["tripoli"], ["lebanon"], PlaceRelation.CONTAINED),  # a name of two towns may be either
        (["tripoli", "libya"], ["tripoli", "lebanon"], PlaceRelation.DIFFERENT),  # until their countries are told
        (["syria"], ["mosul", "iraq"], PlaceRelation.DIFFERENT),  # a town told with another country
        (["aleppos salaheddin district"], ["aleppo"], PlaceRelation.CONTAINED),  # a possessive without its apostrophe
        (["aleppos"], ["aleppo"], PlaceRelation.SAME),  # likewise
        (
            ["sumaria neighborhood"],
            ["damascus"],
            PlaceRelation.UNKNOWN,
        ),  # a quarter that no table has lies in some town
        (["aleppo", "maadi district"], ["homs"], PlaceRelation.DIFFERENT),  # unless its own town is told with it
        (["urum"], ["idlib province"], PlaceRelation.UNKNOWN),  # a village that no table has may lie in any province
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Strikes kill 34 in Syrias Deir Ezzor Monitor says", ("deir ezzor",)),  # its apostrophe and commas are lost
        ("Raids on Idlib and on Homs", ("idlib", "homs")),  # two of them
        (
            "Raids on Khan Sheikhun in Idlib",
            ("khan sheikhun", "idlib"),
        ),  # a small town beside a sure place of its country
        ("The Syrian Observatory for Human Rights", ()),  # a village is called so, but not here
        ("raids on a market", ()),  # no name at all
    ],
)
def test_places_are_found_by_their_capitals(text: str, expected: tuple[str, ...]) -> None:
    """As far as the gazetteer is sure of them."""
    assert expected == named_places(text)
