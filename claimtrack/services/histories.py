"""What became of an appearance by people's hands: every correction with the wording before and after, and the machine's own.

Reads the history; `services.editing` and `services.undoing` write it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session

from claimtrack.claims.model import ClaimType
from claimtrack.db.edits import claimant_names, edits_of, lineages
from claimtrack.db.journal import Row
from claimtrack.db.tables import AppearanceEdit, EditKind, FigureRow
from claimtrack.services.presenting import figure_view
from claimtrack.services.wordings import EditView, WordedView


def edit_views(session: Session, appearance_id: int) -> tuple[EditView, ...]:
    """Every correction of an appearance, also in the texts before this one, newest first."""
    line = lineages(session, [appearance_id])[appearance_id]
    edits = edits_of(session, line)
    names = claimant_names(session, _claimant_ids(edits))
    open_ids = [edit for edit in edits if edit.undone_at is None]
    return tuple(
        EditView(
            id=edit.id or 0,
            kind=edit.kind,
            actor=edit.actor,
            at=edit.at,
            reason=edit.reason,
            undone_by=edit.undone_by,
            undone_at=edit.undone_at,
            before=_worded(edit.before, names),
            after=_worded(edit.after, names),
            can_undo=edit.undone_at is None and _is_last(edit, open_ids) and appearance_id in edit.appearance_ids,
        )
        for edit in edits
    )


def originals(session: Session, appearance_ids: Iterable[int]) -> dict[int, tuple[WordedView, ...]]:
    """What the machine had found in place of corrected appearances, by id; two where two were merged."""
    lines = lineages(session, appearance_ids)
    edits = edits_of(session, {found for line in lines.values() for found in line}, limit=10_000)
    names = claimant_names(session, _claimant_ids(edits))
    found = {}
    for appearance_id, line in lines.items():
        first = next((edit for edit in reversed(edits) if set(edit.appearance_ids) & set(line)), None)
        if first is not None:
            found[appearance_id] = _of_line(_worded(first.before, names), first, line)
    return found


def original_quotes(session: Session, appearance_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The words that the machine had found in place of corrected appearances, by id."""
    return {
        appearance_id: tuple(one.quote for one in found)
        for appearance_id, found in originals(session, appearance_ids).items()
    }


def worded(session: Session, side: dict[str, object]) -> tuple[WordedView, ...]:
    """The appearances in one side of a correction's history, in text order."""
    ids = {int(row["claimant_id"]) for row in _rows(side, "appearance").values() if row["claimant_id"] is not None}
    return _worded(side, claimant_names(session, ids))


def _of_line(before: tuple[WordedView, ...], first: AppearanceEdit, line: Sequence[int]) -> tuple[WordedView, ...]:
    if first.kind in (EditKind.MERGE, EditKind.SPLIT):
        return before
    return tuple(one for one in before if one.id in line)


def _is_last(edit: AppearanceEdit, edits: Sequence[AppearanceEdit]) -> bool:
    touched = set(edit.appearance_ids)
    return not any((other.id or 0) > (edit.id or 0) and touched & set(other.appearance_ids) for other in edits)


def _claimant_ids(edits: Iterable[AppearanceEdit]) -> set[int]:
    rows = [row for edit in edits for side in (edit.before, edit.after) for row in _rows(side, "appearance").values()]
    return {int(row["claimant_id"]) for row in rows if row.get("claimant_id") is not None}


def _rows(side: dict[str, object], table: str) -> dict[str, Row]:
    rows = side.get(table)
    return rows if isinstance(rows, dict) else {}


def _worded(side: dict[str, object], names: dict[int, tuple[str, bool]]) -> tuple[WordedView, ...]:
    rows = sorted(_rows(side, "appearance").values(), key=lambda row: (row["start"], row["end"]))
    return tuple(_wording(row, names, list(_rows(side, "figure").values())) for row in rows)


def _wording(row: Row, names: dict[int, tuple[str, bool]], figures: Sequence[Row]) -> WordedView:
    claimant, named = names.get(row["claimant_id"] or 0, (None, False))
    if claimant is not None and row["claimant_named"] is not None:
        named = row["claimant_named"]
    own = sorted(
        (one for one in figures if one["appearance_id"] == row["id"]), key=lambda one: (one["start"], one["id"])
    )
    return WordedView(
        id=row["id"],
        claim_id=row["claim_id"],
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        standalone=row["standalone"],
        claimant=claimant,
        claimant_named=named,
        via=tuple(row["via"]),
        type=ClaimType(row["type"]),
        figures=tuple(figure_view(_figure(one)) for one in own),
        hidden_reason=row["hidden_reason"],
    )


def _figure(row: Row) -> FigureRow:
    kept: dict[str, Any] = {name: row[name] for name in ("low", "high", "modifier", "unit", "role", "scope", "surface")}
    return FigureRow(appearance_id=row["appearance_id"], start=row["start"], end=row["end"], **kept)
