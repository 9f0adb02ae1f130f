"""Who is meant: noun phrases of an article in, full names out.

Collects the names, titles and bodies of an article in reading order, and resolves "Hollande", "the mayor", "the
group", "he" against them. Where more than one reading is left it answers with the words as written, never a guess.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from claimtrack.claims import media
from claimtrack.claims.cues import words
from claimtrack.claims.genders import Gender, gender_meant, gender_of
from claimtrack.claims.namewords import BODY_NOUNS, OFFICES, TITLE_PREFIX, TITLES, is_body_noun, is_person_noun
from claimtrack.claims.parse import Tree, Word

_HEADLINE_VERBS = words(
    "calls says urges condemns wants seeks denies vows warns demands rejects accuses claims welcomes slams"
)
"""What a headline in capitals goes on with behind a body: "Larnos Council Calls for Talks"."""
_WATCHING = ("monitor", "monitoring", "observatory", "watchdog")
_NAMED_AFTER = words(
    "general major chief head prince king queen justice judge lord captain commander doctor cardinal pope"
)
"""Titles that bodies, firms and places are named after as well: "General Motors", "King County"."""
_CALLED_AFTER = words(
    "airport avenue bank beach bowl bridge building center church city clinic club college company county dam estate gallery "
    "hall hospital hotel house island lake lodge museum news observer park post press prison records road school square "
    "stadium station store street tech theater tower university valley"
)
"""What is called after somebody, by a given name alone: "Charlotte Bank"."""
_SPELLED_OUT = {
    "sen": "senator", "gov": "governor", "rep": "representative", "gen": "general", "col": "colonel",
    "capt": "captain", "lt": "lieutenant", "sgt": "sergeant", "prof": "professor", "dr": "doctor", "adm": "admiral",
}  # fmt: skip
_NAMING = ("of", "in", "at", "for", "from", "with", "on", "inside", "within")
_TOLD_APART = words("involved briefed linked allied loyal")
"""Participles that say which source it is: "an official briefed on the talks"."""
_PLATFORMS = words(
    "twitter facebook instagram telegram snapchat youtube reddit tiktok weibo whatsapp television tv radio"
)
_SMALL = words("of for the and on in de la du von van der den bin al el")
_LATEST = 8
"""How many bodies with the same description are looked at, and how many persons of one surname."""
_LONGEST_NAME = 9
"""Words of a body's name that its short forms are taken from."""
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
    first_seen: int = 0
    """The stretch that first names it."""


@dataclass(slots=True)
class Names:
    """The names of one article, collected in reading order."""

    persons: dict[str, None] = field(default_factory=dict)
    """Full names in reading order."""
    titles: dict[str, list[str]] = field(default_factory=dict)
    sources: list[tuple[str, Named, tuple[str, ...]]] = field(default_factory=list)
    """Earlier sources: head noun, who, through whom."""
    now: int = 0
    """The stretch that is being read: "the ministry" means one that was named before it."""
    _genders: dict[str, Gender] = field(default_factory=dict)
    _seen: list[tuple[int, str]] = field(default_factory=list)
    """Each mention of a full name, with its stretch."""
    _mentions: dict[str, int] = field(default_factory=dict)
    """Each full name of a person, to how often it stood there so far."""
    _endings: dict[str, list[str]] = field(default_factory=dict)
    """The last words, or the first word alone, of each person's name, to the names that have them."""
    _shorts: dict[str, str] = field(default_factory=dict)
    """Each short form of a body's name, to the longest name that it fits."""
    _keys: dict[str, "_Body"] = field(default_factory=dict)
    _called: dict[str, "list[_Body]"] = field(default_factory=dict)
    """Each word that a body was called by, to the bodies."""

    def observe(self, tree: Tree) -> None:
        """Take in the names of one parsed stretch."""
        for first, last, label in entities(tree):
            text = clean(tree.slice(first, last))
            if label == "PERSON" or is_personal(tree, first, last):
                self._observe_person(tree, first, last)
            elif label == "ORG" and text and not text.islower():
                self._observe_body(tree, first, last, text)
        for word in tree.words:
            head = tree.words[word.head]
            if word.text.istitle() and is_body_noun(word.lower) and (full := _spelled_body(tree, word.i)) is not None:
                self._add_body(full, set(full.lower().split()))
            if (
                word.dep == "appos"
                and is_body_noun(word.lower)
                and head.tag.startswith("NNP")
                and head.entity != "PERSON"
            ):
                named = proper_name(tree, head.i)
                if named is not None:  # "Rights Monitor, a group based in ..."
                    self._add_body(clean(tree.slice(*named)), {word.lower})

    def _observe_person(self, tree: Tree, first: int, last: int) -> None:
        words = _without_titles([tree.words[i].text for i in range(first, last + 1)])
        name = clean(tree.slice(last - len(words) + 1, last))
        if " " not in name and self.person(name) in self.persons:
            self._seen.append((self.now, self.person(name)))
        if len(name.split()) > 1 and not re.search(r"\d", name) and len(name) < 60:
            if name not in self.persons:
                self._add_person(name)
            self._seen.append((self.now, name))
            self._mentions[name] = self._mentions.get(name, 0) + 1
            around = list(_titles_around(tree, first, last))
            for title in around:
                self.titles.setdefault(_SPELLED_OUT.get(title, title), []).append(name)
            gender = gender_of(name, around) or _gender_owned(tree, last)
            if gender is not None:
                self._genders.setdefault(name, gender)

    def _observe_body(self, tree: Tree, first: int, last: int, text: str) -> None:
        following = tree.words[last + 1] if last + 1 < len(tree.words) else None
        if following is not None and following.text.isupper() and following.tag == "NNP" and len(following.text) > 2:
            text, last = following.text, last + 1  # "the Takfiri ISIL group" is called by its short name
        calls = next((n for n, word in enumerate(text.split()) if n and word.lower() in _HEADLINE_VERBS), None)
        if calls is not None:
            text = " ".join(text.split()[:calls])  # "Larnos Council Calls for Talks", in capitals throughout
        words = set(text.lower().split())
        head = tree.words[last].head
        if (
            tree.words[last].dep in ("compound", "nmod", "amod")
            and last < head <= last + 3
            and tree.words[head].tag == "NN"
        ):
            words.add(tree.words[head].lower)
        for word in tree.words[last + 1 : last + 4]:
            if word.text != word.lower or not word.tag.startswith(("NN", "VBG", "JJ")):
                break
            words.add(word.lower)
        self._add_body(text, words)

    def _add_person(self, name: str) -> None:
        self.persons[name] = None
        words = name.lower().split()
        for n in range(len(words)):
            named = self._endings.setdefault(" ".join(words[n:]), [])
            if len(named) < _LATEST:
                named.append(name)
        self._endings.setdefault(words[0], [name])
        if words[-1].startswith("al-"):
            self._endings.setdefault(words[-1].removeprefix("al-"), [name])

    def _add_body(self, name: str, words: set[str]) -> None:
        body = self._keys.get(media.key(name))
        if body is None:
            body = self._keys[media.key(name)] = _Body(name, set(), self.now)
            for short in _short_forms(name):
                longest = self._shorts.get(short)
                if longest is None or len(longest) < len(name):
                    self._shorts[short] = name
        for word in words - body.words:
            self._called.setdefault(word, []).append(body)
        body.words |= words

    # --- full forms

    def person(self, mention: str) -> str:
        """The full name of a person, or the mention itself when the article has none.

        Of two that fit, such as a couple, the one that was named in full more often is meant, else the one named first.
        """
        named = self._endings.get(clean(mention).lower())
        if not named:
            return clean(mention) or mention
        return max(named, key=lambda name: self._mentions.get(name, 0))

    def fits(self, name: str, pronoun: str) -> bool:
        """Whether "he" or "she" may mean a person: False only where the article or the name says otherwise."""
        meant = gender_meant(pronoun)
        return (self._genders.get(name) or gender_of(name)) is None or (meant is not None and self.is_of(name, meant))

    def is_of(self, name: str, gender: Gender) -> bool:
        """Whether a person may be of a gender: False only where the article or the name says otherwise."""
        return (self._genders.get(name) or gender_of(name)) in (None, gender)

    def meant(self, pronoun: str, but: str | None = None) -> str | None:
        """The person named last, before this stretch, of whom a pronoun is known to speak, else may; None for nobody.

        Args:
            but: who is not meant, because the words are theirs.
        """
        wanted = gender_meant(pronoun)
        before = [name for at, name in reversed(self._seen) if at < self.now and name != but]
        known = next((name for name in before if self._genders.get(name) == wanted), None)
        return known or next((name for name in before if self._genders.get(name) is None), None)

    def body(self, mention: str) -> str:
        """The full name of a body: "IMF" and "the Observatory" become the longest form in the article."""
        text = clean(mention)
        bare = text.replace(".", "")
        key = bare if bare.isupper() else text.lower()
        return clean(
            self._shorts.get(key) or self._shorts.get(key.removesuffix("s"), text)
        )  # "the Observatorys report"

    def outlet(self, mention: str) -> str:
        """The full name of an outlet that the article names in full: "the Times" is The New York Times."""
        if " " in mention.strip():
            return mention
        full = [body.name for body in self._keys.values() if body.name.lower().endswith(f" {mention.lower()}")]
        named = list(dict.fromkeys(name for name in full if media.is_outlet(name)))
        return named[0] if len(named) == 1 else mention

    def is_body(self, mention: str) -> bool:
        """Whether the article names a body so."""
        return media.key(mention) in self._keys

    def titled(self, noun: str, modifiers: list[str]) -> str | None:
        """The one person whom the article gave this title ("the mayor"), None when none or several fit."""
        named = list(dict.fromkeys(self.titles.get(noun, [])))
        if modifiers:
            narrowed = [n for n in named if any(n in self.titles.get(m, []) for m in modifiers)]
            named = narrowed or named
        return named[0] if len(named) == 1 else None

    def had_title(self, name: str, noun: str) -> bool:
        """Whether the article gave a person this title, alone or among others."""
        return name in self.titles.get(noun, [])

    def described(self, noun: str, modifiers: list[str]) -> str | None:
        """The most recent body that was called by this noun ("the monitoring group")."""
        wanted = {noun, *modifiers}
        called = [body for body in self._called.get(noun, []) if body.first_seen <= self.now]
        best = [b for b in called if noun in b.name.lower().split()] or called
        exact = [b for b in best if wanted <= b.words]
        names = list(dict.fromkeys(self.body(b.name) for b in (exact or best)[-_LATEST:]))
        return names[-1] if len(names) == 1 or exact else None

    def only_monitor(self) -> str | None:
        """The one body of the article that watches, wherever it is named: who "a monitor" is; None for none or several."""
        watching = (body for word in _WATCHING for body in self._called.get(word, []))
        names = list(dict.fromkeys(self.body(body.name) for body in watching))
        return names[0] if len(names) == 1 else None

    def was_called(self, name: str, noun: str) -> bool:
        """Whether the article called a body by this noun, or it is part of the body's name."""
        body = self._keys.get(media.key(name))
        return body is not None and noun in body.words

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
    text = re.sub(r"\s+", " ", name).strip(' ,;:."“”()-–—')
    text = re.sub(r"^(?:the|a|an)\s+", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", text):
        return f"{text}."
    return _POSSESSIVE.sub("", text).replace("’", "'")


def noun_phrase(tree: Tree, head: int) -> tuple[int, int]:
    """First and last word of the noun phrase around ``head``: with its "of" and "in" phrases, without clauses."""
    words = tree.words
    first = min(
        [k.left for k in tree.kids(head) if k.i < head and k.dep not in ("punct", "relcl", "appos", "acl", "advmod")]
        + [head]
    )
    last = head
    near = next((k for k in tree.kids(head, "amod") if k.i == head + 1 and tree.kid(k.i, "prep")), None)
    if near is not None and words[head].tag.startswith("NN"):
        last = near.right  # "people close to the governor"
    clause = next((k for k in tree.kids(head, "acl") if k.lower in _TOLD_APART and k.i == head + 1), None)
    if clause is not None and tree.kid(clause.i, "prep") is not None:
        last = clause.right  # "a source involved in the talks"
    for kid in tree.kids(head, "prep"):
        objects = tree.kids(kid.i, "pobj")
        if kid.left == last + 1 and kid.lower in _NAMING and objects and not _is_occasion(objects[0]):
            last = min(kid.right, _end_before_clause(tree, kid.i, objects[0].i))
    if (
        last == head
        and head + 2 < len(words)
        and words[head + 1].lower in ("in", "from", "at")
        and words[head + 1].head == words[head].head
    ):
        place = tree.kid(
            head + 1, "pobj"
        )  # "quoted a source in Homs as saying": the parser hangs the place on the verb
        if place is not None and place.tag.startswith("NNP") and words[head].dep in ("dobj", "nsubj", "nsubjpass"):
            last = min(words[head + 1].right, _end_before_clause(tree, head + 1, place.i))
    while first < head and words[first].dep in ("cc", "punct", "preconj", "predet"):
        first += 1
    return first, last


def _is_occasion(word: Word) -> bool:
    """Whether a phrase says when or where it was said, and not who said it: "on Monday", "on Twitter"."""
    return word.entity in ("DATE", "TIME") or word.lower in _PLATFORMS


def _end_before_clause(tree: Tree, prep: int, pobj: int) -> int:
    clauses = [k.left - 1 for k in tree.kids(pobj, "relcl", "acl", "appos", "punct", "conj") if k.i > pobj]
    return max(pobj, min([tree.words[pobj].right, *clauses]))


def proper_name(tree: Tree, head: int) -> tuple[int, int] | None:
    """The run of proper nouns that ends at ``head``, or the entity around it; None for a common noun."""
    for first, last, label in entities(tree):
        if first <= head <= last and label in (
            "PERSON",
            "ORG",
            "GPE",
            "NORP",
            "LOC",
            "FAC",
            "PRODUCT",
            "WORK_OF_ART",
            "EVENT",
        ):
            return first, last
    if not tree.words[head].tag.startswith("NNP"):
        return None
    first = head
    while (
        first > 0
        and tree.words[first - 1].tag.startswith("NNP")
        and tree.words[first - 1].head in range(first, head + 1)
    ):
        first -= 1
    return first, head


def _titles_around(tree: Tree, first: int, last: int) -> Iterator[str]:
    """Lower-case titles next to a name: the words before it, or the apposition after it."""
    i = first - 1
    while (
        i >= 0 and first - i < 8 and (tree.words[i].tag.startswith(("NN", "JJ")) or tree.words[i].lower in TITLE_PREFIX)
    ):
        yield tree.words[i].lower
        i -= 1
    for word in tree.words[first : last + 1]:
        if word.lower.rstrip(".") in TITLES:
            yield word.lower.rstrip(".")
    for kid in tree.kids(last, "appos"):
        yield from (w.lower for w in tree.words[kid.left : kid.i + 1] if w.tag.startswith(("NN", "JJ")))


def _spelled_body(tree: Tree, noun: int) -> str | None:
    """The name of a body around its noun by its capitals, whatever the model makes of it: "Tarn Observatory for Rivers"."""
    words = tree.words
    first = last = noun
    while first and words[first - 1].text[:1].isupper() and words[first - 1].lower != "the":
        first -= 1
    while first < noun and first and words[first - 1].text == "-":
        first += 1  # "the anti-Vale Tarn Observatory"
    if last + 2 >= len(words) or words[last + 1].lower not in ("for", "of", "on") or not words[last + 2].text.istitle():
        return None
    last += 2
    while last + 1 < len(words) and words[last + 1].text.istitle() and words[last + 1].tag.startswith(("N", "J")):
        last += 1
    return clean(tree.slice(first, last))


def _gender_owned(tree: Tree, person: int) -> Gender | None:
    """The gender that a possessive shows, of who does something with what is theirs: "Carla Horn drew her sword"."""
    subject = tree.words[person]
    if subject.dep not in ("nsubj", "nsubjpass"):
        return None
    owned = (tree.kid(thing.i, "poss") for thing in tree.kids(subject.head, "dobj", "attr"))
    return next((gender for owner in owned if owner is not None and (gender := gender_meant(owner.lower))), None)


def _without_titles(words: list[str], titles: frozenset[str] = TITLES | TITLE_PREFIX) -> list[str]:
    while len(words) > 1 and words[0].lower().rstrip(".") in titles:
        words = words[1:]
    return words


def before_office(name: str) -> str:
    """A person's name without the office behind it, whose comma was lost: "Ann Horn Regional Coordinator"."""
    words = name.split()
    if len(words) < 4 or gender_of(words[0]) is None or not is_person_noun(words[-1].lower()):
        return name
    end = next(
        (n for n, w in enumerate(words) if n > 1 and w.lower() in TITLE_PREFIX | TITLES | OFFICES), len(words) - 1
    )
    return " ".join(words[:end])


_PARTS_OF_BODIES = words(
    "wing division unit services service forces force affairs branch command region section squad brigade authority rights "
    "mediterranean york west east north south eastern western northern southern central internal civil youth anti emergency "
    "first second third fourth fifth new national"
)
"""What is in the name of a part of a body, and in no person's."""


def behind_body(name: str) -> str:
    """A person's name without the body before it, whose comma was lost: "Tarn Rivers Council Ann Horn"."""
    words = name.split()
    last = max((n for n, word in enumerate(words) if is_body_noun(word.lower())), default=-1)
    after = words[last + 1 :]
    if last < 1 or not 2 <= len(after) <= 3 or not all(word.istitle() and word.isalpha() for word in after):
        return name
    return name if {word.lower() for word in after} & (_SMALL | TITLES | _PARTS_OF_BODIES) else " ".join(after)


def _short_forms(full: str) -> Iterator[str]:
    """The acronym of a body's name and the parts that stand for it, lower case but for the acronym."""
    words = [w for w in re.split(r"[\s-]+", clean(full)) if w][:_LONGEST_NAME]
    capitals = [w for w in words if w.lower() not in _SMALL]
    acronym = "".join(w[0] for w in capitals).upper()
    if 2 <= len(acronym) <= 6 and len(capitals) > 1:
        yield acronym
    lowered = [w.lower() for w in words]
    if len(words) > 2:
        yield from (word for word in lowered if word in BODY_NOUNS)
    for first in range(len(words)):
        for last in range(first + 2, len(words) + 1):
            if last - first < len(words):
                yield " ".join(lowered[first:last])


def is_personal(tree: Tree, first: int, last: int) -> bool:
    """Whether the words around a name make it a person's: "engineer Lucas Horn", "the spokesman, Karim Sadek"."""
    name = [word.text for word in tree.words[first : last + 1]]
    if not 2 <= len(name) <= 4 or not all(
        w[:1].isupper() and w[1:2].islower() for w in name if w.lower() not in _SMALL
    ):
        return False
    if any(is_body_noun(word.lower()) for word in name) or media.is_outlet(" ".join(name)):
        return False
    if name[0].lower().rstrip(".") in TITLES - _NAMED_AFTER and len(name) > 2:
        return True
    before = tree.words[first - 1] if first else None
    bare = before is None or before.tag not in ("DT", "NNP")
    if bare and len(name) == 2 and gender_of(name[0]) is not None and name[1].lower() not in _CALLED_AFTER:
        return True  # a given name before one other name, whatever the model makes of it
    if before is not None and before.tag in ("NN", "NNP") and before.dep in ("compound", "nmod"):
        return is_person_noun(before.lower)
    head = tree.words[tree.words[last].head]
    return tree.words[last].dep == "appos" and is_person_noun(head.lower)


def last_word(name: str) -> str:
    """The last word of a name."""
    return (name.split() or [name])[-1]


def untitled(name: str) -> str:
    """A name without the titles before it."""
    return " ".join(_without_titles(name.split(), TITLES))


def held_by(tree: Tree, office: int) -> str | None:
    """The name that the parser took into an office's body: "member of the Tarn Council Ann Horn"."""
    of = next((kid for kid in tree.kids(office, "prep") if kid.lower == "of"), None)
    body = tree.kid(of.i, "pobj") if of is not None and is_person_noun(tree.words[office].lower) else None
    name = clean(tree.slice(*noun_phrase(tree, body.i))) if body is not None else ""
    found = behind_body(name)
    return found if found != name else None
