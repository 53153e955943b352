"""Working time: the hours that a desk is open and the days that people work, without the public holidays of France.

Durations are seconds of open desk. Instants are compared in UTC, so that the nights on which clocks change count
what they last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import holidays

from groupe.kernel.periods import PARIS

HOUR: Final = 3600
# A due instant farther away than this is a mistake of whoever set the hours.
LONGEST_DAYS: Final = 3660


@dataclass(frozen=True)
class Hours:
    """Open on these days of the week (0 is Monday), from `opens` to `closes`; midnight closes the day."""

    weekdays: frozenset[int]
    opens: dt.time
    closes: dt.time

    def on(self, day: dt.date) -> tuple[dt.datetime, dt.datetime] | None:
        """When the desk opens and closes that day, in UTC."""
        if day.weekday() not in self.weekdays or day in _holidays(day.year):
            return None
        last = day if self.closes > self.opens else day + dt.timedelta(days=1)
        begin, end = dt.datetime.combine(day, self.opens, PARIS), dt.datetime.combine(last, self.closes, PARIS)
        return begin.astimezone(dt.UTC), end.astimezone(dt.UTC)


Pause = tuple[dt.datetime, dt.datetime]


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def is_workday(day: dt.date) -> bool:
    """Monday to Friday, no public holiday; the two that Alsace and Moselle have besides are workdays."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def workdays(first: dt.date, last: dt.date) -> int:
    """Workdays after `first` up to `last`, which counts; negative where `last` came before."""
    if last < first:
        return -workdays(last, first)
    days = (first + dt.timedelta(days=count) for count in range(1, (last - first).days + 1))
    return sum(is_workday(day) for day in days)


def workday_from(day: dt.date, count: int) -> dt.date:
    """The `count`-th workday after the day, or before it where `count` is negative; the day itself never counts."""
    step = dt.timedelta(days=1 if count > 0 else -1)
    for _left in range(abs(count)):
        day += step
        while not is_workday(day):
            day += step
    return day


def worked(hours: Hours, begin: dt.datetime, end: dt.datetime) -> int:
    """Seconds of open desk between two instants; 0 where the second one is not later."""
    total = dt.timedelta()
    for opens, closes in _open(hours, begin):
        if opens >= end:
            break
        total += max(min(closes, end) - opens, dt.timedelta())
    return int(total.total_seconds())


def after(hours: Hours, begin: dt.datetime, seconds: int) -> dt.datetime:
    """The instant at which the desk has been open for `seconds` since `begin`."""
    left = dt.timedelta(seconds=seconds)
    for opens, closes in _open(hours, begin):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise ValueError("the desk is never open long enough")


def due(hours: Hours, begin: dt.datetime, seconds: int, pauses: Sequence[Pause] = ()) -> dt.datetime:
    """When `seconds` are used up, pauses left out; one that begins once they are changes nothing."""
    left = seconds
    for since, until in sorted(pauses):
        used = worked(hours, begin, since)
        if used >= left:
            break
        left, begin = left - used, max(begin, until)
    return after(hours, begin, left)


def _open(hours: Hours, begin: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """The spans of open desk from `begin` on, the first one cut to it."""
    start = begin.astimezone(dt.UTC)
    # A desk that is open over midnight began the evening before.
    day = start.astimezone(PARIS).date() - dt.timedelta(days=1)
    for _count in range(LONGEST_DAYS):
        span = hours.on(day)
        if span is not None and span[1] > start:
            yield max(span[0], start), span[1]
        day += dt.timedelta(days=1)
