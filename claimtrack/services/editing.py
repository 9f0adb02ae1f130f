"""People correct what the machine extracted: edit, split, merge, hide and show an appearance.

Reading the words again and embedding them is slow and runs outside any transaction; then everything is stored in one, with the
rows as they were before, or nothing is. Whoever looked at an older state of an appearance is refused and told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np
from sqlmodel import Session

from claimtrack.claims.model import ExtractedClaim
from claimtrack.claims.spans import trimmed_span
from claimtrack.claims.worthiness import with_meanings
from claimtrack.db.claims import AppearanceRow, appearance_rows, figures_of, find_claim
from claimtrack.db.edits import siblings_of, text_of
from claimtrack.db.outlets import agency_names
from claimtrack.db.tables import EditKind
from claimtrack.errors import InvalidEdit, NotFound
from claimtrack.services.correcting import Correction, Edited, check_open, check_revisions, correct, why_fixed
from claimtrack.services.drafts import AppearanceChange, Draft, Plan, drafted, planned, single_line
from claimtrack.services.encoders import Model
from claimtrack.services.engine import Engine
from claimtrack.services.histories import edit_views, originals
from claimtrack.services.presenting import appearance_views, claim_summaries, stated_figure
from claimtrack.services.records import claim_of_row
from claimtrack.services.relinking import wording_of
from claimtrack.services.views import EditingPage

MAX_PARTS = 20
MAX_REASON_CHARS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What was read before the slow part."""

    rows: tuple[AppearanceRow, ...]
    """In text order."""
    claims: tuple[ExtractedClaim, ...]
    text: str
    published_on: date | None
    agencies: dict[str, str]


def get_appearance(engine: Engine, appearance_id: int) -> EditingPage:
    """An appearance with its text, its neighbours and its history: everything that is needed to correct it.

    Raises:
        NotFound: there is no such appearance.
    """
    with engine.database.begin() as session:
        found = text_of(session, appearance_id)
        if found is None:
            raise NotFound(f"There is no appearance {appearance_id}.")
        appearance, version, _ = found
        order = _ids_in_order(session, appearance.version_id)
        place = order.index(appearance_id) if appearance_id in order else None
        around = order[max(0, place - 1) : place + 2] if place is not None else []
        rows = appearance_rows(session, ids=[appearance_id, *around], current_only=False, with_context=True)
        views = {view.id: view for view in appearance_views(session, rows)}
        figures = figures_of(session, [appearance_id]).get(appearance_id, ())
        after = order[place + 1] if place is not None and place + 1 < len(order) else 0
        return EditingPage(
            appearance=views[appearance_id],
            figures=tuple(stated_figure(figure) for figure in figures),
            text=version.text,
            version=version.number,
            claim=claim_summaries(session, [find_claim(session, appearance.claim_id)])[0],
            before=views.get(order[place - 1]) if place else None,
            next=views.get(after),
            fixed=why_fixed(appearance, is_current=version.is_current),
            originals=originals(session, [appearance_id]).get(appearance_id, ()),
            edits=edit_views(session, appearance_id),
        )


def edit_appearance(
    engine: Engine,
    appearance_id: int,
    change: AppearanceChange,
    *,
    revision: int,
    actor: str,
    reason: str | None = None,
) -> Edited:
    """Change an appearance: its span, wording, claimant, channels, type or figures; then match it anew.

    Figures, days and places are found again where the span moved; what the person gives wins.

    Args:
        engine: what is needed open.
        appearance_id: one in the present text of its article.
        change: what is to be changed.
        revision: the appearance's revision that the person was looking at.
        actor: who asks.
        reason: for the record.

    Raises:
        NotFound: there is no such appearance.
        InvalidEdit: a value cannot be used, or nothing would change.
        StaleVersion: somebody edited it since.
        Conflict: its text was replaced, it is hidden, or another claim has exactly that span.
    """
    revisions = {appearance_id: revision}
    work = _read(engine, revisions)
    plan = planned(work.text, work.claims[0], change, edited=work.rows[0].appearance.edited)
    model = engine.searching()
    (draft,), vectors = _drafts(engine, work, [plan], model)

    def stored(correction: Correction) -> list[int]:
        correction.rewrite(appearance_id, draft, vectors[0])
        return [appearance_id]

    return correct(engine, EditKind.EDIT, revisions, stored, model=model, actor=actor, reason=_reason(reason))


def split_appearance(
    engine: Engine,
    appearance_id: int,
    spans: Sequence[tuple[int, int]],
    *,
    revision: int,
    actor: str,
    reason: str | None = None,
) -> Edited:
    """Make two or more claims of one. The first keeps the appearance's number; each is matched anew.

    Args:
        engine: what is needed open.
        appearance_id: one in the present text of its article.
        spans: (start, end) of each part, inside the appearance's span, in any order, none over another.
        revision: the appearance's revision that the person was looking at.
        actor: who asks.
        reason: for the record.

    Raises:
        NotFound: there is no such appearance.
        InvalidEdit: the spans cannot be used.
        StaleVersion: somebody edited it since.
        Conflict: its text was replaced, or it is hidden.
    """
    revisions = {appearance_id: revision}
    work = _read(engine, revisions)
    current = work.claims[0]
    parts = _parts(work.text, current, spans)
    edited = {"span", *work.rows[0].appearance.edited} - {"wording"}
    plans = [planned(work.text, current, AppearanceChange(start=start, end=end), edited=edited) for start, end in parts]
    model = engine.searching()
    drafts, vectors = _drafts(engine, work, plans, model)

    def stored(correction: Correction) -> list[int]:
        correction.rewrite(appearance_id, drafts[0], vectors[0])
        return [appearance_id, *correction.add_parts(appearance_id, drafts[1:], vectors[1:])]

    return correct(engine, EditKind.SPLIT, revisions, stored, model=model, actor=actor, reason=_reason(reason))


def merge_appearances(engine: Engine, revisions: Mapping[int, int], *, actor: str, reason: str | None = None) -> Edited:
    """Make one claim of two or more that are neighbours in one text. The first in the text keeps its number.

    The one span goes from the first word of them to the last. Who asserts it is whoever asserted the first.

    Args:
        engine: what is needed open.
        revisions: the appearances, each with the revision that the person was looking at.
        actor: who asks.
        reason: for the record.

    Raises:
        NotFound: one of them is not there.
        InvalidEdit: they are fewer than two, in several texts, not neighbours, or too long together.
        StaleVersion: somebody edited one of them since.
        Conflict: their text was replaced, or one is hidden.
    """
    if len(revisions) < 2:
        raise InvalidEdit("Choose at least two claims to make one of.")
    work = _read(engine, revisions)
    ids = [row.appearance.id or 0 for row in work.rows]
    _check_neighbours(engine, work, ids)
    together = replace(
        work.claims[0],
        via=tuple(dict.fromkeys(name for claim in work.claims for name in claim.via)),
        figures=tuple(figure for claim in work.claims for figure in claim.figures),
    )
    edited = {"span", *(name for row in work.rows for name in row.appearance.edited)} - {"wording"}
    span = AppearanceChange(start=work.claims[0].start, end=max(claim.end for claim in work.claims))
    model = engine.searching()
    (draft,), vectors = _drafts(engine, work, [planned(work.text, together, span, edited=edited)], model)

    def stored(correction: Correction) -> list[int]:
        correction.merge(ids, draft, vectors[0])
        return ids

    ordered = {appearance_id: revisions[appearance_id] for appearance_id in ids}
    return correct(engine, EditKind.MERGE, ordered, stored, model=model, actor=actor, reason=_reason(reason))


def hide_appearance(engine: Engine, appearance_id: int, *, revision: int, actor: str, reason: str) -> Edited:
    """Say that an appearance is no claim: it leaves lists, counts, matching, exports and comparisons of re-checks.

    A claim that has no other appearance keeps its record; when nobody has begun on it, it is closed as "Not a claim".

    Raises:
        NotFound: there is no such appearance.
        InvalidEdit: the reason is empty or too long.
        StaleVersion: somebody edited it since.
        Conflict: its text was replaced, or it is hidden already.
    """
    told = _reason(reason)
    if told is None:
        raise InvalidEdit("Say in a few words why it is no claim: others will want to know.")
    revisions = {appearance_id: revision}
    _read(engine, revisions)

    def stored(correction: Correction) -> list[int]:
        appearance = correction.hide(appearance_id, reason=told)
        correction.leave(appearance.claim_id, appearance_id, old_wording=wording_of(appearance), heir=None)
        correction.close_if_empty(appearance.claim_id)
        return [appearance_id]

    return correct(engine, EditKind.HIDE, revisions, stored, model=engine.searching(), actor=actor, reason=told)


def show_appearance(engine: Engine, appearance_id: int, *, revision: int, actor: str) -> Edited:
    """Bring a hidden appearance back, under its claim or where it belongs by now.

    Undoing the edit that hid it restores more; this is for one that was hidden in an earlier text of its article.

    Raises:
        NotFound: there is no such appearance.
        StaleVersion: somebody edited it since.
        Conflict: its text was replaced, it is not hidden, or another claim has exactly its span.
    """
    revisions = {appearance_id: revision}
    work = _read(engine, revisions, hidden=True)
    model = engine.searching()
    vectors = model.encode([work.claims[0].wording])

    def stored(correction: Correction) -> list[int]:
        correction.show(appearance_id, vectors[0])
        return [appearance_id]

    return correct(engine, EditKind.SHOW, revisions, stored, model=model, actor=actor, reason=None)


def _reason(given: str | None) -> str | None:
    return single_line(given or "", "The reason", limit=MAX_REASON_CHARS) or None


def _read(engine: Engine, revisions: Mapping[int, int], *, hidden: bool = False) -> _Work:
    with engine.database.begin() as session:
        rows = appearance_rows(session, ids=revisions, current_only=False)
        check_revisions({row.appearance.id or 0: row.appearance for row in rows}, revisions)
        rows.sort(key=lambda row: (row.appearance.start, row.appearance.end))
        if len({row.appearance.version_id for row in rows}) > 1:
            raise InvalidEdit("These claims stand in several texts. Only claims of one text can be merged.")
        found = text_of(session, rows[0].appearance.id or 0)
        if found is None:
            raise NotFound(f"There is no appearance {rows[0].appearance.id}.")
        _, version, article = found
        for row in rows:
            check_open(row.appearance, is_current=version.is_current, hidden=hidden)
        figures = figures_of(session, [row.appearance.id or 0 for row in rows])
        return _Work(
            rows=tuple(rows),
            claims=tuple(claim_of_row(row, figures.get(row.appearance.id or 0, ())) for row in rows),
            text=version.text,
            published_on=article.published_at.date() if article.published_at else None,
            agencies={name: name for _, name in agency_names(session)},
        )


def _drafts(engine: Engine, work: _Work, plans: Sequence[Plan], model: Model) -> tuple[list[Draft], np.ndarray]:
    """What comes of the plans, with the words read again where that is needed, and the vector of each wording."""
    asked = [plan.span for plan in plans if plan.needs_reading]
    readings = iter(
        engine.read_spans(work.text, asked, published_on=work.published_on, known_agencies=work.agencies)
        if asked
        else ()
    )
    drafts = [drafted(plan, next(readings) if plan.needs_reading else None) for plan in plans]
    vectors = model.encode([draft.found.wording for draft in drafts])
    claims = with_meanings([draft.found for draft in drafts], vectors, model_id=model.name)
    return [replace(draft, found=claim) for draft, claim in zip(drafts, claims, strict=True)], vectors


def _parts(text: str, current: ExtractedClaim, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    if not 2 <= len(spans) <= MAX_PARTS:
        raise InvalidEdit(f"Split a claim into 2 to {MAX_PARTS} parts.")
    parts = sorted(trimmed_span(text, start, end) for start, end in spans)
    if parts[0][0] < current.start or max(end for _, end in parts) > current.end:
        raise InvalidEdit(
            f"A part lies outside the claim, which goes from {current.start} to {current.end}. Edit the claim's span first."
        )
    if any(one[1] > two[0] for one, two in pairwise(parts)):
        raise InvalidEdit("Two parts have words in common. Let each begin where the one before it has ended.")
    return parts


def _check_neighbours(engine: Engine, work: _Work, ids: Sequence[int]) -> None:
    with engine.database.begin() as session:
        every = _ids_in_order(session, work.rows[0].appearance.version_id)
    first = every.index(ids[0])
    if every[first : first + len(ids)] != list(ids):
        raise InvalidEdit("Another claim stands between them. Merge neighbours only, or all of them together.")


def _ids_in_order(session: Session, version_id: int) -> list[int]:
    return [one.id or 0 for one in siblings_of(session, version_id)]
