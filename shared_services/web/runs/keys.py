"""The keys that a run froze for a department, each with the report that it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from establishments.access import Can, access_in, require
from establishments.enums import Status
from establishments.models import Establishment
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb
from groupe.kernel.web.tables import Column, build_table
from shared_services.enums import Driver
from shared_services.models import AllocationRun, Department
from shared_services.selectors.asked import FROM_DESK
from shared_services.selectors.runs import get_run_for
from shared_services.web.tabs import Tab


@dataclass(frozen=True)
class KeyRow:
    """`weight` is what the cost was shared by, `figure` what was read, `source` where."""

    code: str
    name: str
    weight: Decimal
    days: int
    figure: Decimal | None
    month: Month | None
    source: str
    address: str
    amount: Decimal | None


COLUMNS = (
    Column(
        "name", gettext_lazy("Establishment"), order=("name",), wrap=True,
        href=lambda row: reverse("establishments:detail", args=[row.code]),
    ),
    Column("weight", gettext_lazy("Key"), "number", order=("weight",), digits=4),
    Column("amount", gettext_lazy("By key"), "euros", order=("amount",), digits=2),
    Column("days", gettext_lazy("Days served"), "number", order=("days",)),
    Column("figure", gettext_lazy("Figure"), "number", order=("figure",), digits=2),
    Column("month", gettext_lazy("Of"), "month", order=("month",)),
    Column("source", gettext_lazy("Read from"), href=lambda row: row.address, wrap=True),
)  # fmt: skip


@require_safe
def run_keys(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """`?month=` of a true-up, which froze those of a whole year."""
    access = access_in(request)
    require(access, Can.SEE_SHARED)
    run = get_run_for(access, pk)
    inputs: dict[str, Any] = AllocationRun.objects.values_list("inputs", flat=True).get(pk=run.pk)
    months: Mapping[str, Any] = inputs.get("months", {})
    month = asked if (asked := request.GET.get("month", "")) in months else max(months, default="")
    department = Department.objects.filter(code=code).first()
    if department is None or code not in months.get(month, {}):
        raise NotVisible(_("This run has no such key."))
    pool = months[month][code]
    rows = _rows(run, department, pool, charged=month == str(run.period))
    table = build_table(request, COLUMNS, rows, sort="-weight", id="keys", caption=_("Keys"))
    if file := table.file(f"{run} {department}"):
        return file
    here = reverse("shared_services:run-keys", args=[pk, code])
    context = {
        "run": run,
        "department": department,
        "driver": Driver(pool["driver"]).label if pool["driver"] else formats.NOTHING,
        "month": Month.parse(month),
        "months": [Tab(formats.month(Month.parse(each)), f"{here}?month={each}", each == month) for each in months],
        "table": table,
        "crumbs": [
            Crumb(_("Allocation"), reverse("shared_services:runs")), Crumb(str(run), run.get_absolute_url()),
        ],
    }  # fmt: skip
    return render(request, "shared_services/runs/keys.html", context)


def _rows(run: AllocationRun, department: Department, pool: Mapping[str, Any], *, charged: bool) -> list[KeyRow]:
    names = dict(Establishment.objects.filter(code__in=pool["keys"]).values_list("code", "name"))
    lines = run.lines.filter(department=department) if charged else run.lines.none()
    amounts = dict(lines.values_list("establishment__code", "shared"))
    return [_row(site, names.get(site, site), key, amounts.get(site), department) for site, key in pool["keys"].items()]


def _row(site: str, name: str, key: list[Any], amount: Decimal | None, department: Department) -> KeyRow:
    weight, days, *known = key
    figure, month = (_decimal(known[0]), known[1]) if known else (None, "")
    told = Month.parse(month) if month else None
    source, address = _source(site, told, known[2:], department)
    return KeyRow(site, name, _decimal(weight), days, figure, told, source, address, amount)


def _source(site: str, month: Month | None, known: list[Any], department: Department) -> tuple[str, str]:
    """What it says of itself, and where it is looked at."""
    if not known:
        return "", ""
    version, status, *services = known
    if status == FROM_DESK:
        counted = ", ".join(f"{service} {count}" for service, count in services[0].items())
        return counted, f"{reverse('shared_services:requests')}?department={department.code}" if counted else ""
    if version is None or month is None:
        return _("authorised places"), reverse("establishments:detail", args=[site])
    told = {"version": version, "status": Status(status).label}
    return _("version %(version)s, %(status)s") % told, reverse("reports:entry", args=[site, str(month)])


def _decimal(text: str) -> Decimal:
    exact = Fraction(text)
    return round(Decimal(exact.numerator) / Decimal(exact.denominator), 6)
