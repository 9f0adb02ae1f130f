"""Writes `docs/settings.md` from `claimtrack.settings`, so that the page says what the code does.

Run it after changing a setting: `.venv/bin/python docs/generate.py`. A test compares the page with what this would write.
"""

import ast
import inspect
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from annotated_types import Ge, Gt, Le, Lt, MinLen
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from claimtrack.settings import Settings

PAGE = Path(__file__).with_name("settings.md")

_HEAD = """\
# Settings

claimtrack needs no settings to start. What can be changed is read once, at start, from environment variables, or from a
file `.env` in the folder where it is started (one `NAME=value` a line). `claimtrack doctor` says which value cannot be
used. Lists are written as JSON: `CLAIMTRACK_ALLOWED_HOSTS='["claims.newsroom.example"]'`.

| variable | what it sets | takes | default |
|---|---|---|---|
"""

_KINDS = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true` or `false`",
    Path: "folder",
    list[str]: "list of texts",
    SecretStr: "secret text",
}


def settings_page() -> str:
    """The text of `docs/settings.md`: one table row for each setting, in the order of the code."""
    said = _docstrings(Settings)
    rows = [
        f"| `CLAIMTRACK_{name.upper()}` | {said[name]} | {_takes(field)} | {_default(field)} |"
        for name, field in Settings.model_fields.items()
    ]
    return _HEAD + "\n".join(rows) + "\n"


def _docstrings(settings: type) -> dict[str, str]:
    """What stands under each attribute of the class, by the attribute's name, in one line."""
    definitions = [node for node in ast.parse(inspect.getsource(settings)).body if isinstance(node, ast.ClassDef)]
    body = definitions[0].body
    said = {}
    for attribute, text in pairwise(body):
        if isinstance(attribute, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            said[ast.unparse(attribute.target)] = " ".join(str(text.value.value).split())
    return said


def _takes(field: FieldInfo) -> str:
    annotation: Any = field.annotation
    kinds = [kind for kind in getattr(annotation, "__args__", ()) if kind is not type(None)]
    kind = annotation if annotation in _KINDS or not kinds else kinds[0]
    return ", ".join([_KINDS[kind], *(_bound(bound) for bound in field.metadata)])


def _bound(bound: object) -> str:
    match bound:
        case Ge(ge=least):
            return f"{least} or more"
        case Gt(gt=below):
            return f"more than {below}"
        case Le(le=most):
            return f"at most {most}"
        case Lt(lt=above):
            return f"less than {above}"
        case MinLen(min_length=length):
            return f"at least {length} characters"
        case _:
            raise TypeError(f"Say in docs/generate.py how {bound!r} reads.")


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None or field.default is None:
        return "not set"
    return f"`{field.default if isinstance(field.default, str | Path) else json.dumps(field.default)}`"


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
    sys.stdout.write(f"Written: {PAGE}\n")
