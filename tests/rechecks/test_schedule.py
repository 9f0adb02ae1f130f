"""When a page is checked next."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.rechecks.schedule import next_look, next_recheck

NOW = datetime(2016, 10, 11, 14, 2, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

_ages = st.timedeltas(timedelta(0), timedelta(days=4000))


@pytest.mark.parametrize(
    ("age", "interval"),
    [
        (-HOUR, 15 * MINUTE),  # a clock that runs ahead counts as just changed
        (0 * HOUR, 15 * MINUTE),  # just changed
        (3 * HOUR - MINUTE, 15 * MINUTE),  # the last minute of the first step
        (3 * HOUR, 60 * MINUTE),  # and the first of the second
        (DAY - MINUTE, 60 * MINUTE),
        (DAY, 3 * HOUR),
        (7 * DAY - MINUTE, 3 * HOUR),
        (7 * DAY, 3 * DAY),
        (30 * DAY - MINUTE, 3 * DAY),
        (30 * DAY, 30 * DAY),
        (360 * DAY - MINUTE, 30 * DAY),
        (360 * DAY, 90 * DAY),  # still checked while the claim is open
        (3600 * DAY, 90 * DAY),
    ],
)
def test_the_longer_a_page_is_unchanged_the_rarer_it_is_checked(age: timedelta, interval: timedelta) -> None:
    """Each step of the ladder begins at its age and not a minute earlier."""
    due_at = next_recheck(NOW, last_change_at=NOW - age)

    assert due_at - NOW == interval


@pytest.mark.parametrize(
    ("age", "failures", "interval"),
    [
        (HOUR, 1, 30 * MINUTE),  # doubled
        (HOUR, 2, 60 * MINUTE),  # and doubled again
        (HOUR, 9, 7680 * MINUTE),  # five days
        (HOUR, 10, 7 * DAY),  # the cap
        (HOUR, 10_000, 7 * DAY),  # failing for months does not overflow
        (8 * DAY, 1, 6 * DAY),  # doubled from a longer interval
        (8 * DAY, 2, 7 * DAY),  # capped at once
        (31 * DAY, 3, 30 * DAY),  # the cap never checks a failing page more often than a working one
    ],
)
def test_failures_back_off_up_to_a_week(age: timedelta, failures: int, interval: timedelta) -> None:
    """A site in trouble is asked less and less often, yet not forgotten."""
    due_at = next_recheck(NOW, last_change_at=NOW - age, failures=failures)

    assert due_at - NOW == interval


@pytest.mark.parametrize(
    ("retry_after", "failures", "interval"),
    [
        (10 * MINUTE, 0, 10 * MINUTE),  # as asked
        (timedelta(seconds=1), 0, MINUTE),  # not sooner than a minute
        (-HOUR, 0, MINUTE),  # a date that has passed
        (10 * DAY, 0, DAY),  # not later than a day
        (10 * MINUTE, 1, 30 * MINUTE),  # backing off waits longer than the site asks
        (10 * HOUR, 1, 10 * HOUR),  # the site asks for longer than backing off
    ],
)
def test_the_sites_own_wish_is_honoured_within_bounds(
    retry_after: timedelta, failures: int, interval: timedelta
) -> None:
    """Retry-After counts between a minute and a day, and never makes a failing page checked more often."""
    due_at = next_recheck(NOW, last_change_at=NOW - HOUR, failures=failures, retry_after=retry_after)

    assert due_at - NOW == interval


@pytest.mark.parametrize(
    ("jitter", "interval"),
    [
        (-1.0, 54 * MINUTE),  # a tenth earlier
        (0.5, 63 * MINUTE),  # a twentieth later
        (1.0, 66 * MINUTE),  # a tenth later
    ],
)
def test_jitter_spreads_checks_by_a_tenth(jitter: float, interval: timedelta) -> None:
    """Pages that came in together are not all checked in the same minute."""
    due_at = next_recheck(NOW, last_change_at=NOW - 4 * HOUR, jitter=jitter)

    assert due_at - NOW == interval


@given(st.floats(-1, 1))
def test_jitter_never_cuts_a_sites_wish_short(jitter: float) -> None:
    """Who asks for ten minutes gets at least ten."""
    due_at = next_recheck(NOW, last_change_at=NOW - HOUR, retry_after=10 * MINUTE, jitter=jitter)

    assert 10 * MINUTE <= due_at - NOW <= 11 * MINUTE


@given(_ages, _ages, st.integers(0, 50))
def test_an_older_page_is_never_checked_sooner(one: timedelta, other: timedelta, failures: int) -> None:
    """The wait grows with the time since the last change, whatever the failures."""
    newer, older = sorted((one, other))

    sooner, later = (next_recheck(NOW, last_change_at=NOW - age, failures=failures) for age in (newer, older))

    assert sooner <= later


@given(_ages, st.integers(0, 50))
def test_one_more_failure_never_brings_a_check_forward(age: timedelta, failures: int) -> None:
    """The wait grows with the failures, and lies ahead."""
    fewer, more = (next_recheck(NOW, last_change_at=NOW - age, failures=n) for n in (failures, failures + 1))

    assert NOW < fewer <= more


def test_the_answer_is_in_utc_whatever_zone_was_given() -> None:
    """Times in other zones mean the same moment."""
    damascus = timezone(3 * HOUR)

    due_at = next_recheck(NOW.astimezone(damascus), last_change_at=(NOW - HOUR).astimezone(damascus))

    assert (due_at, due_at.tzinfo) == (NOW + 15 * MINUTE, UTC)


@pytest.mark.parametrize(
    ("now", "last_change_at", "failures", "jitter"),
    [
        (NOW.replace(tzinfo=None), NOW, 0, 0.0),  # a naive present
        (NOW, NOW.replace(tzinfo=None), 0, 0.0),  # a naive past
        (NOW, NOW, -1, 0.0),  # fewer than no failures
        (NOW, NOW, 0, 1.01),  # too much jitter
        (NOW, NOW, 0, float("nan")),  # jitter that is no number
    ],
)
def test_what_makes_no_sense_is_refused(now: datetime, last_change_at: datetime, failures: int, jitter: float) -> None:
    """A naive time would be off by hours and nobody would see it."""
    with pytest.raises(ValueError, match=r"aware|negative|between"):
        next_recheck(now, last_change_at=last_change_at, failures=failures, jitter=jitter)


@pytest.mark.parametrize(
    ("failures", "expected"),
    [(0, 30), (1, 60), (3, 240), (6, 1440), (100, 1440)],  # minutes
)
def test_a_fixed_interval_is_backed_off_from_too(failures: int, expected: int) -> None:
    """It doubles with each failure, up to the longest that is given."""
    found = next_look(NOW, interval=timedelta(minutes=30), failures=failures, longest=timedelta(days=1))

    assert NOW + timedelta(minutes=expected) == found


def test_a_longer_interval_than_the_longest_stays_as_it_is() -> None:
    """Failing never makes a look come sooner."""
    found = next_look(NOW, interval=timedelta(days=7), failures=2, longest=timedelta(days=1))

    assert NOW + timedelta(days=7) == found


@pytest.mark.parametrize("wrong", [{"failures": -1}, {"jitter": 1.5}])
def test_a_look_refuses_what_cannot_be(wrong: dict[str, float]) -> None:
    """As a re-check does."""
    with pytest.raises(ValueError, match="must"):
        next_look(NOW, interval=timedelta(hours=1), **wrong)  # type: ignore[arg-type]
