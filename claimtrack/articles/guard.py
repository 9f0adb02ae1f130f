"""A host and port in; a connection to a checked public address out.

The check sits inside the connection: a name is resolved once, every answer is checked, and the checked address itself
is dialled. Checking first and fetching afterwards would resolve twice, and the second answer may be another one. TLS
and the ``Host`` header still carry the name, since only the dialling is replaced.

It also keeps the deadline of a whole fetch, because only here is every wait seen: resolving, dialling, the TLS
handshake and each read. It knows nothing of HTTP, URLs or articles.
"""

import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

import httpcore

from claimtrack.errors import AddressRefused, PageTimeout, PageUnreachable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""From a host name and port to the textual IP addresses it stands for; raises OSError when it cannot tell."""
_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_GLOBAL_IPV6: Final = ipaddress.IPv6Network("2000::/3")
_SPECIAL_NETWORKS: Final[tuple[tuple[Network, str], ...]] = tuple(
    (ipaddress.ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider's customers"),
        ("127.0.0.0/8", "this computer"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "this computer"),
        ("::ffff:0:0/96", "an IPv4 address inside IPv6"),
        ("64:ff9b::/96", "an IPv4 address behind NAT64"),
        ("64:ff9b:1::/48", "an IPv4 address behind NAT64"),
        ("2001::/32", "an IPv4 address inside Teredo"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "an IPv4 address inside 6to4"),
        ("3ffe::/16", "the former test network"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "unique local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
"""Source: IANA IPv4 and IPv6 Special-Purpose Address Registries.

An IPv6 address outside 2000::/3 is refused in any case, since IANA has given out global unicast addresses only there.
Forms that carry an IPv4 address are refused whole: which machine they reach depends on the network.
"""

_NUMERIC_HOST: Final = re.compile(r"(?:.*\.)?(?:\d+|0[xX][0-9A-Fa-f]*)\.?")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressPolicy:
    """Which addresses may be dialled: those of the public internet, and the networks an operator names."""

    allowed: tuple[Network, ...] = ()
    """Networks that may be dialled although they are not public, for example 127.0.0.1/32 in a test."""

    def refusal(self, address: Address) -> str | None:
        """What the address is ("private", "link-local", ...) when it may not be dialled; None when it may."""
        if getattr(address, "scope_id", None):
            return "tied to one network card"
        if any(address in network for network in self.allowed):
            return None
        for network, what in _SPECIAL_NETWORKS:
            if address in network:
                return what
        if address.version == 6 and address not in _GLOBAL_IPV6:
            return "not in use on the public internet"
        return None


def system_resolver(host: str, port: int) -> tuple[str, ...]:
    """The addresses that the operating system finds for a name, in its order, without repeats.

    Raises:
        OSError: the name does not exist or no name server answers.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The moment by which a whole fetch must be over, on a clock that only goes forward."""

    at_s: float
    total_s: float
    clock: Callable[[], float] = time.monotonic

    def clip(self, timeout_s: float | None) -> float:
        """The shorter of a wait's own limit and what is left, in seconds, above zero.

        Raises:
            PageTimeout: nothing is left.
        """
        left = self.at_s - self.clock()
        if left <= 0:
            raise PageTimeout(f"The page did not arrive whole within {self.total_s:g} s. Try again later.")
        return left if timeout_s is None else min(left, timeout_s)


_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def deadline(total_s: float, clock: Callable[[], float] = time.monotonic) -> Iterator[Deadline]:
    """Every wait of guarded connections in this block ends after ``total_s`` seconds altogether.

    The limit belongs to the running thread's context, so one pool of connections can serve several fetches at once.
    """
    limit = Deadline(at_s=clock() + total_s, total_s=total_s, clock=clock)
    token = _deadline.set(limit)
    try:
        yield limit
    finally:
        _deadline.reset(token)


def _clipped(timeout_s: float | None) -> float | None:
    limit = _deadline.get()
    return timeout_s if limit is None else limit.clip(timeout_s)


class GuardedBackend(httpcore.NetworkBackend):
    """Dials public addresses only, each name looked up once per connection."""

    def __init__(self, policy: AddressPolicy, resolver: Resolver = system_resolver) -> None:
        self._policy = policy
        self._resolver = resolver
        self._dialler = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first checked address that answers.

        Raises:
            AddressRefused: the host, or any address it stands for, is not public and not allowed.
            PageUnreachable: the name stands for nothing.
            PageTimeout: the deadline of the fetch has passed.
            httpcore.ConnectError, httpcore.ConnectTimeout: none of the addresses took the connection.
        """
        addresses = checked_addresses(host, port, self._policy, self._resolver, timeout_s=_clipped(timeout))
        options = list(socket_options or ())
        for position, address in enumerate(addresses):
            try:
                stream = self._dialler.connect_tcp(str(address), port, _clipped(timeout), local_address, options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if position == len(addresses) - 1:
                    raise
            else:
                return _DeadlineStream(stream)
        raise PageUnreachable(f"{host} has no address. Check the spelling, or try again later.")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """Never a connection: a socket file is on this computer.

        Raises:
            AddressRefused: always.
        """
        raise AddressRefused("Socket files of this computer are not fetched. Paste the text instead.")


class _DeadlineStream(httpcore.NetworkStream):
    """A connection whose every wait is cut to what is left of the fetch."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _clipped(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _clipped(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, _clipped(timeout)))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def checked_addresses(
    host: str, port: int, policy: AddressPolicy, resolver: Resolver, *, timeout_s: float | None = None
) -> tuple[Address, ...]:
    """The addresses that a host stands for, in the resolver's order, all of them allowed.

    One refused answer refuses the host: a name that also points inward is not the site it says it is.

    Raises:
        AddressRefused: an answer is not public and not allowed, or the host is a number in an odd spelling.
        PageUnreachable: the name stands for nothing.
        PageTimeout: no answer within ``timeout_s`` seconds.
    """
    addresses = _literal(host) or _resolved(host, port, resolver, timeout_s)
    for address in addresses:
        what = policy.refusal(address)
        if what is not None:
            raise AddressRefused(
                f"{host} leads to {address} ({what}), which is not on the public internet, so it is not fetched. "
                "Paste the text instead."
            )
    return addresses


def _literal(host: str) -> tuple[Address, ...]:
    """The address when the host is one in plain spelling, nothing when it is a name.

    A number in any other spelling is refused: resolvers read 0177.1 and 2130706433 as addresses, and not all the same.
    """
    try:
        return (ipaddress.ip_address(host.strip("[]")),)
    except ValueError as exc:
        if not host.isascii() or ":" in host or "%" in host or _NUMERIC_HOST.fullmatch(host):
            raise AddressRefused(f"{host!r} is not a plain name or address, so it is not fetched.") from exc
        return ()


def _resolved(host: str, port: int, resolver: Resolver, timeout_s: float | None) -> tuple[Address, ...]:
    try:
        answers = _within(lambda: resolver(host, port), host, timeout_s)
    except (OSError, UnicodeError) as exc:
        raise PageUnreachable(f"No address was found for {host}. Check the spelling, or try again later.") from exc
    if not answers:
        raise PageUnreachable(f"{host} has no address. Check the spelling, or try again later.")
    try:
        return tuple(ipaddress.ip_address(answer) for answer in answers)
    except ValueError as exc:
        raise AddressRefused(f"{host} leads to something that is not an IP address, so it is not fetched.") from exc


def _within(ask: Callable[[], Sequence[str]], host: str, timeout_s: float | None) -> Sequence[str]:
    """The answer of a question that cannot be interrupted, given up after ``timeout_s`` seconds.

    The operating system's resolver takes no time limit, so it runs in a thread that is left behind when it is too slow.
    """
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(ask())
        except Exception as exc:  # noqa: BLE001  handed to the asking thread, which raises it
            answers.put(exc)

    threading.Thread(target=run, name=f"resolve {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=timeout_s)
    except queue.Empty as exc:
        raise PageTimeout(f"No name server answered for {host} in time. Try again later.") from exc
    if isinstance(answer, Exception):
        raise answer
    return answer
