"""Stands for `groupe.urls` while the showcase is shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from groupe.accounts.models import User
from groupe.accounts.web.preferences import preferences
from groupe.kernel.errors import WrongState
from groupe.kernel.web.navigation import Group, NavItem, register
from groupe.kernel.web.tables import build_table
from tests.kernel.showcase import data
from tests.kernel.showcase.charts import all_charts, empty, places

register(
    NavItem("show-components", "Tableau de bord", "squares-2x2", "show:components", order=1),
    NavItem("show-charts", "Graphiques", "chart-bar", "show:charts", order=2),
    NavItem("show-entry", "Saisie mensuelle", "pencil-square", "show:entry", group=Group.COLLECT, badge=lambda _: 5),
    NavItem("show-hidden", "Cachée", "eye", "show:entry", visible=lambda _: False),
    NavItem("show-nowhere", "Nulle part", "eye", "show:nowhere"),
)


def signed_in(request: HttpRequest) -> None:
    request.user = User(pk=1, name="Claire Moreau", email="claire.moreau@example.org")


def components(request: HttpRequest) -> HttpResponse:
    signed_in(request)
    if "toast" in request.GET:
        messages.success(request, "Rapport enregistré.")
    table = build_table(request, data.COLUMNS, data.SITES, sort="name", per_page=4, caption="Établissements")
    if file := table.file("Établissements"):
        return file
    bound = data.Site({"name": "", "email": "x", "kind": "ehpad"})
    context = {"data": data, "table": table, "heat": data.heat(), "filters": data.Filters(request.GET), "form": bound}
    return render(request, "showcase/components.html", context)


def charts(request: HttpRequest) -> HttpResponse:
    signed_in(request)
    shown = [*all_charts(last=int(request.GET.get("last", 9))), empty()]
    return render(request, "showcase/charts.html", {"charts": shown, "map": places()})


def one_chart(request: HttpRequest, name: str) -> HttpResponse:
    """One chart again, as htmx asks for it."""
    shown = {chart.id: chart for chart in all_charts(last=int(request.GET.get("last", 9)))}
    return render(request, "showcase/chart.html", {"chart": shown[name]})


def entry(request: HttpRequest) -> HttpResponse:
    signed_in(request)
    return render(request, "showcase/entry.html", {"data": data})


def refused(request: HttpRequest) -> HttpResponse:
    signed_in(request)
    raise WrongState("frozen", "Ce mois est gelé.")


shows = [
    path("", components, name="components"),
    path("charts/", charts, name="charts"),
    path("charts/<slug:name>/", one_chart, name="chart"),
    path("entry/", entry, name="entry"),
    path("refused/", refused, name="refused"),
]
urlpatterns = [
    path("", include((shows, "show"))),
    path("accounts/", include("allauth.account.urls")),
    path("preferences/", preferences, name="preferences"),
]
