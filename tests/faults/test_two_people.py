"""Two people at once on the same claims: one wins, the other is told in words, and nothing is lost, stuck or half done."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from claimtrack.errors import ClaimtrackError, Conflict
from claimtrack.services.deciding import MatchDecision, decide_many, decide_match, merge_two
from claimtrack.services.engine import Engine
from claimtrack.services.reverting import undo_claim_edit
from claimtrack.services.reviewing import add_evidence, assign, bar_claim, set_state, unbar_claim
from claimtrack.services.splitting import split_claim
from claimtrack.verification.workflow import Stance, State
from tests.services.planting import audit_rows, plant_claim, plant_match, stored_claim
from tests.services.stored import ask, stored_rows

ROUNDS = 4
"""For each pair of actions: all of them together some dozens."""
OUTLETS = ("Delta Post", "River Times", "Hill Courier")
OFF = """
SELECT (SELECT count(*) FROM claim c WHERE c.merged_into_id IS NULL
          AND c.appearance_count <> (SELECT count(*) FROM appearance a WHERE a.claim_id = c.id AND a.is_current))
     + (SELECT count(*) FROM claim c JOIN appearance a ON a.claim_id = c.id WHERE c.merged_into_id IS NOT NULL)
     + (SELECT count(*) FROM evidence e JOIN claim c ON c.id = e.claim_id WHERE c.merged_into_id IS NOT NULL)
     + (SELECT count(*) FROM claim_match m WHERE m.status = 'confirmed' AND m.relation = 'same_claim'
          AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.id IN (m.claim_a_id, m.claim_b_id) AND c.merged_into_id IS NOT NULL))
"""
"""Claims whose counter is off, appearances and evidence of a claim that was merged away, pairs called one that are two."""


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call gave or raised, all started in the same moment; a call that hangs fails the test."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        barrier.wait(10)
        try:
            return call()
        except ClaimtrackError as exc:
            return exc

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(30) for future in [pool.submit(run, call) for call in calls]]


class Scene:
    """Two claims of three appearances each with a match between them, as two people see them on their screens."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.first = plant_claim(engine, "Nine people drowned", outlets=OUTLETS)
        self.second = plant_claim(engine, "Nine drowned in the river", outlets=OUTLETS)
        self.match = plant_match(engine, self.first, self.second)
        self.appearances = {
            claim: [
                found
                for (found,) in ask(engine, "SELECT id FROM appearance WHERE claim_id = :id ORDER BY id", id=claim)
            ]
            for claim in (self.first, self.second)
        }
        self.edit = 0
        """The merge or split that both want to undo, once there is one."""

    def do(self, action: str, actor: str) -> Callable[[], object]:
        """An action on what was on the screen, to be done by somebody."""
        engine, first, second = self.engine, self.first, self.second
        seen = {claim: stored_claim(engine, claim).revision for claim in (first, second)}
        split = partial(split_claim, engine, actor=actor)
        actions: dict[str, Callable[[], object]] = {
            "confirm": partial(decide_match, engine, self.match, decision="confirm", actor=actor),
            "reject": partial(decide_match, engine, self.match, decision="reject", actor=actor),
            "lot": partial(decide_many, engine, [MatchDecision(match_id=self.match, decision="confirm")], actor=actor),
            "merge": partial(merge_two, engine, second, first, revision=seen[second], actor=actor),
            "split": partial(split, second, self.appearances[second][:1], revision=seen[second]),
            "split other": partial(split, second, self.appearances[second][1:], revision=seen[second]),
            "undo": partial(undo_claim_edit, engine, self.edit, actor=actor),
            "bar": partial(bar_claim, engine, second, reason="a caption", revision=seen[second], actor=actor),
        }
        return actions[action]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("confirm", "confirm"),
        ("confirm", "reject"),
        ("confirm", "merge"),  # on the match, on the page of the claim
        ("lot", "merge"),
        ("merge", "merge"),
        ("split", "split"),
        ("split", "split other"),  # both ways of taking the claim apart
        ("merge", "split"),
        ("merge", "bar"),
        ("split", "bar"),
    ],
)
def test_of_two_who_change_what_is_under_a_claim_one_wins(engine: Engine, one: str, other: str) -> None:
    """The loser gets a conflict with a sentence; nothing of theirs is stored or recorded; counters are right."""
    for _ in range(ROUNDS):
        scene = Scene(engine)
        outcomes = at_once(scene.do(one, "ana"), scene.do(other, "ben"))

        (lost,) = (found for found in outcomes if isinstance(found, ClaimtrackError))
        winner = ("ana", "ben")[1 - outcomes.index(lost)]
        assert isinstance(lost, Conflict)
        assert lost.status in (409, 412)
        assert len(lost.message) > 20
        recorded = {row.actor for row in audit_rows(engine) if row.subject_id in (scene.first, scene.second)}
        assert {winner} == recorded
        assert [(0,)] == ask(engine, OFF)


@pytest.mark.parametrize("done", ["merge", "split"])
def test_of_two_who_undo_the_same_one_wins(engine: Engine, done: str) -> None:
    """It is undone once, to the row."""
    for _ in range(ROUNDS):
        scene = Scene(engine)
        before = stored_rows(engine)
        result: Any = scene.do(done, "eva")()
        scene.edit = result.edit_id

        outcomes = at_once(scene.do("undo", "ana"), scene.do("undo", "ben"))

        (lost,) = (found for found in outcomes if isinstance(found, ClaimtrackError))
        assert ("conflict", 409) == (getattr(lost, "code", ""), getattr(lost, "status", 0))
        assert f"{('ana', 'ben')[1 - outcomes.index(lost)]} has undone this {done} already" in str(lost)
        assert before == stored_rows(engine)


def test_undoing_a_merge_while_somebody_builds_on_it_keeps_either_whole(engine: Engine) -> None:
    """Either it is undone and the other is told to look again, or the work stands and the undoing is refused."""
    outcomes_seen = set()
    for number in range(3 * ROUNDS):
        scene = Scene(engine)
        result: Any = scene.do("merge", "eva")()
        scene.edit = result.edit_id
        revision = stored_claim(engine, scene.first).revision
        build: list[Callable[[], object]] = [
            partial(
                set_state,
                engine,
                scene.first,
                state=State.IN_PROGRESS,
                rating=None,
                reason=None,
                revision=revision,
                actor="ben",
            ),
            partial(
                split_claim, engine, scene.first, scene.appearances[scene.second][:2], revision=revision, actor="ben"
            ),
            partial(
                add_evidence,
                engine,
                scene.first,
                url="https://a.org",
                excerpt="Nine.",
                stance=Stance.CONTEXT,
                actor="ben",
            ),
        ]

        outcomes = at_once(scene.do("undo", "ana"), build[number % 3])

        lost = [isinstance(found, Conflict) for found in outcomes]
        # Evidence names no revision: after undoing it is simply that of the claim whose page it was added on.
        assert lost in ([True, False], [False, True]) or (number % 3 == 2 and lost == [False, False])
        outcomes_seen.add(tuple(lost))
        merged_into = stored_claim(engine, scene.second).merged_into_id
        assert (scene.first if lost[0] else None) == merged_into
        assert [(0,)] == ask(engine, OFF)
    assert outcomes_seen


def test_many_at_once_on_three_claims_get_stuck_nowhere(engine: Engine) -> None:
    """Six people merge, split, undo, bar, assign and decide on the same claims: every answer is a result or a conflict."""
    claims = [plant_claim(engine, f"Nine drowned, {n}", outlets=OUTLETS) for n in range(3)]
    matches = [
        plant_match(engine, *pair) for pair in ((claims[0], claims[1]), (claims[1], claims[2]), (claims[0], claims[2]))
    ]

    def act(who: int, turn: int) -> object:
        claim = claims[(who + turn) % 3]
        revision, name = stored_claim(engine, claim).revision, f"checker {who}"
        last = ask(engine, "SELECT max(id) FROM claim_edit WHERE undone_at IS NULL")[0][0]
        under = [
            found for (found,) in ask(engine, "SELECT id FROM appearance WHERE claim_id = :id ORDER BY id", id=claim)
        ]
        actions: list[Callable[[], object]] = [
            partial(decide_match, engine, matches[turn % 3], decision="confirm", actor=name),
            partial(undo_claim_edit, engine, last or 1, actor=name),
            partial(merge_two, engine, claim, claims[turn % 3], revision=revision, actor=name),
            partial(split_claim, engine, claim, under[:1], revision=revision, actor=name),
            partial(assign, engine, claim, to=name, revision=revision, actor=name),
            partial(bar_claim, engine, claim, reason="x", revision=revision, actor=name),
            partial(unbar_claim, engine, claim, revision=revision, actor=name),
        ]
        return actions[(who + turn) % len(actions)]()

    outcomes: list[object] = []
    for turn in range(ROUNDS):
        outcomes += at_once(*(partial(act, who, turn) for who in range(6)))

    assert any(not isinstance(found, ClaimtrackError) for found in outcomes)
    assert [(0,)] == ask(engine, OFF)
    assert [(9,)] == ask(engine, "SELECT count(*) FROM appearance")
