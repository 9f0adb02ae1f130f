"""The server process: uvicorn around the application, stopped in order by Ctrl-C or SIGTERM."""

import contextlib
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn

from claimtrack.errors import ClaimtrackError
from claimtrack.services.engine import Engine
from claimtrack.services.health import is_loopback
from claimtrack.web.app import create_app


class CannotListen(ClaimtrackError):
    """The server cannot listen on that address. Choose another with `--host` and `--port`."""

    code = "cannot-listen"


class _Server(uvicorn.Server):
    """Uvicorn without its habit of raising the signal again, which would end the process before the rest is closed."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {name: signal.signal(name, self.handle_exit) for name in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)


def run_server(engine: Engine, *, announce: Callable[[str], None]) -> None:
    """Serve until asked to stop.

    Args:
        announce: called with the address once the socket is bound.

    Raises:
        CannotListen: the port is taken, or others could reach the server and no access key is set.
    """
    settings = engine.settings
    if not is_loopback(settings.host) and settings.access_key is None:
        raise CannotListen(
            f"{settings.host} can be reached by others, and no access key is set. "
            "Set CLAIMTRACK_ACCESS_KEY to at least 12 characters, or listen on 127.0.0.1."
        )
    with _bound(settings.host, settings.port) as listener:
        host, port = listener.getsockname()[:2]
        config = uvicorn.Config(create_app(engine), log_level="warning", access_log=False, timeout_graceful_shutdown=10)
        announce(f"http://{f'[{host}]' if ':' in host else host}:{port}")
        _Server(config).run(sockets=[listener])


@contextlib.contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(128)
        except OSError as exc:
            raise CannotListen(
                f"Port {port} on {host} cannot be used ({exc.strerror}). Choose another with --port."
            ) from exc
        yield listener
