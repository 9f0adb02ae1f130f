"""The models of one process: the one that searches, which the database names, and the one that is configured.

Mostly they are the same. After `CLAIMTRACK_EMBEDDING_MODEL` was changed the old one goes on searching, until the new one has a
vector of every appearance; both are loaded meanwhile. Vectors and the number of their model always come together.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog

from claimtrack.db.embedding_models import ensure_model, searching_model
from claimtrack.db.session import Database
from claimtrack.embeddings.encoder import BatchingEncoder, Encoder
from claimtrack.errors import ModelUnavailable

log = structlog.get_logger()

LoadEncoder = Callable[[str | None], Encoder]
"""Gives the encoder for a folder or name; None is the model that comes with the program."""
RETRY_S = 60.0
"""How long a model that could not be loaded is left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model with its number in this database."""

    id: int
    name: str
    """With the digest of its weights."""
    encoder: Encoder

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of the texts, float32 (n, d); concurrent callers share forward passes.

        Raises:
            EmptyText: a text is empty.
            ModelUnavailable: it could not be loaded or run.
        """
        return self.encoder.encode(texts)


class Encoders:
    """Every model that this process uses; safe to share between threads."""

    def __init__(self, database: Database, configured: Encoder, *, source: str | None, load: LoadEncoder) -> None:
        """Remember what is configured; nothing is loaded before it is needed.

        Args:
            database: names the model that searches.
            configured: the model of this process's settings.
            source: the folder or name that it is loaded from; None for the one that comes with the program.
            load: gives any other model.
        """
        self._database, self._load = database, load
        self.source = str(Path(source).resolve()) if source is not None and Path(source).is_dir() else source
        # Whoever comes during a pass shares the next one; a question asked alone need not wait for company.
        self._configured = BatchingEncoder(configured, max_wait_s=0.0)
        self._configured_id: int | None = None
        self._others: dict[str, BatchingEncoder] = {}
        self._failed: dict[str, tuple[float, ModelUnavailable]] = {}
        self._lock = threading.Lock()
        self.problem: str | None = None
        """Why the model that is to search cannot be used here, in a sentence; None when it can."""

    def configured(self) -> Model:
        """The model of this process's settings, registered in the database on first use.

        Raises:
            ModelUnavailable: there is no such model here.
        """
        name = self._configured.model_id
        if self._configured_id is None:
            with self._database.begin() as session:
                self._configured_id = ensure_model(
                    session, name=name, dimensions=self._configured.dimensions, source=self.source
                )
        return Model(id=self._configured_id, name=name, encoder=self._configured)

    def searching(self) -> Model:
        """The model whose vectors are searched now; the configured one where the right one cannot be loaded.

        Raises:
            ModelUnavailable: neither can be had.
        """
        with self._database.begin() as session:
            row = searching_model(session)
        if row is None:
            return self.configured()
        try:
            encoder = self._encoder(row.name, row.source)
        except ModelUnavailable as exc:
            fallback = self.configured()  # Where that fails too, its cause is the one that can be mended.
            self._tell(
                f"The model {row.name}, which searches, cannot be loaded: {exc.message} Until {fallback.name} has every"
                " claim, older ones are found by their words only."
            )
            return fallback
        self._tell(None)
        return Model(id=row.id or 0, name=row.name, encoder=encoder)

    def close(self) -> None:
        """Stop every model's thread."""
        self._configured.close()
        with self._lock:
            for encoder in self._others.values():
                encoder.close()

    def _encoder(self, name: str, source: str | None) -> Encoder:
        if self._is_configured(name):
            return self._configured
        with self._lock:
            if name not in self._others:
                self._others[name] = self._opened(name, source)
            return self._others[name]

    def _is_configured(self, name: str) -> bool:
        try:
            return self._configured.model_id == name
        except ModelUnavailable:
            return False

    def _opened(self, name: str, source: str | None) -> BatchingEncoder:
        failed_at_s, failure = self._failed.get(name, (0.0, None))
        if failure is not None and time.monotonic() - failed_at_s < RETRY_S:
            raise ModelUnavailable(failure.message)
        try:
            encoder = self._load(source)
            if encoder.model_id != name:
                raise ModelUnavailable(f"What is under {source or 'its name'} now is {encoder.model_id}.")
        except ModelUnavailable as exc:
            self._failed[name] = (time.monotonic(), exc)
            raise
        return BatchingEncoder(encoder, max_wait_s=0.0)

    def _tell(self, problem: str | None) -> None:
        if problem is not None and problem != self.problem:
            log.warning("the searching model cannot be loaded", action="model_unavailable", cause=problem)
        self.problem = problem
