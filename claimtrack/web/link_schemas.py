"""What the API takes and answers when people decide about links between claims; beside `schemas`, under the same promise."""

from datetime import datetime
from typing import Annotated

import msgspec

from claimtrack.db.tables import ClaimEditKind, MatchStatus
from claimtrack.links.model import Relation
from claimtrack.services.deciding import Decision
from claimtrack.verification.workflow import State
from claimtrack.web.edit_schemas import Reason, Seen
from claimtrack.web.schemas import Figure
from claimtrack.web.schemas import Reason as Ground


class Side(msgspec.Struct, kw_only=True):
    """One of the two claims of a suggestion; `wording` is what was compared."""

    claim_id: int
    text: str
    wording: str
    quote: str
    claimant: str | None
    claimant_named: bool
    outlet: str | None
    fictional: bool
    article_id: int
    article_title: str | None
    published_at: datetime | None
    published_to_the_day: bool
    figures: list[Figure]
    state: State
    rating: str | None
    appearance_count: int
    outlet_count: int
    revision: int


class Suggestion(msgspec.Struct, kw_only=True):
    """A match that waits for a person. `source_id` is the claim that implies the other, or is the older one."""

    id: int
    relation: Relation
    source_id: int | None
    probability: float
    reasons: list[Ground]
    a: Side
    b: Side


class SuggestionList(msgspec.Struct, kw_only=True):
    """A page of suggestions; `next_cursor` is null on the last."""

    items: list[Suggestion]
    next_cursor: str | None


class NewDecision(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is decided about one match.

    `relation` only with `retype`; `source_id` only with `entails` (the claim that implies the other) and `updates` (the older
    one). Give the relation that you have `seen` and the two claims, and the decision is refused where either has changed since.
    """

    match: Seen
    decision: Decision
    relation: Relation | None = None
    source_id: Seen | None = None
    seen: Relation | None = None
    seen_claims: tuple[Seen, Seen] | None = None


class NewDecisions(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Decisions that are stored together or not at all."""

    decisions: Annotated[list[NewDecision], msgspec.Meta(min_length=1, max_length=200)]
    reason: Reason | None = None


class Decided(msgspec.Struct, kw_only=True):
    """A match as it was decided. `merged_into` holds both claims from then on; `edit_id` is the merge, to undo it by."""

    match_id: int
    status: MatchStatus
    relation: Relation
    claim_ids: tuple[int, int]
    decided_by: str | None
    merged_into: int | None
    edit_id: int | None


class DecidedList(msgspec.Struct, kw_only=True):
    """The matches in the order in which they were sent."""

    decided: list[Decided]


class NewBar(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a claim is kept out of matching."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    revision: Seen | None = None


class NewUnbar(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """To let a claim be matched again."""

    revision: Seen | None = None


class NewClaimMerge(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The claim that says the same."""

    other: Seen
    reason: Reason | None = None
    revision: Seen | None = None


class NewClaimSplit(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The appearances that are about something else: some of the claim's, not all."""

    appearances: Annotated[list[Seen], msgspec.Meta(min_length=1, max_length=1000)]
    reason: Reason | None = None
    revision: Seen | None = None


class Split(msgspec.Struct, kw_only=True):
    """`made_id` is the claim of the appearances that were taken off, `edit_id` the split, to undo it by."""

    edit_id: int
    claim_id: int
    made_id: int


class ClaimEdit(msgspec.Struct, kw_only=True):
    """A merge or split: `other_id` was put under `kept_id`, or taken off it. `can_undo` is false once another stands on it."""

    id: int
    kind: ClaimEditKind
    kept_id: int
    other_id: int
    other_text: str
    appearances: int
    actor: str
    at: datetime
    reason: str | None
    undone_by: str | None
    undone_at: datetime | None
    can_undo: bool


class ClaimEditHistory(msgspec.Struct, kw_only=True):
    """The merges and splits that a claim took part in, newest first."""

    items: list[ClaimEdit]


class Reverted(msgspec.Struct, kw_only=True):
    """What was undone; `claim_ids` are the claims that there are now."""

    edit_id: int
    kind: ClaimEditKind
    claim_ids: list[int]
