"""What people decide about matches is stored once, by the rules, all of it or nothing, and stays decided."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event

from claimtrack import errors
from claimtrack.db.tables import MatchStatus
from claimtrack.links.model import Direction, Relation
from claimtrack.services.comparing import get_claim
from claimtrack.services.deciding import MatchDecision, decide_many, decide_match
from claimtrack.services.engine import Engine
from claimtrack.services.grouping import regroup_events
from claimtrack.services.intake import add_text
from claimtrack.services.processing import process_pending
from claimtrack.services.reverting import undo_claim_edit
from claimtrack.services.reviewing import bar_claim

from .planting import audit_rows, plant_claim, plant_match, stored_claim, stored_match
from .stored import ask, stored_rows

SAME = Relation.SAME_CLAIM


def three(engine: Engine) -> tuple[int, int, int]:
    """Three claims, oldest first."""
    first, second, third = (plant_claim(engine, f"Claim {number}") for number in range(3))
    return first, second, third


def yes(match_id: int) -> MatchDecision:
    """A match confirmed."""
    return MatchDecision(match_id=match_id, decision="confirm")


def no(match_id: int) -> MatchDecision:
    """A match rejected."""
    return MatchDecision(match_id=match_id, decision="reject")


@pytest.mark.parametrize(
    ("machine", "given", "source", "expected"),
    [
        ((SAME, None), Relation.CONFLICTS, None, (Relation.CONFLICTS, None)),
        ((SAME, None), Relation.ENTAILS, 0, (Relation.ENTAILS, Direction.A_TO_B)),  # the older implies the younger
        ((SAME, None), Relation.ENTAILS, 1, (Relation.ENTAILS, Direction.B_TO_A)),  # the reverse
        (
            (Relation.UPDATES, Direction.A_TO_B),
            Relation.UPDATES,
            1,
            (Relation.UPDATES, Direction.B_TO_A),
        ),  # only turned
        ((Relation.ENTAILS, Direction.A_TO_B), Relation.RELATED, None, (Relation.RELATED, None)),  # another event
    ],
)
def test_a_match_gets_a_persons_relation_and_keeps_the_machines(
    engine: Engine,
    machine: tuple[Relation, Direction | None],
    given: Relation,
    source: int | None,
    expected: tuple[Relation, Direction | None],
) -> None:
    """It is confirmed so, shows both, and is the machine's again once it is taken back."""
    ends = plant_claim(engine, "Nine drowned"), plant_claim(engine, "Ten drowned")
    match_id = plant_match(engine, *ends, machine[0], direction=machine[1])
    before = stored_rows(engine)["claim_match"]
    source_id = None if source is None else ends[source]

    done = decide_match(engine, match_id, decision="retype", relation=given, source_id=source_id, actor="ana")

    match = stored_match(engine, match_id)
    assert (MatchStatus.CONFIRMED, given, "ana", None) == (
        done.status,
        done.relation,
        done.decided_by,
        done.merged_into,
    )
    assert (*expected, *machine) == (match.relation, match.direction, match.judged_relation, match.judged_direction)
    assert [("ana", given.value)] * 2 == [
        (row.actor, row.after["relation"]) for row in audit_rows(engine, action="match-retyped")
    ]
    decide_match(engine, match_id, decision="reopen", actor="ben")
    assert before == stored_rows(engine)["claim_match"]


def test_a_match_made_the_same_claim_merges_and_undoing_it_makes_it_the_machines_again(engine: Engine) -> None:
    """To the row."""
    first, second, _ = three(engine)
    match_id = plant_match(engine, first, second, Relation.ENTAILS, direction=Direction.B_TO_A)
    before = stored_rows(engine)

    done = decide_match(engine, match_id, decision="retype", relation=SAME, actor="ana")

    assert (first, 2) == (done.merged_into, stored_claim(engine, first).appearance_count)
    assert Relation.ENTAILS is stored_match(engine, match_id).judged_relation
    undo_claim_edit(engine, done.edit_id or 0, actor="ana")
    assert before == stored_rows(engine)


def test_giving_a_match_its_own_relation_confirms_it(engine: Engine) -> None:
    """Nothing is kept as the machine's other word, for there is none."""
    match_id = plant_match(engine, *three(engine)[:2], Relation.CONFLICTS)

    decide_match(engine, match_id, decision="retype", relation=Relation.CONFLICTS, actor="ana")

    match = stored_match(engine, match_id)
    assert (MatchStatus.CONFIRMED, Relation.CONFLICTS, None) == (match.status, match.relation, match.judged_relation)


@pytest.mark.parametrize(
    ("decision", "relation", "has_source", "message"),
    [
        ("retype", None, False, "a relation is given exactly when"),  # which one?
        ("confirm", Relation.CONFLICTS, False, "a relation is given exactly when"),  # confirm what?
        ("retype", Relation.ENTAILS, False, "which claim implies the other"),  # which way?
        ("retype", Relation.CONFLICTS, True, "which claim implies the other"),  # has no way
    ],
)
def test_a_relation_that_cannot_be_meant_is_refused(
    engine: Engine, decision: Any, relation: Relation | None, has_source: bool, message: str
) -> None:
    """Told what is missing; nothing is stored."""
    first, second, _ = three(engine)
    match_id = plant_match(engine, first, second)
    before = stored_rows(engine)

    with pytest.raises(errors.InvalidQuery, match=message):
        decide_match(
            engine, match_id, decision=decision, relation=relation, source_id=first if has_source else None, actor="ana"
        )
    with pytest.raises(errors.InvalidQuery, match="is not one of the two"):
        decide_match(engine, match_id, decision="retype", relation=Relation.ENTAILS, source_id=10**6, actor="ana")

    assert (before, []) == (stored_rows(engine), audit_rows(engine))


STORY = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said."
OTHER = "Divers found 29 bodies in the ferry that sank near the island of Tarn on Monday, officials said."


def told_pair(engine: Engine) -> tuple[int, int, int]:
    """(match, claim, claim) of two texts that the machine has linked."""
    for text, outlet in ((STORY, "Delta Post"), (OTHER, "River Times")):
        add_text(engine, data=text, outlet=outlet, url=outlet_url(outlet), published_at="2026-03-03", actor="ana")
    process_pending(engine)
    first, second = (found for (found,) in ask(engine, "SELECT claim_id FROM appearance ORDER BY id LIMIT 2"))
    known = ask(engine, "SELECT id FROM claim_match WHERE claim_a_id = :a AND claim_b_id = :b", a=first, b=second)
    return known[0][0] if known else plant_match(engine, first, second), first, second


def outlet_url(outlet: str) -> str:
    """The page of an outlet's article."""
    return f"https://{outlet.split()[0].lower()}.example/ferry"


LOOKED_AT_AGAIN: dict[str, Callable[[Engine], object]] = {
    # the article comes with another paragraph
    "a longer text": lambda engine: add_text(
        engine, data=OTHER + "\n\nThe harbour was closed.", url=outlet_url("River Times"), actor="ana"
    ),
    # and so does the other one
    "the other longer": lambda engine: add_text(
        engine, data=STORY + "\n\nNobody was charged.", url=outlet_url("Delta Post"), actor="ana"
    ),
    # a third outlet prints the words of one
    "a copy": lambda engine: add_text(
        engine, data=OTHER, outlet="Hill Courier", published_at="2026-03-03", actor="ana"
    ),
    # a third outlet says nearly the same
    "a rewording": lambda engine: add_text(
        engine,
        data="Divers found 29 bodies in the ferry which sank near Tarn island on Monday, officials said on Tuesday.",
        outlet="Hill Courier",
        published_at="2026-03-04",
        actor="ana",
    ),
}


@pytest.mark.parametrize("name", LOOKED_AT_AGAIN)
@pytest.mark.parametrize("decision", ["reject", "retype"])
def test_what_is_decided_stays_whatever_comes(engine: Engine, name: str, decision: Any) -> None:
    """As long as the words of the two stay: no linking writes over it, and a rejected pair is not shown again."""
    match_id, first, second = told_pair(engine)
    relation = Relation.COMPATIBLE if decision == "retype" else None
    decide_match(engine, match_id, decision=decision, relation=relation, actor="ana")
    decided = stored_match(engine, match_id)

    LOOKED_AT_AGAIN[name](engine)
    process_pending(engine)

    match = stored_match(engine, match_id)
    assert (decided.status, decided.relation, "ana") == (match.status, match.relation, match.decided_by)
    page = get_claim(engine, first)
    shown = {one.claim_id: one for one in (*page.suggestions, *page.agrees, *page.otherwise, *page.near)}
    assert (second in shown) is (decision == "retype")
    if decision == "retype":
        assert (Relation.COMPATIBLE, "ana") == (shown[second].relation, shown[second].decided_by)
        assert shown[second].judged_relation is not None
    assert [second] * (decision == "reject") == [one.claim_id for one in page.rejected]


def test_a_yes_to_another_relation_goes_along_when_one_of_the_two_is_merged(engine: Engine) -> None:
    """What a person said of the pair stands over what the machine says of it, turned the right way round."""
    other, keep, gone = three(engine)
    suggested = plant_match(engine, other, keep, Relation.RELATED)
    decided = plant_match(engine, other, gone)
    decide_match(engine, decided, decision="retype", relation=Relation.ENTAILS, source_id=gone, actor="ben")

    decide_match(engine, plant_match(engine, keep, gone), decision="confirm", actor="ana")

    match = stored_match(engine, suggested)
    assert (MatchStatus.CONFIRMED, "ben", Relation.ENTAILS, Direction.B_TO_A, Relation.RELATED) == (
        match.status,
        match.decided_by,
        match.relation,
        match.direction,
        match.judged_relation,
    )


def test_many_are_decided_at_once(engine: Engine) -> None:
    """Yes, no and rather in one lot; the answer is in the order asked, and each leaves its rows of the record."""
    claims = [plant_claim(engine, f"Claim {number}") for number in range(8)]
    matches = [plant_match(engine, claims[2 * n], claims[2 * n + 1]) for n in range(4)]

    done = decide_many(
        engine,
        [
            no(matches[3]),
            yes(matches[0]),
            MatchDecision(match_id=matches[1], decision="retype", relation=Relation.SAME_EVENT),
            yes(matches[2]),
        ],
        actor="ana",
        reason=" looked at the pages ",
    )

    assert [matches[3], matches[0], matches[1], matches[2]] == [one.match_id for one in done]
    assert [None, claims[0], None, claims[4]] == [one.merged_into for one in done]
    assert [MatchStatus.REJECTED, *[MatchStatus.CONFIRMED] * 3] == [one.status for one in done]
    assert 2 == len({one.edit_id for one in done if one.edit_id})
    rows = audit_rows(engine)
    assert {"looked at the pages"} == {row.reason for row in rows}
    assert [2, 4, 2, 2] == [
        sum(row.action == action for row in rows)
        for action in ("match-rejected", "match-confirmed", "match-retyped", "claims-merged")
    ]


OLDEST = 1
"""The number of the first claim of a database."""


def spoil(engine: Engine, match_id: int, how: str) -> None:
    """Make a suggestion one that cannot be confirmed any more."""
    match = stored_match(engine, match_id)
    if how == "rejected":
        decide_match(engine, match_id, decision="reject", actor="ben")
    elif how in ("merged", "gone on"):
        if how == "merged":  # The older claim has a match of its own with the first, so that this one is left behind.
            plant_match(engine, OLDEST, match.claim_a_id)
        decide_match(engine, plant_match(engine, OLDEST, match.claim_b_id), decision="confirm", actor="ben")
    elif how == "barred":
        bar_claim(engine, match.claim_a_id, reason="a caption", revision=1, actor="ben")


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("rejected", "rejected already by ben"),
        ("merged", "has been joined to claim"),
        ("gone on", "One of the two claims has been joined to another"),  # the match names the claim that took over
        ("barred", "ben keeps claim"),
        ("seen", "judged this pair anew: same claim"),  # the page showed another relation
        ("unknown", "There is no match"),
    ],
)
def test_one_that_cannot_be_decided_holds_all_of_them_back(engine: Engine, how: str, message: str) -> None:
    """It is named with why; the others, which could have been stored, are not."""
    _, *claims = (plant_claim(engine, f"Claim {number}") for number in range(7))
    good, bad, also_good = (plant_match(engine, claims[2 * n], claims[2 * n + 1]) for n in range(3))
    shown = stored_match(engine, bad)
    spoil(engine, bad, how)
    bad = bad if how != "unknown" else 10**6
    before, record = stored_rows(engine), len(audit_rows(engine))
    seen = Relation.CONFLICTS if how == "seen" else None

    with pytest.raises(errors.StaleDecisions) as caught:
        decide_many(
            engine,
            [
                yes(good),
                MatchDecision(
                    match_id=bad, decision="confirm", seen=seen, seen_claims=(shown.claim_a_id, shown.claim_b_id)
                ),
                no(also_good),
            ],
            actor="ana",
        )

    assert [bad] == list(caught.value.stale)
    assert message in caught.value.stale[bad]
    assert 409 == caught.value.status
    assert (before, record) == (stored_rows(engine), len(audit_rows(engine)))


def test_every_one_that_is_stale_is_named(engine: Engine) -> None:
    """Not only the first."""
    claims = [plant_claim(engine, f"Claim {number}") for number in range(6)]
    matches = [plant_match(engine, claims[2 * n], claims[2 * n + 1]) for n in range(3)]
    for match_id in matches[:2]:
        decide_match(engine, match_id, decision="reject", actor="ben")

    with pytest.raises(errors.StaleDecisions) as caught:
        decide_many(engine, [yes(match_id) for match_id in matches], actor="ana")

    assert matches[:2] == list(caught.value.stale)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)])
def test_three_pairs_of_three_claims_are_all_the_same(engine: Engine, order: tuple[int, ...]) -> None:
    """One claim in the end, whatever the order; what the first two have settled is settled with them, and all is undone."""
    first, second, third = three(engine)
    matches = [plant_match(engine, *pair) for pair in ((first, second), (first, third), (second, third))]
    with engine.database.begin() as session:
        regroup_events(session, [first])  # They are matched, so they tell of one event.
    before = stored_rows(engine)

    done = decide_many(engine, [yes(matches[place]) for place in order], actor="ana")

    assert [first] * 3 == [one.merged_into for one in done]
    assert {first} == {get_claim(engine, found).claim.id for found in (first, second, third)}
    edits = sorted(one.edit_id for one in done if one.edit_id)
    assert 2 == len(edits)
    for edit_id in reversed(edits):
        undo_claim_edit(engine, edit_id, actor="ana")
    assert before == stored_rows(engine)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_no_that_contradicts_two_yeses_is_refused(engine: Engine, order: tuple[int, ...]) -> None:
    """A is B and B is C, but A is not C: nothing is stored."""
    first, second, third = three(engine)
    matches = [plant_match(engine, *pair) for pair in ((first, second), (second, third), (first, third))]
    decisions = [yes(matches[0]), yes(matches[1]), no(matches[2])]
    before = stored_rows(engine)

    with pytest.raises(errors.StaleDecisions) as caught:
        decide_many(engine, [decisions[place] for place in order], actor="ana")

    assert any("not the same" in why or "rejected already" in why for why in caught.value.stale.values())
    assert (before, []) == (stored_rows(engine), audit_rows(engine))


def test_a_no_said_before_stands_against_joining_the_two_by_a_third(engine: Engine) -> None:
    """Somebody else's word is not decided over by going round it."""
    first, second, third = three(engine)
    decide_match(engine, plant_match(engine, first, third), decision="reject", actor="ben")
    matches = [plant_match(engine, first, second), plant_match(engine, second, third)]

    with pytest.raises(errors.StaleDecisions) as caught:
        decide_many(engine, [yes(match_id) for match_id in matches], actor="ana")

    assert [matches[1]] == list(caught.value.stale)
    assert "ben has decided that claims" in caught.value.stale[matches[1]]
    assert [1, 1, 1] == [stored_claim(engine, found).appearance_count for found in (first, second, third)]


@pytest.mark.parametrize(
    ("count", "twice", "message"),
    [
        (0, False, "Decide 1 to 200"),  # nothing
        (201, False, "Decide 1 to 200"),  # too much for one transaction
        (2, True, "decided twice"),  # which of the two?
    ],
)
def test_a_lot_that_cannot_be_meant_is_refused(engine: Engine, count: int, twice: bool, message: str) -> None:
    """Before anything is looked at."""
    with pytest.raises(errors.InvalidQuery, match=message):
        decide_many(engine, [yes(7 if twice else number + 1) for number in range(count)], actor="ana")


def reads_of_claims(engine: Engine, matches: list[int]) -> int:
    """How often the appearances of claims are read while matches are confirmed together."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(engine.database.engine, "before_cursor_execute", note)
    decide_many(engine, [yes(match_id) for match_id in matches], actor="ana")
    event.remove(engine.database.engine, "before_cursor_execute", note)
    return sum("LEFT OUTER JOIN outlet_family" in statement for statement in statements)


def test_a_lot_of_merges_is_counted_once(engine: Engine) -> None:
    """Counters and events follow once for the whole lot, because everybody else's decisions wait for its end."""
    claims = [plant_claim(engine, f"Claim {number}", outlets=("Delta Post", "Coast Post")) for number in range(12)]
    matches = [plant_match(engine, claims[2 * n], claims[2 * n + 1]) for n in range(6)]

    for_two, for_four = reads_of_claims(engine, matches[:2]), reads_of_claims(engine, matches[2:])

    assert for_two == for_four
    counted = [(found.appearance_count, found.suggestion_count) for found in map(partial(stored_claim, engine), claims)]
    assert [(4, 0), (0, 0)] * 6 == counted
