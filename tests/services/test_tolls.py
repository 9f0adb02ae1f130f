"""What articles report of deaths, and which of them report one event, from the database."""

from claimtrack.db.claims import claims_of_article
from claimtrack.db.matches import matches_of
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text
from claimtrack.services.processing import process_pending
from claimtrack.services.tolls import article_tolls, group_articles, reports_of_event

MARKET_BLAST = (
    "Car bomb kills 14 at Varno market\n\nA car bomb killed at least 14 people at a market in Varno on Monday, police said.\n\n"
    "Another 30 people were injured in the blast. The war has killed more than 90,000 people since 2011."
)
SAME_BLAST = (
    "Toll of Varno market blast rises to 17\n\nThe death toll from the car bomb at the market in Varno on Monday has risen "
    "to 17, the hospital said on Tuesday."
)
SHELLED_SCHOOL = (
    "Five dead as school in Deraa is shelled\n\nFive pupils were killed on Monday when mortar shells hit a school in Deraa, "
    "a monitor said."
)
NO_DEATH = "Council opens new bridge\n\nThe council opened a bridge over the Lorn on Monday, the mayor said."


def add(engine: Engine, text: str, day: str, outlet: str) -> int:
    """The id of an article that is processed."""
    added = add_text(engine, data=text, outlet=outlet, published_at=day, actor="tester")
    process_pending(engine)
    return added.article_id


def test_reports_of_one_event_are_found_and_others_are_not(engine: Engine) -> None:
    """Two reports of a blast are one event; a shelled school of the same day and a text without a death are not."""
    blast = add(engine, MARKET_BLAST, "2016-10-10", "Harbor Wire")
    later = add(engine, SAME_BLAST, "2016-10-11", "Coast Post")
    school = add(engine, SHELLED_SCHOOL, "2016-10-10", "Meridian")
    bridge = add(engine, NO_DEATH, "2016-10-10", "Lorn Gazette")

    tolls = article_tolls(engine, [blast, later, school, bridge])
    found = reports_of_event(engine, blast)

    assert [14, 17, 5] == [tolls[article][0].number for article in (blast, later, school)]
    assert () == tolls[bridge]
    assert ((blast, later), (school,)) == group_articles(engine, [blast, later, school, bridge])
    assert [(later, 17)] == [(other.article.id, other.toll.number) for other in found.others]
    assert ((), ()) == (reports_of_event(engine, bridge).tolls, reports_of_event(engine, bridge).others)


SHELLED_BAKERY = (
    "Nine killed as shells hit bakery in Varno\n\nNine people were killed on Monday when mortar shells hit a queue at a bakery "
    "in Varno, residents said. The bakery stands beside the railway yard."
)


def test_two_events_of_one_town_and_day_stay_two(engine: Engine) -> None:
    """A car bomb and a shelling: sentences may contradict each other, the articles tell of two events."""
    blast, later, bakery = (
        add(engine, text, day, outlet)
        for text, day, outlet in (
            (MARKET_BLAST, "2016-10-10", "Harbor Wire"),
            (SAME_BLAST, "2016-10-11", "Coast Post"),
            (SHELLED_BAKERY, "2016-10-10", "Meridian"),
        )
    )

    tolls = article_tolls(engine, [blast, later, bakery])

    events = [tolls[article][0].event_id for article in (blast, later, bakery)]
    assert events[0] is not None
    assert events[0] == events[1]
    assert events[2] != events[0]
    with engine.database.begin() as session:
        apart = [match for match in matches_of(session, claims_of_article(session, bakery)) if match.articles_apart]
        assert apart != []
