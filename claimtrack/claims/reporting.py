"""One parsed stretch in, the attributions that stand in it out: word for word who, by which cue, and what.

Wider than the reports that claims are taken from: besides assertions it finds stances ("opposed the plan"), intents
("vowed to stay"), questions and judgements ("called it a trap"). What is said in quotation marks outside the stretch is
put together in ``reported``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from claimtrack.claims import lexicon
from claimtrack.claims.grammar import MAX_DEPTH, SUBJECTS, Grammar
from claimtrack.claims.lexicon import Frames
from claimtrack.claims.parse import Tree, Word

Span = tuple[int, int]
"""First and last word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One attribution by the words of its tree."""

    source: int | None
    cue: Span
    cue_at: int
    content: tuple[Span, ...]
    kind: str = ""


_DETACHED = frozenset({"during", "after", "before", "since", "while", "until", "by", "at", "via", "through", "in", "on", "with", "without", "despite", "like", "unlike", "amid", "following", "under", "ahead", "because", "upon", "throughout", "when", "than"})


class Reports(Grammar):
    """Finds the attributions of one tree."""

    def __init__(self, tree: Tree, *, punctuated: bool = True) -> None:
        super().__init__(tree, punctuated)

    def find(self) -> Iterator[Found]:
        """All attributions, in the order of their cues."""
        for word in self.tree.words:
            if word.tag.startswith("V"):
                frames = lexicon.VERBS.get(word.lower)
                if frames is not None:
                    yield from self._verb(word, frames)
            if word.tag.startswith("NN") and not word.tag.startswith("NNP"):
                frames = lexicon.NOUNS.get(word.lower)
                if frames is not None:
                    yield from self._noun(word, frames)
            if word.tag in ("JJ", "VBN", "VBD", "RB", "VBG"):
                frames = lexicon.ADJECTIVES.get(word.lower)
                if frames is not None:
                    yield from self._adjective(word, frames)
            if word.lower == "according":
                yield from self._according(word)

    # --- verbs

    def _verb(self, word: Word, frames: Frames) -> Iterator[Found]:
        content, kind = self._verb_content(word, frames)
        source = self.who(word) if content else None
        if source is not None and kind == "o" and any(a <= source.i <= b for a, b in content):
            return
        if content:
            yield self._found(word, source, content, f"{frames.base}:{kind}")

    def _found(self, word: Word, source: Word | None, content: list[Span], kind: str) -> Found:
        return Found(source=source.i if source is not None else None, cue=self._cue(word, content), cue_at=word.i, content=tuple(content), kind=kind)

    def _cue(self, word: Word, content: list[Span]) -> Span:
        first = last = word.i
        attached = {k.i for k in self.tree.kids(word.i, "aux", "auxpass", "neg", "advmod", "prt")}
        while first - 1 in attached and not any(a <= first - 1 <= b for a, b in content):
            first -= 1
        while last + 1 in attached and self.tree.words[last + 1].dep == "prt":
            last += 1
        after = self.tree.words[last + 1] if last + 1 < len(self.tree.words) else None
        if after is not None and after.dep == "prep" and after.head == word.i and any(a == last + 2 for a, _ in content):
            last += 1
        return first, last

    def _verb_content(self, word: Word, frames: Frames) -> tuple[list[Span], str]:
        passive = self.tree.kid(word.i, "nsubjpass") is not None or (word.tag == "VBN" and word.dep == "acl")
        codes = frames.codes
        if "c" in codes or "w" in codes:
            clause = self._clause(word, frames) or self._far_clause(word, frames)
            if clause:
                return clause, "c"
        if passive and "p" in codes:
            found = self._raised(word, self.tree.kid(word.i, "nsubjpass"))
            if found:
                return found, "p"
        if "s" in codes:
            return self._raised(word, self.tree.kid(word.i, "nsubj")), "s"
        if "i" in codes:
            verb = self.tree.kid(word.i, "xcomp")
            if verb is not None and verb.i > word.i and self._is_to(verb) and not passive:
                return [self._span(verb)], "i"
        if passive and codes & {"o", "l", "x"}:
            return self._passive_object(word, frames), "passive"
        if codes & {"o", "l", "x"}:
            found = self._object(word, frames)
            if found:
                return found, "o"
        return self._after_preposition(word, frames.preps), "prep"

    def _clause(self, word: Word, frames: Frames) -> list[Span] | None:
        """The clause that a verb reports, after it or around it."""
        for kid in self.tree.kids(word.i, "ccomp"):
            if (self.reportable(kid.i) or self._asks(kid, word.i)) and kid.lower not in ("according",):
                return [self._span(kid)]
        for kid in self.tree.kids(word.i, "advcl"):
            mark = self.tree.kid(kid.i, "mark")
            if "w" in frames.codes and mark is not None and mark.lower in ("if", "whether") and kid.i > word.i:
                return [self._span(kid)]
        if word.dep in ("parataxis", "ccomp", "advcl", "dep") and self.tree.kid(word.i, *SUBJECTS) is not None and self.is_parenthesis(word.head, word):
            return self._around(word)
        return None

    def _far_clause(self, word: Word, frames: Frames) -> list[Span]:
        """A that-clause that the parser hung on a phrase after the verb: "said in a message that the road was cut"."""
        if "q" not in frames.codes:
            return []
        for kid in self.tree.kids(word.i, "prep", "dobj", "npadvmod", "dative", "advmod"):
            for below in self.tree.subtree(kid.i):
                if below.dep in ("acl", "ccomp", "relcl") and below.i > word.i and below.head != word.i:
                    opener = self.tree.words[below.left]
                    if opener.lower == "that" and kid.i < opener.i and self.has_subject(below.i) and not (below.dep == "relcl" and opener.dep in SUBJECTS):
                        return [self._span(below)]
        return []

    def _around(self, aside: Word) -> list[Span]:
        """The clause that a parenthesis interrupts or closes, without it."""
        head = self.tree.words[aside.head]
        spans = []
        if aside.left - 1 >= head.left:
            spans.append(self._trimmed(head.left, aside.left - 1))
        if aside.right + 1 <= head.right:
            spans.append(self._trimmed(aside.right + 1, head.right))
        return [s for s in spans if s[1] - s[0] >= 1]

    def _raised(self, word: Word, subject: Word | None) -> list[Span]:
        verb = self.tree.kid(word.i, "xcomp", "oprd", "acomp", "ccomp")
        if verb is None or subject is None or verb.i < word.i:
            return []
        if subject.lower in ("it", "there") and subject.dep == "expl":
            return [self._span(verb)]
        return [self._phrase(subject), self._span(verb)]

    def _object(self, word: Word, frames: Frames) -> list[Span]:
        target = next((k for k in self.tree.kids(word.i, "dobj") if k.i > word.i), None)
        clause = next((k for k in self.tree.kids(word.i, "ccomp", "xcomp", "oprd") if k.i > word.i), None)
        codes = frames.codes
        if target is None:
            if clause is not None and codes & {"x", "l"} and not self._asks(clause, word.i):
                return [self._span(clause)]
            if word.dep == "relcl" and "o" in codes:
                return self._gapped(word)
            return []
        if target.tag in ("WDT", "WP"):
            return self._gapped(word) if word.dep == "relcl" else []
        whole = [self._span(target)]
        end = target.right
        if clause is not None and clause.i > target.i and codes & {"x", "l"}:
            end = max(end, clause.right)
        elif "o" not in codes and not ("l" in codes and self._labelled_after(word, target)):
            return []
        for kid in self.tree.kids(word.i, "prep", "oprd", "dative"):
            if kid.i > target.i and kid.left <= end + 2 and (kid.lower in frames.preps or kid.lower not in _DETACHED):
                end = max(end, kid.right)
        return [self._trimmed(whole[0][0], end)]

    def _labelled_after(self, word: Word, target: Word) -> bool:
        return any(k.i > target.i for k in self.tree.kids(word.i, "oprd", "xcomp", "ccomp")) or any(k.lower == "as" for k in self.tree.kids(word.i, "prep"))

    def _gapped(self, word: Word) -> list[Span]:
        """What a relative clause leaves out: "the plan that she opposed"."""
        head = self.tree.words[word.head]
        if self.tree.kid(word.i, *SUBJECTS) is None:
            return []
        return [self._trimmed(head.left, max(head.i, word.left - 1))]

    def _passive_object(self, word: Word, frames: Frames) -> list[Span]:
        subject = self.tree.kid(word.i, "nsubjpass")
        if subject is None:
            if word.dep == "acl" and self.tree.kid(word.i, "agent") is not None:
                head = self.tree.words[word.head]
                return [self._trimmed(head.left, max(head.i, word.left - 1))]
            return []
        if "o" not in frames.codes and not (frames.codes & {"l", "x"} and self.tree.kid(word.i, "oprd", "xcomp") is not None):
            return []
        spans = [self._phrase(subject)]
        rest = [k for k in self.tree.kids(word.i, "oprd", "xcomp", "prep") if k.i > word.i and (k.dep != "prep" or k.lower in frames.preps)]
        if rest:
            spans.append(self._trimmed(rest[0].left, rest[-1].right))
        return spans

    def _after_preposition(self, word: Word, preps: frozenset[str]) -> list[Span]:
        for kid in self.tree.kids(word.i, "prep"):
            if kid.lower in preps and kid.i > word.i:
                target = self.tree.kid(kid.i, "pobj", "pcomp")
                if target is not None and target.tag not in ("WDT", "WP"):
                    task = next((k for k in self.tree.kids(word.i, "xcomp", "advcl", "ccomp") if k.left == kid.right + 1), None)
                    end = task.right if task is not None and self._is_to(task) else target.right
                    return [self._trimmed(target.left, end)]
        return []

    # --- nouns, adjectives, "according to"

    def _noun(self, word: Word, frames: Frames) -> Iterator[Found]:
        content: list[Span] = []
        kind = ""
        for kid in self.tree.kids(word.i, "acl", "ccomp", "relcl"):
            mark = self.tree.kid(kid.i, "mark")
            if "that" in frames.preps and mark is not None and mark.lower == "that" and self.has_subject(kid.i):
                content, kind = [self._span(kid)], "that"
            elif "to" in frames.preps and self._is_to(kid) and kid.dep != "relcl":
                content, kind = [self._span(kid)], "to"
        if not content:
            content, kind = self._after_preposition(word, frames.preps - {"to"} if "to" in frames.preps else frames.preps), "prep"
        source = self._holder(word, kind)
        if content and source is not None:
            yield Found(source=source.i, cue=(word.i, word.i), cue_at=word.i, content=tuple(content), kind=f"N{frames.base}:{kind}")

    def _holder(self, noun: Word, kind: str) -> Word | None:
        """Whose claim or stance it is: a possessor, or the subject of the verb that takes it."""
        owner = self.tree.kid(noun.i, "poss")
        if owner is not None:
            return owner
        for prep in self.tree.kids(noun.i, "prep", "agent"):
            if prep.lower in ("by", "from", "among") or (prep.lower == "of" and kind == "that"):
                found = self.tree.kid(prep.i, "pobj")
                if found is not None:
                    return found
        above = self.tree.words[noun.head]
        if noun.dep == "dobj" and above.tag.startswith("V"):
            return self.who(above)
        return None

    def _adjective(self, word: Word, frames: Frames) -> Iterator[Found]:
        if word.tag.startswith("V") and self.tree.kid(word.i, "dobj", "agent") is not None:
            return
        copula = self.tree.words[word.head] if word.dep in ("acomp", "oprd", "attr") else word
        content: list[Span] = []
        for at in (word, copula):
            for kid in self.tree.kids(at.i, "ccomp", "xcomp"):
                if kid.i <= word.i or content:
                    continue
                if ("that" in frames.preps and self.has_subject(kid.i)) or ("to" in frames.preps and self._is_to(kid)):
                    content = [self._span(kid)]
        content = content or self._after_preposition(word, frames.preps)
        source = self.who(copula)
        if content and source is not None and source.i < word.i:
            yield Found(source=source.i, cue=(word.i, word.i), cue_at=word.i, content=tuple(content), kind=f"A{frames.base}")

    def _according(self, word: Word) -> Iterator[Found]:
        pobj = next((w for w in self.tree.subtree(word.i) if w.dep == "pobj" and w.i > word.i), None)
        if pobj is None or word.head == word.i:
            return
        head = self._attached(word)
        spans = []
        if word.left - 1 >= head.left:
            spans.append(self._trimmed(head.left, word.left - 1))
        if word.right + 1 <= head.right:
            spans.append(self._trimmed(word.right + 1, head.right))
        spans = [s for s in spans if s[1] - s[0] >= 1]
        if spans:
            yield Found(source=pobj.i, cue=(word.i, word.i + 1), cue_at=word.i, content=tuple(spans), kind="according")

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
        """The noun whose words or stance it is."""
        if word.dep == "pcomp":
            quoted = self._quoted_source(word.i)
            if quoted is not None:
                return self.tree.words[quoted]
            above = self.tree.words[word.head]
            return self.who(self.tree.words[above.head]) if above.head != above.i else None
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
        i = word.i - 1
        while i >= 0 and self.tree.words[i].tag in ("RB", "VBZ", "VBP", "VBD", "MD") :
            i -= 1
        before = self.tree.words[i] if i >= 0 else None
        return before if before is not None and (before.tag.startswith("NN") or before.tag in ("PRP", "CD")) else None

    # --- spans

    def _is_to(self, verb: Word) -> bool:
        return any(k.lower == "to" for k in self.tree.kids(verb.i, "aux"))

    def _span(self, word: Word) -> Span:
        return self._trimmed(word.left, word.right)

    def _phrase(self, word: Word) -> Span:
        return self._trimmed(word.left, word.right)

    def _trimmed(self, first: int, last: int) -> Span:
        words = self.tree.words
        while first < last and words[first].text in (",", ";", ".", ":", "-", "–", "—", "...", ")"):
            first += 1
        while last > first and words[last].text in (",", ";", ".", ":", "-", "–", "—", "("):
            last -= 1
        return first, last
