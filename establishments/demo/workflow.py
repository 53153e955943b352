"""Where each report stands: old months frozen, recent ones on their way, some late, some missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from establishments.demo.calendars import Flags, Grid, Ints
from establishments.enums import Status

MISSING, DRAFT, SUBMITTED, VALIDATED, FROZEN, CORRECTED = range(6)
STATUSES = ("", Status.DRAFT, Status.SUBMITTED, Status.VALIDATED, Status.FROZEN, Status.CORRECTED)
# By age in months: how likely a report is missing, a draft, submitted, validated; the rest is frozen.
CHANCES = {
    0: (0.07, 0.09, 0.6, 0.24),
    1: (0.02, 0.02, 0.2, 0.76),
    2: (0.0, 0.01, 0.08, 0.91),
    3: (0.0, 0.0, 0.04, 0.96),
    4: (0.0, 0.0, 0.02, 0.98),
    5: (0.0, 0.0, 0.0, 1.0),
}
CORRECTIONS = 0.008
HOUR = np.timedelta64(3600, "s")


@dataclass
class Steps:
    """Shape (sites, months): `state` indexes STATUSES; the instants are those of the moves, in UTC."""

    state: Ints
    submitted: NDArray[np.datetime64]
    validated: NDArray[np.datetime64]
    frozen: NDArray[np.datetime64]
    corrected: NDArray[np.datetime64]


def steps_of(grid: Grid, owned: Flags, rng: np.random.Generator, now: np.datetime64) -> Steps:
    """States where a month is owned at all (MISSING elsewhere), and believable instants before `now`."""
    shape = owned.shape
    state = np.full(shape, FROZEN)
    draws = rng.random(shape)
    for age, chances in CHANCES.items():
        column = grid.columns - 1 - age
        if column >= 0:
            state[:, column] = np.searchsorted(np.cumsum(chances), draws[:, column])
    state = np.where((state == FROZEN) & (rng.random(shape) < CORRECTIONS), CORRECTED, state)
    state[:, -1] = np.where(state[:, -1] >= FROZEN, SUBMITTED, state[:, -1])
    ends = np.array([np.datetime64(month.last, "us") for month in grid.months]) + np.timedelta64(86_400 * 10**6, "us")
    submitted = ends + _hours(rng, shape, 60, 420)
    validated = submitted + _hours(rng, shape, 5, 150)
    frozen = np.maximum(validated, ends + _hours(rng, shape, 560, 600)) + _hours(rng, shape, 1, 8)
    corrected = frozen + _hours(rng, shape, 240, 900)
    cut = [np.minimum(each, now - _hours(rng, shape, 1, 20)) for each in (submitted, validated, frozen, corrected)]
    for number in range(1, 4):
        cut[number] = np.maximum(cut[number], cut[number - 1] + np.timedelta64(60_000_000, "us"))
    return Steps(np.where(owned, state, MISSING), *cut)


def _hours(rng: np.random.Generator, shape: tuple[int, ...], low: float, high: float) -> NDArray[np.timedelta64]:
    """Between `low` and `high` hours, more often few."""
    spread = rng.beta(1.6, 2.6, shape)
    return ((low + (high - low) * spread) * 3.6e9).astype("timedelta64[us]")


def settled(grid: Grid, owned: Flags, at: NDArray[np.datetime64]) -> Steps:
    """Reports that nobody discusses (budgets, the seller's figures): validated where owned, at these instants."""
    instants = np.broadcast_to(at, owned.shape)
    return Steps(np.where(owned, VALIDATED, MISSING), instants, instants, instants, instants)
