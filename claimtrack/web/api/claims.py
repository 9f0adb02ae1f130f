"""Claims over the API: list, one, match a text, change the state."""

from datetime import date
from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody, QueryParameter

from claimtrack.db.tables import Role
from claimtrack.errors import InvalidQuery
from claimtrack.links.model import Relation
from claimtrack.services import comparing, matching, reviewing
from claimtrack.services.matching import MAX_QUERY_CHARS, Wanted
from claimtrack.services.reviewing import ClaimFilter
from claimtrack.verification.workflow import State
from claimtrack.web.api.bounds import Cursor, IfMatch, Limit, RowId, ShortLimit, Words, problems, seen_revision
from claimtrack.web.asking import words
from claimtrack.web.auth import NEEDS
from claimtrack.web.given import Actor, OpenEngine
from claimtrack.web.schemas import (
    Claim,
    ClaimDetail,
    ClaimList,
    FoundClaim,
    FoundClaims,
    MatchAnswer,
    MatchAnswers,
    MatchQuery,
    NewState,
    TextProblem,
    shaped,
)

MAX_Q_CHARS = 10_000_000
"""The service says itself when a text is too long, with what to do instead."""

Worthiness = Annotated[float, QueryParameter(ge=0, le=1, description="Only claims at least this check-worthy, 0..1")]


@get("/claims", summary="List claims", responses=problems(), sync_to_thread=True)
def list_claims(
    engine: OpenEngine,
    q: Words = None,
    in_state: Annotated[list[State] | None, QueryParameter(name="state")] = None,
    outlet: Words = None,
    claimant: Words = None,
    place: Words = None,
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
    conflicting: FromQuery[bool] = False,
    suggested: FromQuery[bool] = False,
    several_outlets: FromQuery[bool] = False,
    due: FromQuery[bool] = False,
    barred: FromQuery[bool] = False,
    min_worthiness: Worthiness = 0.0,
    sort: FromQuery[Literal["worth", "newest", "sources"]] = "worth",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ClaimList:
    """Claims that fulfil every filter given, a page at a time: pass `next_cursor` as `cursor` to go on."""
    asked = ClaimFilter(
        states=tuple(in_state or ()),
        query=words(q, "q"),
        outlet=words(outlet, "outlet"),
        claimant=words(claimant, "claimant"),
        place=words(place, "place"),
        since=since,
        until=until,
        conflicting=conflicting,
        suggested=suggested,
        several_outlets=several_outlets,
        due=due,
        barred=barred,
        min_worthiness=min_worthiness,
        sort=sort,
    )
    found = reviewing.list_claims(engine, filter=asked, cursor=words(cursor, "cursor"), limit=limit)
    return shaped(found, ClaimList)


@get("/claims/match", summary="Match a text against the claims", responses=problems(413), sync_to_thread=True)
def match_claims(
    engine: OpenEngine,
    q: Annotated[str, QueryParameter(min_length=1, description="The text to find claims for, up to 2,000 characters")],
    limit: ShortLimit = 10,
    min_score: Annotated[float, QueryParameter(ge=0, le=1, description="Least probability of a match, 0..1")] = 0.5,
    relation: FromQuery[Relation | None] = None,
    in_state: Annotated[State | None, QueryParameter(name="state")] = None,
    since: FromQuery[date | None] = None,
    language: Annotated[str | None, QueryParameter(max_length=20, description="ISO 639-1, for example en")] = None,
) -> FoundClaims:
    """Claims that say the same as the text, follow from it, imply it, contradict it or update it, with the reasons.

    Each comes with where it stands and with what was found out about it. The filters narrow the search itself.
    """
    text = words(q, "q", limit=MAX_Q_CHARS)
    if text is None:
        raise InvalidQuery("q is empty. Give the text to find claims for.")
    found = matching.match_text(
        engine,
        text=text,
        limit=limit,
        min_score=min_score,
        relation=relation,
        state=in_state,
        since=since,
        language=words(language, "language"),
    )
    return FoundClaims(query=text, matches=[shaped(one, FoundClaim) for one in found])


@post(
    "/claims/match",
    summary="Match many texts against the claims",
    status_code=200,
    responses=problems(413, 415),
    opt={NEEDS: Role.VIEWER},
    sync_to_thread=True,
)
def match_many(engine: OpenEngine, data: JSONBody[MatchQuery]) -> MatchAnswers:
    """The same for up to 100 texts at once, much quicker than one after the other. Nothing is changed or kept.

    Each text has an answer of its own; one that cannot be used has a `problem`, and the others are answered.
    """
    wanted = Wanted(
        limit=data.limit,
        min_score=data.min_score,
        relation=data.relation,
        state=data.state,
        since=data.since,
        language=words(data.language, "language"),
    )
    found = matching.match_texts(engine, data.texts, wanted=wanted)
    return MatchAnswers(answers=[_answer(index, one) for index, one in enumerate(found)])


def _answer(index: int, found: matching.MatchAnswer) -> MatchAnswer:
    failed = found.problem
    problem = None if failed is None else TextProblem(code=failed.code, status=failed.status, detail=failed.message)
    return MatchAnswer(
        index=index,
        query=found.text[:MAX_QUERY_CHARS],
        matches=[shaped(one, FoundClaim) for one in found.results],
        problem=problem,
    )


@get("/claims/{claim_id:int}", summary="One claim", responses=problems(404), sync_to_thread=True)
def get_claim(engine: OpenEngine, claim_id: RowId) -> Response[ClaimDetail]:
    """Everything about a claim. A claim that was joined to another answers with that one. ETag is its revision."""
    found = shaped(comparing.get_claim(engine, claim_id), ClaimDetail)
    return Response(found, headers={"ETag": f'"{found.claim.revision}"'})


@post(
    "/claims/{claim_id:int}/state",
    summary="Change a claim's state",
    status_code=200,
    responses=problems(403, 404, 409, 412, 415),
    sync_to_thread=True,
)
def set_state(
    engine: OpenEngine,
    actor: Actor,
    claim_id: RowId,
    data: JSONBody[NewState],
    if_match: IfMatch = None,
) -> Claim:
    """The claim after the change. 409 when the workflow forbids it, 412 when somebody else changed the claim first."""
    changed = reviewing.set_state(
        engine,
        claim_id,
        state=data.state,
        rating=words(data.rating, "rating"),
        reason=words(data.reason, "reason"),
        revision=seen_revision(data.revision, if_match),
        actor=actor,
    )
    return shaped(changed, Claim)


HANDLERS = (list_claims, match_claims, match_many, get_claim, set_state)
