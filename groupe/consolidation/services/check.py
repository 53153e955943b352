"""Proving that the figures equal a recomputation from the reports."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from establishments.enums import Scenario
from groupe.consolidation.compute import Chunk, computed_chunks, expander, stored_cells
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Cell, Rollup
from groupe.consolidation.services.runs import Progress
from groupe.consolidation.source import first_figure, newest_month, read_sites
from groupe.consolidation.store import StoredCell, read_cells, read_comparisons, take_lock, unpack
from groupe.consolidation.sums import Sums, base_file
from groupe.kernel.periods import Month


@dataclass(frozen=True)
class Differences:
    """Cells and roll-ups that do not equal their recomputation, each named."""

    cells: list[str]
    rollups: list[str]
    compared: int

    def __bool__(self) -> bool:
        return bool(self.cells or self.rollups)


@transaction.atomic
def check(progress: Progress | None = None) -> Differences:
    """Recomputes everything from structure and reports and compares it with what is stored; writes nothing."""
    take_lock(wait=True)
    sites, first, last = read_sites(), first_figure(), newest_month()
    scenario = Scenario.ACTUAL.value
    sums, expands, wrong, compared = Sums(current_layout().widths), expander(), [], 0
    total = sum(len(group) for group in sites.values())
    done = 0
    for chunk in computed_chunks(sites, first, last, scenario):
        pks = [site.pk for site in chunk.computed.inputs.sites]
        stored = {cell.key: cell for cell in read_cells(pks, first.index, last.index, scenario)}
        fresh = {cell.key: cell for cell in stored_cells(chunk)}
        keys = stored.keys() | fresh.keys()
        wrong += [f"{key}" for key in sorted(keys) if stored.get(key) != fresh.get(key)]
        wrong += _comparison_differences(chunk, pks, first, last)
        compared += len(keys)
        sums.add_chunk(chunk, expands)
        done += len(pks)
        if progress:
            progress(done, total)
    if Cell.objects.filter(scenario=scenario).count() != compared:
        wrong.append("cells outside the perimeter")
    return Differences(wrong, _rollup_differences(sums, scenario), compared)


def _comparison_differences(chunk: Chunk, pks: list[int], first: Month, last: Month) -> list[str]:
    scenario = Scenario.ACTUAL.value
    stored = {each.key: each for each in read_comparisons(pks, first.index, last.index, scenario)}
    fresh = {each.key: each for each in chunk.comparisons}
    return [f"comparison {key}" for key in sorted(stored.keys() | fresh.keys()) if stored.get(key) != fresh.get(key)]


def _rollup_differences(sums: Sums, scenario: str) -> list[str]:
    expected = dict(sums.vectors)
    wrong = []
    rows = Rollup.objects.filter(scenario=scenario).values_list("scope", "month", "file", "vals")
    for scope, month, file, packed in rows.iterator():
        vector = unpack(packed, sums.widths[base_file(file)])
        other = expected.pop((scope, month, file), None)
        if (other is None and vector.any()) or (other is not None and (vector != other).any()):
            wrong.append(f"{scope} {month} {file}")
    return wrong + [f"{key} missing" for key, vector in expected.items() if vector.any()]


__all__ = ["Differences", "StoredCell", "check"]
