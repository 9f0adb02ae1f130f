"""Claims, articles and matches put into the database as rows, for tests that are not about how they are found."""

import hashlib
import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, select

from claimtrack.claims.model import ClaimType
from claimtrack.db.claims import ensure_claimant
from claimtrack.db.outlets import ensure_outlet
from claimtrack.db.tables import (
    Appearance,
    Article,
    ArticleVersion,
    AuditEvent,
    Claim,
    ClaimMatch,
    FigureRow,
    MatchStatus,
    ProcessingState,
    Snapshot,
)
from claimtrack.links.model import Direction, Relation
from claimtrack.services.counting import refresh_claims
from claimtrack.services.engine import Engine
from claimtrack.sourcing.outlets import name_key

MOMENT = datetime(2026, 3, 3, 12, tzinfo=UTC)

_numbers = itertools.count(1)


def plant_claim(
    engine: Engine,
    text: str = "The river flooded the town",
    *,
    outlets: Sequence[str] = ("Delta Post",),
    urls: Sequence[str | None] = (),
    claimant: str | None = None,
    place: str | None = None,
    day: date | None = None,
    published_at: datetime | None = MOMENT,
    worth: float = 0.5,
    killed: int | None = None,
    seen_at: datetime | None = None,
) -> int:
    """The id of a new claim with one appearance in an article of its own for each outlet."""
    with engine.database.begin() as session:
        claim = Claim(text=text, language="en", type=ClaimType.EVENT, check_worthiness=worth)
        session.add(claim)
        session.flush()
        for outlet, url in itertools.zip_longest(outlets, urls):
            appearance = _appearance(session, claim.id or 0, text, outlet=outlet, url=url, published_at=published_at)
            appearance.check_worthiness = worth
            appearance.first_day = appearance.last_day = day
            appearance.places = [{"surface": place, "name": place.lower(), "start": 0, "end": 1}] if place else []
            if claimant is not None:
                appearance.claimant_id = ensure_claimant(
                    session, name=claimant, name_key=name_key(claimant), named=True
                )
            if seen_at is not None:
                appearance.created_at = seen_at
            session.add(appearance)
            session.flush()
            if killed is not None:
                session.add(_killed(appearance.id or 0, killed))
        refresh_claims(session, [claim.id or 0], now=engine.now())
        return claim.id or 0


def _appearance(
    session: Session, claim_id: int, text: str, *, outlet: str | None, url: str | None, published_at: datetime | None
) -> Appearance:
    digest = hashlib.sha256(text.encode()).hexdigest()
    article = Article(
        identity=url or f"text:{next(_numbers)}",
        url=url,
        outlet_id=ensure_outlet(session, name=outlet, name_key=name_key(outlet), domain=None) if outlet else None,
        published_at=published_at,
        added_by="tester",
    )
    snapshot = Snapshot(content_type="text/plain", body=text.encode(), sha256=digest)
    session.add_all([article, snapshot])
    session.flush()
    version = ArticleVersion(
        article_id=article.id or 0,
        number=1,
        snapshot_id=snapshot.id or 0,
        text=text,
        text_sha256=digest,
        language="en",
        state=ProcessingState.READY,
    )
    session.add(version)
    session.flush()
    return Appearance(
        claim_id=claim_id,
        article_id=article.id or 0,
        version_id=version.id or 0,
        start=0,
        end=len(text),
        quote=text,
        language="en",
        type=ClaimType.EVENT,
        check_worthiness=0.5,
        joined_by="machine",
    )


def _killed(appearance_id: int, count: int) -> FigureRow:
    return FigureRow(
        appearance_id=appearance_id,
        low=count,
        high=count,
        unit="people",
        role="killed",
        scope="total",
        surface=str(count),
        start=0,
        end=1,
    )


def plant_match(
    engine: Engine,
    first: int,
    second: int,
    relation: Relation = Relation.SAME_CLAIM,
    *,
    direction: Direction | None = None,
    status: MatchStatus = MatchStatus.SUGGESTED,
    decided_by: str | None = None,
    apart: bool | None = None,
    probability: float = 0.7,
) -> int:
    """The id of a new match between two claims; `direction` counts from the smaller id to the larger.

    With `apart` their articles tell of two events.
    """
    a, b = sorted((first, second))
    with engine.database.begin() as session:
        match = ClaimMatch(
            claim_a_id=a,
            claim_b_id=b,
            relation=relation,
            direction=direction,
            status=status,
            decided_by=decided_by,
            probability=probability,
            similarity=0.9,
            appearance_a_id=_first_appearance(session, a),
            appearance_b_id=_first_appearance(session, b),
            reasons=[{"code": "short", "text": "only 5 words to compare", "weight": 0.0}],
            scorer="planted",
            articles_apart=apart,
        )
        session.add(match)
        session.flush()
        refresh_claims(session, [a, b], now=engine.now())
        return match.id or 0


def _first_appearance(session: Session, claim_id: int) -> int:
    return (
        session.exec(select(Appearance.id).where(Appearance.claim_id == claim_id).order_by(Appearance.id)).first() or 0
    )


def stored_match(engine: Engine, match_id: int) -> ClaimMatch:
    """A match as its row is now."""
    with engine.database.begin() as session:
        return session.get_one(ClaimMatch, match_id)


def stored_claim(engine: Engine, claim_id: int) -> Claim:
    """A claim as its row is now, merged or not."""
    with engine.database.begin() as session:
        return session.get_one(Claim, claim_id)


def stored_rows(engine: Engine, table: Any) -> list[Any]:
    """Every row of a table, oldest first."""
    with engine.database.begin() as session:
        return list(session.exec(select(table).order_by(table.id)))


def audit_rows(engine: Engine, *, action: str | None = None) -> list[AuditEvent]:
    """The whole record, oldest first, or the rows of one action."""
    with engine.database.begin() as session:
        rows = session.exec(select(AuditEvent).order_by(AuditEvent.id)).all()
        return [row for row in rows if action is None or row.action == action]
