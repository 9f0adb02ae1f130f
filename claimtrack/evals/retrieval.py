"""Measures how well the claims that a text bears on are found: queries and a collection in, rankings and metrics out.

The collection is put into a database of its own and searched by the code that `claimtrack match` and linking use. Which
claims are relevant is read only after every query is answered.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from claimtrack.db.session import Database
from claimtrack.db.stock import StockClaim
from claimtrack.embeddings.encoder import Encoder
from claimtrack.errors import InvalidLine
from claimtrack.evals.curve import Curve, threshold_curve
from claimtrack.evals.rows import Row, read_rows, write_rows
from claimtrack.evals.stock import OpenDatabase, embed, own_database, stock
from claimtrack.links.candidates import Candidate
from claimtrack.links.query import named_day
from claimtrack.services.lookup import look_up

RANKING_LENGTH = 100


def evaluate_retrieval(
    queries: Path,
    collection: Path,
    *,
    encoder: Encoder,
    out: Path | None = None,
    report: Callable[[int, int], None] = lambda done, whole: None,
    open_database: OpenDatabase = own_database,
) -> tuple[dict[str, Any], Curve]:
    """How far up the relevant claims stand in what is found for each query.

    Args:
        queries: JSON lines with ``id``, ``query`` and, for the metrics, ``relevant``: a list of claim ids.
        collection: JSON lines with ``id``, ``claim`` and optionally ``title`` and ``date``: the title is taken for a second
            wording of the claim, the date for its publication.
        encoder: the model whose vectors are searched.
        out: where to write one ``{"id", "ranking"}`` a line, up to 100 claim ids, best first; None writes nothing.
        report: told how many of all texts are embedded.
        open_database: gives the database that the collection is put into.

    Returns:
        The metrics: ``queries`` and ``claims`` as counts and, over the queries that have relevant claims, ``MAP@5``,
        ``MRR``, ``recall@10`` and ``recall@100``, 0..1. And a curve: how often the first claim is relevant when it is shown
        only from a likeness in meaning on.

    Raises:
        InvalidLine: a line of either file is not as it should be.
    """
    asked = read_rows(queries, fields=("id", "query"))
    entries = read_rows(collection, fields=("id", "claim"))
    claims = [_stocked(number, entry) for number, entry in enumerate(entries, start=1)]
    texts = [*(wording for claim in claims for wording in claim.wordings), *(str(row["query"]) for row in asked)]
    vectors = embed(texts, encoder, report=report)
    stocked, wanted = vectors[: len(texts) - len(asked)], vectors[len(texts) - len(asked) :]
    with open_database() as database:
        model_id = stock(database, claims, stocked, model=encoder.model_id)
        found = [_found(database, row, vector, model_id) for row, vector in zip(asked, wanted, strict=True)]
    ids = [str(entry["id"]) for entry in entries]
    rankings = {
        str(row["id"]): [ids[candidate.claim_id - 1] for candidate in candidates[:RANKING_LENGTH]]
        for row, candidates in zip(asked, found, strict=True)
    }
    if out is not None:
        write_rows(out, ({"id": row["id"], "ranking": rankings[str(row["id"])]} for row in asked))
    metrics = {"queries": len(asked), "claims": len(claims), **retrieval_metrics(asked, rankings)}
    return metrics, _first_curve(asked, found, ids)


def retrieval_metrics(rows: Sequence[Mapping[str, Any]], rankings: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """MAP@5, MRR, recall@10 and recall@100 over the rows that have relevant claims; empty when none has.

    Source: MAP@5 as CheckThat! 2022 task 2 counts it, every query's precision divided by its number of relevant claims.
    """
    labelled = [
        (rankings[str(row["id"])], {str(one) for one in row["relevant"]}) for row in rows if row.get("relevant")
    ]
    if not labelled:
        return {}
    measures: dict[str, Callable[[Sequence[str], set[str]], float]] = {
        "MAP@5": lambda ranking, relevant: _average_precision(ranking[:5], relevant),
        "MRR": lambda ranking, relevant: next((1 / place for place in _hits(ranking, relevant)), 0.0),
        "recall@10": lambda ranking, relevant: len(relevant.intersection(ranking[:10])) / len(relevant),
        "recall@100": lambda ranking, relevant: len(relevant.intersection(ranking[:100])) / len(relevant),
    }
    return {
        name: round(sum(measure(*pair) for pair in labelled) / len(labelled), 4) for name, measure in measures.items()
    }


def _first_curve(rows: Sequence[Row], found: Sequence[Sequence[Candidate]], ids: Sequence[str]) -> Curve:
    """Over the queries with relevant claims that found anything: is the first claim one of them, by its cosine."""
    firsts = [
        (ids[candidates[0].claim_id - 1] in {str(one) for one in row["relevant"]}, candidates[0].meaning)
        for row, candidates in zip(rows, found, strict=True)
        if row.get("relevant") and candidates
    ]
    return threshold_curve([label for label, _ in firsts], [score for _, score in firsts])


def _stocked(number: int, entry: Row) -> StockClaim:
    wordings = dict.fromkeys(" ".join(str(entry.get(field) or "").split()) for field in ("claim", "title"))
    kept = tuple(wording for wording in wordings if wording)
    if not kept:
        raise InvalidLine(f"The claim {entry['id']} of the collection is empty. Leave it out and run again.")
    return StockClaim(id=number, wordings=kept, published_on=named_day(str(entry.get("date") or "")))


def _found(database: Database, row: Row, vector: np.ndarray, model_id: int) -> tuple[Candidate, ...]:
    text = str(row["query"])
    with database.begin() as session:
        return look_up(session, text, vector, model_id=model_id, day=named_day(text))


def _hits(ranking: Sequence[str], relevant: set[str]) -> Iterable[int]:
    return (place for place, found in enumerate(ranking, start=1) if found in relevant)


def _average_precision(ranking: Sequence[str], relevant: set[str]) -> float:
    return sum(hit / place for hit, place in enumerate(_hits(ranking, relevant), start=1)) / len(relevant)
