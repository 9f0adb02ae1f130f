"""A claim's words in, words that need no context out, or the reasons why there are none.

Only what is certain is filled in: the subject of a clause that lost it, "he" and "I" where the claimant says it of
himself. Everything else is left as written and flagged, for a wrong wording is worse than none.
"""

import re
from dataclasses import dataclass

from claimtrack.claims.cues import words
from claimtrack.claims.parse import Tree, Word
from claimtrack.claims.propositions import Proposition

_PRONOUNS = words("he she it they him her them his its their")
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
_VERB_TAGS = frozenset({"VBD", "VBZ", "VBP", "VBN", "VBG", "VB", "MD"})
_DEMONSTRATIVES = words("this that these those")
_EVENTS = words(
    "attack attacks strike strikes airstrike airstrikes blast explosion bombing incident raid raids shelling "
    "clashes fighting crash shooting city town village area site victims toll deal agreement decision move "
    "operation device number group plan report country draft"
)
_TELLING = ("compound", "amod", "poss", "prep", "acl", "relcl")
_BE = {
    "am": "is",
    "'m": "is",
    "’m": "is",
    "'ve": "has",
    "’ve": "has",
    "have": "has",
    "was": "was",
    "'ll": "will",
    "’ll": "will",
    "will": "will",
    "had": "had",
}


@dataclass(frozen=True, slots=True)
class _Claimant:
    name: str
    person: bool | None


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording without context, where it was found, and the reasons why the claim cannot stand alone."""

    text: str | None
    ambiguous: tuple[str, ...]


def reword(
    tree: Tree,
    proposition: Proposition,
    claimant: str | None,
    *,
    named: bool,
    person: bool | None,
    quoted: bool,
    anchored: bool,
) -> Wording:
    """The proposition in words that need no context.

    Args:
        named: whether the claimant is a name.
        person: whether it is a person's, so that "it" is somebody else; None when that is not known.
        quoted: whether the claimant's own words are given, so that "I" is the claimant.
        anchored: whether the claim names its place or a person, so that "the attack" is told apart by that.
    """
    words = list(tree.words[proposition.first : proposition.last + 1])
    edits: dict[int, str] = {}
    lead = ""
    reasons: list[str] = []
    relative, dropped = relative_subject(tree, proposition)
    if relative:
        lead = relative
        edits.update(dict.fromkeys(dropped, ""))
    elif _lacks_subject(tree, proposition):
        lead, dropped = _subject_for(tree, proposition)
        if not lead:
            reasons.append("no subject")
        edits.update(dict.fromkeys(dropped, ""))
    for word in words:
        if word.i not in edits:
            _mend(
                tree,
                proposition,
                word,
                _Claimant(claimant, person) if claimant and named else None,
                quoted,
                edits,
                reasons,
            )
    if not anchored:
        reasons.extend(_vague_references(tree, words))
    if not edits and not lead:
        return Wording(None, tuple(dict.fromkeys(reasons)))
    text = _rewritten(tree, proposition, lead, edits)
    return Wording(text, tuple(dict.fromkeys(reasons)))


def _lacks_subject(tree: Tree, proposition: Proposition) -> bool:
    """Whether the span says nothing of its own subject: a second predicate, a relative clause, a bare phrase."""
    words = list(tree.words[proposition.first : proposition.last + 1])
    if words[0].tag in ("WDT", "WP", "WP$", "WRB") or any(w.lower in ("whom", "whose") for w in words[1:3]):
        return True
    head = tree.words[proposition.head]
    inside = [k for k in tree.kids(head.i, *_SUBJECTS) if proposition.first <= k.i <= proposition.last]
    if inside:
        return False
    if not proposition.fragment:
        return words[0].tag in _VERB_TAGS  # its subject stands before the cue: "which, media said, was ..."
    return head.dep in ("appos", "relcl", "conj") or not _opens_with_subject(tree, words)


def _opens_with_subject(tree: Tree, words: list[Word]) -> bool:
    """Whether a noun stands before the first finite verb, though the parser does not take it for the subject."""
    for word in words:
        if word.tag in ("VBD", "VBZ", "VBP", "MD"):
            before = words[: word.i - words[0].i]
            return any(
                w.tag.startswith(("NN", "CD")) and w.dep not in ("pobj", "npadvmod", "pcomp") for w in before
            ) or (bool(before) and before[0].tag == "VBG")
        if word.tag in ("WDT", "WP"):
            return False
    return False


def _subject_for(tree: Tree, proposition: Proposition) -> tuple[str, list[int]]:
    """The subject that a relative clause or second predicate lacks, and the words it stands in for."""
    head = tree.words[proposition.head]
    own = tree.kid(head.i, "nsubj", "nsubjpass")
    if (
        own is not None and own.i < proposition.first and own.tag.startswith("NN")
    ):  # "Five men, police said, were killed"
        return _capital(tree.slice(own.left, _end_of(tree, own))), []
    if head.dep == "conj":
        subject = _subject_above(tree, head)
        if subject is None or subject.tag in ("PRP", "WP", "WDT", "DT") or subject.right >= proposition.first:
            return "", []
        return _capital(tree.slice(subject.left, _end_of(tree, subject))), []
    return "", []


def relative_subject(tree: Tree, proposition: Proposition) -> tuple[str, list[int]]:
    """For a relative clause: its antecedent, and the relative pronoun that it stands in for."""
    head = tree.words[proposition.head]
    opener = tree.words[proposition.first]
    if head.dep != "relcl" or opener.tag not in ("WDT", "WP") or opener.dep not in ("nsubj", "nsubjpass"):
        return "", []
    antecedent = tree.words[head.head]
    between = tree.words[antecedent.i + 1 : opener.i]
    if antecedent.tag.startswith("PRP") or any(word.dep != "punct" for word in between):
        return "", []  # which of the nouns before it is meant cannot be told for certain
    first = min([k.left for k in tree.kids(antecedent.i) if k.i < antecedent.i] + [antecedent.i])
    return _capital(tree.slice(first, opener.i - 1).rstrip(" ,-–—")), [opener.i]


def _subject_above(tree: Tree, word: Word) -> Word | None:
    for above in tree.ancestors(word.i):
        subject = tree.kid(above.i, "nsubj", "nsubjpass")
        if subject is not None:
            return subject
        if above.dep != "conj":
            return None
    return None


def _end_of(tree: Tree, subject: Word) -> int:
    clause = [k.left - 1 for k in tree.kids(subject.i, "relcl", "punct") if k.i > subject.i]
    return max(subject.i, min([subject.right, *clause]))


def _mend(
    tree: Tree,
    proposition: Proposition,
    word: Word,
    claimant: _Claimant | None,
    quoted: bool,
    edits: dict[int, str],
    reasons: list[str],
) -> None:
    subject = word.dep in ("nsubj", "nsubjpass")
    if word.lower in ("i", "me", "my", "we", "us", "our", "you", "your") and word.text != "US":
        if word.lower == "i" and claimant and quoted and subject and _first_person(tree, word, claimant.name, edits):
            return
        reasons.append(f'"{word.text}"')
    elif word.lower in _PRONOUNS and word.dep != "expl":
        if _is_empty_it(tree, word):
            return
        thing, living = word.lower in ("it", "its"), word.lower in ("he", "she", "his", "her", "him")
        of_claimant = claimant is not None and (
            (thing and not claimant.person) or (living and claimant.person is not False)
        )
        own_claim = proposition.said is not None and of_claimant and not quoted
        if own_claim and claimant and subject and word.head == proposition.head and word.lower in ("he", "she", "it"):
            edits[word.i] = claimant.name
        elif own_claim and claimant and _owns_subject(tree, proposition, word):
            edits[word.i] = f"{claimant.name}'" if claimant.name.endswith("s") else f"{claimant.name}'s"
        elif not _inside(tree, proposition, word) and not (of_claimant and edits):
            reasons.append(f'"{word.text}"')
    elif word.lower in _DEMONSTRATIVES and word.tag == "DT" and _points_back(tree, proposition, word):
        reasons.append(f'"{word.text}"')


def _points_back(tree: Tree, proposition: Proposition, word: Word) -> bool:
    """Whether a demonstrative opens the claim, or belongs to a subject that nothing else tells: "sadly, those events ..."."""
    noun = tree.words[word.head]
    is_subject = word.dep == "det" and noun.dep in ("nsubj", "nsubjpass") and noun.head == proposition.head
    return word.i == proposition.first or (is_subject and tree.kid(noun.i, "prep", "acl", "relcl") is None)


def _owns_subject(tree: Tree, proposition: Proposition, word: Word) -> bool:
    """Whether a possessive opens the subject of the claim: "its planes do not attack civilians"."""
    owned = tree.words[word.head]
    opens = word.dep == "poss" and word.i == proposition.first
    return opens and owned.dep in ("nsubj", "nsubjpass") and owned.head == proposition.head


def _is_empty_it(tree: Tree, word: Word) -> bool:
    """Whether "it" only holds the place of a clause: "it was likely that ...", "it is unclear who ..."."""
    if word.lower != "it" or word.dep != "nsubj":
        return False
    predicate = tree.kid(word.head, "acomp", "attr")
    clause = tree.kid(word.head, "ccomp", "advcl", "xcomp", "csubj")
    inner = tree.kid(predicate.i, "ccomp", "xcomp", "acl") if predicate is not None else None
    cleft = tree.kid(predicate.i, "relcl") if predicate is not None else None  # "it was the mayor who decided"
    cleft = cleft or tree.kid(word.head, "relcl")
    return predicate is not None and (clause is not None or inner is not None or cleft is not None)


def _first_person(tree: Tree, word: Word, claimant: str, edits: dict[int, str]) -> bool:
    """Turn "I'm ready" into "Francois Hollande is ready" where the verb form is certain."""
    following = tree.words[word.i + 1] if word.i + 1 < len(tree.words) else None
    if following is None:
        return False
    if following.lower in _BE:
        edits[word.i], edits[following.i] = (
            claimant,
            f" {_BE[following.lower]}" if following.start == word.end else _BE[following.lower],
        )
        return True
    if following.tag in ("VBD", "MD"):
        edits[word.i] = claimant
        return True
    return False


def _inside(tree: Tree, proposition: Proposition, word: Word) -> bool:
    """Whether a name or noun earlier in the same claim can carry the pronoun ("Putin canceled his trip")."""
    for other in tree.words[proposition.first : word.i]:
        if other.dep in ("nsubj", "nsubjpass", "poss") and other.tag.startswith("NN"):
            return True
    return False


def _vague_references(tree: Tree, words: list[Word]) -> list[str]:
    found = []
    for word in words:
        determiner = tree.kid(word.i, "det")
        if (
            word.lower in _EVENTS
            and determiner is not None
            and determiner.lower in ("the", "this", "that", "these", "those")
        ):
            kinds = ("poss", "prep", "acl", "relcl") if word.lower == "toll" else _TELLING
            modified = [k for k in tree.kids(word.i, *kinds) if words[0].i <= k.i <= words[-1].i]
            if not modified:
                found.append(f'"{determiner.lower} {word.lower}"')
    return found


def _rewritten(tree: Tree, proposition: Proposition, lead: str, edits: dict[int, str]) -> str:
    parts: list[str] = [lead, " "] if lead else []
    for word in tree.words[proposition.first : proposition.last + 1]:
        parts.append(edits.get(word.i, word.text))
        following = tree.words[word.i + 1].start if word.i + 1 < len(tree.words) else word.end
        parts.append(" " if following > word.end else "")
    return _capital(re.sub(r"\s+", " ", "".join(parts)).strip())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
