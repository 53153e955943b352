"""Cells of many establishments, kind by kind, in chunks that fit in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from establishments.catalogue import catalogue
from groupe.consolidation.engine.cells import Computed, compute
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.engine.structure import Ints, Site
from groupe.consolidation.layout import Layout, current_layout
from groupe.consolidation.source import NOW, Reading, read_inputs
from groupe.consolidation.store import Key, StoredCell, pack, unpack
from groupe.kernel.periods import Month

CHUNK_CELLS = 12_000


def computed_chunks(
    by_kind: Mapping[str, Sequence[Site]], first: Month, last: Month, scenario: str, reading: Reading = NOW
) -> Iterator[Computed]:
    """The vectors of every cell between two months; empty where the months are."""
    if last < first:
        return
    layout, plan = current_layout(), current_plan()
    months = last.index - first.index + 1
    size = max(1, CHUNK_CELLS // months)
    for kind, sites in by_kind.items():
        for start in range(0, len(sites), size):
            inputs = read_inputs(kind, sites[start : start + size], first, last, scenario, reading)
            yield compute(inputs, plan, layout.positions, layout.widths, first, last)


def stored_cells(computed: Computed) -> Iterator[StoredCell]:
    """The rows of a chunk, as they are stored."""
    rows, inputs = computed.rows, computed.inputs
    file = catalogue().kinds[inputs.kind].sector
    level, version = computed.level.tolist(), computed.version.tolist()
    opening = inputs.bounds[rows.column, 0] if len(rows) else np.zeros(0, dtype=np.int64)
    days = np.stack([rows.first - opening + 1, rows.last - opening + 1], axis=1).tolist() if len(rows) else []
    places = zip(rows.site.tolist(), rows.column.tolist(), rows.segment.tolist(), days, strict=True)
    for number, (site, column, segment, (first, last)) in enumerate(places):
        yield StoredCell(
            inputs.sites[site].pk,
            inputs.start.index + column,
            segment,
            first,
            last,
            level[number],
            version[number] or None,
            file,
            rows.scopes[number],
            pack(computed.common[number]),
            pack(computed.sector[number]),
        )


def signed_sums(gone: Iterable[StoredCell], fresh: Iterable[StoredCell], layout: Layout) -> dict[Key, Ints]:
    """New minus old, by scope, month and file."""
    deltas: dict[Key, Ints] = {}
    for sign, cells in ((-1, gone), (1, fresh)):
        for cell in cells:
            for file, packed in (("common", cell.common), (cell.file, cell.sector)):
                vector = unpack(packed, layout.widths.get(file, 0)) * sign
                for scope in cell.scopes:
                    key = scope, cell.month, file
                    if key in deltas:
                        deltas[key] += vector
                    else:
                        deltas[key] = vector.copy()
    return deltas
