"""What a unit costs, month by month, against the budget."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.charts.specs import Measure, TrendPoint, TrendWords, trend
from groupe.kernel.web import formats
from shared_services.selectors.unit_costs import UnitCost


def units_figure(rows: Sequence[UnitCost]) -> ChartFigure | None:
    """`rows` come newest first; a year before stands beside where it was shared by the same key."""
    known = {row.month: row for row in rows}
    points = []
    for row in reversed(rows):
        before = known.get(row.month - 12)
        same = before.per_unit if before and before.driver == row.driver else None
        points.append(TrendPoint(row.month.first, _float(row.per_unit), _float(row.budgeted), _float(same)))
    words = TrendWords(actual=_("Actual"), budget=_("Budget"), last_year=_("A year before"))
    described = _("Cost per unit by month against the budget")
    spec = trend(points, measure=Measure(_("Cost per unit"), "€", ",.2f"), words=words, description=described)
    if spec is None:
        return None
    return ChartFigure(
        id="units-chart",
        title=_("Cost per unit"),
        spec=spec,
        columns=[_("Month"), _("Cost per unit"), _("Budget per unit")],
        rows=[
            [formats.short_month(row.month.first), formats.euros(row.per_unit, 4), formats.euros(row.budgeted, 4)]
            for row in rows
        ],
    )


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
