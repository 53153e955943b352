"""A figure explained: the answer, what it means, who it is about, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from groupe.consolidation.engine.plan import CodePlan, IndicatorPlan, MeasurePlan, current_plan
from groupe.consolidation.figures import Figure
from groupe.consolidation.selectors.explain.alike import alike_parts
from groupe.consolidation.selectors.explain.definition import Definition, definition_of
from groupe.consolidation.selectors.explain.lookups import owned_days
from groupe.consolidation.selectors.explain.months import MonthBelow, months_below
from groupe.consolidation.selectors.explain.origin import Origin, origins_of
from groupe.consolidation.selectors.explain.parts import Part, read_parts, reading_of
from groupe.consolidation.selectors.explain.values import ValueBehind, ValuesBehind
from groupe.consolidation.selectors.series import Perimeter, series
from groupe.kernel.periods import Month, Window, window_start

Unknown = Literal["nothing_reported", "never_added", "one_month_only", "denominator_zero"]


@dataclass(frozen=True)
class Explanation:
    """`parts` add up to the sides of `figure`; `missing` are the site-months that were expected and did not count.

    `previous`: the same cells a year before, on the constant perimeter.
    """

    scope: str
    window: Window
    figure: Figure
    previous: Figure | None
    definition: Definition
    first: Month
    parts: list[Part]
    missing: list[Part]

    @property
    def last(self) -> Month:
        return self.figure.period

    @property
    def plan(self) -> CodePlan:
        return current_plan().code(self.figure.code)

    @property
    def over_days(self) -> bool:
        """A mean: FTE-days over days."""
        return isinstance(self.plan, MeasurePlan) and self.plan.time == "AVG"

    @property
    def unknown(self) -> Unknown | None:
        """Why there is no value."""
        if self.figure.value is not None:
            return None
        if self.figure.denominator is not None:
            return "denominator_zero"
        if not self.parts:
            return "nothing_reported"
        several = isinstance(self.plan, MeasurePlan) and self.plan.sites == "NONE"
        return "never_added" if several and not self.scope.startswith("establishment:") else "one_month_only"

    def reported_months(self) -> frozenset[Month]:
        """The months that gave something: those whose days a mean is divided by."""
        return frozenset(part.month for part in self.parts)


def explain(
    scope: str,
    code: str,
    period: Month,
    window: Window,
    *,
    perimeter: Perimeter = "current",
    validated_only: bool = False,
    site: str = "",
) -> Explanation:
    """`site`: the parts and what is missing of one establishment alone. KeyError for a code of no catalogue."""
    constant = perimeter == "constant"
    found = series(
        scope=scope, codes=[code], first=period, last=period, window=window, perimeter=perimeter,
        compare="previous_year" if constant else None, validated_only=validated_only,
    )[code]  # fmt: skip
    reading = reading_of(scope, code, period, window)
    parts = (alike_parts if constant else read_parts)(scope, reading, validated_only=validated_only, site=site)
    return Explanation(
        scope=scope,
        window=window,
        figure=found.figures[0],
        previous=found.compare[0] if found.compare else None,
        definition=definition_of(code, period.last),
        first=window_start(window, period),
        parts=[part for part in parts if part.counts],
        missing=[part for part in parts if part.missing],
    )


@dataclass(frozen=True)
class Behind:
    """What stands behind one part; `owned`: the days of its month in the group, of which the part has its own.

    `months` are those of a flow that a stock is set against; `by_day`: the stock counts once for each of their days.
    """

    part: Part
    owned: int
    origin: Origin | None
    values: list[ValueBehind]
    months: list[tuple[MonthBelow, Origin | None]]
    by_day: bool


def behind(parts: Sequence[Part], code: str, window: Window) -> list[Behind]:
    """The details of some parts of one figure, in a bounded number of queries.

    On the constant perimeter a flow counts the months alone that both years have: its months are not told.
    """
    plan = current_plan().code(code)
    below: Mapping[str, list[MonthBelow]] = {}
    if isinstance(plan, IndicatorPlan) and plan.windowed and not any(part.before for part in parts):
        below = months_below(parts, plan, window)
    versions = [part.version for part in parts] + [row.version for rows in below.values() for row in rows]
    origins = origins_of(versions)
    values = ValuesBehind(parts, plan, origins)
    owned = _owned(parts)
    return [
        Behind(
            part=part,
            owned=owned.get((part.establishment, part.month), part.days),
            origin=origins.get(part.version or 0),
            values=values.of(part),
            months=[(row, origins.get(row.version or 0)) for row in below.get(part.key, [])],
            by_day=isinstance(plan, IndicatorPlan) and plan.days and part.before is None,
        )
        for part in parts
    ]


def _owned(parts: Sequence[Part]) -> dict[tuple[int, Month], int]:
    if not parts:
        return {}
    months = [part.month for part in parts]
    return owned_days({part.establishment for part in parts}, min(months), max(months))
