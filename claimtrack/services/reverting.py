"""A merge or split taken back: appearances, states, ratings, assignment, evidence, matches and events as they were before.

Every row that it changed is put back to the value it had, as long as the row is as the merge or split left it. Where a person
has built on the result since (a state, evidence, a decision, another merge or split), it cannot be undone, and nothing changes.
What the machine has added since stays, with the claim whose words it goes by.
"""

from dataclasses import dataclass

from sqlmodel import Session

from claimtrack.db import audit
from claimtrack.db.claim_edits import (
    claim_edits_of,
    descendants,
    evidence_since,
    later_on_matches,
    lock_claim_edit,
)
from claimtrack.db.claims import appearances_in, claims_by_id
from claimtrack.db.edits import is_lone_event
from claimtrack.db.journal import Row, put_rows, read_rows, remove_rows
from claimtrack.db.matches import find_match, lock_linking, matches_of
from claimtrack.db.rechecks import move_changes
from claimtrack.db.session import retry_overlapped
from claimtrack.db.tables import ClaimEdit, ClaimEditKind, ClaimMatch, MatchStatus
from claimtrack.errors import Conflict, NotFound
from claimtrack.services.engine import Engine
from claimtrack.services.memberships import LAST_EVIDENCE, later_edit, side
from claimtrack.services.merging import count_again
from claimtrack.services.relations import other_claim, point_match

COUNTED_UP = "revision"
"""It never goes back: a form that was filled in on the state that is undone must stay refused."""
VERDICT = ("state", "rating")
WORK = (*VERDICT, "assigned_to", "barred_at")
"""What is lost with a claim that goes away again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverted:
    """What came of undoing a merge or split."""

    edit_id: int
    kind: ClaimEditKind
    claim_ids: tuple[int, ...]
    """The claims that there are now: both of a merge, the one that was split."""


def undo_claim_edit(engine: Engine, edit_id: int, *, actor: str) -> Reverted:
    """Take a merge or split of claims back.

    Raises:
        NotFound: there is no such merge or split.
        Conflict: it was undone already, or somebody has built on it since; the message says what stands in the way.
    """

    def stored() -> Reverted:
        with engine.database.begin() as session:
            lock_linking(session)
            edit = lock_claim_edit(session, edit_id)
            if edit is None:
                raise NotFound(f"There is no merge or split {edit_id}.")
            claims_by_id(session, {int(key) for key in side(edit.after, "claim")} | set(edit.claim_ids), lock=True)
            _check_undoable(session, edit)
            _Reverting(session, engine, edit).run()
            edit = lock_claim_edit(session, edit_id) or edit
            edit.undone_by, edit.undone_at = actor, engine.now()
            session.add(edit)
            _record(session, edit, actor=actor)
            kept_id, other_id = edit.claim_ids
            ids = (kept_id, other_id) if edit.kind is ClaimEditKind.MERGE else (kept_id,)
            return Reverted(edit_id=edit_id, kind=edit.kind, claim_ids=ids)

    return retry_overlapped(stored)


def _record(session: Session, edit: ClaimEdit, *, actor: str) -> None:
    for claim_id in edit.claim_ids:
        audit.record(
            session,
            actor=actor,
            action=f"{edit.kind.value}-undone",
            subject="claim",
            subject_id=claim_id,
            after={"claims": " and ".join(str(found) for found in edit.claim_ids), "of": edit.actor},
        )


def _check_undoable(session: Session, edit: ClaimEdit) -> None:
    """Return when nobody has built on a merge or split.

    Raises:
        Conflict: somebody has.
    """
    if edit.undone_at is not None:
        raise Conflict(f"{edit.undone_by} has undone this {edit.kind.value} already.")
    later = later_edit(edit, claim_edits_of(session, edit.claim_ids))
    if later is not None:
        raise Conflict(f"{_what_was_done(later)} since. Undo that first.")
    beside = later_on_matches(session, edit, side(edit.after, "claim_match"))
    if beside is not None:
        raise Conflict(f"{_what_was_done(beside)} since, and a match with these claims went along. Undo that first.")
    instead = "Take the appearances off instead." if edit.kind is ClaimEditKind.MERGE else "Merge the two instead."
    _check_claims(session, edit, instead)
    _check_evidence(session, edit, instead)
    _check_appearances(session, edit, instead)
    _check_matches(session, edit)


def _what_was_done(edit: ClaimEdit) -> str:
    done = "merged" if edit.kind is ClaimEditKind.MERGE else "split"
    return f"{edit.actor} has {done} claims {edit.claim_ids[0]} and {edit.claim_ids[1]}"


def _check_claims(session: Session, edit: ClaimEdit, instead: str) -> None:
    after = side(edit.after, "claim")
    present = read_rows(session, "claim", after)
    for claim_id in edit.claim_ids:
        was, now = after.get(str(claim_id)), present.get(str(claim_id))
        if now is None or was is None:
            raise Conflict(f"Claim {claim_id} is no longer there. {instead}")
        if now["merged_into_id"] != was["merged_into_id"]:
            raise Conflict(f"Claim {claim_id} has been joined to claim {now['merged_into_id']} since. {instead}")
        is_made = str(claim_id) not in side(edit.before, "claim")
        if any(now[name] != was[name] for name in (WORK if is_made else VERDICT)):
            raise Conflict(_why_worked_on(claim_id, was, now, instead))


def _why_worked_on(claim_id: int, was: Row, now: Row, instead: str) -> str:
    if any(now[name] != was[name] for name in VERDICT):
        then, at_present = (_standing(row) for row in (was, now))
        return f"Somebody has worked on claim {claim_id} since: it was {then} and is {at_present}. Set it back, or: {instead}"
    if now["barred_at"] != was["barred_at"]:
        return f"Claim {claim_id} has been kept out of matching since. Let it be matched again first."
    return f"Claim {claim_id} has been given to {now['assigned_to']} since. Take it back first."


def _standing(row: Row) -> str:
    return f"closed as {row['rating']!r}" if row["rating"] else str(row["state"]).replace("_", " ")


def _check_evidence(session: Session, edit: ClaimEdit, instead: str) -> None:
    kept_id, other_id = edit.claim_ids
    claim_id = kept_id if edit.kind is ClaimEditKind.MERGE else other_id
    added = evidence_since(session, claim_id, after_id=int(str(edit.after.get(LAST_EVIDENCE, 0))))
    if added is not None:
        raise Conflict(f"{added.added_by} has added evidence to claim {claim_id} since. {instead}")


def _check_appearances(session: Session, edit: ClaimEdit, instead: str) -> None:
    after = side(edit.after, "appearance")
    present = read_rows(session, "appearance", after)
    for key, row in after.items():
        now = present.get(key)
        if "claim_id" in row and (now is None or now["claim_id"] != row["claim_id"]):
            where = f"is under claim {now['claim_id']}" if now else "is gone"
            raise Conflict(f"Appearance {key} {where} by now, because its words were changed or moved. {instead}")


def _check_matches(session: Session, edit: ClaimEdit) -> None:
    after, moved = side(edit.after, "claim_match"), set(_moved(session, edit))
    for match in matches_of(session, edit.claim_ids, limit=100_000):
        was = after.get(str(match.id))
        if match.status is MatchStatus.SUGGESTED or (was is None and not _rests_on(match, edit, moved)):
            continue
        told = (match.status, match.relation, match.direction)
        if was is None or told != (was["status"], was["relation"], was["direction"]):
            raise Conflict(
                f"{match.decided_by} has decided on claims {match.claim_a_id} and {match.claim_b_id} since"
                f" ({match.status.value}). Take that back first."
            )


def _rests_on(match: ClaimMatch, edit: ClaimEdit, moved: set[int]) -> bool:
    """Whether a match that a merge or split did not see would have to move back with what was moved.

    One that names a claim which is merged away was decided before: nobody can decide on such a claim.
    """
    other_id = edit.claim_ids[1]
    is_of_other = other_id in (match.claim_a_id, match.claim_b_id)
    if edit.kind is ClaimEditKind.SPLIT:
        return is_of_other
    return not is_of_other and bool(moved & {match.appearance_a_id, match.appearance_b_id})


def _moved(session: Session, edit: ClaimEdit) -> dict[int, int]:
    """Every appearance that a merge or split moved, and the same in later texts: the moved one by the id of each."""
    asked = [int(key) for key, row in side(edit.after, "appearance").items() if "claim_id" in row]
    return {found: found for found in asked} | descendants(session, asked)


class _Reverting:
    """One merge or split while it is undone."""

    def __init__(self, session: Session, engine: Engine, edit: ClaimEdit) -> None:
        self._session, self._engine, self._edit = session, engine, edit
        self._moved = _moved(session, edit)
        self._is_exact = True
        """Whether nothing has come or changed since, so that counts and events are right as they were."""

    def run(self) -> None:
        """Put every row back, and see to what has come since."""
        self._is_exact = self._claims_unchanged()
        self._put_claims()
        self._put_appearances()
        for table in ("evidence", "change_event"):
            self._put_changed(table)
        touched = self._put_matches() | self._follow_words()
        if self._edit.kind is ClaimEditKind.SPLIT:
            self._remove_made()
        touched |= {int(key) for key in side(self._edit.after, "claim")} | set(self._edit.claim_ids)
        if not self._is_exact:
            count_again(self._session, self._engine, self._with_matched(touched))
        made = set(side(self._edit.after, "event")) - set(side(self._edit.before, "event"))
        remove_rows(self._session, "event", [key for key in made if is_lone_event(self._session, int(key))])

    def _with_matched(self, claim_ids: set[int]) -> set[int]:
        """Those of some claims that are there, and whatever is matched with the two that were merged or split."""
        matches = matches_of(self._session, self._edit.claim_ids, limit=100_000)
        return set(claims_by_id(self._session, claim_ids)) | {
            end for match in matches for end in (match.claim_a_id, match.claim_b_id)
        }

    def _claims_unchanged(self) -> bool:
        after = side(self._edit.after, "claim")
        present = read_rows(self._session, "claim", after)
        return {key: _uncounted(row) for key, row in present.items()} == {
            key: _uncounted(row) for key, row in after.items()
        }

    def _put_claims(self) -> None:
        """Put back each value of a claim that is still as the merge or split left it."""
        before, after = side(self._edit.before, "claim"), side(self._edit.after, "claim")
        events = read_rows(self._session, "event", {str(row["event_id"]) for row in before.values() if row["event_id"]})
        restored = {}
        for key, now in read_rows(self._session, "claim", before).items():
            old, new = before[key], after[key]
            back = {name: old[name] for name in old if old[name] != new[name] == now[name] and name != COUNTED_UP}
            if back.get("event_id") and str(back["event_id"]) not in events:
                del back["event_id"]
                self._is_exact = False
            restored[key] = now | back | {COUNTED_UP: now[COUNTED_UP] + (int(key) in self._edit.claim_ids)}
        put_rows(self._session, "claim", restored)

    def _put_appearances(self) -> None:
        """Put the moved appearances back, and the same ones in later texts with them, unless these were moved on since."""
        before, after = side(self._edit.before, "appearance"), side(self._edit.after, "appearance")
        restored = {}
        for key, now in read_rows(self._session, "appearance", map(str, self._moved)).items():
            first = str(self._moved[int(key)])
            if now["claim_id"] == after[first]["claim_id"]:
                restored[key] = now | before[first]
        put_rows(self._session, "appearance", restored)

    def _put_changed(self, table: str) -> None:
        """Put back what is still as the merge or split left it."""
        before, after = side(self._edit.before, table), side(self._edit.after, table)
        present = read_rows(self._session, table, before)
        put_rows(
            self._session,
            table,
            {
                key: now | before[key]
                for key, now in present.items()
                if all(now[name] == value for name, value in after[key].items())
            },
        )

    def _put_matches(self) -> set[int]:
        """Put back the matches that were changed, made or removed; returns the claims at their ends."""
        before, after = side(self._edit.before, "claim_match"), side(self._edit.after, "claim_match")
        remove_rows(self._session, "claim_match", set(after) - set(before))
        present = read_rows(self._session, "claim_match", before)
        put_back = {key: row for key, row in before.items() if key in present or self._may_return(row)}
        put_rows(self._session, "claim_match", put_back)
        self._is_exact &= len(put_back) == len(before)
        return {row[end] for row in before.values() for end in ("claim_a_id", "claim_b_id")}

    def _may_return(self, row: Row) -> bool:
        """Whether a match that was removed can come back: its words are there, and nobody has decided on the pair since."""
        session = self._session
        if len(read_rows(session, "appearance", [str(row["appearance_a_id"]), str(row["appearance_b_id"])])) < 2:
            return False
        known = find_match(session, row["claim_a_id"], row["claim_b_id"])
        if known is None:
            return True
        self._is_exact = False
        if known.status is not MatchStatus.SUGGESTED:
            return False
        remove_rows(session, "claim_match", [str(known.id)])
        return True

    def _follow_words(self) -> set[int]:
        """Let each suggestion that has come since go with the words that it rests on; returns the claims at their ends."""
        kept_id, other_id = self._edit.claim_ids
        is_merge = self._edit.kind is ClaimEditKind.MERGE
        here, there = (kept_id, other_id) if is_merge else (other_id, kept_id)
        touched = set()
        for match in matches_of(self._session, [here], limit=100_000):
            rests_on = match.appearance_a_id if match.claim_a_id == here else match.appearance_b_id
            if match.status is not MatchStatus.SUGGESTED or (is_merge and rests_on not in self._moved):
                continue
            other = other_claim(match, here)
            touched.add(other)
            self._is_exact = False
            if other == there or find_match(self._session, there, other) is not None:
                self._session.delete(match)
            else:
                point_match(match, here, there)
                self._session.add(match)
            self._session.flush()
        return touched

    def _remove_made(self) -> None:
        """Remove the claim that a split had made, with whatever the machine has put under it since going back as well.

        Raises:
            Conflict: something of it would be lost.
        """
        kept_id, made_id = self._edit.claim_ids
        for row in appearances_in(self._session, [made_id]):
            row.claim_id = kept_id
            self._session.add(row)
            self._is_exact = False
        move_changes(self._session, from_claim=made_id, to_claim=kept_id)
        if remove_rows(self._session, "claim", [str(made_id)]):
            raise Conflict(f"Something else refers to claim {made_id} by now. Merge the two instead.")


def _uncounted(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != COUNTED_UP}
