"""The parts of a figure: the cells that its roll-ups are the sum of, with their share of each side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from establishments.catalogue import catalogue
from establishments.models import Establishment
from groupe.consolidation.engine.plan import CodePlan, MeasurePlan, current_plan, spread_of
from groupe.consolidation.layout import current_layout
from groupe.consolidation.selectors.slices import Cut, Slice, Wanted, as_int
from groupe.consolidation.selectors.vectors import TODAY, Today, site_number
from groupe.consolidation.selectors.weights import WHOLE, Weights
from groupe.kernel.periods import Month, Window, window_start

WIDTH = 8  # bytes of a position
Named = dict[int, tuple[str, str, str]]


@dataclass(frozen=True)
class Part:
    """An establishment's month, or the days of it that lie in the scope, and what it adds to both sides.

    `numerator` and `denominator` are exact, before the factor; None where the figure has no such side by part.
    `counts`: something of the figure comes from it. `due` and `heard`: it counts in the coverage, as expected and as
    reported. `scopes` by number. `before`: both sides a year before, on the constant perimeter. `fraction`: how much of
    it counts, which both sides are taken by; less than all of it in the legal view alone, by the `method` of its
    entity. A month after a closure has no days: its last one is the day before its first.
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
    fraction: Fraction = WHOLE
    method: str = ""

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

    def part(self, row: Sequence[Any], value: Callable[[str], int], counts: Counts, weight: Fraction = WHOLE) -> Part:
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
            numerator=sum(above) * self._unit() * weight,
            denominator=self._below(below, counts.days if some else 0, weight),
            counts=some,
            due=counted and counts.due > 0 and weight > 0,
            heard=heard and weight > 0,
            fraction=weight,
        )  # fmt: skip

    def _unit(self) -> Fraction:
        return self.plan.side.unit if isinstance(self.plan, MeasurePlan) else self.plan.num.unit

    def _below(self, amounts: Sequence[int], days: int, weight: Fraction) -> Fraction | None:
        if isinstance(self.plan, MeasurePlan):
            return days * weight if self.over_days and self.single else None
        return sum(amounts) * self.plan.den.unit * weight if self.plan.den else None


@dataclass(frozen=True)
class Counts:
    """A cell's count of expected site-months, and its owned days with a report."""

    due: int
    days: int


def reading_of(scope: str, code: str, period: Month, window: Window) -> Reading:
    """KeyError for a code that the catalogue does not have."""
    return Reading(current_plan().code(code), period, window, single=scope.startswith("establishment:"))


def read_parts(
    scope: str,
    reading: Reading,
    *,
    weights: Weights,
    validated_only: bool = False,
    site: str = "",
    known_at: Today = TODAY,
) -> list[Part]:
    """Every cell of the scope and window whose kind has the code, ordered by establishment, month and segment.

    `site`: those of one establishment alone.
    """
    plan, at = reading.plan, current_layout().positions
    slots = {part: at[plan.code, part] for part in plan.parts}
    start, end = min(slots.values()), max(slots.values()) + 1
    vector = "common" if plan.file == "common" else "sector"
    expected = Cut(vector, at[plan.expected, "el" if reading.last_only else "e"])
    cuts = [Cut(vector, start, end - start), expected, Cut("common", at["JM", "v"])]
    cells = _cells(scope, reading, cuts, weights, known_at, level=2 if validated_only else 0, site=site)
    named = named_sites({cell.establishment for cell in cells}, known_at)
    parts = (
        reading.part(
            _row(cell, named), _reader(cell.packed[0], slots, start), Counts(cell.number(1), cell.number(2)),
            weights.of(cell.scopes),
        )
        for cell in cells
        if named[cell.establishment][2] in plan.kinds
    )  # fmt: skip
    return sorted(parts, key=lambda part: part.key)


def _cells(
    scope: str, reading: Reading, cuts: Sequence[Cut], weights: Weights, known_at: Today, *, level: int, site: str
) -> list[Slice]:
    single = scope.partition(":")[2] if weights.single else site
    alone = None if not single else {one} if (one := site_number(single)) else set()
    if alone == set() or not (alone or weights.numbers):
        return []
    files = {catalogue().kinds[kind].sector for kind in reading.plan.kinds}
    scopes = None if weights.single else weights.numbers
    return known_at.slices(Wanted(reading.first, reading.last, cuts, alone, scopes, files, level))


def named_sites(pks: Collection[int], known_at: Today = TODAY) -> Named:
    """Code and name of today; the kind is the one that figures were made with."""
    rows = Establishment.objects.filter(pk__in=pks).values_list("pk", "code", "name", "kind")
    then = {} if known_at is TODAY else known_at.kinds(pks)
    return {pk: (code, name, then.get(pk, kind)) for pk, code, name, kind in rows}


def _row(cell: Slice, named: Named) -> list[Any]:
    whose = cell.establishment, *named[cell.establishment]
    return [
        *whose, cell.month, cell.segment, cell.first_day, cell.last_day, cell.level, cell.version, cell.scopes,
    ]  # fmt: skip


def _reader(packed: bytes | memoryview, slots: dict[str, int], start: int) -> Callable[[str], int]:
    def value(part: str) -> int:
        at = (slots[part] - start) * WIDTH
        return as_int(packed[at : at + WIDTH])

    return value
