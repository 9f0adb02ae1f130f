"""The benches run the real search and linking; how fast they are is never a test."""

import json
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from claimtrack.errors import InputError
from claimtrack.evals.search_speed import bench_link, bench_match, growth, remembered
from claimtrack.evals.sentence_stock import pieces, real_sentences, varied_sentences
from claimtrack.settings import Settings

SEED_TEXT = (
    "Air raids killed 16 people in the east of Aleppo on Tuesday, a monitor said. Nine houses burned down in the village of"
    " Arden on Friday night."
)


class HashEncoder:
    """An encoder that needs no model: a direction for each text, remembered by nobody."""

    model_id = "hash"
    dimensions = 8

    def __init__(self) -> None:
        self.calls = 0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors drawn from the text."""
        self.calls += 1
        rows = [np.random.default_rng(zlib.crc32(text.encode())).normal(size=8) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32).reshape(len(texts), 8)


def test_matching_and_linking_are_timed_at_each_size(nlp, new_database) -> None:
    """Positive times in rising order of size, a recall, and ratios that are those of the times."""
    encoder = HashEncoder()
    texts = varied_sentences([SEED_TEXT], count=200)
    vectors = remembered(texts, encoder, None)
    common = {"nlp": nlp, "encoder": encoder, "settings": Settings(), "open_database": new_database}
    matched = bench_match(texts, vectors, sizes=[60, 20], queries=6, **common)
    linked = bench_link(texts, vectors, sizes=[20], articles=1, **common)

    assert [20, 60] == [pace.claims for pace in matched.paces]
    assert all(0 < pace.ours.p50_s <= pace.ours.p95_s <= pace.ours.p99_s for pace in (*matched.paces, *linked.paces))
    assert [1.0, 1.0] == [pace.recall for pace in matched.paces]
    assert matched.exponent is not None
    assert linked.exponent is None
    assert (1, True) == (linked.articles, linked.paces[0].linked_claims >= 12)
    assert linked.paces[0].mining_s > 0


@pytest.mark.parametrize(("sizes", "queries"), [([], 5), ([0], 5), ([5], 0), ([198], 5)])
def test_what_cannot_be_measured_is_refused(nlp, sizes: list[int], queries: int) -> None:
    """No size, no query, or too few texts."""
    texts = varied_sentences([SEED_TEXT], count=200)
    with pytest.raises(ValueError, match=r"at least one|are needed"):
        bench_match(
            texts, np.zeros((200, 8)), sizes=sizes, queries=queries, nlp=nlp, encoder=HashEncoder(), settings=Settings()
        )


def test_growth_is_the_power_of_the_size() -> None:
    """Ten times the claims in ten times, in a tenth more than, and in the same time."""
    assert 1.0 == growth([(10, 0.1), (100, 1.0), (1000, 10.0)])
    assert 0.0 == growth([(10, 0.1), (100, 0.1)])
    assert growth([(10, 0.1)]) is None


def test_vectors_are_kept_for_the_next_run_of_the_same_texts(tmp_path: Path) -> None:
    """Other texts are embedded anew."""
    encoder, path = HashEncoder(), tmp_path / "vectors.npz"
    first = remembered(["one text", "another"], encoder, path)
    again = remembered(["one text", "another"], encoder, path)
    calls = encoder.calls
    remembered(["a third"], encoder, path)

    assert np.allclose(first, again, atol=0.001)
    assert (1, 2) == (calls, encoder.calls)


def test_sentences_are_taken_from_every_kind_of_text_file(tmp_path: Path) -> None:
    """Prose, JSON lines at any depth; each sentence once; what is no text file is passed over."""
    (tmp_path / "a.txt").write_text("A ferry sank off Tarn on Monday. Short.\nNine houses burned down in Arden.")
    (tmp_path / "b.jsonl").write_text(
        json.dumps(
            {"id": 1, "deep": [{"text": "A ferry sank off Tarn on Monday."}, "A potter sold eleven blue bowls."]}
        )
    )
    (tmp_path / "c.png").write_bytes(b"\x89PNG this is a picture and not a sentence at all")

    found = real_sentences([tmp_path], count=3)

    assert {
        "A ferry sank off Tarn on Monday.",
        "Nine houses burned down in Arden.",
        "A potter sold eleven blue bowls.",
    } == set(found)
    with pytest.raises(InputError, match=r"3 distinct sentences, and 4 are needed\. Give more"):
        real_sentences([tmp_path], count=4)


def test_varied_sentences_are_distinct_and_the_same_each_time() -> None:
    """The originals among them; a text that cannot be varied is not enough."""
    found = varied_sentences([SEED_TEXT], count=150)

    assert 150 == len(set(found))
    assert found == varied_sentences([SEED_TEXT], count=150)
    assert set(pieces(SEED_TEXT)) <= set(varied_sentences([SEED_TEXT], count=2))
    with pytest.raises(InputError, match="Ask for fewer"):
        varied_sentences(["nothing in this text can be changed at all."], count=5)
