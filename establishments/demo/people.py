"""People supported: who came, who left, who waits."""

from __future__ import annotations

import numpy as np

from establishments.demo.context import Context
from establishments.demo.profiles import WITHOUT_PEOPLE, WITHOUT_PLACES

PEOPLE = ("ACC_FIN", "ACC_ENT", "ACC_SOR", "DUR_SOR", "ACC_ATT")
PLACES = ("CAP_AUT", "CAP_FIN", "CAP_INST")


def make_people(ctx: Context) -> None:
    """The stock identity holds by construction: end = opening + arrivals - departures (rule E04)."""
    ctx.values["J_OUV"] = ctx.frame.open
    if ctx.kind in WITHOUT_PEOPLE:
        ctx.not_applicable |= set(PEOPLE)
        return
    stock, profile = ctx.persons, ctx.profile
    opening = ctx.opening_of(stock)
    season = 1 + 0.25 * np.cos(2 * np.pi * ctx.grid.numbers / 12) * (ctx.kind == "ehpad")
    arrived, left = ctx.moves(stock, opening, profile.leaving * opening * ctx.part * season)
    ctx.values |= {
        "ACC_FIN": stock,
        "ACC_ENT": arrived,
        "ACC_SOR": left,
        "DUR_SOR": np.rint(left * profile.stay * ctx.noise(0.25)),
        "ACC_ATT": ctx.poisson(ctx.size * profile.people * 0.12 * ctx.latent.health),
    }


def make_places(ctx: Context) -> None:
    if ctx.kind in WITHOUT_PLACES:
        ctx.not_applicable |= set(PLACES)
        return
    for measure in ("CAP_AUT", "CAP_FIN", *ctx.profile.split):
        ctx.values[measure] = ctx.frame.last_places(measure)
    ctx.values["CAP_INST"] = ctx.frame.last_places("CAP_FIN")


def make_days(ctx: Context, *delivered: str) -> None:
    """All days delivered, and those that were funded: the places in an ordinary year."""
    if ctx.kind in WITHOUT_PLACES:
        return
    ctx.values["J_REA"] = np.sum([ctx.values[code] for code in delivered], axis=0)
    ctx.values["J_FINC"] = np.rint(ctx.values["J_REA"] / np.maximum(ctx.latent.activity, 0.01))
