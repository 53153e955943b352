"""The parts of a figure: the cells that its roll-ups are the sum of, with their share of each side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db import connection

from establishments.enums import Scenario
from establishments.models import Establishment
from groupe.consolidation.engine.plan import CodePlan, MeasurePlan, current_plan, spread_of
from groupe.consolidation.layout import current_layout
from groupe.consolidation.scopes import scope_number
from groupe.kernel.periods import Month, Window, window_start

WIDTH = 8  # bytes of a position


@dataclass(frozen=True)
class Part:
    """An establishment's month, or the days of it that lie in the scope, and what it adds to both sides.

    `numerator` and `denominator` are exact, before the factor; None where the figure has no such side by part.
    `counts`: something of the figure comes from it. `due` and `heard`: it counts in the coverage, as expected and as
    reported. `scopes` by number. `before`: both sides a year before, on the constant perimeter. A month after a
    closure has no days: its last one is the day before its first.
    """

    establishment: int
    code: str
    name: str
    kind: str
    month: Month
    segment: int
    first: dt.date
    last: dt.date
    level: int
    version: int | None
    scopes: tuple[int, ...]
    numerator: Fraction
    denominator: Fraction | None
    counts: bool
    due: bool
    heard: bool
    before: tuple[Fraction, Fraction | None] | None = None

    @property
    def key(self) -> str:
        """Unique, and stable from one page of parts to the next."""
        return f"{self.code}|{self.month}|{self.segment:03d}"

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def missing(self) -> bool:
        return self.due and not self.heard


@dataclass(frozen=True)
class PartSum:
    """Several parts, added."""

    numerator: Fraction
    denominator: Fraction | None
    parts: int
    sites: int


def summed(parts: Iterable[Part]) -> PartSum:
    """The sums of both sides; a side that no part has is None."""
    taken = list(parts)
    below = [part.denominator for part in taken if part.denominator is not None]
    return PartSum(
        sum((part.numerator for part in taken), Fraction(0)),
        sum(below, Fraction(0)) if below else None,
        len(taken),
        len({part.establishment for part in taken}),
    )


@dataclass(frozen=True)
class Reading:
    """Which slots of a cell make a code's sides over a window; `single` is the scope of one establishment."""

    plan: CodePlan
    last: Month
    window: Window
    single: bool

    @property
    def first(self) -> Month:
        """A stock against a flow stands in the window's last month alone."""
        return self.last if self._suffix else window_start(self.window, self.last)

    @property
    def last_only(self) -> bool:
        return self.plan.time == "LAST" if isinstance(self.plan, MeasurePlan) else self.plan.last_only

    @property
    def over_days(self) -> bool:
        """Divided by days: the owned ones of one establishment, else those of the calendar."""
        return isinstance(self.plan, MeasurePlan) and self.plan.time == "AVG"

    @cached_property
    def _suffix(self) -> str:
        windowed = not isinstance(self.plan, MeasurePlan) and self.plan.windowed
        return f":{spread_of(self.window, self.plan.code)}" if windowed else ""

    def sides(self, month: Month) -> tuple[list[str], list[str]]:
        """The slots of the numerator and of the denominator that count in a month."""
        if isinstance(self.plan, MeasurePlan):
            return (["v"] if self.plan.time != "LAST" or month == self.last else []), []
        if self._suffix:
            return ["n" + self._suffix], ["d" + self._suffix]
        known = [part for part in ("n", "d", "nl", "dl") if part in self.plan.parts]
        taken = [part for part in known if month == self.last or not part.endswith("l")]
        return [part for part in taken if part[0] == "n"], [part for part in taken if part[0] == "d"]

    def part(self, row: Sequence[Any], value: Callable[[str], int], counts: Counts) -> Part:
        establishment, code, name, kind, index, segment, first, last, level, version, scopes = row
        month = Month(index)
        above, below = ([value(slot) for slot in slots] for slots in self.sides(month))
        counted = month == self.last or not self.last_only
        heard = counted and value("r" + self._suffix) > 0
        present = value("p") > 0 if isinstance(self.plan, MeasurePlan) and above else False
        some = heard or present or any(above) or any(below)
        start = month.first
        return Part(
            establishment, code, name, kind, month, segment, start.replace(day=first),
            start + dt.timedelta(days=last - 1), level, version, tuple(scopes),
            numerator=sum(above) * self._unit(),
            denominator=self._below(below, counts.days if some else 0),
            counts=some,
            due=counted and counts.due > 0,
            heard=heard,
        )  # fmt: skip

    def _unit(self) -> Fraction:
        return self.plan.side.unit if isinstance(self.plan, MeasurePlan) else self.plan.num.unit

    def _below(self, amounts: Sequence[int], days: int) -> Fraction | None:
        if isinstance(self.plan, MeasurePlan):
            return Fraction(days) if self.over_days and self.single else None
        return sum(amounts) * self.plan.den.unit if self.plan.den else None


@dataclass(frozen=True)
class Counts:
    """A cell's count of expected site-months, and its owned days with a report."""

    due: int
    days: int


def reading_of(scope: str, code: str, period: Month, window: Window) -> Reading:
    """KeyError for a code that the catalogue does not have."""
    return Reading(current_plan().code(code), period, window, single=scope.startswith("establishment:"))


def read_parts(scope: str, reading: Reading, *, validated_only: bool = False, site: str = "") -> list[Part]:
    """Every cell of the scope and window whose kind has the code, ordered by establishment, month and segment.

    `site`: those of one establishment alone.
    """
    plan, at = reading.plan, current_layout().positions
    slots = {part: at[plan.code, part] for part in plan.parts}
    start, end = min(slots.values()), max(slots.values()) + 1
    expected = at[plan.expected, "el" if reading.last_only else "e"]
    level = 2 if validated_only else 0
    rows = _cells(scope, reading, [(start, end), (expected, expected + 1)], level=level, site=site)
    return [
        reading.part(row, _reader(packed, slots, start), Counts(as_int(due), as_int(days)))
        for *row, packed, due, days in rows
    ]


def _cells(
    scope: str, reading: Reading, ranges: Sequence[tuple[int, int]], *, level: int, site: str
) -> list[Sequence[Any]]:
    """The columns of a cell that a part needs, these ranges of the code's own vector, and the owned days."""
    condition, values = inside_scope(scope)
    if condition is None:
        return []
    plan, days = reading.plan, current_layout().positions["JM", "v"]
    vector = "common" if plan.file == "common" else "sector"
    pieces = [(vector, *each) for each in ranges] + [("common", days, days + 1)]
    columns = ", ".join(
        f"substring(c.{name} from {start * WIDTH + 1} for {(end - start) * WIDTH})" for name, start, end in pieces
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.establishment, e.code, e.name, e.kind, c.month, c.segment, c.first_day, c.last_day, c.level,"  # noqa: S608
            f" c.version, c.scopes, {columns}"
            " from consolidation_cell c join establishments_establishment e on e.id = c.establishment"
            f" where c.scenario = %s and c.month between %s and %s and {condition} and c.level >= %s"
            " and e.kind = any(%s) and (%s = '' or e.code = %s) order by e.code, c.month, c.segment",
            [
                Scenario.ACTUAL.value, reading.first.index, reading.last.index, *values, level, list(plan.kinds),
                site, site,
            ],
        )  # fmt: skip
        return list(cursor.fetchall())


def inside_scope(scope: str) -> tuple[str | None, list[Any]]:
    """The condition on a cell to lie in the scope; None where none ever did."""
    name, _colon, code = scope.partition(":")
    if name == "establishment":
        pk = Establishment.objects.filter(code=code).values_list("pk", flat=True).first()
        return ("c.establishment = %s", [pk]) if pk is not None else (None, [])
    number = scope_number(scope)
    return ("c.scopes @> array[%s]::int[]", [number]) if number is not None else (None, [])


def _reader(packed: bytes, slots: dict[str, int], start: int) -> Callable[[str], int]:
    def value(part: str) -> int:
        at = (slots[part] - start) * WIDTH
        return as_int(packed[at : at + WIDTH])

    return value


def as_int(packed: bytes) -> int:
    """0 past the end of a vector that was written before the catalogue grew."""
    return int.from_bytes(packed, "little", signed=True)
