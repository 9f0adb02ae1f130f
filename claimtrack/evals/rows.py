"""Reads labelled files: JSON lines, also compressed by gzip, each line an object with the fields that are needed."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from claimtrack.errors import InvalidLine

Row = dict[str, Any]
DIGEST_CHARS = 12
"""Hexadecimal digits kept of the SHA-256 of a marked text: among some ten thousand sentences a chance hit of one in 10^14."""


def read_rows(path: Path, *, fields: Iterable[str] = ()) -> list[Row]:
    """The objects of a file, in order; empty lines are passed over.

    Args:
        path: JSON lines; a name that ends in .gz is decompressed.
        fields: names that every object must have.

    Raises:
        InvalidLine: a line is no such object, or the file is no text.
    """
    needed = tuple(fields)
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            return [_parsed(line, path.name, number, needed) for number, line in enumerate(lines, 1) if line.strip()]
    except (OSError, EOFError, UnicodeDecodeError) as exc:
        raise InvalidLine(f"{path.name} cannot be read: {exc}. Give a file of JSON lines in UTF-8.") from exc


def digest_of(text: str) -> str:
    """What marks that are kept without their text keep of it."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:DIGEST_CHARS]


def write_weights_file(path: Path, content: bytes) -> Row:
    """Write a file of weights; its ``sha256`` and ``bytes``, as its card gives them."""
    path.write_bytes(content)
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write one object a line."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _parsed(line: str, name: str, number: int, fields: tuple[str, ...]) -> Row:
    try:
        row = json.loads(line)
    except ValueError as exc:
        raise InvalidLine(f"Line {number} of {name} is not JSON: {exc}. Correct it and run again.") from exc
    if not isinstance(row, dict):
        raise InvalidLine(f"Line {number} of {name} is not an object. Correct it and run again.")
    missing = [field for field in fields if row.get(field) is None]
    if missing:
        raise InvalidLine(f"Line {number} of {name} has no `{missing[0]}`. Correct it and run again.")
    return row
