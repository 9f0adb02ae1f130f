"""Events as a checker sees them."""

from datetime import date

import pytest

from claimtrack.db.claims import claims_by_id
from claimtrack.db.matches import make_event
from claimtrack.errors import InvalidQuery, NotFound
from claimtrack.links.model import Relation
from claimtrack.services.comparing import get_claim
from claimtrack.services.deciding import decide_match
from claimtrack.services.engine import Engine
from claimtrack.services.events import get_event, list_events

from .planting import plant_claim, plant_match


@pytest.fixture(scope="module")
def demo(seeded_name, new_database, new_engine):
    """An engine on the demo's articles, which these tests only read."""
    with new_database(template=seeded_name) as database:
        engine = new_engine(database)
        yield engine
        engine.close()


@pytest.fixture(scope="module")
def raids(demo: Engine) -> int:
    """The id of the event of the demo that most claims tell of."""
    return max(list_events(demo, limit=100).items, key=lambda event: event.claim_count).id


def test_an_event_says_what_its_accounts_add_up_to(demo: Engine, raids: int) -> None:
    """Claims, articles, outlets, where and when, and the lowest and highest toll."""
    event = get_event(demo, raids).event

    assert event.claim_count >= 10
    assert "Aleppo" in event.places
    assert date(2016, 10, 11).isoformat() in event.days
    assert event.tolls[0].startswith("at least 14 to ")
    assert event.tolls[0].endswith(" killed")
    assert event.fictional


def test_every_toll_of_the_raids_is_there(demo: Engine, raids: int) -> None:
    """Also those told in passing, in articles about a visit; the school's five are another event's."""
    told = [figure for claim in get_event(demo, raids).claims for figure in claim.figures if figure.role == "killed"]

    assert {14, 16, 26, 27, 50} == {figure.low for figure in told if figure.scope == "total"}


def test_its_claims_know_it(demo: Engine, raids: int) -> None:
    """Every claim of the page belongs to the event, each once."""
    page = get_event(demo, raids)

    ids = [claim.id for claim in page.claims]
    assert len(ids) == len(set(ids)) == page.event.claim_count
    assert {get_claim(demo, found).claim.event_id for found in ids[:5]} == {raids}


def test_accounts_that_differ_stand_in_pairs_conflicts_first(demo: Engine, raids: int) -> None:
    """Both claims of a pair are of the event; of a later count the earlier comes first."""
    page = get_event(demo, raids)
    relations = [pair.relation for pair in page.otherwise]

    assert {Relation.CONFLICTS, Relation.UPDATES} == set(relations)
    assert relations == sorted(relations, key=lambda relation: relation is not Relation.CONFLICTS)
    tolls = [
        (pair.a.figures[0].low, pair.b.figures[0].low)
        for pair in page.otherwise
        if pair.relation is Relation.UPDATES and pair.a.figures and pair.b.figures
    ]
    assert (16, 27) in tolls


def test_the_list_goes_on_where_it_ended(demo: Engine) -> None:
    """Page by page it gives what it gives at once."""
    whole = list_events(demo, limit=100)
    paged, cursor = [], None
    while True:
        found = list_events(demo, cursor=cursor, limit=3)
        paged += found.items
        cursor = found.next_cursor
        if cursor is None:
            break

    assert whole.next_cursor is None
    assert list(whole.items) == paged


def test_only_events_with_what_is_asked_for(demo: Engine, raids: int) -> None:
    """By words of a claim, and by conflicts."""
    found = list_events(demo, query="wages", limit=100).items
    conflicting = list_events(demo, conflicting=True, limit=100).items

    assert [("Wages" in event.title) for event in found] == [True]
    assert raids in {event.id for event in conflicting}
    assert all(event.conflicting_count for event in conflicting)


@pytest.mark.parametrize(("limit", "cursor"), [(0, None), (101, None), (5, "nonsense"), (5, "WzEsIDJd")])
def test_a_list_that_cannot_be_had_is_refused(demo: Engine, limit: int, cursor: str | None) -> None:
    """Limits out of bounds, cursors that were not made here."""
    with pytest.raises(InvalidQuery):
        list_events(demo, limit=limit, cursor=cursor)


def test_an_event_that_is_not_there_is_said_so(demo: Engine) -> None:
    """With the number that was asked for."""
    with pytest.raises(NotFound, match="999999"):
        get_event(demo, 999_999)


def test_a_conflict_of_two_events_is_no_account_that_differs(engine: Engine) -> None:
    """Other links hold the two claims in one event; that their figures conflict is not said of them."""
    one, two = plant_claim(engine, killed=3), plant_claim(engine, killed=5)
    match_id = plant_match(engine, one, two, Relation.CONFLICTS, apart=True)
    with engine.database.begin() as session:
        event_id = make_event(session, "The river flooded the town")
        for claim in claims_by_id(session, [one, two]).values():
            claim.event_id = event_id
            session.add(claim)
    before = get_event(engine, event_id)

    decide_match(engine, match_id, decision="confirm", actor="ana")

    after = get_event(engine, get_claim(engine, one).claim.event_id or 0)
    assert ((), 0) == (before.otherwise, before.event.conflicting_count)
    assert ([match_id], 2) == ([pair.match_id for pair in after.otherwise], after.event.conflicting_count)
