"""The figures of all sites of one kind in one scenario, and the budget that goes with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from establishments.catalogue import Catalogue
from establishments.demo.activity import ACTIVITIES
from establishments.demo.buildings import make_buildings
from establishments.demo.calendars import Floats, Frame, Grid, Ints
from establishments.demo.context import Context
from establishments.demo.latent import Latent
from establishments.demo.model import Site
from establishments.demo.money import (
    PAY,
    cents,
    make_cash,
    make_costs,
    make_income,
    posts_of,
    rent_of,
    yearly_cost,
)
from establishments.demo.people import make_people, make_places
from establishments.demo.profiles import TOURISM
from establishments.demo.quality import make_quality
from establishments.demo.staff import heads, make_staff
from establishments.packing import MISSING, NOT_APPLICABLE

Vectors = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class Rates:
    """What head office and pools charge, as a share of ordinary costs; 0 where the group has none."""

    office: float
    pool: float


@dataclass(frozen=True)
class Charged:
    """Euros that the group bills to each site and month, exact to the cent."""

    office: Floats
    pool: Floats
    rent: Floats


def operate(
    kind: str, sites: Sequence[Site], frame: Frame, latent: Latent, rng: np.random.Generator, rates: Rates
) -> tuple[Context, Charged]:
    """A site of any kind but support; the seller's sites are not charged anything by the group."""
    ctx = Context(kind, sites, frame, latent, rng)
    make_places(ctx)
    make_people(ctx)
    ACTIVITIES[kind](ctx)
    make_staff(ctx, posts_of(ctx))
    make_buildings(ctx)
    charged = _charges(ctx, rates)
    ctx.charges = {"office": charged.office, "pool": charged.pool, "rent": charged.rent}
    make_costs(ctx)
    make_income(ctx)
    make_cash(ctx)
    make_quality(ctx)
    return ctx, charged


def _charges(ctx: Context, rates: Rates) -> Charged:
    ordinary = yearly_cost(ctx) / 12 * ctx.part * ctx.frame.actual
    tenants = np.array([[site.rent == "group"] for site in ctx.sites])
    rent = rent_of(ctx) * tenants * ctx.frame.actual
    return Charged(cents(ordinary * rates.office), cents(ordinary * rates.pool), cents(rent))


def opening_records(ctx: Context) -> list[dict[str, str]]:
    """The stocks of the morning of each site's entry, for those taken over."""
    people = ctx.opening_of(ctx.persons)
    staff, permanent = heads(ctx, ctx.values["ETP_BUD"])
    before, before_permanent = ctx.opening_of(staff), ctx.opening_of(permanent)
    records: list[dict[str, str]] = []
    for row, site in enumerate(ctx.sites):
        columns = np.flatnonzero(ctx.entries[row])
        if not site.taken_over or not len(columns):
            records.append({"ACC_FIN": "0"} if site.entry_reason == "founded" else {})
            continue
        at = row, columns[0]
        record = {"ACC_FIN": people[at], "EFF_FIN": before[at], "EFF_PERM": before_permanent[at]}
        if "ACC_FIN" in ctx.not_applicable:
            del record["ACC_FIN"]
        records.append({code: str(int(value)) for code, value in record.items()})
    return records


def budget_of(ctx: Context) -> dict[str, Floats]:
    """Costs and income as voted for each year: an ordinary year at this size, and a failing site half way up."""
    v = ctx.values
    years = np.array([month.year for month in ctx.grid.months])
    bias = ctx.rng.normal(1, 0.009, (len(ctx.sites), years.max() - years.min() + 1))[:, years - years.min()]
    whole = np.maximum(ctx.part, 1e-9)
    costs, income = (_smooth(sum(v[code] for code in codes) / whole) for codes in (COSTS, INCOME))
    target = np.maximum(income, costs * (0.975 + 0.02 * ctx.latent.health))
    season = PAY[ctx.grid.numbers] ** 0.7
    trade = np.array(ctx.profile.season)[ctx.grid.numbers] if ctx.kind in TOURISM else np.ones(ctx.shape[1])
    budget = {
        "BUD_CH": cents(costs * season * bias * ctx.part),
        "BUD_PR": cents(target * bias * 1.004 * (1 + ctx.profile.linked * (trade - 1)) * ctx.part),
    }
    for total, codes in (("BUD_CH", COSTS), ("BUD_PR", INCOME)):
        actual = sum(v[code] for code in codes)
        share = np.divide(budget[total], actual, out=np.ones(ctx.shape), where=actual > 0)
        parts = {code: cents(v[code] * share) for code in codes[1:]}
        budget |= parts | {codes[0]: cents(budget[total] - sum(parts.values()))}
    budget["ETP_BUD"] = v["ETP_BUD"]
    return {code: np.maximum(values, 0) for code, values in budget.items()}


COSTS = ("CH_G2", "CH_G1", "CH_G3")
INCOME = ("PR_G1", "PR_G2", "PR_G3")


def _smooth(monthly: Floats) -> Floats:
    """The mean of the twelve months around, over months that have a figure."""
    known = (monthly > 0).astype(np.float64)
    kernel = np.ones(13)
    sums = np.apply_along_axis(np.convolve, 1, monthly * known, kernel, "same")
    counts = np.apply_along_axis(np.convolve, 1, known, kernel, "same")
    mean: Floats = sums / np.maximum(counts, 1)
    return mean


def encode(
    values: Mapping[str, NDArray], not_applicable: set[str], kind: str, catalogue: Catalogue, grid: Grid
) -> Vectors:
    """(common, sector) vectors of shape (sites, months, positions); only what the kind's form asks for."""
    sector = catalogue.kinds[kind].sector
    rows = next(iter(values.values())).shape[0]
    blocks = {
        file: np.full((rows, grid.columns, catalogue.width(file)), MISSING, dtype=np.int64)
        for file in ("common", sector)
    }
    for measure in catalogue.measures_of(kind):
        block = blocks[measure.file]
        if measure.code in not_applicable:
            block[:, :, measure.position] = NOT_APPLICABLE
        elif measure.code in values:
            block[:, :, measure.position] = _units(values[measure.code], measure)
    return blocks["common"], blocks[sector]


def _units(values: NDArray, measure: object) -> Ints:
    scale = 10**measure.scale  # type: ignore[attr-defined]
    known = ~np.isnan(values)
    bounded = np.clip(np.where(known, values, 0), float(measure.minimum), float(measure.maximum))  # type: ignore[attr-defined]
    return np.where(known, np.rint(bounded * scale).astype(np.int64), MISSING)
