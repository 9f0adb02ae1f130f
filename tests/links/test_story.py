"""Whether two articles tell one story."""

from claimtrack.links.measure import measure
from claimtrack.links.model import Assertion
from claimtrack.links.score import same_event
from claimtrack.links.story import same_story, story_of

FERRY = (
    "Ferry sinks near Tarn, 31 drown\n\nThe ferry Corvo sank off the island of Tarn on Monday night, and 31 people drowned,"
    " the coast guard said. Captain Ivo Belmar had reported water in the engine room at 21:40."
)
FERRY_AGAIN = (
    "Coast guard: 31 dead as ferry goes down\n\nA ferry with 74 people on board, the Corvo, sank near Tarn on Monday. The coast"
    " guard counted 31 dead. Its captain, Ivo Belmar, survived."
)
OTHER_FERRY = (
    "Ferry runs aground at Wexham\n\nThe ferry Ashby ran aground on a sandbank outside Wexham on Friday. Nobody was hurt among"
    " its 112 passengers, the harbour office said. Pilot Rhea Calder is being questioned."
)


def test_two_reports_of_one_event_are_one_story() -> None:
    """Other words, the same names and numbers."""
    assert same_story(story_of(FERRY), story_of(FERRY_AGAIN)) > 0.9


def test_two_events_of_one_kind_are_two_stories() -> None:
    """Both are about ferries."""
    assert same_story(story_of(FERRY), story_of(OTHER_FERRY)) < 0.2


def test_an_empty_article_is_no_story_of_anything() -> None:
    """Of another empty one nothing is known."""
    assert 0.5 == same_story(story_of(""), story_of(""))
    assert same_story(story_of(""), story_of(FERRY)) < 0.1


def test_one_text_does_not_say_which_of_its_sentences_belong_together() -> None:
    """Wages and a league's limit in one report of a club are not told of one thing for that."""
    assert 0.5 == same_story(story_of(FERRY), story_of(FERRY))


def test_one_story_speaks_for_one_event_and_another_speaks_for_nothing() -> None:
    """A sentence that says little is placed by its article; what another article tells in passing is not held against it."""
    a, b = (Assertion(text=text) for text in ("Nine of the injured are children", "Nine children are in hospital"))
    alone, one, other = (same_event(measure(a, b, similarity=0.5, same_story=story)) for story in (0.5, 0.98, 0.02))

    assert one.probability > alone.probability == other.probability
    assert "both articles tell one story" in {reason.text for reason in one.reasons}
    assert "same-story" not in {reason.code for reason in alone.reasons}
