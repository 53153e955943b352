"""What the makers of figures share: one kind, one scenario, arrays of shape (sites, months)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from establishments.demo.calendars import Flags, Floats, Frame, Grid, Ints
from establishments.demo.latent import COST_RISE, INCOME_RISE, WAGE_RISE, Latent
from establishments.demo.model import Site
from establishments.demo.profiles import PROFILES, WITHOUT_PLACES, Profile

Array = NDArray[Any]  # floats or whole numbers


@dataclass
class Context:
    """`values` by measure code, in the measure's own unit; NaN where not reported. `charges` are the euros that the
    group bills to the site, by account. `not_applicable` are whole measures without object for the kind."""

    kind: str
    sites: Sequence[Site]
    frame: Frame
    latent: Latent
    rng: np.random.Generator
    values: dict[str, Array] = field(default_factory=dict)
    not_applicable: set[str] = field(default_factory=set)
    charges: dict[str, Floats] = field(default_factory=dict)
    costs: dict[str, Floats] = field(default_factory=dict)

    @property
    def grid(self) -> Grid:
        return self.frame.grid

    @property
    def profile(self) -> Profile:
        return PROFILES[self.kind]

    @property
    def shape(self) -> tuple[int, int]:
        return self.frame.days.shape

    @property
    def part(self) -> Floats:
        return self.frame.part

    @cached_property
    def size(self) -> Floats:
        """The kind's own unit, mean of the month's owned days (of the whole month where none is owned)."""
        fixed = np.array([[float(site.size)] for site in self.sites]) * np.ones(self.shape)
        if self.kind in WITHOUT_PLACES:
            return fixed
        return np.where(self.frame.days > 0, self.frame.mean_places("CAP_FIN"), self.frame.last_places("CAP_FIN"))

    @cached_property
    def persons(self) -> Ints:
        """People at the end of the month; nobody where the site closed."""
        wanted = np.floor(self.latent.occupancy * self._last_size * self.profile.people)
        return np.where(self.closes, 0, wanted).astype(np.int64)

    @cached_property
    def _last_size(self) -> Floats:
        if self.kind in WITHOUT_PLACES:
            return self.size
        measure = "CAP_HP" if self.kind == "ehpad" else "CAP_FIN"
        return self.frame.last_places(measure).astype(np.float64)

    @cached_property
    def closes(self) -> Flags:
        """The month in which the site closes for good."""
        ends = [
            self.grid.ordinal(site.exit) if site.exit_reason == "closed" and site.exit else -1 for site in self.sites
        ]
        column = np.searchsorted(self.grid.edges, np.array(ends), side="right") - 1
        found: Flags = (np.arange(self.shape[1]) == column[:, None]) & (np.array(ends)[:, None] >= 0)
        return found

    @cached_property
    def weekdays(self) -> Ints:
        return self.grid.by_month(self.frame.owned & self.grid.open_days["week"])

    @cached_property
    def entries(self) -> Flags:
        """The first month of the scenario's days, where these begin inside the grid."""
        first = np.argmax(self.frame.days > 0, axis=1)
        found: Flags = (np.arange(self.shape[1]) == first[:, None]) & (self.frame.days > 0)
        started = np.array([[site.entry > self.grid.start.first] for site in self.sites])
        found &= started
        return found

    def rise(self, yearly: float) -> Floats:
        return yearly**self.grid.years

    @property
    def cost_rise(self) -> Floats:
        return self.rise(COST_RISE)

    @property
    def wage_rise(self) -> Floats:
        return self.rise(WAGE_RISE)

    @property
    def income_rise(self) -> Floats:
        return self.rise(INCOME_RISE)

    def noise(self, scale: float) -> Floats:
        """Factors around 1."""
        return np.clip(self.rng.normal(1, scale, self.shape), 0.3, 2)

    def poisson(self, mean: Array | float) -> Ints:
        return self.rng.poisson(np.maximum(mean, 0) * np.ones(self.shape))

    def part_of(self, total: Array, share: Array | float) -> Ints:
        """How many of each total, each with this probability."""
        return self.rng.binomial(np.asarray(total).astype(np.int64), np.clip(share, 0, 1) * np.ones(self.shape))

    def moves(self, stock: Ints, opening: Ints, leaving: Array | float) -> tuple[Ints, Ints]:
        """(arrivals, departures) that lead from `opening` to `stock`, with about this many departures."""
        change = stock - opening
        out = np.maximum(self.poisson(leaving), np.maximum(-change, 0))
        out = np.minimum(out, np.maximum(opening, -change))
        return change + out, out

    def opening_of(self, stock: Ints) -> Ints:
        """The stock on the first morning of each month: the end of the month before; 0 where founded."""
        before = np.concatenate([stock[:, :1], stock[:, :-1]], axis=1)
        late = np.array([[self.frame.actual and site.taken_over and site.entry.day > 1] for site in self.sites])
        founded = np.array([[site.entry_reason == "founded"] for site in self.sites])
        before = np.where(self.entries & late, stock, before)
        return np.where(self.entries & founded, 0, before)

    def only_in(self, code: str, array: Array, months: Flags) -> None:
        """Reports a measure in some months only."""
        self.values[code] = np.where(months, array, np.nan)
