"""The pages of closed periods."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from establishments.access import Access, Can, access_in, require, require_anywhere
from groupe.accounts.signed_in import user_of
from groupe.consolidation.models import Close
from groupe.consolidation.selectors.closes import (
    Checklist,
    PeriodState,
    checklist_of,
    chosen_version,
    closed_period,
    next_open,
    periods,
    restated,
    restatement_of,
    visible_codes,
)
from groupe.consolidation.services.closing import check_closable, close_period
from groupe.kernel.errors import DomainError, NotVisible
from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb, Kpi
from groupe.kernel.web.exports import FORMATS
from groupe.kernel.web.tables import build_table
from groupe.web.closes.columns import ALL_DONE, AWAITED, DIFFERENCES, NO_PERIOD, PERIODS, period_column
from groupe.web.closes.forms import CloseForm
from groupe.web.closes.tabs import TABS, chosen_tab, content, tabs


@require_safe
def closes(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_anywhere(access, Can.SEE_CLOSES)
    states, may_close = periods(), access.whole_group(Can.CLOSE)
    columns = (period_column(may_close=may_close), *PERIODS)
    table = build_table(request, columns, states, sort="", per_page=24, caption=_("Closed periods"), empty=NO_PERIOD)
    _look_since(states if request.GET.get("format") in FORMATS else table.page.object_list, access)
    if file := table.file(_("Closed periods")):
        return file
    following = next_open(states) if may_close else None
    return render(request, "web/closes/list.html", {"table": table, "following": following})


def _look_since(states: Any, access: Access) -> None:
    shown: list[PeriodState] = [state for state in states if state.close]
    changed = restated([state.versions[0] for state in shown], access)
    for state in shown:
        state.restated = state.versions[0].pk in changed


@require_safe
def period(request: HttpRequest, period: str) -> HttpResponse:
    """`?version=` looks at an earlier one, `?tab=` at another part."""
    access = access_in(request)
    require_anywhere(access, Can.SEE_CLOSES)
    versions = closed_period(period)
    close = chosen_version(versions, request.GET.get("version", ""))
    found, tab = restatement_of(close, access), chosen_tab(request)
    part = content(request, access, close, tab, found)
    if file := part.table.file(f"{close} {TABS[tab]}"):
        return file
    context = {
        "close": close,
        "month": Month.of(close.month),
        "versions": versions,
        "tiles": _tiles(close, visible_codes(access), len(found.figures)),
        "facts": _facts(close),
        "tabs": tabs(close, tab, found),
        "part": part,
        "restated": bool(found.figures),
        "again": access.whole_group(Can.CLOSE),
        "crumbs": [Crumb(_("Closed periods"), reverse("web:closes"))],
    }
    return render(request, "web/closes/period.html", context)


def _tiles(close: Close, codes: frozenset[str] | None, changed: int) -> list[Kpi]:
    def count(name: str) -> int:
        return sum(codes is None or site in codes for site in close.checklist[name])

    return [
        Kpi(label=_("Frozen or corrected"), value=count("frozen") + count("corrected"), digits=0),
        Kpi(label=_("Not validated"), value=count("submitted") + count("own"), digits=0),
        Kpi(label=_("Late"), value=count("late"), digits=0),
        Kpi(label=_("Figures that changed since"), value=changed, digits=0),
    ]


def _facts(close: Close) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = [
        (_("When"), formats.moment(close.closed_at)),
        (_("By"), close.author or _("the command line")),
        (_("Generation of the figures"), close.generation),
    ]
    if close.reason:
        rows.insert(2, (_("Reason"), close.reason))
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: HttpRequest, period: str) -> HttpResponse:
    """What is still open in a period, and closing it."""
    access = access_in(request)
    require(access, Can.CLOSE)
    month = _closable(period)
    author = user_of(request)
    found = checklist_of(month, author)
    form = CloseForm(found, request.POST) if request.method == "POST" else CloseForm(found)
    if request.method == "POST" and form.is_valid():
        try:
            close = close_period(author=author, month=month, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("%(month)s is closed.") % {"month": formats.month(month).capitalize()})
            return redirect("web:close", period=Month.of(close.month))
    open_sites = [site for site in found.sites if site.unanswered or site.standing in found.unsettled]
    context = {
        "month": month,
        "period_text": str(month),
        "checklist": found,
        "form": form,
        "tiles": _checked(found),
        "sites": build_table(request, AWAITED, open_sites, sort="", id="sites", empty=ALL_DONE, exports=False),
        "flows": build_table(
            request, DIFFERENCES, found.differences, sort="", id="flows", page_key="flows", exports=False
        ),
        "earlier": ", ".join(formats.month(each) for each in found.earlier),
        "crumbs": [Crumb(_("Closed periods"), reverse("web:closes"))],
    }
    return render(request, "web/closes/checklist.html", context, status=422 if form.errors else 200)


def _closable(text: str) -> Month:
    try:
        month = Month.parse(text)
        check_closable(month)
    except (ValueError, DomainError) as error:
        raise NotVisible(_("This month cannot be closed.")) from error
    return month


def _checked(found: Checklist) -> list[Kpi]:
    return [
        Kpi(label=_("To freeze"), value=sum(site.to_freeze for site in found.sites), digits=0),
        Kpi(label=_("Late"), value=len(found.late), digits=0),
        Kpi(label=_("Not validated"), value=len(found.standing(*found.unvalidated)), digits=0),
        Kpi(label=_("With findings that nobody answered"), value=len(found.unanswered), digits=0),
        Kpi(label=_("Flows that differ"), value=len(found.differences), digits=0),
    ]
