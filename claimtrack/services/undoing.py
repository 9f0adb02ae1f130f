"""A correction taken back: every row as it was before, wherever nobody has decided otherwise since.

The corrected appearances must be as the correction left them; otherwise it cannot be undone, and the reason is told. Of claims
and matches each value is put back that is still as the correction left it. What a person has changed since stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from claimtrack.db.claims import claims_by_id, find_claim
from claimtrack.db.edits import edits_of, has_appearance, is_lone_event, lock_appearances, lock_edit, siblings_of
from claimtrack.db.journal import TABLES, Row, put_rows, read_rows, remove_rows
from claimtrack.db.matches import find_match, lock_linking, matches_of
from claimtrack.db.session import retry_overlapped
from claimtrack.db.tables import Appearance, AppearanceEdit, MatchStatus
from claimtrack.db.vectors import remove_vectors
from claimtrack.errors import Conflict, NotFound
from claimtrack.services.correcting import Correction, record
from claimtrack.services.counting import refresh_claims
from claimtrack.services.encoders import Model
from claimtrack.services.engine import Engine
from claimtrack.services.grouping import regroup_events
from claimtrack.services.merging import merge_claims
from claimtrack.services.reembedding import fill_some

OWN_TABLES = ("appearance", "figure")
"""Rows that belong to the corrected appearances alone. Vectors too, but they follow from the words, and models come and go."""
VERDICT = frozenset({"state", "rating"})
COUNTED_UP = "revision"
"""It never goes back: a form that was filled in on the state that is undone must stay refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What came of undoing a correction."""

    edit_id: int
    appearance_ids: tuple[int, ...]
    """The appearances that are as before; those that the correction had made are gone."""
    claim_id: int
    """The claim that the first one is under now."""


def undo_edit(engine: Engine, edit_id: int, *, actor: str) -> Undone:
    """Take a correction back: spans, wording, attribution, figures, vectors, claims and matches as they were before.

    Raises:
        NotFound: there is no such edit.
        Conflict: it was undone already, or what it left was changed since; the message says by what.
    """
    model = engine.searching()

    def stored() -> Undone:
        with engine.database.begin() as session:
            lock_linking(session)
            edit = lock_edit(session, edit_id)
            if edit is None:
                raise NotFound(f"There is no edit {edit_id}.")
            rows = lock_appearances(session, edit.appearance_ids)
            _check_undoable(session, edit, rows)
            _Undoing(session, engine, edit, model=model, actor=actor).run()
            edit = lock_edit(session, edit_id) or edit
            edit.undone_by, edit.undone_at = actor, engine.now()
            session.add(edit)
            session.flush()
            record(session, edit, undone=True)
            kept = [found for found in edit.appearance_ids if str(found) in _side(edit.before, "appearance")]
            return Undone(
                edit_id=edit_id,
                appearance_ids=tuple(kept),
                claim_id=session.get_one(Appearance, kept[0]).claim_id,
            )

    return retry_overlapped(stored)


def _side(side: Mapping[str, object], table: str) -> dict[str, Row]:
    rows = side.get(table)
    return rows if isinstance(rows, dict) else {}


def _check_undoable(session: Session, edit: AppearanceEdit, rows: Mapping[int, Appearance]) -> None:
    if edit.undone_at is not None:
        raise Conflict(f"{edit.undone_by} has undone this edit already.")
    later = [
        other
        for other in edits_of(session, edit.appearance_ids)
        if (other.id or 0) > (edit.id or 0) and other.undone_at is None
    ]
    if later:
        last = later[-1]
        raise Conflict(f"{last.actor} has edited it again since (edit {last.id}). Undo that first.")
    for table in OWN_TABLES:
        after = _side(edit.after, table)
        present = read_rows(session, table, {*after, *_side(edit.before, table)})
        for key in {*after, *present}:
            if _without_count(after.get(key)) != _without_count(present.get(key)):
                raise Conflict(_why_changed(edit, rows))
    _check_spans(session, edit, rows)


def _check_spans(session: Session, edit: AppearanceEdit, rows: Mapping[int, Appearance]) -> None:
    version_id = rows[edit.appearance_ids[0]].version_id
    others = {
        (one.start, one.end): one for one in siblings_of(session, version_id) if one.id not in edit.appearance_ids
    }
    for old in _side(edit.before, "appearance").values():
        other = others.get((old["start"], old["end"]))
        if other is not None and old["hidden_at"] is None:
            raise Conflict(
                f"Another claim has exactly these words by now (claim {other.claim_id}). Hide or change that one first."
            )


def _without_count(row: Row | None) -> Row | None:
    return None if row is None else {name: value for name, value in row.items() if name != COUNTED_UP}


def _why_changed(edit: AppearanceEdit, rows: Mapping[int, Appearance]) -> str:
    after = _side(edit.after, "appearance")
    known = [(row, after[str(found)]) for found, row in rows.items() if str(found) in after]
    if any(was["is_current"] and not row.is_current for row, was in known):
        return "The article has a newer text since. Correct the claim there."
    if any(was["claim_id"] != row.claim_id or was["joined_by"] != row.joined_by for row, was in known):
        who = next((row.joined_by for row, was in known if row.joined_by != was["joined_by"]), "Somebody")
        return f"{who} has joined its claim with another since, so this edit cannot be undone. Edit the claim instead."
    return "What this edit left was changed since, so it cannot be undone. Edit the claim instead."


class _Undoing:
    """One correction while it is undone."""

    def __init__(self, session: Session, engine: Engine, edit: AppearanceEdit, *, model: Model, actor: str) -> None:
        self._session, self._engine, self._actor, self._model = session, engine, actor, model
        self._before = {table: _side(edit.before, table) for table in TABLES}
        self._after = {table: _side(edit.after, table) for table in TABLES}
        self._ids, self._at = list(edit.appearance_ids), edit.at
        self._is_exact = True
        """Whether everything was still as the correction left it."""

    def run(self) -> None:
        """Put every row back that nobody has changed since, and see to what has come since."""
        self._put_claims()
        self._drop_matches()
        self._put_appearances()
        self._put_matches()
        self._free_made()
        remove_rows(self._session, "appearance", self._made("appearance"))
        touched = {int(key) for key in {*self._before["claim"], *self._after["claim"]}} | self._catch_up()
        self._remove_claims()
        touched &= set(claims_by_id(self._session, touched))
        if not self._is_exact:
            regroup_events(self._session, touched)
        refresh_claims(self._session, touched, now=self._engine.now())
        remove_rows(
            self._session, "event", [key for key in self._made("event") if is_lone_event(self._session, int(key))]
        )

    def _made(self, table: str) -> set[str]:
        return set(self._after[table]) - set(self._before[table])

    def _put_claims(self) -> None:
        """Put back each value of a claim that is still as the correction left it."""
        before, after = self._before["claim"], self._after["claim"]
        present = read_rows(self._session, "claim", before)
        needed = {str(row["claim_id"]) for row in self._before["appearance"].values()}
        if needed & (set(before) - set(present)):
            raise Conflict("The claim that it belonged to is no longer there, so this edit cannot be undone.")
        restored = {}
        for key, now in present.items():
            put_back = self._still(before[key], after[key], now)
            count = now[COUNTED_UP] + ("state" in put_back)
            restored[key] = now | put_back | {COUNTED_UP: count}
        put_rows(self._session, "claim", restored)

    def _still(self, old: Row, new: Row, now: Row) -> Row:
        """The old values of what the correction changed and nobody has changed since."""
        changed = {name for name in old if old[name] != new[name] and name != COUNTED_UP}
        since = {name for name in changed if now[name] != new[name]}
        if since & VERDICT:  # A state and its rating are one decision.
            since |= VERDICT & changed
        self._is_exact &= not since
        return {name: old[name] for name in changed - since}

    def _drop_matches(self) -> None:
        """Remove the suggestions that the correction made; what a person has decided since stays."""
        made = self._made("claim_match")
        present = read_rows(self._session, "claim_match", made)
        self._is_exact &= present == {key: self._after["claim_match"][key] for key in made}
        gone = [key for key, row in present.items() if row["status"] == MatchStatus.SUGGESTED]
        remove_rows(self._session, "claim_match", gone)

    def _put_appearances(self) -> None:
        session = self._session
        remove_rows(session, "figure", self._after["figure"])
        reworded = {int(key.split("/")[0]) for side in (self._before, self._after) for key in side["embedding"]}
        remove_vectors(session, reworded)
        present = read_rows(session, "appearance", self._before["appearance"])
        restored = {}
        for key, old in self._before["appearance"].items():
            home = find_claim(session, old["claim_id"]).id
            restored[key] = old | {"claim_id": home, COUNTED_UP: present[key][COUNTED_UP] + 1}
        put_rows(session, "appearance", restored)
        for table in ("figure", "embedding"):
            put_rows(session, table, self._before[table])
        fill_some(session, self._model, reworded)

    def _put_matches(self) -> None:
        """Put back the matches that the correction changed or removed, unless the pair has another by now."""
        session = self._session
        before, after = self._before["claim_match"], self._after["claim_match"]
        present = read_rows(session, "claim_match", before)
        changed = {key: before[key] for key, now in present.items() if now == after.get(key)}
        self._is_exact &= len(changed) == len(set(before) & set(after))
        removed = {key: row for key, row in before.items() if key not in present and self._may_return(row)}
        put_rows(session, "claim_match", changed | removed)

    def _may_return(self, row: Row) -> bool:
        """Whether a removed match can come back: its ends are there, and no person has decided on the pair since."""
        session = self._session
        ends = claims_by_id(session, [row["claim_a_id"], row["claim_b_id"]])
        rests_on = read_rows(session, "appearance", [str(row["appearance_a_id"]), str(row["appearance_b_id"])])
        known = find_match(session, row["claim_a_id"], row["claim_b_id"]) if len(ends) == len(rests_on) == 2 else None
        if len(ends) < 2 or len(rests_on) < 2 or any(claim.merged_into_id for claim in ends.values()):
            self._is_exact = False
            return False
        if known is None:
            return True
        self._is_exact = False
        if known.status is not MatchStatus.SUGGESTED:
            return False
        remove_rows(session, "claim_match", [str(known.id)])
        return True

    def _free_made(self) -> None:
        """Let no match rest on an appearance that the correction had made."""
        made = {int(key) for key in self._made("appearance")}
        claims = {row["claim_id"] for key, row in self._after["appearance"].items() if int(key) in made}
        for match in matches_of(self._session, claims, limit=100_000):
            resting = made & {match.appearance_a_id, match.appearance_b_id}
            if not resting:
                continue
            self._is_exact = False
            if match.status is MatchStatus.SUGGESTED:
                self._session.delete(match)
                continue
            match.appearance_a_id = self._ids[0] if match.appearance_a_id in made else match.appearance_a_id
            match.appearance_b_id = self._ids[0] if match.appearance_b_id in made else match.appearance_b_id
            self._session.add(match)
        self._session.flush()

    def _catch_up(self) -> set[int]:
        """See to claims that lose an appearance again, and to what came while it was otherwise; returns the claims touched."""
        session = self._session
        correction = Correction(session, self._engine, self._ids[0], model_id=self._model.id, actor=self._actor)
        for key in self._before["appearance"]:
            now = session.get_one(Appearance, int(key))
            left = self._after["appearance"][key]["claim_id"]
            if left != now.claim_id and has_appearance(session, left):
                correction.relinker.leave(find_claim(session, left), [int(key)], old_wording="", heir=None)
            if now.is_current and correction.relinker.link_newer(int(key), since=self._at):
                self._is_exact = False
        return correction.relinker.touched

    def _remove_claims(self) -> None:
        """Remove the claims that the correction had opened, unless something belongs to them by now."""
        session = self._session
        home = session.get_one(Appearance, self._ids[0]).claim_id
        for key in sorted(self._made("claim"), key=int):
            claim_id = int(key)
            if claim_id not in claims_by_id(session, [claim_id]) or has_appearance(session, claim_id):
                self._is_exact = False
                continue
            matches = matches_of(session, [claim_id], limit=100_000)
            remove_rows(session, "claim_match", [str(one.id) for one in matches if one.status is MatchStatus.SUGGESTED])
            if remove_rows(session, "claim", [key]):
                # Somebody has worked on it meanwhile: that work goes to the claim that has its words again.
                merge_claims(session, keep_id=home, gone_id=claim_id, actor=self._actor)
                self._is_exact = False
