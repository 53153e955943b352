"""A stock against a flow: computed per establishment over the window (semantics, rules 13 to 15).

All windows of an indicator are computed at once: arrays have the shape (establishments, windows, months).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from groupe.consolidation.engine.inputs import PRESENT, Inputs
from groupe.consolidation.engine.plan import R12_ONLY, IndicatorPlan, Spread
from groupe.consolidation.engine.structure import Flags, Ints
from groupe.consolidation.engine.terms import Side
from groupe.kernel.periods import Month, window_start

Kept = Callable[..., Flags]


@dataclass(frozen=True)
class Parts:
    """Both sides of an indicator for each window ending in each month, and where they count; `level` by cell."""

    num: Ints
    den: Ints
    cells: Flags
    level: Ints


@dataclass(frozen=True)
class Sides:
    """An indicator's flow by month (amount, owned days, reported), and where its stock comes from."""

    flow: tuple[Ints, Ints, Ints]
    stock_side: Side
    stock_above: bool
    kept: Kept

    def stock(self, inputs: Inputs, begin: Ints) -> tuple[Ints, Ints, Flags]:
        """(level, value, present) at the end of the window, or of the opening headcount before it."""
        (atom, factor), *_more = self.stock_side.terms
        if atom.kind == "opening":
            value, have = _opening(inputs, atom.code, begin)
            return inputs.level, value * factor, have
        value, _state, level = inputs.measure(atom.code)
        have = self.kept(self.stock_side, divisor=False) & inputs.stays
        return level, (value * factor)[:, None], have[:, None]


def sides_of(inputs: Inputs, plan: IndicatorPlan, kept: Kept) -> Sides:
    """Which side of an indicator is the stock, and its flow month by month."""
    above = any(atom.kind in {"stock", "opening"} for atom, _factor in plan.num.terms)
    below = plan.den or plan.num
    stock, flow = (plan.num, below) if above else (below, plan.num)
    return Sides(_flow(inputs, flow, kept), stock, above, kept)


def windowed_parts(inputs: Inputs, plan: IndicatorPlan, kept: Kept, limit: int) -> Parts:
    sides = sides_of(inputs, plan, kept)
    added, days, months = sides.flow
    begin = begin_of(inputs, plan.spreads)
    level, held, have = sides.stock(inputs, begin)
    reported = over(months, begin)
    enough = reported == over(inputs.owned > 0, begin) if plan.code in R12_ONLY else reported > 0
    flows = over(added, begin)
    stocks = held * over(days, begin) if plan.days else np.broadcast_to(held, flows.shape)
    if max(int(np.abs(stocks).max(initial=0)), int(np.abs(flows).max(initial=0))) > limit:
        raise ArithmeticError(plan.code)
    num, den = (stocks, flows) if sides.stock_above else (flows, stocks)
    return Parts(num, den, have & enough & (reported > 0), level)


def _flow(inputs: Inputs, side: Side, kept: Kept) -> tuple[Ints, Ints, Ints]:
    """By month: the flow where reported, the owned days of those months (rule 14), and 1 where reported."""
    cells = kept(side, divisor=False) & (inputs.owned > 0)
    total = np.zeros(inputs.level.shape, dtype=np.int64)
    for atom, factor in side.terms:
        total += inputs.measure(atom.code)[0] * factor
    return np.where(cells, total, 0), np.where(cells, inputs.owned, 0), cells.astype(np.int64)


def _opening(inputs: Inputs, code: str, begin: Ints) -> tuple[Ints, Flags]:
    """The stock at the end of the month before the window, or the opening record if entered inside it (rule 15)."""
    value, state, _level = inputs.measure(code)
    before = np.maximum(begin - 1, 0)
    known = inputs.stays[:, before] & (begin > 0)
    result = np.where(known, value[:, before], 0)
    have = known & (state[:, before] == PRESENT)
    ends = inputs.bounds[:, 1]
    for number, site in enumerate(inputs.sites):
        for entry in site.entries if not known[number].all() else ():
            if (opened := entry.opening.get(code)) is not None:
                inside = ~known[number] & (entry.first <= ends) & (ends <= entry.last)
                result[number, inside], have[number, inside] = opened, True
    return result, have & inputs.stays[:, None]


def begin_of(inputs: Inputs, spreads: tuple[Spread, ...]) -> Ints:
    """The column where each window that ends in each column begins; shape (windows, months)."""
    return _begins(inputs.start, inputs.columns, spreads)


@lru_cache(maxsize=256)
def _begins(start: Month, columns: int, spreads: tuple[Spread, ...]) -> Ints:
    return np.array(
        [[max(0, window_start(each, start + c).index - start.index) for c in range(columns)] for each in spreads]
    )


def over(values: Ints | Flags, begin: Ints) -> Ints:
    """Sums over the months of each window."""
    running = np.zeros((len(values), values.shape[1] + 1), dtype=np.int64)
    np.cumsum(values, axis=1, out=running[:, 1:])
    sums: Ints = running[:, None, 1:] - running[:, begin]
    return sums
