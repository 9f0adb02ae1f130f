"""A real server on loopback that speaks the chat-completions protocol; what the model says is the test's to script."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from claimtrack.settings import Settings

KEY = "sk-of-the-test-only"
MODEL = "tiny-reader"

Say = Callable[[str], object]
"""From the text between the marks to what the model answers: JSON, or a string that goes out as it is."""


@dataclass(frozen=True)
class Raw:
    """An answer of the server itself, in place of the model's."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class ChatServer:
    """The server's address, what it was asked, and how it behaves."""

    url: str
    say: Say
    knows_schemas: bool = True
    finish_reason: str = "stop"
    raw: list[Raw] = field(default_factory=list)
    """Answers given first, one a request."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def settings(self, **more: Any) -> dict[str, Any]:
        """The settings under which articles go to this server."""
        return {"extractor_url": self.url, "extractor_model": MODEL, "extractor_key": KEY, **more}

    def as_settings(self, **more: Any) -> Settings:
        """The same as an object."""
        return Settings(**self.settings(**more))

    def texts(self) -> list[str]:
        """The pieces of text that it was sent, in order."""
        return [text_between_marks(body["messages"][-1]["content"]) for body in self.asked]


def text_between_marks(message: str) -> str:
    """The article's text in a message, whose first and last line are the marks."""
    first, _, rest = message.partition("\n")
    inside, _, last = rest.rpartition("\n")
    assert last == first.replace("<", "</")
    return inside


def claim(quote: str, **more: Any) -> dict[str, Any]:
    """A claim in the form that is asked for."""
    return {
        "quote": quote,
        "occurrence": 1,
        "claimant": None,
        "cue": None,
        "via": [],
        "type": "event",
        "modality": "asserted",
        **more,
    }


def claims(*quotes: str) -> Say:
    """A model that answers with these quotes, whatever it is sent."""
    return lambda _: {"claims": [claim(quote) for quote in quotes]}


def nothing(_: str) -> object:
    """A model that finds no claim."""
    return {"claims": []}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    chat: ChatServer

    def do_POST(self) -> None:
        """Answer one request as such servers do."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.chat.headers.append(dict(self.headers))
        if self.chat.raw:
            raw = self.chat.raw.pop(0)
            self._send(raw.status, raw.body, raw.headers)
            return
        if self.path.partition("?")[0] != "/v1/chat/completions":
            self._send_json(404, {"error": {"message": "no such path"}})
        elif self.headers["Authorization"] != f"Bearer {KEY}":
            self._send_json(401, {"error": {"message": f"wrong key: {self.headers['Authorization']}"}})
        else:
            self._complete(json.loads(body))

    def _complete(self, asked: dict[str, Any]) -> None:
        self.chat.asked.append(asked)
        if asked["model"] != MODEL or [m["role"] for m in asked["messages"]] != ["system", "user"]:
            self._send_json(404, {"error": {"message": "no such model"}})
        elif asked["response_format"]["type"] == "json_schema" and not self.chat.knows_schemas:
            self._send_json(400, {"error": {"message": "response_format must be text or json_object"}})
        else:
            said = self.chat.say(text_between_marks(asked["messages"][1]["content"]))
            content = said if isinstance(said, str) else json.dumps(said)
            choice = {
                "index": 0,
                "message": {"role": "assistant", "content": content},
                "finish_reason": self.chat.finish_reason,
            }
            answer = {"id": "x", "object": "chat.completion", "created": 1, "model": MODEL, "choices": [choice]}
            self._send_json(200, answer)

    def _send_json(self, status: int, value: object) -> None:
        self._send(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the test's output is for the test."""


@contextmanager
def chat_server(say: Say = nothing, **behaviour: Any) -> Iterator[ChatServer]:
    """Serve on a free port of 127.0.0.1 while the block runs."""
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        chat = ChatServer(url=f"http://127.0.0.1:{server.server_address[1]}/v1", say=say, **behaviour)
        handler.chat = chat  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield chat
        finally:
            server.shutdown()
            thread.join(timeout=5)
