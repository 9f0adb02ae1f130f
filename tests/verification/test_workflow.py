"""What a checker may do with a claim, and what a refusal says."""

import pytest

from claimtrack.errors import TransitionRefused
from claimtrack.verification.workflow import (
    DEFAULT_RATINGS,
    NOT_A_CLAIM,
    State,
    allowed_from,
    check_transition,
)

OPEN_STATES = (State.UNSTARTED, State.IN_PROGRESS, State.ON_HOLD)


@pytest.mark.parametrize(
    ("current", "new"),
    [
        (State.UNSTARTED, State.IN_PROGRESS),  # somebody takes it
        (State.UNSTARTED, State.ON_HOLD),  # known to be waiting from the start
        (State.IN_PROGRESS, State.ON_HOLD),  # waits for an answer
        (State.IN_PROGRESS, State.UNSTARTED),  # handed back
        (State.ON_HOLD, State.IN_PROGRESS),  # the answer came
        (State.ON_HOLD, State.UNSTARTED),  # handed back while waiting
        (State.CLOSED, State.IN_PROGRESS),  # re-opened by a checker
        (State.CLOSED, State.UNSTARTED),  # re-opened for anybody
    ],
)
def test_a_claim_moves_between_open_states_without_rating_or_evidence(current: State, new: State) -> None:
    """Going on, waiting, handing back and re-opening need nothing else."""
    check_transition(current, new, rating=None, evidence_count=0, ratings=DEFAULT_RATINGS)

    assert new in allowed_from(current)


@pytest.mark.parametrize("current", list(State))
@pytest.mark.parametrize("rating", DEFAULT_RATINGS)
def test_every_state_can_be_closed_with_each_rating_and_evidence(current: State, rating: str) -> None:
    """With a rating in use and one piece of evidence a claim can be closed from anywhere, also anew."""
    check_transition(current, State.CLOSED, rating=rating, evidence_count=1, ratings=DEFAULT_RATINGS)

    assert State.CLOSED in allowed_from(current)


@pytest.mark.parametrize(
    ("current", "new", "rating", "evidence_count", "named"),
    [
        (State.IN_PROGRESS, State.CLOSED, None, 3, "needs a rating"),  # closing without a rating
        (State.IN_PROGRESS, State.CLOSED, "Mostly harmless", 3, "'Mostly harmless' is not one"),  # unknown rating
        (State.IN_PROGRESS, State.CLOSED, "true", 3, "'true' is not one"),  # ratings are compared as written
        (State.IN_PROGRESS, State.CLOSED, "", 3, "'' is not one"),  # an empty form field is no rating
        (State.IN_PROGRESS, State.CLOSED, "False", 0, "at least one piece of evidence"),  # nothing to show for it
        (State.CLOSED, State.CLOSED, "False", 0, "at least one piece of evidence"),  # nor when rated anew
        (State.CLOSED, State.CLOSED, None, 1, "needs a rating"),  # rated anew without a rating
        (State.UNSTARTED, State.IN_PROGRESS, "True", 1, "Only a closed claim has a rating"),  # rating too early
        (State.CLOSED, State.IN_PROGRESS, "True", 1, "Only a closed claim has a rating"),  # rating while re-opening
        (State.CLOSED, State.ON_HOLD, None, 1, "in progress or unstarted"),  # re-opening goes elsewhere
        (State.UNSTARTED, State.UNSTARTED, None, 0, "already unstarted"),  # nothing changes
        (State.ON_HOLD, State.ON_HOLD, None, 0, "already on hold"),  # nothing changes
    ],
)
def test_a_refusal_names_what_is_missing(
    current: State, new: State, rating: str | None, evidence_count: int, named: str
) -> None:
    """What stands in the way is said in words that a checker can act on."""
    with pytest.raises(TransitionRefused) as refused:
        check_transition(current, new, rating=rating, evidence_count=evidence_count, ratings=DEFAULT_RATINGS)

    assert named in refused.value.message


def test_a_refused_rating_lists_the_ratings_in_use() -> None:
    """The newsroom's own ratings are offered, not the default ones."""
    with pytest.raises(TransitionRefused) as refused:
        check_transition(
            State.ON_HOLD, State.CLOSED, rating="True", evidence_count=1, ratings=("Stimmt", "Stimmt nicht")
        )

    assert refused.value.message.endswith("Choose one of: Stimmt, Stimmt nicht.")


@pytest.mark.parametrize("current", OPEN_STATES)
def test_what_is_not_a_claim_is_closed_without_evidence(current: State) -> None:
    """There is nothing to prove about an opinion or a wish."""
    check_transition(current, State.CLOSED, rating=NOT_A_CLAIM, evidence_count=0, ratings=DEFAULT_RATINGS)

    assert NOT_A_CLAIM in DEFAULT_RATINGS


def test_rating_a_closed_claim_the_same_again_is_refused() -> None:
    """Closing as False what is closed as False would add an empty line to the record."""
    with pytest.raises(TransitionRefused) as refused:
        check_transition(
            State.CLOSED,
            State.CLOSED,
            rating="False",
            evidence_count=1,
            ratings=DEFAULT_RATINGS,
            current_rating="False",
        )

    assert refused.value.message == "Nothing would change: the claim is already closed as 'False'."


def test_rating_a_closed_claim_differently_is_allowed() -> None:
    """New evidence may turn Unverified into False without re-opening the claim."""
    check_transition(
        State.CLOSED,
        State.CLOSED,
        rating="False",
        evidence_count=1,
        ratings=DEFAULT_RATINGS,
        current_rating="Unverified",
    )

    assert State.CLOSED in allowed_from(State.CLOSED)


def test_no_open_state_follows_itself() -> None:
    """The pages offer only what changes something."""
    offered = {state: state in allowed_from(state) for state in State}

    assert offered == {
        State.UNSTARTED: False,
        State.IN_PROGRESS: False,
        State.ON_HOLD: False,
        State.CLOSED: True,
    }
