"""What a department costs against its budget, and its service level, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.charts.specs import Measure, TrendPoint, TrendWords, trend
from groupe.kernel.web import formats
from groupe.kernel.web.components import Kpi
from shared_services.models import DepartmentMonth
from shared_services.selectors.requests import MonthLevel


def costs_figure(rows: Sequence[DepartmentMonth]) -> ChartFigure | None:
    """`rows` come newest first."""
    points = [TrendPoint(row.month, _float(row.actual), _float(row.budget)) for row in reversed(rows)]
    words = TrendWords(actual=_("Actual"), budget=_("Budget"), last_year=_("A year before"))
    described = _("Cost by month against the budget")
    spec = trend(points, measure=Measure(_("Cost"), "€", ",.0f"), words=words, description=described)
    if spec is None:
        return None
    return ChartFigure(
        id="costs",
        title=_("Costs by month"),
        spec=spec,
        columns=[_("Month"), _("Actual cost"), _("Budget")],
        rows=[[formats.short_month(row.month), formats.euros(row.actual), formats.euros(row.budget)] for row in rows],
    )


def level_tiles(levels: Sequence[MonthLevel], href: str) -> list[Kpi]:
    """Of the last month, with the months before as a line."""
    if not levels or not any(level.received or level.closed or level.open for level in levels):
        return []
    last = levels[-1]
    month = formats.month(last.month)
    rates = [level.percent for level in levels]
    return [
        Kpi(label=_("Closed in time"), value=last.percent, unit="%", digits=0, series=rates, note=month),
        Kpi(label=_("Requests received"), value=last.received, digits=0, series=[each.received for each in levels]),
        Kpi(label=_("Open requests"), value=last.open, digits=0, series=[each.open for each in levels], href=href),
        Kpi(label=_("Rating out of 5"), value=last.rating, digits=1, series=[each.rating for each in levels]),
    ]


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
