"""The stored claims that a text may bear on: by meaning and by words, in one order."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from sqlmodel import Session

from claimtrack.db.lookup import WordHits, WordingRow, word_hits, wordings_of_claims
from claimtrack.db.narrowing import ClaimNarrowing
from claimtrack.db.vectors import nearest
from claimtrack.links.candidates import Asked, Candidate, Wording, rank, word_weights
from claimtrack.links.query import plain_words

LIST_LENGTH = 50
"""Appearances taken from each list before they are ranked. Source: with 30, 50 and 100 the mean average precision of the first
five is 0.952, 0.952 and 0.951 on 449 posts and 0.577, 0.584 and 0.586 on 370 sentences of debates (CheckThat!, training and
development parts, 2026-11), the recall of the first thirty 0.987, 0.987, 0.993 and 0.773, 0.776, 0.795; the time of ranking
grows with it."""


def look_up(
    session: Session,
    text: str,
    vector: np.ndarray,
    *,
    model_id: int,
    day: date | None = None,
    among: ClaimNarrowing | None = None,
    by_text: WordHits | None = None,
) -> tuple[Candidate, ...]:
    """The stored claims nearest to a text, most promising first: up to as many as both lists hold together.

    Args:
        session: the transaction.
        text: what is asked for, as it was written.
        vector: its unit vector by the model `model_id`.
        model_id: in the database.
        day: that the text tells of or was published; None when unknown.
        among: which claims count; None is all.
        by_text: what `find_words` found for the same text and claims, where that was asked before.
    """
    words = plain_words(text)
    by_vector = [
        found for found, _ in nearest(session, model_id=model_id, vector=vector, limit=LIST_LENGTH, among=among)
    ]
    by_text = find_words(session, text, among=among) if by_text is None else by_text
    rows = wordings_of_claims(session, appearance_ids=[*by_vector, *by_text.ids], model_id=model_id, vector=vector)
    asked = Asked(text=words, weights=word_weights(by_text.counts, total=by_text.total), day=day)
    return rank(asked, _wordings(rows), by_vector=by_vector, by_text=by_text.ids)


def find_words(session: Session, text: str, *, among: ClaimNarrowing | None = None) -> WordHits:
    """The half of the search that needs no vector, so that it can be done while that is made."""
    return word_hits(session, query=plain_words(text), limit=LIST_LENGTH, among=among)


def _wordings(rows: Sequence[WordingRow]) -> list[Wording]:
    return [
        Wording(
            id=row.id,
            claim_id=row.claim_id,
            text=row.text,
            words=row.words,
            cosine=row.cosine,
            days=tuple(day for day in (row.published_on, row.first_day) if day),
        )
        for row in rows
    ]
