"""What people get wrong: a meter read in the wrong unit, a month copied, an invoice booked twice."""

from __future__ import annotations

import numpy as np

from establishments.demo.context import Context

COPIED = ("KWH_EL", "KWH_TH", "EAU", "KM", "H_TRAV", "H_FORM")


def add_oddities(ctx: Context, months: range) -> None:
    """About one site in five has one, in a recent month of its own; no hard rule is broken."""
    for row in range(len(ctx.sites)):
        chance = ctx.rng.random()
        column = int(ctx.rng.integers(max(months.start + 1, months.stop - 9), months.stop))
        if chance > 0.2 or ctx.frame.days[row, column] < 28 or ctx.frame.days[row, column - 1] < 28:
            continue
        _ODDITIES[int(chance * 20)](ctx, row, column)


def _meter(ctx: Context, row: int, column: int) -> None:
    ctx.values["KWH_EL"][row, column] = np.minimum(ctx.values["KWH_EL"][row, column] * 10, 1.9e6)


def _copy(ctx: Context, row: int, column: int) -> None:
    for code in COPIED:
        ctx.values[code] = ctx.values[code].astype(np.float64)
        ctx.values[code][row, column] = ctx.values[code][row, column - 1]


def _invoice(ctx: Context, row: int, column: int) -> None:
    ctx.values["C_INT"][row, column] = ctx.values["C_INT"][row, column] * 2 + 4_800
    ctx.values["CH_G2"][row, column] += 9_600


def _silence(ctx: Context, row: int, column: int) -> None:
    for code in ("EI_DEC", "EI_TRT"):
        ctx.values[code][row, max(0, column - 4) : column + 1] = 0


_ODDITIES = (_meter, _copy, _invoice, _silence)
