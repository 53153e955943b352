"""From comparisons and the rows that they name to what roll-ups add up.

For each catalogue file: `now` and `then` stand in the places of the totals and hold this year's and last year's sums
of the organic cells present in both (the constant perimeter, semantics, rule 20); `moves` holds what each measure
moved over the year, by block (rules 19 and 21).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from groupe.consolidation.engine.compare import ENTRY, EXIT, METHOD, ORGANIC, Comparison
from groupe.consolidation.engine.likewise import ALIKE, alike_slots
from groupe.consolidation.engine.plan import MOVES, Plan, moves_file
from groupe.consolidation.engine.slots import FileSlots, Positions, activity_unit, file_slots
from groupe.consolidation.engine.structure import Flags, Ints
from groupe.consolidation.engine.years import RowVectors, Years, entries_of, years_of

Volumes = tuple[Ints, Ints, Flags]


@dataclass(frozen=True)
class Classes:
    """What the comparisons are, as columns."""

    flow: Ints
    stock: Ints
    larger: Flags
    windows: Ints

    @classmethod
    def of(cls, comparisons: Sequence[Comparison], width: int) -> Classes:
        windows = np.zeros((len(comparisons), width), dtype=np.int64)
        for number, each in enumerate(comparisons):
            if each.windows:
                windows[number] = np.frombuffer(each.windows, dtype="<i8")
        flow, stock, larger = (np.array(column) for column in zip(
            *((each.flow, each.stock, each.larger) for each in comparisons), strict=True
        ))  # fmt: skip
        return cls(flow.reshape(-1, 1), stock.reshape(-1, 1), larger.reshape(-1, 1), windows)


class Expander:
    """Vectors of comparisons under one catalogue and layout."""

    def __init__(self, plan: Plan, positions: Positions, widths: Mapping[str, int]) -> None:
        self.plan, self.positions, self.widths = plan, positions, widths
        self._slots: dict[str, FileSlots] = {}

    @property
    def units(self) -> list[str]:
        """The units by which moves are kept apart."""
        return sorted({activity_unit(self.plan, kind) for kind in self.plan.catalogue.kinds})

    def slots(self, file: str) -> FileSlots:
        if file not in self._slots:
            self._slots[file] = file_slots(self.plan, self.positions, file)
        return self._slots[file]

    def expand(self, comparisons: Sequence[Comparison], rows: RowVectors) -> dict[str, Ints]:
        """By file of roll-ups (`common:now`, `common:then`, `common:moves:day`, ...), comparisons of one kind."""
        kind = comparisons[0].kind
        files = ("common", self.plan.catalogue.kinds[kind].sector)
        entries = entries_of(comparisons, rows)
        years = {file: years_of(entries, rows.blocks[file], self.slots(file)) for file in files}
        classes = Classes.of(comparisons, len(ALIKE) * len(alike_slots(self.plan)))
        volumes = self._volumes(kind, years)
        found: dict[str, Ints] = {}
        for file in files:
            found[f"{file}:now"], found[f"{file}:then"] = _alike(years[file], self.slots(file), classes)
            width = self.widths.get(moves_file(file), 0)
            moved = _moves(years[file], self.slots(file), classes, volumes, width)
            found[f"{moves_file(file)}:{activity_unit(self.plan, kind)}"] = moved
        return found

    def _volumes(self, kind: str, years: Mapping[str, Years]) -> Volumes:
        """(this year's, last year's, known): the kind's preferred activity that both years have."""
        size = len(next(iter(years.values())).now)
        now, then = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        known = np.zeros(size, dtype=bool)
        for code in self.plan.catalogue.kinds[kind].activity:
            file = self.plan.measures[code].file
            rank, value = self.slots(file).rank[code], self.positions[code, "v"]
            each = years[file]
            usable = ~known & each.present[:, rank] & each.present_then[:, rank]
            now, then = np.where(usable, each.now[:, value], now), np.where(usable, each.then[:, value], then)
            known |= usable
        return now, then, known


def _alike(years: Years, slots: FileSlots, classes: Classes) -> tuple[Ints, Ints]:
    now, then = np.zeros_like(years.now), np.zeros_like(years.then)

    def put(places: Ints, mask: Flags) -> None:
        now[:, places] = np.where(mask, years.now[:, places], 0)
        then[:, places] = np.where(mask, years.then[:, places], 0)

    flow, stock = classes.flow == ORGANIC, classes.stock == ORGANIC
    measured = years.present & years.present_then & np.where(slots.is_stock, stock, flow)
    for places in slots.measures.values():
        put(places, measured)
    kept = years.kept & years.kept_then
    for (sides, ranks), mask in ((slots.flows, kept & flow), (slots.stocks, kept & stock)):
        put(sides, mask[:, ranks])
    for places in slots.indicators.values():
        put(places, kept & np.where(slots.last_only, stock, flow))
    put(slots.expected["e"], flow)
    put(slots.expected["el"], stock)
    _windows(now, then, slots, classes.windows)
    return now, then


def _windows(now: Ints, then: Ints, slots: FileSlots, windows: Ints) -> None:
    for rank, places in slots.windows:
        n, d, n0, d0, r, w, w0 = windows[:, rank * len(ALIKE) : (rank + 1) * len(ALIKE)].T
        for part, this, last in (("n", n, n0), ("d", d, d0), ("r", r, r), ("w", w, w0)):
            now[:, places[part]], then[:, places[part]] = this, last


def _moves(years: Years, slots: FileSlots, classes: Classes, volumes: Volumes, width: int) -> Ints:
    moved = np.zeros((len(years.now), width), dtype=np.int64)
    if not len(slots.moving):
        return moved
    value = slots.measures["v"][slots.moving]
    kind = np.where(slots.is_stock[slots.moving], classes.stock, classes.flow)
    both = (years.present & years.present_then)[:, slots.moving]
    then = years.then[:, value]
    effect = years.now[:, value] - then
    rest = (kind == ORGANIC) & both & ~classes.larger
    volume, volume0, known = (each.reshape(-1, 1) for each in volumes)
    parts = {
        "entries": np.where(kind == ENTRY, effect, 0),
        "exits": np.where(kind == EXIT, effect, 0),
        "method": np.where(kind == METHOD, effect, 0),
        "missing": np.where((kind == ORGANIC) & ~both, effect, 0),
        "capacity": np.where((kind == ORGANIC) & both & classes.larger, effect, 0),
        "rest": np.where(rest, effect, 0),
        "base": np.where(rest, then, 0),
        "volume": np.where(rest & known, volume, 0),
        "volume0": np.where(rest & known, volume0, 0),
    }
    for number, part in enumerate(MOVES):
        moved[:, slots.moves[number]] = parts[part]
    return moved
