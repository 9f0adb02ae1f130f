"""Wrong tries are slowed down, by name and by address, in bounded memory, and nobody is shut out for good."""

import pytest

from claimtrack.web.throttle import BY_ADDRESS, BY_NAME, Allowance, Throttle, TooManyTries

THREE = Allowance(tries=3, refill_s=10.0)


def tries_until_refused(throttle: Throttle, key: str, *, now_s: float) -> int:
    """How many tries are left."""
    for count in range(1000):
        try:
            throttle.take(key, now_s=now_s)
        except TooManyTries:
            return count
    return 1000


def test_after_the_stock_is_used_up_one_waits() -> None:
    """The error says how long, in whole seconds; then there is one try again, not all of them."""
    throttle = Throttle(THREE)
    for _ in range(3):
        throttle.take("ann", now_s=0.0)

    with pytest.raises(TooManyTries) as refused:
        throttle.take("ann", now_s=2.5)

    assert (8, 429) == (refused.value.retry_after_s, refused.value.status)
    assert "Wait 8 seconds" in refused.value.message
    assert 1 == tries_until_refused(throttle, "ann", now_s=10.0)


def test_a_refused_try_does_not_make_the_wait_longer() -> None:
    """Whoever keeps knocking waits no longer than who sits still."""
    throttle = Throttle(THREE)
    tries_until_refused(throttle, "ann", now_s=0.0)
    for second in range(9):
        tries_until_refused(throttle, "ann", now_s=float(second))

    assert 1 == tries_until_refused(throttle, "ann", now_s=10.0)


def test_a_long_pause_fills_the_stock_and_no_more() -> None:
    """Tries are not saved up."""
    throttle = Throttle(THREE)
    tries_until_refused(throttle, "ann", now_s=0.0)

    assert 3 == tries_until_refused(throttle, "ann", now_s=1e6)


def test_whoever_was_right_loses_nothing() -> None:
    """However often."""
    throttle = Throttle(THREE)
    for _ in range(100):
        throttle.take("ann", now_s=0.0)
        throttle.give_back("ann", now_s=0.0)

    assert (3, 1) == (tries_until_refused(throttle, "ann", now_s=0.0), len(throttle))


def test_each_key_has_its_own_stock() -> None:
    """One guesser does not stand in another's way."""
    throttle = Throttle(THREE)
    tries_until_refused(throttle, "ann", now_s=0.0)

    assert 3 == tries_until_refused(throttle, "bo", now_s=0.0)


def test_looking_takes_nothing() -> None:
    """A right key is never counted."""
    throttle = Throttle(THREE)
    for _ in range(10):
        throttle.check("ann", now_s=0.0)

    assert (0, 3) == (len(throttle), tries_until_refused(throttle, "ann", now_s=0.0))
    with pytest.raises(TooManyTries):
        throttle.check("ann", now_s=0.0)


def test_memory_is_bounded_and_the_oldest_is_forgotten() -> None:
    """Names made up by the thousand push out what was used longest ago."""
    throttle = Throttle(THREE, max_kept=100)
    for number in range(1000):
        throttle.take(f"name {number}", now_s=0.0)

    assert 100 == len(throttle)
    assert (2, 3) == tuple(tries_until_refused(throttle, name, now_s=0.0) for name in ("name 950", "name 1"))


def test_one_address_cannot_keep_a_name_locked() -> None:
    """An address gets its tries back more slowly than a name does, so its owner finds one left."""
    assert BY_ADDRESS.refill_s > BY_NAME.refill_s
