"""A count in its sentence in, whose fate it tells out: killed, injured, missing, displaced, detained, casualties.

Looks after the count ("16 people were killed"), before it ("killed at least 16"), and up the tree; any other count has
the role of its noun.
"""

import re

from claimtrack.claims.cues import CASUALTY_VERBS, words
from claimtrack.claims.namewords import is_people
from claimtrack.claims.parse import Tree, Word

_LEAVING = frozenset({"left", "leaves", "leave", "leaving", "saw", "sees", "making"})
PEOPLE_ROLES = frozenset({"killed", "injured", "missing", "displaced", "detained", "casualties"})
_AUXILIARIES = words(
    "were was have has had been are is being be got get reportedly also people persons others other more and at "
    "least confirmed believed civilians feared left either so far among them those who to shot beaten stabbed allegedly "
    "the number of men women children reported estimated thought said known presumed "
    "stoned burned burnt hacked crushed starved trampled tortured bludgeoned"
)
_ENCLOSING = {"-": "-", "–": "–", "—": "—", "(": ")"}
_PARTS = words("some most many all half several")
_FORCING = words("forced made compelled")
_HOMES = words("home homes house houses village villages town city country area areas camp camps")
_COUNTING = words("many some several others dozens scores hundreds thousands")
_PASSIVE_LIKE = words(
    "killed injured wounded martyred slain displaced detained arrested captured kidnapped abducted hurt evacuated"
)
_CAPTIVES = words(
    "soldier militant terrorist gunman gunmen troop civilian member pilot commander recruit crew other person"
)
_SUFFERING = words("suffer suffers suffered suffering sustained sustain sustains")
_HARMS = words("suffocation burns injuries wounds fractures injury wound asphyxiation poisoning bruises")
_INTRANSITIVE = words("died die dies dying perished fled flee flees fleeing disappeared dead missing drowned")


def role_of(tree: Tree, start: int, at: int, last: int, noun: Word | None) -> str:
    """The role of a count: a fate, or the noun that is counted.

    Args:
        start: the character where the figure begins, its comparator included.
        at: the first word of the number, ``last`` its last one.
        noun: the noun that is counted, None when there is none.
    """
    anchor = noun.i if noun is not None else last
    inside = [w for w in tree.words[last + 1 : anchor] if w.lower in CASUALTY_VERBS]
    if inside:  # "killed 38 fleeing civilians" tells of the killed
        fates = list(dict.fromkeys(CASUALTY_VERBS[word.lower] for word in inside))
        return _role_right_before(tree, start, at) or (fates[0] if len(fates) == 1 else "casualties")
    if noun is not None and not _is_taken_alive(noun) and re.search(r"\bcaptur(?:e|es|ed|ing)\s+$", _lead(tree, start)):
        return noun.lower  # "captured five villages"
    return (
        _role_of_first(tree, start, anchor)
        or _role_after(tree, anchor)
        or _role_before(tree, start, at)
        or _role_above(tree, anchor, at)
        or _role_of_relative(tree, anchor)
        or _role_of_unit(noun)
        or (_role_of_last(tree, anchor) if tree.words[tree.words[anchor].head].lower in _LEAVING else None)
        or _role_of_next(tree, anchor)
        or (noun.lower if noun is not None else "other")
    )


def _is_taken_alive(noun: Word) -> bool:
    return is_people(noun) or noun.lower in CASUALTY_VERBS or noun.lower.removesuffix("s") in _CAPTIVES


def _role_of_first(tree: Tree, start: int, anchor: int) -> str | None:
    """The fate of the first of two counts: "killed 7 people and injured 31"."""
    lead = re.search(r"(\w+)\s*$", tree.text[max(0, start - 20) : start].lower())
    after = tree.words[anchor + 1] if anchor + 1 < len(tree.words) else None
    counted = (
        after is not None
        and after.lower in CASUALTY_VERBS
        and any(word.tag == "CD" or word.lower in _COUNTING for word in tree.words[after.i + 1 : after.i + 4])
    )  # "kill 10 civilians injure 16"
    if lead is None or after is None or not (counted or after.lower in ("and", "or", ",")):
        return None
    verb = next((word for word in reversed(tree.words[:anchor]) if word.lower == lead.group(1)), None)
    acts = verb is not None and verb.tag in ("VB", "VBD", "VBG", "VBZ", "VBP", "VBN")
    joined = verb is not None and verb.i > 0 and tree.words[verb.i - 1].lower in ("and", "or")
    return CASUALTY_VERBS.get(lead.group(1)) if acts and not joined else None


def _role_of_relative(tree: Tree, anchor: int) -> str | None:
    """ "Forty people who sustained burns"."""
    clause = tree.kid(anchor, "relcl")
    return _role_of_sufferer(tree, clause) if clause is not None and clause.lower in _SUFFERING else None


def _role_of_sufferer(tree: Tree, verb: Word) -> str | None:
    harm = tree.kid(verb.i, "dobj")
    return "injured" if harm is not None and {w.lower for w in tree.subtree(harm.i)} & _HARMS else None


def _role_of_last(tree: Tree, anchor: int) -> str | None:
    """The fate that closes a row: "leaving 23 civilians and 16 fighters dead"."""
    for kid in tree.kids(anchor, "conj"):
        role = _role_after(tree, kid.i) or _role_of_last(tree, kid.i)
        if role is not None:
            return role
    return None


def _role_of_next(tree: Tree, anchor: int) -> str | None:
    """The fate that two counts share: "three workers and six children killed"."""
    joined = next((kid for kid in tree.kids(anchor, "conj") if tree.kid(kid.i, "nummod") is not None), None)
    if joined is None or any(word.tag.startswith("V") for word in tree.words[anchor : joined.i]):
        return None
    return _role_after(tree, joined.i)


def _role_of_unit(noun: Word | None) -> str | None:
    return CASUALTY_VERBS.get(noun.lower) if noun is not None and not noun.lower.startswith("massacre") else None


def _role_after(tree: Tree, anchor: int) -> str | None:
    """ "16 people were killed", "5 dead", "dozens killed and injured"."""
    words = tree.words
    first = _behind_part(tree, anchor + 1)
    for word in words[first : first + 8]:
        if word.lower in CASUALTY_VERBS and word.tag not in ("NNS",):
            if word.tag in ("VBG", "VBD") and word.lower not in ("dead", "missing") and _has_object(tree, word):
                return None
            return _joined_role(tree, word)
        if word.lower not in _AUXILIARIES or (word.lower == "number" and words[word.i - 2].lower in ("and", "with")):
            return None
    return None


def _behind_part(tree: Tree, first: int) -> int:
    """The word behind what is told of a part in passing: "ten sailors, some of them boys, drowned"."""
    if first < len(tree.words) and tree.words[first].text in _ENCLOSING:
        closing = (w.i for w in tree.words[first + 1 : first + 9] if w.text == _ENCLOSING[tree.words[first].text])
        return next((i + 1 for i in closing), first)  # "23 sailors - nine boys among them - dead"
    at = first + (first < len(tree.words) and tree.words[first].text == ",")
    told = [word.lower for word in tree.words[at : at + 3]]
    if len(told) < 3 or told[0] not in _PARTS or told[1:] != ["of", "them"]:
        return first
    at += 3
    while at < len(tree.words) and (
        tree.words[at].tag.startswith(("NN", "JJ")) or tree.words[at].lower in ("and", ",")
    ):
        at += 1
    return at


def _has_object(tree: Tree, verb: Word) -> bool:
    """Whether a verb acts on somebody; in "eight killed others injured" the others have a fate of their own."""
    found = tree.kid(verb.i, "dobj")
    if found is None:
        return False
    after = tree.words[found.i + 1] if found.i + 1 < len(tree.words) else None
    return after is None or after.lower not in _PASSIVE_LIKE


def _joined_role(tree: Tree, word: Word) -> str:
    """casualties when one count covers two fates ("killed and injured"), else the fate itself."""
    role = CASUALTY_VERBS[word.lower]
    i = word.i + 1
    while i < len(tree.words) and tree.words[i].lower in ("and", "or", "/", "and/or"):
        i += 1
    if i < len(tree.words) and tree.words[i].lower in CASUALTY_VERBS:
        after = tree.words[i + 1] if i + 1 < len(tree.words) else None
        counted = after is not None and (
            after.tag == "CD" or after.lower in ("at", "more", "about", "some", "dozens", "scores", "hundreds")
        )
        if CASUALTY_VERBS[tree.words[i].lower] != role and not counted:
            return "casualties"
    return role


def _role_before(tree: Tree, start: int, at: int) -> str | None:
    """ "killed at least 16", "kills 5", "claimed the lives of some 80", "death toll ... reached 126"."""
    return _role_right_before(tree, start, at) or _role_of_toll(_lead(tree, start))


def _lead(tree: Tree, start: int) -> str:
    return tree.text[max(0, start - 60) : start].lower()


def _role_right_before(tree: Tree, start: int, at: int) -> str | None:
    lead = _lead(tree, start)
    both = re.search(r"(\w+)\s+(\w+)\s*$", lead)  # "mortar fire kills injures over 70"
    fates = {CASUALTY_VERBS.get(word) for word in both.groups()} if both is not None else set()
    if len(fates) == 2 and None not in fates:
        return "casualties"
    near = re.search(
        r"(\w+)(?:\s+(?:and|or)\s+(\w+))?\s*(?:,|of|off|the|up|other|another|an additional|"
        r"additional)?\s*(?:of\s+|the\s+)?$",
        lead,
    )
    if near is not None:
        words = [w for w in near.groups() if w]
        roles = [CASUALTY_VERBS[w] for w in words if w in CASUALTY_VERBS and not (w == "lives" and len(words) > 1)]
        if len(roles) == 2 and roles[0] != roles[1]:
            return "casualties"
        if roles and words[-1] in CASUALTY_VERBS:
            return roles[-1]
    beside = re.search(r"(\w+)(?:\s(?:civilians|people|men))?\s+along with\s+$", lead)
    if beside is not None and beside.group(1) in CASUALTY_VERBS:
        return CASUALTY_VERBS[beside.group(1)]  # "were killed along with six guards"
    among = _AMONG_THOSE.search(lead)
    if among is not None and among["fate"] in CASUALTY_VERBS:
        return CASUALTY_VERBS[among["fate"]]
    lost = near is not None and near.group(1) in ("lost", "lose", "loses", "losing")
    return "killed" if lost and _counts_people(tree, at) else None


_AMONG_THOSE = re.compile(
    r"\bamong (?:the|those) (?P<fate>\w+) (?:was|were|are|is)(?: (?:at least|also))?(?: (?:\w+ ){1,3}and)?\s+$"
)
"""What a count behind it is part of: "among those killed were three children and two women"."""
_TOLL = re.compile(
    r"\bdeath toll\b|\b(?:a|the|its) toll of(?=\s*$)|\b(?:deaths?|dead) (?:rises?|rose|climbs?|climbed|reach\w*)\b|"
    r"\b(?:lives|life) of(?=(?:\s+[a-z]+){0,3}\s*$)|\bnumber of (?:the |people |those |civilians |children |men )?(?P<fate>\w+)"
)


def _role_of_toll(lead: str) -> str | None:
    """The fate that the last toll before a number counts: "the death toll at six and the number of injured at 28"."""
    found = [match["fate"] for match in _TOLL.finditer(lead) if not match["fate"] or match["fate"] in CASUALTY_VERBS]
    if not found:
        return None
    return CASUALTY_VERBS[found[-1]] if found[-1] else "killed"


def _counts_people(tree: Tree, at: int) -> bool:
    people = {
        "soldiers",
        "troops",
        "fighters",
        "men",
        "members",
        "lives",
        "people",
        "civilians",
        "militants",
        "rebels",
        "pilots",
        "officers",
    }
    return any(word.lower in people for word in tree.words[at : at + 4])


def _role_above(tree: Tree, anchor: int, at: int) -> str | None:
    """The fate that a verb or noun above gives the count."""
    word = tree.words[anchor]
    for _ in range(6):
        head = tree.words[word.head]
        if head.i == word.i:
            break
        role = _role_from(tree, word, head)
        if role is not None:
            return role
        if word.dep not in ("conj", "pobj", "prep", "appos", "nummod", "quantmod", "dobj", "compound"):
            break
        if word.dep in ("pobj",) and head.lower not in (
            "of",
            "as",
            "including",
            "with",
            "to",
            "by",
            "at",
            "than",
            "among",
        ):
            break
        word = head
    return "killed" if _under_toll(tree, tree.words[at]) else None


def _role_from(tree: Tree, word: Word, head: Word) -> str | None:
    if word.dep == "nsubj" and head.lower in _SUFFERING:
        return _role_of_sufferer(tree, head)
    driven = tree.kid(head.i, "xcomp") if head.lower in _FORCING and word.dep in ("nsubjpass", "dobj") else None
    if driven is not None and (driven.lower == "flee" or _leaves_home(tree, driven)):
        return "displaced"  # "a million have been forced to flee"
    role = CASUALTY_VERBS.get(head.lower)
    suffered = _fate_joined(tree, head)
    if role is None:
        return suffered if word.dep == "nsubjpass" else None  # "were rounded up and shot"
    if head.tag.startswith("NN"):
        return role if word.dep in ("prep", "nummod", "compound") else None
    both = "casualties" if suffered not in (None, role) else role
    if word.dep in ("dobj", "nsubjpass"):
        return both if word.dep == "nsubjpass" else role
    if word.dep == "nsubj" and (
        head.lower in _INTRANSITIVE or (head.lower in _PASSIVE_LIKE and tree.kid(head.i, "dobj") is None)
    ):
        return both
    return None


def _leaves_home(tree: Tree, verb: Word) -> bool:
    left = tree.kid(verb.i, "dobj") if verb.lower in ("leave", "abandon") else None
    return left is not None and left.lower in _HOMES


def _fate_joined(tree: Tree, head: Word) -> str | None:
    """The fate that a second verb gives those of the first: "were killed and wounded"; not where it has a count of its own."""
    joined = tree.kid(head.i, "conj")
    if joined is None or tree.kid(joined.i, "nsubj", "nsubjpass", "dobj") is not None:
        return None
    counted = any(w.tag in ("CD", "JJR") or w.lower in _COUNTING for w in tree.words[head.i + 1 : joined.i])
    return None if counted else CASUALTY_VERBS.get(joined.lower)


def _under_toll(tree: Tree, word: Word) -> bool:
    for above in tree.ancestors(word.i):
        subject = tree.kid(above.i, "nsubj", "nsubjpass")
        if subject is not None:
            phrase = tree.slice(subject.left, subject.i).lower()
            return subject.i != word.i and bool(
                re.search(r"\b(?:death toll|toll|number of (?:dead|deaths|killed|fatalities))\b", phrase)
            )
    return False
