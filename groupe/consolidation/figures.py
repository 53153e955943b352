"""Figures out of sums of vectors: windows add up, and the division comes last (semantics, rules 11 to 17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from groupe.consolidation.engine.plan import CodePlan, IndicatorPlan, MeasurePlan, Plan, spread_of
from groupe.consolidation.engine.structure import Ints
from groupe.kernel.periods import Month, Window, window_start


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

    def part(self, plan: CodePlan, part: str, month: Month) -> int:
        return self._get(plan.file, plan.code, part, month)

    def total(self, plan: CodePlan, part: str, months: Sequence[Month]) -> int:
        """The sum of a part over consecutive months."""
        return self._sum(plan.file, plan.code, part, months)

    def expected_in(self, plan: CodePlan, part: str, months: Sequence[Month]) -> int:
        return self._sum(plan.file, plan.expected, part, months)

    def _get(self, file: str, code: str, part: str, month: Month) -> int:
        return self._at(self.by_month.get(month, {}).get(file), code, part)

    def _sum(self, file: str, code: str, part: str, months: Sequence[Month]) -> int:
        if len(months) == 1:
            return self._get(file, code, part, months[0])
        key = file, months[0], months[-1]
        if key not in self._sums:
            self._sums[key] = added(
                [self.by_month[month][file] for month in months if file in self.by_month.get(month, {})]
            )
        return self._at(self._sums[key], code, part)

    def _at(self, vector: Ints | None, code: str, part: str) -> int:
        position = self.positions[code, part]
        return 0 if vector is None or position >= len(vector) else int(vector[position])


def added(vectors: Sequence[Ints]) -> Ints:
    """Their sum; a shorter one, written before the catalogue grew, ends with zeros."""
    total = np.zeros(max((len(vector) for vector in vectors), default=0), dtype=np.int64)
    for vector in vectors:
        total[: len(vector)] += vector
    return total


def figure(vectors: Vectors, code: str, last: Month, window: Window) -> Figure:
    """One figure; KeyError for a code that the catalogue does not have."""
    plan = vectors.plan.code(code)
    months = list(window_start(window, last).to(last))
    if isinstance(plan, MeasurePlan):
        return _measure(vectors, plan, months)
    return _windowed(vectors, plan, last, window) if plan.windowed else _indicator(vectors, plan, months)


def _coverage(vectors: Vectors, plan: CodePlan, months: Sequence[Month], *, last_only: bool) -> Coverage:
    counted = months[-1:] if last_only else months
    return Coverage(
        vectors.expected_in(plan, "el" if last_only else "e", counted),
        vectors.total(plan, "r", counted),
        vectors.total(plan, "w", counted),
    )


def _measure(vectors: Vectors, plan: MeasurePlan, months: Sequence[Month]) -> Figure:
    stock = plan.time == "LAST"
    coverage = _coverage(vectors, plan, months, last_only=stock)
    taken = months[-1:] if stock else months
    amount = vectors.total(plan, "v", taken) * plan.side.unit
    if not vectors.total(plan, "p", taken) or (plan.sites == "NONE" and not vectors.single):
        return Figure(plan.code, months[-1], None, None, None, coverage)
    if plan.time == "AVG":
        days = _days(vectors, plan, months)
        return Figure(plan.code, months[-1], amount / days if days else None, amount, Fraction(days), coverage)
    if plan.time == "NONE" and len(months) > 1:
        return Figure(plan.code, months[-1], None, None, None, coverage)
    return Figure(plan.code, months[-1], amount, amount, None, coverage)


def _days(vectors: Vectors, plan: MeasurePlan, months: Sequence[Month]) -> int:
    """Days of the months with a report: those owned for one establishment, else those of the calendar."""
    reported = [month for month in months if vectors.part(plan, "p", month)]
    if vectors.single:
        return sum(vectors.part(vectors.plan.measures["JM"], "v", month) for month in reported)
    return sum(month.days for month in reported)


def _indicator(vectors: Vectors, plan: IndicatorPlan, months: Sequence[Month]) -> Figure:
    coverage = _coverage(vectors, plan, months, last_only=plan.last_only)
    sums = {}
    for part in ("n", "nl", "d", "dl"):
        taken = months[-1:] if part.endswith("l") else months
        sums[part] = vectors.total(plan, part, taken) if part in plan.parts else 0
    kept = any(sums.values()) or vectors.total(plan, "r", months) > 0
    return _divide(plan, months[-1], sums["n"] + sums["nl"], sums["d"] + sums["dl"], coverage, kept=kept)


def _windowed(vectors: Vectors, plan: IndicatorPlan, last: Month, window: Window) -> Figure:
    spread = spread_of(window, plan.code)
    num, den, reported, validated = (vectors.part(plan, f"{part}:{spread}", last) for part in "ndrw")
    coverage = Coverage(vectors.expected_in(plan, "el", [last]), reported, validated)
    return _divide(plan, last, num, den, coverage, kept=reported > 0)


def _divide(plan: IndicatorPlan, last: Month, num: int, den: int, coverage: Coverage, *, kept: bool) -> Figure:
    if not kept:
        return Figure(plan.code, last, None, None, None, coverage)
    above = num * plan.num.unit
    if plan.den is None:
        return Figure(plan.code, last, above * plan.factor, above, None, coverage)
    below = den * plan.den.unit
    value = above * plan.factor / below if below else None
    return Figure(plan.code, last, value, above, below, coverage)
