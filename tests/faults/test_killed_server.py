"""A server that is killed while it works through a bulk import loses nothing and repeats nothing."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from sqlalchemy import text

from claimtrack.db.session import Database

ARTICLES = 200
TELLING = 30
"""How many of them, the first, have a claim: the kill falls among these, and the others are quickly read."""
BEFORE_THE_KILL = 10
"""So many are read when the server is killed, or a few more."""
TOWNS = ("Arden", "Belmoor", "Carrow", "Dunsten", "Elmsby", "Farholt", "Garth", "Hollin", "Ivering", "Jarrow")
STORIES = (
    "A bus left the road near {town} and {n} passengers were injured, police said.",
    "The bakery in {town} sold {n} loaves a day last year.",
    "Farmers around {town} lost {n} sheep to a disease of the lungs.",
    "The library of {town} lends {n} books a week, its director said.",
    "Engineers found {n} cracks in the dam above {town}.",
    "The mayor of {town} paid {n} thousand euros for a painting of a horse.",
    "Pupils in {town} planted {n} apple trees along the railway.",
    "A storm tore the roofs off {n} houses in {town}, the fire service said.",
    "The choir of {town} will sing in {n} churches this winter.",
    "Customs officers seized {n} boxes of cigarettes in the harbour of {town}.",
    "The factory in {town} makes {n} bicycles an hour.",
    "Doctors in {town} treated {n} people for food poisoning after the fair.",
    "A wolf was seen {n} times in the forest behind {town}.",
    "The ferry from {town} carried {n} lorries on Sunday.",
    "Voters in {town} elected {n} women to the council.",
    "The well in {town} is {n} metres deep, the museum says.",
    "Burglars took {n} watches from a shop in {town}.",
    "The swimming pool in {town} has lost {n} visitors a month since spring.",
    "Archaeologists dug up {n} coins under the market of {town}.",
    "The hospital in {town} needs {n} nurses, the union said.",
)


def lines() -> list[str]:
    """Short articles, the first of them with a claim that has a figure and a town of its own."""
    return [
        json.dumps(
            {
                "url": f"https://outlet{n % 7}.example/story/{n}",
                "outlet": f"Outlet {n % 7}",
                "title": f"Story number {n}",
                "published_at": f"2026-03-{n % 28 + 1:02d}",
                "text": STORIES[n % 20].format(town=TOWNS[n // 20], n=n + 21)
                if n < TELLING
                else f"Crossword, number {n}",
            }
        )
        for n in range(ARTICLES)
    ]


class Server:
    """`claimtrack serve` as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "claimtrack", "serve", "--port", str(self.port)],
            env={**os.environ, "CLAIMTRACK_DATA_DIR": str(folder), "OMP_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.wait_for(lambda: httpx.get(f"{self.url}/health/ready").status_code == 200, seconds=60)

    def wait_for(self, condition, *, seconds: float) -> None:
        """Return when the condition holds; the server must stay alive meanwhile."""
        deadline = time.monotonic() + seconds
        while True:
            assert self.process.poll() is None, self.process.stderr.read().decode()
            try:
                if condition():
                    return
            except httpx.TransportError:
                pass
            assert time.monotonic() < deadline, "the server did not get there in time"
            time.sleep(0.1)

    def stop(self, how: signal.Signals) -> int:
        """End the process by a signal; returns its exit status."""
        self.process.send_signal(how)
        status = self.process.wait(40)
        self.process.stderr.close()
        return status


@pytest.fixture
def serve(data_folder: Path) -> Iterator[type[Server]]:
    """Starts servers on one data folder, and ends what a failed test left running."""
    started: list[Server] = []

    def start() -> Server:
        started.append(Server(data_folder))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.stop(signal.SIGTERM)


def count(database: Database, query: str) -> int:
    """The one number that a query gives."""
    with database.begin() as session:
        return session.connection().execute(text(query)).scalar_one()


READY = "SELECT count(*) FROM article_version WHERE state = 'ready'"


def test_a_killed_bulk_import_is_finished_by_the_next_server(serve, data_folder: Path) -> None:
    """Of 200 articles every one is there once, with its claims, after the server was killed in the middle of the work.

    After Ctrl-C no process of the next server or its database is left.
    """
    server = serve()
    answer = httpx.post(
        f"{server.url}/api/v1/imports",
        content="\n".join(lines()),
        headers={"Content-Type": "application/x-ndjson"},
        timeout=60,
    )
    assert (202, ARTICLES) == (answer.status_code, answer.json()["created"])
    with Database.open(None, data_folder) as database:
        server.wait_for(lambda: count(database, READY) >= BEFORE_THE_KILL, seconds=120)
        server.stop(signal.SIGKILL)
        done_before = count(database, READY)

        server = serve()
        server.wait_for(lambda: count(database, READY) == ARTICLES, seconds=300)

        assert BEFORE_THE_KILL <= done_before < TELLING
        for table in ("article", "article_version", "snapshot"):
            assert ARTICLES == count(database, f"SELECT count(*) FROM {table}")  # noqa: S608 names of ours
        assert TELLING == count(database, "SELECT count(DISTINCT article_id) FROM appearance")
        assert 0 == count(database, 'SELECT count(*) - count(DISTINCT (version_id, start, "end")) FROM appearance')
        assert 0 == count(database, _HALF_WRITTEN)
    note = data_folder / "postgres" / "postmaster.pid"
    database_process = psutil.Process(int(note.read_text().splitlines()[0]))
    assert 0 == server.stop(signal.SIGINT)

    # Where nobody collects orphans a process that has ended stays listed as a zombie.
    assert not database_process.is_running() or database_process.status() == psutil.STATUS_ZOMBIE


_HALF_WRITTEN = """
SELECT (SELECT count(*) FROM appearance a LEFT JOIN embedding e ON e.appearance_id = a.id WHERE e.appearance_id IS NULL)
     + (SELECT count(*) FROM claim c WHERE c.appearance_count <> (SELECT count(*) FROM appearance a WHERE a.claim_id = c.id))
     + (SELECT count(*) FROM appearance a JOIN article_version v ON v.id = a.version_id
        WHERE substr(v.text, a.start + 1, a."end" - a.start) <> a.quote)
"""
"""Appearances without a vector, claims whose counters are off, quotes that do not stand at their offsets."""
