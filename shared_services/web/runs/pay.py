"""What a director pays for the pooled departments, and what the group is charged."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from establishments.access import Can, access_in, require_anywhere, visible_establishments
from groupe.kernel.periods import last_completed_month
from groupe.kernel.web import formats
from groupe.kernel.web.components import Change, Kpi
from groupe.kernel.web.tables import build_table
from shared_services.selectors.requests import got_by
from shared_services.selectors.runs import Paid, last_charged, paid
from shared_services.web.departments.drawing import level_tiles
from shared_services.web.runs.columns import NOTHING_CHARGED, PAID
from shared_services.web.tabs import tabs


@require_safe
def pay(request: HttpRequest) -> HttpResponse:
    """Of all establishments that the reader sees; `?establishment=` looks at one of them."""
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    seen = visible_establishments(access, Can.SEE_SHARED)
    chosen = seen.filter(code=request.GET.get("establishment", "")).first()
    last = last_charged() or last_completed_month()
    rows = paid(access, last, establishment=chosen.pk if chosen else None)
    table = build_table(request, PAID, rows, sort="-twelve", id="paid", empty=NOTHING_CHARGED, caption=_("What I pay"))
    if file := table.file(_("What I pay")):
        return file
    context = {
        "table": table,
        "tiles": _tiles(rows),
        "got": level_tiles(got_by(seen.filter(pk=chosen.pk) if chosen else seen, last), ""),
        "last": last,
        "tabs": tabs(request, "pay"),
        "chosen": chosen,
    }
    return render(request, "shared_services/runs/pay.html", context)


def _tiles(rows: list[Paid]) -> list[Kpi]:
    month, year, twelve, before = (
        sum((getattr(row, name) for row in rows), Decimal(0)) for name in ("month", "year", "twelve", "before")
    )
    change = Change(value=100 * (twelve - before) / before, unit="%", better="down") if before else None
    return [
        Kpi(label=_("Month"), value=formats.compact_euros(month)),
        Kpi(label=_("Since January"), value=formats.compact_euros(year)),
        Kpi(label=_("12 months"), value=formats.compact_euros(twelve), change=change),
    ]
