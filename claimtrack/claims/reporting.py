"""One parsed stretch in, the attributions that stand in it out: word for word who, by which cue, and what.

Wider than the reports that claims are taken from: besides assertions it finds stances ("opposed the plan"), intents
("vowed to stay"), questions and judgements ("called it a trap"). What is said in quotation marks outside the stretch is
put together in ``reported``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from claimtrack.claims import lexicon
from claimtrack.claims.cues import words
from claimtrack.claims.grammar import Grammar
from claimtrack.claims.lexicon import Frame, Frames
from claimtrack.claims.parse import Word
from claimtrack.claims.predicates import SUBJECTS

Span = tuple[int, int]
"""First and last word."""

_DETACHED = words(
    "during after before since while until by at via through in on with without despite like unlike amid following "
    "under ahead because upon throughout when than"
)
"""Prepositions after an object that tell when, where and how it was said, and are no part of what was."""
_OPENING_SIGNS = frozenset({",", ";", ".", ":", "-", "–", "—", "...", ")"})
_CLOSING_SIGNS = frozenset({",", ";", ".", ":", "-", "–", "—", "("})
_OBJECTS = frozenset({Frame.OBJECT, Frame.LABEL, Frame.TASK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One attribution by the words of its tree."""

    source: int | None
    """Head of the noun phrase that names the source; None where none is stated."""
    cue: Span
    cue_at: int
    content: tuple[Span, ...]
    kind: str
    """The word and the frame that it was found by: "say:clause"."""


class Reports(Grammar):
    """Finds the attributions of one tree."""

    def find(self) -> Iterator[Found]:
        """All attributions in the order of their cues, those inside others too."""
        for word in self.tree.words:
            if word.lower == "according":
                yield from self._according(word)
            elif word.tag.startswith("V") and word.lower in lexicon.VERBS:
                yield from self._verb(word, lexicon.VERBS[word.lower])
            elif word.tag in ("NN", "NNS") and word.lower in lexicon.NOUNS:
                yield from self._noun(word, lexicon.NOUNS[word.lower])
            if word.tag in ("JJ", "VBN", "VBD", "RB", "VBG") and word.lower in lexicon.ADJECTIVES:
                yield from self._adjective(word, lexicon.ADJECTIVES[word.lower])

    # --- verbs

    def _verb(self, word: Word, frames: Frames) -> Iterator[Found]:
        content, frame = self._verb_content(word, frames)
        source = self.who(word) if content else None
        inverted = source is not None and any(first <= source.i <= last for first, last in content)
        if not content or (frame == "object" and inverted):
            return
        yield Found(
            source=source.i if source is not None else None,
            cue=self._cue(word, content),
            cue_at=word.i,
            content=tuple(content),
            kind=f"{frames.base}:{frame}",
        )

    def _cue(self, word: Word, content: list[Span]) -> Span:
        """The verb with its auxiliaries, negation and adverbs, and the preposition in front of the content."""
        tree = self.tree
        first = last = word.i
        attached = {k.i for k in tree.kids(word.i, "aux", "auxpass", "neg", "advmod")}
        while first - 1 in attached and not any(a <= first - 1 <= b for a, b in content):
            first -= 1
        for dep in ("prt", "prep"):
            after = tree.words[last + 1] if last + 1 < len(tree.words) else None
            leads = dep == "prt" or any(start == last + 2 for start, _ in content)
            if after is not None and after.dep == dep and after.head == word.i and leads:
                last += 1
        return first, last

    def _verb_content(self, word: Word, frames: Frames) -> tuple[list[Span], str]:
        """What a verb attributes, and the frame in which it does; the first that fits."""
        passive = self.tree.kid(word.i, "nsubjpass") is not None or (word.tag == "VBN" and word.dep == "acl")
        if frames.takes(Frame.CLAUSE, Frame.QUESTION) and (found := self._clause(word, frames)):
            return found, "clause"
        if passive and frames.takes(Frame.RAISED) and (found := self._raised(word, "nsubjpass")):
            return found, "raised"
        if frames.takes(Frame.SEEMING):
            return self._raised(word, "nsubj"), "seeming"
        verb = self.tree.kid(word.i, "xcomp") if frames.takes(Frame.INFINITIVE) and not passive else None
        if verb is not None and verb.i > word.i and self._is_infinitive(verb):
            return [self._span(verb)], "infinitive"
        if passive and frames.takes(*_OBJECTS):
            return self._passive_object(word, frames), "passive"
        if frames.takes(*_OBJECTS) and (found := self._object(word, frames)):
            return found, "object"
        return self._after_preposition(word, frames.preps), "preposition"

    def _clause(self, word: Word, frames: Frames) -> list[Span]:
        """The clause that a verb reports: below it, around it, or hung on a phrase behind it."""
        for kid in self.tree.kids(word.i, "ccomp"):
            if self.reportable(kid.i) or self._asks(kid, word.i):
                return [self._span(kid)]
        for kid in self.tree.kids(word.i, "advcl") if frames.takes(Frame.QUESTION) else []:
            mark = self.tree.kid(kid.i, "mark")
            if mark is not None and mark.lower in ("if", "whether") and kid.i > word.i:
                return [self._span(kid)]
        aside = word.dep in ("parataxis", "ccomp", "advcl", "dep") and self.tree.kid(word.i, *SUBJECTS) is not None
        if aside and self.is_parenthesis(word.head, word):
            return self._around(self.tree.words[word.head], word)
        return self._far_clause(word) if frames.takes(Frame.QUOTATION) else []

    def _far_clause(self, word: Word) -> list[Span]:
        """A that-clause below a phrase of the verb: "said in one of two messages that the road was cut"."""
        for kid in self.tree.kids(word.i, "prep", "dobj", "npadvmod", "dative", "advmod"):
            for below in self.tree.subtree(kid.i):
                opener = self.tree.words[below.left]
                clause = below.dep in ("acl", "ccomp", "relcl") and opener.lower == "that" and self.has_subject(below.i)
                relative = below.dep == "relcl" and opener.dep in SUBJECTS
                if clause and not relative and word.i < kid.i < opener.i:
                    return [self._span(below)]
        return []

    def _around(self, head: Word, aside: Word) -> list[Span]:
        """The clause of ``head`` without the parenthesis that interrupts or closes it."""
        parts = ((head.left, aside.left - 1), (aside.right + 1, head.right))
        spans = [self._trimmed(first, last) for first, last in parts if first <= last]
        return [span for span in spans if span[1] > span[0]]

    def _raised(self, word: Word, subject_dep: str) -> list[Span]:
        """Subject and predicate of what seems or is expected: "the talks are expected to end"."""
        subject = self.tree.kid(word.i, subject_dep)
        verb = self.tree.kid(word.i, "xcomp", "oprd", "acomp", "ccomp")
        if verb is None or subject is None or verb.i < word.i:
            return []
        return [self._span(subject), self._span(verb)]

    def _object(self, word: Word, frames: Frames) -> list[Span]:
        """The object of a verb, with the task or label that it is given and the phrases that belong to it."""
        after = [k for k in self.tree.kids(word.i, "dobj", "ccomp", "xcomp", "oprd", "prep", "dative") if k.i > word.i]
        target = next((k for k in after if k.dep == "dobj"), None)
        clause = next((k for k in after if k.dep in ("ccomp", "xcomp", "oprd")), None)
        if target is None or target.tag in ("WDT", "WP"):
            if target is None and clause is not None and frames.takes(Frame.TASK, Frame.LABEL):
                return [] if self._asks(clause, word.i) else [self._span(clause)]
            return self._gapped(word) if word.dep == "relcl" and frames.takes(Frame.OBJECT) else []
        end = target.right
        if clause is not None and clause.i > target.i and frames.takes(Frame.TASK, Frame.LABEL):
            end = max(end, clause.right)
        elif not frames.takes(Frame.OBJECT) and not (frames.takes(Frame.LABEL) and self._is_labelled(word, target)):
            return []
        for kid in after:
            belongs = kid.dep != "dobj" and (kid.lower in frames.preps or kid.lower not in _DETACHED)
            if belongs and kid.dep in ("prep", "oprd", "dative") and target.i < kid.i and kid.left <= end + 2:
                end = max(end, kid.right)
        return [self._trimmed(target.left, end)]

    def _is_labelled(self, word: Word, target: Word) -> bool:
        named = any(k.i > target.i for k in self.tree.kids(word.i, "oprd", "xcomp", "ccomp"))
        return named or any(k.lower == "as" for k in self.tree.kids(word.i, "prep"))

    def _gapped(self, word: Word) -> list[Span]:
        """What a relative clause leaves out: "the plan that she opposed"."""
        if self.tree.kid(word.i, *SUBJECTS) is None:
            return []
        return self._before(word)

    def _before(self, clause: Word) -> list[Span]:
        """The noun phrase that a relative clause or participle describes, without it."""
        head = self.tree.words[clause.head]
        return [self._trimmed(head.left, max(head.i, clause.left - 1))]

    def _passive_object(self, word: Word, frames: Frames) -> list[Span]:
        """What is attributed in the passive: "the plan was praised by ...", "a plan opposed by ..."."""
        subject = self.tree.kid(word.i, "nsubjpass")
        if subject is None:
            agent = word.dep == "acl" and self.tree.kid(word.i, "agent") is not None
            return self._before(word) if agent else []
        if not frames.takes(Frame.OBJECT) and self.tree.kid(word.i, "oprd", "xcomp") is None:
            return []
        rest = [
            kid
            for kid in self.tree.kids(word.i, "oprd", "xcomp", "prep")
            if kid.i > word.i and (kid.dep != "prep" or kid.lower in frames.preps)
        ]
        return [self._span(subject), *([self._trimmed(rest[0].left, rest[-1].right)] if rest else [])]

    def _after_preposition(self, word: Word, preps: frozenset[str]) -> list[Span]:
        """What stands after a preposition of the word, with the task that follows: "called on Larnos to act"."""
        for kid in self.tree.kids(word.i, "prep"):
            target = self.tree.kid(kid.i, "pobj", "pcomp") if kid.lower in preps and kid.i > word.i else None
            if target is None or target.tag in ("WDT", "WP"):
                continue
            following = (k for k in self.tree.kids(word.i, "xcomp", "advcl", "ccomp") if k.left == kid.right + 1)
            task = next((k for k in following if self._is_infinitive(k)), None)
            return [self._trimmed(target.left, task.right if task is not None else target.right)]
        return []

    # --- nouns, adjectives, "according to"

    def _noun(self, word: Word, frames: Frames) -> Iterator[Found]:
        content, frame = self._after_preposition(word, frames.preps - {"to"}), "preposition"
        for kid in self.tree.kids(word.i, "acl", "ccomp"):
            mark = self.tree.kid(kid.i, "mark")
            if "that" in frames.preps and mark is not None and mark.lower == "that" and self.has_subject(kid.i):
                content, frame = [self._span(kid)], "clause"
            elif "to" in frames.preps and self._is_infinitive(kid):
                content, frame = [self._span(kid)], "infinitive"
        source = self._holder(word, whole=frame == "clause") if content else None
        if source is not None:
            yield self._by_one_word(word, source, content, f"{frames.base} (noun):{frame}")

    def _holder(self, noun: Word, *, whole: bool) -> Word | None:
        """Whose claim or stance it is: a possessor, or the subject of the verb that takes it."""
        owner = self.tree.kid(noun.i, "poss")
        if owner is not None:
            return owner
        for prep in self.tree.kids(noun.i, "prep", "agent"):
            if prep.lower in ("by", "from", "among") or (prep.lower == "of" and whole):
                found = self.tree.kid(prep.i, "pobj")
                if found is not None:
                    return found
        above = self.tree.words[noun.head]
        return self.who(above) if noun.dep == "dobj" and above.tag.startswith("V") else None

    def _adjective(self, word: Word, frames: Frames) -> Iterator[Found]:
        if word.tag.startswith("V") and self.tree.kid(word.i, "dobj", "agent") is not None:
            return
        copula = self.tree.words[word.head] if word.dep in ("acomp", "oprd", "attr") else word
        clauses = [
            kid
            for at in (word, copula)
            for kid in self.tree.kids(at.i, "ccomp", "xcomp")
            if kid.i > word.i
            and (
                ("that" in frames.preps and self.has_subject(kid.i))
                or ("to" in frames.preps and self._is_infinitive(kid))
            )
        ]
        content = [self._span(clauses[0])] if clauses else self._after_preposition(word, frames.preps)
        source = self.who(copula) if content else None
        if source is not None and source.i < word.i:
            yield self._by_one_word(word, source, content, f"{frames.base} (adjective)")

    def _by_one_word(self, word: Word, source: Word, content: list[Span], kind: str) -> Found:
        return Found(source=source.i, cue=(word.i, word.i), cue_at=word.i, content=tuple(content), kind=kind)

    def _according(self, word: Word) -> Iterator[Found]:
        named = next((w for w in self.tree.subtree(word.i) if w.dep == "pobj" and w.i > word.i), None)
        spans = self._around(self._attached(word), word) if word.head != word.i else []
        if named is not None and spans:
            cue = word.i, word.i + 1
            yield Found(source=named.i, cue=cue, cue_at=word.i, content=tuple(spans), kind="according to")

    def _attached(self, word: Word) -> Word:
        """The head of the assertion that "according to" is about: the sentence, or the addition that it stands in."""
        head = self.tree.words[word.head]
        while head.head != head.i and not self._is_addition(head):
            head = self.tree.words[head.head]
        return head

    def _is_addition(self, head: Word) -> bool:
        return head.dep == "relcl" and head.left > 0 and self.tree.words[head.left - 1].text in (",", "-", "–", "—")

    # --- who

    def who(self, word: Word) -> Word | None:
        """The noun whose words or stance it is, None where the sentence does not say."""
        if word.dep == "pcomp":
            quoted = self._quoted_source(word.i)
            above = self.tree.words[self.tree.words[word.head].head]
            if quoted is None and above.dep != "pcomp":
                return self.who(above)
            return self.tree.words[quoted] if quoted is not None else None
        agent = self.tree.kid(word.i, "agent")
        if agent is not None:
            return self.tree.kid(agent.i, "pobj")
        if self.tree.kid(word.i, "nsubjpass") is not None:
            return None
        found = self.source(word.i)
        return self.tree.words[found] if found is not None else self._beside(word)

    def _beside(self, word: Word) -> Word | None:
        """A noun right before a finite verb that the parser hung elsewhere."""
        if word.tag not in ("VBD", "VBZ", "VBP"):
            return None
        before = next(
            (w for w in reversed(self.tree.words[: word.i]) if w.tag not in ("RB", "VBZ", "VBP", "VBD")), None
        )
        return before if before is not None and before.tag.startswith(("NN", "PRP", "CD")) else None

    # --- spans

    def _is_infinitive(self, verb: Word) -> bool:
        return any(k.lower == "to" for k in self.tree.kids(verb.i, "aux"))

    def _span(self, word: Word) -> Span:
        return self._trimmed(word.left, word.right)

    def _trimmed(self, first: int, last: int) -> Span:
        """The span without the signs at its ends."""
        while first < last and self.tree.words[first].text in _OPENING_SIGNS:
            first += 1
        while last > first and self.tree.words[last].text in _CLOSING_SIGNS:
            last -= 1
        return first, last
