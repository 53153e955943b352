"""Reports and budgets as arrays, and the months that they span."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from establishments.catalogue import Catalogue, catalogue
from establishments.enums import Scenario, Status
from establishments.models.reporting import MISSING
from groupe.consolidation.engine.inputs import Inputs
from groupe.consolidation.engine.structure import Ints, Site
from groupe.consolidation.source.reading import NOW, Reading
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
    for pk, month, status, number, common_values, sector_values in reading.versions(rank, start, last, scenario):
        at = rank[pk], Month.of(month).index - start.index
        common[at][: len(common_values)] = common_values
        own[at][: len(sector_values)] = sector_values
        level[at], version[at] = LEVELS.get(status, 2), number
    return Inputs(
        kind=kind,
        catalogue=source,
        sites=sites,
        start=start,
        common=common,
        sector=own,
        level=level,
        version=version,
        filled=_budget(reading, rank, start, last, columns) if scenario == Scenario.ACTUAL else {},
        parameters=_parameters(source, start, columns),
        expected_from=first_figure(reading),
        actual=scenario == Scenario.ACTUAL,
    )


def _budget(reading: Reading, rank: Mapping[int, int], start: Month, last: Month, columns: int) -> dict[str, Ints]:
    """`BUD_CH` and `BUD_PR`, from the scenario of the budget (rule 27)."""
    source = catalogue()
    places = {code: measure.position for code, measure in source.measures.items() if not measure.entered}
    filled = {code: np.full((len(rank), columns), MISSING, dtype=np.int64) for code in places}
    for pk, month, _status, _number, values, _sector in reading.versions(rank, start, last, Scenario.BUDGET):
        for code, position in places.items():
            if position < len(values):
                filled[code][rank[pk], Month.of(month).index - start.index] = values[position]
    return filled


def _parameters(source: Catalogue, start: Month, columns: int) -> dict[str, list[Any]]:
    months = [start + column for column in range(columns)]
    return {name: [source.parameter(name, month.first) for month in months] for name in source.parameters}
