"""Merging, splitting and undoing either, and keeping a claim out of matching: the page of its members, and the forms."""

import re

from litestar import get, post
from litestar.response import Redirect, Template

from claimtrack.db.tables import Role
from claimtrack.errors import ClaimtrackError, Conflict, InputError, InvalidQuery, NotFound
from claimtrack.services import comparing, deciding, matching, reverting, reviewing, splitting
from claimtrack.services.engine import Engine
from claimtrack.services.reviewing import ClaimFilter
from claimtrack.services.views import ClaimSummary
from claimtrack.web.asking import words
from claimtrack.web.auth import NEEDS
from claimtrack.web.contexts import MembersContext, Refusal
from claimtrack.web.given import Actor, Answer, Form, Number, OpenEngine, WebRequest
from claimtrack.web.pages.claims import claim_of, known_id, refused_on_claim, revision_of
from claimtrack.web.rendering import page

MOST_FOUND = 12
"""Claims offered for merging."""
LEAST_SCORE = 0.02
"""Least probability of any relation for a claim to be offered: the person looks at each, so that little is ruled out."""


@get("/claims/{claim_id:int}/members", sync_to_thread=True, opt={NEEDS: Role.CHECKER})
def show_members(request: WebRequest, engine: OpenEngine, claim_id: Number) -> Answer:
    """The appearances of a claim to take some off, and other claims to merge it with."""
    return _members_page(request, engine, known_id(claim_id))


@post("/claims/{claim_id:int}/split", sync_to_thread=True, status_code=303)
def split(request: WebRequest, engine: OpenEngine, actor: Actor, claim_id: Number, data: Form) -> Answer:
    """Make a claim of its own of the appearances that were ticked."""
    chosen = [int(found[1]) for name in data if (found := re.fullmatch(r"a-([0-9]{1,9})", name))]
    try:
        done = splitting.split_claim(
            engine,
            known_id(claim_id),
            chosen,
            revision=revision_of(data),
            actor=actor,
            reason=words(data.get("reason"), "reason"),
        )
    except (Conflict, InputError) as exc:
        return _members_page(request, engine, known_id(claim_id), refused=("split", exc), data=data)
    return Redirect(f"/claims/{done.made_id}?done=taken-off#merged", status_code=303)


@post("/claims/{claim_id:int}/merge", sync_to_thread=True, status_code=303)
def merge(request: WebRequest, engine: OpenEngine, actor: Actor, claim_id: Number, data: Form) -> Answer:
    """Put two claims under the older of them."""
    try:
        other = claim_of(data.get("other", ""))
        if not other:
            raise InvalidQuery("Choose the claim that says the same.")
        done = deciding.merge_two(
            engine,
            known_id(claim_id),
            other,
            revision=revision_of(data),
            actor=actor,
            reason=words(data.get("reason"), "reason"),
        )
    except (Conflict, InputError, NotFound) as exc:
        return _members_page(request, engine, known_id(claim_id), refused=("merge", exc), data=data)
    return Redirect(f"/claims/{done.merged_into}?done=joined#merged", status_code=303)


@post("/claim-edits/{edit_id:int}/undo", sync_to_thread=True, status_code=303)
def undo(request: WebRequest, engine: OpenEngine, actor: Actor, edit_id: Number, data: Form) -> Answer:
    """Take a merge or split back; why it cannot be is shown on the page that asked."""
    claim_id = claim_of(data.get("claim", ""))
    try:
        done = reverting.undo_claim_edit(engine, known_id(edit_id), actor=actor)
    except Conflict as exc:
        if not claim_id:
            raise
        return refused_on_claim(request, engine, claim_id, "undo", exc, data)
    if data.get("back") == "review":
        return Redirect("/review?done=rejoined#decided", status_code=303)
    return Redirect(
        f"/claims/{claim_id if claim_id in done.claim_ids else done.claim_ids[0]}?done=rejoined#merged", status_code=303
    )


@post("/claims/{claim_id:int}/bar", sync_to_thread=True, status_code=303)
def bar(request: WebRequest, engine: OpenEngine, actor: Actor, claim_id: Number, data: Form) -> Answer:
    """Keep the claim out of matching."""
    try:
        reason = words(data.get("reason"), "reason") or ""
        reviewing.bar_claim(engine, known_id(claim_id), reason=reason, revision=revision_of(data), actor=actor)
    except (Conflict, InputError) as exc:
        return refused_on_claim(request, engine, claim_id, "bar", exc, data)
    return Redirect(f"/claims/{claim_id}?done=barred", status_code=303)


@post("/claims/{claim_id:int}/unbar", sync_to_thread=True, status_code=303)
def unbar(request: WebRequest, engine: OpenEngine, actor: Actor, claim_id: Number, data: Form) -> Answer:
    """Let the claim be matched again."""
    try:
        reviewing.unbar_claim(engine, known_id(claim_id), revision=revision_of(data), actor=actor)
    except (Conflict, InputError) as exc:
        return refused_on_claim(request, engine, claim_id, "bar", exc, data)
    return Redirect(f"/claims/{claim_id}?done=unbarred", status_code=303)


def _members_page(
    request: WebRequest,
    engine: Engine,
    claim_id: int,
    *,
    refused: tuple[str, ClaimtrackError] | None = None,
    data: dict[str, str] | None = None,
) -> Template | Redirect:
    view = comparing.get_claim(engine, claim_id)
    if view.claim.id != claim_id:
        return Redirect(f"/claims/{view.claim.id}", status_code=303)
    asked = words(request.query_params.get("q"), "q") or words((data or {}).get("q"), "q")
    context = MembersContext(
        view=view,
        asked=asked,
        found=_found(engine, asked or view.claim.text, besides=claim_id),
        refusal=Refusal(form=refused[0], text=refused[1].message, typed=data or {}) if refused else None,
    )
    return page(
        request,
        "members.html",
        context,
        title=f"Merge or split: {view.claim.text[:80]}",
        section="inbox",
        is_demo=view.fictional,
        status_code=refused[1].status if refused else 200,
    )


def _found(engine: Engine, asked: str, *, besides: int) -> tuple[ClaimSummary, ...]:
    """The claims that a number or some words lead to, nearest first."""
    number = claim_of(asked.removeprefix("claim ").removeprefix("#").strip())
    if number:
        try:
            found = [comparing.get_claim(engine, number).claim]
        except NotFound:
            found = []
    else:
        nearest = matching.match_text(engine, text=asked, limit=MOST_FOUND, min_score=LEAST_SCORE)
        named = reviewing.list_claims(engine, filter=ClaimFilter(query=asked), cursor=None, limit=MOST_FOUND)
        found = [*(one.claim for one in nearest), *named.items]
    return tuple({one.id: one for one in found if one.id != besides}.values())[:MOST_FOUND]


HANDLERS = (show_members, split, merge, undo, bar, unbar)
