"""Numbers that fall into groups as ties between them become known."""

from collections.abc import Iterable


class Partition:
    """Disjoint groups of ids; every id starts alone. The root of a group is its lowest id, however it came about."""

    def __init__(self, ids: Iterable[int]) -> None:
        self._parent = {found: found for found in ids}
        self._members = {found: [found] for found in self._parent}

    def root(self, found: int) -> int:
        """The lowest id of the group that holds ``found``.

        Raises:
            KeyError: ``found`` is not among the ids.
        """
        while self._parent[found] != found:
            self._parent[found] = self._parent[self._parent[found]]
            found = self._parent[found]
        return found

    def tie(self, a: int, b: int) -> bool:
        """Make one group of the two that hold ``a`` and ``b``; False when they were one already."""
        low, high = sorted((self.root(a), self.root(b)))
        if low == high:
            return False
        self._parent[high] = low
        self._members[low] += self._members.pop(high)
        return True

    def members(self, found: int) -> tuple[int, ...]:
        """The ids of the group that holds ``found``, ascending."""
        return tuple(sorted(self._members[self.root(found)]))

    def groups(self) -> tuple[tuple[int, ...], ...]:
        """All groups, by their lowest id."""
        return tuple(tuple(sorted(self._members[root])) for root in sorted(self._members))
