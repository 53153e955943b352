"""Figures along months, drawn and told."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from establishments.catalogue.units import unit_label
from establishments.selectors.thresholds import Item
from groupe.consolidation.selectors import Figure
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.charts.specs import Measure, TrendPoint, TrendWords, trend
from groupe.kernel.web import formats
from groupe.web.figures.printing import digits_of, is_amount, printed
from groupe.web.figures.reading import Months


def trend_figure(item: Item, found: Months, *, id: str = "trend", subtitle: str = "") -> ChartFigure:  # noqa: A002 - the HTML attribute
    """A year of months against the year before and the budget."""
    shown, before, budget = found.figures, found.before, found.budget
    size = 1000 if is_amount(item) else 1
    unit = "k€" if is_amount(item) else unit_label(item.unit)
    points = [
        TrendPoint(figure.period.first, _float(figure, size), _float(_at(budget, index), size), _float(old, size))
        for index, (figure, old) in enumerate(zip(shown, before, strict=True))
    ]
    words = TrendWords(actual=_("Actual"), budget=_("Budget"), last_year=_("A year before"))
    measure = Measure(item.label, unit, ",.0f" if is_amount(item) else f",.{digits_of(item)}f")
    described = _("%(label)s, month by month, against the budget and a year before") % {"label": item.label}
    return ChartFigure(
        id=id,
        title=item.label,
        subtitle=subtitle or measure.unit,
        spec=trend(points, measure=measure, words=words, description=described),
        columns=[_("Month"), *words],
        rows=[
            [
                formats.short_month(figure.period),
                printed(item, figure.value),
                printed(item, _value(_at(budget, index))),
                printed(item, old.value),
            ]
            for index, (figure, old) in enumerate(zip(shown, before, strict=True))
        ],
    )


def _at(figures: Sequence[Figure], index: int) -> Figure | None:
    return figures[index] if index < len(figures) else None


def _value(figure: Figure | None) -> Fraction | None:
    return figure.value if figure else None


def _float(figure: Figure | None, size: int) -> float | None:
    value = _value(figure)
    return None if value is None else float(value / size)
