"""What every command shares: settings, the engine, printing, options."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import rich_click as click
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from claimtrack.errors import ClaimtrackError, InputError, InvalidDate
from claimtrack.settings import Settings, SettingsInvalid

if TYPE_CHECKING:
    from claimtrack.services.views import ClaimSummary

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

FAILED, PARTLY, STOPPED = 1, 3, 130


def read_settings(**given: object) -> Settings:
    """The settings from the environment, with what the command line gave on top.

    Raises:
        SettingsInvalid: a value cannot be used; the message names its variable.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # checked by pydantic
    except ValidationError as exc:
        first = exc.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsInvalid(f"CLAIMTRACK_{name}: {first['msg']}. Correct it and start again.") from exc
    except SettingsError as exc:
        field = re.search(r'"(\w+)"', str(exc))
        which = f"CLAIMTRACK_{field[1].upper()}" if field else "A setting"
        raise SettingsInvalid(f'{which} must be a list written as JSON, for example ["a", "b"]. Correct it.') from exc


@contextmanager
def open_engine(settings: Settings | None = None) -> Iterator[Any]:
    """The engine on the configured database; its modules load here, so that `--help` is quick."""
    from claimtrack.services.engine import Engine

    with Engine.open(settings or read_settings()) as engine:
        yield engine


def print_json(value: object) -> None:
    """Write a value as indented JSON to standard output."""
    click.echo(json.dumps(value, default=plain, ensure_ascii=False, indent=1))


def plain(value: object) -> object:
    """The JSON form of a value that `json` does not know: dataclasses, times, numbers, paths.

    Raises:
        TypeError: it has none.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def progress() -> Progress:
    """A progress bar on standard error, shown only on a terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=not err.is_terminal,
        transient=True,
    )


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The `--json` flag, as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Write JSON to standard output.")(command)


def published_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The `--published-at` option; its value is checked by the service."""
    return click.option("--published-at", metavar="DATE", help="For example 2016-10-11 or 2016-10-11T14:02:00Z.")(
        command
    )


def read_day(value: str | None) -> date | None:
    """The day in an option's value; None when it was not given.

    Raises:
        InvalidDate: it is not an ISO date.
    """
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError as exc:
        raise InvalidDate(f"“{value[:40]}” is not a date. Write it as 2016-10-11.") from exc


def is_url(source: str) -> bool:
    """Whether an argument is meant as a web address and not as a file."""
    return "://" in source


def read_source(source: str) -> bytes:
    """The bytes of a file, or of standard input for "-".

    Raises:
        InputError: the file cannot be read.
    """
    if source == "-":
        return sys.stdin.buffer.read()
    if is_url(source):
        raise InputError(f"{source} is an address, and this command reads only files. Add it with `claimtrack add`.")
    try:
        return Path(source).read_bytes()
    except OSError as exc:
        raise InputError(
            f"{source}: {exc.strerror or exc}. Give a file that can be read, or - for standard input."
        ) from exc


def print_item(label: str, text: str, *details: str) -> None:
    """Print one thing of a list: its label, its text beside it, and details below, all wrapped to the width there is."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", no_wrap=True, min_width=5, style="bold")
    grid.add_column(overflow="fold")
    grid.add_row(Text(label), Text(text))
    for detail in details:
        if detail:
            grid.add_row("", Text(detail, style="dim"))
    out.print(grid)


def count_words(count: int, noun: str, plural: str | None = None) -> str:
    """A count with its noun: "1 page", "2 pages"."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def sources_words(claim: "ClaimSummary") -> str:
    """Where a claim stands, in a line: "6 appearances in 5 outlets = 2 independent sources, 1 unproven"."""
    seen = f"{count_words(claim.appearance_count, 'appearance')} in {count_words(claim.outlet_count, 'outlet')}"
    unproven = f", {claim.unproven_sources} unproven" if claim.unproven_sources else ""
    return f"{seen} = {count_words(claim.independent_sources, 'independent source')}{unproven}"


def process_all(engine: Any) -> dict[int, str]:
    """Extract and link everything that waits, with a progress bar; returns the cause for each version that failed."""
    from claimtrack.services.processing import process_version, waiting_ids

    waiting = waiting_ids(engine)
    failed: dict[int, str] = {}
    if not waiting:
        return failed
    with progress() as bar:
        loading = bar.add_task("Loading language models", total=1)
        engine.warm()
        bar.update(loading, completed=1)
        for version_id in bar.track(waiting, description="Extracting and linking claims"):
            try:
                process_version(engine, version_id)
            except ClaimtrackError as exc:
                failed[version_id] = exc.message
    return failed


def print_failures(failed: dict[int, str]) -> None:
    """Name on standard error the texts whose claims could not be extracted."""
    for version_id, cause in failed.items():
        err.print(f"text {version_id}: {cause} It is kept and tried again.", markup=False, soft_wrap=True)
