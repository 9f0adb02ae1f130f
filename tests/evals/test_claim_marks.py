"""Marked claims without text, joined with the articles that they are of."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from claimtrack.errors import InvalidLine
from claimtrack.evals.claim_marks import read_claim_marks
from claimtrack.evals.claims import evaluate_claims
from claimtrack.evals.rows import digest_of

TITLE = "Ferry sinks off Larnos"
TEXT = "A ferry sank off Larnos on Monday. Police said 14 people died."
MARKED = f"{TITLE}\n\n{TEXT}"
ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "docs/error-analysis/claim-marks.jsonl"
SHARED = ROOT / "../shared/data"
ARTICLES = [SHARED / "attribution_polnear/train.jsonl.gz", SHARED / "syria_multisource/articles.jsonl"]
needs_articles = pytest.mark.skipif(
    not all(path.exists() for path in ARTICLES),
    reason="the marked articles (../shared/data) are not beside the repository",
)


def claim(quote: str, **more: Any) -> dict[str, Any]:
    """A mark of a stretch of the article under its headline."""
    start = MARKED.index(quote)
    plain = {"claimant": None, "via": [], "type": "event", "check_worthy": True, "figures": [], "dates": []}
    return {**plain, "start": start, "end": start + len(quote), **more}


def written(folder: Path, **rest: Any) -> tuple[Path, Path]:
    """The files of marks and of articles."""
    claims = [
        claim(TITLE),
        claim("A ferry sank off Larnos on Monday", dates=["2016-10-10"]),
        claim("14 people died", claimant="Police", figures=[{"low": 14, "high": 14, "role": "killed"}]),
    ]
    mark = {"article": "7", "headline": True, "digest": digest_of(MARKED), "published_at": "2016-10-11"}
    marks, articles = folder / "marks.jsonl", folder / "articles.jsonl"
    marks.write_text(json.dumps(mark | {"claims": claims} | rest) + "\n", encoding="utf-8")
    articles.write_text(json.dumps({"id": "7", "title": TITLE, "text": TEXT}) + "\n", encoding="utf-8")
    return marks, articles


def test_marks_are_read_in_the_text_under_its_headline(tmp_path: Path) -> None:
    """Offsets count from the headline, days stand without their words."""
    marks, articles = written(tmp_path)

    (found,) = read_claim_marks(marks, [articles])

    assert ("7", MARKED, date(2016, 10, 11)) == (found.name, found.text, found.published_on)
    assert [[None, "2016-10-10"]] == found.claims[1]["dates"]
    assert "14 people died" == found.text[found.claims[2]["start"] : found.claims[2]["end"]]


def test_an_article_marked_without_headline_is_read_without(tmp_path: Path) -> None:
    """A text that begins with its title already has it once."""
    marks, articles = written(tmp_path, headline=False, digest=digest_of(TEXT), claims=[], published_at=None)

    (found,) = read_claim_marks(marks, [articles])

    assert (TEXT, None) == (found.text, found.published_on)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ({"article": "8"}, "not among the articles"),
        ({"headline": False}, "text of 7 has changed"),
        ({"digest": "0" * 12}, "text of 7 has changed"),
        ({"claims": None}, "no `claims`"),
    ],
)
def test_marks_that_do_not_fit_are_refused(tmp_path: Path, rest: dict[str, Any], expected: str) -> None:
    """Nothing is measured on a text that nobody has marked."""
    marks, articles = written(tmp_path, **rest)

    with pytest.raises(InvalidLine, match=expected):
        read_claim_marks(marks, [articles])


def test_every_shipped_mark_is_offsets_and_facts() -> None:
    """The file beside the error analysis holds no words of an article but the names of who speaks."""
    marks = [json.loads(line) for line in SHIPPED.read_text(encoding="utf-8").splitlines()]

    assert len(marks) >= 20
    assert {"article", "headline", "digest", "published_at", "batch", "claims"} == {key for one in marks for key in one}
    keys = {"start", "end", "claimant", "via", "type", "check_worthy", "figures", "dates"}
    assert all(set(one) == keys and one["start"] < one["end"] for mark in marks for one in mark["claims"])


@needs_articles
def test_floors_on_marked_articles(nlp: Any) -> None:
    """What extraction reached on every sixth marked article is not lost again. Measured 2026-12: 0.82, 0.79, 0.79."""
    marked = read_claim_marks(SHIPPED, ARTICLES)[::6]

    found = evaluate_claims(marked, None, nlp)

    assert found["inexact_spans"] == 0
    assert found["detection"]["f1"] >= 0.79
    assert found["check_worthy_recall"] >= 0.75
    assert found["figures"]["f1"] >= 0.75
