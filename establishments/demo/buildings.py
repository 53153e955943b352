"""Floor area, energy, water, vehicles, meals."""

from __future__ import annotations

import numpy as np

from establishments.demo.context import Context

HEATING = np.array([2.1, 1.9, 1.55, 1.0, 0.45, 0.2, 0.15, 0.15, 0.3, 0.85, 1.5, 1.95])
LIGHT = np.array([1.2, 1.1, 1.05, 0.97, 0.92, 0.88, 0.9, 0.88, 0.93, 1.0, 1.08, 1.17])
ELECTRIC_PRICE, HEAT_PRICE = 0.205, 0.104
ON_THE_ROAD = {"sad": 1.9, "ssiad": 260, "sessad": 150, "aemo": 26, "savs_samsah": 42}


def area(ctx: Context) -> np.ndarray:
    """Square metres: what the site had when it was built; new places do not enlarge it."""
    each = np.array([[max(site.size * site.profile.area, 60)] for site in ctx.sites])
    return np.round(each, 0) * np.ones(ctx.shape)


def make_buildings(ctx: Context) -> None:
    v = ctx.values
    v["SURF"] = area(ctx)
    insulated = ctx.latent.thrift * 0.985**ctx.grid.years
    heated = v["SURF"] * ctx.profile.heat / 12 * HEATING[ctx.grid.numbers]
    lit = v["SURF"] * 36 / 12 * LIGHT[ctx.grid.numbers]
    v["KWH_TH"] = np.rint(heated * ctx.part * insulated * ctx.noise(0.06))
    v["KWH_EL"] = np.rint(lit * ctx.part * insulated * ctx.noise(0.04)) + (ctx.part > 0)
    present = v.get("NUIT", v.get("J_REA", v.get("H_PRES", np.zeros(ctx.shape)) / 9))
    v["EAU"] = np.round(present * 0.13 * ctx.noise(0.05) + v["SURF"] * 0.02 * ctx.part, 1)
    rate = ON_THE_ROAD.get(ctx.kind, 14)
    v["KM"] = np.rint(ctx.size * rate * ctx.part * ctx.noise(0.1) if ctx.kind != "sad" else v["IN_REA"] * rate)
    if ctx.profile.meals:
        v["REPAS"] = np.floor(np.nan_to_num(present) * ctx.profile.meals * 0.97)
        v["GASP"] = np.round(v["REPAS"] * (0.145 - 0.04 * ctx.latent.health) * ctx.noise(0.1), 1)
