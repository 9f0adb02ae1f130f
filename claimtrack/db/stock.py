"""Claims put straight into an empty database, many at a time, so that searching among them can be measured.

Nothing that serves people uses this: claims of articles come in through `services.processing`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

import numpy as np
from pgvector import HalfVector
from pgvector.psycopg import register_vector
from sqlalchemy import Connection, insert, text
from sqlmodel import Session

from claimtrack.claims.model import ClaimType
from claimtrack.db.tables import Appearance, Article, ArticleVersion, Claim, ProcessingState, Snapshot
from claimtrack.db.types import storable
from claimtrack.db.vectors import drop_index, make_index

ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class StockClaim:
    """A claim with its wordings, as one article of its own."""

    id: int
    """From 1; the claim, its article and version have it."""
    wordings: tuple[str, ...]
    """At least one, none empty; each is an appearance."""
    published_on: date | None = None


def stock_claims(session: Session, claims: Sequence[StockClaim]) -> list[int]:
    """Store the claims; returns the ids of the appearances, in the order of the claims and their wordings.

    The database must not yet have claims, articles or appearances under these ids.
    """
    connection = session.connection()
    first = int(connection.scalar(text("SELECT coalesce(max(id), 0) + 1 FROM appearance")) or 1)
    snapshot = Snapshot(content_type="text/plain", body=b"", sha256="0" * 64)
    session.add(snapshot)
    session.flush()
    _insert(connection, Article, (_article(claim) for claim in claims))
    _insert(connection, ArticleVersion, (_version(claim, snapshot.id or 0) for claim in claims))
    _insert(connection, Claim, (_claim(claim) for claim in claims))
    rows = list(_appearances(claims, first))
    _insert(connection, Appearance, rows)
    for table in ("article", "article_version", "claim", "appearance"):
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608 names of our own
        )
    return [int(row["id"]) for row in rows]


def stock_vectors(session: Session, *, model_id: int, appearance_ids: Sequence[int], vectors: np.ndarray) -> None:
    """Store a unit vector for each appearance and build the model's index anew. `vectors` is (n, d)."""
    connection = session.connection()
    drop_index(session, model_id=model_id)
    driver: Any = connection.connection.driver_connection
    register_vector(driver)
    with (
        driver.cursor() as cursor,
        cursor.copy("COPY embedding (appearance_id, model_id, vector) FROM STDIN WITH (FORMAT BINARY)") as copy,
    ):
        copy.set_types(["int4", "int4", "halfvec"])
        for appearance_id, vector in zip(appearance_ids, vectors, strict=True):
            copy.write_row((appearance_id, model_id, HalfVector(vector)))
    connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
    make_index(session, model_id=model_id, dimensions=vectors.shape[1])


def analyze(session: Session) -> None:
    """Bring the statistics up to date, as PostgreSQL does by itself within a minute."""
    session.connection().execute(text("ANALYZE appearance, embedding, claim, article"))


def _insert(connection: Connection, table: type, rows: Iterable[dict[str, Any]]) -> None:
    remaining = iter(rows)
    while piece := list(islice(remaining, ROWS_AT_ONCE)):
        connection.execute(insert(table), piece)


def _article(claim: StockClaim) -> dict[str, Any]:
    published_at = datetime.combine(claim.published_on, time(), UTC) if claim.published_on else None
    return {
        "id": claim.id,
        "identity": f"stock:{claim.id}",
        "published_at": published_at,
        "published_to_the_day": True,
        "added_by": "stock",
    }


def _version(claim: StockClaim, snapshot_id: int) -> dict[str, Any]:
    return {
        "id": claim.id,
        "article_id": claim.id,
        "number": 1,
        "snapshot_id": snapshot_id,
        "text": storable("\n\n".join(claim.wordings)),
        "text_sha256": f"{claim.id:064d}",
        "language": "en",
        "state": ProcessingState.READY,
    }


def _claim(claim: StockClaim) -> dict[str, Any]:
    return {"id": claim.id, "text": storable(claim.wordings[0]), "language": "en", "type": ClaimType.EVENT}


def _appearances(claims: Iterable[StockClaim], first: int) -> Iterator[dict[str, Any]]:
    number = first
    for claim in claims:
        start = 0
        for wording in claim.wordings:
            yield {
                "id": number,
                "claim_id": claim.id,
                "article_id": claim.id,
                "version_id": claim.id,
                "start": start,
                "end": start + len(wording),
                "quote": storable(wording),
                "language": "en",
                "type": ClaimType.EVENT,
                "check_worthiness": 0.5,
                "joined_by": "stock",
            }
            number, start = number + 1, start + len(wording) + 2
