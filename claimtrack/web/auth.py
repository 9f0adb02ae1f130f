"""Who is asking, and what they may do: checked before any handler runs, for every address that does not say it is open.

Without an account and without a key everybody who reaches the server may use it, which is why it then listens on loopback only.
"""

from typing import Any, Final

from litestar import Litestar, Request
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from claimtrack.db.tables import Role
from claimtrack.errors import AccessDenied
from claimtrack.web.gate import Asker, Gate, SignInNeeded
from claimtrack.web.origin import SAFE_METHODS

OPEN: Final = "no_sign_in"
"""Key in a handler's `opt`: it answers without knowing who asks."""

NEEDS: Final = "needed_role"
"""Key in a handler's `opt`: the least role that may ask. Without it reading needs a viewer and everything else a checker."""

NO_FORM_TOKEN: Final = "exclude_from_csrf"  # noqa: S105  the framework's name for it
"""Key in a handler's `opt`: it takes bodies without a form's token, so a browser's cookie alone changes nothing here."""

_ASKER: Final = "claimtrack_asker"


class RoleTooLow(AccessDenied):
    """Your account may read, but not change anything here. Ask an admin of this claimtrack for another role."""

    code = "role-too-low"


class AccessCheck(ASGIMiddleware):
    """Lets a request through when it shows who sends it, and notes who that is."""

    scopes = (ScopeType.HTTP, ScopeType.ASGI)
    exclude_opt_key = OPEN

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass the request on with who sends it in the scope's state.

        Raises:
            SignInNeeded: It does not show who that is.
            TooManyTries: Its address was wrong too often.
        """
        gate: Gate = Litestar.from_scope(scope).state.gate
        asked = gate.asked(scope, with_cookie=_takes_cookie(scope))
        scope["state"][_ASKER] = await sync_to_thread(gate.asker, asked)
        await next_app(scope, receive, send)


def _takes_cookie(scope: Scope) -> bool:
    return scope.get("method", "GET") in SAFE_METHODS or not scope["route_handler"].opt.get(NO_FORM_TOKEN)


def needs_role(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Pass when whoever asks may do what the handler does.

    Raises:
        RoleTooLow: Their role does not reach so far.
    """
    if handler.opt.get(OPEN):
        return
    is_safe = connection.scope.get("method", "GET") in SAFE_METHODS
    needed: Role = handler.opt.get(NEEDS, Role.VIEWER if is_safe else Role.CHECKER)
    role = asker_of(connection).role
    if role.includes(needed):
        return
    raise RoleTooLow if role is Role.VIEWER else RoleTooLow("Only an admin of this claimtrack may do this. Ask one.")


def asker_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Asker:
    """Who is asking.

    Raises:
        SignInNeeded: Nobody looked: the request was refused before, or its address is open.
    """
    found = asker_or_nobody(connection)
    if found is None:
        raise SignInNeeded
    return found


def asker_or_nobody(connection: ASGIConnection[Any, Any, Any, Any]) -> Asker | None:
    """Who is asking; None where a request was refused before that was known, or on an open address."""
    return connection.scope.get("state", {}).get(_ASKER)


def actor_of(request: Request[Any, Any, Any]) -> str:
    """The name of who is asking, as the record has it."""
    return asker_of(request).name
