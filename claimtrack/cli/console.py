"""What every command shares: settings, the engine, printing, options."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import rich_click as click
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from claimtrack.errors import InputError, InvalidDate
from claimtrack.settings import Settings, SettingsInvalid

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

FAILED, PARTLY = 1, 3


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


def read_source(source: str) -> bytes:
    """The bytes of a file, or of standard input for "-".

    Raises:
        InputError: the file cannot be read.
    """
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as exc:
        raise InputError(
            f"{source}: {exc.strerror or exc}. Give a file that can be read, a URL, or - for standard input."
        ) from exc


def process_all(engine: Any, process: Callable[[Any, int], bool]) -> None:
    """Extract and link everything that waits, with a progress bar."""
    from claimtrack.services.processing import waiting_ids

    waiting = waiting_ids(engine)
    if not waiting:
        return
    with progress() as bar:
        loading = bar.add_task("Loading language models", total=1)
        engine.warm()
        bar.update(loading, completed=1)
        for version_id in bar.track(waiting, description="Extracting and linking claims"):
            process(engine, version_id)
