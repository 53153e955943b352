"""Reports and budgets as arrays, and the months that they span."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from establishments.catalogue import Catalogue, catalogue
from establishments.enums import Scenario, Status
from establishments.packing import MISSING, unpack_all
from groupe.consolidation.engine.inputs import Inputs
from groupe.consolidation.engine.structure import Site
from groupe.consolidation.source.reading import NOW, Reading, VersionRow
from groupe.kernel.periods import Month

HISTORY = 72
NEVER = Month.parse("9999-12")
LEVELS = {Status.SUBMITTED: 1, Status.DRAFT: 1}


def first_month(reading: Reading = NOW) -> Month | None:
    """The month of the group's first counting report: nothing is expected before (rule 17)."""
    reported = reading.reported()
    return reported[0] if reported else None


def first_figure(reading: Reading = NOW) -> Month:
    """The first month that can hold a figure; beyond every month where nothing was reported yet."""
    return first_month(reading) or NEVER


def newest_month(reading: Reading = NOW) -> Month:
    """The last completed month, or a later one that is already reported."""
    reported = reading.reported()
    return max(reading.last_completed(), reported[1]) if reported else reading.last_completed()


def read_inputs(
    kind: str,
    sites: Sequence[Site],
    first: Month,
    last: Month,
    scenario: str = Scenario.ACTUAL,
    reading: Reading = NOW,
) -> Inputs:
    """The reports of these sites from `first` (and the history that windows and slow stocks need) to `last`."""
    source = catalogue()
    start = first - HISTORY
    columns = last.index - start.index + 1
    sector = source.kinds[kind].sector
    common = np.full((len(sites), columns, source.width("common")), MISSING, dtype=np.int64)
    own = np.full((len(sites), columns, source.width(sector)), MISSING, dtype=np.int64)
    level, version = np.zeros((2, len(sites), columns), dtype=np.int64)
    rank = {site.pk: number for number, site in enumerate(sites)}
    budgeted = scenario == Scenario.ACTUAL
    budget = _Budget(len(sites), columns)
    scenarios = [scenario, Scenario.BUDGET] if budgeted else [scenario]
    rows = reading.versions(rank, start, last, scenarios)
    told = [row for row in rows if row[2] == scenario]
    if told:
        at = _places(told, rank, start)
        *_keys, status, number, common_values, sector_values = zip(*told, strict=True)
        common[at], own[at] = (
            unpack_all(packed, block.shape[2]) for packed, block in ((common_values, common), (sector_values, own))
        )
        level[at], version[at] = [LEVELS.get(each, 2) for each in status], number
    budget.add([row for row in rows if row[2] != scenario], rank, start)
    return Inputs(
        kind=kind,
        catalogue=source,
        sites=sites,
        start=start,
        common=common,
        sector=own,
        level=level,
        version=version,
        filled=budget.filled if budgeted else {},
        parameters=_parameters(source, start, columns),
        expected_from=first_figure(reading),
        actual=scenario == Scenario.ACTUAL,
    )


class _Budget:
    """`BUD_CH` and `BUD_PR`, from the scenario of the budget (rule 27)."""

    def __init__(self, sites: int, columns: int) -> None:
        measures = catalogue().measures.values()
        self.places = {measure.code: measure.position for measure in measures if not measure.entered}
        self.filled = {code: np.full((sites, columns), MISSING, dtype=np.int64) for code in self.places}

    def add(self, rows: Sequence[VersionRow], rank: Mapping[int, int], start: Month) -> None:
        if rows:
            at = _places(rows, rank, start)
            values = unpack_all([row[5] for row in rows], max(self.places.values()) + 1)
            for code, position in self.places.items():
                self.filled[code][at] = values[:, position]


def _places(rows: Sequence[VersionRow], rank: Mapping[int, int], start: Month) -> tuple[list[int], list[int]]:
    """The site and the column of each."""
    return [rank[row[0]] for row in rows], [Month.of(row[1]).index - start.index for row in rows]


@lru_cache(maxsize=64)
def _parameters(source: Catalogue, start: Month, columns: int) -> dict[str, list[Any]]:
    months = [start + column for column in range(columns)]
    return {name: [source.parameter(name, month.first) for month in months] for name in source.parameters}
