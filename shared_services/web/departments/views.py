"""The pages of departments."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from establishments.access import Access, Can, access_in, require_anywhere
from establishments.scopes import named_scopes
from groupe.kernel.periods import Month, last_completed_month, today
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb, Empty
from groupe.kernel.web.tables import Column, build_table
from shared_services.access import get_department_for, runs, sees_costs, serves
from shared_services.enums import OPEN, Priority
from shared_services.models import (
    Department,
    DepartmentMonth,
    PoolKey,
    PoolShare,
    Service,
    ServicePrice,
    ServiceRequest,
)
from shared_services.selectors.departments import DepartmentCard, department_cards, months_of
from shared_services.selectors.party_alerts import open_alerts
from shared_services.selectors.requests import MonthLevel, levels, request_rows
from shared_services.web.departments.drawing import costs_figure, level_tiles
from shared_services.web.desk.words import clock_word, price_word
from shared_services.web.tabs import tabs

SHOWN = 8
CARDS = (
    Column(
        "name", gettext_lazy("Pooled department"), value=lambda card: card.department.name, order=("name",),
        href=lambda card: card.department.get_absolute_url(),
    ),
    Column("head", gettext_lazy("Head"), value=lambda card: card.department.head, order=("head",)),
    Column("team", gettext_lazy("Team (FTE)"), "number",
        value=lambda card: card.department.team, order=("team",), digits=1,
    ),
    Column("spent", gettext_lazy("Spent this year"), "euros", order=("spent",)),
    Column("budget", gettext_lazy("Budget this year"), "euros", order=("budget",)),
)  # fmt: skip
MONTHS = (
    Column("month", gettext_lazy("Month"), "month"),
    Column("actual", gettext_lazy("Actual cost"), "euros"),
    Column("budget", gettext_lazy("Budget"), "euros"),
)
NONE_YET = Empty(title=gettext_lazy("No department yet"), text=gettext_lazy("The controller opens the first one."))
NO_COST = Empty(title=gettext_lazy("No cost yet"), text=gettext_lazy("Costs are told month by month."))


def last_told() -> Month:
    """The newest month with a cost, else the last completed one."""
    newest = DepartmentMonth.objects.filter(actual__isnull=False).order_by("-month").values_list("month", flat=True)
    return Month.of(found) if (found := newest.first()) else last_completed_month()


@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    last = last_told()
    cards: list[DepartmentCard] = department_cards(access, last)
    columns = CARDS if any(sees_costs(access, card.department) for card in cards) else CARDS[:-2]
    table = build_table(request, columns, cards, sort="name", empty=NONE_YET, caption=_("Pooled departments"))
    if file := table.file(_("Pooled departments")):
        return file
    context = {
        "table": table,
        "last": last,
        "tabs": tabs(request, "list"),
        "may_open": access.whole_group(Can.RUN_SHARES),
        "open": open_alerts(last_completed_month()) if access.whole_group(Can.SEE_SHARED) else 0,
    }
    return render(request, "shared_services/list.html", context)


@require_safe
def department(request: HttpRequest, code: str) -> HttpResponse:
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    found = get_department_for(access, code)
    rows = months_of(found, last_told()) if sees_costs(access, found) else []
    table = build_table(request, MONTHS, rows, sort="", empty=NO_COST, caption=_("Costs by month"))
    if file := table.file(f"{found} {_('Costs by month')}"):
        return file
    context = {
        "department": found,
        "may_edit": runs(access, found),
        "sees_costs": sees_costs(access, found),
        "serves": serves(access, found),
        "table": table,
        "chart": costs_figure(rows),
        "tiles": level_tiles(_levels(found), f"{reverse('shared_services:requests')}?department={code}&state=open"),
        "waiting": [(row, clock_word(row)) for row in _waiting(access, found)],
        "services": _services(found, every=runs(access, found)),
        "short": _short(found),
        "crumbs": [Crumb(_("Pooled departments"), reverse("shared_services:list"))],
    }
    return render(request, "shared_services/department.html", context)


def _levels(found: Department) -> list[MonthLevel]:
    """Of the last twelve months that are over."""
    last = last_completed_month()
    months = list((last - 11).to(last))
    return levels(ServiceRequest.objects.filter(service__department=found), months)


def _waiting(access: Access, found: Department) -> list[ServiceRequest]:
    rows = request_rows(access).filter(service__department=found, state__in=OPEN)
    return list(rows.order_by("resolve_due")[:SHOWN])


def _services(found: Department, *, every: bool) -> list[tuple[Service, str, list[float]]]:
    rows = found.services.all() if every else found.services.filter(active=True)
    prices = dict(ServicePrice.objects.on(today()).filter(service__in=rows).values_list("service", "price"))
    return [(row, price_word(row, prices), row.targets[Priority.NORMAL]) for row in rows]


def _short(found: Department) -> list[tuple[str, object]]:
    """Who heads it, whom it serves, and how its cost is shared today."""
    key = PoolKey.objects.on(today()).filter(department=found).first()
    given = PoolShare.objects.on(today()).filter(giver=found).select_related("receiver")
    scope = named_scopes([found.scope]).get(found.scope)
    rows: list[tuple[str, object]] = [
        (_("Head"), found.head or formats.NOTHING),
        (_("Team (FTE)"), formats.number(found.team, 1)),
        (_("Serves"), scope.name if scope else found.scope),
        (_("Shared by"), key.get_driver_display() if key else formats.NOTHING),
    ]
    return rows + [(_("Used by"), f"{each.receiver} {formats.percent(each.percent / 100, 2)}") for each in given]
