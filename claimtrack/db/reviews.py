"""What was found out about claims: when they were closed, on which evidence, and verdicts that others have published."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, select

from claimtrack.db.tables import ClaimReviewRow, Evidence

MOST_EVIDENCE = 2000
MOST_VERDICTS = 500


def closed_at(session: Session, claim_ids: Iterable[int]) -> dict[int, datetime]:
    """When each claim was last closed, as the record has it. Served by ix_audit_event_subject."""
    rows = session.connection().execute(
        text(
            "SELECT subject_id, max(at) FROM audit_event WHERE subject = 'claim' AND subject_id = ANY(:ids) "
            "AND after ->> 'state' = 'closed' GROUP BY subject_id"
        ),
        {"ids": sorted(set(claim_ids))},
    )
    return {int(claim_id): at for claim_id, at in rows}


def evidence_by_claim(session: Session, claim_ids: Iterable[int]) -> dict[int, list[Evidence]]:
    """The evidence of some claims, oldest first. Served by the index on `claim_id`."""
    rows = session.exec(
        select(Evidence)
        .where(col(Evidence.claim_id).in_(set(claim_ids)))
        .order_by(col(Evidence.id))
        .limit(MOST_EVIDENCE)
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows:
        found[row.claim_id].append(row)
    return found


def verdicts_by_claim(session: Session, claim_ids: Iterable[int]) -> dict[int, list[ClaimReviewRow]]:
    """Verdicts that others have published on some claims, newest first. Served by the index on `claim_id`."""
    rows = session.exec(
        select(ClaimReviewRow)
        .where(col(ClaimReviewRow.claim_id).in_(set(claim_ids)))
        .order_by(col(ClaimReviewRow.reviewed_at).desc().nulls_last(), col(ClaimReviewRow.id).desc())
        .limit(MOST_VERDICTS)
    )
    found: dict[int, list[ClaimReviewRow]] = defaultdict(list)
    for row in rows:
        found[row.claim_id or 0].append(row)
    return found
