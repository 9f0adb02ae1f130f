"""The inbox lists what it says it lists, and what people decide is stored once, by the rules, and recorded."""

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from claimtrack import errors
from claimtrack.db.paging import pack_cursor
from claimtrack.db.tables import MatchStatus
from claimtrack.links.model import Direction, Relation
from claimtrack.services.comparing import get_claim
from claimtrack.services.deciding import decide_match
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text, get_article
from claimtrack.services.processing import process_pending
from claimtrack.services.reviewing import (
    ClaimFilter,
    add_evidence,
    assign,
    count_inbox,
    list_claims,
    set_state,
)
from claimtrack.verification.workflow import Stance, State

from .planting import MOMENT, audit_rows, plant_claim, plant_match, stored_claim, stored_match

TWO_OUTLETS = ("Delta Post", "River Times")


def ids(engine: Engine, **filters: Any) -> set[int]:
    """The claims that a filter lets through."""
    return {claim.id for claim in list_claims(engine, filter=ClaimFilter(**filters), cursor=None, limit=200).items}


def paged(engine: Engine, *, sort: str, limit: int) -> list[int]:
    """Every claim in the order of the inbox, read page by page."""
    seen: list[int] = []
    cursor = None
    for _ in range(50):
        page = list_claims(engine, filter=ClaimFilter(sort=sort), cursor=cursor, limit=limit)
        seen += [claim.id for claim in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    return seen


def close(engine: Engine, claim_id: int, rating: str = "Not a claim") -> None:
    """Close a claim on which nobody has worked yet."""
    revision = stored_claim(engine, claim_id).revision
    set_state(engine, claim_id, state=State.CLOSED, rating=rating, reason=None, revision=revision, actor="ana")


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call gave or raised, all started in the same moment."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return call()
        except errors.ClaimtrackError as exc:
            return exc

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_filters_let_through_what_they_name_and_nothing_else(engine: Engine) -> None:
    """Five claims that differ in one respect each; every filter picks its own."""
    plain = plant_claim(engine, "The ferry left the harbour at noon", worth=0.2)
    widely = plant_claim(engine, "The dam broke above the village", outlets=TWO_OUTLETS, worth=0.9)
    spoken = plant_claim(engine, "Nine miners were rescued", claimant="Ana Marsh", outlets=("Hill Courier",))
    placed = plant_claim(engine, "A bridge fell in Tarn", place="Tarn", day=date(2026, 2, 1))
    closed = plant_claim(engine, "100% of the votes_cast were counted")
    close(engine, closed)
    plant_match(engine, plain, widely, Relation.CONFLICTS)
    plant_match(engine, spoken, placed, Relation.SAME_CLAIM)
    everything = {plain, widely, spoken, placed, closed}

    expected: list[tuple[dict[str, Any], set[int]]] = [
        ({}, everything),  # nothing narrowed
        ({"states": (State.CLOSED,)}, {closed}),
        ({"states": (State.UNSTARTED, State.CLOSED)}, everything),  # any of the states given
        ({"states": (State.ON_HOLD,)}, set()),
        ({"query": "rescue miner"}, {spoken}),  # words by their stems, in any order
        ({"query": "bridg"}, {placed}),  # the beginning of a word
        ({"query": "100%"}, {closed}),  # a wildcard of LIKE is a plain character
        ({"query": "s_c"}, {closed}),  # and so is the other one
        ({"query": "miners -rescued"}, set()),  # a word left out
        ({"query": '"dam broke" or ferry'}, {plain, widely}),  # a phrase, or a word
        ({"query": "\x00"}, everything),  # nothing that could be looked for
        ({"outlet": "hill"}, {spoken}),  # part of a name, in any case
        ({"claimant": "MARSH"}, {spoken}),
        ({"place": "tarn"}, {placed}),
        ({"since": date(2026, 2, 1), "until": date(2026, 2, 1)}, {placed}),  # the day that the claim is about
        ({"since": date(2026, 3, 3)}, everything - {placed}),  # its article's day where it names none
        ({"until": date(2026, 1, 31)}, set()),
        ({"conflicting": True}, {plain, widely}),
        ({"suggested": True}, {spoken, placed}),
        ({"several_outlets": True}, {widely}),
        ({"min_worthiness": 0.9}, {widely}),  # the limit counts as reached
        ({"several_outlets": True, "conflicting": True, "query": "dam"}, {widely}),  # all of them together
        ({"several_outlets": True, "suggested": True}, set()),
    ]
    assert expected == [(filters, ids(engine, **filters)) for filters, _ in expected]


def test_due_claims_are_those_whose_date_has_come(engine: Engine, database, new_engine) -> None:
    """A page on the web is due once its time is over; pasted text and reserved names never are."""
    on_the_web = plant_claim(engine, urls=("https://delta-post.org/flood",))
    plant_claim(engine, urls=(None,))
    plant_claim(engine, urls=("https://delta.example/flood",))

    assert set() == ids(engine, due=True)
    engine.now = lambda: datetime.now(UTC) + timedelta(days=2)
    assert {on_the_web} == ids(engine, due=True)
    assert 1 == count_inbox(engine).due


def test_pages_have_no_gaps_and_no_repeats(engine: Engine) -> None:
    """Nine claims, most of them tied in every order, come each once; the order is the one asked for, newest id first."""
    made = []
    for number in range(9):
        seen_at = MOMENT + timedelta(microseconds=number // 4)
        outlets = TWO_OUTLETS if number in (2, 5) else ("Delta Post",)
        made.append(plant_claim(engine, f"Claim {number}", worth=0.1 * (number // 3), outlets=outlets, seen_at=seen_at))
    keys = {
        "worth": lambda number: number // 3,
        "newest": lambda number: number // 4,
        "sources": lambda number: number in (2, 5),
    }
    for sort, limit in itertools.product(keys, (1, 3, 4)):
        expected = [made[number] for number in sorted(range(9), key=lambda n: (keys[sort](n), n), reverse=True)]

        assert expected == paged(engine, sort=sort, limit=limit), (sort, limit)


def test_counts_agree_with_lists(engine: Engine) -> None:
    """Each quick filter says how many claims it will show."""
    claims = [plant_claim(engine, f"Claim {n}", outlets=TWO_OUTLETS[: 1 + n % 2]) for n in range(6)]
    close(engine, claims[0])
    plant_match(engine, claims[1], claims[2], Relation.CONFLICTS)
    plant_match(engine, claims[3], claims[4])
    plant_match(engine, claims[4], claims[5], status=MatchStatus.REJECTED, decided_by="ana")

    counts = count_inbox(engine)

    assert {state: len(ids(engine, states=(state,))) for state in State} == counts.by_state
    assert len(ids(engine, conflicting=True)) == counts.conflicting == 2
    assert len(ids(engine, suggested=True)) == counts.suggested == 2
    assert len(ids(engine, several_outlets=True)) == counts.several_outlets == 3
    assert len(ids(engine)) == counts.total == 6


def test_a_claim_seen_again_is_newest_and_a_new_version_of_its_article_is_no_sighting(engine: Engine) -> None:
    """The order by last sighting follows other articles, not edits of the same one."""
    text = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said."
    url = "https://delta.example/ferry"
    first = add_text(engine, data=text, outlet="Delta Post", url=url, published_at="2026-03-03", actor="ana")
    process_pending(engine)
    claim_id = get_article(engine, first.article_id).appearances[0].claim_id
    seen_at = stored_claim(engine, claim_id).last_seen_at

    add_text(engine, data=text + "\n\nThe harbour was closed.", url=url, published_at="2026-03-03", actor="ana")
    process_pending(engine)
    after_edit = stored_claim(engine, claim_id).last_seen_at
    add_text(engine, data=text, outlet="River Times", published_at="2026-03-03", actor="ana")
    process_pending(engine)

    assert seen_at == after_edit
    assert after_edit < stored_claim(engine, claim_id).last_seen_at


@pytest.mark.parametrize(
    ("filters", "cursor", "limit"),
    [
        ({}, None, 0),  # too few
        ({}, None, 201),  # too many
        ({"sort": "oldest"}, None, 10),  # no such order
        ({"since": date(2026, 3, 2), "until": date(2026, 3, 1)}, None, 10),  # the wrong way round
        ({"min_worthiness": 1.5}, None, 10),  # no probability
        ({"min_worthiness": float("nan")}, None, 10),  # no number
        ({}, "nonsense", 10),  # not made here
        ({}, pack_cursor([0.5]), 10),  # too short
        ({}, pack_cursor(["x", 1]), 10),  # a text for a number
        ({"sort": "newest"}, pack_cursor([0.5, 1]), 10),  # of another order
        ({"sort": "newest"}, pack_cursor(["yesterday", 1]), 10),  # no time
        ({"sort": "newest"}, pack_cursor(["0001-01-01T00:00:00+23:59", 1]), 10),  # before all time
        ({"sort": "sources"}, pack_cursor([True, 1]), 10),  # a truth value
        ({"sort": "sources"}, pack_cursor([10**400, 1]), 10),  # more than the database can count
        ({}, pack_cursor([10**400, 1]), 10),  # also as a worthiness
        ({}, pack_cursor([0.5, 10**400]), 10),  # also as an id
    ],
)
def test_a_question_that_cannot_be_meant_is_refused(
    engine: Engine, filters: dict[str, Any], cursor: str | None, limit: int
) -> None:
    """The message names what to change; nothing is guessed."""
    with pytest.raises(errors.InvalidQuery):
        list_claims(engine, filter=ClaimFilter(**filters), cursor=cursor, limit=limit)


@pytest.mark.parametrize(
    ("state", "rating", "evidence", "message"),
    [
        (State.CLOSED, None, 1, "needs a rating"),  # closing says how it ended
        (State.CLOSED, "Sort of", 1, "not one of the ratings"),  # in the newsroom's words
        (State.CLOSED, "False", 0, "needs at least one piece of evidence"),  # and why
        (State.IN_PROGRESS, "False", 1, "Only a closed claim has a rating"),  # but not before
        (State.UNSTARTED, None, 1, "already unstarted"),  # and something must change
    ],
)
def test_a_state_against_the_rules_is_refused_with_what_is_missing(
    engine: Engine, state: State, rating: str | None, evidence: int, message: str
) -> None:
    """Refused, told why, and nothing is stored or recorded."""
    claim_id = plant_claim(engine)
    for _ in range(evidence):
        add_evidence(engine, claim_id, url="https://a.org/1", excerpt="Nine.", stance=Stance.REFUTES, actor="ana")
    before = len(audit_rows(engine))

    with pytest.raises(errors.TransitionRefused, match=message) as caught:
        set_state(engine, claim_id, state=state, rating=rating, reason=None, revision=1, actor="ana")

    assert 409 == caught.value.status
    claim = stored_claim(engine, claim_id)
    assert (State.UNSTARTED, None, 1) == (claim.state, claim.rating, claim.revision)
    assert before == len(audit_rows(engine))


def test_a_claim_goes_through_its_states_with_a_row_of_the_record_for_each(engine: Engine) -> None:
    """Every step names who, what it was, what it is, and the reason."""
    claim_id = plant_claim(engine)
    add_evidence(engine, claim_id, url="https://a.org/1", excerpt="Nine.", stance=Stance.SUPPORTS, actor="ana")
    steps = [
        (State.IN_PROGRESS, None),
        (State.ON_HOLD, None),
        (State.CLOSED, "True"),
        (State.CLOSED, "Misleading"),  # rated anew
        (State.IN_PROGRESS, None),  # taken up again: the rating is gone
    ]

    for revision, (state, rating) in enumerate(steps, start=1):
        shown = set_state(
            engine, claim_id, state=state, rating=rating, reason=" because\x00 ", revision=revision, actor="ben"
        )
        assert (state, rating, revision + 1) == (shown.state, shown.rating, shown.revision)

    rows = audit_rows(engine, action="state-set")
    states = [(State.UNSTARTED, None), *steps]
    assert [{"state": state, "rating": rating} for state, rating in states[:-1]] == [row.before for row in rows]
    assert [{"state": state, "rating": rating} for state, rating in states[1:]] == [row.after for row in rows]
    assert {("ben", "claim", claim_id, "because")} == {(r.actor, r.subject, r.subject_id, r.reason) for r in rows}


def test_a_page_seen_before_somebody_elses_change_is_refused(engine: Engine) -> None:
    """The second is told to look again; the first change stands."""
    claim_id = plant_claim(engine)
    set_state(engine, claim_id, state=State.IN_PROGRESS, rating=None, reason=None, revision=1, actor="ana")

    with pytest.raises(errors.StaleVersion, match="in progress now"):
        set_state(engine, claim_id, state=State.ON_HOLD, rating=None, reason=None, revision=1, actor="ben")
    with pytest.raises(errors.StaleVersion):
        assign(engine, claim_id, to="ben", revision=1, actor="ben")

    assert ["ana"] == [row.actor for row in audit_rows(engine)]


def test_of_eight_people_who_change_a_state_at_once_one_wins(engine: Engine) -> None:
    """One change, one row of the record, and seven who are told."""
    claim_id = plant_claim(engine)

    outcomes = at_once(
        *(
            lambda name=f"checker {n}": set_state(
                engine, claim_id, state=State.IN_PROGRESS, rating=None, reason=None, revision=1, actor=name
            )
            for n in range(8)
        )
    )

    assert 7 == sum(isinstance(outcome, errors.StaleVersion) for outcome in outcomes)
    assert 2 == stored_claim(engine, claim_id).revision
    assert 1 == len(audit_rows(engine))


@pytest.mark.parametrize(
    ("to", "stored"),
    [
        ("Ana Marsh", "Ana Marsh"),  # as given
        ("  Ana \n Marsh ", "Ana Marsh"),  # on one line
        ("", None),  # an empty field takes it back
        (None, None),
        ("\x00Ana\ud800", "Ana?"),  # what PostgreSQL cannot hold
        ("x" * 1000, "x" * 100),  # cut to what a list shows
    ],
)
def test_a_claim_is_assigned_to_somebody_or_nobody(engine: Engine, to: str | None, stored: str | None) -> None:
    """The name is stored and the change recorded with what it was before."""
    claim_id = plant_claim(engine)
    assign(engine, claim_id, to="Ben", revision=1, actor="ana")

    shown = assign(engine, claim_id, to=to, revision=2, actor="ana")

    assert (stored, 3) == (shown.assigned_to, shown.revision)
    last = audit_rows(engine)[-1]
    assert ("assigned", {"assigned_to": "Ben"}, {"assigned_to": stored}) == (last.action, last.before, last.after)


def test_evidence_is_added_and_recorded(engine: Engine) -> None:
    """The address, the words and the stance, by whom, in one row of the record."""
    claim_id = plant_claim(engine)

    added = add_evidence(
        engine,
        claim_id,
        url="https://Registry.org/1#p2",
        excerpt=" Nine\x00 were\ud800 named. ",
        stance=Stance.REFUTES,
        actor="ana",
    )

    assert ("Nine were? named.", Stance.REFUTES, "ana") == (added.excerpt, added.stance, added.added_by)
    assert (added,) == get_claim(engine, claim_id).evidence
    (row,) = audit_rows(engine)
    assert ("ana", "evidence-added", claim_id) == (row.actor, row.action, row.subject_id)
    assert {"url": added.url, "stance": "refutes"} == row.after


@pytest.mark.parametrize(
    ("url", "excerpt", "error"),
    [
        ("javascript:alert(1)", "Nine.", errors.InvalidUrl),  # a script
        ("registry", "Nine.", errors.InvalidUrl),  # no address
        ("", "Nine.", errors.InvalidUrl),
        ("https://a.org/1", "", errors.InvalidQuery),  # a source without its words proves nothing
        ("https://a.org/1", " \x00\n", errors.InvalidQuery),
        ("https://a.org/1", "x" * 5001, errors.InvalidQuery),  # the passage, not the book
    ],
)
def test_evidence_that_shows_nothing_is_refused(
    engine: Engine, url: str, excerpt: str, error: type[errors.ClaimtrackError]
) -> None:
    """Nothing is stored or recorded."""
    claim_id = plant_claim(engine)

    with pytest.raises(error):
        add_evidence(engine, claim_id, url=url, excerpt=excerpt, stance=Stance.CONTEXT, actor="ana")

    assert ((), []) == (get_claim(engine, claim_id).evidence, audit_rows(engine))


def test_whatever_names_an_unknown_claim_or_match_is_told_so(engine: Engine) -> None:
    """Not found, also for numbers that no row can have."""
    for unknown in (999, 2**31, 2**70):
        with pytest.raises(errors.NotFound):
            set_state(engine, unknown, state=State.ON_HOLD, rating=None, reason=None, revision=1, actor="ana")
        with pytest.raises(errors.NotFound):
            add_evidence(engine, unknown, url="https://a.org", excerpt="x", stance=Stance.CONTEXT, actor="ana")
        with pytest.raises(errors.NotFound):
            decide_match(engine, unknown, decision="confirm", actor="ana")


def test_a_rejected_match_counts_no_longer_and_can_be_reopened(engine: Engine) -> None:
    """The no is recorded on both claims, and so is taking it back."""
    first, second = plant_claim(engine), plant_claim(engine)
    match_id = plant_match(engine, first, second)

    shown = decide_match(engine, match_id, decision="reject", actor="ana")

    assert (MatchStatus.REJECTED, "ana") == (shown.status, shown.decided_by)
    assert [0, 0] == [stored_claim(engine, found).suggestion_count for found in (first, second)]
    page = get_claim(engine, first)
    assert ((), [second]) == (page.suggestions, [match.claim_id for match in page.rejected])
    rows = audit_rows(engine)
    assert [("ana", "match-rejected", first, second), ("ana", "match-rejected", second, first)] == [
        (row.actor, row.action, row.subject_id, row.after["with"]) for row in rows
    ]
    assert [{"status": "suggested"}] * 2 == [row.before for row in rows]

    decide_match(engine, match_id, decision="reopen", actor="ben")

    match = stored_match(engine, match_id)
    assert (MatchStatus.SUGGESTED, None, None) == (match.status, match.decided_by, match.decided_at)
    assert [1, 1] == [stored_claim(engine, found).suggestion_count for found in (first, second)]
    assert 2 == len(audit_rows(engine, action="match-suggested"))


@pytest.mark.parametrize(
    ("done", "then"),
    [
        ("confirm", "confirm"),  # the same again
        ("reject", "reject"),
        ("confirm", "reject"),  # the claims are one by now
        ("confirm", "reopen"),
        ("reject", "confirm"),  # somebody said no: take that back first
        (None, "reopen"),  # nothing to take back
    ],
)
def test_a_decided_match_is_not_decided_over(engine: Engine, done: Any, then: Any) -> None:
    """A conflict, told as such, and no further row of the record."""
    match_id = plant_match(engine, plant_claim(engine), plant_claim(engine))
    if done:
        decide_match(engine, match_id, decision=done, actor="ana")
    before = len(audit_rows(engine))

    with pytest.raises(errors.Conflict):
        decide_match(engine, match_id, decision=then, actor="ben")

    assert before == len(audit_rows(engine))


@pytest.mark.parametrize(
    "decisions", [("confirm", "reject"), ("confirm", "confirm"), ("reject", "reject"), ("reject", "confirm")]
)
def test_of_two_people_who_decide_a_match_at_once_one_wins(engine: Engine, decisions: tuple[Any, Any]) -> None:
    """The match is as the one who was first said; the other is told."""
    match_id = plant_match(engine, plant_claim(engine), plant_claim(engine))

    outcomes = at_once(
        *(
            lambda name=name, decision=decision: decide_match(engine, match_id, decision=decision, actor=name)
            for name, decision in zip(("ana", "ben"), decisions, strict=True)
        )
    )

    (refused,) = (found for found in range(2) if isinstance(outcomes[found], errors.Conflict))
    winner, decision = ("ana", "ben")[1 - refused], decisions[1 - refused]
    match = stored_match(engine, match_id)
    assert (winner, f"{decision}ed") == (match.decided_by, match.status.value)
    assert {winner} == {row.actor for row in audit_rows(engine)}


def test_confirming_any_other_relation_joins_nothing(engine: Engine) -> None:
    """A confirmed conflict stays a conflict between two claims."""
    first, second = plant_claim(engine), plant_claim(engine)
    match_id = plant_match(engine, first, second, Relation.CONFLICTS)

    decide_match(engine, match_id, decision="confirm", actor="ana")

    assert [1, 1] == [stored_claim(engine, found).appearance_count for found in (first, second)]
    assert [1, 1] == [stored_claim(engine, found).conflict_count for found in (first, second)]


def test_confirming_the_same_claim_puts_both_under_the_older(engine: Engine) -> None:
    """Appearances move and are counted anew, the old id leads to the new claim, and the record says what was joined."""
    keep = plant_claim(engine, "Nine people drowned", outlets=("Delta Post",), worth=0.3)
    gone = plant_claim(engine, "Nine drowned", outlets=TWO_OUTLETS, worth=0.8, claimant="Ana Marsh")
    match_id = plant_match(engine, gone, keep)

    decide_match(engine, match_id, decision="confirm", actor="ana")

    page = get_claim(engine, gone)
    assert page == get_claim(engine, keep)
    assert (keep, 3, 2, 0.8, 0) == (
        page.claim.id,
        page.claim.appearance_count,
        page.claim.outlet_count,
        page.claim.check_worthiness,
        page.claim.suggestion_count,
    )
    assert ["ana", "ana", "machine"] == sorted(
        appearance.joined_by for source in page.sources for appearance in source.appearances
    )
    assert {keep} == ids(engine)
    (row,) = audit_rows(engine, action="claims-merged")
    assert ("ana", keep, gone, 2) == (row.actor, row.subject_id, row.before["claim"], row.after["appearances_moved"])


@pytest.mark.parametrize("other_is_older", [True, False])
@pytest.mark.parametrize("direction", list(Direction))
def test_matches_of_the_emptied_claim_name_the_other_with_their_direction(
    engine: Engine, direction: Direction, other_is_older: bool
) -> None:
    """Who implies whom stays true, also where the smaller id is now at the other end."""
    if other_is_older:
        other, keep, gone = (plant_claim(engine, f"Claim {n}") for n in range(3))
    else:
        keep, other, gone = (plant_claim(engine, f"Claim {n}") for n in range(3))
    entails = plant_match(engine, other, gone, Relation.ENTAILS, direction=direction)
    other_implies = direction is Direction.A_TO_B

    decide_match(engine, plant_match(engine, keep, gone), decision="confirm", actor="ana")

    match = stored_match(engine, entails)
    assert tuple(sorted((other, keep))) == (match.claim_a_id, match.claim_b_id)
    (shown,) = get_claim(engine, other).agrees
    assert (keep, other_implies) == (shown.claim_id, shown.outgoing)
    (back,) = get_claim(engine, keep).agrees
    assert (other, not other_implies) == (back.claim_id, back.outgoing)


def test_a_third_claim_that_conflicts_with_both_counts_one_conflict_afterwards(engine: Engine) -> None:
    """Two conflicts with claims that turn out to be one are one conflict."""
    keep, gone, third = (plant_claim(engine, f"Claim {n}") for n in range(3))
    plant_match(engine, keep, third, Relation.CONFLICTS)
    plant_match(engine, gone, third, Relation.CONFLICTS)
    same = plant_match(engine, keep, gone)
    assert 2 == stored_claim(engine, third).conflict_count

    decide_match(engine, same, decision="confirm", actor="ana")

    assert [1, 1] == [stored_claim(engine, found).conflict_count for found in (keep, third)]
    assert [keep] == [match.claim_id for match in get_claim(engine, third).otherwise]


def test_a_no_is_remembered_when_one_of_the_two_is_joined_to_a_third(engine: Engine) -> None:
    """What was said of the emptied claim holds for the one that took over, whatever the machine suggests of it."""
    keep, gone, other = (plant_claim(engine, f"Claim {n}") for n in range(3))
    suggested = plant_match(engine, keep, other)
    plant_match(engine, gone, other, status=MatchStatus.REJECTED, decided_by="ben")

    decide_match(engine, plant_match(engine, keep, gone), decision="confirm", actor="ana")

    match = stored_match(engine, suggested)
    assert (MatchStatus.REJECTED, "ben") == (match.status, match.decided_by)


def test_a_rejected_pair_stays_rejected_when_its_words_come_again(engine: Engine) -> None:
    """Another outlet prints one of the two texts: it joins its claim, and the pair is not suggested anew."""
    first = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said."
    second = "The sinking of a ferry off Tarn island on Monday left 31 people dead, officials said."
    claims = []
    for text, outlet in ((first, "Delta Post"), (second, "River Times")):
        added = add_text(engine, data=text, outlet=outlet, published_at="2026-03-03", actor="ana")
        process_pending(engine)
        claims.append(get_article(engine, added.article_id).appearances[0].claim_id)
    if claims[0] == claims[1]:
        pytest.fail("the two wordings were joined: choose two that are further apart")
    waiting = get_claim(engine, claims[0])
    known = [match.id for match in (*waiting.suggestions, *waiting.agrees) if match.claim_id == claims[1]]
    match_id = known[0] if known else plant_match(engine, *claims)
    decide_match(engine, match_id, decision="reject", actor="ana")

    again = add_text(engine, data=second, outlet="Hill Courier", published_at="2026-03-03", actor="ana")
    process_pending(engine)

    assert claims[1] == get_article(engine, again.article_id).appearances[0].claim_id
    match = stored_match(engine, match_id)
    assert (MatchStatus.REJECTED, "ana") == (match.status, match.decided_by)
    page = get_claim(engine, claims[0])
    assert claims[1] not in {match.claim_id for match in (*page.suggestions, *page.agrees, *page.otherwise)}


def test_work_done_on_the_emptied_claim_goes_with_it(engine: Engine) -> None:
    """Evidence, state, rating and assignment move to a claim that nobody had begun on."""
    keep, gone = plant_claim(engine), plant_claim(engine)
    add_evidence(engine, gone, url="https://a.org/1", excerpt="Nine.", stance=Stance.REFUTES, actor="ben")
    assign(engine, gone, to="ben", revision=1, actor="ben")
    set_state(engine, gone, state=State.CLOSED, rating="False", reason=None, revision=2, actor="ben")

    decide_match(engine, plant_match(engine, keep, gone), decision="confirm", actor="ana")

    page = get_claim(engine, keep)
    assert (State.CLOSED, "False", "ben") == (page.claim.state, page.claim.rating, page.claim.assigned_to)
    assert ["Nine."] == [evidence.excerpt for evidence in page.evidence]


def test_work_done_on_the_claim_that_stays_is_not_overwritten(engine: Engine) -> None:
    """A claim in progress takes the other's evidence and keeps its state."""
    keep, gone = plant_claim(engine), plant_claim(engine)
    set_state(engine, keep, state=State.IN_PROGRESS, rating=None, reason=None, revision=1, actor="ana")
    close(engine, gone)

    decide_match(engine, plant_match(engine, keep, gone), decision="confirm", actor="ana")

    claim = get_claim(engine, keep).claim
    assert (State.IN_PROGRESS, None) == (claim.state, claim.rating)


def test_claims_closed_with_different_ratings_are_not_joined(engine: Engine) -> None:
    """Two verdicts cannot both stand: the message names them, and nothing has changed."""
    keep, gone = plant_claim(engine), plant_claim(engine)
    for claim_id, rating in ((keep, "True"), (gone, "False")):
        add_evidence(engine, claim_id, url="https://a.org/1", excerpt="Nine.", stance=Stance.CONTEXT, actor="ana")
        close(engine, claim_id, rating)
    match_id = plant_match(engine, keep, gone)

    with pytest.raises(errors.Conflict, match=r"'True'.*'False'"):
        decide_match(engine, match_id, decision="confirm", actor="ana")

    assert MatchStatus.SUGGESTED == stored_match(engine, match_id).status
    assert [1, 1] == [stored_claim(engine, found).appearance_count for found in (keep, gone)]


def test_a_chain_of_joined_claims_leads_to_its_end(engine: Engine) -> None:
    """Third into second into first: every old id opens the first, and so does a change that names one."""
    first, second, third = (plant_claim(engine, f"Claim {n}") for n in range(3))
    inner, outer = plant_match(engine, second, third), plant_match(engine, first, second)
    decide_match(engine, inner, decision="confirm", actor="ana")
    decide_match(engine, outer, decision="confirm", actor="ana")

    assert {first} == {get_claim(engine, found).claim.id for found in (first, second, third)}
    assert 3 == get_claim(engine, third).claim.appearance_count
    revision = stored_claim(engine, first).revision
    moved = set_state(engine, third, state=State.IN_PROGRESS, rating=None, reason=None, revision=revision, actor="ana")
    assert first == moved.id


def test_a_claim_joined_while_its_other_match_waits_settles_that_too(engine: Engine) -> None:
    """A suggestion between two claims that became one another way is settled, not decided."""
    first, second, third = (plant_claim(engine, f"Claim {n}") for n in range(3))
    a_b, a_c, b_c = (plant_match(engine, *pair) for pair in ((first, second), (first, third), (second, third)))
    decide_match(engine, a_b, decision="confirm", actor="ana")
    decide_match(engine, a_c, decision="confirm", actor="ana")

    with pytest.raises(errors.Conflict, match="joined"):
        decide_match(engine, b_c, decision="confirm", actor="ana")

    assert (3, 0) == (stored_claim(engine, first).appearance_count, stored_claim(engine, first).suggestion_count)


def test_the_filter_can_be_reused(engine: Engine) -> None:
    """A filter is a value: asking with it changes nothing in it."""
    asked = ClaimFilter(query="river")
    plant_claim(engine)

    first = list_claims(engine, filter=asked, cursor=None, limit=10)

    assert first == list_claims(engine, filter=replace(asked), cursor=None, limit=10)
