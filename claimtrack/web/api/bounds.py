"""The bounds that parameters of the API share, and the kind of body it takes."""

from typing import Annotated, Final

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import Parameter

from claimtrack.errors import InputError

Limit = Annotated[int, Parameter(ge=1, le=200, description="Rows in the answer, 1 to 200")]
Cursor = Annotated[str | None, Parameter(max_length=2000, description="`next_cursor` of the page before")]
Words = Annotated[str | None, Parameter(max_length=2000)]
RowId = Annotated[int, Parameter(ge=1, le=2**31 - 1)]

BODY_TYPE: Final = "body_type"
"""Key in a handler's `opt`: the content types that its body may have."""

_JSON: Final = ("application/json",)


class WrongContentType(InputError):
    """The body has the wrong content type. Send application/json, or application/x-ndjson for imports."""

    code = "wrong-content-type"
    status = 415


def needs_body_type(connection: ASGIConnection[object, object, object, object], handler: BaseRouteHandler) -> None:
    """Pass when the body's type is one that no plain form of another site can send.

    Raises:
        WrongContentType: It is another type, or none.
    """
    if connection.scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return
    sent = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in handler.opt.get(BODY_TYPE, _JSON):
        raise WrongContentType
