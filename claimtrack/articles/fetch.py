"""An address in; the web server's whole answer out, or an error that says why there is none.

Every connection goes through the address guard, every redirect is parsed and guarded anew, and size, time and kind of
answer are bounded. Nothing is remembered between fetches: no cookies, no credentials, no cache. It knows nothing of
articles: what is on the page is for extraction to say.
"""

import logging
import ssl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Final, Self

import httpcore
import httpx

from claimtrack.articles.guard import AddressPolicy, Deadline, GuardedBackend, Resolver, deadline, system_resolver
from claimtrack.articles.model import FetchedPage
from claimtrack.articles.urls import canonical_url, fetchable_url
from claimtrack.errors import InvalidUrl, NotText, PageGone, PageTimeout, PageTooLarge, PageUnreachable

_ACCEPT: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_LASTING: Final = frozenset({301, 308})
_GONE: Final = frozenset({404, 410})
_OK: Final = frozenset({200, 203})
_TEXT_TYPES: Final = frozenset({"text/html", "text/plain", "text/xml", "application/xhtml+xml", "application/xml"})
_DECODE_STEP_BYTES: Final = 65_536
_MAX_HEADER_CHARS: Final = 1024
_MAX_CONNECTIONS: Final = 100
_DIGITS: Final = 9
"""Of a number of seconds: longer ones are no wish that anybody could grant."""

logging.getLogger("httpx").setLevel(logging.WARNING)  # It logs every address at INFO; what a desk reads is its own.


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What one fetch may cost."""

    connect_s: float = 10.0
    """For each address that is dialled, and for the TLS handshake."""
    read_s: float = 10.0
    """Longest silence of the server."""
    total_s: float = 30.0
    """For everything together: names, redirects, headers and body, however steadily it drips."""
    max_body_bytes: int = 15_000_000
    """Of the body after decompression."""
    max_redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What kind of answer is asked for and taken."""

    accept: str
    types: frozenset[str]
    """Media types taken besides those that end in ``+xml``; an answer without a type is taken always."""
    max_body_bytes: int | None = None
    """Of the body after decompression, where less is allowed than for any page."""


PAGE: Final = Wanted(accept=_ACCEPT, types=_TEXT_TYPES)
"""An article's page."""


@dataclass(slots=True)
class _Way:
    """The addresses that one fetch has asked for."""

    asked: str
    moved_to: str | None = None
    is_lasting: bool = True
    seen: set[str] = field(default_factory=set)

    def turn(self, target: str, status: int) -> None:
        """Go on to where a redirect leads."""
        self.is_lasting = self.is_lasting and status in _LASTING
        self.asked = target
        if self.is_lasting:
            self.moved_to = target


class Fetcher:
    """Fetches pages of the public internet; a context manager, and safe to share between threads."""

    def __init__(
        self,
        *,
        user_agent: str,
        policy: AddressPolicy | None = None,
        resolver: Resolver = system_resolver,
        limits: FetchLimits | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Make ready to fetch; nothing is opened yet.

        Args:
            user_agent: who is asking, honestly, with a way to write to them.
            policy: addresses allowed besides the public ones; none by default.
            resolver: how names become addresses.
            limits: what one fetch may cost.
            tls: certificates to trust; those of the package ``certifi`` by default.
        """
        self._limits = limits or FetchLimits()
        backend = GuardedBackend(policy or AddressPolicy(), resolver)
        self._client = httpx.Client(
            transport=GuardedTransport(backend, tls or _public_tls()),
            trust_env=False,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(self._limits.read_s, connect=self._limits.connect_s),
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close whatever connection is still open."""
        self._client.close()

    def fetch(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, wanted: Wanted = PAGE
    ) -> FetchedPage:
        """The page at an address, after redirects, complete and within the limits.

        Args:
            url: an http(s) address.
            etag: as an earlier fetch returned it, to learn whether the page is unchanged.
            last_modified: likewise.
            wanted: what kind of answer is asked for and taken.

        Raises:
            InvalidUrl: it is not an address that can be fetched.
            AddressRefused: it, or an address it redirects to, is not on the public internet.
            PageGone: the server answers 404 or 410.
            PageTooLarge: the body is larger than the limit.
            PageTimeout: it took longer than a limit.
            NotText: the server says that it is something other than what is wanted.
            PageUnreachable: anything else in the way, named in the message.
        """
        asked = fetchable_url(url)
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value and _is_header_value(value)}
        with mapped_errors(), deadline(self._limits.total_s) as limit:
            return self._follow(url, _Way(asked), headers, limit, wanted)

    def _follow(self, url: str, way: _Way, headers: dict[str, str], limit: Deadline, wanted: Wanted) -> FetchedPage:
        way.seen.add(way.asked)
        while True:
            with self._client.stream("GET", way.asked, headers={"Accept": wanted.accept, **headers}) as response:
                if response.status_code not in _REDIRECTS:
                    return self._page(url, way, response, limit, wanted, conditional=bool(headers))
                way.turn(_next_hop(way.asked, response), response.status_code)
            if way.asked in way.seen:
                raise PageUnreachable("The site redirects in a circle. Check the address, or paste the text.")
            way.seen.add(way.asked)
            if len(way.seen) > self._limits.max_redirects + 1:
                raise PageUnreachable(
                    f"The site redirects more than {self._limits.max_redirects} times. Paste the text."
                )

    def _page(
        self, url: str, way: _Way, response: httpx.Response, limit: Deadline, wanted: Wanted, *, conditional: bool
    ) -> FetchedPage:
        not_modified = response.status_code == 304 and conditional
        if not not_modified:
            _check_status(response)
            _check_type(response, wanted)
        max_bytes = min(wanted.max_body_bytes or self._limits.max_body_bytes, self._limits.max_body_bytes)
        return FetchedPage(
            url=url,
            final_url=canonical_url(way.asked),
            status=response.status_code,
            content_type=response.headers.get("Content-Type", ""),
            body=b"" if not_modified else read_body(response, max_bytes, limit),
            etag=_validator(response, "ETag"),
            last_modified=_validator(response, "Last-Modified"),
            not_modified=not_modified,
            moved_to=None if way.moved_to is None else canonical_url(way.moved_to),
        )


@cache
def _public_tls() -> ssl.SSLContext:
    """What every fetcher trusts; reading the certificates takes 15 ms, and a poll makes fifty fetchers."""
    return httpx.create_ssl_context(trust_env=False)


class GuardedTransport(httpx.BaseTransport):
    """Carries httpx's requests over connections of the guarded backend, and over nothing else."""

    def __init__(self, backend: GuardedBackend, tls: ssl.SSLContext) -> None:
        # No connection is kept: each fetch is guarded by its own look-up, and none meets one that the server closed.
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_connections=_MAX_CONNECTIONS,
            max_keepalive_connections=0,
            http1=True,
            http2=False,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The server's answer, its body still to be read."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close whatever connection is still open."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def mapped_errors() -> Iterator[None]:
    """The client's errors become ours; ours, such as the guard's refusal, pass unchanged.

    Raises:
        PageTimeout: a wait took longer than its limit.
        PageUnreachable: anything else went wrong.
    """
    try:
        yield
    except (httpcore.TimeoutException, httpx.TimeoutException) as exc:
        raise PageTimeout() from exc
    except (httpcore.ProtocolError, httpx.ProtocolError) as exc:
        raise PageUnreachable(f"The site's answer is broken or incomplete ({exc}). Try again later.") from exc
    except (httpcore.NetworkError, httpcore.UnsupportedProtocol, httpx.HTTPError, httpx.StreamError, OSError) as exc:
        raise PageUnreachable(f"The site could not be reached ({exc}). Try again later, or paste the text.") from exc
    except (httpx.InvalidURL, httpx.CookieConflict, UnicodeError) as exc:
        raise PageUnreachable(f"The site's answer cannot be used ({exc}). Paste the text instead.") from exc


def _next_hop(asked: str, response: httpx.Response) -> str:
    location = response.headers.get("Location")
    if not location:
        raise PageUnreachable(f"The site answers {response.status_code} but does not say where to go. Paste the text.")
    try:
        return fetchable_url(location, base=asked)
    except InvalidUrl as exc:
        raise PageUnreachable(f"The site redirects to something that is not fetched. {exc.message}") from exc


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status in _GONE:
        raise PageGone(f"The site says that this page does not exist ({status}). Check the address.")
    if status not in _OK:
        reason = f"{status} {httpx.codes.get_reason_phrase(status)}".strip()
        raise PageUnreachable(
            f"The site answered {reason}. Try again later, or paste the text.", retry_after_s=_retry_after_s(response)
        )


def _retry_after_s(response: httpx.Response) -> float | None:
    """The seconds that the site asks to be left alone; a moment counts from the site's own clock, as its answer has it.

    Source: RFC 9110 section 10.2.3.
    """
    wish = response.headers.get("Retry-After", "").strip()
    if wish.isascii() and wish.isdecimal():
        return float(wish) if len(wish) <= _DIGITS else None
    try:
        wait = parsedate_to_datetime(wish) - parsedate_to_datetime(response.headers.get("Date", ""))
    except (ValueError, TypeError):  # One of the two is no date, or only one of them has a time zone.
        return None
    return max(wait.total_seconds(), 0.0)


def _check_type(response: httpx.Response, wanted: Wanted) -> None:
    """An answer without a type passes: extraction looks at the bytes anyway."""
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    is_xml = media_type.endswith("+xml") and not media_type.startswith("image/")
    if media_type and media_type not in wanted.types and not is_xml:
        raise NotText(f"The page is {media_type[:80]!r}, not text. Give the address of an article, or paste its text.")


def read_body(response: httpx.Response, max_bytes: int, limit: Deadline) -> bytes:
    """The whole body, decompressed as it arrives so that nothing larger than the limit is ever held.

    Raises:
        PageTooLarge: it is larger than ``max_bytes`` bytes.
        PageTimeout: the deadline has passed.
        PageUnreachable: it is compressed in a way that was not asked for, or broken.
    """
    declared = response.headers.get("Content-Length", "")
    if declared.isdecimal() and len(declared) < 20 and int(declared) > max_bytes:
        raise _too_large(max_bytes)
    decoder = _Decoder(response.headers.get("Content-Encoding", ""))
    body = bytearray()
    for chunk in response.iter_raw():
        for piece in decoder.decode(chunk):
            body += piece
            if len(body) > max_bytes:
                raise _too_large(max_bytes)
            limit.clip(None)
    decoder.finish()
    return bytes(body)


def _too_large(max_bytes: int) -> PageTooLarge:
    return PageTooLarge(f"The page is larger than {max_bytes / 1e6:g} MB. Paste the article's text instead.")


class _Decoder:
    """Undoes gzip or deflate in steps of bounded size, however much one chunk expands to."""

    def __init__(self, encoding: str) -> None:
        name = encoding.strip().lower()
        if name not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise PageUnreachable(f"The site sent the page as {name[:40]!r}, which was not asked for. Paste the text.")
        self._gzip = name.endswith("gzip")
        self._inflate = None if name in {"", "identity"} else zlib.decompressobj(47 if self._gzip else 15)
        self._started = False

    def decode(self, chunk: bytes) -> Iterator[bytes]:
        """The decoded bytes of one chunk, in pieces of at most 64 KiB."""
        if self._inflate is None:
            yield chunk
            return
        while chunk and (not self._inflate.eof or self._next_member(chunk)):
            yield self._step(chunk)
            chunk = self._inflate.unconsumed_tail or self._inflate.unused_data

    def finish(self) -> None:
        """Check that nothing is missing.

        Raises:
            PageUnreachable: the compressed stream was cut off.
        """
        if self._inflate is not None and self._started and not self._inflate.eof:
            raise PageUnreachable("The page ended before it was complete. Try again later.")

    def _step(self, chunk: bytes) -> bytes:
        assert self._inflate is not None  # noqa: S101  the caller has looked
        try:
            piece = self._inflate.decompress(chunk, _DECODE_STEP_BYTES)
        except zlib.error as exc:
            if self._gzip or self._started:
                raise PageUnreachable("The page's compression is broken. Try again later, or paste the text.") from exc
            # "deflate" without its zlib header is against RFC 9110 but common.
            self._inflate = zlib.decompressobj(-15)
            self._started = True
            return self._step(chunk)
        self._started = True
        return piece

    def _next_member(self, chunk: bytes) -> bool:
        """True when another gzip member follows; anything else after the end is padding and is dropped."""
        if not (self._gzip and chunk.startswith(b"\x1f\x8b")):
            return False
        self._inflate = zlib.decompressobj(47)
        return True


def _validator(response: httpx.Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value if value and _is_header_value(value) else None


def _is_header_value(value: str) -> bool:
    """True when it can be sent back without harm: printable ASCII of sane length."""
    return len(value) <= _MAX_HEADER_CHARS and value.isascii() and value.isprintable()
