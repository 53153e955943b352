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
from groupe.consolidation.engine.family import compare_family
from groupe.consolidation.engine.legal import with_legal
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.engine.structure import YEAR, Ints, Site, SiteLink
from groupe.consolidation.engine.years import RowKey, RowVectors
from groupe.consolidation.layout import current_layout
from groupe.consolidation.source import NOW, Reading, first_figure, read_inputs, read_sites
from groupe.consolidation.store import StoredCell, pack
from groupe.kernel.periods import Month

CHUNK_CELLS = 8_000


@dataclass(frozen=True)
class Chunk:
    """Some establishments of one kind: the cells and comparisons of some months, and the rows of the year before."""

    computed: Computed
    comparisons: list[Comparison]
    first: Month
    # The group's first report: rows before it are stored nowhere, and count as nothing.
    begin: Month
    # Others whose cells its comparisons name, of the same sector.
    linked: Sequence[Computed] = ()

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
        whole = (self.computed, *self.linked)
        keys = [key for each in whole for key in row_keys(each)]
        kept = np.flatnonzero([month >= self.begin.index for _pk, month, _segment in keys])
        blocks = {
            "common": np.concatenate([each.common for each in whole])[kept],
            self.file: np.concatenate([each.sector for each in whole])[kept],
        }
        return RowVectors.of([keys[number] for number in kept.tolist()], blocks)


def row_keys(computed: Computed) -> list[RowKey]:
    rows = computed.rows
    pks = np.array([site.pk for site in computed.inputs.sites], dtype=np.int64)
    months = computed.inputs.start.index + rows.column
    return list(zip(pks[rows.site].tolist(), months.tolist(), rows.segment.tolist(), strict=True))


def expander() -> Expander:
    layout = current_layout()
    return Expander(current_plan(), layout.positions, layout.widths)


def computed_chunks(
    by_kind: Mapping[str, Sequence[Site]], first: Month, last: Month, scenario: str, reading: Reading = NOW
) -> Iterator[Chunk]:
    """Every cell and comparison between two months; empty where the months are."""
    if last < first:
        return
    before = _begin(first, reading)
    size = max(1, CHUNK_CELLS // (last.index - before.index + 1))
    for kind, sites in by_kind.items():
        free = [site for site in sites if not site.links]
        for start in range(0, len(free), size):
            computed = _compute(kind, free[start : start + size], before, last, scenario, reading)
            comparisons = with_legal(compare(computed, current_plan(), first, last), [computed])
            yield Chunk(computed, comparisons, first, first_figure(reading))
    wanted = {site.pk: site for sites in by_kind.values() for site in sites if site.links}
    for links in dict.fromkeys(site.links for site in wanted.values()):
        yield from _family(links, wanted, first, last, scenario, reading)


def _begin(first: Month, reading: Reading) -> Month:
    """Windows look a year back, and each of their months compares with the one a year before, from the first report."""
    return min(first - YEAR, max(first - 2 * YEAR, first_figure(reading) - YEAR))


def _compute(kind: str, sites: Sequence[Site], first: Month, last: Month, scenario: str, reading: Reading) -> Computed:
    layout = current_layout()
    inputs = read_inputs(kind, sites, first, last, scenario, reading)
    return compute(inputs, current_plan(), layout.positions, layout.widths, first, last)


def _family(
    links: Sequence[SiteLink], wanted: Mapping[int, Site], first: Month, last: Month, scenario: str, reading: Reading
) -> Iterator[Chunk]:
    """Establishments that merged or split: each compares with cells of the others, wanted or not."""
    pks = {pk for link in links for pk in (link.old, link.new)}
    others = read_sites(pks - wanted.keys(), reading) if pks - wanted.keys() else {}
    sites = [
        *(wanted[pk] for pk in sorted(pks & wanted.keys())),
        *(site for group in others.values() for site in group),
    ]
    before = _begin(first, reading)
    members = [_compute(site.kind, [site], before, last, scenario, reading) for site in sites]
    for number, comparisons in enumerate(compare_family(members, current_plan(), first, last)):
        if sites[number].pk in wanted:
            whole = with_legal(comparisons, members)
            siblings = [*members[:number], *members[number + 1 :]]
            yield Chunk(members[number], whole, first, first_figure(reading), siblings)


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
