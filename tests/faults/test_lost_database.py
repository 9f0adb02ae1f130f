"""The database is killed, or a worker ends: it is noticed, said, and mended where that is ours to do."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from claimtrack.db.backup import BackupFailed, dump
from claimtrack.db.session import Database
from claimtrack.errors import DatabaseUnavailable

PASSWORD = "sesame"  # noqa: S105  nobody's


def kill(folder: Path) -> None:
    """End the embedded server as the kernel does when memory runs out."""
    os.kill(int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)


def one(database: Database) -> int:
    """What the database says to `SELECT 1`."""
    with database.begin() as session:
        return int(session.connection().execute(text("SELECT 1")).scalar_one())


def test_a_killed_embedded_server_is_started_again_by_who_uses_it(data_folder: Path) -> None:
    """Who asks first is told that it is away; after that it answers, without a restart of the program."""
    with Database.open(None, data_folder) as database:
        assert 1 == one(database)
        kill(data_folder)

        told, found = 0, 0
        deadline = time.monotonic() + 20
        while not (told and found):  # The dead server's processes may answer for a moment more.
            assert time.monotonic() < deadline, "the server did not come back"
            try:
                found = one(database) if told else 0 * one(database)
            except DatabaseUnavailable:
                told += 1
            time.sleep(0.1)

        assert 1 == found


def test_a_closed_database_is_not_started_again(data_folder: Path) -> None:
    """Work that a stopped program leaves behind does not wake the server."""
    database = Database.open(None, data_folder)
    database.close()

    with pytest.raises(DatabaseUnavailable):
        one(database)

    assert not (data_folder / "postgres" / "postmaster.pid").exists()


def test_a_backup_does_not_show_the_password_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    """Arguments of a process are public on a machine; the password stands in its environment instead."""
    asked = []
    run = subprocess.run

    def listen(command: list[object], **options: object) -> object:
        asked.append((command, options.get("env")))
        return run(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", listen)
    secret = Database(make_url(database.url).set(password=PASSWORD).render_as_string(hide_password=False))

    with secret:
        dump(secret, tmp_path / "backup")

    (command, environment) = asked[-1]
    assert PASSWORD not in " ".join(map(str, command))
    assert PASSWORD == environment["PGPASSWORD"]


def test_a_database_that_is_away_is_named_without_its_password() -> None:
    """Neither the message nor its cause shows it."""
    away = Database("postgresql://desk:opensesame@127.0.0.1:1/news")

    with pytest.raises(DatabaseUnavailable) as caught:
        one(away)

    assert "opensesame" not in caught.value.message + str(caught.value.__cause__)


def test_a_failed_backup_is_named_without_its_password(tmp_path: Path) -> None:
    """PostgreSQL's own message is passed on, and does not have it."""
    away = Database("postgresql://desk:opensesame@127.0.0.1:1/news")

    with pytest.raises(BackupFailed) as caught:
        dump(away, tmp_path / "backup")

    assert "opensesame" not in caught.value.message
