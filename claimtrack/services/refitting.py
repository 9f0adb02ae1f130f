"""The machine's probabilities set right by what people have decided: shown first, stored only when asked, and taken back."""

from collections import defaultdict
from dataclasses import dataclass

from claimtrack.db.tables import MatchStatus, TuningKind
from claimtrack.db.tuning import lock_tuning, tunings
from claimtrack.errors import Conflict
from claimtrack.links.calibration import (
    GROUP_OF,
    LEAST_DECISIONS,
    LEAST_OF_A_KIND,
    Calibration,
    Fit,
    Group,
    fit_group,
)
from claimtrack.services.engine import Engine
from claimtrack.services.judged import decided_pairs
from claimtrack.services.tuning import TuningView, policy_of, store, stored_calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReport:
    """What the decisions of one group of relations teach."""

    group: Group
    relations: tuple[str, ...]
    confirmed: int
    rejected: int
    fit: Fit | None
    """None where the decisions are too few."""
    is_used: bool
    """Whether a calibration would use it: only what helps with decisions that it has not seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refit:
    """What was learned, by group."""

    groups: tuple[GroupReport, ...]
    decisions: int
    passed_over: int
    """Decisions on a relation that the present rules no longer see in the pair, so that they say nothing of it."""
    calibration: Calibration
    """Of the groups that are used; of no group where none is."""
    present: Calibration


def refit(engine: Engine) -> Refit:
    """Fit a calibration to every decision there is; nothing is stored.

    The pairs are judged anew, because what was shown may be older than the present rules or calibrated already.
    """
    pairs = decided_pairs(engine)
    said: dict[Group, list[float]] = defaultdict(list)
    confirmed: dict[Group, list[bool]] = defaultdict(list)
    for pair in pairs:
        group = GROUP_OF.get(pair.judgement.relation)
        if group is None or not pair.is_asked:
            continue
        said[group].append(pair.judgement.probability)
        confirmed[group].append(pair.status is MatchStatus.CONFIRMED)
    groups = tuple(_report(group, said[group], confirmed[group]) for group in Group)
    curves = tuple((one.group, one.fit.curve) for one in groups if one.fit is not None and one.is_used)
    with engine.database.begin() as session:
        present = policy_of(session).calibration
    return Refit(
        groups=groups,
        decisions=len(pairs),
        passed_over=len(pairs) - sum(map(len, confirmed.values())),
        calibration=Calibration(curves=curves),
        present=present,
    )


def apply(engine: Engine, found: Refit, *, actor: str) -> TuningView:
    """Store a calibration; it holds for every claim that is linked or matched from now on.

    Raises:
        Conflict: no group has enough decisions that teach something.
    """
    if not found.calibration.curves:
        raise Conflict(
            f"Nothing to apply: no group has {LEAST_DECISIONS} decisions, with {LEAST_OF_A_KIND} of each kind, that make its"
            " probabilities better. Decide more suggestions first."
        )
    value = stored_calibration(found.calibration)
    with engine.database.begin() as session:
        lock_tuning(session)
        before = stored_calibration(policy_of(session).calibration)
        if value == before:
            raise Conflict("This calibration holds already.")
        return store(session, TuningKind.CALIBRATION, value, before=before, after=value, actor=actor, reason=None)


def revert(engine: Engine, *, actor: str) -> TuningView:
    """Put the calibration back that held before the present one; before the first one there was none.

    Raises:
        Conflict: none was ever applied, or none holds now.
    """
    with engine.database.begin() as session:
        lock_tuning(session)
        newest = tunings(session, TuningKind.CALIBRATION, limit=1000)
        if not newest or not newest[0].value:
            raise Conflict("No calibration holds, so there is nothing to take back.")
        value = _before([(row.value, row.reason) for row in newest])
        before = newest[0].value
        return store(session, TuningKind.CALIBRATION, value, before=before, after=value, actor=actor, reason=REVERTED)


REVERTED = "taken back"


def _before(rows: list[tuple[dict[str, object], str | None]]) -> dict[str, object]:
    """What held before the present calibration, of all newest first: taking back twice goes two steps back, not forth again."""
    stack: list[dict[str, object]] = []
    for value, reason in reversed(rows):
        if reason == REVERTED and stack:
            stack.pop()
        else:
            stack.append(value)
    return stack[-2] if len(stack) > 1 else {}


def _report(group: Group, said: list[float], confirmed: list[bool]) -> GroupReport:
    fit = fit_group(said, confirmed)
    return GroupReport(
        group=group,
        relations=tuple(relation.value for relation, own in GROUP_OF.items() if own is group),
        confirmed=sum(confirmed),
        rejected=len(confirmed) - sum(confirmed),
        fit=fit,
        is_used=fit is not None and fit.is_better,
    )
