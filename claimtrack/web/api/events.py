"""Events over the API: list, one."""

from litestar import get
from litestar.params import FromQuery

from claimtrack.services import events
from claimtrack.web.api.bounds import Cursor, RowId, ShortLimit, Words, problems
from claimtrack.web.asking import words
from claimtrack.web.given import OpenEngine
from claimtrack.web.schemas import EventDetail, EventList, shaped


@get("/events", summary="List events", responses=problems(), sync_to_thread=True)
def list_events(
    engine: OpenEngine,
    q: Words = None,
    conflicting: FromQuery[bool] = False,
    cursor: Cursor = None,
    limit: ShortLimit = 25,
) -> EventList:
    """Events of two claims or more, the one seen last first, a page at a time: pass `next_cursor` as `cursor` to go on."""
    found = events.list_events(
        engine, query=words(q, "q"), conflicting=conflicting, cursor=words(cursor, "cursor"), limit=limit
    )
    return shaped(found, EventList)


@get("/events/{event_id:int}", summary="One event", responses=problems(404), sync_to_thread=True)
def get_event(engine: OpenEngine, event_id: RowId) -> EventDetail:
    """An event's claims, and where they contradict each other."""
    return shaped(events.get_event(engine, event_id), EventDetail)


HANDLERS = (list_events, get_event)
