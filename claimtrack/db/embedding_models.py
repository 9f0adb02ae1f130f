"""The models that vectors are made by: which one searches, which one is to take over, and what it still lacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, func, select

from claimtrack.db.tables import EmbeddingModel
from claimtrack.db.vectors import drop_index, literal, make_index
from claimtrack.errors import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Unembedded:
    """An appearance that a model has no vector of."""

    id: int
    wording: str


def ensure_model(session: Session, *, name: str, dimensions: int, source: str | None = None) -> int:
    """The id of the model under that name, registered when it is new, with an index of its own.

    The first model of a database searches from the start.

    Args:
        session: the transaction.
        name: with the digest of its weights.
        dimensions: length of its vectors.
        source: the folder or name that it is loaded from; None for the one that comes with the program.

    Raises:
        Conflict: the name is known with another number of dimensions.
    """
    connection = session.connection()
    known = find_model(session, name)
    if known is None:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('claimtrack-models'))"))
        is_first = searching_model(session) is None
        statement = (
            insert(EmbeddingModel)
            .values(name=name, dimensions=dimensions, is_active=is_first, source=source)
            .on_conflict_do_nothing()
        )
        connection.execute(statement)
        known = session.exec(select(EmbeddingModel).where(EmbeddingModel.name == name)).one()
        make_index(session, model_id=known.id or 0, dimensions=dimensions)
    if known.dimensions != dimensions:
        raise Conflict(f"The model {name} gave {known.dimensions} numbers before and gives {dimensions} now.")
    return known.id or 0


def find_model(session: Session, name: str) -> EmbeddingModel | None:
    """The model under that name; None when it was never used here. Served by the unique index on `name`."""
    return session.exec(select(EmbeddingModel).where(EmbeddingModel.name == name)).first()


def searching_model(session: Session) -> EmbeddingModel | None:
    """The model whose vectors are searched; None before the first one."""
    return session.exec(select(EmbeddingModel).where(col(EmbeddingModel.is_active))).first()


def wanted_model(session: Session) -> EmbeddingModel | None:
    """The model that was asked for last; None before anybody asked."""
    return session.exec(
        select(EmbeddingModel)
        .where(col(EmbeddingModel.wanted_at).is_not(None))
        .order_by(col(EmbeddingModel.wanted_at).desc(), col(EmbeddingModel.id).desc())
    ).first()


def want_model(session: Session, model_id: int, *, source: str | None) -> None:
    """Let a model take over once it has every vector; its index is made anew where it had been dropped."""
    model = session.get_one(EmbeddingModel, model_id)
    session.connection().execute(
        update(EmbeddingModel)
        .where(col(EmbeddingModel.id) == model_id)
        .values(wanted_at=func.clock_timestamp(), source=source)
    )
    make_index(session, model_id=model_id, dimensions=model.dimensions)


def let_search(session: Session, model_id: int) -> None:
    """Let searches use a model from the end of the transaction on."""
    for is_active, condition in (
        (False, col(EmbeddingModel.id) != model_id),
        (True, col(EmbeddingModel.id) == model_id),
    ):
        session.connection().execute(update(EmbeddingModel).where(condition).values(is_active=is_active))


def unembedded(
    session: Session, *, model_id: int, after: int = 0, ids: Iterable[int] | None = None, limit: int
) -> list[Unembedded]:
    """Appearances that can be shown and that the model has no vector of, by id from `after` on, `after` left out.

    Those that somebody has hidden are among them, because they may be shown again. With `ids` only some are asked for.
    Served by the primary keys.
    """
    among = "" if ids is None else "AND a.id = ANY(:ids)"
    rows = session.connection().execute(
        text(
            f"SELECT a.id, coalesce(a.standalone, a.quote) {_LACKING} AND a.id > :after {among} "
            "ORDER BY a.id LIMIT :limit"
        ),
        {"model_id": model_id, "after": after, "ids": list(ids or ()), "limit": limit},
    )
    return [Unembedded(id=int(found), wording=str(wording)) for found, wording in rows]


def count_unembedded(session: Session, *, model_id: int) -> tuple[int, int]:
    """(appearances that the model lacks, appearances that it is to have). Reads through both tables' keys."""
    connection = session.connection()
    lacking = connection.scalar(text(f"SELECT count(*) {_LACKING}"), {"model_id": model_id})
    return int(lacking or 0), int(connection.scalar(text(f"SELECT count(*) {_SHOWN}")) or 0)


def add_vectors(session: Session, *, model_id: int, rows: Sequence[Unembedded], vectors: np.ndarray) -> int:
    """Store vectors, (n, d), of appearances that have these words still and no vector yet; returns how many.

    To be called with linking locked: an appearance that is being reworded must not get the vector of its old words.
    """
    connection = session.connection()
    return sum(
        connection.execute(
            _ADD,
            {"id": row.id, "wording": row.wording, "model_id": model_id, "vector": literal(vector)},
        ).rowcount
        for row, vector in zip(rows, vectors, strict=True)
    )


def idle_models(session: Session) -> list[EmbeddingModel]:
    """Every model that does not search, oldest first."""
    return list(
        session.exec(select(EmbeddingModel).where(~col(EmbeddingModel.is_active)).order_by(col(EmbeddingModel.id)))
    )


def drop_vectors(session: Session, *, model_id: int, limit: int) -> int:
    """Remove up to `limit` vectors of a model, its index first; returns how many were removed."""
    drop_index(session, model_id=model_id)
    return (
        session.connection()
        .execute(
            text(
                "DELETE FROM embedding WHERE model_id = :model_id AND appearance_id IN "
                "(SELECT appearance_id FROM embedding WHERE model_id = :model_id LIMIT :limit)"
            ),
            {"model_id": model_id, "limit": limit},
        )
        .rowcount
    )


_SHOWN = "FROM appearance a WHERE (a.is_current OR a.hidden_at IS NOT NULL)"
_LACKING = f"{_SHOWN} AND NOT EXISTS (SELECT FROM embedding e WHERE e.appearance_id = a.id AND e.model_id = :model_id)"
_ADD = text(
    """
    INSERT INTO embedding (appearance_id, model_id, vector)
    SELECT a.id, :model_id, CAST(:vector AS halfvec) FROM appearance a
    WHERE a.id = :id AND coalesce(a.standalone, a.quote) = :wording
    ON CONFLICT DO NOTHING
    """
)
