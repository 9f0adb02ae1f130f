"""Slows down whoever guesses: how often somebody may be wrong, by name and by address.

Each name and each address has a small stock of tries. A wrong try takes one, time gives them back one by one. Nobody is
shut out for good, and whoever was right loses nothing.

The stocks are kept in this process's memory, not in the database: guesses would otherwise write rows as fast as somebody can
send them. A restart gives everybody a full stock again, which is worth less to a guesser than the seconds it takes.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from typing import Final

from claimtrack.errors import AccessDenied

MAX_KEPT: Final = 10_000
"""Stocks kept of each kind, the latest used: about 2 MB. One that is forgotten counts as full."""


class TooManyTries(AccessDenied):
    """Too many wrong tries. Wait a little, then try again."""

    code = "too-many-tries"
    status = 429

    def __init__(self, message: str | None = None, *, retry_after_s: int = 60) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How often somebody may be wrong."""

    tries: int
    """At once."""
    refill_s: float
    """Seconds until one is given back."""


BY_NAME: Final = Allowance(tries=10, refill_s=30.0)
"""At most 2,890 guesses a day at one name, from however many addresses."""
BY_ADDRESS: Final = Allowance(tries=30, refill_s=60.0)
"""More at once, because a newsroom shares one address; given back more slowly than a name's, so that one address alone cannot
keep a name's stock empty and its owner out."""


class Throttle:
    """The stocks of one kind, of names or of addresses. Safe to use from several threads."""

    def __init__(self, allowance: Allowance, *, max_kept: int = MAX_KEPT) -> None:
        self._allowance = allowance
        self._max_kept = max_kept
        self._stocks: OrderedDict[str, tuple[float, float]] = OrderedDict()  # key -> tries left, as of when
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._stocks)

    def check(self, key: str, *, now_s: float) -> None:
        """Pass while there is a try left; takes none.

        Raises:
            TooManyTries: There is none; the error says when there will be.
        """
        with self._lock:
            self._require(self._left(key, now_s))

    def take(self, key: str, *, now_s: float) -> None:
        """Take a try before it is known whether it is wrong, so that many at once are counted too.

        Raises:
            TooManyTries: There is none left.
        """
        with self._lock:
            left = self._left(key, now_s)
            self._require(left)
            self._store(key, left - 1, now_s)

    def give_back(self, key: str, *, now_s: float) -> None:
        """Return a try that turned out to be right."""
        with self._lock:
            self._store(key, self._left(key, now_s) + 1, now_s)

    def _left(self, key: str, now_s: float) -> float:
        left, at_s = self._stocks.get(key, (float(self._allowance.tries), now_s))
        return min(self._allowance.tries, left + (now_s - at_s) / self._allowance.refill_s)

    def _require(self, left: float) -> None:
        if left < 1:
            wait_s = ceil((1 - left) * self._allowance.refill_s)
            words = "a second" if wait_s == 1 else f"{wait_s} seconds"
            raise TooManyTries(f"Too many wrong tries. Wait {words}, then try again.", retry_after_s=wait_s)

    def _store(self, key: str, left: float, now_s: float) -> None:
        self._stocks.pop(key, None)
        if left < self._allowance.tries:
            self._stocks[key] = (left, now_s)
            while len(self._stocks) > self._max_kept:
                self._stocks.popitem(last=False)
