"""`claimtrack reembed` and `refit` say what they did, and change only what they were told to."""

import json
import os
from typing import Any

import pytest

from claimtrack.db.session import Database

from ..encoders import WordEncoder
from .conftest import Run


@pytest.fixture
def another_model(demo: Run, encoder: Any, monkeypatch: pytest.MonkeyPatch) -> WordEncoder:
    """A model that is set from now on, on a copy of the demo."""
    new = WordEncoder("another", 64)
    monkeypatch.setenv("CLAIMTRACK_EMBEDDING_MODEL", "another")
    for place in ("engine", "health"):
        monkeypatch.setattr(
            f"claimtrack.services.{place}.SentenceTransformerEncoder",
            lambda model=None: new if model == "another" else encoder,
        )
    return new


def test_another_model_takes_over(demo: Run, another_model: WordEncoder) -> None:
    """The command embeds every claim, lets the new model search, and only with its option drops the old vectors."""
    doctor = demo("doctor").out
    done = demo("reembed")
    again = demo("reembed", "--drop-old", "--json")
    nothing = demo("reembed", "--drop-old")

    assert [0, 0, 0] == [done.code, again.code, nothing.code]
    assert "another@000000000064 searches, and has a vector of every claim." in " ".join(done.out.split())
    assert "has every claim" not in doctor
    shown = json.loads(again.out)
    assert "another@000000000064" == shown["searching"]
    assert ["all-MiniLM-L6-v2@53aa51172d14"] == [one["model"] for one in shown["dropped"]]
    assert shown["dropped"][0]["vectors"] > 100
    assert "There were no old vectors." in nothing.out


def test_claims_are_matched_by_the_old_model_until_then(demo: Run, another_model: WordEncoder) -> None:
    """The setting alone changes nothing of what is found."""
    found = demo("match", "Air raids killed 16 people in the rebel-held east of Aleppo on Tuesday", "--json").out

    assert "vector" in json.loads(found)[0]["found_by"]
    assert [] == another_model.asked


def test_a_refit_without_decisions_has_nothing_to_store(demo: Run) -> None:
    """It says so, refuses to apply it, and has nothing to take back."""
    shown, applied, reverted = demo("refit"), demo("refit", "--apply"), demo("refit", "--revert")
    both, given = demo("refit", "--apply", "--revert"), demo("refit", "--json")

    assert [0, 1, 1, 2, 0] == [one.code for one in (shown, applied, reverted, both, given)]
    assert "0 confirmed, 0 rejected: too few to learn from" in " ".join(shown.out.split())
    assert "There is nothing to store." in shown.out
    assert "Nothing to apply" in applied.err
    assert "nothing to take back" in reverted.err
    assert {"curves": []} == json.loads(given.out)["refit"]["calibration"]


def test_a_refit_is_applied_and_taken_back(demo: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """After people have rejected nearly every link of one event, its probabilities sink; taking it back restores them."""
    query = "26 people were killed by air raids on eastern Aleppo on Tuesday"
    asked = ("match", query, "--json", "--relation", "same_event", "--min-score", "0", "--limit", "100")
    before = {one["claim"]["id"]: one["probability"] for one in json.loads(demo(*asked).out)}
    with Database(os.environ["CLAIMTRACK_DATABASE_URL"]) as database, database.begin() as session:
        session.connection().exec_driver_sql(
            "UPDATE claim_match SET decided_by = 'ana', status = "
            "CASE WHEN probability > 0.65 AND mod(id, 3) = 0 THEN 'confirmed' ELSE 'rejected' END "
            "WHERE relation = 'same_event'"
        )
    applied = demo("refit", "--apply")
    during = {one["claim"]["id"]: one["probability"] for one in json.loads(demo(*asked).out)}
    reverted = demo("refit", "--revert")
    after = {one["claim"]["id"]: one["probability"] for one in json.loads(demo(*asked).out)}

    assert [0, 0] == [applied.code, reverted.code]
    assert "Stored for event" in applied.out
    assert "no calibration holds from now on" in " ".join(reverted.out.split())
    assert before
    assert all(during[one] < before[one] for one in before)
    assert before == after
