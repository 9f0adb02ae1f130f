"""What goes out is everything, in the form that is promised."""

import json
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import text

from claimtrack.cli.console import plain
from claimtrack.db.claims import appearance_rows, retire_appearances
from claimtrack.links.model import Relation
from claimtrack.services.counting import refresh_claims
from claimtrack.services.deciding import decide_match
from claimtrack.services.engine import Engine
from claimtrack.services.exporting import PAGE, article_lines, claim_lines
from claimtrack.services.reviewing import set_state
from claimtrack.verification.workflow import State

from .planting import MOMENT, plant_claim, plant_match

CLAIM_KEYS = [
    "id",
    "text",
    "state",
    "rating",
    "event",
    "independent_sources",
    "unproven",
    "first_appearance",
    "appearances",
    "matches",
]
APPEARANCE_KEYS = [
    "article_url",
    "outlet",
    "published_at",
    "start",
    "end",
    "quote",
    "claimant",
    "via",
    "wire_origin",
    "copy_group",
    "figures",
]
FIGURE_KEYS = ["low", "high", "modifier", "unit", "role", "scope"]
MATCH_KEYS = ["claim", "relation", "status", "probability", "reasons"]
ARTICLE_KEYS = [
    "id",
    "url",
    "outlet",
    "title",
    "byline",
    "published_at",
    "text",
    "sha256",
    "version",
    "state",
    "failure",
    "wire_origin",
    "copy_group",
    "claims",
]


@pytest.fixture(scope="module")
def demo_lines(seeded_name, new_database, new_engine) -> Iterator[tuple[list[dict], list[dict]]]:
    """The claims and articles of the demo as they read from the file."""
    with new_database(template=seeded_name) as database:
        engine = new_engine(database)
        yield read(claim_lines(engine)), read(article_lines(engine))
        engine.close()


def read(lines: Iterator[dict[str, object]]) -> list[dict]:
    """The lines written to a file and read from it again."""
    return [json.loads(json.dumps(line, default=plain)) for line in lines]


def test_every_line_has_the_promised_shape(demo_lines) -> None:
    """The keys and their order are a contract: programs of others read them."""
    claims, articles = demo_lines

    appearances = [found for line in claims for found in line["appearances"]]
    assert {tuple(CLAIM_KEYS)} == {tuple(line) for line in claims}
    assert {tuple(APPEARANCE_KEYS)} == {tuple(found) for found in appearances}
    assert {tuple(FIGURE_KEYS)} == {tuple(figure) for found in appearances for figure in found["figures"]}
    assert {tuple(MATCH_KEYS)} == {tuple(match) for line in claims for match in line["matches"]}
    assert {tuple(ARTICLE_KEYS)} == {tuple(line) for line in articles}


def test_the_lines_agree_with_each_other(demo_lines) -> None:
    """Quotes stand at their offsets in the exported articles, and matches name exported claims from both ends."""
    claims, articles = demo_lines
    texts = {line["url"]: line["text"] for line in articles}
    ids = {line["id"] for line in claims}

    assert len(ids) == len(claims)
    appearances = [found for line in claims for found in line["appearances"]]
    assert appearances
    for found in appearances:
        assert texts[found["article_url"]][found["start"] : found["end"]] == found["quote"]
    pairs = [(line["id"], match["claim"]) for line in claims for match in line["matches"]]
    assert pairs
    assert {(b, a) for a, b in pairs} == set(pairs)
    assert {b for _, b in pairs} <= ids


def test_every_claim_comes_once_however_many_there_are(engine: Engine) -> None:
    """More than two pages, all last seen in the same moment."""
    first = plant_claim(engine)
    with engine.database.begin() as session:
        session.connection().execute(
            text(
                "INSERT INTO claim (text, language, type, state, revision, check_worthiness, last_seen_at, "
                "appearance_count, outlet_count, independent_sources, unproven_sources, conflict_count, "
                "suggestion_count) SELECT text, language, type, state, revision, check_worthiness, last_seen_at, "
                "0, 0, 0, 0, 0, 0 FROM claim, generate_series(1, :more)"
            ),
            {"more": 2 * PAGE},
        )

    ids = [line["id"] for line in claim_lines(engine)]

    assert list(range(first + 2 * PAGE, first - 1, -1)) == ids


def test_a_line_says_what_a_claim_is_and_where_it_stands(engine: Engine) -> None:
    """Values of one claim in full."""
    claim_id = plant_claim(engine, "Nine drowned", claimant="Ana Marsh", killed=9, urls=("https://delta.example/1",))
    other = plant_claim(engine, "Ten drowned")
    plant_match(engine, claim_id, other, Relation.CONFLICTS)
    set_state(engine, claim_id, state=State.CLOSED, rating="Not a claim", reason=None, revision=1, actor="ana")

    line = next(line for line in read(claim_lines(engine)) if line["id"] == claim_id)

    assert {
        "id": claim_id,
        "text": "Nine drowned",
        "state": "closed",
        "rating": "Not a claim",
        "event": None,
        "independent_sources": 1,
        "unproven": 0,
        "first_appearance": MOMENT.isoformat(),
        "appearances": [
            {
                "article_url": "https://delta.example/1",
                "outlet": "Delta Post",
                "published_at": MOMENT.isoformat(),
                "start": 0,
                "end": len("Nine drowned"),
                "quote": "Nine drowned",
                "claimant": "Ana Marsh",
                "via": [],
                "wire_origin": None,
                "copy_group": None,
                "figures": [
                    {"low": 9, "high": 9, "modifier": None, "unit": "people", "role": "killed", "scope": "total"}
                ],
            }
        ],
        "matches": [
            {
                "claim": other,
                "relation": "conflicts",
                "status": "suggested",
                "probability": 0.7,
                "reasons": [{"code": "short", "text": "only 5 words to compare", "weight": 0.0}],
            }
        ],
    } == line


def test_a_rated_claim_that_stands_nowhere_any_more_is_not_lost(engine: Engine) -> None:
    """Its verdict goes out, with no appearance."""
    claim_id = plant_claim(engine)
    set_state(engine, claim_id, state=State.CLOSED, rating="Not a claim", reason=None, revision=1, actor="ana")
    with engine.database.begin() as session:
        (row,) = appearance_rows(session, claim_ids=[claim_id])
        retire_appearances(session, row.appearance.version_id)
        refresh_claims(session, [claim_id], now=engine.now())

    (line,) = claim_lines(engine)

    assert (claim_id, "Not a claim", []) == (line["id"], line["rating"], line["appearances"])


def test_joined_claims_go_out_as_the_one_they_are(engine: Engine) -> None:
    """The emptied claim has no line, and no match names it."""
    keep, gone, other = (plant_claim(engine, f"Claim {n}") for n in range(3))
    plant_match(engine, gone, other, Relation.CONFLICTS)
    decide_match(engine, plant_match(engine, keep, gone), decision="confirm", actor="ana")

    lines = {line["id"]: line for line in claim_lines(engine)}

    assert {keep, other} == set(lines)
    assert [other] == [match["claim"] for match in lines[keep]["matches"]]
    assert [keep] == [match["claim"] for match in lines[other]["matches"]]
    assert 2 == len(lines[keep]["appearances"])


def test_an_empty_database_gives_no_lines(engine: Engine) -> None:
    """Nothing, and no error."""
    assert ([], []) == (list(claim_lines(engine)), list(article_lines(engine)))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2016, 10, 11), "2016-10-11"),  # a day
        (datetime(2016, 10, 11, 14, 2), "2016-10-11T14:02:00"),  # noqa: DTZ001 a time, whatever its zone
    ],
)
def test_days_and_times_are_written_in_the_iso_form(value: object, written: str) -> None:
    """As every program reads them."""
    assert f'"{written}"' == json.dumps(value, default=plain)
