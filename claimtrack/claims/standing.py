"""A name in a parsed text in, whether it stands where a place can stand out.

Asks the words around a name: a preposition, a country behind it, an event that it locates, a longer name that it is
part of; and whether a country or capital stands for its government. Which names are places is put together in
``places``.
"""

import re
from dataclasses import dataclass, field

from claimtrack.claims import media
from claimtrack.claims import placewords as table
from claimtrack.claims.gazetteer import Kind, find_locations, fold
from claimtrack.claims.mentions import Names, clean, entities
from claimtrack.claims.namewords import TITLES, is_body_noun
from claimtrack.claims.parse import Tree, Word

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_MODIFIER_TAGS = frozenset({"JJ", "JJR", "JJS", "VBN", "HYPH", "DT", "PDT", "PRP$", "RB", "CD"})
_MOST_MODIFIERS = 9
_COMPASS_WORD = re.compile(r"(?:north|south)?(?:east|west)?(?:ern)?|central", re.IGNORECASE)


@dataclass(slots=True)
class Ground:
    """What an article has established about its places so far."""

    known: set[str] = field(default_factory=set)
    """Folded names that stood for a place somewhere in the article."""
    countries: set[str] = field(default_factory=set)
    """Codes of the countries it names, as places or not."""
    titled: set[str] = field(default_factory=set)
    """Folded last names of those whom it gives a title: "Mr. Obama" is no town."""


class Standing:
    """Where the names of one tree stand.

    Args:
        ground: what the article has established about its places so far.
        names: the persons and bodies of the article.
    """

    def __init__(self, tree: Tree, ground: Ground, names: Names) -> None:
        self.tree = tree
        self.words = tree.words
        self.ground = ground
        self.names = names
        self.entity: dict[int, tuple[int, int, str]] = {
            i: (first, last, label) for first, last, label in entities(tree) for i in range(first, last + 1)
        }
        for first, last, label in entities(tree):
            if label == "PERSON" and first and self.words[first - 1].lower.rstrip(".") in TITLES:
                self.ground.titled.add(fold(self.words[last].text))
        self.spots: dict[int, int] = {}
        """First word to last word of each name taken."""
        self.taken: set[int] = set()

    def after(self, last: int) -> str:
        """The word after word ``last`` in lower case, "" at the end."""
        return self.words[last + 1].lower if last + 1 < len(self.words) else ""

    def _locator(self, first: int) -> str:
        """The word before the name and its modifiers: "of" in "the rebel-held east of Aleppo"."""
        i = first - 1
        while i >= 0 and first - i <= _MOST_MODIFIERS and self._modifies(i):
            i -= 1
        return self.words[i].lower if i >= 0 else ""

    def _modifies(self, i: int) -> bool:
        word = self.words[i]
        if word.tag in _MODIFIER_TAGS or word.text == "-" or self.is_compass(word):
            return True
        hyphened = i + 1 < len(self.words) and self.words[i + 1].text == "-"
        return hyphened or word.lower in table.PLACE_NOUNS

    def is_located(self, first: int) -> bool:
        """Whether a preposition of place stands before the name and its modifiers."""
        return self._locator(first) in table.LOCATING

    def is_strictly_in(self, first: int) -> bool:
        """Whether "in", "near" or the like stands there, and the name owns nothing ("in Jackson's view")."""
        return self._locator(first) in table.STRICTLY_LOCATING and not self.is_owner(first)

    def is_directly_in(self, first: int) -> bool:
        """Whether "in", "from" or the like stands right before the name, with nothing between."""
        return first > 0 and self.words[first - 1].lower in table.STRICTLY_LOCATING | {"from"}

    def is_owner(self, first: int) -> bool:
        """Whether a possessive ending follows word ``first``."""
        return self.after(first) in ("'s", "’s")

    def is_compass(self, word: Word) -> bool:
        """Whether a word only says which part is meant, or is the article."""
        return _COMPASS_WORD.fullmatch(word.text) is not None or word.lower == "the"

    def names_event(self, last: int) -> bool:
        """Whether the name tells where something happened: "the Chelsea explosion"."""
        word = self.words[last]
        head = self.words[word.head]
        return word.dep in ("compound", "nmod", "amod", "poss") and head.i > last and head.lower in table.EVENT_NOUNS

    def has_country(self, last: int) -> bool:
        """Whether a country or state follows: "Aleppo, Syria", "Moscow (Idaho)"."""
        if self.after(last) not in (",", "(") or last + 2 >= len(self.words):
            return False
        after = self.words[last + 2]
        end = after.i + (1 if self.after(after.i).istitle() and len(self.words) > after.i + 2 else 0)
        texts = {after.text, self.tree.slice(after.i, end)} if after.text[0].isupper() else set()
        return any(place.kind in (Kind.COUNTRY, Kind.REGION) for text in texts for place in find_locations(text)[:1])

    def is_beside_place(self, first: int, last: int) -> bool:
        """Whether it is coordinated with a place: "Homs and Idlib"."""
        word = self.words[last]
        return word.dep in ("conj", "appos") and word.head in self.taken and word.head < first

    def is_no_place(self, text: str, last: int) -> bool:
        """Whether a name is that of a day, a body, a newspaper, or only describes somebody ("Britain-based")."""
        if not text or table.NOT_PLACES.match(text) or _is_body(text) or _COMPASS_WORD.fullmatch(text):
            return True
        if text.split()[-1].lower() in table.EVENT_NOUNS or media.is_outlet(text):
            return True
        following = self.words[last + 1 : last + 3]
        if len(following) < 2 or following[0].text != "-":
            return False
        return following[1].lower in table.COMPOUNDED or following[1].tag in ("JJ", "VBN", "VBG")

    def is_doubtful(self, text: str) -> bool:
        """Whether a name is as likely a word or a person: "Nice", "Jackson", the surname of a person in the article."""
        return fold(text) in table.DOUBTFUL or self.is_person(text)

    def is_person(self, text: str) -> bool:
        """Whether the article names a person so, in full or by one name."""
        name = text.removesuffix(" camp").removesuffix(" Camp")
        return self.names.person(name) in self.names.persons or fold(name) in self.ground.titled

    def is_sure_name(self, text: str) -> bool:
        """Whether the gazetteer takes the name for a place without more."""
        return any(place.is_sure for place in find_locations(text)[:1])

    def _is_sure_compound(self, first: int, last: int) -> bool:
        found = find_locations(self.tree.slice(first, last))
        return bool(found) and found[0].is_sure and self.words[last].dep in ("compound", "nmod", "poss", "nsubjpass")

    def is_glued(self, i: int) -> bool:
        """Whether a word is a country with a possessive that lost its apostrophe: "Syrias"."""
        text = self.words[i].text
        return text.endswith("s") and not find_locations(text) and is_wide(text[:-1])

    def stands_in_name(self, first: int, last: int) -> bool:
        """Whether the words belong to a longer name, or the model calls them a person or body and nothing says "place"."""
        span = self.entity.get(first) or self.entity.get(last)
        if span is not None and span[2] not in PLACE_LABELS:
            return self._stands_in_entity(first, last, *span)
        before = self.words[first - 1] if first else None
        after = self.words[last + 1] if last + 1 < len(self.words) else None
        if after is not None and self._extends(after) and after.lower not in table.PLACE_NOUNS:
            return not self.is_directly_in(first)
        return before is not None and self._extends(before) and not self._ends_name(before)

    def _stands_in_entity(self, first: int, last: int, outer_first: int, outer_last: int, label: str) -> bool:
        if outer_first == first and self._is_broken_off(last):
            return not self.is_located(first)  # "Aleppo in the Security Council"
        if outer_last > last and self.after(last) not in table.PLACE_NOUNS:
            opens = label in ("ORG", "NORP") and outer_first == first
            return not (opens and self.is_directly_in(first))
        if any(w.text != w.lower and not self.is_compass(w) for w in self.words[outer_first:first]):
            return True
        if self.names_event(last):
            return False
        if label == "PERSON":
            return not (self.is_strictly_in(first) or (self._is_surely_named(first, last) and self.is_located(first)))
        return not (self.is_located(first) or self._is_sure_compound(first, last))

    def _is_surely_named(self, first: int, last: int) -> bool:
        text = self.tree.slice(first, last)
        return self.is_sure_name(text) and not self.is_doubtful(text) and not self.is_owner(last)

    def _is_broken_off(self, last: int) -> bool:
        """Whether a preposition follows the name: what comes after is no part of it."""
        return last + 1 < len(self.words) and self.words[last + 1].tag in ("IN", "TO")

    def _extends(self, word: Word) -> bool:
        return word.tag == "NNP" and word.text[0].isupper() and not word.text.isupper() and not word.entity

    def _ends_name(self, word: Word) -> bool:
        return self.is_compass(word) or word.lower in table.PLACE_NOUNS or word.text.endswith("s")

    # --- governments

    def acts(self, first: int, last: int) -> bool:
        """Whether a country or capital stands for its government or people: it acts, is spoken to, or owns a deed.

        So does any place that only says whose official or where from somebody is: "Florida Sen. Vale", "Vale of Ohio".
        """
        if self._describes_person(last):
            return True
        text = clean(self.tree.slice(first, last))
        found = find_locations(text) or (find_locations(text[:-1]) if text.endswith("s") else ())
        glued = bool(found) and not find_locations(text)
        if not any(place.kind is Kind.COUNTRY or place.capital for place in found[:2]):
            return False
        if first and self.words[first - 1].lower in table.ACTOR_NOUNS:
            return True  # "its ally Russia"
        word = self.words[last]
        while word.dep == "conj" and word.head < word.i and self.words[word.head].tag.startswith(("NNP", "NN")):
            word = self.words[word.head]
        head = self.words[word.head]
        match word.dep:
            case "nsubj":
                return head.lower not in table.UNDERGOING and not self._is_in_state(head)
            case "nsubjpass" | "dobj" | "dative" | "oprd":
                return head.lower not in table.REACHING
            case "pobj":
                return self._is_partner(word, head)
            case "compound" | "nmod" | "amod" if not glued:
                named = head.tag.startswith("NNP") and not self.is_directly_in(first)
                return head.i > word.i and (head.lower in table.ACTOR_NOUNS or named)
            case "poss" | "compound" | "nmod" | "amod":
                return head.lower not in table.PLACE_NOUNS | table.LAND_NOUNS
            case "agent":
                return True
        return False

    def _describes_person(self, last: int) -> bool:
        if self.after(last).rstrip(".") in TITLES and self.words[last + 1].text.istitle():
            return True
        prep = self.words[self.words[last].head]
        return self.words[last].dep == "pobj" and prep.lower == "of" and self.words[prep.head].entity == "PERSON"

    def _is_in_state(self, verb: Word) -> bool:
        """Whether it is said what a land is in: "Syria has been in a state of civil war"."""
        return verb.lower in ("is", "was", "been", "remains", "remained", "be") and bool(
            [k for k in self.tree.kids(verb.i, "prep") if k.lower in ("in", "at", "under")]
        )

    def _is_partner(self, word: Word, prep: Word) -> bool:
        above = self.words[prep.head]
        if prep.lower not in table.LOCATING | {"for", "than"}:
            return True
        if prep.lower == "between":
            return above.lower not in table.PLACE_NOUNS | table.LAND_NOUNS
        if prep.lower in ("of", "from", "for"):
            return above.lower in table.ACTOR_NOUNS
        return prep.lower in ("on", "to") and above.lower in table.ADDRESSING


def is_wide(text: str) -> bool:
    """Whether a name means a country, a region or a part of the world."""
    return any(place.kind is not Kind.TOWN for place in find_locations(text)[:1])


def _is_body(text: str) -> bool:
    """Whether a name that the model takes for a place is a body: "Observatory for Human Rights", "DAESH"."""
    words = text.split()
    capitals = len(text) > 1 and text.isupper() and len(words) == 1 and not is_wide(text)
    return capitals or any(is_body_noun(w.lower()) for w in words)
