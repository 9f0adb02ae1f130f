"""Whether two claims are set in one place, as far as names alone can tell.

Sets of normalised place names go in, a ``PlaceRelation`` comes out. There is no gazetteer: that a town lies in a
province is only known where one of the two texts says so, and then it shows as a shared name.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from claimtrack.links.words import fold


class PlaceRelation(StrEnum):
    """How the places of one claim stand to those of another."""

    UNKNOWN = "unknown"  # a side names none, or only a country that may hold the other's
    SAME = "same"
    CONTAINED = "contained"  # "eastern Aleppo" and Aleppo; "Ghouta, Damascus" and Damascus
    DIFFERENT = "different"


WIDE_NAMES = """
afghanistan, albania, algeria, angola, argentina, armenia, australia, austria, azerbaijan, bahrain, bangladesh,
belarus, belgium, benin, bolivia, bosnia, botswana, brazil, britain, bulgaria, burkina faso, burundi, cambodia,
cameroon, canada, chad, chile, china, colombia, congo, costa rica, croatia, cuba, cyprus, czech republic, czechia,
denmark, djibouti, ecuador, egypt, england, eritrea, estonia, ethiopia, finland, france, gabon, gambia, georgia,
germany, ghana, greece, guatemala, guinea, haiti, honduras, hungary, iceland, india, indonesia, iran, iraq,
ireland, israel, italy, ivory coast, jamaica, japan, jordan, kazakhstan, kenya, kosovo, kuwait, kyrgyzstan, laos,
latvia, lebanon, liberia, libya, lithuania, luxembourg, madagascar, malawi, malaysia, mali, malta, mauritania,
mexico, moldova, mongolia, montenegro, morocco, mozambique, myanmar, namibia, nepal, netherlands, new zealand,
nicaragua, niger, nigeria, north korea, north macedonia, norway, oman, pakistan, palestine, panama, paraguay, peru,
philippines, poland, portugal, qatar, romania, russia, rwanda, saudi arabia, scotland, senegal, serbia, sierra
leone, singapore, slovakia, slovenia, somalia, south africa, south korea, south sudan, spain, sri lanka, sudan,
sweden, switzerland, syria, taiwan, tajikistan, tanzania, thailand, togo, tunisia, turkey, turkmenistan, uganda,
ukraine, united arab emirates, uae, united kingdom, uk, united states, us, usa, america, uruguay, uzbekistan,
venezuela, vietnam, wales, yemen, zambia, zimbabwe, europe, africa, asia, middle east
"""
COUNTRIES = frozenset(" ".join(WIDE_NAMES.split()).split(", "))
"""Names so wide that a town beside them says nothing about another place."""
ALIASES = {
    "uk": "united kingdom", "britain": "united kingdom", "us": "united states", "usa": "united states",
    "america": "united states", "u.s.": "united states", "u.k.": "united kingdom",
}  # fmt: skip
PARTICLES = frozenset({"al", "el", "ez", "az", "as", "ash", "ad", "ar", "at", "the", "of", "in", "near"})
COMPASS_AND_KIND = """
eastern western northern southern central east west north south northeast northwest southeast southwest
northeastern northwestern southeastern southwestern greater old city town village province governorate district
countryside suburb suburbs region area outskirts rural neighborhood neighbourhood county state
"""
VAGUE_PARTS = frozenset(COMPASS_AND_KIND.split())
SPELLING_RATIO = 0.8
"""Least similarity of two spellings of one name that is short or differs in its consonants."""
SKELETON_RATIO = 0.7
"""Least similarity where three consonants or more agree in order. Source of both: read off spellings of Arabic town
names in English news: Sheikhun and Shaykun 0.78, Raqa and Raqqa 0.89, Daraa and Deraa 0.8; Hama and Homs have 0.5."""
LENGTH_SLACK = 2
"""Two spellings differ by at most this many letters for each eight, so that London is not Londonderry."""


def compare_places(a: Sequence[str], b: Sequence[str]) -> PlaceRelation:
    """How the places named in one claim stand to those named in another.

    A name shared in any spelling is the same place; a name that is a part of the other's wording is contained. Names
    that do not meet are different, unless one side names only a country, which may hold the other's town.
    """
    names_a, names_b = _names(a), _names(b)
    if not names_a or not names_b:
        return PlaceRelation.UNKNOWN
    towns_a, towns_b = names_a - COUNTRIES, names_b - COUNTRIES
    if bool(towns_a) != bool(towns_b):
        return PlaceRelation.UNKNOWN if _share_country(names_a, names_b) else PlaceRelation.DIFFERENT
    narrow_a, narrow_b = towns_a or names_a, towns_b or names_b
    found = {_compare_names(one, two) for one in narrow_a for two in narrow_b}
    for relation in (PlaceRelation.SAME, PlaceRelation.CONTAINED):
        if relation in found:
            return relation
    return PlaceRelation.DIFFERENT


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


def _compare_names(a: str, b: str) -> PlaceRelation:
    if a == b:
        return PlaceRelation.SAME
    if a in COUNTRIES or b in COUNTRIES:
        return PlaceRelation.DIFFERENT
    if is_one_name(a, b):
        return PlaceRelation.SAME
    words_a, words_b = _words(a), _words(b)
    contained = words_a and words_b and (words_a <= words_b or words_b <= words_a)
    return PlaceRelation.CONTAINED if contained else PlaceRelation.DIFFERENT


def _names(places: Sequence[str]) -> frozenset[str]:
    folded = (" ".join(fold(place).split()) for place in places)
    return frozenset(ALIASES.get(name, name) for name in folded if name)


def _share_country(a: frozenset[str], b: frozenset[str]) -> bool:
    # "Syria" against "Aleppo" may be one place; "Syria" against "Mosul, Iraq" is not.
    countries_a, countries_b = a & COUNTRIES, b & COUNTRIES
    return not countries_a or not countries_b or bool(countries_a & countries_b)


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
