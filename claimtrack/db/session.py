"""Connections: one `Database` per process, one session per request, command or batch item.

A session made by `Database.begin` is one transaction: it commits when the block ends and rolls back on any error.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, TypeVar

import msgspec
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import DeadlockDetected, LockNotAvailable, NumericValueOutOfRange, SerializationFailure
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from claimtrack.errors import Conflict, DatabaseUnavailable, NotFound
from claimtrack.settings import shipped_folder

if TYPE_CHECKING:
    from claimtrack.db.embedded import EmbeddedServer

LEAST_PGVECTOR = (0, 8)
"""Iterative index scans, which filtered searches need, came with 0.8.0 (pgvector changelog)."""

TRIES: Final = 4
"""How often a transaction that lost against another one is begun before somebody is told."""
PAUSE_S: Final = 0.05
REVIVE_EVERY_S: Final = 5.0
"""Least time between two tries to start an embedded server that is gone."""

_Result = TypeVar("_Result")


class Overlapped(Conflict):
    """Somebody else changed the same things at the same moment, so nothing of yours was stored. Send it again."""

    code = "overlapped"


def retry_overlapped(work: Callable[[], _Result], *, tries: int = TRIES) -> _Result:
    """What `work` returns, a whole transaction that is begun again when the database gave another one precedence.

    Raises:
        Overlapped: it lost `tries` times in a row.
    """
    for attempt in range(1, tries):
        try:
            return work()
        except Overlapped:
            time.sleep(PAUSE_S * attempt)
    return work()


def migrations_folder() -> Path:
    """The Alembic scripts.

    Raises:
        DatabaseUnavailable: this installation has none.
    """
    folder = shipped_folder("migrations")
    if not (folder / "env.py").is_file():
        raise DatabaseUnavailable("The database migrations are missing from this installation. Reinstall claimtrack.")
    return folder


class Database:
    """A PostgreSQL with pgvector, the embedded one or any other."""

    def __init__(self, url: str, *, server: "EmbeddedServer | None" = None, pool_size: int = 10) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self._server = server
        self._revived_at = float("-inf")
        self.engine: Engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=10,
            pool_pre_ping=True,
            json_deserializer=msgspec.json.decode,
            connect_args={"connect_timeout": 5, "options": "-c timezone=UTC -c client_min_messages=warning"},
        )

    @classmethod
    def open(cls, url: str | None, data_path: Path) -> Self:
        """The configured database, or the embedded one when `url` is None.

        Raises:
            DatabaseUnavailable: it cannot be reached or started.
        """
        if url is not None:
            try:
                return cls(url)
            except (ArgumentError, ValueError) as exc:
                raise DatabaseUnavailable(
                    "CLAIMTRACK_DATABASE_URL is not a database address. Write it as postgresql://user:password@host/name."
                ) from exc
        # It needs what only Linux and macOS have, which is not asked of those who bring a server.
        from claimtrack.db.embedded import start_embedded

        server = start_embedded(data_path)
        return cls(server.get_uri(), server=server)

    def close(self) -> None:
        """Close every connection and leave the embedded server, if that is what this was."""
        self.engine.dispose()
        if self._server is not None:
            self._server.leave()
            self._server = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A session that is one transaction.

        Raises:
            DatabaseUnavailable: the server does not answer. An embedded one that was killed is started again meanwhile.
            Overlapped: another transaction was given precedence; nothing was stored.
            NotFound: something was asked for under a number that no row can have.
        """
        try:
            with unavailable_mapped(), Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except DatabaseUnavailable:
            self._revive()
            raise

    def _revive(self) -> None:
        """Start the embedded server again when it is gone, for the next who asks.

        Who asked now is told that the database was away: what their transaction had done so far is lost.
        """
        server, now = self._server, time.monotonic()
        if server is not None and now - self._revived_at > REVIVE_EVERY_S:
            self._revived_at = now
            with suppress(DatabaseUnavailable):  # The caller raises one already.
                server.revive()

    def conninfo(self) -> str:
        """The libpq connection URL, for the queue and for `pg_dump`."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def upgrade(self) -> None:
        """Bring the schema to the newest migration.

        Raises:
            DatabaseUnavailable: the server does not answer, or lacks pgvector.
        """
        with unavailable_mapped(), self.engine.connect() as connection:
            # Two processes that start at once migrate one after the other.
            connection.execute(text("SELECT pg_advisory_lock(hashtext('claimtrack-migrate'))"))
            try:
                _require_pgvector(connection.execute(_PGVECTOR_VERSION).scalar())
                connection.commit()
                config = alembic_config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                connection.commit()
            finally:
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(hashtext('claimtrack-migrate'))"))
                connection.commit()

    def revision(self) -> tuple[str | None, str | None]:
        """The schema's revision, and the newest there is.

        Raises:
            DatabaseUnavailable: the server does not answer.
        """
        newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
        with self.begin() as session:
            return MigrationContext.configure(session.connection()).get_current_revision(), newest


_PGVECTOR_VERSION = text("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'")


def _require_pgvector(version: str | None) -> None:
    if version is None:
        raise DatabaseUnavailable(
            "This PostgreSQL has no pgvector. Install it on the server (version 0.8 or newer) and start again."
        )
    if tuple(int(part) for part in version.split(".")[:2]) < LEAST_PGVECTOR:
        raise DatabaseUnavailable(f"This PostgreSQL has pgvector {version}; claimtrack needs 0.8 or newer.")


def alembic_config() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def unavailable_mapped() -> Iterator[None]:
    """Within the block a lost or refused connection becomes `DatabaseUnavailable`; other errors pass.

    A transaction that the database ended in favour of another becomes `Overlapped`. A number beyond what the database can
    count with is somebody's id for nothing: it becomes `NotFound`.
    """
    try:
        yield
    except PoolTimeout as exc:
        raise DatabaseUnavailable("The database is busy: every connection is taken. Try again in a moment.") from exc
    except (OperationalError, InterfaceError) as exc:
        if isinstance(exc.orig, (DeadlockDetected, SerializationFailure, LockNotAvailable)):
            raise Overlapped from exc
        raise DatabaseUnavailable(
            f"The database does not answer: {_first_line(exc)} Check CLAIMTRACK_DATABASE_URL and run `claimtrack doctor`."
        ) from exc
    except DataError as exc:
        if isinstance(exc.orig, NumericValueOutOfRange):
            raise NotFound("There is nothing here with so large a number.") from exc
        raise
    except DBAPIError as exc:
        if exc.connection_invalidated:
            raise DatabaseUnavailable("The connection to the database was lost. Try again.") from exc
        raise


def _first_line(exc: DBAPIError) -> str:
    lines = str(exc.orig).strip().splitlines()
    return lines[0].rstrip(".") + "." if lines else "no reason given."
