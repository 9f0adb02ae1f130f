"""Attributions as words in, speakers as names out: who asserts it, by which cue, through which outlets.

The claimant is the innermost source that is not an outlet; outlets on the way ("told TF1", "CNN reported") are ``via``,
innermost first. An article's own outlet is no channel. Keeps who spoke last, so that "he" and "the source" resolve.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from claimtrack.claims import cues, media
from claimtrack.claims.channels import documents_beside, employer, outlets_between, outlets_in, shown_by
from claimtrack.claims.cues import words
from claimtrack.claims.genders import gender_of
from claimtrack.claims.mentions import (
    Named,
    Names,
    before_office,
    behind_body,
    clean,
    entities,
    held_by,
    is_personal,
    last_word,
    noun_phrase,
    proper_name,
    untitled,
)
from claimtrack.claims.namewords import TITLES, is_body_noun, is_monitor, is_people, is_person_noun, is_person_pronoun
from claimtrack.claims.parse import Tree, Word
from claimtrack.claims.propositions import Attribution
from claimtrack.claims.tellers import (
    ANY_BODY,
    DESKS,
    DOCUMENTS,
    EPITHETS,
    FIRST_PERSON,
    ISSUING,
    NO_SPEAKERS,
    RECORDS,
    UMBRELLAS,
)

_OLD = re.compile(r"\d{1,3}-year-old")
_DEFINITE = words("the this that these those")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who asserts something, in the form that claims carry."""

    claimant: str | None = None
    named: bool = False
    cue: str | None = None
    via: tuple[str, ...] = ()
    hedge: str | None = None
    denied: bool = False


NOBODY = Speaker()
"""The article's own voice."""


@dataclass(slots=True)
class Speakers:
    """Resolves attributions in reading order."""

    names: Names
    outlet: str | None = None
    known_agencies: Mapping[str, str] | None = None
    last_person: str | None = None
    last_speaker: str | None = None
    last_body: Named | None = None
    last_it: Named | None = None
    """The body or outlet named last: what "it" speaks of."""
    last_outlet: Named | None = None
    last_group: Named | None = None
    last_unnamed: Named | None = None
    """One person without a name who spoke after the last named one: "a driver said"; "he" is that person."""
    _documents: dict[str, Named] = field(default_factory=dict)
    """Who issued "the statement" last."""

    def resolve(
        self, tree: Tree, said: Attribution | None, quoted: Speaker | None = None, *, aside: bool = False
    ) -> Speaker:
        """The speaker of a proposition.

        Args:
            said: the attribution that the proposition carries, innermost first; None for none.
            aside: whether the writer only adds it in passing: outside quotations that is nobody's report.
            quoted: who speaks the quotation that the tree is taken from; the speaker behind "I" and "we".
        """
        claimant: Named | None = None
        cue: str | None = None
        via: list[str] = []
        denied, hedge = False, None
        for step in said.steps() if said is not None else ():
            if step.cue.lower() in cues.TRANSPARENT:
                continue
            if self._is_first_person(tree, step) and (quoted is not None or step.source is not None):
                continue  # the speaker of the quotation, or the article itself
            who, through = self._source(tree, step, quoted)
            if quoted is not None and who is not None and not who.named and _holds(step.cue):
                continue  # what "some people feel" in somebody's words is what that one says
            via.extend(through)
            if who is None or (not who.named and who.name.lower() in NO_SPEAKERS):
                cue = cue or step.cue
            elif who.outlet:
                via.append(who.name)
                cue = cue or step.cue
            elif claimant is None:
                claimant, cue, denied = who, step.cue, step.denied
                hedge = _hedge(step.cue)
        if claimant is not None and not claimant.named and via:
            self._remember(claimant, tuple(via))
        if claimant is None and quoted is not None:
            merged = tuple(dict.fromkeys([*via, *quoted.via]))
            return replace(quoted, via=merged, cue=quoted.cue or cue)
        if aside and claimant is not None:
            return NOBODY
        return Speaker(
            claimant=claimant.name if claimant else None,
            named=claimant.named if claimant else False,
            cue=cue,
            via=self._others(via),
            hedge=hedge,
            denied=denied,
        )

    def peek(self, tree: Tree, said: Attribution) -> Speaker:
        """What `resolve` answers, without taking note that anybody spoke."""
        sources = list(self.names.sources)
        found = replace(self, _documents=dict(self._documents)).resolve(tree, said)
        self.names.sources[:] = sources
        return found

    def speaker_of_quotation(self, tree: Tree, speakers: list[Attribution], *, leads: bool) -> Speaker:
        """Who speaks the quotation that a frame introduces: its source next to it that is not an outlet.

        The outlets of all attributions in the frame are its channels ("Hollande said ..., the AP reported").

        Args:
            leads: whether the quotation stands before the frame, so that its first source is the next.
        """
        resolved = [self.resolve(tree, said) for said in speakers]
        via = tuple(dict.fromkeys(name for speaker in resolved for name in speaker.via))
        persons = [speaker for speaker in resolved if speaker.claimant is not None]
        if persons:
            return replace(persons[0 if leads else -1], via=via)
        return replace(resolved[-1], via=via) if resolved else NOBODY

    def follow(self, tree: Tree) -> Named | None:
        """Take note of the subjects of a stretch, for the pronouns of the next one; who issued a document in it."""
        issuer = None
        for word in tree.words:
            if (
                word.dep not in ("nsubj", "nsubjpass")
                or word.lower in FIRST_PERSON
                or word.tag in ("PRP", "WDT", "WP", "EX")
            ):
                continue
            if tree.words[word.head].dep not in ("ROOT", "ccomp", "conj"):
                continue
            who = self._noun(tree, word.i)
            if who.named or is_people(word):
                self._note(who)
            issued = tree.kid(word.head, "dobj") if tree.words[word.head].lower in ISSUING else None
            if issued is not None and issued.lower in DOCUMENTS:
                issuer = who
        return issuer

    # --- steps

    def _note(self, who: Named) -> None:
        if who.outlet:
            self.last_outlet = self.last_it = who
        elif who.person:
            self.last_person, self.last_unnamed = who.name, None
        elif who.named:
            self.last_body = self.last_it = who
        else:
            self.last_group = who

    def _remember(self, who: Named, via: tuple[str, ...]) -> None:
        """Keep through whom an unnamed source spoke: "the source" of the next sentence speaks through the same."""
        for n in range(len(self.names.sources) - 1, -1, -1):
            head, known, before = self.names.sources[n]
            if known == who:
                self.names.sources[n] = (head, known, tuple(dict.fromkeys([*before, *via])))
                return

    def _is_first_person(self, tree: Tree, step: Attribution) -> bool:
        return step.source is None or tree.words[step.source].lower in FIRST_PERSON

    def _source(self, tree: Tree, step: Attribution, quoted: Speaker | None = None) -> tuple[Named | None, list[str]]:
        """The source of one step and the outlets it was told to."""
        through = [] if step.told is None else outlets_in(tree, step.told, self.known_agencies)
        if step.source is None:
            return None, through
        word = tree.words[step.source]
        if word.tag in ("PRP", "WP", "DT") or word.lower in ("he", "she", "it", "they"):
            who = self._pronoun(tree, word, step, quoted.claimant if quoted is not None else None)
            return who, through
        owner = self._owner(tree, word)
        if owner is not None:
            who = self._noun(tree, owner)
            self._documents[word.lower] = who
            self._note(who)
            return who, [*through, *shown_by(tree, word, self.known_agencies)]
        theirs = tree.kid(word.i, "poss") if word.lower in DOCUMENTS | RECORDS else None
        whose = self._pronoun(tree, theirs, step) if theirs is not None and is_person_pronoun(theirs) else None
        if whose is not None and whose.named:
            return whose, through
        determiner = tree.kid(word.i, "det")
        if (
            word.lower in DOCUMENTS
            and determiner is not None
            and determiner.lower in _DEFINITE
            and word.lower in self._documents
        ):
            return self._documents[word.lower], through
        who = self._noun(tree, step.source)
        for document in documents_beside(tree, step.cue_at):
            self._documents[document] = who
        earlier = self._earlier(tree, word)
        if earlier is not None and not who.named:
            who, before = earlier
            return who, [*before, *through]
        served = [] if who.outlet else employer(tree, step.source, self.known_agencies)
        if served and not who.named and word.lower in media.STAFF:
            who, served = Named(served[0], named=True, outlet=True), []  # "a SANA reporter said"
        through.extend(served)
        through.extend(shown_by(tree, word, self.known_agencies))
        if (who.named or is_people(word)) and tree.words[step.cue_at].dep != "relcl":
            self._note(who)
            self.last_speaker = who.name if who.person else self.last_speaker
        if not who.outlet:
            self.names.sources.append((word.lower, who, tuple(through)))
            if not who.named and word.tag == "NN" and not is_body_noun(word.lower) and word.lower not in DOCUMENTS:
                self.last_unnamed = who
        return who, through

    def _owner(self, tree: Tree, word: Word) -> int | None:
        """Who issued a document that is said to say something: "a statement by the ministry said"."""
        if word.lower not in DOCUMENTS:
            return None
        owner = tree.kid(word.i, "poss")
        if owner is None:
            by = next((k for k in tree.kids(word.i, "prep", "agent") if k.lower in ("by", "from", "of")), None)
            owner = tree.kid(by.i, "pobj") if by is not None else None
        return owner.i if owner is not None and not owner.tag.startswith("PRP") else None

    def _pronoun(self, tree: Tree, word: Word, step: Attribution, speaking: str | None = None) -> Named | None:
        outer = step.outer
        if is_person_pronoun(word):
            while outer is not None:
                if outer.source is not None and not tree.words[outer.source].tag.startswith("PRP"):
                    who = self._noun(tree, outer.source)
                    if who.person:
                        return who
                outer = outer.outer
            before = self._subject_before(tree, word)
            if before is None and self.last_unnamed is not None and speaking is None:
                return self.last_unnamed
            person = before or self._person_meant(word.lower, speaking)
            return Named(person, named=True, person=True) if person else Named(word.text, named=False)
        if word.lower == "it":
            body = self._body_before(tree, word)
            if body is not None:
                return body
            return self.last_it or Named("it", named=False)
        if word.lower == "they":
            return self._group_before(tree, word) or self.last_group or self.last_body or Named("they", named=False)
        return Named(clean(tree.slice(*noun_phrase(tree, word.i))), named=False)

    def _person_meant(self, pronoun: str, speaking: str | None = None) -> str | None:
        """Who acted or spoke last; where the pronoun cannot mean either, the last one named whom it can mean.

        Args:
            speaking: whose words the pronoun stands in, who calls nobody but others "he".
        """
        for person in (self.last_person, self.last_speaker):
            if person is not None and person != speaking and self.names.fits(person, pronoun):
                return person
        return self.names.meant(pronoun, speaking)

    def _subject_before(self, tree: Tree, word: Word) -> str | None:
        """The last person who is subject of a clause before ``word`` in the same stretch."""
        found = None
        for other in tree.words[: word.i]:
            if other.dep in ("nsubj", "nsubjpass") and other.entity == "PERSON":
                name = self._noun(tree, other.i).name
                found = name if self.names.fits(name, word.lower) else found
        return found

    def _body_before(self, tree: Tree, word: Word) -> Named | None:
        """The last body that is subject of a clause before ``word`` in the same stretch."""
        found = None
        for other in tree.words[: word.i]:
            if other.dep in ("nsubj", "nsubjpass") and other.tag.startswith("NN") and other.entity != "PERSON":
                named = self._noun(tree, other.i)
                if named.named and not named.person:
                    found = named
        return found

    def _group_before(self, tree: Tree, word: Word) -> Named | None:
        """The last people who are subject of a clause before ``word`` in the same stretch."""
        subjects = [w for w in tree.words[: word.i] if w.dep in ("nsubj", "nsubjpass") and w.tag in ("NNS", "NNPS")]
        people = [self._noun(tree, w.i) for w in subjects if is_people(w)]
        return people[-1] if people else None

    def _earlier(self, tree: Tree, word: Word) -> tuple[Named, tuple[str, ...]] | None:
        determiner = tree.kid(word.i, "det")
        if word.tag not in ("NN", "NNS") or determiner is None or determiner.lower not in _DEFINITE:
            return None
        earlier = self.names.earlier_source(word.lower)
        called = [w.lower for w in tree.words[word.left : word.i] if w.tag == "NNP"]
        other = earlier is not None and any(name not in earlier[0].name.lower() for name in called)
        return None if other else earlier  # "the Vale campaign" is not "the Horn campaign"

    def _noun(self, tree: Tree, head: int) -> Named:
        """A noun phrase as a name: full for persons and bodies, as written for the unnamed."""
        apposed = next((k for k in tree.kids(head, "appos") if _is_person(tree, k.i)), None)
        if (
            apposed is None
            and head
            and tree.words[head - 1].entity == "PERSON"
            and is_person_noun(tree.words[head].lower)
        ):
            apposed = tree.words[head - 1]  # "Rami Abdel Rahman, director of", whose comma was lost
        called = outlets_between(tree, head + 1, min(head + 4, len(tree.words) - 1), self.known_agencies)
        if called and tree.words[head].lower in media.NOUNS and tree.words[head + 1].text[:1].isupper():
            return Named(called[0], named=True, outlet=True)  # "state news agency SANA", read as two
        member = held_by(tree, head)
        holder = (
            Named(self.names.person(member), named=True, person=True) if member else self._office_holder(tree, head)
        )
        if holder is not None:
            return holder
        if apposed is not None and tree.words[head].entity != "PERSON":
            head = apposed.i
        found = proper_name(tree, head)
        label = "PERSON" if found is not None and is_personal(tree, *found) else tree.words[head].entity
        if found is not None:
            name = self._proper(tree, *found, label)
            if name is not None:
                return name
        return self._common(tree, head)

    def _office_holder(self, tree: Tree, head: int) -> Named | None:
        """The person named right after an office: "the mayor of Larnos, Petro Vani, said"."""
        if tree.words[head].lower not in TITLES:
            return None
        last = noun_phrase(tree, head)[1]
        after = tree.words[last + 1 : last + 3]
        if len(after) < 2 or after[0].text != "," or after[1].entity != "PERSON":
            return None
        end = after[1].i
        while (
            end + 1 < len(tree.words)
            and tree.words[end + 1].entity == "PERSON"
            and not tree.words[end + 1].entity_begins
        ):
            end += 1
        return Named(self.names.person(clean(tree.slice(after[1].i, end))), named=True, person=True)

    def _proper(self, tree: Tree, first: int, last: int, label: str) -> Named | None:
        text = clean(tree.slice(first, last))
        if media.is_outlet(text, self.known_agencies):
            return Named(media.bare(text, self.known_agencies), named=True, outlet=True)
        bare = behind_body(before_office(text))
        if bare != text:
            return Named(self.names.person(bare), named=True, person=True)
        if not text or text.islower():
            return None  # the model calls "defence ministry" a name; whose it is stands before it
        if " " not in text and is_body_noun(text.lower()):
            return Named(self.names.described(text.lower(), []) or self.names.body(text), named=True)
        if label == "PERSON" or (label != "ORG" and self.names.person(last_word(text)) in self.names.persons):
            return Named(self.names.person(untitled(text)), named=True, person=True)
        if label in ("ORG", "") and self.names.person(text) in self.names.persons:
            return Named(self.names.person(text), named=True, person=True)
        if tree.words[last].tag in ("NN", "NNS") and tree.words[last].lower == tree.words[last].text and label != "ORG":
            return None
        return Named(self.names.body(text), named=True)

    def _common(self, tree: Tree, head: int) -> Named:
        word = tree.words[head]
        first, last = noun_phrase(tree, head)
        inner = self._name_inside(tree, first, head)
        if inner is not None:
            return inner
        if first == head and word.text.istitle() and self.names.person(word.text) in self.names.persons:
            return Named(self.names.person(word.text), named=True, person=True)  # a surname taken for a noun
        determiner = tree.kid(head, "det")
        modifiers = [w.lower for w in tree.words[first:head] if w.tag.startswith(("JJ", "NN", "VBG"))]
        if determiner is not None and determiner.lower in _DEFINITE:
            if word.lower in TITLES or word.lower in self.names.titles:
                person = self.names.titled(word.lower, modifiers)
                if person is None and self.last_person is not None and self._spoke_last(self.last_person):
                    person = self.last_person if self.names.had_title(self.last_person, word.lower) else None
                if person is not None:
                    return Named(person, named=True, person=True)
            person = self._epithet(tree, first, word)
            if person is not None:
                return Named(person, named=True, person=True)
            spoke = self.names.sources[-1][1] if self.names.sources and word.lower in ANY_BODY else None
            if spoke is not None and spoke.named and not spoke.person and self.names.was_called(spoke.name, word.lower):
                return spoke  # of two groups the one that spoke last speaks on
            body = self.names.described(word.lower, modifiers) if is_body_noun(word.lower) else None
            other = any(w.tag == "NNP" and not self._is_of_last_body(w.lower) for w in tree.words[first:head])
            if body is None and self.last_body is not None and not other and self._is_last_body(word.lower):
                return self.last_body
            if body is not None:
                return Named(body, named=True, outlet=media.is_outlet(body, self.known_agencies))
            if word.lower in media.NOUNS and self.last_outlet is not None:
                return self.last_outlet
        monitor = self.names.only_monitor() if word.tag == "NN" and is_monitor(word.lower, modifiers) else None
        if monitor is not None:
            return Named(monitor, named=True)
        text = (
            clean(tree.slice(first, last))
            if determiner is None or determiner.lower == "the"
            else tree.slice(first, last)
        )
        owner = tree.kid(head, "poss")
        owned = owner is not None and owner.tag.startswith("NNP") and is_body_noun(word.lower)
        return Named(text, named=owned)  # "Russia's defence ministry" is one body and no other

    def _is_of_last_body(self, word: str) -> bool:
        return self.last_body is not None and word in self.last_body.name.lower().split()

    def _is_last_body(self, noun: str) -> bool:
        """Whether a noun means the body named last: it was called so, or it spoke last and is a group of some kind."""
        if self.last_body is None:
            return False
        spoke = self._spoke_last(self.last_body.name)
        return self.names.was_called(self.last_body.name, noun) or (spoke and noun in ANY_BODY)

    def _epithet(self, tree: Tree, first: int, word: Word) -> str | None:
        """The person who spoke last, by another description: "the front-runner", "the former governor", "the 43-year-old"."""
        before = [w.lower for w in tree.words[first : word.i]]
        described = (
            word.lower in EPITHETS
            or (word.lower in TITLES and "former" in before)
            or _OLD.fullmatch(tree.slice(first, word.i).lower().removeprefix("the "))
        )
        person = self.last_speaker or self.last_person
        if not described or person is None or not self._spoke_last(person) or self.names.titles.get(word.lower):
            return None
        meant = gender_of("", [word.lower])
        return person if meant is None or self.names.is_of(person, meant) else None

    def _spoke_last(self, name: str) -> bool:
        return bool(self.names.sources) and self.names.sources[-1][1].name == name

    def _name_inside(self, tree: Tree, first: int, head: int) -> Named | None:
        """The name inside a phrase such as "SANA news agency" or "the Takfiri ISIL group"."""
        word = tree.words[head]
        outlets = outlets_between(tree, first, head, self.known_agencies)
        if outlets and (word.lower in media.NOUNS or word.lower in DESKS):
            return Named(outlets[-1], named=True, outlet=True)
        owner = tree.kid(head, "poss")
        if not is_body_noun(word.lower) or (owner is not None and owner.entity == "PERSON"):
            return None  # "House Speaker Ada Horn's office" is not the House
        inside = [(a, b) for a, b, label in entities(tree) if first <= a and b < head and label in ("ORG", "PRODUCT")]
        if inside and inside[-1][1] + 1 < head and media.key(tree.slice(*inside[-1])) in UMBRELLAS:
            return Named(self.names.body(clean(tree.slice(first, head))), named=True)  # "UN refugee agency"
        if inside and inside[-1][1] > inside[-1][0]:
            return Named(self.names.body(clean(tree.slice(*inside[-1]))), named=True)
        capitals = [
            w
            for w in tree.words[first:head]
            if w.text.isupper() and len(w.text) > 1 and w.tag.startswith("NN") and tree.words[w.i + 1].text != "-"
        ]
        if capitals:
            return Named(self.names.body(capitals[-1].text), named=True)
        return Named(self.names.body(clean(tree.slice(*inside[-1]))), named=True) if inside else None

    def _others(self, via: list[str]) -> tuple[str, ...]:
        own = media.key(self.outlet) if self.outlet else None
        short = {media.key(media.short_form(self.outlet, self.known_agencies)) if self.outlet else None, own}
        full = [self.names.outlet(name) for name in via]
        return tuple(
            dict.fromkeys(
                name for name in full if media.key(name) not in short and media.key(media.short_form(name)) not in short
            )
        )


def _is_person(tree: Tree, i: int) -> bool:
    found = proper_name(tree, i)
    return tree.words[i].entity == "PERSON" or (found is not None and is_personal(tree, *found))


def _hedge(cue: str) -> str | None:
    return cue if cues.CUE_FORMS.get(cue.lower()) in cues.HEDGING_CUES else None


def _holds(cue: str) -> bool:
    return cues.CUE_FORMS.get(cue.lower()) in ("think", "believe", "feel", "hope")
