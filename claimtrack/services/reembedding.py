"""Another model takes over without a break: its vectors are made beside the old ones, and when none lacks it searches.

Done in batches of one short transaction each, so that it can be stopped and killed anywhere and goes on where it was. What
comes in or is corrected meanwhile is stored with the searching model's vectors only; the filling finds it like all else that
lacks. The last few vectors and the change of the searching model are one transaction with linking locked: no appearance slips
between.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlmodel import Session

from claimtrack.db import audit
from claimtrack.db.embedding_models import (
    Unembedded,
    add_vectors,
    count_unembedded,
    drop_vectors,
    idle_models,
    let_search,
    searching_model,
    unembedded,
    want_model,
    wanted_model,
)
from claimtrack.db.matches import lock_linking
from claimtrack.errors import Conflict
from claimtrack.services.encoders import Model
from claimtrack.services.engine import Engine

MACHINE = "machine"
BATCH = 64
"""Appearances embedded between two commits: at the worst so many are embedded again after a kill."""
DROPPED_AT_ONCE = 20_000


class OldStillSearches(Conflict):
    """The old model still searches. Let `claimtrack reembed` finish first, then drop the old vectors."""

    code = "old-model-searches"


class AnotherWanted(Conflict):
    """Another process has begun since that is set to another model. Set CLAIMTRACK_EMBEDDING_MODEL alike everywhere."""

    code = "another-model-wanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reembedding:
    """How far the model that is to search has come."""

    searching: str
    """The name of the model that searches."""
    wanted: str
    """The name of the model that is to take over; the same when none is."""
    done: int
    """Appearances that the wanted model has a vector of."""
    total: int

    @property
    def is_under_way(self) -> bool:
        """Whether another model is to take over."""
        return self.searching != self.wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """What was removed of a model."""

    model: str
    vectors: int


def want_configured(engine: Engine) -> None:
    """Let the model of this process's settings take over once it has every vector. To be said when a worker begins.

    Raises:
        ModelUnavailable: there is no such model here.
    """
    model = engine.encoders.configured()
    with engine.database.begin() as session:
        known, searching = wanted_model(session), searching_model(session)
        want_model(session, model.id, source=engine.encoders.source)
        is_change = searching is not None and searching.id != model.id
        if is_change and searching is not None and (known is None or known.id != model.id):
            _record(session, model.id, "embedding-model-wanted", before=searching.name, after=model.name)


def reembedding(engine: Engine) -> Reembedding | None:
    """How far it is; None before the first claim is embedded. Counting is left out where no other model is to take over."""
    with engine.database.begin() as session:
        searching = searching_model(session)
        if searching is None:
            return None
        wanted = wanted_model(session) or searching
        lacking, total = (0, 0) if wanted.id == searching.id else count_unembedded(session, model_id=wanted.id or 0)
        return Reembedding(searching=searching.name, wanted=wanted.name, done=total - lacking, total=total)


def reembed(
    engine: Engine,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> bool:
    """Make the vectors that the wanted model lacks, and let it search once it has all; whether it does.

    Where no other model is to take over, it makes the few vectors that the searching model may lack, which a change of the
    model at just that moment leaves behind.

    Args:
        engine: one that is set to the wanted model.
        should_stop: asked before each batch.
        report: told how many of all appearances are done, after each batch.

    Raises:
        AnotherWanted: another process wants another model.
        ModelUnavailable: the model could not be loaded or run.
    """
    model = engine.encoders.configured()
    with engine.database.begin() as session:
        _check_wanted(session, model)
        lacking, total = count_unembedded(session, model_id=model.id)
    done = total - lacking
    while not _finish(engine, model):
        after = 0
        while rows := _lacking(engine, model, after=after):
            if should_stop():
                return False
            done += _fill(engine, model, rows)
            after = rows[-1].id
            report(min(done, total), total)
    report(total, total)
    return True


def fill_if_replaced(engine: Engine, model: Model) -> None:
    """After work with a model's vectors: make those that are lacking, if another model began to search meanwhile."""
    now = engine.searching()
    if now.id == model.id:
        return
    while rows := _lacking(engine, now, after=0):
        if not _fill(engine, now, rows):
            return


def fill_some(session: Session, model: Model, appearance_ids: Iterable[int]) -> None:
    """Make the vectors that a model lacks of some appearances, in a transaction that has locked linking."""
    rows = unembedded(session, model_id=model.id, ids=appearance_ids, limit=1000)
    if rows:
        add_vectors(session, model_id=model.id, rows=rows, vectors=model.encode([row.wording for row in rows]))


def drop_old(
    engine: Engine, *, actor: str, report: Callable[[int], None] = lambda dropped: None
) -> tuple[Dropped, ...]:
    """Remove the vectors and indexes of all models but the one that searches; what was removed.

    Args:
        engine: what is needed open.
        actor: for the record.
        report: told how many vectors were removed, after each batch.

    Raises:
        OldStillSearches: another model is to take over and has not yet.
    """
    state = reembedding(engine)
    if state is None:
        return ()
    if state.is_under_way:
        raise OldStillSearches
    with engine.database.begin() as session:
        idle = [(model.id or 0, model.name) for model in idle_models(session)]
    dropped = []
    for model_id, name in idle:
        count = 0
        while removed := _drop_batch(engine, model_id):
            count += removed
            report(count)
        if count:
            with engine.database.begin() as session:
                _record(session, model_id, "embedding-model-dropped", before=name, after=state.searching, actor=actor)
            dropped.append(Dropped(model=name, vectors=count))
    return tuple(dropped)


def _check_wanted(session: Session, model: Model) -> None:
    wanted = wanted_model(session)
    if wanted is not None and wanted.id != model.id:
        raise AnotherWanted(f"{wanted.name} is wanted, this process is set to {model.name}. {AnotherWanted.__doc__}")


def _drop_batch(engine: Engine, model_id: int) -> int:
    with engine.database.begin() as session:
        return drop_vectors(session, model_id=model_id, limit=DROPPED_AT_ONCE)


def _lacking(engine: Engine, model: Model, *, after: int) -> list[Unembedded]:
    with engine.database.begin() as session:
        return unembedded(session, model_id=model.id, after=after, limit=BATCH)


def _fill(engine: Engine, model: Model, rows: list[Unembedded]) -> int:
    vectors = model.encode([row.wording for row in rows])
    with engine.database.begin() as session:
        lock_linking(session, wait_s=None)
        return add_vectors(session, model_id=model.id, rows=rows, vectors=vectors)


def _finish(engine: Engine, model: Model) -> bool:
    """Let the model search if no more than a batch is lacking, which is made now; whether it searches."""
    with engine.database.begin() as session:
        if len(unembedded(session, model_id=model.id, limit=BATCH + 1)) > BATCH:
            return False
        lock_linking(session, wait_s=None)
        _check_wanted(session, model)
        rows = unembedded(session, model_id=model.id, limit=BATCH + 1)
        if len(rows) > BATCH:
            return False
        if rows:
            add_vectors(session, model_id=model.id, rows=rows, vectors=model.encode([row.wording for row in rows]))
        before = searching_model(session)
        if before is None or before.id != model.id:
            let_search(session, model.id)
            _record(
                session, model.id, "embedding-model-searches", before=before.name if before else None, after=model.name
            )
        return True


def _record(
    session: Session, model_id: int, action: str, *, before: str | None, after: str, actor: str = MACHINE
) -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject="embedding_model",
        subject_id=model_id,
        before={"model": before},
        after={"model": after},
    )
