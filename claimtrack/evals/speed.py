"""How fast the stages are, beside plain libraries on the same texts in the same run.

Machines differ and are noisy, so what counts is the ratio; the rounds of ours and of the plain path take turns.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from claimtrack.claims.detect import extract_claims
from claimtrack.embeddings.encoder import Encoder

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """One way of doing the work."""

    name: str
    seconds: float
    """Median of the rounds, for all texts."""
    articles_per_s: float
    ratio: float
    """Articles a second against the plain path; above 1 is faster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedReport:
    """What was measured on which texts."""

    articles: int
    words: int
    claims: int
    rounds: int
    paces: tuple[Pace, ...]


def bench_extract(texts: Sequence[str], *, nlp: "Language", encoder: Encoder, rounds: int = 3) -> SpeedReport:
    """Articles a second from text to claims, without and with vectors, beside spaCy and sentence-transformers alone.

    The plain path parses each text with the same spaCy pipeline and embeds its sentences; it finds no claims.

    Args:
        texts: article texts, not empty.
        rounds: how often each way is timed; the median counts.

    Raises:
        ValueError: there is no text, or no round.
    """
    if not texts or rounds < 1:
        raise ValueError("Give at least one text and one round.")
    day = date(2016, 10, 11)
    claims = [extract_claims(text, published_on=day, nlp=nlp).claims for text in texts]
    ways: dict[str, Callable[[int], None]] = {
        "plain: spaCy parse": lambda _: _parse(texts, nlp),
        "ours: claims": lambda _: _extract(texts, nlp, day),
        "plain: spaCy parse + sentence vectors": lambda turn: _parse_and_embed(texts, nlp, encoder, turn),
        "ours: claims + vectors": lambda turn: _extract_and_embed(texts, nlp, encoder, day, turn),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds):
        for name, work in ways.items():
            begun = time.perf_counter()
            work(turn)
            taken[name].append(time.perf_counter() - begun)
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    plain = {"ours: claims": "plain: spaCy parse", "ours: claims + vectors": "plain: spaCy parse + sentence vectors"}
    return SpeedReport(
        articles=len(texts),
        words=sum(len(text.split()) for text in texts),
        claims=sum(len(found) for found in claims),
        rounds=rounds,
        paces=tuple(
            Pace(
                name=name,
                seconds=round(seconds, 3),
                articles_per_s=round(len(texts) / seconds, 2),
                ratio=round(medians[plain.get(name, name)] / seconds, 3),
            )
            for name, seconds in medians.items()
        ),
    )


def _parse(texts: Sequence[str], nlp: "Language") -> None:
    for text in texts:
        nlp(text)


def _extract(texts: Sequence[str], nlp: "Language", day: date) -> None:
    for text in texts:
        extract_claims(text, published_on=day, nlp=nlp)


def _parse_and_embed(texts: Sequence[str], nlp: "Language", encoder: Encoder, turn: int) -> None:
    for text in texts:
        sentences = [found.text.strip() for found in nlp(text).sents]
        encoder.encode(_fresh([sentence for sentence in sentences if sentence], turn))


def _extract_and_embed(texts: Sequence[str], nlp: "Language", encoder: Encoder, day: date, turn: int) -> None:
    for text in texts:
        claims = extract_claims(text, published_on=day, nlp=nlp).claims
        encoder.encode(_fresh([claim.wording for claim in claims], turn))


def _fresh(texts: Sequence[str], turn: int) -> list[str]:
    """The texts with a mark of the round, so that the encoder's memory of earlier rounds does not help."""
    return [f"{text} ({turn})" for text in texts]
