"""Who lies in a scope over a window: the perimeter that a figure was taken over."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from groupe.consolidation.selectors.explain.parts import named_sites
from groupe.consolidation.selectors.slices import Slice, Wanted
from groupe.consolidation.selectors.vectors import TODAY, Today, site_number
from groupe.consolidation.selectors.weights import Weights, weights_of
from groupe.kernel.periods import Month


@dataclass(frozen=True)
class Inside:
    """An establishment in the scope: its days there within the window, from the first to the last.

    `stays`: it is there on the window's last day. `concerned`: its kind has the figure.
    """

    code: str
    name: str
    kind: str
    days: int
    first: dt.date
    last: dt.date
    stays: bool
    concerned: bool


def perimeter_of(
    scope: str,
    first: Month,
    last: Month,
    kinds: frozenset[str] = frozenset(),
    *,
    legal: bool = False,
    known_at: Today = TODAY,
) -> list[Inside]:
    """Every establishment with at least a day inside, by code; `kinds` are those that are concerned.

    In the legal view, those too that count for it from below, and not those of which nothing counts.
    """
    by_site: dict[int, list[Slice]] = defaultdict(list)
    for cell in _cells(scope, first, last, weights_of(scope, legal=legal), known_at):
        by_site[cell.establishment].append(cell)
    named = named_sites(by_site, known_at)
    rows = [_inside(named[pk], cells, last, kinds) for pk, cells in by_site.items()]
    return sorted(rows, key=lambda row: row.code)


def _cells(scope: str, first: Month, last: Month, weights: Weights, known_at: Today) -> list[Slice]:
    if weights.single:
        pk = site_number(scope.partition(":")[2])
        wanted = Wanted(first, last, sites={pk}) if pk else None
    else:
        wanted = Wanted(first, last, scopes=weights.numbers) if weights.numbers else None
    found = known_at.slices(wanted) if wanted else []
    return [cell for cell in found if cell.days > 0 and (not weights.shares or weights.of(cell.scopes) > 0)]


def _inside(named: tuple[str, str, str], cells: Sequence[Slice], last: Month, kinds: frozenset[str]) -> Inside:
    code, name, kind = named
    begin = min(_day(cell.month, cell.first_day) for cell in cells)
    until = max(_day(cell.month, cell.last_day) for cell in cells)
    days = sum(cell.days for cell in cells)
    return Inside(code, name, kind, days, begin, until, until == last.last, kind in kinds)


def _day(month: int, day: int) -> dt.date:
    return Month(month).first.replace(day=day)
