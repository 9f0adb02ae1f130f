"""Retrieval, pairs and sentences are measured by the code that people use, and no label is read before predicting."""

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from claimtrack.errors import InvalidLine
from claimtrack.evals.pairs import evaluate_pairs
from claimtrack.evals.retrieval import evaluate_retrieval, retrieval_metrics
from claimtrack.evals.rows import read_rows
from claimtrack.evals.sentences import evaluate_sentences

if TYPE_CHECKING:
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder

Row = dict[str, Any]


def write(path: Path, rows: list[Row]) -> Path:
    """The rows as JSON lines, compressed where the name says so."""
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


COLLECTION: list[Row] = [
    {
        "id": "tarn",
        "claim": "31 people drowned when a ferry sank off Tarn",
        "title": "Tarn ferry",
        "date": "4 March 2026",
    },
    {"id": "tarn-1990", "claim": "A ferry sank off Tarn and people drowned", "date": "1 June 1990"},
    {"id": "fire", "claim": "Lightning burned down nine houses in Arden", "title": "", "date": "unknown"},
    {"id": "kiln", "claim": "A potter sold eleven blue bowls at the winter market"},
]
QUERIES: list[Row] = [
    {"id": 1, "query": "31 drowned in #TarnFerry disaster pic.x/1 — Ann (@ann) March 3, 2026", "relevant": ["tarn"]},
    {"id": 2, "query": "Nine homes in Arden destroyed by lightning", "relevant": ["fire"]},
    {"id": 3, "query": "Nobody asked about this one"},
]


def test_relevant_claims_are_found_first(
    tmp_path: Path, encoder: "SentenceTransformerEncoder", new_database: Any
) -> None:
    """Out of a compressed collection; a query without labels is answered and not counted."""
    out = tmp_path / "pred.jsonl"
    metrics, curve = evaluate_retrieval(
        write(tmp_path / "queries.jsonl", QUERIES),
        write(tmp_path / "collection.jsonl.gz", COLLECTION),
        encoder=encoder,
        out=out,
        open_database=new_database,
    )

    written = read_rows(out)
    assert {"queries": 3, "claims": 4, "MAP@5": 1.0, "MRR": 1.0, "recall@10": 1.0, "recall@100": 1.0} == metrics
    assert [1, 2, 3] == [row["id"] for row in written]
    assert ["tarn", "fire"] == [row["ranking"][0] for row in written[:2]]
    assert (2, 2) == (curve.n, curve.positives)


def test_average_precision_is_divided_by_all_relevant_claims() -> None:
    """Two relevant claims at places 1 and 3, a third not found; the sixth place is too late."""
    rows: list[Row] = [{"id": 1, "relevant": ["a", "b", "c"]}, {"id": 2, "relevant": ["f"]}, {"id": 3}]
    found = retrieval_metrics(rows, {"1": ["a", "x", "b"], "2": ["u", "v", "w", "x", "y", "f"], "3": []})

    assert round((1 + 2 / 3) / 3 / 2, 4) == found["MAP@5"]
    assert round((1 + 1 / 6) / 2, 4) == found["MRR"]
    assert round((2 / 3 + 1) / 2, 4) == found["recall@10"]


def test_predictions_do_not_depend_on_the_labels(
    tmp_path: Path, encoder: "SentenceTransformerEncoder", new_database: Any
) -> None:
    """With the labels taken out the rankings are the same, and there are no metrics."""
    collection = write(tmp_path / "collection.jsonl", COLLECTION)
    bare = [{key: row[key] for key in ("id", "query")} for row in QUERIES]
    found = {
        name: evaluate_retrieval(
            write(tmp_path / name, rows),
            collection,
            encoder=encoder,
            out=tmp_path / f"{name}.out",
            open_database=new_database,
        )
        for name, rows in (("with.jsonl", QUERIES), ("without.jsonl", bare))
    }

    assert (tmp_path / "with.jsonl.out").read_text() == (tmp_path / "without.jsonl.out").read_text()
    assert {"queries": 3, "claims": 4} == found["without.jsonl"][0]


FERRY = "A ferry sank off Tarn on Monday and 31 people drowned, the coast guard said."
FERRY_AGAIN = "The coast guard said 31 people drowned on Monday when a ferry sank off Tarn."


def test_pairs_get_a_score_a_label_and_a_relation(nlp, encoder: "SentenceTransformerEncoder", tmp_path: Path) -> None:
    """The same said twice is 1, another matter 0; what follows is entailment, a wrong number is not."""
    out = tmp_path / "pred.jsonl"
    rows: list[Row] = [
        {"id": "same", "s1": FERRY, "s2": FERRY_AGAIN, "label": 1},
        {"id": "other", "s1": FERRY, "s2": "Lightning burned down nine houses in Arden.", "label": 0},
        {"id": "follows", "premise": FERRY, "hypothesis": "31 people drowned off Tarn.", "label": "entailment"},
        {"id": "wrong", "premise": FERRY, "hypothesis": "32 people drowned off Tarn.", "label": "neutral"},
    ]
    metrics, curve = evaluate_pairs(write(tmp_path / "pairs.jsonl", rows), nlp=nlp, encoder=encoder, out=out)

    written = {row["id"]: row for row in read_rows(out)}
    assert [1, 0, "entailment", "neutral"] == [written[row["id"]]["label"] for row in rows]
    assert "related" == written["other"]["relation"] != written["same"]["relation"]
    assert (4, 1.0, 1.0) == (metrics["n"], metrics["accuracy"], metrics["f1"])
    assert (4, 2) == (curve.n, curve.positives)


def test_graded_pairs_are_correlated_part_by_part(nlp, encoder: "SentenceTransformerEncoder", tmp_path: Path) -> None:
    """The mean over the parts, and no curve where there is no label."""
    rows: list[Row] = [
        {"id": 1, "part": "one", "s1": FERRY, "s2": FERRY_AGAIN, "score": 5},
        {"id": 2, "part": "one", "s1": FERRY, "s2": "Nine houses burned down in Arden.", "score": 0},
        {"id": 3, "part": "two", "s1": FERRY, "s2": FERRY, "score": 1},
        {"id": 4, "part": "two", "s1": FERRY, "s2": "Nine houses burned down in Arden.", "score": 2},
    ]
    metrics, curve = evaluate_pairs(write(tmp_path / "graded.jsonl", rows), nlp=nlp, encoder=encoder)

    assert {"n": 4, "pearson": 0.0, "parts": {"one": 1.0, "two": -1.0}} == metrics
    assert () == curve.points


@pytest.mark.parametrize(
    "row", [{"id": 1}, {"id": 1, "s1": "x"}, {"id": 1, "s1": "x", "s2": " "}, {"id": 1, "s1": 1, "s2": 2}]
)
def test_a_row_that_is_no_pair_is_named(nlp, encoder: "SentenceTransformerEncoder", tmp_path: Path, row: Row) -> None:
    """By its id, with what it lacks."""
    with pytest.raises(InvalidLine, match="row 1 has neither `s1`"):
        evaluate_pairs(write(tmp_path / "pairs.jsonl", [row]), nlp=nlp, encoder=encoder)


def article(name: str, topic: str, *sentences: str, events: dict[int, str] | None = None) -> Row:
    """An article with the event that each sentence tells of."""
    mentions = [{"kind": "event", "sent": number, "chain": chain} for number, chain in (events or {}).items()]
    return {"id": name, "topic": topic, "sentences": list(sentences), "mentions": mentions}


ARTICLES = [
    article("a", "1", "Ferry sinks off Tarn", FERRY, "Captain Ivo Belmar survived.", events={0: "sink", 1: "sink"}),
    article("b", "1", FERRY_AGAIN, "Ivo Belmar, the captain, is alive.", events={0: "sink"}),
    article("c", "1", "A ferry ran aground at Wexham on Friday.", events={0: "aground"}),
    article("d", "2", "Lightning burned down nine houses in Arden.", events={0: "burn"}),
]


def test_sentences_of_one_event_score_above_the_others(
    nlp, encoder: "SentenceTransformerEncoder", tmp_path: Path
) -> None:
    """Every pair of sentences of two articles of one topic has a score; only labelled ones are counted."""
    out = tmp_path / "pred.jsonl"
    metrics, curve = evaluate_sentences(write(tmp_path / "a.jsonl", ARTICLES), nlp=nlp, encoder=encoder, out=out)

    written = {(tuple(row["a"]), tuple(row["b"])): row["score"] for row in read_rows(out)}
    assert 3 * 2 + 3 * 1 + 2 * 1 == len(written)
    assert {"articles": 4, "pairs": 5, "positive": 2, "average_precision": 1.0, "best_f1": 1.0} == metrics
    assert written[("a", 1), ("b", 0)] > written[("a", 1), ("c", 0)]
    assert (5, 2) == (curve.n, curve.positives)


def test_only_validated_sentences_are_compared(nlp, encoder: "SentenceTransformerEncoder", tmp_path: Path) -> None:
    """Under their own numbers, where the file numbers them."""
    rows = [
        ARTICLES[0] | {"sentence_ids": [5, 7, 9], "validated_sentence_ids": [7]},
        ARTICLES[1] | {"sentence_ids": [0, 3], "validated_sentence_ids": [0]},
    ]
    out = tmp_path / "pred.jsonl"
    evaluate_sentences(write(tmp_path / "a.jsonl", rows), nlp=nlp, encoder=encoder, out=out)

    assert [(["a", 7], ["b", 0])] == [(row["a"], row["b"]) for row in read_rows(out)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"[]\n", "Line 1 of rows.jsonl is not an object"),
        (b'{"id": 1}\n\n{"id"\n', "Line 3 of rows.jsonl is not JSON"),
        (b'{"id": null}\n', "Line 1 of rows.jsonl has no `id`"),
        (b"\xff\xfe\n", "rows.jsonl cannot be read"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, line: bytes, message: str) -> None:
    """So that it can be mended."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(line)

    with pytest.raises(InvalidLine, match=message):
        read_rows(path, fields=("id",))


def test_a_file_that_is_not_compressed_though_its_name_says_so_is_refused(tmp_path: Path) -> None:
    """The same kind of message."""
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(b'{"id": 1}\n')

    with pytest.raises(InvalidLine, match="cannot be read"):
        read_rows(path)
