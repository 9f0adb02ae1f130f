"""Which appearances are under which claim, as people changed it: merges and splits kept so that they can be undone.

Of what a merge or split changed its history has each row before and after: claims and matches whole, everything else by the
columns that differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from claimtrack.db.claim_edits import add_claim_edit, claim_edits_of
from claimtrack.db.claims import claims_by_id
from claimtrack.db.journal import TABLES, Journal, Row, Rows
from claimtrack.db.rechecks import last_evidence_id
from claimtrack.db.tables import ClaimEdit, ClaimEditKind
from claimtrack.db.types import storable

WHOLE = ("claim", "claim_match")
"""Tables whose changed rows are kept with every column, because undoing asks also for what had not changed."""
LAST_EVIDENCE = "last_evidence_id"
"""Key in the later side of a history: the evidence that the claims had last, so that what came since is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEditView:
    """A merge or split in a claim's history."""

    id: int
    kind: ClaimEditKind
    kept_id: int
    """The claim that stayed."""
    other_id: int
    """The one that was put under it, or split off."""
    other_text: str
    appearances: int
    """How many appearances moved, old ones included."""
    actor: str
    at: datetime
    reason: str | None
    undone_by: str | None
    undone_at: datetime | None
    can_undo: bool
    """False when it is undone, or a later merge or split has to be undone first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEditList:
    """The merges and splits of a claim."""

    items: tuple[ClaimEditView, ...]


def reason_words(reason: str | None) -> str | None:
    """A reason as it is stored: without surrounding space, up to 2,000 characters; None when there is none."""
    return storable(reason or "").strip()[:2000] or None


def keep_edit(
    session: Session,
    journal: Journal,
    kind: ClaimEditKind,
    claim_ids: Sequence[int],
    *,
    actor: str,
    reason: str | None,
) -> ClaimEdit:
    """Store what a journal saw as one merge or split; `claim_ids` begin with the claim that stays."""
    before, after = _compact(*journal.changes())
    later: dict[str, object] = {**after, LAST_EVIDENCE: last_evidence_id(session, claim_ids)}
    return add_claim_edit(
        session,
        ClaimEdit(kind=kind, claim_ids=list(claim_ids), actor=actor, reason=reason, before=dict(before), after=later),
    )


def _compact(before: Rows, after: Rows) -> tuple[Rows, Rows]:
    """Both sides, with rows that are in both cut to what differs."""
    old: Rows = {table: dict(before[table]) for table in TABLES if before[table]}
    new: Rows = {table: dict(after[table]) for table in TABLES if after[table]}
    for table in old:
        if table in WHOLE:
            continue
        for key in set(old[table]) & set(new.get(table, {})):
            was, became = old[table][key], new[table][key]
            names = [name for name in was if was[name] != became[name]]
            old[table][key] = {name: was[name] for name in names}
            new[table][key] = {name: became[name] for name in names}
    return old, new


def side(found: Mapping[str, object], table: str) -> dict[str, Row]:
    """The rows of one table in one side of a history."""
    rows = found.get(table)
    return rows if isinstance(rows, dict) else {}


def claim_edit_views(session: Session, claim_id: int) -> tuple[ClaimEditView, ...]:
    """The merges and splits that a claim took part in, newest first."""
    edits = claim_edits_of(session, [claim_id])
    concerned = {found for edit in edits for found in edit.claim_ids}
    standing = [edit for edit in claim_edits_of(session, concerned) if edit.undone_at is None]
    texts = {found: claim.text for found, claim in claims_by_id(session, concerned).items()}
    return tuple(_view(edit, texts, standing) for edit in edits)


def _view(edit: ClaimEdit, texts: Mapping[int, str], standing: Iterable[ClaimEdit]) -> ClaimEditView:
    kept_id, other_id = edit.claim_ids
    moved = [row for row in side(edit.after, "appearance").values() if "claim_id" in row]
    return ClaimEditView(
        id=edit.id or 0,
        kind=edit.kind,
        kept_id=kept_id,
        other_id=other_id,
        other_text=texts.get(other_id) or _stored_text(edit, other_id),
        appearances=len(moved),
        actor=edit.actor,
        at=edit.at,
        reason=edit.reason,
        undone_by=edit.undone_by,
        undone_at=edit.undone_at,
        can_undo=edit.undone_at is None and later_edit(edit, standing) is None,
    )


def later_edit(edit: ClaimEdit, standing: Iterable[ClaimEdit]) -> ClaimEdit | None:
    """The last of some merges and splits that stand on another; None when nothing does."""
    ids = set(edit.claim_ids)
    later = [
        other
        for other in standing
        if (other.id or 0) > (edit.id or 0) and other.undone_at is None and ids & set(other.claim_ids)
    ]
    return max(later, key=lambda other: other.id or 0, default=None)


def _stored_text(edit: ClaimEdit, claim_id: int) -> str:
    """The words of a claim that is no longer there."""
    row = side(edit.after, "claim").get(str(claim_id), {})
    return str(row.get("text", ""))
