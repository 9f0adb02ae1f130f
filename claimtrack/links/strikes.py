"""Who struck, what was struck, in which quarter and who holds it, as far as the words of a report say it.

A text goes in, sets of sides, targets and names come out. In a city that is hit several times a day these tell two events
apart that share city, day and wording: rebel rockets on one quarter and army planes over another.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

from claimtrack.links.places import is_one_name
from claimtrack.links.words import REMEMBERED, fold


class Side(StrEnum):
    """A party that may have struck."""

    GOVERNMENT = "government"
    RUSSIA = "Russia"
    COALITION = "coalition"
    REBELS = "rebels"
    ISLAMIC_STATE = "Islamic State"
    TURKEY = "Turkey"
    ISRAEL = "Israel"
    KURDS = "Kurds"


SIDE_WORDS: Mapping[Side, str] = {
    Side.GOVERNMENT: (
        r"regimes?|governments?|assads?|syrian (?:army|air force|forces|troops|military)|pro-(?:regime|government)|army"
    ),
    Side.RUSSIA: r"russias?|russians?|moscow",
    Side.COALITION: r"us-led|u\.s\.-led|american-led|u\.?s\.?|american|coalition",
    Side.REBELS: (
        r"rebels?|insurgents?|opposition (?:fighters|groups|forces)|terrorists?(?: groups)?|militants?|islamists?"
        r"|(?:jabhat )?(?:al-)?nusra|jaish al-\w+|fateh al-sham"
    ),
    Side.ISLAMIC_STATE: r"isis|isil|daesh|islamic state",
    Side.TURKEY: r"turkeys?|turkish",
    Side.ISRAEL: r"israels?|israeli",
    Side.KURDS: r"kurdish|ypg|sdf",
}
"""State media call rebels terrorists; that is a name, not a judgement."""
SHORT_NAME = re.compile(r"\bIS\b")
"""The Islamic State in capitals; in small letters it is a verb."""
STRIKE = (
    r"(?:air ?-?(?:strike|raid|attack|assault)s?|strikes?|raids?|bomb(?:ing|ardment|er)s?|bombed|shell(?:ing|fire|s|ed)?"
    r"|rockets?|mortars?|missiles?|fire[ds]?|attack(?:s|ed|ers?)?|assault|war ?planes?|jets?|aircrafts?|planes?|helicopters?"
    r"|artillery|barrel bombs?|massacre|killed|struck|hit|drones?|blasts?)"
)
BETWEEN = r"(?:\W+(?!(?:on|in|against|held|controlled|said|near|at)\b)[\w-]+){0,3}?\W+"
"""Up to three words from the side to its strike, none of which turns the side into what was struck."""
STRIKES = {
    side: re.compile(rf"\b(?:{words})\b(?:{BETWEEN}){STRIKE}\b|\b(?:by|blamed on)\W+(?:[\w-]+\W+){{0,2}}?(?:{words})\b")
    for side, words in SIDE_WORDS.items()
}
STRIKE_LETTERS = (
    *(
        "strik",
        "raid",
        "attack",
        "assault",
        "bomb",
        "shell",
        "rocket",
        "mortar",
        "missile",
        "fire",
        "plane",
        "jet",
        "craft",
    ),
    *("helicopter", "artillery", "massacre", "kill", "struck", "hit", "drone", "blast", "by", "blamed"),
)
"""A text without any of these says of nobody that they struck; looking for letters is far quicker than the patterns."""
HELD_LETTERS = ("held", "controlled", "ruled")
STRUCK = re.compile(
    r"\b\w+[- ](?:held|controlled|ruled|besieged)\b|\b(?:against|targeting|on) (?:the )?(?:\w+ )?"
    r"(?:rebels?|terrorists?|isis|isil|daesh|islamic state|militants?|jihadists?)(?: group)?\b"
)
"""Sides that are named because they hold a place, or were the target."""
HOLDERS = {
    side: re.compile(rf"\b(?:{words})[- ](?:held|controlled|ruled)\b")
    for side, words in {
        Side.GOVERNMENT: r"regime|government|army",
        Side.REBELS: r"rebel|opposition|insurgent",
        Side.ISLAMIC_STATE: r"isis|isil|daesh|islamic state|jihadist",
        Side.KURDS: r"kurdish|kurd|ypg|sdf",
    }.items()
}
TARGET_WORDS: Mapping[str, str] = {
    "hospital": r"hospitals?|clinics?|medical (?:cent\w+|points?|facilit\w+)|medics?|health facilit\w+",
    "school": r"schools?|schoolchildren|pupils?|students|teachers?|faculty|university",
    "market": r"markets?|marketplace|souk|baker(?:y|ies)",
    "prayer": r"mosques?|worshipp?ers|church|funeral|wedding",
    "camp": r"camps?",
    "convoy": r"convoys?|bus|buses|aid (?:trucks|workers?)",
    "post": r"checkpoints?|police (?:station|headquarters|hq)|headquarters|barracks|embassy|hotel|factory|opera",
    "rescuers": r"white helmets?|civil defen[cs]e (?:cent\w+|workers?|members?)|rescuers?",
}
TARGET = re.compile("|".join(rf"(?P<{target}>\b(?:{words})\b)" for target, words in TARGET_WORDS.items()))
NAME = r"(?:(?:al|el|ez|az|as|ash|ad|ar)[- ])?[A-Z][\w'’-]+(?: (?:(?:al|el|as)-)?[A-Z][\w'’-]+){0,2}"
QUARTER = r"(?:neighbou?rhoods?|districts?|quarters?|suburbs?|villages?|towns?)"
QUARTERS = (
    re.compile(rf"\b({NAME}(?:(?:,| and|) {NAME}){{0,4}}) (?:residential )?(?:{QUARTER}|areas?)\b"),
    re.compile(rf"\b{QUARTER} (?:of |in |at )?((?:the )?{NAME}(?:(?:,| and|) {NAME}){{0,6}})"),
)
PREFIX = re.compile(r"\b(?:al|el|as|ez|az|ash|ad|ar)-", re.IGNORECASE)
WORD = re.compile(r"[A-Z][\w'’]+")
NO_NAMES = frozenset(
    """
    syria syrian aleppo damascus homs hama idlib idlip raqqa raqa daraa deraa latakia eastern western northern southern central
    east west north south old new the province city islamic state isis isil daesh assad russian kurdish shia shiite sunni
    alawite christian turkish iraqi bab deir kafr tel tal jabal sheikh saif
    """.split()  # noqa: SIM905 -- a list literal would be twice as long
)
"""What stands before "district" or "town" and names no quarter: cities and provinces, peoples, first parts of many names."""


@lru_cache(maxsize=REMEMBERED)
def attackers_of(text: str) -> frozenset[Side]:
    """The sides that the text says struck."""
    folded = _folded(text)
    if not any(letters in folded for letters in STRIKE_LETTERS):
        return frozenset()
    folded = STRUCK.sub(" held ", folded)
    return frozenset(side for side, pattern in STRIKES.items() if pattern.search(folded))


@lru_cache(maxsize=REMEMBERED)
def holders_of(text: str) -> frozenset[Side]:
    """The sides that the text says hold a place: "a rebel-held district"."""
    folded = _folded(text)
    if not any(letters in folded for letters in HELD_LETTERS):
        return frozenset()
    return frozenset(side for side, pattern in HOLDERS.items() if pattern.search(folded))


@lru_cache(maxsize=REMEMBERED)
def targets_of(text: str) -> frozenset[str]:
    """What the text says was struck, such as a hospital or a market."""
    return frozenset(match.lastgroup for match in TARGET.finditer(fold(text)) if match.lastgroup)


@lru_cache(maxsize=REMEMBERED)
def quarters_of(text: str) -> frozenset[str]:
    """Words of the names of quarters, villages and towns that the text calls so, folded."""
    runs = (match.group(1) for pattern in QUARTERS for match in pattern.finditer(text))
    words = (fold(word).removesuffix("'s") for run in runs for word in WORD.findall(PREFIX.sub("", run)))
    return frozenset(word for word in words if len(word) > 2 and not {word, word.removesuffix("s")} & NO_NAMES)


def share_a_quarter(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether a quarter of one is one of the other's, in any spelling."""
    names = tuple(b)
    return any(is_one_name(one, two) for one in a for two in names)


def _folded(text: str) -> str:
    return fold(SHORT_NAME.sub("ISIS", text))
