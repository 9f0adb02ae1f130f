"""A proposition in, what frames it out: places, names, negation, how far the wording goes, and the kind of assertion."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claimtrack.claims import cues
from claimtrack.claims.clauses import Proposition
from claimtrack.claims.cues import words
from claimtrack.claims.mentions import Names, clean, entities, is_body_noun
from claimtrack.claims.model import ClaimType, Figure, Modality, Place
from claimtrack.claims.parse import Tree, Word
from claimtrack.claims.roles import PEOPLE_ROLES

_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_PLACE_NOUNS = words(
    "province city town village district neighborhood neighbourhood region governorate county state street avenue "
    "road square airport port island valley river mountain mountains roundabout camp border crossing countryside "
    "suburb outskirts base airbase bridge prison hospital"
)
_LOCATING = words(
    "in near outside at around across into inside from to of within through over toward towards above off on against"
)
_STRICTLY_LOCATING = words("in near outside at inside within around")
_COMPASS = re.compile(
    r"^(?:(?:north|south|east|west|central|eastern|western|northern|southern|northeastern|northwestern|"
    r"southeastern|southwestern)[ -])+",
    re.IGNORECASE,
)
_NOT_PLACES = re.compile(r"^(?:Islamic|Muslim|Christian|Jewish|Shiite|Sunni|Kurdish|\w+day)s?$", re.IGNORECASE)
_NEGATIONS = words("not n't n’t no never none nobody neither nor cannot without")
_PLANNED = re.compile(
    r"\b(?:scheduled to|plans? to|planned to|planning to|set to|due to (?:be|\w+ on|meet|visit|start|begin|arrive|"
    r"leave)|about to|intends? to|going to|preparing to)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(r"\b(?:will|would|shall|won['’]t)\b|['’]ll\b", re.IGNORECASE)
_PREDICTING = re.compile(
    r"\b(?:will|would|likely|expected to|forecast to|(?:could|may|might)(?! not| have)|set to rise|projected|"
    r"jeopardi[sz]e|risks? \w+ing|predict\w*)\b|['’]ll\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:should|must|ought|need(?:s|ed)? to|has to|have to|important|critical that|it['’]s critical|wiser|wise|"
    r"unacceptable|necessary|shameful"
    r"|disgrace\w*|barbaric|horrific|terrible|wonderful|great(?:est)?|best|worst|beautiful|amazing|outrage\w*|"
    r"mockery|bad|good|better off"
    r"|unclear|uncertain|shadow|firm and open|tragic|heinous|cowardly|deplorable|absurd|ridiculous|unfair|wrong|"
    r"right thing|brilliant|stupid"
    r"|deserve[sd]?|hope(?:s|ful)?|glad|sorry|proud|grateful|believe|feel|wish|love|hate)\b",
    re.IGNORECASE,
)
_COMMITTING = re.compile(
    r"\b(?:i|we|it|he|she|they|country|government)\b.{0,12}\b(?:will|would|['’]ll|am ready|are ready)\b|\b(?:i|"
    r"we)['’](?:ll|m ready)\b|\bI['’]m ready\b|\bvow(?:s|ed)? to\b|\bpromis\w+ to\b|\bpledg\w+ to\b",
    re.IGNORECASE,
)
_STATIVE = words(
    "is are was were be been am 's ’s 're ’re has have had remain remains remained include includes included "
    "consist consists contain contains belong belongs seem seems seemed appear appears appeared stand stands stood "
    "lie lies own owns know knows live lives lived mean means 've ’ve 'm ’m"
)
_POSITIONS = words(
    "see sees describe describes described describing support supports supported oppose opposes opposed reject "
    "rejects rejected blame blames blamed want wants wanted think thinks favor favors favour favours consider "
    "considers considered refuse refuses refused"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a parsed text, by its characters."""

    place: Place
    first: int
    last: int


def find_places(tree: Tree, known: set[str]) -> list[Place]:
    """The places of a parsed text in order; adds what it is sure of to ``known``, and trusts what is there."""
    found: dict[int, Place] = {}
    for first, last, label in entities(tree):
        text = clean(tree.slice(first, last))
        before = tree.words[first - 1].lower if first else ""
        if label in _PLACE_LABELS and _is_title_case(text):
            known.add(text.lower())
        elif not (
            text.lower() in known or (label in ("NORP", "PERSON", "ORG") and _is_located(tree, first, last, before))
        ):
            continue
        if (
            _NOT_PLACES.match(text)
            or _is_body(text)
            or not text
            or (label == "NORP" and tree.words[last].dep in ("amod", "compound"))
        ):
            continue
        first, last = _widened(tree, first, last)
        place = _place(tree, first, last)
        found[place.start] = place
    for word in tree.words:
        if word.tag == "NNP" and not word.entity and word.lower in known and word.start not in found:
            found[word.start] = _place(tree, word.i, word.i)
    return _disjoint(found[start] for start in sorted(found))


def _is_body(text: str) -> bool:
    """Whether a name that the model takes for a place is a body: "Observatory for Human Rights", "DAESH"."""
    words = text.split()
    return (len(text) > 3 and text.isupper() and len(words) == 1) or any(is_body_noun(w.lower()) for w in words)


def _disjoint(places: Iterator[Place]) -> list[Place]:
    kept: list[Place] = []
    for place in places:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept


def _is_title_case(text: str) -> bool:
    return any(word[:1].isupper() for word in text.split()) and not any(c.isdigit() for c in text[:1])


def _is_located(tree: Tree, first: int, last: int, before: str) -> bool:
    """Whether a name that the model calls something else stands where places stand ("in Aleppo")."""
    head = tree.words[last]
    following = tree.words[last + 1].lower if last + 1 < len(tree.words) else ""
    if following in _PLACE_NOUNS:
        return True
    return before in _STRICTLY_LOCATING and head.dep == "pobj" and head.tag.startswith("NNP") and last - first < 3


def _widened(tree: Tree, first: int, last: int) -> tuple[int, int]:
    """The name with the noun that says what it is: "Hasaka province", "al-Gharbiya neighborhood"."""
    while last + 1 < len(tree.words) and tree.words[last + 1].lower in _PLACE_NOUNS:
        last += 1
    while (
        first > 1
        and tree.words[first - 1].text == "-"
        and tree.words[first - 2].lower in ("al", "el", "ar", "as", "ash", "at")
    ):
        first -= 2
    if tree.words[first].lower == "the":
        first += 1
    return first, last


def _place(tree: Tree, first: int, last: int) -> Place:
    surface = tree.slice(first, last)
    surface = re.sub(r"['’]s?$", "", surface)
    start = tree.words[first].start
    name = _COMPASS.sub("", clean(surface).lower())
    return Place(surface=surface, name=name or clean(surface).lower(), start=start, end=start + len(surface))


def find_entities(tree: Tree, proposition: Proposition, names: Names) -> tuple[str, ...]:
    """Names of persons and bodies inside the proposition, in full form, without repeats."""
    found: list[str] = []
    for first, last, label in entities(tree):
        if first < proposition.first or last > proposition.last:
            continue
        text = clean(tree.slice(first, last))
        if label == "PERSON":
            found.append(names.person(text))
        elif label == "ORG" and text:
            found.append(names.body(text))
    return tuple(dict.fromkeys(found))


def is_negated(tree: Tree, proposition: Proposition) -> bool:
    """Whether the proposition denies what its words name: "not", "no", "never", "failed to"."""
    for word in tree.words[proposition.first : proposition.last + 1]:
        if word.lower in _NEGATIONS and _reaches_head(tree, word, proposition.head):
            return True
        if word.lower in ("failed", "fails", "fail") and word.i == proposition.head and tree.kid(word.i, "xcomp"):
            return True
    return False


def _reaches_head(tree: Tree, word: Word, head: int) -> bool:
    """Whether a negation belongs to the main clause: at its verb, or in its subject or object."""
    at = tree.words[word.head]
    if word.head == head or at.head == head:
        return True
    return tree.words[at.head].head == head and at.dep in ("pobj", "attr", "dobj", "xcomp")


def modality(quote: str, *, denied: bool, hedge: str | None) -> Modality:
    """How far the wording goes."""
    if denied:
        return Modality.DENIED
    if _PLANNED.search(quote) or _FUTURE.search(quote):
        return Modality.PLANNED
    if hedge is not None:
        return Modality.HEDGED
    return Modality.ASSERTED


def hedge_in(tree: Tree, proposition: Proposition) -> str | None:
    """The first hedging word inside the proposition that qualifies its main clause."""
    for word in tree.words[proposition.first : proposition.last + 1]:
        if word.lower in cues.HEDGES and word.text == word.lower:
            near = word.head == proposition.head or tree.words[word.head].head == proposition.head
            if near:
                return word.text
        if word.lower in ("believed", "thought", "suspected", "said", "appeared", "appears", "seems") and tree.kid(
            word.i, "xcomp"
        ):
            return word.text
    return None


def claim_type(tree: Tree, proposition: Proposition, figures: tuple[Figure, ...], claimant: str | None) -> ClaimType:
    """What kind of assertion it is, by rule, strongest sign first."""
    quote = tree.slice(proposition.first, proposition.last)
    verb = tree.words[proposition.head]
    if (
        claimant is not None
        and _COMMITTING.search(quote)
        and re.search(r"\b(?:will|would|ready|vow|promis|pledg)|['’]ll", quote)
    ):
        return ClaimType.COMMITMENT
    if _PREDICTING.search(quote) and not any(f.role in PEOPLE_ROLES for f in figures):
        return ClaimType.PREDICTION
    if any(
        f.role in PEOPLE_ROLES or f.modifier or f.unit == "percent" or (f.low or f.high or 0) >= 20 for f in figures
    ):
        return ClaimType.QUANTITY
    if _OPINION.search(quote):
        return ClaimType.OPINION
    if verb.lower in _POSITIONS:
        return ClaimType.STATEMENT
    if _is_state(tree, verb):
        return ClaimType.STATE
    return ClaimType.EVENT


def _is_state(tree: Tree, verb: Word) -> bool:
    if verb.lower in _STATIVE:
        return True
    if not verb.tag.startswith("V"):
        return True
    passive = tree.kid(verb.i, "auxpass")
    return (
        passive is not None and passive.lower in ("is", "are", "'s", "’s") and verb.tag == "VBN"
    ) or verb.tag == "VBP"
