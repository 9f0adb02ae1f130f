"""Claims marked in articles, kept apart from the articles' texts.

A file of marks and files of articles come in, texts with their marked claims go out. A mark names an article by its id and
a claim by its offsets, and keeps the beginning of the SHA-256 of the text that was read: so marks can be published without
a text, and nothing is measured on another text than the one that was marked.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from claimtrack.errors import InvalidLine
from claimtrack.evals.claims import MarkedText
from claimtrack.evals.plain_text import plain_text
from claimtrack.evals.rows import Row, digest_of, read_rows

HEADLINE_END = "\n\n"
"""What stands between the headline and the text of an article that was marked with its headline."""


def read_claim_marks(marks: Path, articles: Iterable[Path], *, only_known: bool = False) -> list[MarkedText]:
    """The marked articles, in the order of the marks.

    Args:
        marks: JSON lines with ``article``, ``digest``, ``claims`` (as in a gold file, without ``quote``; ``dates`` are days
            alone), ``published_at`` (a day or null), and ``headline``: whether the article's title was read above its text.
        articles: JSON lines with ``id``, ``text`` and, for those marked with their headline, ``title``; in place of ``text``
            there may be ``sentences``, which are read as `plain_text` writes them.
        only_known: pass over the marks of articles that are not there.

    Raises:
        InvalidLine: a line lacks a field, an article is missing, or its text is not the one that was marked.
    """
    known = {str(row["id"]): row for path in articles for row in read_rows(path, fields=("id",))}
    rows = read_rows(marks, fields=("article", "digest", "claims"))
    return [_marked(mark, known) for mark in rows if not only_known or str(mark["article"]) in known]


def marked_text(article: Row, *, headline: bool) -> str:
    """The text that the offsets of a mark count in."""
    if "text" not in article and "sentences" not in article:
        raise InvalidLine(f"The article {article['id']} has neither `text` nor `sentences`.")
    text = str(article["text"]) if "text" in article else plain_text(article["sentences"])
    return f"{article['title']}{HEADLINE_END}{text}" if headline else text


def _marked(mark: Row, articles: Mapping[str, Row]) -> MarkedText:
    article = articles.get(str(mark["article"]))
    if article is None:
        raise InvalidLine(
            f"The article {mark['article']} is not among the articles. Give all files of the marked ones."
        )
    text = marked_text(article, headline=bool(mark.get("headline")) and "title" in article)
    if digest_of(text) != mark["digest"]:
        raise InvalidLine(
            f"The text of {mark['article']} has changed since it was marked. Give the file it was marked in."
        )
    published = mark.get("published_at")
    return MarkedText(
        name=str(mark["article"]),
        text=text,
        published_on=date.fromisoformat(published) if published else None,
        claims=[{**one, "dates": [[None, day] for day in one.get("dates") or ()]} for one in mark["claims"]],
    )
