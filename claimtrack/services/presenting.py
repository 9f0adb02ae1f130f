"""Stored rows turned into what a checker is shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType

from sqlmodel import Session

from claimtrack.db.articles import ArticleRow, copy_shares
from claimtrack.db.claims import AppearanceRow, appearance_rows, claims_by_id, figures_of
from claimtrack.db.matches import is_apart
from claimtrack.db.outlets import outlets_by_id
from claimtrack.db.rechecks import list_changes, list_rechecks
from claimtrack.db.tables import ArticleVersion, AuditEvent, Claim, ClaimMatch, Evidence, FigureRow, Outlet
from claimtrack.links.model import Direction
from claimtrack.services.views import (
    AppearanceView,
    ArticleSummary,
    AuditView,
    ChangeView,
    ClaimSummary,
    EvidenceView,
    MatchView,
    OutletView,
    ReasonView,
    RecheckView,
    VersionView,
)
from claimtrack.services.wordings import FigureView, StatedFigure

TITLE_CHARS = 100
CURRENCIES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "USD": ("dollar", "dollars"), "EUR": ("euro", "euros"), "GBP": ("pound", "pounds"),
    "RUB": ("ruble", "rubles", "rouble", "roubles"),
})  # fmt: skip
"""The words by which extraction knows a currency: they are its name, not what the money is for."""
APART = ReasonView(code="articles-apart", text="their articles seem to tell of two events", weight=0.0)
LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def figure_view(row: FigureRow) -> FigureView:
    """A figure in words: "≥ 16 killed", "16-20 injured", "12 percent"."""
    return FigureView(
        low=row.low,
        high=row.high,
        modifier=row.modifier,
        unit=row.unit,
        role=row.role,
        scope=row.scope,
        label=_figure_label(row),
    )


def stated_figure(row: FigureRow) -> StatedFigure:
    """A figure with the words that state it."""
    return StatedFigure(**asdict(figure_view(row)), surface=row.surface, start=row.start, end=row.end)


def _figure_label(row: FigureRow) -> str:
    low, high = _number(row.low), _number(row.high)
    if row.low is not None and row.high is not None:
        amount = low if row.low == row.high else f"{low}-{high}"
        if row.modifier and row.low == row.high:
            amount = f"~ {amount}"
    elif row.low is not None:
        amount = f"≥ {low}"
    else:
        amount = f"≤ {high}"
    noun = row.role if row.role != "other" else (row.unit or "")
    if row.unit and (row.unit in ("percent", "%") or row.unit in CURRENCIES):
        noun = row.unit if row.role in ("other", row.unit, *CURRENCIES.get(row.unit, ())) else f"{row.unit} {row.role}"
    part = " (part of the total)" if row.scope == "part" else ""
    return f"{amount} {noun}".strip() + part


def _number(value: float | None) -> str:
    if value is None:
        return ""
    for size, name in LARGE:
        if abs(value) >= size and (value / size * 1000).is_integer():
            return f"{value / size:,.3f}".rstrip("0").rstrip(".") + f" {name}"
    return f"{int(value):,}" if value == int(value) else f"{value:,.2f}".rstrip("0")


def outlet_view(outlet: Outlet, family: str | None) -> OutletView:
    """An outlet with its family's name."""
    return OutletView(id=outlet.id or 0, name=outlet.name, kind=outlet.kind, family=family, fictional=outlet.fictional)


def reason_views(stored: Iterable[dict[str, object]]) -> tuple[ReasonView, ...]:
    """Reasons as stored with a match or an appearance."""
    return tuple(
        ReasonView(code=str(found["code"]), text=str(found["text"]), weight=float(str(found.get("weight") or 0)))
        for found in stored
    )


def match_reasons(match: ClaimMatch) -> tuple[ReasonView, ...]:
    """Why a match stands as it does; first that its articles tell of two events, where they do and nobody has said no."""
    reasons = reason_views(match.reasons)
    return (APART, *reasons) if is_apart(match) else reasons


def article_title(title: str | None, text: str) -> str:
    """The title, or the beginning of the text where there is none."""
    if title:
        return title
    first = text.strip().split("\n", 1)[0]
    return first if len(first) <= TITLE_CHARS else first[: TITLE_CHARS - 1].rsplit(" ", 1)[0] + "…"


def appearance_views(session: Session, rows: Sequence[AppearanceRow]) -> list[AppearanceView]:
    """Appearances with their figures and copy shares, in the given order."""
    figures = figures_of(session, [row.appearance.id or 0 for row in rows])
    shares = copy_shares(session, {row.article.id or 0 for row in rows})
    return [_appearance_view(row, figures.get(row.appearance.id or 0, ()), shares) for row in rows]


def _appearance_view(row: AppearanceRow, figures: Sequence[FigureRow], shares: dict[int, float]) -> AppearanceView:
    found, article = row.appearance, row.article
    return AppearanceView(
        id=found.id or 0,
        claim_id=found.claim_id,
        article_id=article.id or 0,
        article_title=article_title(row.title, row.before + found.quote + row.after),
        article_url=article.url,
        outlet=outlet_view(row.outlet, row.family) if row.outlet else None,
        published_at=article.published_at,
        published_to_the_day=article.published_to_the_day,
        start=found.start,
        end=found.end,
        quote=found.quote,
        before=row.before,
        after=row.after,
        standalone=found.standalone,
        claimant=row.claimant.name if row.claimant else None,
        claimant_named=row.is_named,
        cue=found.cue,
        direct=found.direct,
        hedge=found.hedge,
        via=tuple(found.via),
        wire_origin=row.wire_agency,
        wire_evidence=row.wire_evidence,
        copy_group=article.copy_group_id,
        copy_share=shares.get(article.id or 0),
        figures=tuple(figure_view(figure) for figure in figures),
        dates=tuple((str(day["surface"]), _text(day.get("iso"))) for day in found.dates),
        places=tuple(dict.fromkeys(str(place["surface"]) for place in found.places)),
        type=found.type.value,
        modality=found.modality.value,
        negated=found.negated,
        ambiguous=tuple(found.ambiguous),
        check_worthiness=found.check_worthiness,
        worthiness_parts=tuple((str(name), float(str(part))) for name, part in found.worthiness_parts),
        joined_by=found.joined_by,
        join_probability=found.join_probability,
        join_reasons=reason_views(found.join_reasons),
        revision=found.revision,
        edited=tuple(found.edited),
        edited_by=found.edited_by,
        hidden_at=found.hidden_at,
        hidden_by=found.hidden_by,
        hidden_reason=found.hidden_reason,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def claim_summaries(
    session: Session, claims: Sequence[Claim], *, rows: Sequence[AppearanceRow] | None = None
) -> list[ClaimSummary]:
    """Claims as rows of a list, in the given order; two queries for all of them. `rows` are their appearances, if known."""
    rows_by_claim: dict[int, list[AppearanceRow]] = defaultdict(list)
    ids = [claim.id or 0 for claim in claims]
    known = appearance_rows(session, claim_ids=ids, limit=20_000) if rows is None else rows
    for row in known:
        rows_by_claim[row.appearance.claim_id].append(row)
    ids = [row.appearance.id or 0 for rows in rows_by_claim.values() for row in rows]
    figures = figures_of(session, ids)
    return [_claim_summary(claim, rows_by_claim[claim.id or 0], figures) for claim in claims]


def _claim_summary(claim: Claim, rows: list[AppearanceRow], figures: dict[int, list[FigureRow]]) -> ClaimSummary:
    views = [figure_view(figure) for row in rows for figure in figures.get(row.appearance.id or 0, ())]
    days = [_text(day.get("iso")) for row in rows for day in row.appearance.dates]
    places = [str(place["surface"]) for row in rows for place in row.appearance.places]
    return ClaimSummary(
        id=claim.id or 0,
        text=claim.text,
        type=claim.type.value,
        language=claim.language,
        state=claim.state,
        rating=claim.rating,
        assigned_to=claim.assigned_to,
        revision=claim.revision,
        check_worthiness=claim.check_worthiness,
        figures=tuple({view.label: view for view in views}.values())[:6],
        days=tuple(dict.fromkeys(day for day in days if day))[:4],
        places=tuple({place.lower(): place for place in reversed(places)}.values())[:4],
        claimants=tuple(dict.fromkeys(row.claimant.name for row in rows if row.claimant)),
        outlets=tuple(dict.fromkeys(row.outlet.name for row in rows if row.outlet)),
        first_seen_at=claim.first_seen_at,
        last_seen_at=claim.last_seen_at,
        appearance_count=claim.appearance_count,
        outlet_count=claim.outlet_count,
        independent_sources=claim.independent_sources,
        unproven_sources=claim.unproven_sources,
        conflict_count=claim.conflict_count,
        suggestion_count=claim.suggestion_count,
        next_recheck_at=claim.next_recheck_at,
        event_id=claim.event_id,
        barred_at=claim.barred_at,
        barred_by=claim.barred_by,
        barred_reason=claim.barred_reason,
        fictional=any(row.outlet is not None and row.outlet.fictional for row in rows),
    )


def match_views(session: Session, claim_id: int, matches: Sequence[ClaimMatch]) -> list[MatchView]:
    """Matches as seen from one of their two claims, in the given order."""
    others = {_other(match, claim_id)[0] for match in matches}
    claims = claims_by_id(session, others)
    spoken = {_other(match, claim_id)[1] for match in matches}
    rows = {row.appearance.id or 0: row for row in appearance_rows(session, ids=spoken, current_only=False)}
    figures = figures_of(session, spoken)
    return [
        _match_view(match, claim_id, claims[_other(match, claim_id)[0]], rows[_other(match, claim_id)[1]], figures)
        for match in matches
        if _other(match, claim_id)[0] in claims
    ]


def _other(match: ClaimMatch, claim_id: int) -> tuple[int, int]:
    """(claim, appearance) on the other side."""
    if match.claim_a_id == claim_id:
        return match.claim_b_id, match.appearance_b_id
    return match.claim_a_id, match.appearance_a_id


def _match_view(
    match: ClaimMatch, claim_id: int, other: Claim, row: AppearanceRow, figures: dict[int, list[FigureRow]]
) -> MatchView:
    return MatchView(
        id=match.id or 0,
        claim_id=other.id or 0,
        text=other.text,
        quote=row.appearance.quote,
        relation=match.relation,
        outgoing=_outgoing(match, match.direction, claim_id),
        judged_relation=match.judged_relation,
        judged_outgoing=_outgoing(match, match.judged_direction, claim_id),
        status=match.status,
        probability=match.probability,
        reasons=match_reasons(match),
        figures=tuple(figure_view(figure) for figure in figures.get(row.appearance.id or 0, ())),
        outlet=row.outlet.name if row.outlet else None,
        published_at=row.article.published_at,
        state=other.state,
        rating=other.rating,
        decided_by=match.decided_by,
        articles_apart=is_apart(match),
    )


def _outgoing(match: ClaimMatch, direction: Direction | None, claim_id: int) -> bool | None:
    """Whether a direction of a match leads away from one of its claims; None where there is none."""
    return None if direction is None else (direction is Direction.A_TO_B) == (match.claim_a_id == claim_id)


def article_summaries(session: Session, rows: Sequence[ArticleRow]) -> list[ArticleSummary]:
    """Articles as rows of a list, in the given order."""
    outlets = outlets_by_id(session, {row.article.outlet_id for row in rows if row.article.outlet_id is not None})
    found = []
    for row in rows:
        outlet = outlets.get(row.article.outlet_id or 0)
        found.append(
            ArticleSummary(
                id=row.article.id or 0,
                title=article_title(row.version.title, row.version.text),
                url=row.article.url,
                outlet=outlet_view(*outlet) if outlet else None,
                published_at=row.article.published_at,
                published_to_the_day=row.article.published_to_the_day,
                added_at=row.article.created_at,
                state=row.version.state,
                failure=row.version.failure,
                claim_count=row.claim_count,
                versions=row.versions,
                wire_origin=row.version.wire_agency,
                copy_group=row.article.copy_group_id,
                language=row.version.language,
            )
        )
    return found


def version_view(version: ArticleVersion, claim_count: int) -> VersionView:
    """One text of an article."""
    return VersionView(
        number=version.number,
        is_current=version.is_current,
        created_at=version.created_at,
        sha256=version.text_sha256,
        claim_count=claim_count,
    )


def evidence_view(row: Evidence) -> EvidenceView:
    """A piece of evidence."""
    return EvidenceView(
        id=row.id or 0,
        url=row.url,
        excerpt=row.excerpt,
        stance=row.stance,
        added_by=row.added_by,
        added_at=row.added_at,
    )


def audit_views(rows: Iterable[AuditEvent]) -> tuple[AuditView, ...]:
    """Entries of the record, in the given order."""
    return tuple(
        AuditView(
            id=row.id or 0,
            at=row.at,
            actor=row.actor,
            action=row.action,
            before=row.before,
            after=row.after,
            reason=row.reason,
        )
        for row in rows
    )


def change_views(
    session: Session, *, claim_ids: Iterable[int] = (), article_ids: Iterable[int] = (), page_ids: Iterable[int] = ()
) -> tuple[ChangeView, ...]:
    """What re-checks found of some claims, articles, or pages as a whole, newest first."""
    return tuple(
        ChangeView(
            id=change.id or 0,
            kind=change.kind,
            before=change.before,
            after=change.after,
            article_id=change.article_id,
            article_title=title or f"article {change.article_id}",
            outlet=outlet,
            claim_id=change.claim_id,
            found_at=change.found_at,
        )
        for change, title, outlet in list_changes(
            session, claim_ids=claim_ids, article_ids=article_ids, page_ids=page_ids
        )
    )


def recheck_views(session: Session, *, article_id: int | None = None, limit: int = 50) -> tuple[RecheckView, ...]:
    """Re-check runs, newest first."""
    return tuple(
        RecheckView(
            id=run.id or 0,
            article_id=run.article_id,
            article_title=title or url or f"article {run.article_id}",
            outcome=run.outcome,
            cause=run.cause,
            started_at=run.started_at,
            finished_at=run.finished_at,
            asked_by=run.asked_by,
        )
        for run, title, url in list_rechecks(session, article_id=article_id, limit=limit)
    )
