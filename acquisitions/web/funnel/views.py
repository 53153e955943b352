"""How files go from the watch to the takeover, and where the targets are."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from acquisitions.access import require_pipeline
from acquisitions.enums import Route
from acquisitions.filters import DealFilters
from acquisitions.routes import routes
from acquisitions.selectors.funnel import Kept, Outcome, kept_by_stage, outcome
from acquisitions.selectors.pipeline import busiest_route, deal_rows
from acquisitions.selectors.places import Spot, spots
from acquisitions.web.tabs import tabs
from establishments.access import access_in
from groupe.kernel.charts.department_map import department_map, department_name
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.charts.specs import FunnelWords, Measure, Stage, funnel
from groupe.kernel.web import formats
from groupe.kernel.web.components import Empty, Kpi
from groupe.kernel.web.tables import Column, build_table

STAGES = (
    Column("stage", gettext_lazy("Stage"), value=lambda row: row.stage.label),
    Column("reached", gettext_lazy("Files that came here"), "number"),
    Column("conversion", gettext_lazy("Of those before"), "percent", digits=0),
    Column("days", gettext_lazy("Days there (median)"), "number", digits=0),
    Column("inside", gettext_lazy("There now"), "number"),
)
PLACES = (
    Column("name", gettext_lazy("Department"), value=lambda spot: department_name(spot.code), order=("code",)),
    Column("files", pgettext_lazy("takeover", "Files"), "number", value=lambda spot: len(spot.files)),
    Column("sites", gettext_lazy("Sites"), "number"),
    Column("people", gettext_lazy("Jobs at stake"), "number"),
)
NOTHING = Empty(
    title=gettext_lazy("No open file with a place"),
    text=gettext_lazy("Give the commune of the sites of your files: they appear here."),
)


@require_safe
def funnel_view(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_pipeline(access)
    rows = deal_rows(access)
    asked = request.GET.get("route", "")
    route = asked if asked in Route.values else busiest_route(rows)
    kept, told = kept_by_stage(rows, route), outcome(rows)
    table = build_table(request, STAGES, kept, sort="", caption=_("By stage"))
    if file := table.file(f"{_('Funnel')} {routes()[route].label}"):
        return file
    context = {
        "tiles": _tiles(told),
        "chart": _figure(kept, routes()[route].label) if kept[0].reached else None,
        "table": table,
        "outcome": told,
        "routes": [(code, str(label), code == route) for code, label in Route.choices],
        "tabs": tabs(request, "funnel"),
    }
    return render(request, "acquisitions/funnel/funnel.html", context)


@require_safe
def map_view(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_pipeline(access)
    filters = DealFilters(request.GET)
    del filters.fields["state"]
    found = spots(filters.kept(deal_rows(access)))
    table = build_table(request, PLACES, found, sort="", empty=NOTHING, caption=_("By department"))
    if file := table.file(_("Map of targets")):
        return file
    context = {"table": table, "filters": filters, "map": _map(found), "tabs": tabs(request, "map")}
    return render(request, "acquisitions/funnel/map.html", context)


def _tiles(told: Outcome) -> list[Kpi]:
    watch, rate = told.from_watch, told.win_rate
    return [
        Kpi(
            label=pgettext("takeover", "Files"), value=told.files, digits=0,
            note=_("%(count)s open") % {"count": told.open},
        ),
        Kpi(
            label=_("Won of the offers filed"), value=None if rate is None else rate * 100, unit="%", digits=0,
            note=_("%(won)s of %(filed)s decided") % {"won": told.won_filed, "filed": told.filed},
        ),
        Kpi(label=_("From our own watch"), value=None if watch is None else watch * 100, unit="%", digits=0),
        Kpi(label=_("Lost"), value=told.lost, digits=0),
    ]  # fmt: skip


def _figure(kept: Sequence[Kept], route: str) -> ChartFigure | None:
    words = FunnelWords(of_first=_("of the first stage"), of_previous=_("of the stage before"))
    steps = [Stage(row.stage.label, row.reached) for row in kept]
    described = _("Files that reached each stage: %(route)s") % {"route": route}
    spec = funnel(steps, measure=Measure(pgettext("takeover", "Files"), "", ",.0f"), words=words, description=described)
    if spec is None:
        return None
    return ChartFigure(
        id="funnel", title=_("What each stage keeps"), subtitle=route, spec=spec,
        columns=[_("Stage"), pgettext("takeover", "Files")],
        rows=[[row.stage.label, formats.number(row.reached)] for row in kept],
    )  # fmt: skip


def _map(found: Sequence[Spot]) -> object:
    if not found:
        return None
    board = reverse("acquisitions:list")
    return department_map(
        {spot.code: spot.people for spot in found},
        title=_("Jobs at stake"),
        subtitle=_("Sites of open files, by department"),
        nothing=_("no file"),
        href=lambda _code: board,
    )
