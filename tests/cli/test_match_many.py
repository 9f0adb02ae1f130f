"""`claimtrack match` takes several texts, or a file of them, and answers each."""

import json
from pathlib import Path

from claimtrack.cli.console import PARTLY

from .conftest import Run

RAIDS = "Air raids killed 16 people in the rebel-held east of Aleppo on Tuesday"
BOWLS = "The potter fired her kiln with beech wood and sold eleven blue bowls"


def test_several_texts_are_answered_each(demo: Run) -> None:
    """The matches stand under the text that they answer."""
    done = demo("match", RAIDS, BOWLS, "--limit", "1")

    assert 0 == done.code
    assert done.out.index(RAIDS[:40]) < done.out.index("probability") < done.out.index(BOWLS[:40])
    assert done.out.rstrip().endswith("No tracked claim answers this.")


def test_a_file_of_json_lines_gives_a_line_for_each(demo: Run, tmp_path: Path) -> None:
    """Under the name that the file gives, or its line; one that cannot be used is told and the others are answered."""
    path = tmp_path / "texts.jsonl"
    path.write_text(json.dumps({"id": "a", "text": RAIDS}) + "\n\n" + json.dumps({"text": ""}) + f"\n{BOWLS}\n")
    done = demo("match", "--from", path, "--json", "--relation", "same_claim")

    lines = [json.loads(line) for line in done.out.splitlines()]
    assert (PARTLY, ["a", "3", "4"]) == (done.code, [line["id"] for line in lines])
    assert {"same_claim"} == {found["relation"] for found in lines[0]["matches"]}
    assert ["empty-text", []] == [lines[1]["problem"]["code"], lines[2]["matches"]]
    assert "1 text could not be used" in done.err


def test_filters_reach_the_search(demo: Run) -> None:
    """No claim of the demo is closed, or in French."""
    assert "No tracked claim" in demo("match", RAIDS, "--state", "closed").out
    assert "No tracked claim" in demo("match", RAIDS, "--language", "fr").out
    assert "No tracked claim" not in demo("match", RAIDS, "--since", "2016-01-01").out


def test_a_file_that_cannot_be_used_is_refused(claimtrack: Run) -> None:
    """Broken JSON, a line without a text, nothing at all, and neither text nor file."""
    broken, lacking = claimtrack("match", "--from", "-", stdin=b"{x"), claimtrack("match", "--from", "-", stdin=b"{}")
    nothing, neither = claimtrack("match", "--from", "-", stdin=b"\n"), claimtrack("match")

    assert [1, 1, 1, 2] == [broken.code, lacking.code, nothing.code, neither.code]
    assert "Line 1 begins as JSON" in broken.err
    assert "has no `text`" in lacking.err
    assert "has 0 texts" in nothing.err
