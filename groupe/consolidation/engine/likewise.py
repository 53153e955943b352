"""A stock against a flow over the months that compare: both years per establishment (semantics, rules 13 and 20)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from groupe.consolidation.engine.inputs import Inputs
from groupe.consolidation.engine.plan import R12_ONLY, IndicatorPlan, Plan, Spread
from groupe.consolidation.engine.structure import Flags, Ints, a_year_before
from groupe.consolidation.engine.windows import begin_of, over, sides_of

Kept = Callable[..., Flags]
# What is kept of an indicator and window: both sides of this year and of last year, and the counts.
ALIKE = ("n", "d", "n0", "d0", "r", "w", "w0")


def alike_slots(plan: Plan) -> list[tuple[str, Spread]]:
    """(code, window) in the order of the numbers that a comparison keeps, `ALIKE` for each."""
    return [(each.code, spread) for each in plan.indicators.values() if each.windowed for spread in each.spreads]


def windows_alike(inputs: Inputs, plan: Plan, kept: Kept, site: Ints, flows: Flags, stocks: Flags) -> Ints:
    """Shape (pairs, columns, slots x ALIKE): `flows` and `stocks` say where a pair is organic."""
    found = np.zeros((*flows.shape, len(alike_slots(plan)) * len(ALIKE)), dtype=np.int64)
    start = 0
    for each in plan.indicators.values():
        if each.windowed:
            end = start + len(each.spreads) * len(ALIKE)
            if inputs.kind in each.kinds:
                found[:, :, start:end] = _alike(inputs, each, kept, site, flows, stocks)
            start = end
    return found


def _alike(inputs: Inputs, plan: IndicatorPlan, kept: Kept, site: Ints, flows: Flags, stocks: Flags) -> Ints:
    """Shape (pairs, columns, windows x ALIKE)."""
    sides, begin = sides_of(inputs, plan, kept), begin_of(inputs, plan.spreads)
    level, held, have = sides.stock(inputs, begin)
    added, owned, cells = sides.flow
    both = cells[site].astype(bool) & a_year_before(cells)[site].astype(bool) & flows
    enough = over(both, begin) > 0
    if plan.code in R12_ONLY:
        full = over(cells, begin) == over(inputs.owned > 0, begin)
        enough &= full[site] & a_year_before(full)[site]
    keep = enough & have[site] & a_year_before(have)[site] & stocks[:, None]
    years: list[Ints] = []
    for amounts, stocks_held, days in (
        (added, held, owned),
        (a_year_before(added), a_year_before(held), a_year_before(owned)),
    ):
        flow = over(amounts[site] * both, begin)
        stock = stocks_held[site]
        if plan.days:
            stock = stock * over(days[site] * both, begin)
        years += [stock, flow] if sides.stock_above else [flow, stock]
    counts = [keep, keep & (level[site] >= 2)[:, None], keep & (a_year_before(level)[site] >= 2)[:, None]]
    parts: Ints = np.stack([each * keep for each in (*years, *counts)], axis=-1)
    return np.moveaxis(parts, 1, 2).reshape((*flows.shape, len(plan.spreads) * len(ALIKE)))
