"""What an appearance says, as a person is shown it: figures, wordings before and after a correction, the correction.

Times are aware UTC. Offsets are Python string offsets into the article version's text.
"""

from dataclasses import dataclass
from datetime import datetime

from claimtrack.claims.model import ClaimType
from claimtrack.db.tables import EditKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """A figure as an interval and in words."""

    low: float | None
    high: float | None
    modifier: str | None
    unit: str | None
    role: str
    scope: str
    label: str
    """For example "≥ 16 killed"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordedView:
    """An appearance as it was before or after a correction."""

    id: int
    claim_id: int
    start: int
    end: int
    quote: str
    standalone: str | None
    claimant: str | None
    claimant_named: bool
    via: tuple[str, ...]
    type: ClaimType
    figures: tuple[FigureView, ...]
    """Empty also where the correction left them alone."""
    hidden_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditView:
    """One correction of what the machine extracted."""

    id: int
    kind: EditKind
    actor: str
    at: datetime
    reason: str | None
    undone_by: str | None
    undone_at: datetime | None
    before: tuple[WordedView, ...]
    """The appearances that it changed, in text order; those that it made are only after it."""
    after: tuple[WordedView, ...]
    can_undo: bool
    """Whether nothing of its result was edited since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFigure(FigureView):
    """A figure of one appearance, with the words that state it; offsets into the article's text."""

    surface: str
    start: int
    end: int
