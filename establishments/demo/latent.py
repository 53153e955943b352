"""How each site is doing, month by month: what every figure follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from establishments.demo.calendars import HISTORY, Floats, Grid
from establishments.demo.model import Site
from groupe.kernel.periods import Month

WELL, FAILING = 0.92, 0.12
COST_RISE, WAGE_RISE, INCOME_RISE = 1.022, 1.02, 1.0208


@dataclass
class Latent:
    """Shape (sites, months). `health` runs from 0 to 1; `occupancy` is the share of places in use; `vacancy` the share
    of posts that are not filled; `planned` the occupancy of an ordinary year."""

    health: Floats
    occupancy: Floats
    planned: Floats
    vacancy: Floats
    thrift: Floats

    @property
    def activity(self) -> Floats:
        """1 where the site does what was planned."""
        return self.occupancy / self.planned


def latent_of(grid: Grid, sites: Sequence[Site], rng: np.random.Generator) -> Latent:
    """The same for the group's months and for the seller's."""
    shape = len(sites), grid.columns
    profile = sites[0].profile
    health = np.clip(np.array([_story(grid, site) for site in sites]) + _drift(rng, shape, 0.03), 0.05, 1.05)
    season = np.array(profile.season)[grid.numbers]
    planned = np.minimum(profile.occupancy * season, 0.985) * np.ones(shape)
    own = rng.normal(1, 0.012, (len(sites), 1)) * (1 + rng.normal(0.002, 0.005, (len(sites), 1)) * grid.years)
    noise = 0.045 if max(profile.season) > 1.2 else 0.011
    ramp = np.array([_ramp(grid, site) for site in sites])
    occupancy = planned * own * (0.796 + 0.222 * health) * (1 + _drift(rng, shape, noise)) * ramp
    vacancy = np.clip(0.125 - 0.095 * health + rng.normal(0, 0.012, shape), 0.004, 0.3)
    thrift = rng.normal(1, 0.02, (len(sites), 1)) * np.ones(shape)
    return Latent(health, np.clip(occupancy, 0.15, 0.994), planned, vacancy, thrift)


def _drift(rng: np.random.Generator, shape: tuple[int, int], scale: float, memory: float = 0.7) -> Floats:
    """A noise that remembers: first-order autoregression with this standard deviation."""
    steps = rng.normal(0, scale * np.sqrt(1 - memory**2), shape)
    steps[:, 0] = rng.normal(0, scale, shape[0])
    for column in range(1, shape[1]):
        steps[:, column] += memory * steps[:, column - 1]
    return steps


def _story(grid: Grid, site: Site) -> Floats:
    columns = np.arange(grid.columns)
    since = columns - grid.column(Month.of(site.entry))
    if site.story in {"recovering", "slow"}:
        before = np.clip(FAILING + 0.4 * -since / HISTORY, FAILING, 0.6)
        reached, pace = (WELL, 8) if site.story == "recovering" else (0.38, 14)
        after = reached - (reached - FAILING) * np.exp(-np.maximum(since, 0) / pace)
        return np.where(since < 0, before, after)
    if site.story == "declining":
        end = grid.column(Month.of(site.exit)) if site.exit else grid.columns - 1
        return np.clip(WELL - 0.6 * (columns - end + HISTORY) / HISTORY, 0.3, WELL)
    if site.story == "young":
        return np.clip(0.7 + 0.02 * since, 0.7, WELL)
    return np.full(grid.columns, WELL)


def _ramp(grid: Grid, site: Site) -> Floats:
    """A new site fills up over half a year."""
    if site.story != "young":
        return np.ones(grid.columns)
    since = np.arange(grid.columns) - grid.column(Month.of(site.entry))
    return np.clip(0.4 + 0.1 * since, 0.4, 1)
