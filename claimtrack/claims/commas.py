"""A sentence in, the place where its closing report begins out.

Archived articles often come without commas: "killed five people the governor said Friday". Only the comma before a
report at the sentence's end is looked for, for that is where its absence ruins the parse. Where the comma stands, the
parser still takes rarer verbs for participles ("..., the governor announced on Friday").
"""

import re

from claimtrack.claims.cues import words
from claimtrack.claims.namewords import TITLES, is_body_noun, is_person_noun

COMMAS_PER_WORD = 0.01
"""Below one comma in a hundred words a text has lost them. Source: news texts in hand have 3 to 7, archived ones 0."""
_MIN_WORDS = 60
_BODY_WORDS = 3
"""Words in lower case that a body's name may end in ("state news agency")."""
_LOOK_BACK = 11
"""Words before the verb that may name the source."""

_SPEECH = (
    "said|says|added|adds|told|reported|reports|noted|announced|stated|confirmed|claimed|indicate|indicated|suggest"
)
_TAIL = re.compile(
    rf"\s(?P<verb>{_SPEECH})(?:\s(?:also|later))?(?:\s(?:AFP|Reuters|AP|reporters|CNN|the \w+(?: \w+)?))?"
    r"(?:\s(?:(?:on|late on|early on|late|early)\s)?[A-Z]\w+day(?:\s(?:morning|evening|night))?)?"
    r"(?:\s(?:in|on|by|via|at|to|from|during)\s(?:[\w'’-]+\s?){1,7})?(?:\son (?:the )?condition of anonymity\b.{0,120})?"
    r"(?:\s(?:adding|noting|stressing|explaining)\sthat\s.+)?[.\s]*$"
)
_INVERTED = re.compile(
    r"(?<=\w)\s(?P<verb>said|says|added|wrote)\s(?P<who>(?:the|a|an|one|[A-Z])[\w'’-]*(?:\s(?:of|for|and|at|in|"
    r"the|[\w'’-]+)){0,9})[.\s]*$"
)
_ACCORDING = re.compile(r"(?<=[\w\"”])\saccording to (?P<who>[\w'’.-]+(?:\s[\w'’.-]+){0,13})[.\s]*$")
_RUNS_ON = re.compile(
    r"\b(?:that|which|who|whose|was|were|is|are|had|has|have|said|says|as|while|after|when|and (?:the|a|an))\b"
)
"""What no source that closes a sentence holds."""
_GOES_ON = re.compile(r"\b(?:and|but|who|he|she|they|it|also|has|have|had|then)$")
"""Before a verb of speech: its subject stands there, not behind it."""
_RARER_SPEECH = (
    "announced|announces|confirmed|confirms|insisted|insists|warned|warns|tweeted|tweets|wrote|writes|revealed|reveals|"
    "disclosed|recalled|recalls|estimated|estimates|reckoned|reckons|noted|notes|claimed|claims|alleged|alleges|argued|"
    "argues|stated|states|explained|explains|declared|declares|admitted|conceded|acknowledged|maintained|testified|"
    "stressed|concluded|observed|remarked|predicted"
)
_CLOSING = re.compile(
    r",\s(?P<who>(?:(?:the|a|an|one|two|his|her|its|their|local|state|[A-Z])[\w'’.&-]*(?:\s[\w'’.&-]+){0,9}|(?:[a-z]+\s){0,2}"
    r"(?:officials|activists|residents|police|witnesses|rebels|medics|monitors|sources|rescuers|doctors|prosecutors)|"
    rf"he|she|it|they))\s(?P<verb>{_RARER_SPEECH}|told (?:reporters|journalists|lawmakers))"
    r"(?:\s(?:also|later|today|yesterday))?"
    r"(?:\s(?:(?:on|late on|early on|late|early)\s)?[A-Z]\w+day(?:\s(?:morning|afternoon|evening|night))?)?"
    r"(?:\s(?:in|on|by|via|at|to|from|during|after)\s(?:[\w'’-]+\s?){1,7})?[.\s]*$"
)
_NEVER_ALONE = words("Agency Network Council Center Centre Commission Committee Union Institute Fund")
"""What a body's name may end in but not be: the words before it belong to it."""
_NO_SOURCE = re.compile(
    r"\b(?:was|were|is|are|had|has|have|that|which|who|whom|whose|will|would|did|when|where|as|to|what|also|then|but|\w+ing)\b"
)
_OPENS_SIDE_CLAUSE = re.compile(
    r"(?:After|On|In|At|During|Since|When|As|If|While|Although|Though|Before|By|For|With|Despite|Because|Until|Asked|"
    r"According|Unlike|Like|From|To|Speaking|Earlier|Later)\b"
)
_VERBAL = re.compile(
    r"\b(?:was|were|is|are|had|has|have|will|would|could|may|can|did|does|do|n[o']t|\w{2,}(?:ed|es|s))\b"
)
_OUTLET_WORDS = words(
    "state news agency official channel tv television newspaper daily radio station broadcaster network state-run "
    "semi-official private opposition pro-opposition pro-government local the"
)
"""What stands before an outlet's name and says what it is."""
_DETERMINERS = words("the a an one another some several local state")
_PREPOSITIONS = words("of for at in from on with near and or by to outside inside across against under over")
_ONLY_WHEN = re.compile(r"[A-Z]\w+day(?:\s(?:morning|afternoon|evening|night))?|[A-Z][a-z]+\s\d{1,2}")
"""A day after the verb of speech: "a monitoring group said Sunday" names its speaker before the verb."""
_OVERRUN = re.compile(
    r"\b(?:since|until|than|during|before|after|that|which|who|was|were|is|are|had|has|have)\b|(?<![-\w])[a-z]{2,}ed\b"
)
"""What no source holds: words with it between an article and the verb of speech are a clause of their own."""
_FINITE_LIKE = re.compile(r"\b(?:was|were|is|are|had|has|have|that|which|who|will|would|did|\w+ed)\b")


def has_commas(text: str) -> bool:
    """Whether a text still has its commas; short texts are taken to."""
    words = text.count(" ") + 1
    return words < _MIN_WORDS or text.count(",") >= COMMAS_PER_WORD * words


def closing_report(sentence: str) -> int | None:
    """The offset of the white space after the comma before a closing report, or None.

    "..., the ministry announced on Monday." answers the offset before "the ministry". Reports with "said", "told" and
    "added" are left to the parser, which reads them well.
    """
    found = _CLOSING.search(sentence)
    while found is not None and "," in found["who"]:
        found = _CLOSING.search(sentence, found.start() + 1)
    if found is None or _NO_SOURCE.search(found["who"]) or _OPENS_SIDE_CLAUSE.match(sentence):
        return None
    determined = [word for word in found["who"].split()[1:] if word in ("the", "a", "an")]
    inner = re.search(r"\b(?:of|for|in|at|from|and|to|on)\s(?:the|a|an)\b", found["who"])
    content = sentence[: found.start()]
    if (determined and inner is None) or len(content.split()) < 4 or not _VERBAL.search(content):
        return None
    if re.search(rf"\b(?:{_SPEECH})\b", content):
        return None  # a report of a report is one chain, to be read as one
    return found.start() + 1


def lost_comma(sentence: str) -> int | None:
    """The offset of the white space where a comma before a closing report was lost, or None.

    "... foaming at the mouth the monitoring group said" answers the offset before "the monitoring".
    """
    credited = _ACCORDING.search(sentence)
    if credited is not None and len(sentence[: credited.start()].split()) >= 4 and not _RUNS_ON.search(credited["who"]):
        return credited.start()
    inverted = _INVERTED.search(sentence)
    if (
        inverted is not None
        and not _GOES_ON.search(sentence[: inverted.start()])
        and not _ONLY_WHEN.match(inverted["who"])
        and not _FINITE_LIKE.search(inverted["who"])
        and len(sentence[: inverted.start()].split()) >= 4
    ):
        return inverted.start()
    tail = _TAIL.search(sentence)
    if tail is None:
        return None
    pronoun = re.search(r"\s(?:it|he|she|they)$", sentence[: tail.start()])
    if pronoun is not None and len(sentence[: pronoun.start()].split()) >= 4:
        return pronoun.start()
    words = [(m.start(), m.group()) for m in re.finditer(r"\S+", sentence[: tail.start()])]
    first = _source_start([word for _, word in words])
    if first is None or first < 4:
        return None
    before = sentence[: words[first][0]].rstrip()
    return None if before.endswith((",", ":", ";", "-", "–", "—", " that")) else len(before)


def _source_start(words: list[str]) -> int | None:
    """The index of the first word of the source that stands at the end of ``words``."""
    last = len(words) - 1
    for i in range(last, max(-1, last - _LOOK_BACK), -1):
        if words[i].lower() in _DETERMINERS and i < last:
            if _OVERRUN.search(" ".join(words[i:])):
                break
            if i and words[i - 1].lower() in _PREPOSITIONS and _has_determiner(words, i - 1):
                continue
            if i and words[i - 1].lower() in _PREPOSITIONS:
                return None
            return i - 1 if i and words[i - 1].lower() in ("the", "a", "an") else i
    first = last
    if first > 1 and is_person_noun(words[first].lower()) and words[first - 1].isupper():
        return first - 1  # "... in New Larnos SANA reporter said"
    if first < 0 or not words[first][0].isupper():
        return _plural_source(words) or _body_source(words)
    if first and len(words[first]) > 1 and words[first].isupper() and not words[first - 1].isupper():
        while first > 1 and words[first - 1].lower() in _OUTLET_WORDS:
            first -= 1
        return first  # "... in Eastern Larnos FNA reported", "... on Sunday state news agency FNA reported"
    while first > 0 and (words[first - 1][0].isupper() or words[first - 1].lower() in TITLES):
        if re.fullmatch(r"[IVX]+", words[first - 1]):
            break  # "... since World War II Horn said"
        if is_body_noun(words[first].lower()) and words[first] not in _NEVER_ALONE:
            break
        first -= 1
    return first


def _body_source(words: list[str]) -> int | None:
    """ "... in the province Turkeys health ministry said": a body in lower case behind the name it belongs to."""
    first = len(words) - 1
    if first < 0 or not is_body_noun(words[first].lower()):
        return None
    while first > 0 and words[first][0].islower() and len(words) - first <= _BODY_WORDS:
        first -= 1
    if not words[first][0].isupper():
        return None
    while first > 0 and words[first - 1][0].isupper():
        first -= 1
    return first


def _has_determiner(words: list[str], before: int) -> bool:
    return any(word.lower() in _DETERMINERS for word in words[max(0, before - 5) : before])


def _plural_source(words: list[str]) -> int | None:
    """ "... in the town activists said": a bare plural right after a lower-case noun."""
    plural = words and words[-1].lower() in {
        "activists",
        "officials",
        "residents",
        "witnesses",
        "rebels",
        "medics",
        "monitors",
        "sources",
        "police",
        "rescuers",
        "reports",
    }
    if not plural:
        return None
    adjectives = {
        "local",
        "opposition",
        "government",
        "military",
        "medical",
        "security",
        "syrian",
        "russian",
        "turkish",
        "us",
        "rescue",
        "rebel",
    }
    first = len(words) - 1
    while first > 0 and words[first - 1].lower() in adjectives:
        first -= 1
    return first
