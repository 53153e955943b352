"""An indicator across a scope: a strip for each pool of comparable establishments, and their quartiles as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from establishments.catalogue.units import unit_label
from establishments.selectors.thresholds import Item
from groupe.consolidation.selectors.benchmark import Peer, Pool
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.charts.specs import Dot, Measure, StripWords, strip
from groupe.kernel.web import formats
from groupe.web.benchmarks.words import PLACES, pool_label
from groupe.web.figures.printing import better, digits_of, printed


@dataclass(frozen=True)
class Shown:
    """Whose sites are shown: those `named` with their names, the others without where `anonymous`."""

    named: frozenset[str]
    anonymous: bool
    query: str
    alone: str = ""  # the one that stands out

    def peers(self, pool: Pool) -> list[Peer]:
        return [peer for peer in pool.peers if self.anonymous or peer.code in self.named]

    def name(self, peer: Peer) -> str:
        return peer.name if peer.code in self.named else _("A comparable site")

    def dot(self, peer: Peer, group: str) -> Dot:
        address = reverse("web:scope", args=[f"establishment:{peer.code}"]) + self.query
        href = address if peer.code in self.named else None
        return Dot(group, self.name(peer), float(peer.value), peer.code == self.alone, href)


@dataclass(frozen=True)
class PoolRow:
    label: str
    count: str
    quartiles: tuple[str, str, str]
    masked: bool
    whole: bool


def too_few(pools: Sequence[Pool]) -> list[str]:
    """The kinds with fewer than five establishments in the group, whatever their size."""
    return [pool_label(pool) for pool in pools if pool.band is None and pool.masked]


def pool_rows(item: Item, pools: Sequence[Pool]) -> list[PoolRow]:
    """The kinds that are not too few, each with its sizes."""
    open_ = {pool.kind for pool in pools if pool.band is None and not pool.masked}
    rows = []
    for pool in [pool for pool in pools if pool.kind in open_]:
        known = pool.quartiles
        told = tuple(printed(item, each) for each in (known.low, known.median, known.high)) if known else ("", "", "")
        count = formats.number(known.count) if known else _("fewer than 5 comparable sites")
        low, median, high = told
        rows.append(PoolRow(pool_label(pool), count, (low, median, high), pool.masked, pool.band is None))
    return rows


def strip_figure(item: Item, pools: Sequence[Pool], shown: Shown) -> ChartFigure:
    """By size where there is one kind, else by kind: those that are not masked."""
    sized = len({pool.kind for pool in pools}) == 1 and any(pool.band and not pool.masked for pool in pools)
    open_ = [pool for pool in pools if not pool.masked and (pool.band is not None) == sized]
    unit = unit_label(item.unit)
    return ChartFigure(
        id="strip",
        title=item.label,
        subtitle=_("Each dot is a site; the band covers the middle half of comparable sites of the group"),
        spec=strip(
            [shown.dot(peer, pool_label(pool)) for pool in open_ for peer in shown.peers(pool)],
            measure=Measure(item.label, unit, f",.{digits_of(item)}f"),
            words=StripWords(_("Comparable sites"), _("Median"), _("A quarter below"), _("A quarter above")),
            description=_("%(label)s of each site, beside comparable sites") % {"label": item.label},
            quartiles={
                pool_label(pool): (float(known.low), float(known.median), float(known.high))
                for pool in open_
                if (known := pool.quartiles)
            },
        ),
        columns=[_("Site"), item.label, _("Among comparable sites")],
        rows=[
            [shown.name(peer), printed(item, peer.value), PLACES[better(item)][known.place(peer.value)][0]]
            for pool in open_
            if (known := pool.quartiles)
            for peer in shown.peers(pool)
        ],
    )
