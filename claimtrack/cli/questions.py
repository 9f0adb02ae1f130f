"""The texts of a file to be asked about, one after the other: a text a line, or JSON lines."""

import json
from dataclasses import dataclass

from claimtrack.errors import InputError

MOST_LINES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A text that claims are wanted for."""

    text: str
    id: str | None = None
    """As the file names it; its line where it has no name."""


def read_questions(data: bytes) -> list[Question]:
    """The texts of a file, with the name or line of each; empty lines are passed over.

    Raises:
        InputError: it is not UTF-8, has no text or too many, or a line that begins as JSON is none or has no `text`.
    """
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as exc:
        raise InputError("The file is not UTF-8. Save it as UTF-8 and try again.") from exc
    found = [_question(line.strip(), number) for number, line in enumerate(lines, start=1) if line.strip()]
    if not 1 <= len(found) <= MOST_LINES:
        raise InputError(f"The file has {len(found):,} texts. Give 1 to {MOST_LINES:,}.")
    return found


def _question(line: str, number: int) -> Question:
    if not line.startswith("{"):
        return Question(text=line, id=str(number))
    try:
        row = json.loads(line)
    except ValueError as exc:
        raise InputError(f"Line {number} begins as JSON but is none: {exc}. Correct it.") from exc
    text = row.get("text")
    if not isinstance(text, str):
        raise InputError(f'Line {number} has no `text`. Write it as {{"id": "a", "text": "..."}}.')
    return Question(text=text, id=str(row.get("id", number)))
