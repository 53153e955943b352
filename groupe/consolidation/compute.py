"""Cells and comparisons of many establishments, kind by kind, in chunks that fit in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from establishments.catalogue import catalogue
from groupe.consolidation.engine.cells import Computed, compute
from groupe.consolidation.engine.compare import Comparison, compare
from groupe.consolidation.engine.expand import Expander
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.engine.structure import YEAR, Ints, Site
from groupe.consolidation.engine.years import RowVectors
from groupe.consolidation.layout import current_layout
from groupe.consolidation.source import NOW, Reading, read_inputs
from groupe.consolidation.store import StoredCell, pack
from groupe.kernel.periods import Month

CHUNK_CELLS = 8_000


@dataclass(frozen=True)
class Chunk:
    """Some establishments of one kind: the cells and comparisons of some months, and the rows of the year before."""

    computed: Computed
    comparisons: list[Comparison]
    first: Month

    @property
    def file(self) -> str:
        inputs = self.computed.inputs
        return inputs.catalogue.kinds[inputs.kind].sector

    @cached_property
    def shown(self) -> Ints:
        """The rows of the months asked for."""
        return np.flatnonzero(self.computed.rows.column >= self.first.index - self.computed.inputs.start.index)

    @cached_property
    def months(self) -> Ints:
        return self.computed.inputs.start.index + self.computed.rows.column

    @property
    def vectors(self) -> RowVectors:
        """All rows, as comparisons name them."""
        computed = self.computed
        pks = np.array([site.pk for site in computed.inputs.sites], dtype=np.int64)
        keys = zip(pks[computed.rows.site].tolist(), self.months.tolist(), computed.rows.segment.tolist(), strict=True)
        return RowVectors.of(list(keys), {"common": computed.common, self.file: computed.sector})


def expander() -> Expander:
    layout = current_layout()
    return Expander(current_plan(), layout.positions, layout.widths)


def computed_chunks(
    by_kind: Mapping[str, Sequence[Site]], first: Month, last: Month, scenario: str, reading: Reading = NOW
) -> Iterator[Chunk]:
    """Every cell and comparison between two months; empty where the months are."""
    if last < first:
        return
    layout, plan = current_layout(), current_plan()
    before = first - YEAR
    size = max(1, CHUNK_CELLS // (last.index - before.index + 1))
    for kind, sites in by_kind.items():
        for start in range(0, len(sites), size):
            inputs = read_inputs(kind, sites[start : start + size], before, last, scenario, reading)
            computed = compute(inputs, plan, layout.positions, layout.widths, before, last)
            yield Chunk(computed, compare(computed, plan, first, last), first)


def stored_cells(chunk: Chunk) -> Iterator[StoredCell]:
    """The rows of a chunk, as they are stored."""
    computed, shown = chunk.computed, chunk.shown
    rows, inputs = computed.rows, computed.inputs
    file = catalogue().kinds[inputs.kind].sector
    opening = inputs.bounds[rows.column[shown], 0]
    days = np.stack([rows.first[shown] - opening + 1, rows.last[shown] - opening + 1], axis=1).tolist()
    places = zip(shown.tolist(), rows.site[shown].tolist(), rows.column[shown].tolist(), days, strict=True)
    for number, site, column, (first, last) in places:
        yield StoredCell(
            inputs.sites[site].pk,
            inputs.start.index + column,
            int(rows.segment[number]),
            first,
            last,
            int(computed.level[number]),
            int(computed.version[number]) or None,
            file,
            rows.scopes[number],
            pack(computed.common[number]),
            pack(computed.sector[number]),
        )
