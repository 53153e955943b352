"""The bridge of a scope's page: a waterfall of one measure, what changed most, and both growths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from establishments.access import Access
from establishments.selectors.thresholds import judged
from groupe.consolidation.access import sees_sites_in
from groupe.consolidation.selectors import Bridge, bridge, bridge_sites
from groupe.kernel.charts.figure import ChartFigure
from groupe.web.bridge.drawing import BlockLink, waterfall
from groupe.web.bridge.measures import leading, short_label
from groupe.web.bridge.words import growth, main_block, sentence
from groupe.web.figures.choice import Choice

# Blocks whose sites are few whatever the size of the group: those that came, went or changed method.
FEW = frozenset({"entries", "exits", "method"})


@dataclass(frozen=True)
class MeasureTab:
    label: StrOrPromise
    href: str
    current: bool


@dataclass(frozen=True)
class BridgeCard:
    chart: ChartFigure
    sentence: str
    growths: Sequence[tuple[StrOrPromise, str]]
    tabs: Sequence[MeasureTab]
    href: str


def bridge_card(
    access: Access, choice: Choice, kinds: frozenset[str], readable: frozenset[str] | None, *, validated: bool
) -> BridgeCard | None:
    """None where the reader reads nothing that adds up, or where nothing was reported in both years."""
    offered = leading(kinds, readable)
    if not offered:
        return None
    code = choice.measure if choice.measure in offered else offered[0]
    item = judged([code], choice.period.last)[code]
    asked: dict[str, Any] = {
        "scope": choice.scope.code, "measure": code, "first": choice.first, "last": choice.period,
        "view": choice.view, "validated_only": validated, "known_at": choice.figures,
    }  # fmt: skip
    found = bridge(**asked)
    if not (found.previous or found.current):
        return None
    sites, block = sees_sites_in(access, choice.scope.code), main_block(found)
    named = bridge_sites(**asked, block=block) if sites and block in FEW else []
    chosen = replace(choice, measure=code)
    return BridgeCard(
        chart=waterfall(found, item, choice.window, block_link(chosen, sees=sites)),
        sentence=sentence(found, item, named),
        growths=growths_of(found),
        tabs=[
            MeasureTab(short_label(each), (choice.query(measure=each) or "?") + "#bridge", each == code)
            for each in offered
        ],
        href=bridge_url(chosen),
    )  # fmt: skip


def growths_of(found: Bridge) -> list[tuple[StrOrPromise, str]]:
    """Both readings of the same year; nothing where there is no base."""
    rows = [
        (_("Current perimeter"), found.growth_published),
        (_("Constant perimeter"), found.growth_like_for_like),
    ]
    return [(label, growth(value)) for label, value in rows if value is not None]


def block_link(choice: Choice, *, sees: bool) -> BlockLink:
    """The lists behind the bars, for those who may read single establishments."""

    def link(block: str) -> str:
        opened = "rest" if block in {"volume", "price"} else block
        return bridge_url(choice, block=opened) + "#sites" if sees else ""

    return link


def bridge_url(choice: Choice, **more: str) -> str:
    """The page of the bridge: it keeps scope, period, window, measure, view and instant."""
    query = {
        "scope": choice.scope.code if choice.scope.code != "group" else "",
        "period": str(choice.period) if choice.period != choice.usual_period else "",
        "window": choice.window,
        "measure": choice.measure,
        "view": choice.view if choice.legal else "",
        "known_at": choice.known_at,
        **more,
    }
    return reverse("web:bridge") + "?" + urlencode({name: value for name, value in query.items() if value})
