"""Commands for feeds: add, list, remove, poll."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import rich_click as click
from click.exceptions import Exit

from claimtrack.cli.console import (
    FAILED,
    PARTLY,
    count_words,
    err,
    json_option,
    open_engine,
    out,
    print_failures,
    print_item,
    print_json,
    process_all,
    progress,
    read_settings,
)

if TYPE_CHECKING:
    from claimtrack.services.feeding import FailedEntry, FeedView
    from claimtrack.services.polling import PollReport

_PAGE = 200
"""Feeds read at a time."""


@click.group()
def feed() -> None:
    """Watch feeds: what they announce becomes articles."""


@feed.command()
@click.argument("url")
@click.option("--outlet", help="Who publishes its articles, when their pages do not say.")
@click.option("--interval", help="How often it is polled: 30m (the default), 2h or 1d.")
@json_option
def add(url: str, outlet: str | None, interval: str | None, as_json: bool) -> None:
    """Watch a feed (RSS, Atom or JSON Feed), or the feed that a web page names.

    It is fetched at once; its articles come with the first poll, by the worker or by `claimtrack feed poll`.

    Example: claimtrack feed add https://news.example/feed.xml --outlet "The Daily" --interval 1h
    """
    from claimtrack.services.feeding import DEFAULT_INTERVAL, add_feed, read_interval

    settings = read_settings()
    every = DEFAULT_INTERVAL if interval is None else read_interval(interval)
    with open_engine(settings) as engine:
        added = add_feed(engine, url=url, outlet=outlet, interval=every, actor=settings.actor)
    if as_json:
        print_json(added)
        return
    out.print(
        f"Feed {added.feed.id} {'added' if added.created else 'was there already'}: {added.feed.title}", markup=False
    )
    print_item("", added.feed.url, *_feed_details(added.feed))
    if added.created and added.feed.waiting:
        out.print(f"The worker adds its articles within a minute; `claimtrack feed poll {added.feed.id}` does it now.")


@feed.command("list")
@json_option
def list_(as_json: bool) -> None:
    """Every feed with its last poll, its next, and why it fails where it does.

    Example: claimtrack feed list
    """
    from claimtrack.services.feeding import list_feeds

    feeds: list[FeedView] = []
    with open_engine() as engine:
        cursor = None
        while True:
            page = list_feeds(engine, cursor=cursor, limit=_PAGE)
            feeds += page.items
            cursor = page.next_cursor
            if cursor is None:
                break
    if as_json:
        print_json(feeds)
        return
    for found in feeds:
        failed = (f"not added: {_failed_words(entry)}" for entry in found.failed_entries)
        print_item(str(found.id), found.title, found.url, *_feed_details(found), _failure(found.failure), *failed)
    if not feeds:
        out.print("No feed is watched. Add one with `claimtrack feed add URL`.")


@feed.command()
@click.argument("feed_id", metavar="ID", type=int)
@json_option
def remove(feed_id: int, as_json: bool) -> None:
    """Stop watching a feed. Its articles stay; added again, it brings only what is new.

    Example: claimtrack feed remove 3
    """
    from claimtrack.services.feeding import remove_feed

    settings = read_settings()
    with open_engine(settings) as engine:
        removed = remove_feed(engine, feed_id, actor=settings.actor)
    if as_json:
        print_json(removed)
        return
    out.print(f"Feed {removed.id} is no longer watched: {removed.title}. Its articles stay.", markup=False)


@feed.command()
@click.argument("feed_id", metavar="[ID]", type=int, required=False)
@click.option("--due", is_flag=True, help="Every feed that is due now.")
@json_option
def poll(feed_id: int | None, due: bool, as_json: bool) -> None:
    """Fetch feeds now, add what they announce and link its claims.

    The exit code is 1 when no feed could be read, and 3 when some feed or entry failed; each is named with its cause.

    Example: claimtrack feed poll --due
    """
    from claimtrack.services.polling import poll_due, poll_feed

    if due == (feed_id is not None):
        raise click.UsageError("Give either the ID of a feed or --due.")
    settings = read_settings()
    with open_engine(settings) as engine:
        with progress() as bar:
            told = _telling(bar)
            if feed_id is None:
                reports = poll_due(engine, now=engine.now(), actor=settings.actor, progress=told)
            else:
                reports = (poll_feed(engine, feed_id, actor=settings.actor, progress=told),)
        unread = process_all(engine)
    if as_json:
        print_json(reports)
    else:
        for report in reports:
            print_item(str(report.feed_id), report.title, _came_of(report), _failure(report.failure), _next(report))
            _print_failed(report.failed)
        if not reports:
            out.print("No feed is due now.")
    print_failures(unread)
    code = _exit_code(reports, unread)
    if code:
        raise Exit(code)


def _telling(bar: Any) -> Callable[[str, int, int], None]:
    """What shows on the bar how far the poll of a feed is."""
    task = bar.add_task("Polling feeds", total=None)

    def told(title: str, done: int, total: int) -> None:
        bar.update(task, description=f"Adding articles of {title[:40]}", completed=done, total=total or None)

    return told


def _exit_code(reports: "tuple[PollReport, ...]", unread: dict[int, str]) -> int:
    broken = sum(report.failure is not None for report in reports)
    if reports and broken == len(reports):
        return FAILED
    return PARTLY if broken or unread or any(report.failed for report in reports) else 0


def _feed_details(found: "FeedView") -> tuple[str, ...]:
    polled = "not polled yet" if found.last_polled_at is None else f"polled {_moment(found.last_polled_at)}"
    waiting = f"{count_words(found.waiting, 'entry', 'entries')} waiting" if found.waiting else ""
    parts = (
        found.outlet or "",
        f"every {found.every}",
        polled,
        f"next {_moment(found.next_poll_at)}",
        f"{count_words(found.articles_added, 'article')} added",
        waiting,
    )
    return (" · ".join(part for part in parts if part),)


def _came_of(report: "PollReport") -> str:
    if report.failure is not None:
        return ""
    parts = [
        f"{count_words(report.added, 'article')} added",
        f"{report.known:,} there already" if report.known else "",
        f"{len(report.failed):,} failed" if report.failed else "",
        f"{report.waiting:,} left to later polls" if report.waiting else "",
        f"{count_words(report.left_out, 'older entry', 'older entries')} left out" if report.left_out else "",
        f"{report.unusable:,} without an address" if report.unusable else "",
    ]
    return " · ".join(part for part in parts if part)


def _next(report: "PollReport") -> str:
    return f"next poll {_moment(report.next_poll_at)}"


def _failure(cause: str | None) -> str:
    return f"failed: {cause}" if cause else ""


def _print_failed(entries: "tuple[FailedEntry, ...]") -> None:
    """Name on standard error the entries that could not be added."""
    for entry in entries:
        err.print(_failed_words(entry), markup=False, soft_wrap=True)


def _failed_words(entry: "FailedEntry") -> str:
    return f"{entry.url}: {entry.cause} {'It is not tried again.' if entry.given_up else 'It is tried again.'}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
