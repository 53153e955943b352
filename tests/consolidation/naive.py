"""The bridge and the constant perimeter worked out again from what was reported, day by day, in the plainest way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from groupe.kernel.periods import Month

YEAR = 12
SETTLING = 24
FINANCE = ("PR_G1", "COST")
Values = dict[str, int]


@dataclass
class PlainSite:
    """`places` says for each day in the group which scopes hold the site and how many places it has.

    `closed` is its last day where it closed: what it still costs counts in the scopes of that day.
    """

    places: dict[dt.date, tuple[frozenset[str], int]]
    reports: dict[Month, Values] = field(default_factory=dict)
    closed: dt.date | None = None

    def settles(self, month: Month) -> bool:
        end = Month.of(self.closed) if self.closed in self.places else None
        return end is not None and end < month <= end + SETTLING

    def owned(self, month: Month) -> list[dt.date]:
        return [day for day in days_of(month) if day in self.places]

    def inside(self, month: Month, scope: str) -> list[dt.date]:
        return [day for day in self.owned(month) if scope in self.places[day][0]]

    def stays(self, month: Month, scope: str) -> bool:
        return scope in self.places.get(month.last, (frozenset(), 0))[0]

    def flow(self, month: Month, scope: str, code: str) -> int | None:
        """The share of a month's amount that falls on the days inside (rule 6); None where missing."""
        amount, owned = self.reports.get(month, {}).get(code), self.owned(month)
        if self.closed and self.settles(month):
            return amount if code in FINANCE and scope in self.places[self.closed][0] else None
        inside = set(self.inside(month, scope))
        if amount is None or not inside:
            return None
        total = 0
        for number, day in enumerate(owned):
            if day in inside:
                total += _upto(amount, number + 1, len(owned)) - _upto(amount, number, len(owned))
        return total

    def stock(self, month: Month, scope: str, code: str) -> int | None:
        return self.reports.get(month, {}).get(code) if self.stays(month, scope) else None

    def places_a_day(self, month: Month) -> Fraction | None:
        owned = self.owned(month)
        return Fraction(sum(self.places[day][1] for day in owned), len(owned)) if owned else None


def _upto(amount: int, days: int, owned: int) -> int:
    """Half away from zero."""
    twice = 2 * abs(amount) * days + owned
    return (1 if amount >= 0 else -1) * (twice // (2 * owned))


def days_of(month: Month) -> Iterator[dt.date]:
    return (month.first + dt.timedelta(days=number) for number in range(month.days))


def flow_class(site: PlainSite, month: Month, scope: str) -> str:
    now, before = (Fraction(len(site.inside(each, scope)), each.days) for each in (month, month - YEAR))
    if now == before == 0:
        return "exits"
    return "entries" if now > before else "exits" if now < before else "organic"


def stock_class(site: PlainSite, month: Month, scope: str) -> str:
    now, before = site.stays(month, scope), site.stays(month - YEAR, scope)
    return "organic" if now and before else "entries" if now else "exits"


def moves(sites: list[PlainSite], scope: str, code: str, first: Month, last: Month, *, stock: bool) -> dict[str, int]:
    """The blocks of a bridge, in the smallest unit; `alike` and `base` are both years of the constant perimeter."""
    found = dict.fromkeys(
        ("previous", "current", "entries", "exits", "organic", "missing", "capacity", "alike", "base"), 0
    )
    for month in [last] if stock else first.to(last):
        for site in sites:
            read = site.stock if stock else site.flow
            now, before = read(month, scope, code), read(month - YEAR, scope, code)
            effect = (now or 0) - (before or 0)
            found["current"] += now or 0
            found["previous"] += before or 0
            block = (stock_class if stock else flow_class)(site, month, scope)
            found[block] += effect
            if block != "organic":
                continue
            if now is None or before is None:
                found["missing"] += effect
                continue
            found["alike"] += now
            found["base"] += before
            if site.places_a_day(month) != site.places_a_day(month - YEAR):
                found["capacity"] += effect
    return found


def alike_ratio(
    sites: list[PlainSite], scope: str, num: str, den: str, first: Month, last: Month
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Both sides of a ratio of flows on the constant perimeter, this year's and last year's."""
    sums = [[0, 0], [0, 0]]
    for month in first.to(last):
        for site in sites:
            parts = [[site.flow(each, scope, code) for code in (num, den)] for each in (month, month - YEAR)]
            if flow_class(site, month, scope) == "organic" and all(None not in part for part in parts):
                for total, part in zip(sums, parts, strict=True):
                    for side in (0, 1):
                        total[side] += part[side] or 0
    return (sums[0][0], sums[0][1]), (sums[1][0], sums[1][1])


def alike_days(
    sites: list[PlainSite], scope: str, stock: str, flow: str, first: Month, last: Month
) -> tuple[tuple[int, int], tuple[int, int]]:
    """A stock in days of a flow (rules 13, 14 and 20): (stock x days, flow) of both years."""
    sums = [[0, 0], [0, 0]]
    for site in sites:
        stocks = [site.stock(each, scope, stock) for each in (last, last - YEAR)]
        months = [
            month
            for month in first.to(last)
            if flow_class(site, month, scope) == "organic"
            and all(flow in site.reports.get(each, {}) and site.owned(each) for each in (month, month - YEAR))
        ]
        if None in stocks or not months:
            continue
        for number, shift in enumerate((0, YEAR)):
            days = sum(len(site.owned(month - shift)) for month in months)
            sums[number][0] += (stocks[number] or 0) * days
            sums[number][1] += sum(site.reports[month - shift][flow] for month in months)
    return (sums[0][0], sums[0][1]), (sums[1][0], sums[1][1])
