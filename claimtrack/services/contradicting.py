"""Who contradicts the claims of a list, in few words, so that nobody has to open each to see it.

Claims as they are listed go in; for each that is contradicted come the other figures, or words, and whose they are.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from claimtrack.db.claims import AppearanceRow, appearance_rows, figures_of
from claimtrack.db.matches import conflicts_of
from claimtrack.db.tables import FigureRow
from claimtrack.services.engine import Engine
from claimtrack.services.presenting import figure_view
from claimtrack.services.views import ClaimSummary

MOST_WORDS_CHARS: Final = 80
"""Characters of a wording that contradicts without a figure; one line of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """What another claim says instead, and who says it."""

    claim_id: int
    says: str
    """Its figure, "26 killed", or the beginning of its words."""
    is_figure: bool
    by: str
    """The outlet whose words were compared, or the article's title where it has none."""


def contradictions(engine: Engine, claims: Sequence[ClaimSummary]) -> dict[int, tuple[Contradiction, ...]]:
    """What contradicts each of some claims, surest first, by claim id; the same figure of the same outlet once."""
    asked = {claim.id: claim for claim in claims if claim.conflict_count}
    found: dict[int, dict[tuple[str, str], Contradiction]] = defaultdict(dict)
    with engine.database.begin() as session:
        ends = [
            end
            for match in conflicts_of(session, asked)
            for end in (
                (match.claim_a_id, match.claim_b_id, match.appearance_b_id),
                (match.claim_b_id, match.claim_a_id, match.appearance_a_id),
            )
            if end[0] in asked
        ]
        spoken = {appearance_id for _, _, appearance_id in ends}
        rows = {one.appearance.id or 0: one for one in appearance_rows(session, ids=spoken, with_context=False)}
        figures = figures_of(session, spoken)
        for claim_id, other_id, appearance_id in ends:
            if (row := rows.get(appearance_id)) is not None:
                told = _told(asked[claim_id], other_id, row, figures.get(appearance_id, ()))
                found[claim_id].setdefault((told.says, told.by), told)
    return {claim_id: tuple(told.values()) for claim_id, told in found.items()}


def _told(claim: ClaimSummary, other_id: int, row: AppearanceRow, figures: Sequence[FigureRow]) -> Contradiction:
    own = {figure.label for figure in claim.figures}
    counted = {figure.role for figure in claim.figures}
    others = [view.label for view in map(figure_view, figures) if view.role in counted and view.label not in own]
    words = row.appearance.standalone or row.appearance.quote
    if len(words) > MOST_WORDS_CHARS:
        words = words[: MOST_WORDS_CHARS - 1].rsplit(" ", 1)[0] + "…"
    return Contradiction(
        claim_id=other_id,
        says=others[0] if others else words,
        is_figure=bool(others),
        by=row.outlet.name if row.outlet else row.title or f"article {row.article.id}",
    )
