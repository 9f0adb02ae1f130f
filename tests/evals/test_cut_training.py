"""Learning where propositions are cut, from marked articles."""

import json
from pathlib import Path
from typing import Any

import pytest

from claimtrack.claims.cuts import read_judge
from claimtrack.claims.parse import load_parser
from claimtrack.errors import InvalidLine
from claimtrack.evals.claims import MarkedText
from claimtrack.evals.cut_training import FOLDS, train

TOWNS = ("Tarn", "Orr", "Madur", "Larnos", "Kandor", "Vell", "Ostra", "Pell", "Runa", "Sarn", "Tova", "Ulm")


@pytest.fixture(scope="module")
def nlp() -> Any:
    """The English model."""
    return load_parser()


def article(number: int, *, parted: bool = True) -> MarkedText:
    """Two sentences: relatives are claims of their own in it, phrases are not."""
    town = TOWNS[number % len(TOWNS)]
    first, second = (
        f"The council of {town} closed the mill",
        f"that burned down {number + 2} years earlier in the night",
    )
    plain = f"The mayor of {town} opened a road with lamps built along it"
    text = f"{first} {second}. {plain}."
    quotes = [first, second, plain] if parted else [f"{first} {second}", plain]
    claims = [{"start": text.index(q), "end": text.index(q) + len(q), "check_worthy": True} for q in quotes]
    return MarkedText(name=f"a{number}", text=text, published_on=None, claims=claims)


def test_what_is_parted_in_the_marks_is_learned(tmp_path: Path, nlp: Any) -> None:
    """On articles left out the learned cuts find what the rules leave whole."""
    marked = [article(number) for number in range(2 * FOLDS)]

    found = train(marked, nlp=nlp, least=0.5, about={"source": "ours"}, out=tmp_path / "cuts.json")

    judge = read_judge((tmp_path / "cuts.json").read_text(encoding="utf-8"))
    at_half = next(level for level in found["levels"] if level["least"] == 0.5)
    assert found["articles"] == 2 * FOLDS
    assert found["claims"] == 6 * FOLDS
    assert found["rules"]["recall"] == pytest.approx(0.667, abs=0.01)
    assert at_half["recall"] == 1.0
    assert at_half["f1"] > found["rules"]["f1"]
    assert judge.weights["is relcl"] > 0
    assert "ours" == judge.about["source"]


def test_the_same_marks_give_the_same_file(tmp_path: Path, nlp: Any) -> None:
    """Training has no chance in it."""
    marked = [article(number) for number in range(FOLDS)]

    first = train(marked, nlp=nlp, least=0.3, about={}, out=tmp_path / "a.json")
    second = train(marked, nlp=nlp, least=0.3, about={}, out=tmp_path / "b.json")

    assert first == second
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert 0.3 == json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["least"]


def test_too_few_articles_are_an_error(tmp_path: Path, nlp: Any) -> None:
    """What cannot be measured is not learned, and no file is left."""
    with pytest.raises(InvalidLine, match="at least 10"):
        train([article(0)], nlp=nlp, least=0.3, about={}, out=tmp_path / "cuts.json")
    assert not (tmp_path / "cuts.json").exists()


def test_marks_without_a_cut_are_an_error(tmp_path: Path, nlp: Any) -> None:
    """Where the rules alone find all, there is nothing to learn."""
    marked = [article(number, parted=False) for number in range(FOLDS)]

    with pytest.raises(InvalidLine, match="nothing to learn"):
        train(marked, nlp=nlp, least=0.3, about={}, out=tmp_path / "cuts.json")
