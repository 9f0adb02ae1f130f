"""Claims are merged and split by people, and either is undone to the row, unless somebody has built on it."""

from collections.abc import Callable
from typing import Any

import pytest

from claimtrack import errors
from claimtrack.db.tables import MatchStatus
from claimtrack.links.model import Direction, Relation
from claimtrack.services.comparing import get_claim
from claimtrack.services.deciding import decide_match, merge_two
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text
from claimtrack.services.processing import process_pending
from claimtrack.services.reverting import undo_claim_edit
from claimtrack.services.reviewing import add_evidence, assign, bar_claim, set_state
from claimtrack.services.splitting import split_claim
from claimtrack.verification.workflow import Stance, State

from .planting import audit_rows, plant_claim, plant_match, stored_claim, stored_match
from .stored import ask, stored_rows

THREE = ("Delta Post", "River Times", "Hill Courier")
FERRY = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said."
OWNER = "The ferry that went down off Tarn was built in 1961, its owner said."


def revision(engine: Engine, claim_id: int) -> int:
    """The revision that a person would have seen on the claim's page."""
    return stored_claim(engine, claim_id).revision


def merged(engine: Engine, first: int, second: int) -> int:
    """The number of the merge of two claims."""
    done = merge_two(engine, first, second, revision=revision(engine, first), actor="ana")
    return done.edit_id or 0


def appearances(engine: Engine, claim_id: int) -> list[int]:
    """The appearances under a claim, oldest first."""
    return [
        found for (found,) in ask(engine, "SELECT id FROM appearance WHERE claim_id = :id ORDER BY id", id=claim_id)
    ]


def split(engine: Engine, claim_id: int, *ids: int) -> Any:
    """A split of a claim by somebody who has just looked at it."""
    return split_claim(engine, claim_id, ids, revision=revision(engine, claim_id), actor="ana", reason="another day")


def busy_pair(engine: Engine) -> tuple[int, int]:
    """Two claims with everything that a merge moves: several appearances, evidence, a verdict, matches, an event."""
    keep = plant_claim(engine, "Nine people drowned", outlets=THREE[:2], killed=9)
    gone = plant_claim(engine, "Nine drowned in the river", outlets=THREE, worth=0.8, killed=9)
    third, fourth = plant_claim(engine, "Eleven drowned", killed=11), plant_claim(engine, "At least eight drowned")
    add_evidence(engine, gone, url="https://a.org/1", excerpt="Nine.", stance=Stance.REFUTES, actor="ben")
    assign(engine, gone, to="ben", revision=1, actor="ben")
    set_state(engine, gone, state=State.CLOSED, rating="False", reason=None, revision=2, actor="ben")
    plant_match(engine, gone, third, Relation.CONFLICTS)
    plant_match(engine, keep, third, Relation.RELATED)
    decide_match(engine, plant_match(engine, gone, fourth, Relation.RELATED), decision="reject", actor="ben")
    plant_match(engine, keep, fourth, Relation.ENTAILS, direction=Direction.A_TO_B)
    plant_match(engine, keep, gone)
    return keep, gone


def test_undoing_a_merge_restores_every_row(engine: Engine) -> None:
    """Membership, verdict, assignment, evidence, matches, events and counters are as they were."""
    keep, gone = busy_pair(engine)
    before = stored_rows(engine)

    edit_id = merged(engine, keep, gone)
    assert 5 == get_claim(engine, gone).claim.appearance_count
    assert (State.CLOSED, "False", "ben") == (
        stored_claim(engine, keep).state,
        stored_claim(engine, keep).rating,
        stored_claim(engine, keep).assigned_to,
    )
    undo_claim_edit(engine, edit_id, actor="eva")

    assert before == stored_rows(engine)
    assert [keep, gone] == [row.subject_id for row in audit_rows(engine, action="merge-undone")]


def test_undoing_a_confirmed_suggestion_restores_every_row_also_among_real_texts(seeded_engine: Engine) -> None:
    """With vectors, figures, copies and events of real articles."""
    (match_id,) = ask(
        seeded_engine,
        "SELECT id FROM claim_match WHERE status = 'suggested' AND relation = 'same_claim' ORDER BY probability DESC LIMIT 1",
    )[0]
    before = stored_rows(seeded_engine)

    done = decide_match(seeded_engine, match_id, decision="confirm", actor="ana")
    between = stored_rows(seeded_engine)
    undo_claim_edit(seeded_engine, done.edit_id or 0, actor="ana")

    assert before != between
    assert before == stored_rows(seeded_engine)


def test_undoing_a_split_restores_every_row(seeded_engine: Engine) -> None:
    """Also the suggestions that the split had judged anew, and the words that the claim had lost."""
    claim_id, most = ask(
        seeded_engine,
        "SELECT id, appearance_count FROM claim WHERE merged_into_id IS NULL ORDER BY appearance_count DESC, id LIMIT 1",
    )[0]
    before = stored_rows(seeded_engine)

    done = split(seeded_engine, claim_id, *appearances(seeded_engine, claim_id)[: most - 1])
    between = stored_rows(seeded_engine)
    undo_claim_edit(seeded_engine, done.edit_id, actor="ana")

    assert most > 1
    assert before != between
    assert before == stored_rows(seeded_engine)


@pytest.mark.parametrize("kind", ["merge", "split"])
def test_what_is_undone_can_be_done_again(engine: Engine, kind: str) -> None:
    """And undone once more, to the same rows."""
    keep, gone = busy_pair(engine)
    states = [stored_rows(engine)]

    for _ in range(2):
        is_merge = kind == "merge"
        edit_id = merged(engine, gone, keep) if is_merge else split(engine, gone, appearances(engine, gone)[1]).edit_id
        undo_claim_edit(engine, edit_id, actor="ana")
        states.append(stored_rows(engine))

    assert [states[0]] * 3 == states
    with pytest.raises(errors.Conflict, match=f"ana has undone this {kind} already"):
        undo_claim_edit(engine, edit_id, actor="ben")


def test_a_split_makes_a_claim_of_its_own_that_stays_apart(engine: Engine) -> None:
    """The chosen appearances move, the rest stay with the verdict, and the two have a no between them."""
    claim_id = plant_claim(engine, "Nine people drowned", outlets=THREE)
    set_state(engine, claim_id, state=State.IN_PROGRESS, rating=None, reason=None, revision=1, actor="ben")
    first, second, third = appearances(engine, claim_id)

    done = split(engine, claim_id, second)

    assert ([first, third], [second]) == (appearances(engine, claim_id), appearances(engine, done.made_id))
    made = stored_claim(engine, done.made_id)
    assert ("Nine people drowned", State.UNSTARTED, 1) == (made.text, made.state, made.appearance_count)
    assert (State.IN_PROGRESS, 2) == (
        stored_claim(engine, claim_id).state,
        stored_claim(engine, claim_id).appearance_count,
    )
    (apart,) = get_claim(engine, claim_id).rejected
    assert (done.made_id, Relation.SAME_CLAIM, "ana") == (apart.claim_id, apart.relation, apart.decided_by)
    assert [("ana", "another day", 1)] * 2 == [
        (row.actor, row.reason, row.after["appearances"]) for row in audit_rows(engine, action="claim-split")
    ]
    with pytest.raises(errors.Conflict, match="rejected already by ana"):
        merged(engine, claim_id, done.made_id)


def test_the_machine_never_joins_a_split_pair_again(engine: Engine) -> None:
    """Neither when the same words come once more, nor when an article comes with another paragraph."""
    for outlet in THREE[:2]:
        add_text(
            engine,
            data=FERRY,
            outlet=outlet,
            url=f"https://{outlet[:5]}.example/1",
            published_at="2026-03-03",
            actor="ana",
        )
    process_pending(engine)
    claim_id = stored_claim(engine, 1).id or 0
    _, second = appearances(engine, claim_id)
    done = split(engine, claim_id, second)

    add_text(engine, data=FERRY, outlet="Hill Courier", published_at="2026-03-03", actor="ana")
    add_text(engine, data=FERRY + "\n\nThe harbour was closed.", url="https://River.example/1", actor="ana")
    process_pending(engine)

    between = "SELECT status, decided_by FROM claim_match WHERE claim_a_id = :a AND claim_b_id = :b"
    assert [("rejected", "ana")] == ask(engine, between, a=claim_id, b=done.made_id)
    assert stored_claim(engine, done.made_id).merged_into_id is None
    page = get_claim(engine, claim_id)
    assert done.made_id not in {match.claim_id for match in (*page.suggestions, *page.agrees, *page.otherwise)}
    undo_claim_edit(engine, done.edit_id, actor="ana")
    # The article's newer text went with the words that were moved.
    assert 3 == stored_claim(engine, claim_id).appearance_count


def test_what_people_decided_of_the_moved_words_goes_with_them(engine: Engine) -> None:
    """A yes goes along; a no holds for both."""
    claim_id = plant_claim(engine, "Nine people drowned", outlets=THREE[:2])
    refused, confirmed = plant_claim(engine, "Nine drowned elsewhere"), plant_claim(engine, "Ten people drowned")
    first, second = appearances(engine, claim_id)
    no = plant_match(engine, claim_id, refused)
    yes = plant_match(engine, claim_id, confirmed, Relation.CONFLICTS)
    decide_match(engine, no, decision="reject", actor="ben")
    decide_match(engine, yes, decision="confirm", actor="ben")

    done = split(engine, claim_id, first)

    assert {confirmed, done.made_id} == {stored_match(engine, yes).claim_a_id, stored_match(engine, yes).claim_b_id}
    rejected = [{match.claim_id for match in get_claim(engine, found).rejected} for found in (claim_id, done.made_id)]
    assert [{refused, done.made_id}, {claim_id, refused}] == rejected
    assert [second] == appearances(engine, claim_id)


@pytest.mark.parametrize(
    ("chosen", "error", "message"),
    [
        ((), errors.InvalidQuery, "Choose the appearances"),  # nothing
        ((0, 1), errors.InvalidQuery, "Leave at least one"),  # everything
        ((2,), errors.Conflict, "is not under claim"),  # of another claim
    ],
)
def test_a_split_that_is_none_is_refused(
    engine: Engine, chosen: tuple[int, ...], error: type[errors.ClaimtrackError], message: str
) -> None:
    """Told why; nothing is stored or recorded."""
    claim_id = plant_claim(engine, outlets=THREE[:2])
    ids = [*appearances(engine, claim_id), *appearances(engine, plant_claim(engine, "Another"))]
    before = stored_rows(engine)

    with pytest.raises(error, match=message):
        split(engine, claim_id, *(ids[number] for number in chosen))

    assert (before, []) == (stored_rows(engine), audit_rows(engine))


def test_merging_and_splitting_on_a_page_seen_before_a_change_is_refused(engine: Engine) -> None:
    """The second is told to look again."""
    claim_id, other = plant_claim(engine, outlets=THREE[:2]), plant_claim(engine, "Another")
    assign(engine, claim_id, to="ben", revision=1, actor="ben")

    with pytest.raises(errors.StaleVersion):
        merge_two(engine, claim_id, other, revision=1, actor="ana")
    with pytest.raises(errors.StaleVersion):
        split_claim(engine, claim_id, appearances(engine, claim_id)[:1], revision=1, actor="ana")

    assert ["assigned"] == [row.action for row in audit_rows(engine)]


def test_a_form_on_a_claim_that_was_merged_meanwhile_is_refused(engine: Engine) -> None:
    """Also where the claim that stays has come to the very revision that was on the page of the one that went."""
    stays, goes = plant_claim(engine), plant_claim(engine, "Another")
    assign(engine, goes, to="ben", revision=1, actor="ben")
    merge_two(engine, stays, goes, revision=1, actor="ana")

    with pytest.raises(errors.StaleVersion):
        set_state(engine, goes, state=State.ON_HOLD, rating=None, reason=None, revision=2, actor="ben")

    assert State.UNSTARTED is stored_claim(engine, stays).state


BUILT_ON: dict[str, tuple[Callable[[Engine, int, int], object], str]] = {
    # a verdict on both together
    "state": (
        lambda engine, keep, _: set_state(
            engine,
            keep,
            state=State.IN_PROGRESS,
            rating=None,
            reason=None,
            revision=revision(engine, keep),
            actor="ben",
        ),
        "was closed as 'False' and is in progress",
    ),
    # evidence for both together
    "evidence": (
        lambda engine, keep, _: add_evidence(
            engine, keep, url="https://b.org", excerpt="Yes.", stance=Stance.SUPPORTS, actor="ben"
        ),
        "ben has added evidence",
    ),
    # a third claim put under it
    "merge": (lambda engine, keep, other: merged(engine, keep, other), r"ana has merged claims \d+ and \d+ since"),
    # appearances taken off
    "split": (
        lambda engine, keep, _: split(engine, keep, appearances(engine, keep)[0]),
        r"ana has split claims \d+ and \d+ since",
    ),
    # a match decided that had been the other claim's
    "match": (
        lambda engine, keep, _: decide_match(
            engine,
            ask(engine, "SELECT id FROM claim_match WHERE relation = 'conflicts'")[0][0],
            decision="confirm",
            actor="ben",
        ),
        "ben has decided on claims",
    ),
}


@pytest.mark.parametrize("name", BUILT_ON)
def test_a_merge_that_somebody_has_built_on_is_not_undone(engine: Engine, name: str) -> None:
    """The message says what stands in the way, and nothing changes."""
    build, message = BUILT_ON[name]
    keep = plant_claim(engine, "Nine people drowned", outlets=THREE[:2])
    gone, third, other = (plant_claim(engine, f"Nine drowned, {n}") for n in range(3))
    close_as_false(engine, gone)
    plant_match(engine, gone, third, Relation.CONFLICTS)
    edit_id = merged(engine, keep, gone)
    build(engine, keep, other)
    before, record = stored_rows(engine), len(audit_rows(engine))

    with pytest.raises(errors.Conflict, match=message):
        undo_claim_edit(engine, edit_id, actor="ana")

    assert (before, record) == (stored_rows(engine), len(audit_rows(engine)))


def close_as_false(engine: Engine, claim_id: int) -> None:
    """Close a claim with evidence."""
    add_evidence(engine, claim_id, url="https://a.org", excerpt="No.", stance=Stance.REFUTES, actor="ben")
    set_state(
        engine,
        claim_id,
        state=State.CLOSED,
        rating="False",
        reason=None,
        revision=revision(engine, claim_id),
        actor="ben",
    )


@pytest.mark.parametrize(
    ("work", "message"),
    [
        ("state", "was unstarted and is in progress"),
        ("assign", "has been given to ben since"),
        ("evidence", "ben has added evidence"),
        ("bar", "kept out of matching since"),
    ],
)
def test_a_split_whose_new_claim_somebody_works_on_is_not_undone(engine: Engine, work: str, message: str) -> None:
    """What would be lost with the claim is named."""
    claim_id = plant_claim(engine, outlets=THREE[:2])
    done = split(engine, claim_id, appearances(engine, claim_id)[0])
    made, seen = done.made_id, revision(engine, done.made_id)
    if work == "state":
        set_state(engine, made, state=State.IN_PROGRESS, rating=None, reason=None, revision=seen, actor="ben")
    elif work == "assign":
        assign(engine, made, to="ben", revision=seen, actor="ben")
    elif work == "evidence":
        add_evidence(engine, made, url="https://b.org", excerpt="Yes.", stance=Stance.SUPPORTS, actor="ben")
    else:
        bar_claim(engine, made, reason="a caption", revision=seen, actor="ben")
    before = stored_rows(engine)

    with pytest.raises(errors.Conflict, match=message):
        undo_claim_edit(engine, done.edit_id, actor="ana")

    assert before == stored_rows(engine)


def test_what_the_machine_adds_since_does_not_stand_in_the_way(engine: Engine) -> None:
    """A new article joined the merged claim, and a suggestion came: both stay, each with the words it goes by."""
    for text, outlet in (
        (FERRY, "Delta Post"),
        (OWNER, "River Times"),
    ):
        add_text(engine, data=text, outlet=outlet, published_at="2026-03-03", actor="ana")
    process_pending(engine)
    keep, gone = (found for (found,) in ask(engine, "SELECT claim_id FROM appearance ORDER BY id LIMIT 2"))
    edit_id = merged(engine, keep, gone)
    add_text(engine, data=FERRY, outlet="Hill Courier", published_at="2026-03-03", actor="ana")
    process_pending(engine)

    undo_claim_edit(engine, edit_id, actor="ana")

    assert [2, 1] == [stored_claim(engine, found).appearance_count for found in (keep, gone)]
    assert [(0,)] == ask(
        engine,
        "SELECT count(*) FROM claim_match m JOIN appearance a ON a.id = m.appearance_a_id"
        " JOIN appearance b ON b.id = m.appearance_b_id WHERE (a.claim_id, b.claim_id) <> (m.claim_a_id, m.claim_b_id)",
    )


def test_merges_are_undone_last_one_first(engine: Engine) -> None:
    """Three claims become one in two steps; both are undone, to the rows that there were."""
    first, second, third = (plant_claim(engine, f"Nine drowned, {n}", outlets=THREE[: n + 1]) for n in range(3))
    states = [stored_rows(engine)]
    inner = merged(engine, second, third)
    states.append(stored_rows(engine))
    outer = merged(engine, first, second)

    with pytest.raises(errors.Conflict, match="Undo that first"):
        undo_claim_edit(engine, inner, actor="ana")
    undo_claim_edit(engine, outer, actor="ana")
    assert states[1] == stored_rows(engine)
    undo_claim_edit(engine, inner, actor="ana")
    assert states[0] == stored_rows(engine)


@pytest.mark.parametrize("then", ["merge", "split"])
def test_a_merge_next_door_that_took_a_match_along_is_undone_first(engine: Engine, then: str) -> None:
    """The match of the emptied claim has been changed twice: it goes back step by step, to the rows that there were."""
    oldest, keep, gone = (plant_claim(engine, f"Claim {n}") for n in range(3))
    other = plant_claim(engine, "Claim 3", outlets=THREE[:2])
    plant_match(engine, gone, other, Relation.CONFLICTS)
    states = [stored_rows(engine)]
    first = merged(engine, keep, gone)
    states.append(stored_rows(engine))
    second = (
        merged(engine, oldest, other)
        if then == "merge"
        else split(engine, other, appearances(engine, other)[0]).edit_id
    )

    with pytest.raises(errors.Conflict, match=r"a match with these claims went along. Undo that first"):
        undo_claim_edit(engine, first, actor="ana")
    undo_claim_edit(engine, second, actor="ana")
    assert states[1] == stored_rows(engine)
    undo_claim_edit(engine, first, actor="ana")
    assert states[0] == stored_rows(engine)


def test_an_unknown_merge_is_not_found(engine: Engine) -> None:
    """Also under a number that no row can have."""
    for unknown in (9, 2**70):
        with pytest.raises(errors.NotFound):
            undo_claim_edit(engine, unknown, actor="ana")


def test_claims_that_cannot_be_one_are_not_merged(engine: Engine) -> None:
    """Itself, one that is not there, one that has gone into another, one that somebody has said to differ."""
    first, second, third = (plant_claim(engine, f"Claim {n}") for n in range(3))
    decide_match(engine, plant_match(engine, first, third), decision="reject", actor="ben")
    merged(engine, first, second)

    for other, error, message in (
        (first, errors.InvalidQuery, "this claim itself"),
        (999, errors.NotFound, "no claim 999"),
        (second, errors.Conflict, f"joined to claim {first}"),
        (third, errors.Conflict, "rejected already by ben"),
    ):
        with pytest.raises(error, match=message):
            merged(engine, first, other)


def test_a_merge_by_number_leaves_a_confirmed_match_that_goes_with_undoing(engine: Engine) -> None:
    """Claims that the machine had never compared."""
    first, second = plant_claim(engine), plant_claim(engine, "Something else")
    before = stored_rows(engine)

    edit_id = merged(engine, second, first)
    (match,) = ask(engine, "SELECT status, relation, scorer, decided_by FROM claim_match")
    undo_claim_edit(engine, edit_id, actor="ana")

    assert (MatchStatus.CONFIRMED, Relation.SAME_CLAIM, "person", "ana") == match
    assert before == stored_rows(engine)
