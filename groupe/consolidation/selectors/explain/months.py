"""The months below a stock set against a flow: which of them gave the flow, and how many days they count for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from groupe.consolidation.engine.compare import METHOD, ORGANIC, Comparison
from groupe.consolidation.engine.plan import IndicatorPlan, current_plan, spread_of
from groupe.consolidation.engine.structure import YEAR
from groupe.consolidation.engine.terms import Side
from groupe.consolidation.selectors.explain.parts import Part
from groupe.consolidation.selectors.slices import Cut, Slice, Wanted, place_of
from groupe.consolidation.selectors.vectors import TODAY, Today
from groupe.consolidation.selectors.weights import Weights
from groupe.kernel.periods import Month, Window, window_start


@dataclass(frozen=True)
class MonthBelow:
    """A month of an establishment, whatever the scope it lay in; `flow` is exact, None where it does not count.

    `before`: that of the same month last year, on the constant perimeter.
    """

    month: Month
    days: int
    flow: Fraction | None
    version: int | None
    before: Fraction | None = None


SiteMonths = Mapping[int, Mapping[Month, Sequence[Slice]]]


def flow_side(plan: IndicatorPlan) -> tuple[str, Side]:
    """Which side of a windowed indicator adds up over months: `numerator` or `denominator`."""
    stock_above = any(atom.kind in {"stock", "opening"} for atom, _factor in plan.num.terms)
    return ("denominator", plan.den or plan.num) if stock_above else ("numerator", plan.num)


def months_below(
    parts: Sequence[Part], plan: IndicatorPlan, window: Window, known_at: Today = TODAY
) -> dict[str, list[MonthBelow]]:
    """By key of the part, from the window's first month on; one query whatever their number."""
    if not parts:
        return {}
    last, (_name, side) = parts[0].month, flow_side(plan)
    first = window_start(spread_of(window, plan.code), last)
    found = _segments(known_at, {part.establishment for part in parts}, side, first, last)
    return {
        part.key: [_month(month, rows, side) for month, rows in sorted(found[part.establishment].items())]
        for part in parts
    }


def months_alike(
    parts: Sequence[Part], plan: IndicatorPlan, window: Window, weights: Weights, known_at: Today = TODAY
) -> dict[str, list[MonthBelow]]:
    """The same on the constant perimeter: a month counts where it compares and both years gave the flow (rule 20)."""
    if not parts:
        return {}
    last, (_name, side) = parts[0].month, flow_side(plan)
    first = window_start(spread_of(window, plan.code), last)
    found = _segments(known_at, {part.establishment for part in parts}, side, first - YEAR, last)
    compare = _comparing(known_at.comparisons_in(weights.numbers, first, last), weights)
    return {
        part.key: [
            _alike(month, found[part.establishment], side, compares=(part.establishment, month) in compare)
            for month in sorted(found[part.establishment])
            if month >= first
        ]
        for part in parts
    }


def _comparing(found: Collection[Comparison], weights: Weights) -> set[tuple[int, Month]]:
    """The site-months whose days are alike in both years; in the legal view, also where a method moved."""
    alike = {ORGANIC, METHOD} if weights.shares else {ORGANIC}
    return {(each.establishment, Month(each.month)) for each in found if each.flow in alike and not each.portions}


def _segments(known_at: Today, ids: Collection[int], side: Side, first: Month, last: Month) -> SiteMonths:
    """Every cell, cut to value and presence of each term."""
    cuts = [
        Cut("common" if current_plan().measures[atom.code].file == "common" else "sector", place_of(atom.code, part))
        for atom, _factor in side.terms
        for part in ("v", "p")
    ]
    found: dict[int, dict[Month, list[Slice]]] = defaultdict(lambda: defaultdict(list))
    for cell in known_at.slices(Wanted(first, last, cuts, sites=ids)):
        found[cell.establishment][Month(cell.month)].append(cell)
    return found


def _flow(segments: Sequence[Slice], side: Side) -> Fraction | None:
    """The segments of a month, added; it counts where every term of it was reported."""
    amounts = [sum(cell.number(cut) for cell in segments) for cut in range(2 * len(side.terms))]
    if not segments or not all(amounts[1::2]):
        return None
    total = sum(value * factor for value, (_atom, factor) in zip(amounts[::2], side.terms, strict=True))
    return total * side.unit


def _month(month: Month, segments: Sequence[Slice], side: Side) -> MonthBelow:
    days, version = sum(cell.days for cell in segments), max((cell.version or 0 for cell in segments), default=0)
    return MonthBelow(month, days, _flow(segments, side), version or None)


def _alike(month: Month, found: Mapping[Month, Sequence[Slice]], side: Side, *, compares: bool) -> MonthBelow:
    own = _month(month, found[month], side)
    before = _flow(found.get(month - YEAR, ()), side)
    counts = compares and own.flow is not None and before is not None
    return MonthBelow(month, own.days, own.flow if counts else None, own.version, before if counts else None)
