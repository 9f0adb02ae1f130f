"""Runs the application until somebody stops it."""

import signal
import socket
import threading
from collections.abc import Callable
from typing import Any

import uvicorn

from claimtrack.errors import ClaimtrackError
from claimtrack.services.engine import Engine
from claimtrack.web.app import create_app

GRACE_S = 5
"""How long running requests get to finish when the server is stopped, in seconds."""


MAX_CONNECTIONS = 256
"""Open at once; further ones are answered 503, so that idle connections cannot exhaust the process."""


class AddressTaken(ClaimtrackError):
    """That address cannot be listened on. Choose another with CLAIMTRACK_HOST and CLAIMTRACK_PORT, or `--port`."""

    code = "address-taken"


def run_server(engine: Engine, *, announce: Callable[[str], object] | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM, then return.

    Args:
        engine: Stays open; closing it is the caller's.
        announce: Called with the server's address once it answers.

    Raises:
        SettingsInvalid: Others could reach it, and there is neither an account nor an access key.
        AddressTaken: Another program listens there, or the address is not this machine's.
    """
    config = uvicorn.Config(
        create_app(engine),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
        limit_concurrency=MAX_CONNECTIONS,
    )
    with listen(engine.settings.host, engine.settings.port) as listening:
        _run(_AnnouncedServer(config, lambda: announce and announce(address_of(listening))), listening)


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address; port 0 takes any that is free.

    Raises:
        AddressTaken: It cannot be bound.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as exc:
        bound.close()
        raise AddressTaken(
            f"Cannot listen on {host}:{port} ({exc.strerror or exc}). Choose another port with `--port`."
        ) from exc
    return bound


def address_of(listening: socket.socket) -> str:
    """The address that a browser on this machine opens for a bound socket."""
    host, port = listening.getsockname()[:2]
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}"


class _AnnouncedServer(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], object]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_started()


def _run(server: uvicorn.Server, listening: socket.socket) -> None:
    """Run, and turn the signal that the server raises again after its shutdown into a plain return."""
    if threading.current_thread() is not threading.main_thread():
        server.run(sockets=[listening])
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
