"""The register, entering from it, and opening an establishment."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from establishments.filters import RegisterFilter
from establishments.models import Establishment
from establishments.web.structure.editing import change_page, editable, editor_only
from establishments.web.structure.forms.arrivals import EnterForm, OpenForm
from establishments.web.structure.lists import kind_label
from groupe.kernel.web.components import Crumb, Empty
from groupe.kernel.web.tables import Column, build_table


def _enter_url(row: Any) -> str:
    return reverse("establishments:enter", args=[row.code])


COLUMNS = (
    Column("name", gettext_lazy("Name"), order=("name",), href=Establishment.get_absolute_url, wrap=True),
    Column("enter", gettext_lazy("Group"), value=lambda _row: _("Enter"), href=_enter_url),
    Column(
        "kind", gettext_lazy("Kind"), value=lambda row: kind_label(row.kind) or row.category, order=("kind", "name"),
        wrap=True,
    ),
    Column("finess", "FINESS", order=("finess",)),
    Column("register_entity", gettext_lazy("Run by"), order=("register_entity__name", "name"), wrap=True),
    Column("city", gettext_lazy("Town"), order=("city", "name")),
    Column("department", pgettext_lazy("column", "Dept."), order=("department", "city", "name")),
    Column("closed_on", gettext_lazy("Closed on"), kind="day", order=("closed_on",)),
)  # fmt: skip
EMPTY = Empty(
    title=gettext_lazy("No establishment of the register matches"),
    text=gettext_lazy("Change the filters, or import a FINESS file."),
    icon="magnifying-glass",
)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """What FINESS knows and the group does not hold today."""
    editor_only(request)
    filters = RegisterFilter(request.GET, Establishment.objects.all())
    rows = filters.qs.select_related("register_entity")
    table = build_table(request, COLUMNS, rows, sort="name", caption=_("Register"), empty=EMPTY, exports=False)
    context = {"table": table, "filters": filters.form, "crumbs": [_list()]}
    return render(request, "establishments/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponse:
    site = editable(request, code)
    return change_page(
        request,
        lambda data: EnterForm(data, typed=request.GET, establishment=site),
        title=_("Enter the group"),
        intro=_("From that day on it reports each month; what it holds that morning is its opening record."),
        label=_("Enter the group"),
        back=Crumb(site.name, site.get_absolute_url()),
        above=[Crumb(_("Register"), reverse("establishments:register"))],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def open_new(request: HttpRequest) -> HttpResponse:
    editor_only(request)
    return change_page(
        request,
        lambda data: OpenForm(data, typed=request.GET),
        title=_("Open an establishment"),
        intro=_("For one that the register does not know yet. Otherwise enter it from the register."),
        label=_("Open an establishment"),
        back=_list(),
    )


def _list() -> Crumb:
    return Crumb(_("Establishments"), reverse("establishments:list"))
