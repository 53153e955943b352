"""Cells and comparisons of some establishments, as stored and as computed: the ones replaced by the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from groupe.consolidation.compute import computed_chunks, expander, stored_cells
from groupe.consolidation.engine.compare import Comparison
from groupe.consolidation.engine.structure import YEAR, Site
from groupe.consolidation.engine.years import RowKey
from groupe.consolidation.services.meanwhile import Span
from groupe.consolidation.source import NOW, Reading
from groupe.consolidation.store import (
    StoredCell,
    copy_cells,
    copy_comparisons,
    delete_cells,
    delete_comparisons,
    read_cells,
    read_comparisons,
)
from groupe.consolidation.sums import Sums, row_vectors
from groupe.kernel.periods import Month


@dataclass(frozen=True)
class Stored:
    """By key: `cells` of some months, `earlier` those of the year before them, and their comparisons."""

    cells: Mapping[RowKey, StoredCell]
    earlier: Mapping[RowKey, StoredCell]
    comparisons: Mapping[RowKey, Comparison]

    @classmethod
    def read(cls, spans: Mapping[int, Span], scenario: str) -> Stored:
        """Each establishment over its own months."""
        begins = {pk: first.index for pk, (first, _last) in spans.items()}
        months = {pk: (first.index, last.index) for pk, (first, last) in spans.items()}
        found = list(read_cells({pk: (first - YEAR, last) for pk, (first, last) in months.items()}, scenario))
        return cls(
            {cell.key: cell for cell in found if cell.month >= begins[cell.establishment]},
            {cell.key: cell for cell in found if cell.month < begins[cell.establishment]},
            {each.key: each for each in read_comparisons(months, scenario)},
        )

    @classmethod
    def joined(cls, parts: Iterable[Stored]) -> Stored:
        whole: tuple[dict[RowKey, StoredCell], dict[RowKey, StoredCell], dict[RowKey, Comparison]] = {}, {}, {}
        for part in parts:
            whole[0].update(part.cells)
            whole[1].update(part.earlier)
            whole[2].update(part.comparisons)
        return cls(*whole)

    @classmethod
    def computed(
        cls, by_kind: Mapping[str, Sequence[Site]], first: Month, last: Month, scenario: str, reading: Reading = NOW
    ) -> Stored:
        """`earlier` stays empty: months before `first` are as stored."""
        cells: dict[RowKey, StoredCell] = {}
        compared: dict[RowKey, Comparison] = {}
        for chunk in computed_chunks(by_kind, first, last, scenario, reading):
            cells |= {cell.key: cell for cell in stored_cells(chunk)}
            compared |= {each.key: each for each in chunk.comparisons}
        return cls(cells, {}, compared)


def replace_cells(old: Stored, new: Stored, delta: Sums, scenario: str) -> None:
    gone = [cell for key, cell in old.cells.items() if new.cells.get(key) != cell]
    fresh = [cell for key, cell in new.cells.items() if old.cells.get(key) != cell]
    if gone:
        delete_cells([cell.key for cell in gone], scenario)
    copy_cells(fresh, scenario)
    delta.add_cells(gone, sign=-1)
    delta.add_cells(fresh)


def replace_comparisons(old: Stored, new: Stored, delta: Sums, scenario: str) -> None:
    """What a comparison is worth follows from its cells: it moves with them even where it reads the same."""
    moved = {key[:2] for key in old.cells.keys() | new.cells.keys() if old.cells.get(key) != new.cells.get(key)}
    gone = [each for key, each in old.comparisons.items() if new.comparisons.get(key) != each]
    fresh = [each for key, each in new.comparisons.items() if old.comparisons.get(key) != each]
    if gone:
        delete_comparisons([each.key for each in gone], scenario)
    copy_comparisons(fresh, scenario)
    touched = [each for each in old.comparisons.values() if each.cells & moved]
    again = [each for each in new.comparisons.values() if each.cells & moved]
    _add(delta, {each.key: each for each in (*gone, *touched)}, {**old.earlier, **old.cells}, sign=-1)
    _add(delta, {each.key: each for each in (*fresh, *again)}, {**old.earlier, **new.cells}, sign=1)


def add_stored(pks: Sequence[int], first: Month, last: Month, sums: Sums, scenario: str) -> None:
    """What roll-ups hold of these establishments, from their cells and comparisons as they are stored."""
    stored = Stored.read(dict.fromkeys(pks, (first, last)), scenario)
    own = {**stored.earlier, **stored.cells}
    linked = {pk for each in stored.comparisons.values() for pk, _month in each.cells}.difference(pks)
    others = read_cells(dict.fromkeys(linked, (first.index - YEAR, last.index)), scenario)
    sums.add_cells(stored.cells.values())
    _add(sums, stored.comparisons, own | {cell.key: cell for cell in others}, sign=1)


def _add(delta: Sums, found: Mapping[RowKey, Comparison], cells: Mapping[RowKey, StoredCell], *, sign: int) -> None:
    by_kind: dict[str, list[Comparison]] = defaultdict(list)
    for each in found.values():
        by_kind[each.kind].append(each)
    for kind, group in by_kind.items():
        months = {month for each in group for month in each.cells}
        chosen = [cell for key, cell in cells.items() if key[:2] in months]
        delta.add_comparisons(group, row_vectors(chosen, kind), expander(), sign=sign)
