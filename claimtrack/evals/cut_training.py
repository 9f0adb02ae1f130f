"""Articles with marked claims in, the weights of the judge of cuts and how well they do out.

Every part of a proposition that may be cut is a case: cutting it helps when more marked claims are found then than before. A
logistic regression learns which do. The articles' spans alone are learned from; what is reported comes from articles left out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from claimtrack.claims.clauses import read_by_rules
from claimtrack.claims.commas import has_commas
from claimtrack.claims.cuts import BIAS, Judge, cut, cut_signs, cuttable, finer, write_judge
from claimtrack.claims.edges import Edges
from claimtrack.claims.propositions import Proposition
from claimtrack.claims.sentences import Kind, Unit, article_units
from claimtrack.claims.stretches import Article
from claimtrack.errors import InvalidLine
from claimtrack.evals.claims import MarkedText, f1, pair_up
from claimtrack.evals.rows import write_weights_file

if TYPE_CHECKING:
    from spacy.language import Language

SOFTNESS: Final = 0.1
"""How freely weights may grow (the C of scikit-learn). Source: 0.03, 0.1 and 0.3 do as well on articles left out."""
LEAST_SEEN: Final = 5
"""Cases that a sign must occur in to be weighed."""
FOLDS: Final = 10
LEVELS: Final = (0.5, 0.4, 0.35, 0.3, 0.25, 0.2)
"""Probabilities from which a cut may be made, tried on the articles left out."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """One parsed stretch of a marked article, with the marked claims that begin in it."""

    article: int
    unit: Unit
    edges: Edges
    propositions: Sequence[Proposition]
    marked: Sequence[Row]

    def found(self, propositions: Sequence[Proposition]) -> int:
        """How many marked claims some propositions match."""
        return len(pair_up(self.marked, self.spans(propositions)))

    def spans(self, propositions: Sequence[Proposition]) -> list[Row]:
        words = self.edges.tree.words
        placed = [self.unit.span(words[p.first].start, words[p.last].end) for p in propositions]
        return [{"start": start, "end": end} for start, end in dict.fromkeys(placed)]


@dataclass(frozen=True, slots=True)
class _Case:
    """One part that may be cut."""

    article: int
    signs: Mapping[str, float]
    helps: bool


def train(
    marked: Sequence[MarkedText], *, nlp: "Language", least: float, about: Mapping[str, Any], out: Path
) -> dict[str, Any]:
    """Learn the judge of cuts from marked articles, write it to a file, and say how well it does by cross-validation.

    Args:
        marked: articles with their claims; of those only spans and check-worthiness are read.
        nlp: the parser that extraction uses.
        least: the probability from which the judge cuts.
        about: what the file should say of its data.
        out: where the weights go, as JSON.

    Returns:
        ``articles``, ``claims``, ``cases``, ``sha256`` and ``bytes`` of the file, and ``rules`` and ``levels``: what the rules
        alone and the cuts from each probability on find in articles left out (precision, recall and F1 of spans, recall of
        check-worthy claims), over propositions, before extraction drops those that assert nothing.

    Raises:
        InvalidLine: there are fewer articles than folds, or no cut would help.
    """
    if len(marked) < FOLDS:
        raise InvalidLine(f"Training needs at least {FOLDS} marked articles, for cross-validation.")
    stretches = [one for number, text in enumerate(marked) for one in _stretches(number, text, nlp)]
    cases = [case for stretch in stretches for case in _cases(stretch)]
    if not any(case.helps for case in cases):
        raise InvalidLine("No cut would find one more of the marked claims: there is nothing to learn.")
    measured = _cross_validate(stretches, cases)
    judge = learn(cases, least=least, about={**about, "articles": len(marked), "cases": len(cases)})
    return {
        "articles": len(marked),
        "claims": sum(len(text.claims) for text in marked),
        "cases": len(cases),
        "helpful": sum(case.helps for case in cases),
        **write_weights_file(out, write_judge(judge).encode("utf-8")),
        **measured,
    }


def _stretches(number: int, text: MarkedText, nlp: "Language") -> Iterator[_Stretch]:
    punctuated = has_commas(text.text)
    article = Article(text.text, text.published_on, nlp)
    for batch in article_units(text.text):
        for stretch in article.stretches(batch):
            first, last = stretch.unit.pieces[0][0], stretch.unit.pieces[-1][1]
            inside = [claim for claim in text.claims if first <= claim["start"] < last]
            if stretch.unit.kind is not Kind.HEADLINE:
                reading = read_by_rules(stretch.tree, punctuated=punctuated)
                yield _Stretch(number, stretch.unit, Edges(stretch.tree, punctuated), reading.propositions, inside)


def _cases(stretch: _Stretch) -> Iterator[_Case]:
    before = stretch.found(stretch.propositions)
    for n, proposition in enumerate(stretch.propositions):
        others = [*stretch.propositions[:n], *stretch.propositions[n + 1 :]]
        for part in cuttable(stretch.edges, proposition):
            split = cut(stretch.edges, proposition, part)
            if split is not None:
                helps = stretch.found([*others, *split]) > before
                yield _Case(stretch.article, cut_signs(stretch.edges, part, proposition), helps)


def learn(cases: Sequence[_Case], *, least: float, about: Mapping[str, Any]) -> Judge:
    """The judge that fits some cases best."""
    from sklearn.linear_model import LogisticRegression

    seen = Counter(sign for case in cases for sign in case.signs)
    names = sorted(sign for sign, times in seen.items() if times >= LEAST_SEEN)
    column = {name: n for n, name in enumerate(names)}
    values: NDArray[np.float64] = np.zeros((len(cases), len(names)))
    for row, case in zip(values, cases, strict=True):
        for sign, value in case.signs.items():
            if sign in column:
                row[column[sign]] = value
    model = LogisticRegression(C=SOFTNESS, max_iter=5000, tol=1e-6)
    model.fit(values, np.array([case.helps for case in cases]))
    weights = {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}
    return Judge(weights={BIAS: round(float(model.intercept_[0]), 3), **weights}, least=least, about=about)


def _cross_validate(stretches: Sequence[_Stretch], cases: Sequence[_Case]) -> dict[str, Any]:
    """What each level finds in articles left out, beside the rules alone."""
    order = {article: n for n, article in enumerate(sorted({stretch.article for stretch in stretches}))}
    tallies: dict[float | None, Counter[str]] = {level: Counter() for level in (None, *LEVELS)}
    for fold in range(FOLDS):
        inside = [case for case in cases if order[case.article] % FOLDS != fold]
        judge = learn(inside, least=LEVELS[0], about={})
        for stretch in (one for one in stretches if order[one.article] % FOLDS == fold):
            for level, tally in tallies.items():
                found = (
                    stretch.propositions
                    if level is None
                    else finer(stretch.edges, stretch.propositions, replace(judge, least=level))
                )
                tally.update(_count(stretch, found))
    return {
        "rules": _rates(tallies[None]),
        "levels": [{"least": level, **_rates(tallies[level])} for level in LEVELS],
    }


def _count(stretch: _Stretch, propositions: Sequence[Proposition]) -> dict[str, int]:
    spans = stretch.spans(propositions)
    pairs = pair_up(stretch.marked, spans)
    worthy = {n for n, claim in enumerate(stretch.marked) if claim["check_worthy"]}
    return {
        "right": len(pairs),
        "predicted": len(spans),
        "marked": len(stretch.marked),
        "worthy": len(worthy),
        "worthy found": sum(n in worthy for n, _ in pairs),
    }


def _rates(tally: Counter[str]) -> Row:
    rates = f1(tally["right"], tally["predicted"], tally["marked"])
    return {**rates, "check_worthy_recall": round(tally["worthy found"] / max(1, tally["worthy"]), 4)}
