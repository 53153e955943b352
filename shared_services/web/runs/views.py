"""Runs: the list, and one with all that it was computed from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from establishments.access import Can, access_in, require
from groupe.accounts.signed_in import user_of
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb, Kpi, Progress
from groupe.kernel.web.tables import build_table
from shared_services.enums import Driver, RunKind, RunState
from shared_services.models import AllocationRun, Department
from shared_services.selectors.runs import Part, get_run_for, parts_of, totals, visible_runs
from shared_services.services.frozen import fingerprint
from shared_services.web.runs.columns import NO_RUN, part_columns, run_columns
from shared_services.web.runs.drawing import flows_figure
from shared_services.web.tabs import Tab, tabs


@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require(access, Can.SEE_SHARED)
    rows = visible_runs(access)
    table = build_table(
        request, run_columns(totals(rows)), rows, sort="-month", id="runs", empty=NO_RUN, caption=_("Allocation runs")
    )
    if file := table.file(_("Allocation runs")):
        return file
    context = {"table": table, "tabs": tabs(request, "runs"), "may_run": access.whole_group(Can.RUN_SHARES)}
    return render(request, "shared_services/runs/list.html", context)


@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """`?by=establishment` looks at who pays, else at what is shared."""
    access = access_in(request)
    require(access, Can.SEE_SHARED)
    found = get_run_for(access, pk)
    by = "establishment" if request.GET.get("by") == "establishment" else "department"
    parts = parts_of(found, by)
    columns = part_columns(by, compared=any(part.before is not None for part in parts))
    table = build_table(request, columns, parts, sort="-amount", id="parts", caption=str(found))
    if file := table.file(str(found)):
        return file
    mine = found.author_id == user_of(request).pk
    open_ = found.state in {RunState.DRAFT, RunState.APPROVED, RunState.FAILED}
    context = {
        "run": found,
        "table": table,
        "tiles": _tiles(found, parts),
        "facts": _facts(found),
        "keys": _keys(found),
        "views": _views(found, by),
        "flows": flows_figure(found),
        "progress": progress_of(found),
        "may_approve": found.state == RunState.DRAFT and access.whole_group(Can.APPROVE_SHARES) and not mine,
        "simulated": _simulated(found),
        "mine": found.state == RunState.DRAFT and mine,
        "may_invoice": found.state == RunState.APPROVED and access.whole_group(Can.RUN_SHARES),
        "may_cancel": open_ and access.whole_group(Can.RUN_SHARES),
        "crumbs": [Crumb(_("Allocation"), reverse("shared_services:runs"))],
    }
    return render(request, "shared_services/runs/run.html", context)


@require_safe
def run_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked for every second while a worker computes; then the page as a whole."""
    access = access_in(request)
    require(access, Can.SEE_SHARED)
    found = get_run_for(access, pk)
    response = render(request, "shared_services/runs/_progress.html", {"progress": progress_of(found)})
    if found.state != RunState.COMPUTING:
        response["HX-Refresh"] = "true"
    return response


def progress_of(found: AllocationRun) -> Progress | None:
    if found.state != RunState.COMPUTING:
        return None
    return Progress(
        id="progress",
        label=_("Costs are being shared"),
        state="running" if found.total else "waiting",
        url=reverse("shared_services:run-state", args=[found.pk]),
        done=found.done,
        total=found.total,
    )


def _simulated(found: AllocationRun) -> str:
    """Where another way to share this month is tried, before it is approved."""
    if found.kind != RunKind.MONTH or found.state != RunState.DRAFT:
        return ""
    return f"{reverse('shared_services:simulation')}?month={found.period}&method={found.method}"


def _tiles(found: AllocationRun, parts: list[Part]) -> list[Kpi]:
    whole = sum((part.amount for part in parts), Decimal(0))
    direct = sum((part.direct for part in parts), Decimal(0))
    return [
        Kpi(label=_("Shared"), value=formats.compact_euros(whole)),
        Kpi(label=_("of which direct"), value=formats.compact_euros(direct)),
        Kpi(label=_("Pooled departments"), value=found.lines.values("department").distinct().count(), digits=0),
        Kpi(label=_("Establishments"), value=found.lines.values("establishment").distinct().count(), digits=0),
    ]


def _facts(found: AllocationRun) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = [
        (_("Asked by"), found.author or formats.NOTHING),
        (_("When"), formats.moment(found.asked_at)),
        (_("On"), found.get_basis_display()),
        (_("Method"), found.get_method_display()),
    ]
    if found.order:
        rows.append((_("Order"), " → ".join(found.order)))
    if found.approved_by:
        rows += [(_("Approved by"), found.approved_by), (_("Approved"), formats.moment(found.approved_at))]
    if found.fingerprint:
        whole = fingerprint(AllocationRun.objects.values_list("inputs", flat=True).get(pk=found.pk))
        untouched = _("unchanged") if whole == found.fingerprint else _("does not match: somebody touched the inputs")
        rows.append((_("Fingerprint of the inputs"), f"{found.fingerprint[:12]}… · {untouched}"))
    return rows


def _keys(found: AllocationRun) -> list[tuple[str, str, str, int, int, int]]:
    """By department: its key, establishments served, figures carried from another month, and without any."""
    inputs: dict[str, Any] = AllocationRun.objects.values_list("inputs", flat=True).get(pk=found.pk)
    months = inputs.get("months", {})
    pools = months.get(max(months), {}) if months else {}
    names, rows = dict(Department.objects.filter(code__in=pools).values_list("code", "name")), []
    for code, pool in sorted(pools.items()):
        keys = list(pool["keys"].values())
        carried = sum(len(key) > 3 and key[3] not in {"", max(months)} for key in keys)
        nothing = sum(len(key) == 2 and pool["driver"] != Driver.FIXED for key in keys)
        label = str(Driver(pool["driver"]).label) if pool["driver"] else formats.NOTHING
        rows.append((code, names.get(code, code), label, len(keys), carried, nothing))
    return rows


def _views(found: AllocationRun, by: str) -> list[Tab]:
    address = found.get_absolute_url()
    return [
        Tab(_("By department"), address, by == "department"),
        Tab(_("By establishment"), f"{address}?by=establishment", by == "establishment"),
    ]
