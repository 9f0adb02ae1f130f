"""Measuring events: metrics on small examples, and the whole way on a few articles of our own."""

import json
from datetime import date
from pathlib import Path

import pytest

from claimtrack.errors import InvalidLine
from claimtrack.evals.events import evaluate_events, event_metrics, published_on
from claimtrack.services.engine import Engine

ARTICLES = [
    {
        "id": "a", "source": "harbor", "date": "2016-10-10", "text_date": None, "title": "Car bomb kills 14 at Varno market",
        "text": "10-10-2016 Car bomb kills 14 at Varno market. A car bomb killed at least 14 people at a market in Varno on "
                "Monday police said.",
    },
    {
        "id": "b", "source": "coast", "date": "2016-10-11", "text_date": "2016-10-11", "title": "Blast in Varno kills 17",
        "text": "A car bomb at a market in Varno killed 17 people on Monday the hospital said.",
    },
    {
        "id": "c", "source": "meridian", "date": "2016-10-10", "text_date": "2016-10-10",
        "title": "Five dead as school in Deraa is shelled",
        "text": "Five pupils were killed on Monday when mortar shells hit a school in Deraa a monitor said.",
    },
]  # fmt: skip
EVENTS = [
    {
        "event": "blast", "conflict": True,
        "articles": [
            {"id": "a", "killed": 14, "also": [], "mention": "main"}, {"id": "b", "killed": 17, "also": [], "mention": "main"}
        ],
    },
    {"event": "school", "conflict": False, "articles": [{"id": "c", "killed": 5, "also": [4], "mention": "main"}]},
]  # fmt: skip


def line(article: str, event: str, killed: float | None) -> dict[str, object]:
    """A prediction."""
    return {"article": article, "event": event, "killed": killed}


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    """The rows as JSON lines in a file."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_whole_way_from_articles_to_metrics(engine: Engine, tmp_path: Path) -> None:
    """Articles are stored, extracted and linked as in production, and the predictions are written."""
    articles = written(tmp_path / "articles.jsonl", ARTICLES)  # type: ignore[arg-type]
    events = written(tmp_path / "events.jsonl", EVENTS)  # type: ignore[arg-type]

    found = evaluate_events(engine, articles, events, out=tmp_path / "pred.jsonl")

    perfect = {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert {"n": 3, "strict_recall": 1.0, "lenient_recall": 1.0} == found["figure"]
    assert (perfect, perfect) == (found["linking"], found["conflict"])
    predicted = [json.loads(row) for row in (tmp_path / "pred.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"a": 14, "b": 17, "c": 5} == {row["article"]: row["killed"] for row in predicted}


def test_a_wrong_link_costs_precision_and_a_missing_one_recall() -> None:
    """Linking counts pairs of articles."""
    merged = event_metrics(EVENTS, [line("a", "1", 14), line("b", "1", 17), line("c", "1", 5)])["linking"]
    apart = event_metrics(EVENTS, [line("a", "1", 14), line("b", "2", 17), line("c", "3", 5)])["linking"]

    assert (round(1 / 3, 4), 1.0) == (merged["precision"], merged["recall"])
    assert (0.0, 0.0) == (apart["recall"], apart["f1"])


def test_a_pair_that_is_left_out_is_not_counted() -> None:
    """A doubtful pair neither helps nor hurts."""
    lines = [line("a", "1", 14), line("b", "1", 17), line("c", "1", 5)]

    found = event_metrics(EVENTS, lines, [("a", "c"), ("c", "b")])["linking"]

    assert 1.0 == found["precision"]


def test_another_toll_that_is_told_counts_leniently() -> None:
    """The strict recall takes the main toll alone."""
    found = event_metrics(EVENTS, [line("a", "1", 14), line("b", "1", None), line("c", "2", 4)])["figure"]

    assert (round(1 / 3, 4), round(2 / 3, 4)) == (found["strict_recall"], found["lenient_recall"])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"text": "x", "text_date": "2016-10-11", "date": "2016-01-01"}, date(2016, 10, 11)),  # the day in the text
        ({"text": "09-10-2016 A bomb went off.", "date": "2016-01-01"}, date(2016, 10, 9)),  # a stamp in figures
        ({"text": "A bomb went off.", "date": "2016-01-01"}, date(2016, 1, 1)),  # the day it came with
        ({"text": "A bomb went off."}, None),  # nothing is known
    ],
)
def test_the_day_of_an_article(row: dict[str, str], expected: date | None) -> None:
    """What the text says of its own day goes before what it came with."""
    assert expected == published_on(row)


@pytest.mark.parametrize("raw", ["{", "[]", '{"id": "a"}'])
def test_a_line_that_cannot_be_used_is_named(engine: Engine, tmp_path: Path, raw: str) -> None:
    """A broken line stops the measuring before anything is stored."""
    articles = tmp_path / "articles.jsonl"
    articles.write_text(raw + "\n", encoding="utf-8")

    with pytest.raises(InvalidLine, match="Line 1"):
        evaluate_events(engine, articles, articles)
