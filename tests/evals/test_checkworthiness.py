"""Measuring the check-worthiness, learning it again, and the floors on sentences that it was not learned from."""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from claimtrack.claims.worthiness import learned_weights
from claimtrack.cli import main
from claimtrack.errors import InvalidLine
from claimtrack.evals.checkworthiness import evaluate_checkworthiness, score_sentences
from claimtrack.evals.worthiness_training import examples, log_odds, train

FACT, WISH = "The council sold 40 boats for 3 million euros in 2014.", "I hope we can all be friends."
PLACES = ("Tarn", "Kandor", "Larnos", "Orr", "Madur", "Arden")
SHORT_SPEECHES = ("20181010_medicare", "20190108_oval_office", "20182601_trump_world", "20170228_trump_address")


def write(path: Path, *rows: dict[str, Any] | str) -> Path:
    """A file of JSON lines."""
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of such a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_row_is_predicted_and_measured(tmp_path: Path, nlp: Any, encoder: Any) -> None:
    """One line a row with its id, in order; a wrong label costs."""
    data = write(
        tmp_path / "data.jsonl",
        {"id": "a", "text": WISH, "label": 0},
        {"id": "b", "text": FACT, "label": 1},
        {"id": "c", "text": FACT + " ", "label": 0},
    )

    found = evaluate_checkworthiness(data, nlp=nlp, encoder=encoder, out=tmp_path / "pred.jsonl")

    written = read(tmp_path / "pred.jsonl")
    assert [("a", 0), ("b", 1), ("c", 1)] == [(row["id"], row["label"]) for row in written]
    assert all(0 <= row["score"] <= 1 for row in written)
    assert (3, 1, 0.6667) == (found["n"], found["positive"], found["accuracy"])
    assert {"precision": 0.5, "recall": 1.0, "f1": 0.6667} == found["worthy"]
    assert "map" not in found


def test_documents_are_ranked_by_themselves(tmp_path: Path, nlp: Any) -> None:
    """Average precision is taken in each document and then averaged."""
    data = write(
        tmp_path / "data.jsonl",
        {"doc": "one", "line": 1, "text": WISH, "label": 0},
        {"doc": "one", "line": 2, "text": FACT, "label": 1},
        {"doc": "two", "line": 1, "text": WISH, "label": 1},
        {"doc": "two", "line": 2, "text": FACT, "label": 0},
    )

    found = evaluate_checkworthiness(data, nlp=nlp, encoder=None, out=tmp_path / "pred.jsonl")

    assert (2, 0.75, 0.75) == (found["documents"], found["map"], found["mrr"])
    assert {"doc", "line", "score", "label"} == set(read(tmp_path / "pred.jsonl")[0])


def test_no_label_is_read_before_all_is_predicted(tmp_path: Path, nlp: Any) -> None:
    """Rows without labels are predicted all the same, and nothing is measured."""
    data = write(tmp_path / "data.jsonl", {"id": 1, "text": FACT}, {"id": 2, "text": ""})

    found = evaluate_checkworthiness(data, nlp=nlp, encoder=None, out=tmp_path / "pred.jsonl")

    assert {"n": 2} == found
    assert [1, 0] == [row["label"] for row in read(tmp_path / "pred.jsonl")]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "Line 1 is not JSON"),
        ('{"text": "Rain fell."}', "Line 1 has no"),  # neither id nor place
        ('{"doc": "one", "text": "Rain fell."}', "Line 1 has no"),  # a document without a line
        ('{"id": 1, "text": null}', "Line 1 has no"),
        ("[]", "Line 1 has no"),
        ('{"id": 1, "text": "Rain fell.", "label": "yes"}', "label"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, nlp: Any, row: str, said: str) -> None:
    """What is no such row is an error with its number, never a score."""
    with pytest.raises(InvalidLine, match=said):
        evaluate_checkworthiness(write(tmp_path / "data.jsonl", row), nlp=nlp, encoder=None)


def test_a_broken_archive_is_named(tmp_path: Path, nlp: Any) -> None:
    """A packed file that is cut off is an error with its name."""
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": 1, "text": "Rain fell."}\n')[:-9])

    with pytest.raises(InvalidLine, match=r"cut\.jsonl\.gz"):
        evaluate_checkworthiness(path, nlp=nlp, encoder=None)


def test_nothing_to_say_is_worth_nothing(nlp: Any, encoder: Any) -> None:
    """A row without words scores 0 and does not shift the others."""
    found = score_sentences(["", FACT, " \n"], nlp=nlp, encoder=encoder)

    assert [0.0, True, 0.0] == [found[0].score, found[1].score > 0.5, found[2].score]


def sentences() -> tuple[list[str], list[int]]:
    """A few sentences of each kind, with their labels."""
    facts = [f"The council of {place} sold {number} boats last year." for place in PLACES for number in (3, 40)]
    wishes = [f"I hope that {place} will {verb} again." for place in PLACES for verb in ("shine", "sing")]
    return facts + wishes, [1] * len(facts) + [0] * len(wishes)


def test_what_is_learned_is_what_is_read_again(tmp_path: Path, nlp: Any, encoder: Any) -> None:
    """The file tells the two kinds apart, says what it is from, and is the same one when made twice."""
    texts, labels = sentences()
    told = [
        train(texts, labels, nlp=nlp, encoder=encoder, about={"source": "our own"}, out=tmp_path / name)
        for name in ("a.npz", "b.npz")
    ]

    weights = learned_weights(tmp_path / "a.npz")
    alone, full = log_odds(weights, examples(texts, nlp=nlp, encoder=encoder))
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert told[0] == told[1]
    assert 1.0 == told[0]["full"]["average_precision"]
    assert min(full[:12]) > max(full[12:])
    assert min(alone[:12]) > max(alone[12:])
    assert ("our own", encoder.model_id, 24) == tuple(
        weights.about[name] for name in ("source", "meaning_model", "sentences")
    )


def test_too_little_to_learn_from_is_an_error(tmp_path: Path, nlp: Any, encoder: Any) -> None:
    """Without five of each kind nothing can be held out."""
    with pytest.raises(InvalidLine, match="at least 5"):
        train([FACT, WISH], [1, 0], nlp=nlp, encoder=encoder, about={}, out=tmp_path / "weights.npz")

    assert not (tmp_path / "weights.npz").exists()


def typed(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of a command."""
    monkeypatch.setattr(sys, "argv", ["claimtrack", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_the_commands(
    tmp_path: Path, nlp: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`eval` prints what it measured as JSON; `train` refuses a file with too little in it."""
    monkeypatch.setattr("claimtrack.claims.parse.load_parser", lambda: nlp)
    data = write(tmp_path / "data.jsonl", {"id": 1, "text": FACT, "label": 1}, {"id": 2, "text": WISH, "label": 0})

    measured = typed(monkeypatch, "eval", "checkworthiness", data, "--words-only", "--out", tmp_path / "pred.jsonl")
    said = json.loads(capsys.readouterr().out)
    refused = typed(monkeypatch, "train", "checkworthiness", data, "--out", tmp_path / "weights.npz")

    assert (0, 1.0, 2) == (measured, said["worthy"]["f1"], len(read(tmp_path / "pred.jsonl")))
    assert 1 == refused
    assert "at least 5 sentences" in capsys.readouterr().err


def test_floor_on_speeches(tmp_path: Path, shared: Path, nlp: Any) -> None:
    """Four speeches that nothing was learned from are ranked as well as they were. Measured 2026-11: MAP 0.330."""
    lines = gzip.decompress((shared / "data/checkworthy_clef2019/train.jsonl.gz").read_bytes()).decode().splitlines()
    rows = [row for row in map(json.loads, lines) if row["doc"] in SHORT_SPEECHES]

    found = evaluate_checkworthiness(write(tmp_path / "speeches.jsonl", *rows), nlp=nlp, encoder=None)

    assert found["map"] >= 0.3
