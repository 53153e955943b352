"""`/bridge/?scope=&measure=&period=&window=&block=`: from last year's figure to this year's."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from establishments.access import access_in
from groupe.consolidation.access import get_scope_for, home_scope
from groupe.consolidation.selectors import as_known, freshness, read_instant
from groupe.kernel.errors import NotVisible
from groupe.web.bridge.page import bridge_page, bridge_pickers
from groupe.web.bridge.words import BLOCK_LABELS
from groupe.web.figures.choice import read_choice
from groupe.web.figures.known import known_words


@require_safe
def bridge_view(request: HttpRequest) -> HttpResponse:
    """In the scope asked for, else in the widest."""
    access = access_in(request)
    asked = request.GET.get("scope", "")
    scope = get_scope_for(access, asked) if asked else home_scope(access)
    if scope is None:
        raise NotVisible(_("There is no such figure."))
    at = read_instant(request.GET.get("known_at", ""))
    with as_known(at) as figures:
        months = figures.span()
        if months is None:
            return render(
                request, "web/nothing.html", {"reason": "no_figures", "scope": scope, **known_words(request, at)}
            )
        choice = replace(read_choice(request.GET, scope, months, [], figures), carries_scope=True)
        page = bridge_page(request, access, choice)
        if page.table and (file := page.table.file(f"{page.item.code} {scope.name} {BLOCK_LABELS[page.block]}")):
            return file
    shown = {
        "page": page,
        "choice": choice,
        "pickers": bridge_pickers(access, choice, months[0]),
        "freshness": freshness(),
        **known_words(request, at),
    }
    return render(request, "web/bridge.html", shown)
