"""Correcting extracted claims over the API: edit, split, merge, hide, show, undo, and the history of all that."""

from typing import Protocol, TypeVar

from litestar import Response, get, patch, post
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from claimtrack.services import editing, undoing
from claimtrack.services.drafts import AppearanceChange, FigureInput
from claimtrack.services.engine import Engine
from claimtrack.web.api.bounds import IfMatch, RowId, problems, seen_revision
from claimtrack.web.edit_schemas import (
    AppearanceDetail,
    Corrected,
    Edit,
    EditHistory,
    GivenFigure,
    NewHiding,
    NewMerge,
    NewParts,
    NewShowing,
    NewValues,
)
from claimtrack.web.given import Actor, OpenEngine
from claimtrack.web.schemas import shaped

Value = TypeVar("Value")


class _Outcome(Protocol):
    """What the services answer to a correction."""

    @property
    def edit_id(self) -> int: ...
    @property
    def appearance_ids(self) -> tuple[int, ...]: ...
    @property
    def claim_id(self) -> int: ...


@get("/appearances/{appearance_id:int}", summary="One extracted claim", responses=problems(404), sync_to_thread=True)
def get_appearance(engine: OpenEngine, appearance_id: RowId) -> Response[AppearanceDetail]:
    """One occurrence of a claim, hidden or not, with its figures and what the machine had found. ETag is its revision."""
    return _detail(engine, appearance_id)


@get(
    "/appearances/{appearance_id:int}/history",
    summary="Corrections of an extracted claim",
    responses=problems(404),
    sync_to_thread=True,
)
def get_history(engine: OpenEngine, appearance_id: RowId) -> EditHistory:
    """Every correction, newest first, with the values before and after, and whether it can be undone."""
    edits = editing.get_appearance(engine, appearance_id).edits
    return EditHistory(items=[shaped(one, Edit) for one in edits])


@patch(
    "/appearances/{appearance_id:int}",
    summary="Correct an extracted claim",
    responses=problems(403, 404, 409, 412, 415),
    sync_to_thread=True,
)
def edit_appearance(
    engine: OpenEngine, actor: Actor, appearance_id: RowId, data: JSONBody[NewValues], if_match: IfMatch = None
) -> Response[Corrected]:
    """Change its span, wording, claimant, channels, type or figures. It is embedded and matched anew.

    The quote follows from the span. Figures, days and places are found again where the span moved; given figures win.
    412 when somebody edited it since the revision that you name.
    """
    done = editing.edit_appearance(
        engine,
        appearance_id,
        _change(data),
        revision=seen_revision(data.revision, if_match),
        actor=actor,
        reason=data.reason,
    )
    return _corrected(engine, done)


@post(
    "/appearances/{appearance_id:int}/split",
    summary="Split an extracted claim",
    status_code=200,
    responses=problems(403, 404, 409, 412, 415),
    sync_to_thread=True,
)
def split_appearance(
    engine: OpenEngine, actor: Actor, appearance_id: RowId, data: JSONBody[NewParts], if_match: IfMatch = None
) -> Response[Corrected]:
    """Make two or more claims of one. The first part keeps the number; each is matched anew."""
    done = editing.split_appearance(
        engine,
        appearance_id,
        [(part.start, part.end) for part in data.spans],
        revision=seen_revision(data.revision, if_match),
        actor=actor,
        reason=data.reason,
    )
    return _corrected(engine, done)


@post(
    "/appearances/{appearance_id:int}/merge",
    summary="Merge neighbouring extracted claims",
    status_code=200,
    responses=problems(403, 404, 409, 412, 415),
    sync_to_thread=True,
)
def merge_appearances(
    engine: OpenEngine, actor: Actor, appearance_id: RowId, data: JSONBody[NewMerge], if_match: IfMatch = None
) -> Response[Corrected]:
    """Make one claim of neighbours in one text, from the first word to the last. The first of them keeps its number."""
    revisions = {appearance_id: seen_revision(data.revision, if_match)}
    revisions |= {other.id: other.revision for other in data.others if other.id != appearance_id}
    return _corrected(engine, editing.merge_appearances(engine, revisions, actor=actor, reason=data.reason))


@post(
    "/appearances/{appearance_id:int}/hide",
    summary="Say that an extracted claim is none",
    status_code=200,
    responses=problems(403, 404, 409, 412, 415),
    sync_to_thread=True,
)
def hide_appearance(
    engine: OpenEngine, actor: Actor, appearance_id: RowId, data: JSONBody[NewHiding], if_match: IfMatch = None
) -> Response[Corrected]:
    """It leaves lists, counts, matching, exports and the comparisons of re-checks, also in later texts of the article."""
    done = editing.hide_appearance(
        engine, appearance_id, revision=seen_revision(data.revision, if_match), actor=actor, reason=data.reason
    )
    return _corrected(engine, done)


@post(
    "/appearances/{appearance_id:int}/show",
    summary="Show a hidden claim again",
    status_code=200,
    responses=problems(403, 404, 409, 412, 415),
    sync_to_thread=True,
)
def show_appearance(
    engine: OpenEngine, actor: Actor, appearance_id: RowId, data: JSONBody[NewShowing], if_match: IfMatch = None
) -> Response[Corrected]:
    """For one that was hidden in an earlier text of its article; otherwise undoing the edit restores more."""
    revision = seen_revision(data.revision, if_match)
    return _corrected(engine, editing.show_appearance(engine, appearance_id, revision=revision, actor=actor))


@post(
    "/edits/{edit_id:int}/undo",
    summary="Undo a correction",
    status_code=200,
    responses=problems(403, 404, 409, 415),
    sync_to_thread=True,
)
def undo_edit(engine: OpenEngine, actor: Actor, edit_id: RowId) -> Response[Corrected]:
    """Everything as it was before, where nobody has decided otherwise since. 409 when its result was changed since."""
    return _corrected(engine, undoing.undo_edit(engine, edit_id, actor=actor))


def _given(value: Value | UnsetType) -> Value | None:
    return None if isinstance(value, UnsetType) else value


def _text(value: str | UnsetType | None) -> str | None:
    """A text that may be taken away: null is empty for the services, where None leaves it as it is."""
    return None if value is UNSET else value or ""


def _change(data: NewValues) -> AppearanceChange:
    via, figures = _given(data.via), _given(data.figures)
    return AppearanceChange(
        start=_given(data.start),
        end=_given(data.end),
        standalone=_text(data.standalone),
        claimant=_text(data.claimant),
        claimant_named=_given(data.claimant_named),
        via=None if via is None else tuple(via),
        type=_given(data.type),
        figures=None if figures is None else tuple(_figure(one) for one in figures),
    )


def _figure(given: GivenFigure) -> FigureInput:
    return FigureInput(
        surface=given.surface,
        start=given.start,
        low=given.low,
        high=given.high,
        role=given.role,
        unit=given.unit,
        scope=given.scope,
    )


def _detail(engine: Engine, appearance_id: int) -> Response[AppearanceDetail]:
    found = shaped(editing.get_appearance(engine, appearance_id), AppearanceDetail)
    return Response(found, headers={"ETag": f'"{found.appearance.revision}"'})


def _corrected(engine: Engine, done: _Outcome) -> Response[Corrected]:
    detail = shaped(editing.get_appearance(engine, done.appearance_ids[0]), AppearanceDetail)
    found = Corrected(
        edit_id=done.edit_id,
        appearance_ids=list(done.appearance_ids),
        claim_id=done.claim_id,
        appearance=detail,
    )
    return Response(found, headers={"ETag": f'"{detail.appearance.revision}"'})


HANDLERS = (
    get_appearance,
    get_history,
    edit_appearance,
    split_appearance,
    merge_appearances,
    hide_appearance,
    show_appearance,
    undo_edit,
)
