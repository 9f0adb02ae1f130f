"""A parsed sentence in, the propositions it makes out: each the shortest run of words that can be true alone.

Reported content is split from the words that report it; coordinated and subordinate clauses are split where each can
be true by itself. Knows only the tree; who the words mean is decided in ``mentions``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from claimtrack.claims import cues
from claimtrack.claims.cues import words
from claimtrack.claims.parse import Tree, Word

MAX_DEPTH = 40
"""Clauses below this depth stay with the clause above: only broken parses nest deeper."""

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_PRONOUNS = words("i he she it they we you")
_COMPARING = words("up down better worse higher lower more less fewer compared roughly nearly almost")
_PART = re.compile(r"for (?:its|his|her|their) part$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who reports a proposition, as words of the tree."""

    source: int | None
    """Head of the noun phrase that names the source."""
    cue: str
    cue_at: int
    told: int | None = None
    """Head of the noun phrase that was told ("told AFP")."""
    outer: "Attribution | None" = None
    """Who reports that they reported it."""
    denied: bool = False
    whole: bool = False
    """Whether the proposition holds the report itself ("the army denied striking the town")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposition:
    """Words ``first`` to ``last`` of a tree, with the word that heads them."""

    first: int
    last: int
    head: int
    said: Attribution | None
    fragment: bool = False
    """True when the span has no subject of its own (a relative clause, an apposition, a second predicate)."""
    aside: bool = False
    """True for what the writer adds in passing inside reported content: outside quotations it is the writer's own."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Words ``first`` to ``last`` of a tree, reported by ``said``: all of the content, not yet split."""

    said: Attribution
    first: int
    last: int


@dataclass(slots=True)
class Reading:
    """What one tree says: its propositions, and the attributions whose content stands outside it (quotations)."""

    propositions: list[Proposition] = field(default_factory=list)
    speakers: list[Attribution] = field(default_factory=list)
    reports: list[Reported] = field(default_factory=list)
    actors: list[Attribution] = field(default_factory=list)
    """The subjects of the main clauses: who speaks where a quotation hangs on no verb of speech ("She beamed: ...")."""


def read(tree: Tree, *, punctuated: bool = True) -> Reading:
    """The propositions of a parsed text, in text order.

    Args:
        punctuated: False for texts whose commas were lost; then any "which" or "who" opens an aside.
    """
    reader = _Reader(tree, punctuated)
    for root in tree.roots():
        reader.visit(root.i, None, 0)
        subject = reader.subject(root.i)
        if subject is not None and root.tag.startswith("V"):
            reader.reading.actors.append(Attribution(source=subject.i, cue=root.text, cue_at=root.i))
    reader.reading.propositions.sort(key=lambda p: (p.first, p.last))
    return reader.reading


class _Reader:
    """Walks one tree from its roots and collects what it finds in ``reading``."""

    def __init__(self, tree: Tree, punctuated: bool) -> None:
        self.tree = tree
        self.punctuated = punctuated
        self.reading = Reading()

    def visit(self, h: int, said: Attribution | None, depth: int) -> None:
        """Read the clause headed by word ``h``, which ``said`` reports."""
        said = self._with_asides(h, said)
        if depth < MAX_DEPTH:
            if self._is_hypothetical(h):
                return
            framed = self._framed(h)
            if framed is not None:
                self.visit(framed.i, said, depth + 1)
                return
            if self._visit_report(h, said, depth):
                return
        self._visit_assertion(h, said, depth)

    def _is_hypothetical(self, h: int) -> bool:
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
            and bool(self._contents(h))
        )

    def _framed(self, h: int) -> Word | None:
        """The assertion inside a frame that says nothing: "what I mean is that ...", "that is why ..."."""
        if self.tree.words[h].lower not in ("is", "was", "'s", "’s"):
            return None
        subject = self.tree.kid(h, "csubj", "nsubj", "nsubjpass")
        content = next((k for k in self.tree.kids(h, "ccomp", "advcl") if k.i > h and self._has_subject(k.i)), None)
        if subject is None or content is None:
            return None
        opener = self.tree.words[content.left].lower
        complete = self.tree.kid(h, "attr", "acomp") is not None
        empty = subject.lower in ("that", "this") and opener in ("why", "because") and not complete
        clefted = subject.dep == "csubj" and self.tree.words[subject.left].lower == "what"
        return content if empty or clefted else None

    # --- reports

    def _visit_report(self, h: int, said: Attribution | None, depth: int) -> bool:
        contents = self._contents(h)
        if not contents and self._visit_named_content(h, said):
            return True
        if not contents:
            bare = self._bare_speaker(h, said)
            if bare is None:
                return False
            self.reading.speakers.append(bare)
            self._visit_rest(h, [], said, depth)
            return True
        inner = self._attribution(h, said)
        if inner.source is not None or inner.cue:
            self.reading.speakers.append(inner)
        for content in contents:
            if self.tree.words[h].lower not in cues.TRANSPARENT:
                self.reading.reports.append(Reported(inner, content.left, content.right))
            self.visit(content.i, inner, depth + 1)
        self._visit_rest(h, contents, said, depth)
        return True

    def _visit_named_content(self, h: int, said: Attribution | None) -> bool:
        """Reports whose content is a long noun phrase: "pointed to the vote as an example of ..."."""
        word = self.tree.words[h]
        target: Word | None = None
        if word.lower in ("pointed", "points", "pointing"):
            to = next((k for k in self.tree.kids(h, "prep") if k.lower == "to"), None)
            target = self.tree.kid(to.i, "pobj") if to is not None else None
        elif word.lower in ("referenced", "references"):
            target = self.tree.kid(h, "dobj")
        if target is None or word.right - target.left < 6 or self.subject(h) is None:
            return False
        first, last, taken = self._without(target.left, word.right, self._asides(h))
        self._keep(first, last, target.i, self._attribution(h, said), fragment=True)
        for aside in taken:
            self._visit_aside(aside, said, 1)
        return True

    def _visit_rest(self, h: int, done: list[Word], said: Attribution | None, depth: int) -> None:
        """The clauses beside the reported content: "..., adding that", "and said", "after officials left"."""
        seen = {word.i for word in done}
        for kid in self.tree.kids(h, "conj", "advcl", "parataxis", "dep"):
            if kid.i not in seen and (self._is_clause_aside(h, kid) or self._contents(kid.i)):
                quoting = kid.dep == "conj" and bool(done) and self._quotes(kid)
                self.visit(kid.i, self._attribution(h, said) if quoting else said, depth + 1)
            elif kid.i not in seen and kid.dep == "advcl":
                self._visit_noun_reports(kid, said, depth)
        for kid in self.tree.kids(h, "prep"):
            for relative in (word for word in self.tree.subtree(kid.i) if word.dep == "pcomp" and self._finite(word.i)):
                self._visit_assertion(relative.i, None, depth + 1)

    def _visit_noun_reports(self, clause: Word, said: Attribution | None, depth: int) -> None:
        """ "Asked about her claim that ..., he said": the claim is hers."""
        for word in self.tree.subtree(clause.i):
            content = self._noun_content(word.i) if word.lower in cues.CUE_NOUNS else None
            if content is not None:
                self.visit(content.i, self._noun_attribution(word, said), depth + 1)

    def _noun_attribution(self, noun: Word, said: Attribution | None) -> Attribution:
        owner = self.tree.kid(noun.i, "poss")
        by = next((k for k in self.tree.kids(noun.i, "prep", "agent") if k.lower in ("by", "of", "from")), None)
        if owner is None and by is not None:
            owner = self.tree.kid(by.i, "pobj")
        return Attribution(source=owner.i if owner else None, cue=noun.text, cue_at=noun.i, outer=said)

    def _quotes(self, kid: Word) -> bool:
        """Whether a clause holds quoted words, so that it still belongs to the speaker before it."""
        own = self.tree.kid(kid.i, *_SUBJECTS)
        return own is not None and any(w.text in '"“”' for w in self.tree.words[kid.left : kid.right + 1])

    def _attribution(self, h: int, said: Attribution | None) -> Attribution:
        word = self.tree.words[h]
        told = self._told(h)
        source = self._source(h)
        return Attribution(
            source=source, cue=self._cue_text(h), cue_at=h, told=told, outer=said, denied=word.lower in cues.DENIALS
        )

    def _cue_text(self, h: int) -> str:
        return self.tree.words[h].text

    def _source(self, h: int) -> int | None:
        word = self.tree.words[h]
        if word.dep == "pcomp":  # "quoted a source as saying"
            return self._quoted_source(h)
        subject = self._report_subject(h)
        if subject is not None and subject.lower == "it" and subject.dep in ("expl", "nsubjpass"):
            subject = None
        agent = self.tree.kid(h, "agent")
        if subject is None and agent is not None:
            subject = self.tree.kid(agent.i, "pobj")
        return subject.i if subject is not None else None

    def _report_subject(self, h: int) -> Word | None:
        """Who reports: a report coordinated inside reported content belongs to the one who reported first."""
        word = self.tree.words[h]
        if word.lower in ("adding", "noting", "stressing"):
            for above in self.tree.ancestors(h):
                if above.lower in cues.CUE_FORMS and self._contents(above.i):
                    return self._report_subject(above.i)
        if word.dep == "acl" and word.tag == "VBG":  # "blamed the forces, saying": the one who blamed says it
            for above in self.tree.ancestors(h):
                found = self.tree.kid(above.i, *_SUBJECTS)
                if found is not None and found.i != word.head:
                    return found
        if word.dep == "conj" and self.tree.kid(h, *_SUBJECTS) is None:
            for above in self.tree.ancestors(h):
                if above.lower in cues.CUE_FORMS and self._contents(above.i):
                    return self.subject(above.i)
        return self.subject(h)

    def _quoted_source(self, h: int) -> int | None:
        for above in self.tree.ancestors(h):
            if above.lower in ("quoted", "cited", "quoting", "citing", "quotes", "cites"):
                found = self.tree.kid(above.i, "dobj", "nsubjpass")
                return found.i if found else None
        return None

    def _told(self, h: int) -> int | None:
        if self.tree.words[h].lower == "quoted":
            h = next(
                (p.i for k in self.tree.kids(h, "prep") if k.lower == "as" for p in self.tree.kids(k.i, "pcomp")), h
            )
        for kid in self.tree.kids(h, "dobj", "dative", "iobj"):
            if kid.tag.startswith(("N", "PRP")) and kid.lower not in ("it", "that", "this"):
                inner = self.tree.kid(kid.i, "pobj") if kid.tag == "IN" else kid
                return inner.i if inner else None
        for prep in self.tree.kids(h, "prep", "dative", "agent"):
            if prep.lower in ("to", "by", "with", "in", "on", "via", "through", "for"):
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

    def subject(self, h: int) -> Word | None:
        """The subject of the clause headed by ``h``, taken from the clause it hangs on when it has none."""
        for _ in range(MAX_DEPTH):
            found = self.tree.kid(h, *_SUBJECTS)
            word = self.tree.words[h]
            if found is not None:
                if found.lower in ("who", "which", "that") and word.dep == "relcl":
                    return self.tree.words[word.head]
                return found
            if word.dep not in ("conj", "advcl", "xcomp", "ccomp", "dep") or word.head == h:
                return self.tree.words[word.head] if word.dep in ("acl", "relcl") else None
            h = word.head
        return None

    def _contents(self, h: int) -> list[Word]:
        """The clauses that cue word ``h`` reports; none when it is no cue."""
        word = self.tree.words[h]
        if word.lower in cues.TRANSPARENT:
            return [k for k in self.tree.kids(h, "ccomp") if self._clausal(k.i) and k.i > h]
        if word.lower in cues.LABEL_FORMS:
            return self._labelled(h)
        if word.lower not in cues.CUE_FORMS:
            return []
        found = [k for k in self.tree.kids(h, "ccomp") if self._reportable(k.i) and not self._asks(k, h)]
        if not found and word.lower in ("quoted", "cited", "quotes", "cites", "quoting", "citing"):
            found = [p for a in self.tree.kids(h, "prep") if a.lower == "as" for p in self.tree.kids(a.i, "pcomp")]
            return found if found and self._contents(found[0].i) else []
        return found

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
        return opener.tag in ("WP", "WRB", "WDT", "WP$") or opener.lower == "whether"

    def _labelled(self, h: int) -> list[Word]:
        """What a thing was called: only where the thing itself stands before ("an act that she described as")."""
        relative = self.tree.words[h].dep == "relcl" and self.tree.kid(h, "nsubj") is not None
        if not relative:
            return []
        for prep in self.tree.kids(h, "prep"):
            if prep.lower == "as":
                return self.tree.kids(prep.i, "pobj", "amod", "pcomp")
        return self.tree.kids(h, "oprd")

    def _bare_speaker(self, h: int, said: Attribution | None) -> Attribution | None:
        """A speech verb with a subject and no content: its content is a quotation elsewhere."""
        word = self.tree.words[h]
        if word.lower == "quoted" and self._is_quoted_as(h):
            return self._attribution(h, said)
        if cues.CUE_FORMS.get(word.lower) not in cues.SPEECH and word.lower not in ("asked", "continued", "asks"):
            return None
        if self.tree.kid(h, "dobj", "xcomp", "nsubjpass") is not None and cues.CUE_FORMS.get(word.lower) not in (
            "tell", "say", "add",
        ):  # fmt: skip
            return None
        return self._attribution(h, said) if self.subject(h) is not None else None

    def _is_quoted_as(self, h: int) -> bool:
        """Whether "quoted" is part of "was quoted as saying"."""
        return any(self.tree.kid(k.i, "pcomp") is not None for k in self.tree.kids(h, "prep") if k.lower == "as")

    def _with_asides(self, h: int, said: Attribution | None) -> Attribution | None:
        """``said`` with the parenthetical reports that hang on word ``h``: "according to", ", CNN reported"."""
        for kid in self.tree.kids(h):
            found: Attribution | None = None
            if kid.lower == "according":
                pobj = next((w for w in self.tree.subtree(kid.i) if w.dep == "pobj" and w.i > kid.i), None)
                if pobj is not None:
                    found = Attribution(source=pobj.i, cue=self.tree.slice(kid.i, kid.i + 1), cue_at=kid.i, outer=said)
            elif kid.dep in ("parataxis", "advcl", "ccomp", "dep") and self._is_parenthesis(h, kid):
                found = self._attribution(kid.i, said)
            elif kid.lower in ("citing", "quoting") and kid.dep == "advcl":
                cited = self.tree.kid(kid.i, "dobj")
                if cited is not None:
                    found = Attribution(source=cited.i, cue=kid.text, cue_at=kid.i, outer=said)
            if found is not None:
                said = found
                self.reading.speakers.append(found)
                self._report_around(h, kid, found)
        return said

    def _report_around(self, h: int, aside: Word, said: Attribution) -> None:
        """Note that the clause of ``h`` beside its parenthesis is what the parenthesis reports."""
        first, last = self.tree.words[h].left, self.tree.words[h].right
        if aside.left - first >= last - aside.right:
            last = aside.left - 1
        else:
            first = aside.right + 1
        if last > first and self.tree.words[h].lower not in cues.CUE_FORMS:
            self.reading.reports.append(Reported(said, first, last))

    def _is_parenthesis(self, h: int, kid: Word) -> bool:
        """Whether ``kid`` is a report with nothing below it ("..., officials said", "as she noted")."""
        if cues.CUE_FORMS.get(kid.lower) not in cues.SPEECH or self.tree.kid(kid.i, "nsubj") is None:
            return False
        if self._contents(kid.i) or self.tree.kid(kid.i, "dobj", "xcomp") is not None:
            return False
        mark = self.tree.kid(kid.i, "mark", "advmod")
        return mark is None or mark.lower == "as"

    # --- assertions

    def _visit_assertion(self, h: int, said: Attribution | None, depth: int) -> None:
        if said is None or said.source is not None:
            said = self._denial(h, said)
        first, last = self.tree.words[h].left, self.tree.words[h].right
        asides = [a for a in self._asides(h) if depth < MAX_DEPTH]
        first, last, taken = self._without(first, last, asides)
        comparison = self._comparison(first, last)
        if comparison is not None:
            last, taken = comparison.first - 1, [*taken, comparison]
        first, last = self._beside_cue(first, last, said)
        first = self._with_count(first, said)
        fragment = not self._has_subject(h)
        self._keep(first, last, h, said, fragment=fragment)
        for aside in taken:
            self._visit_aside(aside, said, depth + 1)

    def _denial(self, h: int, said: Attribution | None) -> Attribution | None:
        """A denial marked whole ("the army denied striking the town") is the denier's claim."""
        word = self.tree.words[h]
        if word.lower not in ("denied", "denies", "denying") or self.tree.kid(h, "nsubj", "conj") is None:
            return said
        subject = self.tree.kid(h, "nsubj")
        if subject is None or self.tree.kid(h, "xcomp", "ccomp", "dobj") is None:
            return said
        return Attribution(source=subject.i, cue=word.text, cue_at=h, outer=said, denied=True, whole=True)

    def _with_count(self, first: int, said: Attribution | None) -> int:
        """The start of reported content with a count that the parser hung on the cue: "said between 16 and 20 men died"."""
        if said is None or said.whole or not 1 < first - said.cue_at <= 9:
            return first
        gap = self.tree.words[said.cue_at + 1 : first]
        counted = any(w.tag == "CD" for w in gap) and not any(
            w.text in (",", ":") or w.entity in ("DATE", "TIME") or w.tag[0] == "V" for w in gap
        )
        return (
            said.cue_at + 1 if counted and gap[0].tag in ("IN", "RB", "RBR", "JJR", "DT", "CD", "RBS", "JJS") else first
        )

    def _beside_cue(self, first: int, last: int, said: Attribution | None) -> tuple[int, int]:
        """The larger part of a span that its own cue interrupts: "which officials said was bombed"."""
        if said is None or said.source is None or said.whole or not first <= said.cue_at <= last:
            return first, last
        left = min(said.cue_at, self.tree.words[said.source].left)
        right = max(said.cue_at, said.source)
        return (first, left - 1) if left - first > last - right else (right + 1, last)

    def _visit_aside(self, aside: "_Aside", said: Attribution | None, depth: int) -> None:
        if aside.drop:
            return
        kept = len(self.reading.propositions)
        if aside.clause is None:
            self._keep(aside.first + aside.lead, aside.last, aside.head, said, fragment=True)
        else:
            self.visit(aside.clause, said, depth)
        if aside.added and len(self.reading.propositions) > kept and self.reading.propositions[kept].said is said:
            self.reading.propositions[kept] = replace(self.reading.propositions[kept], aside=True)

    def _without(self, first: int, last: int, asides: "list[_Aside]") -> "tuple[int, int, list[_Aside]]":
        """Cut the asides off both ends of the span; those in its middle stay inside."""
        taken: list[_Aside] = []
        changed = True
        while changed:
            changed = False
            for aside in asides:
                if aside in taken:
                    continue
                if self._reaches(aside.last, last) and aside.first > first:
                    last, changed = aside.first - 1, True
                    taken.append(aside)
                elif self._reaches(first, aside.first) and aside.last < last:
                    first, changed = aside.last + 1, True
                    taken.append(aside)
        return first, last, taken

    def _reaches(self, here: int, there: int) -> bool:
        """Whether nothing but punctuation and conjunctions stands between two positions."""
        return here >= there or all(self._is_joint(w) for w in self.tree.words[here + 1 : there + 1])

    def _is_joint(self, word: Word) -> bool:
        return (
            word.dep in ("punct", "cc")
            or (word.dep == "mark" and word.lower not in ("if", "unless"))
            or not word.text.strip()
            or not any(c.isalnum() for c in word.text)
        )

    def _asides(self, h: int) -> "list[_Aside]":
        """What can be cut from the clause of ``h``: the top-most asides in its subtree, last first."""
        found: list[_Aside] = []
        stack = list(self.tree.children[h])
        while stack:
            kid = self.tree.words[stack.pop()]
            aside = self._aside(h, kid)
            if aside is not None:
                found.append(aside)
            elif kid.lower not in ("if", "unless"):
                stack.extend(self.tree.children[kid.i])
        return sorted(found, key=lambda aside: -aside.first)

    def _aside(self, h: int, kid: Word) -> "_Aside | None":
        if kid.lower == "according" or (
            kid.head == h and kid.dep in ("parataxis", "advcl", "ccomp", "dep") and self._is_parenthesis(h, kid)
        ):
            return _Aside(kid.left, kid.right, kid.i, kid.i, drop=True)
        if kid.lower in ("citing", "quoting") and kid.dep == "advcl":
            return _Aside(kid.left, kid.right, kid.i, kid.i, drop=True)
        if (
            kid.dep in ("conj", "advcl", "parataxis", "ccomp", "dep")
            and self._hangs_on(h, kid)
            and self._is_clause_aside(h, kid)
        ):
            return _Aside(kid.left, kid.right, kid.i, kid.i)
        asked = kid.dep == "ccomp" and self.tree.words[kid.left].tag.startswith("W")
        if (
            kid.dep in ("advcl", "acl", "conj", "ccomp")
            and not asked
            and kid.lower in cues.CUE_FORMS
            and self._contents(kid.i)
        ):
            return _Aside(kid.left, kid.right, kid.i, kid.i)
        if kid.dep == "ccomp" and kid.lower in cues.TRANSPARENT:
            return _Aside(kid.left, kid.right, kid.i, kid.i)
        if kid.dep == "relcl" and self._is_free_relative(kid):
            return _Aside(kid.left, kid.right, kid.i, kid.i, added=self.tree.words[kid.left].tag.startswith("W"))
        if kid.lower in cues.CUE_NOUNS and kid.i > h:
            content = self._noun_content(kid.i)
            if content is not None:
                return _Aside(content.left, content.right, content.i, content.i)
        return self._phrase_aside(h, kid)

    def _hangs_on(self, h: int, kid: Word) -> bool:
        """Whether ``kid`` depends on ``h``, or on a verb that is coordinated with it and was not split off."""
        at = kid.head
        for _ in range(MAX_DEPTH):
            if at == h:
                return True
            if self.tree.words[at].dep != "conj" or not self.tree.words[at].tag.startswith("V"):
                return False
            at = self.tree.words[at].head
        return False

    def _phrase_aside(self, h: int, kid: Word) -> "_Aside | None":
        """Asides without a finite verb that still say something: appositions, superlatives, comparisons."""
        length = kid.right - kid.left + 1
        if length >= 6 and self._is_apposition(kid):
            return _Aside(kid.left, kid.right, kid.i, None, added=True)
        pobj = self.tree.kid(kid.i, "pobj") if kid.dep == "prep" else None
        if pobj is not None and kid.lower == "in" and length >= 5 and self._is_superlative(pobj.i):
            return _Aside(kid.i, self._end_of_phrases(h, kid), pobj.i, None, lead=1)
        if (
            pobj is not None
            and kid.lower == "after"
            and self.tree.kid(pobj.i, "nummod")
            and self.tree.kid(pobj.i, "prep")
        ):
            return _Aside(kid.left, kid.right, pobj.i, None, lead=kid.i - kid.left + 1)
        return self._participle_aside(kid, length)

    def _participle_aside(self, kid: Word, length: int) -> "_Aside | None":
        """Participles that add a statement: ", echoing a call by ...", "with rebels describing it as a trap"."""
        if kid.lower == "with" and kid.dep == "prep" and length >= 7:
            inner = self.tree.kid(kid.i, "pcomp", "pobj")
            acting = inner is not None and any(
                w.tag == "VBG" and (w.dep == "pcomp" or (w.dep == "acl" and w.i > inner.i))
                for w in [inner, *self.tree.kids(inner.i)]
            )
            if inner is not None and acting:
                return _Aside(kid.left, kid.right, inner.i, None, lead=1)
        if kid.tag != "VBG" or kid.dep not in ("advcl", "acl") or self._has_subject(kid.i):
            return None
        if kid.lower in cues.LABEL_FORMS:
            return self._label_aside(kid)
        before = self.tree.words[kid.left - 1] if kid.left else None
        if before is not None and before.text == "," and length >= 8 and kid.lower not in cues.CASUALTY_VERBS:
            return _Aside(kid.left, kid.right, kid.i, None)
        return None

    def _label_aside(self, kid: Word) -> "_Aside":
        """ "referring to the raids as war crimes" names what it speaks of; "describing it as" says nothing alone."""
        named = [w for w in self.tree.subtree(kid.i) if w.dep in ("dobj", "pobj")]
        bare = not named or named[0].tag.startswith("PRP")
        return _Aside(kid.left, kid.right, kid.i, None, drop=bare)

    def _end_of_phrases(self, h: int, kid: Word) -> int:
        """The end of the clause when only phrases follow ``kid``, else its own end."""
        end = kid.right
        for other in self.tree.kids(h, "prep", "npadvmod"):
            if other.left == end + 1:
                end = other.right
        return end

    def _noun_content(self, noun: int) -> Word | None:
        """The that-clause of a noun that reports ("her claim that ...")."""
        for kid in self.tree.kids(noun, "acl", "ccomp"):
            mark = self.tree.kid(kid.i, "mark")
            if mark is not None and mark.lower == "that" and self._has_subject(kid.i):
                return kid
        return None

    def _is_apposition(self, kid: Word) -> bool:
        """Whether a noun phrase says what the name before it is: "Manbij, a bastion of the group"."""
        if not kid.tag.startswith("NN") or not kid.left or not self.tree.kids(kid.i, "acl", "relcl", "prep"):
            return False
        opener, before = self.tree.words[kid.left], self.tree.words[kid.left - 1]
        indefinite = opener.lower in ("a", "an") or (kid.dep == "appos" and self._is_superlative(kid.i))
        after_name = before.tag.startswith("NNP") and kid.dep != "dobj"
        return indefinite and (before.text in (",", "–", "—") or after_name)

    def _is_superlative(self, i: int) -> bool:
        return any(k.tag in ("JJS", "RBS") for k in self.tree.kids(i, "amod", "advmod"))

    def _comparison(self, first: int, last: int) -> "_Aside | None":
        """A comparison after a comma or dash at the clause's end: ", down 0.2 points from its last estimate"."""
        words = self.tree.words
        for i in range(last - 4, first + 2, -1):
            if words[i].text in (",", "-", "–", "—") and words[i + 1].lower in _COMPARING:
                rest = words[i + 1 : last + 1]
                compared = any(w.lower in ("than", "from", "to") for w in rest)
                verbs = any(self._has_subject(w.i) for w in rest)
                return _Aside(i + 1, last, i + 1, None, added=True) if compared and not verbs else None
        return None

    def _is_clause_aside(self, h: int, kid: Word) -> bool:
        own = self.tree.kid(kid.i, *_SUBJECTS)
        if kid.dep == "conj":
            return self._is_second_predicate(h, kid, own)
        if own is None or not self._finite(kid.i) or kid.right - kid.left < 3:
            return False
        if kid.dep == "ccomp":
            mine = self.tree.kid(h, *_SUBJECTS)
            loose = self.tree.kid(kid.i, "mark") is None and mine is not None and kid.right < mine.left
            return loose and self.tree.words[h].lower not in cues.CUE_FORMS
        if kid.dep in ("parataxis", "dep"):
            return True
        mark = self.tree.kid(kid.i, "mark", "advmod")
        if mark is None or mark.lower not in cues.SPLITTING_MARKS or mark.i > kid.i:
            return False
        if self._contents(kid.i):
            return True
        return own.lower not in _PRONOUNS or mark.lower in cues.PRONOUN_SPLITTING_MARKS

    def _is_second_predicate(self, h: int, kid: Word, own: Word | None) -> bool:
        """Whether a coordinated verb asserts something apart from the first ("is the biggest ... and is driven by")."""
        if not kid.tag.startswith("V") and self.tree.kid(kid.i, "cop", "aux", "auxpass") is None and own is None:
            return False
        if own is not None and (self._finite(kid.i) or kid.tag == "VBN"):
            return True
        if not (self._finite(h) or self._has_finite_head(h)):
            return False
        mine, other = self.tree.words[h].lower, kid.lower
        if mine in cues.CASUALTY_VERBS and other in cues.CASUALTY_VERBS:
            return False
        if self._contents(kid.i):
            return True
        return kid.tag in ("VBD", "VBZ", "VBP", "VBN") and kid.right - kid.i >= 3

    def _has_finite_head(self, h: int) -> bool:
        """Whether a predicate is finite through the one it is coordinated with ("has risen and fallen")."""
        word = self.tree.words[h]
        return word.dep == "conj" and self._finite(word.head)

    def _is_free_relative(self, kid: Word) -> bool:
        """Whether a relative clause only adds something ("..., which sends bombs")."""
        opener = next((w for w in self.tree.words[kid.left : kid.i + 1] if w.tag in ("WDT", "WP", "WP$", "WRB")), None)
        if opener is None or kid.right - kid.left < 2:
            return self._contents(kid.i) != []
        if opener.lower == "that":
            return self._contents(kid.i) != [] or self._is_expletive(kid)
        comma = opener.i > 0 and self.tree.words[opener.i - 1].text in (",", "-", "–", "—", "(")
        if opener.i > 1 and self.tree.words[opener.i - 1].tag in ("IN", "DT"):  # "some of whom", "in which"
            comma = comma or any(w.text in (",", "–", "—") for w in self.tree.words[max(0, opener.i - 3) : opener.i])
        if opener.lower in ("which", "who", "whom", "where", "whose"):
            return comma or not self.punctuated
        return False

    def _is_expletive(self, kid: Word) -> bool:
        """Whether the relative clause carries the point of "there did not appear to be any link to blasts that"."""
        return any(self.tree.kid(above.i, "expl") is not None for above in self.tree.ancestors(kid.i)) and (
            kid.right - kid.left >= 7
        )

    def _reportable(self, i: int) -> bool:
        """Whether a clause below a cue asserts something; "showed a house burning" only shows."""
        word = self.tree.words[i]
        return self._finite(i) or (self._has_subject(i) and word.tag != "VBG")

    def _clausal(self, i: int) -> bool:
        return self._has_subject(i) or self._finite(i)

    def _has_subject(self, i: int) -> bool:
        return self.tree.kid(i, *_SUBJECTS) is not None

    def _finite(self, i: int) -> bool:
        word = self.tree.words[i]
        if word.tag in _FINITE:
            return True
        return any(k.tag in _FINITE for k in self.tree.kids(i, "aux", "auxpass", "cop"))

    def _keep(self, first: int, last: int, head: int, said: Attribution | None, *, fragment: bool) -> None:
        first, last = self._trim(first, last, head)
        if last - first + 1 >= 2:
            self.reading.propositions.append(
                Proposition(first=first, last=last, head=head, said=said, fragment=fragment)
            )

    def _trim(self, first: int, last: int, head: int) -> tuple[int, int]:
        """The span without joints at its ends, leading connectives and subordinating marks."""
        words = self.tree.words
        while first < last and (self._is_joint(words[first]) or self._leads(first, head)):
            first += 1
        if last - first > 4 and _PART.search(self.tree.slice(first, first + 2)):
            first += 3
        while last > first and (self._is_joint(words[last]) or self._dangles(last)):
            last -= 1
        while first < last and self._is_joint(words[first]):
            first += 1
        return first, last

    def _dangles(self, i: int) -> bool:
        """Whether word ``i`` points to something that was cut off behind it."""
        word = self.tree.words[i]
        if word.lower in ("and", "but", "or"):
            return True
        objects = self.tree.kids(i)
        return (
            word.tag in ("IN", "DT") and word.dep in ("prep", "mark", "det", "agent") and any(k.i > i for k in objects)
        )

    def _leads(self, i: int, head: int) -> bool:
        """Whether word ``i`` only joins the span to what came before."""
        word = self.tree.words[i]
        if word.dep == "mark" and word.head != head and word.lower not in ("that", "whether"):
            return False
        if word.lower in cues.CONNECTIVES and word.dep in ("advmod", "cc", "mark", "dep", "prep", "preconj"):
            return word.dep != "prep"
        return (word.dep == "mark" and word.lower not in ("if", "unless")) or (
            word.dep == "advmod" and word.tag == "WRB" and word.lower in cues.SPLITTING_MARKS
        )


@dataclass(frozen=True, slots=True)
class _Aside:
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


def words_of(tree: Tree, proposition: Proposition) -> Iterator[Word]:
    """The words inside the proposition's span."""
    return iter(tree.words[proposition.first : proposition.last + 1])
