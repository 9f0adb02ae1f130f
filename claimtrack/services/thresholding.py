"""What other thresholds would do to the pairs that there are, and what people's decisions say of the probabilities."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimtrack.db.judged import count_decisions
from claimtrack.db.tables import MatchStatus
from claimtrack.links.calibration import Policy, calibrated
from claimtrack.links.decide import Thresholds, decide
from claimtrack.links.model import Action, Relation
from claimtrack.services.engine import Engine
from claimtrack.services.judged import JudgedPair

EXAMPLES = 4
"""Shown of each change of side; those that people have decided first."""
EDGES = (0.35, 0.5, 0.65, 0.8, 0.9)
"""Where the bins of probability meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A pair that would change side."""

    claim_a: int
    claim_b: int
    text_a: str
    text_b: str
    relation: Relation
    probability: float
    decided: MatchStatus | None
    """What people said of it; None where nobody was asked, or it still waits."""
    together: bool
    """Whether both are under one claim already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Pairs that go from one side to another."""

    before: Action
    after: Action
    count: int
    confirmed: int
    rejected: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What thresholds would do."""

    pairs: int
    """Looked at."""
    before: dict[Action, int]
    after: dict[Action, int]
    moves: tuple[Move, ...]
    """Those that happen, the commonest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityRow:
    """How often people agreed with one relation at about one probability."""

    relation: Relation
    low: float
    high: float
    confirmed: int
    rejected: int

    @property
    def share(self) -> float:
        """Of the decided pairs those that were confirmed, 0..1."""
        return self.confirmed / (self.confirmed + self.rejected)


def preview(pairs: Sequence[JudgedPair], *, present: Policy, proposed: Thresholds) -> Preview:
    """On which side each pair lies with the present thresholds and with others."""
    before = _sides(pairs, present, present.thresholds)
    after = before if proposed == present.thresholds else _sides(pairs, present, proposed)
    moved: dict[tuple[Action, Action], list[tuple[JudgedPair, float]]] = defaultdict(list)
    for pair, (old, probability), (new, _) in zip(pairs, before, after, strict=True):
        if old is not new:
            moved[old, new].append((pair, probability))
    moves = [_move(old, new, found) for (old, new), found in moved.items()]
    return Preview(
        pairs=len(pairs),
        before=_counts(side for side, _ in before),
        after=_counts(side for side, _ in after),
        moves=tuple(sorted(moves, key=lambda move: -move.count)),
    )


def reliability(engine: Engine) -> tuple[ReliabilityRow, ...]:
    """How often people confirmed, by relation and by the probability that they were shown; only where anybody decided."""
    bounds = (0.0, *EDGES, 1.0)
    with engine.database.begin() as session:
        counts = count_decisions(session, EDGES)
    order = list(Relation)
    return tuple(
        ReliabilityRow(
            relation=relation, low=bounds[place], high=bounds[place + 1], confirmed=confirmed, rejected=rejected
        )
        for (relation, place), (confirmed, rejected) in sorted(
            counts.items(), key=lambda one: (order.index(one[0][0]), one[0][1])
        )
    )


def _sides(pairs: Sequence[JudgedPair], policy: Policy, thresholds: Thresholds) -> list[tuple[Action, float]]:
    found = []
    for pair in pairs:
        judgement = calibrated(pair.judgement, policy.calibration)
        found.append((decide(judgement, pair.a, pair.b, thresholds=thresholds).action, judgement.probability))
    return found


def _counts(sides: Iterable[Action]) -> dict[Action, int]:
    counted = Counter(sides)
    return {action: counted[action] for action in Action}


def _move(before: Action, after: Action, found: list[tuple[JudgedPair, float]]) -> Move:
    decided = Counter(pair.status for pair, _ in found if pair.is_asked)
    found.sort(key=lambda one: (_verdict(one[0]) is None, -one[1]))
    return Move(
        before=before,
        after=after,
        count=len(found),
        confirmed=decided[MatchStatus.CONFIRMED],
        rejected=decided[MatchStatus.REJECTED],
        examples=tuple(_example(pair, probability) for pair, probability in found[:EXAMPLES]),
    )


def _verdict(pair: JudgedPair) -> MatchStatus | None:
    return pair.status if pair.is_asked and pair.status is not MatchStatus.SUGGESTED else None


def _example(pair: JudgedPair, probability: float) -> Example:
    return Example(
        claim_a=pair.claim_a,
        claim_b=pair.claim_b,
        text_a=pair.a.text,
        text_b=pair.b.text,
        relation=pair.judgement.relation,
        probability=probability,
        decided=_verdict(pair),
        together=pair.together,
    )
