"""Both years of comparisons: the rows that they name, added up, and what was present in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from groupe.consolidation.engine.compare import Comparison
from groupe.consolidation.engine.pairs import gather
from groupe.consolidation.engine.slots import FileSlots
from groupe.consolidation.engine.structure import YEAR, Flags, Ints

RowKey = tuple[int, int, int]


@dataclass(frozen=True)
class RowVectors:
    """Rows by (establishment, month, segment); `cell` numbers their establishment and month; blocks by file."""

    number: Mapping[RowKey, int]
    cell: Ints
    blocks: Mapping[str, Ints]

    @classmethod
    def of(cls, keys: Sequence[RowKey], blocks: Mapping[str, Ints]) -> RowVectors:
        cells: dict[tuple[int, int], int] = {}
        cell = [cells.setdefault(key[:2], len(cells)) for key in keys]
        return cls({key: number for number, key in enumerate(keys)}, np.array(cell, dtype=np.int64), blocks)


@dataclass(frozen=True)
class Entries:
    """The rows of each comparison, this year and last year: owner and row, ordered by owner."""

    size: int
    cell: Ints
    now: tuple[Ints, Ints]
    then: tuple[Ints, Ints]


@dataclass(frozen=True)
class Years:
    """Sums of both years; `kept` by indicator of the file, `present` by measure."""

    now: Ints
    then: Ints
    kept: Flags
    kept_then: Flags
    present: Flags
    present_then: Flags


def entries_of(comparisons: Sequence[Comparison], rows: RowVectors) -> Entries:
    """A row that is not stored (before the group's first report) counts as nothing."""
    now: list[tuple[int, int]] = []
    then: list[tuple[int, int]] = []
    for owner, each in enumerate(comparisons):
        for into, month, segments in ((now, each.month, each.now), (then, each.month - YEAR, each.before)):
            for segment in segments:
                row = rows.number.get((each.establishment, month, segment))
                if row is not None:
                    into.append((owner, row))
    return Entries(len(comparisons), rows.cell, _columns(now), _columns(then))


def _columns(pairs: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def years_of(entries: Entries, block: Ints, slots: FileSlots) -> Years:
    now, kept, present = _year(entries, entries.now, block, slots)
    then, kept_then, present_then = _year(entries, entries.then, block, slots)
    return Years(now, then, kept, kept_then, present, present_then)


def _year(entries: Entries, pair: tuple[Ints, Ints], block: Ints, slots: FileSlots) -> tuple[Ints, Flags, Flags]:
    """An indicator is kept by cell (rule 10): its count stands in the cell's last row, wherever that lies."""
    owner, row = pair
    total = gather(block, owner, row, entries.size)
    counts = block[:, slots.indicators["r"]]
    cells = np.zeros((int(entries.cell.max(initial=-1)) + 1, counts.shape[1]), dtype=bool)
    np.logical_or.at(cells, entries.cell, counts > 0)
    kept = np.zeros((entries.size, counts.shape[1]), dtype=bool)
    kept[owner] = cells[entries.cell[row]]
    return total, kept, total[:, slots.measures["p"]] > 0
