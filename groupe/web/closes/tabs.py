"""The parts of a closed period's page: one table each, with its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, get_args

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from establishments.access import Access, Can, visible_establishments
from groupe.consolidation.access import readable_codes
from groupe.consolidation.models import Close, CloseSite
from groupe.consolidation.selectors.closes import (
    SPANS,
    Effect,
    Restatement,
    effects,
    key_codes,
    published_scopes,
    visible_codes,
)
from groupe.consolidation.selectors.restated_sites import RestatedSite, restated_sites
from groupe.kernel.periods import Window
from groupe.kernel.web.tables import Table, build_table
from groupe.web.closes.columns import (
    FIGURES,
    REPORTS,
    SITES,
    STRUCTURE,
    UNCHANGED,
    behind_columns,
    effect_columns,
    label_of,
)
from groupe.web.closes.forms import FigureForm

TABS: Final[dict[str, StrOrPromise]] = {
    "figures": gettext_lazy("Published figures"),
    "effects": gettext_lazy("Figures that changed"),
    "reports": gettext_lazy("Reports since"),
    "structure": gettext_lazy("Structure since"),
    "sites": gettext_lazy("Sites"),
}
# What is looked for first in the list of sites.
RANK: Final[dict[str, int]] = {CloseSite.Standing.LATE: 3, CloseSite.Standing.SUBMITTED: 2, CloseSite.Standing.OWN: 1}


@dataclass(frozen=True)
class Tab:
    label: StrOrPromise
    href: str
    current: bool
    count: int | None


@dataclass(frozen=True)
class Content:
    """`filters` choose the figures of the first tab."""

    table: Table
    filters: FigureForm | None = None


def chosen_tab(request: HttpRequest) -> str:
    asked = request.GET.get("tab", "")
    return asked if asked in TABS else "figures"


def tabs(close: Close, current: str, found: Restatement) -> list[Tab]:
    counts = {"effects": len(found.figures), "reports": len(found.reports), "structure": len(found.structure)}
    return [
        Tab(label, f"?tab={name}&version={close.version}", name == current, counts.get(name))
        for name, label in TABS.items()
    ]


def content(request: HttpRequest, access: Access, close: Close, tab: str, found: Restatement) -> Content:
    if tab == "figures":
        return _figures(request, access, close)
    shown: dict[str, Any] = {"id": "part", "caption": TABS[tab], "empty": UNCHANGED}
    match tab:
        case "effects":
            names = {scope.code: scope.name for scope in found.scopes}
            if effect := _asked(request, found):
                shown["caption"] = f"{label_of(effect.code)}, {names[effect.scope]}"
                rows = _behind(access, close, effect)
                return Content(build_table(request, behind_columns(effect.code), rows, sort="", **shown))
            columns = effect_columns(names, close.version)
            return Content(build_table(request, columns, found.figures, sort="", **shown))
        case "reports":
            return Content(build_table(request, REPORTS, found.reports, sort="", **shown))
        case "structure":
            return Content(build_table(request, STRUCTURE, found.structure, sort="", **shown))
    return Content(build_table(request, SITES, _sites(access, close), sort="", **shown))


def _asked(request: HttpRequest, found: Restatement) -> Effect | None:
    """The figure whose sites are asked for."""
    asked = tuple(request.GET.get(name, "") for name in ("scope", "code", "window"))
    return next((each for each in found.figures if (each.scope, each.code, each.window) == asked), None)


def _behind(access: Access, close: Close, effect: Effect) -> list[RestatedSite]:
    """As far as the reader may name them."""
    visible = visible_codes(access)
    rows = restated_sites(close, effect.scope, effect.code, effect.window)
    return [row for row in rows if visible is None or row.scope.partition(":")[2] in visible]


def _sites(access: Access, close: Close) -> list[CloseSite]:
    """What is not settled first."""
    rows = CloseSite.objects.filter(close=close, establishment__in=visible_establishments(access, Can.SEE_CLOSES))
    found = rows.select_related("establishment", "counting", "close").defer("counting__common", "counting__sector")
    return sorted(found, key=lambda site: (-RANK.get(site.standing, 0), site.establishment.name))


def _figures(request: HttpRequest, access: Access, close: Close) -> Content:
    scopes = published_scopes(access)
    asked = request.GET.get("scope", "")
    scope = next((each for each in scopes if each.code == asked), scopes[0] if scopes else None)
    window: Window = next((each for each in get_args(Window) if each == request.GET.get("window")), "month")
    window = window if window in SPANS else "month"
    codes = key_codes(readable_codes(access, scope.code)) if scope else []
    rows = [
        effect
        for effect in (effects(close, [scope.code], codes, [window]) if scope else [])
        if effect.published is not None or effect.now is not None
    ]
    initial = {"scope": scope.code if scope else "", "window": window}
    return Content(
        build_table(request, FIGURES, rows, sort="", id="part", caption=_("Published figures")),
        FigureForm(scopes, "figures", close.version, initial=initial),
    )
