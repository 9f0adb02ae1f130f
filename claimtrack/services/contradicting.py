"""Who contradicts the claims of a list, in few words, so that nobody has to open each to see it.

Claims as they are listed go in; for each that is contradicted come the other figures, or words, and whose they are.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from claimtrack.db.claims import appearance_rows, figures_of
from claimtrack.db.matches import conflicts_of
from claimtrack.db.tables import Appearance, ClaimMatch, FigureRow
from claimtrack.services.engine import Engine
from claimtrack.services.presenting import figure_view
from claimtrack.services.views import ClaimSummary

MOST_WORDS_CHARS: Final = 80
"""Characters of a wording that contradicts without a figure; one line of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """What other claims say instead, and who says it."""

    says: str
    """The figure, "26 killed", or the beginning of the words."""
    is_figure: bool
    by: tuple[str, ...]
    """The outlets, first publication first; an article's title where it has none."""


def contradictions(engine: Engine, claims: Sequence[ClaimSummary]) -> dict[int, tuple[Contradiction, ...]]:
    """What contradicts each of some claims, surest first, by claim id; what says the same figure is one."""
    asked = {claim.id: claim for claim in claims if claim.conflict_count}
    told: dict[int, dict[tuple[str, bool], list[str]]] = defaultdict(lambda: defaultdict(list))
    with engine.database.begin() as session:
        ends = [end for match in conflicts_of(session, asked) for end in _ends(match) if end[0] in asked]
        spoken = {appearance_id for _, _, appearance_id in ends}
        figures = figures_of(session, spoken)
        words = {row.appearance.id: row.appearance for row in appearance_rows(session, ids=spoken)}
        by = _outlets(session, {other_id for _, other_id, _ in ends})
        for claim_id, other_id, appearance_id in ends:
            if appearance_id in words:
                says = _says(asked[claim_id], words[appearance_id], figures.get(appearance_id, ()))
                told[claim_id][says].extend(by[other_id])
    return {
        claim_id: tuple(
            Contradiction(says=says, is_figure=is_figure, by=tuple(dict.fromkeys(outlets)))
            for (says, is_figure), outlets in found.items()
        )
        for claim_id, found in told.items()
    }


def _ends(match: ClaimMatch) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """(claim, the other, the other's appearance that was compared), from either end."""
    return (
        (match.claim_a_id, match.claim_b_id, match.appearance_b_id),
        (match.claim_b_id, match.claim_a_id, match.appearance_a_id),
    )


def _outlets(session: Session, claim_ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in appearance_rows(session, claim_ids=claim_ids):
        found[row.appearance.claim_id].append(
            row.outlet.name if row.outlet else row.title or f"article {row.article.id}"
        )
    return found


def _says(claim: ClaimSummary, other: Appearance, figures: Sequence[FigureRow]) -> tuple[str, bool]:
    """What the other says instead, and whether that is a figure of what this claim counts."""
    own = {figure.label for figure in claim.figures}
    counted = {figure.role for figure in claim.figures}
    others = [view.label for view in map(figure_view, figures) if view.role in counted and view.label not in own]
    if others:
        return others[0], True
    words = other.standalone or other.quote
    if len(words) > MOST_WORDS_CHARS:
        words = words[: MOST_WORDS_CHARS - 1].rsplit(" ", 1)[0] + "…"
    return words, False
