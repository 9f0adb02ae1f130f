"""The page of feeds: what is watched, how it goes, and adding and removing one."""

from datetime import UTC, datetime

from litestar import get, post
from litestar.response import Redirect, Template

from claimtrack.errors import FetchError, InputError
from claimtrack.services import feeding
from claimtrack.web.asking import words
from claimtrack.web.contexts import FeedsContext, Refusal
from claimtrack.web.given import Actor, Answer, Form, Number, OpenEngine, WebRequest
from claimtrack.web.pages.claims import known_id
from claimtrack.web.rendering import page

PAGE_SIZE = 50
"""Feeds on one page of the list."""


@get("/feeds", sync_to_thread=True)
def show_feeds(request: WebRequest, engine: OpenEngine) -> Template:
    """Every feed with its last poll, its next, what it has brought, and why it fails where it does."""
    return _page(request, engine)


@post("/feeds", sync_to_thread=True, status_code=303)
def add_feed(request: WebRequest, engine: OpenEngine, actor: Actor, data: Form) -> Answer:
    """Fetch a feed and watch it; what went wrong is shown in the form."""
    try:
        added = feeding.add_feed(
            engine,
            url=words(data.get("url"), "address", limit=2048) or "",
            outlet=words(data.get("outlet"), "outlet", limit=200),
            interval=feeding.read_interval(words(data.get("interval"), "interval") or "30m"),
            actor=actor,
        )
    except (InputError, FetchError) as exc:
        refusal = Refusal(form="feed", text=exc.message, typed=data)
        return _page(request, engine, refusal=refusal, status_code=exc.status)
    done = "feed-added" if added.created else "feed-known"
    return Redirect(f"/feeds?done={done}#feed-{added.feed.id}", status_code=303)


@post("/feeds/{feed_id:int}/remove", sync_to_thread=True, status_code=303)
def remove_feed(engine: OpenEngine, actor: Actor, feed_id: Number) -> Redirect:
    """Stop watching a feed; its articles stay."""
    feeding.remove_feed(engine, known_id(feed_id), actor=actor)
    return Redirect("/feeds?done=feed-removed", status_code=303)


def _page(
    request: WebRequest, engine: OpenEngine, *, refusal: Refusal | None = None, status_code: int = 200
) -> Template:
    now = datetime.now(UTC)
    cursor = words(request.query_params.get("cursor"), "cursor")
    listing = feeding.list_feeds(engine, cursor=cursor, limit=PAGE_SIZE)
    context = FeedsContext(
        listing=listing,
        is_first=cursor is None,
        next_link=f"/feeds?cursor={listing.next_cursor}" if listing.next_cursor else None,
        refusal=refusal,
    )
    return page(request, "feeds.html", context, title="Feeds", section="articles", now=now, status_code=status_code)


HANDLERS = (show_feeds, add_feed, remove_feed)
