"""Turns the steps of a sourcing chain into a tree that can be read as a list: who has it from whom.

Edges come in, nodes leave. The roots are those who have it from nobody. What is reached on two ways stands under both,
but what follows from it only under the first, so that the list stays as long as the edges are many.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from claimtrack.sourcing.chain import ChainEdge


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainNode:
    """A speaker, agency or outlet, with those who have it from there."""

    name: str
    ground: str
    """How it has it from the node above: claimant, via or wire; empty at a root."""
    evidence: tuple[str, ...]
    children: tuple["ChainNode", ...]
    shown_above: bool = False
    """True when what follows from it stands elsewhere in the list."""


def chain_tree(edges: Sequence[ChainEdge]) -> tuple[ChainNode, ...]:
    """The tree of the directed steps; copies, whose direction is not known, are left out."""
    onward: dict[str, list[ChainEdge]] = defaultdict(list)
    for edge in edges:
        if edge.directed and not edge.closes_cycle and edge.source != edge.target:
            onward[edge.source].append(edge)
    targets = {edge.target for steps in onward.values() for edge in steps}
    seen: set[str] = set()
    return tuple(
        ChainNode(name=name, ground="", evidence=(), children=_children(name, onward, seen))
        for name in list(onward)
        if name not in targets
    )


def loose_edges(edges: Sequence[ChainEdge]) -> tuple[ChainEdge, ...]:
    """The steps that the tree cannot show: copies where nothing says who has it from whom, and outlets that name each
    other."""
    told = {frozenset((edge.source, edge.target)) for edge in edges if edge.directed}
    return tuple(
        edge
        for edge in edges
        if edge.closes_cycle or (not edge.directed and frozenset((edge.source, edge.target)) not in told)
    )


def _children(name: str, onward: dict[str, list[ChainEdge]], seen: set[str]) -> tuple[ChainNode, ...]:
    if name in seen:
        return ()
    seen.add(name)
    steps: dict[str, list[ChainEdge]] = {}
    for edge in onward[name]:
        steps.setdefault(edge.target, []).append(edge)
    return tuple(
        ChainNode(
            name=target,
            ground=edges[0].ground,
            evidence=tuple(dict.fromkeys(edge.evidence for edge in edges)),
            shown_above=target in seen and bool(onward[target]),
            children=_children(target, onward, seen),
        )
        for target, edges in steps.items()
    )
