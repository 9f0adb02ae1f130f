"""People's corrections taken over into a new text of the article, wherever the corrected words still stand.

Runs inside the transaction that stores the text. What stands nowhere any more is compared like any other claim.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from claimtrack.claims.model import ExtractedClaim
from claimtrack.db.claims import AppearanceRow, appearance_rows
from claimtrack.db.tables import ArticleVersion
from claimtrack.rechecks.corrected import Corrected, find_corrected
from claimtrack.services.histories import original_quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """What is taken over from the previous text, and what is left of the fresh claims."""

    standing: tuple[tuple[AppearanceRow, int, int], ...]
    """Corrected appearances with their place in the new text."""
    indexes: tuple[int, ...]
    """The fresh claims that none of them stands in for."""
    ids: frozenset[int]
    """Appearances of the previous text that are settled so."""


def keep_corrections(
    session: Session, previous: ArticleVersion | None, version: ArticleVersion, fresh: Sequence[ExtractedClaim]
) -> Corrections:
    """The corrections of the previous text that still hold in a new version of it."""
    every = tuple(range(len(fresh)))
    if previous is None:
        return Corrections(standing=(), indexes=every, ids=frozenset())
    rows = {
        row.appearance.id or 0: row
        for row in appearance_rows(session, version_id=previous.id, current_only=False)
        if (row.appearance.edited or row.appearance.hidden_at) and row.appearance.absorbed_by_id is None
    }
    if not rows:
        return Corrections(standing=(), indexes=every, ids=frozenset())
    originals = original_quotes(session, rows)
    found = find_corrected(
        [
            Corrected(
                id=appearance_id,
                start=row.appearance.start,
                end=row.appearance.end,
                hidden=row.appearance.hidden_at is not None,
                originals=originals.get(appearance_id, ()),
            )
            for appearance_id, row in rows.items()
        ],
        fresh,
        old_text=previous.text,
        new_text=version.text,
    )
    return Corrections(
        standing=tuple((rows[appearance_id], start, end) for appearance_id, start, end in found.standing),
        indexes=tuple(index for index in every if index not in found.replaced),
        ids=frozenset(appearance_id for appearance_id, _, _ in found.standing),
    )
