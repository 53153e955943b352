"""What is owed: a sentence that answers, what waits for the reader, and the list."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p
from django.views.decorators.http import require_safe

from establishments.access import Can, access_in, require_anywhere
from establishments.catalogue import catalogue
from establishments.selectors.owed import Owed, owed
from establishments.web.reports.filters import OwedFilters
from establishments.web.reports.summary import summary_of
from establishments.web.reports.words import status_tone, status_word
from groupe.kernel.web.components import Empty, Tone
from groupe.kernel.web.formats import number
from groupe.kernel.web.tables import Column, build_table

TASKS_SHOWN = 3


def entry_url(row: Owed) -> str:
    return reverse("reports:entry", args=[row.establishment.code, row.month])


def _status(row: Owed) -> str:
    return str(status_word(row.status, reopened=row.reopened, late=row.late, returned=bool(row.returned)))


def _tone(row: Owed) -> Tone:
    return status_tone(row.status, reopened=row.reopened, late=row.late, returned=bool(row.returned))


def _due(row: Owed) -> dt.date | None:
    return None if row.residual else row.due


def _progress(row: Owed) -> str | None:
    if row.residual:
        return str(_("Residual costs after the closure"))
    if row.progress is None:
        return None
    done, asked = row.progress
    return str(_("%(done)s of %(asked)s")) % {"done": number(done), "asked": number(asked)}


def _kind(row: Owed) -> str:
    return catalogue().kinds[row.establishment.kind].label


COLUMNS = (
    Column(
        "name", _("Establishment"), value=lambda row: row.establishment.name, order=("name",), href=entry_url, wrap=True
    ),
    Column("status", _p("report", "Status"), kind="tag", value=_status, tone=_tone, order=("status",)),
    Column("month", _("Month"), kind="month", order=("month",), href=entry_url),
    Column("due", _("Due on"), kind="day", value=_due, order=("due",)),
    Column("progress", _("Fields filled in"), value=_progress),
    Column("territory", _("Territory"), order=("territory",)),
    Column("kind", _("Kind"), value=_kind, order=("kind",)),
    Column("updated_at", _("Last change"), kind="moment", order=("updated_at",)),
)
NOTHING_OWED = Empty(
    title=_("Nothing here"), text=_("No report matches: change the filters, or come back when a month has ended.")
)


@require_safe
def owed_reports(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_anywhere(access, Can.SEE_REPORTS)
    rows = owed(access)
    standings, (places, kinds) = rows.standings(), rows.used()
    months = list(dict.fromkeys(standing.month for standing in standings))
    filters = OwedFilters(request.GET, months=months, places=places, kinds=kinds)
    columns = _columns(territory=len(places) > 1, kind=len(kinds) > 1)
    shown = filters.kept(rows)
    table = build_table(request, columns, shown, sort="", caption=_("Monthly reports"), empty=NOTHING_OWED)
    if file := table.file(_("Monthly reports")):
        return file
    waiting = sum(standing.count for standing in standings if standing.task)
    tasks = rows[: min(waiting, TASKS_SHOWN)] if waiting else []
    context = {
        "table": table,
        "filters": filters,
        "summary": summary_of(standings),
        "tasks": [(row, entry_url(row), _status(row), _tone(row)) for row in tasks],
        "more": waiting - TASKS_SHOWN,
    }
    return render(request, "establishments/reports/list.html", context)


def _columns(**told: bool) -> list[Column]:
    """Without the columns that would say the same in every row."""
    return [column for column in COLUMNS if told.get(column.key, True)]
