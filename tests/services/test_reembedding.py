"""Another embedding model takes over: claims are found throughout, nothing is lost by a kill, and spaces are never mixed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from claimtrack.db.session import Database
from claimtrack.services import health, reembedding
from claimtrack.services.drafts import AppearanceChange
from claimtrack.services.editing import edit_appearance
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text
from claimtrack.services.matching import match_text
from claimtrack.services.processing import process_pending
from claimtrack.services.reembedding import (
    AnotherWanted,
    Dropped,
    OldStillSearches,
    drop_old,
    reembed,
    want_configured,
)
from claimtrack.services.undoing import undo_edit
from claimtrack.settings import Settings

from ..encoders import WordEncoder, loader
from .planting import audit_rows
from .stored import ask

TOWNS = ("Arden", "Belmoor", "Carrow", "Dunsten", "Elmsby", "Farholt", "Garth", "Hollin", "Ivering", "Jarrow")
DROWNED = "At least 31 people drowned off {} on Monday."
LATE = "A landslide near Kilver buried nine houses on Friday."


@pytest.fixture
def old() -> WordEncoder:
    """The model that the claims were found with."""
    return WordEncoder("old", 32)


@pytest.fixture
def new() -> WordEncoder:
    """The model that is to take over, with vectors of another length."""
    return WordEncoder("new", 48)


@pytest.fixture
def open_engine(database: Database, nlp: Any, old: WordEncoder, new: WordEncoder) -> Callable[..., Any]:
    """A function that opens an engine of its own process, as it were, set to a model by name."""

    @contextmanager
    def open_engine(model: str, **present: WordEncoder) -> Iterator[Engine]:
        load = loader(**(present or {"old": old, "new": new}))
        engine = Engine(Settings(embedding_model=model), database, load_encoder=load, nlp=nlp)
        yield engine
        engine.encoders.close()

    return open_engine


@pytest.fixture
def filled(open_engine: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Claims of ten towns, found and embedded with the old model; batches small enough to stop between."""
    monkeypatch.setattr(reembedding, "BATCH", 4)
    with open_engine("old") as engine:
        want_configured(engine)
        add(engine, *(DROWNED.format(town) for town in TOWNS))


def add(engine: Engine, *texts: str) -> None:
    """Add articles, each of an outlet of its own, and find their claims."""
    for text in texts:
        add_text(engine, data=text, outlet=text[:30], published_at="2026-03-03", actor="tester")
    process_pending(engine)


def vectors(engine: Engine) -> dict[str, int]:
    """How many vectors each model has."""
    return dict(
        ask(engine, "SELECT m.name, count(*) FROM embedding e JOIN embedding_model m ON m.id = e.model_id GROUP BY 1")
    )


def searching(engine: Engine) -> list[str]:
    """Every model that counts as searching."""
    return [name for (name,) in ask(engine, "SELECT name FROM embedding_model WHERE is_active")]


def by_meaning(engine: Engine, town: str) -> bool:
    """Whether the claim of a town is found, and by its vector."""
    found = match_text(engine, text=DROWNED.format(town), limit=100, min_score=0)
    return any(town in one.claim.text and "vector" in one.found_by for one in found)


def stop_after(batches: int) -> Callable[[], bool]:
    """A question that is answered with yes after so many batches."""
    turns = iter(range(batches))
    return lambda: next(turns, None) is None


def test_claims_are_found_before_during_and_after(
    filled: None, open_engine, old: WordEncoder, new: WordEncoder
) -> None:
    """The old model answers with its own vectors until the new one lacks none, and no query mixes the two."""
    with open_engine("new") as engine:
        want_configured(engine)
        before = by_meaning(engine, "Arden")
        stopped = reembed(engine, should_stop=stop_after(1))
        during, half, asked_of_new = by_meaning(engine, "Jarrow"), vectors(engine), list(new.asked)
        finished = reembed(engine)
        old.asked.clear()
        after = by_meaning(engine, "Arden")

        assert (True, False, True, True, True) == (before, stopped, during, finished, after)
        assert {old.model_id: 10, new.model_id: 4} == half
        assert 4 == len(asked_of_new)
        assert [] == old.asked
        assert [new.model_id] == searching(engine)
        assert {old.model_id: 10, new.model_id: 10} == vectors(engine)


def test_a_process_set_to_the_old_model_follows(filled: None, open_engine, new: WordEncoder) -> None:
    """A server that was not restarted searches with the new model once that has taken over."""
    with open_engine("old") as server, open_engine("new") as command:
        want_configured(command)
        reembed(command)
        found = by_meaning(server, "Garth")
        add(server, LATE)

        assert found
        assert 2 == sum("Garth" in one for one in new.asked)
        assert 11 == vectors(server)[new.model_id]
        with pytest.raises(AnotherWanted):
            reembed(server)


def test_a_kill_loses_nothing(filled: None, open_engine, new: WordEncoder) -> None:
    """What was embedded before it is not embedded again, and until the end the old model searches."""
    new.breaks_after = 8
    with open_engine("new") as killed:
        want_configured(killed)
        with pytest.raises(RuntimeError, match="killed"):
            reembed(killed)
        assert [8, True] == [vectors(killed)[new.model_id], by_meaning(killed, "Hollin")]
    new.breaks_after, new.asked = None, []
    with open_engine("new") as again:
        finished = reembed(again)

        assert (True, 2) == (finished, len(new.asked))
        assert [new.model_id] == searching(again)


def test_what_comes_and_changes_meanwhile_is_taken_along(filled: None, open_engine, old, new) -> None:
    """An article that arrives and a claim that is reworded between two batches are embedded with their present words."""
    with open_engine("new") as engine:
        want_configured(engine)
        reembed(engine, should_stop=stop_after(1))
        add(engine, LATE)
        edited = edit_appearance(
            engine, 1, AppearanceChange(standalone="Thirty-one drowned off Arden"), revision=1, actor="ana"
        )
        lost = dict(ask(engine, "SELECT model_id, count(*) FROM embedding WHERE appearance_id = 1 GROUP BY 1"))
        reembed(engine)

        assert 1 == len(lost)
        assert "Thirty-one drowned off Arden" in new.asked
        assert (11, 11) == (vectors(engine)[old.model_id], vectors(engine)[new.model_id])
        undo_edit(engine, edited.edit_id, actor="ana")
        assert 11 == vectors(engine)[new.model_id]
        assert by_meaning(engine, "Arden")


def test_decisions_and_matches_stay(filled: None, open_engine) -> None:
    """Claims, matches and what people decided are the same rows before and after."""
    rows = "SELECT to_jsonb(t)::text FROM {} t ORDER BY id"
    with open_engine("new") as engine:
        before = [ask(engine, rows.format(table)) for table in ("claim", "claim_match", "appearance")]
        want_configured(engine)
        reembed(engine)

        assert before == [ask(engine, rows.format(table)) for table in ("claim", "claim_match", "appearance")]
        assert [("embedding-model-wanted", "machine"), ("embedding-model-searches", "machine")] == [
            (row.action, row.actor) for row in audit_rows(engine) if row.subject == "embedding_model"
        ]


def test_old_vectors_are_dropped_only_once_they_are_idle(filled: None, open_engine, old, new) -> None:
    """Refused while they are searched; then they go with their index, and the claims are found all the same."""
    indexes = "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'ix_embedding_hnsw_%'"
    with open_engine("new") as engine:
        want_configured(engine)
        reembed(engine, should_stop=stop_after(1))
        with pytest.raises(OldStillSearches):
            drop_old(engine, actor="ana")
        reembed(engine)
        dropped = drop_old(engine, actor="ana")

        assert (Dropped(model=old.model_id, vectors=10),) == dropped
        assert {new.model_id: 10} == vectors(engine)
        assert [(1,)] == ask(engine, indexes)
        assert by_meaning(engine, "Carrow")
        assert () == drop_old(engine, actor="ana")
        assert ["ana"] == [row.actor for row in audit_rows(engine, action="embedding-model-dropped")]


def test_the_way_back_is_the_same(filled: None, open_engine, old, new) -> None:
    """Set to the old model again, it takes over as soon as it has what came meanwhile; dropped vectors are made anew."""
    with open_engine("new") as engine:
        want_configured(engine)
        reembed(engine)
        drop_old(engine, actor="ana")
    with open_engine("old") as engine:
        want_configured(engine)
        old.asked.clear()
        finished = reembed(engine)

        assert (True, 10) == (finished, len(old.asked))
        assert [old.model_id] == searching(engine)
        assert by_meaning(engine, "Elmsby")


def test_an_old_model_that_is_gone_is_done_without(filled: None, open_engine, new: WordEncoder) -> None:
    """Its claims are found by their words and the problem is told, until the new model has them."""
    with open_engine("new", new=new) as engine:
        want_configured(engine)
        found = match_text(engine, text=DROWNED.format("Dunsten"), limit=100, min_score=0)
        problem = engine.encoders.problem
        reembed(engine)

        assert not by_words_and_meaning(found)
        assert "cannot be loaded" in (problem or "")
        assert by_meaning(engine, "Dunsten")
        assert engine.encoders.problem is None


def by_words_and_meaning(found: Any) -> bool:
    """Whether any result was found by its vector."""
    return any("vector" in one.found_by for one in found)


def test_health_tells_how_far_it_is(filled: None, open_engine, old, new) -> None:
    """Numbers while another model is to take over, nothing before and after."""
    with open_engine("old") as engine:
        before = health.check(engine).reembedding
    with open_engine("new") as engine:
        want_configured(engine)
        reembed(engine, should_stop=stop_after(2))
        during = health.check(engine)
        reembed(engine)
        after = health.check(engine).reembedding

    assert (None, None) == (before, after)
    assert during.ready
    assert (old.model_id, new.model_id, 8, 10) == (
        during.reembedding.searching,
        during.reembedding.wanted,
        during.reembedding.done,
        during.reembedding.total,
    )
