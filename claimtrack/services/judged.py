"""Pairs of stored claims judged anew, as they would be if they were linked now, with what people have said of them.

From these it is seen what other thresholds would do, and what the machine's probabilities are worth. The pairs are those that
are stored as matches and, of the newest appearances, each with its nearest others: so there are joins, suggestions and what is
dropped among them.
"""

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from claimtrack.db.claims import AppearanceRow, appearance_rows, claims_by_id, figures_of
from claimtrack.db.judged import matches_to_judge, newest_appearances
from claimtrack.db.tables import ClaimMatch, MatchStatus
from claimtrack.db.vectors import nearest, vectors_of
from claimtrack.links.compare import compare
from claimtrack.links.model import Assertion, Judgement
from claimtrack.links.story import same_story
from claimtrack.services.engine import Engine
from claimtrack.services.records import assertion_of_row
from claimtrack.services.stories import stories_of

MOST_MATCHES = 400
"""Stored matches that are judged anew for a page: those that people have decided first, then the newest."""
NEWEST = 60
NEIGHBOURS = 10
"""Newest appearances, and the nearest others of each, that are judged besides. Source: together under a second on one core."""
MOST_DECISIONS = 20_000
AT_ONCE = 500
KEPT_S = 120.0
"""How long the pairs of a page are kept: moving a threshold back and forth judges nothing anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPair:
    """Two stored appearances with what the machine says of them now, before calibration."""

    claim_a: int
    claim_b: int
    """The same as `claim_a` where both are under one claim."""
    a: Assertion
    b: Assertion
    judgement: Judgement
    status: MatchStatus | None
    """What people said of the two claims; None where the pair is no match."""
    is_asked: bool
    """Whether the status is about the relation that the machine sees now."""
    together: bool
    """Whether both are under one claim."""


class PairStock:
    """The pairs of one process's pages, judged when they are first asked for and kept for a while."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pairs: tuple[JudgedPair, ...] = ()
        self._until_s = float("-inf")

    def pairs(self, engine: Engine) -> tuple[JudgedPair, ...]:
        """The pairs, at most two minutes old."""
        with self._lock:  # Whoever comes meanwhile waits for the same pairs.
            if time.monotonic() > self._until_s:
                self._pairs = recent_pairs(engine)
                self._until_s = time.monotonic() + KEPT_S
            return self._pairs


def recent_pairs(engine: Engine) -> tuple[JudgedPair, ...]:
    """The pairs that a page goes by: stored matches, and the newest appearances with their neighbours."""
    model = engine.searching()
    with engine.database.begin() as session:
        matches = matches_to_judge(session, decided_only=False, limit=MOST_MATCHES)
        pairs = [(match.appearance_a_id, match.appearance_b_id) for match in matches]
        newest = newest_appearances(session, limit=NEWEST)
        vectors = vectors_of(session, model_id=model.id, appearance_ids=newest)
        for one, vector in vectors.items():
            found = nearest(session, model_id=model.id, vector=vector, limit=NEIGHBOURS + 1)
            pairs += [(other, one) for other, _ in found if other != one]
        return _judged(session, pairs, matches, model_id=model.id)


def decided_pairs(engine: Engine) -> tuple[JudgedPair, ...]:
    """Every match that people have confirmed or rejected, judged by the present rules."""
    model = engine.searching()
    with engine.database.begin() as session:
        matches = matches_to_judge(session, decided_only=True, limit=MOST_DECISIONS)
    judged: list[JudgedPair] = []
    for start in range(0, len(matches), AT_ONCE):
        piece = matches[start : start + AT_ONCE]
        with engine.database.begin() as session:
            ends = [(match.appearance_a_id, match.appearance_b_id) for match in piece]
            judged += _judged(session, ends, piece, model_id=model.id)
    return tuple(judged)


def _judged(
    session: Session, pairs: Iterable[tuple[int, int]], matches: Sequence[ClaimMatch], *, model_id: int
) -> tuple[JudgedPair, ...]:
    distinct = list({(min(pair), max(pair)): pair for pair in pairs if pair[0] != pair[1]}.values())
    ids = {one for pair in distinct for one in pair}
    rows = _rows(session, ids)
    vectors = vectors_of(session, model_id=model_id, appearance_ids=sorted(ids))
    figures = figures_of(session, ids)
    assertions = {one: assertion_of_row(row, figures.get(one, ())) for one, row in rows.items()}
    by_version = stories_of(session, {row.appearance.version_id for row in rows.values()})
    stories = {one: by_version[row.appearance.version_id] for one, row in rows.items()}
    decided = {frozenset((match.appearance_a_id, match.appearance_b_id)): match for match in matches}
    by_claims = {frozenset((match.claim_a_id, match.claim_b_id)): match for match in matches}
    claims = claims_by_id(session, {row.appearance.claim_id for row in rows.values()})
    judged = []
    for first, second in distinct:
        if not {first, second} <= rows.keys() & vectors.keys():
            continue
        claim_a, claim_b = rows[first].appearance.claim_id, rows[second].appearance.claim_id
        match = decided.get(frozenset((first, second))) or by_claims.get(frozenset((claim_a, claim_b)))
        a, b = assertions[first], assertions[second]
        similarity = float(vectors[first] @ vectors[second] / _length(vectors[first]) / _length(vectors[second]))
        judgement = compare(a, b, similarity=similarity, same_story=same_story(stories[first], stories[second]))
        judged.append(
            JudgedPair(
                claim_a=claims[claim_a].merged_into_id or claim_a,
                claim_b=claims[claim_b].merged_into_id or claim_b,
                a=a,
                b=b,
                judgement=judgement,
                status=match.status if match else None,
                is_asked=match is not None and match.relation is judgement.relation,
                together=claim_a == claim_b,
            )
        )
    return tuple(judged)


def _rows(session: Session, ids: Iterable[int]) -> dict[int, AppearanceRow]:
    """The appearances by id, also those whose text was replaced since: what was decided of them still counts."""
    asked = sorted(ids)
    found: dict[int, AppearanceRow] = {}
    for start in range(0, len(asked), AT_ONCE):
        piece = asked[start : start + AT_ONCE]
        rows = appearance_rows(session, ids=piece, current_only=False, limit=AT_ONCE)
        found |= {row.appearance.id or 0: row for row in rows}
    return found


def _length(vector: np.ndarray) -> float:
    return float(np.linalg.norm(vector)) or 1.0
