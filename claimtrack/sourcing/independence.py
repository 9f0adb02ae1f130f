"""How many independent sources stand behind one claim.

``Sourcing`` values of its appearances come in, a ``SourceCount`` goes out. Two appearances are one source when they
share a wire origin or an agency they have it from, a copy group, an outlet family or the same named claimant. What is
unknown counts as unproven, never as independent: unnamed claimants are not merged, and not counted either.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from claimtrack.links.partition import Partition
from claimtrack.sourcing.claimants import claimant_keys
from claimtrack.sourcing.model import Merge, Source, SourceCount, Sourcing
from claimtrack.sourcing.outlets import family_of, is_known_agency, name_key

UNNAMED = "no source named"


def count_sources(appearances: Sequence[Sourcing]) -> SourceCount:
    """The sources of one claim, most appearances first, with how many are independent and how many unproven.

    An appearance that names several agencies ties them all: whether it has them one from another or side by side cannot
    be told from the names, and the lower count is the safe one. An appearance whose agency is itself among the
    appearances is one source with it, so that chains and cycles of outlets fall together.

    A source is proven when its root is named: a named claimant, an agency or outlet that it says it has this from, or
    an agency reporting by itself. Outlets that only name each other have no root.
    """
    by_id = {item.appearance_id: item for item in appearances}
    partition = Partition(by_id)
    merges = [merge for merge in _merges(appearances) if partition.tie(merge.a, merge.b)]
    sources = [
        _source([by_id[found] for found in group], tuple(merge for merge in merges if merge.a in group))
        for group in partition.groups()
    ]
    sources.sort(key=lambda source: (not source.proven, -len(source.members), source.members))
    proven = sum(source.proven for source in sources)
    return SourceCount(sources=tuple(sources), independent=proven, unproven=len(sources) - proven)


def _merges(appearances: Sequence[Sourcing]) -> Iterator[Merge]:
    yield from _by_press(appearances)
    yield from _by_key(appearances, "copy", _copy_keys, _copy_evidence)
    yield from _by_key(appearances, "family", _family_keys, _family_evidence)
    claimants = claimant_keys(item.claimant for item in appearances if item.claimant and item.claimant_named)
    yield from _by_key(
        appearances,
        "claimant",
        lambda item: (claimants[item.claimant],) if item.claimant and item.claimant_named else (),
        lambda a, b, _: f"{_outlets(a, b)} quote {a.claimant}." if a.claimant else "",
    )


def _by_press(appearances: Sequence[Sourcing]) -> Iterator[Merge]:
    """Merges by the agencies and outlets that appearances name, or are."""
    first_to_name: dict[str, Sourcing] = {}
    for item in appearances:
        for key in dict.fromkeys(_press_keys(item)):
            first = first_to_name.setdefault(key, item)
            if first is not item and (key in _named_press(first) or key in _named_press(item)):
                yield _press_merge(first, item, key)
        own = name_key(item.outlet)
        # The outlet's own appearance explains a later "according to" better than another outlet that names it.
        if own and own not in _named_press(item):
            first_to_name[own] = item


def _press_merge(a: Sourcing, b: Sourcing, key: str) -> Merge:
    if _wire_key(a) == _wire_key(b) == key:
        return Merge(a=a.appearance_id, b=b.appearance_id, ground="wire", evidence=_wire_evidence(a, b, key))
    told = [_says(item, key) for item in (a, b)]
    ground = "wire" if key in (_wire_key(a), _wire_key(b)) else "via"
    return Merge(a=a.appearance_id, b=b.appearance_id, ground=ground, evidence=" ".join(filter(None, told)))


def _wire_evidence(a: Sourcing, b: Sourcing, key: str) -> str:
    """Who prints the agency's text, and the credit that shows it; the agency itself needs none."""
    printers = [item for item in (a, b) if name_key(item.outlet) != key] or [a, b]
    credits = " and ".join(dict.fromkeys(f"“{item.wire_evidence}”" for item in printers if item.wire_evidence))
    who = f"{printers[0].outlet} prints" if len(printers) == 1 else f"{_outlets(*printers)} print"
    return f"{who} the text of {a.wire_origin}" + (f", credited as {credits}." if credits else ".")


def _says(item: Sourcing, key: str) -> str:
    if _wire_key(item) == key:
        shown = f' ("{item.wire_evidence}")' if item.wire_evidence else ""
        return f"{item.outlet} carries the text of {item.wire_origin}{shown}."
    named = next((via for via in item.via if name_key(via) == key), None)
    return f"{item.outlet} says that it has this from {named}." if named else f"{item.outlet} reports it itself."


def _by_key(
    appearances: Iterable[Sourcing],
    ground: str,
    keys_of: Callable[[Sourcing], Iterable[str]],
    evidence: Callable[[Sourcing, Sourcing, str], str],
) -> Iterator[Merge]:
    first: dict[str, Sourcing] = {}
    for item in appearances:
        for key in keys_of(item):
            other = first.setdefault(key, item)
            if other is not item:
                yield Merge(
                    a=other.appearance_id, b=item.appearance_id, ground=ground, evidence=evidence(other, item, key)
                )


def _copy_keys(item: Sourcing) -> tuple[str, ...]:
    return () if item.copy_group is None else (str(item.copy_group),)


def _copy_evidence(a: Sourcing, b: Sourcing, _: str) -> str:
    share = b.copy_evidence or a.copy_evidence
    return f"{_outlets(a, b)} copy each other" + (f": {share}." if share else ".")


def _family_keys(item: Sourcing) -> tuple[str, ...]:
    key = family_of(item.outlet, item.family)
    return (key,) if key else ()


def _family_evidence(a: Sourcing, b: Sourcing, _: str) -> str:
    if name_key(a.outlet) == name_key(b.outlet):
        return f"Both are in {a.outlet}."
    return f"{_outlets(a, b)} belong to {a.family or b.family}."


def _outlets(a: Sourcing, b: Sourcing) -> str:
    if name_key(a.outlet) == name_key(b.outlet):
        return f"Two articles in {a.outlet}"
    return f"{a.outlet} and {b.outlet}"


def _wire_key(item: Sourcing) -> str:
    return name_key(item.wire_origin or "")


def _named_press(item: Sourcing) -> set[str]:
    """Keys of the agencies and outlets, other than itself, that the appearance says it has this from."""
    return {_wire_key(item), *map(name_key, item.via)} - {"", name_key(item.outlet)}


def _press_keys(item: Sourcing) -> Iterator[str]:
    yield from (key for key in (_wire_key(item), *map(name_key, item.via), name_key(item.outlet)) if key)


def _source(members: Sequence[Sourcing], merges: tuple[Merge, ...]) -> Source:
    proven = _is_proven(members)
    return Source(
        label=_label(members) if proven else f"{_most_common(item.outlet for item in members)} ({UNNAMED})",
        members=tuple(item.appearance_id for item in members),
        merges=merges,
        proven=proven,
    )


def _is_proven(members: Sequence[Sourcing]) -> bool:
    if any(item.claimant and item.claimant_named for item in members):
        return True
    inside = {name_key(item.outlet) for item in members}
    named = {key for item in members for key in _named_press(item)}
    if named - inside:
        return True
    roots = [item for item in members if not _named_press(item)]
    return any(_is_agency(item) or name_key(item.outlet) in named for item in roots)


def _is_agency(item: Sourcing) -> bool:
    return item.outlet_is_agency or is_known_agency(item.outlet) or _wire_key(item) == name_key(item.outlet) != ""


def _label(members: Sequence[Sourcing]) -> str:
    claimants = [item.claimant for item in members if item.claimant and item.claimant_named]
    keys = claimant_keys(claimants)
    if claimants and len({keys[name] for name in claimants}) == 1:
        return max(claimants, key=lambda name: (len(name), name))
    agencies = [item.outlet for item in members if _is_agency(item)]
    agencies += [item.wire_origin for item in members if item.wire_origin]
    if agencies:
        return f"{_longest_of_key(agencies)} (agency)"
    named = [via for item in members for via in item.via]
    if named:
        return f"via {_longest_of_key(named)}"
    return _most_common(claimants)


def _longest_of_key(names: Sequence[str]) -> str:
    key = _most_common(name_key(name) for name in names)
    return max((name for name in names if name_key(name) == key), key=lambda name: (len(name), name))


def _most_common(names: Iterable[str]) -> str:
    counted = Counter(names)
    return min(counted, key=lambda name: (-counted[name], name), default=UNNAMED)
