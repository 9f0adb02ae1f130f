"""The door for work that nobody waits for: the queue's tasks, and the worker that runs them.

What is due is kept in our own rows (versions that wait, claims with a re-check date). A job only says that there is something
to do now; the sweep, once a minute and at start, finds whatever a lost job would have missed.
"""

import asyncio
import threading
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException

from claimtrack.db.queue import PROCESS_VERSION
from claimtrack.errors import ClaimtrackError
from claimtrack.services.engine import Engine
from claimtrack.services.processing import process_pending, process_version
from claimtrack.services.rechecking import recheck_due

log = structlog.get_logger()

QUEUE = "claimtrack"
EVERY_MINUTE = "* * * * *"
RECONNECT_S = 5.0
SHUTDOWN_S = 20.0


def build_queue(engine: Engine) -> App:
    """The queue on the engine's database, with every task registered."""
    queue = App(connector=PsycopgConnector(conninfo=engine.database.conninfo()))

    @queue.task(name=PROCESS_VERSION, queue=QUEUE)
    def process(version_id: int) -> None:
        try:
            process_version(engine, version_id)
        except ClaimtrackError as exc:
            # The cause is stored with the version, and the sweep tries it again.
            log.warning("extraction failed", action="version_failed", version=version_id, cause=exc.message)

    @queue.periodic(cron=EVERY_MINUTE)
    @queue.task(name="sweep", queue=QUEUE, queueing_lock="sweep", pass_context=False)
    def sweep_minutely(timestamp: int) -> None:
        sweep(engine)

    return queue


def sweep(engine: Engine) -> None:
    """Do everything that is due: texts that wait for extraction, then pages to look at again."""
    try:
        process_pending(engine)
        for run in recheck_due(engine, now=engine.now()):
            log.info("re-checked", action="article_rechecked", article=run.article_id, outcome=run.outcome.value)
    except ClaimtrackError as exc:
        log.warning("sweep failed", action="sweep_failed", cause=exc.message)


async def run_worker(engine: Engine) -> None:
    """Run jobs until cancelled; a database that goes away is waited for."""
    await asyncio.to_thread(sweep, engine)
    while True:
        queue = build_queue(engine)
        options: Any = {
            "queues": [QUEUE],
            "concurrency": 1,
            "install_signal_handlers": False,
            "delete_jobs": "successful",
            "shutdown_graceful_timeout": SHUTDOWN_S,
        }
        try:
            async with queue.open_async():
                await queue.run_worker_async(**options)
        except ConnectorException as exc:
            log.warning("queue unavailable", action="queue_unavailable", cause=str(exc), retry_s=RECONNECT_S)
            await asyncio.sleep(RECONNECT_S)


class WorkerThread:
    """A worker inside another process, with an event loop of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="claimtrack-worker", daemon=True)

    def start(self) -> None:
        """Begin to take jobs."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the job at hand and stop; returns when the thread has ended or the time for that is over."""
        self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join(SHUTDOWN_S + 5)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._task = self._loop.create_task(run_worker(self._engine))
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()
