"""Connections and transactions, and what is said when there is no database."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from claimtrack.db.session import Database, _require_pgvector
from claimtrack.errors import DatabaseUnavailable


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    """A port that refuses connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _note(database: Database) -> list[str]:
    with database.begin() as session:
        return list(session.scalars(text("SELECT name FROM event_note ORDER BY name")).all())


@pytest.fixture
def noted(database: Database) -> Database:
    """A database with an empty table of its own."""
    with database.begin() as session:
        session.execute(text("CREATE TABLE event_note (name text)"))
    return database


def test_a_block_commits_when_it_ends(noted: Database) -> None:
    """What a block wrote is there for the next."""
    with noted.begin() as session:
        session.execute(text("INSERT INTO event_note VALUES ('kept')"))

    assert _note(noted) == ["kept"]


def test_a_block_that_fails_leaves_nothing(noted: Database) -> None:
    """An error half-way takes back what came before it, and reaches the caller as it is."""

    def write_and_fail() -> None:
        with noted.begin() as session:
            session.execute(text("INSERT INTO event_note VALUES ('lost')"))
            raise LookupError("half-way")

    with pytest.raises(LookupError, match="half-way"):
        write_and_fail()

    assert _note(noted) == []


def test_times_are_utc_whatever_the_servers_zone(database: Database) -> None:
    """A connection does not inherit the zone of the machine that the server runs on."""
    with database.begin() as session:
        zone = session.scalar(text("SHOW timezone"))

    assert zone == "UTC"


def test_a_lost_connection_costs_one_request(noted: Database) -> None:
    """The transaction that was cut off says so; the next one gets a new connection."""
    with pytest.raises(DatabaseUnavailable), noted.begin() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert _note(noted) == []


def test_a_server_that_refuses_is_reported_at_once(closed_port: int, tmp_path: Path) -> None:
    """The message names what failed and the setting to check."""
    database = Database.open(f"postgresql://ann@127.0.0.1:{closed_port}/claims", tmp_path)

    with pytest.raises(DatabaseUnavailable, match=r"refused.*CLAIMTRACK_DATABASE_URL.*claimtrack doctor"):
        database.upgrade()


def test_a_server_that_never_answers_is_given_up(silent_port: int) -> None:
    """Nobody waits longer than 6 s to read that the database does not answer."""
    database = Database(f"postgresql://ann@127.0.0.1:{silent_port}/claims")
    before = time.monotonic()

    with pytest.raises(DatabaseUnavailable, match="CLAIMTRACK_DATABASE_URL"), database.begin() as session:
        session.execute(text("SELECT 1"))
    assert time.monotonic() - before < 6


def test_a_database_that_does_not_exist_is_named(database: Database) -> None:
    """A wrong name in the URL is told from a server that is down."""
    wrong = Database(database.url.set(database="clams").render_as_string(hide_password=False))

    with pytest.raises(DatabaseUnavailable, match='"clams" does not exist'):
        wrong.revision()


def test_a_password_is_not_shown(closed_port: int) -> None:
    """Neither the message nor the object's own words give the password away."""
    database = Database(f"postgresql://ann:s3cret@127.0.0.1:{closed_port}/claims")

    with pytest.raises(DatabaseUnavailable) as caught:
        database.revision()
    assert "s3cret" not in f"{caught.value} {database.url} {database.engine}"


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (None, "has no pgvector.*Install it on the server"),
        ("0.7.4", "has pgvector 0.7.4; claimtrack needs 0.8 or newer"),
    ],
)
def test_a_server_without_a_usable_pgvector_is_refused(version: str | None, message: str) -> None:
    """Whoever brings their own PostgreSQL reads what it lacks."""
    with pytest.raises(DatabaseUnavailable, match=message):
        _require_pgvector(version)


@pytest.mark.parametrize("version", ["0.8.0", "0.8.5", "0.10.0", "1.0"])
def test_a_server_with_a_new_enough_pgvector_is_taken(version: str) -> None:
    """Versions are compared as numbers: 0.10 comes after 0.8."""
    _require_pgvector(version)
