"""Everything out again, one JSON object a line: no newsroom is locked in."""

from collections import defaultdict
from collections.abc import Iterator

from sqlmodel import Session

from claimtrack.db.articles import list_articles
from claimtrack.db.claims import AppearanceRow, ClaimQuery, appearance_rows, exportable_ids, figures_of, list_claims
from claimtrack.db.matches import shown_matches
from claimtrack.db.outlets import outlets_by_id
from claimtrack.db.tables import Claim, ClaimMatch, FigureRow
from claimtrack.services.engine import Engine

PAGE = 200


def claim_lines(engine: Engine) -> Iterator[dict[str, object]]:
    """Every claim with its current appearances and its matches, last seen first.

    Claims that stand in no current text any more are given too, since people may have rated them; those that were joined
    to another claim are part of that one, and those whose every appearance somebody has hidden are none.
    """
    after: list[object] | None = None
    while True:
        with engine.database.begin() as session:
            claims = list_claims(session, ClaimQuery(sort="newest", withdrawn=True), after=after, limit=PAGE)  # type: ignore[arg-type]  # the two sort values of the last row
            lines = _claim_lines(session, claims)
        yield from lines
        if len(claims) < PAGE:
            return
        after = [claims[-1].last_seen_at, claims[-1].id or 0]


def article_lines(engine: Engine) -> Iterator[dict[str, object]]:
    """Every article with its current text, newest first."""
    before = None
    while True:
        with engine.database.begin() as session:
            rows = list_articles(session, outlet=None, state=None, query=None, before=before, limit=PAGE)
            outlets = _outlet_names(session, [row.article.outlet_id for row in rows])
        for row in rows:
            yield {
                "id": row.article.id,
                "url": row.article.url,
                "outlet": outlets.get(row.article.outlet_id or 0),
                "title": row.version.title,
                "byline": row.version.byline,
                "published_at": row.article.published_at,
                "text": row.version.text,
                "sha256": row.version.text_sha256,
                "version": row.version.number,
                "state": row.version.state.value,
                "failure": row.version.failure,
                "wire_origin": row.version.wire_agency,
                "copy_group": row.article.copy_group_id,
                "claims": row.claim_count,
            }
        if len(rows) < PAGE:
            return
        before = (rows[-1].article.created_at, rows[-1].article.id or 0)


def _outlet_names(session: Session, ids: list[int | None]) -> dict[int, str]:
    return {found: outlet.name for found, (outlet, _) in outlets_by_id(session, {i for i in ids if i}).items()}


def _claim_lines(session: Session, claims: list[Claim]) -> list[dict[str, object]]:
    ids = [claim.id or 0 for claim in claims]
    by_claim: dict[int, list[AppearanceRow]] = defaultdict(list)
    for row in appearance_rows(session, claim_ids=ids, limit=100_000):
        by_claim[row.appearance.claim_id].append(row)
    figures = figures_of(session, [row.appearance.id or 0 for rows in by_claim.values() for row in rows])
    matches = _standing_matches(session, ids)
    return [
        {
            "id": claim.id,
            "text": claim.text,
            "state": claim.state.value,
            "rating": claim.rating,
            "event": claim.event_id,
            "independent_sources": claim.independent_sources,
            "unproven": claim.unproven_sources,
            "first_appearance": claim.first_seen_at,
            "appearances": [
                _appearance(row, figures.get(row.appearance.id or 0, [])) for row in by_claim[claim.id or 0]
            ],
            "matches": [
                _match(match, claim.id or 0) for match in matches if claim.id in (match.claim_a_id, match.claim_b_id)
            ],
        }
        for claim in claims
    ]


def _standing_matches(session: Session, ids: list[int]) -> list[ClaimMatch]:
    """The matches of some claims whose other end has a line of its own: it was neither joined to a claim nor hidden."""
    matches = shown_matches(session, ids, limit=100_000)
    shown = exportable_ids(session, {end for match in matches for end in (match.claim_a_id, match.claim_b_id)})
    return [match for match in matches if {match.claim_a_id, match.claim_b_id} <= shown]


def _appearance(row: AppearanceRow, figures: list[FigureRow]) -> dict[str, object]:
    return {
        "article_url": row.article.url,
        "outlet": row.outlet.name if row.outlet else None,
        "published_at": row.article.published_at,
        "start": row.appearance.start,
        "end": row.appearance.end,
        "quote": row.appearance.quote,
        "claimant": row.claimant.name if row.claimant else None,
        "via": row.appearance.via,
        "wire_origin": row.wire_agency,
        "copy_group": row.article.copy_group_id,
        "figures": [
            {"low": f.low, "high": f.high, "modifier": f.modifier, "unit": f.unit, "role": f.role, "scope": f.scope}
            for f in figures
        ],
    }


def _match(match: ClaimMatch, claim_id: int) -> dict[str, object]:
    return {
        "claim": match.claim_b_id if match.claim_a_id == claim_id else match.claim_a_id,
        "relation": match.relation.value,
        "status": match.status.value,
        "probability": match.probability,
        "reasons": match.reasons,
    }
