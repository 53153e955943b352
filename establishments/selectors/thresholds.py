"""The catalogue as the group judges it on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from establishments.catalogue import Derived, Indicator, Measure, catalogue
from establishments.models import Threshold
from groupe.kernel.memo import remembered

Item = Indicator | Measure | Derived


@remembered
def _ranges(day: dt.date) -> list[Threshold]:
    """Few, whatever is asked for: one for each indicator that the group judges otherwise."""
    return list(Threshold.objects.on(day).order_by("pk"))


def judged(codes: Iterable[str], day: dt.date) -> dict[str, Item]:
    """The items of these codes in their order, with the range that holds on the day; unknown ones left out."""
    source = catalogue()
    known: dict[str, Item] = {}
    for code in codes:
        for items in (source.measures, source.derived, source.indicators):
            if code in items:
                known[code] = items[code]
    for row in _ranges(day):
        item = known.get(row.indicator)
        if isinstance(item, Indicator):
            known[row.indicator] = replace(item, low=row.low, high=row.high)
    return known


def thresholds_of(indicator: str) -> list[Threshold]:
    """The ranges set by the group, the newest first."""
    return list(Threshold.objects.filter(indicator=indicator).order_by("-valid"))
