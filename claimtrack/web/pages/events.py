"""The list of events, and the page of one."""

from urllib.parse import urlencode

from litestar import get
from litestar.response import Template

from claimtrack.services import events
from claimtrack.web.asking import chosen_flag, words
from claimtrack.web.charts import interval_charts
from claimtrack.web.contexts import EventContext, EventsContext
from claimtrack.web.given import Number, OpenEngine, WebRequest
from claimtrack.web.pages.claims import known_id
from claimtrack.web.rendering import page

PAGE_SIZE = 25
"""Events on one page of the list."""


@get("/events", sync_to_thread=True)
def list_events(request: WebRequest, engine: OpenEngine) -> Template:
    """The events, the one seen last first, with the filters of the query string."""
    params = request.query_params
    q, cursor = words(params.get("q"), "q"), words(params.get("cursor"), "cursor")
    conflicting = chosen_flag(params.get("conflicting"), "conflicting")
    listing = events.list_events(engine, query=q, conflicting=conflicting, cursor=cursor, limit=PAGE_SIZE)
    kept = {"q": q, "conflicting": "1" if conflicting else None, "cursor": listing.next_cursor}
    link = f"/events?{urlencode({name: value for name, value in kept.items() if value})}"
    context = EventsContext(
        listing=listing, q=q, conflicting=conflicting, next_link=link if listing.next_cursor else None
    )
    is_demo = any(event.fictional for event in listing.items)
    return page(request, "events.html", context, title="Events", section="events", is_demo=is_demo)


@get("/events/{event_id:int}", sync_to_thread=True)
def show_event(request: WebRequest, engine: OpenEngine, event_id: Number) -> Template:
    """What is told of one event: its figures, who contradicts whom, and its claims."""
    view = events.get_event(engine, known_id(event_id))
    context = EventContext(view=view, charts=interval_charts(view.timeline, own=frozenset(), matches=()))
    return page(request, "event.html", context, title=view.event.title, section="events", is_demo=view.event.fictional)


HANDLERS = (list_events, show_event)
