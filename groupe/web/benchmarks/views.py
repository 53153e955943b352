"""A scope's establishments among their likes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from establishments.access import Access, access_in
from establishments.catalogue import catalogue
from establishments.selectors.thresholds import Item, judged
from groupe.consolidation.access import get_scope_for, readable_codes, sees_sites_in, validated_only
from groupe.consolidation.selectors import as_known, read_instant
from groupe.consolidation.selectors.benchmark import Pool, compared
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import Window
from groupe.kernel.web.components import Crumb
from groupe.web.benchmarks.scope import Shown, pool_rows, strip_figure, too_few
from groupe.web.benchmarks.site import standings
from groupe.web.figures.choice import Choice, read_choice
from groupe.web.figures.known import known_words
from groupe.web.figures.tiles import kinds_in


@require_safe
def benchmark(request: HttpRequest, scope: str) -> HttpResponse:
    """A site: its headline indicators; any other scope: one indicator, `?code=`, across its establishments."""
    access = access_in(request)
    info = get_scope_for(access, scope)
    at = read_instant(request.GET.get("known_at", ""))
    with as_known(at) as figures:
        months = figures.span()
        if months is None:
            return render(
                request, "web/nothing.html", {"reason": "no_figures", "scope": info, **known_words(request, at)}
            )
        choice = read_choice(request.GET, info, months, [], figures)
        window: Window = "month" if choice.window == "month" else "r12"
        choice = replace(choice, window=window, code="")
        items = _items(access, choice, request.GET.get("code", ""))
        crumbs = [Crumb(info.name, reverse("web:scope", args=[info.code]) + choice.query())]
        shown = _site(access, choice, items) if info.is_site else _across(access, choice, items[:1])
    told = {"choice": choice, "crumbs": crumbs, **known_words(request, at)}
    return render(request, "web/benchmark.html", {**told, **shown})


def _items(access: Access, choice: Choice, code: str) -> list[Item]:
    """The indicator asked for, else those that lead for the kinds of the scope, as far as the reader may read them."""
    source, kinds = catalogue().indicators, kinds_in(choice.scope)
    readable = readable_codes(access, choice.scope.code)
    leading = [i.code for i in source.values() if i.headline and (not kinds or i.kinds & kinds)]
    codes = [each for each in ([code] if code else leading) if readable is None or each in readable]
    if (code and not codes) or any(each not in source for each in codes):
        raise NotVisible(_("There is no such figure."))
    return list(judged(codes, choice.period.last).values())


def _site(access: Access, choice: Choice, items: list[Item]) -> dict[str, Any]:
    scope = choice.scope.code
    found, _inside = _compared(access, choice, items)
    return {"standings": standings(scope.partition(":")[2], items, found, choice), "item": None}


def _across(access: Access, choice: Choice, items: list[Item]) -> dict[str, Any]:
    if not items:
        return {"item": None, "standings": []}
    item, scope = items[0], choice.scope.code
    found, inside = _compared(access, choice, items)
    pools = found[item.code]
    everywhere, here = sees_sites_in(access, "group"), sees_sites_in(access, scope)
    everyone = frozenset(peer.code for pool in pools for peer in pool.peers)
    named = everyone if everywhere else inside if here else frozenset()
    shown = Shown(named, anonymous=not here, query=choice.query())
    chart = strip_figure(item, pools, shown)
    return {"item": item, "chart": chart, "pools": pool_rows(item, pools), "too_few": too_few(pools)}


def _compared(access: Access, choice: Choice, items: list[Item]) -> tuple[dict[str, list[Pool]], frozenset[str]]:
    scope = choice.scope.code
    codes = [item.code for item in items]
    return compared(
        scope,
        codes,
        choice.period,
        choice.window,
        validated_only=validated_only(access, scope),
        known_at=choice.figures,
    )
