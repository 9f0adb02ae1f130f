"""A parsed sentence in, what its verbs are: who does it, whether it is finite, denied, or held by a share of people.

Questions about single words of one tree, on which ``contents`` and ``grammar`` build.
"""

import re

from claimtrack.claims import cues
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
_FINITE = ("VBD", "VBZ", "VBP", "MD")


class Predicates:
    """The verbs of one tree.

    Args:
        punctuated: False for texts whose commas were lost; then any "which" or "who" opens an aside.
    """

    def __init__(self, tree: Tree, punctuated: bool) -> None:
        self.tree = tree
        self.punctuated = punctuated

    def has_subject(self, i: int) -> bool:
        """Whether word ``i`` has a subject of its own."""
        return self.tree.kid(i, *SUBJECTS) is not None

    def finite(self, i: int) -> bool:
        """Whether word ``i`` is a finite verb, by itself or through its auxiliary."""
        word = self.tree.words[i]
        if word.tag in _FINITE:
            return True
        return any(k.tag in _FINITE for k in self.tree.kids(i, "aux", "auxpass", "cop"))

    def with_particle(self, h: int) -> int:
        """The last word of verb ``h`` with its particle: "up" of "rounded up"."""
        particle = self.tree.kid(h, "prt")
        return h if particle is None else max(h, particle.i)

    def has_finite_head(self, h: int) -> bool:
        """Whether a predicate is finite through the one it is coordinated with ("has risen and fallen")."""
        word = self.tree.words[h]
        return word.dep == "conj" and self.finite(word.head)

    def reportable(self, i: int) -> bool:
        """Whether a clause below a cue asserts something; "showed a house burning" only shows."""
        word = self.tree.words[i]
        return self.finite(i) or (self.has_subject(i) and word.tag != "VBG")

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

    def is_denied(self, h: int) -> bool:
        """Whether it is not reported ("never realised that the road was cut"): that it is not is what is asserted."""
        return any(k.dep == "neg" or k.lower == "never" for k in self.tree.kids(h) if k.i < h)

    def is_survey(self, h: int) -> bool:
        """Whether a share of people holds it ("62 percent of voters believe that"): the share is what is asserted."""
        subject = self.tree.kid(h, *SUBJECTS)
        if subject is None:
            return False
        phrase = [w.lower for w in self.tree.words[subject.left : subject.right + 1]]
        counted = _OUT_OF.search(self.tree.slice(subject.left, subject.i)) is not None
        return counted or subject.lower in _PARTS or any(w in _SHARES for w in phrase)

    def _is_nobody(self, h: int) -> bool:
        """Whether nobody, few or all hold it ("no group said it was responsible"): that they do is what is asserted."""
        subject = self.tree.kid(h, *SUBJECTS)
        if subject is None:
            return False
        if subject.lower in ("everybody", "everyone") or (subject.lower in ("country", "world") and h - subject.i == 1):
            return self.tree.words[h].lower in ("think", "thinks", "believe", "believes", "feels", "knows")
        determiner = self.tree.kid(subject.i, "det", "amod")
        lead = determiner.lower if determiner is not None else ""
        return subject.lower in ("nobody", "none", "few", "neither") or lead in ("no", "few", "neither")

    def quotes(self, kid: Word) -> bool:
        """Whether a clause holds quoted words, so that it still belongs to the speaker before it."""
        own = self.tree.kid(kid.i, *SUBJECTS)
        return own is not None and any(w.text in '"“”' for w in self.tree.words[kid.left : kid.right + 1])
