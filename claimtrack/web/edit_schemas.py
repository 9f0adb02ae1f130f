"""What the API takes and answers when people correct extracted claims; beside `schemas`, under the same promise."""

from datetime import datetime
from typing import Annotated

import msgspec

from claimtrack.claims.model import ClaimType
from claimtrack.db.tables import EditKind
from claimtrack.web.schemas import Appearance, Claim, Figure

Offset = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Seen = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
Reason = Annotated[str, msgspec.Meta(max_length=2000)]
Name = Annotated[str, msgspec.Meta(max_length=200)]


class StatedFigure(Figure, kw_only=True):
    """A figure with the words that state it; `start` and `end` are offsets into the article's text."""

    surface: str
    start: int
    end: int


class Wording(msgspec.Struct, kw_only=True):
    """An appearance as it was before or after an edit; `figures` is empty where the edit left them alone."""

    id: int
    claim_id: int
    start: int
    end: int
    quote: str
    standalone: str | None
    claimant: str | None
    claimant_named: bool
    via: list[str]
    type: ClaimType
    figures: list[Figure]
    hidden_reason: str | None


class Edit(msgspec.Struct, kw_only=True):
    """One correction by a person. `can_undo` is false once something of its result was edited again."""

    id: int
    kind: EditKind
    actor: str
    at: datetime
    reason: str | None
    undone_by: str | None
    undone_at: datetime | None
    before: list[Wording]
    after: list[Wording]
    can_undo: bool


class AppearanceDetail(msgspec.Struct, kw_only=True):
    """An appearance with what is needed to correct it. `fixed` says why it cannot be edited, when it cannot."""

    appearance: Appearance
    figures: list[StatedFigure]
    claim: Claim
    fixed: str | None
    originals: list[Wording]
    """What the machine had found in its place."""


class EditHistory(msgspec.Struct, kw_only=True):
    """Every correction of an appearance, also in earlier texts of its article, newest first."""

    items: list[Edit]


class GivenFigure(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A figure: `surface` is copied from the claim, `start` tells which place is meant where it stands there twice."""

    surface: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    start: Offset | None = None
    low: float | None = None
    high: float | None = None
    role: Annotated[str, msgspec.Meta(max_length=60)] = "other"
    unit: Annotated[str, msgspec.Meta(max_length=60)] | None = None
    scope: Annotated[str, msgspec.Meta(max_length=10)] = "total"


class NewValues(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to change of an appearance; a field that is left out stays. null takes a wording or a claimant away."""

    start: Offset | msgspec.UnsetType = msgspec.UNSET
    end: Offset | msgspec.UnsetType = msgspec.UNSET
    standalone: Annotated[str, msgspec.Meta(max_length=2000)] | msgspec.UnsetType | None = msgspec.UNSET
    claimant: Name | msgspec.UnsetType | None = msgspec.UNSET
    claimant_named: bool | msgspec.UnsetType = msgspec.UNSET
    via: Annotated[list[Name], msgspec.Meta(max_length=10)] | msgspec.UnsetType = msgspec.UNSET
    type: ClaimType | msgspec.UnsetType = msgspec.UNSET
    figures: Annotated[list[GivenFigure], msgspec.Meta(max_length=30)] | msgspec.UnsetType = msgspec.UNSET
    """All of them, in place of those that are there."""
    reason: Reason | None = None
    revision: Seen | None = None


class Part(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A part of a claim, as offsets into the article's text."""

    start: Offset
    end: Offset


class NewParts(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The parts to make of a claim."""

    spans: Annotated[list[Part], msgspec.Meta(min_length=2, max_length=20)]
    reason: Reason | None = None
    revision: Seen | None = None


class Neighbour(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Another appearance of the same text, with the revision you have seen."""

    id: Seen
    revision: Seen


class NewMerge(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The appearances to merge with; together they must be neighbours in the text."""

    others: Annotated[list[Neighbour], msgspec.Meta(min_length=1, max_length=20)]
    reason: Reason | None = None
    revision: Seen | None = None


class NewHiding(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Why it is no claim."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    revision: Seen | None = None


class NewShowing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """To show a hidden appearance again."""

    revision: Seen | None = None


class Corrected(msgspec.Struct, kw_only=True):
    """What came of a correction: `appearance_ids` are all that it changed or made, the one that it was asked of first."""

    edit_id: int
    appearance_ids: list[int]
    claim_id: int
    appearance: AppearanceDetail
