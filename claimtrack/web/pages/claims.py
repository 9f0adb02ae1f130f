"""The inbox and the page of a claim."""

from datetime import UTC, datetime
from typing import Final, cast, get_args

from litestar import get, post
from litestar.response import Redirect, Template

from claimtrack.errors import ClaimtrackError, Conflict, FetchError, InputError, InvalidQuery, NotFound
from claimtrack.services import comparing, contradicting, deciding, rechecking, reviewing
from claimtrack.services.deciding import Decision
from claimtrack.services.views import ClaimPage
from claimtrack.verification.workflow import Stance, State
from claimtrack.web.asking import choice, inbox_query, words
from claimtrack.web.chain import chain_tree, loose_edges
from claimtrack.web.charts import interval_charts
from claimtrack.web.contexts import ClaimContext, InboxContext, Refusal
from claimtrack.web.given import Actor, Answer, Form, Number, OpenEngine, WebRequest
from claimtrack.web.rendering import MESSAGES, page
from claimtrack.web.review_forms import retyped

PAGE_SIZE = 40
"""Claims on one page of the inbox."""

_MAX_ID: Final = 2**31 - 1
_DECISIONS: Final = get_args(Decision)


def known_id(number: int) -> int:
    """The number when a row could have it.

    Raises:
        NotFound: No row of the database can have that number.
    """
    if not 0 < number <= _MAX_ID:
        raise NotFound
    return number


@get("/", sync_to_thread=True)
def show_inbox(request: WebRequest, engine: OpenEngine) -> Template:
    """The claims that wait, with the filters of the query string."""
    asked = inbox_query(dict(request.query_params))
    claims = reviewing.list_claims(engine, filter=asked.filter(), cursor=asked.cursor, limit=PAGE_SIZE)
    context = InboxContext(
        asked=asked,
        claims=claims,
        counts=reviewing.count_inbox(engine),
        against=contradicting.contradictions(engine, claims.items),
    )
    return page(request, "inbox.html", context, title="Inbox", section="inbox", is_demo=context.is_demo)


@get("/claims/{claim_id:int}", sync_to_thread=True)
def show_claim(request: WebRequest, engine: OpenEngine, claim_id: Number) -> Answer:
    """Everything about a claim; the address of a claim that was joined to another leads there."""
    view = comparing.get_claim(engine, known_id(claim_id))
    if view.claim.id != claim_id:
        done = request.query_params.get("done")
        return Redirect(f"/claims/{view.claim.id}{f'?done={done}' if done in MESSAGES else ''}", status_code=303)
    return claim_page(request, view)


def claim_page(
    request: WebRequest, view: ClaimPage, *, refusal: Refusal | None = None, status_code: int = 200
) -> Template:
    """The page of a claim, with why a form on it was refused when it was."""
    own = frozenset(one.id for source in view.sources for one in source.appearances)
    context = ClaimContext(
        view=view,
        charts=interval_charts(view.timeline, own=own, matches=(*view.agrees, *view.otherwise)),
        chain=chain_tree(view.chain),
        loose=loose_edges(view.chain),
        refusal=refusal,
    )
    return page(
        request,
        "claim.html",
        context,
        title=view.claim.text,
        section="inbox",
        is_demo=view.fictional,
        status_code=status_code,
    )


@post("/claims/{claim_id:int}/state", sync_to_thread=True, status_code=303)
def set_state(request: WebRequest, engine: OpenEngine, actor: Actor, claim_id: Number, data: Form) -> Answer:
    """Move the claim on; a refusal is shown beside the form with what was chosen."""
    try:
        state = choice(State, data.get("state"), "state")
        if state is None:
            raise InvalidQuery("Choose a state.")
        reviewing.set_state(
            engine,
            known_id(claim_id),
            state=state,
            rating=words(data.get("rating"), "rating") if state is State.CLOSED else None,
            reason=words(data.get("reason"), "reason"),
            revision=revision_of(data),
            actor=actor,
        )
    except (Conflict, InputError) as exc:
        return refused_on_claim(request, engine, claim_id, "state", exc, data)
    return _done(claim_id, "state")


@post("/claims/{claim_id:int}/assign", sync_to_thread=True, status_code=303)
def assign(request: WebRequest, engine: OpenEngine, actor: Actor, claim_id: Number, data: Form) -> Answer:
    """Give the claim to somebody, or to nobody when the field is empty."""
    try:
        to = words(data.get("to"), "name")
        reviewing.assign(engine, known_id(claim_id), to=to, revision=revision_of(data), actor=actor)
    except (Conflict, InputError) as exc:
        return refused_on_claim(request, engine, claim_id, "assign", exc, data)
    return _done(claim_id, "assigned")


@post("/claims/{claim_id:int}/evidence", sync_to_thread=True, status_code=303)
def add_evidence(request: WebRequest, engine: OpenEngine, actor: Actor, claim_id: Number, data: Form) -> Answer:
    """Add a source for or against the claim."""
    try:
        stance = choice(Stance, data.get("stance"), "stance") or Stance.CONTEXT
        url = words(data.get("url"), "address", limit=2048) or ""
        excerpt = words(data.get("excerpt"), "excerpt", limit=5000) or ""
        reviewing.add_evidence(engine, known_id(claim_id), url=url, excerpt=excerpt, stance=stance, actor=actor)
    except (Conflict, InputError) as exc:
        return refused_on_claim(request, engine, claim_id, "evidence", exc, data)
    return _done(claim_id, "evidence", "evidence")


@post("/matches/{match_id:int}", sync_to_thread=True, status_code=303)
def decide_match(request: WebRequest, engine: OpenEngine, actor: Actor, match_id: Number, data: Form) -> Answer:
    """Confirm, reject, retype or re-open a match; confirming the same claim joins the two, and the page is that of both."""
    decision = data.get("decision", "")
    claim_id = claim_of(data.get("claim", ""))
    if decision not in _DECISIONS:
        raise InvalidQuery(f"decision must be one of: {', '.join(_DECISIONS)}.")
    try:
        relation, source_id = retyped(data.get("type", "")) if decision == "retype" else (None, None)
        deciding.decide_match(
            engine,
            known_id(match_id),
            decision=cast("Decision", decision),
            actor=actor,
            relation=relation,
            source_id=source_id,
        )
    except (Conflict, InvalidQuery) as exc:
        if not claim_id:
            raise
        return refused_on_claim(request, engine, claim_id, "match", exc, data)
    return _done(claim_id, decision, "suggestions") if claim_id else Redirect(_back(data, decision), status_code=303)


def _back(data: dict[str, str], message: str) -> str:
    """Where a form leads that stands on no claim's page."""
    return f"/review?done={message}#decided" if data.get("back") == "review" else "/"


def claim_of(value: str) -> int:
    """The claim whose page the form stands on; 0 for anything that cannot be one."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


@post("/claims/{claim_id:int}/recheck", sync_to_thread=True, status_code=303)
def recheck(request: WebRequest, engine: OpenEngine, actor: Actor, claim_id: Number, data: Form) -> Answer:
    """Look at the pages of the claim again now, instead of when it is due."""
    try:
        rechecking.recheck_claim(engine, known_id(claim_id), actor=actor, now=datetime.now(UTC))
    except (Conflict, InputError, FetchError) as exc:
        return refused_on_claim(request, engine, claim_id, "recheck", exc, data)
    return _done(claim_id, "rechecked")


def revision_of(data: dict[str, str]) -> int:
    """The revision that the form was filled in on.

    Raises:
        InvalidQuery: The form does not carry one.
    """
    text = data.get("revision", "")
    if not (text.isdecimal() and text.isascii() and len(text) < 10):
        raise InvalidQuery("The form lacks its revision. Reload the page and send it again.")
    return int(text)


def _done(claim_id: int, message: str, anchor: str = "") -> Answer:
    place = f"#{anchor}" if anchor else ""
    return Redirect(f"/claims/{claim_id}?done={message}{place}", status_code=303)


def refused_on_claim(
    request: WebRequest, engine: OpenEngine, claim_id: int, form: str, exc: ClaimtrackError, data: dict[str, str]
) -> Answer:
    """The page of a claim again, with why a form on it was refused."""
    view = comparing.get_claim(engine, known_id(claim_id))
    refusal = Refusal(form=form, text=exc.message, typed=data)
    return claim_page(request, view, refusal=refusal, status_code=exc.status)


HANDLERS = (show_inbox, show_claim, set_state, assign, add_evidence, decide_match, recheck)
