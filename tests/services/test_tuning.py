"""What people set of matching holds at once in every process, is recorded, and is taken back."""

import random

import pytest
from sqlmodel import Session

from claimtrack.db.tables import MatchStatus, TuningKind
from claimtrack.db.vectors import store_vectors
from claimtrack.errors import Conflict, StaleVersion
from claimtrack.links.calibration import LEAST_DECISIONS, Calibration, Curve, Group, read_off
from claimtrack.links.decide import Thresholds
from claimtrack.links.model import Action, Relation
from claimtrack.services import refitting, tuning
from claimtrack.services.comparing import compare_texts
from claimtrack.services.engine import Engine
from claimtrack.services.judged import decided_pairs, recent_pairs
from claimtrack.services.matching import match_text
from claimtrack.services.thresholding import preview, reliability
from claimtrack.services.tuning import InvalidThreshold, checked, policy_now, set_thresholds

from .planting import audit_rows, plant_claim, plant_match, stored_rows

RAIDS = "Air raids killed 16 people in the rebel-held east of Aleppo on Tuesday"


def test_thresholds_hold_at_once_everywhere(seeded_engine: Engine, new_engine) -> None:
    """Another process decides by them from its next question on, and the record has who set them and why."""
    other = new_engine(seeded_engine.database)
    before = compare_texts(other, RAIDS, RAIDS).action
    made = set_thresholds(
        seeded_engine, checked({"join": 1.0}, base=Thresholds()), seen=0, actor="ana", reason="too many joins"
    )

    assert (Action.JOIN, Action.SUGGEST) == (before, compare_texts(other, RAIDS, RAIDS).action)
    assert 1.0 == policy_now(other)[0].thresholds.join
    (row,) = audit_rows(seeded_engine, action="thresholds-set")
    assert ("ana", "tuning", made.id, "too many joins") == (row.actor, row.subject, row.subject_id, row.reason)
    assert (Thresholds().join, 1.0) == (row.before["join"], row.after["join"])
    other.encoders.close()


def test_of_two_who_set_thresholds_the_second_is_told(engine: Engine) -> None:
    """Whoever looked at older ones sets nothing, and nobody sets what holds already."""
    set_thresholds(engine, checked({"join": 0.9}, base=Thresholds()), seen=0, actor="ana")
    with pytest.raises(StaleVersion, match="ana has set"):
        set_thresholds(engine, checked({"join": 0.7}, base=Thresholds()), seen=0, actor="ben")
    _, seen = policy_now(engine)
    with pytest.raises(Conflict):
        set_thresholds(engine, checked({"join": 0.9}, base=Thresholds()), seen=seen, actor="ben")

    assert 0.9 == policy_now(engine)[0].thresholds.join


def test_thresholds_go_back_to_what_the_program_has(engine: Engine) -> None:
    """Then a later version of the program may bring better ones."""
    set_thresholds(engine, checked({"join": 0.9}, base=Thresholds()), seen=0, actor="ana")
    made = set_thresholds(engine, Thresholds(), seen=policy_now(engine)[1], actor="ana")

    assert ({}, Thresholds()) == (made.value, policy_now(engine)[0].thresholds)


@pytest.mark.parametrize(
    "given",
    [
        {"join": 1.1},
        {"join": -0.1},
        {"join": float("nan")},
        {"join": 0.3},  # below what is suggested
        {"suggest": 0.9},  # above what is joined
        {"shortest_join_words": 2.5},
        {"shortest_join_words": 101},
        {"loudness": 0.5},
    ],
)
def test_thresholds_that_make_no_sense_are_refused(given: dict[str, float]) -> None:
    """Out of range, the wrong way round, half a word, unknown."""
    with pytest.raises(InvalidThreshold):
        checked(given, base=Thresholds())


def test_a_stored_threshold_that_the_program_lost_is_passed_over(engine: Engine) -> None:
    """A database that was used by another version does not stop this one."""
    with engine.database.begin() as session:
        tuning.store(
            session, TuningKind.THRESHOLDS, {"old": 1, "join": 0.95}, before={}, after={}, actor="a", reason=None
        )
        tuning.store(
            session,
            TuningKind.CALIBRATION,
            {"old": 1, "same": {"slope": "x"}},
            before={},
            after={},
            actor="a",
            reason=None,
        )

    assert (0.95, ()) == (policy_now(engine)[0].thresholds.join, policy_now(engine)[0].calibration.curves)


def test_pairs_change_side_as_the_thresholds_say(seeded_engine: Engine) -> None:
    """Nothing moves while nothing is proposed; with a line at the top nothing is joined, and examples say which pairs."""
    pairs = recent_pairs(seeded_engine)
    policy, _ = policy_now(seeded_engine)
    same = preview(pairs, present=policy, proposed=policy.thresholds)
    strict = preview(pairs, present=policy, proposed=checked({"join": 1.0, "suggest": 0.9}, base=policy.thresholds))

    assert () == same.moves
    assert min(same.before.values()) > 0
    assert len(pairs) == sum(same.before.values()) == sum(strict.after.values())
    assert 0 == strict.after[Action.JOIN]
    moved = {(move.before, move.after): move for move in strict.moves}
    assert same.before[Action.JOIN] == sum(move.count for move in strict.moves if move.before is Action.JOIN)
    assert all(example.text_a for move in moved.values() for example in move.examples)


def test_known_decisions_are_told_of_pairs_that_move(engine: Engine) -> None:
    """A pair that somebody has rejected is counted and shown first among those that would change."""
    decide_many(engine, confirmed=0, rejected=3)
    policy, _ = policy_now(engine)
    lax = checked({"join": 1.0, "suggest": 1.0}, base=policy.thresholds)
    found = preview(recent_pairs(engine), present=policy, proposed=lax)

    assert 3 == sum(move.rejected for move in found.moves)
    assert {MatchStatus.REJECTED} == {move.examples[0].decided for move in found.moves if move.rejected}


def test_reliability_counts_decisions_by_relation_and_probability(engine: Engine) -> None:
    """Planted matches were shown with 0.7."""
    decide_many(engine, confirmed=4, rejected=1)

    (row,) = reliability(engine)
    assert (Relation.SAME_CLAIM, 0.65, 0.8, 4, 1, 0.8) == (
        row.relation,
        row.low,
        row.high,
        row.confirmed,
        row.rejected,
        row.share,
    )


def decide_many(engine: Engine, *, confirmed: int, rejected: int) -> str:
    """Pairs of claims that say the same in nearly the same words, of which people confirmed some and rejected others.

    Returns one of the claims.
    """
    dice = random.Random(3)  # noqa: S311 a test must be the same each time, not secret
    towns = [f"{dice.choice('BDFGKLMNPRST')}{dice.choice('aeiou')}l{n}ton" for n in range(confirmed + rejected)]
    for number, town in enumerate(towns):
        first = plant_claim(engine, f"The old bridge at {town} was closed to lorries by the council")
        second = plant_claim(engine, f"The council closed the old bridge at {town} to lorries")
        status = MatchStatus.CONFIRMED if number < confirmed else MatchStatus.REJECTED
        plant_match(engine, first, second, status=status, decided_by="ana")
    with engine.database.begin() as session:
        _embed_all(session, engine)
    return f"The old bridge at {towns[0]} was closed to lorries by the council"


def _embed_all(session: Session, engine: Engine) -> None:
    from claimtrack.db.embedding_models import unembedded

    model = engine.encoders.configured()
    rows = unembedded(session, model_id=model.id, limit=1000)
    vectors = model.encode([row.wording for row in rows])
    store_vectors(session, model_id=model.id, appearance_ids=[row.id for row in rows], vectors=vectors)


def test_a_refit_shows_and_stores_nothing_until_it_is_applied(engine: Engine) -> None:
    """People reject most of what the machine was sure of: it learns so, and applying it lowers what it says."""
    told = decide_many(engine, confirmed=6, rejected=30)
    found = refitting.refit(engine)
    kept = policy_now(engine)[0].calibration
    asked = {"text": told, "min_score": 0, "limit": 50}
    before = {one.claim.id: one for one in match_text(engine, **asked)}

    group = next(one for one in found.groups if one.group is Group.SAME)
    assert (6, 30, True) == (group.confirmed, group.rejected, group.is_used)
    assert group.fit is not None
    assert group.fit.after.log_loss < group.fit.before.log_loss
    assert Calibration() == kept
    refitting.apply(engine, found, actor="ana")
    after = {one.claim.id: one for one in match_text(engine, **asked)}
    same = [one for one in before.values() if one.relation is Relation.SAME_CLAIM]
    assert same
    for one in same:
        assert after[one.claim.id].probability == pytest.approx(read_off(group.fit.curve, one.probability))
    assert ["ana"] == [row.actor for row in audit_rows(engine, action="calibration-set")]
    # What is learned next is learned from the machine's own probabilities, not from calibrated ones.
    assert group.fit == next(one for one in refitting.refit(engine).groups if one.group is Group.SAME).fit
    with pytest.raises(Conflict, match="already"):
        refitting.apply(engine, found, actor="ana")


def test_a_calibration_is_taken_back_step_by_step(engine: Engine) -> None:
    """Each taking back leads to what held before, down to none; then there is nothing to take back."""
    curves = [Calibration(curves=((Group.SAME, Curve(slope=slope, shift=0.0)),)) for slope in (0.5, 0.8)]
    with engine.database.begin() as session:
        for curve in curves:
            value = tuning.stored_calibration(curve)
            tuning.store(session, TuningKind.CALIBRATION, value, before={}, after=value, actor="ana", reason=None)
    held = []
    for _ in range(2):
        refitting.revert(engine, actor="ben")
        held.append(policy_now(engine)[0].calibration)

    assert [curves[0], Calibration()] == held
    with pytest.raises(Conflict, match="nothing to take back"):
        refitting.revert(engine, actor="ben")
    assert 4 == len(stored_rows(engine, tuning.Tuning))


def test_too_few_decisions_are_not_applied(engine: Engine) -> None:
    """The message says how many are needed."""
    decide_many(engine, confirmed=1, rejected=1)
    found = refitting.refit(engine)

    assert (2, Calibration()) == (found.decisions, found.calibration)
    with pytest.raises(Conflict, match=f"{LEAST_DECISIONS} decisions"):
        refitting.apply(engine, found, actor="ana")


def test_a_decision_on_a_relation_no_longer_seen_is_passed_over(engine: Engine) -> None:
    """Somebody rejected a conflict where the machine by now sees the same claim: that says nothing of the same claim."""
    decide_many(engine, confirmed=0, rejected=1)
    first = plant_claim(engine, "A ferry sank off Tarn on Monday with 31 people on board")
    second = plant_claim(engine, "A ferry with 31 people on board sank off Tarn on Monday")
    plant_match(engine, first, second, Relation.CONFLICTS, status=MatchStatus.REJECTED)
    with engine.database.begin() as session:
        _embed_all(session, engine)

    assert [False, True] == [one.is_asked for one in decided_pairs(engine)]
    assert 1 == refitting.refit(engine).passed_over
