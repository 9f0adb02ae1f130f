"""The page on which an extracted claim is corrected, and what its forms do. Everything works without JavaScript."""

from collections.abc import Sequence
from typing import Final

from litestar import get, post
from litestar.response import Redirect, Template

from claimtrack.db.tables import EditKind
from claimtrack.errors import ClaimtrackError, Conflict, InputError, InvalidEdit, StaleVersion
from claimtrack.services import editing, undoing
from claimtrack.services.views import EditingPage
from claimtrack.services.wordings import EditView, WordedView
from claimtrack.web.contexts import EditContext, EditLine, Refusal
from claimtrack.web.edit_forms import EditForm, change_of, form_of, kept, sent_form
from claimtrack.web.given import Actor, Answer, Form, Number, OpenEngine, WebRequest
from claimtrack.web.pages.claims import known_id, revision_of
from claimtrack.web.picking import picks, stepped
from claimtrack.web.rendering import page
from claimtrack.web.words import TYPES

_STILL_HERE: Final = "The form below holds what you had filled in, and their values where you had changed nothing."


@get("/appearances/{appearance_id:int}", sync_to_thread=True)
def show_form(request: WebRequest, engine: OpenEngine, appearance_id: Number) -> Template:
    """The claim with the words around it, its fields, and its history."""
    return _edit_page(request, editing.get_appearance(engine, known_id(appearance_id)))


@post("/appearances/{appearance_id:int}", sync_to_thread=True, status_code=303)
def save(request: WebRequest, engine: OpenEngine, actor: Actor, appearance_id: Number, data: Form) -> Answer:
    """Store the corrected values; with `step` only move the span in the form by a word, and store nothing."""
    sent, was = sent_form(data), data.get("was", "")
    if data.get("step"):
        return _step(request, engine, appearance_id, sent, data)
    try:
        change = change_of(sent, was)
        reason = data.get("reason")
        editing.edit_appearance(
            engine, known_id(appearance_id), change, revision=revision_of(data), actor=actor, reason=reason
        )
    except (Conflict, InputError) as exc:
        view = editing.get_appearance(engine, known_id(appearance_id))
        refusal = Refusal(form="edit", text=exc.message, typed=data)
        if isinstance(exc, StaleVersion):
            refusal = Refusal(form="edit", text=f"{exc.message} {_STILL_HERE}", typed=data)
            form = kept(sent, was, form_of(view))
            return _edit_page(request, view, form=form, refusal=refusal, status_code=exc.status)
        return _edit_page(
            request,
            view,
            form=sent,
            was=was,
            revision=_revision(data, view),
            refusal=refusal,
            status_code=exc.status,
        )
    return Redirect(f"/appearances/{appearance_id}?done=edited", status_code=303)


def _step(request: WebRequest, engine: OpenEngine, appearance_id: int, sent: EditForm, data: Form) -> Answer:
    view = editing.get_appearance(engine, known_id(appearance_id))
    span = _span(sent, view)
    start, end = stepped(picks(view.text, *span), *span, data.get("step", ""))
    form = EditForm(
        **{name: getattr(sent, name) for name in EditForm.__slots__} | {"start": str(start), "end": str(end)}
    )
    return _edit_page(request, view, form=form, was=data.get("was", ""), revision=_revision(data, view))


def _revision(data: Form, view: EditingPage) -> int:
    """The revision that the form was filled in on, which stays until it is stored or somebody else was faster."""
    text = data.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else view.appearance.revision


@post("/appearances/{appearance_id:int}/split", sync_to_thread=True, status_code=303)
def split(request: WebRequest, engine: OpenEngine, actor: Actor, appearance_id: Number, data: Form) -> Answer:
    """Let a second claim begin at the word that was chosen."""
    try:
        view = editing.get_appearance(engine, known_id(appearance_id))
        at = _number(data.get("at", ""), "Choose the word at which the second claim begins.")
        spans = [(view.appearance.start, at), (at, view.appearance.end)]
        editing.split_appearance(engine, known_id(appearance_id), spans, revision=revision_of(data), actor=actor)
    except (Conflict, InputError) as exc:
        return _refused(request, engine, appearance_id, "split", exc, data)
    return Redirect(f"/appearances/{appearance_id}?done=split", status_code=303)


@post("/appearances/{appearance_id:int}/merge", sync_to_thread=True, status_code=303)
def merge(request: WebRequest, engine: OpenEngine, actor: Actor, appearance_id: Number, data: Form) -> Answer:
    """Make one claim of this one and its neighbour."""
    try:
        other = _number(data.get("other", ""), "Choose the claim to merge with.")
        seen = _number(data.get("other_revision", ""), "The form lacks a revision. Reload the page and send it again.")
        revisions = {known_id(appearance_id): revision_of(data), known_id(other): seen}
        done = editing.merge_appearances(engine, revisions, actor=actor)
    except (Conflict, InputError) as exc:
        return _refused(request, engine, appearance_id, "merge", exc, data)
    return Redirect(f"/appearances/{done.appearance_ids[0]}?done=merged", status_code=303)


@post("/appearances/{appearance_id:int}/hide", sync_to_thread=True, status_code=303)
def hide(request: WebRequest, engine: OpenEngine, actor: Actor, appearance_id: Number, data: Form) -> Answer:
    """Say that it is no claim, and why."""
    try:
        reason = data.get("reason", "")
        editing.hide_appearance(engine, known_id(appearance_id), revision=revision_of(data), actor=actor, reason=reason)
    except (Conflict, InputError) as exc:
        return _refused(request, engine, appearance_id, "hide", exc, data)
    return Redirect(f"/appearances/{appearance_id}?done=hidden", status_code=303)


@post("/appearances/{appearance_id:int}/show", sync_to_thread=True, status_code=303)
def show(request: WebRequest, engine: OpenEngine, actor: Actor, appearance_id: Number, data: Form) -> Answer:
    """Bring back what was hidden in an earlier text of the article."""
    try:
        editing.show_appearance(engine, known_id(appearance_id), revision=revision_of(data), actor=actor)
    except (Conflict, InputError) as exc:
        return _refused(request, engine, appearance_id, "show", exc, data)
    return Redirect(f"/appearances/{appearance_id}?done=shown", status_code=303)


@post("/edits/{edit_id:int}/undo", sync_to_thread=True, status_code=303)
def undo(request: WebRequest, engine: OpenEngine, actor: Actor, edit_id: Number, data: Form) -> Answer:
    """Take a correction back; why it cannot be is shown on the page that asked."""
    try:
        done = undoing.undo_edit(engine, known_id(edit_id), actor=actor)
    except Conflict as exc:
        asked = _number(data.get("appearance", ""), "Go back to the claim, and undo the edit there.")
        return _refused(request, engine, asked, "undo", exc, data)
    return Redirect(f"/appearances/{done.appearance_ids[0]}?done=undone", status_code=303)


def _number(value: str, message: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise InvalidEdit(message)
    return int(value)


def _refused(
    request: WebRequest, engine: OpenEngine, appearance_id: int, form: str, exc: ClaimtrackError, data: dict[str, str]
) -> Answer:
    view = editing.get_appearance(engine, known_id(appearance_id))
    refusal = Refusal(form=form, text=exc.message, typed=data)
    return _edit_page(request, view, refusal=refusal, status_code=exc.status)


def _span(form: EditForm, view: EditingPage) -> tuple[int, int]:
    """The span as the form has it, where it can be shown; else as it is stored."""
    one = view.appearance
    if all(value.isascii() and value.isdecimal() and len(value) < 10 for value in (form.start, form.end)):
        start, end = int(form.start), int(form.end)
        if start < end <= len(view.text):
            return start, end
    return one.start, one.end


def _edit_page(
    request: WebRequest,
    view: EditingPage,
    *,
    form: EditForm | None = None,
    was: str | None = None,
    revision: int | None = None,
    refusal: Refusal | None = None,
    status_code: int = 200,
) -> Template:
    one, present = view.appearance, form_of(view)
    filled = form or present
    cuts = [word for word in picks(view.text, one.start, one.end) if word.inside and word.text[0].isalnum()]
    context = EditContext(
        view=view,
        form=filled,
        was=present.packed() if was is None else was,
        revision=one.revision if revision is None else revision,
        words=picks(view.text, *_span(filled, view)),
        cuts=tuple(cuts),
        history=tuple(EditLine(edit=edit, changes=_changes(edit)) for edit in view.edits),
        refusal=refusal,
    )
    return page(
        request,
        "edit.html",
        context,
        title=f"Correct: {one.quote[:80]}",
        section="articles",
        is_demo=one.outlet is not None and one.outlet.fictional,
        status_code=status_code,
    )


def _changes(edit: EditView) -> tuple[tuple[str, str, str], ...]:
    """What an edit changed, in words; nothing where it only took the claim away or brought it back."""
    if edit.kind in (EditKind.HIDE, EditKind.SHOW):
        return ()
    before, after = _told(edit.before), _told([one for one in edit.after if one.hidden_reason is None])
    rows = [(name, before[name], after[name]) for name in before]
    return tuple(row for row in rows if row[1] != row[2])


def _told(side: Sequence[WordedView]) -> dict[str, str]:
    told = {
        "words": [one.quote for one in side],
        "wording": [one.standalone or "" for one in side],
        "claimant": [_claimant(one) for one in side],
        "via": [", ".join(one.via) for one in side],
        "type": [TYPES[one.type] for one in side],
        "figures": [", ".join(figure.label for figure in one.figures) for one in side],
    }
    return {name: " / ".join(dict.fromkeys(value for value in values if value)) for name, values in told.items()}


def _claimant(one: WordedView) -> str:
    if one.claimant is None:
        return "the article itself"
    return one.claimant if one.claimant_named else f"{one.claimant} (unnamed)"


HANDLERS = (show_form, save, split, merge, hide, show, undo)
