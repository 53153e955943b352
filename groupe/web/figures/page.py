"""The page of a scope, put together from a few reads whatever the number of sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from establishments.access import Access, Can
from establishments.catalogue import Indicator
from establishments.scopes import ScopeInfo
from establishments.selectors.collection import Collection, collection
from establishments.selectors.thresholds import Item, judged
from groupe.consolidation.access import readable_codes, sees_sites, validated_only
from groupe.consolidation.selectors import Parts
from groupe.kernel.charts.department_map import DepartmentMap
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from groupe.kernel.web.components import HeatTable, Kpi, Tone
from groupe.kernel.web.tables import Table
from groupe.web.bridge.card import BridgeCard, bridge_card
from groupe.web.figures.choice import Choice
from groupe.web.figures.parts import BREAKDOWN_LABELS, HEAT_MONTHS, Link, heat, parts_table, places
from groupe.web.figures.reading import read
from groupe.web.figures.tiles import indicator_url, kinds_in, leading_codes, likes_url, tiles
from groupe.web.figures.trends import trend_figure

# Scopes that are reached from any wider one by anybody who may see it.
ALWAYS_OPEN = ("establishment", "territory")
MANY_SITES = 400


@dataclass(frozen=True)
class Tab:
    label: StrOrPromise
    href: str
    current: bool


@dataclass(frozen=True)
class Dashboard:
    """What the template shows; parts are None where the scope has none."""

    choice: Choice
    tiles: list[Kpi]
    trend: ChartFigure | None
    second: ChartFigure | None
    bridge: BridgeCard | None
    collection: Collection
    looked_at: Item | None
    heat: HeatTable | None
    heat_rows: int
    map: DepartmentMap | None
    parts: Table | None
    tabs: list[Tab]
    sees_sites: bool

    @property
    def more(self) -> str:
        """All rows of the heat table, where some are left out."""
        if self.looked_at is None or self.heat is None or len(self.heat.rows) == self.heat_rows:
            return ""
        return indicator_url(self.choice, self.looked_at.code) + "#heat"

    @property
    def likes(self) -> str:
        """Where comparable sites are: all that leads for a site, the indicator that is looked at elsewhere."""
        if self.choice.scope.is_site:
            return likes_url(self.choice, "")
        return likes_url(self.choice, self.looked_at.code) if isinstance(self.looked_at, Indicator) else ""

    @property
    def collection_tags(self) -> list[tuple[str, Tone]]:
        valid, sent, awaited = self.collection.validated, self.collection.submitted, len(self.collection.waited)
        counts: list[tuple[int, str, Tone]] = [
            (valid, ngettext("%(count)s validated", "%(count)s validated", valid), "ok"),
            (sent, ngettext("%(count)s submitted", "%(count)s submitted", sent), "info"),
            (awaited, ngettext("%(count)s awaited", "%(count)s awaited", awaited), "warn"),
        ]
        return [(words % {"count": formats.number(count)}, tone) for count, words, tone in counts if count]


def dashboard(request: HttpRequest, access: Access, choice: Choice) -> Dashboard:
    scope, period = choice.scope, choice.period
    readable, validated = readable_codes(access, scope.code), validated_only(access, scope.code)
    kinds = kinds_in(scope)
    codes = leading_codes(kinds, readable)
    found = read(choice, codes, validated=validated)
    items = list(judged(codes, period.last).values())
    leader = next((item for item in items if item.code == "PR"), items[0] if items else None)
    item = looked_at(choice, items, readable)
    shown = {*codes, item.code} if item else codes
    begin = min(choice.first, period - (HEAT_MONTHS - 1))
    parts = Parts(
        scope.code, begin, period, shown, perimeter=choice.perimeter, view=choice.view, validated_only=validated,
        known_at=choice.figures,
    )  # fmt: skip
    link = scope_links(access, choice)
    breakdowns, owed = offered_breakdowns(access, scope), collection(scope.code, _collected(choice))
    by = heat_by(breakdowns, owed)
    alone = parts.narrowed([item.code]) if item and by != choice.by else parts
    drawn = heat(alone, by, item, period, link) if item and by else None
    return Dashboard(
        choice=choice,
        tiles=tiles(items, found),
        trend=trend_figure(leader, found.months[leader.code]) if leader else None,
        second=trend_figure(item, found.months[item.code], id="second") if item and item.code in found.months else None,
        bridge=bridge_card(access, choice, kinds, readable, validated=validated),
        collection=owed,
        looked_at=item,
        heat=drawn[0] if drawn else None,
        heat_rows=drawn[1] if drawn else 0,
        map=places(parts, item, choice, link) if item and breakdowns else None,
        parts=parts_table(request, choice, parts, items, link) if choice.by else None,
        tabs=tabs(choice, breakdowns),
        sees_sites=sees_sites(access),
    )


def _collected(choice: Choice) -> Month:
    """The month whose reports are told of: the one chosen, at first the newest, on its way in."""
    return choice.latest if choice.period == choice.usual_period else choice.period


def looked_at(choice: Choice, items: Sequence[Item], readable: frozenset[str] | None) -> Item | None:
    """The figure asked for, else the first that leads."""
    if choice.code and (readable is None or choice.code in readable):
        asked = judged([choice.code], choice.period.last).get(choice.code)
        if asked is not None:
            return asked
    return items[0] if items else None


def offered_breakdowns(access: Access, scope: ScopeInfo) -> list[str]:
    """What a scope may be broken down by: finer than itself, and single sites for those who may read them."""
    if scope.is_site:
        return []
    finer = [
        by for by in ("sector", "kind", "territory", "entity", "department") if by != scope.kind or by == "territory"
    ]
    if scope.kind == "kind":
        finer.remove("sector")
    return [*finer, *(["establishment"] if sees_sites(access) else [])]


def tabs(choice: Choice, breakdowns: Sequence[str]) -> list[Tab]:
    """Ways to break the scope down."""
    return [Tab(BREAKDOWN_LABELS[by], (choice.query(by=by) or "?") + "#parts", by == choice.by) for by in breakdowns]


def heat_by(breakdowns: Sequence[str], owed: Collection) -> str:
    """Single sites where the reader may see them and they are not too many for a page."""
    wide = "establishment" not in breakdowns or owed.expected > MANY_SITES
    return next((by for by in ("territory", *breakdowns) if by in breakdowns), "") if wide else "establishment"


def scope_links(access: Access, choice: Choice) -> Link:
    """Addresses of scope pages that keep period, window and comparison; none to what the reader may not open."""
    everywhere = access.whole_group(Can.SEE_FIGURES)
    query = choice.query(by=choice.usual_by, carries_scope=False)

    def link(scope: str) -> str:
        kind = scope.partition(":")[0]
        return reverse("web:scope", args=[scope]) + query if everywhere or kind in ALWAYS_OPEN else ""

    return link
