"""The API's description for people, made from the same OpenAPI document that programs read."""

from typing import Any

from litestar import Request
from litestar.enums import MediaType
from litestar.exceptions import ImproperlyConfiguredException
from litestar.openapi.plugins import OpenAPIRenderPlugin

from claimtrack.web.contexts import ApiContext, ApiOperation, ApiParameter, ApiShape
from claimtrack.web.rendering import page


class ReadableApi(OpenAPIRenderPlugin):
    """Renders the document as one page of ours: the usual viewers load scripts from elsewhere, which our policy forbids."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page, in UTF-8."""
        engine = request.app.template_engine
        if engine is None:
            raise ImproperlyConfiguredException("the application has no templates")
        context = ApiContext(operations=tuple(operations(openapi_schema)), shapes=tuple(shapes_of(openapi_schema)))
        found = page(request, "api.html", context, title="API", section="api").create_template_context(request)
        text: str = engine.get_template("api.html").render(**found)
        return text.encode()


def operations(schema: dict[str, Any]) -> list[ApiOperation]:
    """The operations of an OpenAPI document, in its order."""
    shapes = schema["components"]["schemas"]
    return [
        ApiOperation(
            method=method.upper(),
            path=path,
            summary=one.get("summary") or "",
            text=one.get("description") or "",
            parameters=tuple(_parameter(found, shapes) for found in one.get("parameters", [])),
            body=_name((one.get("requestBody") or {}).get("content") or {}),
            answers=tuple(
                (status, _name(answer.get("content") or {}), answer.get("description") or "")
                for status, answer in one["responses"].items()
            ),
        )
        for path, methods in schema["paths"].items()
        for method, one in methods.items()
    ]


def shapes_of(schema: dict[str, Any]) -> list[ApiShape]:
    """The objects of an OpenAPI document with their fields, by name; lists of values stand where they are used."""
    shapes = schema["components"]["schemas"]
    return [
        ApiShape(
            name=name,
            text=one.get("description") or "",
            fields=tuple((field, _kind(kind, shapes)) for field, kind in one["properties"].items()),
        )
        for name, one in sorted(shapes.items())
        if "properties" in one
    ]


def _parameter(found: dict[str, Any], shapes: dict[str, Any]) -> ApiParameter:
    return ApiParameter(
        name=found["name"],
        place=found["in"],
        is_required=bool(found.get("required")),
        text=found.get("description") or "",
        kind=_kind(found.get("schema", {}), shapes),
    )


def _kind(kind: dict[str, Any], shapes: dict[str, Any]) -> str:
    """A type in a few words; of one with few values, the values."""
    if "oneOf" in kind:
        others = [_kind(one, shapes) for one in kind["oneOf"] if one.get("type") != "null"]
        optional = len(others) < len(kind["oneOf"])
        return " or ".join(dict.fromkeys(others)) + (", or null" if optional else "")
    if "$ref" in kind:
        name = str(kind["$ref"]).rsplit("/", 1)[-1]
        return _kind(shapes[name], shapes) if "enum" in shapes[name] else name
    if "enum" in kind:
        return " | ".join(str(value) for value in kind["enum"])
    if kind.get("type") == "array":
        return f"list of {_kind(kind.get('items', {}), shapes)}"
    return str(kind.get("format") or kind.get("type") or "any")


def _name(content: dict[str, Any]) -> str:
    """The name of the shape in the first content type."""
    for media_type, found in content.items():
        reference = str(found.get("schema", {}).get("$ref", ""))
        return reference.rsplit("/", 1)[-1] or media_type
    return ""
