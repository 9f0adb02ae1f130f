"""The command as a process of its own: exit codes, signals and pipes, which only a shell sees."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from claimtrack import cli
from claimtrack.db.session import Database
from claimtrack.services.engine import Engine

from ..services.planting import plant_claim

COMMAND = [sys.executable, "-m", "claimtrack"]
WAIT_S = 60


@pytest.fixture
def shell(database: Database) -> dict[str, str]:
    """The environment of a shell whose claimtrack is on the test's database."""
    return os.environ | {"CLAIMTRACK_DATABASE_URL": database.conninfo(), "COLUMNS": "80"}


def stored(database: Database) -> tuple[int, ...]:
    """Articles, current versions, snapshots, jobs and rows of the record: one of each for every article."""
    with database.begin() as session:
        return tuple(
            session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 names of ours
            for table in ("article", "article_version", "snapshot", "procrastinate_jobs", "audit_event")
        )


def test_the_exit_code_reaches_the_shell() -> None:
    """Done, failed, and misused; an error is one sentence on standard error."""
    down = os.environ | {"CLAIMTRACK_DATABASE_URL": "postgresql://u:p@127.0.0.1:1/x"}

    helped = subprocess.run([*COMMAND, "--help"], capture_output=True, check=False)
    failed = subprocess.run([*COMMAND, "export", "claims"], capture_output=True, check=False, env=down)
    misused = subprocess.run([*COMMAND, "recheck"], capture_output=True, check=False)

    assert [0, 1, 2] == [done.returncode for done in (helped, failed, misused)]
    assert b"" == failed.stdout
    assert 1 == len(failed.stderr.decode().splitlines())
    assert b"Traceback" not in failed.stderr + misused.stderr


def test_a_command_that_is_told_to_end_cleans_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGTERM leaves by the same way as Ctrl-C: whatever was opened is closed, and the exit code says that it was stopped."""
    closed = []

    def work(**_: object) -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            closed.append("the database")

    monkeypatch.setattr(cli.cli, "main", work)
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit) as stopped:
            cli.main()
    finally:
        signal.signal(signal.SIGTERM, before)

    assert (["the database"], 130) == (closed, stopped.value.code)


def test_ctrl_c_during_an_import_leaves_whole_articles_only(database: Database, shell: dict[str, str]) -> None:
    """What was told as stored is stored; of the batch at hand nothing is; a second import lands the rest."""
    lines = [json.dumps({"text": f"The ferry number {n} left Tarn at noon."}) + "\n" for n in range(250)]
    with subprocess.Popen(
        [*COMMAND, "import", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=shell
    ) as importing:
        assert importing.stdin is not None
        importing.stdin.write("".join(lines).encode())
        importing.stdin.flush()  # Two hundred lines are a transaction; the fifty that follow wait for more.
        until = time.monotonic() + WAIT_S
        while stored(database)[0] < 200:
            assert importing.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        importing.send_signal(signal.SIGINT)
        code = importing.wait(WAIT_S)
        said = importing.stderr.read() if importing.stderr else b""

    assert 130 == code
    assert "Stopped." == said.decode().strip()
    assert (200,) * 5 == stored(database)


def test_an_export_ends_quietly_when_nobody_reads_on(database: Database, shell: dict[str, str], engine: Engine) -> None:
    """`claimtrack export claims | head -1` shows one line and no error."""
    plant_claim(engine)
    with database.begin() as session:
        columns = (
            "text, language, type, state, revision, check_worthiness, appearance_count, outlet_count, "
            "independent_sources, unproven_sources, conflict_count, suggestion_count"
        )
        session.connection().execute(
            text(f"INSERT INTO claim ({columns}) SELECT {columns} FROM claim, generate_series(1, 2000)")  # noqa: S608 names of ours
        )

    with subprocess.Popen(
        [*COMMAND, "export", "claims"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=shell
    ) as exporting:
        assert exporting.stdout is not None
        assert exporting.stderr is not None
        first = json.loads(exporting.stdout.readline())
        exporting.stdout.close()
        said = exporting.stderr.read()
        code = exporting.wait(WAIT_S)

    assert "text" in first
    assert (b"", 1) == (said, code)


def test_a_file_is_read_by_a_fresh_process(tmp_path: Path) -> None:
    """From the shell to the claims with the real models: what a newcomer tries first."""
    file = tmp_path / "ferry.txt"
    file.write_text("A ferry sank near Tarn on Monday, killing 31 people.", encoding="utf-8")

    done = subprocess.run([*COMMAND, "extract", file, "--json"], capture_output=True, check=False)

    assert (0, b"") == (done.returncode, done.stderr)
    (claim, *_) = json.loads(done.stdout)["claims"]
    assert file.read_text(encoding="utf-8")[claim["start"] : claim["end"]] == claim["quote"]
