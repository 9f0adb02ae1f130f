"""A web server on this machine whose pages a test can change."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Site:
    """A small web site: pages by path, each (status, content type, body); requests are remembered."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, str, bytes]] = {}
        self.headers: dict[str, dict[str, str]] = {}
        """Further headers of the answer at a path."""
        self.requests: list[str] = []
        self.tagged = False
        """Whether pages have an ETag, which is asked for again with `If-None-Match`."""
        self.wait = threading.Event()
        """Cleared, every answer waits until it is set."""
        self.wait.set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.requests.append(self.path)
                site.wait.wait(30)
                status, content_type, body = site.pages.get(self.path, (404, "text/plain", b"not here"))
                tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                if site.tagged and self.headers.get("If-None-Match") == tag:
                    status, body = 304, b""
                self.send_response(status)
                if site.tagged:
                    self.send_header("ETag", tag)
                for name, value in site.headers.get(self.path, {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def put(self, path: str, *paragraphs: str, title: str = "A page", status: int = 200) -> str:
        """Serve an article under `path`; returns its URL."""
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        html = (
            f"<!doctype html><html lang='en'><head><title>{title}</title>"
            "<meta property='article:published_time' content='2016-10-11T12:00:00Z'></head>"
            f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}</article></body></html>"
        )
        self.pages[path] = (status, "text/html; charset=utf-8", html.encode())
        return self.url + path


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on this machine."""
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield site
    site.wait.set()
    site.server.shutdown()
    site.server.server_close()
    thread.join()
