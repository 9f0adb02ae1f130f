"""When a page is checked next: the time, the last change, failures and the site's own wish in, a time out.

The clock, randomness and the list of pages are not known here.
"""

from datetime import UTC, datetime, timedelta

LADDER = (
    (timedelta(hours=3), timedelta(minutes=15)),
    (timedelta(days=1), timedelta(minutes=60)),
    (timedelta(days=7), timedelta(hours=3)),
    (timedelta(days=30), timedelta(days=3)),
    (timedelta(days=360), timedelta(days=30)),
)
"""Younger than the first, checked every second.

Source: the intervals at which the NewsDiffs project polled articles by the time since their last change.
"""

OLDEST_INTERVAL = timedelta(days=90)
"""For older pages. NewsDiffs stopped there; a claim that is still open may yet be corrected."""

MAX_BACK_OFF = timedelta(days=7)
MIN_RETRY_AFTER = timedelta(minutes=1)
MAX_RETRY_AFTER = timedelta(hours=24)
JITTER_SHARE = 0.1
"""Pages that came in together are spread over a fifth of the interval, so that no site meets all of them at once."""


def interval_after(age: timedelta) -> timedelta:
    """The time between two checks of a page that last changed `age` ago; a negative age counts as none."""
    for younger_than, interval in LADDER:
        if age < younger_than:
            return interval
    return OLDEST_INTERVAL


def next_recheck(
    now: datetime,
    *,
    last_change_at: datetime,
    failures: int = 0,
    retry_after: timedelta | None = None,
    jitter: float = 0.0,
) -> datetime:
    """The time of the next check, in UTC and later than `now`.

    Args:
        now: When the last check ended.
        last_change_at: When the page last changed, or was first seen.
        failures: Checks that failed in a row; each doubles the interval, up to 7 days or the interval itself.
        retry_after: What the site asked for; taken between 1 minute and 24 hours. It then replaces the interval, unless
            backing off waits longer.
        jitter: -1..1, chosen by the caller; scales the interval by up to 10 %. A site's wish is never cut short by it.

    Raises:
        ValueError: A time is naive, `failures` is negative, or `jitter` is out of its range.
    """
    if now.utcoffset() is None or last_change_at.utcoffset() is None:
        raise ValueError("Times must say their time zone: give aware datetimes.")
    interval = interval_after(now - last_change_at)
    return next_look(now, interval=interval, failures=failures, retry_after=retry_after, jitter=jitter)


def next_look(
    now: datetime,
    *,
    interval: timedelta,
    failures: int = 0,
    retry_after: timedelta | None = None,
    jitter: float = 0.0,
    longest: timedelta = MAX_BACK_OFF,
) -> datetime:
    """The time of the next look at something that is looked at every `interval`, in UTC and later than `now`.

    Args:
        now: When the last look ended.
        interval: The time between two looks that go well.
        failures: Looks that failed in a row; each doubles the interval, up to `longest` or the interval itself.
        retry_after: As for `next_recheck`.
        jitter: As for `next_recheck`.
        longest: The longest interval that failures lead to.

    Raises:
        ValueError: `now` is naive, `failures` is negative, or `jitter` is out of its range.
    """
    if now.utcoffset() is None:
        raise ValueError("Times must say their time zone: give aware datetimes.")
    if failures < 0:
        raise ValueError(f"failures must not be negative: {failures}")
    if not -1.0 <= jitter <= 1.0:
        raise ValueError(f"jitter must be between -1 and 1: {jitter}")
    interval = _backed_off(interval, failures, longest)
    if retry_after is None:
        return now.astimezone(UTC) + interval * (1 + JITTER_SHARE * jitter)
    wish = min(max(retry_after, MIN_RETRY_AFTER), MAX_RETRY_AFTER)
    wait = max(wish, interval) if failures else wish
    return now.astimezone(UTC) + wait * (1 + JITTER_SHARE * abs(jitter))


def _backed_off(interval: timedelta, failures: int, longest: timedelta) -> timedelta:
    # Twelve doublings of five minutes already exceed the cap; the bound keeps the product from overflowing.
    doubled = interval * (1 << min(failures, 12))
    return max(interval, min(doubled, longest))
