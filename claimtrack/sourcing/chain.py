"""Through whom a claim travelled: from the speaker to the first outlet or agency, and on to those who carry it.

``Sourcing`` values come in, edges go out. The order in time is not known here; an edge says who names whom.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from claimtrack.sourcing.claimants import claimant_keys
from claimtrack.sourcing.model import Sourcing
from claimtrack.sourcing.outlets import name_key

Node = tuple[str, str]
"""Kind (speaker or press) and key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainEdge:
    """One step of a claim on its way, with what shows it."""

    source: str
    """Name of the speaker, agency or outlet that it came from."""
    target: str
    """Name of the agency or outlet that has it from there."""
    ground: str
    """claimant, via, wire or copy."""
    evidence: str
    appearances: tuple[int, ...]
    """Ids of the appearances that show this step, ascending."""
    depth: int = 0
    """Steps from the start of its chain; the first step has 0."""
    directed: bool = True
    """False for copies: that one text came before the other is not known."""
    closes_cycle: bool = False
    """True when its target is already on the way to its source: outlets that name each other."""


def sourcing_chain(appearances: Sequence[Sourcing]) -> tuple[ChainEdge, ...]:
    """The steps that the appearances of one claim show, from the speakers outwards.

    An article that names "CNN, citing the AP" gives its agencies in order of mention: the last is nearest to the
    speaker. One step shown by several appearances is one edge. An unnamed speaker is a speaker of that one appearance
    only. Edges come by depth, then by name; an edge that closes a cycle is marked and adds no depth.
    """
    names: dict[Node, str] = {}
    edges: dict[tuple[Node, Node], ChainEdge] = {}
    speakers = claimant_keys(item.claimant for item in appearances if item.claimant and item.claimant_named)
    for item in appearances:
        for source, target, edge in _steps(item, speakers):
            names.setdefault(source, edge.source)
            names.setdefault(target, edge.target)
            old = edges.get((source, target))
            shown = {*(old.appearances if old else ()), item.appearance_id}
            edges[source, target] = replace(old or edge, appearances=tuple(sorted(shown)))
    named = [
        (source, target, replace(edge, source=names[source], target=names[target]))
        for (source, target), edge in edges.items()
    ]
    return (*_by_depth(named), *_copies(appearances))


@dataclass(frozen=True, slots=True)
class _Stop:
    """A speaker, agency or outlet on the way of one appearance, with what shows that the next has it from there."""

    node: Node
    name: str
    ground: str
    evidence: str


def _steps(item: Sourcing, speakers: dict[str, str]) -> Iterator[tuple[Node, Node, ChainEdge]]:
    """The steps of one appearance from the speaker to the outlet; a stop that comes again is passed over."""
    stops: dict[Node, _Stop] = {}
    for stop in _stops(item, speakers):
        if stop.node[1]:
            stops.setdefault(stop.node, stop)
    for source, target in pairwise(stops.values()):
        edge = ChainEdge(
            source=source.name, target=target.name, ground=source.ground, evidence=source.evidence, appearances=()
        )
        yield source.node, target.node, edge


def _stops(item: Sourcing, speakers: dict[str, str]) -> Iterator[_Stop]:
    outlet = name_key(item.outlet)
    if item.claimant:
        key = speakers[item.claimant] if item.claimant_named else f"{item.claimant} #{item.appearance_id}"
        yield _Stop(("speaker", key), item.claimant, "claimant", f"{item.outlet} quotes {item.claimant}.")
    for via in reversed(item.via):
        if name_key(via) != outlet:
            yield _Stop(("press", name_key(via)), via, "via", f"{item.outlet} says that it has this from {via}.")
    if item.wire_origin and name_key(item.wire_origin) != outlet:
        shown = f' ("{item.wire_evidence}")' if item.wire_evidence else ""
        text = f"{item.outlet} carries the text of {item.wire_origin}{shown}."
        yield _Stop(("press", name_key(item.wire_origin)), item.wire_origin, "wire", text)
    yield _Stop(("press", outlet), item.outlet, "", "")


def _by_depth(edges: Sequence[tuple[Node, Node, ChainEdge]]) -> list[ChainEdge]:
    ordered = sorted(edges, key=lambda item: (item[0], item[1]))
    kept: list[tuple[Node, Node, ChainEdge]] = []
    closing: list[ChainEdge] = []
    for source, target, edge in ordered:
        if _reaches(target, source, kept):
            closing.append(replace(edge, closes_cycle=True))
        else:
            kept.append((source, target, edge))
    depths = _depths(kept)
    placed = [replace(edge, depth=depths[source]) for source, _, edge in kept]
    return sorted([*placed, *closing], key=lambda edge: (edge.closes_cycle, edge.depth, edge.source, edge.target))


def _reaches(start: Node, goal: Node, edges: Sequence[tuple[Node, Node, ChainEdge]]) -> bool:
    reached, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        if at == goal:
            return True
        onward = [target for source, target, _ in edges if source == at and target not in reached]
        reached.update(onward)
        waiting += onward
    return False


def _depths(edges: Sequence[tuple[Node, Node, ChainEdge]]) -> dict[Node, int]:
    """The longest way from a start to each node; the edges have no cycle."""
    depths = {node: 0 for source, target, _ in edges for node in (source, target)}
    for _ in depths:
        moved = {target: depths[source] + 1 for source, target, _ in edges if depths[target] <= depths[source]}
        if not moved:
            break
        depths |= moved
    return depths


def _copies(appearances: Iterable[Sourcing]) -> Iterator[ChainEdge]:
    first: dict[int, Sourcing] = {}
    for item in appearances:
        if item.copy_group is None:
            continue
        other = first.setdefault(item.copy_group, item)
        if name_key(other.outlet) != name_key(item.outlet):
            share = item.copy_evidence or other.copy_evidence
            yield ChainEdge(
                source=other.outlet,
                target=item.outlet,
                ground="copy",
                evidence=f"{other.outlet} and {item.outlet} copy each other" + (f": {share}." if share else "."),
                appearances=tuple(sorted((other.appearance_id, item.appearance_id))),
                directed=False,
            )
