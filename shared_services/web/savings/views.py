"""Savings: the list with its roll-ups, and one of them with its chart."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from establishments.access import Access, Can, access_in, require_anywhere
from groupe.accounts.signed_in import user_of
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.charts.specs import Bar, Measure, league
from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb, Empty, Kpi, Tone
from groupe.kernel.web.tables import Column, build_table
from shared_services.enums import SavingState
from shared_services.models import Saving
from shared_services.selectors.savings import (
    Measured,
    SavingRow,
    get_saving_for,
    may_change,
    may_measure,
    may_propose,
    rolled_up,
    saving_rows,
    signs_for_department,
    signs_for_site,
    visible_savings,
)
from shared_services.web.savings.filters import SavingFilter
from shared_services.web.tabs import Tab, tabs

TONES: dict[str, Tone] = {SavingState.MEASURED: "warn", SavingState.CONFIRMED: "ok"}
SAVINGS = (
    Column(
        "department", gettext_lazy("Pooled department"), value=lambda row: row.saving.department.name, wrap=True,
        order=("department",), href=lambda row: row.saving.get_absolute_url(),
    ),
    Column(
        "establishment", gettext_lazy("Establishment"), value=lambda row: row.saving.establishment.name, wrap=True,
        order=("establishment",),
    ),
    Column("year", gettext_lazy("Year"), value=lambda row: str(row.saving.year), order=("year",)),
    Column(
        "state", gettext_lazy("State"), "tag", value=lambda row: row.saving.get_state_display(), order=("state",),
        tone=lambda row: TONES.get(row.saving.state, ""),
    ),
    Column("gross", gettext_lazy("Gross"), "euros", order=("gross",)),
    Column("net", pgettext_lazy("saving", "Net"), "euros", order=("net",)),
    Column("counts", pgettext_lazy("saving", "Counts"), "yes_no", order=("counts",)),
    Column("reason", gettext_lazy("Why"), value=lambda row: row.verdict.reason, wrap=True),
)  # fmt: skip
ROLLED = (
    Column("label", gettext_lazy("Part"), order=("label",), wrap=True),
    Column("count", gettext_lazy("Savings"), "number", order=("count",)),
    Column("net", pgettext_lazy("saving", "Net"), "euros", order=("net",)),
    Column("counting", gettext_lazy("of which counts"), "euros", order=("counting",)),
    Column("confirmed", gettext_lazy("of which confirmed"), "euros", order=("confirmed",)),
)
NO_SAVING = Empty(
    title=gettext_lazy("No saving yet"), icon="scale",
    text=gettext_lazy("Propose the baseline of an establishment: what it paid in the twelve months before it joined."),
)  # fmt: skip


@require_safe
def savings(request: HttpRequest) -> HttpResponse:
    """`?by=department|establishment|year` rolls them up."""
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    filters = SavingFilter(request.GET, queryset=visible_savings(access))
    rows, by = saving_rows(filters.qs), request.GET.get("by", "")
    if by in {"department", "establishment", "year"}:
        table = build_table(
            request, ROLLED, rolled_up(rows, by), sort="-counting", empty=NO_SAVING, caption=_("Savings")
        )
    else:
        table = build_table(request, SAVINGS, rows, sort="", empty=NO_SAVING, caption=_("Savings"))
    if file := table.file(_("Savings")):
        return file
    context = {
        "table": table,
        "filters": filters.form,
        "tiles": _tiles(rows),
        "may_propose": may_propose(access),
        "tabs": tabs(request, "savings"),
        "views": _views(by),
    }
    return render(request, "shared_services/savings/list.html", context)


def _views(by: str) -> list[Tab]:
    address = reverse("shared_services:savings")
    names = (
        ("", _("One by one")),
        ("department", _("By department")),
        ("establishment", _("By establishment")),
        ("year", _("By year")),
    )
    return [Tab(label, f"{address}?by={name}" if name else address, name == by) for name, label in names]


def _tiles(rows: list[SavingRow]) -> list[Kpi]:
    told = [row for row in rows if row.net is not None]
    net, counting, confirmed = (
        sum((row.net or Decimal(0) for row in told if kept(row)), Decimal(0))
        for kept in (
            lambda _row: True,
            lambda row: row.counts,
            lambda row: row.saving.state == SavingState.CONFIRMED,
        )
    )
    return [
        Kpi(label=_("Savings that count"), value=formats.compact_euros(counting)),
        Kpi(label=_("of which confirmed"), value=formats.compact_euros(confirmed)),
        Kpi(label=_("Told, net"), value=formats.compact_euros(net)),
    ]


@require_safe
def saving(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    found = get_saving_for(access, pk)
    row = saving_rows([found])[0]
    context = {
        "saving": found,
        "row": row,
        "tiles": _results(row.measured) if row.measured else [],
        "figure": _figure(found, row.measured) if row.measured else None,
        "baseline": _baseline(found),
        "year": _year(found, row.measured) if row.measured else [],
        "signed": _signed(found),
        "crumbs": [Crumb(_("Savings"), reverse("shared_services:savings"))],
    }
    return render(request, "shared_services/savings/saving.html", context | _acts(request, access, found))


def _acts(request: HttpRequest, access: Access, found: Saving) -> dict[str, bool]:
    me = user_of(request).pk
    proposed = found.state == SavingState.PROPOSED
    signed = {found.site_signed_by_id, found.head_signed_by_id} - {None}
    own = {found.author_id, found.measured_by_id, *signed}
    return {
        "may_change": proposed and not signed and may_change(access, found),
        "may_sign_site": proposed
        and not found.site_signed_by_id
        and me not in signed
        and signs_for_site(access, found),
        "may_sign_head": proposed
        and not found.head_signed_by_id
        and me not in signed
        and signs_for_department(access, found),
        "may_measure": found.state in {SavingState.SIGNED, SavingState.MEASURED} and may_measure(access, found),
        "may_confirm": found.state == SavingState.MEASURED and access.whole_group(Can.RUN_SHARES) and me not in own,
    }


def _results(measured: Measured) -> list[Kpi]:
    return [
        Kpi(label=_("Gross saving"), value=measured.gross, unit="€", digits=2),
        Kpi(label=_("Net of the change"), value=measured.net, unit="€", digits=2),
        Kpi(label=_("Gross for one unit"), value=measured.gross_per_unit, unit="€", digits=2),
        Kpi(label=_("Net for one unit"), value=measured.net_per_unit, unit="€", digits=2),
    ]


def _baseline(found: Saving) -> list[tuple[str, object]]:
    first, last = formats.month(Month.of(found.baseline_first)), formats.month(found.baseline_last)
    return [
        (_("Months"), f"{first} – {last}"),
        (_("Cost"), formats.euros(found.baseline_cost, 2)),
        (_("Volume"), f"{_plain(found.baseline_volume)} {found.unit}"),
        (_("Cost of one unit"), formats.euros(found.baseline_cost / found.baseline_volume, 2)),
        (found.index_name, _plain(found.index_base)),
    ]


def _year(found: Saving, measured: Measured) -> list[tuple[str, object]]:
    charged = _("charged by approved runs") if measured.from_runs else found.evidence or formats.NOTHING
    return [
        (_("Volume"), f"{_plain(found.volume)} {found.unit}"),
        (found.index_name, _plain(found.index_now)),
        (_("Cost of one unit, indexed"), formats.euros(measured.indexed_unit, 2)),
        (_("Would have paid"), formats.euros(measured.counterfactual, 2)),
        (_("Paid by the establishment"), formats.euros(measured.own, 2)),
        (_("Paid to the department"), f"{formats.euros(measured.allocated, 2)} ({charged})"),
        (_("Cost of the change, once"), formats.euros(found.transition, 2)),
    ]


def _signed(found: Saving) -> list[tuple[str, object]]:
    people = (
        (_("Proposed by"), found.author, None),
        (_("Signed for the site"), found.site_signed_by, found.site_signed_at),
        (_("Signed for the department"), found.head_signed_by, found.head_signed_at),
        (_("Measured by"), found.measured_by, None),
        (_("Confirmed by"), found.confirmed_by, found.confirmed_at),
    )
    return [
        (label, f"{who}, {formats.moment(at)}" if who and at else who or formats.NOTHING) for label, who, at in people
    ]


def _figure(found: Saving, measured: Measured) -> ChartFigure:
    """What was paid, what would have been, and what is."""
    amounts = (
        (_("Before"), found.baseline_cost),
        (_("Would have paid"), measured.counterfactual),
        (_("Now"), measured.current),
    )
    bars = [Bar(name, float(amount), highlight=name == _("Now")) for name, amount in amounts]
    return ChartFigure(
        id="saving",
        title=_("Before and after"),
        spec=league(bars, measure=Measure(_("Cost"), "€"), description=_("What was paid, would have been and is paid")),
        columns=[_("Part"), _("Amount")],
        rows=[[name, formats.euros(amount, 2)] for name, amount in amounts],
    )


def _plain(value: Decimal | None) -> str:
    """Without the zeros that nobody typed."""
    if value is None:
        return formats.NOTHING
    return formats.number(value, 4).rstrip("0") if value != round(value) else formats.number(value, 0)
