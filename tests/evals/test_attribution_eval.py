"""Measuring who said what: the measures themselves, and floors on the marked texts."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrack.cli import cli
from claimtrack.errors import InvalidLine
from claimtrack.evals.attribution import attribution_metrics, evaluate_attribution

TEXT = "Police said the bridge was closed. Vani praised the crew."
POLICE = {"source": [[0, 6]], "cue": [[7, 11]], "content": [[12, 33]]}
VANI = {"source": [[35, 39]], "cue": [[40, 47]], "content": [[48, 56]]}


def test_what_the_text_says_scores_one(tmp_path: Path, nlp: Any) -> None:
    """Attributions that are found as marked are met in full, and written in the marked form."""
    data, out = tmp_path / "data.jsonl.gz", tmp_path / "pred.jsonl"
    data.write_bytes(gzip.compress(json.dumps({"id": "a", "text": TEXT, "attributions": [POLICE, VANI]}).encode()))

    metrics = evaluate_attribution(data, nlp=nlp, out=out)

    perfect = {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert {
        "n": 1, "tokens": {"source": perfect, "cue": perfect, "content": perfect}, "relations": perfect,
        "source_found_in_matched": 1.0, "speaker": perfect,
    } == metrics  # fmt: skip
    assert {"id": "a", "attributions": [POLICE, VANI]} == json.loads(out.read_text(encoding="utf-8"))


def test_a_wrong_source_costs_the_speaker_alone() -> None:
    """The contents still match; the source is somebody else's."""
    metrics = attribution_metrics([(TEXT, [POLICE, VANI], [POLICE, {**VANI, "source": POLICE["source"]}])])

    assert (1.0, 0.5, 0.5) == (
        metrics["relations"]["f1"], metrics["source_found_in_matched"], metrics["speaker"]["f1"],
    )  # fmt: skip


def test_missed_and_spurious_attributions_cost() -> None:
    """One of two is found, and one is found that is not there."""
    spurious = {"source": [], "cue": [], "content": [[0, 4]]}

    metrics = attribution_metrics([(TEXT, [POLICE, VANI], [POLICE, spurious])])

    assert {"precision": 0.5, "recall": 0.5, "f1": 0.5} == metrics["relations"]
    assert {"precision": 1.0, "recall": 0.5, "f1": 0.6667} == metrics["speaker"]


def test_half_of_the_content_is_too_little() -> None:
    """Contents are the same from a token F1 of a half: one word of four is not enough."""
    metrics = attribution_metrics([(TEXT, [POLICE], [{**POLICE, "content": [[12, 15]]}])])

    assert 0.0 == metrics["relations"]["f1"]


def test_texts_without_marks_are_only_predicted(tmp_path: Path, nlp: Any) -> None:
    """A row needs no attributions of its own."""
    data = tmp_path / "data.jsonl"
    data.write_text(json.dumps({"id": "a", "text": TEXT}) + "\n\n", encoding="utf-8")

    assert {"n": 1} == evaluate_attribution(data, nlp=nlp)


@pytest.mark.parametrize(("line", "complaint"), [("{", "not JSON"), ('{"id": 1}', "no `id` with a `text`")])
def test_a_broken_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    """The message says which line."""
    data = tmp_path / "data.jsonl"
    data.write_text(f"{line}\n", encoding="utf-8")

    with pytest.raises(InvalidLine, match=f"Line 1.*{complaint}"):
        evaluate_attribution(data, nlp=None)  # type: ignore[arg-type]


def test_the_command_prints_the_measures(tmp_path: Path) -> None:
    """`eval attribution` answers in JSON and writes the predictions."""
    data, out = tmp_path / "data.jsonl", tmp_path / "pred.jsonl"
    data.write_text(json.dumps({"id": "a", "text": TEXT, "attributions": [POLICE]}), encoding="utf-8")

    done = CliRunner().invoke(cli, ["eval", "attribution", str(data), "--out", str(out)])

    assert (0, 1.0) == (done.exit_code, json.loads(done.output)["tokens"]["content"]["recall"])
    assert out.is_file()


def test_marked_news_texts(shared: Path, tmp_path: Path, nlp: Any) -> None:
    """Twelve marked articles stay above the floors; all 84 reach 0.86 and 0.70."""
    lines = (shared / "data/attribution_polnear/dev.jsonl").read_text(encoding="utf-8").splitlines()
    data = tmp_path / "few.jsonl"
    data.write_text("\n".join(lines[::7]), encoding="utf-8")

    metrics = evaluate_attribution(data, nlp=nlp)

    assert metrics["tokens"]["content"]["f1"] >= 0.80
    assert metrics["speaker"]["f1"] >= 0.64
