"""The worker goes on whatever happens, stops when asked, and is missed when it is gone."""

import asyncio
import gc
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text

from claimtrack.db.session import Database
from claimtrack.db.tables import ProcessingState
from claimtrack.errors import ModelUnavailable
from claimtrack.jobs import SILENCE_S, Pulse, WorkerThread, in_thread, run_worker, sweep
from claimtrack.services import health
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text, get_article
from claimtrack.services.processing import MAX_ATTEMPTS
from claimtrack.services.reembedding import reembedding, want_configured
from claimtrack.settings import Settings

POISON = "Poisoned water killed at least 13 people in Arden on Monday, the fire service said."
HARMLESS = "A landslide near Belmoor killed at least 8 people on Monday, the fire service said."


class TouchyEncoder:
    """An encoder that breaks on one word, or on every text, or waits before it answers."""

    model_id = "touchy"
    dimensions = 384

    def __init__(self) -> None:
        self.breaks_on = "13 people"
        self.is_missing = False
        self.go = threading.Event()
        self.go.set()
        self.asked = threading.Event()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """One and the same vector for every text."""
        self.asked.set()
        self.go.wait(30)
        if self.is_missing:
            raise ModelUnavailable
        if any(self.breaks_on in one for one in texts):
            raise RuntimeError("a bug of ours")
        return np.full((len(texts), self.dimensions), self.dimensions**-0.5, dtype=np.float32)


@pytest.fixture
def encoder() -> TouchyEncoder:
    """The one seam that these tests replace."""
    return TouchyEncoder()


@pytest.fixture
def engine(database: Database, nlp: Any, encoder: TouchyEncoder) -> Iterator[Engine]:
    """An engine whose encoder can be made to fail."""
    engine = Engine(Settings(), database, encoder=encoder, nlp=nlp)
    yield engine
    encoder.go.set()
    for thread in threading.enumerate():
        if thread.name == "claimtrack-work":
            thread.join(20)
    engine.close()
    gc.collect()  # What was left open shows here, and not in another test.


def state(engine: Engine, article_id: int) -> ProcessingState:
    """Whether an article's claims have been extracted."""
    return get_article(engine, article_id).article.state


def listens(engine: Engine) -> bool:
    """Whether a worker has all its connections and waits for jobs."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
    with engine.database.begin() as session:
        return int(session.connection().execute(text(query)).scalar_one()) > 0


def wait_for(condition: Any, seconds: float = 20.0) -> None:
    """Return when the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.05)


def test_a_text_that_breaks_our_code_fails_after_three_tries_and_blocks_nobody(engine: Engine) -> None:
    """The first sweep reads the text behind it; the third gives it up with its cause."""
    poison = add_text(engine, data=POISON, actor="ana").article_id
    harmless = add_text(engine, data=HARMLESS, actor="ana").article_id

    sweep(engine)
    after_one = (state(engine, poison), state(engine, harmless))
    for _ in range(MAX_ATTEMPTS - 1):
        sweep(engine)

    assert (ProcessingState.PENDING, ProcessingState.READY) == after_one
    assert ProcessingState.FAILED == state(engine, poison)
    assert "RuntimeError: a bug of ours" == get_article(engine, poison).article.failure


def test_a_text_of_too_many_claims_is_refused_at_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would keep every other text waiting; it says so, and is not tried again."""
    monkeypatch.setattr("claimtrack.services.processing.MAX_CLAIMS", 1)
    article_id = add_text(engine, data=f"{HARMLESS} {POISON}", actor="ana").article_id

    sweep(engine)

    assert ProcessingState.FAILED == state(engine, article_id)
    assert "Split it" in (get_article(engine, article_id).article.failure or "")


def test_a_missing_model_is_not_the_texts_fault(engine: Engine, encoder: TouchyEncoder) -> None:
    """However often it is tried meanwhile, the text is read once the model is there."""
    encoder.is_missing = True
    article_id = add_text(engine, data=HARMLESS, actor="ana").article_id
    pulse = Pulse()

    for _ in range(MAX_ATTEMPTS + 1):
        sweep(engine, pulse)
    waiting, problem = state(engine, article_id), pulse.problem()
    encoder.is_missing = False
    sweep(engine, pulse)

    assert ProcessingState.PENDING == waiting
    assert problem is not None
    assert "model" in problem
    assert (ProcessingState.READY, None) == (state(engine, article_id), pulse.problem())


def test_a_sweep_that_is_stopped_begins_no_other_text(engine: Engine) -> None:
    """What waits is left to the next start."""
    articles = [add_text(engine, data=f"{HARMLESS} {n} roads are closed.", actor="ana").article_id for n in range(3)]
    pulse = Pulse()
    pulse.stopping.set()

    sweep(engine, pulse)

    assert [ProcessingState.PENDING] * 3 == [state(engine, found) for found in articles]


def test_a_worker_outlives_a_sweep_that_breaks(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that raises stands for any bug: the thread goes on, health says why, and then that all is well."""
    clock = engine.now
    worker = WorkerThread(engine)

    def broken() -> Any:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(engine, "now", broken)
    worker.start()
    try:
        wait_for(lambda: worker.problem() is not None)
        problems = health.check(engine).problems
        monkeypatch.setattr(engine, "now", clock)
        article_id = add_text(engine, data=HARMLESS, actor="ana").article_id
        wait_for(lambda: state(engine, article_id) is ProcessingState.READY)
        wait_for(lambda: listens(engine))
    finally:
        worker.stop()

    assert 1 == len(problems)
    assert "RuntimeError" in problems[0]


def test_a_worker_that_has_ended_is_missed(engine: Engine) -> None:
    """Health says so until somebody stops it on purpose."""
    worker = WorkerThread(engine)
    worker.start()
    wait_for(lambda: listens(engine))
    healthy = health.check(engine).problems
    worker._loop.call_soon_threadsafe(worker._cancel)  # As if it had died: nobody asked for it.
    worker._thread.join(20)

    missed = health.check(engine).problems
    worker.stop()

    assert ((), ()) == (healthy, health.check(engine).problems)
    assert 1 == len(missed)
    assert "has ended" in missed[0]


def test_a_worker_that_is_stuck_is_missed() -> None:
    """It is silent for longer than any round of work takes."""
    now = [0.0]
    pulse = Pulse(clock=lambda: now[0])
    now[0] = SILENCE_S
    before = pulse.problem()
    now[0] += 1

    after = pulse.problem()
    pulse.beat()

    assert (None, True, None) == (before, after is not None, pulse.problem())


def test_stopping_does_not_wait_for_a_long_text(
    engine: Engine, encoder: TouchyEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker gives the text at hand a moment, then leaves it; it waits still and has lost no attempt."""
    monkeypatch.setattr("claimtrack.jobs.SHUTDOWN_S", 0.5)
    article_id = add_text(engine, data=HARMLESS, actor="ana").article_id
    encoder.go.clear()
    worker = WorkerThread(engine)
    worker.start()
    assert encoder.asked.wait(20)

    began = time.monotonic()
    worker.stop()

    assert time.monotonic() - began < 5
    assert ProcessingState.PENDING == state(engine, article_id)


def test_work_in_a_thread_returns_and_raises() -> None:
    """What the work gives reaches who waits for it, an error too."""

    def fail() -> None:
        raise ValueError("no")

    async def both() -> int:
        with pytest.raises(ValueError, match="no"):
            await in_thread(fail)
        return await in_thread(lambda: 7)

    assert 7 == asyncio.run(both())


def test_work_that_ends_its_thread_is_an_error_too() -> None:
    """Who waits for it would wait for ever, and the worker do nothing any more."""

    async def waited() -> None:
        await asyncio.wait_for(in_thread(sys.exit), 5)

    with pytest.raises(RuntimeError, match="SystemExit"):
        asyncio.run(waited())


def test_a_cancelled_worker_ends(engine: Engine) -> None:
    """Cancelling is the way to stop it, and it is not taken for an error to recover from."""

    async def cancelled() -> bool:
        task = asyncio.create_task(run_worker(engine))
        await asyncio.to_thread(wait_for, lambda: listens(engine))
        task.cancel()
        await asyncio.wait({task}, timeout=20)
        return task.cancelled()

    assert asyncio.run(cancelled())


def test_a_sweep_goes_on_with_another_model_and_lets_it_search(
    engine: Engine, encoder: TouchyEncoder, nlp: Any
) -> None:
    """What `claimtrack reembed` does at once, a worker does by and by."""
    add_text(engine, data=HARMLESS, outlet="Delta Post", published_at="2026-03-03", actor="tester")
    sweep(engine)
    new = TouchyEncoder()
    new.model_id, new.dimensions = "newer", 64
    server = Engine(
        Settings(embedding_model="newer"), engine.database, load_encoder=lambda name: new if name else encoder, nlp=nlp
    )
    want_configured(server)
    before = reembedding(server)
    sweep(server)
    after = reembedding(server)
    server.encoders.close()

    assert ("touchy", "newer", True) == (before.searching, before.wanted, before.is_under_way)
    assert ("newer", False) == (after.searching, after.is_under_way)
