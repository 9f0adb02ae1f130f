"""Who is asking: the newsroom's shared key, by HTTP Basic for people and as a bearer token for programs.

Without a key everybody who reaches the server may use it, which is why it then listens on loopback only.
"""

import base64
import binascii
import secrets
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from claimtrack.errors import AccessDenied

OPEN = "no_sign_in"
"""Key in a handler's `opt`: it answers without the newsroom's key."""

_ACTOR = "claimtrack_actor"
_MAX_ACTOR_CHARS = 80


class SignInNeeded(AccessDenied):
    """Sign in with your name and the newsroom's key; programs send the key as a bearer token."""

    code = "sign-in-needed"
    status = 401


class KeyCheck(ASGIMiddleware):
    """Lets a request through when it carries the key, and notes who is asking."""

    scopes = (ScopeType.HTTP, ScopeType.ASGI)
    exclude_opt_key = OPEN

    def __init__(self, *, access_key: str | None, local_actor: str) -> None:
        self._key = None if access_key is None else access_key.encode()
        self._local_actor = local_actor

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass the request on with its actor in the scope's state.

        Raises:
            SignInNeeded: A key is set and the request does not carry it.
        """
        scope["state"][_ACTOR] = self._local_actor if self._key is None else self._signed_in(scope)
        await next_app(scope, receive, send)

    def _signed_in(self, scope: Scope) -> str:
        name, key = credentials(Headers.from_scope(scope).get("authorization", ""))
        if self._key is None or not secrets.compare_digest(key, self._key):
            raise SignInNeeded
        return name or self._local_actor


def credentials(header: str) -> tuple[str, bytes]:
    """The name and key of an Authorization header; both empty when it has none that can be read.

    A bearer token's name is "API".
    """
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return "API", value.strip().encode()
    if scheme.lower() != "basic":
        return "", b""
    try:
        name, _, key = base64.b64decode(value.strip(), validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return "", b""
    return _clean(name.decode(errors="replace")), key


def actor_of(request: Request[Any, Any, Any]) -> str:
    """Who is asking, as the record names them."""
    return str(request.scope["state"][_ACTOR])


def actor_or_nobody(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Who is asking, empty where a request was refused before that was known."""
    return str(connection.scope.get("state", {}).get(_ACTOR, ""))


def _clean(name: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:_MAX_ACTOR_CHARS]
