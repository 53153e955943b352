"""The consolidated dashboard: of the widest scope one may see, or of any other."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acquisitions.selectors.integration import integrating
from establishments.access import Access, Can, access_in
from establishments.scopes import ScopeInfo
from groupe.consolidation.access import get_scope_for, home_scope
from groupe.consolidation.selectors import as_known, freshness, read_instant
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import today
from groupe.web.figures.choice import read_choice
from groupe.web.figures.detail import detail, get_item_for
from groupe.web.figures.known import known_words
from groupe.web.figures.page import dashboard, offered_breakdowns
from groupe.web.figures.pickers import pickers
from groupe.web.runs.alerts import alerts_for
from shared_services.access import own_departments

MOST_INTEGRATIONS = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Whoever reads no figures starts where their work is."""
    access = access_in(request)
    scope = home_scope(access)
    if scope is not None:
        return _page(request, access, scope, first=True)
    if departments := own_departments(access)[:2]:
        return redirect(departments[0] if len(departments) == 1 else "shared_services:list")
    if access.anywhere(Can.SEE_REPORTS):
        return redirect("reports:list")
    if access.whole_group(Can.MANAGE_USERS):
        return redirect("people:list")
    return render(request, "web/nothing.html", {"reason": "no_mandate"})


@require_safe
def scope_page(request: HttpRequest, scope: str) -> HttpResponse:
    access = access_in(request)
    return _page(request, access, get_scope_for(access, scope))


@require_safe
def choose_scope(request: HttpRequest) -> HttpResponse:
    """Where the pickers lead without knowing addresses: `/scopes/?scope=sector:elderly&period=2026-09`."""
    asked = request.GET.copy()
    scope = asked.pop("scope", ["group"])[-1] or "group"
    kept = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    return redirect(reverse("web:scope", args=[scope]) + (f"?{kept}" if kept else ""))


@require_safe
def freshness_badge(request: HttpRequest) -> HttpResponse:
    """Asked for every few seconds by the page, with the generation that it shows; says when figures moved on."""
    now = freshness()
    seen = request.GET.get("seen", "")
    response = render(request, "web/_freshness.html", {"freshness": now})
    if seen.isdigit() and int(seen) < now.generation:
        response["HX-Trigger"] = "figures-changed"
    return response


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """`/indicators/RH01/?scope=territory:sud`: in the scope asked for, else in the widest."""
    access = access_in(request)
    asked = request.GET.get("scope", "")
    scope = get_scope_for(access, asked) if asked else home_scope(access)
    if scope is None:
        raise NotVisible(_("There is no such figure."))
    at = read_instant(request.GET.get("known_at", ""))
    with as_known(at) as figures:
        months = figures.span()
        item = get_item_for(access, scope.code, code, months[1].last if months else today())
        if months is None:
            return render(
                request, "web/nothing.html", {"reason": "no_figures", "scope": scope, **known_words(request, at)}
            )
        choice = read_choice(request.GET, scope, months, offered_breakdowns(access, scope), figures)
        page = detail(request, access, replace(choice, code="", carries_scope=True), item)
        if page.parts and (file := page.parts.file(f"{code} {scope.name}")):
            return file
    shown = {
        "page": page,
        "choice": page.choice,
        "pickers": pickers(access, choice, months[0]),
        "freshness": freshness(),
        **known_words(request, at),
    }
    return render(request, "web/indicator.html", shown)


def _page(request: HttpRequest, access: Access, scope: ScopeInfo, *, first: bool = False) -> HttpResponse:
    """The first page also tells of the integrations in whose rooms the reader is named."""
    at = read_instant(request.GET.get("known_at", ""))
    with as_known(at) as figures:
        months = figures.span()
        if months is None:
            return render(
                request, "web/nothing.html", {"reason": "no_figures", "scope": scope, **known_words(request, at)}
            )
        choice = read_choice(request.GET, scope, months, offered_breakdowns(access, scope), figures)
        page = dashboard(request, access, choice)
        if page.parts and (file := page.parts.file(scope.name)):
            return file
    shown = {
        "page": page,
        "choice": choice,
        "pickers": pickers(access, choice, months[0]),
        "freshness": freshness(),
        "alerts": alerts_for(request),
        "integrations": integrating(access)[:MOST_INTEGRATIONS] if first else [],
        **known_words(request, at),
    }
    return render(request, "web/scope.html", shown)
