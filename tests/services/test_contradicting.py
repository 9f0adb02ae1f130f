"""A list says in few words who contradicts its claims."""

from claimtrack.db.tables import MatchStatus
from claimtrack.links.model import Relation
from claimtrack.services.contradicting import MOST_WORDS_CHARS, contradictions
from claimtrack.services.engine import Engine
from claimtrack.services.reviewing import ClaimFilter, list_claims

from .planting import plant_claim, plant_match


def told(engine: Engine) -> dict[int, list[tuple[str, tuple[str, ...]]]]:
    """(what, who) against each claim of the inbox."""
    listed = list_claims(engine, filter=ClaimFilter(), cursor=None, limit=50).items
    found = contradictions(engine, listed)
    return {claim_id: [(one.says, one.by) for one in against] for claim_id, against in found.items()}


def test_the_other_figure_and_its_outlet_are_told_surest_first(engine: Engine) -> None:
    """From both ends; what says the same is told once, with all who say it."""
    claim_id = plant_claim(engine, "The flood killed 3 people", killed=3, outlets=["Delta Post"])
    unsure = plant_claim(engine, "The flood killed 9 people", killed=9, outlets=["Hill Courier"])
    sure = plant_claim(engine, "The flood killed 5 people", killed=5, outlets=["Coast Post", "Meridian"])
    again = plant_claim(engine, "The flood left 5 people dead", killed=5, outlets=["Coast Post", "Harbor Wire"])
    for other, probability in ((unsure, 0.6), (sure, 0.9), (again, 0.8)):
        plant_match(engine, claim_id, other, Relation.CONFLICTS, probability=probability)

    found = told(engine)

    assert [("5 killed", ("Coast Post", "Meridian", "Harbor Wire")), ("9 killed", ("Hill Courier",))] == found[claim_id]
    assert [("3 killed", ("Delta Post",))] == found[unsure] == found[sure]


def test_a_denial_without_a_figure_is_told_in_its_words(engine: Engine) -> None:
    """Cut at a word when it is long."""
    claim_id = plant_claim(engine, "The dam broke")
    denial = "The water board denied that the dam had broken, " + "and said so again " * 5
    plant_match(engine, claim_id, plant_claim(engine, denial, outlets=["Coast Post"]), Relation.CONFLICTS)

    ((says, by),) = told(engine)[claim_id]

    assert says.startswith("The water board denied that the dam had broken,")
    assert says.endswith("…")
    assert len(says) <= MOST_WORDS_CHARS
    assert ("Coast Post",) == by


def test_what_does_not_count_as_a_conflict_is_not_told(engine: Engine) -> None:
    """Rejected, told of another event, or only a later count."""
    claim_id = plant_claim(engine, "The flood killed 3 people", killed=3)
    others = [plant_claim(engine, f"The flood killed {count} people", killed=count) for count in (4, 5, 6, 7)]
    plant_match(engine, claim_id, others[0], Relation.CONFLICTS)
    plant_match(engine, claim_id, others[1], Relation.CONFLICTS, status=MatchStatus.REJECTED)
    plant_match(engine, claim_id, others[2], Relation.CONFLICTS, apart=True)
    plant_match(engine, claim_id, others[3], Relation.UPDATES)

    assert [("4 killed", ("Delta Post",))] == told(engine)[claim_id]
