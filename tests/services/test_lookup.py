"""Stored claims are looked up by meaning and by words, in the database itself."""

from datetime import date

import numpy as np
import pytest
from sqlalchemy import text
from sqlmodel import Session

from claimtrack.db.embedding_models import ensure_model
from claimtrack.db.lookup import word_hits
from claimtrack.db.session import Database
from claimtrack.db.stock import StockClaim, analyze, stock_claims, stock_vectors
from claimtrack.services.lookup import look_up

CLAIMS = (
    ("A ferry sank near the island of Tarn and 31 people drowned", "Did a Ferry Sink off Tarn?"),
    ("Nine houses burned down in Arden after a lightning strike",),
    ("The ferry to Wexham ran aground and nobody was hurt",),
)


def along(*parts: float) -> np.ndarray:
    """A unit vector in a space of three dimensions."""
    vector = np.array(parts, dtype=np.float32)
    return vector / np.linalg.norm(vector)


VECTORS = np.stack([along(1, 0, 0), along(1, 0.2, 0), along(0, 1, 0), along(0.3, 0, 1)])


def stocked(session: Session, *, model: str = "planted", days: tuple[date | None, ...] = (None, None, None)) -> int:
    """The three claims with vectors of our own; returns the model's id."""
    claims = [
        StockClaim(id=number, wordings=wordings, published_on=day)
        for number, (wordings, day) in enumerate(zip(CLAIMS, days, strict=True), start=1)
    ]
    model_id = ensure_model(session, name=model, dimensions=3)
    stock_vectors(session, model_id=model_id, appearance_ids=stock_claims(session, claims), vectors=VECTORS)
    return model_id


def test_a_claim_is_found_by_meaning_and_by_words(database: Database) -> None:
    """The nearest vector and the shared words agree here; both wordings of the claim come along."""
    with database.begin() as session:
        model_id = stocked(session)
        found = look_up(session, "A ferry sank at Tarn", along(1, 0, 0), model_id=model_id)

    assert [1, 3, 2] == [candidate.claim_id for candidate in found]
    assert (("vector", "text"), 2) == (found[0].lists, len(found[0].wordings))
    assert 1.0 == pytest.approx(found[0].meaning, abs=0.001)


def test_words_find_what_the_vector_misses(database: Database) -> None:
    """A vector that points away from the claim that is named."""
    with database.begin() as session:
        model_id = stocked(session)
        found = look_up(session, "lightning houses Arden burned", along(1, 1, 0), model_id=model_id)

    assert 2 == found[0].claim_id
    assert 1.0 == found[0].words


def test_a_day_brings_the_claim_of_that_day_first(database: Database) -> None:
    """Two claims at the same distance in meaning."""
    with database.begin() as session:
        model_id = stocked(session, days=(date(2020, 1, 1), None, date(2026, 3, 3)))
        found = look_up(session, "ferry", along(1.3, 0, 1.1), model_id=model_id, day=date(2026, 3, 4))

    assert (3, 1) == (found[0].claim_id, found[0].day_gap)


def test_vectors_of_another_model_are_never_compared(database: Database) -> None:
    """A claim that only another model has embedded is not a candidate, though its words are found."""
    with database.begin() as session:
        stocked(session, model="old")
        model_id = ensure_model(session, name="new", dimensions=3)
        found = look_up(session, CLAIMS[0][0], along(1, 0, 0), model_id=model_id)

    assert () == found


def test_a_text_that_was_replaced_is_not_found(database: Database) -> None:
    """Neither by its vector nor by its words."""
    with database.begin() as session:
        model_id = stocked(session)
        session.connection().execute(text("UPDATE appearance SET is_current = false WHERE claim_id = 1"))
        found = look_up(session, "ferry Tarn drowned", along(1, 0, 0), model_id=model_id)

    assert {2, 3} == {candidate.claim_id for candidate in found}


def test_nothing_is_found_where_nothing_is_stored(database: Database) -> None:
    """An empty database answers with an empty list."""
    with database.begin() as session:
        model_id = ensure_model(session, name="planted", dimensions=3)

        assert () == look_up(session, "ferry", along(1, 0, 0), model_id=model_id)


def test_a_rare_word_ranks_before_common_ones(database: Database) -> None:
    """BM25: "Tarn" stands in one wording of two hundred, "ferry" in all of them."""
    texts = [f"A ferry of line {number} left on time" for number in range(200)] + ["The last ferry to Tarn"]
    with database.begin() as session:
        claims = [StockClaim(id=n, wordings=(wording,)) for n, wording in enumerate(texts, start=1)]
        stock_claims(session, claims)
        first, *_ = word_hits(session, query="ferry line Tarn", limit=5).ids

    assert 201 == first


def test_common_words_are_known_from_statistics_and_left_out_of_a_long_search(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once PostgreSQL has counted, a word of every row is not looked up beside a rare one, and still weighs little."""
    monkeypatch.setattr("claimtrack.db.lookup.MOST_ROWS", 50)
    with database.begin() as session:
        claims = [StockClaim(id=n, wordings=(f"Ferry number {n} left Wexham",)) for n in range(1, 301)]
        stock_claims(session, claims)
        analyze(session)
        hits = word_hits(session, query="ferry 17", limit=400)

    assert (17,) == hits.ids
    assert (300, 1) == (round(hits.counts["ferri"]), hits.counts["17"])


def test_the_rarest_word_is_searched_however_common(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Better slow than blind."""
    monkeypatch.setattr("claimtrack.db.lookup.MOST_ROWS", 50)
    with database.begin() as session:
        claims = [StockClaim(id=n, wordings=(f"Ferry number {n} left Wexham",)) for n in range(1, 301)]
        stock_claims(session, claims)
        analyze(session)

        assert 10 == len(word_hits(session, query="ferry", limit=10).ids)


@pytest.mark.parametrize("query", ["", "the of and", "😀", "'''\\", "& | ! <->", "x" * 2000])
def test_a_query_without_words_finds_none(database: Database, query: str) -> None:
    """It breaks nothing."""
    with database.begin() as session:
        stocked(session)

        assert () == word_hits(session, query=query, limit=5).ids
