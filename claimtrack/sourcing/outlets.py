"""Names of outlets and agencies, folded so that "AP" and "The Associated Press" meet.

Names go in, keys go out. Who owns whom is not known here: a family is what the caller says it is.
"""

import re
import unicodedata

AGENCIES = {
    "associated press": ("ap", "a p", "associated press ap", "ap news", "apnews", "apnews com"),
    "reuters": ("thomson reuters", "reuters news agency", "reuters com", "rtrs", "reuter"),
    "agence france presse": ("afp", "agence france press", "france presse", "afp com"),
    "united press international": ("upi", "upi com"),
    "deutsche presse agentur": ("dpa", "german press agency", "dpa international"),
    "press association": ("pa", "pa media", "pa news agency"),
    "ansa": ("agenzia nazionale stampa associata", "ansa it"),
    "efe": ("agencia efe", "efe com"),
    "xinhua": ("xinhua news agency", "new china news agency", "xinhuanet", "xinhua net"),
    "tass": ("itar tass", "tass com", "russian news agency tass"),
    "interfax": ("interfax news agency", "interfax com"),
    "ria novosti": ("ria", "ria news agency", "novosti"),
    "sputnik": ("sputnik news", "sputniknews", "sputnik international", "sputniknews com"),
    "anadolu agency": ("anadolu", "aa com tr", "anadolu news agency", "anadolu ajansi"),
    "syrian arab news agency": ("sana", "sana news agency", "official sana news agency"),
    "islamic republic news agency": ("irna", "irna news agency"),
    "fars news agency": ("fars", "farsnews"),
    "tasnim news agency": ("tasnim",),
    "national news agency": ("nna", "nna lebanon"),
    "saudi press agency": ("spa",),
    "emirates news agency": ("wam",),
    "kuwait news agency": ("kuna",),
    "middle east news agency": ("mena",),
    "petra": ("petra news agency", "jordan news agency"),
    "kyodo news": ("kyodo", "kyodo news agency"),
    "jiji press": ("jiji",),
    "yonhap": ("yonhap news agency", "yonhap news"),
    "korean central news agency": ("kcna",),
    "press trust of india": ("pti",),
    "asian news international": ("ani",),
    "indo asian news service": ("ians",),
    "antara": ("antara news agency", "antara news"),
    "bernama": ("bernama news agency",),
    "canadian press": ("cp", "la presse canadienne"),
    "australian associated press": ("aap",),
    "ukrinform": ("ukrinform news agency",),
    "polska agencja prasowa": ("pap", "polish press agency"),
    "austria presse agentur": ("apa", "austria press agency"),
    "belga": ("belga news agency",),
    "anp": ("algemeen nederlands persbureau",),
    "ritzau": ("ritzaus bureau",),
    "ntb": ("norsk telegrambyra",),
    "tidningarnas telegrambyra": ("tt", "tt news agency"),
    "lusa": ("agencia lusa", "lusa news agency"),
    "athens news agency": ("amna", "ana mpa"),
    "bloomberg": ("bloomberg news", "bloomberg com"),
    "dow jones": ("dow jones newswires", "dow jones newswire"),
    "bbc": ("british broadcasting corporation", "bbc news", "bbc co uk", "bbc com"),
    "cnn": ("cable news network", "cnn com", "cnn international"),
    "al jazeera": ("aljazeera", "al jazeera english", "aljazeera com"),
    "al arabiya": ("alarabiya", "al arabiya english", "alarabiya net"),
    "new york times": ("nyt", "ny times", "nytimes", "nytimes com"),
    "washington post": ("wapo", "washingtonpost com"),
    "wall street journal": ("wsj", "wsj com"),
    "guardian": ("theguardian com", "guardian newspaper"),
    "amaq": ("amaq news agency", "amaq agency"),
}  # fmt: skip
"""Folded name to its other folded names. Source: the agencies' own names for themselves."""
_KEYS = {other: name for name, others in AGENCIES.items() for other in others}
NEWS_AGENCIES = frozenset(AGENCIES) - {
    "bbc", "cnn", "al jazeera", "al arabiya", "new york times", "washington post", "wall street journal", "guardian",
}  # fmt: skip
TRIMMED = re.compile(r"^(?:the|www|according to) | (?:newspaper|news website|website|news site)$")


def name_key(name: str) -> str:
    """The name folded for comparing: case, accents, punctuation, "the" and known aliases fall away.

    "AP", "The Associated Press" and "Associated Press (AP)" give one key; a name nobody knows gives itself, folded.
    """
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    folded = " ".join(re.sub(r"[^\w]+", " ", re.sub(r"['’](?=s\b)|(?<=\w)\.(?=\w\b)", "", letters)).split())
    trimmed = TRIMMED.sub("", TRIMMED.sub("", folded)).strip()
    return _KEYS.get(trimmed, trimmed)


def is_known_agency(name: str) -> bool:
    """Whether the name is one of the news agencies that claimtrack knows."""
    return name_key(name) in NEWS_AGENCIES


def family_of(outlet: str, family: str = "") -> str:
    """The key of the outlet's family: that of its owner, or its own where nobody mapped it."""
    return name_key(family) or name_key(outlet)
