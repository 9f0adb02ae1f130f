"""The bench measures the real stages; how fast they are is never a test."""

import numpy as np
import pytest

from claimtrack.evals.speed import bench_extract

TEXTS = [
    "A ferry sank near Tarn on Monday and 31 people died, the coast guard said.",
    "Nine houses burned down in Arden.",
]


class CountingEncoder:
    """An encoder that remembers how many texts it was given."""

    model_id = "counting"
    dimensions = 2

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: list[str]) -> np.ndarray:
        """The same unit vector for every text."""
        self.seen += texts
        return np.tile(np.array([[1.0, 0.0]], dtype=np.float32), (len(texts), 1))


def test_every_way_is_timed_on_the_same_texts(nlp) -> None:
    """Four ways, positive times, and each plain path is its own measure."""
    report = bench_extract(TEXTS, nlp=nlp, encoder=CountingEncoder(), rounds=2)

    assert (2, 2, 21) == (report.articles, report.rounds, report.words)
    assert report.claims >= 2
    assert 4 == len(report.paces)
    assert all(pace.seconds > 0 and pace.articles_per_s > 0 for pace in report.paces)
    assert [1.0, 1.0] == [pace.ratio for pace in report.paces if pace.name.startswith("plain")]


def test_no_round_is_served_from_memory(nlp) -> None:
    """Each round embeds texts that the encoder has not seen."""
    encoder = CountingEncoder()

    bench_extract(TEXTS, nlp=nlp, encoder=encoder, rounds=3)

    ours = [text for text in encoder.seen if "31 people died" in text]
    assert len(ours) == 6
    assert {"(0)", "(1)", "(2)"} == {text[-3:] for text in ours}


@pytest.mark.parametrize(("texts", "rounds"), [([], 1), (TEXTS, 0)])
def test_nothing_to_measure_is_refused(nlp, texts: list[str], rounds: int) -> None:
    """Without texts or rounds there is no figure."""
    with pytest.raises(ValueError, match="at least one"):
        bench_extract(texts, nlp=nlp, encoder=CountingEncoder(), rounds=rounds)
