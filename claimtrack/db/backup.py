"""Backups: the whole database in one file of PostgreSQL's own custom format."""

import os
import subprocess
from pathlib import Path

from claimtrack.db.embedded import server_tool
from claimtrack.db.session import Database
from claimtrack.errors import ClaimtrackError


class BackupFailed(ClaimtrackError):
    """The backup could not be written or read. Check the file and the free disk space, and try again."""

    code = "backup-failed"


_REMEDIES = {
    "pg_dump": "Check the free disk space and run `claimtrack doctor`.",
    "pg_restore": "The database is as it was. Give a file that `claimtrack db backup` has written.",
}


def dump(database: Database, file: Path) -> None:
    """Write everything to `file`; a half-written file never takes its name.

    Raises:
        BackupFailed: PostgreSQL's message says why.
    """
    part = file.with_name(file.name + ".part")
    try:
        # Written by us, not by pg_dump, so that the file has our owner whatever user the server runs as.
        with part.open("wb") as target:
            _run("pg_dump", database, "--format=custom", stdout=target.fileno())
        os.replace(part, file)
    except OSError as exc:
        raise BackupFailed(f"{file}: {exc.strerror or exc}.") from exc
    finally:
        part.unlink(missing_ok=True)


def load(database: Database, file: Path) -> None:
    """Replace everything in the database by the backup, in one transaction.

    Raises:
        BackupFailed: PostgreSQL's message says why; the database is then as it was.
    """
    database.engine.dispose()
    with file.open("rb") as source:
        _run(
            "pg_restore",
            database,
            "--clean",
            "--if-exists",
            "--single-transaction",
            "--no-owner",
            stdin=source.fileno(),
        )


def _run(tool: str, database: Database, *options: str, stdin: int | None = None, stdout: int | None = None) -> None:
    # The password goes by the environment: everybody on the machine can read the arguments of a process.
    where = database.url.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": str(database.url.password)} if database.url.password else {}
    done = subprocess.run(  # noqa: S603 a program of ours with options of ours
        [server_tool(tool), *options, "--dbname", where],
        env=os.environ | secret,
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        cause = lines[0].removeprefix(f"{tool}: ").rstrip(".") if lines else "no reason given"
        raise BackupFailed(f"{tool} failed: {cause}. {_REMEDIES[tool]}")
