"""A clause in, what can be cut from it out: further assertions, additions, and words that only join.

An aside is read as a claim of its own where it asserts something; what is left of the clause is the shortest run of
words that can be true alone.
"""

from dataclasses import dataclass

from claimtrack.claims import cues
from claimtrack.claims.contents import VAGUE_COUNTS
from claimtrack.claims.edges import Edges
from claimtrack.claims.parse import Word
from claimtrack.claims.predicates import MAX_DEPTH, SUBJECTS

_PRONOUNS = frozenset({"i", "he", "she", "it", "they", "we", "you"})
_COMPARING = cues.words("up down better worse higher lower more less fewer compared roughly nearly almost")
_SLIGHTLY = frozenset(
    {"a bit", "a little", "slightly", "somewhat", "far", "much", "even", "only slightly", "just slightly"}
)
_AUXILIARIES = frozenset({"did", "do", "does", "had", "have", "has", "could", "would", "will", "can", "should"})
_WITH_SOMEBODY = cues.words(
    "clash clashes clashed clashing fight fights fought fighting meet meets met meeting agree agrees agreed agreeing talk "
    "talks talked talking battle battles battled battling deal deals dealt dealing work works worked working negotiate "
    "negotiated negotiating coordinate coordinated filled packed crowded shared shares"
)
"""Verbs that need their "with": what follows is no addition."""
_COUNTED = VAGUE_COUNTS | cues.words("most some others many several rest")
_LEAVING = cues.words("leaving causing resulting claiming inflicting")
_BEGINNING = cues.words("began begins begun started starts erupted")
_CLOSING_MARKS = ('"', "”", "''", "’", "'")


@dataclass(frozen=True, slots=True)
class Aside:
    """Words that can be cut from a clause. With ``clause`` they are read as one; without, they stand as they are."""

    first: int
    last: int
    head: int
    clause: int | None
    drop: bool = False
    lead: int = 0
    """How many words at its start are cut but not kept (the "after" of "after six days of calm")."""
    added: bool = False
    """Whether it is the writer's addition rather than part of what is reported."""
    noun: int | None = None
    """The noun whose content it is: "her claim that ..."."""


class Asides(Edges):
    """Finds and cuts the asides of one tree."""

    def asides(self, h: int) -> list[Aside]:
        """What can be cut from the clause of ``h``: the top-most asides in its subtree, last first."""
        found: list[Aside] = []
        stack = list(self.tree.children[h])
        while stack:
            kid = self.tree.words[stack.pop()]
            aside = self._aside(h, kid)
            if aside is not None:
                found.append(aside)
            elif kid.lower not in ("if", "unless"):
                stack.extend(self.tree.children[kid.i])
        return sorted(found, key=lambda aside: -aside.first)

    def without(self, first: int, last: int, asides: list[Aside]) -> tuple[int, int, list[Aside]]:
        """Cut the asides off both ends of the span; those in its middle stay inside."""
        taken: list[Aside] = []
        changed = True
        while changed:
            changed = False
            for aside in asides:
                if aside in taken:
                    continue
                if self.reaches(aside.last, last) and aside.first > first:
                    last, changed = aside.first - 1, True
                    taken.append(aside)
                elif self.reaches(first, aside.first) and aside.last < last:
                    first, changed = aside.last + 1, True
                    taken.append(aside)
        return first, last, taken

    def _aside(self, h: int, kid: Word) -> Aside | None:
        if self.cites(kid) or (
            kid.head == h and kid.dep in ("parataxis", "advcl", "ccomp", "dep") and self.is_parenthesis(h, kid)
        ):
            return Aside(kid.left, kid.right, kid.i, kid.i, drop=True)
        if kid.lower == "asked" and kid.tag == "VBN" and kid.dep == "advcl" and kid.left == kid.i < h:
            return Aside(kid.left, kid.right, kid.i, kid.i, drop=True)  # "Asked whether it fell, she smiled"
        if kid.lower == "putting" and kid.dep in ("advcl", "acl") and self.sets_a_count(kid.i):
            return Aside(kid.left, kid.right, kid.i, kid.i)
        if kid.lower in ("citing", "quoting") and kid.dep == "advcl":
            return Aside(kid.left, kid.right, kid.i, kid.i, drop=True)
        if (
            kid.dep in ("conj", "advcl", "parataxis", "ccomp", "dep")
            and self._hangs_on(h, kid)
            and self.is_clause_aside(h, kid)
        ):
            return Aside(kid.left, kid.right, kid.i, kid.i)
        asked = kid.dep == "ccomp" and self.tree.words[kid.left].tag.startswith("W")
        if (
            kid.dep in ("advcl", "acl", "conj", "ccomp")
            and not asked
            and kid.lower in cues.CUE_FORMS
            and self._reports_more(kid)
        ):
            return Aside(kid.left, kid.right, kid.i, kid.i)
        if kid.dep == "ccomp" and kid.lower in cues.TRANSPARENT:
            return Aside(kid.left, kid.right, kid.i, kid.i)
        if kid.dep == "relcl" and self.is_free_relative(kid):
            return Aside(kid.left, kid.right, kid.i, kid.i, added=self.tree.words[kid.left].tag.startswith("W"))
        if kid.dep == "advcl" and self._opens_with_relative(kid) and self.is_free_relative(kid):
            return Aside(kid.left, kid.right, kid.i, kid.i, added=True)
        if kid.lower in cues.CUE_NOUNS and kid.i > h:
            content = self.noun_content(kid.i)
            if content is not None:
                return Aside(content.left, content.right, content.i, content.i, noun=kid.i)
        return self._phrase_aside(h, kid)

    def _hangs_on(self, h: int, kid: Word) -> bool:
        """Whether ``kid`` depends on ``h``, or on a verb that is coordinated with it and was not split off."""
        at = kid.head
        for _ in range(MAX_DEPTH):
            if at == h:
                return True
            below = self.tree.words[at].dep == "ccomp" and self.tree.words[at].head == h
            below = below and (self.is_survey(h) or self._goes_on_alone(h, kid))
            above = self.tree.words[at]
            below = below or (above.dep == "advcl" and kid.dep == "conj" and self._begins(above))
            below = below or (self.tree.words[at].dep == "xcomp" and kid.dep == "advcl")
            if self.tree.words[at].dep == "relcl" and self._tells_of(h, at, kid):
                return True
            if not below and (self.tree.words[at].dep != "conj" or not self.tree.words[at].tag.startswith("V")):
                return False
            at = self.tree.words[at].head
        return False

    def _goes_on_alone(self, h: int, kid: Word) -> bool:
        """Whether a speaker goes on beside what is denied: "I don't believe that it is so, and I'm not seeking it"."""
        mine, own = self.tree.kid(h, "nsubj"), self.tree.kid(kid.i, "nsubj")
        spoken = mine is not None and own is not None and mine.lower == own.lower
        return spoken and kid.i > h and self.is_denied(h) and self.tree.words[h].lower in cues.CUE_FORMS

    def _tells_of(self, h: int, at: int, kid: Word) -> bool:
        """Whether a clause below a relative says more of a noun ("an activist who hosts a show and is its owner"), or what
        had happened before ("the second hall to be hit after a plane destroyed a school")."""
        if self.tree.words[at].head == h and self.tree.words[h].tag.startswith("NN"):
            return kid.dep == "conj"
        mark = self.tree.kid(kid.i, "mark")
        noun = self.tree.words[self.tree.words[at].head]
        earlier = kid.dep == "advcl" and mark is not None and mark.lower == "after"
        return earlier and noun.head == h and noun.dep in ("attr", "dobj")

    def _phrase_aside(self, h: int, kid: Word) -> Aside | None:
        """Asides without a finite verb that still say something: appositions, superlatives, comparisons."""
        length = kid.right - kid.left + 1
        if (length >= 6 and self._is_apposition(kid)) or (length >= 5 and self._closes_as_apposition(h, kid)):
            end = kid.right if self.punctuated else self._end_of_phrases(kid.head, kid)
            return Aside(kid.left, end, kid.i, None, added=True)
        pobj = self.tree.kid(kid.i, "pobj") if kid.dep == "prep" else None
        if pobj is not None and kid.lower == "in" and length >= 5 and self._is_superlative(pobj.i):
            return Aside(kid.i, self._end_of_phrases(h, kid), pobj.i, None, lead=1)
        if (
            pobj is not None
            and kid.lower == "after"
            and self.tree.kid(pobj.i, "nummod")
            and self.tree.kid(pobj.i, "prep")
        ):
            return Aside(kid.left, kid.right, pobj.i, None, lead=kid.i - kid.left + 1)
        done = self.tree.kid(kid.i, "pcomp") if kid.dep == "prep" and kid.lower == "after" else None
        if done is not None and done.tag == "VBG" and self._is_own_deed(h, done) and kid.right - done.i >= 2:
            return Aside(kid.left, kid.right, done.i, None, lead=kid.i - kid.left + 1)  # "after killing 12 rebels"
        if kid.dep == "conj" and kid.tag == "VBG" and self._is_done_after(kid) and length >= 4:
            return Aside(kid.left, kid.right, kid.i, None)
        return self._participle_aside(kid, length)

    def _is_own_deed(self, h: int, done: Word) -> bool:
        """Whether "after ...ing" tells a deed, and not how a toll came about: "killed after being hit"."""
        return self.tree.kid(done.i, "auxpass") is None or self.tree.words[h].lower not in cues.CASUALTY_VERBS

    def _is_done_after(self, kid: Word) -> bool:
        """Whether a participle goes on with what was done before: "after finishing second and beating her rival"."""
        first = self.tree.words[kid.head]
        return first.dep == "pcomp" and first.tag == "VBG" and self.tree.words[first.head].lower == "after"

    def _participle_aside(self, kid: Word, length: int) -> Aside | None:
        """Participles that add a statement: ", echoing a call by ...", "with rebels describing it as a trap"."""
        parted = self._is_parted(kid)
        joined = self.tree.words[kid.head].lower in _WITH_SOMEBODY and not parted
        if kid.lower == "with" and kid.dep == "prep" and length >= 7 and (parted or not self.punctuated) and not joined:
            inner = self.tree.kid(kid.i, "pcomp", "pobj")
            if inner is not None and inner.dep == "pcomp" and self.contents(inner.i):
                return Aside(kid.left, kid.right, inner.i, inner.i)  # ", with the agency saying that ..."
            acting = inner is not None and any(
                w.tag == "VBG" and (w.dep == "pcomp" or (w.dep == "acl" and w.i > inner.i))
                for w in [inner, *self.tree.kids(inner.i)]
            )
            toll = any(w.lower in cues.CASUALTY_VERBS and w.tag == "VBG" for w in self.tree.subtree(kid.i))
            if inner is not None and acting and not toll:
                return Aside(kid.left, kid.right, inner.i, None, lead=1)
        if kid.tag == "VBG" and kid.dep == "advcl" and parted and length >= 5 and self._is_absolute(kid):
            return Aside(kid.left, kid.right, kid.i, None)
        if kid.tag != "VBG" or kid.dep not in ("advcl", "acl") or self.has_subject(kid.i):
            return None
        before = self.tree.words[kid.left - 1] if kid.left else None
        if kid.lower in cues.LABEL_FORMS:
            told_apart = parted or not self.punctuated  # "those describing themselves as moderate" are named by it
            return self._label_aside(kid) if told_apart or kid.dep == "advcl" else None
        if before is None or kid.lower in cues.CASUALTY_VERBS:
            return None
        if any(w.lower in cues.CASUALTY_VERBS for w in self.tree.subtree(kid.i)) and kid.lower in _LEAVING:
            return None  # a toll stays with its attack
        if not self.punctuated and kid.dep == "advcl" and length >= 4 and self.tree.kid(kid.i, "dobj") is not None:
            return Aside(kid.left, kid.right, kid.i, None)
        if (before.text == "," and length >= 5) or (before.text in ("–", "—", "--") and length >= 6):
            return Aside(kid.left, kid.right, kid.i, None)
        return None

    def _is_absolute(self, kid: Word) -> bool:
        """Whether a participle has a subject of its own and no mark: "..., his grip leaving marks on her arm"."""
        own = self.tree.kid(kid.i, *SUBJECTS)
        return own is not None and own.left == kid.left and self.tree.kid(kid.i, "mark", "aux") is None

    def _is_parted(self, kid: Word) -> bool:
        """Whether a comma or a dash stands before a phrase; a closing quotation mark may stand between."""
        before = [word.text for word in self.tree.words[max(0, kid.left - 2) : kid.left]]
        if before and before[-1] in _CLOSING_MARKS:
            before.pop()
        return bool(before) and before[-1] in (",", "–", "—")

    def _label_aside(self, kid: Word) -> Aside:
        """ "referring to the raids as war crimes" names what it speaks of; "describing it as" says nothing alone."""
        named = [w for w in self.tree.subtree(kid.i) if w.dep in ("dobj", "pobj")]
        bare = not named or named[0].tag.startswith("PRP")
        return Aside(kid.left, kid.right, kid.i, None, drop=bare)

    def _end_of_phrases(self, h: int, kid: Word) -> int:
        """The end of the clause when only phrases follow ``kid``, else its own end."""
        end = kid.right
        for other in self.tree.kids(h, "prep", "npadvmod"):
            if other.left == end + 1:
                end = other.right
        return end

    def _is_apposition(self, kid: Word) -> bool:
        """Whether a noun phrase says what the name before it is: "Manbij, a bastion of the group"."""
        if (
            not (kid.tag.startswith("NN") or kid.lower == "one")
            or not kid.left
            or not self.tree.kids(kid.i, "acl", "relcl", "prep")
        ):
            return False
        opener, before = self.tree.words[kid.left], self.tree.words[kid.left - 1]
        indefinite = opener.lower in ("a", "an", "another") or (kid.dep == "appos" and self._is_superlative(kid.i))
        after_name = before.tag.startswith("NNP") and kid.dep != "dobj"
        indefinite = indefinite or (kid.dep == "appos" and kid.lower == "one")
        if kid.lower == "one" and not self.punctuated:
            return indefinite
        twice = kid.dep == "dobj" and any(k.i < kid.i for k in self.tree.kids(kid.head, "dobj"))
        after_name = after_name or (twice and before.tag == "CD")
        if kid.tag == "NNS" and kid.left == kid.i and before.text == "," and (kid.dep == "appos" or twice):
            return bool(self.tree.kids(kid.i, "relcl"))  # "..., views that she has dropped"
        return indefinite and (before.text in (",", "–", "—") or after_name)

    def _closes_as_apposition(self, h: int, kid: Word) -> bool:
        """Whether a definite description ends the clause behind a comma: "..., the current holder of the cup"."""
        if kid.dep != "appos" or not kid.tag.startswith("NN") or kid.left < 1 or kid.left < h:
            return False
        opener, before = self.tree.words[kid.left], self.tree.words[kid.left - 1]
        return opener.lower == "the" and before.text == "," and kid.tag in ("NN", "NNS")

    def _is_superlative(self, i: int) -> bool:
        return any(k.tag in ("JJS", "RBS") for k in self.tree.kids(i, "amod", "advmod"))

    def comparison(self, first: int, last: int) -> Aside | None:
        """A comparison after a comma or dash at the clause's end: ", down 0.2 points from its last estimate"."""
        words = self.tree.words
        for i in range(last - 4, first + 2, -1):
            lead = i + 1 + next((n for n in (3, 2, 1) if self.tree.slice(i + 1, i + n).lower() in _SLIGHTLY), 0)
            if words[i].text in (",", "-", "–", "—") and words[min(lead, last)].lower in _COMPARING:
                rest = words[i + 1 : last + 1]
                compared = any(w.lower in ("than", "from", "to", "with") for w in rest)
                verbs = any(self.has_subject(w.i) for w in rest)
                return Aside(i + 1, last, i + 1, None, added=True) if compared and not verbs else None
        return None

    def is_clause_aside(self, h: int, kid: Word) -> bool:
        """Whether the clause of ``kid``, which hangs on ``h``, asserts something apart from it."""
        own = self.tree.kid(kid.i, *SUBJECTS)
        if kid.dep == "conj":
            first = kid.head if self.tree.words[h].tag.startswith("NN") else h
            return self._is_second_predicate(first, kid, own)
        if own is None or own.i > kid.i or kid.right - kid.left < 3 or not self._is_told(kid):
            return False
        if kid.dep == "ccomp":
            mine = self.tree.kid(h, *SUBJECTS)
            opener = self.tree.kid(kid.i, "mark")
            apart = opener is None or opener.lower in cues.SPLITTING_MARKS
            loose = apart and mine is not None and kid.right < mine.left
            if loose and self.tree.words[h].lower not in cues.CUE_FORMS:
                return True
            if kid.left and self.tree.words[kid.left - 1].text == ";":
                return opener is None
            return opener is None and self.is_denied(h) and self._goes_on_alone(h, kid) and self._is_parted(kid)
        if kid.dep in ("parataxis", "dep"):
            return True
        mark = self.tree.kid(kid.i, "mark") or self.tree.kid(kid.i, "advmod")
        if self._is_one_toll(h, kid, own):
            return False
        if mark is not None and mark.lower in ("after", "as") and h < mark.i and self._is_a_toll(h):
            return False  # a toll stays with its attack: "ten were killed as raiders shelled the town"
        if mark is not None and mark.lower == "when" and h < mark.i < kid.i:
            return self._happened(kid) and self.tree.words[h].lower not in cues.CASUALTY_VERBS
        if mark is None or mark.lower not in cues.SPLITTING_MARKS or mark.i > kid.i:
            return False
        mine = self.tree.kid(h, "nsubj")
        if (
            mark.lower == "because"
            and self.tree.kid(h, "neg") is not None
            and mine is not None
            and mine.lower == own.lower
        ):
            return False  # "he never left because he was tired" denies the reason
        if self.contents(kid.i):
            return True
        if mark.lower == "since" and self._begins(kid):
            return False
        if self.tree.words[h].lower in ("came", "comes") and mark.i > kid.left:
            return False  # "it came a month after the dam burst"
        contrast = mark.lower == "while" and self._contrasts(kid, mark)
        present = any(w.tag in ("VBZ", "VBP") for w in (kid, *self.tree.kids(kid.i, "aux", "auxpass")))
        reason = mark.lower == "as" and present and mark.i == kid.left  # "..., as he turns to the next town"
        return own.lower not in _PRONOUNS or mark.lower in cues.PRONOUN_SPLITTING_MARKS or contrast or reason

    def _is_a_toll(self, h: int) -> bool:
        """Whether a clause counts those whom something befell: "dozens of sailors have been killed"."""
        counted = self.tree.kid(h, "nsubjpass", "nsubj")
        told = [] if counted is None else self.tree.words[counted.left : counted.right + 1]
        numbers = any(w.tag == "CD" or w.lower in VAGUE_COUNTS for w in told)
        return self.tree.words[h].lower in cues.CASUALTY_VERBS and numbers

    def _begins(self, kid: Word) -> bool:
        """Whether a clause only says from when on: "since the conflict began in 2011", "when the war broke out"."""
        return kid.lower in _BEGINNING or (kid.lower == "broke" and self.tree.kid(kid.i, "prt") is not None)

    def _contrasts(self, kid: Word, mark: Word) -> bool:
        """Whether "while" sets something against the main clause: behind a comma, or "While she has dropped it, ..."."""
        if mark.i and self.tree.words[mark.i - 1].text == ",":
            return True
        lasts = kid.tag in ("VBZ", "VBP") or any(w.lower in ("has", "have") for w in self.tree.kids(kid.i, "aux"))
        after = self.tree.words[kid.right + 1] if kid.right + 1 < len(self.tree.words) else None
        return lasts and mark.i == kid.left and after is not None and after.text == ","

    def _happened(self, kid: Word) -> bool:
        """Whether a clause with "when" tells what somebody named did: "in the week when the council met"."""
        own = self.tree.kid(kid.i, *SUBJECTS)
        past = any(w.tag == "VBD" for w in [kid, *self.tree.kids(kid.i, "aux", "auxpass")])
        return (
            not self._begins(kid) and own is not None and own.tag.startswith("N") and past and kid.right - kid.left >= 4
        )

    def _is_told(self, kid: Word) -> bool:
        """Whether a clause has a finite verb, or one that the parser took for a participle ("while it left them idle")."""
        mistaken = kid.tag == "VBN" and self.tree.kid(kid.i, "dobj", "prep") is not None
        return self.finite(kid.i) or (mistaken and self.tree.kid(kid.i, "aux", "auxpass", "nsubjpass") is None)

    def _is_second_predicate(self, h: int, kid: Word, own: Word | None) -> bool:
        """Whether a coordinated verb asserts something apart from the first ("is the biggest ... and is driven by")."""
        if not kid.tag.startswith("V") and self.tree.kid(kid.i, "cop", "aux", "auxpass") is None and own is None:
            return False
        if self._is_question(kid) or self._is_elided(kid):
            return False
        tolls = self.tree.words[h].lower in cues.CASUALTY_VERBS and kid.lower in cues.CASUALTY_VERBS
        if self._is_one_toll(h, kid, own):
            return False
        if own is not None and (self.finite(kid.i) or kid.tag == "VBN"):
            return True
        both_doing = self.tree.words[h].tag == kid.tag == "VBG" and kid.right - kid.left >= 3 and kid.i - h > 2
        if both_doing and not self.finite(h):
            return not tolls  # ", thanking the chairman and congratulating her rivals"
        if not (self.finite(h) or self.has_finite_head(h)) or self._is_all_but(kid):
            return False
        if kid.i - self.with_particle(h) == 2 and kid.right > kid.i:
            return False  # "does and says everything", "rounded up and shot by": both take what follows
        if tolls:
            return False
        if self.contents(kid.i):
            return True
        ongoing = kid.tag == "VBG" and self.tree.words[h].tag == "VBG" and self.finite(h)
        told = kid.tag in ("VBD", "VBZ", "VBP", "VBN") or (kid.tag in ("VB", "VBG") and self.finite(kid.i))
        told = told or (kid.tag == "VB" and self._is_under_modal(h))
        own_form = self.tree.kid(kid.i, "auxpass") is not None  # "... and were burnt again"
        return (told or ongoing) and kid.right - kid.left >= (2 if own_form else 3)

    def _is_under_modal(self, h: int) -> bool:
        """Whether a verb has "will" or "would" of its own, which a second one shares: "would meet and look into it"."""
        return any(w.tag == "MD" for w in self.tree.kids(h, "aux"))

    def _is_question(self, kid: Word) -> bool:
        """Whether a coordinated clause is a "what" or "how" that the verb above still governs."""
        opener = next((w for w in self.tree.words[kid.left : kid.i] if w.tag != "RB"), kid)
        return opener.tag in ("WP", "WRB")

    def _is_elided(self, kid: Word) -> bool:
        """Whether a coordinated verb only repeats the first: "those who could have run but did not"."""
        bare = all(k.dep in ("neg", "punct", "nsubj", "advmod") for k in self.tree.kids(kid.i) if k.i <= kid.i + 1)
        return kid.lower in _AUXILIARIES and self.tree.kid(kid.i, "neg") is not None and bare

    def _is_one_toll(self, h: int, kid: Word, own: Word | None) -> bool:
        """Whether two clauses count one attack's people: "five people were killed and 20 wounded"."""
        left = kid if kid.lower != "left" else self.tree.kid(kid.i, "oprd", "acomp", "xcomp", "advcl", "ccomp") or kid
        taken = self.tree.kid(h, "dobj") if self.tree.words[h].lower in ("claimed", "claims", "cost") else None
        first = self.tree.words[h] if taken is None or taken.lower not in ("life", "lives") else taken
        fates = (first is taken or first.lower in cues.CASUALTY_VERBS) and left.lower in cues.CASUALTY_VERBS
        counted = own is not None and (
            own.tag == "CD" or own.lower in _COUNTED or self.tree.kid(own.i, "nummod") is not None
        )
        return fates and counted

    def _is_all_but(self, kid: Word) -> bool:
        """ "He all but won" joins nothing."""
        return kid.i > 1 and [word.lower for word in self.tree.words[kid.i - 2 : kid.i]] == ["all", "but"]

    def is_free_relative(self, kid: Word) -> bool:
        """Whether a relative clause only adds something ("..., which sends bombs")."""
        opener = next((w for w in self.tree.words[kid.left : kid.i + 1] if w.tag in ("WDT", "WP", "WP$", "WRB")), None)
        if opener is None or kid.right - kid.left < 2:
            return self._reports_more(kid)
        if opener.lower == "that":
            return self._reports_more(kid) or self._is_expletive(kid)
        comma = opener.i > 0 and self.tree.words[opener.i - 1].text in (",", "-", "–", "—", "(")
        if opener.i > 1 and self.tree.words[opener.i - 1].tag in ("IN", "DT"):  # "some of whom", "in which"
            comma = comma or any(w.text in (",", "–", "—") for w in self.tree.words[max(0, opener.i - 3) : opener.i])
        if opener.lower == "when":
            timed = self.tree.words[kid.head].entity in ("DATE", "TIME")
            toll = any(above.lower in cues.CASUALTY_VERBS for above in self.tree.ancestors(kid.i))
            return timed and (comma or (self._happened(kid) and not toll))
        if opener.lower in ("which", "who", "whom", "where", "whose"):
            return comma or not self.punctuated
        return False

    def _opens_with_relative(self, kid: Word) -> bool:
        """Whether a clause that the parser hung on the verb is relative: "..., with which it trades"."""
        return any(w.tag in ("WDT", "WP", "WP$") for w in self.tree.words[kid.left : min(kid.left + 2, kid.i)])

    def _reports_more(self, kid: Word) -> bool:
        """Whether a relative clause reports something whole: "cases that they hoped would help" lacks its subject."""
        contents = self.contents(kid.i)
        return bool(contents) and not any(
            (subject := self.tree.kid(content.i, *SUBJECTS)) is not None and subject.lower == "that"
            for content in contents
        )

    def _is_expletive(self, kid: Word) -> bool:
        """Whether the relative clause carries the point of "there did not appear to be any link to blasts that"."""
        there = next((above for above in self.tree.ancestors(kid.i) if self.tree.kid(above.i, "expl")), None)
        if self.tree.words[kid.head].lower in ("way", "reason", "chance", "time", "moment", "point"):
            return False  # "there is nothing new in the way that we work"
        direct = there is not None and self.tree.words[kid.head].head == there.i  # "there is a bridge that links them"
        return there is not None and not direct and kid.right - kid.left >= 7
