"""Refuses requests that another site makes a browser send, and host names that are not ours.

A server on a loopback address trusts whoever can reach it, so a page on the internet must not be able to reach it
through the visitor's browser: neither by posting to it (cross-site requests) nor by pointing its own name at 127.0.0.1
(DNS rebinding).
"""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from claimtrack.errors import AccessDenied, ClaimtrackError

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


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
        if scope.get("method", "GET") not in _SAFE_METHODS and is_cross_site(headers, host):
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
