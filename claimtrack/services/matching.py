"""Which tracked claims answer a text: what the search page, the API and the command ask."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from sqlmodel import Session

from claimtrack.db.claims import claims_by_id
from claimtrack.db.types import storable
from claimtrack.db.vectors import cosines
from claimtrack.errors import InvalidQuery, TextTooLarge
from claimtrack.links.candidates import Candidate
from claimtrack.links.model import Direction, Relation
from claimtrack.links.query import named_day
from claimtrack.services.comparing import text_assertion
from claimtrack.services.engine import Engine
from claimtrack.services.linking import Pair, best_by_claim, chosen_wordings, judge_found
from claimtrack.services.lookup import look_up
from claimtrack.services.presenting import claim_summaries, reason_views
from claimtrack.services.records import stored_reasons
from claimtrack.services.views import MatchResult
from claimtrack.verification.workflow import State

MAX_QUERY_CHARS = 2000
MAX_RESULTS = 100
WHOLE_SHARE = 0.6
"""Share of a text that its longest claim must be to stand for all of it, which saves the encoder the rest."""


def match_text(
    engine: Engine,
    *,
    text: str,
    limit: int = 10,
    min_score: float = 0.5,
    relation: Relation | None = None,
    state: State | None = None,
    since: date | None = None,
    language: str | None = None,
) -> tuple[MatchResult, ...]:
    """Tracked claims that stand in a typed relation to a text, most probable first; empty rather than weak.

    Those that only tell something else of the same event come after those that say the same or otherwise.

    Args:
        text: up to 2,000 characters.
        limit: 1 to 100.
        min_score: least probability of the relation, 0..1.
        relation: only this relation. `related` is given only when asked for by name.
        state: only claims in this state.
        since: only claims first published on or after this day, or added since then where no publication is dated.
        language: only claims in this language (ISO 639-1).

    Raises:
        EmptyText: the text is empty.
        TextTooLarge: it is longer than 2,000 characters.
        InvalidQuery: a limit or score is out of its range.
    """
    if len(text) > MAX_QUERY_CHARS:
        raise TextTooLarge(
            f"A query may have up to {MAX_QUERY_CHARS:,} characters. Add the text as an article instead."
        )
    if not 1 <= limit <= MAX_RESULTS:
        raise InvalidQuery(f"`limit` must be between 1 and {MAX_RESULTS}.")
    if not 0 <= min_score <= 1:
        raise InvalidQuery("`min_score` must be between 0 and 1.")
    assertion = text_assertion(engine, text, published_on=None)
    # Looked up as a whole, because a post is found by words beside its claim; judged by what it claims.
    text = storable(text)
    is_whole = len(assertion.text) >= WHOLE_SHARE * len(text)
    vectors = engine.encode([assertion.text] if is_whole else [assertion.text, text])
    model_id = engine.model_id()
    with engine.database.begin() as session:
        found = look_up(session, text, vectors[-1], model_id=model_id, day=named_day(text))
        similarities = None if is_whole else _similarities(session, found, vectors[0], model_id)
        pairs = judge_found(session, assertion, found, thresholds=engine.thresholds, similarities=similarities)
        best = [pair for pair in best_by_claim(pairs).values() if _answers(pair, relation, min_score)]
        best.sort(key=_place)
        return _results(session, best, state=state, since=since, language=language, limit=limit)


def _similarities(session: Session, found: Sequence[Candidate], vector: np.ndarray, model_id: int) -> dict[int, float]:
    return cosines(session, model_id=model_id, vector=vector, appearance_ids=list(chosen_wordings(found)))


def _place(pair: Pair) -> tuple[bool, float, float, int]:
    """Where a pair stands among the results."""
    is_aside = pair.judgement.relation in (Relation.SAME_EVENT, Relation.RELATED)
    return is_aside, -pair.judgement.probability, -pair.similarity, pair.claim_id


def _answers(pair: Pair, relation: Relation | None, min_score: float) -> bool:
    if pair.judgement.probability < min_score:
        return False
    if relation is None:
        return pair.judgement.relation is not Relation.RELATED
    return pair.judgement.relation is relation


def _results(
    session: Session,
    best: Sequence[Pair],
    *,
    state: State | None,
    since: date | None,
    language: str | None,
    limit: int,
) -> tuple[MatchResult, ...]:
    claims = claims_by_id(session, [pair.claim_id for pair in best])
    kept = [
        pair
        for pair in best
        if (state is None or claims[pair.claim_id].state is state)
        and (
            since is None or (claims[pair.claim_id].first_seen_at or claims[pair.claim_id].last_seen_at).date() >= since
        )
        and (language is None or claims[pair.claim_id].language == language)
    ][:limit]
    summaries = claim_summaries(session, [claims[pair.claim_id] for pair in kept])
    return tuple(
        MatchResult(
            claim=summary,
            quote=pair.quote,
            relation=pair.judgement.relation,
            direction=_direction(pair.judgement.direction),
            probability=pair.judgement.probability,
            reasons=reason_views(stored_reasons((*pair.decision.guards, *pair.judgement.reasons))),
            found_by=pair.candidate.lists,
        )
        for summary, pair in zip(summaries, kept, strict=True)
    )


def _direction(direction: Direction | None) -> str | None:
    """The stored claim is side `a` of the comparison, the query side `b`."""
    if direction is None:
        return None
    return "claim_to_query" if direction is Direction.A_TO_B else "query_to_claim"
