"""Fusing nearest vectors with text matches."""

from hypothesis import given
from hypothesis import strategies as st

from claimtrack.links.candidates import Candidate, Hit, fuse


def hits(*ids: int) -> list[Hit]:
    """Hits in this order with falling scores."""
    return [Hit(id=found, score=1 - place / 10) for place, found in enumerate(ids)]


def test_what_both_lists_hold_goes_before_what_one_holds() -> None:
    """The second of both lists outdoes the first of either."""
    fused = fuse(hits(1, 2), hits(3, 2), limit=10)

    assert [candidate.id for candidate in fused] == [2, 1, 3]


def test_a_candidate_tells_where_it_came_from() -> None:
    """Ranks start at one, and the cosine is that of the vector list."""
    both, *_ = fuse(hits(7), hits(7), limit=1)

    assert both == Candidate(id=7, fused=2 / 61, vector_rank=1, text_rank=1, cosine=1.0)
    assert both.lists == ("vector", "text")


def test_a_text_match_alone_has_no_cosine() -> None:
    """The rank value of a text search is no cosine."""
    (only,) = fuse([], hits(7), limit=1)

    assert (only.cosine, only.lists) == (None, ("text",))


def test_a_second_hit_of_one_id_is_passed_over() -> None:
    """Two appearances of one claim do not count twice, and the first keeps its cosine."""
    (only,) = fuse([Hit(id=7, score=0.9), Hit(id=7, score=0.8)], [], limit=5)

    assert (only.vector_rank, only.cosine) == (1, 0.9)


def test_ties_go_to_the_lower_id() -> None:
    """The order never depends on chance."""
    fused = fuse([], hits(9), limit=5) + fuse(hits(4), [], limit=5)

    assert len({candidate.fused for candidate in fused}) == 1
    assert [found.id for found in fuse(hits(4), hits(9), limit=5)] == [4, 9]


def test_nothing_found_gives_no_candidate() -> None:
    """Empty lists and a limit of nought are no error."""
    assert (fuse([], [], limit=5), fuse(hits(1), [], limit=0), fuse(hits(1), [], limit=-1)) == ((), (), ())


IDS = st.lists(st.integers(min_value=1, max_value=20), unique=True, max_size=12)


@given(IDS, IDS, st.integers(min_value=0, max_value=30))
def test_fusing_keeps_every_id_once_and_best_first(vector: list[int], text: list[int], limit: int) -> None:
    """The fused list is the union, ordered and cut."""
    fused = fuse(hits(*vector), hits(*text), limit=limit)

    values = [candidate.fused for candidate in fused]
    assert values == sorted(values, reverse=True)
    assert len(fused) == min(limit, len({*vector, *text}))
    assert len({candidate.id for candidate in fused}) == len(fused)
