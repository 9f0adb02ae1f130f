"""What a checker is told on an article's page of how its claims were found, or why they were not."""

import html
import re
from collections.abc import Callable

from claimtrack.db.session import Database
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text
from claimtrack.services.processing import MAX_ATTEMPTS, process_pending
from tests.chat_server import Raw, chat_server, claims

from .conftest import client_of

NewEngine = Callable[..., Engine]

TOLL = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said."
GERMAN = "Die Fähre sank am Montag vor der Insel Tarn. Nach Angaben der Küstenwache kamen dabei 31 Fahrgäste ums Leben."


def page_of(database: Database, new_engine: NewEngine, text: str, *, times: int = 1, **settings: object) -> str:
    """The words of an article's page after the worker has gone over it."""
    engine = new_engine(database, **settings)
    try:
        added = add_text(engine, data=text, actor="ana")
        for _ in range(times):
            process_pending(engine)
        with client_of(engine) as client:
            page = client.get(f"/articles/{added.article_id}")
    finally:
        engine.close()
    assert page.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def test_another_language_is_named(database: Database, new_engine: NewEngine) -> None:
    """The page says that such a text was only split."""
    words = page_of(database, new_engine, GERMAN)

    assert "The text is in another language (German): it is only split into sentences." in words
    assert "joined to a claim without you" in words


def test_a_paragraph_in_another_language_is_named(database: Database, new_engine: NewEngine) -> None:
    """An English article with one says so too."""
    words = page_of(database, new_engine, f"{TOLL}\n\n{GERMAN}")

    assert "1 paragraph is in another language (German)" in words


def test_what_a_model_invented_is_counted(database: Database, new_engine: NewEngine) -> None:
    """The page says how many claims were refused, and why."""
    with chat_server(claims("A ferry sank near the island of Tarn", "A ferry sank with 99 people")) as chat:
        words = page_of(database, new_engine, TOLL, **chat.settings())

    assert "1 of the 2 claims that the model gave was refused: 1 with words that are not in the text." in words


def test_the_rules_in_the_models_place_say_so(database: Database, new_engine: NewEngine) -> None:
    """With the cause."""
    with chat_server(lambda _: "broken") as chat:
        words = page_of(database, new_engine, TOLL, **chat.settings(extractor_fallback=True))

    assert "The built-in extractor read this text, because the configured model did not." in words
    assert "not JSON" in words


def test_a_service_that_is_away_is_the_reason_to_wait(database: Database, new_engine: NewEngine) -> None:
    """The page of a waiting article says what it waits for."""
    words = _failing(database, new_engine, Raw(status=503), times=1)

    assert "Being read." in words
    assert "It could not be done yet: The extractor's endpoint" in words
    assert "503 Service Unavailable" in words


def test_a_failed_model_is_no_article_without_claims(database: Database, new_engine: NewEngine) -> None:
    """The page says that this says nothing about the article; what the service said is shown as text."""
    answer = Raw(status=400, body=b'{"error": {"message": "<script>alert(1)</script>"}}')

    words = _failing(database, new_engine, answer, times=MAX_ATTEMPTS)

    assert "The claims could not be found." in words
    assert "<script>alert(1)</script>" in words
    assert "No claim that could be checked was found" not in words


def _failing(database: Database, new_engine: NewEngine, answer: Raw, *, times: int) -> str:
    with chat_server(raw=[answer] * 2 * times) as chat:
        return page_of(database, new_engine, TOLL, times=times, **chat.settings())
