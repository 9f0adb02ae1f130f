"""A claim kept out of matching is not suggested, joined or found, and everything is back when it is matched again."""

from typing import Any

import pytest

from claimtrack import errors
from claimtrack.db.tables import MatchStatus
from claimtrack.links.model import Relation
from claimtrack.services.comparing import get_claim
from claimtrack.services.deciding import decide_match
from claimtrack.services.engine import Engine
from claimtrack.services.exporting import claim_lines
from claimtrack.services.intake import add_text, get_article
from claimtrack.services.matching import match_text
from claimtrack.services.processing import process_pending
from claimtrack.services.reviewing import ClaimFilter, bar_claim, count_inbox, list_claims, unbar_claim
from claimtrack.services.suggesting import SuggestionFilter, count_waiting_matches, list_open

from .planting import audit_rows, plant_claim, plant_match, stored_claim, stored_match
from .stored import ask, stored_rows

FERRY = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said."


def bar(engine: Engine, claim_id: int, reason: str = "says too little") -> Any:
    """A claim kept out by somebody who has just looked at it."""
    revision = stored_claim(engine, claim_id).revision
    return bar_claim(engine, claim_id, reason=reason, revision=revision, actor="ana")


def unbar(engine: Engine, claim_id: int) -> Any:
    """The same claim let in again."""
    return unbar_claim(engine, claim_id, revision=stored_claim(engine, claim_id).revision, actor="ben")


def told(engine: Engine, text: str, outlet: str) -> int:
    """The claim under which the first sentence of a text is put."""
    added = add_text(engine, data=text, outlet=outlet, published_at="2026-03-03", actor="ana")
    process_pending(engine)
    return get_article(engine, added.article_id).appearances[0].claim_id


def test_a_barred_claim_is_shown_as_such_and_can_be_filtered_for(engine: Engine) -> None:
    """Who, why, and in the record."""
    claim_id, _ = plant_claim(engine), plant_claim(engine, "Another")

    shown = bar(engine, claim_id, "  stands in every\x00 article ")

    assert ("ana", "stands in every article", 2) == (shown.barred_by, shown.barred_reason, shown.revision)
    assert shown == get_claim(engine, claim_id).claim
    found = list_claims(engine, filter=ClaimFilter(barred=True), cursor=None, limit=10)
    assert [claim_id] == [claim.id for claim in found.items]
    assert 1 == count_inbox(engine).barred
    (row,) = audit_rows(engine)
    assert ("claim-barred", "stands in every article", "kept out") == (row.action, row.reason, row.after["matching"])


def test_open_suggestions_vanish_and_come_back_with_everything_as_it_was(engine: Engine) -> None:
    """From the page, the review list, the counts and the export; what a person has confirmed stays."""
    claims = [plant_claim(engine, f"Claim {number}") for number in range(5)]
    barred, others = claims[0], claims[1:]
    same = plant_match(engine, barred, others[0])
    plant_match(engine, barred, others[1], Relation.CONFLICTS)
    plant_match(engine, barred, others[2], Relation.SAME_EVENT)
    kept = plant_match(engine, barred, others[3], Relation.CONFLICTS)
    decide_match(engine, kept, decision="confirm", actor="ana")
    before = stored_rows(engine)

    bar(engine, barred)

    page = get_claim(engine, barred)
    assert [others[3]] == [match.claim_id for match in (*page.suggestions, *page.otherwise, *page.agrees, *page.near)]
    assert ((), 0) == (
        list_open(engine, filter=SuggestionFilter(), cursor=None, limit=10).items,
        count_waiting_matches(engine),
    )
    assert [0, 0, 1] == [stored_claim(engine, found).conflict_count for found in (*others[:2], others[3])]
    (line,) = (one for one in claim_lines(engine) if one["id"] == barred)
    assert [others[3]] == [match["claim"] for match in line["matches"]]  # type: ignore[attr-defined]  # plain JSON
    with pytest.raises(errors.Conflict, match="ana keeps claim"):
        decide_match(engine, same, decision="confirm", actor="ben")
    unbar(engine, barred)
    assert before == stored_rows(engine)


def test_nothing_is_joined_to_a_barred_claim_or_suggested_of_it(engine: Engine) -> None:
    """The same words open a claim of their own; once it is matched again, they join it."""
    first = told(engine, FERRY, "Delta Post")
    bar(engine, first)

    second = told(engine, FERRY, "River Times")
    found = match_text(engine, text=FERRY, min_score=0.0)

    assert second != first
    assert [(0,)] == ask(
        engine, "SELECT count(*) FROM claim_match WHERE :claim IN (claim_a_id, claim_b_id)", claim=first
    )
    assert first not in {one.claim.id for one in found}
    assert second in {one.claim.id for one in found}
    unbar(engine, first)
    assert first in {one.claim.id for one in match_text(engine, text=FERRY, min_score=0.0)}
    assert told(engine, FERRY, "Hill Courier") in (first, second)


def test_a_barred_claim_keeps_its_appearances_in_new_texts_and_gets_no_match(engine: Engine) -> None:
    """Its article comes with another paragraph: it stays where it is, and is still not matched."""
    url = "https://delta.example/ferry"
    add_text(engine, data=FERRY, outlet="Delta Post", url=url, published_at="2026-03-03", actor="ana")
    process_pending(engine)
    (claim_id,) = (found for (found,) in ask(engine, "SELECT claim_id FROM appearance"))
    bar(engine, claim_id)
    told(engine, "The sinking of a ferry off Tarn island on Monday left 30 people dead, officials said.", "River Times")

    add_text(engine, data=FERRY + "\n\nThe harbour was closed.", url=url, actor="ana")
    process_pending(engine)

    assert 1 == stored_claim(engine, claim_id).appearance_count
    assert [(0,)] == ask(
        engine, "SELECT count(*) FROM claim_match WHERE :claim IN (claim_a_id, claim_b_id)", claim=claim_id
    )


def test_barring_needs_a_reason_and_the_present_page(engine: Engine) -> None:
    """And is done once."""
    claim_id = plant_claim(engine)

    with pytest.raises(errors.InvalidQuery, match="Say why"):
        bar(engine, claim_id, " \x00 ")
    with pytest.raises(errors.Conflict, match="takes part in matching already"):
        unbar(engine, claim_id)
    with pytest.raises(errors.StaleVersion):
        bar_claim(engine, claim_id, reason="x", revision=7, actor="ana")
    bar(engine, claim_id)
    with pytest.raises(errors.Conflict, match="kept out of matching already"):
        bar(engine, claim_id)

    assert ["claim-barred"] == [row.action for row in audit_rows(engine)]


def test_a_decision_on_a_barred_claim_can_still_be_taken_back(engine: Engine) -> None:
    """It is hidden then, like every other suggestion of it."""
    first, second = plant_claim(engine), plant_claim(engine, "Another")
    match_id = plant_match(engine, first, second, Relation.CONFLICTS)
    decide_match(engine, match_id, decision="confirm", actor="ana")
    bar(engine, first)

    decide_match(engine, match_id, decision="reopen", actor="ana")

    assert MatchStatus.SUGGESTED is stored_match(engine, match_id).status
    assert () == get_claim(engine, second).otherwise
