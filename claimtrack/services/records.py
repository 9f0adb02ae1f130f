"""Stored rows turned back into the values that the stages compare."""

from collections.abc import Sequence
from datetime import date

from claimtrack.claims.model import ExtractedClaim, Figure
from claimtrack.db.claims import AppearanceRow
from claimtrack.db.tables import Appearance, FigureRow
from claimtrack.links.model import Assertion, Reason
from claimtrack.sourcing.model import Sourcing
from claimtrack.sourcing.outlets import name_key


def figure_of(row: FigureRow) -> Figure:
    """The figure stored in a row."""
    return Figure(
        low=row.low,
        high=row.high,
        modifier=row.modifier,
        unit=row.unit,
        role=row.role,
        scope=row.scope,
        as_of=row.as_of,
        surface=row.surface,
        start=row.start,
        end=row.end,
    )


def figure_row(appearance_id: int, figure: Figure) -> FigureRow:
    """A figure as a row of its appearance."""
    return FigureRow(
        appearance_id=appearance_id,
        low=figure.low,
        high=figure.high,
        modifier=figure.modifier,
        unit=figure.unit,
        role=figure.role,
        scope=figure.scope,
        as_of=figure.as_of,
        surface=figure.surface,
        start=figure.start,
        end=figure.end,
    )


def days_of(dates: Sequence[dict[str, object]]) -> tuple[tuple[date, date], ...]:
    """(first, last) day of every stored date that could be resolved."""
    return tuple(
        (date.fromisoformat(str(found["first_day"])), date.fromisoformat(str(found["last_day"])))
        for found in dates
        if found["first_day"] and found["last_day"]
    )


def stored_dates(claim: ExtractedClaim) -> list[dict[str, object]]:
    """A claim's dates as the JSON that `Appearance.dates` holds."""
    return [
        {
            "surface": found.surface,
            "start": found.start,
            "end": found.end,
            "first_day": found.first_day and found.first_day.isoformat(),
            "last_day": found.last_day and found.last_day.isoformat(),
            "precision": found.precision,
            "iso": found.iso,
        }
        for found in claim.dates
    ]


def stored_reasons(reasons: Sequence[Reason]) -> list[dict[str, object]]:
    """Reasons as the JSON that matches and appearances hold."""
    return [{"code": reason.code, "text": reason.text, "weight": round(reason.weight, 4)} for reason in reasons]


def assertion_of_row(row: AppearanceRow, figures: Sequence[FigureRow]) -> Assertion:
    """A stored appearance, reduced to what a comparison needs."""
    found = row.appearance
    return Assertion(
        text=found.standalone or found.quote,
        language=found.language,
        type=found.type,
        modality=found.modality,
        negated=found.negated,
        figures=tuple(figure_of(figure) for figure in figures),
        days=_days_meant(found),
        published_on=row.article.published_at.date() if row.article.published_at else None,
        places=tuple(dict.fromkeys(str(place["name"]) for place in found.places)),
        setting=tuple(found.setting),
        entities=tuple(found.entities),
        claimant=row.claimant.name if row.claimant else None,
        ambiguous=bool(found.ambiguous),
    )


def _days_meant(found: Appearance) -> tuple[tuple[date, date], ...]:
    """The days that the claim names, or that it took over from the claim before it."""
    if days := days_of(found.dates):
        return days
    return ((found.first_day, found.last_day),) if found.first_day and found.last_day else ()


def sourcing_of_row(row: AppearanceRow, copy_shares: dict[int, float]) -> Sourcing:
    """A stored appearance, reduced to where it says it comes from."""
    found, article = row.appearance, row.article
    outlet = row.outlet.name if row.outlet else f"article {article.id}"
    share = copy_shares.get(article.id or 0)
    return Sourcing(
        appearance_id=found.id or 0,
        outlet=outlet,
        outlet_is_agency=bool(row.outlet and row.outlet.kind == "agency"),
        family=row.family or name_key(outlet),
        wire_origin=row.wire_agency,
        wire_evidence=row.wire_evidence,
        via=tuple(found.via),
        claimant=row.claimant.name if row.claimant else None,
        claimant_named=bool(row.claimant and row.claimant.named),
        copy_group=article.copy_group_id,
        copy_evidence=f"{share:.0%} of the text in common" if share is not None else None,
    )
