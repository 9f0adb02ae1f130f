"""Names of places: what they may mean, how spellings meet, and what lies in what."""

import pytest

from claimtrack.claims.gazetteer import Kind, find_locations, fold, holds, load_gazetteer, may_meet


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Dar‘ā", "dara"),  # accents and half rings
        ("Dar'a", "dara"),  # a plain apostrophe
        ("U.S.", "us"),  # dots
        ("Deir ez-Zor", "deir ez zor"),  # hyphens
        ("Łódź", "lodz"),  # a letter that no accent makes
        ("", ""),  # nothing
    ],
)
def test_names_fold(name: str, folded: str) -> None:
    """Case, accents, apostrophes, dots and hyphens do not make another name."""
    assert folded == fold(name)


@pytest.mark.parametrize(
    ("name", "canonical", "country"),
    [
        ("Aleppo", "aleppo", "SY"),  # its own name
        ("Halab", "aleppo", "SY"),  # its name in its own country
        ("Deraa", "dara", "SY"),  # a spelling of the papers
        ("Darʿā", "dara", "SY"),  # a spelling of the learned
        ("Kiev", "kyiv", "UA"),  # the older name
        ("al-Raqqa", "raqqah", "SY"),  # an article and another ending
        ("Deir Ezzor", "deir ez zor", "SY"),  # parts joined otherwise
        ("Bombay", "mumbai", "IN"),  # a name that was given up
        ("Odessa", "odesa", "UA"),  # the far larger one, though another has just this name
        ("Moscow", "moscow", "RU"),  # the far larger of two of one name
        ("U.S.", "united states", "US"),  # a country's short form
        ("Britain", "united kingdom", "GB"),  # a country's other name
        ("Georgia", "georgia", "GE"),  # the country before the state
        ("Homs city", "homs", "SY"),  # with a noun that adds nothing
    ],
)
def test_the_likeliest_place_comes_first(name: str, canonical: str, country: str) -> None:
    """Every spelling leads to one place."""
    found = find_locations(name)[0]

    assert (canonical, country) == (found.name, found.country)


@pytest.mark.parametrize("name", ["Xyzzyville", "", "   ", "a" * 500, "city city city", "§"])
def test_what_is_no_name_means_nothing(name: str) -> None:
    """Unknown, blank and absurd names give no place."""
    assert () == find_locations(name)


@pytest.mark.parametrize(
    ("name", "countries", "country"),
    [
        ("Tripoli", frozenset({"LB"}), "LB"),  # the smaller one, in the country that the text names
        ("Tripoli", frozenset(), "LY"),  # without a country the larger one
        ("Moscow", frozenset({"US"}), "RU"),  # a village does not become the capital of its namesake's reader
    ],
)
def test_a_named_country_decides(name: str, countries: frozenset[str], country: str) -> None:
    """A town of a country that the text names goes before a larger one elsewhere, but not before a far larger one."""
    assert country == find_locations(name, countries)[0].country


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("Syria", "Aleppo", True),  # a town in its country
        ("Aleppo", "Syria", False),  # and not the other way round
        ("Iraq", "Aleppo", False),  # another country
        ("Aleppo province", "Manbij", True),  # a town in the province named after another
        ("Idlib province", "Manbij", False),  # another province
        ("Texas", "Houston", True),  # a state
        ("Middle East", "Syria", True),  # a part of the world
        ("Europe", "Aleppo", False),  # another part
        ("Ukraine", "Crimea", False),  # a land that two states hold to be theirs
        ("Aleppo", "Aleppo outskirts", True),  # a part of the town
        ("Aleppo", "Aleppo", False),  # the same place is not inside itself
    ],
)
def test_what_lies_in_what(outer: str, inner: str, expected: bool) -> None:
    """Countries, provinces and parts of the world hold their towns."""
    assert expected is holds(find_locations(outer)[0], find_locations(inner)[0])


def test_an_area_without_borders_may_share_ground() -> None:
    """Where the tables draw no border nothing is denied."""
    crimea, sevastopol, aleppo = (find_locations(name)[0] for name in ("Crimea", "Sevastopol", "Aleppo"))

    assert may_meet(crimea, sevastopol)
    assert not may_meet(crimea, aleppo)


def test_small_namesakes_are_not_sure() -> None:
    """A small town is no proof that its name means it; countries and large towns are."""
    assert [False, True, True] == [find_locations(name)[0].is_sure for name in ("Madaya", "Aleppo", "Syria")]


def test_the_gazetteer_is_read_once_and_stays_small() -> None:
    """One index for the whole process, with towns, countries, states and areas in it."""
    found = load_gazetteer()

    assert found is load_gazetteer()
    assert 100_000 < len(found.index) < 160_000
    assert {Kind.AREA, Kind.COUNTRY, Kind.REGION} == {place.kind for places in found.wide.values() for place in places}
