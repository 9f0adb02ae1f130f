"""How fast claims are found and linked as they grow in number, beside plain libraries on the same vectors in the same run.

Machines differ and are noisy, so what counts is the ratio. Ours is the whole way from a text to ranked answers, or from an
article to stored links; the plain ways are sentence-transformers' exact search and its mining of pairs.
"""

import hashlib
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from claimtrack.db.claims import appearance_rows
from claimtrack.db.session import Database
from claimtrack.db.stock import StockClaim
from claimtrack.db.vectors import nearest
from claimtrack.embeddings.encoder import Encoder
from claimtrack.evals.stock import OpenDatabase, embed, own_database, stock
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text
from claimtrack.services.matching import match_text
from claimtrack.services.processing import process_version, waiting_ids
from claimtrack.settings import Settings

if TYPE_CHECKING:
    from spacy.language import Language

RECALL_AT = 10
SENTENCES_PER_ARTICLE = 12
WARM_UP = 5
"""Questions asked before the clock runs."""
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds of one way of doing the work, at the 50th, 95th and 99th percentile."""

    p50_s: float
    p95_s: float
    p99_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchPace:
    """Asking among so many claims."""

    claims: int
    ours: Times
    """From the text to the ranked answer."""
    plain: Times
    """Encoding the text and `semantic_search` over all vectors."""
    search: Times
    """Of ours, the nearest vectors alone."""
    ratio: float
    """Plain p50 over ours; above 1 is faster."""
    recall: float
    """Share of the ten truly nearest vectors that the approximate search finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPace:
    """Linking one new article among so many claims."""

    claims: int
    ours: Times
    """From the text to the stored links: extraction, vectors, comparison, one transaction."""
    linked_claims: float
    """Claims in an article, on average."""
    mining_s: float
    """`paraphrase_mining_embeddings` over all vectors, which finds the pairs of every text anew."""
    plain: Times
    """Parsing the article, encoding its sentences and `semantic_search` for each over all vectors; nothing is compared."""
    mining_ratio: float
    plain_ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """What was measured, by size."""

    queries: int
    paces: tuple[MatchPace, ...]
    exponent: float | None
    """How ours grows: time is proportional to claims to this power; None for a single size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReport:
    """What was measured, by size."""

    articles: int
    paces: tuple[LinkPace, ...]
    exponent: float | None


def remembered(
    texts: Sequence[str], encoder: Encoder, path: Path | None, *, report: Report = lambda *_: None
) -> np.ndarray:
    """The vectors of the texts, from the file if it holds those of just these texts and this model, else kept in it."""
    key = hashlib.sha256("\n".join([encoder.model_id, *texts]).encode()).hexdigest()
    if path is not None and path.exists():
        with np.load(path) as kept:
            if str(kept["key"]) == key:
                return np.asarray(kept["vectors"], dtype=np.float32)
    vectors = embed(texts, encoder, report=report)
    if path is not None:
        with path.open("wb") as file:
            np.savez(file, key=np.array(key), vectors=vectors.astype(np.float16))
    return vectors


def bench_match(
    texts: Sequence[str],
    vectors: np.ndarray,
    *,
    sizes: Sequence[int],
    queries: int,
    nlp: "Language",
    encoder: Encoder,
    settings: Settings,
    report: Report = lambda *_: None,
    open_database: OpenDatabase = own_database,
) -> MatchReport:
    """Seconds from a text to its ranked answer at each number of claims.

    Args:
        texts: at least as many as the largest size and the queries together; the last are asked, the first stored.
        vectors: one for each text, (n, d).
        sizes: numbers of claims.
        queries: how many texts are asked at each size.
        nlp: the parser that extraction uses.
        encoder: the model; it should not remember texts, or ours and the plain way would help each other.
        settings: those of the engine.
        report: told how many sizes of all are done.
        open_database: gives the database for each size.

    Raises:
        ValueError: there are too few texts, or no size or query.
    """
    asked, wanted = _split(texts, vectors, sizes, queries)
    paces = []
    for done, size in enumerate(sorted(sizes)):
        report(done, len(sizes))
        with open_database() as database:
            engine, model_id = _engine(
                database, texts[:size], vectors[:size], nlp=nlp, encoder=encoder, settings=settings
            )
            try:
                paces.append(_match_pace(engine, model_id, asked, wanted, vectors[:size], encoder))
            finally:
                engine.close()
    report(len(sizes), len(sizes))
    return MatchReport(
        queries=queries,
        paces=tuple(paces),
        exponent=growth([(pace.claims, pace.ours.p50_s) for pace in paces]),
    )


def bench_link(
    texts: Sequence[str],
    vectors: np.ndarray,
    *,
    sizes: Sequence[int],
    nlp: "Language",
    encoder: Encoder,
    settings: Settings,
    articles: int = 10,
    report: Report = lambda *_: None,
    open_database: OpenDatabase = own_database,
) -> LinkReport:
    """Seconds to link one new article at each number of claims; arguments as for `bench_match`.

    The `articles` that are linked are made of the last texts, twelve sentences each.
    """
    held, _ = _split(texts, vectors, sizes, articles * SENTENCES_PER_ARTICLE)
    linked = [held[start : start + SENTENCES_PER_ARTICLE] for start in range(0, len(held), SENTENCES_PER_ARTICLE)]
    paces = []
    for done, size in enumerate(sorted(sizes)):
        report(done, len(sizes))
        with open_database() as database:
            engine, _ = _engine(database, texts[:size], vectors[:size], nlp=nlp, encoder=encoder, settings=settings)
            try:
                paces.append(_link_pace(engine, linked, vectors[:size], nlp, encoder))
            finally:
                engine.close()
    report(len(sizes), len(sizes))
    return LinkReport(
        articles=len(linked),
        paces=tuple(paces),
        exponent=growth([(pace.claims, pace.ours.p50_s) for pace in paces]),
    )


def growth(points: Iterable[tuple[int, float]]) -> float | None:
    """The power of the size that the seconds are proportional to: slope of a line through the logarithms."""
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points]
    if len({size for size, _ in logs}) < 2:
        return None
    sizes, seconds = np.array(logs).T
    return round(float(np.polyfit(sizes, seconds, 1)[0]), 3)


def _split(texts: Sequence[str], vectors: np.ndarray, sizes: Sequence[int], held: int) -> tuple[list[str], np.ndarray]:
    if not sizes or min(sizes) < 1 or held < 1:
        raise ValueError("Give at least one size and one query.")
    if len(texts) < max(sizes) + held or len(vectors) != len(texts):
        raise ValueError(f"{max(sizes) + held:,} texts with their vectors are needed.")
    return list(texts[-held:]), vectors[-held:]


def _engine(
    database: Database,
    texts: Sequence[str],
    vectors: np.ndarray,
    *,
    nlp: "Language",
    encoder: Encoder,
    settings: Settings,
) -> tuple[Engine, int]:
    day = date(2016, 10, 11)
    claims = [StockClaim(id=n, wordings=(text,), published_on=day) for n, text in enumerate(texts, start=1)]
    model_id = stock(database, claims, vectors, model=encoder.model_id)
    return Engine(settings, database, encoder=encoder, nlp=nlp), model_id


def _match_pace(
    engine: Engine, model_id: int, asked: Sequence[str], wanted: np.ndarray, vectors: np.ndarray, encoder: Encoder
) -> MatchPace:
    plain = _PlainSearch(vectors, encoder)
    for text in asked[:WARM_UP]:
        match_text(engine, text=text, min_score=0)
        plain.nearest([text])
    ours: list[float] = []
    plainly: list[float] = []
    for text in asked:  # The two take turns, so that a slow moment of the machine meets both.
        ours.append(_seconds(partial(match_text, engine, text=text, min_score=0)))
        plainly.append(_seconds(partial(plain.nearest, [text])))
    search: list[float] = []
    hits = 0
    exact = np.argsort(-(wanted @ vectors.T), axis=1)[:, :RECALL_AT] + 1
    with engine.database.begin() as session:
        for vector, truly in zip(wanted, exact, strict=True):
            begun = time.perf_counter()
            found = nearest(session, model_id=model_id, vector=vector, limit=100)
            search.append(time.perf_counter() - begun)
            hits += len({number for number, _ in found[:RECALL_AT]} & set(truly.tolist()))
    return MatchPace(
        claims=len(vectors),
        ours=_times(ours),
        plain=_times(plainly),
        search=_times(search),
        ratio=round(float(np.median(plainly) / np.median(ours)), 3),
        recall=round(hits / exact.size, 4),
    )


def _link_pace(
    engine: Engine, articles: Sequence[Sequence[str]], vectors: np.ndarray, nlp: "Language", encoder: Encoder
) -> LinkPace:
    plain = _PlainSearch(vectors, encoder)
    engine.warm()
    ours: list[float] = []
    plainly: list[float] = []
    claims = 0
    for number, sentences in enumerate(articles):
        text = "\n\n".join(sentences)
        add_text(engine, data=text, outlet=f"Outlet {number}", actor="bench")
        (waiting,) = waiting_ids(engine)
        ours.append(_seconds(partial(process_version, engine, waiting)))
        with engine.database.begin() as session:
            claims += len(appearance_rows(session, version_id=waiting))
        plainly.append(_seconds(partial(_parse_and_search, nlp, plain, text, sentences)))
    mining_s = _seconds(lambda: _mine(vectors))
    middle = float(np.median(ours))
    return LinkPace(
        claims=len(vectors),
        ours=_times(ours),
        linked_claims=round(claims / len(articles), 1),
        mining_s=round(mining_s, 5),
        plain=_times(plainly),
        mining_ratio=round(mining_s / middle, 2),
        plain_ratio=round(float(np.median(plainly)) / middle, 3),
    )


class _PlainSearch:
    """Texts encoded and looked up among all vectors by sentence-transformers alone."""

    def __init__(self, vectors: np.ndarray, encoder: Encoder) -> None:
        import torch

        self._tensor = torch.from_numpy
        self._all = self._tensor(np.ascontiguousarray(vectors))
        self._encoder = encoder

    def nearest(self, texts: Sequence[str]) -> object:
        """The ten nearest of each."""
        from sentence_transformers.util import semantic_search

        return semantic_search(self._tensor(self._encoder.encode(texts)), self._all, top_k=RECALL_AT)


def _parse_and_search(nlp: "Language", plain: _PlainSearch, text: str, sentences: Sequence[str]) -> None:
    nlp(text)
    plain.nearest(sentences)


def _mine(vectors: np.ndarray) -> object:
    import torch
    from sentence_transformers.util import paraphrase_mining_embeddings

    return paraphrase_mining_embeddings(torch.from_numpy(np.ascontiguousarray(vectors)), top_k=RECALL_AT)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _times(seconds: Sequence[float]) -> Times:
    p50, p95, p99 = (round(float(value), 5) for value in np.percentile(seconds, (50, 95, 99)))
    return Times(p50_s=p50, p95_s=p95, p99_s=p99)
