"""Merging and splitting claims over the API, undoing either, and keeping a claim out of matching."""

from litestar import Response, get, post
from litestar.params import JSONBody

from claimtrack.services import comparing, deciding, reverting, reviewing, splitting
from claimtrack.services.views import ClaimSummary
from claimtrack.web.api.bounds import IfMatch, RowId, problems, seen_revision
from claimtrack.web.asking import words
from claimtrack.web.given import Actor, OpenEngine
from claimtrack.web.link_schemas import (
    ClaimEditHistory,
    Decided,
    NewBar,
    NewClaimMerge,
    NewClaimSplit,
    NewUnbar,
    Reverted,
    Split,
)
from claimtrack.web.schemas import Claim, shaped

_CHANGES = problems(403, 404, 409, 412, 415)


@post(
    "/claims/{claim_id:int}/bar",
    summary="Keep out of matching",
    status_code=200,
    responses=_CHANGES,
    sync_to_thread=True,
)
def bar_claim(
    engine: OpenEngine, actor: Actor, claim_id: RowId, data: JSONBody[NewBar], if_match: IfMatch = None
) -> Response[Claim]:
    """The claim is no longer suggested, joined or found by matching; its open suggestions are hidden."""
    revision = seen_revision(data.revision, if_match)
    return _tagged(reviewing.bar_claim(engine, claim_id, reason=data.reason, revision=revision, actor=actor))


@post("/claims/{claim_id:int}/unbar", summary="Match again", status_code=200, responses=_CHANGES, sync_to_thread=True)
def unbar_claim(
    engine: OpenEngine, actor: Actor, claim_id: RowId, data: JSONBody[NewUnbar], if_match: IfMatch = None
) -> Response[Claim]:
    """The claim takes part in matching again, with the suggestions that it had."""
    revision = seen_revision(data.revision, if_match)
    return _tagged(reviewing.unbar_claim(engine, claim_id, revision=revision, actor=actor))


@post(
    "/claims/{claim_id:int}/merge", summary="Merge two claims", status_code=200, responses=_CHANGES, sync_to_thread=True
)
def merge_claims(
    engine: OpenEngine, actor: Actor, claim_id: RowId, data: JSONBody[NewClaimMerge], if_match: IfMatch = None
) -> Decided:
    """Both claims under the older one. 409 when somebody has said that they differ, or both are closed with other ratings."""
    done = deciding.merge_two(
        engine,
        claim_id,
        data.other,
        revision=seen_revision(data.revision, if_match),
        actor=actor,
        reason=words(data.reason, "reason"),
    )
    return shaped(done, Decided)


@post("/claims/{claim_id:int}/split", summary="Split a claim", status_code=200, responses=_CHANGES, sync_to_thread=True)
def split_claim(
    engine: OpenEngine, actor: Actor, claim_id: RowId, data: JSONBody[NewClaimSplit], if_match: IfMatch = None
) -> Split:
    """Some appearances as a claim of their own, which the machine will not join to the old one again."""
    done = splitting.split_claim(
        engine,
        claim_id,
        data.appearances,
        revision=seen_revision(data.revision, if_match),
        actor=actor,
        reason=words(data.reason, "reason"),
    )
    return shaped(done, Split)


@get(
    "/claims/{claim_id:int}/edits", summary="Merges and splits of a claim", responses=problems(404), sync_to_thread=True
)
def get_edits(engine: OpenEngine, claim_id: RowId) -> ClaimEditHistory:
    """Newest first; a claim that was joined to another answers with that one's."""
    return shaped(comparing.get_history(engine, claim_id), ClaimEditHistory)


@post(
    "/claim-edits/{edit_id:int}/undo",
    summary="Undo a merge or split",
    status_code=200,
    responses=problems(403, 404, 409, 415),
    sync_to_thread=True,
)
def undo_edit(engine: OpenEngine, actor: Actor, edit_id: RowId) -> Reverted:
    """Everything as it was before. 409 when somebody has built on it since; the detail says what stands in the way."""
    return shaped(reverting.undo_claim_edit(engine, edit_id, actor=actor), Reverted)


def _tagged(claim: ClaimSummary) -> Response[Claim]:
    return Response(shaped(claim, Claim), headers={"ETag": f'"{claim.revision}"'})


HANDLERS = (bar_claim, unbar_claim, merge_claims, split_claim, get_edits, undo_edit)
