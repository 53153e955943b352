"""`/eliminations/?scope=&period=&window=&view=`: pairs, differences, whom the result belongs to; and flows by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from establishments.access import Access, Can, access_in, require
from establishments.enums import Account, DeclaredBy
from establishments.models import Flow, LegalEntity
from establishments.web.structure.editing import change_page
from groupe.consolidation.access import get_eliminations_for, home_scope
from groupe.consolidation.selectors import as_known, read_instant
from groupe.consolidation.selectors.eliminations import Eliminations, eliminations
from groupe.consolidation.selectors.legal_result import LegalResult, legal_result
from groupe.kernel.errors import DomainError, NotVisible
from groupe.kernel.periods import Month, last_completed_month
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb, Kpi
from groupe.kernel.web.tables import Table, build_table
from groupe.web.eliminations.columns import (
    FLOWS,
    HISTORY,
    NO_FLOWS,
    NO_PAIRS,
    difference_columns,
    flows_url,
    pair_columns,
)
from groupe.web.eliminations.forms import AmountForm, FlowForm, WithdrawForm
from groupe.web.figures.choice import Choice, read_choice
from groupe.web.figures.known import known_words
from groupe.web.figures.pickers import Pickers, pickers

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def eliminations_view(request: HttpRequest) -> HttpResponse:
    """In the scope asked for, else in the widest."""
    access = access_in(request)
    asked = request.GET.get("scope", "")
    home = None if asked else home_scope(access)
    if not asked and home is None:
        raise NotVisible(_("There is no such figure."))
    scope, sites = get_eliminations_for(access, asked or (home.code if home else ""))
    at = read_instant(request.GET.get("known_at", ""))
    with as_known(at) as figures:
        months = figures.span()
        if months is None:
            return render(request, "web/nothing.html", {"reason": "no_figures", "scope": scope})
        choice = replace(read_choice(request.GET, scope, months, [], figures), carries_scope=True)
        period, window = choice.period, choice.window
        found = eliminations(scope=scope.code, period=period, window=window, view=choice.view, known_at=figures)
        result = None
        if choice.legal:
            result = legal_result(scope=scope.code, period=period, window=window, known_at=figures)
    table, differing = _tables(request, access, found, sites=sites)
    if file := table.file(f"{_('Eliminations')} {scope.name} {choice.period}"):
        return file
    shown = {
        "choice": choice,
        "pickers": _pickers(access, choice, months[0]),
        "tiles": _tiles(found, result),
        "table": table,
        "differing": differing,
        "blocking": sum(row.blocks for row in found.differences),
        "may_declare": access.whole_group(Can.CLOSE),
        **known_words(request, at),
    }
    return render(request, "web/eliminations/page.html", shown)


def _tables(request: HttpRequest, access: Access, found: Eliminations, *, sites: bool) -> tuple[Table, Table | None]:
    may = access.whole_group(Can.CLOSE)
    one_month = found.window == "month"
    gains = any(row.left is not None for row in found.pairs)
    pairs = pair_columns(
        sites=sites, gains=gains, href=(lambda row: flows_url(row, found.period)) if may and one_month else None
    )
    differences = difference_columns(sites=sites, href=(lambda row: flows_url(row, row.month)) if may else None)
    table = build_table(request, pairs, found.pairs, sort="", caption=_("Pairs"), empty=NO_PAIRS)
    if not found.differences:
        return table, None
    return table, build_table(
        request, differences, found.differences, sort="", id="differences", page_key="differences", exports=False
    )


def _pickers(access: Access, choice: Choice, earliest: Month) -> Pickers:
    form = pickers(access, choice, earliest)
    for name in ("compare", "code", "perimeter", "measure"):
        form.fields.pop(name, None)
    return form


def _tiles(found: Eliminations, result: LegalResult | None) -> list[Kpi]:
    differing = sum((abs(row.difference) for row in found.differences), start=type(found.sold)(0))
    tiles = [
        Kpi(label=_("Eliminated from income"), value=formats.compact_euros(found.sold)),
        Kpi(label=_("Pairs inside"), value=sum(row.inside for row in found.pairs), digits=0),
        Kpi(label=_("Differences"), value=formats.compact_euros(differing)),
    ]
    if result is None:
        return tiles
    lines = (
        (_("Result of the whole"), result.whole),
        (_("of which equity method"), result.equity),
        (_("Minority interests"), result.minority),
        (_("Associative funds"), result.associative),
        (_("Group share"), result.group),
    )
    return [*tiles, *(Kpi(label=label, value=formats.compact_euros(value)) for label, value in lines)]


@require_safe
def flows_view(request: HttpRequest) -> HttpResponse:
    """`?period=&seller=&buyer=&account=`: what each side declared."""
    require(access_in(request), Can.CLOSE)
    asked = request.GET
    month = _month(asked.get("period", ""))
    chosen = {"month": month.first, **_pair(asked.get("seller", ""), asked.get("buyer", ""))}
    if asked.get("account") in Account.values:
        chosen["account"] = asked["account"]
    rows = Flow.objects.filter(**chosen).select_related(
        "seller", "buyer", "seller_establishment", "buyer_establishment"
    )
    kept = {name: asked[name] for name in ("seller", "buyer", "account") if asked.get(name)}
    context = {
        "month": month,
        "table": build_table(request, FLOWS, rows, sort="", caption=_("Declared flows"), empty=NO_FLOWS),
        "add": reverse("web:flow-new") + "?" + urlencode({"period": str(month), **kept}),
        "crumbs": [_home(month)],
    }
    return render(request, "web/eliminations/flows.html", context)


@read_or_write
def flow_new(request: HttpRequest) -> HttpResponse:
    require(access_in(request), Can.CLOSE)
    asked = request.GET
    month = _month(asked.get("period", ""))
    initial: dict[str, Any] = {"month": str(month), "account": asked.get("account", Account.SERVICE)}
    initial |= _pair(asked.get("seller", ""), asked.get("buyer", "")) | {"declared_by": DeclaredBy.BOTH}
    return change_page(
        request,
        lambda data: FlowForm(data, initial=initial),
        title=_("Declare a flow"),
        back=_home(month),
        label=_("Declare"),
        intro=_("It takes the place of what was declared before for the same ends, account and month."),
    )


@read_or_write
def flow_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrects the amount; the history of the flow below."""
    require(access_in(request), Can.CLOSE)
    flow = _flow(pk)
    event_model: Any = getattr(Flow, "pgh_event_model")  # noqa: B009 - set by pghistory
    events = event_model.objects.filter(pgh_obj_id=pk).order_by("-pgh_id")
    month = Month.of(flow.month)
    history = build_table(request, HISTORY, list(events), sort="", id="history", exports=False)
    return change_page(
        request,
        lambda data: AmountForm(data, flow=flow),
        title=f"{flow.seller} → {flow.buyer}, {flow.get_account_display()}",
        back=_home(month),
        label=_("Correct"),
        intro=formats.month(month).capitalize(),
        template="web/eliminations/flow.html",
        extra={"history": history, "flow": flow},
    )


@read_or_write
def flow_gone(request: HttpRequest, pk: int) -> HttpResponse:
    require(access_in(request), Can.CLOSE)
    flow = _flow(pk)
    return change_page(
        request,
        lambda data: WithdrawForm(data, flow=flow),
        title=_("Withdraw a flow"),
        back=_home(Month.of(flow.month)),
        label=_("Withdraw"),
        intro=_("It was never billed. Its history stays."),
        danger=True,
    )


def _home(month: Month) -> Crumb:
    return Crumb(_("Eliminations"), reverse("web:eliminations") + f"?period={month}&window=month")


def _flow(pk: int) -> Flow:
    found = Flow.objects.select_related("seller", "buyer", "seller_establishment", "buyer_establishment")
    flow = found.filter(pk=pk).first()
    if flow is None:
        raise NotVisible(_("There is no such flow."))
    return flow


def _month(text: str) -> Month:
    try:
        return Month.parse(text) if text else last_completed_month()
    except ValueError as error:
        message = _("A month such as 2026-03 is expected.")
        raise DomainError("invalid", message, fields={"period": message}) from error


def _pair(seller: str, buyer: str) -> dict[str, LegalEntity]:
    found = {row.code: row for row in LegalEntity.objects.filter(code__in=[seller, buyer])}
    return {name: found[code] for name, code in (("seller", seller), ("buyer", buyer)) if code in found}
