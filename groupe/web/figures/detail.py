"""An indicator, or any figure of the catalogue, in detail: what it is, how it moves, who makes it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from establishments.access import Access
from establishments.catalogue import Indicator
from establishments.selectors.collection import collection
from establishments.selectors.thresholds import Item, judged
from groupe.consolidation.access import readable_codes, validated_only
from groupe.consolidation.selectors import Figure, Parts
from groupe.kernel.charts.department_map import DepartmentMap
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.errors import NotVisible
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb, HeatTable, Kpi
from groupe.kernel.web.tables import Table
from groupe.web.eliminations.facts import elimination_facts
from groupe.web.figures.choice import Choice
from groupe.web.figures.page import Tab, heat_by, offered_breakdowns, scope_links, tabs
from groupe.web.figures.parts import HEAT_MONTHS, heat, parts_table, places
from groupe.web.figures.printing import is_amount, printed
from groupe.web.figures.reading import read
from groupe.web.figures.tiles import likes_url, tiles
from groupe.web.figures.trends import trend_figure

MOST_ROWS = 100
Fact = tuple[StrOrPromise, object]


@dataclass(frozen=True)
class Detail:
    choice: Choice
    item: Item
    tile: Kpi
    facts: list[Fact]
    trend: ChartFigure
    heat: HeatTable | None
    heat_rows: int
    map: DepartmentMap | None
    parts: Table | None
    tabs: list[Tab]

    @property
    def likes(self) -> str:
        """Where comparable sites are; of indicators alone."""
        return likes_url(self.choice, self.item.code) if isinstance(self.item, Indicator) else ""

    @property
    def crumbs(self) -> list[Crumb]:
        scope = self.choice.scope
        return [
            Crumb(
                scope.name,
                reverse("web:scope", args=[scope.code])
                + self.choice.query(carries_scope=False, by=self.choice.usual_by),
            )
        ]


def get_item_for(access: Access, scope: str, code: str, day: dt.date) -> Item:
    """The one door to a figure: NotVisible (404) where it does not exist or is not for this reader."""
    readable = readable_codes(access, scope)
    item = judged([code], day).get(code)
    if item is None or (readable is not None and code not in readable):
        raise NotVisible(_("There is no such figure."))
    return item


def detail(request: HttpRequest, access: Access, choice: Choice, item: Item) -> Detail:
    scope, code, period = choice.scope.code, item.code, choice.period
    validated = validated_only(access, scope)
    found = read(choice, [code], validated=validated)
    parts = Parts(
        scope,
        min(choice.first, period - (HEAT_MONTHS - 1)),
        period,
        [code],
        perimeter=choice.perimeter,
        view=choice.view,
        validated_only=validated,
        known_at=choice.figures,
    )
    link, breakdowns = scope_links(access, choice), offered_breakdowns(access, choice.scope)
    by = heat_by(breakdowns, collection(scope, period))
    drawn = heat(parts, by, item, period, link, most=MOST_ROWS) if by else None
    return Detail(
        choice=choice,
        item=item,
        tile=tiles([item], found)[0],
        facts=[
            *_facts(item, found.window[code].figures[-1]),
            *elimination_facts(item, found.window[code], choice, validated=validated),
        ],
        trend=trend_figure(item, found.months[code]),
        heat=drawn[0] if drawn else None,
        heat_rows=drawn[1] if drawn else 0,
        map=places(parts, item, choice, link) if breakdowns else None,
        parts=parts_table(request, choice, parts, [item], link) if choice.by else None,
        tabs=tabs(choice, breakdowns),
    )


def _facts(item: Item, figure: Figure) -> list[Fact]:
    """Exact: both sides of the division, and the site-months behind."""
    coverage = figure.coverage
    rows: list[Fact] = [(_("Value"), printed(item, figure.value))]
    if is_amount(item):
        rows = [(_("Value"), formats.euros(figure.value, 2))]
    if figure.denominator is not None:
        rows += [
            (_("Numerator"), formats.number(figure.numerator)),
            (_("Denominator"), formats.number(figure.denominator)),
        ]
    return [
        *rows,
        (_("Site-months expected"), formats.number(coverage.expected)),
        (_("Site-months reported"), formats.number(coverage.reported)),
        (_("Site-months validated"), formats.number(coverage.validated)),
    ]
