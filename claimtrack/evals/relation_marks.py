"""Labels of pairs of sentences, kept apart from the articles that the sentences are in.

A file of marks and a file of articles come in, rows as ``evals.relations`` takes them go out. A mark names two articles by
their ids and the sentence of each by its number, and keeps the beginning of the SHA-256 of that sentence: so labels can be
published without a text, and nothing is learned from another sentence than the one that was read.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from claimtrack.errors import InvalidLine
from claimtrack.evals.rows import Row, digest_of, read_rows

SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)\s+")
"""Where the text of an article is cut: behind a full stop, but not behind that of an initial ("U.N. envoy")."""
SIDES = ("a", "b")


def read_marks(marks: Path, articles: Path) -> list[dict[str, Any]]:
    """The marked pairs as rows, in order: ``id``, ``a``, ``b``, ``relation``, ``direction`` and ``sure``.

    Args:
        marks: JSON lines with ``id``, ``relation``, ``direction``, ``sure``, and ``a`` and ``b``, each ``{"article",
            "sentence", "digest"}``; sentences are counted from nought.
        articles: JSON lines with ``id``, ``title``, ``text``, ``source`` (the outlet) and ``text_date`` (the day).

    Raises:
        InvalidLine: a line lacks a field, an article is missing, or a sentence is not the one that was marked.
    """
    known = {str(row["id"]): row for row in read_rows(articles, fields=("id", "text"))}
    return [_row(mark, known) for mark in read_rows(marks, fields=("id", *SIDES, "relation", "sure"))]


def sentences_of(text: str) -> list[str]:
    """The sentences of an article as marks count them."""
    return SENTENCE_END.split(text)


def _row(mark: Row, articles: Mapping[str, Row]) -> dict[str, Any]:
    return {**mark, "direction": mark.get("direction"), **{side: _side(mark, side, articles) for side in SIDES}}


def _side(mark: Row, side: str, articles: Mapping[str, Row]) -> dict[str, Any]:
    named = mark[side]
    article = articles.get(str(named.get("article"))) if isinstance(named, dict) else None
    if article is None:
        raise InvalidLine(f"The article of side `{side}` of {mark['id']} is not among the articles. Give all of them.")
    sentences, number = sentences_of(str(article["text"])), int(named.get("sentence", -1))
    if not 0 <= number < len(sentences) or digest_of(sentences[number]) != named.get("digest"):
        raise InvalidLine(
            f"Sentence {number} of article {article['id']} is not the one that {mark['id']} marks: the text has changed. "
            "Give the articles as they were published."
        )
    return {
        "article": str(article["id"]),
        "outlet": article.get("source"),
        "published_at": article.get("text_date"),
        "title": article.get("title"),
        "before": sentences[number - 1] if number else "",
        "text": sentences[number],
    }
