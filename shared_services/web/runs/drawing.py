"""From departments to sectors and on to who pays: where the money of a run goes."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from establishments.catalogue import catalogue
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.charts.specs import Bar, Link, Measure, Node, league, sankey
from groupe.kernel.charts.theme import Role
from groupe.kernel.web import formats
from shared_services.models import AllocationRun
from shared_services.selectors.runs import AMOUNT
from shared_services.services.simulation import Effect

COLOURS: tuple[Role, ...] = ("brand", "teal", "amber", "violet", "coral", "blue", "green")
SHOWN = 8


def flows_figure(run: AllocationRun) -> ChartFigure | None:
    """Departments on the left, sectors on the right; nothing without a positive amount."""
    rows = run.lines.order_by().values_list("department__code", "department__name", "establishment__kind")
    kinds, sums = catalogue().kinds, defaultdict[tuple[str, str], Decimal](Decimal)
    names: dict[str, str] = {}
    for code, name, kind, amount in rows.annotate(amount=AMOUNT):
        sector = kinds[kind].sector if kind in kinds else ""
        names[code] = name
        sums[code, sector] += amount
    positive = {pair: amount for pair, amount in sums.items() if amount > 0}
    if not positive:
        return None
    sectors = catalogue().sectors
    labels = {code: sectors[code].label if code in sectors else formats.NOTHING for _pool, code in positive}
    by_cost = sorted(names, key=lambda code: -sum(amount for (pool, _s), amount in sums.items() if pool == code))
    nodes = [
        Node(
            f"pool:{code}",
            names[code],
            0,
            COLOURS[place % len(COLOURS)],
            reverse("shared_services:department", args=[code]),
        )
        for place, code in enumerate(by_cost)
    ] + [Node(f"sector:{code}", label, 1) for code, label in sorted(labels.items(), key=lambda pair: pair[1])]
    links = [Link(f"pool:{pool}", f"sector:{code}", float(amount)) for (pool, code), amount in positive.items()]
    return ChartFigure(
        id="flows",
        title=_("From departments to sectors"),
        spec=sankey(
            nodes, links, measure=Measure(_("Amount"), "€"), description=_("What each department costs each sector")
        ),
        columns=[_("Pooled department"), _("Sector"), _("Amount")],
        rows=[
            [names[pool], labels[code], formats.euros(amount, 2)]
            for (pool, code), amount in sorted(positive.items(), key=lambda item: -item[1])
        ],
    )


def effects_figure(effects: list[Effect]) -> ChartFigure:
    """Who would pay most more, and most less."""
    changed = [each for each in effects if each.difference]
    ends = changed if len(changed) <= 2 * SHOWN else [*changed[:SHOWN], *changed[-SHOWN:]]
    bars = [Bar(each.name, float(each.difference)) for each in ends]
    return ChartFigure(
        id="effects",
        title=_("Who would pay more, and less"),
        spec=league(bars, measure=Measure(_("Difference"), "€"), description=_("Difference by establishment")),
        columns=[_("Establishment"), _("Difference")],
        rows=[[each.name, formats.euros(each.difference, 2)] for each in ends],
    )
