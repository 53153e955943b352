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
from groupe.consolidation.selectors.explain.methods import with_methods
from groupe.consolidation.selectors.explain.months import MonthBelow, months_alike, months_below
from groupe.consolidation.selectors.explain.origin import Origin, origins_of
from groupe.consolidation.selectors.explain.parts import Part, read_parts, reading_of
from groupe.consolidation.selectors.explain.perimeter import Inside, perimeter_of
from groupe.consolidation.selectors.explain.values import ValueBehind, ValuesBehind
from groupe.consolidation.selectors.series import Perimeter, Series, View, series
from groupe.consolidation.selectors.vectors import TODAY, Today
from groupe.consolidation.selectors.weights import Weights, weights_of
from groupe.kernel.periods import Month, Window, window_start

Unknown = Literal["nothing_reported", "not_consolidated", "never_added", "one_month_only", "denominator_zero"]


@dataclass(frozen=True)
class Explanation:
    """`parts` add up to the sides of `figure`; `missing` are the site-months that were expected and did not count.

    They add up to it before elimination, where `series` has such a figure. `previous`: the same cells a year before, on
    the constant perimeter. `figures` is what was read: those of today, or as they were known; `weights` how much of a
    part counts.
    """

    scope: str
    window: Window
    series: Series
    definition: Definition
    first: Month
    parts: list[Part]
    missing: list[Part]
    view: View
    weights: Weights
    figures: Today

    @property
    def figure(self) -> Figure:
        return self.series.figures[0]

    @property
    def previous(self) -> Figure | None:
        return self.series.compare[0] if self.series.compare else None

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
        if not any(part.fraction > 0 for part in self.parts):
            return "not_consolidated" if self.parts else "nothing_reported"
        several = isinstance(self.plan, MeasurePlan) and self.plan.sites == "NONE"
        return "never_added" if several and not self.scope.startswith("establishment:") else "one_month_only"

    def reported_months(self) -> frozenset[Month]:
        """The months that gave something: those whose days a mean is divided by."""
        return frozenset(part.month for part in self.parts if part.fraction > 0)


def explain(
    scope: str,
    code: str,
    period: Month,
    window: Window,
    *,
    perimeter: Perimeter = "current",
    view: View = "operational",
    validated_only: bool = False,
    site: str = "",
    known_at: Today = TODAY,
) -> Explanation:
    """`site`: the parts and what is missing of one establishment alone. KeyError for a code of no catalogue."""
    constant = perimeter == "constant"
    found = series(
        scope=scope, codes=[code], first=period, last=period, window=window, perimeter=perimeter, view=view,
        compare="previous_year" if constant else None, validated_only=validated_only, known_at=known_at,
    )[code]  # fmt: skip
    reading, weights = reading_of(scope, code, period, window), weights_of(scope, legal=view == "legal")
    reader = alike_parts if constant else read_parts
    parts = reader(scope, reading, weights=weights, validated_only=validated_only, site=site, known_at=known_at)
    if view == "legal":
        parts = with_methods(scope, parts, known_at)
    return Explanation(
        scope=scope,
        window=window,
        series=found,
        definition=definition_of(code, period.last),
        first=window_start(window, period),
        parts=[part for part in parts if part.counts],
        missing=[part for part in parts if part.missing],
        view=view,
        weights=weights,
        figures=known_at,
    )


def inside_of(found: Explanation) -> list[Inside]:
    """Who lay in the scope, as the figure was read."""
    return perimeter_of(
        found.scope, found.first, found.last, found.definition.item.kinds,
        legal=found.view == "legal", known_at=found.figures,
    )  # fmt: skip


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


def behind(found: Explanation, parts: Sequence[Part]) -> list[Behind]:
    """The details of some parts of a figure, in a bounded number of queries."""
    plan, figures = found.plan, found.figures
    below: Mapping[str, list[MonthBelow]] = {}
    if isinstance(plan, IndicatorPlan) and plan.windowed:
        if found.previous is None:
            below = months_below(parts, plan, found.window, figures)
        else:
            below = months_alike(parts, plan, found.window, found.weights, figures)
    versions = [part.version for part in parts] + [row.version for rows in below.values() for row in rows]
    origins = origins_of(versions, figures.at)
    values = ValuesBehind(parts, plan, origins, figures)
    owned = _owned(figures, parts)
    return [
        Behind(
            part=part,
            owned=owned.get((part.establishment, part.month), part.days),
            origin=origins.get(part.version or 0),
            values=values.of(part),
            months=[(row, origins.get(row.version or 0)) for row in below.get(part.key, [])],
            by_day=isinstance(plan, IndicatorPlan) and plan.days,
        )
        for part in parts
    ]


def _owned(figures: Today, parts: Sequence[Part]) -> dict[tuple[int, Month], int]:
    if not parts:
        return {}
    months = [part.month for part in parts]
    return owned_days(figures, {part.establishment for part in parts}, min(months), max(months))
