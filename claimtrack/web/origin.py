"""Refuses requests that another site makes a browser send, and host names that are not ours.

A server on a loopback address trusts whoever can reach it, so a page on the internet must not be able to reach it
through the visitor's browser: neither by posting to it (cross-site requests) nor by pointing its own name at 127.0.0.1
(DNS rebinding).
"""

import ipaddress
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final
from urllib.parse import urlsplit

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from claimtrack.errors import AccessDenied, ClaimtrackError

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods by which nothing changes."""

_MAX_PATH_CHARS = 2000

Network = IPv4Network | IPv6Network


class UnknownHost(ClaimtrackError):
    """This server is not known under that name. Use http://127.0.0.1, or add the name to CLAIMTRACK_ALLOWED_HOSTS."""

    code = "unknown-host"
    status = 421


class CrossSiteRefused(AccessDenied):
    """Another site asked for this change, so it was not made. Open claimtrack itself and do it there."""

    code = "cross-site"


class OriginGuard(ASGIMiddleware):
    """Lets a request through only under our own host name, and a change only when our own page or a program asks."""

    scopes = (ScopeType.HTTP, ScopeType.ASGI)

    def __init__(self, allowed_hosts: Sequence[str]) -> None:
        self._allowed = frozenset(host.lower() for host in allowed_hosts)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass the request on.

        Raises:
            UnknownHost: The Host header is missing or names neither loopback nor an allowed host.
            CrossSiteRefused: A browser says that the change comes from another site.
        """
        headers = Headers.from_scope(scope)
        host = headers.get("host", "")
        if not self._is_ours(host):
            raise UnknownHost
        if scope.get("method", "GET") not in SAFE_METHODS and is_cross_site(headers, host):
            raise CrossSiteRefused
        await next_app(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        name = _host_name(host)
        return name in self._allowed or is_loopback(name)


def is_cross_site(headers: Headers, host: str) -> bool:
    """Whether a browser says that the request comes from a page of another origin than `host`.

    Programs send neither header and pass. `Origin: null` (sandboxed frames, data: pages) counts as another site.
    """
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and _authority(origin) != host.lower()


def _authority(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _host_name(host: str) -> str:
    if "@" in host:
        return ""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_loopback(name: str) -> bool:
    """Whether a host name or address reaches this machine only."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_secure(scope: Scope) -> bool:
    """Whether the browser speaks HTTPS, to us or to a proxy in front of us.

    A program can claim so; what follows from it is only how its own cookie is set.
    """
    headers = Headers.from_scope(scope)
    said = (headers.get("x-forwarded-proto", ""), headers.get("origin", "").partition(":")[0], scope.get("scheme", ""))
    return "https" in said


def own_path(text: str | None) -> str:
    """The address when it leads to a page of ours, and the inbox when it leads anywhere else.

    Browsers read a backslash as a slash and pass over tabs and line ends, so that "/\\evil.example" and "/<tab>/evil.example"
    are other sites. Source: WHATWG URL standard, basic URL parser.
    """
    path = text or "/"
    is_local = path.startswith("/") and not path.startswith("//") and "\\" not in path
    is_plain = len(path) <= _MAX_PATH_CHARS and path.isprintable() and " " not in path
    return path if is_local and is_plain and not path.startswith("/sign-") else "/"


def read_networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """The networks written as 192.168.7.0/24 or fd00::/8.

    Raises:
        ValueError: One of them is none.
    """
    return tuple(ipaddress.ip_network(text) for text in texts)


def visitor(scope: Scope, proxies: Sequence[Network]) -> str:
    """Where a request comes from, as wrong tries are counted: an IPv4 address, or the /64 of an IPv6 one.

    Behind proxies it is what the first of them that is not ours was told; what a visitor wrote there is never reached.
    """
    client = scope.get("client")
    forwarded = ",".join(Headers.from_scope(scope).getall("x-forwarded-for", []))
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    found = client[0] if client else ""
    while hops and _is_proxy(found, proxies):
        found = hops.pop()
    address = _read_address(found)
    if isinstance(address, IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address or found[:64])


def _is_proxy(host: str, proxies: Sequence[Network]) -> bool:
    address = _read_address(host)
    return address is not None and any(address in network for network in proxies)


def _read_address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
