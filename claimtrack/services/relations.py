"""A match as a typed link with two ends: its relation changed and taken back, its ends renamed, its direction turned.

Changes the row it is given and nothing else; who may do so and when is decided by those who call.
"""

from claimtrack.db.tables import ClaimMatch
from claimtrack.links.model import Direction, Relation

DIRECTED = (Relation.ENTAILS, Relation.UPDATES)
"""Relations that say something else the other way round."""


def other_claim(match: ClaimMatch, claim_id: int) -> int:
    """The claim at the other end of a match."""
    return match.claim_b_id if match.claim_a_id == claim_id else match.claim_a_id


def set_relation(match: ClaimMatch, relation: Relation, direction: Direction | None) -> None:
    """Give a match a person's relation, and keep what the machine had said; its own words again leave no trace of that."""
    if (match.relation, match.direction) == (relation, direction):
        return
    judged = match.judged_relation or match.relation
    judged_direction = match.judged_direction if match.judged_relation else match.direction
    match.relation, match.direction = relation, direction
    match.judged_relation, match.judged_direction = judged, judged_direction
    if (judged, judged_direction) == (relation, direction):
        match.judged_relation = match.judged_direction = None


def take_relation_back(match: ClaimMatch) -> None:
    """Give a match the machine's relation again."""
    if match.judged_relation is not None:
        match.relation, match.direction = match.judged_relation, match.judged_direction
        match.judged_relation = match.judged_direction = None


def turned(direction: Direction | None) -> Direction | None:
    """The direction seen from the other end."""
    if direction is None:
        return None
    return Direction.B_TO_A if direction is Direction.A_TO_B else Direction.A_TO_B


def point_match(match: ClaimMatch, old_id: int, new_id: int) -> None:
    """Let a match name another claim in place of `old_id`, with the smaller id still first."""
    ends = {match.claim_a_id: match.appearance_a_id, match.claim_b_id: match.appearance_b_id}
    ends[new_id] = ends.pop(old_id)
    swapped = (match.claim_a_id == old_id) != (min(ends) == new_id)
    (match.claim_a_id, match.appearance_a_id), (match.claim_b_id, match.appearance_b_id) = sorted(ends.items())
    if swapped:
        match.direction, match.judged_direction = turned(match.direction), turned(match.judged_direction)
