"""The review page's filters and its form: what a query string asks for, what was chosen for each suggestion.

Text of a query string or form comes in, values of the services leave. Whatever cannot be used is an `InvalidQuery` that names
the field, never a guess.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal
from urllib.parse import urlencode

from claimtrack.errors import InvalidQuery
from claimtrack.links.model import Relation
from claimtrack.services.deciding import MatchDecision
from claimtrack.services.suggesting import DecidedView, SuggestionFilter, SuggestionList, SuggestionView
from claimtrack.web.asking import choice, words

EVERY: Final = "all"
"""Value of the filter by relation that lets all of them through."""
LEAST: Final = ("", "0.5", "0.7", "0.9")
"""The least probabilities that the page offers."""
_FIELD: Final = re.compile(r"d-([1-9][0-9]{0,9})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewQuery:
    """The filters as the query string has them; knows the links that lead from one setting to the next."""

    relation: Relation | None = Relation.SAME_CLAIM
    """None for all."""
    least: str = ""
    outlet: str | None = None
    event_id: int | None = None
    cursor: str | None = None

    def filter(self) -> SuggestionFilter:
        """The same as the services take it."""
        return SuggestionFilter(
            relation=self.relation, least=float(self.least or 0), outlet=self.outlet, event_id=self.event_id
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the relation is filtered."""
        return bool(self.least or self.outlet or self.event_id)

    def with_relation(self, relation: Relation | None) -> str:
        """The link to the same filters for another relation."""
        return replace(self, relation=relation, cursor=None).link()

    def with_least(self, least: str) -> str:
        """The link to the same filters from another probability on."""
        return replace(self, least=least, cursor=None).link()

    def after(self, cursor: str | None) -> str:
        """The link to the page that starts at `cursor`."""
        return replace(self, cursor=cursor).link()

    def link(self) -> str:
        """The page's address with these filters; what is at its default is left out."""
        pairs = self.hidden() + [("cursor", self.cursor)] * bool(self.cursor)
        return f"/review?{urlencode(pairs)}" if pairs else "/review"

    def hidden(self, *, but: str = "") -> list[tuple[str, object]]:
        """The settings as pairs, without the cursor and without one of them."""
        relation = None if self.relation is Relation.SAME_CLAIM else self.relation or EVERY
        pairs = {"relation": relation, "least": self.least, "outlet": self.outlet, "event": self.event_id}
        return [(name, value) for name, value in pairs.items() if value and name != but]


def review_query(params: Mapping[str, str]) -> ReviewQuery:
    """The filters in a query string; empty fields count as absent.

    Raises:
        InvalidQuery: a relation, probability or event cannot be used.
    """
    asked = words(params.get("relation"), "relation")
    relation = None if asked == EVERY else choice(Relation, asked, "relation") or Relation.SAME_CLAIM
    least = words(params.get("least"), "least") or ""
    if least and not re.fullmatch(r"(0(\.\d{1,4})?|1(\.0)?)", least):
        raise InvalidQuery(f"least is {least[:40]!r}, but must be a probability between 0 and 1.")
    return ReviewQuery(
        relation=relation,
        least=least,
        outlet=words(params.get("outlet"), "outlet"),
        event_id=_number(params.get("event"), "event"),
        cursor=words(params.get("cursor"), "cursor"),
    )


def _number(value: str | None, name: str) -> int | None:
    text = words(value, name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise InvalidQuery(f"{name} is {text[:40]!r}, but must be a number.")
    return int(text)


def decisions_of(data: Mapping[str, str]) -> list[MatchDecision]:
    """What was chosen on the page, in the order of the form; what was left for later is not among it.

    Raises:
        InvalidQuery: nothing was chosen, or a choice cannot be used.
    """
    found = []
    for name, value in data.items():
        match = _FIELD.fullmatch(name)
        if match is not None and value:
            found.append(_decision(int(match[1]), value, data))
    if not found:
        raise InvalidQuery("Nothing is chosen. Choose yes, no or another relation for at least one suggestion.")
    return found


def _decision(match_id: int, value: str, data: Mapping[str, str]) -> MatchDecision:
    seen, seen_claims = _seen(data.get(f"s-{match_id}", ""))
    if value == "retype":
        relation, source_id = retyped(data.get(f"t-{match_id}", ""))
        return MatchDecision(
            match_id=match_id,
            decision="retype",
            relation=relation,
            source_id=source_id,
            seen=seen,
            seen_claims=seen_claims,
        )
    plain: dict[str, Literal["confirm", "reject"]] = {"confirm": "confirm", "reject": "reject"}
    if value not in plain:
        raise InvalidQuery(f"A decision is {value[:40]!r}, but must be confirm, reject or retype.")
    return MatchDecision(match_id=match_id, decision=plain[value], seen=seen, seen_claims=seen_claims)


def _seen(value: str) -> tuple[Relation | None, tuple[int, int] | None]:
    """The relation and the two claims that were on the page, written as "same_claim:3:7"; neither where it is empty."""
    name, *ends = value.split(":")
    numbers = [number for end in ends if (number := _number(end, "claim")) is not None]
    return choice(Relation, name, "relation"), (numbers[0], numbers[1]) if len(numbers) == 2 else None


def retyped(value: str) -> tuple[Relation, int | None]:
    """The relation in a choice like "conflicts" or "entails:12", and the claim that implies the other or is the older.

    Raises:
        InvalidQuery: it names no relation.
    """
    name, colon, source = value.partition(":")
    relation = choice(Relation, name, "relation")
    if relation is None:
        raise InvalidQuery("Choose which relation it is in truth.")
    return relation, _number(source, "claim") if colon else None


def other_relations(relation: Relation, source_id: int | None, a_id: int, b_id: int) -> list[str]:
    """What a match can be made instead of what it is, as values of the form's field, in the order of the glossary."""
    every = [
        Relation.SAME_CLAIM.value,
        *(f"{one.value}:{end}" for one in (Relation.ENTAILS, Relation.UPDATES) for end in (a_id, b_id)),
        *(one.value for one in (Relation.COMPATIBLE, Relation.CONFLICTS, Relation.SAME_EVENT, Relation.RELATED)),
    ]
    present = relation.value if source_id is None else f"{relation.value}:{source_id}"
    return [value for value in every if value != present]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleLine:
    """A choice that could not be stored, with the pair that it was about."""

    text: str
    pair: SuggestionView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewContext:
    """The review page: what is asked for, what waits, what was refused."""

    asked: ReviewQuery
    listing: SuggestionList
    counts: Mapping[Relation, int]
    decided: Sequence[DecidedView]
    problem: str | None = None
    stale: Sequence[StaleLine] = ()
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many wait under the other filters, of whatever relation."""
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        """How many wait under the filters."""
        return self.total if self.asked.relation is None else self.counts.get(self.asked.relation, 0)

    def chosen(self, match_id: int) -> str:
        """What was chosen for a suggestion in a form that was refused."""
        return self.typed.get(f"d-{match_id}", "")

    def chosen_type(self, match_id: int) -> str:
        """Which other relation was chosen for it."""
        return self.typed.get(f"t-{match_id}", "")
