"""The API's description for people, made from the same OpenAPI document that programs read."""

from datetime import UTC, datetime
from typing import Any

from litestar import Request
from litestar.enums import MediaType
from litestar.exceptions import ImproperlyConfiguredException
from litestar.openapi.plugins import OpenAPIRenderPlugin

from claimtrack.web.auth import actor_or_nobody
from claimtrack.web.contexts import ApiContext, ApiOperation, ApiParameter
from claimtrack.web.rendering import Frame


class ReadableApi(OpenAPIRenderPlugin):
    """Renders the document as one page of ours: the usual viewers load scripts from elsewhere, which our policy forbids."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page, in UTF-8."""
        engine = request.app.template_engine
        if engine is None:
            raise ImproperlyConfiguredException("the application has no templates")
        frame = Frame(title="API", section="api", actor=actor_or_nobody(request), now=datetime.now(UTC))
        context = ApiContext(operations=tuple(operations(openapi_schema)))
        return engine.get_template("api.html").render(page=context, frame=frame).encode()


def operations(schema: dict[str, Any]) -> list[ApiOperation]:
    """The operations of an OpenAPI document, in its order."""
    return [
        ApiOperation(
            method=method.upper(),
            path=path,
            summary=one.get("summary") or "",
            text=one.get("description") or "",
            parameters=tuple(_parameter(found) for found in one.get("parameters", [])),
            body=_name((one.get("requestBody") or {}).get("content") or {}),
            answers=tuple((status, _name(answer.get("content") or {})) for status, answer in one["responses"].items()),
        )
        for path, methods in schema["paths"].items()
        for method, one in methods.items()
    ]


def _parameter(found: dict[str, Any]) -> ApiParameter:
    kind = found.get("schema", {})
    return ApiParameter(
        name=found["name"],
        place=found["in"],
        is_required=bool(found.get("required")),
        text=found.get("description") or "",
        kind=_kind(kind),
    )


def _kind(kind: dict[str, Any]) -> str:
    """The type of a parameter in a few words."""
    if "oneOf" in kind:
        return " or ".join(dict.fromkeys(_kind(one) for one in kind["oneOf"] if one.get("type") != "null"))
    if "enum" in kind:
        return ", ".join(str(value) for value in kind["enum"])
    if "$ref" in kind:
        return str(kind["$ref"]).rsplit("/", 1)[-1]
    if kind.get("type") == "array":
        return f"several of: {_kind(kind.get('items', {}))}"
    return str(kind.get("format") or kind.get("type") or "text")


def _name(content: dict[str, Any]) -> str:
    """The schema's name in the first content type."""
    for media_type, found in content.items():
        reference = str(found.get("schema", {}).get("$ref", ""))
        return reference.rsplit("/", 1)[-1] or media_type
    return ""
