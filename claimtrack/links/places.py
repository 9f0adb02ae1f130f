"""Whether two claims are set in one place, by their names and the gazetteer.

Sets of normalised place names go in, a ``PlaceRelation`` comes out. The gazetteer knows spellings, and which country
and province a town lies in; a name that it lacks is compared by its letters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from claimtrack.claims.gazetteer import Kind, Location, find_locations, holds, may_meet
from claimtrack.links.words import REMEMBERED, fold


class PlaceRelation(StrEnum):
    """How the places of one claim stand to those of another."""

    UNKNOWN = "unknown"  # a side names none, or only a land that may hold the other's
    SAME = "same"
    CONTAINED = "contained"  # Aleppo and Syria; "eastern Aleppo" and Aleppo; "Ghouta, Damascus" and Damascus
    DIFFERENT = "different"


PARTICLES = frozenset({"al", "el", "ez", "az", "as", "ash", "ad", "ar", "at", "the", "of", "in", "near"})
COMPASS_AND_KIND = """
eastern western northern southern central east west north south northeast northwest southeast southwest
northeastern northwestern southeastern southwestern greater old city town village province governorate district
countryside suburb suburbs region area outskirts rural neighborhood neighbourhood county state
"""
VAGUE_PARTS = frozenset(COMPASS_AND_KIND.split())
REGION_NOUNS = frozenset({"province", "governorate", "region", "county", "state"})
PARTS_OF_TOWNS = frozenset(
    {
        "district",
        "neighborhood",
        "neighbourhood",
        "neighborhoods",
        "neighbourhoods",
        "suburb",
        "suburbs",
        "quarter",
        "area",
    }
)
"""What is called so lies in or near some town, and no table says in which."""
SPELLING_RATIO = 0.8
"""Least similarity of two spellings of one name that is short or differs in its consonants."""
SKELETON_RATIO = 0.7
"""Least similarity where three consonants or more agree in order. Source of both: read off spellings of Arabic town
names in English news: Sheikhun and Shaykun 0.78, Raqa and Raqqa 0.89, Daraa and Deraa 0.8; Hama and Homs have 0.5."""
CAPITALS = re.compile(r"(?:[A-Z][\w'’]*(?:-[\w'’]+)*)(?: (?:(?:al|el|ez|az|as|ash|ad|ar)-)?[A-Z][\w'’]*(?:-[\w'’]+)*)*")
GREAT_CITY = 1_000_000
"""A town of so many people is meant even beside other capitals ("Aleppo Monitor"); "Human Rights" is no town in China."""
LONGEST_RUN = 3
"""Words of a name that is looked for in a text."""
MOST_MEANINGS = 3
"""Places of one name that are weighed; what comes after is too small to be meant."""
LENGTH_SLACK = 2
"""Two spellings differ by at most this many letters for each eight, so that London is not Londonderry."""


NARROWEST_LAST = (PlaceRelation.SAME, PlaceRelation.CONTAINED, PlaceRelation.UNKNOWN, PlaceRelation.DIFFERENT)
"""Relations of single names by how much they say; the first one found holds for both claims."""


@dataclass(frozen=True, slots=True)
class _Named:
    """One name with what it may mean; no meanings for a name that the gazetteer lacks."""

    name: str
    meanings: tuple[Location, ...]

    @property
    def is_wide(self) -> bool:
        """Whether it is a country or a part of the world: a town beside it says more."""
        return bool(self.meanings) and self.meanings[0].kind in (Kind.COUNTRY, Kind.AREA)


def compare_places(a: Sequence[str], b: Sequence[str]) -> PlaceRelation:
    """How the places named in one claim stand to those named in another.

    A name shared in any spelling is the same place. A town and its province or country, or a name that is a part of the
    other's wording, are contained. Names that do not meet are different, unless one side names only a land that may hold
    the other's town.
    """
    names_a, names_b = _names(a), _names(b)
    if not names_a or not names_b:
        return PlaceRelation.UNKNOWN
    lands_a, lands_b = _lands(names_a), _lands(names_b)
    told_a, told_b = _told(names_a, lands_a), _told(names_b, lands_b)
    narrow_a, narrow_b = _narrow(told_a), _narrow(told_b)
    found = {_compare_names(one, two) for one in narrow_a for two in narrow_b}
    relation = next(relation for relation in NARROWEST_LAST if relation in found)
    apart = lands_a and lands_b and not lands_a & lands_b
    if relation is PlaceRelation.UNKNOWN and apart:
        return PlaceRelation.DIFFERENT  # "Syria" and an unknown town told with Iraq
    if relation is PlaceRelation.DIFFERENT and not apart:
        within = _may_lie_within(narrow_a, narrow_b) or _may_lie_within(narrow_b, narrow_a)
        return PlaceRelation.UNKNOWN if within else relation
    return relation


def is_wide(place: str) -> bool:
    """Whether a name means a country or a part of the world, within which two places may lie far apart."""
    return _Named(place, find_locations(place)).is_wide


@lru_cache(maxsize=REMEMBERED)
def named_places(text: str) -> tuple[str, ...]:
    """The towns and provinces that the text names with a capital, as far as the gazetteer is sure of them.

    A name beside other capitals ("Human Rights"), and that of a small town, counts only where the text also names its country
    or a sure place of it. It needs no grammar, and
    so finds "Syrias Deir Ezzor" in texts that have lost their commas and apostrophes.
    """
    found = {name: name == _bare(run) for run in CAPITALS.findall(text) for name in _runs_of(run)}
    meant = {name: find_locations(name)[:1] for name in found}
    lands = {
        place.country
        for name, places in meant.items()
        for place in places
        if place.is_sure and _stands(found[name], place)
    }
    return tuple(
        fold(name)
        for name, places in meant.items()
        for place in places
        if place.kind in (Kind.TOWN, Kind.REGION) and place.country in lands and (place.is_sure or found[name])
    )


def _stands(alone: bool, place: Location) -> bool:
    """Whether a name is surely a place: a country, a great city, or a name without other capitals beside it."""
    return alone or place.kind is not Kind.TOWN or place.population >= GREAT_CITY


def _runs_of(run: str) -> Iterator[str]:
    """The longest names of the gazetteer in a run of capitalised words, from left to right."""
    words = run.split()
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_RUN, len(words) - at), 0, -1):
            name = _known(" ".join(words[at : at + length]))
            if name:
                yield name
                at += length - 1
                break
        at += 1


def _known(name: str) -> str | None:
    bare = _bare(name)
    forms = (bare, bare[:-1]) if bare.endswith("s") else (bare,)
    return next((form for form in forms if find_locations(form)), None)


def _bare(name: str) -> str:
    return re.sub(r"['’]s$", "", name)


def is_one_name(a: str, b: str) -> bool:
    """Whether two names are spellings of one: "Khan Sheikhoun" and "Khan Shaykhun", "Deir Ezzor" and "Deir az-Zour"."""
    one, two = _letters(a), _letters(b)
    if one == two:
        return True
    if not one or not two or one[0] != two[0]:
        return False
    longest = max(len(one), len(two))
    if abs(len(one) - len(two)) > max(1, longest * LENGTH_SLACK // 8):
        return False
    ratio = SequenceMatcher(None, one, two).ratio()
    skeleton_a, skeleton_b = _consonants(one), _consonants(two)
    if skeleton_a == skeleton_b:
        return ratio >= (SKELETON_RATIO if len(skeleton_a) >= 3 else SPELLING_RATIO)
    return ratio >= SPELLING_RATIO and longest >= 8


def _compare_names(a: _Named, b: _Named) -> PlaceRelation:
    if a.name == b.name and not (a.meanings and b.meanings):
        return PlaceRelation.SAME
    by_meaning = {_compare_meanings(one, two) for one in a.meanings for two in b.meanings}
    for relation in NARROWEST_LAST[:2]:
        if relation in by_meaning:
            return relation
    if a.name == b.name:
        return PlaceRelation.DIFFERENT  # Tripoli in Libya and Tripoli in Lebanon
    if a.is_wide or b.is_wide:
        return _compare_lands(a, b, by_meaning)
    if is_one_name(a.name, b.name):
        return PlaceRelation.SAME
    words_a, words_b = _words(a.name), _words(b.name)
    if words_a and words_b and (_are_among(words_a, words_b) or _are_among(words_b, words_a)):
        return PlaceRelation.CONTAINED
    return PlaceRelation.UNKNOWN if PlaceRelation.UNKNOWN in by_meaning else PlaceRelation.DIFFERENT


def _may_lie_within(narrow: Sequence[_Named], wide: Sequence[_Named]) -> bool:
    """Whether one side names nothing but places that the gazetteer lacks, and the other side's may hold one of them."""
    if any(named.meanings for named in narrow):
        return False
    return any(_may_hold(holder, held) for holder in wide if holder.meanings for held in narrow)


def _may_hold(wide: _Named, narrow: _Named) -> bool:
    """Whether a province may hold a village, or a town a quarter, that no table has."""
    return not (REGION_NOUNS.isdisjoint(wide.name.split()) and PARTS_OF_TOWNS.isdisjoint(narrow.name.split()))


def _are_among(few: frozenset[str], many: frozenset[str]) -> bool:
    # "Aleppos Salaheddin district": a possessive whose apostrophe was lost.
    return all(word in many or f"{word}s" in many for word in few)


def _compare_lands(a: _Named, b: _Named, by_meaning: set[PlaceRelation]) -> PlaceRelation:
    """A country or area against a name outside of it, or against one of which nothing sure is known."""
    sure = all(named.meanings and named.meanings[0].is_sure for named in (a, b))
    return PlaceRelation.DIFFERENT if sure and PlaceRelation.UNKNOWN not in by_meaning else PlaceRelation.UNKNOWN


def _compare_meanings(a: Location, b: Location) -> PlaceRelation:
    if a.id == b.id:
        return PlaceRelation.SAME if a.part == b.part else PlaceRelation.CONTAINED
    if holds(a, b) or holds(b, a):
        return PlaceRelation.CONTAINED
    return PlaceRelation.UNKNOWN if may_meet(a, b) else PlaceRelation.DIFFERENT


def _names(places: Sequence[str]) -> tuple[str, ...]:
    folded = (" ".join(fold(place).split()) for place in places)
    return tuple(dict.fromkeys(name for name in folded if name))


def _lands(names: Sequence[str]) -> frozenset[str]:
    """The countries that the names themselves name."""
    found = (find_locations(name)[:1] for name in names)
    return frozenset(place.country for places in found for place in places if place.kind is Kind.COUNTRY)


def _told(names: Sequence[str], lands: frozenset[str]) -> tuple[_Named, ...]:
    """The names with their meanings; beside a country only those that lie in it, where there are such."""
    return tuple(_Named(name, _meanings(name, lands)) for name in names)


def _meanings(name: str, lands: frozenset[str]) -> tuple[Location, ...]:
    found = find_locations(name, lands)
    if not found and name.endswith("s"):
        found = find_locations(name[:-1], lands)  # "Aleppos": a possessive whose apostrophe was lost
    fitting = tuple(place for place in found if place.country in lands)
    return fitting or tuple(place for place in found if place.is_sure or place is found[0])[:MOST_MEANINGS]


def _narrow(told: Sequence[_Named]) -> Sequence[_Named]:
    return [named for named in told if not named.is_wide] or told


def _words(name: str) -> frozenset[str]:
    words = name.replace(",", " ").replace("-", " ").split()
    return frozenset(word for word in words if word not in PARTICLES and word not in VAGUE_PARTS)


def _letters(name: str) -> str:
    words = name.replace("-", " ").replace("'", "").replace(",", " ").split()
    return "".join(word for word in words if word not in PARTICLES)


def _consonants(letters: str) -> str:
    # A "y" inside a diphthong and an "h" after a consonant come and go between spellings.
    kept = [letter for i, letter in enumerate(letters) if i == 0 or letter not in "aeiouhy"]
    return "".join(letter for i, letter in enumerate(kept) if i == 0 or letter != kept[i - 1])
