"""The commands that measure print JSON, draw what they are asked to, and say what to mend."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claimtrack.evals.rows import digest_of

Run = Callable[..., Any]

FERRY = "A ferry sank off Tarn on Monday and 31 people drowned."


@pytest.fixture
def measuring(command: Run, models: None, encoder: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`claimtrack` with the encoder that is loaded already, where a command makes one of its own."""
    monkeypatch.setattr("claimtrack.embeddings.encoder.SentenceTransformerEncoder", lambda *_, **__: encoder)
    return command


def write(path: Path, *rows: dict[str, object]) -> Path:
    """The rows as JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_marks_without_text_are_measured(measuring: Run, tmp_path: Path) -> None:
    """What extraction finds in the articles is held against the marks of their claims."""
    text = "Police said 14 people died."
    claim = {"start": 12, "end": 26, "claimant": "Police", "via": [], "type": "event", "check_worthy": True}
    claim |= {"figures": [{"low": 14, "high": 14, "role": "killed"}], "dates": []}
    marks = write(tmp_path / "marks.jsonl", {"article": "7", "digest": digest_of(text), "claims": [claim]})
    articles = write(tmp_path / "articles.jsonl", {"id": "7", "text": text})

    done = measuring("eval", "claims", "--marks", marks, "--articles", articles)

    found = json.loads(done.out)
    assert (0, 1, 1.0, 1.0) == (done.code, found["gold"], found["detection"]["f1"], found["figures"]["f1"])


@pytest.mark.parametrize(
    ("options", "expected"), [((), "Give gold files with --gold"), (("--articles", __file__), "go together")]
)
def test_nothing_to_measure_is_no_table_of_noughts(measuring: Run, options: tuple[str, ...], expected: str) -> None:
    """The command says what it lacks."""
    done = measuring("eval", "claims", *options)

    assert 0 != done.code
    assert expected in " ".join(done.err.split())


def test_pairs_are_measured_written_and_drawn(measuring: Run, tmp_path: Path) -> None:
    """One JSON object on standard output, predictions and a picture in files."""
    data = write(
        tmp_path / "pairs.jsonl",
        {"id": 1, "s1": FERRY, "s2": FERRY, "label": 1},
        {"id": 2, "s1": FERRY, "s2": "A potter sold eleven blue bowls.", "label": 0},
    )
    done = measuring("eval", "pairs", data, "--out", tmp_path / "pred.jsonl", "--plot", tmp_path / "curve.svg")

    found = json.loads(done.out)
    assert (0, 1.0, 2) == (done.code, found["accuracy"], len(found["curve"]["points"]))
    assert 2 == len((tmp_path / "pred.jsonl").read_text().splitlines())
    assert (tmp_path / "curve.svg").read_text().startswith("<svg")


def test_sentences_are_measured(measuring: Run, tmp_path: Path) -> None:
    """Two articles on one ferry."""
    mentions = [{"kind": "event", "sent": 0, "chain": "sink"}]
    data = write(
        tmp_path / "articles.jsonl",
        {"id": "a", "sentences": [FERRY], "mentions": mentions},
        {"id": "b", "sentences": [FERRY], "mentions": mentions},
    )
    done = measuring("eval", "sentences", data)

    assert (0, 1) == (done.code, json.loads(done.out)["positive"])


def test_retrieval_is_measured_on_a_server_of_its_own(measuring: Run, tmp_path: Path) -> None:
    """No setting is needed: the newsroom's database is left alone, and nothing stays behind."""
    done = measuring(
        *("eval", "retrieval"),
        *("--queries", write(tmp_path / "q.jsonl", {"id": 1, "query": "31 drowned off Tarn", "relevant": ["x"]})),
        *(
            "--collection",
            write(tmp_path / "c.jsonl", {"id": "x", "claim": FERRY}, {"id": "y", "claim": "Houses burned"}),
        ),
    )

    assert (0, 1.0) == (done.code, json.loads(done.out)["MAP@5"])


def test_a_plot_of_another_kind_is_refused(measuring: Run, tmp_path: Path) -> None:
    """With the kinds that there are."""
    data = write(tmp_path / "pairs.jsonl", {"id": 1, "s1": FERRY, "s2": FERRY, "label": 1})
    done = measuring("eval", "pairs", data, "--plot", tmp_path / "curve.png")

    assert done.code != 0
    assert "neither .svg nor .html" in " ".join(done.err.split())


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ("many", "must be whole numbers"),
        ("0", "must be 1 or more"),
        ("99999999", "distinct sentences"),
    ],
)
def test_sizes_that_cannot_be_measured_are_refused(measuring: Run, tmp_path: Path, sizes: str, message: str) -> None:
    """Before anything is embedded."""
    text = tmp_path / "text.txt"
    text.write_text(FERRY)
    done = measuring("bench", "match", "--texts", text, "--sizes", sizes)

    assert done.code != 0
    assert message in " ".join(done.err.split())
