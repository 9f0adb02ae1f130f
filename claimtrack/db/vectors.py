"""Vectors of appearances: stored under their model, searched only with the same model's."""

from collections.abc import Iterable, Sequence

import numpy as np
from sqlalchemy import text
from sqlmodel import Session, col, select

from claimtrack.db.narrowing import ClaimNarrowing
from claimtrack.db.tables import Embedding

EF_SEARCH = 160
"""HNSW search breadth. Source: among 100,000 sentences (2026-11) the ten nearest are found with a recall of 0.971, 0.986 and
0.992 at 100, 150 and 200, in 8, 11 and 13 ms on a machine busy with other work. An index built anew differs by up to 0.007."""
MOST_SCANNED = 40_000
"""Vectors that one search may pass over because their claims do not fit. Source: pgvector's default is 20,000; what is narrowed
to fewer than one in a hundred of several hundred thousand needs more to find sixty."""
_SEARCH_SETTINGS = ", ".join(
    f"set_config('hnsw.{name}', '{value}', true)"
    for name, value in (("ef_search", EF_SEARCH), ("iterative_scan", "strict_order"), ("max_scan_tuples", MOST_SCANNED))
)


def make_index(session: Session, *, model_id: int, dimensions: int) -> None:
    """Build the model's own HNSW index, unless it is there: an index per model keeps the spaces apart."""
    connection = session.connection()
    # Asked first, because even IF NOT EXISTS would wait for everybody who is writing vectors.
    if connection.scalar(text("SELECT to_regclass(:name)"), {"name": f"ix_embedding_hnsw_{int(model_id)}"}) is not None:
        return
    # Both values are integers of our own, so they may stand in the text.
    connection.execute(
        text(
            f"CREATE INDEX ix_embedding_hnsw_{int(model_id)} ON embedding USING hnsw "
            f"((vector::halfvec({int(dimensions)})) halfvec_cosine_ops) WHERE model_id = {int(model_id)}"
        )
    )


def drop_index(session: Session, *, model_id: int) -> None:
    """Take the model's index away, to build it anew after many vectors were stored."""
    session.connection().execute(text(f"DROP INDEX IF EXISTS ix_embedding_hnsw_{int(model_id)}"))


def store_vectors(session: Session, *, model_id: int, appearance_ids: Sequence[int], vectors: np.ndarray) -> None:
    """Store one unit vector for each appearance. `vectors` is (n, d) float32."""
    session.add_all(
        Embedding(appearance_id=appearance_id, model_id=model_id, vector=vector.tolist())
        for appearance_id, vector in zip(appearance_ids, vectors, strict=True)
    )
    session.flush()


def replace_vector(session: Session, *, model_id: int, appearance_id: int, vector: np.ndarray) -> None:
    """Give an appearance whose words changed the vector of the new ones; those of other models are no longer its own."""
    for row in session.exec(select(Embedding).where(Embedding.appearance_id == appearance_id)):
        if row.model_id != model_id:
            session.delete(row)
    known = session.get(Embedding, (appearance_id, model_id))
    if known is None:
        store_vectors(session, model_id=model_id, appearance_ids=[appearance_id], vectors=vector[None, :])
    else:
        known.vector = vector.tolist()
        session.add(known)
        session.flush()


def remove_vectors(session: Session, appearance_ids: Iterable[int]) -> None:
    """Remove the vectors of some appearances, whichever model made them. Served by the primary key."""
    session.connection().execute(
        text("DELETE FROM embedding WHERE appearance_id = ANY(:ids)"), {"ids": sorted(set(appearance_ids))}
    )
    session.expire_all()


def vector_of(session: Session, *, model_id: int, appearance_id: int) -> np.ndarray | None:
    """The stored vector of an appearance by that model, float32 (d,); None when there is none."""
    known = session.get(Embedding, (appearance_id, model_id))
    return None if known is None else np.asarray(known.vector, dtype=np.float32)


def copy_vectors(session: Session, *, from_appearance: int, to_appearance: int) -> None:
    """Give an appearance the vectors of another that has the same words."""
    session.connection().execute(
        text(
            "INSERT INTO embedding (appearance_id, model_id, vector) "
            "SELECT :target, model_id, vector FROM embedding WHERE appearance_id = :source"
        ),
        {"target": to_appearance, "source": from_appearance},
    )


def nearest(
    session: Session, *, model_id: int, vector: np.ndarray, limit: int, among: ClaimNarrowing | None = None
) -> list[tuple[int, float]]:
    """(appearance id, cosine) of the nearest current appearances, nearest first. Served by the model's HNSW index.

    With `among` only those of claims that fulfil it: where these are few, all of them are measured instead, because a search
    that passes over what does not fit would end before it has met them.
    """
    if among is not None and (few := among.few(session)) is not None:
        return _nearest_of(session, model_id=model_id, vector=vector, limit=limit, appearance_ids=few)
    dimensions = len(vector)  # An index on halfvec(n) serves only a query that names n; both numbers are our own.
    connection = session.connection()
    connection.execute(text(f"SELECT {_SEARCH_SETTINGS}"))
    joined = "" if among is None else "JOIN claim c ON c.id = a.claim_id"
    where = "" if among is None else f"AND {among.condition}"
    rows = connection.execute(
        text(
            f"""
            SELECT e.appearance_id, 1 - (e.vector::halfvec({dimensions}) <=> CAST(:vector AS halfvec({dimensions})))
            FROM embedding e JOIN appearance a ON a.id = e.appearance_id AND a.is_current {joined}
            WHERE e.model_id = {int(model_id)} {where}
            ORDER BY e.vector::halfvec({dimensions}) <=> CAST(:vector AS halfvec({dimensions}))
            LIMIT :limit
            """  # noqa: S608 two integers and conditions of our own, no text
        ),
        {"vector": literal(vector), "limit": limit, **(among.values if among else {})},
    )
    return [(int(appearance_id), float(cosine)) for appearance_id, cosine in rows]


def _nearest_of(
    session: Session, *, model_id: int, vector: np.ndarray, limit: int, appearance_ids: Sequence[int]
) -> list[tuple[int, float]]:
    found = cosines(session, model_id=model_id, vector=vector, appearance_ids=appearance_ids)
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))[:limit]


def cosines(session: Session, *, model_id: int, vector: np.ndarray, appearance_ids: Sequence[int]) -> dict[int, float]:
    """The cosine of `vector` with each appearance that has a vector of that model."""
    rows = session.connection().execute(
        text(
            "SELECT appearance_id, 1 - (vector <=> CAST(:vector AS halfvec)) FROM embedding "
            "WHERE model_id = :model_id AND appearance_id = ANY(:ids)"
        ),
        {"vector": literal(vector), "model_id": model_id, "ids": list(appearance_ids)},
    )
    return {int(appearance_id): float(cosine) for appearance_id, cosine in rows}


def vectors_of(session: Session, *, model_id: int, appearance_ids: Sequence[int]) -> dict[int, np.ndarray]:
    """The stored vectors of some appearances, (d,) float32 each, by id in the order asked for. Served by the primary key."""
    rows = session.exec(
        select(Embedding.appearance_id, Embedding.vector).where(
            Embedding.model_id == model_id, col(Embedding.appearance_id).in_(set(appearance_ids))
        )
    )
    found = {appearance_id: np.asarray(vector, dtype=np.float32) for appearance_id, vector in rows}
    return {appearance_id: found[appearance_id] for appearance_id in appearance_ids if appearance_id in found}


def articles_near(
    session: Session, article_id: int, *, model_id: int, vector: np.ndarray, within_days: int, limit: int
) -> list[int]:
    """Ids of other articles published within some days of one, whose current claims come nearest to `vector` first.

    Served by the model's HNSW index: looks at the nearest appearances only, however many articles there are.
    """
    near = nearest(session, model_id=model_id, vector=vector / np.linalg.norm(vector), limit=8 * limit)
    rows = session.connection().execute(
        text(
            """
            SELECT a.id, a.article_id
            FROM appearance a JOIN article there ON there.id = a.article_id, article here
            WHERE a.id = ANY(:ids) AND here.id = :article_id AND there.id <> here.id
              AND abs(there.published_at::date - here.published_at::date) <= :days
            """
        ),
        {"ids": [found for found, _ in near], "article_id": article_id, "days": within_days},
    )
    article_of = {int(found): int(other) for found, other in rows}
    ordered = dict.fromkeys(article_of[found] for found, _ in near if found in article_of)
    return list(ordered)[:limit]


def literal(vector: np.ndarray) -> str:
    """The vector as pgvector reads it."""
    return "[" + ",".join(f"{value:.6g}" for value in vector.tolist()) + "]"
