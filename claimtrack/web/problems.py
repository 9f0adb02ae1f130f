"""One mapping from errors to answers: RFC 9457 problems for the API, plain words for people."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Redirect, Template

from claimtrack.errors import ClaimtrackError, StaleDecisions
from claimtrack.web.contexts import ErrorContext
from claimtrack.web.gate import SignInNeeded
from claimtrack.web.origin import own_path
from claimtrack.web.rendering import page
from claimtrack.web.throttle import TooManyTries

_LOG = logging.getLogger(__name__)

PROBLEM_JSON: Final = "application/problem+json"

SIGN_IN: Final = "/sign-in"
SIGN_IN_WITH_KEY: Final = "/sign-in-with-key"
"""Where a browser asks for the newsroom's key by itself. At the top, because browsers send a Basic key on their own only to
addresses in the folder of the one that asked. Source: RFC 7617, section 2.2."""

_BY_STATUS: Final = {
    400: ("invalid-query", "The request is not valid. Correct it and send it again."),
    401: ("sign-in-needed", "Sign in with your name and the newsroom's key."),
    403: ("form-expired", "This form is no longer valid. Go back, reload the page, and send the form again."),
    404: ("not-found", "There is no page at this address."),
    405: ("method-not-allowed", "That cannot be done at this address. See the API description."),
    413: (
        "too-large",
        "What you sent is larger than this server takes. Split it, or raise CLAIMTRACK_MAX_IMPORT_BYTES.",
    ),
    415: ("wrong-content-type", "The body has the wrong content type. See the API description for the one to send."),
}

_HEADINGS: Final = {
    400: "That cannot be used",
    401: "Please sign in",
    403: "Refused",
    404: "Not found",
    405: "Not possible here",
    409: "Not possible in the present state",
    412: "Somebody was faster",
    413: "Too large",
    415: "Wrong kind of content",
    421: "Wrong host name",
    422: "No article found",
    429: "Too often",
    502: "The page could not be fetched",
    503: "Not available right now",
    504: "The site did not answer in time",
}

_INTERNAL: Final = (
    "Something broke on our side and was noted in the server's log. Try again; if it stays, run `claimtrack doctor`."
)


_NAMES: Final[Mapping[object, str]] = {"in_state": "state", "data": "body"}
"""Parameters whose name in the query string is taken by the framework."""


_UNREADABLE = "What was sent cannot be read: it is not UTF-8, or nested too deeply. Correct it and send it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error as the doors answer it."""

    status: int
    code: str
    detail: str
    stale: Mapping[int, str] = field(default_factory=dict)
    """Why each of several matches could not be decided."""

    @property
    def title(self) -> str:
        """A short heading, the same for every problem of one status."""
        return _HEADINGS.get(self.status, "Something went wrong")

    def document(self, instance: str) -> dict[str, object]:
        """The RFC 9457 document."""
        found: dict[str, object] = {
            "type": f"urn:claimtrack:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "instance": instance,
        }
        if self.stale:
            found["stale"] = [{"match": match_id, "detail": why} for match_id, why in self.stale.items()]
        return found


def problem_of(exc: Exception) -> Problem:
    """The problem that an exception is, without anything of the server's inside."""
    if isinstance(exc, ClaimtrackError):
        stale = exc.stale if isinstance(exc, StaleDecisions) else {}
        return Problem(status=exc.status, code=exc.code, detail=exc.message, stale=stale)
    if isinstance(exc, ValidationException):
        return Problem(status=400, code="invalid-query", detail=_fields(exc))
    if isinstance(exc, HTTPException) and exc.status_code < 500:
        code, detail = _BY_STATUS.get(exc.status_code, ("refused", exc.detail))
        if exc.status_code == 400:
            detail = exc.detail or detail
        return Problem(status=exc.status_code, code=code, detail=detail)
    if isinstance(exc, UnicodeDecodeError | RecursionError):
        return Problem(status=400, code="unreadable", detail=_UNREADABLE)
    return Problem(status=500, code="internal", detail=_INTERNAL)


def answer(request: Request[Any, Any, Any], exc: Exception) -> Response[Any] | Template | Redirect:
    """The answer to a request that failed: a problem document under /api, a page elsewhere.

    Whoever has to sign in with an account is led to the page where that is done, and from there back.
    """
    problem = problem_of(exc)
    if problem.status >= 500 and not isinstance(exc, ClaimtrackError):
        _LOG.error("unexpected error on %s %s", request.method, request.url.path, exc_info=exc)
    is_for_programs = request.url.path.startswith("/api/")
    is_for_key = request.url.path == SIGN_IN_WITH_KEY
    if isinstance(exc, SignInNeeded) and exc.by_account and not is_for_programs and not is_for_key:
        return _to_sign_in(request)
    headers = _headers(exc, problem, is_for_programs=is_for_programs)
    if is_for_programs:
        return Response(
            content=problem.document(request.url.path),
            status_code=problem.status,
            media_type=PROBLEM_JSON,
            headers=headers,
        )
    context = ErrorContext(
        status=problem.status, code=problem.code, heading=problem.title, text=problem.detail, back=_back(request)
    )
    return page(request, "error.html", context, title=problem.title, status_code=problem.status, headers=headers)


def _headers(exc: Exception, problem: Problem, *, is_for_programs: bool) -> dict[str, str]:
    if isinstance(exc, TooManyTries):
        return {"Retry-After": str(exc.retry_after_s)}
    if problem.status != 401:
        return {}
    # A Basic challenge would make browsers open a window of their own over our pages.
    is_bearer = is_for_programs and isinstance(exc, SignInNeeded) and exc.by_account
    return {
        "WWW-Authenticate": 'Bearer realm="claimtrack"' if is_bearer else 'Basic realm="claimtrack", charset="UTF-8"'
    }


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[Any] | Redirect:
    """The way to the sign-in page and back: to the page asked for, or to the one that a form stood on."""
    came_from = urlsplit(request.headers.get("HX-Current-URL", ""))
    if came_from.path:
        back = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    elif request.method == "GET":
        back = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    else:
        back = _back(request) or "/"
    back = own_path(back)
    link = SIGN_IN if back == "/" else f"{SIGN_IN}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        # A script asked for a part of a page: the whole page goes to the sign-in.
        return Response(content="", status_code=401, media_type=MediaType.TEXT, headers={"HX-Redirect": link})
    return Redirect(link, status_code=303)


def _fields(exc: ValidationException) -> str:
    extra = exc.extra if isinstance(exc.extra, list) else []
    known = [one for one in extra if isinstance(one, dict) and "message" in one]
    found = [f"{_NAMES.get(one.get('key'), one.get('key')) or 'body'}: {one['message']}" for one in known]
    return "; ".join(found) or exc.detail


def _back(request: Request[Any, Any, Any]) -> str | None:
    """The page that the request came from, when it is one of ours."""
    path = request.url.path
    if request.method != "POST":
        return None
    for folder in ("/claims/", "/articles/", "/appearances/"):
        number = path.removeprefix(folder).split("/")[0]
        if path.startswith(folder) and number.isdecimal():
            return folder + number
    return None
