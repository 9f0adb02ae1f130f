"""A database of its own for the length of a measurement, filled with the claims to search in."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np

from claimtrack.db.embedding_models import ensure_model
from claimtrack.db.session import Database
from claimtrack.db.stock import StockClaim, analyze, stock_claims, stock_vectors
from claimtrack.embeddings.encoder import Encoder

OpenDatabase = Callable[[], AbstractContextManager[Database]]
"""Gives an empty, migrated database for the length of a block."""
PIECE = 512
"""Texts embedded between two reports of progress."""


@contextmanager
def own_database() -> Iterator[Database]:
    """An empty, migrated database on an embedded server in a temporary folder; gone when the block ends.

    Raises:
        DatabaseUnavailable: the embedded server cannot be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="claimtrack-eval-"))
    try:
        with Database.open(None, folder) as database:
            database.upgrade()
            yield database
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def embed(
    texts: Sequence[str], encoder: Encoder, *, report: Callable[[int, int], None] = lambda done, whole: None
) -> np.ndarray:
    """A unit vector for each text, float32 (n, d); `report` is told how many of all are done."""
    # Texts of one length together need the least padding.
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    vectors = np.zeros((len(texts), encoder.dimensions), dtype=np.float32)
    for start in range(0, len(order), PIECE):
        piece = order[start : start + PIECE]
        vectors[piece] = encoder.encode([texts[index] for index in piece])
        report(min(start + PIECE, len(order)), len(order))
    return vectors


def stock(database: Database, claims: Sequence[StockClaim], vectors: np.ndarray, *, model: str) -> int:
    """Store the claims with the vectors of all their wordings, in order; returns the model's id in the database."""
    with database.begin() as session:
        model_id = ensure_model(session, name=model, dimensions=vectors.shape[1])
        stock_vectors(session, model_id=model_id, appearance_ids=stock_claims(session, claims), vectors=vectors)
        analyze(session)
    return model_id
