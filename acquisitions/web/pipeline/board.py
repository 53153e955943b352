"""The pipeline: a board of one route, and the list of all files that the reader may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from acquisitions.access import require_pipeline, works_pipeline
from acquisitions.enums import DealState, Route
from acquisitions.filters import DealFilters
from acquisitions.models import Deal
from acquisitions.routes import Stage, routes, stages_of
from acquisitions.selectors.clocks import Clock, next_clock_of
from acquisitions.selectors.pipeline import busiest_route, deal_rows, jobs_in_play, open_by_stage, working_codes
from acquisitions.selectors.scores import Score, scores_of
from acquisitions.web.clocks.words import card_words
from acquisitions.web.pipeline.words import TONES, people_word, stage_label
from acquisitions.web.tabs import tabs
from establishments.access import access_in
from groupe.kernel.web import formats
from groupe.kernel.web.components import Empty, Kpi
from groupe.kernel.web.tables import Column, build_table

COLUMNS = (
    Column("name", pgettext_lazy("takeover", "File"), value=lambda deal: f"{deal.code} {deal.name}",
        order=("name", "code"), href=lambda deal: deal.get_absolute_url(), wrap=True),
    Column("route", gettext_lazy("Route"), value=lambda deal: deal.get_route_display(), order=("route",)),
    Column("stage", gettext_lazy("Stage"), value=lambda deal: stage_label(deal.route, deal.stage), order=("stage",)),
    Column("state", gettext_lazy("State"), "tag", value=lambda deal: deal.get_state_display(), order=("state",),
        tone=lambda deal: TONES.get(deal.state, "")),
    Column("people", gettext_lazy("Jobs"), "number", order=("people",)),
    Column("deadline_at", gettext_lazy("Deadline"), "moment", order=("deadline_at",)),
    Column("hearing_at", gettext_lazy("Hearing"), "moment", order=("hearing_at",)),
    Column("led_by", gettext_lazy("Led by"), order=("led_by",)),
    Column("opened_at", gettext_lazy("Opened"), "day", order=("opened_at",),
        value=lambda deal: deal.opened_at.date()),
)  # fmt: skip
NONE_YET = Empty(
    title=gettext_lazy("No file here"),
    text=gettext_lazy("You see the files in whose room you are named. Open one, or ask who leads it to name you."),
)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """One column a stage, for one route at a time."""
    access = access_in(request)
    require_pipeline(access)
    filters = DealFilters(request.GET)
    del filters.fields["state"]
    rows = deal_rows(access)
    asked = request.GET.get("route", "")
    route = asked if asked in Route.values else busiest_route(rows)
    del filters.fields["route"]
    kept = filters.kept(rows)
    working = working_codes(access) if works_pipeline(access) else set()
    columns = open_by_stage(kept, route)
    shown = [deal for deals in columns.values() for deal in deals]
    clocks, scores = next_clock_of(shown), scores_of(shown)
    context = {
        "columns": [
            (stage, [_card(deal, stage, working, clocks.get(deal.pk), scores.get(deal.pk)) for deal in deals])
            for stage, deals in columns.items()
        ],
        "filters": filters,
        "route": routes()[route],
        "routes": _routes(rows, route),
        "tiles": _tiles(rows),
        "may_open": works_pipeline(access),
        "tabs": tabs(request, "board"),
    }
    return render(request, "acquisitions/pipeline/board.html", context)


@require_safe
def deals(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_pipeline(access)
    filters = DealFilters(request.GET)
    rows = filters.kept(deal_rows(access))
    table = build_table(request, COLUMNS, rows, sort="-opened_at", empty=NONE_YET, caption=_("Takeover files"))
    if file := table.file(_("Takeover files")):
        return file
    context = {
        "table": table, "filters": filters, "may_open": works_pipeline(access), "tabs": tabs(request, "board"),
    }  # fmt: skip
    return render(request, "acquisitions/pipeline/list.html", context)


def _routes(rows: Any, current: str) -> list[tuple[str, str, int, bool]]:
    """Each route with how many files are open in it."""
    counts: dict[str, int] = {}
    for route in rows.filter(state=DealState.OPEN).values_list("route", flat=True):
        counts[route] = counts.get(route, 0) + 1
    return [(code, str(label), counts.get(code, 0), code == current) for code, label in Route.choices]


def _tiles(rows: Any) -> list[Kpi]:
    """What is at stake in the files that the reader sees."""
    states = list(rows.values_list("state", flat=True))
    lost, won = states.count(DealState.LOST), states.count(DealState.WON)
    return [
        Kpi(label=_("Open files"), value=states.count(DealState.OPEN), digits=0),
        Kpi(label=_("Jobs at stake"), value=jobs_in_play(rows), digits=0),
        Kpi(label=_("Taken over"), value=won, digits=0),
        Kpi(label=_("Lost"), value=lost, digits=0),
    ]


def _card(deal: Deal, stage: Stage, working: set[str], clock: Clock | None, score: Score | None) -> dict[str, Any]:
    """With the moves to the stages beside it, for who works on the file."""
    stages = stages_of(deal.route)
    beside = [stages[at] for at in (stage.position - 1, stage.position + 1) if 0 <= at < len(stages)]
    may = deal.code in working and deal.state != DealState.LOST
    return {
        "deal": deal,
        "jobs": people_word(deal.people, None),
        "since": formats.ago(deal.stage_since),
        "clock": (card_words(clock), clock.tone) if clock else None,
        "score": (_("%(score)d / 100") % {"score": score.total}, "bad" if score.capped else "") if score else None,
        "moves": [(each, each.position < stage.position) for each in beside] if may else [],
    }
