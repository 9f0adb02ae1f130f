"""Two ranked lists of candidates made one: nearest vectors and best text matches.

Hits come in, best first, ``Candidate`` values go out. Where the hits come from is for the caller to know.
"""

from collections.abc import Sequence
from dataclasses import dataclass

RANK_OFFSET = 60
"""Added to every rank before it is inverted, so that the first few places weigh nearly alike.

Source: Cormack, Clarke and Büttcher, Reciprocal Rank Fusion (SIGIR 2009), who found 60 on TREC runs.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One entry of a ranked list."""

    id: int
    """Of the appearance or claim found."""
    score: float
    """As the list gives it: a cosine for vectors, a rank value for text. Only a vector's is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One entry of the fused list."""

    id: int
    fused: float
    """Sum of the inverted ranks; higher is better."""
    vector_rank: int | None
    """Place in the vector list, from 1; None when it is not in it."""
    text_rank: int | None
    """Place in the text list, from 1; None when it is not in it."""
    cosine: float | None
    """None when only the text list has it: the caller computes it from the stored vector."""

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists that it came from: vector, text, or both."""
        found = (("vector", self.vector_rank), ("text", self.text_rank))
        return tuple(name for name, rank in found if rank is not None)


def fuse(vector_hits: Sequence[Hit], text_hits: Sequence[Hit], *, limit: int) -> tuple[Candidate, ...]:
    """The best ``limit`` candidates of both lists, best first.

    A candidate's value is the sum of ``1 / (RANK_OFFSET + rank)`` over the lists that hold it, so one that both hold
    goes before one that only one holds at a like rank. Ties go to the higher cosine, then to the lower id. A second
    hit of one id in a list is passed over.

    Args:
        vector_hits: nearest vectors, best first.
        text_hits: best text matches, best first.
        limit: how many to return at most; 0 or less returns none.
    """
    vector_ranks, text_ranks = _ranks(vector_hits), _ranks(text_hits)
    cosines = {hit.id: hit.score for hit in reversed(vector_hits)}
    fused = [
        Candidate(
            id=found,
            fused=_inverted(vector_ranks.get(found)) + _inverted(text_ranks.get(found)),
            vector_rank=vector_ranks.get(found),
            text_rank=text_ranks.get(found),
            cosine=cosines.get(found),
        )
        for found in vector_ranks | text_ranks
    ]
    fused.sort(key=lambda candidate: (-candidate.fused, -(candidate.cosine or 0.0), candidate.id))
    return tuple(fused[: max(0, limit)])


def _ranks(hits: Sequence[Hit]) -> dict[int, int]:
    return {found: rank for rank, found in enumerate(dict.fromkeys(hit.id for hit in hits), start=1)}


def _inverted(rank: int | None) -> float:
    return 0.0 if rank is None else 1 / (RANK_OFFSET + rank)
