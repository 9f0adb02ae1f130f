"""Measures whether sentences of different articles are known to tell of one event: articles in, a score for each pair out.

The score is the probability that linking goes by. Which events a sentence tells of is read only after every pair of
sentences has its score.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from claimtrack.claims.detect import extract_claims
from claimtrack.embeddings.encoder import Encoder
from claimtrack.errors import InvalidLine
from claimtrack.evals.curve import Curve, threshold_curve
from claimtrack.evals.rows import Row, read_rows, write_rows
from claimtrack.evals.stock import embed
from claimtrack.links.assertions import assertion_of
from claimtrack.links.measure import PairFeatures, measure
from claimtrack.links.model import Assertion
from claimtrack.links.score import same_event
from claimtrack.links.story import Story, same_story, story_of

if TYPE_CHECKING:
    from spacy.language import Language

PARAGRAPH = "\n\n"
Key = tuple[str, int]
"""An article's id and a sentence's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of an article, with what was read in it."""

    key: Key
    assertion: Assertion
    story: Story


def evaluate_sentences(
    data: Path,
    *,
    nlp: "Language",
    encoder: Encoder,
    out: Path | None = None,
    report: Callable[[int, int], None] = lambda done, whole: None,
) -> tuple[dict[str, Any], Curve]:
    """How well pairs of sentences of one event are told from other pairs of one topic.

    Args:
        data: JSON lines, each an article: ``id``, ``sentences`` (a list of texts, the headline first), optionally ``topic``
            (only articles of one topic are compared), ``sentence_ids`` (default: 0, 1, 2 ...) and
            ``validated_sentence_ids`` (only these are compared); for the metrics ``mentions``, of which those with
            ``kind`` event, ``sent`` and ``chain`` say which event a sentence tells of.
        nlp: the parser that extraction uses.
        encoder: the model whose cosine the comparison uses.
        out: where to write one ``{"a": [article, sentence], "b": [...], "score"}`` a line; None writes nothing.
        report: told how many of all sentences are embedded.

    Returns:
        The metrics over the pairs in which both sentences have an event: ``pairs``, ``positive``, ``average_precision``
        and ``best_f1``. And the curve over them.

    Raises:
        InvalidLine: a line is no such article.
    """
    articles = read_rows(data, fields=("id", "sentences"))
    topics = _topics(articles, nlp)
    texts = list(dict.fromkeys(one.assertion.text for found in topics for one in found))
    vectors = dict(zip(texts, embed(texts, encoder, report=report), strict=True)) if texts else {}
    scores = dict(_scores(topics, vectors))
    if out is not None:
        write_rows(out, ({"a": list(a), "b": list(b), "score": round(score, 6)} for (a, b), score in scores.items()))
    return sentence_metrics(articles, scores)


def sentence_metrics(
    articles: Sequence[Mapping[str, Any]], scores: Mapping[tuple[Key, Key], float]
) -> tuple[dict[str, Any], Curve]:
    """The metrics over the scored pairs of which both sentences are labelled with events, and the curve."""
    events = _events(articles)
    pairs = [(bool(events[a] & events[b]), score) for (a, b), score in scores.items() if a in events and b in events]
    curve = threshold_curve([label for label, _ in pairs], [score for _, score in pairs])
    metrics = {
        "articles": len(articles),
        "pairs": curve.n,
        "positive": curve.positives,
        "average_precision": curve.average_precision,
        "best_f1": curve.best.f1 if curve.best else 0.0,
    }
    return metrics, curve


def labelled_pairs(
    data: Path, *, nlp: "Language", encoder: Encoder, most: int
) -> tuple[list[PairFeatures], list[bool]]:
    """Pairs of labelled sentences of one topic and different articles, evenly taken, and whether they tell of one event.

    Raises:
        InvalidLine: a line is no such article.
    """
    articles = read_rows(data, fields=("id", "sentences"))
    events = _events(articles)
    topics = _topics(articles, nlp)
    known = [[one for one in found if one.key in events] for found in topics]
    pairs = [(a, b) for found in known for a, b in combinations(found, 2) if a.key[0] != b.key[0]]
    kept = [pairs[int(number * len(pairs) / most)] for number in range(most)] if len(pairs) > most else pairs
    texts = list(dict.fromkeys(one.assertion.text for pair in kept for one in pair))
    vectors = dict(zip(texts, embed(texts, encoder), strict=True)) if texts else {}
    return [_measured(a, b, vectors) for a, b in kept], [bool(events[a.key] & events[b.key]) for a, b in kept]


def _topics(articles: Iterable[Row], nlp: "Language") -> list[list[Sentence]]:
    topics: dict[str, list[Sentence]] = defaultdict(list)
    for article in articles:
        topics[str(article.get("topic", ""))] += _sentences(article, nlp)
    return list(topics.values())


def _scores(
    topics: Iterable[Sequence[Sentence]], vectors: Mapping[str, np.ndarray]
) -> Iterator[tuple[tuple[Key, Key], float]]:
    for sentences in topics:
        for a, b in combinations(sentences, 2):
            if a.key[0] != b.key[0]:
                yield (a.key, b.key), same_event(_measured(a, b, vectors)).probability


def _measured(a: Sentence, b: Sentence, vectors: Mapping[str, np.ndarray]) -> PairFeatures:
    similarity = float(vectors[a.assertion.text] @ vectors[b.assertion.text])
    return measure(a.assertion, b.assertion, similarity=similarity, same_story=same_story(a.story, b.story))


def _sentences(article: Row, nlp: "Language") -> Iterator[Sentence]:
    """The sentences to compare, each as one assertion with the facts of all its claims, read in their article."""
    texts, ids = article["sentences"], article.get("sentence_ids")
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise InvalidLine(f"`sentences` of the article {article['id']} is no list of texts. Correct it and run again.")
    numbers = ids if isinstance(ids, list) and len(ids) == len(texts) else list(range(len(texts)))
    wanted = set(article.get("validated_sentence_ids", numbers))
    whole = PARAGRAPH.join(texts)
    extraction = extract_claims(whole, published_on=None, nlp=nlp)
    story = story_of(whole)
    start = 0
    for number, text in zip(numbers, texts, strict=True):
        end = start + len(text)
        found = [
            assertion_of(claim, published_on=None, language=extraction.language, before=extraction.claims[:place])
            for place, claim in enumerate(extraction.claims)
            if start <= claim.start < end
        ]
        start = end + len(PARAGRAPH)
        if number in wanted and text.strip():
            yield Sentence(
                key=(str(article["id"]), int(number)),
                assertion=_together(text, found, extraction.language),
                story=story,
            )


def _together(text: str, found: Sequence[Assertion], language: str) -> Assertion:
    if not found:
        return Assertion(text=text, language=language)
    return replace(
        found[0],
        text=text,
        figures=tuple(dict.fromkeys(figure for one in found for figure in one.figures)),
        days=tuple(dict.fromkeys(day for one in found for day in one.days)),
        places=tuple(dict.fromkeys(place for one in found for place in one.places)),
        entities=tuple(dict.fromkeys(name for one in found for name in one.entities)),
        negated=any(one.negated for one in found),
    )


def _events(articles: Sequence[Mapping[str, Any]]) -> dict[Key, set[str]]:
    events: dict[Key, set[str]] = defaultdict(set)
    for article in articles:
        for mention in article.get("mentions", ()):
            if mention["kind"] == "event":
                events[str(article["id"]), int(mention["sent"])].add(str(mention["chain"]))
    return events
