"""Names of news agencies and outlets: is this name one, and what is its usual short form?

A small table of well-known names and the patterns that outlet names follow. It decides whether a source is a claimant
(somebody who asserts) or a channel (``via``) through which the article has it.
"""

import re
from collections.abc import Mapping

from claimtrack.claims.cues import words

AGENCIES: dict[str, str] = {
    "ap": "AP",
    "associated press": "AP",
    "afp": "AFP",
    "agence france-presse": "AFP",
    "agence france presse": "AFP",
    "reuters": "Reuters",
    "thomson reuters": "Reuters",
    "reuters news agency": "Reuters",
    "upi": "UPI",
    "united press international": "UPI",
    "dpa": "DPA",
    "deutsche presse-agentur": "DPA",
    "efe": "EFE",
    "ansa": "ANSA",
    "xinhua": "Xinhua",
    "tass": "TASS",
    "itar-tass": "TASS",
    "ria novosti": "RIA Novosti",
    "ria": "RIA Novosti",
    "interfax": "Interfax",
    "sana": "SANA",
    "syrian arab news agency": "SANA",
    "anadolu": "Anadolu Agency",
    "anadolu agency": "Anadolu Agency",
    "aa": "Anadolu Agency",
    "irna": "IRNA",
    "fars": "Fars",
    "fna": "Fars",
    "fars news agency": "Fars",
    "tasnim": "Tasnim",
    "mehr": "Mehr",
    "kyodo": "Kyodo",
    "yonhap": "Yonhap",
    "pti": "PTI",
    "press trust of india": "PTI",
    "ani": "ANI",
    "bloomberg": "Bloomberg",
    "dow jones": "Dow Jones",
    "press association": "PA",
    "belga": "Belga",
    "apa": "APA",
    "ukrinform": "Ukrinform",
    "petra": "Petra",
    "wafa": "WAFA",
    "mena": "MENA",
    "ians": "IANS",
    "sputnik": "Sputnik",
}
"""Lower-case name to the short form that wire origins carry."""

_OUTLETS = words(
    "cnn bbc nbc cbs abc msnbc cnbc npr pbs tf1 rt rtl rai zdf ard cbc sky politico axios vox buzzfeed vice slate "
    "salon newsweek time newsmax breitbart huffpost lemonde aljazeera nyt wsj wapo usatoday itv tvn rtbf ndtv trt "
    "voa rfe bfm bfmtv n-tv dw propublica bellingcat espn tmz gawker jezebel mediaite rferl ynet infowars fivethirtyeight "
    "realclearpolitics deadspin intercept blaze atlantic quartz theguardian townhall newsmaxtv huffingtonpost"
) | frozenset(
    {
        "al jazeera",
        "al arabiya",
        "al mayadeen",
        "al-mayadeen",
        "al-manar",
        "al manar",
        "press tv",
        "presstv",
        "al alam",
        "al-alam",
        "sky news",
        "fox news",
        "nbc news",
        "abc news",
        "cbs news",
        "bbc news",
        "channel 4",
        "russia today",
        "rossiya 24",
        "rossiya-24",
        "new york times",
        "washington post",
        "wall street journal",
        "los angeles times",
        "financial times",
        "guardian",
        "usa today",
        "le monde",
        "le figaro",
        "der spiegel",
        "die welt",
        "die zeit",
        "el pais",
        "el país",
        "la repubblica",
        "haaretz",
        "jerusalem post",
        "daily mail",
        "daily telegraph",
        "telegraph",
        "daily sabah",
        "hurriyet",
        "times of israel",
        "ahram online",
        "al-ahram",
        "asharq al-awsat",
        "al hayat",
        "al-hayat",
        "al-masdar",
        "zaman al wasl",
        "enab baladi",
        "orient news",
        "kommersant",
        "izvestia",
        "economist",
        "the sun",
        "daily beast",
        "daily caller",
        "france 24",
        "france 2",
        "euronews",
        "deutsche welle",
        "radio free europe",
        "voice of america",
        "fox",
        "associated press",
        "middle east eye",
        "the independent",
        "independent",
        "the times",
        "bild",
        "corriere della sera",
        "univision",
        "telemundo",
        "federalist",
        "huffington post",
        "boston globe",
        "globe and mail",
        "detroit free press",
        "san francisco chronicle",
        "orlando sentinel",
        "des moines register",
        "orange county register",
        "new hampshire union leader",
        "union leader",
        "arizona republic",
        "arizona daily star",
        "kansas city star",
        "toronto star",
        "plain dealer",
        "mother jones",
        "daily kos",
        "daily signal",
        "daily wire",
        "daily mirror",
        "daily star",
        "national review",
        "weekly standard",
        "american conservative",
        "american spectator",
        "new republic",
        "new yorker",
        "rolling stone",
        "vanity fair",
        "western journalism",
        "breitbart news",
        "buzzfeed news",
        "drudge report",
        "right side broadcasting network",
        "fox business",
        "fox business network",
        "sky news arabia",
        "roll call",
        "democracy now",
        "le parisien",
        "liberation",
        "suddeutsche zeitung",
        "süddeutsche zeitung",
        "frankfurter allgemeine",
        "al-monitor",
        "al monitor",
        "al-akhbar",
        "al-watan",
        "al-hadath",
        "novaya gazeta",
        "business insider",
        "lenta",
        "bloomberg politics",
        "c-span",
        "thinkprogress",
        "gizmodo",
        "al-jazeera",
        "cnnmoney",
        "lifezette",
        "esquire",
        "wikinews",
    }
)
_WITH_ARTICLE = frozenset({"the hill", "the nation"})
"""Outlets that are a common word or a person without their article."""
_PROGRAMMES = frozenset(
    {
        "fox and friends",
        "fox & friends",
        "good morning america",
        "face the nation",
        "state of the union",
        "morning joe",
        "today show",
        "daily show",
    }
)
"""Broadcasts, which stand for their station where it is not named."""
_PATTERN = re.compile(
    r"(?:\b(?:News|Times|Post|Tribune|Herald|Gazette|Journal|Chronicle|Telegraph|Observer|Courier|Dispatch|"
    r"Examiner|Inquirer|"
    r"Newswire|Wire|TV|Television|Radio|Broadcasting|Agency|Press|Daily|Weekly|Online|Today|Magazine|FM)$"
    r"|\b(?:TV|Radio|Channel|Newspaper|News Agency|Daily) [A-Z0-9]|^(?:Radio|Channel|TV) "
    r"|^[A-Z].*\s(?:news (?:agency|website|site|channel|network|service|outlet|portal)|newspaper|TV channel|TV station)$)"
)
_NOT_OUTLETS = re.compile(
    r"\b(?:Intelligence|Security|Energy|Atomic|Environmental|Protection|Space|Refugee|Development|Aid|Central|"
    r"Investigation|Relief|"
    r"National Crime|Drug|Medicines|Health|Food) (?:\w+ )?Agency$|^(?:White House|Pentagon) Press$|\bBureau\b",
)
NOUNS = words("agency newspaper paper daily broadcaster channel network station website magazine outlet newswire wire")
"""Common nouns that stand for an outlet ("the broadcaster")."""
STAFF = words("correspondent reporter journalist anchor editor columnist crew team producer bureau")


def key(name: str) -> str:
    """The name reduced for look-ups: lower case, no article, no possessive."""
    text = re.sub(r"\s+", " ", name.replace("’", "'")).strip(" .,;:'\"“”()").lower()
    text = re.sub(r"'s$", "", text)
    return re.sub(r"^(?:the|a|an) ", "", text)


def is_listed(name: str) -> bool:
    """Whether a name is in the table of outlets, so that nothing is guessed from its words."""
    return key(name) in _OUTLETS or is_programme(name)


def is_programme(name: str) -> bool:
    """Whether a name is that of a broadcast."""
    return key(name) in _PROGRAMMES


def is_outlet(name: str, known: Mapping[str, str] | None = None) -> bool:
    """Whether a name is that of a news outlet or agency.

    Args:
        known: more agencies, name to short form, beside the built-in table.
    """
    reduced = key(name)
    if (
        reduced in AGENCIES
        or reduced in _OUTLETS
        or reduced in _PROGRAMMES
        or (known is not None and reduced in {key(k) for k in known})
    ):
        return True
    if name.strip().lower() in _WITH_ARTICLE and name.strip()[4].isupper():
        return True
    return bool(_PATTERN.search(name.strip())) and not _NOT_OUTLETS.search(name.strip())


def bare(name: str, known: Mapping[str, str] | None = None) -> str:
    """An outlet's name without what it is: "SANA" of "SANA news agency"; unchanged where the rest is no known outlet."""
    short = re.sub(r"(?:\s[a-z]+)+$", "", name)
    return short if is_outlet(short, known) else name


def short_form(name: str, known: Mapping[str, str] | None = None) -> str:
    """The usual short form of an agency's name, else the name itself."""
    reduced = key(name)
    if known:
        more = {key(k): v for k, v in known.items()}
        if reduced in more:
            return more[reduced]
    return AGENCIES.get(reduced, name.strip())
