"""Stands for `groupe.urls` while the showcase is shown."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from groupe.accounts.models import User
from groupe.kernel.errors import WrongState
from groupe.kernel.web.navigation import Group, NavItem, register
from groupe.kernel.web.tables import build_table
from tests.kernel.showcase import data
from tests.kernel.showcase.charts import all_charts
from tests.kernel.showcase.others import empty, places

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
    sites = [site for site in data.SITES if request.GET.get("q", "") in str(site["name"]).lower()]
    table = build_table(request, data.COLUMNS, sites, sort="name", per_page=4, caption="Établissements")
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


def entry_field(request: HttpRequest) -> HttpResponse:
    """One row again, with what is wrong."""
    row = next(row for row in data.ENTRY if row.name in request.headers["HX-Trigger"])
    value = request.POST[row.name]
    faults = [] if value.replace(" ", "").isdigit() else ["Un nombre est attendu."]
    return render(request, "showcase/entry_row.html", {"row": replace(row, value=value, faults=faults)})


def work(request: HttpRequest) -> HttpResponse:
    signed_in(request)
    return render(request, "showcase/work.html", {"job": replace(data.RUNNING, url="/work/0/")})


def work_goes_on(request: HttpRequest, done: int) -> HttpResponse:
    ahead = replace(data.RUNNING, done=(done + 1) * 2400, url=f"/work/{done + 1}/")
    job = replace(ahead, state="done") if done else ahead
    if done:
        messages.success(request, "Consolidation terminée.")
    return render(request, "showcase/progress.html", {"job": job})


@login_required
def members(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("as nobody foresaw")


def refused(request: HttpRequest) -> HttpResponse:
    signed_in(request)
    raise WrongState("frozen", "Ce mois est gelé.")


shows = [
    path("", components, name="components"),
    path("charts/", charts, name="charts"),
    path("charts/<slug:name>/", one_chart, name="chart"),
    path("entry/", entry, name="entry"),
    path("entry/field/", entry_field),
    path("work/", work, name="work"),
    path("work/<int:done>/", work_goes_on),
    path("members/", members),
    path("broken/", broken),
    path("refused/", refused, name="refused"),
]
for show in shows:
    if show.callback is not members:
        login_not_required(show.callback)
urlpatterns = [
    path("", include((shows, "show"))),
    path("", include("groupe.accounts.web.urls")),
]
