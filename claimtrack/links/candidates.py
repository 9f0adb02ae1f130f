"""Which stored claims are worth comparing with a text: those found by meaning and by words, put in one order.

What was asked and the wordings found come in, ranked ``Candidate`` values go out. Where the wordings come from is for the
caller to know.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from claimtrack.links.query import letter_line, letter_runs

WORDS_WEIGHT = 0.3
LETTERS_WEIGHT = 0.3
DAYS_WEIGHT = 0.05
"""What shared words, shared runs of letters and a day's distance add to a cosine, which counts as it is.

Source: of 0.15, 0.3 and 0.5 for the first two and 0, 0.02, 0.05 and 0.08 for the third these did best on the training and
development queries of CheckThat! 2021 and 2022 (posts against Snopes, debates against PolitiFact; 2026-11), where the
next best were within 0.01. Reciprocal rank fusion of the same two lists, which knows only places, was 0.03 to 0.05 behind.
"""
SATURATION = 0.9
LENGTH_SHARE = 0.4
"""BM25's k and b. Source: Trotman, Puurula and Burgess, Improvements to BM25 (2014); of 0.5 to 2 and 0.4 to 0.9 none was
better by more than 0.005 on the queries named above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for."""

    text: str
    weights: Mapping[str, float]
    """How much each of its index words tells, from ``word_weights``."""
    day: date | None = None
    """The day it tells of or was published; None when unknown, and then days do not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One wording of a stored claim."""

    id: int
    """Of the appearance."""
    claim_id: int
    text: str
    words: frozenset[str]
    """Its index words, in the spelling of those asked for."""
    cosine: float
    """Of its vector with that of what was asked, -1..1."""
    days: tuple[date, ...] = ()
    """When it was published and what day it tells of, as far as known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored claim with what speaks for it."""

    claim_id: int
    score: float
    """The sum by which candidates are ordered; it says nothing across two questions."""
    meaning: float
    """Highest cosine among its wordings."""
    words: float
    """Shared words, weighed, as a share of the best candidate's, 0..1."""
    letters: float
    """Shared runs of letters likewise, 0..1."""
    day_gap: int | None
    """Days between the day asked for and the nearest of its own; None when either is unknown."""
    wordings: tuple[Wording, ...]
    """Nearest in meaning first."""
    lists: tuple[str, ...] = ()
    """Which lists brought it: vector, text, or both."""


def word_weights(counts: Mapping[str, float], *, total: float) -> dict[str, float]:
    """How much each word tells: the rarer among ``total`` wordings, the more; never below nought.

    Source: the inverse document frequency of BM25 as Lucene computes it.
    """
    return {
        word: math.log(1 + (max(total, count) - count + 0.5) / (count + 0.5)) if count else math.log(2 * total + 2)
        for word, count in counts.items()
    }


def rank(
    asked: Asked, wordings: Iterable[Wording], *, by_vector: Iterable[int] = (), by_text: Iterable[int] = ()
) -> tuple[Candidate, ...]:
    """The claims that the wordings belong to, most promising first; ties go to the lower id.

    A claim is one document made of all its wordings. Its value is its best cosine, and added to it the weighed words and
    the runs of letters that it shares with the question, each measured by the best of the candidates, less a deduction
    that grows with the logarithm of the days between them.

    Args:
        asked: what is looked for.
        wordings: those of every claim found, in any order.
        by_vector: ids of the wordings that the search by meaning found.
        by_text: ids of those that the search by words found.
    """
    grouped: dict[int, list[Wording]] = defaultdict(list)
    for wording in wordings:
        grouped[wording.claim_id].append(wording)
    claims = [sorted(found, key=lambda one: (-one.cosine, one.id)) for found in grouped.values()]
    words = _shares(_word_scores(asked, claims))
    letters = _shares(_letter_scores(asked, claims))
    vector_ids, text_ids = frozenset(by_vector), frozenset(by_text)
    ranked = [
        _candidate(asked, found, word, letter, _lists(found, vector_ids, text_ids))
        for found, word, letter in zip(claims, words, letters, strict=True)
    ]
    return tuple(sorted(ranked, key=lambda candidate: (-candidate.score, candidate.claim_id)))


def _candidate(
    asked: Asked, found: Sequence[Wording], words: float, letters: float, lists: tuple[str, ...]
) -> Candidate:
    meaning, gap = found[0].cosine, _day_gap(asked.day, found)
    apart = math.log1p(gap) if gap is not None else 0.0
    return Candidate(
        claim_id=found[0].claim_id,
        score=meaning + WORDS_WEIGHT * words + LETTERS_WEIGHT * letters - DAYS_WEIGHT * apart,
        meaning=meaning,
        words=words,
        letters=letters,
        day_gap=gap,
        wordings=tuple(found),
        lists=lists,
    )


def _lists(found: Sequence[Wording], by_vector: frozenset[int], by_text: frozenset[int]) -> tuple[str, ...]:
    ids = {wording.id for wording in found}
    return tuple(name for name, listed in (("vector", by_vector), ("text", by_text)) if ids & listed)


def _word_scores(asked: Asked, claims: Sequence[Sequence[Wording]]) -> list[float]:
    documents = [frozenset().union(*(wording.words for wording in found)) for found in claims]
    usual = sum(map(len, documents)) / max(1, len(documents)) or 1.0
    return [
        sum(asked.weights[word] for word in document & asked.weights.keys()) * _by_length(len(document) / usual)
        for document in documents
    ]


def _letter_scores(asked: Asked, claims: Sequence[Sequence[Wording]]) -> list[float]:
    """Runs shared with the question; how rare a run is, is counted among the candidates themselves."""
    wanted = letter_runs(asked.text)
    # Only shared runs count, so the others are not even made; how many there are, the length of the line says well enough.
    lines = [letter_line(" ".join(wording.text for wording in found)) for found in claims]
    shared = [[run for run in wanted if run in line] for line in lines]
    weights = word_weights(Counter(run for runs in shared for run in runs), total=len(claims))
    usual = sum(map(len, lines)) / max(1, len(lines)) or 1.0
    return [
        sum(weights[run] for run in runs) * _by_length(len(line) / usual)
        for runs, line in zip(shared, lines, strict=True)
    ]


def _by_length(relative: float) -> float:
    # A word is seldom twice in a claim, so BM25 comes down to how long the document is beside the usual one.
    return (SATURATION + 1) / (1 + SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * relative))


def _shares(scores: Sequence[float]) -> list[float]:
    best = max(scores, default=0.0)
    return [score / best if best > 0 else 0.0 for score in scores]


def _day_gap(day: date | None, found: Sequence[Wording]) -> int | None:
    if day is None:
        return None
    return min((abs((other - day).days) for wording in found for other in wording.days), default=None)
