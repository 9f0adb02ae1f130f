"""The whole way from two sentences to a typed relation, on pairs of our own and on labelled ones."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from claimtrack.errors import InvalidLine
from claimtrack.evals.relations import evaluate_relations, relation_metrics

if TYPE_CHECKING:
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder


def side(text: str, published_at: str = "2016-10-11", before: str = "", title: str = "") -> dict[str, str]:
    """One sentence with its context."""
    return {"text": text, "published_at": published_at, "before": before, "title": title}


OWN_PAIRS = [
    (
        side("Airstrikes on rebel-held districts of Aleppo killed at least 16 people on Tuesday, a monitor said."),
        side("At least 16 people died on Tuesday in air raids on rebel-held parts of Aleppo, the monitor said."),
        "same_claim",
        None,
    ),
    (
        side("Airstrikes on rebel-held districts of Aleppo killed at least 16 people on Tuesday, a monitor said."),
        side("Airstrikes on rebel-held districts of Aleppo killed 25 people on Tuesday, rescue workers said."),
        "entails",
        "b_to_a",
    ),
    (
        side("Airstrikes on rebel-held districts of Aleppo killed 16 people on Tuesday, a monitor said."),
        side("Airstrikes on rebel-held districts of Aleppo killed 26 people on Tuesday, rescue workers said."),
        "conflicts",
        None,
    ),
    (
        side("Airstrikes on rebel-held districts of Aleppo killed 16 people on Tuesday, a monitor said."),
        side("Airstrikes on rebel-held Aleppo killed 27 people on Tuesday, the monitor said.", "2016-10-12"),
        "updates",
        "a_to_b",
    ),
    (
        side("Airstrikes on rebel-held districts of Aleppo killed at least 16 people on Tuesday, a monitor said."),
        side("Shells fired at a school in Deraa killed five pupils on Tuesday, a teacher said."),
        "related",
        None,
    ),
]


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    """A file of our own pairs."""
    path = tmp_path / "pairs.jsonl"
    rows = [
        {"id": f"own-{number}", "a": a, "b": b, "relation": relation, "direction": direction}
        for number, (a, b, relation, direction) in enumerate(OWN_PAIRS)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_our_own_pairs_get_their_relation_and_direction(
    own_file: Path, tmp_path: Path, nlp: Any, encoder: "SentenceTransformerEncoder"
) -> None:
    """Two sentences of two articles go through extraction, vectors and comparison."""
    out = tmp_path / "predictions.jsonl"

    evaluate_relations(own_file, nlp=nlp, encoder=encoder, out=out)

    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    expected = [(f"own-{number}", pair[2], pair[3]) for number, pair in enumerate(OWN_PAIRS)]
    assert expected == [(row["id"], row["relation"], row["direction"]) for row in found]


def test_labelled_pairs_keep_the_quality_that_was_measured(
    shared: Path, tmp_path: Path, nlp: Any, encoder: "SentenceTransformerEncoder"
) -> None:
    """The first sixty labelled pairs, with room for chance: all of them gave 0.80, 0.82 and 0.91."""
    lines = (shared / "data/relations_syria/dev.jsonl").read_text(encoding="utf-8").splitlines()
    few = tmp_path / "dev.jsonl"
    few.write_text("\n".join(lines[:60]), encoding="utf-8")

    metrics = evaluate_relations(few, nlp=nlp, encoder=encoder)

    assert metrics["accuracy"] >= 0.72
    assert metrics["event"]["f1"] >= 0.72
    assert metrics["join"]["precision"] >= 0.85


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "Line 2 is not JSON"),  # cut off
        ("[]", "Line 2 has no `id`"),  # no object
        ('{"id": "x", "a": {"text": "one"}}', "Line 2 has no `id`"),  # a side is lacking
        ('{"id": "x", "a": {"text": "one"}, "b": "two"}', "Line 2 has no `id`"),  # a side without fields
    ],
)
def test_a_line_that_is_no_pair_is_refused_by_its_number(tmp_path: Path, line: str, expected: str) -> None:
    """The message tells where to look; a blank line counts and is passed over."""
    path = tmp_path / "pairs.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")

    with pytest.raises(InvalidLine, match=expected):
        evaluate_relations(path, nlp=None, encoder=None)  # type: ignore[arg-type]


def test_metrics_count_sure_rows_only() -> None:
    """Precision, recall and direction by hand."""
    lines = [
        {"id": "1", "relation": "same_claim"},
        {"id": "2", "relation": "related"},
        {"id": "3", "relation": "entails", "direction": "a_to_b"},
        {"id": "4", "relation": "conflicts", "sure": False},
    ]
    named = {"1": "same_claim", "2": "same_claim", "3": "entails", "4": "related"}
    predictions = {key: {"relation": relation, "direction": "b_to_a"} for key, relation in named.items()}

    metrics = relation_metrics(lines, predictions)

    assert (metrics["n"], metrics["accuracy"], metrics["direction"]) == (3, 0.6667, 0.0)
    assert metrics["join"] == {"precision": 0.5, "recall": 1.0, "f1": 0.6667}
    assert metrics["event"] == {"precision": 0.6667, "recall": 1.0, "f1": 0.8}
    assert metrics["conflict"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0}
