"""The measurement of extraction: its own arithmetic, and the level that extraction must keep."""

import gzip
import json
from pathlib import Path

import pytest

from claimtrack.errors import InvalidLine
from claimtrack.evals.pages import evaluate_pages

SHARED = Path(__file__).resolve().parents[2] / "../shared/data/article_extraction"
STORY = (
    "The council voted on Monday to close the northern ferry line, which carried 300 people a day.",
    "Its head said that the boats were 40 years old and that repairs would cost more than new ones.",
)
HTML = f"<html><body><nav>Home Sport</nav><article><p>{STORY[0]}</p><p>{STORY[1]}</p></article></body></html>"


def _directory(tmp_path: Path, rows: list[dict[str, object]]) -> Path:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "packed.html.gz").write_bytes(gzip.compress(HTML.encode()))
    (tmp_path / "html" / "plain.html").write_text(HTML, encoding="utf-8")
    (tmp_path / "html" / "empty.html").write_text("<html><body>nothing</body></html>", encoding="utf-8")
    (tmp_path / "truth.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return tmp_path


def test_segments_are_counted(tmp_path: Path) -> None:
    """A wanted piece that is there is a hit, an unwanted one an intrusion; white space does not matter."""
    directory = _directory(
        tmp_path,
        [
            {"id": "packed", "with": ["close the  northern\nferry"], "without": ["Home Sport", "40 years old"]},
            {"id": "plain", "url": "https://a.example/b", "with": ["300 people", "not there"], "without": []},
            {"id": "empty", "with": ["anything"], "without": ["nothing"]},
        ],
    )

    scores = evaluate_pages(directory, directory / "truth.jsonl", directory / "out.jsonl")

    assert scores == {
        "pages": 3,
        "not_found": 1,
        "precision": 0.6667,  # 2 hits, 1 intrusion
        "recall": 0.5,  # 2 of 4
        "f1": 0.5714,
        "accuracy": 0.5714,  # 2 hits and 2 kept out, of 7
    }
    written = [json.loads(line) for line in (directory / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in written] == ["packed", "plain", "empty"]
    assert [row["articleBody"] for row in written] == ["\n\n".join(STORY), "\n\n".join(STORY), ""]


def test_truth_without_segments_is_only_predicted(tmp_path: Path) -> None:
    """Another scorer compares whole texts; then only predictions are written."""
    directory = _directory(tmp_path, [{"id": "plain", "articleBody": "x"}])

    assert evaluate_pages(directory, directory / "truth.jsonl") == {"pages": 1, "not_found": 0}


@pytest.mark.parametrize("line", ["{", "[]", '{"url": "x"}', '{"id": "missing"}'])
def test_bad_truth_is_told(tmp_path: Path, line: str) -> None:
    """A line that cannot be used stops the measurement, since a silent gap would change the score."""
    directory = _directory(tmp_path, [])
    (directory / "truth.jsonl").write_text(line, encoding="utf-8")

    with pytest.raises(InvalidLine):
        evaluate_pages(directory, directory / "truth.jsonl")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled pages are not beside the repository")
def test_extraction_keeps_its_level() -> None:
    """On the 89 labelled pages extraction is no worse than when its settings were chosen (F1 0.958)."""
    scores = evaluate_pages(SHARED, SHARED / "dev.jsonl")

    assert scores["f1"] >= 0.95
    assert scores["not_found"] == 0
