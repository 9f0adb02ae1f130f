"""One correction as it is stored: rows rewritten, matched anew, recorded, and kept with what they were before.

Everything here runs inside one transaction with linking locked. What may be corrected, and into what, is decided before, in
`services.editing`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from claimtrack.claims.model import ExtractedClaim
from claimtrack.db import audit
from claimtrack.db.claims import AppearanceRow, appearance_rows, claims_by_id, figures_of, find_claim
from claimtrack.db.edits import add_edit, claimant_names, lock_appearances, siblings_of, text_of
from claimtrack.db.journal import Journal
from claimtrack.db.matches import lock_linking
from claimtrack.db.session import retry_overlapped
from claimtrack.db.tables import Appearance, AppearanceEdit, Claim, EditKind, FigureRow
from claimtrack.db.vectors import replace_vector
from claimtrack.errors import Conflict, NotFound, StaleVersion
from claimtrack.links.assertions import assertion_of
from claimtrack.services.apart import mark_apart
from claimtrack.services.counting import refresh_claims
from claimtrack.services.drafts import Draft
from claimtrack.services.encoders import Model
from claimtrack.services.engine import Engine
from claimtrack.services.grouping import regroup_events
from claimtrack.services.histories import worded
from claimtrack.services.records import appearance_values, assertion_of_row, claim_of_row, figure_row
from claimtrack.services.reembedding import fill_if_replaced
from claimtrack.services.relinking import Relinker, wording_of
from claimtrack.services.tuning import policy_of
from claimtrack.services.wordings import WordedView
from claimtrack.verification.workflow import NOT_A_CLAIM, State

ABSORBED = "merged with the claim before it"
ACTIONS = {
    EditKind.EDIT: "appearance-edited",
    EditKind.SPLIT: "appearance-split",
    EditKind.MERGE: "appearances-merged",
    EditKind.HIDE: "appearance-hidden",
    EditKind.SHOW: "appearance-shown",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What came of a correction."""

    edit_id: int
    appearance_ids: tuple[int, ...]
    """The appearance that it was asked of first, then the others that it changed or made."""
    claim_id: int
    """The claim that the first one is under now."""


def correct(
    engine: Engine,
    kind: EditKind,
    revisions: Mapping[int, int],
    work: Callable[["Correction"], list[int]],
    *,
    model: Model,
    actor: str,
    reason: str | None,
) -> Edited:
    """Store a correction in one transaction.

    Args:
        engine: what is needed open.
        kind: what is done.
        revisions: the appearances concerned, each with the revision that the person was looking at.
        work: does it, and returns the appearances it changed or made, the one it was asked of first.
        model: that made the vectors of the new words.
        actor: who asks.
        reason: for the record.

    Raises:
        NotFound: one of the appearances is not there.
        StaleVersion: somebody edited one of them since.
        Conflict: what `work` finds.
    """

    def stored() -> Edited:
        with engine.database.begin() as session:
            lock_linking(session)  # A text that is being linked must not land under a claim that is emptied here.
            rows = lock_appearances(session, revisions)
            check_revisions(rows, revisions)
            with Journal(session) as journal:
                correction = Correction(session, engine, next(iter(revisions)), model_id=model.id, actor=actor)
                for row in rows.values():
                    check_open(row, is_current=correction.version.is_current, hidden=kind is EditKind.SHOW)
                ids = work(correction)
                correction.finish()
                before, after = journal.changes()
            edit = add_edit(
                session,
                AppearanceEdit(
                    kind=kind,
                    appearance_ids=ids,
                    actor=actor,
                    reason=reason,
                    before=dict(before),
                    after=dict(after),
                ),
            )
            record(session, edit)
            return Edited(
                edit_id=edit.id or 0,
                appearance_ids=tuple(ids),
                claim_id=session.get_one(Appearance, ids[0]).claim_id,
            )

    done = retry_overlapped(stored)
    fill_if_replaced(engine, model)
    return done


def check_revisions(rows: Mapping[int, Appearance], revisions: Mapping[int, int]) -> None:
    """Return when every appearance is there and as the person has seen it.

    Raises:
        NotFound: one is not there.
        StaleVersion: somebody edited one since.
    """
    for appearance_id, revision in revisions.items():
        row = rows.get(appearance_id)
        if row is None:
            raise NotFound(f"There is no appearance {appearance_id}.")
        if row.revision != revision:
            who = (row.hidden_by if row.hidden_at else row.edited_by) or "Somebody"
            done = "hid" if row.hidden_at else "changed"
            raise StaleVersion(
                f"{who} {done} this claim meanwhile, so nothing of yours was stored. Look at their change and decide again."
            )


def record(session: Session, edit: AppearanceEdit, *, undone: bool = False) -> None:
    """The audit row of a correction, or of its undoing, on every claim that it concerns."""
    sides = worded(session, edit.before), worded(session, edit.after)
    was, became = (_summary(side) for side in (reversed(sides) if undone else sides))
    changed = [name for name in became if was[name] != became[name]]
    for claim_id in sorted({one.claim_id for side in sides for one in side}):
        audit.record(
            session,
            actor=str(edit.undone_by) if undone else edit.actor,
            action="edit-undone" if undone else ACTIONS[edit.kind],
            subject="claim",
            subject_id=claim_id,
            before={name: was[name] for name in changed},
            after={name: became[name] for name in changed} | {"appearance": edit.appearance_ids[0], "edit": edit.id},
            reason=None if undone else edit.reason,
        )


def _summary(side: Sequence[WordedView]) -> dict[str, object]:
    """What a reader of the record wants to know of some appearances."""
    shown = [one for one in side if one.hidden_reason is None]
    told = {
        "quote": [one.quote for one in shown],
        "wording": [one.standalone for one in shown if one.standalone],
        "claimant": [one.claimant for one in shown if one.claimant],
        "via": [name for one in shown for name in one.via],
        "type": [one.type.value for one in shown],
        "figures": [figure.label for one in shown for figure in one.figures],
        "claim": [str(one.claim_id) for one in shown],
    }
    return {name: " / ".join(dict.fromkeys(values)) or None for name, values in told.items()}


def why_fixed(appearance: Appearance, *, is_current: bool) -> str | None:
    """Why an appearance cannot be edited, in a sentence; None when it can."""
    if appearance.absorbed_by_id is not None:
        return "It was merged with another claim. Undo that to have it back."
    if appearance.hidden_at is not None:
        return f"{appearance.hidden_by} said that it is no claim. Show it again to edit it."
    if not is_current or not appearance.is_current:
        return "The article has a newer text. Edit the claim there."
    return None


def check_open(appearance: Appearance, *, is_current: bool, hidden: bool) -> None:
    """Return when an appearance can be edited, or with `hidden` when it can be shown again.

    Raises:
        Conflict: it cannot; the message says why.
    """
    if hidden and appearance.hidden_at is None:
        raise Conflict("It is not hidden.")
    if hidden and is_current and appearance.absorbed_by_id is None:
        return
    fixed = why_fixed(appearance, is_current=is_current)
    if fixed is not None:
        raise Conflict(fixed)


class Correction:
    """The rows of one article version while they are corrected."""

    def __init__(self, session: Session, engine: Engine, appearance_id: int, *, model_id: int, actor: str) -> None:
        found = text_of(session, appearance_id)
        if found is None:
            raise NotFound(f"There is no appearance {appearance_id}.")
        _, self.version, self.article = found
        self._session, self._engine, self._model_id, self._actor = session, engine, model_id, actor
        self._now = engine.now()
        self.relinker = Relinker(
            session,
            self.article,
            self.version,
            model_id=model_id,
            policy=policy_of(session),
            now=self._now,
        )
        self._relinked = False

    def rewrite(self, appearance_id: int, draft: Draft, vector: np.ndarray) -> int:
        """Store the corrected values of an appearance and match it anew; returns the claim that it is under now.

        Raises:
            Conflict: another claim of the text has exactly that span.
        """
        row, claim = self._row(appearance_id)
        appearance, found = row.appearance, draft.found
        self._check_free(found.start, found.end, besides=appearance_id)
        old_wording = wording_of(appearance)
        before = assertion_of_row(row, self._figures(appearance_id))
        kept = set() if found.dates != claim.dates else {"first_day", "last_day"}
        self._set(appearance, found, kept=kept if found.places != claim.places else {*kept, "setting"})
        self._mark(appearance, draft, named=found.claimant_named)
        if found.figures != claim.figures:
            self._set_figures(appearance_id, found)
        if wording_of(appearance) != old_wording:
            replace_vector(self._session, model_id=self._model_id, appearance_id=appearance_id, vector=vector)
        self._session.flush()
        changed, _ = self._row(appearance_id)
        self.relinker.touched.add(appearance.claim_id)
        if assertion_of_row(changed, self._figures(appearance_id)) == before:
            return appearance.claim_id
        return self.place(appearance_id, vector, old_wording=old_wording)

    def place(self, appearance_id: int, vector: np.ndarray, *, old_wording: str) -> int:
        """Match an appearance anew; returns the claim that it is under now."""
        self._relinked = True
        return self.relinker.place(appearance_id, vector, old_wording=old_wording)

    def add_parts(self, like: int, drafts: Sequence[Draft], vectors: np.ndarray) -> list[int]:
        """Store new appearances beside one that was split; returns their ids."""
        for draft in drafts:
            self._check_free(draft.found.start, draft.found.end, besides=like)
        row, _ = self._row(like)
        made = self.relinker.linker.store(
            [draft.found for draft in drafts],
            vectors,
            language=row.appearance.language,
            kept=[None] * len(drafts),
            before=self._claims_before(drafts[0].found.start),
        )
        for appearance, draft in zip(made, drafts, strict=True):
            self._mark(appearance, draft, named=draft.found.claimant_named)
            appearance.revision = 1
        self._session.flush()
        self._relinked = True
        return [appearance.id or 0 for appearance in made]

    def merge(self, ids: Sequence[int], draft: Draft, vector: np.ndarray) -> None:
        """Make one appearance of several; `ids` in text order. A claim that a person has confirmed for one of them is kept."""
        rows = lock_appearances(self._session, ids)
        first, others = rows[ids[0]], [rows[found] for found in ids[1:]]
        left = [(row.claim_id, row.id or 0, wording_of(row)) for row in (first, *others)]
        anchor = next((row for row in (first, *others) if self.relinker.is_confirmed(row)), first)
        for row in others:
            self.hide(row.id or 0, reason=ABSORBED, absorbed_by=first.id)
        first.claim_id, first.joined_by = anchor.claim_id, anchor.joined_by
        first.join_probability, first.join_reasons = anchor.join_probability, anchor.join_reasons
        home = self.rewrite(first.id or 0, draft, vector)
        for claim_id, appearance_id, wording in left:
            if appearance_id != first.id or claim_id != home:
                self.leave(claim_id, appearance_id, old_wording=wording, heir=home)

    def hide(self, appearance_id: int, *, reason: str, absorbed_by: int | None = None) -> Appearance:
        """Take an appearance out of whatever lists, counts and compares; its claim is not seen to yet."""
        appearance = self._session.get_one(Appearance, appearance_id)
        appearance.hidden_at, appearance.hidden_by, appearance.hidden_reason = self._now, self._actor, reason
        appearance.absorbed_by_id, appearance.is_current = absorbed_by, False
        appearance.revision += 1
        self._session.add(appearance)
        self._session.flush()
        return appearance

    def show(self, appearance_id: int, vector: np.ndarray) -> None:
        """Bring a hidden appearance back, under its claim or where it belongs by now.

        Raises:
            Conflict: another claim has exactly its span.
        """
        appearance = self._session.get_one(Appearance, appearance_id)
        self._check_free(appearance.start, appearance.end, besides=appearance_id)
        appearance.hidden_at = appearance.hidden_by = appearance.hidden_reason = None
        appearance.absorbed_by_id, appearance.is_current = None, True
        appearance.revision += 1
        claim = find_claim(self._session, appearance.claim_id, lock=True)
        appearance.claim_id = claim.id or 0
        if claim.appearance_count == 0 and claim.rating == NOT_A_CLAIM:
            claim.state, claim.rating = State.UNSTARTED, None
            claim.revision += 1
        self._session.add_all([appearance, claim])
        self._session.flush()
        self.place(appearance_id, vector, old_wording=wording_of(appearance))

    def leave(self, claim_id: int, appearance_id: int, *, old_wording: str, heir: int | None) -> None:
        """See to a claim that an appearance has left; see `Relinker.leave`."""
        self._relinked = True
        self.relinker.leave(self._claim(claim_id), [appearance_id], old_wording=old_wording, heir=heir)

    def close_if_empty(self, claim_id: int) -> None:
        """Close a claim as no claim when its last appearance was hidden and nobody had begun on it."""
        claim = self._claim(claim_id)
        is_known = NOT_A_CLAIM in self._engine.settings.ratings
        if claim.state is State.UNSTARTED and is_known and not appearance_rows(self._session, claim_ids=[claim_id]):
            claim.state, claim.rating = State.CLOSED, NOT_A_CLAIM
            claim.revision += 1
            self._session.add(claim)

    def finish(self) -> None:
        """Bring events and counters of every claim concerned up to date."""
        self._session.flush()
        touched = self.relinker.touched
        if self._relinked:
            mark_apart(self._session, self.article.id or 0, model_id=self._model_id)
            regroup_events(self._session, touched)
        refresh_claims(self._session, touched, now=self._now)

    def _row(self, appearance_id: int) -> tuple[AppearanceRow, ExtractedClaim]:
        (row,) = appearance_rows(self._session, ids=[appearance_id], current_only=False)
        return row, claim_of_row(row, self._figures(appearance_id))

    def _figures(self, appearance_id: int) -> Sequence[FigureRow]:
        return figures_of(self._session, [appearance_id]).get(appearance_id, ())

    def _claim(self, claim_id: int) -> Claim:
        return claims_by_id(self._session, [claim_id])[claim_id]

    def _check_free(self, start: int, end: int, *, besides: int) -> None:
        for other in siblings_of(self._session, self.version.id or 0):
            if (other.start, other.end) == (start, end) and other.id != besides:
                raise Conflict(
                    f"Another claim of this article has exactly these words (claim {other.claim_id}). "
                    "Choose other words, or hide one of the two."
                )

    def _set(self, appearance: Appearance, found: ExtractedClaim, *, kept: Collection[str]) -> None:
        published_on = self.article.published_at.date() if self.article.published_at else None
        assertion = assertion_of(
            found,
            published_on=published_on,
            language=appearance.language,
            before=self._claims_before(found.start, besides=appearance.id),
        )
        for name, value in appearance_values(self._session, found, assertion).items():
            # The day and the setting that it was first told of stay, unless the words now name others.
            if name not in kept:
                setattr(appearance, name, value)

    def _mark(self, appearance: Appearance, draft: Draft, *, named: bool) -> None:
        known = claimant_names(self._session, [appearance.claimant_id or 0]).get(appearance.claimant_id or 0)
        appearance.claimant_named = named if known is not None and known[1] is not named else None
        appearance.edited, appearance.edited_by = list(draft.edited), self._actor
        appearance.revision += 1
        self._session.add(appearance)
        self._session.flush()

    def _set_figures(self, appearance_id: int, found: ExtractedClaim) -> None:
        for row in self._figures(appearance_id):
            self._session.delete(row)
        self._session.flush()
        self._session.add_all(figure_row(appearance_id, figure) for figure in found.figures)
        self._session.flush()

    def _claims_before(self, start: int, *, besides: int | None = None) -> list[ExtractedClaim]:
        rows = appearance_rows(self._session, version_id=self.version.id)
        return [claim_of_row(row, ()) for row in rows if row.appearance.start < start and row.appearance.id != besides]
