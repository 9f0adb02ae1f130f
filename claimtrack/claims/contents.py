"""A parsed sentence in, what its words of speech report out: clauses, noun phrases, and what the parser took to pieces.

Questions about one tree. Who reports is asked in ``grammar``.
"""

from claimtrack.claims import cues
from claimtrack.claims.namewords import is_people
from claimtrack.claims.parse import Word
from claimtrack.claims.predicates import SUBJECTS, Predicates

VAGUE_COUNTS = frozenset({"tens", "dozens", "scores", "hundreds", "thousands", "millions"})
"""Plurals that count without a number."""
_COUNTS = frozenset({"number", "toll", "count", "figure", "total", "tally"})
_THAT_REACH = 16
"""Words between a report's verb and its "that": "told the paper in a call on Friday that". Source: our estimate."""
_LEAST_CONTENT = 4
_TELLING = frozenset({"say", "tell", "state", "report", "claim", "announce", "add", "note"})
_OPENING_TAGS = frozenset({"DT", "NN", "NNS", "NNP", "NNPS", "JJ", "CD", "PRP", "PRP$"})
"""What a report's content may open with where no "that" leads."""


class Contents(Predicates):
    """What is reported in one tree."""

    def contents(self, h: int) -> list[Word]:
        """The clauses that cue word ``h`` reports; none when it is no cue."""
        word = self.tree.words[h]
        if word.lower in cues.TRANSPARENT:
            return [k for k in self.tree.kids(h, "ccomp") if self._clausal(k.i) and k.i > h]
        if word.lower in cues.LABEL_FORMS:
            return self._labelled(h)
        if word.lower not in cues.CUE_FORMS:
            return self._known(h)
        if self.is_survey(h) or self._is_nobody(h) or self.is_denied(h) or self._is_made_able(word):
            return []
        if self._is_shown_by_a_thing(word):
            return []
        if cues.CUE_FORMS[word.lower] == "know" and any(k.tag == "MD" for k in self.tree.kids(h, "aux")):
            return []  # "she should have known that it was cut" judges
        if word.lower == "show" and any(k.lower == "to" for k in self.tree.kids(h, "aux")):
            return []  # "took steps to show that he cares" reports nothing
        found = [k for k in self.tree.kids(h, "ccomp") if self._reported(h, k) and not self._asks(k, h)]
        if not found and word.tag == "VBD":
            found = [k for k in self.tree.kids(h, "advcl") if self._is_unmarked(h, k)]
        if not found and self.inverted(h) is None and self._is_closing(h):
            found = [k for k in self.tree.kids(h, "advcl") if k.right < h and self._is_told_before(k)][:1]
        if not found and cues.CUE_FORMS[word.lower] in ("say", "tell"):
            found = [k for k in self.tree.subtree(h) if k.i > h and self._is_that_clause(k)][:1]
        if not found and word.lower in ("quoted", "cited", "quotes", "cites", "quoting", "citing"):
            found = [p for a in self.tree.kids(h, "prep") if a.lower == "as" for p in self.tree.kids(a.i, "pcomp")]
            return found if found and self.contents(found[0].i) else []
        return found

    def _reported(self, h: int, kid: Word) -> bool:
        """Whether a clause below a cue is what it reports: also "told AFP the bomb exploded killing 36"."""
        if self.is_contrast(h, kid):
            return False
        if self.reportable(kid.i):
            return True
        mark = self.tree.kid(kid.i, "mark")
        if mark is not None and mark.lower == "that" and mark.i == kid.left and kid.tag[0] == "N":
            return any(
                w.tag in ("VBD", "VBN", "VBZ", "VBP") for w in self.tree.subtree(kid.i)
            )  # a verb taken for a noun's
        if self.tree.words[h].dep == "relcl" and kid.tag in ("VB", "VBP") and self.tree.kid(kid.i, "aux") is None:
            return kid.i > h  # "weapons which groups say kill many"
        spoken = cues.CUE_FORMS[self.tree.words[h].lower] in ("say", "tell", "add", "announce", "confirm", "state")
        return spoken and self.has_subject(kid.i) and kid.i > h and kid.lower not in cues.CUE_FORMS

    def is_contrast(self, h: int, kid: Word) -> bool:
        """Whether a clause goes on after what was announced: "the army announced a truce but the mayor said it failed"."""
        before = self.tree.words[kid.left - 1].lower if kid.left else ""
        return before == "but" and any(h < one.i < kid.left for one in self.tree.kids(h, "dobj"))

    def _is_closing(self, h: int) -> bool:
        """Whether a report stands behind what it reports, its subject last: "... has cost many lives said the council"."""
        subject = self.tree.kid(h, *SUBJECTS)
        return self.tree.words[h].tag == "VBD" and subject is not None and subject.i > h

    def _is_told_before(self, kid: Word) -> bool:
        whole = self.finite(kid.i) and self.has_subject(kid.i)
        return whole and self.tree.kid(kid.i, "mark") is None and self.tree.words[kid.left].tag[0] != "W"

    def _is_that_clause(self, kid: Word) -> bool:
        """Whether a clause that the parser hung on a noun opens with a "that" which joins: "said in a call with us that"."""
        opener = self.tree.words[kid.left]
        things = self.tree.kids(kid.i, "dobj")
        joins = opener.lower == "that" and (opener.dep == "mark" or (len(things) > 1 and opener in things))
        return joins and kid.dep in ("relcl", "acl", "advcl") and self.has_subject(kid.i) and self.finite(kid.i)

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

    def _is_shown_by_a_thing(self, word: Word) -> bool:
        """Whether a thing shows it in what somebody reports ("she said the results showed it was so"): part of the report."""
        subject = self.tree.kid(word.i, *SUBJECTS)
        told = word.dep == "ccomp" and cues.CUE_FORMS.get(self.tree.words[word.head].lower) in cues.SPEECH
        shown = word.lower in ("show", "shows", "showed", "indicate", "indicates", "indicated", "suggest", "suggests")
        return told and shown and subject is not None and subject.tag in ("NN", "NNS") and not is_people(subject)

    def _is_made_able(self, word: Word) -> bool:
        """Whether somebody is only let or asked to report it: "a tool allowing users to tell friends that they are safe"."""
        governed = word.tag == "VB" and word.dep in ("ccomp", "xcomp") and word.head < word.i
        return governed and self.tree.kid(word.i, "nsubj") is not None and not self.finite(word.i)

    def _known(self, h: int) -> list[Word]:
        """What somebody says to know: "I do know that they voted"; "you know" reports nothing."""
        subject = self.tree.kid(h, "nsubj")
        if self.tree.words[h].lower != "know" or subject is None or subject.lower == "you" or self.is_denied(h):
            return []
        clauses = [k for k in self.tree.kids(h, "ccomp") if self.reportable(k.i)]
        return [k for k in clauses if self.tree.words[k.left].lower == "that" and k.left > h]

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
        subject = self.tree.kid(h, "nsubj") if self.tree.words[h].dep == "relcl" else None
        if subject is None or subject.tag.startswith("W"):  # "which called it a crime" tells of who called
            return []
        for prep in self.tree.kids(h, "prep"):
            if prep.lower == "as":
                return self.tree.kids(prep.i, "pobj", "amod", "pcomp")
        return self.tree.kids(h, "oprd")

    def named_content(self, h: int) -> Word | None:
        """The noun phrase that a verb reports instead of a clause, with what follows it; None for none.

        "pointed to the vote as an example of it", "put the toll at 13", "has reported hundreds of civilians killed".
        """
        word = self.tree.words[h]
        target, least = self.tree.kid(h, "dobj"), 6
        if word.lower in ("pointed", "points", "pointing"):
            to = next((k for k in self.tree.kids(h, "prep") if k.lower == "to"), None)
            target = self.tree.kid(to.i, "pobj") if to is not None else None
        elif word.lower in ("put", "puts", "putting"):
            target, least = (target if self.sets_a_count(h) else None), 3
        elif word.lower in ("reported", "reports"):
            target = target if self._counts_a_fate(h) else None
        elif word.lower not in ("referenced", "references"):
            return None
        return target if target is not None and word.right - target.left >= least else None

    def sets_a_count(self, h: int) -> bool:
        """Whether a count is put at so many: "putting the toll at 13"."""
        thing = self.tree.kid(h, "dobj")
        after = [w for w in self.tree.subtree(h) if w.i > h]
        set_at = any(w.lower == "at" for w in after) and any(w.tag == "CD" for w in after)
        return thing is not None and thing.lower in _COUNTS and set_at

    def _counts_a_fate(self, h: int) -> bool:
        """Whether what a verb acts on are so many people and what became of them: "dozens of men killed"."""
        thing = self.tree.kid(h, "dobj")
        told = [] if thing is None else self.tree.subtree(thing.i)
        counted = any(w.tag == "CD" or w.lower in VAGUE_COUNTS for w in told)
        return counted and any(w.dep == "acl" and w.tag == "VBN" and w.lower in cues.CASUALTY_VERBS for w in told)

    def misread_content(self, cue: int) -> tuple[int, int, int] | None:
        """First and last word of what follows a report's verb, and its own verb, whatever the parser made of them.

        Behind a "that", or right behind the verb ("said attacks on the town by rebels killed 20"); None where only a phrase of
        time or place follows.
        """
        words = self.tree.words
        last = len(words) - 1
        while last > cue and words[last].dep == "punct":
            last -= 1
        that = next((w.i for w in words[cue + 1 : cue + _THAT_REACH] if w.lower == "that" and w.tag == "IN"), None)
        told = self.tree.kid(cue, "dobj") if cues.CUE_FORMS.get(words[cue].lower) == "tell" else None
        first = max(cue, -1 if told is None else told.i) + 1 if that is None else that + 1
        opener = words[first] if first <= last else None
        if opener is None or (that is None and (opener.tag not in _OPENING_TAGS or opener.entity in ("DATE", "TIME"))):
            return None
        if words[cue].tag[:2] != "VB" or words[cue].tag == "VB" or cues.CUE_FORMS.get(words[cue].lower) not in _TELLING:
            return None
        verb = next((w.i for w in words[first : last + 1] if w.tag in ("VBD", "VBZ", "VBP", "VBN", "MD")), None)
        return (first, last, verb) if verb is not None and last - first >= _LEAST_CONTENT else None

    def noun_content(self, noun: int) -> Word | None:
        """The that-clause of a noun that reports ("her claim that ...")."""
        for kid in self.tree.kids(noun, "acl", "ccomp"):
            mark = self.tree.kid(kid.i, "mark")
            if mark is not None and mark.lower == "that" and self.has_subject(kid.i):
                return kid
        return None

    def _clausal(self, i: int) -> bool:
        return self.has_subject(i) or self.finite(i)
