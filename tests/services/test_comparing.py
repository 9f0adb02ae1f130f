"""A claim's page holds together, and two texts are compared as claims are."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from claimtrack import errors
from claimtrack.db.claims import appearance_rows, retire_appearances
from claimtrack.db.tables import MatchStatus
from claimtrack.links.model import Action, Direction, Relation
from claimtrack.services.comparing import compare_texts, get_claim
from claimtrack.services.counting import refresh_claims
from claimtrack.services.deciding import decide_match
from claimtrack.services.engine import Engine
from claimtrack.services.reviewing import ClaimFilter, list_claims
from claimtrack.services.views import ClaimPage

from .planting import plant_claim, plant_match

DAY = date(2016, 10, 11)
AT_LEAST_16 = "At least 16 people were killed in air raids on eastern Aleppo on Tuesday."


@pytest.fixture(scope="module")
def pages(seeded_name, new_database, new_engine) -> Iterator[list[ClaimPage]]:
    """The page of every claim of the demo."""
    with new_database(template=seeded_name) as database:
        engine = new_engine(database)
        listed = list_claims(engine, filter=ClaimFilter(), cursor=None, limit=200)
        assert listed.next_cursor is None
        yield [get_claim(engine, claim.id) for claim in listed.items]
        engine.close()


@pytest.fixture(scope="module")
def comparing(new_database, new_engine) -> Iterator[Engine]:
    """An engine on an empty database, for texts that are only compared."""
    with new_database() as database:
        engine = new_engine(database)
        yield engine
        engine.close()


def test_each_appearance_stands_in_exactly_one_source(pages: list[ClaimPage]) -> None:
    """The sources of a claim are a partition of its appearances, and its counters count them."""
    assert len(pages) > 100
    for page in pages:
        members = Counter(appearance.id for source in page.sources for appearance in source.appearances)
        assert {1} == set(members.values())
        assert len(members) == page.claim.appearance_count
        assert {page.claim.id} == {found.claim_id for source in page.sources for found in source.appearances}
        proven = [source.proven for source in page.sources]
        assert (proven.count(True), proven.count(False)) == (
            page.claim.independent_sources,
            page.claim.unproven_sources,
        )


def test_appearances_that_are_one_source_name_the_evidence(pages: list[ClaimPage]) -> None:
    """No two appearances are put together without a ground."""
    joined = [source for page in pages for source in page.sources if len(source.appearances) > 1]

    assert joined
    assert all(source.evidence for source in joined)


def test_matches_are_shown_from_both_ends_alike(pages: list[ClaimPage]) -> None:
    """What one claim shows of another, that one shows of it, with the direction turned round; counters agree."""
    shown = {
        (page.claim.id, match.claim_id): match
        for page in pages
        for match in (*page.agrees, *page.otherwise, *page.near, *page.suggestions)
    }

    assert shown
    for (one, other), match in shown.items():
        back = shown[other, one]
        assert (match.id, match.relation, match.probability) == (back.id, back.relation, back.probability)
        assert match.outgoing is None or match.outgoing is not back.outgoing
    for page in pages:
        conflicts = [match for match in page.otherwise if match.relation is Relation.CONFLICTS]
        assert (len(conflicts), len(page.suggestions)) == (page.claim.conflict_count, page.claim.suggestion_count)


def test_figures_stand_on_the_time_line_of_their_event(pages: list[ClaimPage]) -> None:
    """A claim with a figure has it among the figures over time."""
    with_figures = [page for page in pages if page.claim.figures]

    assert with_figures
    assert all(page.timeline.series for page in with_figures)


def test_a_match_with_a_claim_that_stands_nowhere_any_more_is_not_shown(engine: Engine) -> None:
    """What was withdrawn is history."""
    standing, other = plant_claim(engine), plant_claim(engine)
    plant_match(engine, standing, other, Relation.CONFLICTS)
    with engine.database.begin() as session:
        (row,) = appearance_rows(session, claim_ids=[other])
        retire_appearances(session, row.appearance.version_id)
        refresh_claims(session, [standing, other], now=engine.now())

    page = get_claim(engine, standing)

    assert ((), 0) == (page.otherwise, page.claim.conflict_count)
    assert 0 == get_claim(engine, other).claim.appearance_count


def test_matches_stand_where_a_checker_looks_for_them(engine: Engine) -> None:
    """Waiting, agreeing, otherwise, near, rejected: each match in one place only."""
    claim_id = plant_claim(engine)
    places = {
        "suggestions": (Relation.SAME_CLAIM, MatchStatus.SUGGESTED),
        "agrees": (Relation.COMPATIBLE, MatchStatus.SUGGESTED),
        "otherwise": (Relation.UPDATES, MatchStatus.CONFIRMED),
        "near": (Relation.SAME_EVENT, MatchStatus.SUGGESTED),
        "rejected": (Relation.CONFLICTS, MatchStatus.REJECTED),
    }
    for relation, status in places.values():
        direction = Direction.A_TO_B if relation is Relation.UPDATES else None
        plant_match(engine, claim_id, plant_claim(engine), relation, status=status, direction=direction)

    page = get_claim(engine, claim_id)

    assert {place: [expected] for place, expected in places.items()} == {
        place: [(match.relation, match.status) for match in getattr(page, place)] for place in places
    }


@pytest.mark.parametrize("relation", [Relation.CONFLICTS, Relation.UPDATES, Relation.ENTAILS, Relation.COMPATIBLE])
def test_what_is_told_of_another_event_neither_agrees_nor_says_otherwise(engine: Engine, relation: Relation) -> None:
    """Its articles tell of two events: it stands apart, with that as the first reason, and is counted nowhere."""
    claim_id, other = plant_claim(engine), plant_claim(engine)
    plant_match(engine, claim_id, other, relation, apart=True)

    page = get_claim(engine, claim_id)

    assert ((), ()) == (page.otherwise, page.agrees)
    assert [(other, True)] == [(match.claim_id, match.articles_apart) for match in page.apart]
    assert "their articles seem to tell of two events" == page.apart[0].reasons[0].text
    assert (0, 0) == (page.claim.conflict_count, get_claim(engine, other).claim.conflict_count)


def test_a_person_can_say_that_it_is_one_event_all_the_same(engine: Engine) -> None:
    """What is confirmed counts, and what the machine thought of the articles is no reason any more."""
    claim_id, other = plant_claim(engine), plant_claim(engine)
    match_id = plant_match(engine, claim_id, other, Relation.CONFLICTS, apart=True)

    decide_match(engine, match_id, decision="confirm", actor="ana")

    page = get_claim(engine, claim_id)
    assert ([other], ()) == ([match.claim_id for match in page.otherwise], page.apart)
    assert 1 == page.claim.conflict_count
    assert "articles-apart" not in [reason.code for reason in page.otherwise[0].reasons]


def test_possible_same_claims_wait_for_a_person_whatever_their_articles_tell(engine: Engine) -> None:
    """The doubt is told beside the question."""
    claim_id, other = plant_claim(engine), plant_claim(engine)
    plant_match(engine, claim_id, other, Relation.SAME_CLAIM, apart=True)

    page = get_claim(engine, claim_id)

    assert ((), "articles-apart") == (page.apart, page.suggestions[0].reasons[0].code)


@pytest.mark.parametrize("unknown", [0, -1, 999, 2**31, 2**70])
def test_an_unknown_claim_is_told_as_such(comparing: Engine, unknown: int) -> None:
    """Also a number that no row can have."""
    with pytest.raises(errors.NotFound):
        get_claim(comparing, unknown)


@pytest.mark.parametrize(
    ("a", "b", "relation", "direction"),
    [
        # A larger count implies the smaller minimum, not the other way round.
        (AT_LEAST_16, "25 people were killed in air raids on eastern Aleppo on Tuesday.", "entails", "b_to_a"),
        ("25 people were killed in air raids on eastern Aleppo on Tuesday.", AT_LEAST_16, "entails", "a_to_b"),
        # Two bare counts cannot both be right.
        (
            "16 people were killed in air raids on eastern Aleppo on Tuesday.",
            "26 people were killed in air raids on eastern Aleppo on Tuesday.",
            "conflicts",
            None,
        ),
        # A sentence and itself.
        (AT_LEAST_16, AT_LEAST_16, "same_claim", None),
        # Another attack in another place, with a count that would fit.
        (
            "Shells hit a school in Deraa on Tuesday, killing five children.",
            "Air raids on eastern Aleppo on Tuesday killed at least 16 people.",
            "related",
            None,
        ),
        # Who denies it says otherwise.
        (
            "Russian warplanes bombed eastern Aleppo on Tuesday.",
            "Russian warplanes did not bomb eastern Aleppo on Tuesday.",
            "conflicts",
            None,
        ),
    ],
)
def test_two_texts_are_typed_as_claims_are(
    comparing: Engine, a: str, b: str, relation: str, direction: str | None
) -> None:
    """The relation, its direction, and grounds for it."""
    found = compare_texts(comparing, a, b, published_a=DAY, published_b=DAY)

    assert (relation, direction) == (found.relation, found.direction)
    assert 0 <= found.probability <= 1
    assert found.reasons


def test_a_later_toll_updates_an_earlier_one(comparing: Engine) -> None:
    """The same words a day apart: which is the later one decides."""
    early, late = "16 people were killed in the raids on Aleppo.", "27 people were killed in the raids on Aleppo."

    forth = compare_texts(comparing, early, late, published_a=DAY, published_b=date(2016, 10, 12))
    back = compare_texts(comparing, late, early, published_a=date(2016, 10, 12), published_b=DAY)

    assert (Relation.UPDATES, Direction.A_TO_B) == (forth.relation, forth.direction)
    assert (Relation.UPDATES, Direction.B_TO_A) == (back.relation, back.direction)
    assert forth.probability == pytest.approx(back.probability)


def test_nothing_is_joined_on_a_conflict(comparing: Engine) -> None:
    """A contradiction is at most shown."""
    found = compare_texts(comparing, AT_LEAST_16, AT_LEAST_16.replace("killed", "injured"))

    assert Action.JOIN is not found.action


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("", AT_LEAST_16),
        (AT_LEAST_16, " \n"),
        ("\x00", AT_LEAST_16),
    ],
)
def test_an_empty_text_cannot_be_compared(comparing: Engine, a: str, b: str) -> None:
    """It says nothing."""
    with pytest.raises(errors.EmptyText):
        compare_texts(comparing, a, b)


@pytest.mark.parametrize("text", ["😀", "مرحبا بالعالم", "the", "\ud83d", "x" * 20_000])
def test_any_text_can_be_compared(comparing: Engine, text: str) -> None:
    """With itself it is never a conflict."""
    found = compare_texts(comparing, text, text)

    assert found.relation not in (Relation.CONFLICTS, Relation.UPDATES)
