"""The form in which a claim is corrected: its fields as text, what somebody changed in them, and what that asks for.

The form carries the values that it was filled with, so that only what a person has touched counts as their word: what others
changed meanwhile is never put back by a form that merely held it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from claimtrack.claims.model import ClaimType
from claimtrack.errors import InvalidEdit
from claimtrack.services.drafts import AppearanceChange, FigureInput
from claimtrack.services.views import EditingPage
from claimtrack.services.wordings import StatedFigure
from claimtrack.web.asking import choice

MAX_ROWS: Final = 31
SPARE_ROWS: Final = 1
"""Empty rows for figures that the machine did not see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFields:
    """A row of the form."""

    surface: str = ""
    low: str = ""
    high: str = ""
    role: str = ""
    unit: str = ""
    scope: str = "total"
    start: str = ""
    """Where the words stand; empty for a row that a person began."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.surface.strip() or self.low.strip() or self.high.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class EditForm:
    """The values of the form, as text."""

    start: str
    end: str
    wording: str
    claimant: str
    named: str
    """1 or empty."""
    via: str
    type: str
    figures: tuple[FigureFields, ...]

    def rows(self) -> tuple[FigureFields, ...]:
        """The figures with an empty row to add one."""
        return (*self.figures, *(FigureFields() for _ in range(SPARE_ROWS)))[:MAX_ROWS]

    def packed(self) -> str:
        """All values, for the form to carry along."""
        return json.dumps(_plain(self))


def form_of(view: EditingPage) -> EditForm:
    """The form filled with an appearance as it is."""
    one = view.appearance
    return EditForm(
        start=str(one.start),
        end=str(one.end),
        wording=one.standalone or "",
        claimant=one.claimant or "",
        named="1" if one.claimant_named else "",
        via=", ".join(one.via),
        type=one.type,
        figures=tuple(_fields(figure) for figure in view.figures),
    )


def sent_form(data: Mapping[str, str]) -> EditForm:
    """The form as somebody sent it; rows of figures that are empty or struck out are left out."""
    rows = [
        FigureFields(
            surface=data.get(f"surface-{n}", ""),
            low=data.get(f"low-{n}", ""),
            high=data.get(f"high-{n}", ""),
            role=data.get(f"role-{n}", ""),
            unit=data.get(f"unit-{n}", ""),
            scope=data.get(f"scope-{n}", "total"),
            start=data.get(f"at-{n}", ""),
        )
        for n in range(MAX_ROWS)
        if f"surface-{n}" in data and not data.get(f"drop-{n}")
    ]
    return EditForm(
        start=data.get("start", ""),
        end=data.get("end", ""),
        wording=_one_line(data.get("wording", "")),
        claimant=_one_line(data.get("claimant", "")),
        named="1" if data.get("named") else "",
        via=", ".join(_names(data.get("via", ""))),
        type=data.get("type", ""),
        figures=tuple(row for row in rows if not row.is_empty),
    )


def touched(sent: EditForm, was: str) -> dict[str, object]:
    """The fields that differ from what the form was filled with, by name; all of them when it does not say."""
    try:
        base = json.loads(was)
    except (ValueError, RecursionError):
        base = {}
    if not isinstance(base, dict):
        base = {}
    return {name: value for name, value in _plain(sent).items() if base.get(name) != value}


def change_of(sent: EditForm, was: str) -> AppearanceChange:
    """What a sent form asks for.

    Raises:
        InvalidEdit: a field cannot be read; the message names it.
    """
    fields = touched(sent, was)
    moved = "start" in fields or "end" in fields
    return AppearanceChange(
        start=_offset(sent.start, "The first word") if moved else None,
        end=_offset(sent.end, "The last word") if moved else None,
        standalone=sent.wording if "wording" in fields else None,
        claimant=sent.claimant if "claimant" in fields else None,
        claimant_named=_named(sent) if {"claimant", "named"} & set(fields) else None,
        via=tuple(_names(sent.via)) if "via" in fields else None,
        type=choice(ClaimType, sent.type, "type") if "type" in fields else None,
        figures=tuple(_figure(row, base_rows(was)) for row in sent.figures) if "figures" in fields else None,
    )


def kept(sent: EditForm, was: str, present: EditForm) -> EditForm:
    """The present values, with what somebody has typed over them in an older form."""
    fields = touched(sent, was)
    return EditForm(**{name: getattr(sent if name in fields else present, name) for name in EditForm.__slots__})


def base_rows(was: str) -> dict[str, str]:
    """The words of each figure that the form was filled with, by where they stand."""
    try:
        rows = json.loads(was)["figures"]
        return {str(row["start"]): str(row["surface"]) for row in rows}
    except (ValueError, RecursionError, KeyError, TypeError):
        return {}


def _plain(form: EditForm) -> dict[str, object]:
    plain: dict[str, object] = {name: getattr(form, name) for name in EditForm.__slots__ if name != "figures"}
    plain["figures"] = [{name: getattr(row, name) for name in FigureFields.__slots__} for row in form.figures]
    return plain


def _fields(figure: StatedFigure) -> FigureFields:
    return FigureFields(
        surface=figure.surface,
        low=_shown(figure.low),
        high=_shown(figure.high),
        role=figure.role,
        unit=figure.unit or "",
        scope=figure.scope,
        start=str(figure.start),
    )


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"


def _named(sent: EditForm) -> bool:
    return bool(sent.named and sent.claimant)


def _figure(row: FigureFields, base: Mapping[str, str]) -> FigureInput:
    # A place holds only for the words that stood there: who types other words means them wherever they are.
    start = int(row.start) if base.get(row.start) == row.surface and row.start.isdecimal() else None
    return FigureInput(
        surface=row.surface,
        start=start,
        low=_amount(row.low, row.surface),
        high=_amount(row.high, row.surface),
        role=row.role,
        unit=row.unit or None,
        scope=row.scope,
    )


def _amount(value: str, surface: str) -> float | None:
    text = "".join(value.split()).replace(",", "").replace("\u202f", "")
    if not text:
        return None
    try:
        return float(text)
    except ValueError as exc:
        raise InvalidEdit(
            f"{value.strip()[:40]!r} is not a number. Write the figure {surface[:60]!r} in digits."
        ) from exc


def _offset(value: str, name: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise InvalidEdit(f"{name} was not chosen. Choose it in the list.")
    return int(value)


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _names(value: str) -> list[str]:
    return [name for part in value.split(",") if (name := _one_line(part))]
