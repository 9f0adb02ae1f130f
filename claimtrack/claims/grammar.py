"""A parsed sentence in, what its words are to each other out: subjects, sources of reports, frames that say nothing.

Questions about one tree, asked by the readers of clauses and asides. Nothing here decides what is a claim.
"""

from claimtrack.claims import cues
from claimtrack.claims.contents import Contents
from claimtrack.claims.namewords import is_people, is_person_noun
from claimtrack.claims.parse import Word
from claimtrack.claims.predicates import MAX_DEPTH, SUBJECTS
from claimtrack.claims.propositions import Attribution

_SHOWING = cues.words(
    "show shows showed believe believes believed indicate indicates indicated think thinks find found"
)
"""Verbs that report in a parenthesis between commas: "the firm, records show, sold the dam"."""
_GOING_ON = cues.words("continued continues went goes began begins proceeded hastened")
"""Verbs that only say how a report goes: "she went on to say that"."""
_ORDERS = cues.words(
    "way ways plan plans schedule rule rules law laws need needs tradition custom size age type ability"
)

_BASES = {
    form: base
    for base, forms in {
        "go": "goes went", "shoot": "shoots shot", "fire": "fires fired", "hit": "hits hit", "chime": "chimes chimed",
        "snap": "snaps snapped", "push": "pushes pushed", "carry": "carries carried",
    }.items()
    for form in forms.split()
}  # fmt: skip
_PARTICLES = frozenset(
    {
        ("go", "on"),
        ("shoot", "back"),
        ("fire", "back"),
        ("hit", "back"),
        ("chime", "in"),
        ("snap", "back"),
        ("push", "back"),
    }
)
"""Verbs that speak only with a particle."""


class Grammar(Contents):
    """The grammar of one tree."""

    def main_verb(self, root: Word) -> Word:
        """The verb that heads a sentence; the parser may take an adjective before the subject for an order.

        "Embattled President Vale called off the trip": the sentence hangs on "Embattled" as its object.
        """
        if root.tag != "VB" or root.i > root.left or root.dep != "ROOT":
            return root
        told = next((k for k in self.tree.kids(root.i, "ccomp") if k.left == root.i + 1 and self.finite(k.i)), None)
        return told if told is not None and self.tree.kid(told.i, "nsubj", "nsubjpass") is not None else root

    def is_hypothetical(self, h: int) -> bool:
        """Whether a report is only imagined: "if I saw him, I would tell him that"."""
        modal = self.tree.kid(h, "aux")
        condition = any(
            (mark := self.tree.kid(kid.i, "mark")) is not None and mark.lower == "if"
            for kid in self.tree.kids(h, "advcl")
        )
        return (
            condition
            and modal is not None
            and modal.lower in ("would", "could", "might", "'d", "’d")
            and bool(self.contents(h))
        )

    def framed(self, h: int) -> Word | None:
        """The assertion inside a frame that says nothing: "what I mean is that ...", "that is why ..."."""
        if self.tree.words[h].lower in _GOING_ON:
            told = self.tree.kid(h, "xcomp")
            return told if told is not None and self.contents(told.i) and not self.is_denied(h) else None
        if self.tree.words[h].lower not in ("is", "was", "'s", "’s", "are", "were"):
            return None
        mood = self.tree.kid(h, "acomp")
        told = (
            self.tree.kid(mood.i, "xcomp")
            if mood is not None and mood.lower in ("quick", "careful", "keen", "eager")
            else None
        )
        if told is not None and self.contents(told.i):
            return told  # "she was quick to add that ..."
        subject = self.tree.kid(h, "csubj", "nsubj", "nsubjpass")
        content = next((k for k in self.tree.kids(h, "ccomp", "advcl") if k.i > h and self.has_subject(k.i)), None)
        if subject is None or content is None:
            return None
        opener = self.tree.words[content.left].lower
        complete = self.tree.kid(h, "attr", "acomp") is not None
        empty = subject.lower in ("that", "this") and opener in ("why", "because") and not complete
        clefted = subject.dep == "csubj" and self.tree.words[subject.left].lower == "what"
        return content if empty or clefted else None

    def subject(self, h: int) -> Word | None:
        """The subject of the clause headed by ``h``, taken from the clause it hangs on when it has none."""
        for _ in range(MAX_DEPTH):
            found = self.tree.kid(h, *SUBJECTS)
            word = self.tree.words[h]
            if found is not None and any(k.i == found.i + 1 and k.text == "-" for k in self.tree.kids(h)):
                found = next((k for k in self.tree.kids(h, found.dep) if k.i == found.i + 2), found)  # "Vice-president"
            if found is not None:
                if found.lower in ("who", "which", "that") and word.dep == "relcl":
                    return self.tree.words[word.head]
                return found
            if word.dep not in ("conj", "advcl", "xcomp", "ccomp", "dep", "acomp") or word.head == h:
                return self.tree.words[word.head] if word.dep in ("acl", "relcl") else None
            h = word.head
        return None

    def source(self, h: int) -> int | None:
        """The head of the noun phrase that reports with cue ``h``; None for "it was reported that"."""
        word = self.tree.words[h]
        if word.dep == "pcomp" and not self.has_subject(h):  # "quoted a source as saying"
            return self._quoted_source(h)
        subject = self._report_subject(h)
        if subject is not None and subject.lower == "it" and subject.dep in ("expl", "nsubjpass"):
            subject = None
        agent = self.tree.kid(h, "agent")
        if subject is None and agent is not None:
            subject = self.tree.kid(agent.i, "pobj")
        subject = subject or self.inverted(h)
        return subject.i if subject is not None else None

    def _report_subject(self, h: int) -> Word | None:
        """Who reports: a report coordinated inside reported content belongs to the one who reported first."""
        word = self.tree.words[h]
        if word.lower in ("adding", "noting", "stressing"):
            for above in self.tree.ancestors(h):
                if above.lower in cues.CUE_FORMS and self.contents(above.i):
                    return self._report_subject(above.i)
        if (speaking := self._speaker_beside(word)) is not None:
            return speaking
        if word.dep in ("acl", "advcl") and word.tag == "VBG" and self.tree.kid(h, *SUBJECTS) is None:
            actor = self._actor_above(h)  # "blamed the forces, saying": the one who blamed says it
            if actor is not None:
                return actor
        if word.dep == "ccomp" and word.tag == "VBG" and self.tree.words[word.head].lower in cues.CUE_FORMS:
            return self._report_subject(word.head)  # "reported the blast saying four people had been killed"
        if word.dep == "conj" and self.tree.kid(h, *SUBJECTS) is None:
            for above in self.tree.ancestors(h):
                if above.lower in cues.CUE_FORMS and self.contents(above.i):
                    return self._report_subject(above.i)
        subject = self.subject(h)
        return self._officer_named(h, subject) or subject or self._person_before(h)

    def _officer_named(self, h: int, office: Word | None) -> Word | None:
        """The name behind a long office whose comma was lost: "the director of Tarn hospital Ola Brandt told"."""
        name = self.tree.words[h - 1] if h > 1 else None
        if (
            office is None
            or name is None
            or not is_person_noun(office.lower)
            or self.tree.kid(office.i, "prep") is None
        ):
            return None
        beside = office.right < name.left or (name.dep == "appos" and name.head == office.i)
        return name if name.tag == "NNP" and beside and self.tree.kid(name.i, "compound") is not None else None

    def _speaker_beside(self, word: Word) -> Word | None:
        """The people or the body before a participle that speak: "..., with the agency saying that"."""
        if word.tag != "VBG" or word.dep not in ("acl", "advcl") or word.left == 0:
            return None
        before = self.tree.words[word.head if word.dep == "acl" else word.left - 1]
        beside = before.dep == "pobj" and self.tree.words[before.head].lower == "with"
        return before if beside and (is_people(before) or before.entity == "ORG") else None

    def _actor_above(self, h: int) -> Word | None:
        """The nearest subject above word ``h``; one that can speak goes before a thing ("her plan was cut, saying")."""
        found: Word | None = None
        speaking = [a for a in self.tree.ancestors(h) if cues.CUE_FORMS.get(a.lower) in cues.SPEECH]
        for above in [*speaking, *self.tree.ancestors(h)]:  # "she said after he left, adding": she adds it
            subject = self.tree.kid(above.i, *SUBJECTS)
            if subject is None or subject.i == self.tree.words[h].head:
                continue
            relative = subject.lower in ("who", "which", "that") and above.dep == "relcl"
            subject = self.tree.words[above.head] if relative else subject
            if (
                subject.tag.startswith("PRP")
                or subject.entity in ("PERSON", "ORG", "NORP", "GPE")
                or is_people(subject)
            ):
                return subject
            found = found or subject
        return found

    def _person_before(self, h: int) -> Word | None:
        """A person named right before the cue whom the parser hung on an earlier name: "..., President Vale said"."""
        before = self.tree.words[h - 1] if h else None
        if before is not None and before.text == "," and h > 1:
            before = self.tree.words[h - 2]
        named = before is not None and before.entity == "PERSON" and before.dep in ("appos", "conj", "npadvmod")
        return before if named else None

    def attribution(self, h: int, said: Attribution | None) -> Attribution:
        """Who reports with the cue ``h``, which itself is reported by ``said``."""
        word = self.tree.words[h]
        told = self.told(h)
        if told is None and word.lower in ("adding", "noting", "stressing"):
            told = next((self.told(a.i) for a in self.tree.ancestors(h) if a.lower in cues.CUE_FORMS), None)
        source = self.source(h)
        return Attribution(
            source=source, cue=word.text, cue_at=h, told=told, outer=said, denied=word.lower in cues.DENIALS
        )

    def office_before(self, name: Word) -> Word:
        """The office that a name explains: "the head of the service" of "the head of the service, Ola Brandt, told"."""
        while name.dep == "appos" and self.tree.words[name.head].dep == "appos":
            name = self.tree.words[name.head]
        return name

    def _quoted_source(self, h: int) -> int | None:
        for above in self.tree.ancestors(h):
            if above.lower in ("quoted", "cited", "quoting", "citing", "quotes", "cites"):
                found = self.tree.kid(above.i, "dobj", "nsubjpass")
                return found.i if found else None
        return None

    def told(self, h: int) -> int | None:
        """The head of the noun phrase that was told ("told AFP", "in an interview with CNN")."""
        if self.tree.words[h].lower == "quoted":
            h = next(
                (p.i for k in self.tree.kids(h, "prep") if k.lower == "as" for p in self.tree.kids(k.i, "pcomp")), h
            )
        for kid in self.tree.kids(h, "dobj", "dative", "iobj"):
            if (kid.tag.startswith(("N", "PRP")) or kid.text.isupper()) and kid.lower not in ("it", "that", "this"):
                inner = self.tree.kid(kid.i, "pobj") if kid.tag == "IN" else kid
                return inner.i if inner else None
        for prep in self.tree.kids(h, "prep", "dative", "agent"):
            if prep.lower in ("to", "by", "with", "in", "on", "via", "through", "for", "during"):
                found = self._last_object(prep.i)
                if found is not None:
                    return found
        return None

    def _last_object(self, prep: int) -> int | None:
        """The innermost object of a phrase: "in an interview with CNN" gives CNN."""
        found = self.tree.kid(prep, "pobj")
        while found is not None:
            deeper = [p for p in self.tree.kids(found.i, "prep") if p.lower in ("with", "to", "by", "of", "on")]
            inner = self.tree.kid(deeper[0].i, "pobj") if deeper else None
            if inner is None:
                return found.i
            found = inner
        return None

    def is_quoted_as(self, h: int) -> bool:
        """Whether "quoted" is part of "was quoted as saying"."""
        return any(self.tree.kid(k.i, "pcomp") is not None for k in self.tree.kids(h, "prep") if k.lower == "as")

    def is_parenthesis(self, h: int, kid: Word) -> bool:
        """Whether ``kid`` is a report with nothing below it ("..., officials said", "as she noted")."""
        shown = kid.left > 0 and self.tree.words[kid.left - 1].text == "," and kid.lower in _SHOWING
        if (cues.CUE_FORMS.get(kid.lower) not in cues.SPEECH and not shown) or self.tree.kid(kid.i, "nsubj") is None:
            return False
        told = ("xcomp",) if cues.CUE_FORMS.get(kid.lower) == "tell" else ("dobj", "xcomp")  # "Vale told CNN,"
        if self.contents(kid.i) or self.tree.kid(kid.i, *told) is not None:
            return False
        mark = self.tree.kid(kid.i, "mark", "advmod")
        return mark is None or mark.lower == "as" or mark.tag == "RB"  # "Instead, Vale told CNN, the plan"

    def cites(self, word: Word) -> bool:
        """Whether a word opens an "according to" that names a source, and not what something goes by: "to plan"."""
        if word.lower != "according":
            return False
        return not any(w.lower in _ORDERS for w in self.tree.subtree(word.i) if w.dep == "pobj")

    def is_told_back(self, word: Word) -> bool:
        """Whether a verb speaks only with its particle: "he went on: ...", "she shot back"."""
        particle = self.tree.kid(word.i, "prt", "advmod", "prep")
        if particle is None or (_BASES.get(word.lower), particle.lower) not in _PARTICLES:
            return False
        alone = particle.i == particle.right == word.i + 1
        onward = any(
            k.tag == "VB" and k.i > particle.i and not self.contents(k.i) for k in self.tree.kids(word.i, "advcl")
        )
        return (
            alone and not onward and self.tree.kid(word.i, "dobj", "xcomp") is None and self.subject(word.i) is not None
        )
