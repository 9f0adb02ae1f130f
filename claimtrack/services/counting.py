"""The counters on a claim, derived anew from its appearances and matches whenever one of them changes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import Session

from claimtrack.db.articles import copy_shares
from claimtrack.db.claims import AppearanceRow, appearance_rows, claims_by_id, last_sightings
from claimtrack.db.matches import count_by_claim
from claimtrack.db.tables import Claim
from claimtrack.rechecks.schedule import next_recheck
from claimtrack.services.records import sourcing_of_row
from claimtrack.sourcing.independence import count_sources
from claimtrack.verification.workflow import State

RESERVED_DOMAINS = (".example", ".invalid", ".test", ".localhost")
"""Names that never lead anywhere. Source: RFC 2606. The demo's outlets live there and are not re-checked."""


def refresh_claims(session: Session, claim_ids: Iterable[int], *, now: datetime, reschedule: bool = False) -> None:
    """Rewrite the counters and the first and last sighting of some claims, and give a re-check date to those that need one.

    A date that is set already stays, unless `reschedule` says that the pages have just been looked at.
    """
    session.flush()
    ids = set(claim_ids)
    by_claim: dict[int, list[AppearanceRow]] = defaultdict(list)
    for row in appearance_rows(session, claim_ids=ids, limit=100_000):
        by_claim[row.appearance.claim_id].append(row)
    shares = copy_shares(session, {row.article.id or 0 for rows in by_claim.values() for row in rows})
    links = count_by_claim(session, ids)
    sightings = last_sightings(session, ids)
    for claim_id, claim in claims_by_id(session, ids).items():
        _count(claim, by_claim[claim_id], shares)
        claim.conflict_count, claim.suggestion_count = links[claim_id]
        claim.last_seen_at = sightings.get(claim_id, claim.last_seen_at)
        due_at = _next_recheck(claim, by_claim[claim_id], now)
        if reschedule or due_at is None or claim.next_recheck_at is None:
            claim.next_recheck_at = due_at
        session.add(claim)
    session.flush()


def _count(claim: Claim, rows: list[AppearanceRow], shares: dict[int, float]) -> None:
    sources = count_sources([sourcing_of_row(row, shares) for row in rows])
    claim.independent_sources, claim.unproven_sources = sources.independent, sources.unproven
    claim.appearance_count = len(rows)
    claim.outlet_count = len({row.article.outlet_id or -(row.article.id or 0) for row in rows})
    claim.check_worthiness = max((row.appearance.check_worthiness for row in rows), default=claim.check_worthiness)
    claim.first_seen_at = min((row.article.published_at for row in rows if row.article.published_at), default=None)


def is_recheckable(url: str | None) -> bool:
    """Whether a page can be fetched again: it has a web address, and not one of the reserved names."""
    return url is not None and not (urlsplit(url).hostname or "").endswith(RESERVED_DOMAINS)


def _next_recheck(claim: Claim, rows: list[AppearanceRow], now: datetime) -> datetime | None:
    pages = [row.article for row in rows if is_recheckable(row.article.url)]
    if claim.state == State.CLOSED or not pages:
        return None
    return min(
        next_recheck(
            now,
            last_change_at=page.last_changed_at,
            failures=page.recheck_failures,
            retry_after=page.put_off_until - now if page.put_off_until and page.put_off_until > now else None,
        )
        for page in pages
    )
