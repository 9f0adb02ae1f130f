"""Signing in and out."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from litestar import get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect, Template

from claimtrack.db.tables import Role
from claimtrack.errors import ClaimtrackError
from claimtrack.services import sessions
from claimtrack.services.accounts import MAX_NAME_CHARS
from claimtrack.services.passwords import MOST_CHARS
from claimtrack.services.sessions import SignedIn, WrongCredentials
from claimtrack.web.auth import NEEDS, OPEN
from claimtrack.web.contexts import SignInContext
from claimtrack.web.gate import Gate
from claimtrack.web.given import Access, Answer, Form, OpenEngine, WebRequest
from claimtrack.web.origin import is_secure, own_path
from claimtrack.web.problems import SIGN_IN, SIGN_IN_WITH_KEY
from claimtrack.web.rendering import page
from claimtrack.web.throttle import TooManyTries

_HASHING: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="claimtrack-sign-in")
"""A password costs 64 MiB and a tenth of a second to check. Two at a time bound both, and leave the other threads to those
who are signed in already."""


@get(SIGN_IN, opt={OPEN: True}, sync_to_thread=True)
def show_sign_in(request: WebRequest, gate: Access) -> Answer:
    """The form; whoever has nothing to sign in to, or is signed in, goes on."""
    after = own_path(request.query_params.get("next"))
    if not gate.has_users() or gate.account_of(gate.asked(request.scope)) is not None:
        return Redirect(after, status_code=303)
    return _sign_in_page(request, gate, after=after)


@post(SIGN_IN, opt={OPEN: True}, status_code=303)
async def sign_in(request: WebRequest, gate: Access, data: Form) -> Answer:
    """Give the browser a session of its own and go where it wanted to; a refusal is shown above the form."""
    after, name, password = own_path(data.get("next")), data.get("name", ""), data.get("password", "")
    asked = gate.asked(request.scope)

    def try_it() -> SignedIn:
        if len(password) > MOST_CHARS or len(name) > MAX_NAME_CHARS:
            raise WrongCredentials
        return gate.sign_in(asked, name=name, password=password)

    try:
        signed_in = await asyncio.get_running_loop().run_in_executor(_HASHING, try_it)
    except (WrongCredentials, TooManyTries) as exc:
        return _sign_in_page(request, gate, after=after, name=name[:MAX_NAME_CHARS], refusal=exc)
    return Redirect(after, status_code=303, cookies=[session_cookie(request, gate, signed_in)])


@get(SIGN_IN_WITH_KEY, sync_to_thread=False)
def sign_in_with_key(request: WebRequest) -> Redirect:
    """Go on: whoever gets here has just given the key, which their browser asked for."""
    return Redirect(own_path(request.query_params.get("next")), status_code=303)


@post("/sign-out", opt={NEEDS: Role.VIEWER}, sync_to_thread=True, status_code=303)
def sign_out(request: WebRequest, engine: OpenEngine, gate: Access, data: Form) -> Redirect:
    """End the browser's session."""
    asked = gate.asked(request.scope)
    if asked.cookie is not None:
        sessions.sign_out(engine, asked.cookie)
    gone = Cookie(key=gate.cookie_name, value="", max_age=0, httponly=True, samesite="lax")
    return Redirect(SIGN_IN, status_code=303, cookies=[gone])


def session_cookie(request: WebRequest, gate: Gate, signed_in: SignedIn) -> Cookie:
    """The cookie that holds a session's secret: out of reach for scripts and other sites, and gone with the browser."""
    return Cookie(
        key=gate.cookie_name,
        value=signed_in.secret,
        httponly=True,
        samesite="lax",
        secure=is_secure(request.scope),
    )


def _sign_in_page(
    request: WebRequest, gate: Gate, *, after: str, name: str = "", refusal: ClaimtrackError | None = None
) -> Template:
    context = SignInContext(
        after=after, name=name, takes_key=gate.takes_key, refusal=None if refusal is None else refusal.message
    )
    headers = {"Retry-After": str(refusal.retry_after_s)} if isinstance(refusal, TooManyTries) else None
    status = 200 if refusal is None else refusal.status
    return page(request, "sign_in.html", context, title="Sign in", status_code=status, headers=headers, is_bare=True)


HANDLERS = (show_sign_in, sign_in, sign_in_with_key, sign_out)
