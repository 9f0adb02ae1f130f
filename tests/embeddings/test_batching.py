"""Concurrent callers that share the forward passes of one encoder."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from claimtrack.embeddings.encoder import BatchingEncoder, Encoder, SentenceTransformerEncoder, Vectors
from claimtrack.errors import EmptyText, ModelUnavailable

TIMEOUT_S = 10


class RecordingEncoder:
    """An encoder whose vector is made of the text's number; it keeps each pass, and waits while its gate is shut."""

    model_id = "recording@0"
    dimensions = 2

    def __init__(self) -> None:
        self.passes: list[list[str]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.started = threading.Semaphore(0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(number, length of the pass) for each text; fails on "bad", and ends its thread on "exit"."""
        self.passes.append(list(texts))
        self.started.release()
        assert self.gate.wait(TIMEOUT_S)
        if "bad" in texts:
            raise ModelUnavailable("The model choked on: bad")
        if "exit" in texts:
            raise SystemExit(3)
        return np.array([[float(text), len(texts)] for text in texts], dtype=np.float32)


@pytest.fixture
def inner() -> RecordingEncoder:
    """The encoder behind the queue."""
    return RecordingEncoder()


@pytest.fixture
def callers() -> Iterator[ThreadPoolExecutor]:
    """Threads to call from."""
    with ThreadPoolExecutor(16) as pool:
        yield pool


def hold(inner: RecordingEncoder, batching: BatchingEncoder, callers: ThreadPoolExecutor) -> "Future[Vectors]":
    """Start a pass that does not end before the gate opens, so that what follows has to wait."""
    inner.gate.clear()
    held = callers.submit(batching.encode, ["0"])
    assert inner.started.acquire(timeout=TIMEOUT_S)
    return held


def wait_for(batching: BatchingEncoder, texts: int) -> None:
    """Return when so many texts wait in the queue."""
    for _ in range(TIMEOUT_S * 1000):
        with batching._arrived:
            if batching._size() == texts:
                return
        threading.Event().wait(0.001)
    pytest.fail(f"there are not {texts} texts in the queue")


def test_callers_that_wait_share_one_pass(inner: RecordingEncoder, callers: ThreadPoolExecutor) -> None:
    """Ten calls behind a running pass cost one more, and each gets its own rows."""
    batching = BatchingEncoder(inner)
    hold(inner, batching, callers)

    calls = [callers.submit(batching.encode, [str(n), str(n + 100)]) for n in range(1, 11)]
    wait_for(batching, 20)
    inner.gate.set()
    numbers = [call.result(TIMEOUT_S)[:, 0].tolist() for call in calls]
    batching.close()

    assert numbers == [[float(n), float(n + 100)] for n in range(1, 11)]
    assert [len(texts) for texts in inner.passes] == [1, 20]


def test_a_pass_stops_collecting_at_its_size(inner: RecordingEncoder, callers: ThreadPoolExecutor) -> None:
    """What goes beyond waits for the next pass."""
    batching = BatchingEncoder(inner, max_batch=4)
    hold(inner, batching, callers)

    calls = [callers.submit(batching.encode, [str(n)]) for n in range(10)]
    wait_for(batching, 10)
    inner.gate.set()
    for call in calls:
        call.result(TIMEOUT_S)
    batching.close()

    assert [len(texts) for texts in inner.passes] == [1, 4, 4, 2]


def test_a_long_list_lets_others_in_between(inner: RecordingEncoder, callers: ThreadPoolExecutor) -> None:
    """A query during an import waits for one piece of it, not for all."""
    batching = BatchingEncoder(inner, max_batch=4)
    inner.gate.clear()
    long = callers.submit(batching.encode, [str(n) for n in range(12)])
    assert inner.started.acquire(timeout=TIMEOUT_S)

    query = callers.submit(batching.encode, ["99"])
    wait_for(batching, 1)
    inner.gate.set()
    query.result(TIMEOUT_S)
    passes_until_answer = next(n for n, texts in enumerate(inner.passes, 1) if "99" in texts)
    numbers = long.result(TIMEOUT_S)[:, 0].tolist()
    batching.close()

    assert passes_until_answer == 2
    assert numbers == [float(n) for n in range(12)]


def test_texts_of_one_length_go_together_and_come_back_in_order(inner: RecordingEncoder) -> None:
    """Pieces of a long list are cut by length, and the rows put back."""
    batching = BatchingEncoder(inner, max_batch=2, max_wait_s=0)

    numbers = batching.encode(["7", "1000", "8", "2000"])[:, 0].tolist()
    batching.close()

    assert inner.passes == [["1000", "2000"], ["7", "8"]]
    assert numbers == [7.0, 1000.0, 8.0, 2000.0]


def test_a_failure_reaches_only_the_call_it_came_with(inner: RecordingEncoder, callers: ThreadPoolExecutor) -> None:
    """Others in the same pass get their rows."""
    batching = BatchingEncoder(inner)
    hold(inner, batching, callers)

    good, bad, other = (callers.submit(batching.encode, [text]) for text in ("1", "bad", "2"))
    wait_for(batching, 3)
    inner.gate.set()
    failure = bad.exception(TIMEOUT_S)
    numbers = [call.result(TIMEOUT_S)[0, 0] for call in (good, other)]
    batching.close()

    assert isinstance(failure, ModelUnavailable)
    assert numbers == [1.0, 2.0]


def test_a_failure_does_not_end_the_worker(inner: RecordingEncoder) -> None:
    """The next call is served as if nothing had been."""
    batching = BatchingEncoder(inner, max_wait_s=0)
    with pytest.raises(ModelUnavailable, match="choked"):
        batching.encode(["bad"])

    vectors = batching.encode(["3"])
    batching.close()

    assert vectors.tolist() == [[3.0, 1.0]]


def test_a_model_that_ends_its_thread_is_an_error_to_those_who_wait(
    inner: RecordingEncoder, callers: ThreadPoolExecutor
) -> None:
    """They are told, alone or with others in the pass, and are not ended themselves; the next call is served."""
    batching = BatchingEncoder(inner)
    hold(inner, batching, callers)

    good, bad = (callers.submit(batching.encode, [text]) for text in ("1", "exit"))
    wait_for(batching, 2)
    inner.gate.set()
    failures = [bad.exception(TIMEOUT_S), callers.submit(batching.encode, ["exit"]).exception(TIMEOUT_S)]
    numbers = [good.result(TIMEOUT_S)[0, 0], callers.submit(batching.encode, ["2"]).result(TIMEOUT_S)[0, 0]]
    batching.close()

    assert [ModelUnavailable] * 2 == [type(failure) for failure in failures]
    assert [3, 3] == [failure.__cause__.code for failure in failures]
    assert [1.0, 2.0] == numbers


def test_an_empty_text_is_refused_before_it_joins_others(inner: RecordingEncoder) -> None:
    """It never reaches the model."""
    batching = BatchingEncoder(inner)
    with pytest.raises(EmptyText):
        batching.encode(["1", " "])
    batching.close()

    assert inner.passes == []


def test_no_texts_need_no_pass(inner: RecordingEncoder) -> None:
    """An empty list is answered at once."""
    batching = BatchingEncoder(inner)

    shape = batching.encode([]).shape
    batching.close()

    assert (shape, inner.passes) == ((0, 2), [])


def test_closing_serves_those_who_wait_and_refuses_those_who_come(
    inner: RecordingEncoder, callers: ThreadPoolExecutor
) -> None:
    """A restart loses no call that was accepted; closing twice is fine."""
    batching = BatchingEncoder(inner)
    held = hold(inner, batching, callers)
    waiting = callers.submit(batching.encode, ["5"])
    wait_for(batching, 1)

    closing = callers.submit(batching.close)
    inner.gate.set()
    closing.result(TIMEOUT_S)
    batching.close()

    assert [call.result(TIMEOUT_S)[0, 0] for call in (held, waiting)] == [0.0, 5.0]
    with pytest.raises(ModelUnavailable, match="shut down"):
        batching.encode(["6"])


def test_the_real_model_gives_the_same_vectors_through_the_queue(
    forgetful: SentenceTransformerEncoder, callers: ThreadPoolExecutor
) -> None:
    """Sharing a pass changes no vector, nor the model's name and size."""
    batching: Encoder = BatchingEncoder(forgetful)
    texts = [f"Ship number {n} left the harbour" for n in range(16)]

    rows = list(callers.map(lambda text: batching.encode([text])[0], texts))
    direct = forgetful.encode(texts)
    assert isinstance(batching, BatchingEncoder)
    batching.close()

    assert np.abs(np.stack(rows) - direct).max() < 1e-5
    assert (batching.model_id, batching.dimensions) == (forgetful.model_id, forgetful.dimensions)
