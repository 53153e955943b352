"""The opposable quota beside what pools charged: the page of a year."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from establishments.access import Can, access_in, require_anywhere
from establishments.scopes import named_scopes
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.charts.specs import Bar, Measure, league
from groupe.kernel.web import formats
from groupe.kernel.web.components import Empty, Kpi
from groupe.kernel.web.tables import Column, build_table
from shared_services.enums import Base, Category
from shared_services.models import HeadOfficeQuota
from shared_services.selectors.quota import QuotaRow, charged_months, current_quotas, quota_rows, years_of
from shared_services.web.tabs import Tab, tabs

SHOWN = 8


def _source(row: QuotaRow) -> str:
    source = str(row.line.get_base_from_display())
    return f"{source} ({row.line.months}/12)" if row.line.base_from == Base.ACTUAL and row.line.months < 12 else source


QUOTA = (
    Column(
        "name", gettext_lazy("Establishment"), order=("name",), wrap=True,
        value=lambda row: row.line.establishment.name,
        href=lambda row: reverse("establishments:detail", args=[row.line.establishment.code]),
    ),
    Column(
        "category", gettext_lazy("Category"), order=("category",), wrap=True,
        value=lambda row: row.line.get_category_display(),
    ),
    Column("base", gettext_lazy("Gross costs"), "euros", value=lambda row: row.line.base, order=("base",)),
    Column("from", gettext_lazy("Read from"), value=_source, order=("from",)),
    Column(
        "amount", gettext_lazy("Quota of the year"), "euros", order=("amount",), digits=2,
        value=lambda row: row.line.amount,
    ),
)  # fmt: skip
COMPARED = (
    Column("upto", gettext_lazy("Quota so far"), "euros", order=("upto",), digits=2),
    Column("analytic", gettext_lazy("Analytic cost so far"), "euros", order=("analytic",), digits=2),
    Column("gap", gettext_lazy("Borne by the manager"), "signed", order=("gap",), digits=2, unit="€"),
)
NO_QUOTA = Empty(
    title=gettext_lazy("No quota yet"), icon="scale",
    text=gettext_lazy("Record the authorisation of head office, then compute the quotas of a year."),
)  # fmt: skip


@require_safe
def quotas(request: HttpRequest) -> HttpResponse:
    """`?year=`, the newest by default; funders read the quotas of their own establishments alone."""
    access = access_in(request)
    require_anywhere(access, Can.SEE_QUOTA)
    years = years_of(access)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else years[0] if years else 0
    found = current_quotas(access, year)
    rows = [row for quota in found for row in quota_rows(access, quota)]
    compared = any(row.analytic is not None for row in rows)
    columns = (*QUOTA, *COMPARED) if compared else QUOTA
    table = build_table(request, columns, rows, sort="-amount", id="quotas", empty=NO_QUOTA, caption=_("Quotas"))
    if file := table.file(f"{_('Quotas')} {year}"):
        return file
    context = {
        "table": table,
        "year": year,
        "years": [Tab(str(each), f"{request.path}?year={each}", each == year) for each in years],
        "tiles": _tiles(found, rows, whole=access.whole_group(Can.SEE_QUOTA)),
        "facts": [_facts(quota) for quota in found],
        "months": charged_months(year) if compared else 0,
        "chart": _chart(rows) if compared and len(rows) > 1 else None,
        "may_edit": access.whole_group(Can.RUN_SHARES),
        "tabs": tabs(request, "quotas"),
    }
    return render(request, "shared_services/quota/quotas.html", context)


def _tiles(found: list[HeadOfficeQuota], rows: list[QuotaRow], *, whole: bool) -> list[Kpi]:
    quota = sum((row.line.amount for row in rows), Decimal(0))
    tiles = [Kpi(label=_("Quota of the year"), value=formats.compact_euros(quota))]
    if whole and (costs := [each.cost for each in found if each.cost is not None]):
        tiles.insert(0, Kpi(label=_("Authorised cost"), value=formats.compact_euros(sum(costs))))
    if len(found) == 1:
        tiles.append(Kpi(label=_("Of gross costs"), value=found[0].percentage, unit="%", digits=2))
    gaps = [row.gap for row in rows if row.gap is not None and row.line.category == Category.L312_1]
    if gaps:
        tiles.append(Kpi(label=_("Borne by the manager so far"), value=formats.compact_euros(sum(gaps))))
    return tiles


def _facts(quota: HeadOfficeQuota) -> list[tuple[str, object]]:
    held = quota.authorisation
    scope = named_scopes([held.scope]).get(held.scope)
    rows: list[tuple[str, object]] = [
        (_("Authority"), held.authority),
        (_("Evidence"), held.evidence),
        (_("Holds"), f"{formats.day(held.valid_from)} – {formats.day(held.valid_to)}"),
        (_("Covers"), scope.name if scope else held.scope),
        (_("Shared by"), _("single percentage") if held.percentage is not None else _("gross costs")),
        (_("Version"), quota.version),
        (_("Recorded by"), quota.author or formats.NOTHING),
    ]
    return rows + ([(_("Split between categories"), quota.split_evidence)] if quota.split_evidence else [])


def _chart(rows: list[QuotaRow]) -> ChartFigure | None:
    """Where the analytic cost exceeds the quota most, and least."""
    told = [(row, row.gap) for row in rows if row.gap and row.line.category == Category.L312_1]
    told.sort(key=lambda pair: -pair[1])
    ends = told if len(told) <= 2 * SHOWN else [*told[:SHOWN], *told[-SHOWN:]]
    if not ends:
        return None
    bars = [Bar(row.line.establishment.name, float(gap)) for row, gap in ends]
    description = _("Analytic cost less quota, by establishment")
    return ChartFigure(
        id="gaps",
        title=_("Borne by the manager"),
        spec=league(bars, measure=Measure(_("Difference"), "€"), description=description),
        columns=[_("Establishment"), _("Difference")],
        rows=[[row.line.establishment.name, formats.euros(gap, 2)] for row, gap in ends],
    )
