"""The page that matches a text against the claims."""

from litestar import get
from litestar.response import Template

from claimtrack.services import matching
from claimtrack.verification.workflow import State
from claimtrack.web.asking import choice, words
from claimtrack.web.contexts import SearchContext
from claimtrack.web.given import OpenEngine, WebRequest
from claimtrack.web.rendering import page

SHOWN = 20
"""Claims found at most."""

_MIN_SCORE = 0.3
"""Lower than the API's default of 0.5: a person looking for something wants to see near misses too."""


@get("/search", sync_to_thread=True)
def show_search(request: WebRequest, engine: OpenEngine) -> Template:
    """The claims that answer the text, best first."""
    q = words(request.query_params.get("q"), "q") or ""
    state = choice(State, request.query_params.get("state"), "state")
    results = matching.match_text(engine, text=q, limit=SHOWN, min_score=_MIN_SCORE, state=state) if q else ()
    context = SearchContext(q=q, results=results, state=state)
    title = f"Search: {q}" if q else "Search"
    return page(request, "search.html", context, title=title, section="search", is_demo=context.is_demo)


HANDLERS = (show_search,)
