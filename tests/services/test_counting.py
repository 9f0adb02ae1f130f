"""The numbers that a list shows of a claim are derived from what is stored, whenever that changes."""

from datetime import timedelta

import pytest

from claimtrack.db.tables import MatchStatus
from claimtrack.links.model import Relation
from claimtrack.services.counting import is_recheckable, refresh_claims
from claimtrack.services.engine import Engine

from .planting import MOMENT, plant_claim, plant_match, stored_claim


def counters(engine: Engine, claim_id: int) -> tuple[int, int, int, int]:
    """Appearances, outlets, independent and unproven sources."""
    claim = stored_claim(engine, claim_id)
    return claim.appearance_count, claim.outlet_count, claim.independent_sources, claim.unproven_sources


@pytest.mark.parametrize(
    ("outlets", "expected"),
    [
        (("Delta Post",), (1, 1, 0, 1)),  # nothing says where one outlet has it from
        (("Delta Post", "River Times"), (2, 2, 0, 2)),  # two outlets in their own words prove nothing either
        (("Delta Post", "Delta Post"), (2, 1, 0, 1)),  # the same outlet twice is one source
        ((None, None), (2, 2, 0, 2)),  # two articles of nobody are not the same nobody's
        ((), (0, 0, 0, 0)),  # none left
    ],
)
def test_sources_are_counted_and_what_is_unknown_is_never_independent(
    engine: Engine, outlets: tuple[str | None, ...], expected: tuple[int, int, int, int]
) -> None:
    """Appearances, outlets, independent, unproven."""
    assert expected == counters(engine, plant_claim(engine, outlets=outlets))


def test_one_named_claimant_in_three_outlets_is_one_independent_source(engine: Engine) -> None:
    """Whoever prints it, it is one person who says it."""
    claim_id = plant_claim(engine, outlets=("Delta Post", "River Times", "Hill Courier"), claimant="Ana Marsh")

    assert (3, 3, 1, 0) == counters(engine, claim_id)


def test_matches_are_counted_by_what_they_ask_of_a_checker(engine: Engine) -> None:
    """Conflicts that nobody rejected; possible same claims that nobody decided; nothing else."""
    claim_id = plant_claim(engine)
    for relation, status in (
        (Relation.CONFLICTS, MatchStatus.SUGGESTED),
        (Relation.CONFLICTS, MatchStatus.CONFIRMED),
        (Relation.CONFLICTS, MatchStatus.REJECTED),
        (Relation.SAME_CLAIM, MatchStatus.SUGGESTED),
        (Relation.SAME_CLAIM, MatchStatus.REJECTED),
        (Relation.ENTAILS, MatchStatus.SUGGESTED),
        (Relation.RELATED, MatchStatus.SUGGESTED),
    ):
        plant_match(engine, claim_id, plant_claim(engine), relation, status=status)

    claim = stored_claim(engine, claim_id)
    assert (2, 1) == (claim.conflict_count, claim.suggestion_count)


def test_a_date_that_is_set_stays_unless_the_pages_were_looked_at(engine: Engine) -> None:
    """Counting anew puts no check off; a run does."""
    claim_id = plant_claim(engine, urls=("https://delta-post.org/1",))
    first = stored_claim(engine, claim_id).next_recheck_at
    later = engine.now() + timedelta(hours=2)

    with engine.database.begin() as session:
        refresh_claims(session, [claim_id], now=later)
    kept = stored_claim(engine, claim_id).next_recheck_at
    with engine.database.begin() as session:
        refresh_claims(session, [claim_id], now=later, reschedule=True)

    assert first == kept
    assert later < stored_claim(engine, claim_id).next_recheck_at


def test_the_first_appearance_is_the_earliest_publication_known(engine: Engine) -> None:
    """An undated article does not count as early."""
    assert MOMENT == stored_claim(engine, plant_claim(engine)).first_seen_at
    assert stored_claim(engine, plant_claim(engine, published_at=None)).first_seen_at is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://delta-post.org/1", True),
        ("https://example.org/1", True),  # a real site, whatever its name
        ("https://delta.example/1", False),  # names that lead nowhere, by RFC 2606
        ("https://delta.test/1", False),
        ("https://delta.invalid/1", False),
        ("http://x.localhost/1", False),
        ("http://127.0.0.1:8000/1", True),  # a number is no such name
        (None, False),  # pasted
    ],
)
def test_reserved_names_are_not_fetched_again(url: str | None, expected: bool) -> None:
    """The demo's outlets live there."""
    assert expected is is_recheckable(url)
