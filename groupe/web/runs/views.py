"""How the figures are kept up to date: freshness, runs, differences, alerts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from establishments.access import Can, access_in, require
from groupe.accounts.models import User
from groupe.accounts.signed_in import user_of
from groupe.consolidation.models import Alert, Run
from groupe.consolidation.selectors.upkeep import closed_alerts, runs, upkeep
from groupe.consolidation.services import ask, stop
from groupe.consolidation.services.alerts import acknowledge
from groupe.kernel.errors import NotVisible
from groupe.kernel.web.components import Crumb
from groupe.kernel.web.tables import build_table
from groupe.web.runs.alerts import alerts_for
from groupe.web.runs.columns import ALERTS, DIFFERENCES, NO_ALERT, NO_DIFFERENCE, NO_RUN, RUNS
from groupe.web.runs.state import state_of


@require_safe
def runs_page(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require(access, Can.SEE_ENGINE)
    table = build_table(request, RUNS, runs(), sort="-started_at", id="runs", caption=_("Runs"), empty=NO_RUN)
    if file := table.file(_("Runs")):
        return file
    past = build_table(
        request, ALERTS, closed_alerts(), sort="", id="alerts", page_key="alerts", caption=_("Alerts"), empty=NO_ALERT
    )
    shown = {
        "table": table,
        "past": past,
        "alerts": alerts_for(request),
        "state": state_of(upkeep()),
        "may": access.whole_group(Can.CONSOLIDATE),
    }
    return render(request, "web/runs.html", shown)


@require_safe
def runs_state(request: HttpRequest) -> HttpResponse:
    """Asked for every few seconds by the page; once a run has ended, the page as a whole."""
    require(access_in(request), Can.SEE_ENGINE)
    now = state_of(upkeep())
    response = render(request, "web/_runs_state.html", {"state": now})
    if request.GET.get("seen", "") != now.seen:
        response["HX-Refresh"] = "true"
    return response


@require_safe
def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    require(access_in(request), Can.SEE_ENGINE)
    run = runs().filter(pk=pk).first()
    if run is None:
        raise NotVisible(_("There is no such run."))
    table = build_table(
        request, DIFFERENCES, run.differences, sort="", id="differences", caption=_("Differences"), empty=NO_DIFFERENCE
    )
    if file := table.file(_("Differences")):
        return file
    crumbs = [Crumb(_("Engine"), reverse("web:runs"))]
    alerts = Alert.objects.filter(run=run).select_related("closed_by")
    return render(request, "web/run.html", {"run": run, "table": table, "crumbs": crumbs, "alerts": alerts})


@require_POST
def start(request: HttpRequest, kind: str) -> HttpResponse:
    require(access_in(request), Can.CONSOLIDATE)
    if kind not in Run.Kind.values:
        raise NotVisible(_("There is no such run."))
    ask(kind=kind, author=user_of(request))
    return redirect("web:runs")


@require_POST
def stopped(request: HttpRequest, pk: int) -> HttpResponse:
    require(access_in(request), Can.CONSOLIDATE)
    run = runs().filter(pk=pk).first()
    if run is None:
        raise NotVisible(_("There is no such run."))
    if isinstance(request.user, User):
        stop(run=run, author=request.user)
        messages.success(request, _("The run is stopped. The figures are as before."))
    return redirect("web:runs")


@require_POST
def acknowledged(request: HttpRequest, pk: int) -> HttpResponse:
    require(access_in(request), Can.CONSOLIDATE)
    alert = Alert.objects.filter(pk=pk).first()
    if alert is None:
        raise NotVisible(_("There is no such alert."))
    acknowledge(alert=alert, author=user_of(request), note=request.POST.get("reason", ""))
    messages.success(request, _("The alert is closed."))
    return redirect("web:runs")
