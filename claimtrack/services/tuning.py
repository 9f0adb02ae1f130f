"""What people have set of how claims are matched: where a pair is joined, suggested or dropped, and how sure is sure.

It lies in the database, so that every process goes by it from the next claim on. Each setting is a row of its own, by whom and
when; what holds is the newest, and taking one back adds a row that says so.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlmodel import Session

from claimtrack.db import audit
from claimtrack.db.tables import Tuning, TuningKind
from claimtrack.db.tuning import add_tuning, lock_tuning, tunings, values_in_force
from claimtrack.db.types import storable
from claimtrack.errors import Conflict, InputError, StaleVersion
from claimtrack.links.calibration import Calibration, Curve, Group, Policy
from claimtrack.links.decide import Thresholds
from claimtrack.services.engine import Engine

MOST_WORDS = 100
"""Highest value of a threshold that counts words."""


class InvalidThreshold(InputError):
    """That threshold cannot be used. Shares lie between 0 and 1, and what is joined must be surer than what is suggested."""

    code = "invalid-threshold"


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningView:
    """Something that was set."""

    id: int
    kind: TuningKind
    value: dict[str, object]
    """Empty: back to what comes with the program."""
    made_by: str
    made_at: datetime
    reason: str | None


def policy_of(session: Session) -> Policy:
    """What holds now. One query by an index."""
    values = values_in_force(session)
    return Policy(
        thresholds=_thresholds(values.get(TuningKind.THRESHOLDS, {})),
        calibration=_calibration(values.get(TuningKind.CALIBRATION, {})),
    )


def policy_now(engine: Engine) -> tuple[Policy, int]:
    """What holds now, and the number of the newest setting of thresholds: 0 before the first."""
    with engine.database.begin() as session:
        newest = tunings(session, TuningKind.THRESHOLDS, limit=1)
        return policy_of(session), (newest[0].id or 0) if newest else 0


def history(engine: Engine, *, limit: int = 20) -> tuple[TuningView, ...]:
    """What was set, newest first."""
    with engine.database.begin() as session:
        return tuple(_view(row) for row in tunings(session, limit=limit))


def checked(given: Mapping[str, float], *, base: Thresholds) -> Thresholds:
    """The thresholds with some of them replaced.

    Raises:
        InvalidThreshold: a value is out of its range, or there is no such threshold.
    """
    known = {field.name: getattr(base, field.name) for field in fields(Thresholds)}
    for name, value in given.items():
        if name not in known:
            raise InvalidThreshold(f"There is no threshold {name[:40]!r}. There are: {', '.join(known)}.")
        most = MOST_WORDS if isinstance(known[name], int) else 1
        if not 0 <= value <= most or (isinstance(known[name], int) and value != int(value)):
            kind = "a whole number" if isinstance(known[name], int) else "a number"
            raise InvalidThreshold(f"{name} must be {kind} between 0 and {most}.")
        known[name] = type(known[name])(value)
    made = Thresholds(**known)
    if made.join < made.suggest:
        raise InvalidThreshold(
            "What is joined must be at least as sure as what is suggested. Raise join or lower suggest."
        )
    return made


def set_thresholds(
    engine: Engine, thresholds: Thresholds, *, seen: int, actor: str, reason: str | None = None
) -> TuningView:
    """The thresholds as set; they hold for every claim that is linked from now on.

    Args:
        engine: what is needed open.
        thresholds: from `checked`.
        seen: number of the newest setting that the person was looking at, from `policy_now`.
        actor: who sets them.
        reason: for the record.

    Raises:
        StaleVersion: somebody set them since.
        Conflict: nothing would change.
    """
    with engine.database.begin() as session:
        lock_tuning(session)
        newest = tunings(session, TuningKind.THRESHOLDS, limit=1)
        if newest and newest[0].id != seen:
            raise StaleVersion(
                f"{newest[0].made_by} has set the thresholds meanwhile. Reload, look at theirs, and decide again."
            )
        before = policy_of(session).thresholds
        if thresholds == before:
            raise Conflict("These are the present thresholds. Move one of them first.")
        value = {} if thresholds == Thresholds() else asdict(thresholds)
        return store(session, TuningKind.THRESHOLDS, value, before=asdict(before), after=asdict(thresholds), actor=actor,
                     reason=reason)  # fmt: skip


def store(
    session: Session,
    kind: TuningKind,
    value: Mapping[str, object],
    *,
    before: Mapping[str, object],
    after: Mapping[str, object],
    actor: str,
    reason: str | None,
) -> TuningView:
    """A new setting with its row in the record."""
    told = storable(reason or "").strip()[:2000] or None
    made = add_tuning(session, kind, value, made_by=actor, reason=told)
    audit.record(
        session,
        actor=actor,
        action=f"{kind.value}-set",
        subject="tuning",
        subject_id=made,
        before=dict(before),
        after=dict(after),
        reason=told,
    )
    row = session.get_one(Tuning, made)
    session.refresh(row)
    return _view(row)


def stored_calibration(calibration: Calibration) -> dict[str, object]:
    """A calibration as it is kept: slope and shift by group."""
    return {group.value: asdict(curve) for group, curve in calibration.curves}


def _view(row: Tuning) -> TuningView:
    return TuningView(
        id=row.id or 0,
        kind=row.kind,
        value=row.value,
        made_by=row.made_by,
        made_at=row.made_at,
        reason=row.reason,
    )


def _thresholds(stored: Mapping[str, object]) -> Thresholds:
    """Stored values over the program's own; one that the program no longer has is passed over."""
    names = {field.name for field in fields(Thresholds)}
    kept = {name: value for name, value in stored.items() if name in names and isinstance(value, int | float)}
    return Thresholds(**kept)  # type: ignore[arg-type]  # numbers of ours, checked when they were set


def _calibration(stored: Mapping[str, object]) -> Calibration:
    curves = []
    for group in Group:
        match stored.get(group.value):
            case {"slope": int() | float() as slope, "shift": int() | float() as shift}:
                curves.append((group, Curve(slope=float(slope), shift=float(shift))))
    return Calibration(curves=tuple(curves))
