"""Both years of comparisons: the rows that they name, added up, and what was present in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from groupe.consolidation.engine.compare import Comparison, Portion
from groupe.consolidation.engine.pairs import gather
from groupe.consolidation.engine.slots import FileSlots
from groupe.consolidation.engine.structure import YEAR, Flags, Ints, half_up

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
    """The rows of each comparison, this year and last year: owner and row, ordered by owner.

    `shared` are the owners of portions: each with the rows that these are taken of.
    """

    size: int
    cell: Ints
    now: tuple[Ints, Ints]
    then: tuple[Ints, Ints]
    shared: list[tuple[int, list[tuple[int, Portion]]]]


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
    shared = [(owner, _portions(each, rows)) for owner, each in enumerate(comparisons) if each.portions]
    return Entries(len(comparisons), rows.cell, _columns(now), _columns(then), shared)


def _portions(each: Comparison, rows: RowVectors) -> list[tuple[int, Portion]]:
    found = ((rows.number.get((part.establishment, each.month - YEAR, part.segment)), part) for part in each.portions)
    return [(row, part) for row, part in found if row is not None]


def _columns(pairs: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def years_of(entries: Entries, block: Ints, slots: FileSlots) -> Years:
    now, kept, present = _year(entries, entries.now, block, slots)
    then, kept_then, present_then = _year(entries, entries.then, block, slots)
    for owner, portions in entries.shared:
        then[owner] = sum((_portion(block[row], part) for row, part in portions), np.zeros_like(then[owner]))
        kept_then[owner], present_then[owner] = _in_all(entries, portions, block, slots)
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


def _portion(vector: Ints, part: Portion) -> Ints:
    """Running totals of weights are rounded half-up, so that the portions of a row add up to it."""
    upto, before = (half_up(vector * share.numerator, share.denominator) for share in (part.until, part.since))
    return upto - before


def _in_all(
    entries: Entries, portions: Sequence[tuple[int, Portion]], block: Ints, slots: FileSlots
) -> tuple[Flags, Flags]:
    """Kept and present in every cell that a part is taken of; stocks in those held on the last day."""
    counts, places = slots.indicators["r"], slots.measures["p"]
    kept, present = np.ones(len(counts), dtype=bool), np.ones(len(places), dtype=bool)
    some, last = False, False
    for cell in {int(entries.cell[row]) for row, _part in portions}:
        mine = [(row, part) for row, part in portions if entries.cell[row] == cell]
        stays = any(part.stays for _row, part in mine)
        some, last = True, last or stays
        reported = (block[entries.cell == cell][:, counts] > 0).any(axis=0)
        there = (block[[row for row, _part in mine]][:, places] > 0).any(axis=0)
        kept &= reported | (slots.last_only & (not stays))
        present &= there | (slots.is_stock & (not stays))
    return kept & np.where(slots.last_only, last, some), present & np.where(slots.is_stock, last, some)
