"""The demo shows every case that a checker meets, and each is typed right."""

import json

import pytest

from claimtrack.db.tables import MatchStatus
from claimtrack.links.model import Relation
from claimtrack.services.comparing import get_claim
from claimtrack.services.engine import Engine
from claimtrack.services.intake import get_article, list_articles
from claimtrack.services.seeding import find_seeds
from claimtrack.services.views import AppearanceView, ArticlePage, ClaimPage, MatchView
from claimtrack.sourcing.timeline import Timeline

CASES = json.loads(find_seeds().articles.with_name("cases.json").read_text(encoding="utf-8"))
PAIRS = [case for case in CASES if "a" in case]
NEAR = [case for case in PAIRS if case["case"].startswith("near-event") and case["relation"] == "apart"]
GROUPS = [case for case in CASES if "urls" in case]


@pytest.fixture(scope="module")
def pages(seeded_name, new_database, new_engine):
    """The demo's articles by address, and the engine they are in."""
    with new_database(template=seeded_name) as database:
        engine = new_engine(database)
        listed = list_articles(engine, limit=200).items
        yield engine, {article.url: get_article(engine, article.id) for article in listed}
        engine.close()


def appearance(page: ArticlePage, words: str) -> AppearanceView:
    """The appearance that overlaps the words most."""
    start = page.text.index(words)
    end = start + len(words)
    return max(page.appearances, key=lambda found: min(end, found.end) - max(start, found.start))


def match_between(engine: Engine, first: int, second: int) -> MatchView | None:
    """The match as the first claim's page shows it."""
    page: ClaimPage = get_claim(engine, first)
    shown = (*page.agrees, *page.otherwise, *page.apart, *page.near, *page.suggestions)
    return next((match for match in shown if match.claim_id == second), None)


@pytest.mark.parametrize("case", PAIRS, ids=[case["case"] for case in PAIRS])
def test_a_pair_of_the_demo_is_typed_right(pages, case: dict[str, object]) -> None:
    """Same claims are joined or suggested, the others carry their relation and direction, near events stay apart.

    What follows from one claim for another is never put aside because of the articles around them.
    """
    engine, articles = pages
    a = appearance(articles[case["a"]["url"]], case["a"]["contains"]).claim_id
    b = appearance(articles[case["b"]["url"]], case["b"]["contains"]).claim_id

    match = None if a == b else match_between(engine, a, b)
    found = Relation.SAME_CLAIM if a == b else match.relation if match else None

    if case["relation"] == "apart":
        assert found in (None, Relation.RELATED)
        return
    assert case["relation"] == found
    if case.get("direction"):
        assert match is not None
        assert (case["direction"] == "a_to_b") == match.outgoing
    if match is not None:
        assert MatchStatus.SUGGESTED == match.status
        assert match.reasons
        assert not match.articles_apart


@pytest.mark.parametrize("case", GROUPS, ids=[case["case"] for case in GROUPS])
def test_sources_of_the_demo_are_counted_right(pages, case: dict[str, object]) -> None:
    """What shares a wire, a channel, a family or a named claimant is one source; what is unknown is never independent."""
    engine, articles = pages
    found = [appearance(articles[url], words) for url, words in zip(case["urls"], case["contains"], strict=True)]
    claims = {view.claim_id for view in found}
    members = {view.id for view in found}
    sources = [source for claim_id in claims for source in get_claim(engine, claim_id).sources]

    holding = [source for source in sources if members & {view.id for view in source.appearances}]

    match case["expect"]:
        case "one_source" if len(claims) == 1:
            assert 1 == len(holding)
            assert holding[0].evidence
        case "not_one_source":
            assert len(holding) > 1
        case "unnamed_claimant":
            assert not found[0].claimant_named
            assert found[0].claimant
        case "correction_notice":
            changes = articles[case["urls"][0]].changes
            assert "correction_notice" in {change.kind.value for change in changes}


def test_every_outlet_of_the_demo_is_marked_as_fictional(pages) -> None:
    """Nobody takes the demo for news."""
    _, articles = pages

    assert all(page.article.outlet is not None and page.article.outlet.fictional for page in articles.values())


@pytest.mark.parametrize("case", NEAR, ids=[case["case"] for case in NEAR])
def test_figures_of_a_near_event_stay_out_of_the_timeline(pages, case: dict[str, object]) -> None:
    """The dead of the shelled school are in no chart of the air raids, though one article speaks of both."""
    engine, articles = pages
    told = [appearance(articles[case[end]["url"]], case[end]["contains"]) for end in ("a", "b")]
    charted = [_charted(get_claim(engine, found.claim_id).timeline) for found in told]

    shown = [{found.id for found in told} & chart for chart in charted]

    assert [{told[0].id}, {told[1].id}] == shown


def _charted(timeline: Timeline) -> set[int]:
    """The appearances whose figures a chart shows."""
    points = [
        point
        for series in timeline.series
        for point in (*series.undated, *(point for step in series.steps for point in step.points))
    ]
    return {point.appearance_id for point in points}
