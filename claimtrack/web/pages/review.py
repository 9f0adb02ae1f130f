"""The page on which suggestions are decided one after the other, from the keyboard, and sent together."""

from litestar import get, post
from litestar.response import Redirect, Template

from claimtrack.errors import ClaimtrackError, Conflict, InvalidQuery, StaleDecisions
from claimtrack.services import deciding, suggesting
from claimtrack.services.engine import Engine
from claimtrack.web.given import Actor, Answer, Form, OpenEngine, WebRequest
from claimtrack.web.rendering import page
from claimtrack.web.review_forms import ReviewContext, StaleLine, decisions_of, review_query

PAGE_SIZE = 25
"""Suggestions on one page: what is decided between two sips of coffee, and sent at once."""


@get("/review", sync_to_thread=True)
def show_review(request: WebRequest, engine: OpenEngine, actor: Actor) -> Template:
    """The suggestions that wait, strongest first, with the filters of the query string."""
    return _review_page(request, engine, actor)


@post("/review", sync_to_thread=True, status_code=303)
def send_decisions(request: WebRequest, engine: OpenEngine, actor: Actor, data: Form) -> Answer:
    """Store all that was chosen, or nothing; what cannot be decided so any more is named, and the other choices are kept."""
    try:
        deciding.decide_many(engine, decisions_of(data), actor=actor)
    except (Conflict, InvalidQuery) as exc:
        return _review_page(request, engine, actor, refused=exc, typed=data)
    link = review_query(dict(request.query_params)).link()
    return Redirect(f"{link}{'&' if '?' in link else '?'}done=decided", status_code=303)


def _review_page(
    request: WebRequest,
    engine: Engine,
    actor: str,
    *,
    refused: ClaimtrackError | None = None,
    typed: dict[str, str] | None = None,
) -> Template:
    asked = review_query(dict(request.query_params))
    listing = suggesting.list_open(engine, filter=asked.filter(), cursor=asked.cursor, limit=PAGE_SIZE)
    context = ReviewContext(
        asked=asked,
        listing=listing,
        counts=suggesting.count_open(engine, filter=asked.filter()),
        decided=suggesting.decided_last(engine, actor=actor),
        problem=refused.message if refused else None,
        stale=_stale_lines(engine, refused),
        typed=typed or {},
    )
    return page(
        request,
        "review.html",
        context,
        title="Review",
        section="review",
        is_demo=any(pair.a.fictional or pair.b.fictional for pair in listing.items),
        status_code=refused.status if refused else 200,
    )


def _stale_lines(engine: Engine, refused: ClaimtrackError | None) -> tuple[StaleLine, ...]:
    if not isinstance(refused, StaleDecisions):
        return ()
    pairs = {pair.id: pair for pair in suggesting.get_suggestions(engine, list(refused.stale))}
    return tuple(StaleLine(text=text, pair=pairs.get(match_id)) for match_id, text in refused.stale.items())


HANDLERS = (show_review, send_decisions)
