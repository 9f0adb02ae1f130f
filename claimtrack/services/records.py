"""Stored rows turned back into the values that the stages compare."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from claimtrack.claims.model import ClaimType, ExtractedClaim, Figure, Modality, Place, ResolvedDate, Worthiness
from claimtrack.db.claims import AppearanceRow, ensure_claimant
from claimtrack.db.lookup import ComparedRow
from claimtrack.db.tables import FigureRow
from claimtrack.links.model import Assertion, Judgement, Reason
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


def appearance_values(session: Session, found: ExtractedClaim, assertion: Assertion) -> dict[str, Any]:
    """What the row of an appearance holds of a claim in a text; its figures have rows of their own."""
    return {
        "start": found.start,
        "end": found.end,
        "quote": found.quote,
        "standalone": found.standalone,
        "claimant_id": _claimant_id(session, found),
        "cue": found.cue,
        "direct": found.direct,
        "hedge": found.hedge,
        "via": list(found.via),
        "type": found.type,
        "modality": found.modality,
        "negated": found.negated,
        "dates": stored_dates(found),
        "first_day": min((first for first, _ in assertion.days), default=None),
        "last_day": max((last for _, last in assertion.days), default=None),
        "places": [
            {"surface": place.surface, "name": place.name, "start": place.start, "end": place.end}
            for place in found.places
        ],
        "setting": list(assertion.setting),
        "entities": list(found.entities),
        "ambiguous": list(found.ambiguous),
        "check_worthiness": found.worthiness.score,
        "worthiness_parts": [[name, round(part, 4)] for name, part in found.worthiness.parts],
    }


def how_joined(joined: Judgement | None) -> dict[str, Any]:
    """What the row of an appearance says of how the machine put it under its claim; None for one that opened it."""
    return {
        "joined_by": "machine",
        "join_probability": joined.probability if joined else None,
        "join_reasons": stored_reasons(joined.reasons) if joined else [],
    }


def _claimant_id(session: Session, found: ExtractedClaim) -> int | None:
    if found.claimant is None or not name_key(found.claimant):
        return None
    return ensure_claimant(session, name=found.claimant, name_key=name_key(found.claimant), named=found.claimant_named)


def stored_reasons(reasons: Sequence[Reason]) -> list[dict[str, object]]:
    """Reasons as the JSON that matches and appearances hold."""
    return [{"code": reason.code, "text": reason.text, "weight": round(reason.weight, 4)} for reason in reasons]


def claim_of_row(row: AppearanceRow, figures: Sequence[FigureRow]) -> ExtractedClaim:
    """A stored appearance as what was found in the text."""
    found = row.appearance
    return ExtractedClaim(
        start=found.start,
        end=found.end,
        quote=found.quote,
        claimant=row.claimant.name if row.claimant else None,
        claimant_named=row.is_named,
        cue=found.cue,
        direct=found.direct,
        hedge=found.hedge,
        via=tuple(found.via),
        type=found.type,
        modality=found.modality,
        negated=found.negated,
        figures=tuple(figure_of(figure) for figure in figures),
        dates=tuple(_resolved(day) for day in found.dates),
        places=tuple(_place(place) for place in found.places),
        entities=tuple(found.entities),
        standalone=found.standalone,
        ambiguous=tuple(found.ambiguous),
        worthiness=Worthiness(
            score=found.check_worthiness,
            parts=tuple((str(name), float(str(part))) for name, part in found.worthiness_parts),
        ),
    )


def _resolved(stored: dict[str, object]) -> ResolvedDate:
    first, last = (
        date.fromisoformat(str(stored[name])) if stored[name] else None for name in ("first_day", "last_day")
    )
    return ResolvedDate(
        surface=str(stored["surface"]),
        start=int(str(stored["start"])),
        end=int(str(stored["end"])),
        first_day=first,
        last_day=last,
        precision=str(stored["precision"]),
    )


def _place(stored: dict[str, object]) -> Place:
    return Place(
        surface=str(stored["surface"]),
        name=str(stored["name"]),
        start=int(str(stored["start"])),
        end=int(str(stored["end"])),
    )


def assertion_of_row(row: AppearanceRow, figures: Sequence[FigureRow]) -> Assertion:
    """A stored appearance, reduced to what a comparison needs."""
    published_at = row.article.published_at
    return _assertion(
        row.appearance,
        figures,
        claimant=row.claimant.name if row.claimant else None,
        published_on=published_at.date() if published_at else None,
    )


def assertion_of_compared(row: ComparedRow) -> Assertion:
    """The same of a row that was read for comparing only."""
    return _assertion(row.stored, row.figures, claimant=row.stored.claimant, published_on=row.stored.published_on)


def _assertion(
    found: Any, figures: Iterable[FigureRow], *, claimant: str | None, published_on: date | None
) -> Assertion:
    """From an ``Appearance``, or a row that has its columns."""
    return Assertion(
        text=found.standalone or found.quote,
        language=found.language,
        type=ClaimType(found.type),
        modality=Modality(found.modality),
        negated=found.negated,
        figures=tuple(figure_of(figure) for figure in figures),
        days=_days_meant(found),
        published_on=published_on,
        places=tuple(dict.fromkeys(str(place["name"]) for place in found.places)),
        setting=tuple(found.setting),
        entities=tuple(found.entities),
        claimant=claimant,
        ambiguous=bool(found.ambiguous),
    )


def _days_meant(found: Any) -> tuple[tuple[date, date], ...]:
    """The days that the claim tells of, not those on which it was said; else the day taken over from the claim before it."""
    first, last = found.first_day, found.last_day
    if first is None or last is None:
        return ()
    told = tuple(span for span in days_of(found.dates) if first <= span[0] and span[1] <= last)
    return told or ((first, last),)


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
        claimant_named=row.is_named,
        copy_group=article.copy_group_id,
        copy_evidence=f"{share:.0%} of the text in common" if share is not None else None,
    )
