"""A parsed sentence in, the propositions it makes out: each the shortest run of words that can be true alone.

Reported content is split from the words that report it; coordinated and subordinate clauses are split where each can
be true by itself. Knows only the tree; who the words mean is decided in ``mentions``.
"""

from dataclasses import replace

from claimtrack.claims import cues
from claimtrack.claims.asides import Aside, Asides
from claimtrack.claims.cuts import finer, shipped_judge
from claimtrack.claims.edges import Edges
from claimtrack.claims.namewords import is_people
from claimtrack.claims.parse import Tree, Word
from claimtrack.claims.predicates import MAX_DEPTH, SUBJECTS
from claimtrack.claims.propositions import Attribution, Proposition, Reading, Reported

_ACTS = cues.words("blaming accusing condemning denouncing urging demanding criticizing criticising praising denying")
"""What somebody does beside a report: "the ministry said on Friday, blaming the rebels"."""

_BESIDE = cues.words("citing quoting adding noting saying")


def read(tree: Tree, *, punctuated: bool = True) -> Reading:
    """The propositions of a parsed text, in text order.

    Args:
        punctuated: False for texts whose commas were lost; then any "which" or "who" opens an aside.
    """
    reading = read_by_rules(tree, punctuated=punctuated)
    edges, judge = Edges(tree, punctuated), shipped_judge()
    reading.propositions = finer(edges, reading.propositions, judge)
    reading.acts = finer(edges, reading.acts, judge)
    reading.propositions.sort(key=lambda p: (p.first, p.last))
    return reading


def read_by_rules(tree: Tree, *, punctuated: bool = True) -> Reading:
    """What `read` gives before the learned judge cuts further: what the judge is trained on."""
    reader = _Reader(tree, punctuated)
    for root in map(reader.main_verb, tree.roots()):
        reader.visit(root.i, None, 0)
        subject = reader.subject(root.i)
        if subject is not None and root.tag.startswith("V") and _can_speak(subject):
            reader.reading.actors.append(Attribution(source=subject.i, cue=root.text, cue_at=root.i))
    if not reader.reading.propositions:
        reader.visit_misread()
    if not reader.reading.speakers:
        reader.reading.speakers.extend(reader.side_speakers() or reader.verbless_speakers())
    reader.reading.propositions.sort(key=lambda p: (p.first, p.last))
    return reader.reading


def _can_speak(word: Word) -> bool:
    """Whether a subject is somebody who may have said what stands in quotation marks, and no thing."""
    if word.tag == "PRP" or word.entity in ("PERSON", "ORG", "NORP"):
        return word.text != word.text.upper() or word.entity != "ORG" or len(word.text) <= 5
    return is_people(word) or word.tag == "NNP"


class _Reader(Asides):
    """Walks one tree from its roots and collects what it finds in ``reading``."""

    def __init__(self, tree: Tree, punctuated: bool) -> None:
        super().__init__(tree, punctuated)
        self.reading = Reading()

    def visit(self, h: int, said: Attribution | None, depth: int) -> None:
        """Read the clause headed by word ``h``, which ``said`` reports."""
        said = self._with_asides(h, said)
        if self.cites(self.tree.words[h]) and (bare := self._according(self.tree.words[h], said)) is not None:
            self.reading.speakers.append(bare)  # all that is left of a sentence whose quotation stands apart
            for kid in self.tree.kids(bare.source or h, "relcl") if depth < MAX_DEPTH else []:
                if not self.tree.words[kid.left].tag.startswith("W") and self.has_subject(kid.i):
                    self.visit(kid.i, bare, depth + 1)  # or of one that lost its comma: "According to X the dam burst"
            return
        if depth < MAX_DEPTH:
            if self.is_hypothetical(h):
                return
            framed = self.framed(h)
            if framed is not None:
                self.visit(framed.i, said, depth + 1)
                return
            if self._visit_report(h, said, depth):
                return
        self._visit_assertion(h, said, depth)

    def _visit_report(self, h: int, said: Attribution | None, depth: int) -> bool:
        contents = self.contents(h)
        if not contents and self._visit_named_content(h, said):
            return True
        if not contents:
            bare = self._bare_speaker(h, said)
            if bare is None:
                return False
            self.reading.speakers.append(bare)
            self._note_act(h, said)
            self._visit_rest(h, [], said, depth)
            self._visit_told_in_passing(h, bare, said, depth)
            return True
        inner = self.attribution(h, said)
        if inner.source is not None or inner.cue:
            self.reading.speakers.append(inner)
        for content in contents:
            if self.tree.words[h].lower not in cues.TRANSPARENT:
                self.reading.reports.append(Reported(inner, content.left, content.right))
            self.visit(content.i, inner, depth + 1)
        self._visit_rest(h, contents, said, depth)
        self._visit_told_in_passing(h, inner, said, depth)
        return True

    def _note_act(self, h: int, said: Attribution | None) -> None:
        """Note the clause of a verb of speech, without what can be cut from it, as the deed that it may be."""
        if not self._says_what(h):
            return
        first, last, _ = self.without(self._after_time(h), self.tree.words[h].right, self.asides(h))
        first, last = self.trim(first, last, h)
        if first <= h <= last and last > first:
            act = Proposition(first=first, last=last, head=h, said=said, fragment=not self.has_subject(h))
            self.reading.acts.append(act)

    def _says_what(self, h: int) -> bool:
        """Whether a verb of speech has an object or a phrase of its own: "responded to the fire", not "responded"."""
        objects = (
            self.tree.kid(kid.i, "pobj") if kid.dep == "prep" else kid for kid in self.tree.kids(h, "dobj", "prep")
        )
        return any(kid is not None and kid.i > h and kid.tag.startswith("N") for kid in objects)

    def _visit_told_in_passing(self, h: int, inner: Attribution, said: Attribution | None, depth: int) -> None:
        """What is told of a source, and of whom it was told: "the mayor, who took office in 2014, said"."""
        beside = {k.i: k for k in self.tree.kids(h, *SUBJECTS, "dobj", "prep", "dative", "agent", "npadvmod")}
        if inner.source is not None:
            beside.setdefault(inner.source, self.tree.words[inner.source])
        clauses = {w.i: w for k in beside.values() for w in self.tree.subtree(k.i) if w.dep == "relcl" and w.i != h}
        for clause in clauses.values():
            free = not clause.left <= h <= clause.right and self.is_free_relative(clause)
            if free and not any(self.tree.descends(clause.i, o) for o in clauses if o != clause.i):
                self._visit_aside(Aside(clause.left, clause.right, clause.i, clause.i, added=True), said, depth + 1)

    def _visit_named_content(self, h: int, said: Attribution | None) -> bool:
        """Reports whose content is a long noun phrase: "pointed to the vote as an example of ..."."""
        target = self.named_content(h)
        if target is None or self.subject(h) is None:
            return False
        first, last, taken = self.without(target.left, self.tree.words[h].right, self.asides(h))
        self._keep(first, last, target.i, self.attribution(h, said), fragment=True)
        for aside in taken:
            self._visit_aside(aside, said, 1)
        return True

    def _visit_rest(self, h: int, done: list[Word], said: Attribution | None, depth: int) -> None:
        """The clauses beside the reported content: "..., adding that", "and said", "after officials left"."""
        seen = {word.i for word in done}
        for kid in self.tree.kids(h, "conj", "advcl", "parataxis", "dep", "ccomp", "xcomp"):
            if kid.i not in seen and kid.dep in ("ccomp", "xcomp"):
                if self.is_contrast(h, kid) or (kid.tag == "VBG" and self.contents(kid.i)):
                    self.visit(kid.i, said, depth + 1)
                elif kid.tag == "VBG" and kid.lower in _ACTS and kid.left > h:
                    self._visit_aside(Aside(kid.left, kid.right, kid.i, None), said, depth + 1)
            elif kid.i not in seen and (self.is_clause_aside(h, kid) or self.contents(kid.i) or self._is_deed(kid)):
                quoting = kid.dep == "conj" and bool(done) and (self.quotes(kid) or self._goes_on(h, kid, done[0]))
                self.visit(kid.i, self.attribution(h, said) if quoting else said, depth + 1)
            elif kid.i not in seen and kid.dep == "advcl":
                self._visit_noun_reports(kid, said, depth)
        for kid in self.tree.kids(h, "prep"):
            if kid.lower == "to" and not done:
                self._visit_noun_reports(kid, said, depth)  # "responded to the claim by activists that ..."
            for relative in (word for word in self.tree.subtree(kid.i) if word.dep == "pcomp" and self.finite(word.i)):
                self._visit_assertion(relative.i, None, depth + 1)

    def _is_deed(self, kid: Word) -> bool:
        """Whether a clause beside a report tells what its people did: "months after he left, the mayor said ..."."""
        mark = self.tree.kid(kid.i, "mark")
        if kid.dep != "advcl" or mark is None or mark.lower not in ("after", "since", "although", "though"):
            return False
        return self.has_subject(kid.i) and self.finite(kid.i) and kid.right - mark.i >= 4

    def _goes_on(self, h: int, kid: Word, content: Word) -> bool:
        """Whether a clause joined to a report goes on with what is reported, as its place, number or person shows.

        "People close to him say he sings, and is weary, but he stays": neither "is" nor "he" can be the people.
        """
        speaker, own = self.subject(h), self.tree.kid(kid.i, *SUBJECTS)
        if content.right < h and own is not None and own.lower in ("he", "she", "it", "they", "we", "i"):
            return True  # "The firm built it, she said on Monday, and it has used it since"
        if speaker is None or not (speaker.tag in ("NNS", "NNPS") or speaker.lower in ("they", "we")):
            return False
        if own is None:
            return any(w.tag == "VBZ" for w in [kid, *self.tree.kids(kid.i, "aux", "auxpass", "cop")])
        inner = self.tree.kid(content.i, *SUBJECTS)
        return own.lower in ("he", "she", "it") and inner is not None and inner.lower == own.lower

    def _visit_noun_reports(self, clause: Word, said: Attribution | None, depth: int) -> None:
        """ "Asked about her claim that ..., he said": the claim is hers."""
        for word in self.tree.subtree(clause.i):
            content = self.noun_content(word.i) if word.lower in cues.CUE_NOUNS else None
            if content is not None:
                self.visit(content.i, self._noun_attribution(word, said), depth + 1)

    def _noun_attribution(self, noun: Word, said: Attribution | None) -> Attribution:
        owner = self.tree.kid(noun.i, "poss")
        by = next((k for k in self.tree.kids(noun.i, "prep", "agent") if k.lower in ("by", "of", "from")), None)
        if owner is None and by is not None:
            owner = self.tree.kid(by.i, "pobj")
        return Attribution(source=owner.i if owner else None, cue=noun.text, cue_at=noun.i, outer=said)

    def _bare_speaker(self, h: int, said: Attribution | None) -> Attribution | None:
        """A speech verb with a subject and no content: its content is a quotation elsewhere."""
        word = self.tree.words[h]
        if self.is_denied(h):
            return None  # "did not respond to a request"
        if any(self.reportable(k.i) and k.i > h for k in self.tree.kids(h, "ccomp")):
            return None  # what follows was no report: a survey, a question
        if word.lower in ("responded", "responds") and any(k.lower == "with" for k in self.tree.kids(h, "prep")):
            return None  # "responded with a second letter": a deed
        if any(k.lower == "by" and self.tree.kid(k.i, "pcomp") for k in self.tree.kids(h, "prep")):
            return None  # "responded by firing rockets": a deed
        if word.lower == "quoted" and self.is_quoted_as(h):
            return self.attribution(h, said)
        written = self.subject(h) if word.lower in ("read", "reads") else None
        if self.is_told_back(word) or (
            written is not None and written.lower in ("statement", "letter", "message", "tweet")
        ):
            return self.attribution(h, said)
        if word.lower == "asked" and any(k.lower == "for" for k in self.tree.kids(h, "prep")):
            return None  # a wish, which is told whole
        put = word.lower in ("put", "puts") and (thing := self.tree.kid(h, "dobj")) is not None and thing.lower == "it"
        if put and (speaker := self.subject(h)) is not None and _can_speak(speaker):
            return self.attribution(h, said)  # "she put it bluntly:"
        if cues.CUE_FORMS.get(word.lower) not in cues.SPEECH and word.lower not in ("asked", "continued", "asks"):
            return None
        ordered = self.tree.kid(h, "xcomp")
        if cues.CUE_FORMS.get(word.lower) == "tell" and ordered is not None and ordered.tag == "VB":
            return None  # "told her to leave": a deed
        passive = self.tree.kid(h, "nsubjpass") is not None and ordered is not None
        speaking = self.subject(h)
        if passive or (word.lower in ("continued", "continues") and speaking is not None and not _can_speak(speaking)):
            return None  # "is said to hold the grave", "the raids continued"
        if self.inverted(h) is not None:
            return self.attribution(h, said)
        thing = self.tree.kid(h, "dobj")
        if (
            thing is not None
            and thing.lower in ("nothing", "little", "everything", "something")
            and thing.right > thing.i
        ):
            return None  # "said nothing about the toll": that is what is asserted
        mine = self.subject(h)
        if thing is not None and thing.tag in ("NN", "NNS") and mine is not None and mine.lower in ("i", "we"):
            return None  # "I am saying the right thing"
        beside = ordered is not None and ordered.lower in _BESIDE  # "the radio reported citing a source"
        objects = ("dobj", "nsubjpass") if beside else ("dobj", "xcomp", "nsubjpass")
        free = cues.CUE_FORMS.get(word.lower) in ("tell", "say", "add")
        if not free and self.tree.kid(h, *objects) is not None:
            return None
        return self.attribution(h, said) if self.subject(h) is not None else None

    def visit_misread(self) -> None:
        """What a report says whose content the parser took to pieces: the words behind its "that", or its whole rest."""
        for said in self.reading.speakers:
            found = self.misread_content(said.cue_at) if said.source is not None else None
            if found is not None:
                self._keep(*found, said, fragment=False)
                self.reading.acts.clear()
                return

    def verbless_speakers(self) -> list[Attribution]:
        """The speaker in a few words whose verb the parser took for a noun: "FNA reports", cut off its sentence."""
        words = [word for word in self.tree.words if word.dep != "punct" and word.text.isalnum()]
        if not 2 <= len(words) <= 6 or words[-1].tag not in ("NNS", "NN", "NNP", "NNPS"):
            return []
        source, verb = words[-2:]
        if cues.CUE_FORMS.get(verb.lower) not in cues.SPEECH or not source.tag.startswith("N"):
            return []
        return [Attribution(source=source.i, cue=verb.text, cue_at=verb.i)]

    def side_speakers(self) -> list[Attribution]:
        """Speech verbs without content in side clauses: "..., who told Congress:"."""
        return [
            self.attribution(word.i, None)
            for word in self.tree.words
            if word.dep in ("relcl", "advcl", "acl", "conj")
            and cues.CUE_FORMS.get(word.lower) in cues.SPEECH
            and not self.contents(word.i)
            and self.tree.kid(word.i, "xcomp", "nsubjpass") is None
            and self.source(word.i) is not None
        ]

    def _with_asides(self, h: int, said: Attribution | None) -> Attribution | None:
        """``said`` with the parenthetical reports that hang on word ``h``: "according to", ", CNN reported"."""
        closing = [a for k in self.tree.kids(h, "conj") for a in self.tree.kids(k.i, "prep") if self._closes(h, a)]
        for kid in [*self.tree.kids(h), *closing]:
            found: Attribution | None = None
            if self.cites(kid):
                found = self._according(kid, said)
            elif kid.dep in ("parataxis", "advcl", "ccomp", "dep") and self.is_parenthesis(h, kid):
                found = self.attribution(kid.i, said)
            elif kid.lower in ("citing", "quoting") and kid.dep == "advcl":
                cited = self.tree.kid(kid.i, "dobj")
                if cited is not None:
                    found = Attribution(source=cited.i, cue=kid.text, cue_at=kid.i, outer=said)
            if found is not None:
                said = found
                self.reading.speakers.append(found)
                self._report_around(h, kid, found)
        return said

    def _closes(self, h: int, word: Word) -> bool:
        """Whether an "according to" at the end of a row of clauses is about all of them."""
        return self.cites(word) and word.right >= self.tree.words[h].right - 1

    def _according(self, word: Word, said: Attribution | None) -> Attribution | None:
        named = next((w for w in self.tree.subtree(word.i) if w.dep == "pobj" and w.i > word.i), None)
        if named is None:
            return None
        return Attribution(source=named.i, cue=self.tree.slice(word.i, word.i + 1), cue_at=word.i, outer=said)

    def _report_around(self, h: int, aside: Word, said: Attribution) -> None:
        """Note that the clause of ``h`` beside its parenthesis is what the parenthesis reports."""
        first, last = self.tree.words[h].left, self.tree.words[h].right
        if aside.left - first >= last - aside.right:
            last = aside.left - 1
            while last > first and self.tree.words[last].dep == "punct":
                last -= 1
        else:
            first = aside.right + 1
        if last > first and self.tree.words[h].lower not in cues.CUE_FORMS:
            self.reading.reports.append(Reported(said, first, last))

    def _visit_assertion(self, h: int, said: Attribution | None, depth: int) -> None:
        if said is None or said.source is not None:
            said = self._denial(h, said)
        first, last = self._after_time(h), self.tree.words[h].right
        first = self._first_of_two(h, first, said)
        asides = [a for a in self.asides(h) if depth < MAX_DEPTH]
        first, last, taken = self.without(first, last, asides)
        comparison = self.comparison(first, last)
        if comparison is not None:
            last, taken = comparison.first - 1, [*taken, comparison]
        first, last = self._beside_cue(first, last, said)
        first = self._with_count(first, said)
        fragment = not self.has_subject(h)
        placed = (
            self.tree.words[h].lower in ("came", "comes") and bool(taken) and last - h <= 1
        )  # "It comes as the dam burst"
        if not placed and not any(a.clause is not None and self._is_of_a_fact(a.clause) for a in taken):
            self._keep(first, last, h, said, fragment=fragment)
        for aside in taken:
            self._visit_aside(aside, said, depth + 1)
        for aside in asides:
            if aside not in taken and aside.clause is not None and self.contents(aside.clause):
                self._visit_report(aside.clause, said, depth + 1)  # "the blast, which witnesses said was heard, ..."
            elif aside not in taken and self._interrupts(aside, taken, said):
                self._visit_aside(aside, said, depth + 1)
        self._visit_subject_report(h, said, depth)

    def _interrupts(self, aside: "Aside", taken: list["Aside"], said: Attribution | None) -> bool:
        """Whether an addition in the middle of the article's own clause says something: "Tarn, which lost its dam, ..."."""
        cut = any(other.first <= aside.first <= other.last for other in taken)
        counts = aside.clause is None and any(w.tag == "CD" for w in self.tree.words[aside.first : aside.last + 1])
        return aside.added and not cut and not counts and (said is None or not self.punctuated)

    def _is_of_a_fact(self, clause: int) -> bool:
        """Whether a clause says what the fact is that somebody "spoke of": without it nothing is said."""
        above = self.tree.words[self.tree.words[clause].head]
        verbs = [self.tree.words[above.head], *self.tree.ancestors(above.head)]
        asked = any(
            w.tag == "MD" for v in verbs for w in (v, *self.tree.kids(v.i, "aux"))
        )  # "we must face the fact that"
        return above.lower == "fact" and above.dep in ("dobj", "pobj") and not asked

    def _visit_subject_report(self, h: int, said: Attribution | None, depth: int) -> None:
        """ "Her claim that nobody was hurt drew laughter": that nobody was hurt is her claim."""
        subject = self.tree.kid(h, *SUBJECTS)
        content = self.noun_content(subject.i) if subject is not None and subject.lower in cues.CUE_NOUNS else None
        if subject is not None and content is not None and self.tree.kid(subject.i, "poss") is not None:
            self.visit(content.i, self._noun_attribution(subject, said), depth + 1)

    def _after_time(self, h: int) -> int:
        """The start of a clause without the span of time before its mark: "the month after the judge died"."""
        first = self.tree.words[h].left
        mark = self.tree.kid(h, "mark")
        if mark is None or mark.lower not in cues.SPLITTING_MARKS or not first < mark.i <= first + 4:
            return first
        timed = [k for k in self.tree.kids(h, "npadvmod") if k.left == first and k.right == mark.i - 1]
        return mark.i if timed else first

    def _first_of_two(self, h: int, first: int, said: Attribution | None) -> int:
        """Mend "raids killed 16 people, and the council met" where the parser took the first verb for a participle."""
        subjects = self.tree.kids(h, "nsubj")
        if len(subjects) < 2:
            return first
        verb = next((k for k in self.tree.kids(subjects[0].i, "acl") if k.tag in ("VBN", "VBD")), None)
        if verb is None or self.tree.kid(verb.i, "dobj") is None:
            return first
        self._keep(subjects[0].left, subjects[1].left - 1, verb.i, said, fragment=False)
        return subjects[1].left

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
        if said is None or said.source is None or said.whole:
            return first, last
        if first < said.source <= last < said.cue_at:  # the parser hung the source on the last noun before it
            return first, max(first, self.office_before(self.tree.words[said.source]).left - 1)
        if not first <= said.cue_at <= last:
            return first, last
        left = min(said.cue_at, self.tree.words[said.source].left)
        right = max(said.cue_at, said.source)
        tail = self.tree.words[said.cue_at].right  # "the ministry said on Monday"
        if left > first and right < tail < last:
            right = tail
        if left > first and self.tree.words[first].lower in ("if", "unless") and right < last:
            return right + 1, last  # "If it rains, she said, it may burst": only what follows is asserted
        return (first, left - 1) if left - first > last - right else (right + 1, last)

    def _visit_aside(self, aside: "Aside", said: Attribution | None, depth: int) -> None:
        if aside.drop:
            return
        kept = len(self.reading.propositions)
        if aside.clause is None:
            first, last, taken = self.without(aside.first + aside.lead, aside.last, self.asides(aside.head))
            self._keep(first, last, aside.head, said, fragment=True)
            for inner in taken if depth < MAX_DEPTH else []:
                self._visit_aside(inner, said, depth + 1)
        else:
            owned = self._noun_attribution(self.tree.words[aside.noun], said) if aside.noun is not None else None
            self.visit(aside.clause, owned if owned is not None and owned.source is not None else said, depth)
        if aside.added and len(self.reading.propositions) > kept and self.reading.propositions[kept].said is said:
            self.reading.propositions[kept] = replace(self.reading.propositions[kept], aside=True)

    def _keep(self, first: int, last: int, head: int, said: Attribution | None, *, fragment: bool) -> None:
        first, last = self.trim(first, last, head)
        if last - first + 1 >= 2:
            self.reading.propositions.append(
                Proposition(first=first, last=last, head=head, said=said, fragment=fragment)
            )
