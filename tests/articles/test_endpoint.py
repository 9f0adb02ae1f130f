"""The operator's own service against a real server: what is sent, what is dialled, and what every failure becomes."""

import gzip
import json
import socket
import time
from datetime import UTC, datetime

import pytest

from claimtrack.articles.endpoint import Endpoint, EndpointLimits
from claimtrack.articles.fetch import Fetcher
from claimtrack.errors import (
    AddressRefused,
    ExtractorFailed,
    ExtractorUnavailable,
    InvalidUrl,
    RequestRefused,
)
from tests.chat_server import KEY, MODEL, ChatServer, Raw, chat_server, claims

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
QUICK = EndpointLimits(total_s=5, max_body_bytes=10_000, pause_s=0.25)
BODY = {
    "model": MODEL,
    "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "<a>\nt\n</a>"}],
    "response_format": {"type": "json_object"},
}


def _endpoint(chat: ChatServer, *, limits: EndpointLimits = QUICK, pauses: list[float] | None = None) -> Endpoint:
    waited = [] if pauses is None else pauses
    return Endpoint(
        f"{chat.url}/chat/completions",
        user_agent="claimtrack-test/1.0",
        key=KEY,
        limits=limits,
        now=lambda: NOW,
        pause=waited.append,
    )


def _ask(*answers: Raw, limits: EndpointLimits = QUICK, pauses: list[float] | None = None) -> bytes:
    with chat_server(raw=list(answers)) as chat, _endpoint(chat, limits=limits, pauses=pauses) as endpoint:
        return endpoint.ask(BODY)


def test_the_question_and_the_answer_arrive_whole() -> None:
    """The body goes out as JSON, the key in its header and nowhere else, and what comes back is what was said."""
    with chat_server(claims("ä ferry")) as chat, _endpoint(chat) as endpoint:
        answer = json.loads(endpoint.ask(BODY))

    assert {"claims": [{"quote": "ä ferry"}]} == {
        "claims": [{"quote": one["quote"]} for one in json.loads(answer["choices"][0]["message"]["content"])["claims"]]
    }
    assert [BODY] == chat.asked
    assert f"Bearer {KEY}" == chat.headers[0]["Authorization"]
    assert "Cookie" not in chat.headers[0]
    assert KEY not in repr(vars(endpoint))
    assert KEY not in json.dumps(chat.asked)


def test_text_that_cannot_be_encoded_is_sent_as_escapes() -> None:
    """Half of a character does not stop a question."""
    with chat_server() as chat, _endpoint(chat) as endpoint:
        endpoint.ask({**BODY, "more": "\ud800 and \x00"})

    assert "\ud800 and \x00" == chat.asked[0]["more"]


def test_being_configured_allows_a_private_address_and_only_here() -> None:
    """The name of the configured service may lead to this computer; to the fetcher of pages the same name is refused."""
    with chat_server() as chat:
        url = chat.url.replace("127.0.0.1", "model.example") + "/chat/completions"
        asked = {"user_agent": "t", "resolver": lambda host, port: ("127.0.0.1",)}
        with Endpoint(url, key=KEY, limits=QUICK, **asked) as endpoint, Fetcher(**asked) as fetcher:
            answer = endpoint.ask(BODY)
            with pytest.raises(AddressRefused):
                fetcher.fetch(url)

    assert answer
    assert 1 == len(chat.headers)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    """An answer that points elsewhere, even to another port of the same host, is a failure that says what to do."""
    with chat_server() as other:
        moved = Raw(status=status, headers={"Location": f"{other.url}/chat/completions"})
        with pytest.raises(ExtractorUnavailable, match="Redirects are not followed"):
            _ask(moved)

    assert [] == other.headers


@pytest.mark.parametrize(
    ("status", "header", "waited_s"),
    [
        # as the service asks
        (429, "3", 3.0),
        (503, "0", 0.0),
        # until a time
        (429, "Tue, 03 Mar 2026 12:00:02 GMT", 2.0),
        # a time that has passed
        (429, "Tue, 03 Mar 2026 11:00:00 GMT", 0.0),
        # nothing that can be read: our own pause
        (500, "soon", 0.25),
        (502, None, 0.25),
        (529, "", 0.25),
    ],
)
def test_overload_is_asked_once_more(status: int, header: str | None, waited_s: float) -> None:
    """After the pause that the service asks for there is one more try, and its answer counts."""
    pauses: list[float] = []
    busy = Raw(status=status, headers={} if header is None else {"Retry-After": header})

    answer = _ask(busy, pauses=pauses)

    assert b"choices" in answer
    assert [waited_s] == pauses


@pytest.mark.parametrize(
    ("status", "error"), [(429, ExtractorUnavailable), (503, ExtractorUnavailable), (500, ExtractorFailed)]
)
def test_there_is_no_third_try(status: int, error: type[ExtractorFailed]) -> None:
    """Two refusals in a row are the end of it."""
    with (
        chat_server(raw=[Raw(status=status)] * 3) as chat,
        _endpoint(chat) as endpoint,
        pytest.raises(error) as caught,
    ):
        endpoint.ask(BODY)

    assert error is type(caught.value)
    assert str(status) in caught.value.message
    assert 2 == len(chat.headers)


def test_a_pause_beyond_the_deadline_is_not_begun() -> None:
    """A service that wants an hour is told off at once."""
    pauses: list[float] = []

    with pytest.raises(ExtractorUnavailable, match="asks to wait 3600 s"):
        _ask(Raw(status=429, headers={"Retry-After": "3600"}), pauses=pauses)

    assert [] == pauses


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        # this request is not taken: another form of it may be
        (Raw(status=400, body=b'{"error": {"message": "unknown response_format"}}'), RequestRefused, "unknown resp"),
        (Raw(status=422, body=b'{"detail": "no seed"}'), RequestRefused, "no seed"),
        (Raw(status=400, body=b"<html>"), RequestRefused, "400 Bad Request"),
        # no request is
        (Raw(status=404, body=b'{"error": "model not found"}'), ExtractorUnavailable, "model not found"),
        (Raw(status=401, body=b'{"error": "bad key"}'), ExtractorUnavailable, "CLAIMTRACK_EXTRACTOR_KEY"),
        (Raw(status=402), ExtractorUnavailable, "402"),
        # what it says is kept short and on one line
        (Raw(status=400, body=json.dumps({"message": "a\n\x1b" * 900}).encode()), RequestRefused, r"a a a"),
        (Raw(status=400, body=b"[" * 9_000), RequestRefused, "400"),
        # an answer that is none
        (Raw(status=204), ExtractorFailed, "204"),
        (Raw(body=b"x" * 20_000), ExtractorFailed, "larger than"),
        (Raw(body=gzip.compress(b" " * 900_000), headers={"Content-Encoding": "gzip"}), ExtractorFailed, "larger than"),
        (Raw(body=b"xx", headers={"Content-Encoding": "gzip"}), ExtractorFailed, "broken"),
    ],
)
def test_every_failure_says_what_it_is(answer: Raw, error: type[ExtractorFailed], words: str) -> None:
    """Each has its class, by which it is decided whether the text is to blame, and one short sentence."""
    with pytest.raises(error, match=words) as caught:
        _ask(answer)

    assert error is type(caught.value)
    assert len(caught.value.message) < 400
    assert caught.value.message.isprintable()


def test_the_key_is_not_repeated_by_what_the_service_says() -> None:
    """A service that quotes the key in its complaint does not bring it into our record."""
    for status in (400, 401, 403):
        with pytest.raises(ExtractorFailed) as caught:
            _ask(Raw(status=status, body=json.dumps({"error": f"bad key {KEY}"}).encode()))

        assert KEY not in caught.value.message


def test_an_unforeseen_error_carries_no_frames() -> None:
    """A log that prints the variables of each frame would print the header with the key."""

    def broken(host: str, port: int) -> tuple[str, ...]:
        raise RuntimeError(KEY)

    with (
        Endpoint("http://models.example/v1", user_agent="t", key=KEY, resolver=broken) as endpoint,
        pytest.raises(ExtractorFailed, match=r"unforeseen reason \(RuntimeError\)") as caught,
    ):
        endpoint.ask(BODY)

    assert KEY not in caught.value.message
    assert caught.value.__suppress_context__


def test_a_slow_service_is_given_up() -> None:
    """The deadline holds for all of it, however long the model thinks."""

    def think(_: str) -> str:
        time.sleep(1)
        return "{}"

    limits = EndpointLimits(total_s=0.3)
    with chat_server(think) as chat, _endpoint(chat, limits=limits) as endpoint:
        began_s = time.monotonic()
        with pytest.raises(ExtractorFailed, match=r"within 0\.3 s"):
            endpoint.ask(BODY)

        assert time.monotonic() - began_s < 0.9


def test_a_service_that_is_down_is_unavailable() -> None:
    """Nothing listens, or the name leads nowhere: no text is to blame for that."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    for host in ("127.0.0.1", "nowhere.invalid"):
        url = f"http://{host}:{port}/v1/chat/completions"
        with (
            Endpoint(url, user_agent="t", limits=QUICK, resolver=_only_numbers) as endpoint,
            pytest.raises(ExtractorUnavailable, match="cannot be reached"),
        ):
            endpoint.ask(BODY)


def _only_numbers(host: str, port: int) -> tuple[str, ...]:
    raise socket.gaierror(f"no such name: {host}")


@pytest.mark.parametrize(
    "url", ["https://user:secret@models.example/v1", "ftp://models.example", "models.example/v1", ""]
)
def test_an_address_that_cannot_be_asked_is_refused(url: str) -> None:
    """A password in the address would be kept with every article's record."""
    with pytest.raises(InvalidUrl):
        Endpoint(url, user_agent="t")
