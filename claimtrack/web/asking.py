"""What a query string asks for, checked: the inbox's filters, and days, words and choices in general.

Text of a query string or form comes in, values of the services leave. Whatever cannot be used is an `InvalidQuery` that
names the field, never a guess.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from claimtrack.errors import InvalidQuery
from claimtrack.services.reviewing import ClaimFilter
from claimtrack.verification.workflow import State

SORTS: Final = {"worth": "Check-worthiness", "newest": "Newest", "sources": "Most sources"}
MAX_WORDS_CHARS: Final = 2000
"""Longest query text, in characters: longer than any claim, short enough for one encoder pass."""

FLAGS: Final = {
    "conflicting": "Conflicting",
    "suggested": "Has suggestions",
    "several": "Several outlets",
    "due": "Re-check due",
    "barred": "Kept out of matching",
}

Choice = TypeVar("Choice", bound=StrEnum)


def words(value: str | None, name: str, *, limit: int = MAX_WORDS_CHARS) -> str | None:
    """The text without surrounding space; None when there is none.

    Raises:
        InvalidQuery: It is longer than `limit` characters or holds a NUL, which no text of ours can contain.
    """
    text = (value or "").strip()
    if len(text) > limit:
        raise InvalidQuery(f"{name} is longer than {limit} characters. Shorten it.")
    if "\x00" in text:
        raise InvalidQuery(f"{name} contains a NUL character. Remove it.")
    return text or None


def day(value: str | None, name: str) -> date | None:
    """The day written as 2016-10-11; None when there is none.

    Raises:
        InvalidQuery: It is no such day.
    """
    text = words(value, name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise InvalidQuery(f"{name} is not a day: {text[:40]!r}. Write it as 2016-10-11.") from exc


def choice(kind: type[Choice], value: str | None, name: str) -> Choice | None:
    """The member of `kind` with that value; None when there is none.

    Raises:
        InvalidQuery: There is no such member; the message lists them.
    """
    text = words(value, name)
    if text is None:
        return None
    try:
        return kind(text)
    except ValueError as exc:
        raise InvalidQuery(f"{name} is {text[:40]!r}, but must be one of: {', '.join(kind)}.") from exc


def chosen_flag(value: str | None, name: str) -> bool:
    """Whether a switch of a query string is on: 1 or true, 0 or false, absent is off.

    Raises:
        InvalidQuery: It is something else.
    """
    text = (value or "").strip().lower()
    if text in {"1", "true", "on", "yes"}:
        return True
    if text in {"", "0", "false", "off", "no"}:
        return False
    raise InvalidQuery(f"{name} is {text[:40]!r}, but must be 1 or 0.")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxQuery:
    """The inbox's filters as the query string has them; knows the links that lead from one setting to the next."""

    state: State | None = None
    q: str | None = None
    outlet: str | None = None
    place: str | None = None
    since: date | None = None
    until: date | None = None
    flags: frozenset[str] = field(default_factory=frozenset)
    sort: str = "worth"
    cursor: str | None = None

    def filter(self) -> ClaimFilter:
        """The same as the services take it."""
        return ClaimFilter(
            states=() if self.state is None else (self.state,),
            query=self.q,
            outlet=self.outlet,
            place=self.place,
            since=self.since,
            until=self.until,
            conflicting="conflicting" in self.flags,
            suggested="suggested" in self.flags,
            several_outlets="several" in self.flags,
            due="due" in self.flags,
            barred="barred" in self.flags,
            sort=self.sort,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is filtered out."""
        return bool(self.state or self.q or self.outlet or self.place or self.since or self.until or self.flags)

    @property
    def details(self) -> int:
        """How many of the fields of the filter form are filled in, the text apart."""
        return sum(value is not None for value in (self.outlet, self.place, self.since, self.until))

    def with_state(self, state: State | None) -> str:
        """The link to the same filters in another state."""
        return replace(self, state=state, cursor=None).link()

    def toggled(self, flag: str) -> str:
        """The link that switches one quick filter on or off."""
        return replace(self, flags=self.flags ^ {flag}, cursor=None).link()

    def after(self, cursor: str | None) -> str:
        """The link to the page that starts at `cursor`."""
        return replace(self, cursor=cursor).link()

    def link(self) -> str:
        """The inbox's address with these filters; what is at its default is left out."""
        pairs = [(name, str(value)) for name, value in self._filled()]
        return f"/?{urlencode(pairs)}" if pairs else "/"

    def hidden(self) -> list[tuple[str, str]]:
        """The settings that the filter form does not show and so has to carry along."""
        shown = {"q", "outlet", "place", "since", "until", "sort", "cursor"}
        return [(name, str(value)) for name, value in self._filled() if name not in shown]

    def _filled(self) -> list[tuple[str, object]]:
        plain = {name: getattr(self, name) for name in ("state", "q", "outlet", "place", "since", "until")}
        pairs = [(name, value) for name, value in plain.items() if value is not None]
        pairs += [(flag, "1") for flag in FLAGS if flag in self.flags]
        if self.sort != "worth":
            pairs.append(("sort", self.sort))
        if self.cursor:
            pairs.append(("cursor", self.cursor))
        return pairs


def inbox_query(params: dict[str, str]) -> InboxQuery:
    """The filters in a query string; empty fields count as absent.

    Raises:
        InvalidQuery: A day, state, order or switch cannot be used.
    """
    sort = words(params.get("sort"), "sort") or "worth"
    if sort not in SORTS:
        raise InvalidQuery(f"sort is {sort[:40]!r}, but must be one of: {', '.join(SORTS)}.")
    return InboxQuery(
        state=choice(State, params.get("state"), "state"),
        q=words(params.get("q"), "q"),
        outlet=words(params.get("outlet"), "outlet"),
        place=words(params.get("place"), "place"),
        since=day(params.get("since"), "since"),
        until=day(params.get("until"), "until"),
        flags=frozenset(flag for flag in FLAGS if chosen_flag(params.get(flag), flag)),
        sort=sort,
        cursor=words(params.get("cursor"), "cursor"),
    )
