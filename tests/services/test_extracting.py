"""Articles that go through a model behind a real server: stored as ever, or failed, and never silently empty."""

from collections.abc import Callable

import pytest

from claimtrack.claims.extractor import FallbackExtractor, RulesExtractor
from claimtrack.claims.remote import RemoteExtractor
from claimtrack.db.session import Database
from claimtrack.db.tables import ProcessingState
from claimtrack.services.engine import Engine
from claimtrack.services.extracting import completions_url
from claimtrack.services.intake import ArticlePage, add_text, get_article
from claimtrack.services.matching import match_text
from claimtrack.services.processing import MAX_ATTEMPTS, process_pending
from claimtrack.settings import SettingsInvalid
from tests.chat_server import KEY, ChatServer, Raw, chat_server, claims

TOLL = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said."
FERRY = claims("A ferry sank near the island of Tarn on Monday")

NewEngine = Callable[..., Engine]


def processed(
    chat: ChatServer, new_engine: NewEngine, database: Database, *, times: int = 1, **more: object
) -> ArticlePage:
    """The page of an article after the worker has gone over it."""
    engine = new_engine(database, **chat.settings(**more))
    try:
        added = add_text(engine, data=TOLL, published_at="2026-03-03", actor="ana")
        for _ in range(times):
            process_pending(engine)
        return get_article(engine, added.article_id)
    finally:
        engine.close()


def test_without_settings_nothing_is_asked(engine: Engine) -> None:
    """The rules are the extractor."""
    assert isinstance(engine.extractor, RulesExtractor)


def test_a_model_finds_the_claims_of_an_article(new_engine: NewEngine, database: Database) -> None:
    """They are stored with exact spans, and the page says nothing of a failure."""
    with chat_server(FERRY) as chat:
        page = processed(chat, new_engine, database)

    assert ["A ferry sank near the island of Tarn on Monday"] == [found.quote for found in page.appearances]
    assert all(page.text[found.start : found.end] == found.quote for found in page.appearances)
    assert [TOLL] == chat.texts()


def test_a_model_that_talks_nonsense_fails_the_article(new_engine: NewEngine, database: Database) -> None:
    """After three attempts the article has failed, with the cause and no claims."""
    with chat_server(lambda _: "I see no JSON here") as chat:
        page = processed(chat, new_engine, database, times=MAX_ATTEMPTS)

    assert (ProcessingState.FAILED, ()) == (page.article.state, tuple(page.appearances))
    assert page.article.failure is not None
    assert "not JSON" in page.article.failure
    assert MAX_ATTEMPTS == len(chat.asked)


def test_a_service_that_is_away_lets_articles_wait(new_engine: NewEngine, database: Database) -> None:
    """It says nothing about a text, so it counts as no attempt; the cause is shown, and the key never."""
    with chat_server(raw=[Raw(status=401, body=KEY.encode())] * (MAX_ATTEMPTS + 1)) as chat:
        page = processed(chat, new_engine, database, times=MAX_ATTEMPTS + 1)

    assert ProcessingState.PENDING == page.article.state
    assert page.article.failure
    assert KEY not in page.article.failure


def test_the_rules_read_in_the_models_place_where_that_is_asked_for(new_engine: NewEngine, database: Database) -> None:
    """The article says so."""
    with chat_server(lambda _: "broken") as chat:
        page = processed(chat, new_engine, database, extractor_fallback=True)

    assert page.appearances
    assert any("built-in extractor read this text" in note for note in page.notes)


def test_texts_that_are_typed_in_are_not_sent(new_engine: NewEngine, database: Database) -> None:
    """Searching for a sentence stays on this machine."""
    with chat_server(FERRY) as chat:
        engine = new_engine(database, **chat.settings())
        match_text(engine, text=TOLL, limit=5, min_score=0.5)
        engine.close()

    assert [] == chat.asked


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"extractor_model": None}, "CLAIMTRACK_EXTRACTOR_MODEL is missing"),
        ({"extractor_key": "  "}, "CLAIMTRACK_EXTRACTOR_KEY is empty"),
        ({"extractor_key": "clé"}, "characters that no key has"),
        ({"extractor_url": "ftp://models.example/v1"}, "CLAIMTRACK_EXTRACTOR_URL"),
        ({"extractor_url": "http://ana:secret@models.example/v1"}, "CLAIMTRACK_EXTRACTOR_URL"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_the_start(
    new_engine: NewEngine, database: Database, given: dict[str, str], words: str
) -> None:
    """Before any article is touched, by the name of the setting, and without its secret."""
    configured = {"extractor_url": "http://models.example/v1", "extractor_model": "tiny", **given}

    with pytest.raises(SettingsInvalid, match=words) as caught:
        new_engine(database, **configured)

    assert "secret" not in str(caught.value)


def test_fallback_decides_what_stands_behind_the_model(new_engine: NewEngine, database: Database) -> None:
    """Off by default."""
    given = {"extractor_url": "http://models.example/v1", "extractor_model": "tiny"}
    engines = [new_engine(database, **given, extractor_fallback=wanted) for wanted in (False, True)]

    kinds = [type(engine.extractor) for engine in engines]
    for engine in engines:
        engine.close()

    assert [RemoteExtractor, FallbackExtractor] == kinds


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/chat/completions"),
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1/chat/completions"),
        # the whole address
        ("https://m.example/v1/chat/completions", "https://m.example/v1/chat/completions"),
        # what stands behind the question mark stays behind it
        ("https://m.example/v1?version=2", "https://m.example/v1/chat/completions?version=2"),
    ],
)
def test_the_address_may_be_the_base_or_the_whole(given: str, expected: str) -> None:
    """Services name the base."""
    assert expected == completions_url(given)
