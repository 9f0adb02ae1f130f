"""Feeds over the API: list, add, remove."""

from datetime import timedelta

from litestar import Response, delete, get, post
from litestar.params import JSONBody

from claimtrack.services import feeding
from claimtrack.web.api.bounds import BODY_TYPE, Cursor, Limit, RowId, problems
from claimtrack.web.asking import words
from claimtrack.web.given import Actor, OpenEngine
from claimtrack.web.origin_schemas import Feed, FeedList, NewFeed
from claimtrack.web.schemas import shaped


@get("/feeds", summary="List feeds", responses=problems(), sync_to_thread=True)
def list_feeds(engine: OpenEngine, cursor: Cursor = None, limit: Limit = 50) -> FeedList:
    """The feeds that are watched, a page at a time: pass `next_cursor` as `cursor` to go on."""
    return shaped(feeding.list_feeds(engine, cursor=words(cursor, "cursor"), limit=limit), FeedList)


@post(
    "/feeds", summary="Watch a feed", status_code=201, responses=problems(403, 415, 422, 502, 504), sync_to_thread=True
)
def add_feed(engine: OpenEngine, actor: Actor, data: JSONBody[NewFeed]) -> Response[Feed]:
    """201 with the feed: what it announces is added in the background. 200 when it was watched already, as it was."""
    added = feeding.add_feed(
        engine,
        url=data.url,
        outlet=words(data.outlet, "outlet"),
        interval=timedelta(seconds=data.interval_s),
        actor=actor,
    )
    return Response(shaped(added.feed, Feed), status_code=201 if added.created else 200)


@delete(
    "/feeds/{feed_id:int}",
    summary="Stop watching a feed",
    responses=problems(403, 404),
    # It takes no body, and a browser asks before it sends DELETE for another site's page.
    opt={BODY_TYPE: ("", "application/json")},
    sync_to_thread=True,
)
def remove_feed(engine: OpenEngine, actor: Actor, feed_id: RowId) -> None:
    """204: the feed is no longer polled. Its articles stay."""
    feeding.remove_feed(engine, feed_id, actor=actor)


HANDLERS = (list_feeds, add_feed, remove_feed)
