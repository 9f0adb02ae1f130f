"""The command line, run in this process against a database of the test's own, with the models of this run."""

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from claimtrack.cli import main
from claimtrack.db.session import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs `claimtrack` with arguments and standard input; whatever is not an exit is a traceback."""
    monkeypatch.setenv("COLUMNS", "80")

    def command(*arguments: object, stdin: bytes = b"") -> Done:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["claimtrack", *map(str, arguments)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return Done(code=int(ended.value.code or 0), out=said.out, err=said.err)

    return command


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch, nlp: Any, encoder: Any) -> None:
    """Commands take the models that are loaded already, where they would load them anew."""
    for place in ("claims.parse", "services.engine", "services.health"):
        monkeypatch.setattr(f"claimtrack.{place}.load_parser", lambda: nlp)
    for place in ("services.engine", "services.health"):
        monkeypatch.setattr(f"claimtrack.{place}.SentenceTransformerEncoder", lambda _model=None: encoder)


@pytest.fixture
def claimtrack(command: Run, models: None, database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`claimtrack` on an empty database of the test's own."""
    monkeypatch.setenv("CLAIMTRACK_DATABASE_URL", database.conninfo())
    monkeypatch.setenv("CLAIMTRACK_ACTOR", "ana")
    return command


@pytest.fixture
def demo(
    command: Run, models: None, seeded_name: str, new_database: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Run]:
    """`claimtrack` on a copy of the demo."""
    with new_database(template=seeded_name) as database:
        monkeypatch.setenv("CLAIMTRACK_DATABASE_URL", database.conninfo())
        yield command
