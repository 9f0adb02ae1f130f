"""Encoders that need no model, for tests of what happens between two of them."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from claimtrack.embeddings.encoder import Encoder
from claimtrack.errors import ModelUnavailable


class WordEncoder:
    """A vector for each bag of words; encoders of two names have nothing in common. It remembers what it was asked."""

    def __init__(self, name: str, dimensions: int) -> None:
        self.model_id, self.dimensions = f"{name}@{dimensions:012d}", dimensions
        self.asked: list[str] = []
        self.breaks_after: int | None = None
        """After so many more texts it breaks, as a process that is killed."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors: the sum of one direction for each word."""
        if self.breaks_after is not None and (left := self.breaks_after - len(texts)) < 0:
            raise RuntimeError("killed")
        self.breaks_after = None if self.breaks_after is None else left
        self.asked += texts
        rows = [
            sum((self._direction(word) for word in text.lower().split()), np.zeros(self.dimensions)) for text in texts
        ]
        return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32).reshape(-1, self.dimensions)

    def _direction(self, word: str) -> np.ndarray:
        seed = int(hashlib.sha256(f"{self.model_id} {word}".encode()).hexdigest()[:8], 16)
        return np.random.default_rng(seed).normal(size=self.dimensions)


def loader(**encoders: WordEncoder) -> Callable[[str | None], Encoder]:
    """What loads encoders by the name that settings give them; any other is not there."""

    def load(source: str | None) -> Encoder:
        if source not in encoders:
            raise ModelUnavailable(f"There is no model {source!r} here.")
        return encoders[source]

    return load
