"""Outlets over the API: list, one, and what an outlet is."""

from litestar import Response, get, put
from litestar.params import JSONBody

from claimtrack.services import describing
from claimtrack.web.api.bounds import Cursor, IfMatch, Limit, RowId, Words, problems, seen_revision
from claimtrack.web.asking import words
from claimtrack.web.given import Actor, OpenEngine
from claimtrack.web.origin_schemas import DescribedOutlet, NewDescription, OutletList
from claimtrack.web.schemas import shaped


@get("/outlets", summary="List outlets", responses=problems(), sync_to_thread=True)
def list_outlets(engine: OpenEngine, q: Words = None, cursor: Cursor = None, limit: Limit = 50) -> OutletList:
    """Outlets by name, or those with `q` in their name, domain or family: pass `next_cursor` as `cursor` to go on."""
    found = describing.list_outlets(engine, query=words(q, "q"), cursor=words(cursor, "cursor"), limit=limit)
    return shaped(found, OutletList)


@get("/outlets/{outlet_id:int}", summary="One outlet", responses=problems(404), sync_to_thread=True)
def get_outlet(engine: OpenEngine, outlet_id: RowId) -> Response[DescribedOutlet]:
    """Who owns an outlet, of what kind it is, and its domain. ETag is its revision."""
    return _tagged(describing.get_outlet(engine, outlet_id).outlet)


@put(
    "/outlets/{outlet_id:int}",
    summary="Describe an outlet",
    responses=problems(403, 404, 409, 412, 415),
    sync_to_thread=True,
)
def set_outlet(
    engine: OpenEngine, actor: Actor, outlet_id: RowId, data: JSONBody[NewDescription], if_match: IfMatch = None
) -> Response[DescribedOutlet]:
    """The outlet after the change; the independent sources of its claims are counted anew.

    Outlets of one family are one source. 409 when another outlet has the domain, 412 when somebody else was faster.
    """
    done = describing.set_outlet(
        engine,
        outlet_id,
        kind=data.kind,
        family=words(data.family, "family"),
        domain=words(data.domain, "domain", limit=2048),
        revision=seen_revision(data.revision, if_match),
        actor=actor,
        reason=words(data.reason, "reason"),
    )
    return _tagged(done)


def _tagged(outlet: describing.DescribedOutlet) -> Response[DescribedOutlet]:
    return Response(shaped(outlet, DescribedOutlet), headers={"ETag": f'"{outlet.revision}"'})


HANDLERS = (list_outlets, get_outlet, set_outlet)
