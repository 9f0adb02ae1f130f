"""Several at once: nobody's work is lost or doubled, and who loses a race is told so in words."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import text

from claimtrack.db.matches import lock_linking
from claimtrack.db.session import Database, Overlapped, retry_overlapped
from claimtrack.errors import Conflict, DatabaseUnavailable
from claimtrack.services.deciding import Decision, decide_match
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text, import_lines
from claimtrack.services.processing import process_pending, process_version, waiting_ids
from claimtrack.services.reviewing import ClaimFilter, list_claims, set_state
from claimtrack.verification.workflow import State

DECISIONS: tuple[Decision, ...] = ("confirm", "reject")
TOWNS = ("Arden", "Belmoor", "Carrow", "Dunsten")
OFF = """
SELECT (SELECT count(*) FROM claim c WHERE c.merged_into_id IS NULL
          AND c.appearance_count <> (SELECT count(*) FROM appearance a WHERE a.claim_id = c.id AND a.is_current))
     + (SELECT count(*) FROM claim c JOIN appearance a ON a.claim_id = c.id WHERE c.merged_into_id IS NOT NULL)
     + (SELECT count(*) - count(DISTINCT (version_id, start, "end")) FROM appearance)
     + (SELECT count(*) FROM article a
        WHERE 1 <> (SELECT count(*) FROM article_version v WHERE v.article_id = a.id AND is_current))
"""
"""Claims whose counter is off, appearances of a claim that was joined away, doubled appearances, articles without a text."""


def story(number: int, killed: int) -> str:
    """A short text with two claims, one of which several outlets have."""
    town = TOWNS[number % len(TOWNS)]
    return f"A landslide near {town} killed {killed} people on Monday, police said. Crews closed {number + 3} roads."


def numbers(engine: Engine, query: str) -> list[int]:
    """The first column of what a query finds."""
    with engine.database.begin() as session:
        return list(session.connection().execute(text(query)).scalars())


def test_many_hands_at_once_leave_everything_right(engine: Engine) -> None:
    """Texts come, are read and change while people decide; every counter is right in the end and nobody saw a 500."""
    lots = random.Random(7)  # noqa: S311  a fixed sequence
    unexpected: list[Exception] = []

    def patiently(work: Callable[[], object]) -> None:
        try:
            work()
        except Conflict:
            pass  # Somebody was faster, which is an answer.
        except Exception as exc:  # noqa: BLE001  shown by the assertion below
            unexpected.append(exc)

    def bring(number: int) -> None:
        for killed in (5, 6):
            url = f"https://outlet{number % 3}.example/{number}"
            patiently(partial(add_text, engine, data=story(number, killed), url=url, actor="ana"))

    def read() -> None:
        while not brought.is_set() or waiting_ids(engine):
            patiently(lambda: process_pending(engine))

    def decide() -> None:
        while not brought.is_set() or waiting_ids(engine):
            for match in numbers(engine, "SELECT id FROM claim_match WHERE status = 'suggested' LIMIT 3"):
                decision = lots.choice(DECISIONS)
                patiently(partial(decide_match, engine, match, decision=decision, actor="ben"))
            for claim in list_claims(engine, filter=ClaimFilter(), cursor=None, limit=5).items:
                state = State.IN_PROGRESS if claim.state is State.UNSTARTED else State.ON_HOLD
                change = partial(set_state, engine, claim.id, state=state, rating=None, reason=None, actor="eva")
                patiently(partial(change, revision=claim.revision))

    brought = threading.Event()
    others = [threading.Thread(target=work) for work in (read, read, decide)]
    for other in others:
        other.start()
    with ThreadPoolExecutor(3) as bringing:
        list(bringing.map(bring, range(6)))
    brought.set()
    for other in others:
        other.join(60)

    assert [] == unexpected
    assert [0] == numbers(engine, OFF)
    assert [6, 12] == numbers(engine, "SELECT count(*) FROM article UNION ALL SELECT count(*) FROM article_version")
    assert [0] == numbers(engine, "SELECT count(*) FROM article_version WHERE state <> 'ready'")


def test_a_version_is_read_while_its_successor_comes(engine: Engine) -> None:
    """The one locks the text and then the article, the other the reverse: neither fails."""
    url = "https://outlet.example/a"
    first = add_text(engine, data=story(1, 5), url=url, actor="ana")
    process_version(engine, first.version_id)
    second = add_text(engine, data=story(1, 6), url=url, actor="ana")
    with engine.database.begin() as session:  # Both wait here, so that they go on at the same moment.
        lock_linking(session)
        with ThreadPoolExecutor(2) as hands:
            reading = hands.submit(process_version, engine, second.version_id)
            adding = hands.submit(add_text, engine, data=story(1, 7), url=url, actor="ben")
            session.commit()
            assert (True, True) == (reading.result(30), adding.result(30).changed)


def test_imports_of_the_same_articles_in_opposite_order_both_end(engine: Engine) -> None:
    """Each article is there once."""
    lines = [f'{{"text": "{story(n, n)}", "url": "https://outlet{n}.example/{n}"}}' for n in range(60)]
    with ThreadPoolExecutor(2) as hands:
        forth = hands.submit(import_lines, engine, lines=lines, actor="ana")
        back = hands.submit(import_lines, engine, lines=lines[::-1], actor="ben")
        reports = (forth.result(60), back.result(60))

    assert (60, 60, 0) == tuple(
        sum(counts) for counts in zip(*((r.created, r.known, len(r.failed)) for r in reports), strict=True)
    )


def embrace(database: Database, meeting: threading.Barrier, first: int, second: int) -> None:
    """A transaction that takes two locks in its own order, after the other one has taken its first."""
    with database.begin() as session:
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": first})
        if not meeting.broken:
            meeting.wait(5)
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": second})


def test_a_person_does_not_wait_for_ever_for_a_text_that_is_being_linked(database: Database) -> None:
    """After the wait they are told to send it again."""
    with database.begin() as linking:
        lock_linking(linking)

        with pytest.raises(Overlapped), database.begin() as person:
            lock_linking(person, wait_s=0.1)


def test_of_two_transactions_that_wait_for_each_other_one_is_told(database: Database) -> None:
    """It is a conflict with words of its own, not a broken database."""
    meeting = threading.Barrier(2)
    with ThreadPoolExecutor(2) as hands:
        both = [hands.submit(embrace, database, meeting, *keys) for keys in ((1, 2), (2, 1))]
        errors = [error for one in both if (error := one.exception(20)) is not None]

    assert [Overlapped] == [type(error) for error in errors]
    assert 409 == errors[0].status


def test_who_lost_tries_again(database: Database) -> None:
    """With retries both come through."""
    meeting = threading.Barrier(2)

    def persist(first: int, second: int) -> bool:
        tries = []

        def attempt() -> bool:
            tries.append(1)
            if len(tries) > 1:
                meeting.abort()
            embrace(database, meeting, first, second)
            return True

        return retry_overlapped(attempt)

    with ThreadPoolExecutor(2) as hands:
        both = [hands.submit(persist, *keys) for keys in ((1, 2), (2, 1))]

        assert [True, True] == [one.result(20) for one in both]


def test_a_pool_without_a_free_connection_is_a_database_that_is_busy(database: Database) -> None:
    """It answers 503 and says so, instead of breaking."""
    crowded = Database(database.url.render_as_string(hide_password=False), pool_size=1)
    crowded.engine.pool._timeout, crowded.engine.pool._max_overflow = 0.1, 0  # type: ignore[attr-defined]
    with crowded, crowded.begin() as first:
        first.connection()

        with pytest.raises(DatabaseUnavailable, match="busy"), crowded.begin() as second:
            second.connection()
