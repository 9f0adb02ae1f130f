"""A corrected appearance put under the claim it repeats now, by the same rules as when it was found.

Runs inside the transaction of the correction, with linking locked. A claim that a person has confirmed, worked on or rejected a
match of is never changed by the machine's second look: there it only suggests.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import numpy as np
from sqlmodel import Session

from claimtrack.db.claims import AppearanceRow, appearance_rows, claims_by_id, figures_of
from claimtrack.db.edits import lineages, made_since
from claimtrack.db.matches import matches_of
from claimtrack.db.rechecks import count_evidence, has_changes
from claimtrack.db.tables import Appearance, Article, ArticleVersion, Claim, ClaimMatch, MatchStatus
from claimtrack.db.vectors import vector_of
from claimtrack.links.calibration import Policy
from claimtrack.links.model import Assertion, Relation
from claimtrack.services.linking import Linker, Pair, judge_appearances, judge_candidates, safe_join
from claimtrack.services.records import assertion_of_row, claim_of_row, how_joined
from claimtrack.services.relations import other_claim
from claimtrack.verification.workflow import State

COMPANIONS = 50
"""Other appearances of a claim that a corrected one is compared with, and whose matches are judged anew: the first ones by
publication. More say the same as these, or they would not be under one claim."""


class Relinker:
    """Moves corrected appearances of one text between claims and keeps the matches of those claims true."""

    def __init__(
        self,
        session: Session,
        article: Article,
        version: ArticleVersion,
        *,
        model_id: int,
        policy: Policy,
        now: datetime,
    ) -> None:
        self._session = session
        self._model_id = model_id
        self._policy = policy
        self.linker = Linker(session, article, version, model_id=model_id, policy=policy, now=now)
        self.touched: set[int] = self.linker.touched
        """Claims whose counters must be rewritten."""

    def place(self, appearance_id: int, vector: np.ndarray, *, old_wording: str) -> int:
        """Put a corrected appearance under the claim it belongs to now; returns that claim's id.

        It stays where it is when a person has put it there, when its claim has nothing else, or when the claim's other
        appearances still say the same. Otherwise it joins another claim or opens one. A claim that has nothing else and that
        nobody has worked on gives way to one that says the same, and leads there from then on.

        Args:
            appearance_id: with its new values stored.
            vector: of its wording.
            old_wording: from which its claim may have its own words.
        """
        row = self._row(appearance_id)
        appearance, assertion = row.appearance, self._assertion(row)
        left = self._claim(appearance.claim_id)
        companions = self._companions(left, without=appearance_id)
        pairs = self._pairs(appearance_id, left, companions, assertion, vector)
        home, joined = self._home(row, left, companions, pairs)
        if home != left.id:
            appearance.claim_id = home
            for name, value in how_joined(joined.judgement if joined else None).items():
                setattr(appearance, name, value)
            self._session.add(appearance)
        self._session.flush()
        self.leave(left, [appearance_id], old_wording=old_wording, heir=home)
        self.linker.link(home, appearance, pairs)
        self.touched |= {left.id or 0, home}
        return home

    def leave(self, claim: Claim, gone: Collection[int], *, old_wording: str, heir: int | None) -> None:
        """Set a claim right after appearances of it were corrected, moved away or hidden.

        Its suggested matches that rest on them are judged anew by what it still has, decided ones stay. If it took its words
        from them, it takes others. If it has nothing any more and nobody has worked on it, it leads to `heir`.
        """
        changed = {found for line in lineages(self._session, gone).values() for found in line}
        rows = appearance_rows(self._session, claim_ids=[claim.id or 0])
        affected = self._drop_matches(claim, changed, [row.appearance for row in rows])
        if claim.text == old_wording and rows and not self._still_says(rows, changed, old_wording):
            self._reword(claim, next((row for row in rows if row.appearance.id in changed), rows[0]).appearance)
        if not rows and heir is not None and heir != claim.id and self.is_untouched(claim):
            claim.merged_into_id, claim.event_id = heir, None
            self._session.add(claim)
        self._session.flush()
        for row in rows[:COMPANIONS]:
            if row.appearance.id not in changed and affected:
                self._relink(claim, row, affected)
        self.touched |= {claim.id or 0, *affected}

    def link_newer(self, appearance_id: int, *, since: datetime) -> bool:
        """Match an appearance with what was stored after a moment, and leave all else; whether there was any."""
        row = self._row(appearance_id)
        vector = vector_of(self._session, model_id=self._model_id, appearance_id=appearance_id)
        if vector is None:  # Embedded by another model only.
            return False
        assertion = self._assertion(row)
        pairs = judge_candidates(self._session, assertion, vector, model_id=self._model_id, policy=self._policy)
        newer = made_since(self._session, [pair.appearance_id for pair in pairs], since) - {appearance_id}
        self.linker.link(
            row.appearance.claim_id, row.appearance, [pair for pair in pairs if pair.appearance_id in newer]
        )
        return bool(newer)

    def is_untouched(self, claim: Claim) -> bool:
        """Whether no person has worked on a claim, so that nothing is lost when it gives way to another."""
        session, claim_id = self._session, claim.id or 0
        decided = any(match.status is not MatchStatus.SUGGESTED for match in matches_of(session, [claim_id]))
        worked_on = claim.state is not State.UNSTARTED or claim.assigned_to or claim.revision > 1
        return not (worked_on or decided or count_evidence(session, claim_id) or has_changes(session, claim_id))

    def is_confirmed(self, appearance: Appearance) -> bool:
        """Whether a person has said that an appearance belongs to its claim, here or in an earlier text of the article."""
        if appearance.joined_by != "machine":
            return True
        line = set(lineages(self._session, [appearance.id or 0])[appearance.id or 0])
        return any(
            line & {match.appearance_a_id, match.appearance_b_id}
            for match in matches_of(self._session, [appearance.claim_id])
            if match.status is MatchStatus.CONFIRMED and match.relation is Relation.SAME_CLAIM
        )

    def _row(self, appearance_id: int) -> AppearanceRow:
        (row,) = appearance_rows(self._session, ids=[appearance_id])
        return row

    def _assertion(self, row: AppearanceRow) -> Assertion:
        appearance_id = row.appearance.id or 0
        return assertion_of_row(row, figures_of(self._session, [appearance_id]).get(appearance_id, ()))

    def _claim(self, claim_id: int) -> Claim:
        return claims_by_id(self._session, [claim_id])[claim_id]

    def _companions(self, claim: Claim, *, without: int) -> list[AppearanceRow]:
        rows = appearance_rows(self._session, claim_ids=[claim.id or 0], limit=COMPANIONS + 1)
        return [row for row in rows if row.appearance.id != without][:COMPANIONS]

    def _pairs(
        self,
        appearance_id: int,
        left: Claim,
        companions: Sequence[AppearanceRow],
        assertion: Assertion,
        vector: np.ndarray,
    ) -> list[Pair]:
        """The appearance judged against all its companions, and against what is nearest to it elsewhere."""
        found = judge_candidates(self._session, assertion, vector, model_id=self._model_id, policy=self._policy)
        elsewhere = [pair for pair in found if pair.claim_id != left.id and pair.appearance_id != appearance_id]
        ids = [row.appearance.id or 0 for row in companions]
        return [*self._judged(assertion, vector, ids), *elsewhere]

    def _judged(self, assertion: Assertion, vector: np.ndarray, ids: Iterable[int]) -> list[Pair]:
        return judge_appearances(self._session, assertion, vector, ids, model_id=self._model_id, policy=self._policy)

    def _home(
        self, row: AppearanceRow, left: Claim, companions: Sequence[AppearanceRow], pairs: Sequence[Pair]
    ) -> tuple[int, Pair | None]:
        """The claim that an appearance belongs to, and the pair that joins it there when it is another one."""
        left_id = left.id or 0
        if self.is_confirmed(row.appearance):
            return left_id, None
        if companions and safe_join([pair for pair in pairs if pair.claim_id == left_id]) is not None:
            return left_id, None
        refused = self._refused(left_id)
        joined = safe_join([pair for pair in pairs if pair.claim_id != left_id and pair.claim_id not in refused])
        if not companions:
            if joined is None or not self.is_untouched(left):
                return left_id, None
            return joined.claim_id, joined
        if joined is not None:
            return joined.claim_id, joined
        figures = figures_of(self._session, [row.appearance.id or 0]).get(row.appearance.id or 0, ())
        return self.linker.open_claim(claim_of_row(row, figures), row.appearance.language), None

    def _refused(self, claim_id: int) -> set[int]:
        """The claims that a person has said to be another than this one."""
        return {
            other_claim(match, claim_id)
            for match in matches_of(self._session, [claim_id])
            if match.status is MatchStatus.REJECTED
        }

    def _drop_matches(self, claim: Claim, changed: set[int], standing: Sequence[Appearance]) -> set[int]:
        """Delete suggestions that rest on changed appearances; returns the claims at the other ends.

        A person's decision stays, and rests on another appearance of the claim where the changed one is no longer among them.
        """
        claim_id = claim.id or 0
        ids = [appearance.id or 0 for appearance in standing]
        affected = set()
        for match in matches_of(self._session, [claim_id], limit=100_000):
            rests_on = _end_of(match, claim_id)
            if rests_on not in changed:
                continue
            if match.status is MatchStatus.SUGGESTED:
                affected.add(other_claim(match, claim_id))
                self._session.delete(match)
            elif rests_on not in ids and ids:
                _rest_on(match, claim_id, next((found for found in ids if found in changed), ids[0]))
                self._session.add(match)
        self._session.flush()
        return affected

    def _relink(self, claim: Claim, row: AppearanceRow, affected: set[int]) -> None:
        """Judge an appearance that did not change against the claims whose match with its own was dropped."""
        vector = vector_of(self._session, model_id=self._model_id, appearance_id=row.appearance.id or 0)
        if vector is None:  # Embedded by another model only.
            return
        others = appearance_rows(self._session, claim_ids=affected, limit=COMPANIONS * 4)
        pairs = self._judged(self._assertion(row), vector, [other.appearance.id or 0 for other in others])
        self.linker.link(claim.id or 0, row.appearance, pairs)

    def _still_says(self, rows: Sequence[AppearanceRow], changed: set[int], wording: str) -> bool:
        """Whether an appearance that did not change has those words too."""
        return any(wording_of(row.appearance) == wording for row in rows if row.appearance.id not in changed)

    def _reword(self, claim: Claim, appearance: Appearance) -> None:
        claim.text = wording_of(appearance)
        claim.type = appearance.type
        self._session.add(claim)


def wording_of(appearance: Appearance) -> str:
    """The text of an appearance that is embedded and compared."""
    return appearance.standalone or appearance.quote


def _end_of(match: ClaimMatch, claim_id: int) -> int:
    """The appearance of that claim that a match rests on."""
    return match.appearance_a_id if match.claim_a_id == claim_id else match.appearance_b_id


def _rest_on(match: ClaimMatch, claim_id: int, appearance_id: int) -> None:
    if match.claim_a_id == claim_id:
        match.appearance_a_id = appearance_id
    else:
        match.appearance_b_id = appearance_id
