"""A real web server on loopback that answers what a test scripts, byte for byte, and keeps what it was asked."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Answer = bytes | Callable[[socket.socket], None]
"""What goes over the wire: bytes, or a function that writes to the connection itself."""


def answer(status: str = "200 OK", body: bytes = b"", **headers: str) -> bytes:
    """A whole HTTP answer; a header's underscores stand for hyphens."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def page(body: bytes, **headers: str) -> bytes:
    """An HTML page."""
    return answer(body=body, Content_Type="text/html; charset=utf-8", **headers)


def redirect(location: str, status: str = "302 Found") -> bytes:
    """A redirect to an address or relative reference."""
    return answer(status, Location=location)


def drip(head: bytes, piece: bytes, pause_s: float) -> Callable[[socket.socket], None]:
    """Send a beginning, then one piece after every pause until the other side hangs up."""

    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(1000):
            connection.sendall(piece)
            time.sleep(pause_s)

    return send


@dataclass
class LocalSite:
    """The server's port, its script, and the requests that it has had, as text."""

    port: int
    answers: dict[str, Answer]
    requests: list[str] = field(default_factory=list)

    def url(self, path: str, host: str = "site.example") -> str:
        """The address of a path, under a name that only the test's resolver knows."""
        return f"http://{host}:{self.port}{path}"


def _serve(listener: socket.socket, site: LocalSite) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_respond, args=(connection, site), daemon=True).start()


def _respond(connection: socket.socket, site: LocalSite) -> None:
    with connection:
        request = b""
        while b"\r\n\r\n" not in request:
            received = connection.recv(65_536)
            if not received:
                return
            request += received
        site.requests.append(request.decode("latin-1"))
        scripted = site.answers.get(request.split(b" ", 2)[1].decode("latin-1"), answer("404 Not Found"))
        try:
            scripted(connection) if callable(scripted) else connection.sendall(scripted)
        except OSError:
            return  # The client hung up, which is what several tests are about.


@contextmanager
def local_site(answers: dict[str, Answer]) -> Iterator[LocalSite]:
    """Serve the scripted answers on a free port of 127.0.0.1 while the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site = LocalSite(port=listener.getsockname()[1], answers=dict(answers))
        thread = threading.Thread(target=_serve, args=(listener, site), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=5)
