"""The door for work that nobody waits for: the queue's tasks, and the worker that runs them.

What is due is kept in our own rows (versions that wait, claims with a re-check date, feeds). A job only says that there is
something to do now; the sweep, once a minute and at start, finds whatever a lost job would have missed.

Work runs in threads that do not keep the process alive: what is cut off when it ends is stored nowhere, and waits still.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final, TypeVar

import structlog
from procrastinate import App, PsycopgConnector

from claimtrack.db.queue import PROCESS_VERSION
from claimtrack.errors import ClaimtrackError, DatabaseUnavailable, ModelUnavailable
from claimtrack.services.engine import Engine
from claimtrack.services.polling import poll_due
from claimtrack.services.processing import process_pending, process_version, waiting_ids
from claimtrack.services.rechecking import recheck_due
from claimtrack.services.reembedding import AnotherWanted, reembed, reembedding, want_configured

log = structlog.get_logger()

QUEUE = "claimtrack"
EVERY_MINUTE = "* * * * *"
RECONNECT_S = 5.0
SHUTDOWN_S = 10.0
"""How long the job at hand gets to finish when the worker is stopped; the server's own requests have had 5 s before."""
SILENCE_S: Final = 600.0
"""Without a sign of life for this long a worker counts as stuck. The sweep gives one every minute, each text and page too."""

FEEDS_S: Final = 60.0
"""How long one sweep adds what feeds announce: the claims of what it has added wait meanwhile. The rest is the next sweep's."""
REEMBED_S: Final = 45.0
"""How long one sweep embeds for another model; it makes way at once for a text that waits. The rest is the next sweep's."""

_Result = TypeVar("_Result")


class Pulse:
    """What a worker has lately done, for whoever asks whether it lives; safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._at_s = clock()
        self._failure: str | None = None
        self.stopping = threading.Event()
        """Set when no new work is to be begun."""

    def beat(self) -> bool:
        """Give a sign of life; returns whether to stop."""
        self._at_s = self._clock()
        return self.stopping.is_set()

    def failed(self, cause: str | None) -> None:
        """Keep why the last round of work failed; None when it did not."""
        self._failure = cause

    def problem(self) -> str | None:
        """Why the worker does not work, in a sentence; None when it does."""
        silent_s = self._clock() - self._at_s
        if silent_s > SILENCE_S:
            return (
                f"The worker has done nothing for {silent_s / 60:.0f} minutes. Restart claimtrack and look at its log."
            )
        return None if self._failure is None else f"The worker cannot work: {self._failure}"


def build_queue(engine: Engine, pulse: Pulse | None = None) -> App:
    """The queue on the engine's database, with every task registered."""
    queue = App(connector=PsycopgConnector(conninfo=engine.database.conninfo()))
    felt = pulse or Pulse()

    @queue.task(name=PROCESS_VERSION, queue=QUEUE)
    async def process(version_id: int) -> None:
        await in_thread(lambda: _process(engine, version_id, felt))

    @queue.periodic(cron=EVERY_MINUTE)
    @queue.task(name="sweep", queue=QUEUE, queueing_lock="sweep", pass_context=False)
    async def sweep_minutely(timestamp: int) -> None:
        await in_thread(lambda: sweep(engine, felt))

    return queue


def _process(engine: Engine, version_id: int, pulse: Pulse) -> None:
    if pulse.beat():
        return
    try:
        _warm(engine)
        process_version(engine, version_id)
    except ClaimtrackError as exc:
        # The cause is stored with the version, and the sweep tries it again.
        log.warning("extraction failed", action="version_failed", version=version_id, cause=exc.message)
    except Exception:
        log.exception("extraction failed", action="version_failed", version=version_id)
    pulse.beat()


def sweep(engine: Engine, pulse: Pulse | None = None) -> None:
    """Do everything that is due: texts that wait for extraction, pages to look at again, feeds. Raises nothing."""
    felt = pulse or Pulse()
    felt.beat()
    try:
        if waiting_ids(engine, limit=1):
            _warm(engine)
            process_pending(engine, should_stop=felt.beat)
        for run in recheck_due(engine, now=engine.now(), should_stop=felt.beat):
            log.info("re-checked", action="article_rechecked", article=run.article_id, outcome=run.outcome.value)
        _poll_feeds(engine, felt)
        _reembed(engine, felt)
        felt.failed(None)
    except ClaimtrackError as exc:
        log.warning("sweep failed", action="sweep_failed", cause=exc.message)
        felt.failed(exc.message)
    except Exception as exc:
        log.exception("sweep failed", action="sweep_failed")
        felt.failed(f"{type(exc).__name__}, see the log.")
    felt.beat()


def _poll_feeds(engine: Engine, pulse: Pulse) -> None:
    ends_at_s = time.monotonic() + FEEDS_S
    for poll in poll_due(engine, now=engine.now(), should_stop=lambda: pulse.beat() or time.monotonic() > ends_at_s):
        log.info("polled", action="feed_polled", feed=poll.feed_id, outcome=poll.outcome.value, added=poll.added)


def _reembed(engine: Engine, pulse: Pulse) -> None:
    """Go on making the vectors of a model that is to take over. That it cannot be had keeps nobody from working."""
    ends_at_s = time.monotonic() + REEMBED_S
    state = reembedding(engine)
    if state is None:
        return
    try:
        is_done = reembed(
            engine,
            should_stop=lambda: pulse.beat() or time.monotonic() > ends_at_s or bool(waiting_ids(engine, limit=1)),
        )
    except (AnotherWanted, ModelUnavailable) as exc:
        log.warning("not embedded anew", action="reembedding_failed", cause=exc.message)
        return
    if is_done and state.is_under_way:
        log.info("another model searches", action="model_switched", model=state.wanted)


def _want_model(engine: Engine) -> None:
    """Say once for each worker which model is to search: if every sweep did, two workers set unlike would take turns."""
    try:
        want_configured(engine)
    except DatabaseUnavailable:
        raise
    except ClaimtrackError as exc:
        log.warning("the model cannot be used", action="model_unavailable", cause=exc.message)


def _warm(engine: Engine) -> None:
    """Load the models first: that they are missing is not the fault of the texts, which keep their attempts."""
    if not engine.is_warm:
        engine.warm()


async def run_worker(engine: Engine, pulse: Pulse | None = None) -> None:
    """Run jobs until cancelled; whatever goes wrong, the database included, is waited for and tried again."""
    felt = pulse or Pulse()
    options: Any = {
        "queues": [QUEUE],
        "concurrency": 1,
        "install_signal_handlers": False,
        "delete_jobs": "successful",
        "shutdown_graceful_timeout": SHUTDOWN_S,
    }
    has_said = False
    try:
        while True:
            try:
                if not has_said:
                    await in_thread(lambda: _want_model(engine))
                    has_said = True
                await _finish(in_thread(lambda: sweep(engine, felt)), felt)
                queue = build_queue(engine, felt)
                await _open(queue)
                try:
                    await queue.run_worker_async(**options)
                finally:
                    await queue.close_async()
            except Exception as exc:  # noqa: BLE001  a worker that ends for an odd error would leave everything lying
                cause = str(exc) or type(exc).__name__
                log.warning("queue unavailable", action="queue_unavailable", cause=cause, retry_s=RECONNECT_S)
            await asyncio.sleep(RECONNECT_S)
    except asyncio.CancelledError:
        felt.stopping.set()
        raise


async def _open(queue: App) -> None:
    """Open the queue's connections; when cancelled meanwhile, close them again first.

    Their pool does not end its tasks when it is cancelled while it opens, and the loop would wait for them for ever.
    """

    async def opened() -> None:
        await queue.open_async()

    opening = asyncio.ensure_future(opened())
    try:
        await asyncio.shield(opening)
    except asyncio.CancelledError:
        await asyncio.wait({opening}, timeout=SHUTDOWN_S)
        await queue.close_async()
        raise


async def _finish(work: Coroutine[Any, Any, None], pulse: Pulse) -> None:
    """Wait for the work, when cancelled only as long as a job gets to finish."""
    running = asyncio.ensure_future(work)
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        pulse.stopping.set()
        await asyncio.wait({running}, timeout=SHUTDOWN_S)
        running.cancel()
        raise


async def in_thread(work: Callable[[], _Result]) -> _Result:
    """What `work` returns or raises, run in a thread of its own that does not keep the process alive.

    A thread of the loop's own pool would: the interpreter waits for those, and for one text that may be minutes.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_Result] = loop.create_future()

    def tell(result: _Result | None, exc: Exception | None) -> None:
        if done.cancelled():
            return
        if exc is not None:
            done.set_exception(exc)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # None only where that is what `work` returns

    def run() -> None:
        result: _Result | None = None
        failure: Exception | None = None
        try:
            result = work()
        except Exception as exc:  # noqa: BLE001  handed to the waiting coroutine, which raises it
            failure = exc
        except BaseException as exc:  # noqa: BLE001  it would end this thread only, and the coroutine wait for ever
            failure = RuntimeError(f"The work ended its thread: {type(exc).__name__}.")
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, result, failure)

    threading.Thread(target=run, name="claimtrack-work", daemon=True).start()
    return await done


class WorkerThread:
    """A worker inside another process, with an event loop of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pulse = Pulse()
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="claimtrack-worker", daemon=True)

    def start(self) -> None:
        """Begin to take jobs; from now on the engine can tell whether the worker works."""
        self._engine.worker_problem = self.problem
        self._thread.start()

    def stop(self) -> None:
        """Finish the job at hand and stop; returns when the thread has ended or the time for that is over."""
        self._engine.worker_problem = lambda: None
        self._pulse.stopping.set()
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join(SHUTDOWN_S + 5)

    def problem(self) -> str | None:
        """Why the worker does not work, in a sentence; None when it does."""
        if not self._thread.is_alive():
            return "The worker inside the server has ended, so nothing is read or re-checked. Restart claimtrack."
        return self._pulse.problem()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        # The runner ends what is left on the loop before it closes it.
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner, suppress(asyncio.CancelledError):
            runner.run(self._work())

    async def _work(self) -> None:
        self._task = asyncio.current_task()
        await run_worker(self._engine, self._pulse)
