"""Commands that keep running: serve, demo, worker."""

import asyncio
import signal
import threading
from typing import Any

import rich_click as click

from claimtrack.cli.console import err, open_engine, print_failures, process_all, read_settings
from claimtrack.errors import ClaimtrackError


@click.command()
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=int, help="Port to listen on (default 8000).")
@click.option("--worker/--no-worker", default=None, help="Run the worker inside the server (default: yes).")
def serve(host: str | None, port: int | None, worker: bool | None) -> None:
    """Serve the dashboard and the API.

    Example: claimtrack serve --port 8080
    """
    settings = read_settings(host=host, port=port, worker=worker)
    with open_engine(settings) as engine:
        _serve(engine)


@click.command()
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=int, help="Port to listen on (default 8000).")
@click.option("--load-only", is_flag=True, help="Load the demo's articles and stop.")
@click.option("--yes", is_flag=True, help="Load fictional articles into a database of your own.")
def demo(host: str | None, port: int | None, load_only: bool, yes: bool) -> None:
    """Load articles of fictional outlets and serve the dashboard with them.

    Example: claimtrack demo --port 8001
    """
    from claimtrack.services.seeding import find_seeds, plant

    settings = read_settings(host=host, port=port)
    if settings.database_url is not None and not yes:
        raise click.UsageError(
            "CLAIMTRACK_DATABASE_URL is set: the demo would put fictional articles there. Add --yes to do so."
        )
    seeds = find_seeds()
    with open_engine(settings) as engine:
        report = plant(engine, seeds, actor="demo")
        loaded = (
            f"{report.created} articles of fictional outlets loaded." if report.created else "its articles are there."
        )
        err.print(f"Demo: {loaded}")
        print_failures(process_all(engine))
        if not load_only:
            _serve(engine)


def _serve(engine: Any) -> None:
    from claimtrack.jobs import WorkerThread
    from claimtrack.web.server import run_server

    worker = WorkerThread(engine) if engine.settings.worker else None
    threading.Thread(target=_warm, args=(engine,), name="claimtrack-warm", daemon=True).start()
    if worker is not None:
        worker.start()
    try:
        run_server(engine, announce=lambda url: err.print(f"claimtrack is at [bold]{url}[/]  (Ctrl-C stops it)"))
    finally:
        if worker is not None:
            worker.stop()
        err.print("Stopped.")


def _warm(engine: Any) -> None:
    try:
        engine.warm()
    except ClaimtrackError as exc:
        err.print(exc.message, markup=False)


@click.command()
def worker() -> None:
    """Run the worker alone: extraction, linking and re-checks that are due. Stop it with Ctrl-C.

    Example: CLAIMTRACK_WORKER=false claimtrack serve & claimtrack worker
    """

    from claimtrack.jobs import run_worker

    async def until_stopped(engine: Any) -> None:
        task = asyncio.ensure_future(run_worker(engine))
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, task.cancel)
        try:
            await task
        except asyncio.CancelledError:
            err.print("Stopped.")

    with open_engine() as engine:
        err.print("The worker runs. Ctrl-C stops it.")
        asyncio.run(until_stopped(engine))
