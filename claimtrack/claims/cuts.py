"""Propositions in, finer ones out: a learned judge of which clauses and phrases inside a proposition assert something apart.

The rules of ``clauses`` cut where the grammar alone decides. What they leave whole may still hold two assertions: whether "a
reactor that was shut in May" says that it was shut depends on many small signs. Each sign has a weight, learned from marked
articles; the weights lie beside this module, and ``docs/models/cuts.md`` says from what they were learned and how well they do.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from claimtrack.claims import cues
from claimtrack.claims.edges import Edges
from claimtrack.claims.parse import Tree, Word
from claimtrack.claims.predicates import SUBJECTS
from claimtrack.claims.propositions import Proposition
from claimtrack.claims.shipped import shipped_weights
from claimtrack.errors import ModelUnavailable

BIAS: Final = "bias"
PARTS: Final = cues.words("relcl acl advcl conj appos ccomp parataxis dep prep")
"""The relations by which what may be cut hangs on the rest."""
_LONGEST: Final = 25
"""Words above which lengths no longer differ."""
_MOST_WORDS: Final = 300
"""Words of a proposition from which on nothing is cut: no sentence is that long, and each part is compared with all of it."""
_SHORT: Final = 4
_LONG: Final = 7
_TOLD: Final = ("VBD", "VBZ", "VBP")
_FUNCTION: Final = frozenset({"IN", "WDT", "WP", "WP$", "WRB", "CC", "TO", "DT", "PRP", "RB"})
"""Tags of words that are signs themselves; others are known by their tag."""
_JOINING: Final = frozenset({",", "CC", "IN", ":", "``", "''", "HYPH", "-LRB-"})
_STEPS: Final = 8
_LINKING: Final = cues.words("is are was were be been being has have had will would")
_REPEATING: Final = cues.words("do does did is are was were has have had will would")
_TIMES: Final = cues.words("time times moment day way reason point place")
_LEAST_APPOSITION: Final = 5
"""Words below which an apposition only names."""
_NAMING: Final = cues.words("known called named dubbed nicknamed titled entitled")
_GOVERNED: Final = cues.words("on of in to at from about as than into like for")
"""Prepositions that what follows belongs to what is before: "focused on ending it"."""
_TELLING: Final = cues.words("with after despite amid")
"""Prepositions behind which something may be told without a verb: "after six days of calm"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What each sign weighs, in log-odds, and how sure a cut must be."""

    weights: Mapping[str, float]
    least: float
    """The probability from which is cut, above 0 and below 1."""
    about: Mapping[str, Any]
    """Where the weights come from: data, licence, numbers."""

    def log_odds(self, edges: Edges, part: Word, proposition: Proposition) -> float:
        """How much speaks for it that ``part``, with what hangs on it, asserts something apart from the rest."""
        known = self.weights
        return known[BIAS] + sum(known.get(s, 0.0) * value for s, value in cut_signs(edges, part, proposition).items())


def cut_signs(edges: Edges, part: Word, proposition: Proposition) -> dict[str, float]:
    """The signs for or against a cut, by name: 1 for what holds, tens of words for lengths."""
    tree, words = edges.tree, edges.tree.words
    above, first = words[part.head], words[part.left]
    before = words[part.left - 1] if part.left else None
    after = words[part.right + 1] if part.right + 1 < len(words) else None
    opener = first.lower if first.tag in _FUNCTION else first.tag
    kids = tree.kids(part.i)
    subject, finite = edges.has_subject(part.i), edges.finite(part.i)
    inside = words[part.left : part.right + 1]
    whole = words[proposition.first : proposition.last + 1]
    length, rest = len(inside), len(whole) - len(inside)
    told = sum(word.tag in _TOLD for word in inside)
    signs = {
        f"is {part.dep}": 1.0,
        f"tag {part.tag}": 1.0,
        f"is {part.dep} {part.tag}": 1.0,
        f"on {above.tag}": 1.0,
        f"on {above.dep}": 1.0,
        f"is {part.dep} on {above.tag[:2]}": 1.0,
        f"opens {opener}": 1.0,
        f"is {part.dep} opens {opener}": 1.0,
        f"behind {_neighbour(before)}": 1.0,
        f"before {after.tag if after else 'nothing'}": 1.0,
        f"head {words[proposition.head].tag}": 1.0,
        f"is {part.dep} finite {finite:d} subject {subject:d}": 1.0,
        "words": min(length, _LONGEST) / 10,
        "words left": min(rest, _LONGEST) / 10,
        "share": length / len(whole),
        "verbs": float(told),
        "verbs left": float(sum(word.tag in _TOLD for word in whole) - told),
        "depth": _depth(tree, part, proposition) / 4,
    }
    flags = {
        "closes": part.right >= _last_word(tree, proposition),
        "begins": part.left == proposition.first,
        "short": length < _SHORT,
        "short left": rest < _SHORT,
        "long": length > _LONG,
        "long left": rest > _LONG,
        "subject": subject,
        "finite": finite,
        "auxiliary": any(kid.dep in ("aux", "auxpass") for kid in kids),
        "object": any(kid.dep in ("dobj", "attr", "acomp") for kid in kids),
        "names": any(word.entity for word in inside),
        "counts": _counts(inside),
        "counts left": sum(word.tag == "CD" for word in whole) > sum(word.tag == "CD" for word in inside),
        "harms": _harms(inside),
        "harms left": _harms(_left(tree, part, proposition)),
        "tells when": any(word.entity in ("DATE", "TIME") for word in inside),
        "on the head": part.head == proposition.head,
        "reported": proposition.said is not None,
        "fragment": proposition.fragment,
        "commas": any(word.text == "," for word in words),
    }
    return signs | {name: 1.0 for name, holds in flags.items() if holds}


def _left(tree: Tree, part: Word, proposition: Proposition) -> list[Word]:
    """The words of a proposition outside a part of it."""
    return [*tree.words[proposition.first : part.left], *tree.words[part.right + 1 : proposition.last + 1]]


def _counts(words: Iterable[Word]) -> bool:
    return any(word.tag == "CD" for word in words)


def _harms(words: Iterable[Word]) -> bool:
    """Whether some words tell of people killed or hurt: a toll stays with its attack."""
    return any(word.lower in cues.CASUALTY_VERBS for word in words)


def _neighbour(word: Word | None) -> str:
    if word is None:
        return "nothing"
    return word.lower if word.tag in _JOINING else word.tag


def _depth(tree: Tree, part: Word, proposition: Proposition) -> int:
    """How many steps up from ``part`` the head of the proposition is, at most `_STEPS`."""
    steps, at = 0, part
    while at.i != proposition.head and steps < _STEPS:
        at, steps = tree.words[at.head], steps + 1
    return steps


def _last_word(tree: Tree, proposition: Proposition) -> int:
    """The last word of a proposition that is no punctuation."""
    last = proposition.last
    while last > proposition.first and tree.words[last].dep == "punct":
        last -= 1
    return last


def cuttable(edges: Edges, proposition: Proposition) -> Iterator[Word]:
    """The heads of what may be cut from a proposition, or kept whole inside it as a claim of its own."""
    tree = edges.tree
    if proposition.last - proposition.first >= _MOST_WORDS:
        return
    if tree.words[proposition.head].lower in cues.LABEL_FORMS:
        return  # "calling the raids crimes that must be punished" is what somebody calls them, as a whole
    for part in tree.words[proposition.first : proposition.last + 1]:
        whole = proposition.first <= part.left and part.right <= proposition.last
        heads = part.left <= proposition.head <= part.right
        asked = part.dep in PARTS and whole and not heads and part.right > part.left
        if asked and _may_tell(edges, part) and not _belongs_to_toll(edges, part, proposition):
            yield part


def _belongs_to_toll(edges: Edges, part: Word, proposition: Proposition) -> bool:
    """Whether a phrase says where or how those came to harm whom a proposition counts: "killed ten in raids carried out by"."""
    left = _left(edges.tree, part, proposition)
    return _harms(left) and _counts(left) and not edges.finite(part.i) and part.lower != "after"


def _may_tell(edges: Edges, part: Word) -> bool:
    """Whether a part may say something: no bare phrase ("on Thursday"), no purpose ("to keep them out"), no list."""
    tree = edges.tree
    if part.dep == "appos":
        bare = tree.words[part.left].tag in ("NN", "NNS")
        return not bare and part.right - part.left + 1 >= _LEAST_APPOSITION  # "the prime minister" only names
    if part.dep == "acl" and part.lower in _NAMING:
        return False
    if part.dep == "prep":
        if part.lower == "of" or (part.lower in _GOVERNED and tree.kid(part.i, "pcomp") is not None):
            return False  # "with the help of a firm that ...", "focused on ending the strikes"
        inside = tree.words[part.left : part.right + 1]
        return part.lower in _TELLING or any(word.tag.startswith("V") for word in inside)
    above = tree.words[part.head]
    if part.dep == "ccomp" and tree.words[part.left].tag in ("WRB", "WP"):
        return False  # "showed how the bank had paid"
    if tree.words[part.left].lower == "since" and part.left > above.i:
        return False  # "has run since the war began" only says how long
    if part.dep == "acl" and part.tag in _TOLD and above.dep == "ROOT" and above.tag.startswith("NN"):
        return False  # "Jan Vale, the mayor, called for help", which the parser reads as one noun
    if part.lower in cues.CASUALTY_VERBS and part.dep in ("conj", "acl", "advcl"):
        return False  # a toll stays with its attack
    if part.tag == "VB" and any(kid.lower == "to" for kid in tree.kids(part.i, "aux")):
        return False
    if part.dep == "relcl" and above.lower in _TIMES and not tree.words[part.left].tag.startswith("W"):
        return False  # "the first time it was hit"
    return part.dep != "conj" or not (part.tag.startswith("NN") or _is_bound(edges, part))


def _is_bound(edges: Edges, part: Word) -> bool:
    """Whether a joined verb shares all that follows, or only repeats the first: "seized and shot by", "could but did not"."""
    elided = part.right <= part.i + 1 or edges.tree.kid(part.i, "neg") is not None
    return part.i - edges.with_particle(part.head) == 2 or (elided and part.lower in _REPEATING)


def cut(edges: Edges, proposition: Proposition, part: Word) -> tuple[Proposition, Proposition] | None:
    """What is left of a proposition and what is cut from it; in the middle it is told apart, but stays inside as well.

    Returns:
        None when too little would be left on either side.
    """
    words = edges.tree.words
    begins, closes = part.left == proposition.first, part.right >= _last_word(edges.tree, proposition)
    kept = _rest(edges, proposition, part, begins=begins) if begins or closes else proposition
    lead = part.left + 1 if part.dep == "prep" and part.left == part.i else part.left
    first, last = edges.trim(lead, part.right, part.i)
    if kept is None or last == first:
        return None
    opener = words[part.left]  # "that", which goes on with what is reported, is no addition of the writer's
    added = part.dep == "appos" or (part.dep == "relcl" and opener.tag.startswith("W") and opener.lower != "that")
    own = edges.tree.kid(part.i, *SUBJECTS)
    reports = part.dep == "ccomp" and words[part.head].lower in cues.CUE_FORMS and part.head != proposition.head
    apart = Proposition(
        first=first,
        last=last,
        head=part.i if first <= part.i else first,
        said=edges.attribution(part.head, proposition.said) if reports else proposition.said,
        fragment=own is None or not first <= own.i <= last,
        aside=proposition.aside or added,
    )
    return kept, apart


def _rest(edges: Edges, proposition: Proposition, part: Word, *, begins: bool) -> Proposition | None:
    """A proposition without a part at its start or end; None when that takes its subject or leaves a verb hanging."""
    ends = (part.right + 1, proposition.last) if begins else (proposition.first, part.left - 1)
    first, last = edges.trim(*ends, proposition.head)
    subject = edges.tree.kid(proposition.head, *SUBJECTS)
    bereft = subject is not None and part.left <= subject.i <= part.right
    ending = edges.tree.words[last]
    if last == first or bereft or ending.lower in _LINKING or ending.dep in ("prep", "agent"):
        return None
    return replace(proposition, first=first, last=last)


def items(edges: Edges, proposition: Proposition) -> Iterator[Proposition]:
    """The items of a row of counts, or the proposition itself: "Tarn by 29 percent; Orr by 17; and Madur by 4"."""
    words = edges.tree.words
    stops = [word.i for word in words[proposition.first : proposition.last + 1] if word.text == ";"]
    ends = list(pairwise([proposition.first - 1, *stops, proposition.last + 1]))
    if not stops or any(b - a < _SHORT or not _counts(words[a + 1 : b]) for a, b in ends):
        yield proposition
        return
    for before, stop in ends:
        own = before < proposition.head < stop
        first, last = edges.trim(before + 1, stop - 1, proposition.head if own else before + 1)
        yield replace(proposition, first=first, last=last, head=proposition.head if own else first)


def finer(edges: Edges, propositions: Iterable[Proposition], judge: Judge) -> list[Proposition]:
    """The propositions with everything cut that the judge is sure enough of, the surest cut first."""
    found: list[Proposition] = []
    waiting = [(item, frozenset[int]()) for proposition in propositions for item in items(edges, proposition)]
    while waiting:
        proposition, done = waiting.pop()
        split = _surest(edges, proposition, done, judge)
        if split is None:
            found.append(proposition)
        else:
            (kept, apart), part = split
            waiting += [(kept, done | set(range(part.left, part.right + 1))), (apart, done | {part.i})]
    return found


def _surest(
    edges: Edges, proposition: Proposition, done: frozenset[int], judge: Judge
) -> tuple[tuple[Proposition, Proposition], Word] | None:
    least = math.log(judge.least / (1 - judge.least))
    rated = [
        (judge.log_odds(edges, part, proposition), -part.i, part)
        for part in cuttable(edges, proposition)
        if part.i not in done
    ]
    for odds, _, part in sorted(rated, reverse=True, key=lambda one: one[:2]):
        if odds < least:
            return None
        split = cut(edges, proposition, part)
        if split is not None:
            return split, part
    return None


def read_judge(text: str) -> Judge:
    """The judge of a JSON text with ``weights``, ``least`` and ``about``.

    Raises:
        ModelUnavailable: it is no such text.
    """
    try:
        found = json.loads(text)
        weights = {str(name): float(value) for name, value in found["weights"].items()}
        judge = Judge(weights=MappingProxyType(weights), least=float(found["least"]), about=dict(found["about"]))
        if BIAS not in weights or not 0 < judge.least < 1 or not all(map(math.isfinite, weights.values())):
            raise ValueError("the bias is missing, or a weight or the level is no number to count with")
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as exc:
        raise ModelUnavailable("The weights of the cuts cannot be read. Reinstall claimtrack.") from exc
    return judge


def write_judge(judge: Judge) -> str:
    """The judge as a JSON text, one sign a line, the same for the same weights."""
    parts = {"about": dict(judge.about), "least": judge.least, "weights": dict(judge.weights)}
    return json.dumps(parts, indent=1, ensure_ascii=False) + "\n"


@cache
def shipped_judge() -> Judge:
    """The judge that comes with claimtrack, read on the first call and kept.

    Raises:
        ModelUnavailable: the file is missing or broken.
    """
    return read_judge(shipped_weights("claimtrack.claims", "cuts.json", of="the cuts"))
