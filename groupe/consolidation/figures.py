"""Figures out of sums of vectors: windows add up, and the division comes last (semantics, rules 11 to 17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from groupe.consolidation.engine.plan import CodePlan, IndicatorPlan, MeasurePlan, Plan, spread_of
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.engine.terms import Side
from groupe.kernel.periods import Month, Window, window_start

Amount = int | Fraction
# A code, the count of what is expected of it, and parts of it.
Parts = tuple[str, str, tuple[str, ...]]


class Coverage(NamedTuple):
    """Site-months: expected, reported (kept on both sides), and validated among these."""

    expected: int
    reported: int
    validated: int


class Figure(NamedTuple):
    """A code over the window that ends with `period`; exact, None where it cannot be computed.

    A tuple, as a page makes a thousand.
    """

    code: str
    period: Month
    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    coverage: Coverage


@dataclass(frozen=True)
class Vectors:
    """The vectors of one scope by month and file, and the days to divide FTE-days by."""

    plan: Plan
    positions: Mapping[tuple[str, str], int]
    by_month: Mapping[Month, Mapping[str, Ints]]
    single: bool = False
    _sums: dict[tuple[str, Month, Month], Ints] = field(default_factory=dict, compare=False, repr=False)
    _places: dict[Parts, tuple[Ints, int]] = field(default_factory=dict, compare=False, repr=False)
    _stacks: dict[str, tuple[list[int], Ints]] = field(default_factory=dict, compare=False, repr=False)
    _monthly: dict[Parts, dict[int, list[Amount]]] = field(default_factory=dict, compare=False, repr=False)

    def over(self, file: str, months: Sequence[Month]) -> Ints | None:
        """The sum of a file's vectors over consecutive months; None without any."""
        if len(months) == 1:
            files = self.by_month.get(months[0])
            return files.get(file) if files else None
        key = file, months[0], months[-1]
        if key not in self._sums:
            self._sums[key] = added(
                [self.by_month[month][file] for month in months if file in self.by_month.get(month, {})]
            )
        return self._sums[key]

    def at(self, vector: Ints | None, code: str, part: str) -> Amount:
        """A part of a code in a vector of its file; a fraction in the legal view."""
        position = self.positions[code, part]
        if vector is None or position >= len(vector):
            return 0
        value: Amount = vector[position]
        return value if vector.dtype == object else int(value)

    def several(self, months: Sequence[Month], plan: CodePlan, parts: tuple[str, ...], expected: str) -> list[Amount]:
        """The count `expected` of a plan, then these parts of it; of all months at once, as a page reads them all."""
        if len(months) == 1:
            return self.monthly(plan, parts, expected).get(months[0].index) or [0] * (len(parts) + 1)
        return self._read(self.over(plan.file, months), plan, parts, expected)

    def monthly(self, plan: CodePlan, parts: tuple[str, ...], expected: str) -> dict[int, list[Amount]]:
        """The same for each month that has any, by its index."""
        key = plan.code, expected, parts
        if key not in self._monthly:
            self._monthly[key] = self._by_month(plan, parts, expected)
        return self._monthly[key]

    def _by_month(self, plan: CodePlan, parts: tuple[str, ...], expected: str) -> dict[int, list[Amount]]:
        if plan.file not in self._stacks:
            held = {month.index: files[plan.file] for month, files in self.by_month.items() if plan.file in files}
            self._stacks[plan.file] = list(held), _stacked(list(held.values()))
        months, stack = self._stacks[plan.file]
        places, last = self._places_of(plan, parts, expected)
        if last < stack.shape[1]:
            return dict(zip(months, stack[:, places].tolist(), strict=True))
        return {month: self._read(vector, plan, parts, expected) for month, vector in zip(months, stack, strict=True)}

    def _places_of(self, plan: CodePlan, parts: tuple[str, ...], expected: str) -> tuple[Ints, int]:
        key = plan.code, expected, parts
        if key not in self._places:
            keys = [(plan.expected, expected), *((plan.code, part) for part in parts)]
            places = np.array([self.positions[each] for each in keys])
            self._places[key] = places, int(places.max())
        return self._places[key]

    def _read(self, vector: Ints | None, plan: CodePlan, parts: tuple[str, ...], expected: str) -> list[Amount]:
        places, last = self._places_of(plan, parts, expected)
        if vector is None:
            return [0] * len(places)
        if last < len(vector):
            found: list[Amount] = vector[places].tolist()
            return found
        inside = places[places < len(vector)]
        read: dict[int, Amount] = dict(zip(inside.tolist(), vector[inside].tolist(), strict=True))
        return [read.get(place, 0) for place in places.tolist()]


def _stacked(vectors: Sequence[Ints]) -> Ints:
    """One row each; a shorter one, written before the catalogue grew, ends with zeros."""
    widths = {len(vector) for vector in vectors}
    if len(widths) == 1:
        return np.stack(vectors)
    exact = any(vector.dtype == object for vector in vectors)
    block: Ints = np.zeros((len(vectors), max(widths, default=0)), dtype=object if exact else np.int64)
    for row, vector in zip(block, vectors, strict=True):
        row[: len(vector)] = vector
    return block


def added(vectors: Sequence[Ints]) -> Ints:
    """Their sum; a shorter one, written before the catalogue grew, ends with zeros."""
    exact = any(vector.dtype == object for vector in vectors)
    total: Ints = np.zeros(max((len(each) for each in vectors), default=0), dtype=object if exact else np.int64)
    for vector in vectors:
        total[: len(vector)] += vector
    return total


def figure(vectors: Vectors, code: str, last: Month, window: Window) -> Figure:
    """One figure; KeyError for a code that the catalogue does not have."""
    plan = vectors.plan.code(code)
    months = [last] if window == "month" else list(window_start(window, last).to(last))
    if isinstance(plan, MeasurePlan):
        return _measure(vectors, plan, months)
    return _windowed(vectors, plan, last, window) if plan.windowed else _indicator(vectors, plan, months)


def figures(
    vectors: Vectors, code: str, periods: Sequence[Month], window: Window, *, told: Sequence[Month] | None = None
) -> list[Figure]:
    """One for each last month, told as those of other months where given; a page asks for months by the thousand."""
    plan, named = vectors.plan.code(code), periods if told is None else told
    if window != "month" or (isinstance(plan, IndicatorPlan) and plan.windowed):
        found = [figure(vectors, code, period, window) for period in periods]
        return found if told is None else [each._replace(period=name) for each, name in zip(found, named, strict=True)]
    nothing: list[Amount] = [0] * (len(plan.parts) + 1)
    if isinstance(plan, MeasurePlan):
        rows = vectors.monthly(plan, plan.parts, "el" if plan.time == "LAST" else "e")
        return [
            _of_measure(vectors, plan, [period], rows.get(period.index, nothing), name)
            for period, name in zip(periods, named, strict=True)
        ]
    rows = vectors.monthly(plan, plan.parts, "el" if plan.last_only else "e")
    return [
        _of_indicator(plan, rows.get(period.index, nothing), name) for period, name in zip(periods, named, strict=True)
    ]


def _measure(vectors: Vectors, plan: MeasurePlan, months: Sequence[Month]) -> Figure:
    stock, last = plan.time == "LAST", months[-1]
    row = vectors.several(months[-1:] if stock else months, plan, plan.parts, "el" if stock else "e")
    return _of_measure(vectors, plan, months, row, last)


def _of_measure(
    vectors: Vectors, plan: MeasurePlan, months: Sequence[Month], row: Sequence[Amount], last: Month
) -> Figure:
    expected, worth, reported, validated, present = row
    coverage = Coverage(int(expected), int(reported), int(validated))
    if not present or (plan.sites == "NONE" and not vectors.single):
        return Figure(plan.code, last, None, None, None, coverage)
    amount = over_units(worth, plan.side)
    if plan.time == "AVG":
        days = _days(vectors, plan, months)
        return Figure(plan.code, last, amount / days if days else None, amount, Fraction(days), coverage)
    if plan.time == "NONE" and len(months) > 1:
        return Figure(plan.code, last, None, None, None, coverage)
    return Figure(plan.code, last, amount, amount, None, coverage)


def over_units(worth: Amount, side: Side) -> Fraction:
    """Stored units are one over a whole number."""
    size = side.unit.denominator
    return Fraction(worth) if size == 1 else Fraction(worth, size)


def _days(vectors: Vectors, plan: MeasurePlan, months: Sequence[Month]) -> Amount:
    """Days of the months with a report: those owned for one establishment, else those of the calendar."""
    reported = [month for month in months if vectors.at(vectors.over(plan.file, [month]), plan.code, "p")]
    if vectors.single:
        owned = vectors.plan.measures["JM"]
        return sum(vectors.at(vectors.over(owned.file, [month]), owned.code, "v") for month in reported)
    return sum(month.days for month in reported)


def _indicator(vectors: Vectors, plan: IndicatorPlan, months: Sequence[Month]) -> Figure:
    ends = plan.last_only
    row = vectors.several(months, plan, plan.parts, "el" if ends else "e")
    if not ends or len(months) == 1:
        return _of_indicator(plan, row, months[-1])
    counted, *closing, reported, validated = vectors.several(months[-1:], plan, plan.parts, "el")
    amounts = [
        later if name.endswith("l") else sooner
        for name, sooner, later in zip(plan.parts, row[1:-2], closing, strict=False)
    ]
    kept = row[-2] > 0 or any(amounts)
    return _of_sides(plan, amounts, Coverage(int(counted), int(reported), int(validated)), months[-1], kept=kept)


def _of_indicator(plan: IndicatorPlan, row: Sequence[Amount], last: Month) -> Figure:
    counted, *amounts, reported, validated = row
    coverage = Coverage(int(counted), int(reported), int(validated))
    return _of_sides(plan, amounts, coverage, last, kept=reported > 0 or any(amounts))


def _of_sides(plan: IndicatorPlan, amounts: Sequence[Amount], coverage: Coverage, last: Month, *, kept: bool) -> Figure:
    above = plan.above
    return _divide(plan, last, sum(amounts[:above]), sum(amounts[above:]), coverage, kept=kept)


def _windowed(vectors: Vectors, plan: IndicatorPlan, last: Month, window: Window) -> Figure:
    spread = spread_of(window, plan.code)
    parts = tuple(f"{part}:{spread}" for part in ("n", "d", "r", "w"))
    counted, num, den, reported, validated = vectors.several([last], plan, parts, "el")
    coverage = Coverage(int(counted), int(reported), int(validated))
    return _divide(plan, last, num, den, coverage, kept=reported > 0)


def _divide(plan: IndicatorPlan, last: Month, num: Amount, den: Amount, coverage: Coverage, *, kept: bool) -> Figure:
    if not kept:
        return Figure(plan.code, last, None, None, None, coverage)
    above = over_units(num, plan.num)
    if plan.den is None:
        return Figure(plan.code, last, above * plan.factor, above, None, coverage)
    size, whole = plan.num.unit.denominator, plan.den.unit.denominator
    below = over_units(den, plan.den)
    value = Fraction(num * plan.factor * whole, den * size) if den else None
    return Figure(plan.code, last, value, above, below, coverage)
