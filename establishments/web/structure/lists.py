"""The list of establishments, as the group stood on a day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from establishments.access import Can, access_in, require_anywhere, visible_establishments
from establishments.catalogue import catalogue
from establishments.enums import Standing
from establishments.filters import EstablishmentFilter
from establishments.models import Establishment
from establishments.selectors.structure.standing import as_they_stood
from groupe.kernel.web.components import Empty, Tone
from groupe.kernel.web.tables import Column, build_table

TONES: dict[str, Tone] = {Standing.MEMBER: "ok", Standing.UPCOMING: "info"}
NO_MATCH = Empty(
    title=gettext_lazy("No establishment matches"),
    text=gettext_lazy("Change the filters, or look at another date."),
    icon="building-office-2",
)


def kind_label(code: str) -> str:
    kinds = catalogue().kinds
    return kinds[code].label if code in kinds else code


def standing_label(row: Any) -> str:
    return str(Standing(row.standing).label)


def standing_tone(row: Any) -> Tone:
    return TONES.get(row.standing, "")


COLUMNS = (
    Column("name", gettext_lazy("Name"), order=("name",), href=Establishment.get_absolute_url, wrap=True),
    Column("kind", gettext_lazy("Kind"), value=lambda row: kind_label(row.kind), order=("kind", "name"), wrap=True),
    Column("places", gettext_lazy("Places"), kind="number", order=("places",)),
    Column(
        "standing",
        gettext_lazy("Status"),
        kind="tag",
        value=standing_label,
        tone=standing_tone,
        order=("standing", "name"),
    ),
    Column("entity_name", gettext_lazy("Legal entity"), order=("entity_name", "name"), wrap=True),
    Column("territory_name", gettext_lazy("Territory"), order=("territory_name", "name"), wrap=True),
    Column("city", gettext_lazy("Town"), order=("city", "name")),
    Column("department", pgettext_lazy("column", "Dept."), order=("department", "city", "name")),
)


@require_safe
def establishment_list(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_anywhere(access, Can.SEE_STRUCTURE)
    filters = EstablishmentFilter(request.GET, visible_establishments(access), request=request)
    rows = as_they_stood(filters.qs, filters.day)
    table = build_table(request, COLUMNS, rows, sort="name", caption=_("Establishments"), empty=NO_MATCH)
    if file := table.file(_("Establishments")):
        return file
    context = {
        "table": table,
        "filters": filters.form,
        "day": filters.day,
        "may_edit": access.whole_group(Can.EDIT_STRUCTURE),
    }
    return render(request, "establishments/list.html", context)
