"""The content words and bare numbers of a wording, folded so that two reporters' words for one thing meet.

Text goes in, sets of stems and numbers come out. Nothing here knows what a claim is.
"""

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? {MONTH}(?:,? \d{{4}})?\b|\b{MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?"
    rf"|\b(?:{MONTH}|in|since|until|by|of|from) (?:19|20)\d\d\b|\b\d{{1,4}}([-./])\d{{1,2}}\1\d{{1,4}}\b|\b\d{{1,2}}:\d\d\b",
    re.IGNORECASE,
)
STOP_WORDS = """
a about above after again against all also although am among an and any are around as at be became because been
before being between both but by came can could de did do does doing down during each either el even few for from
further get got had has have having he her here hers him his how however i if in including into is it its itself
just later less like made make many may me meanwhile might more most much my near nor now of off on once one only
or other others our out over own per put quite rather said saying says she should since so some still such than
that the their them then there these they this those through to told too two under until up upon us very was we
were what when where which while who whom whose why will with within without would yet you your according added
reported reports report reportedly monday tuesday wednesday thursday friday saturday sunday january february march
april june july august following september october november december least
"""
STOP = frozenset(STOP_WORDS.split())
TOLL = r"(?:toll|number|count|figure|total)s?\b"
DEATH_TOLL = re.compile(r"\b(?:death|civilian) toll\b|\bnumber of (?:dead|deaths|fatalities)\b")
RISE = re.compile(
    rf"\b{TOLL}.{{0,80}}\b(?:r[io]se[sn]?|rising|climb(?:s|ed)|jump(?:s|ed)|increased|reach(?:es|ed)|grown|now stands)\b"
    rf"|\b(?:rais(?:es|ed)|updat(?:es|ed)|revis(?:es|ed)|new|latest) .{{0,20}}{TOLL}"
)
EARLIER = re.compile(rf"\b(?:previous|earlier|initial|former) .{{0,20}}{TOLL}")
NEGATIONS = frozenset({"no", "not", "never", "none", "nobody", "nothing", "neither", "cannot"})
CONTRAST = re.compile(r"\b(?:and|but) not (?:an?|the|by|from|in|on|at)\b")
"""What is said beside something that holds: "a rocket and not a bomb" tells of a rocket."""
CALLED_OFF = re.compile(
    r"\b(?:call(?:s|ed|ing)? off|cancel\w*|scrap(?:s|ped|ping)?|abandon\w*|shelve[sd]?|drop(?:s|ped)|g[ai]ve[sn]? up|giving up"
    r"|pull(?:s|ed|ing)? out|rul(?:e|ed|es|ing) out|refus(?:e|ed|es|ing)|reject\w*|declin(?:e|ed|es|ing) to"
    r"|fail(?:s|ed|ing)? to)\b"
)
"""Words that say without a "not" that something will not be: "called off the visit" does not contradict "will not visit"."""
PERIOD = re.compile(
    r"\bsince (?!then)|\b(?:over|in|during|within|for) (?:the )?(?:past|last|previous|preceding|recent)\b"
    r"|\b(?:with)?in (?:\d+|two|three|four|five|six|seven) (?:hours|days|weeks|months|years)\b|\b24 hours\b"
    r"|\b(?:hours|days|weeks|months|years) ago\b|\bsecond such\b"
    r"|\b(?:regularly|repeatedly|frequently|often|routinely|every day|so far this)\b|\bdays of\b"
)
"""Words that count over a period, or tell of a habit, and not of one day."""
CAPITALISED = re.compile(r"(?<!^)(?<![.!?:] )\b[A-Z][^\W\d_]*")
PHRASES = (
    ("air", re.compile(r"\bair[ -]?(?:strike|raid|attack|bombardment)(s?)\b"), r"airstrike\1"),
    ("fire", re.compile(r"\bcease[ -]fire"), "ceasefire"),
    ("plane", re.compile(r"\bwar ?planes?\b"), "warplane"),
    ("jet", re.compile(r"\bfighter jets?\b|\bwar jets?\b"), "warplane"),
    ("is", re.compile(r"\b(?:isis|isil|is group|islamic state(?: of iraq and (?:syria|the levant))?)\b"), "isis"),
    ("daesh", re.compile(r"\bdaesh\b"), "isis"),
    ("united", re.compile(r"\bunited nations\b"), "un"),
    ("u.n", re.compile(r"\bu\.n\.?"), "un"),
    ("united", re.compile(r"\bunited states\b"), "usa"),
    ("u.s", re.compile(r"\bu\.s\.?\b"), "usa"),
    ("european", re.compile(r"\beuropean union\b"), "eu"),
    ("government", re.compile(r"\bgovernment\b"), "regime"),
    ("call", re.compile(r"\bcall(?:s|ed|ing)? off\b"), "cancelled"),
    ("opposition", re.compile(r"\bopposition-held\b"), "rebel-held"),
    ("opposition", re.compile(r"\bopposition fighters\b"), "rebels"),
    ("", re.compile(r"\b(?:al|el|ez|az|as|ash|ad|ar)[ -](?=[a-z])"), ""),
)
"""Letters without which a pattern cannot match, the pattern, and what stands for it. Looking for letters is far quicker."""
SYNONYMS = {
    "dead": "kill", "die": "kill", "death": "kill", "slain": "kill", "fatality": "kill", "lives": "kill",
    "martyr": "kill", "wound": "injur", "hurt": "injur", "injury": "injur", "civilian": "peopl", "person": "peopl",
    "blast": "explosion", "explod": "explosion", "detonat": "explosion", "conflict": "war", "bastion": "stronghold",
    "jihadist": "fighter",
    "militant": "fighter", "insurgent": "rebel", "organisation": "organization", "defenc": "defens", "moscow": "russia",
    "russian": "russia", "syrian": "syria", "turkish": "turkey", "iranian": "iran", "american": "usa",
    "extremist": "fighter", "shiit": "shia", "officer": "polic", "district": "area", "part": "area", "neighborhood": "area",
    "programm": "program",
    "kid": "child", "trip": "visit", "children": "child", "women": "woman", "men": "man",
}  # fmt: skip
"""Stem to stem. Source: our reading of news tolls; kept short, because the vector already knows near words."""
BRITISH = (
    (re.compile(r"(?<=[a-z]{2}[b-df-hj-np-tv-z])our"), "or"),
    (re.compile(r"tr$"), "ter"),
    (re.compile(r"(?<=[a-z]{4})is$"), "iz"),
    (re.compile(r"(?<=[a-z]{4}[aeiou])ll$"), "l"),
)
"""Stems as they are spelled in Britain, and what they become: labour, theatre, organise, travelled."""
ENDINGS = ("ings", "ing", "edly", "ies", "ied", "ed", "es", "s", "ly")
SHORTEST_STEM = 3
REMEMBERED = 4096
"""Texts whose words are kept: one assertion is compared with dozens of others in a row."""
REMEMBERED_WORDS = 32_768
"""Words and names whose stems and folded forms are kept: the vocabulary of some months of news."""
FIRST_ACCENT = "\u0300"
"""The first character that is joined to the one before it."""


@lru_cache(maxsize=REMEMBERED)
def stems_of(text: str) -> frozenset[str]:
    """The folded content words of the text; names of days and words of attribution are left out."""
    return frozenset(stems_in_order(text))


def stems_in_order(text: str, *, with_stop_words: bool = False) -> tuple[str, ...]:
    """The folded content words in the order of the text, with repetitions."""
    return tuple(found for found, _ in words_in_order(text, with_stop_words=with_stop_words))


@lru_cache(maxsize=REMEMBERED)
def words_in_order(text: str, *, with_stop_words: bool = False) -> tuple[tuple[str, str], ...]:
    """Stem and lower-case form of each content word, in the order of the text."""
    if not with_stop_words:
        return tuple(one for one in words_in_order(text, with_stop_words=True) if one[1] not in STOP)
    folded = fold(text)
    for letters, pattern, word in PHRASES:
        if letters in folded:
            folded = pattern.sub(word, folded)
    words = (word.removesuffix("'s") for word in WORD.findall(folded))
    return tuple((stem(word.replace("-", "")), word) for word in words if len(word) > 1)


@lru_cache(maxsize=REMEMBERED)
def numbers_of(text: str) -> frozenset[str]:
    """The numbers written in digits, without thousands separators; dates, years and clock times are left out."""
    return frozenset(re.sub(r",(?=\d{3}\b)", "", number) for number in NUMBER.findall(DATE.sub(" ", text)))


@lru_cache(maxsize=REMEMBERED)
def has_negation(text: str) -> bool:
    """Whether the text holds a word that turns a sentence into its contrary."""
    words = WORD.findall(CONTRAST.sub(" ", fold(text)))
    return any(word in NEGATIONS or word.endswith("n't") for word in words)


@lru_cache(maxsize=REMEMBERED)
def is_called_off(text: str) -> bool:
    """Whether the text says by its verb that something will not be: "called off", "refused"."""
    return CALLED_OFF.search(fold(text)) is not None


@lru_cache(maxsize=REMEMBERED)
def deed_stems(text: str) -> frozenset[str]:
    """The content stems of the text without its names, numbers and days: what is said of whom it names."""
    named = {found for name in CAPITALISED.findall(text) for found in stems_of(name)}
    return stems_of(text) - named


@lru_cache(maxsize=REMEMBERED)
def tells_new_count(text: str) -> bool:
    """Whether the text gives its count as a newer one: "the toll rose to", "an updated toll"."""
    folded = fold(text)
    return RISE.search(folded) is not None and EARLIER.search(folded) is None


@lru_cache(maxsize=REMEMBERED)
def tells_old_count(text: str) -> bool:
    """Whether the text gives its count as one of before: "the previous toll was"."""
    return EARLIER.search(fold(text)) is not None


@lru_cache(maxsize=REMEMBERED)
def tells_toll(text: str) -> bool:
    """Whether the text speaks of a death toll by that name."""
    return DEATH_TOLL.search(fold(text)) is not None


@lru_cache(maxsize=REMEMBERED)
def tells_period(text: str) -> bool:
    """Whether the text counts over a period or tells of a habit: "since Saturday", "in the past week", "regularly"."""
    return PERIOD.search(fold(text)) is not None


def word_count(text: str) -> int:
    """How many words the text has."""
    return len(WORD.findall(text))


@lru_cache(maxsize=REMEMBERED_WORDS)
def fold(text: str) -> str:
    """The text in lower case with straight apostrophes and without accents."""
    plain = text if text.isascii() else text.replace("’", "'").replace("‘", "'")
    if plain.isascii():
        return plain.lower()
    parts = unicodedata.normalize("NFKD", plain)
    return "".join(char for char in parts if char < FIRST_ACCENT or not unicodedata.combining(char)).lower()


@lru_cache(maxsize=REMEMBERED_WORDS)
def stem(word: str) -> str:
    """The word without its ending, or the word that stands for it and its synonyms."""
    if word in SYNONYMS:
        return SYNONYMS[word]
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM and not word.endswith("ss"):
            word = _undoubled(word.removesuffix(ending) + ("y" if ending in ("ies", "ied") else ""))
            break
    word = word.removesuffix("e") if len(word) > SHORTEST_STEM + 1 else word
    for pattern, american in BRITISH:
        word = pattern.sub(american, word)
    return SYNONYMS.get(word, word)


def _undoubled(word: str) -> str:
    # "stopped" and "acquitting" double a letter that "killed" and "passed" have by themselves.
    doubled = len(word) > SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiouls"
    return word[:-1] if doubled else word
