"""Costs, income, cash.

Sums are made of rounded parts, so that the parts of a total never exceed it (rules E17 to E41).
"""

from __future__ import annotations

import numpy as np

from establishments.demo.buildings import ELECTRIC_PRICE, HEAT_PRICE
from establishments.demo.calendars import Floats
from establishments.demo.context import Context
from establishments.demo.profiles import TOURISM

# December and June pay more (bonuses, replacements of summer).
PAY = np.array([0.985, 0.98, 0.985, 0.985, 0.985, 1.03, 1.02, 1.0, 0.985, 0.985, 0.985, 1.075])
RENT = 88.0
BUILDING_COST = 1_450.0
SECTIONS = {
    "ehpad": {"PR_HEB": 0.595, "PR_DEP": 0.12, "PR_SOI": 0.275},
    "accueil_jour": {"PR_DEP": 0.14, "PR_SOI": 0.83},
    "creche_psu": {"PR_PSU": 0.7, "PART_F": 0.22, "PR_BON": 0.075},
    "creche_paje": {"PART_F": 0.995},
    "mam": {"PART_F": 0.995},
    "sad": {"PR_HOR": 0.995},
    "clinique": {"PR_ACT": 0.985},
    "centre_sante": {"PR_ACT": 0.93},
    "village_vacances": {"CA_HEB": 0.62, "CA_RES": 0.28, "CA_ANX": 0.095},
    "residence_tourisme": {"CA_HEB": 0.86, "CA_RES": 0.04, "CA_ANX": 0.095},
}
OTHER_INCOME = {"esat": 0.22, "ehpad": 0.05, "centre_sante": 0.16, "creche_psu": 0.14}


def cents(values: Floats) -> Floats:
    return np.round(values, 2)


def posts_of(ctx: Context) -> Floats:
    """Budgeted posts: what the staff's share of the costs pays for."""
    sizes = np.array([[float(site.size)] for site in ctx.sites])
    grown = ctx.size if ctx.kind != "sad" else sizes * np.ones(ctx.shape)
    return grown * ctx.profile.cost * ctx.profile.staff / ctx.profile.wage * 1.02


def yearly_cost(ctx: Context) -> Floats:
    """Ordinary costs of a whole year at this month's size and prices."""
    return ctx.size * ctx.profile.cost * ctx.cost_rise * ctx.latent.thrift


def make_costs(ctx: Context) -> None:
    """`ctx.charges` gives what the group bills: head office, pools, rent."""
    v, month, part = ctx.values, yearly_cost(ctx) / 12, ctx.part
    pay = v["ETP_REEL"] * ctx.profile.wage / 12 * ctx.wage_rise * PAY[ctx.grid.numbers]
    v["CH_G2"] = cents(pay * part * ctx.noise(0.006) + v["C_INT"])
    ctx.costs["expected"] = month * part
    rest = month * (1 - ctx.profile.staff) * part
    prices = ctx.cost_rise
    v["C_ENER"] = cents((v["KWH_EL"] * ELECTRIC_PRICE + v["KWH_TH"] * HEAT_PRICE) * prices)
    v["C_ALIM"] = cents(v.get("REPAS", np.zeros(ctx.shape)) * 2.35 * prices * ctx.noise(0.03))
    running = np.maximum(rest * 0.5 - v["C_ENER"] - v["C_ALIM"], rest * 0.1) * ctx.noise(0.05)
    v["CH_G1"] = cents(v["C_ENER"] + v["C_ALIM"] + cents(running))
    _structure_costs(ctx, rest)
    v["C_PEXT"] = cents(v["CH_G2"] * 0.028 * ctx.noise(0.2))
    v["C_PEXT61"] = cents(v["C_PEXT"] * 0.45)
    v["C_675"] = np.zeros(ctx.shape)


def _structure_costs(ctx: Context, rest: Floats) -> None:
    v, part = ctx.values, ctx.part
    rented = np.array([[site.rent != "owner"] for site in ctx.sites])
    owner = ~rented
    for code, account in (("C_SIEG", "office"), ("C_INTRA", "pool"), ("C_LOYI", "rent")):
        v[code] = cents(ctx.charges.get(account, np.zeros(ctx.shape)))
    outside = np.array([[site.rent == "outside"] for site in ctx.sites])
    v["C_LOY"] = cents(v["C_LOYI"] + cents(rent_of(ctx) * outside))
    value = v["SURF"] * BUILDING_COST
    v["C_68"] = cents((value * owner / 30 / 12 + rest / np.maximum(part, 1e-9) * 0.08) * part)
    v["C_66"] = cents(value * owner * 0.011 / 12 * part)
    parts = v["C_SIEG"] + v["C_INTRA"] + v["C_LOY"] + v["C_68"] + v["C_66"]
    v["CH_G3"] = cents(parts + cents(rest * 0.12 * ctx.noise(0.08)))
    _long_term(ctx, value * owner, owner)


def rent_of(ctx: Context) -> Floats:
    """The rent of the month, whoever the landlord is."""
    return ctx.values["SURF"] * RENT / 12 * 1.015**ctx.grid.years * ctx.part


def _long_term(ctx: Context, value: Floats, owner: np.ndarray) -> None:
    """Buildings and debt of those who own, told at the end of June and December and at entry."""
    told = (np.broadcast_to(ctx.grid.numbers % 6 == 5, ctx.shape) | ctx.entries | _first(ctx)) & owner
    age = np.array([[0.25 + (site.number * 7 % 40) / 100] for site in ctx.sites])
    worn = np.minimum(age + ctx.grid.years / 30, 0.92)
    ctx.only_in("IM_CST", np.round(value), told)
    ctx.only_in("AM_CST", np.floor(value * worn), told)
    debt = value * np.clip(0.5 - age * 0.5 - ctx.grid.years / 45, 0.02, 1)
    ctx.only_in("DET_FIN", np.round(debt), told)
    ctx.only_in("CAP_PERM", np.round(debt + value * (0.35 + 0.2 * ctx.latent.health)), told)
    ctx.values["REMB"] = cents(debt * 0.055 / 12 * ctx.part)
    ctx.values["INVEST"] = cents(ctx.costs["expected"] * 0.02 * ctx.noise(0.6))


def _first(ctx: Context) -> np.ndarray:
    """The first month of the period."""
    first: np.ndarray = np.arange(ctx.shape[1]) == 12
    return first


def expected_costs(ctx: Context) -> Floats:
    """What an ordinary month costs with the posts that are paid for and what the group bills."""
    v = ctx.values
    wages = v["ETP_BUD"] * 0.955 * ctx.profile.wage / 12 * ctx.wage_rise * 1.0008
    ordinary = yearly_cost(ctx) / 12 * (1 - ctx.profile.staff) * 0.62
    capital = v["C_68"] + v["C_66"] + v["C_LOY"] + v["C_SIEG"] + v["C_INTRA"]
    costs: Floats = (wages + ordinary) * ctx.part + capital
    return costs


def make_income(ctx: Context) -> None:
    """Income follows ordinary costs, and for its linked part the activity; a failing site earns less than it costs."""
    v, health = ctx.values, ctx.latent.health
    linked = ctx.profile.linked
    margin = 1.032 - 0.075 * (0.92 - np.minimum(health, 0.95))
    season = np.array(ctx.profile.season)[ctx.grid.numbers] if ctx.kind in TOURISM else 1.0
    activity = 1 + linked * (ctx.latent.activity - 1)
    steady = expected_costs(ctx) * margin * (1 + linked * (season - 1)) * activity
    income = steady * ctx.income_rise / ctx.cost_rise * ctx.noise(0.006)
    other = OTHER_INCOME.get(ctx.kind, 0.03)
    v["PR_G1"] = cents(income * (1 - other) * 0.985)
    v["PR_G2"] = cents(income * other * ctx.noise(0.05))
    v["P_777"] = cents(income * 0.009)
    v["P_78"] = cents(income * 0.004 * ctx.noise(0.5))
    v["P_778"] = cents(income * 0.001 * ctx.noise(0.9))
    v["P_775"] = np.zeros(ctx.shape)
    v["P_INTRA"] = np.zeros(ctx.shape)
    for code, share in SECTIONS.get(ctx.kind, {}).items():
        v[code] = np.floor(v["PR_G1"] * share)
    if ctx.kind == "esat":
        v["CA_PROD"] = np.floor(v["PR_G2"] * 0.97)
        v["REM_TH"] = np.floor(v["CA_PROD"] * 0.42)
    if ctx.kind == "sad":
        v["C_INTV"] = np.floor(v["CH_G2"] * 0.83)
    close_income(ctx)


def close_income(ctx: Context) -> None:
    """Group III and class 7, from parts that are already rounded."""
    v = ctx.values
    v["PR_G3"] = cents(v["P_777"] + v["P_78"] + v["P_778"] + v["P_775"])
    v["P_7"] = cents(v["PR_G1"] + v["PR_G2"] + v["PR_G3"])
    v["P_7NE"] = v["PR_G3"].copy()


def make_cash(ctx: Context) -> None:
    """Cash in days of costs follows how the site is doing; working capital always agrees with it."""
    v, health = ctx.values, ctx.latent.health
    whole = np.maximum(ctx.part, 1e-9)
    costs = (v["CH_G1"] + v["CH_G2"] + v["CH_G3"]) / whole
    income = (v["PR_G1"] + v["PR_G2"]) / whole
    days = np.clip(-9 + 52 * health + ctx.rng.normal(0, 2.5, ctx.shape), -12, 60)
    v["TRESO"] = cents(costs * days / 30.4)
    v["CREA"] = cents(income * (58 - 18 * health) / 30.4 * ctx.noise(0.05))
    v["CREA_90"] = cents(v["CREA"] * np.clip(0.31 - 0.22 * health, 0.03, 1) * ctx.noise(0.12))
    v["DET_FRN"] = cents((costs - v["CH_G2"] / whole) * (72 - 34 * health) / 30.4 * ctx.noise(0.06))
    need = cents(v["CREA"] * 0.9 - v["DET_FRN"] * 0.8)
    told = np.broadcast_to(ctx.grid.numbers % 3 == 2, ctx.shape) | ctx.entries | _first(ctx)
    ctx.only_in("BFR", need, told)
    ctx.only_in("FRNG", cents(v["TRESO"] + need), told)
