"""From any figure to what it is made of."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from establishments.access import Access, Can, access_in, get_establishment_for
from establishments.selectors.thresholds import Item
from groupe.consolidation.access import get_scope_for, home_scope, sees_sites_in, validated_only
from groupe.consolidation.selectors import Today, as_known, freshness, read_instant
from groupe.kernel.errors import NotAllowed, NotVisible
from groupe.kernel.periods import Month, today
from groupe.kernel.web.exports import file_response
from groupe.web.explain.months import month_rows
from groupe.web.explain.page import SORTS, explain_page, explained_for, offered_for
from groupe.web.explain.sheet import workbook
from groupe.web.explain.tree import with_denominator
from groupe.web.figures.choice import Choice, read_choice
from groupe.web.figures.detail import get_item_for
from groupe.web.figures.known import known_words
from groupe.web.figures.pickers import pickers


@require_safe
def explained(request: HttpRequest, code: str) -> HttpResponse:
    """`/indicators/RH01/explain/?scope=territory:sud&period=2026-09&window=ytd`."""
    access, at = access_in(request), read_instant(request.GET.get("known_at", ""))
    with as_known(at) as figures:
        item, choice, first = _read(request, access, code, figures)
        if choice is None:
            return render(request, "web/nothing.html", {"reason": "no_figures", **known_words(request, at)})
        page = explain_page(request, access, choice, item)
        if request.GET.get("format") == "xlsx":
            body = workbook(page, people=not validated_only(access, choice.scope.code))
            return file_response("xlsx", f"{code} {choice.scope.name} {choice.period}", body)
    picked = pickers(access, choice, first)
    del picked.fields["compare"]  # nothing is set beside the figure here
    shown = {"page": page, "choice": choice, "pickers": picked, "freshness": freshness(), "sorts": SORTS}
    return render(request, "web/explain.html", {**shown, **known_words(request, at)})


@require_safe
def months(request: HttpRequest, code: str) -> HttpResponse:
    """The months of one site of a figure: a page of its own, of which htmx takes the table."""
    access, site = access_in(request), request.GET.get("site", "")
    if not site:
        raise NotVisible(_("There is no such establishment."))
    with as_known(read_instant(request.GET.get("known_at", ""))) as figures:
        item, choice, _first = _read(request, access, code, figures)
        if choice is None:
            return render(request, "web/nothing.html", {"reason": "no_figures"})
        if not sees_sites_in(access, choice.scope.code):
            raise NotAllowed(_("Your role reads sums, not single establishments."))
        validated = validated_only(access, choice.scope.code)
        found = explained_for(choice, item, validated=validated, site=site)
        rows = month_rows(found, access, people=not validated)
    name = found.parts[0].name if found.parts else get_establishment_for(access, site, Can.SEE_FIGURES).name
    shown = {"rows": rows, "name": name, "item": item, "two_sides": with_denominator(found)}
    return render(request, "web/explain_months.html", shown)


def _read(request: HttpRequest, access: Access, code: str, figures: Today) -> tuple[Item, Choice | None, Month]:
    """(figure, choice, first month with figures); NotVisible (404) for what is not for this reader."""
    asked = request.GET.get("scope", "")
    scope = get_scope_for(access, asked) if asked else home_scope(access)
    if scope is None:
        raise NotVisible(_("There is no such figure."))
    known = figures.span()
    item = get_item_for(access, scope.code, code, known[1].last if known else today())
    if known is None:
        return item, None, Month.of(today())
    breakdowns = offered_for(scope.kind, sites=sees_sites_in(access, scope.code))
    choice = read_choice(request.GET, scope, known, breakdowns, figures)
    return item, replace(choice, code="", carries_scope=True), known[0]
