"""Head office, pooled departments, property: their income is what the sites are charged, to the cent."""

from __future__ import annotations

import numpy as np

from establishments.demo.buildings import make_buildings
from establishments.demo.calendars import Floats
from establishments.demo.context import Context
from establishments.demo.money import PAY, cents, close_income, make_cash
from establishments.demo.staff import make_staff

# The parent lends to its property company: euros a month.
INTEREST = 2_400.0
# The parent sold it a building: proceeds, book value.
BUILDING_SOLD = (180_000.0, 96_000.0)
GAIN_YEARS = 20


def make_support(ctx: Context, income: Floats, sites: int) -> None:
    """`income` is charged to the sites of the group; `sites` are how many they are."""
    v, profile = ctx.values, ctx.profile
    v["J_OUV"] = ctx.frame.open
    v["SURF"] = np.full(ctx.shape, profile.area)
    owned = np.maximum((ctx.part > 0).sum(axis=1, keepdims=True), 1)
    yearly = income.sum(axis=1, keepdims=True) / owned * 12 * np.ones(ctx.shape)
    ctx.costs["yearly"] = yearly
    make_staff(ctx, yearly * profile.staff / profile.wage * 0.985)
    make_buildings(ctx)
    if ctx.kind == "property":
        _property_costs(ctx, income)
    else:
        _office_costs(ctx, yearly)
    _income(ctx, income)
    if ctx.kind == "support_department":
        _desk(ctx, income, sites)
    make_cash(ctx)


def _office_costs(ctx: Context, yearly: Floats) -> None:
    v, part = ctx.values, ctx.part
    pay = v["ETP_REEL"] * ctx.profile.wage / 12 * ctx.wage_rise * PAY[ctx.grid.numbers]
    rest = yearly / 12 * (1 - ctx.profile.staff) * 0.93 * ctx.cost_rise * part
    v["CH_G2"] = cents(pay * part + v["C_INT"])
    v["C_ENER"] = cents((v["KWH_EL"] * 0.2 + v["KWH_TH"] * 0.1) * part)
    v["C_LOY"] = cents(rest * 0.2)
    v["C_68"] = cents(rest * 0.1)
    v["CH_G1"] = cents(v["C_ENER"] + cents(rest * 0.55 * ctx.noise(0.06)))
    v["CH_G3"] = cents(v["C_LOY"] + v["C_68"] + cents(rest * 0.12))
    for code in ("C_66", "C_675", "C_LOYI", "C_SIEG", "C_INTRA", "C_ALIM"):
        v[code] = np.zeros(ctx.shape)


def _property_costs(ctx: Context, income: Floats) -> None:
    v, part = ctx.values, ctx.part
    v["CH_G2"] = cents(v["ETP_REEL"] * ctx.profile.wage / 12 * ctx.wage_rise * PAY[ctx.grid.numbers] * part)
    v["C_ENER"] = cents(v["KWH_EL"] * 0.2 + v["KWH_TH"] * 0.1)
    v["C_68"] = cents(income * 0.42)
    v["C_66"] = cents(income * 0.09 + INTEREST * (part > 0))
    v["CH_G1"] = cents(v["C_ENER"] + cents(income * 0.12 * ctx.noise(0.25)))
    v["CH_G3"] = cents(v["C_68"] + v["C_66"] + cents(income * 0.09 * ctx.noise(0.1)))
    for code in ("C_LOY", "C_675", "C_LOYI", "C_SIEG", "C_INTRA", "C_ALIM"):
        v[code] = np.zeros(ctx.shape)
    value = income * 12 / 0.06
    told = np.broadcast_to(ctx.grid.numbers % 6 == 5, ctx.shape) & (ctx.part > 0)
    ctx.only_in("IM_CST", np.round(value), told)
    ctx.only_in("AM_CST", np.floor(value * (0.31 + ctx.grid.years / 40)), told)
    ctx.only_in("DET_FIN", np.round(value * (0.42 - ctx.grid.years / 40)), told)
    ctx.only_in("CAP_PERM", np.round(value * 0.8), told)


def _income(ctx: Context, income: Floats) -> None:
    """All of it is other operating income (group II); a little comes from outside."""
    v = ctx.values
    v["P_INTRA"] = cents(income)
    outside = {"property": 0.08, "head_office": 0.006}.get(ctx.kind, 0.0)
    v["PR_G1"] = np.zeros(ctx.shape)
    v["PR_G2"] = cents(v["P_INTRA"] + cents(income * outside))
    v["P_777"], v["P_775"], v["P_778"] = (np.zeros(ctx.shape) for _ in range(3))
    v["P_78"] = cents(income * 0.001)
    close_income(ctx)
    if ctx.kind == "head_office":
        lent = INTEREST * (ctx.part > 0) * (np.arange(len(ctx.sites)) == 0)[:, None]
        v["PR_G3"] = cents(v["PR_G3"] + lent)
        v["P_7"] = cents(v["PR_G1"] + v["PR_G2"] + v["PR_G3"])


def sell_building(ctx: Context, column: int) -> None:
    """The first head office sells a building to the property company."""
    v, (price, book) = ctx.values, BUILDING_SOLD
    v["P_775"][0, column] += price
    v["PR_G3"][0, column] += price
    v["P_7"][0, column] += price
    v["P_7NE"][0, column] += price
    v["C_675"][0, column] += book
    v["CH_G3"][0, column] += book


def _desk(ctx: Context, income: Floats, sites: int) -> None:
    """A pool's desk; its cost is charged to the cent by the end of each year."""
    v = ctx.values
    v["PO_REF"] = cents(income)
    cost = cents(income * np.clip(ctx.noise(0.02), 0.9, 1.1))
    for year in np.unique([month.year for month in ctx.grid.months]):
        columns = [column for column, month in enumerate(ctx.grid.months) if month.year == year]
        if len(columns) > 1 and ctx.grid.months[columns[-1]].number == 12:
            spent = cost[:, columns[:-1]].sum(axis=1)
            cost[:, columns[-1]] = cents(v["PO_REF"][:, columns].sum(axis=1) - spent).clip(min=0)
    v["PO_COUT"] = cost
    v["TK_REC"] = ctx.poisson(sites * 3.4 * ctx.part)
    v["TK_CLO"] = ctx.part_of(v["TK_REC"], 0.96)
    v["TK_SLA"] = ctx.part_of(v["TK_CLO"], 0.87)
    v["TK_OUV"] = ctx.poisson(sites * 0.6 * (ctx.part > 0))
    v["PAIE"] = np.rint(sites * 37 * (ctx.part > 0)).astype(np.int64)
    v["REC_CLO"] = ctx.poisson(sites * 0.7 * ctx.part)
    v["REC_DEL"] = np.rint(v["REC_CLO"] * 47 * ctx.noise(0.15))
