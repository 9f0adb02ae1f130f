"""What a reading of one sentence consists of: who reports, what is asserted, and in which words of the tree."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who reports a proposition, as words of the tree."""

    source: int | None
    """Head of the noun phrase that names the source."""
    cue: str
    cue_at: int
    told: int | None = None
    """Head of the noun phrase that was told ("told AFP")."""
    outer: "Attribution | None" = None
    """Who reports that they reported it."""
    denied: bool = False
    whole: bool = False
    """Whether the proposition holds the report itself ("the army denied striking the town")."""

    def steps(self) -> Iterator["Attribution"]:
        """The attribution and those that report it, innermost first."""
        step: Attribution | None = self
        while step is not None:
            yield step
            step = step.outer


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposition:
    """Words ``first`` to ``last`` of a tree, with the word that heads them."""

    first: int
    last: int
    head: int
    said: Attribution | None
    fragment: bool = False
    """True when the span has no subject of its own (a relative clause, an apposition, a second predicate)."""
    aside: bool = False
    """True for what the writer adds in passing inside reported content: outside quotations it is the writer's own."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Words ``first`` to ``last`` of a tree, reported by ``said``: all of the content, not yet split."""

    said: Attribution
    first: int
    last: int


@dataclass(slots=True)
class Reading:
    """What one tree says: its propositions, and the attributions whose content stands outside it (quotations)."""

    propositions: list[Proposition] = field(default_factory=list)
    speakers: list[Attribution] = field(default_factory=list)
    reports: list[Reported] = field(default_factory=list)
    acts: list[Proposition] = field(default_factory=list)
    """Clauses with a verb of speech and no content: reports where a quotation stands beside them, deeds where none does
    ("crews responded to the fire", "she announced a halt")."""
    actors: list[Attribution] = field(default_factory=list)
    """The subjects of the main clauses: who speaks where a quotation hangs on no verb of speech ("She beamed: ...")."""
