"""Days: who is open when, and whose days they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import holidays
import numpy as np
from numpy.typing import NDArray

from establishments.demo.model import Site
from groupe.kernel.periods import Month

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
HISTORY = 12


@dataclass(frozen=True)
class Grid:
    """The months of the period and a year before it: column 0 is `start`."""

    start: Month
    last: Month

    @property
    def columns(self) -> int:
        return self.last.index - self.start.index + 1

    @cached_property
    def months(self) -> list[Month]:
        return list(self.start.to(self.last))

    @cached_property
    def lengths(self) -> Ints:
        return np.array([month.days for month in self.months])

    @cached_property
    def edges(self) -> Ints:
        """The first day of each month, counted from the first day of the grid."""
        return np.concatenate([[0], np.cumsum(self.lengths)[:-1]])

    @cached_property
    def numbers(self) -> Ints:
        """0 for January to 11, by column."""
        return np.array([month.number - 1 for month in self.months])

    @cached_property
    def years(self) -> Floats:
        """Years since the start of the grid, by column."""
        return np.arange(self.columns) / 12

    @cached_property
    def days(self) -> list[dt.date]:
        first = self.start.first
        return [first + dt.timedelta(days=n) for n in range(int(self.lengths.sum()))]

    def ordinal(self, day: dt.date) -> int:
        """The number of a day, cut to the grid: its length for what never comes."""
        return min(max((day - self.start.first).days, 0), len(self.days))

    def by_month(self, daily: NDArray) -> Ints:
        """Sums by month of values by day (the last axis)."""
        return np.add.reduceat(daily, self.edges, axis=-1, dtype=np.int64)

    def column(self, month: Month) -> int:
        return month.index - self.start.index

    @cached_property
    def open_days(self) -> dict[str, Flags]:
        """By calendar, whether a day is open."""
        feasts = holidays.country_holidays("FR", years=range(self.start.year, self.last.year + 1))
        weekdays = np.array([day.weekday() < 5 and day not in feasts for day in self.days])
        closed: dict[str, Callable[[dt.date], bool]] = {
            "week": lambda day: False,
            "nursery": lambda day: (day.month == 8 and day.day <= 21) or (day.month == 12 and day.day >= 24),
            "school": lambda day: _summer(day) or (day.month == 12 and day.day >= 23),
            "workshop": lambda day: (day.month == 8 and day.day <= 22) or (day.month == 12 and day.day >= 26),
        }
        found = {name: weekdays & ~np.array([shut(day) for day in self.days]) for name, shut in closed.items()}
        return {**found, "all": np.ones(len(self.days), dtype=bool)}


def _summer(day: dt.date) -> bool:
    return (day.month, day.day) >= (7, 20) and (day.month, day.day) <= (8, 26)


@dataclass
class Frame:
    """The days of one scenario: shape (sites, months). `actual` days are the group's, others the seller's."""

    grid: Grid
    sites: Sequence[Site]
    actual: bool

    @cached_property
    def owned(self) -> Flags:
        """By site and day."""
        flags = np.zeros((len(self.sites), len(self.grid.days)), dtype=bool)
        for row, site in enumerate(self.sites):
            entry = self.grid.ordinal(site.entry)
            if self.actual:
                end = self.grid.ordinal(site.exit + dt.timedelta(days=1)) if site.exit else len(self.grid.days)
                flags[row, max(entry, self.grid.edges[HISTORY]) : end] = True
            elif site.taken_over:
                before = self.grid.ordinal((Month.of(site.entry) - HISTORY).first)
                flags[row, before:entry] = True
        return flags

    @cached_property
    def days(self) -> Ints:
        return self.grid.by_month(self.owned)

    @cached_property
    def part(self) -> Floats:
        """Owned days over days of the month."""
        return self.days / self.grid.lengths

    @cached_property
    def open(self) -> Ints:
        """Opening days, by each site's calendar."""
        calendars = np.array([self.grid.open_days[site.profile.calendar] for site in self.sites])
        return self.grid.by_month(self.owned & calendars)

    def place_days(self, measure: str) -> Ints:
        """Places x owned days."""
        return self.grid.by_month(self._daily(measure) * self.owned)

    def mean_places(self, measure: str) -> Floats:
        """Mean places of the owned days; 0 where there is none."""
        return self.place_days(measure) / np.maximum(self.days, 1)

    def last_places(self, measure: str) -> Ints:
        """Places on the last owned day of the month, or on its last day where none is owned."""
        numbers = np.arange(self.owned.shape[1])
        ends = self.grid.edges + self.grid.lengths - 1
        last_owned = np.maximum.reduceat(np.where(self.owned, numbers, -1), self.grid.edges, axis=1)
        return np.take_along_axis(self._daily(measure), np.where(last_owned < 0, ends, last_owned), axis=1)

    def _daily(self, measure: str) -> Ints:
        daily = np.zeros(self.owned.shape, dtype=np.int64)
        for row, site in enumerate(self.sites):
            steps = sorted((step for step in site.steps if step.measure == measure), key=lambda step: step.since)
            for number, step in enumerate(steps):
                daily[row, self.grid.ordinal(step.since) if number else 0 :] = step.value
        return daily
