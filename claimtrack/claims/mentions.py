"""Who is meant: noun phrases of an article in, full names out.

Collects the names, titles and bodies of an article in reading order, and resolves "Hollande", "the mayor", "the
group", "he" against them. Where more than one reading is left it answers with the words as written, never a guess.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from claimtrack.claims import media
from claimtrack.claims.parse import Tree, Word

TITLES = frozenset(
    """
    president premier chancellor minister mayor governor senator congressman congresswoman representative secretary ambassador envoy
    spokesman spokeswoman spokesperson chief director commissioner general colonel captain lieutenant major commander king queen
    prince princess emperor pope bishop archbishop cardinal patriarch rabbi imam sheikh ayatollah judge justice sheriff prosecutor
    attorney lawyer professor doctor economist analyst expert nominee candidate chairman chairwoman chair ceo founder head leader
    adviser advisor correspondent reporter journalist editor author activist officer superintendent inspector detective mr mrs ms dr
    gen col lt sgt capt maj adm gov sen rep rev hon prof sir lord lady dame coach captain resident witness
    """.split()
)
_TITLE_PREFIX = frozenset(
    "vice deputy former prime foreign defense defence interior finance senior acting chief u.s us un uk eu state press secretary-general"
    " international national general first lady health justice police fire army navy air force the".split()
)
_PERSON_PRONOUNS = frozenset("he she him her".split())
_BODY_NOUNS = frozenset(
    """
    group agency organization organisation monitor ministry network station channel newspaper paper report fund observatory body party
    government military army police force forces company firm bank union council committee commission coalition alliance movement militia
    department office bureau court front administration team centre center institute foundation charity watchdog broadcaster website
    council's regime
    """.split()
)
_SMALL = frozenset("of for the and on in de la du von van der den bin al el".split())
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Named:
    """A resolved source."""

    name: str
    named: bool
    """False for "activists" and the like."""
    outlet: bool = False
    person: bool = False


@dataclass(slots=True)
class _Body:
    name: str
    words: set[str]
    """Lower-case words of its name and of what it was called ("monitoring group")."""


@dataclass(slots=True)
class Names:
    """The names of one article, collected in reading order."""

    persons: list[str] = field(default_factory=list)
    bodies: list[_Body] = field(default_factory=list)
    titles: dict[str, list[str]] = field(default_factory=dict)
    sources: list[tuple[str, Named, tuple[str, ...]]] = field(default_factory=list)
    """Earlier sources: head noun, who, through whom."""

    def observe(self, tree: Tree) -> None:
        """Take in the names of one parsed stretch."""
        for first, last, label in entities(tree):
            text = clean(tree.slice(first, last))
            if label == "PERSON":
                self._observe_person(tree, first, last)
            elif label == "ORG" and text and not text.islower():
                self._observe_body(tree, first, last, text)

    def _observe_person(self, tree: Tree, first: int, last: int) -> None:
        words = _without_titles([tree.words[i].text for i in range(first, last + 1)])
        name = clean(" ".join(words)) if len(words) == last - first + 1 else clean(tree.slice(last - len(words) + 1, last))
        if len(name.split()) > 1 and not re.search(r"\d", name) and len(name) < 60:
            if name not in self.persons:
                self.persons.append(name)
            for title in _titles_around(tree, first, last):
                self.titles.setdefault(title, []).append(name)

    def _observe_body(self, tree: Tree, first: int, last: int, text: str) -> None:
        following = tree.words[last + 1] if last + 1 < len(tree.words) else None
        if following is not None and following.text.isupper() and following.tag == "NNP" and len(following.text) > 2:
            text, last = following.text, last + 1  # "the Takfiri ISIL group" is called by its short name
        words = set(text.lower().split())
        head = tree.words[last].head
        if tree.words[last].dep in ("compound", "nmod", "amod") and last < head <= last + 3 and tree.words[head].tag == "NN":
            words.add(tree.words[head].lower)
        for word in tree.words[last + 1 : last + 4]:
            if word.text != word.lower or not word.tag.startswith(("NN", "VBG", "JJ")):
                break
            words.add(word.lower)
        known = next((body for body in self.bodies if media.key(body.name) == media.key(text)), None)
        if known is None:
            self.bodies.append(_Body(text, words))
        else:
            known.words |= words

    # --- full forms

    def person(self, mention: str) -> str:
        """The full name of a person, or the mention itself when the article has none or two that fit."""
        wanted = [w.lower() for w in clean(mention).split()]
        if not wanted:
            return mention
        fits = [p for p in self.persons if [w.lower() for w in p.split()][-len(wanted) :] == wanted]
        if not fits:
            fits = [p for p in self.persons if len(wanted) == 1 and p.lower().split()[0] == wanted[0]]
        return fits[-1] if fits else clean(mention)

    def body(self, mention: str) -> str:
        """The full name of a body: "IMF" and "the Observatory" become the longest form in the article."""
        text = clean(mention)
        wanted = media.key(text)
        fits = [b.name for b in self.bodies if media.key(b.name) != wanted and _is_short_for(text, b.name)]
        return clean(max(fits, key=len)) if fits else text

    def titled(self, noun: str, modifiers: list[str]) -> str | None:
        """The one person whom the article gave this title ("the mayor"), None when none or several fit."""
        named = list(dict.fromkeys(self.titles.get(noun, [])))
        if modifiers:
            narrowed = [n for n in named if any(n in self.titles.get(m, []) for m in modifiers)]
            named = narrowed or named
        return named[0] if len(named) == 1 else None

    def described(self, noun: str, modifiers: list[str]) -> str | None:
        """The most recent body that was called by this noun ("the monitoring group")."""
        wanted = {noun, *modifiers}
        best = [b for b in self.bodies if noun in b.name.lower().split()] or [b for b in self.bodies if noun in b.words]
        exact = [b for b in best if wanted <= b.words]
        found = exact or best
        names = list(dict.fromkeys(self.body(b.name) for b in found))
        return names[-1] if len(names) == 1 or exact else None

    def earlier_source(self, noun: str) -> tuple[Named, tuple[str, ...]] | None:
        """The last source whose head noun was ``noun``, with its channel ("the source said")."""
        return next(((who, via) for head, who, via in reversed(self.sources) if head == noun), None)


def entities(tree: Tree) -> Iterator[tuple[int, int, str]]:
    """Named entities as (first word, last word, label)."""
    first = -1
    for word in tree.words:
        if first >= 0 and (word.entity_begins or not word.entity):
            yield first, word.i - 1, tree.words[first].entity
            first = -1
        if word.entity_begins:
            first = word.i
    if first >= 0:
        yield first, len(tree.words) - 1, tree.words[first].entity


def clean(name: str) -> str:
    """A name without article, possessive, quotation marks and doubled spaces."""
    text = re.sub(r"\s+", " ", name).strip(" ,;:.\"“”()-–—")
    text = re.sub(r"^(?:the|a|an)\s+", "", text, flags=re.IGNORECASE)
    return _POSSESSIVE.sub("", text).replace("’", "'")


def noun_phrase(tree: Tree, head: int) -> tuple[int, int]:
    """First and last word of the noun phrase around ``head``: with its "of" and "in" phrases, without clauses."""
    words = tree.words
    first = min([k.left for k in tree.kids(head) if k.i < head and k.dep not in ("punct", "relcl", "appos", "acl", "advmod")] + [head])
    last = head
    for kid in tree.kids(head, "prep"):
        objects = tree.kids(kid.i, "pobj")
        if kid.left == last + 1 and kid.lower in ("of", "in", "at", "for", "from", "with", "on") and objects:
            last = min(kid.right, _end_before_clause(tree, kid.i, objects[0].i))
    if last == head and head + 2 < len(words) and words[head + 1].lower in ("in", "from", "at") and words[head + 1].head == words[head].head:
        place = tree.kid(head + 1, "pobj")  # "quoted a source in Homs as saying": the parser hangs the place on the verb
        if place is not None and place.tag.startswith("NNP") and words[head].dep in ("dobj", "nsubj", "nsubjpass"):
            last = min(words[head + 1].right, _end_before_clause(tree, head + 1, place.i))
    while first < head and words[first].dep in ("cc", "punct", "preconj", "predet"):
        first += 1
    return first, last


def _end_before_clause(tree: Tree, prep: int, pobj: int) -> int:
    clauses = [k.left - 1 for k in tree.kids(pobj, "relcl", "acl", "appos", "punct", "conj") if k.i > pobj]
    return max(pobj, min([tree.words[pobj].right, *clauses]))


def proper_name(tree: Tree, head: int) -> tuple[int, int] | None:
    """The run of proper nouns that ends at ``head``, or the entity around it; None for a common noun."""
    for first, last, label in entities(tree):
        if first <= head <= last and label in ("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "PRODUCT", "WORK_OF_ART", "EVENT"):
            return first, last
    if not tree.words[head].tag.startswith("NNP"):
        return None
    first = head
    while first > 0 and tree.words[first - 1].tag.startswith("NNP") and tree.words[first - 1].head in range(first, head + 1):
        first -= 1
    return first, head


def _titles_around(tree: Tree, first: int, last: int) -> Iterator[str]:
    """Lower-case titles next to a name: the words before it, or the apposition after it."""
    i = first - 1
    while i >= 0 and first - i < 8 and (tree.words[i].tag.startswith(("NN", "JJ")) or tree.words[i].lower in _TITLE_PREFIX):
        yield tree.words[i].lower
        i -= 1
    for word in tree.words[first : last + 1]:
        if word.lower.rstrip(".") in TITLES:
            yield word.lower.rstrip(".")
    for kid in tree.kids(last, "appos"):
        yield from (w.lower for w in tree.words[kid.left : kid.i + 1] if w.tag.startswith(("NN", "JJ")))


def _without_titles(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0].lower().rstrip(".") in TITLES | _TITLE_PREFIX:
        words = words[1:]
    return words


def _is_short_for(short: str, full: str) -> bool:
    """Whether ``short`` is an acronym or a distinctive part of ``full``."""
    words = [w for w in re.split(r"[\s-]+", clean(full)) if w]
    capitals = [w for w in words if w.lower() not in _SMALL]
    bare = clean(short).replace(".", "")
    if bare.isupper() and 2 <= len(bare) <= 6:
        return "".join(w[0] for w in capitals).upper() == bare and len(capitals) > 1
    parts = [w.lower() for w in clean(short).split()]
    lowered = [w.lower() for w in words]
    if len(parts) == 1 and len(words) > 2 and parts[0] in lowered and parts[0] in _BODY_NOUNS:
        return True
    return 1 < len(parts) < len(words) and " ".join(parts) in " ".join(lowered)


def is_person_pronoun(word: Word) -> bool:
    """Whether the word is "he" or "she" in any case."""
    return word.lower in _PERSON_PRONOUNS


def is_body_noun(noun: str) -> bool:
    """Whether a common noun stands for a body ("group", "ministry")."""
    return noun in _BODY_NOUNS
