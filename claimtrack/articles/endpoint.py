"""A JSON body in, the answer of the operator's own service out, or an error that says why there is none.

The service may be on a private address or on this computer: being configured is what allows it. Nothing else is dialled
over this door, whatever the service answers: only that host and port, and no redirect is followed. Time, size and
repeats are bounded. The key travels in one header and is written nowhere. It knows nothing of models or claims.
"""

import ipaddress
import json
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Final, Self

import httpcore
import httpx

from claimtrack.articles.fetch import GuardedTransport, mapped_errors, read_body
from claimtrack.articles.guard import AddressPolicy, Deadline, GuardedBackend, Resolver, deadline, system_resolver
from claimtrack.articles.urls import fetchable_url
from claimtrack.errors import (
    AddressRefused,
    ExtractorFailed,
    ExtractorUnavailable,
    FetchError,
    PageTimeout,
    PageTooLarge,
    RequestRefused,
)

_ANYWHERE: Final = AddressPolicy(allowed=(ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")))
"""Safe only below `_OneHost`, which has compared host and port."""
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_REFUSED: Final = frozenset({400, 405, 415, 422, 501})
"""What the service says of this request; another form of it may do."""
_UNAVAILABLE: Final = frozenset({401, 402, 403, 404, 429, 503})
"""What it says of every request: key, quota, address or model are wrong, or it is overloaded."""
_MAX_DETAIL_CHARS: Final = 200
_MAX_ERROR_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointLimits:
    """What one question may cost."""

    total_s: float = 120.0
    """For everything together, the repeat and its pause included."""
    connect_s: float = 10.0
    max_body_bytes: int = 4_000_000
    """Of the answer after decompression."""
    pause_s: float = 1.0
    """Before the repeat, where the service does not say how long to wait."""


class Endpoint:
    """One address that is asked by POST; a context manager, and safe to share between threads."""

    def __init__(
        self,
        url: str,
        *,
        user_agent: str,
        key: str | None = None,
        limits: EndpointLimits | None = None,
        resolver: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Make ready to ask; nothing is opened yet.

        Args:
            url: the one address.
            user_agent: who is asking.
            key: sent as a bearer token; must be printable ASCII.
            limits: what one question may cost.
            resolver: how the name becomes addresses.
            tls: certificates to trust; those of the package ``certifi`` by default.
            now: the clock that a date in ``Retry-After`` is read against.
            pause: how to wait before the repeat, in seconds.

        Raises:
            InvalidUrl: it is not an address that can be asked, or it holds a password.
        """
        self.url: Final = fetchable_url(url)
        parsed = httpx.URL(self.url)
        self.host: Final = parsed.netloc.decode("ascii")
        """Host, and port where it is not the scheme's own."""
        self.hostname: Final = parsed.host
        self.is_encrypted: Final = parsed.scheme == "https"
        self._limits = limits or EndpointLimits()
        self._now, self._pause = now, pause
        # The client's headers hide the key from whoever prints them.
        self._scrub: Callable[[str], str] = lambda text: text.replace(key, "***") if key else text
        own = (parsed.raw_host.decode("ascii"), parsed.port or _DEFAULT_PORTS[parsed.scheme])
        self._client = httpx.Client(
            transport=GuardedTransport(_OneHost(own, resolver), tls or httpx.create_ssl_context(trust_env=False)),
            trust_env=False,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(None, connect=self._limits.connect_s),
            headers={
                "User-Agent": user_agent,
                "Accept": "application/json",
                "Accept-Encoding": "gzip, deflate",
                "Content-Type": "application/json",
                **({"Authorization": f"Bearer {key}"} if key else {}),
            },
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

    def ask(self, body: object) -> bytes:
        """The body of the service's answer, complete and within the limits; overload is asked once more.

        Args:
            body: what is sent, as JSON.

        Raises:
            RequestRefused: the service does not take this request.
            ExtractorUnavailable: it cannot be reached, or takes no request of ours.
            ExtractorFailed: it took too long, broke off, or answered with an error of its own.
        """
        # Lone surrogates cannot be encoded; as escapes they can.
        content = json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode("ascii")
        try:
            with mapped_errors(), deadline(self._limits.total_s) as limit:
                answer = self._once(content, limit)
                if answer.wait_s is not None:
                    self._wait(answer, limit)
                    answer = self._once(content, limit)
                return answer.checked()
        except FetchError as exc:
            raise self._failure(exc) from exc
        except ExtractorFailed:
            raise
        except Exception as exc:  # noqa: BLE001  logged with its frames, an error of the client's own would show the key
            raise ExtractorFailed(
                f"Asking the extractor's endpoint {self.host} failed for an unforeseen reason ({type(exc).__name__})."
            ) from None

    def _once(self, content: bytes, limit: Deadline) -> "_Answer":
        with self._client.stream("POST", self.url, content=content) as response:
            status = response.status_code
            if status == 200:
                body = read_body(response, self._limits.max_body_bytes, limit)
                return _Answer(host=self.host, status=status, body=body)
            detail = "" if status in (401, 403) else self._scrub(_detail(response, limit))
            busy = status == 429 or (status >= 500 and status not in _REFUSED)
            wait_s = _retry_after(response.headers.get("Retry-After"), self._now()) if busy else None
            return _Answer(
                host=self.host,
                status=status,
                detail=detail,
                wait_s=self._limits.pause_s if busy and wait_s is None else wait_s,
            )

    def _wait(self, answer: "_Answer", limit: Deadline) -> None:
        """Wait before the repeat.

        Raises:
            ExtractorFailed: the service asks for more time than there is.
        """
        wait_s = answer.wait_s or 0.0
        if wait_s >= limit.clip(None):
            answer.checked(f"It asks to wait {wait_s:.0f} s, longer than CLAIMTRACK_EXTRACTOR_DEADLINE_S leaves.")
        self._pause(wait_s)

    def _failure(self, exc: FetchError) -> ExtractorFailed:
        if isinstance(exc.__cause__, httpcore.ConnectError | httpcore.ConnectTimeout):  # the TLS handshake
            return _unreachable(self.host, exc.__cause__)
        if isinstance(exc, PageTimeout):
            return ExtractorFailed(
                f"The extractor's endpoint {self.host} did not answer within {self._limits.total_s:g} s. "
                "Raise CLAIMTRACK_EXTRACTOR_DEADLINE_S, or choose a faster model."
            )
        if isinstance(exc, PageTooLarge):
            return ExtractorFailed(
                f"The answer of the extractor's endpoint {self.host} is larger than "
                f"{self._limits.max_body_bytes / 1e6:g} MB, so it was not read."
            )
        return ExtractorFailed(
            f"The answer of the extractor's endpoint {self.host} is broken or incomplete ({exc.__cause__ or exc})."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What the service answered."""

    host: str
    status: int
    body: bytes = b""
    detail: str = ""
    wait_s: float | None = None
    """How long to wait before a repeat; None where none would help."""

    def checked(self, more: str = "") -> bytes:
        """The body of an answer that is one; else its error, with ``more`` said about it."""
        if self.status == 200:
            return self.body
        reason = f"{self.status} {httpx.codes.get_reason_phrase(self.status)}".strip()
        said = f"The extractor's endpoint {self.host} answered {reason}{': ' + self.detail if self.detail else ''}."
        if self.status in (401, 403):
            raise ExtractorUnavailable(f"{said} Check CLAIMTRACK_EXTRACTOR_KEY.")
        if 300 <= self.status < 400:
            raise ExtractorUnavailable(f"{said} Redirects are not followed: set CLAIMTRACK_EXTRACTOR_URL to the end.")
        if self.status in _UNAVAILABLE:
            raise ExtractorUnavailable(
                f"{said} {more or 'Check CLAIMTRACK_EXTRACTOR_URL and CLAIMTRACK_EXTRACTOR_MODEL.'}"
            )
        if self.status in _REFUSED:
            raise RequestRefused(f"{said} Check CLAIMTRACK_EXTRACTOR_MODEL.")
        raise ExtractorFailed(f"{said} {more or 'See its log.'}")


class _OneHost(GuardedBackend):
    """Dials one host and port, whatever its address, and nothing else."""

    def __init__(self, own: tuple[str, int], resolver: Resolver) -> None:
        super().__init__(_ANYWHERE, resolver)
        self._own = own

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the one host.

        Raises:
            AddressRefused: another is asked for.
            ExtractorUnavailable: it cannot be reached.
        """
        if (host, port) != self._own:
            raise AddressRefused(f"{host}:{port} is not the configured endpoint, so it is not asked.")
        try:
            return super().connect_tcp(host, port, timeout, local_address, socket_options)
        except (FetchError, httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
            raise _unreachable(host, exc) from exc


def _unreachable(host: str, exc: BaseException) -> ExtractorUnavailable:
    said = exc.message if isinstance(exc, FetchError) else str(exc) or type(exc).__name__
    return ExtractorUnavailable(
        f"The extractor's endpoint {host} cannot be reached ({said.rstrip('.')}). "
        "Check that it runs, and CLAIMTRACK_EXTRACTOR_URL."
    )


def _detail(response: httpx.Response, limit: Deadline) -> str:
    """What the service says is wrong, in one short line; "" when it says nothing that can be read."""
    try:
        said = json.loads(read_body(response, _MAX_ERROR_BYTES, limit))
    except (FetchError, ValueError, RecursionError):
        return ""
    for key in ("error", "message", "detail"):
        said = said.get(key, said) if isinstance(said, dict) else said
    text = " ".join(said.split()) if isinstance(said, str) else ""
    return "".join(char for char in text if char.isprintable())[:_MAX_DETAIL_CHARS].rstrip(".")


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from now that a ``Retry-After`` header asks to wait; None when it says nothing that can be read.

    Source: RFC 9110, section 10.2.3: seconds, or a date.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
