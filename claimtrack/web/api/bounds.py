"""The bounds that parameters of the API share, and the kind of body it takes."""

from typing import Annotated, Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, PathParameter, QueryParameter

from claimtrack.errors import InputError, InvalidQuery
from claimtrack.web.problems import PROBLEM_JSON
from claimtrack.web.schemas import Problem

Limit = Annotated[int, QueryParameter(ge=1, le=200, description="Rows in the answer, 1 to 200")]
ShortLimit = Annotated[int, QueryParameter(ge=1, le=100, description="Rows in the answer, 1 to 100")]
Cursor = Annotated[str | None, QueryParameter(max_length=2000, description="`next_cursor` of the page before")]
Words = Annotated[str | None, QueryParameter(max_length=2000)]
IfMatch = Annotated[str | None, HeaderParameter(name="If-Match", description="The revision you have seen")]
RowId = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]

_ERRORS: Final = {
    400: "A parameter or the body is not valid",
    401: "The token or access key is missing or wrong",
    403: "Another site asked, or the account may only read",
    404: "There is no such thing",
    409: "The workflow forbids it",
    412: "Somebody else changed it first",
    413: "Too large",
    415: "The body has the wrong content type",
    422: "No article on that page",
    429: "Too many wrong tokens or keys from this address",
    502: "The page could not be fetched",
    504: "The site took too long",
}


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The problems that an operation may answer with, for its description."""
    return {
        status: ResponseSpec(Problem, media_type=PROBLEM_JSON, description=_ERRORS[status], generate_examples=False)
        for status in (400, 401, *statuses, 429)
    }


BODY_TYPE: Final = "body_type"
"""Key in a handler's `opt`: the content types that its body may have."""

_JSON: Final = ("application/json",)


class WrongContentType(InputError):
    """The body has the wrong content type. Send application/json, or application/x-ndjson for imports."""

    code = "wrong-content-type"
    status = 415


def needs_body_type(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Pass when the body's type is one that no plain form of another site can send.

    Raises:
        WrongContentType: It is another type, or none.
    """
    if connection.scope.get("method") in {"GET", "HEAD", "OPTIONS"}:
        return
    sent = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in handler.opt.get(BODY_TYPE, _JSON):
        raise WrongContentType


def seen_revision(given: int | None, if_match: str | None) -> int:
    """The revision that a change was made on, from the body or from If-Match.

    Raises:
        InvalidQuery: it is in neither, is no number, or differs between them.
    """
    tag = (if_match or "").strip().removeprefix("W/").strip('"')
    if tag and not (tag.isdecimal() and tag.isascii() and len(tag) < 10):
        raise InvalidQuery('If-Match must be a revision, for example "3".')
    named = int(tag) if tag else given
    if named is None:
        raise InvalidQuery("Give the revision you have seen, as `revision` or in If-Match.")
    if given is not None and given != named:
        raise InvalidQuery("revision and If-Match differ. Give one of them.")
    return named
