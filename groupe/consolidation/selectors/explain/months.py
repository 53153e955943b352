"""The months below a stock set against a flow: which of them gave the flow, and how many days they count for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import connection

from establishments.enums import Scenario
from groupe.consolidation.engine.plan import IndicatorPlan, current_plan, spread_of
from groupe.consolidation.engine.terms import Side
from groupe.consolidation.layout import current_layout
from groupe.consolidation.selectors.explain.parts import WIDTH, Part, as_int
from groupe.kernel.periods import Month, Window, window_start


@dataclass(frozen=True)
class MonthBelow:
    """A month of an establishment, whatever the scope it lay in; `flow` is exact, None where it was not reported."""

    month: Month
    days: int
    flow: Fraction | None
    version: int | None


def flow_side(plan: IndicatorPlan) -> tuple[str, Side]:
    """Which side of a windowed indicator adds up over months: `numerator` or `denominator`."""
    stock_above = any(atom.kind in {"stock", "opening"} for atom, _factor in plan.num.terms)
    return ("denominator", plan.den or plan.num) if stock_above else ("numerator", plan.num)


def months_below(parts: Sequence[Part], plan: IndicatorPlan, window: Window) -> dict[str, list[MonthBelow]]:
    """By key of the part, from the window's first month on; one query whatever their number."""
    if not parts:
        return {}
    last, (_name, side) = parts[0].month, flow_side(plan)
    first = window_start(spread_of(window, plan.code), last)
    found: dict[int, dict[Month, list[Sequence[int]]]] = defaultdict(lambda: defaultdict(list))
    versions: dict[tuple[int, Month], int | None] = {}
    for pk, month, version, *amounts in _segments([part.establishment for part in parts], side, first, last):
        found[pk][month].append(amounts)
        versions[pk, month] = version
    return {
        part.key: [
            _month(month, rows, side, versions[part.establishment, month])
            for month, rows in found[part.establishment].items()
        ]
        for part in parts
    }


def _segments(ids: Sequence[int], side: Side, first: Month, last: Month) -> Iterator[Sequence[Any]]:
    """(establishment, month, version, days, then value and presence of each term) of every cell."""
    at = current_layout().positions
    slots = [
        ("common" if current_plan().measures[atom.code].file == "common" else "sector", at[atom.code, part])
        for atom, _factor in side.terms
        for part in ("v", "p")
    ]
    columns = ", ".join(f"substring(c.{file} from {slot * WIDTH + 1} for {WIDTH})" for file, slot in slots)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select c.establishment, c.month, c.version, c.last_day - c.first_day + 1, {columns}"  # noqa: S608
            " from consolidation_cell c where c.scenario = %s and c.establishment = any(%s)"
            " and c.month between %s and %s order by c.month, c.segment",
            [Scenario.ACTUAL.value, list(ids), first.index, last.index],
        )
        for pk, index, version, days, *packed in cursor.fetchall():
            yield pk, Month(index), version, days, *map(as_int, packed)


def _month(month: Month, segments: Sequence[Sequence[int]], side: Side, version: int | None) -> MonthBelow:
    """The segments of a month, added; its flow counts where every term of it was reported."""
    days, *amounts = [sum(each) for each in zip(*segments, strict=True)]
    values, present = amounts[::2], amounts[1::2]
    total = sum(value * factor for value, (_atom, factor) in zip(values, side.terms, strict=True))
    return MonthBelow(month, days, total * side.unit if all(present) else None, version)
