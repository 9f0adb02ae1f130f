"""The embedded server as several processes use it, and after some of them, or the server, were killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from claimtrack.db.embedded import server_tool
from claimtrack.db.session import Database
from claimtrack.errors import DatabaseUnavailable

_CLIENT = """
import sys
from pathlib import Path
from sqlalchemy import text
from claimtrack.db.session import Database

with Database.open(None, Path(sys.argv[1])) as database:
    print("open", flush=True)
    for line in sys.stdin:
        with database.begin() as session:
            result = session.execute(text(line))
            answer = result.scalar() if result.returns_rows else "done"
        print(answer, flush=True)
"""


class Client:
    """Another process that has the database open and runs the statements it is given."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _CLIENT, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def answer(self) -> str:
        """The next line it prints; "open" is the first."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ask(self, statement: str) -> str:
        """What a statement returns, committed before this does."""
        assert self.process.stdin is not None
        self.process.stdin.write(statement + "\n")
        self.process.stdin.flush()
        return self.answer()

    def leave(self) -> int:
        """Let it close the database and end; its exit status."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(timeout=20)

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        self.process.kill()
        self.process.wait(timeout=20)


@pytest.fixture
def client(data_folder: Path) -> Iterator[Callable[[], Client]]:
    """A function that starts another process on the data folder; whatever is left at the end is killed."""
    clients: list[Client] = []

    def start() -> Client:
        clients.append(Client(data_folder))
        return clients[-1]

    yield start
    for one in clients:
        one.kill()
        for pipe in (one.process.stdin, one.process.stdout):
            assert pipe is not None
            pipe.close()
    for process in _server_processes(data_folder):
        process.kill()


def _opened(client: Client) -> Client:
    assert client.answer() == "open"
    return client


def _server_processes(folder: Path) -> list[psutil.Process]:
    """The live PostgreSQL processes that work in the data folder."""
    return [
        process
        for process in psutil.process_iter(["name", "cwd", "status"])
        if process.info["name"] == "postgres"
        and process.info["status"] != psutil.STATUS_ZOMBIE
        and process.info["cwd"] == str((folder / "postgres").resolve())
    ]


def _server_is_gone(folder: Path) -> bool:
    deadline = time.monotonic() + 5
    while _server_processes(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not _server_processes(folder)


def _postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def test_the_last_process_to_leave_stops_the_server(client: Callable[[], Client], data_folder: Path) -> None:
    """Two processes share a data folder; the first to leave does not stop the server under the second."""
    first, second = _opened(client()), _opened(client())
    first.ask("CREATE TABLE note AS SELECT 'kept' AS body")

    assert first.leave() == 0
    assert second.ask("SELECT body FROM note") == "kept"
    assert second.leave() == 0
    assert _server_is_gone(data_folder)


def test_processes_that_start_together_share_one_new_server(client: Callable[[], Client], data_folder: Path) -> None:
    """The first start takes a second to make the files; whoever comes meanwhile waits for it."""
    clients = [client() for _ in range(3)]

    assert [one.answer() for one in clients] == ["open"] * 3
    assert {one.ask("SELECT pg_postmaster_start_time()") for one in clients} == {
        clients[0].ask("SELECT pg_postmaster_start_time()")
    }


def test_what_was_committed_outlives_a_killed_process(client: Callable[[], Client], data_folder: Path) -> None:
    """The next process finds the data, and still stops the server when it leaves: the dead one does not count."""
    killed = _opened(client())
    killed.ask("CREATE TABLE note AS SELECT 'kept' AS body")
    killed.kill()

    after = _opened(client())

    assert after.ask("SELECT body FROM note") == "kept"
    assert after.leave() == 0
    assert _server_is_gone(data_folder)


def test_what_was_committed_outlives_a_killed_server(client: Callable[[], Client], data_folder: Path) -> None:
    """A process that comes right after the server's end starts it again."""
    before = _opened(client())
    before.ask("CREATE TABLE note AS SELECT 'kept' AS body")
    psutil.Process(_postmaster(data_folder)).kill()

    after = _opened(client())

    assert after.ask("SELECT body FROM note") == "kept"


def test_a_process_goes_on_after_its_server_was_started_again(client: Callable[[], Client], data_folder: Path) -> None:
    """Connections of the old server are found dead and replaced."""
    steady = _opened(client())
    steady.ask("CREATE TABLE note AS SELECT 'kept' AS body")
    psutil.Process(_postmaster(data_folder)).kill()
    _opened(client())

    assert steady.ask("SELECT body FROM note") == "kept"


def test_the_server_starts_after_a_power_cut(client: Callable[[], Client], data_folder: Path) -> None:
    """The number of the dead server may by now belong to any other process."""
    before = _opened(client())
    before.ask("CREATE TABLE note AS SELECT 'kept' AS body")
    before.kill()
    note = data_folder / "postgres" / "postmaster.pid"
    lines = note.read_text().splitlines()
    for process in _server_processes(data_folder):
        process.kill()
    assert _server_is_gone(data_folder)
    note.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    after = _opened(client())

    assert after.ask("SELECT body FROM note") == "kept"


def test_two_users_in_one_process_do_not_stop_each_others_server(data_folder: Path) -> None:
    """Closing one leaves the other's connections alone; closing both leaves no process."""
    with Database.open(None, data_folder) as outer:
        Database.open(None, data_folder).close()
        with outer.begin() as session:
            one = session.scalar(text("SELECT 1"))

    assert one == 1
    assert _server_is_gone(data_folder)


def test_a_database_can_be_opened_again_after_closing(data_folder: Path) -> None:
    """What one opening commits, the next one reads."""
    with Database.open(None, data_folder) as database, database.begin() as session:
        session.execute(text("CREATE TABLE note AS SELECT 'kept' AS body"))
    with Database.open(None, data_folder) as database, database.begin() as session:
        body = session.scalar(text("SELECT body FROM note"))

    assert body == "kept"


@pytest.mark.parametrize(
    "name",
    [
        "d" * 120,  # longer than the name of a socket may be
        'Anne\'s "données"; $HOME a=b&c?d#e%20f',  # what shells, URLs and PostgreSQL's lists give a meaning to
    ],
)
def test_the_data_folder_may_have_any_name(data_folder: Path, name: str) -> None:
    """A newcomer's folder names are not ours to choose."""
    with Database.open(None, data_folder / name) as database, database.begin() as session:
        one = session.scalar(text("SELECT 1"))

    assert one == 1


def test_a_file_in_place_of_the_data_folder_is_refused(data_folder: Path) -> None:
    """A path that cannot be a folder is named in the message."""
    blocked = data_folder / "file"
    blocked.write_text("in the way")

    with pytest.raises(DatabaseUnavailable, match=str(blocked)):
        Database.open(None, blocked)


def test_the_server_comes_with_its_backup_program() -> None:
    """`pg_dump` is of the server's own version, so a backup needs nothing installed."""
    version = subprocess.run([server_tool("pg_dump"), "--version"], capture_output=True, text=True, check=True)

    assert version.stdout.startswith("pg_dump (PostgreSQL) 18")


def test_a_program_that_is_not_there_is_named() -> None:
    """A missing program is an error with its name, not a path to nothing."""
    with pytest.raises(DatabaseUnavailable, match="pg_nothing"):
        server_tool("pg_nothing")
