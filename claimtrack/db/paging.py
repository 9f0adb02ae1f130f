"""Cursors: the sort key of the last row shown, packed so that clients treat it as opaque."""

import base64
import binascii
import json
from collections.abc import Sequence

from claimtrack.errors import InvalidQuery

LARGEST = 2**31 - 1
"""No id or count of ours is larger: what PostgreSQL's `integer` holds."""


def pack_cursor(values: Sequence[str | int | float]) -> str:
    """The cursor that continues after a row with these sort values."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def unpack_cursor(cursor: str, kinds: Sequence[type]) -> list[str | int | float]:
    """The sort values in `cursor`.

    Raises:
        InvalidQuery: it was not made by `pack_cursor` for this kind of list.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError) as exc:
        raise InvalidQuery("That cursor was not made here. Start again without one.") from exc
    if not isinstance(values, list) or len(values) != len(kinds):
        raise InvalidQuery("That cursor belongs to another list. Start again without one.")
    for value, kind in zip(values, kinds, strict=True):
        if isinstance(value, bool) or not isinstance(value, (int, float) if kind is float else kind):
            raise InvalidQuery("That cursor belongs to another list. Start again without one.")
        if isinstance(value, int | float) and not -LARGEST <= value <= LARGEST:  # Also holds for what is no number.
            raise InvalidQuery("That cursor was not made here. Start again without one.")
    return values
