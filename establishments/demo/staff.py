"""Staff: posts, people, absence, hours, agency."""

from __future__ import annotations

import numpy as np

from establishments.demo.context import Context

HOURS = 151.67
LEAVE = np.array([0.93, 0.9, 0.95, 0.91, 0.9, 0.94, 0.82, 0.78, 0.96, 0.93, 0.94, 0.86])
ILLNESS = np.array([1.25, 1.2, 1.05, 0.95, 0.9, 0.9, 0.85, 0.8, 0.95, 1.05, 1.1, 1.15])
PERSONS_PER_POST = 1.16


def make_staff(ctx: Context, posts: np.ndarray) -> None:
    """`posts` are the budgeted full-time equivalents."""
    v, health = ctx.values, ctx.latent.health
    v["ETP_BUD"] = np.round(posts, 2)
    v["ETP_VAC"] = np.round(v["ETP_BUD"] * ctx.latent.vacancy, 2)
    v["ETP_REEL"] = np.round(v["ETP_BUD"] - v["ETP_VAC"] * np.clip(ctx.noise(0.15), 0.6, 1), 2)
    v["ETP_DIR"] = np.floor(v["ETP_REEL"] * ctx.profile.direct * 100) / 100
    if ctx.kind == "ehpad":
        v["ETP_SOI"] = np.floor(v["ETP_DIR"] * 95) / 100
    _heads(ctx)
    _absence(ctx)
    worked = v["ETP_REEL"] * HOURS * ctx.part * LEAVE[ctx.grid.numbers]
    v["H_TRAV"] = np.round(worked * (0.985 + 0.015 * health) * ctx.noise(0.006), 1)
    v["H_SUP"] = np.round(v["H_TRAV"] * (0.013 - 0.006 * health) * ctx.noise(0.2), 1)
    agency = np.clip(0.062 - 0.056 * health, 0, 1) * (ctx.profile.direct > 0)
    v["H_INT"] = np.round(v["H_TRAV"] * agency * ctx.noise(0.25))
    v["C_INT"] = np.round(v["H_INT"] * 36.5 * ctx.wage_rise * ctx.noise(0.03), 2)
    v["AT_NB"] = ctx.poisson(v["H_TRAV"] * (42 - 14 * health) / 1e6)
    v["H_FORM"] = np.round(v["ETP_REEL"] * ctx.part * 1.7 * ctx.noise(0.4), 1)
    v["PERS_FORM"] = np.minimum(np.floor(v["H_FORM"] / 9), v["EFF_FIN"])


def heads(ctx: Context, posts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(people, permanent people) on the last day: without chance, so that seller and group agree."""
    people = np.ceil(posts * (1 - ctx.latent.vacancy) * PERSONS_PER_POST)
    return people.astype(np.int64), np.floor(people * 0.87).astype(np.int64)


def _heads(ctx: Context) -> None:
    v = ctx.values
    v["EFF_FIN"], v["EFF_PERM"] = heads(ctx, v["ETP_BUD"])
    opening = ctx.opening_of(v["EFF_PERM"])
    leaving = opening * (0.032 - 0.017 * ctx.latent.health) * ctx.part
    v["REC_PERM"], v["DEP_PERM"] = ctx.moves(v["EFF_PERM"], opening, leaving)
    v["DEP_6M"] = ctx.part_of(v["DEP_PERM"], 0.14)
    v["CDD_REMP"] = ctx.poisson(v["EFF_FIN"] * 0.22 * ctx.part * (1.5 - 0.5 * ctx.latent.health))


def _absence(ctx: Context) -> None:
    """Calendar days; about 9 % of the days of full-time equivalents, half as much again where things go badly."""
    v = ctx.values
    days = v["ETP_REEL"] * ctx.frame.days
    level = 1.62 - 0.67 * ctx.latent.health
    season = ILLNESS[ctx.grid.numbers]
    for code, share in (("ABS_MO", 0.038), ("ABS_MM", 0.014), ("ABS_ML", 0.017), ("ABS_AT", 0.009)):
        seasonal = season if code == "ABS_MO" else 1
        v[code] = np.floor(days * share * level * seasonal * ctx.noise(0.14))
    v["ABS_MAT"] = np.floor(days * 0.012 * ctx.noise(0.3))
    v["ABS_CS"] = np.floor(days * 0.004 * ctx.noise(0.3))
