"""A span of words in, its shortest form out: without joints at its ends, connectives that lead, and words left hanging."""

import re

from claimtrack.claims import cues
from claimtrack.claims.grammar import Grammar
from claimtrack.claims.parse import Word

_MEASURES = "%‰$£€¥°"
_PART = re.compile(r"for (?:its|his|her|their) part$", re.IGNORECASE)


class Edges(Grammar):
    """Where spans of one tree begin and end."""

    def reaches(self, here: int, there: int) -> bool:
        """Whether nothing but punctuation and conjunctions stands between two positions."""
        return here >= there or all(self._is_joint(w) for w in self.tree.words[here + 1 : there + 1])

    def _is_joint(self, word: Word) -> bool:
        return self.is_mere_joint(word) or (word.dep == "mark" and word.lower not in ("if", "unless"))

    def is_mere_joint(self, word: Word) -> bool:
        """Whether a word only joins, whatever clause it opens; signs of measure and money belong to their number."""
        return word.dep in ("punct", "cc") or not any(c.isalnum() or c in _MEASURES for c in word.text)

    def trim(self, first: int, last: int, head: int) -> tuple[int, int]:
        """The span without joints at its ends, leading connectives and subordinating marks."""
        words = self.tree.words
        while first < last and (self.is_mere_joint(words[first]) or self._leads(first, head)):
            first += 1
        if last - first > 4 and _PART.search(self.tree.slice(first, first + 2)):
            first += 3
        while last > first and (self._is_joint(words[last]) or self._dangles(last)):
            last -= 1
        while first < last and self.is_mere_joint(words[first]):
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
        if word.lower == "why" and i + 1 < len(self.tree.words):
            return True  # "that is why it fell"
        if word.dep == "mark" and word.head != head and word.lower not in ("that", "whether"):
            return False
        if word.lower in cues.CONNECTIVES and word.dep in ("advmod", "cc", "mark", "dep", "prep", "preconj"):
            return word.dep == "cc" or (word.dep != "prep" and word.head == head) or word.dep == "mark"
        return (word.dep == "mark" and word.lower not in ("if", "unless")) or (
            word.dep == "advmod" and word.tag == "WRB" and word.lower in cues.SPLITTING_MARKS
        )
