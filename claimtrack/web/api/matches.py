"""Matches over the API: those that wait for a person, and what is decided about them."""

from typing import Annotated

from litestar import get, post
from litestar.params import FromQuery, JSONBody, QueryParameter

from claimtrack.links.model import Relation
from claimtrack.services import deciding, suggesting
from claimtrack.services.deciding import MatchDecision
from claimtrack.services.suggesting import SuggestionFilter
from claimtrack.web.api.bounds import Cursor, ShortLimit, Words, problems
from claimtrack.web.asking import words
from claimtrack.web.given import Actor, OpenEngine
from claimtrack.web.link_schemas import Decided, DecidedList, NewDecision, NewDecisions, SuggestionList
from claimtrack.web.schemas import shaped

Probability = Annotated[float, QueryParameter(ge=0, le=1, description="Only suggestions at least this probable, 0..1")]
EventId = Annotated[
    int | None, QueryParameter(ge=1, le=2**31 - 1, description="Only suggestions of this event's claims")
]


@get("/matches", summary="List open suggestions", responses=problems(), sync_to_thread=True)
def list_matches(
    engine: OpenEngine,
    relation: FromQuery[Relation | None] = None,
    min_probability: Probability = 0.0,
    outlet: Words = None,
    event: EventId = None,
    cursor: Cursor = None,
    limit: ShortLimit = 50,
) -> SuggestionList:
    """Matches that nobody has decided, most probable first, a page at a time: pass `next_cursor` as `cursor` to go on."""
    asked = SuggestionFilter(relation=relation, least=min_probability, outlet=words(outlet, "outlet"), event_id=event)
    found = suggesting.list_open(engine, filter=asked, cursor=words(cursor, "cursor"), limit=limit)
    return shaped(found, SuggestionList)


@post(
    "/matches/decide",
    summary="Decide matches",
    status_code=200,
    responses=problems(403, 404, 409, 415),
    sync_to_thread=True,
)
def decide_matches(engine: OpenEngine, actor: Actor, data: JSONBody[NewDecisions]) -> DecidedList:
    """Up to 200 decisions in one transaction. Where one cannot be stored, none is: 409 names each in `stale`.

    `confirm` says that the match is right, `reject` that it is not, `retype` gives it another relation, `reopen` takes a
    decision back. Confirming `same_claim` merges the two claims under the older one.
    """
    decided = deciding.decide_many(
        engine, [_decision(one) for one in data.decisions], actor=actor, reason=words(data.reason, "reason")
    )
    return DecidedList(decided=[shaped(one, Decided) for one in decided])


def _decision(given: NewDecision) -> MatchDecision:
    return MatchDecision(
        match_id=given.match,
        decision=given.decision,
        relation=given.relation,
        source_id=given.source_id,
        seen=given.seen,
        seen_claims=given.seen_claims,
    )


HANDLERS = (list_matches, decide_matches)
