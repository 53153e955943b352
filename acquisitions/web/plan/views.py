"""The valuation of a deal: what it comes to in the chosen version and case."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from acquisitions.access import get_deal_for, works_on
from acquisitions.models import Deal, RecoveryPlan
from acquisitions.selectors.plans import Valued, accounts_of, drafted, first_content, valued, version_of, versions_of
from acquisitions.services.rooms import entered
from acquisitions.valuation.kinds import Case
from acquisitions.web.plan.columns import LEVERS, MONTHS, facts, lever_rows, month_rows, tiles
from acquisitions.web.plan.drawing import cases_figure, cash_figure, waterfall_figure
from acquisitions.web.plan.export import workbook
from acquisitions.web.room import room
from acquisitions.web.tabs import Tab
from establishments.access import Can, access_in
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import NotVisible
from groupe.kernel.web.components import Crumb, Empty
from groupe.kernel.web.exports import file_response
from groupe.kernel.web.tables import build_table

NO_LEVER = Empty(title=gettext_lazy("No lever yet"), text=gettext_lazy("Without one, the seller's own months go on."))


@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    deal = get_deal_for(access_in(request), code)
    entered(deal=deal, user=user_of(request), what="plan")
    found, case, rows = _shown(request, deal), _case(request), versions_of(deal)
    context: dict[str, Any] = {
        **room(request, deal, "plan"),
        "found": found,
        "row": found.row,
        "cases": _cases(request, case),
        "tiles": tiles(found, case),
        "facts": facts(found, case),
        "versions": rows,
        "sees_group": access_in(request).whole_group(Can.SEE_FIGURES),
        "may_write": works_on(access_in(request), deal),
        "may_mark": bool(found.row and found.accounts)
        and works_on(access_in(request), deal)
        and not any(each.thesis for each in rows),
        "outdated": bool(found.row) and list(found.accounts) != accounts_of(deal),
    }
    if found.figures:
        told = found.figures.cases[case]
        months = build_table(request, MONTHS, month_rows(told), sort="", id="months", caption=_("Month by month"))
        if file := months.file(f"{deal.code} {_('Month by month')}"):
            return file
        context |= {
            "months": months,
            "levers": build_table(
                request, LEVERS, lever_rows(told.outcome), sort="", id="levers", empty=NO_LEVER, exports=False,
                page_key="lever", caption=_("Levers"),
            ),
            "curve": cases_figure(found.figures, found.accounts),
            "waterfall": waterfall_figure(told.outcome),
            "cash": cash_figure(told.weeks),
        }  # fmt: skip
    return render(request, "acquisitions/plan/plan.html", context)


@require_safe
def plan_export(request: HttpRequest, code: str) -> HttpResponse:
    """A workbook of the whole plan: months of each case, weeks, levers, what it costs, the seller's accounts."""
    deal = get_deal_for(access_in(request), code)
    entered(deal=deal, user=user_of(request), what="plan export")
    found = _shown(request, deal)
    number = found.row.number if found.row else 0
    name = _("%(code)s recovery plan v%(number)s") % {"code": deal.code, "number": number}
    return file_response("xlsx", name, workbook(found))


def room_crumb(deal: Deal) -> Crumb:
    return Crumb(deal.name, deal.get_absolute_url())


def plan_crumb(deal: Deal) -> Crumb:
    return Crumb(_("Valuation"), reverse("acquisitions:plan", args=[deal.code]))


def _shown(request: HttpRequest, deal: Deal) -> Valued:
    row: RecoveryPlan | None = version_of(deal, _number(request.GET.get("version", "")))
    return valued(row) if row else drafted(deal, first_content(deal))


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6:
        raise NotVisible(_("There is no such version."))
    return int(text)


def _case(request: HttpRequest) -> Case:
    asked = request.GET.get("case", "")
    return Case(asked) if asked in Case.values else Case.BASE


def _cases(request: HttpRequest, current: Case) -> list[Tab]:
    found = []
    for case in Case:
        asked = request.GET.copy()
        asked["case"] = case.value
        found.append(Tab(case.label, f"?{asked.urlencode()}", case is current))
    return found
