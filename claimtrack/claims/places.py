"""A parsed text in, the places that it is set at out, with their canonical names.

Two witnesses speak for a place: the model's entities, and the gazetteer, whose names count where a place can stand
("in", "the rebel-held east of", "Aleppo's", "Aleppo, Syria"). A country or capital that acts ("Russia vetoed", "talks
with Moscow") is a government and no place. Names that the gazetteer lacks are kept as written.
"""

import re
from collections.abc import Iterator

from claimtrack.claims import placewords as table
from claimtrack.claims.gazetteer import ARTICLES, Kind, Location, find_locations, fold
from claimtrack.claims.mentions import Names, clean
from claimtrack.claims.model import Place
from claimtrack.claims.parse import Tree, Word
from claimtrack.claims.standing import PLACE_LABELS, Ground, Standing

_LOOSE_LABELS = frozenset({"NORP", "PERSON", "ORG"})
_LONGEST_NAME = 5
"""Words of a gazetteer name that are tried, hyphens included ("Deir ez-Zor" has four)."""
_COMPASS = re.compile(
    r"^(?:(?:north|south|east|west|central|eastern|western|northern|southern|northeastern|northwestern|"
    r"southeastern|southwestern)[ -])+(?=.)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b\d{1,5} (?:[NSEW]\.? |(?:North|South|East|West) )?(?:[A-Z][\w'’]+|\d{1,3}(?:st|nd|rd|th))(?: [A-Z][\w'’]+)? "
    r"(?:Street|Avenue|Road|Boulevard|Lane|Drive|Square)\b"
)


def find_places(tree: Tree, ground: Ground, names: Names) -> list[Place]:
    """The places of a parsed text in order; adds what it is sure of to ``ground``, and trusts what is there."""
    return _Finder(tree, ground, names).places()


class _Finder(Standing):
    """Looks for the places of one tree."""

    def places(self) -> list[Place]:
        """The places in text order, none inside another."""
        for entity in sorted(set(self.entity.values())):
            for first, last in self._pieces(*entity):
                if self._is_place_entity(first, last, entity[2]):
                    self._take(first, last)
        for first, last in self._described():
            self._take(first, last)
            self._note(self.tree.slice(first, last))
        for first, last in (*self._listed(), *self._known()):
            self._take(first, last)
        found = [self._place(first, last) for first, last in self.spots.items() if not self.acts(first, last)]
        found.extend(self._addresses())
        return _disjoint(sorted(found, key=lambda place: (place.start, -place.end)))

    def _take(self, first: int, last: int) -> None:
        span = range(first, last + 1)
        if self.taken.isdisjoint(span):
            self.spots[first] = last
            self.taken.update(span)

    # --- what the model names

    def _is_place_entity(self, first: int, last: int, label: str) -> bool:
        text = clean(self.tree.slice(first, last))
        known = fold(text) in self.ground.known
        if self.is_no_place(text, last):
            return False
        if label == "NORP" and self.words[last].dep in ("amod", "compound"):
            return False
        if label not in PLACE_LABELS:
            return known or (label in _LOOSE_LABELS and self._is_located_name(first, last))
        if not _is_title_case(text):
            return False
        if self.is_doubtful(text):
            person = self.is_person(text)
            placed = self.is_strictly_in(first) or (self.is_located(first) and not person)
            if not (known or placed or self.has_country(last)) or (person and not self.is_sure_name(text)):
                return False
        elif not find_locations(text) and not known and not self._is_told(first, last, text):
            return False
        self._note(text)
        return True

    def _is_told(self, first: int, last: int, text: str) -> bool:
        """Whether a name that no table has stands as a place, and the article does not call it a body elsewhere."""
        strictly = self.is_strictly_in(first)
        placed = self.is_located(first) or self.is_beside_place(first, last) or self.has_country(last)
        nouned = table.PLACE_NOUNS & {self.after(last), self.words[last].lower}
        return strictly or bool(nouned) or (placed and not self.names.is_body(text))

    def _is_located_name(self, first: int, last: int) -> bool:
        """Whether a name that the model calls something else stands where places stand ("in Aleppo")."""
        if self.after(last) in table.PLACE_NOUNS:
            return True
        text = clean(self.tree.slice(first, last))
        if self.is_person(text) and not self.is_sure_name(text):
            return False
        head = self.words[last]
        before = self.words[first - 1].lower if first else ""
        return before in table.STRICTLY_LOCATING and head.dep == "pobj" and head.tag == "NNP" and last - first < 3

    def _pieces(self, first: int, last: int, label: str) -> Iterator[tuple[int, int]]:
        """The names in one entity: "Idlib and Aleppo" are two where the gazetteer knows one of them."""
        if label not in PLACE_LABELS:
            yield first, last
            return
        joints = [i for i in range(first + 1, last) if self.words[i].tag in ("CC", ",")]
        if joints and find_locations(self.tree.slice(first, last)):
            joints = []
        for begin, end in zip([first, *(i + 1 for i in joints)], [*(i - 1 for i in joints), last], strict=True):
            if begin <= end:
                yield self._trimmed(begin, end)

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        """The entity without words that the model drew in: "Syrian Idlib", "Raqqa At least", "Aleppo Damascus"."""
        while last > first and not self._can_end(last):
            last -= 1
        while first < last and not self.words[first].text[0].isalnum():
            first += 1
        while first < last and (self.words[first].tag in ("JJ", "DT") or self.is_glued(first)):
            if find_locations(self.tree.slice(first, last)):
                break
            first += 1
        if first < last and not find_locations(self.tree.slice(first, last)):
            for end in range(last - 1, first - 1, -1):
                rest = self.words[end + 1 : last + 1]
                known = find_locations(self.tree.slice(first, end))
                if (
                    known
                    and known[0].is_sure
                    and find_locations(self.tree.slice(end + 1, last))
                    and rest[0].text != "-"
                ):
                    return first, end
        return first, last

    def _can_end(self, i: int) -> bool:
        word = self.words[i]
        acronym = word.text.isupper() and len(word.text) > 1 and not find_locations(word.text)
        return word.tag in ("NNP", "NNPS", "NN", "JJ", "FW", "POS") and not acronym

    # --- what the text describes as a place

    def _described(self) -> Iterator[tuple[int, int]]:
        """Names that the text itself calls places: "the villages of Foua and Kefraya", "the Gharbiya neighborhood"."""
        for word in self.words:
            if word.lower in table.PLACE_NOUNS or word.lower in table.PLACE_PLURALS:
                yield from self._named_after(word)
                if word.dep in ("compound", "nmod"):
                    continue  # "the CNN town hall", "Homs state television"
                if word.i and self._is_bare_name(word.i - 1) and word.text == word.lower:
                    yield self._run_before(word.i - 1)

    def _named_after(self, noun: Word) -> Iterator[tuple[int, int]]:
        of = next((k for k in self.tree.kids(noun.i, "prep") if k.lower == "of" and k.i > noun.i), None)
        found = self.tree.kid(of.i, "pobj") if of is not None else None
        while found is not None:
            if found.tag == "NNP" and found.entity in ("", *_LOOSE_LABELS):
                yield self._run_before(found.i, person=True)
            found = self.tree.kid(found.i, "conj")

    def _is_bare_name(self, i: int, *, person: bool = False) -> bool:
        word = self.words[i]
        loose = word.entity in ("", *_LOOSE_LABELS) and (person or not self.is_person(word.text))
        return word.tag == "NNP" and word.text[:1].isupper() and loose and not self.is_no_place(word.text, i)

    def _run_before(self, last: int, *, person: bool = False) -> tuple[int, int]:
        first = last
        while (
            first
            and self._is_bare_name(first - 1, person=person)
            and not self.is_glued(first - 1)
            and self.words[first - 1].head in range(first, last + 1)
        ):
            first -= 1
        return first, last

    # --- what the gazetteer names

    def _listed(self) -> Iterator[tuple[int, int]]:
        i = 0
        while i < len(self.words):
            found = self._longest(i) if self._can_begin(i) else None
            if found is None:
                i += 1
                continue
            last, locations, glued = found
            if self._is_meant(i, last, locations, glued=glued):
                self._note(self.tree.slice(i, last))
                yield i, last
            i = last + 1

    def _known(self) -> Iterator[tuple[int, int]]:
        """Single names that the gazetteer lacks and that stood for a place before."""
        for word in self.words:
            if word.tag == "NNP" and not word.entity and fold(word.text) in self.ground.known:
                yield word.i, word.i

    def _can_begin(self, i: int) -> bool:
        word = self.words[i]
        return i not in self.taken and word.text[0].isupper() and word.tag in ("NNP", "NNPS", "NN", "JJ", "NNS", "VBZ")

    def _longest(self, i: int) -> tuple[int, tuple[Location, ...], bool] | None:
        """The longest name of the gazetteer that begins at word ``i``: its last word and what it may mean."""
        end = i
        while end + 1 < len(self.words) and end + 1 - i < _LONGEST_NAME and self._continues(end + 1):
            end += 1
        for last in range(end, i - 1, -1):
            text = self.tree.slice(i, last)
            locations = find_locations(text, frozenset(self.ground.countries))
            if locations and self.words[last].text[0].isupper():
                return last, locations, False
        text = self.words[i].text
        if len(text) > 4 and text.endswith("s") and self.after(i).islower():
            locations = find_locations(text[:-1], frozenset(self.ground.countries))
            return (i, locations, True) if locations else None
        return None

    def _continues(self, i: int) -> bool:
        word = self.words[i]
        if i in self.taken or word.lower in table.PLACE_NOUNS:
            return False
        return word.text[0].isupper() or word.text in "-’'" or word.lower in ARTICLES | table.NAME_PARTICLES

    def _is_meant(self, first: int, last: int, locations: tuple[Location, ...], *, glued: bool) -> bool:
        """Whether the words mean the place rather than a person, a body or a plain word of the same form."""
        text = self.tree.slice(first, last)
        if self.is_no_place(text, last) or (text.isupper() and len(text) > 3) or text.lower() in table.NEVER:
            return False
        if fold(text) == "us" and text != text.upper():
            return False
        if self.stands_in_name(first, last):
            return False
        tagged = self.words[last].tag in ("NNP", "NNPS")
        own = locations[0].kind is not Kind.TOWN or locations[0].name[:3] == fold(text).removeprefix("al ")[:3]
        likely = (locations[0].is_sure and own) or fold(text) in self.ground.known
        if self.is_doubtful(text):
            person = self.is_person(text) and not self.is_sure_name(text)
            placed = tagged and not person and (self.is_strictly_in(first) or self.names_event(last))
            return placed or self.has_country(last)
        if not tagged:
            return likely and (self.is_located(first) or self.names_event(last))
        word = self.words[last]
        reached = word.dep == "dobj" and self.words[word.head].lower in table.REACHING
        located = reached or self.is_located(first) or self.has_country(last) or self.is_beside_place(first, last)
        if glued:
            return likely
        return likely or located or self.after(last) in table.PLACE_NOUNS

    def _note(self, text: str) -> None:
        self.ground.known.add(fold(clean(text)))
        for place in find_locations(clean(text))[:1]:
            if place.kind is Kind.COUNTRY:
                self.ground.countries.add(place.country)

    # --- what comes out

    def _place(self, first: int, last: int) -> Place:
        first, last = self._widened(first, last)
        surface = re.sub(r"['’]s?$", "", self.tree.slice(first, last))
        surface = surface[:-1] if first == last and self.is_glued(first) else surface
        start = self.words[first].start
        name = canonical_name(surface, frozenset(self.ground.countries))
        return Place(surface=surface, name=name, start=start, end=start + len(surface))

    def _widened(self, first: int, last: int) -> tuple[int, int]:
        """The name with what says where in it and what it is: "eastern Aleppo", "Hasaka province", "al-Gharbiya"."""
        while self.after(last) in table.PLACE_NOUNS and self.words[last + 1].dep not in ("compound", "nmod"):
            last += 1
        while first > 1 and self.words[first - 1].text == "-" and self.words[first - 2].lower in ARTICLES:
            first -= 2
            if first and self._leads_arabic(first - 1):
                first -= 1
        while self.words[first].lower == "the" and first < last:
            first += 1
        while first and self.is_compass(self.words[first - 1]) and self.words[first - 1].lower != "the":
            first -= 1
        return first, last

    def _leads_arabic(self, i: int) -> bool:
        """Whether a word goes on with "al-": "Bustan al-Qasr"."""
        word = self.words[i]
        if word.lower in table.NAME_LEADS:
            return True
        return i not in self.taken and word.tag == "NNP" and word.text.istitle() and not find_locations(word.text)

    def _addresses(self) -> Iterator[Place]:
        for match in _ADDRESS.finditer(self.tree.text):
            yield Place(surface=match.group(), name=fold(match.group()), start=match.start(), end=match.end())


def canonical_name(surface: str, countries: frozenset[str] = frozenset()) -> str:
    """The folded name under which a place is compared: "Halab" and "eastern Aleppo" give "aleppo".

    A noun that makes it another place stays ("hasakah province"), "city" and the like are dropped.

    Args:
        countries: codes of the countries that the text names, which decide between towns of one name.
    """
    text = re.sub(r"^the\s+", "", clean(surface), flags=re.IGNORECASE)
    core = _COMPASS.sub("", text)
    if not find_locations(text) or find_locations(text)[0].part:
        text = core
    first, _, noun = text.rpartition(" ")
    kept = noun.lower() if noun.lower() in table.AREA_NOUNS and first else ""
    whole = first if kept in table.WHOLE_NOUNS and first else text
    for name, tail in ((text, ""), (first, kept), *([(first[:-1], kept)] if first.endswith("s") else [])):
        found = find_locations(name, countries) if name else ()
        if found and name == text and not _is_trusted(found[0], countries):
            return fold(text)  # "Atlantic City" is too small to be sure of, but it is not the ocean
        if found and (tail or name == text) and _is_trusted(found[0], countries):
            tail = "" if tail in table.WHOLE_NOUNS or not tail else f" {tail}"
            return f"{found[0].name}{tail}"
    return fold(whole) or fold(surface) or surface.lower()


def _is_trusted(place: Location, countries: frozenset[str]) -> bool:
    return place.is_sure or place.country in countries


def _is_title_case(text: str) -> bool:
    return any(word[:1].isupper() for word in text.split()) and not any(c.isdigit() for c in text[:1])


def _disjoint(places: list[Place]) -> list[Place]:
    kept: list[Place] = []
    for place in places:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept
