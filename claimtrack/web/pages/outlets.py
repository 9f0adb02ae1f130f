"""The list of outlets, and the page of one, on which its family, kind and domain are set."""

from dataclasses import dataclass
from urllib.parse import urlencode

from litestar import get, post
from litestar.response import Redirect, Template

from claimtrack.db.tables import OutletKind
from claimtrack.errors import Conflict, InputError, InvalidQuery
from claimtrack.services import describing
from claimtrack.services.describing import OutletList, OutletPage
from claimtrack.web.asking import choice, words
from claimtrack.web.contexts import Refusal
from claimtrack.web.given import Actor, Answer, Form, Number, OpenEngine, WebRequest
from claimtrack.web.pages.claims import known_id, revision_of
from claimtrack.web.rendering import page

PAGE_SIZE = 50
"""Outlets on one page of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletsContext:
    """The list of outlets with its filter."""

    listing: OutletList
    q: str | None
    next_link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletContext:
    """An outlet's page."""

    view: OutletPage
    refusal: Refusal | None = None

    def typed(self, name: str, default: str | None) -> str:
        """What was typed into a field of the form when it was refused, else `default`."""
        return (default or "") if self.refusal is None else self.refusal.typed.get(name, "")


@get("/outlets", sync_to_thread=True)
def list_outlets(request: WebRequest, engine: OpenEngine) -> Template:
    """The outlets by name, or those that fit the words in the query string."""
    params = request.query_params
    q, cursor = words(params.get("q"), "q"), words(params.get("cursor"), "cursor")
    listing = describing.list_outlets(engine, query=q, cursor=cursor, limit=PAGE_SIZE)
    kept = {"q": q, "cursor": listing.next_cursor}
    link = f"/outlets?{urlencode({name: value for name, value in kept.items() if value})}"
    context = OutletsContext(listing=listing, q=q, next_link=link if listing.next_cursor else None)
    is_demo = any(outlet.fictional for outlet in listing.items)
    return page(request, "outlets.html", context, title="Outlets", section="outlets", is_demo=is_demo)


@get("/outlets/{outlet_id:int}", sync_to_thread=True)
def show_outlet(request: WebRequest, engine: OpenEngine, outlet_id: Number) -> Template:
    """What is known of an outlet, and the form that sets it."""
    return _page(request, engine, outlet_id)


@post("/outlets/{outlet_id:int}", sync_to_thread=True, status_code=303)
def set_outlet(request: WebRequest, engine: OpenEngine, actor: Actor, outlet_id: Number, data: Form) -> Answer:
    """Set what the outlet is; a refusal is shown beside the form with what was typed."""
    try:
        kind = choice(OutletKind, data.get("kind"), "kind")
        if kind is None:
            raise InvalidQuery("Choose a kind.")
        describing.set_outlet(
            engine,
            known_id(outlet_id),
            kind=kind,
            family=words(data.get("family"), "family"),
            domain=words(data.get("domain"), "domain", limit=2048),
            revision=revision_of(data),
            actor=actor,
            reason=words(data.get("reason"), "reason"),
        )
    except (Conflict, InputError) as exc:
        refusal = Refusal(form="outlet", text=exc.message, typed=data)
        return _page(request, engine, outlet_id, refusal=refusal, status_code=exc.status)
    return Redirect(f"/outlets/{outlet_id}?done=outlet", status_code=303)


def _page(
    request: WebRequest, engine: OpenEngine, outlet_id: int, *, refusal: Refusal | None = None, status_code: int = 200
) -> Template:
    view = describing.get_outlet(engine, known_id(outlet_id))
    context = OutletContext(view=view, refusal=refusal)
    return page(
        request,
        "outlet.html",
        context,
        title=view.outlet.name,
        section="outlets",
        is_demo=view.outlet.fictional,
        status_code=status_code,
    )


HANDLERS = (list_outlets, show_outlet, set_outlet)
