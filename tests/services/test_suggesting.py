"""The list of open suggestions holds what waits for a person, strongest first, and pages without gaps."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from claimtrack import errors
from claimtrack.db.paging import pack_cursor
from claimtrack.db.tables import Claim, ClaimMatch, MatchStatus
from claimtrack.links.model import Direction, Relation
from claimtrack.services.deciding import decide_match
from claimtrack.services.engine import Engine
from claimtrack.services.suggesting import (
    SuggestionFilter,
    count_open,
    count_waiting_matches,
    decided_last,
    get_suggestions,
    list_open,
)

from .planting import plant_claim, plant_match


def shown(engine: Engine, **filters: Any) -> list[int]:
    """The suggestions that a filter lets through, strongest first."""
    return [one.id for one in list_open(engine, filter=SuggestionFilter(**filters), cursor=None, limit=100).items]


def sure(engine: Engine, match_id: int, probability: float) -> int:
    """The same match, as probable as that."""
    with engine.database.begin() as session:
        match = session.get_one(ClaimMatch, match_id)
        match.probability = probability
        session.add(match)
    return match_id


def test_filters_let_through_what_they_name_and_nothing_else(engine: Engine) -> None:
    """Only what is undecided, between claims that are there."""
    claims = [
        plant_claim(engine, f"Claim {n}", outlets=("Hill Courier",) if n == 0 else ("Delta Post",)) for n in range(6)
    ]
    same = sure(engine, plant_match(engine, claims[0], claims[1]), 0.4)
    against = sure(engine, plant_match(engine, claims[1], claims[2], Relation.CONFLICTS), 0.9)
    implied = sure(engine, plant_match(engine, claims[2], claims[3], Relation.ENTAILS, direction=Direction.B_TO_A), 0.6)
    plant_match(engine, claims[3], claims[4], status=MatchStatus.REJECTED, decided_by="ben")
    plant_match(engine, claims[3], claims[5], Relation.CONFLICTS, status=MatchStatus.CONFIRMED, decided_by="ben")
    with engine.database.begin() as session:  # A claim that stands in no current text any more.
        gone = session.get_one(Claim, plant_claim(engine, "Gone"))
        plant_match(engine, claims[0], gone.id or 0)
        gone.appearance_count = 0
        session.add(gone)

    expected: list[tuple[dict[str, Any], list[int]]] = [
        ({}, [against, implied, same]),  # strongest first
        ({"relation": Relation.SAME_CLAIM}, [same]),
        ({"least": 0.6}, [against, implied]),  # the limit counts as reached
        ({"outlet": "hill"}, [same]),  # of either wording
        ({"outlet": "d%t"}, []),  # a wildcard is a plain character
        ({"relation": Relation.CONFLICTS, "least": 0.95}, []),
        ({"event_id": 999}, []),
    ]
    assert expected == [(filters, shown(engine, **filters)) for filters, _ in expected]
    assert {Relation.SAME_CLAIM: 1, Relation.CONFLICTS: 1, Relation.ENTAILS: 1} == count_open(
        engine, filter=SuggestionFilter(relation=Relation.UPDATES)
    )
    assert 1 == count_waiting_matches(engine)


def test_both_sides_are_told_in_the_words_that_were_compared(engine: Engine) -> None:
    """With the outlet, the figure, and which of the two implies the other."""
    first = plant_claim(
        engine, "At least 16 people died", outlets=("Delta Post", "River Times"), claimant="Ana Marsh", killed=16
    )
    second = plant_claim(engine, "26 people died", outlets=("Hill Courier",), killed=26)
    match_id = plant_match(engine, first, second, Relation.ENTAILS, direction=Direction.B_TO_A)

    (one,) = list_open(engine, filter=SuggestionFilter(), cursor=None, limit=10).items

    assert (match_id, Relation.ENTAILS, second, 0.7) == (one.id, one.relation, one.source_id, one.probability)
    assert ("At least 16 people died", "Delta Post", "Ana Marsh", ["16 killed"], 2) == (
        one.a.wording,
        one.a.outlet,
        one.a.claimant,
        [figure.label for figure in one.a.figures],
        one.a.outlet_count,
    )
    assert ("26 people died", "Hill Courier", None) == (one.b.wording, one.b.outlet, one.b.claimant)
    assert (one,) == get_suggestions(engine, [match_id, 999])


def test_pages_have_no_gaps_and_no_repeats(engine: Engine) -> None:
    """Nine suggestions of three probabilities come each once."""
    claims = [plant_claim(engine, f"Claim {n}") for n in range(10)]
    made = [sure(engine, plant_match(engine, claims[0], other), (n // 3) / 7) for n, other in enumerate(claims[1:])]
    for limit in (1, 3, 4):
        seen: list[int] = []
        cursor = None
        while True:
            page = list_open(engine, filter=SuggestionFilter(), cursor=cursor, limit=limit)
            seen += [one.id for one in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break

        assert made[::-1] == seen


@pytest.mark.parametrize(
    ("filters", "cursor", "limit"),
    [
        ({}, None, 0),  # too few
        ({}, None, 101),  # too many
        ({"least": 1.5}, None, 10),  # no probability
        ({"least": float("nan")}, None, 10),  # no number
        ({}, "nonsense", 10),  # not made here
        ({}, pack_cursor(["x", 1]), 10),  # of another list
    ],
)
def test_a_question_that_cannot_be_meant_is_refused(
    engine: Engine, filters: dict[str, Any], cursor: str | None, limit: int
) -> None:
    """The message names what to change."""
    with pytest.raises(errors.InvalidQuery):
        list_open(engine, filter=SuggestionFilter(**filters), cursor=cursor, limit=limit)


def test_what_somebody_decided_last_is_listed_for_taking_back(engine: Engine) -> None:
    """Theirs alone, latest first, with the merge that a yes was; what is taken back is gone from it."""
    claims = [plant_claim(engine, f"Claim {n}") for n in range(6)]
    matches = [plant_match(engine, claims[2 * n], claims[2 * n + 1]) for n in range(3)]
    moment = iter(datetime(2026, 3, 3, tzinfo=UTC) + timedelta(hours=n) for n in range(100))
    engine.now = lambda: next(moment)
    decide_match(engine, matches[0], decision="reject", actor="ana")
    merged = decide_match(engine, matches[1], decision="confirm", actor="ana")
    decide_match(engine, matches[2], decision="reject", actor="ben")

    assert [(matches[1], merged.edit_id, True), (matches[0], None, False)] == [
        (one.id, one.edit_id, one.is_merge) for one in decided_last(engine, actor="ana")
    ]
    decide_match(engine, matches[0], decision="reopen", actor="ana")
    assert [matches[1]] == [one.id for one in decided_last(engine, actor="ana")]


def test_a_long_list_is_read_through_an_index(engine: Engine) -> None:
    """The order is not sorted out of all that wait."""
    plant_claim(engine)
    with engine.database.begin() as session:
        connection = session.connection()
        connection.exec_driver_sql(
            "INSERT INTO claim (text, language, type, state, revision, check_worthiness, appearance_count, outlet_count,"
            " independent_sources, unproven_sources, conflict_count, suggestion_count)"
            " SELECT 'Claim ' || n, 'en', 'event', 'unstarted', 1, 0.5, 1, 1, 0, 1, 0, 0 FROM generate_series(1, 4000) n"
        )
        connection.exec_driver_sql(
            "INSERT INTO claim_match (claim_a_id, claim_b_id, relation, status, probability, similarity, appearance_a_id,"
            " appearance_b_id, scorer) SELECT a, a + b, 'same_claim', 'suggested', random(), 0.5, first, first, 'test'"
            " FROM generate_series(1, 3900) a, generate_series(1, 5) b, (SELECT min(id) AS first FROM appearance)"
        )
        connection.exec_driver_sql("ANALYZE claim, claim_match")
    asked: list[tuple[str, Any]] = []
    event.listen(
        engine.database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, values, *_: asked.append((statement, values)),
    )

    list_open(engine, filter=SuggestionFilter(relation=Relation.SAME_CLAIM), cursor=pack_cursor([0.5, 9]), limit=25)
    statement, values = next(one for one in asked if "ORDER BY claim_match.probability" in one[0])
    with engine.database.begin() as session:
        rows = session.connection().exec_driver_sql(f"EXPLAIN {statement}", values)
        plan = "\n".join(line for (line,) in rows)

    assert "ix_claim_match_waiting_relation" in plan
    assert "Sort" not in plan
