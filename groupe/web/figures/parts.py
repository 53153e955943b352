"""The parts of a scope: table with drill-down, heat table by month, map of departments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from establishments.catalogue.units import unit_label
from establishments.selectors.thresholds import Item
from groupe.consolidation.selectors import Child, Coverage, Figure, Parts, scope_labels
from groupe.kernel.charts.department_map import DepartmentMap, department_map
from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from groupe.kernel.web.components import Empty, HeatCell, HeatRow, HeatTable
from groupe.kernel.web.formats import Number
from groupe.kernel.web.tables import Column, Table, build_table
from groupe.web.explain.links import explain_url
from groupe.web.figures.choice import Choice
from groupe.web.figures.printing import Scale, digits_of, is_amount, printed, scale_of, short

BREAKDOWN_LABELS: dict[str, StrOrPromise] = {
    "sector": gettext_lazy("Sector"),
    "kind": gettext_lazy("Kind"),
    "territory": gettext_lazy("Territory"),
    "entity": gettext_lazy("Legal entity"),
    "department": gettext_lazy("Department"),
    "establishment": gettext_lazy("Establishment"),
}
HEAT_MONTHS = 12
HEAT_ROWS = 15
# The address of a scope's page; nothing where the reader may not open it.
Link = Callable[[str], str]


def parts_table(request: HttpRequest, choice: Choice, parts: Parts, items: Sequence[Item], link: Link) -> Table:
    """One row per part, one column per code, and how many of the reports are in.

    A sum of euros of which flows inside some part take something out has two columns more: what, and what is left.
    An establishment bills itself nothing.
    """
    label, codes = BREAKDOWN_LABELS[choice.by], [item.code for item in items]
    name = Column("label", label, order=("label",), href=lambda child: link(child.scope), wrap=True)
    rows = parts.children(choice.by, codes, choice.period, choice.window, both=choice.by != "establishment")
    columns = [name]
    for item in items:
        columns += [_column(item, _explained(item.code, choice, link)), *_eliminated(item, rows)]
    return build_table(
        request,
        [*columns, _reports(codes)],
        rows,
        sort="label",
        id="parts",
        caption=label,
        empty=Empty(title=_("No figures"), text=_("Nothing was reported here in this period."), icon="chart-bar"),
    )


def _eliminated(item: Item, rows: Sequence[Child]) -> list[Column]:
    """Nothing where no part bills itself anything."""
    code = item.code
    if not is_amount(item) or all(_taken(row, code) in {None, 0} for row in rows):
        return []

    def after(child: Child) -> Fraction | None:
        found = child.both[code][1].value if code in child.both else child.figures[code].value
        return None if found is None else found / 1000

    named = {"what": item.label}
    return [
        Column(
            f"{code}-eliminated", _("%(what)s: eliminated (k€)") % named, kind="signed", digits=0,
            order=(f"{code}-eliminated",), value=lambda child: _taken(child, code),
        ),
        Column(
            f"{code}-after", _("%(what)s: after (k€)") % named, kind="number", digits=0, order=(f"{code}-after",),
            value=after,
        ),
    ]  # fmt: skip


def _taken(child: Child, code: str) -> Fraction | None:
    """Thousands of euros, below zero."""
    if code not in child.both:
        return None
    before, after = (each.value for each in child.both[code])
    return None if before is None or after is None else (after - before) / 1000


def _explained(code: str, choice: Choice, link: Link) -> Callable[[Child], str]:
    """Where a part's figure is explained; nowhere without a figure, or where the reader may not open the part."""

    def href(child: Child) -> str:
        known = child.figures[code].value is not None and link(child.scope)
        return explain_url(code, child.scope, choice) if known else ""

    return href


def _column(item: Item, href: Callable[[Child], str]) -> Column:
    code = item.code
    if is_amount(item):
        label = f"{item.label} (k€)"
        return Column(code, label, kind="number", digits=0, order=(code,), value=_thousands(code), href=href)
    bounds = _meter_bounds(item)
    return Column(
        code,
        item.label,
        kind="meter" if bounds else "number",
        order=(code,),
        value=lambda child: child.figures[code].value,
        unit=unit_label(item.unit),
        digits=digits_of(item),
        bounds=bounds or (0, 80, 90, 100),
        href=href,
    )


def _thousands(code: str) -> Callable[[Child], Fraction | None]:
    def value(child: Child) -> Fraction | None:
        amount = child.figures[code].value
        return None if amount is None else amount / 1000

    return value


def _meter_bounds(item: Item) -> tuple[float, float, float, float] | None:
    """For rates that should be high: red and orange end where the usual begins."""
    scale = scale_of(item, ())
    if item.unit != "%" or not scale.rising or not scale.bounds or not getattr(item, "low", None):
        return None
    low = float(scale.bounds[2])
    return max(0.0, low - 25), float(scale.bounds[0]), low, max(100.0, float(scale.bounds[3]))


def _reports(codes: Sequence[str]) -> Column:
    """Reports that are in, of those expected, over the figure that most of the parts have."""

    def value(child: Child) -> Fraction | None:
        coverage = max((child.figures[code].coverage for code in codes), key=_size, default=None)
        return Fraction(coverage.reported * 100, coverage.expected) if coverage and coverage.expected else None

    # Of a single figure it tells how much of it is known, which is less than what was reported.
    label = _("Reports") if len(codes) > 1 else _("Coverage")
    return Column("reports", label, kind="quantity", unit="%", digits=0, order=("reports",), value=value)


def _size(coverage: Coverage) -> tuple[int, int]:
    return coverage.expected, coverage.reported


def heat(
    parts: Parts, by: str, item: Item, last: Month, link: Link, *, most: int = HEAT_ROWS
) -> tuple[HeatTable, int] | None:
    """(table, number of rows there are): the parts from the worst on, month by month; None without figures."""
    first = last - (HEAT_MONTHS - 1)
    lines = parts.by_month(by, item.code, first, last)
    found = {scope: latest for scope, line in lines.items() if (latest := line.latest()) is not None}
    if not found:
        return None
    scale = scale_of(item, (figure.value for scope in found for figure in lines[scope]))
    labels = {scope: scope for scope in found} | scope_labels(found)
    worst = sorted(found, key=lambda scope: _badness(found[scope], scale, labels[scope]))[:most]
    months = [formats.month(month) for month in first.to(last)]
    table = HeatTable(
        label=item.label,
        corner=BREAKDOWN_LABELS[by],
        columns=[formats.month_name(month) for month in first.to(last)],
        rows=[
            HeatRow(
                label=labels[scope],
                cells=[_cell(item, figure, scale, month) for figure, month in zip(lines[scope], months, strict=True)],
                href=link(scope),
            )
            for scope in worst
        ],
        legend=scale.legend,
    )
    return table, len(found)


def _badness(latest: Fraction, scale: Scale, label: str) -> tuple[bool, Fraction, str]:
    return not scale.bounds, latest if scale.rising else -latest, label.casefold()


def _cell(item: Item, figure: Figure, scale: Scale, month: str) -> HeatCell:
    shown = short(item, figure.value)
    text = str(shown) if is_amount(item) else shown.value
    return HeatCell(text=text, level=scale.level(figure.value), title=f"{month} · {shown}")


def places(parts: Parts, item: Item, choice: Choice, link: Link) -> DepartmentMap | None:
    """Where it stands, department by department; None where there is only one."""
    found = {
        child.scope.partition(":")[2]: child.figures[item.code].value
        for child in parts.children("department", [item.code], choice.period, choice.window)
    }
    known: dict[str, Number] = {code: value for code, value in found.items() if value is not None}
    if len(known) < 2:
        return None
    return department_map(
        known,
        title=item.label,
        subtitle=_("By department"),
        nothing=_("no figure"),
        printed=lambda value: printed(item, Fraction(value)),
        href=lambda code: link(f"department:{code}"),
    )
