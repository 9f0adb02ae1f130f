"""A text finds the tracked claims that bear on it, typed and the right way round; a strange text breaks nothing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimtrack import errors
from claimtrack.db.claims import appearance_rows
from claimtrack.db.lookup import word_hits
from claimtrack.db.tables import Claim
from claimtrack.db.vectors import store_vectors
from claimtrack.links.model import Relation
from claimtrack.services.engine import Engine
from claimtrack.services.matched import MatchResult
from claimtrack.services.matching import Wanted, match_text, match_texts
from claimtrack.services.reviewing import add_evidence, set_state
from claimtrack.verification.workflow import Stance, State

from .planting import plant_claim

TWENTY_SIX = "26 people were killed by air raids on eastern Aleppo on Tuesday"
AT_LEAST_16 = "At least 16 people were killed by air raids on eastern Aleppo on Tuesday"
UNRELATED = "The potter fired her kiln with beech wood and sold eleven blue bowls at the winter market"


@pytest.fixture(scope="module")
def demo(seeded_name, new_database, new_engine) -> Iterator[Engine]:
    """An engine on the demo's articles, which no test here changes."""
    with new_database(template=seeded_name) as database:
        engine = new_engine(database)
        yield engine
        engine.close()


def about(results: tuple[MatchResult, ...], words: str) -> MatchResult:
    """The result whose claim has these words."""
    return next(found for found in results if words in found.claim.text)


def test_a_text_finds_the_claim_that_says_the_same(demo: Engine) -> None:
    """The claim of 26 killed comes first among those of the raids, with its quote, reasons and how it was found."""
    results = match_text(demo, text=TWENTY_SIX)

    found = about(results, "killed 26 people")
    assert (Relation.SAME_CLAIM, None) == (found.relation, found.direction)
    assert found == results[0]
    assert "26" in found.quote
    assert found.reasons
    assert {"vector"} <= set(found.found_by) <= {"vector", "text"}


def test_what_follows_is_told_the_right_way_round(demo: Engine) -> None:
    """26 implies at least 16: from the query to the claim, and with the texts exchanged from the claim to the query."""
    follows = about(match_text(demo, text=TWENTY_SIX, limit=100), "killed at least 16 people")
    implies = about(match_text(demo, text=AT_LEAST_16, limit=100), "killed 26 people")

    assert (Relation.ENTAILS, "query_to_claim") == (follows.relation, follows.direction)
    assert (Relation.ENTAILS, "claim_to_query") == (implies.relation, implies.direction)


def test_a_figure_that_contradicts_is_a_conflict(demo: Engine) -> None:
    """50 killed in the same raids."""
    found = about(match_text(demo, text=TWENTY_SIX, limit=100), "50 people had been killed")

    assert (Relation.CONFLICTS, None) == (found.relation, found.direction)


def test_an_unrelated_text_finds_nothing(demo: Engine) -> None:
    """Empty rather than weak."""
    assert () == match_text(demo, text=UNRELATED)


def test_results_fall_in_probability_and_stay_above_the_limit(demo: Engine) -> None:
    """The most probable first, but what only tells of the same event last; none below the least score, twice or related."""
    results = match_text(demo, text=TWENTY_SIX, limit=100, min_score=0.6)

    scores = [(found.relation is not Relation.SAME_EVENT, found.probability) for found in results]
    assert sorted(scores, reverse=True) == scores
    assert min(score for _, score in scores) >= 0.6
    assert len({found.claim.id for found in results}) == len(results)
    assert Relation.RELATED not in {found.relation for found in results}


def test_filters_narrow_what_a_text_finds(demo: Engine) -> None:
    """By relation, also `related` when it is named; by state, day and language; by number."""
    everything = match_text(demo, text=TWENTY_SIX, limit=100, min_score=0)
    conflicts = match_text(demo, text=TWENTY_SIX, limit=100, min_score=0, relation=Relation.CONFLICTS)
    related = match_text(demo, text=TWENTY_SIX, limit=100, min_score=0, relation=Relation.RELATED)

    assert [found for found in everything if found.relation is Relation.CONFLICTS] == list(conflicts)
    assert {Relation.RELATED} == {found.relation for found in related}
    assert everything[:3] == match_text(demo, text=TWENTY_SIX, limit=3, min_score=0)
    assert () == match_text(demo, text=TWENTY_SIX, state=State.CLOSED)
    assert everything == match_text(demo, text=TWENTY_SIX, limit=100, min_score=0, state=State.UNSTARTED)
    assert () == match_text(demo, text=TWENTY_SIX, since=date(2099, 1, 1))
    assert everything == match_text(demo, text=TWENTY_SIX, limit=100, min_score=0, since=date(2016, 1, 1))
    assert () == match_text(demo, text=TWENTY_SIX, language="de")
    assert () == match_text(demo, text=TWENTY_SIX, min_score=1)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"text": "x" * 2001}, errors.TextTooLarge),  # longer than any claim
        ({"text": ""}, errors.EmptyText),
        ({"text": " \n\t"}, errors.EmptyText),
        ({"text": "\x00\x00"}, errors.EmptyText),  # nothing that can be read
        ({"text": "x", "limit": 0}, errors.InvalidQuery),
        ({"text": "x", "limit": 101}, errors.InvalidQuery),
        ({"text": "x", "min_score": -0.1}, errors.InvalidQuery),
        ({"text": "x", "min_score": 1.1}, errors.InvalidQuery),
        ({"text": "x", "min_score": float("nan")}, errors.InvalidQuery),
    ],
)
def test_a_query_out_of_bounds_is_refused(demo: Engine, asked: dict, error: type[errors.ClaimtrackError]) -> None:
    """The message says which bound."""
    with pytest.raises(error):
        match_text(demo, **asked)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 2000,  # the longest
        "the of and to a",  # only words that no index keeps
        "😀😀 🔥",  # no words at all
        "قتل ستة عشر شخصا في حلب يوم الثلاثاء",  # from right to left
        "\u202e16 killed\u202c \u200b\ufeff",  # marks that cannot be seen
        "'; DROP TABLE claim; --",  # SQL
        "killed:* & | ! <-> (Aleppo",  # the language of text search
        "'killed' \\ 'Aleppo'' \\'' C:\\temp\\new",  # its quotes
        'say "sixteen" or -seventeen',
        "\ud83d half a character",  # not even text
        "killed\x0026\x00people",  # with NULs
        "%_%",  # wildcards
        "a@b.example http://c.example/d\\e?f='g' 1e400 -0",  # words that text search takes apart
    ],
)
def test_no_text_is_too_strange_to_ask(demo: Engine, text: str) -> None:
    """It finds claims or none; it never breaks."""
    results = match_text(demo, text=text, min_score=0)

    assert isinstance(results, tuple)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60))
def test_the_word_index_takes_any_text(demo: Engine, text: str) -> None:
    """Whatever stands in a query, it is only words to the index."""
    with demo.database.begin() as session:
        hits = word_hits(session, query=f"Aleppo {text}", limit=3)

    assert 3 == len(hits.ids)


def test_words_are_found_by_their_stems(engine: Engine) -> None:
    """A word whose stem would be cut again, were it taken for a word, finds its claim all the same."""
    claim_id = plant_claim(engine, "The committee agreed on the decision of the organisation")

    with engine.database.begin() as session:
        hits = [
            len(word_hits(session, query=word, limit=3).ids) for word in ("agreed", "decisions", "organisation", "sank")
        ]

    assert (1, [1, 1, 1, 0]) == (claim_id, hits)


def test_a_day_is_compared_with_the_first_publication(engine: Engine) -> None:
    """A claim counts from the day its earliest article was published, or was added where none has a date."""
    text = "A ferry sank near the island of Tarn and 31 people drowned"
    dated = plant_claim(engine, text, published_at=datetime(2026, 3, 3, 23, 59, tzinfo=UTC))
    undated = plant_claim(engine, text, published_at=None)
    model_id, vectors = engine.model_id(), engine.encode([text, text])
    with engine.database.begin() as session:
        appearances = [row.appearance.id for row in appearance_rows(session, claim_ids=[dated, undated])]
        store_vectors(session, model_id=model_id, appearance_ids=appearances, vectors=vectors)

    found = {
        day: {result.claim.id for result in match_text(engine, text=text, since=day)}
        for day in (date(2026, 3, 3), date(2026, 3, 4))
    }

    assert {date(2026, 3, 3): {dated, undated}, date(2026, 3, 4): {undated}} == found


@pytest.fixture(scope="module")
def crowd(new_database, new_engine) -> Iterator[Engine]:
    """Two hundred claims of ferries that are all nearer to the question than one closed, French, later one."""
    with new_database() as database:
        engine = new_engine(database)
        for number in range(200):
            plant_claim(engine, f"A ferry sank near the island of Tarn and {number + 40} people drowned")
        rare = plant_claim(
            engine,
            "Near an island a boat went down, and all 31 on board drowned in the sea",
            published_at=datetime(2026, 5, 3, tzinfo=UTC),
        )
        model = engine.searching()
        with engine.database.begin() as session:
            rows = appearance_rows(session, claim_ids=range(1, rare + 1))
            session.get_one(Claim, rare).language = "fr"
            vectors = model.encode([row.appearance.quote for row in rows])
            store_vectors(
                session, model_id=model.id, appearance_ids=[row.appearance.id for row in rows], vectors=vectors
            )
        add_evidence(engine, rare, url="https://sea.example/31", excerpt="31 dead", stance=Stance.SUPPORTS, actor="ana")
        set_state(engine, rare, state=State.CLOSED, rating="True", reason=None, revision=1, actor="ana")
        yield engine
        engine.close()


ASKED = "A ferry sank near the island of Tarn and 31 people drowned"


@pytest.mark.parametrize(
    "narrowed",
    [
        {"state": State.CLOSED},
        {"language": "fr"},
        {"since": date(2026, 5, 1)},
        {"state": State.CLOSED, "language": "fr", "since": date(2026, 5, 1)},
    ],
)
@pytest.mark.parametrize("few", [5000, 0])  # all that fit are measured, or searched for in the index
def test_a_rare_claim_is_found_among_many_nearer_ones(crowd: Engine, monkeypatch, narrowed: dict, few: int) -> None:
    """A filter narrows the search itself, so that what it leaves need not be among the nearest of all."""
    monkeypatch.setattr("claimtrack.db.narrowing.FEW", few)
    found = match_text(crowd, text=ASKED, min_score=0, limit=5, relation=None, **narrowed)
    related = match_text(crowd, text=ASKED, min_score=0, limit=5, relation=Relation.RELATED, **narrowed)
    everything = match_text(crowd, text=ASKED, min_score=0, limit=100)

    assert [201] == [one.claim.id for one in (*found, *related)]
    assert 201 not in {one.claim.id for one in everything}


def test_as_many_results_come_as_are_asked_for(crowd: Engine) -> None:
    """Well beyond the thirty that are judged for the usual few."""
    assert len(match_text(crowd, text=ASKED, min_score=0, limit=100)) > 50


def test_a_result_tells_where_it_stands_and_what_came_of_checking_it(crowd: Engine) -> None:
    """Outlet, article and words; the rating of a closed claim with its evidence and day; nothing for an open one."""
    options = {"text": ASKED, "min_score": 0, "state": State.CLOSED}
    closed = (*match_text(crowd, **options), *match_text(crowd, **options, relation=Relation.RELATED))
    (open_one,) = match_text(crowd, text=ASKED, min_score=0, limit=1)

    (place,), (review,) = closed[0].appearances, closed[0].reviews
    assert ("Delta Post", datetime(2026, 5, 3, tzinfo=UTC)) == (place.outlet, place.published_at)
    assert place.quote.startswith("Near an island a boat went down")
    assert (None, "True", ["https://sea.example/31"]) == (
        review.publisher,
        review.rating,
        [one.url for one in review.evidence],
    )
    assert review.reviewed_at is not None
    assert () == open_one.reviews


def test_many_texts_are_answered_as_each_alone(demo: Engine) -> None:
    """The answers are those of single questions, in order; what cannot be used fails alone."""
    texts = [TWENTY_SIX, "", UNRELATED, "x" * 100_000, AT_LEAST_16]
    answers = match_texts(demo, texts, wanted=Wanted(limit=3))

    assert texts == [one.text for one in answers]
    assert [None, "empty-text", None, "text-too-large", None] == [one.problem and one.problem.code for one in answers]
    for index in (0, 2, 4):
        alone = match_text(demo, text=texts[index], limit=3)
        assert [one.claim.id for one in alone] == [one.claim.id for one in answers[index].results]


@pytest.mark.parametrize("count", [0, 101])
def test_none_or_too_many_texts_are_refused(demo: Engine, count: int) -> None:
    """The message says how many there may be."""
    with pytest.raises(errors.InvalidQuery, match="1 to 100"):
        match_texts(demo, ["x"] * count, wanted=Wanted())


def test_a_language_that_no_claim_can_have_is_refused(demo: Engine) -> None:
    """A name or an unknown code is a mistake of whoever asks, not an empty answer."""
    with pytest.raises(errors.InvalidQuery, match="language"):
        match_text(demo, text="x", language="zz")
