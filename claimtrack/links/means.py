"""By what people came to harm, as far as the words of a report say it: from the air, by a blast, by gas, in a fight ...

A text goes in, a set of ``Means`` comes out. Two reports of one place and day that name other means tell of two events.
"""

import re
from enum import StrEnum
from functools import lru_cache

from claimtrack.links.words import fold


class Means(StrEnum):
    """What killed or hurt."""

    AIR = "air"
    BLAST = "blast"
    SHELLING = "shelling"
    GAS = "gas"
    FIGHTING = "fighting"
    EXECUTION = "execution"
    SHOOTING = "shooting"
    CRASH = "crash"
    NATURE = "nature"
    FIRE = "fire"


COMMON = frozenset({Means.AIR, Means.SHELLING, Means.FIGHTING})
"""In a war these are told of every day, so that sharing them says less."""
WORDS: dict[Means, str] = {
    Means.AIR: (
        r"air ?-?strikes?|air ?-?raids?|raids?|warplanes?|jets?|barrel bombs?|aerial|helicopters? (?:dropp|bomb)\w*|air force|"
        r"strikes?|bombard\w*|drones?"
    ),
    Means.BLAST: (
        r"suicide|(?:car|truck|bus|motorbike|roadside) bomb\w*|bomb(?:ing)? (?:blasts?|attacks?)|blasts?|explosions?|"
        r"explosives?|bombers?|(?:land)?mines?|booby-trap\w*|bomb (?:kill|hit)\w*|bombing|detonat\w*"
    ),
    Means.SHELLING: r"shell(?:s|ed|ing|fire)?|rockets?|mortars?|artillery|bombard\w*",
    Means.GAS: r"chemical|toxic|gas|chlorine|sarin|suffocat\w*|asphyxia\w*|poison\w*",
    Means.FIGHTING: r"clash\w*|fighting|battles?|ambush\w*|repel\w*|foil\w*|offensive|snipers?|raided",
    Means.EXECUTION: r"execut(?:e|ed|es|ing|ions?)|behead\w*|crucif\w*|massacred",
    Means.SHOOTING: r"gunm[ae]n|shooting|shooter|opened fire|shot dead|gunfire",
    Means.CRASH: r"shot down|downed|crash\w*|collision|collided|derail\w*|capsiz\w*|sank",
    Means.NATURE: (
        r"earthquakes?|quakes?|floods?|flooding|storms?|hurricanes?|typhoons?|landslides?|avalanches?|heatwaves?|tsunami"
    ),
    Means.FIRE: r"wildfires?|blaze|fire (?:broke|swept|tore|at)",
}
PATTERNS = {means: re.compile(rf"\b(?:{words})\b") for means, words in WORDS.items()}


@lru_cache(maxsize=4096)
def means_of(text: str) -> frozenset[Means]:
    """All means that the text names; none where it only tells that people died."""
    folded = fold(text)
    return frozenset(means for means, pattern in PATTERNS.items() if pattern.search(folded))
