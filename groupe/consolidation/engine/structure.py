"""An establishment's days in the group, cut wherever a scope changes, and the rows that months make of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from groupe.kernel.periods import Month

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
IntsOrFlags = TypeVar("IntsOrFlags", Ints, Flags)
YEAR = 12


@dataclass(frozen=True)
class Counted:
    """How a run counts in the legal view of `base`, where that is not whole.

    `scope` holds what counts with this fraction, `taken` what the operational view counts whole and the legal one
    does not (0 where it did not count in `base` at all), `whole` what counts whole.
    """

    base: int
    method: str
    fraction: Fraction
    scope: int
    taken: int
    whole: int


@dataclass(frozen=True)
class Run:
    """Consecutive days (ordinals, both included) over which an establishment lies in the same scopes.

    `legal` tells how it counts in the legal view of these scopes, or of entities above its own.
    """

    first: int
    last: int
    scopes: tuple[int, ...]
    legal: tuple[Counted, ...] = ()

    @property
    def everywhere(self) -> tuple[int, ...]:
        """The scopes that its cells add up in, those of the legal view included."""
        beside = {scope for each in self.legal for scope in (each.scope if each.fraction else 0, each.taken) if scope}
        return (*self.scopes, *sorted(beside)) if beside else self.scopes

    @property
    def bases(self) -> tuple[int, ...]:
        """The scopes that it is compared in."""
        return (*self.scopes, *sorted({each.base for each in self.legal} - set(self.scopes)))


@dataclass(frozen=True)
class Piece:
    """A dated capacity: `value` places from `first` to `last`, both included."""

    first: int
    last: int
    value: int


@dataclass(frozen=True)
class Entry:
    """A stay: its days and its opening record, in each measure's smallest unit."""

    first: int
    last: int
    opening: Mapping[str, int]


@dataclass(frozen=True, order=True)
class SiteLink:
    """From a day (an ordinal) on, `weight` of the past of `old` belongs to `new`."""

    date: int
    old: int
    new: int
    weight: Fraction


@dataclass(frozen=True)
class Residual:
    """Months (by index, both included) after a closure, whose costs still count in the scopes of `run`."""

    run: int
    first: int
    last: int


@dataclass(frozen=True)
class Site:
    """`links` are those of all that it is linked to, directly or not."""

    pk: int
    kind: str
    runs: tuple[Run, ...]
    entries: tuple[Entry, ...]
    capacities: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)
    links: tuple[SiteLink, ...] = ()
    residual: tuple[Residual, ...] = ()


@dataclass(frozen=True)
class Rows:
    """One row per segment: arrays of the same length R, ordered by site, month, segment.

    `site` and `column` index the sites and months of the inputs, `run` the runs of the site; `days` counts the
    days of the row, `before` those of the cell's earlier rows, `owned` the cell's. `closes` marks the last row of a
    cell, `stays` a row that reaches the last day of its month. The row of a month after a closure has no days: it is
    expected nowhere, and closes nothing.
    """

    site: Ints
    column: Ints
    segment: Ints
    run: Ints
    first: Ints
    last: Ints
    days: Ints
    before: Ints
    owned: Ints
    closes: Flags
    stays: Flags
    scopes: list[tuple[int, ...]]

    def __len__(self) -> int:
        return len(self.site)


def rows_of(sites: Sequence[Site], start: Month, first: Month, last: Month, residual: Flags | None = None) -> Rows:
    """The rows of `first` to `last`; columns count from `start`. `residual` says which months without days have one."""
    raw: list[tuple[int, int, int, int, int]] = []
    scopes: list[tuple[int, ...]] = []
    ends = {month.index: (month.first.toordinal(), month.last.toordinal()) for month in first.to(last)}
    for number, site in enumerate(sites):
        cut = [
            (month, begin, end, rank)
            for rank, run in enumerate(site.runs)
            for month, begin, end in _months_of(run, ends)
        ]
        if residual is not None and site.residual:
            cut += _without_days(site, residual[number], start, ends)
        for month, begin, end, rank in sorted(cut):
            raw.append((number, month - start.index, begin, end, rank))
            scopes.append(site.runs[rank].everywhere)
    table = np.array(raw, dtype=np.int64).reshape(-1, 5)
    closing = np.array([ends[start.index + column][1] for column in table[:, 1]], dtype=np.int64)
    return _arrange(table, closing, scopes)


def _months_of(run: Run, ends: Mapping[int, tuple[int, int]]) -> list[tuple[int, int, int]]:
    if not ends:
        return []
    first = max(min(ends), _month_index(run.first))
    last = min(max(ends), _month_index(run.last))
    return [(m, max(run.first, ends[m][0]), min(run.last, ends[m][1])) for m in range(first, last + 1)]


def _without_days(
    site: Site, reported: Flags, start: Month, ends: Mapping[int, tuple[int, int]]
) -> list[tuple[int, int, int, int]]:
    return [
        (month, begin, begin - 1, each.run)
        for each in site.residual
        for month, (begin, _end) in ends.items()
        if each.first <= month <= each.last and reported[month - start.index]
    ]


def _month_index(ordinal: int) -> int:
    return Month.of(dt.date.fromordinal(ordinal)).index


def _arrange(table: Ints, closing: Ints, scopes: list[tuple[int, ...]]) -> Rows:
    site, column, first, last, run = table.T
    days = last - first + 1
    cell = site * 1_000_000 + column
    size = len(cell)
    opens = np.ones(size, dtype=bool)
    opens[1:] = cell[1:] != cell[:-1]
    closes = np.ones(size, dtype=bool)
    closes[:-1] = opens[1:]
    number = np.cumsum(opens) - 1
    starts = np.flatnonzero(opens)
    total = np.add.reduceat(days, starts) if size else days
    running = np.cumsum(days) - days
    return Rows(
        site=site,
        column=column,
        segment=np.arange(size) - starts[number] if size else site,
        run=run,
        first=first,
        last=last,
        days=days,
        before=running - running[starts][number] if size else days,
        owned=total[number] if size else days,
        closes=closes & (days > 0),
        stays=last == closing,
        scopes=scopes,
    )


def owned_days(sites: Sequence[Site], start: Month, columns: int) -> Ints:
    """Days in the group by site and month: the `JM` of semantics, rule 7; shape (sites, columns)."""
    bounds = month_bounds(start, columns)
    days = np.zeros((len(sites), columns), dtype=np.int64)
    for number, site in enumerate(sites):
        for run in site.runs:
            days[number] += overlap(bounds, run.first, run.last)
    return days


@lru_cache(maxsize=256)
def month_bounds(start: Month, columns: int) -> Ints:
    """First and last ordinal of each month; shape (columns, 2)."""
    months = start.to(start + (columns - 1))
    return np.array([(m.first.toordinal(), m.last.toordinal()) for m in months], dtype=np.int64).reshape(-1, 2)


def overlap(bounds: Ints, first: int, last: int) -> Ints:
    """Days of each interval that lie between two ordinals, both included."""
    days: Ints = np.maximum(0, np.minimum(bounds[:, 1], last) - np.maximum(bounds[:, 0], first) + 1)
    return days


def capacity_days(pieces: Sequence[Piece], bounds: Ints) -> tuple[Ints, Ints]:
    """Place-days of dated capacities over each interval, and the days that they cover."""
    places, covered = np.zeros(len(bounds), dtype=np.int64), np.zeros(len(bounds), dtype=np.int64)
    for piece in pieces:
        days = overlap(bounds, piece.first, piece.last)
        places += days * piece.value
        covered += days
    return places, covered


def share(amount: Ints, rows: Rows) -> Ints:
    """A cell's amounts cut by days: the running total is rounded half-up, so that parts sum to the whole.

    What has no days has one row, which counts whole.
    """
    whole, owned = amount[rows.site, rows.column], np.maximum(rows.owned, 1)
    upto = half_up(whole * (rows.before + rows.days), owned)
    return np.where(rows.owned == 0, whole, upto - half_up(whole * rows.before, owned))


def shared(amounts: Ints, rows: Rows) -> Ints:
    """As `share`, of several amounts by row: only months that are cut have parts."""
    parts = amounts.copy()
    cut = np.flatnonzero(rows.days != rows.owned)
    if len(cut):
        whole, before, owned = amounts[:, cut], rows.before[cut], rows.owned[cut]
        parts[:, cut] = half_up(whole * (before + rows.days[cut]), owned) - half_up(whole * before, owned)
    return parts


def half_up(numerator: Ints, denominator: Ints | int) -> Ints:
    """Integer quotient rounded half away from zero; the denominator is positive."""
    rounded = np.floor_divide(2 * np.abs(numerator) + denominator, 2 * denominator)
    return np.asarray(np.sign(numerator) * rounded, dtype=np.int64)


def a_year_before(values: IntsOrFlags) -> IntsOrFlags:
    """Each month's value a year before, months along the last axis; 0 where there is none."""
    earlier = np.zeros_like(values)
    earlier[..., YEAR:] = values[..., :-YEAR]
    return earlier
