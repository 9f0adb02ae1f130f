"""What articles report of deaths: for each of their events the toll they stand by, the main one first."""

from collections.abc import Iterable

from sqlmodel import Session

from claimtrack.db.articles import current_version
from claimtrack.db.claims import appearance_rows, claims_by_id, figures_of
from claimtrack.services.engine import Engine
from claimtrack.services.records import assertion_of_row
from claimtrack.sourcing.tolls import ToldClaim, Toll, reported_tolls


def article_tolls(engine: Engine, article_ids: Iterable[int]) -> dict[int, tuple[Toll, ...]]:
    """The tolls of each article's current text, the main one first; an article that gives none has an empty tuple."""
    with engine.database.begin() as session:
        return {article_id: _tolls(session, article_id) for article_id in article_ids}


def _tolls(session: Session, article_id: int) -> tuple[Toll, ...]:
    version = current_version(session, article_id)
    rows = appearance_rows(session, version_id=version.id) if version else []
    figures = figures_of(session, [row.appearance.id or 0 for row in rows])
    claims = claims_by_id(session, {row.appearance.claim_id for row in rows})
    told = []
    for row in rows:
        found = row.appearance
        assertion = assertion_of_row(row, figures.get(found.id or 0, ()))
        told.append(
            ToldClaim(
                appearance_id=found.id or 0,
                start=found.start,
                text=assertion.text,
                figures=assertion.figures,
                days=assertion.days,
                places=assertion.places,
                event_id=claims[found.claim_id].event_id,
                modality=assertion.modality,
                negated=assertion.negated,
            )
        )
    published = rows[0].article.published_at if rows else None
    return reported_tolls(told, published_on=published.date() if published else None)
