"""Learning what pairs of claims are weighed by."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from claimtrack.errors import InvalidLine
from claimtrack.evals.relation_training import (
    EVENT_TERMS,
    Labelled,
    OtherNews,
    article_groups,
    cross_validate,
    learn,
    measures,
)
from claimtrack.evals.relations import MeasuredRow
from claimtrack.links.measure import measure
from claimtrack.links.model import Assertion, Judgement, Relation

MONDAY, FRIDAY = date(2016, 10, 10), date(2016, 10, 14)
KINDS = ("same_claim", "same_event", "related")


def row(number: int, kind: str) -> MeasuredRow:
    """A pair whose wording and day fit its relation."""
    a = Assertion(text=f"Fire number {number} broke out in the old mill at noon", days=((MONDAY, MONDAY),))
    other = {"same_claim": a.text, "same_event": "Firemen saved the mill", "related": "The mayor opened a new road"}
    b = replace(a, text=other[kind], days=((FRIDAY, FRIDAY),) if kind == "related" else a.days)
    likeness = {"same_claim": 0.95, "same_event": 0.6, "related": 0.3}[kind] - number % 5 / 50
    found = measure(a, b, similarity=likeness)
    return MeasuredRow(id=f"row-{number}", claims=(found,), whole=found)


def line(number: int, kind: str, **rest: Any) -> dict[str, Any]:
    """The label of a pair of two articles of its own."""
    sides = {side: {"article": f"{side}-{number}"} for side in "ab"}
    return {"id": f"row-{number}", "relation": kind, **sides, **rest}


def labelled(count: int = 60) -> Labelled:
    """Pairs of three kinds, in turn."""
    kinds = [KINDS[number % 3] for number in range(count)]
    return Labelled(
        rows=[row(number, kind) for number, kind in enumerate(kinds)],
        lines=[line(number, kind) for number, kind in enumerate(kinds)],
    )


def test_what_is_learned_tells_pairs_apart_that_it_has_not_seen() -> None:
    """Every fold is judged by weights from the others."""
    given = labelled()

    judged = cross_validate(given, OtherNews())

    assert [one["relation"] for one in given.lines] == [str(judged[one["id"]].relation) for one in given.lines]


def test_no_term_speaks_against_its_sense() -> None:
    """A weight with the wrong sign is chance, and is left out."""
    given = labelled()
    # Here the pairs of one event are those that are told of days far apart.
    turned = [
        line(number, "related" if one["relation"] != "related" else "same_event")
        for number, one in enumerate(given.lines)
    ]
    turned[0] = line(0, "same_claim")

    weights = learn(replace(given, lines=turned), OtherNews(), about={})

    assert all(weights.event[name] * sign >= 0 for name, sign in EVENT_TERMS.items() if name in weights.event)
    assert "days-apart" not in weights.event


def test_pairs_of_one_kind_teach_nothing() -> None:
    """There must be something to tell apart."""
    given = labelled(9)

    with pytest.raises(InvalidLine, match="Training needs"):
        learn(replace(given, lines=[line(number, "related") for number in range(9)]), OtherNews(), about={})


def test_rows_that_share_an_article_stay_together() -> None:
    """From one to the next: the first and the third share an article with the second."""
    lines = [
        {"id": "1", "a": {"article": "x"}, "b": {"article": "y"}},
        {"id": "2", "a": {"article": "y"}, "b": {"article": "z"}},
        {"id": "3", "a": {"article": "q"}, "b": {"article": "z"}},
        {"id": "4", "a": {"article": "r"}, "b": {"article": "s"}},
        {"id": "5", "a": {}, "b": {}},
    ]

    assert [0, 0, 0, 1, 2] == article_groups(lines)


def test_the_calibration_error_is_the_mean_distance_of_stated_and_right() -> None:
    """Two of four are right where 0.9 is stated: 0.4 off; unsure rows are left out."""
    lines = [line(number, "related", sure=number < 4) for number in range(5)]
    told = [Relation.RELATED, Relation.RELATED, Relation.ENTAILS, Relation.ENTAILS, Relation.ENTAILS]
    judged = {
        one["id"]: Judgement(relation=relation, direction=None, probability=0.9, reasons=())
        for one, relation in zip(lines, told, strict=True)
    }

    found = measures(lines, judged)

    assert (found["n"], found["accuracy"], found["ece"]) == (4, 0.5, 0.4)
    assert found["reliability"] == [{"from": 0.9, "pairs": 4, "stated": 0.9, "right": 0.5}]
