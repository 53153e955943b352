"""Who lies in a scope over a window: the perimeter that a figure was taken over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from establishments.enums import Scenario
from groupe.consolidation.selectors.explain.parts import inside_scope
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


def perimeter_of(scope: str, first: Month, last: Month, kinds: frozenset[str] = frozenset()) -> list[Inside]:
    """Every establishment with at least a day inside, by code; `kinds` are those that are concerned."""
    condition, values = inside_scope(scope)
    if condition is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.code, e.name, e.kind, sum(c.last_day - c.first_day + 1),"  # noqa: S608
            " min(c.month * 32 + c.first_day), max(c.month * 32 + c.last_day)"
            " from consolidation_cell c join establishments_establishment e on e.id = c.establishment"
            f" where c.scenario = %s and c.month between %s and %s and {condition} and c.last_day >= c.first_day"
            " group by e.code, e.name, e.kind order by e.code",
            [Scenario.ACTUAL.value, first.index, last.index, *values],
        )
        return [_inside(row, last, kinds) for row in cursor.fetchall()]


def _inside(row: Sequence[Any], last: Month, kinds: frozenset[str]) -> Inside:
    code, name, kind, days, begins, ends = row
    until = _day(ends)
    return Inside(code, name, kind, int(days), _day(begins), until, until == last.last, kind in kinds)


def _day(packed: int) -> dt.date:
    month, day = divmod(packed, 32)
    return Month(month).first.replace(day=day)
