"""Quality and participation."""

from __future__ import annotations

import numpy as np

from establishments.demo.context import Context
from establishments.demo.profiles import WITHOUT_PEOPLE

SURVEYED = ("SAT_REP", "SAT_ENV", "SAT_PTS", "NPS_PRO", "NPS_DET")


def make_quality(ctx: Context) -> None:
    v, health = ctx.values, ctx.latent.health
    public = np.where(ctx.part > 0, v.get("NUIT", v.get("CONS", v.get("ACC_FIN", np.zeros(ctx.shape)))), 0)
    crowd = np.minimum(public, 150)
    v["EI_DEC"] = ctx.poisson((0.8 + crowd * 0.05) * ctx.part)
    v["EI_TRT"] = ctx.part_of(v["EI_DEC"], 0.62 + 0.33 * health)
    v["EIG"] = ctx.poisson(crowd * 0.0011 * ctx.part)
    v["RECL"] = ctx.poisson((0.15 + crowd * 0.008) * (1.6 - 0.7 * health) * ctx.part)
    v["RECL_CLO"] = ctx.part_of(v["RECL"], 0.94)
    v["RECL_30"] = ctx.part_of(v["RECL_CLO"], 0.55 + 0.35 * health)
    meets = (ctx.grid.numbers % 3 == np.array([[site.number % 3] for site in ctx.sites])) & (ctx.part > 0.5)
    v["CVS_NB"] = meets.astype(np.int64) * (ctx.profile.direct > 0)
    v["PAQ_OUV"] = ctx.poisson(14 - 6 * health)
    v["PAQ_RET"] = ctx.part_of(v["PAQ_OUV"], 0.3 - 0.2 * health)
    if ctx.kind in WITHOUT_PEOPLE:
        ctx.not_applicable |= {"PPA_OK", "CRI_IMP", "CRI_IMP4"}
    else:
        v["PPA_OK"] = ctx.part_of(ctx.persons, 0.66 + 0.27 * health)
        _evaluation(ctx)
    if ctx.profile.direct > 0:
        _survey(ctx, np.maximum(crowd, 1))


def _evaluation(ctx: Context) -> None:
    """The last rating of the imperative criteria, told once a year."""
    told = np.broadcast_to(ctx.grid.numbers == 2, ctx.shape) | ctx.entries
    applicable = np.full(ctx.shape, 17)
    rated = ctx.rng.binomial(17, np.clip(0.8 + 0.2 * ctx.latent.health, 0, 1))
    ctx.only_in("CRI_IMP", applicable, told)
    ctx.only_in("CRI_IMP4", rated, told)


def _survey(ctx: Context, crowd: np.ndarray) -> None:
    """Once a year, in a month of the site's own."""
    v = ctx.values
    month = np.array([[(site.number * 5) % 12] for site in ctx.sites])
    asked = (ctx.grid.numbers == month) & (ctx.part > 0)
    sent = np.rint(crowd * 1.1).astype(np.int64)
    answers = ctx.part_of(sent, 0.34 + 0.16 * ctx.latent.health)
    points = answers * np.clip(6.3 + 2.1 * ctx.latent.health + ctx.rng.normal(0, 0.25, ctx.shape), 3, 9.8)
    promoters = ctx.part_of(answers, 0.2 + 0.3 * ctx.latent.health)
    detractors = ctx.part_of(answers - promoters, 0.42 - 0.2 * ctx.latent.health)
    for code, array in zip(SURVEYED, (answers, sent, np.floor(points), promoters, detractors), strict=True):
        ctx.only_in(code, array, asked)
    v["EIG"] = v["EIG"].astype(np.int64)
