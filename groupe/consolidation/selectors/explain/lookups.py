"""What the values behind parts are looked up in: a query for each kind of source, whatever the number of parts.

Rows are those of a reading: of today, or as they were known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from establishments.catalogue import Measure
from establishments.enums import Scenario
from establishments.models import Capacity, Stay
from establishments.packing import MISSING, unpack
from groupe.consolidation.selectors.slices import Wanted
from groupe.consolidation.selectors.vectors import Today
from groupe.consolidation.source import Reading
from groupe.kernel.periods import Month

SiteMonth = tuple[int, Month]


class Told:
    """What versions tell, by establishment and month; unpacked when first asked for."""

    def __init__(self, reading: Reading, ids: Collection[int], first: Month, last: Month, scenario: Scenario) -> None:
        rows = reading.versions(ids, first, last, [scenario]) if ids else []
        self._packed = {(row[0], Month.of(row[1])): (row[5], row[6]) for row in rows}
        self._values: dict[tuple[int, Month, int], Sequence[int]] = {}

    def months(self, pk: int) -> list[Month]:
        """The oldest first."""
        return sorted(month for site, month in self._packed if site == pk)

    def units(self, pk: int, month: Month, measure: Measure) -> int:
        """As stored: in the smallest unit, `MISSING` or `NOT_APPLICABLE`."""
        key = pk, month, 0 if measure.file == "common" else 1
        if key not in self._values:
            packed = self._packed.get((pk, month), (b"", b""))[key[2]]
            self._values[key] = unpack(packed) if packed else []
        values = self._values[key]
        return values[measure.position] if measure.position < len(values) else MISSING


def capacities(reading: Reading, ids: Collection[int], codes: Collection[str]) -> dict[tuple[int, str], list[Any]]:
    """The authorised capacities by establishment and measure, the oldest first."""
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    rows = reading.rows(Capacity, establishment__in=list(ids), measure__in=list(codes))
    for row in sorted(rows, key=lambda row: row.valid.lower):
        found[row.establishment_id, row.measure].append(row)
    return found


def stays(reading: Reading, ids: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for stay in sorted(reading.rows(Stay, establishment__in=list(ids)), key=lambda stay: stay.valid.lower):
        found[stay.establishment_id].append(stay)
    return found


def owned_days(figures: Today, ids: Collection[int], first: Month, last: Month) -> dict[SiteMonth, int]:
    """The days in the group by establishment and month, whatever the scope."""
    found: dict[SiteMonth, int] = defaultdict(int)
    for cell in figures.slices(Wanted(first, last, sites=ids)):
        found[cell.establishment, Month(cell.month)] += cell.days
    return found
