"""Sums of one file by scope and month. Scopes that hold the same cells share them: nearly half of all vectors do."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from groupe.consolidation.engine.structure import Ints

# Columns of a block.
Places = Ints | slice


# Fewer groups than this are long ones.
FEW = 8


def grouped(block: Ints, order: Ints, starts: Ints) -> Ints:
    """Sums of rows in an order, by group: the first rows of all groups, then the second ones, and so on.

    numpy adds up whole rows three times as fast as it reduces columns, but for a few long groups.
    """
    if len(starts) < FEW:
        few: Ints = np.add.reduceat(block[order], starts, axis=0)
        return few
    sizes = np.diff(starts, append=len(order))
    total = block[order[starts]]
    for rank in range(1, int(sizes.max())):
        longer = np.flatnonzero(sizes > rank)
        if len(longer) == len(starts):
            total += block[order[starts + rank]]
        else:
            total[longer] += block[order[starts[longer] + rank]]
    return total


class Block:
    """Months by places, from a first month on; the same for each of its scopes."""

    def __init__(self, scopes: set[int], first: int, rows: Ints) -> None:
        self.scopes, self.first, self.rows = scopes, first, rows

    def part(self, scopes: Collection[int]) -> Block:
        """Some of its scopes go on by themselves."""
        self.scopes.difference_update(scopes)
        return Block(set(scopes), self.first, self.rows.copy())

    def add(self, months: Ints, places: Places, sums: Ints) -> None:
        first, last = int(months[0]), int(months[-1])
        self._widen(first, last + 1)
        inside = self.rows[first - self.first : last - self.first + 1]
        if len(months) == len(inside):
            inside[:, places] += sums
        else:
            for month, added in zip((months - first).tolist(), sums, strict=True):
                inside[month, places] += added

    def _widen(self, first: int, end: int) -> None:
        start, stop = min(first, self.first), max(end, self.first + len(self.rows))
        if stop - start > len(self.rows):
            wider = np.zeros((stop - start, self.rows.shape[1]), dtype=np.int64)
            wider[self.first - start : self.first - start + len(self.rows)] = self.rows
            self.first, self.rows = start, wider

    def used(self) -> tuple[list[int], Ints]:
        """The months that are not zero, and their rows."""
        found = np.flatnonzero(self.rows.any(axis=1))
        return (found + self.first).tolist(), self.rows if len(found) == len(self.rows) else self.rows[found]


class Blocks:
    """Those of a file."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._of: dict[int, Block] = {}

    def __iter__(self) -> Iterator[Block]:
        return iter(dict.fromkeys(self._of.values()))

    def add(self, scopes: Collection[int], months: Ints, places: Places, sums: Ints) -> None:
        """To each of these scopes: once where they share a block, which others leave."""
        by_block: dict[Block | None, list[int]] = {}
        for scope in scopes:
            by_block.setdefault(self._of.get(scope), []).append(scope)
        for known, mine in by_block.items():
            block = known
            if block is None:
                block = Block(set(mine), int(months[0]), np.zeros((0, self.width), dtype=np.int64))
            elif len(mine) < len(block.scopes):
                block = block.part(mine)
            if block is not known:
                self._of |= dict.fromkeys(mine, block)
            block.add(months, places, sums)
