"""Fixtures for every test: a migrated PostgreSQL of its own, the language models, the labelled files, and no network.

Whatever is heavy is imported inside its fixture, so that a test that needs none of it starts at once.
"""

import fcntl
import gc
import itertools
import os
import shutil
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from claimtrack.db.session import Database
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder
    from claimtrack.services.engine import Engine

    NewDatabase = Callable[..., AbstractContextManager[Database]]

# Threads of torch wait for each other by turning in circles, which test processes side by side cannot spare.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# With models loaded, each search for cycles goes through a million objects: by Python's own thresholds that took a fifth of the
# processor time of the tests of pages, and finds little, since most of what tests leave behind goes by itself.
gc.set_threshold(50_000, 20, 10)

REPOSITORY = Path(__file__).resolve().parents[1]

_TEMPLATE = "claimtrack_template"
_SEEDED = "claimtrack_seeded"


def _scratch_base() -> Path:
    """Where databases of tests lie: in memory where there is room, since copying one there takes a tenth of the time."""
    memory = Path("/dev/shm")  # noqa: S108 what lies in it is made by mkdtemp
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 * 2**30:
        return memory
    return Path(tempfile.gettempdir())


_RUN_FOLDER = "PYTEST_RUN_FOLDER"
"""The environment variable with the folder that all processes of one test run share."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of the run; pytest-xdist's workers inherit its name."""
    if not hasattr(config, "workerinput"):
        os.environ[_RUN_FOLDER] = tempfile.mkdtemp(prefix="claimtrack-tests-", dir=_scratch_base())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the processes of the run shared, once they are all done."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(_RUN_FOLDER), ignore_errors=True)


def _refuse_outside(event: str, arguments: tuple[Any, ...]) -> None:
    """Fail the test when a Python socket is pointed at anything but this machine."""
    if event not in ("socket.connect", "socket.sendto"):
        return
    address = arguments[1]
    # A path is a Unix socket; a number is Linux's netlink. Both stay on this machine.
    if not isinstance(address, tuple) or not isinstance(address[0], str):
        return
    host = address[0].partition("%")[0]
    if host == "localhost" or _is_loopback(host):
        return
    # Not an OSError: the code under test would take that for a page that does not answer.
    pytest.fail(f"A test reached for {address[0]}, which is beyond this machine. Serve it from 127.0.0.1 instead.")


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


# An audit hook sees every connect of this process, whichever library makes it, and cannot be taken out by a test.
sys.addaudithook(_refuse_outside)


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores, because many tests wait for a server or a browser; four have work enough."""
    return min(4, (os.cpu_count() or 1) + 1)


@pytest.fixture(scope="session", autouse=True)
def own_environment() -> Iterator[None]:
    """Settings of whoever runs the tests do not count, and their data folder is out of reach."""
    # A shell starts what runs in its background deaf to Ctrl-C, and every process started from here would be as deaf.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("CLAIMTRACK_")]:
            patch.delenv(name)
        folder = tempfile.mkdtemp(prefix="claimtrack-data-")
        patch.setenv("CLAIMTRACK_DATA_DIR", folder)
        yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """An empty folder in which an embedded server may be started, also by root.

    pytest's own temporary folder is closed to other users again each time that pytest starts, while root's server runs
    as another user.
    """
    folder = Path(tempfile.mkdtemp(prefix="claimtrack-", dir=_scratch_base()))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _first_of_the_run(name: str) -> Iterator[bool]:
    """Whether this process is the first of the run to come by `name`; the others wait until it has left the block.

    If it leaves with an error, the next one is the first.
    """
    with Path(os.environ[_RUN_FOLDER], f"{name}.done").open("a") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        first = os.fstat(note.fileno()).st_size == 0
        yield first
        if first:
            note.write("done")


@pytest.fixture(scope="session")
def new_database() -> Iterator["NewDatabase"]:
    """A function that opens a database of its own on the tests' server for the length of a `with` block.

    It is migrated, unless `template="template1"` asks for a bare one. One server serves all processes of a run. It
    writes nothing through to the disk, since it is thrown away at the end.

    Names are used again, with the engine that knows them: writing a statement out as SQL takes longer than running it,
    and each engine does so once.
    """
    from claimtrack.db.session import Database

    numbers = itertools.count(1)
    idle: dict[str, list[Database]] = defaultdict(list)
    with Database.open(None, Path(os.environ[_RUN_FOLDER])) as server:
        with _first_of_the_run(_TEMPLATE) as first:
            if first:
                _make_template(server)

        @contextmanager
        def new_database(template: str = _TEMPLATE) -> Iterator[Database]:
            known = idle[template]
            database = known.pop() if known else _named(server, f"claimtrack_test_{os.getpid()}_{next(numbers)}")
            name = database.url.database
            _run(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
            with database:
                yield database
            _run(server, f"DROP DATABASE {name} WITH (FORCE)")
            known.append(database)

        yield new_database


def _make_template(server: "Database") -> None:
    """A migrated, empty database to be copied, on a server that is in a hurry."""
    hurry = {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_wal_size": "'64MB'",
        "autovacuum": "off",
    }
    _run(server, *(f"ALTER SYSTEM SET {name} = {value}" for name, value in hurry.items()))
    _run(server, "SELECT pg_reload_conf()", f"CREATE DATABASE {_TEMPLATE}")
    with _named(server, _TEMPLATE) as template:
        template.upgrade()


@pytest.fixture
def database(new_database: "NewDatabase") -> Iterator["Database"]:
    """A migrated, empty database that only this test sees."""
    with new_database() as database:
        yield database


def _named(server: "Database", name: str) -> "Database":
    from claimtrack.db.session import Database

    return Database(server.url.set(database=name).render_as_string(hide_password=False))


def _run(server: "Database", *statements: str) -> None:
    """Run statements that PostgreSQL allows only outside a transaction."""
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of labelled files beside the repository; the test is skipped where there is none."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the labelled files are not here: this test reads a folder `shared` beside the repository")
    return folder


@pytest.fixture(scope="session")
def nlp() -> Any:
    """The spaCy pipeline that extraction uses."""
    from claimtrack.claims.parse import load_parser

    return load_parser()


@pytest.fixture(scope="session")
def encoder() -> "SentenceTransformerEncoder":
    """The default embedding model; it is loaded when the first text is encoded."""
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder

    return SentenceTransformerEncoder()


@pytest.fixture(scope="session")
def new_engine(nlp: Any, encoder: "SentenceTransformerEncoder") -> Callable[..., "Engine"]:
    """A function that makes an engine on a database with the models of this run; keywords are settings."""
    from claimtrack.services.engine import Engine
    from claimtrack.settings import Settings

    def new_engine(database: "Database", **settings: Any) -> "Engine":
        return Engine(Settings(**settings), database, encoder=encoder, nlp=nlp)

    return new_engine


@pytest.fixture
def engine(database: "Database", new_engine: Callable[..., "Engine"]) -> Iterator["Engine"]:
    """An engine on an empty database. The local test server may be fetched."""
    engine = new_engine(database, fetch_allowed_networks=["127.0.0.1/32"], actor="tester")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def seeded_name(new_database: "NewDatabase", new_engine: Callable[..., "Engine"]) -> str:
    """The name of a database with the demo's articles processed, to be cloned. It is made once in a run."""
    from claimtrack.services.processing import process_pending
    from claimtrack.services.seeding import find_seeds, plant

    with _first_of_the_run(_SEEDED) as first:
        if first:
            with new_database() as database:
                engine = new_engine(database)
                plant(engine, find_seeds(), actor="demo")
                process_pending(engine)
                database.engine.dispose()
                _run(database, f"CREATE DATABASE {_SEEDED} TEMPLATE {database.url.database}")
    return _SEEDED


@pytest.fixture
def seeded_engine(
    seeded_name: str, new_database: "NewDatabase", new_engine: Callable[..., "Engine"]
) -> Iterator["Engine"]:
    """An engine on the demo's articles, of which this test has a copy of its own."""
    with new_database(template=seeded_name) as database:
        engine = new_engine(database, actor="tester")
        yield engine
        engine.close()
