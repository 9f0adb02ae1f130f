"""Appearances taken off a claim into a claim of their own, because somebody says that they are about something else.

The two claims have a rejected match between them from then on, so that the machine never joins or suggests them again. What
a split changed is kept with it, so that `services.reverting` can undo it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from claimtrack.db import audit
from claimtrack.db.claims import AppearanceRow, appearance_rows, claims_by_id, figures_of
from claimtrack.db.edits import lineages, text_of
from claimtrack.db.journal import Journal
from claimtrack.db.matches import lock_linking, matches_of
from claimtrack.db.rechecks import move_changes
from claimtrack.db.session import retry_overlapped
from claimtrack.db.tables import Appearance, Claim, ClaimEditKind, ClaimMatch, MatchStatus
from claimtrack.db.vectors import vector_of
from claimtrack.errors import Conflict, InvalidQuery, NotFound, StaleVersion
from claimtrack.links.model import Relation
from claimtrack.services.counting import refresh_claims
from claimtrack.services.engine import Engine
from claimtrack.services.grouping import regroup_events
from claimtrack.services.linking import judge_candidates
from claimtrack.services.memberships import keep_edit, reason_words
from claimtrack.services.merging import BY_HAND
from claimtrack.services.records import assertion_of_row
from claimtrack.services.relations import point_match
from claimtrack.services.relinking import COMPANIONS, Relinker, wording_of
from claimtrack.services.tuning import policy_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What came of taking appearances off a claim."""

    edit_id: int
    claim_id: int
    """The claim that they were taken off."""
    made_id: int
    """The claim that they are under now."""


def split_claim(
    engine: Engine,
    claim_id: int,
    appearance_ids: Collection[int],
    *,
    revision: int,
    actor: str,
    reason: str | None = None,
) -> Split:
    """The claim that some appearances of another make from now on. Evidence, state and assignment stay with the old one.

    Args:
        engine: what is needed open.
        claim_id: the claim that they are under.
        appearance_ids: some of its appearances in current texts, not all.
        revision: of the claim, as the person saw it.
        actor: who says that they are about something else.
        reason: for the record.

    Raises:
        NotFound: there is no such claim.
        InvalidQuery: none is chosen, or all are.
        Conflict: the claim has been joined to another, or an appearance is not under it any more.
        StaleVersion: somebody changed the claim since.
    """
    model_id, words, asked = engine.model_id(), reason_words(reason), set(appearance_ids)

    def stored() -> Split:
        with engine.database.begin() as session:
            lock_linking(session)  # A text that is being linked must not join what is moved here.
            claim = _open_claim(session, claim_id)
            rows = appearance_rows(session, claim_ids=[claim_id])
            chosen = _chosen(claim, rows, asked)
            if claim.revision != revision:
                raise StaleVersion(
                    f"Somebody changed claim {claim_id} meanwhile. Reload, look at it, and decide again."
                )
            if len(chosen) == len(rows):
                raise InvalidQuery("Leave at least one appearance with the claim. All of them together are the claim.")
            with Journal(session) as journal:
                made = _Splitting(session, engine, claim, model_id=model_id, actor=actor).run(rows, chosen)
                edit = keep_edit(session, journal, ClaimEditKind.SPLIT, [claim_id, made], actor=actor, reason=words)
            _record(session, claim, made, chosen, actor=actor, reason=words)
            return Split(edit_id=edit.id or 0, claim_id=claim_id, made_id=made)

    return retry_overlapped(stored)


def _open_claim(session: Session, claim_id: int) -> Claim:
    claim = claims_by_id(session, [claim_id], lock=True).get(claim_id)
    if claim is None:
        raise NotFound(f"There is no claim {claim_id}.")
    if claim.merged_into_id is not None:
        raise Conflict(f"Claim {claim_id} has been joined to claim {claim.merged_into_id} meanwhile.")
    return claim


def _chosen(claim: Claim, rows: Sequence[AppearanceRow], asked: set[int]) -> list[AppearanceRow]:
    """The appearances that are taken off, in the order of the claim's."""
    if not asked:
        raise InvalidQuery("Choose the appearances that are about something else.")
    chosen = [row for row in rows if row.appearance.id in asked]
    missing = asked - {row.appearance.id or 0 for row in chosen}
    if missing:
        raise Conflict(f"Appearance {min(missing)} is not under claim {claim.id} any more. Reload and choose again.")
    return chosen


def _record(
    session: Session, claim: Claim, made: int, chosen: Sequence[AppearanceRow], *, actor: str, reason: str | None
) -> None:
    told: dict[str, object] = {"claim": claim.id, "made": made, "appearances": len(chosen)}
    for subject_id in (claim.id or 0, made):
        audit.record(
            session,
            actor=actor,
            action="claim-split",
            subject="claim",
            subject_id=subject_id,
            after=told,
            reason=reason,
        )


class _Splitting:
    """One claim while appearances are taken off it."""

    def __init__(self, session: Session, engine: Engine, claim: Claim, *, model_id: int, actor: str) -> None:
        self._session, self._engine, self._claim = session, engine, claim
        self._model_id, self._actor = model_id, actor

    def run(self, rows: Sequence[AppearanceRow], chosen: Sequence[AppearanceRow]) -> int:
        """Move the chosen appearances and see to the matches of both claims; returns the new claim's id."""
        session, claim_id = self._session, self._claim.id or 0
        lead, stays = chosen[0], next(row for row in rows if row not in chosen)
        ids = [row.appearance.id or 0 for row in chosen]
        took_words = any(wording_of(row.appearance) == self._claim.text for row in chosen)
        made = self._open(lead)
        line = self._move(ids, made)
        gone_from = {row.article.id or 0 for row in chosen} - {row.article.id or 0 for row in rows if row not in chosen}
        move_changes(session, from_claim=claim_id, to_claim=made, article_ids=gone_from)
        self._keep_apart(made, lead.appearance, stays.appearance)
        self._share_decisions(made, line)
        relinker = self._relinker(ids[0])
        relinker.leave(self._claim, ids, old_wording=self._claim.text if took_words else "", heir=None)
        self._match(relinker, made, ids)
        self._claim.revision += 1
        session.add(self._claim)
        touched = relinker.touched | {claim_id, made}
        session.flush()
        regroup_events(session, touched)
        refresh_claims(session, touched, now=self._engine.now())
        return made

    def _open(self, lead: AppearanceRow) -> int:
        """The id of a new claim that says what the first of the chosen appearances says."""
        found = lead.appearance
        made = Claim(
            text=wording_of(found), language=found.language, type=found.type, check_worthiness=found.check_worthiness
        )
        self._session.add(made)
        self._session.flush()
        return made.id or 0

    def _move(self, ids: Sequence[int], made: int) -> set[int]:
        """Put the appearances, and what they were in earlier texts, under the new claim; returns all their ids."""
        line = {found for lines in lineages(self._session, ids).values() for found in lines}
        moved = set()
        for row in (self._session.get_one(Appearance, found) for found in sorted(line)):
            if row.claim_id != self._claim.id:
                continue
            row.claim_id, row.joined_by = made, self._actor
            row.join_probability, row.join_reasons = None, []
            self._session.add(row)
            moved.add(row.id or 0)
        self._session.flush()
        return moved

    def _keep_apart(self, made: int, lead: Appearance, stays: Appearance) -> None:
        """A rejected match between the two claims: the no that keeps the machine from joining them again."""
        self._session.add(
            ClaimMatch(
                claim_a_id=self._claim.id or 0,  # The new claim has the larger number.
                claim_b_id=made,
                relation=Relation.SAME_CLAIM,
                status=MatchStatus.REJECTED,
                probability=0.0,
                similarity=0.0,
                reasons=[{"code": "split", "text": f"{self._actor} took them apart", "weight": 0.0}],
                appearance_a_id=stays.id or 0,
                appearance_b_id=lead.id or 0,
                scorer=BY_HAND,
                decided_by=self._actor,
                decided_at=self._engine.now(),
            )
        )
        self._session.flush()

    def _share_decisions(self, made: int, line: set[int]) -> None:
        """What people decided of the moved words goes with them; a no stays with the claim that it was said of as well."""
        claim_id = self._claim.id or 0
        for match in matches_of(self._session, [claim_id], limit=100_000):
            is_a = match.claim_a_id == claim_id
            rests_on = match.appearance_a_id if is_a else match.appearance_b_id
            other = match.claim_b_id if is_a else match.claim_a_id
            if rests_on not in line or match.status is MatchStatus.SUGGESTED or other == made:
                continue
            if match.status is MatchStatus.REJECTED:
                match = _copy(match)
            point_match(match, claim_id, made)
            self._session.add(match)
        self._session.flush()

    def _relinker(self, appearance_id: int) -> Relinker:
        found = text_of(self._session, appearance_id)
        if found is None:
            raise NotFound(f"There is no appearance {appearance_id}.")
        _, version, article = found
        return Relinker(
            self._session,
            article,
            version,
            model_id=self._model_id,
            policy=policy_of(self._session),
            now=self._engine.now(),
        )

    def _match(self, relinker: Relinker, made: int, ids: Sequence[int]) -> None:
        """Match the new claim by its own words."""
        figures = figures_of(self._session, ids)
        for row in appearance_rows(self._session, claim_ids=[made], limit=COMPANIONS):
            appearance_id = row.appearance.id or 0
            vector = vector_of(self._session, model_id=self._model_id, appearance_id=appearance_id)
            if vector is None:  # Embedded by another model only.
                continue
            pairs = judge_candidates(
                self._session,
                assertion_of_row(row, figures.get(appearance_id, ())),
                vector,
                model_id=self._model_id,
                policy=policy_of(self._session),
            )
            relinker.linker.link(made, row.appearance, pairs)


def _copy(match: ClaimMatch) -> ClaimMatch:
    return ClaimMatch(**{name: getattr(match, name) for name in ClaimMatch.model_fields if name != "id"})
