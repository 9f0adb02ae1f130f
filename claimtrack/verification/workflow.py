"""States, ratings and the rules between them: what a checker may do with a claim, and what is still missing.

A state, a rating and a count of evidence come in; nothing comes out, or the reason why not. Who asks, when, and what is
stored is not known here.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from claimtrack.errors import TransitionRefused


class State(StrEnum):
    """How far the verification of a claim has come."""

    UNSTARTED = "unstarted"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state in words, as a sentence uses it: "in progress"."""
        return self.value.replace("_", " ")


class Stance(StrEnum):
    """How a piece of evidence stands to the claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    CONTEXT = "context"


NOT_A_CLAIM = "Not a claim"
"""The one rating that needs no evidence: it says that there is nothing to verify."""

DEFAULT_RATINGS = ("True", "Partly true", "Misleading", "Unverified", "False", "Conflicting", NOT_A_CLAIM)

TRANSITIONS: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        State.UNSTARTED: (State.IN_PROGRESS, State.ON_HOLD, State.CLOSED),
        State.IN_PROGRESS: (State.ON_HOLD, State.CLOSED, State.UNSTARTED),
        State.ON_HOLD: (State.IN_PROGRESS, State.CLOSED, State.UNSTARTED),
        # A closed claim is rated anew or taken up again; putting it straight on hold would hide that it was re-opened.
        State.CLOSED: (State.CLOSED, State.IN_PROGRESS, State.UNSTARTED),
    }
)
"""From each state the states that may follow, in the order in which the pages offer them."""


def allowed_from(state: State) -> tuple[State, ...]:
    """The states that may follow `state`, likeliest first. Closed follows closed: that is rating anew."""
    return TRANSITIONS[state]


def needs_evidence(rating: str) -> bool:
    """Whether closing with `rating` needs at least one piece of evidence."""
    return rating != NOT_A_CLAIM


def check_transition(
    current: State,
    new: State,
    *,
    rating: str | None,
    evidence_count: int,
    ratings: Sequence[str],
    current_rating: str | None = None,
) -> None:
    """Return when the claim may go from `current` to `new`; raise when it may not.

    Args:
        current: The claim's state now.
        new: The state asked for.
        rating: The rating asked for; only for closing.
        evidence_count: Pieces of evidence on the claim now.
        ratings: The ratings this newsroom uses.
        current_rating: The claim's rating now, None unless it is closed. Left out, rating a closed claim anew always
            counts as a change.

    Raises:
        TransitionRefused: The message names what is missing or what is allowed instead.
    """
    if new not in TRANSITIONS[current]:
        raise TransitionRefused(_not_allowed(current, new))
    if new is not State.CLOSED:
        if rating is not None:
            raise TransitionRefused(
                f"Only a closed claim has a rating. Leave the rating out, or close the claim as {rating!r}."
            )
        return
    _check_closing(rating, evidence_count=evidence_count, ratings=ratings)
    if current is State.CLOSED and rating == current_rating:
        raise TransitionRefused(f"Nothing would change: the claim is already closed as {rating!r}.")


def _check_closing(rating: str | None, *, evidence_count: int, ratings: Sequence[str]) -> None:
    if rating is None:
        raise TransitionRefused(f"Closing a claim needs a rating. Choose one of: {', '.join(ratings)}.")
    if rating not in ratings:
        raise TransitionRefused(f"{rating!r} is not one of the ratings used here. Choose one of: {', '.join(ratings)}.")
    if needs_evidence(rating) and evidence_count < 1:
        raise TransitionRefused(
            f"Closing a claim as {rating!r} needs at least one piece of evidence. Add a source first, then close it."
        )


def _not_allowed(current: State, new: State) -> str:
    if current is new:
        return f"Nothing would change: the claim is already {current.label}."
    allowed = " or ".join(state.label for state in TRANSITIONS[current] if state is not current)
    return f"A claim that is {current.label} cannot become {new.label}; it can become {allowed}."
