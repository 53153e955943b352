"""Calendar months and the windows that end with them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")
Window = Literal["month", "quarter", "ytd", "r12", "year"]
WINDOWS: tuple[Window, ...] = ("month", "quarter", "ytd", "r12", "year")
_FORMAT = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month; `index` counts months from year 0, so that months can be subtracted.

    >>> Month.parse("2025-03") + 11
    Month(index=24313)
    >>> str(Month.parse("2025-03") + 11)
    '2026-02'
    """

    index: int

    @classmethod
    def of(cls, day: dt.date) -> Month:
        return cls(day.year * 12 + day.month - 1)

    @classmethod
    def parse(cls, text: str) -> Month:
        """From `YYYY-MM`; raises ValueError on anything else."""
        match = _FORMAT.fullmatch(text.strip())
        if not match or match[1] == "0000":
            raise ValueError(f"{text!r} is not a month: expected YYYY-MM")
        return cls(int(match[1]) * 12 + int(match[2]) - 1)

    @property
    def year(self) -> int:
        return self.index // 12

    @property
    def number(self) -> int:
        """1 for January to 12."""
        return self.index % 12 + 1

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, self.number, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, self.number, self.days)

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.number)[1]

    def __add__(self, months: int) -> Month:
        return Month(self.index + months)

    def __sub__(self, months: int) -> Month:
        return Month(self.index - months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def to(self, last: Month) -> Iterator[Month]:
        """Every month from this one to `last`, both included."""
        return (Month(index) for index in range(self.index, last.index + 1))


def window_start(window: Window, last: Month) -> Month:
    """The first month of the window that ends with `last` (semantics, rule 11)."""
    if window == "month":
        return last
    if window == "r12":
        return last - 11
    if window == "quarter":
        return last - (last.number - 1) % 3
    return last - (last.number - 1)


def is_complete(window: Window, last: Month) -> bool:
    """Whether a calendar quarter or year ends with `last`; the other windows always do."""
    if window == "quarter":
        return last.number % 3 == 0
    return window != "year" or last.number == 12


def today() -> dt.date:
    """The date in Paris."""
    return timezone.localdate(timezone=PARIS)


def last_completed_month() -> Month:
    return Month.of(today()) - 1
