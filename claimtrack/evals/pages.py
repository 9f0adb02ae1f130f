"""Measures article extraction on stored pages: a folder of HTML in, predictions and segment scores out.

It runs the extraction that production runs, and reads the truth only after predicting.
"""

import gzip
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from claimtrack.articles.extract import extract_text
from claimtrack.errors import InputError, InvalidLine
from claimtrack.evals.rows import read_rows, write_rows

_MAX_CHARS: Final = 10_000_000
_SPACE: Final = re.compile(r"\s+")


def evaluate_pages(directory: Path, truth_path: Path, out: Path | None = None) -> dict[str, float | int]:
    """How well article text is told from the rest of the page.

    Args:
        directory: holds ``ID.html`` or ``ID.html.gz``, itself or in ``html/``.
        truth_path: one JSON object a line with ``id`` and optionally ``url``, ``with`` and ``without``: pieces that
            must and must not be in the text.
        out: where to write one ``{"id", "articleBody"}`` a line; the text is empty when no article was found.

    Returns:
        ``pages`` and ``not_found`` (pages without an article) as counts; where the truth has segments also
        ``precision``, ``recall``, ``f1`` and ``accuracy`` over them, 0..1.

    Raises:
        InvalidLine: a line of the truth has no ``id``, or its page is missing.
    """
    rows = read_rows(truth_path, fields=("id",))
    texts = {str(row["id"]): _predict(directory, row) for row in rows}
    if out is not None:
        write_rows(out, ({"id": name, "articleBody": text} for name, text in texts.items()))
    found: dict[str, float | int] = {"pages": len(rows), "not_found": sum(not text for text in texts.values())}
    marked = [row for row in rows if "with" in row]
    return found | _segment_scores(marked, texts) if marked else found


def _predict(directory: Path, row: dict[str, object]) -> str:
    """The text of one page; empty when extraction says that there is none."""
    url, body = str(row.get("url") or ""), _page(directory, str(row["id"]))
    try:
        return extract_text(
            body,
            url=url if url.startswith(("http://", "https://")) else None,
            content_type="text/html",
            max_chars=_MAX_CHARS,
        ).text
    except InputError:
        return ""


def _page(directory: Path, name: str) -> bytes:
    for folder in (directory / "html", directory):
        if (folder / f"{name}.html.gz").is_file():
            return gzip.decompress((folder / f"{name}.html.gz").read_bytes())
        if (folder / f"{name}.html").is_file():
            return (folder / f"{name}.html").read_bytes()
    raise InvalidLine(f"There is no page {name}.html or {name}.html.gz in {directory}.")


def _segment_scores(rows: list[dict[str, object]], texts: dict[str, str]) -> dict[str, float]:
    hits = misses = intrusions = kept_out = 0
    for row in rows:
        text = _squeeze(texts[str(row["id"])])
        wanted, unwanted = (_present(row.get(key), text) for key in ("with", "without"))
        hits, misses = hits + sum(wanted), misses + len(wanted) - sum(wanted)
        intrusions, kept_out = intrusions + sum(unwanted), kept_out + len(unwanted) - sum(unwanted)
    precision, recall = _share(hits, hits + intrusions), _share(hits, hits + misses)
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(_share(2 * precision * recall, precision + recall), 4),
        "accuracy": round(_share(hits + kept_out, hits + misses + intrusions + kept_out), 4),
    }


def _present(segments: object, text: str) -> list[bool]:
    return [_squeeze(str(segment)) in text for segment in segments] if isinstance(segments, Iterable) else []


def _squeeze(text: str) -> str:
    return _SPACE.sub(" ", text)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
