"""Marks without text, joined with the articles that they are of."""

import json
from pathlib import Path
from typing import Any

import pytest

from claimtrack.errors import InvalidLine
from claimtrack.evals.relation_marks import read_marks, sentences_of
from claimtrack.evals.rows import digest_of

ARTICLES = [
    {
        "id": "1",
        "title": "Mill burns",
        "text": "Mill burns in Selby. The U.S. Embassy was closed! Nine firemen were hurt.",
        "source": "herald",
        "text_date": "2024-05-02",
    },
    {"id": "2", "title": "Fire", "text": "Ten firemen were hurt.", "source": "echo", "text_date": "2024-05-03"},
]


def mark(**rest: Any) -> dict[str, Any]:
    """The third sentence of the first article against the only one of the second."""
    return {
        "id": "m",
        "a": {"article": "1", "sentence": 2, "digest": digest_of("Nine firemen were hurt.")},
        "b": {"article": "2", "sentence": 0, "digest": digest_of("Ten firemen were hurt.")},
        "relation": "updates",
        "direction": "a_to_b",
        "sure": False,
    } | rest


def written(folder: Path, marked: dict[str, Any]) -> tuple[Path, Path]:
    """The files of marks and of articles."""
    marks, articles = folder / "marks.jsonl", folder / "articles.jsonl"
    marks.write_text(json.dumps(marked) + "\n", encoding="utf-8")
    articles.write_text("".join(json.dumps(row) + "\n" for row in ARTICLES), encoding="utf-8")
    return marks, articles


def test_a_mark_becomes_a_row_with_its_sentences_in_their_context(tmp_path: Path) -> None:
    """Title, outlet, day and the sentence before come from the article, the label from the mark."""
    marks, articles = written(tmp_path, mark())

    (found,) = read_marks(marks, articles)

    assert found == {
        "id": "m",
        "a": {
            "article": "1",
            "outlet": "herald",
            "published_at": "2024-05-02",
            "title": "Mill burns",
            "before": "The U.S. Embassy was closed!",
            "text": "Nine firemen were hurt.",
        },
        "b": {
            "article": "2",
            "outlet": "echo",
            "published_at": "2024-05-03",
            "title": "Fire",
            "before": "",
            "text": "Ten firemen were hurt.",
        },
        "relation": "updates",
        "direction": "a_to_b",
        "sure": False,
    }


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        ({"article": "3", "sentence": 0, "digest": ""}, "not among the articles"),  # an article is missing
        ("1", "not among the articles"),  # no object
        ({"article": "1", "sentence": 1, "digest": digest_of("Nine firemen were hurt.")}, "text has changed"),
        ({"article": "1", "sentence": 3, "digest": ""}, "text has changed"),  # beyond the end
        ({"article": "1"}, "text has changed"),  # no sentence is named
    ],
)
def test_a_mark_that_does_not_fit_the_articles_is_refused(tmp_path: Path, side: object, expected: str) -> None:
    """Nothing is learned from a sentence that nobody has read."""
    marks, articles = written(tmp_path, mark(a=side))

    with pytest.raises(InvalidLine, match=expected):
        read_marks(marks, articles)


def test_every_shipped_mark_names_two_articles_and_a_known_relation() -> None:
    """The file beside the card holds ids, digests and labels, and no text."""
    lines = (Path(__file__).parents[2] / "docs/models/relations-marks.jsonl").read_text(encoding="utf-8").splitlines()
    marks = [json.loads(line) for line in lines]

    assert len(marks) >= 300
    assert len({one["id"] for one in marks}) == len(marks)
    assert all(one["a"]["article"] != one["b"]["article"] for one in marks)
    assert {"a", "b", "direction", "id", "relation", "sure"} == {key for one in marks for key in one}
    assert {"article", "sentence", "digest"} == {key for one in marks for side in "ab" for key in one[side]}
    assert all((one["direction"] is not None) == (one["relation"] in ("entails", "updates")) for one in marks)


def test_sentences_end_behind_full_stops_but_not_behind_initials() -> None:
    """A splitter that anybody can repeat."""
    assert ["The U.N. envoy left.", "Was he sad?", "No!"] == sentences_of("The U.N. envoy left. Was he sad? No!")
