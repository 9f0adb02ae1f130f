"""A proposition in, what frames it out: names, negation, how far the wording goes, and the kind of assertion."""

import re

from claimtrack.claims import cues
from claimtrack.claims.cues import words
from claimtrack.claims.mentions import Names, clean, entities
from claimtrack.claims.model import ClaimType, Figure, Modality
from claimtrack.claims.parse import Tree, Word
from claimtrack.claims.propositions import Proposition
from claimtrack.claims.roles import PEOPLE_ROLES

_NEGATIONS = words("not n't n’t no never none nobody neither nor cannot")
_PLANNED = re.compile(
    r"\b(?:scheduled to|plans? to|planned to|planning to|set to|due to (?:be|\w+ on|meet|visit|start|begin|arrive|"
    r"leave)|about to|intends? to|going to|preparing to)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(r"\b(?:will|would|shall|won['’]t)\b|['’]ll\b", re.IGNORECASE)
_PREDICTING = re.compile(
    r"\b(?:likely (?:to|that)|(?:will|would|could|may|might|'ll|’ll) likely|expected to|forecast to|set to rise|"
    r"can (?:win|lose|beat)|unlikely|projected|jeopardi[sz]e|risks? \w+ing|predict\w*)\b",
    re.IGNORECASE,
)
_JUDGING = re.compile(
    r"\b(?:horrif\w+|(?:dis)?honest\w*|embarrass\w+|pathetic|silly|smart|dumb|crazy|insane|nasty|scary|devastating|irresponsible|"
    r"reckless|hypocri\w+|entertaining|complicated|fragile|profound|unbelievable|incredibl[ey]|fantastic|excellent|perfect|"
    r"interesting|strange|bizarre|(?:im|un)?ethical|(?:im)?moral|evil|hero\w*|liar|disaster|clown|the kind of|the only|"
    r"a far cry|pretty \w+|hard to|easy to|time to|untrue|unfair|bias|familiar with|gotta)\b",
    re.IGNORECASE,
)
"""Words that judge when somebody says them of how things are; in the article's own voice they tell."""
_UNLIKELY_CHECKED = 0.27
"""The check-worthiness, by words alone, below which what somebody says is so is taken for a view."""
_SCHEDULED = re.compile(
    r"\bwill (?:also )?(?:hold|meet|air|run|visit|attend|speak|travel|appear|host|launch|release|begin|start|take place|vote|"
    r"debate|open|return)\b",
    re.IGNORECASE,
)
"""What is set to happen, told by the article itself: an appointment, and no prediction."""
_SHARE_OF = re.compile(r"(?:%|percent) of\b", re.IGNORECASE)
"""A share of people, who "would be scared": a survey's count."""
_FORESEEING = words("will would 'll ’ll wo shall could may might")
_DOUBTING = words("could may might")
_OPINION = re.compile(
    r"\b(?:should|must|ought|(?<!the )need(?:s|ed)?\b(?! for)|has to|have to|['’]ve got to|important|critical that|"
    r"it['’]s critical|wiser|wise|"
    r"unacceptable|necessary|shameful"
    r"|disgrace\w*|barbaric|horrific|terrible|wonderful|great(?:est)?|best|worst(?!-case)|worse|mistake|"
    r"dangerous|disappointing|too soon|impossible|crucial|beautiful|amazing|outrage\w*|"
    r"mockery|bad|good|better off"
    r"|unclear|uncertain|shadow|firm and open|tragic|heinous|cowardly|deplorable|absurd|ridiculous|unfair|wrong|"
    r"right thing|brilliant|stupid"
    r"|deserve[sd]?|hope(?:s|ful)?|glad|sorry|proud|grateful|believe|feel|wish|love|hate)\b",
    re.IGNORECASE,
)
_COMMITTING = re.compile(
    r"\b(?:i|we|it|he|she|they|country|government)\b.{0,12}\b(?:will|would|['’]ll|am ready|are ready)\b"
    r"(?!(?: not)? (?:take|make|be|cost|mean|require|help)\b)|\b(?:i|"
    r"we)['’](?:ll|m ready)\b|\bI['’]m ready\b|\bvow(?:s|ed)? to\b|\bpromis\w+ to\b|\bpledg\w+ to\b",
    re.IGNORECASE,
)
_GOING_TO = re.compile(
    r"(?P<own>\b(?:i|we)(?:['’](?:m|re)|\s(?:am|are)))?\s(?:\w+\s)?(?:going to|gonna)\s(?P<deed>\w+)", re.IGNORECASE
)
"""A future of speech: what "we" are going to do is promised, unless it is what befalls one."""
_BEFALLING = words("win lose be see have need get start keep know find suffer die live feel like remain")
_OTHERS = re.compile(r"\b(?:it|he|she|they)\b", re.IGNORECASE)
_MEASURED = words(
    "kilometer kilometers kilometre kilometres km mile miles meter meters metre metres foot feet inch inches ton tons tonne "
    "tonnes acre acres hectare hectares barrel barrels degree degrees point points"
)
_STATIVE = words(
    "is are was were be been am 's ’s 're ’re has have had remain remains remained include includes included "
    "consist consists contain contains belong belongs seem seems seemed appear appears appeared stand stands stood "
    "lie lies own owns know knows live lives lived mean means 've ’ve 'm ’m"
)
_POSITIONS = words(
    "see sees describe describes described describing support supports supported oppose opposes opposed reject "
    "rejects rejected blame blames blamed want wants wanted think thinks favor favors favour favours consider "
    "considers considered refuse refuses refused like likes dislike dislikes prefer prefers agree agrees disagree disagrees "
    "accuses dismisses labels"
)

_DEEDS = words("condemns denounces criticizes criticises urges welcomes calls thanks hails praises slams demands")
"""What somebody does by speaking, told in the present tense: an act and no state."""


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


def claim_type(
    tree: Tree,
    proposition: Proposition,
    figures: tuple[Figure, ...],
    claimant: str | None,
    *,
    quoted: bool = False,
    headline: bool = False,
    checked: float = 1.0,
) -> ClaimType:
    """What kind of assertion it is, by rule, strongest sign first.

    Args:
        quoted: whether the words are the claimant's own, so that "they will" speaks of others.
        headline: whether it is a headline, whose present tense tells what happened.
        checked: how check-worthy the words alone are, 0..1.
    """
    quote = tree.slice(proposition.first, proposition.last)
    verb = tree.words[proposition.head]
    promised = _COMMITTING.search(quote) if claimant is not None else None
    going = _GOING_TO.search(quote) if claimant is not None else None
    if claimant is not None and (_is_promise(going) or (quoted and verb.lower in ("pledge", "vow", "promise"))):
        return ClaimType.COMMITMENT
    share = any(f.unit == "percent" for f in figures) and not _is_foreseen(tree, verb)
    if (
        promised is not None
        and not share
        and not (quoted and _OTHERS.match(promised.group()))
        and re.search(r"\b(?:will|would|ready|vow|promis|pledg)|['’]ll", quote)
    ):
        return ClaimType.COMMITMENT
    if claimant is None and _SCHEDULED.search(quote):
        return ClaimType.EVENT
    if _SHARE_OF.search(quote) and any(f.unit == "percent" for f in figures):
        return ClaimType.QUANTITY
    coming = going is not None and verb.lower in ("going", "gonna")
    foreseen = coming or _PREDICTING.search(quote) is not None or _is_foreseen(tree, verb)
    if foreseen and not any(f.role in PEOPLE_ROLES for f in figures):
        return ClaimType.PREDICTION
    if any(_is_the_point(f, quote) for f in figures):
        return ClaimType.QUANTITY
    if _OPINION.search(quote):
        return ClaimType.OPINION
    if verb.lower in _POSITIONS:
        return ClaimType.STATEMENT
    if claimant is None and verb.lower in _DEEDS:
        return ClaimType.EVENT
    if _is_state(tree, verb) or (verb.tag in ("VBZ", "VBP") and not headline):
        return ClaimType.OPINION if claimant is not None and _is_view(tree, verb, quote, checked) else ClaimType.STATE
    return ClaimType.EVENT


def _is_promise(going: re.Match[str] | None) -> bool:
    return going is not None and going["own"] is not None and going["deed"].lower() not in _BEFALLING


def _is_view(tree: Tree, verb: Word, quote: str, checked: float) -> bool:
    """Whether what somebody says is so is a view: by its words, or because nobody would check it.

    That there is something, or that nobody does something, is no view.
    """
    subject = tree.kid(verb.i, "nsubj", "nsubjpass", "expl")
    named = subject is not None and (subject.dep == "expl" or subject.lower in ("nobody", "there", "none"))
    return (
        verb.tag.startswith("V") and not named and (checked < _UNLIKELY_CHECKED or _JUDGING.search(quote) is not None)
    )


def _is_foreseen(tree: Tree, verb: Word) -> bool:
    """Whether the main verb is said to come: "will rise", "could fall", but neither "could not" nor "may have"."""
    aux = [k.lower for k in tree.kids(verb.i, "aux", "neg")]
    if not any(word in _FORESEEING for word in aux):
        return False
    return not any(word in _DOUBTING for word in aux) or not any(word in ("not", "n't", "have") for word in aux)


def _is_the_point(figure: Figure, quote: str) -> bool:
    """Whether a claim is about its count: people's fates, shares, measures, large numbers, and what it opens with."""
    size = figure.low if figure.low is not None else figure.high or 0
    opens = bool(figure.surface) and quote.startswith(figure.surface) and size > 1
    unit = (figure.unit or "").split()[-1:]
    measured = bool(unit) and unit[0].lower() in _MEASURED
    return (
        figure.role in PEOPLE_ROLES
        or bool(figure.modifier or figure.unit == "percent" or measured or opens)
        or size >= 20
    )


def _is_state(tree: Tree, verb: Word) -> bool:
    if verb.lower in _STATIVE:
        return True
    if not verb.tag.startswith("V"):
        return True
    aux = {k.lower for k in tree.kids(verb.i, "aux", "neg")}
    if verb.tag in ("VBG", "VBN") and aux & {"is", "are", "'s", "’s", "'re", "’re"}:
        return True  # "is being treated as", "are holding on"
    if aux & {"has", "have", "'ve", "’ve"} and aux & {"not", "n't", "n’t"}:
        return True
    passive = tree.kid(verb.i, "auxpass")
    return passive is not None and passive.lower in ("is", "are", "'s", "’s") and verb.tag == "VBN"
