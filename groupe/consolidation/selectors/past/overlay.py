"""Cells as they were in place of those that are stored, and what that changes in sums; in memory alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from establishments.enums import Scenario
from groupe.consolidation.compute import computed_chunks, expander, stored_cells
from groupe.consolidation.engine.compare import Comparison
from groupe.consolidation.engine.structure import YEAR
from groupe.consolidation.layout import current_layout
from groupe.consolidation.selectors.past.differences import Begins
from groupe.consolidation.selectors.vectors import Sums as ScopeSums
from groupe.consolidation.source import AsOf, first_figure, read_sites
from groupe.consolidation.store import StoredCell, read_cells, read_comparisons
from groupe.consolidation.sums import Sums, row_vectors
from groupe.kernel.periods import Month

SCENARIO = Scenario.ACTUAL.value


@dataclass(frozen=True)
class Overlay:
    """From the month in `begins` on, the cells and comparisons of these establishments are those given here.

    `sums` is what that adds to roll-ups.
    """

    first: Month
    last: Month
    begins: Begins
    cells: list[StoredCell]
    comparisons: list[Comparison]
    sums: dict[int, ScopeSums]

    def covers(self, establishment: int, month: int) -> bool:
        begin = self.begins.get(establishment)
        return begin is not None and begin.index <= month


def overlay(begins: Begins, first: Month, last: Month, then: AsOf) -> Overlay:
    """Kind by kind, from the earliest month that one of the kind differs in."""
    sums, begins = Sums(current_layout().widths), dict(begins)
    cells: list[StoredCell] = []
    comparisons: list[Comparison] = []
    for kind, group in read_sites(begins, then).items() if begins else ():
        begin = min(begins[site.pk] for site in group)
        begins |= dict.fromkeys((site.pk for site in group), begin)
        for chunk in computed_chunks({kind: group}, max(begin, first_figure(then)), last, SCENARIO, then):
            cells += stored_cells(chunk)
            comparisons += chunk.comparisons
            sums.add_chunk(chunk, expander())
    if begins:
        _take_stored(sums, begins, last)
    return Overlay(first, last, begins, cells, comparisons, by_scope(sums))


def _take_stored(sums: Sums, begins: Begins, last: Month) -> None:
    """Less what is stored of the same cells, and of the comparisons with the year before them."""
    first = min(begins.values())
    compared = [
        each
        for each in read_comparisons(dict.fromkeys(begins, (first.index, last.index)), SCENARIO)
        if begins[each.establishment].index <= each.month
    ]
    sites = begins.keys() | {pk for each in compared for pk, _month in each.cells}
    cells = list(read_cells(dict.fromkeys(sites, (first.index - YEAR, last.index)), SCENARIO))
    gone = (cell for cell in cells if cell.establishment in begins and begins[cell.establishment].index <= cell.month)
    sums.add_cells(gone, sign=-1)
    by_month = defaultdict(list)
    for cell in cells:
        by_month[cell.key[:2]].append(cell)
    for kind, group in _by_kind(compared).items():
        named = {key for each in group for key in each.cells}
        rows = row_vectors([cell for key in named for cell in by_month[key]], kind)
        sums.add_comparisons(group, rows, expander(), sign=-1)


def _by_kind(compared: Iterable[Comparison]) -> dict[str, list[Comparison]]:
    found: dict[str, list[Comparison]] = defaultdict(list)
    for each in compared:
        found[each.kind].append(each)
    return found


def by_scope(sums: Sums) -> dict[int, ScopeSums]:
    found: dict[int, ScopeSums] = defaultdict(lambda: defaultdict(dict))
    for (scope, month, file), vector in sums.vectors.items():
        found[scope][Month(month)][file] = vector
    return found
