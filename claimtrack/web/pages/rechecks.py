"""The page of re-checks: what is due, what comes, what happened."""

from datetime import UTC, datetime

from litestar import get
from litestar.response import Template

from claimtrack.services import rechecking
from claimtrack.web.contexts import RechecksContext
from claimtrack.web.given import OpenEngine, WebRequest
from claimtrack.web.rendering import page

SHOWN = 50
"""Rows of each list."""


@get("/rechecks", sync_to_thread=True)
def show_rechecks(request: WebRequest, engine: OpenEngine) -> Template:
    """What is due, what comes next, and how the last runs ended."""
    now = datetime.now(UTC)
    context = RechecksContext(
        due=rechecking.due_claims(engine, now=now),
        upcoming=rechecking.upcoming(engine, limit=SHOWN),
        recent=rechecking.recent_rechecks(engine, limit=SHOWN),
        now=now,
    )
    return page(
        request, "rechecks.html", context, title="Re-checks", section="rechecks", now=now, is_demo=context.is_demo
    )


HANDLERS = (show_rechecks,)
