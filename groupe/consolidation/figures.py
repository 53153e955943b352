"""Figures out of sums of vectors: windows add up, and the division comes last (semantics, rules 11 to 17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from groupe.consolidation.engine.plan import CodePlan, IndicatorPlan, MeasurePlan, Plan, spread_of
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.engine.terms import Side
from groupe.kernel.periods import Month, Window, window_start

Amount = int | Fraction


@dataclass(frozen=True)
class Coverage:
    """Site-months: expected, reported (kept on both sides), and validated among these."""

    expected: int
    reported: int
    validated: int


@dataclass(frozen=True)
class Figure:
    """A code over the window that ends with `period`; exact, None where it cannot be computed."""

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
    _places: dict[tuple[str, str], tuple[Ints, int]] = field(default_factory=dict, compare=False, repr=False)

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

    def several(self, vector: Ints | None, plan: CodePlan, parts: tuple[str, ...], expected: str) -> list[Amount]:
        """The count `expected` of a plan, then these parts of it: read at once, as a page reads hundreds of them."""
        if (plan.code, expected) not in self._places:
            keys = [(plan.expected, expected), *((plan.code, part) for part in parts)]
            places = np.array([self.positions[key] for key in keys])
            self._places[plan.code, expected] = places, int(places.max())
        places, last = self._places[plan.code, expected]
        if vector is None:
            return [0] * len(places)
        if last < len(vector):
            found: list[Amount] = vector[places].tolist()
            return found
        inside = places[places < len(vector)]
        read: dict[int, Amount] = dict(zip(inside.tolist(), vector[inside].tolist(), strict=True))
        return [read.get(place, 0) for place in places.tolist()]

    def count(self, vector: Ints | None, code: str, part: str) -> int:
        """A part that counts cells."""
        return int(self.at(vector, code, part))


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


def _measure(vectors: Vectors, plan: MeasurePlan, months: Sequence[Month]) -> Figure:
    stock, last = plan.time == "LAST", months[-1]
    vector = vectors.over(plan.file, months[-1:] if stock else months)
    expected, worth, reported, validated, present = vectors.several(vector, plan, plan.parts, "el" if stock else "e")
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
    whole = vectors.over(plan.file, months)
    last = whole if len(months) == 1 else vectors.over(plan.file, months[-1:])
    ends = plan.last_only
    counted, *amounts, reported, validated = vectors.several(whole, plan, plan.parts, "el" if ends else "e")
    kept = reported > 0
    if ends and whole is not last:
        counted, *closing, reported, validated = vectors.several(last, plan, plan.parts, "el")
        amounts = [
            later if name.endswith("l") else sooner
            for name, sooner, later in zip(plan.parts, amounts, closing, strict=False)
        ]
    num: Amount = 0
    den: Amount = 0
    for name, amount in zip(plan.parts, amounts, strict=False):
        if name[0] == "n":
            num += amount
        else:
            den += amount
    coverage = Coverage(int(counted), int(reported), int(validated))
    return _divide(plan, months[-1], num, den, coverage, kept=kept or any(amounts))


def _windowed(vectors: Vectors, plan: IndicatorPlan, last: Month, window: Window) -> Figure:
    spread, vector = spread_of(window, plan.code), vectors.over(plan.file, [last])
    num, den = (vectors.at(vector, plan.code, f"{part}:{spread}") for part in "nd")
    reported, validated = (vectors.count(vector, plan.code, f"{part}:{spread}") for part in "rw")
    coverage = Coverage(vectors.count(vector, plan.expected, "el"), reported, validated)
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
