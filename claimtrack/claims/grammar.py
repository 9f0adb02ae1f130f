"""A parsed sentence in, what its words are to each other out: subjects, finite verbs, reports and what they report.

Questions about one tree, asked by the readers of clauses and asides. Nothing here decides what is a claim.
"""

import re

from claimtrack.claims import cues
from claimtrack.claims.mentions import is_people
from claimtrack.claims.parse import Tree, Word

MAX_DEPTH = 40
"""Clauses below this depth stay with the clause above: only broken parses nest deeper."""

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
_AFTER_VERB = ("dobj", "attr", "oprd", "npadvmod", "nsubj", "dep", "appos")
_OPENING = frozenset({",", "-", "–", "—", '"', "”", "''", "?", "!", "...", "…"})
_SHARES = frozenset({"percent", "%", "majority", "two-thirds", "three-quarters", "half"})
_PARTS = frozenset({"third", "thirds", "quarter", "quarters"})
_OUT_OF = re.compile(
    r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine) (?:in|out of) (?:every )?"
    r"(?:\d{1,2}|100|three|four|five|six|eight|ten)\b"
)
_SHOWING = cues.words(
    "show shows showed believe believes believed indicate indicates indicated think thinks find found"
)
"""Verbs that report in a parenthesis between commas: "the firm, records show, sold the dam"."""
_GOING_ON = cues.words("continued continues went goes began begins proceeded hastened")
"""Verbs that only say how a report goes: "she went on to say that"."""
_FINITE = ("VBD", "VBZ", "VBP", "MD")


class Grammar:
    """The grammar of one tree.

    Args:
        punctuated: False for texts whose commas were lost; then any "which" or "who" opens an aside.
    """

    def __init__(self, tree: Tree, punctuated: bool) -> None:
        self.tree = tree
        self.punctuated = punctuated

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
        if word.dep == "pcomp":  # "quoted a source as saying"
            return self._quoted_source(h)
        subject = self._report_subject(h)
        if subject is not None and subject.lower == "it" and subject.dep in ("expl", "nsubjpass"):
            subject = None
        agent = self.tree.kid(h, "agent")
        if subject is None and agent is not None:
            subject = self.tree.kid(agent.i, "pobj")
        subject = subject or self.inverted(h)
        return subject.i if subject is not None else None

    def inverted(self, h: int) -> Word | None:
        """The source that follows its verb and that the parser took for an object: "..., wrote one commenter"."""
        word = self.tree.words[h]
        if cues.CUE_FORMS.get(word.lower) not in cues.SPEECH or word.tag not in ("VBD", "VBZ", "VBN", "VBP"):
            return None
        before = self.tree.words[h - 1] if h else None
        opens = before is None or before.text in _OPENING or before.sentence_begins
        if not opens or self.tree.kid(h, *SUBJECTS) is not None:
            return None
        return next(
            (
                k
                for k in self.tree.kids(h)
                if k.i > h and k.dep in _AFTER_VERB and k.tag.startswith(("NN", "PRP", "DT", "CD"))
            ),
            None,
        )

    def _report_subject(self, h: int) -> Word | None:
        """Who reports: a report coordinated inside reported content belongs to the one who reported first."""
        word = self.tree.words[h]
        if word.lower in ("adding", "noting", "stressing"):
            for above in self.tree.ancestors(h):
                if above.lower in cues.CUE_FORMS and self.contents(above.i):
                    return self._report_subject(above.i)
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
        return self.subject(h) or self._person_before(h)

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

    def contents(self, h: int) -> list[Word]:
        """The clauses that cue word ``h`` reports; none when it is no cue."""
        word = self.tree.words[h]
        if word.lower in cues.TRANSPARENT:
            return [k for k in self.tree.kids(h, "ccomp") if self._clausal(k.i) and k.i > h]
        if word.lower in cues.LABEL_FORMS:
            return self._labelled(h)
        if word.lower not in cues.CUE_FORMS:
            return self._known(h)
        if self.is_survey(h) or self._is_nobody(h) or self.is_denied(h):
            return []
        if cues.CUE_FORMS[word.lower] == "know" and any(k.tag == "MD" for k in self.tree.kids(h, "aux")):
            return []  # "she should have known that it was cut" judges
        if word.lower == "show" and any(k.lower == "to" for k in self.tree.kids(h, "aux")):
            return []  # "took steps to show that he cares" reports nothing
        found = [k for k in self.tree.kids(h, "ccomp") if self._reported(h, k) and not self._asks(k, h)]
        if not found and word.tag == "VBD":
            found = [k for k in self.tree.kids(h, "advcl") if self._is_unmarked(h, k)]
        if not found and word.lower in ("quoted", "cited", "quotes", "cites", "quoting", "citing"):
            found = [p for a in self.tree.kids(h, "prep") if a.lower == "as" for p in self.tree.kids(a.i, "pcomp")]
            return found if found and self.contents(found[0].i) else []
        return found

    def _reported(self, h: int, kid: Word) -> bool:
        """Whether a clause below a cue is what it reports: also "told AFP the bomb exploded killing 36"."""
        if self.reportable(kid.i):
            return True
        spoken = cues.CUE_FORMS[self.tree.words[h].lower] in ("say", "tell", "add", "announce", "confirm", "state")
        return spoken and self.has_subject(kid.i) and kid.i > h and kid.lower not in cues.CUE_FORMS

    def _is_unmarked(self, h: int, kid: Word) -> bool:
        """Whether a clause behind a cue is what it reports though the parser hung it beside: no mark, no question."""
        opener = self.tree.words[kid.left]
        own = self.tree.kid(kid.i, *SUBJECTS)
        marked = self.tree.kid(kid.i, "mark") is not None or any(
            k.tag == "WRB" for k in self.tree.kids(kid.i, "advmod")
        )
        return (
            kid.left > h
            and self.finite(kid.i)
            and own is not None
            and own.i < kid.i
            and not marked
            and opener.tag[0] != "W"
        )

    def _known(self, h: int) -> list[Word]:
        """What somebody says to know: "I do know that they voted"; "you know" reports nothing."""
        subject = self.tree.kid(h, "nsubj")
        if self.tree.words[h].lower != "know" or subject is None or subject.lower == "you" or self.is_denied(h):
            return []
        clauses = [k for k in self.tree.kids(h, "ccomp") if self.reportable(k.i)]
        return [k for k in clauses if self.tree.words[k.left].lower == "that" and k.left > h]

    def is_denied(self, h: int) -> bool:
        """Whether it is not reported ("never realised that the road was cut"): that it is not is what is asserted."""
        return any(k.dep == "neg" or k.lower == "never" for k in self.tree.kids(h) if k.i < h)

    def _is_nobody(self, h: int) -> bool:
        """Whether nobody or few report it ("no group said it was responsible"): that they do not is what is asserted."""
        subject = self.tree.kid(h, *SUBJECTS)
        if subject is None:
            return False
        determiner = self.tree.kid(subject.i, "det", "amod")
        lead = determiner.lower if determiner is not None else ""
        return subject.lower in ("nobody", "none", "few", "neither") or lead in ("no", "few", "neither")

    def is_survey(self, h: int) -> bool:
        """Whether a share of people holds it ("62 percent of voters believe that"): the share is what is asserted."""
        subject = self.tree.kid(h, *SUBJECTS)
        if subject is None:
            return False
        phrase = [w.lower for w in self.tree.words[subject.left : subject.right + 1]]
        counted = _OUT_OF.search(self.tree.slice(subject.left, subject.i)) is not None
        return counted or subject.lower in _PARTS or any(w in _SHARES for w in phrase)

    def _asks(self, kid: Word, h: int) -> bool:
        """Whether a clause below a cue is a question ("knows what is going on"), which reports nothing."""
        opener = self.tree.words[kid.left]
        if opener.i < h:
            return False
        opener = next(
            (
                w
                for w in self.tree.words[kid.left : kid.i + 1]
                if w.dep not in ("advmod", "punct") or w.tag.startswith("W")
            ),
            opener,
        )
        asking = opener.tag in ("WP", "WRB", "WDT", "WP$") and opener.lower != "that"
        return asking or opener.lower == "whether"

    def _labelled(self, h: int) -> list[Word]:
        """What a thing was called: only where the thing itself stands before ("an act that she described as")."""
        relative = self.tree.words[h].dep == "relcl" and self.tree.kid(h, "nsubj") is not None
        if not relative:
            return []
        for prep in self.tree.kids(h, "prep"):
            if prep.lower == "as":
                return self.tree.kids(prep.i, "pobj", "amod", "pcomp")
        return self.tree.kids(h, "oprd")

    def is_quoted_as(self, h: int) -> bool:
        """Whether "quoted" is part of "was quoted as saying"."""
        return any(self.tree.kid(k.i, "pcomp") is not None for k in self.tree.kids(h, "prep") if k.lower == "as")

    def is_parenthesis(self, h: int, kid: Word) -> bool:
        """Whether ``kid`` is a report with nothing below it ("..., officials said", "as she noted")."""
        shown = kid.left > 0 and self.tree.words[kid.left - 1].text == "," and kid.lower in _SHOWING
        if (cues.CUE_FORMS.get(kid.lower) not in cues.SPEECH and not shown) or self.tree.kid(kid.i, "nsubj") is None:
            return False
        if self.contents(kid.i) or self.tree.kid(kid.i, "dobj", "xcomp") is not None:
            return False
        mark = self.tree.kid(kid.i, "mark", "advmod")
        return mark is None or mark.lower == "as"

    def noun_content(self, noun: int) -> Word | None:
        """The that-clause of a noun that reports ("her claim that ...")."""
        for kid in self.tree.kids(noun, "acl", "ccomp"):
            mark = self.tree.kid(kid.i, "mark")
            if mark is not None and mark.lower == "that" and self.has_subject(kid.i):
                return kid
        return None

    def quotes(self, kid: Word) -> bool:
        """Whether a clause holds quoted words, so that it still belongs to the speaker before it."""
        own = self.tree.kid(kid.i, *SUBJECTS)
        return own is not None and any(w.text in '"“”' for w in self.tree.words[kid.left : kid.right + 1])

    def reportable(self, i: int) -> bool:
        """Whether a clause below a cue asserts something; "showed a house burning" only shows."""
        word = self.tree.words[i]
        return self.finite(i) or (self.has_subject(i) and word.tag != "VBG")

    def _clausal(self, i: int) -> bool:
        return self.has_subject(i) or self.finite(i)

    def has_subject(self, i: int) -> bool:
        """Whether word ``i`` has a subject of its own."""
        return self.tree.kid(i, *SUBJECTS) is not None

    def finite(self, i: int) -> bool:
        """Whether word ``i`` is a finite verb, by itself or through its auxiliary."""
        word = self.tree.words[i]
        if word.tag in _FINITE:
            return True
        return any(k.tag in _FINITE for k in self.tree.kids(i, "aux", "auxpass", "cop"))

    def has_finite_head(self, h: int) -> bool:
        """Whether a predicate is finite through the one it is coordinated with ("has risen and fallen")."""
        word = self.tree.words[h]
        return word.dep == "conj" and self.finite(word.head)
