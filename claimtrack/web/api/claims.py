"""Claims over the API: list, one, match a text, change the state."""

from datetime import date
from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody, QueryParameter

from claimtrack.errors import InvalidQuery
from claimtrack.links.model import Relation
from claimtrack.services import comparing, matching, reviewing
from claimtrack.services.reviewing import ClaimFilter
from claimtrack.verification.workflow import State
from claimtrack.web.api.bounds import Cursor, IfMatch, Limit, RowId, Words, problems, seen_revision
from claimtrack.web.asking import words
from claimtrack.web.given import Actor, OpenEngine
from claimtrack.web.schemas import Claim, ClaimDetail, ClaimList, FoundClaim, FoundClaims, NewState, shaped

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


@get("/claims/match", summary="Match a text against the claims", responses=problems(), sync_to_thread=True)
def match_claims(
    engine: OpenEngine,
    q: Annotated[str, QueryParameter(min_length=1, max_length=2000, description="The text to find claims for")],
    limit: Limit = 10,
    min_score: Annotated[float, QueryParameter(ge=0, le=1, description="Least probability of a match, 0..1")] = 0.5,
    relation: FromQuery[Relation | None] = None,
    in_state: Annotated[State | None, QueryParameter(name="state")] = None,
    since: FromQuery[date | None] = None,
    language: Annotated[str | None, QueryParameter(pattern="^[a-z]{2,3}$", description="ISO 639 code")] = None,
) -> FoundClaims:
    """Claims that say the same as the text, follow from it, imply it, contradict it or update it, with the reasons."""
    text = words(q, "q")
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
        language=language,
    )
    return FoundClaims(query=text, matches=[shaped(one, FoundClaim) for one in found])


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


HANDLERS = (list_claims, match_claims, get_claim, set_state)
