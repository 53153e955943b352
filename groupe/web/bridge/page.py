"""The page of a bridge: the waterfall, what changed most, both growths, and the establishments of one block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from establishments.access import Access
from establishments.selectors.thresholds import Item, judged
from groupe.consolidation.access import readable_codes, sees_sites_in, validated_only
from groupe.consolidation.selectors import BLOCKS, Block, Bridge, bridge, bridge_sites, pro_forma
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.errors import DomainError, NotAllowed, NotVisible
from groupe.kernel.periods import Month
from groupe.kernel.web.components import Crumb
from groupe.kernel.web.tables import Table
from groupe.web.bridge.card import block_link, bridge_url, growths_of
from groupe.web.bridge.drawing import organic_parts, shown_blocks, waterfall
from groupe.web.bridge.measures import bridged, grouped
from groupe.web.bridge.pro_forma import ProFormaBox, pro_forma_box
from groupe.web.bridge.sites import matching, sites_table
from groupe.web.bridge.words import BLOCK_HELP, BLOCK_LABELS, amount, main_block, sentence
from groupe.web.figures.choice import Choice
from groupe.web.figures.pickers import Choices, Pickers, pickers
from groupe.web.figures.tiles import kinds_in


@dataclass(frozen=True)
class BlockTab:
    label: StrOrPromise
    effect: str
    href: str
    current: bool


@dataclass(frozen=True)
class BridgePage:
    """`table` is None for those who read sums alone."""

    choice: Choice
    item: Item
    found: Bridge
    chart: ChartFigure
    sentence: str
    growths: Sequence[tuple[StrOrPromise, str]]
    tabs: Sequence[BlockTab]
    block: Block
    table: Table | None
    search: forms.Form
    pro_forma: ProFormaBox | None
    fine: bool

    @property
    def help(self) -> StrOrPromise:
        return BLOCK_HELP[self.block]

    @property
    def crumbs(self) -> list[Crumb]:
        scope = self.choice.scope
        here = self.choice.query(carries_scope=False, by=self.choice.usual_by)
        return [Crumb(scope.name, reverse("web:scope", args=[scope.code]) + here)]

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """Organic in one bar, or split."""
        return [
            (_("In short"), bridge_url(self.choice), not self.fine),
            (_("Organic in detail"), bridge_url(self.choice, detail="organic"), self.fine),
        ]


class SiteSearch(forms.Form):
    """Finds establishments of a list by a part of their name or code; the rest of the address stays."""

    q = forms.CharField(required=False, widget=forms.TextInput(attrs={"type": "search"}))

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked)
        self.fields["q"].label = _("Search")
        self.fields["q"].widget.input_type = "search"
        for name in ("scope", "period", "window", "measure", "block", "view", "known_at", "detail"):
            if asked.get(name):
                self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)


def bridge_page(request: HttpRequest, access: Access, choice: Choice) -> BridgePage:
    """NotVisible (404) for a measure that is not for this reader; NotAllowed (403) for the sites of a block, too."""
    scope, asked = choice.scope.code, request.GET
    readable, validated = readable_codes(access, scope), validated_only(access, scope)
    item = _item(choice, readable)
    between: dict[str, Any] = {
        "scope": scope, "measure": item.code, "first": choice.first, "last": choice.period, "validated_only": validated,
        "known_at": choice.figures,
    }  # fmt: skip
    found = bridge(**between, view=choice.view)
    sees, block = sees_sites_in(access, scope), _block(asked, found)
    if asked.get("block") and not sees:
        raise NotAllowed(_("Your role reads sums, not single establishments."))
    fine = asked.get("detail") == "organic"
    sites = bridge_sites(**between, view=choice.view, block=block) if sees else []
    main = main_block(found)
    leaders = sites if block == main else bridge_sites(**between, view=choice.view, block=main) if sees else []
    return BridgePage(
        choice=choice,
        item=item,
        found=found,
        chart=waterfall(found, item, choice.window, block_link(choice, sees=sees), fine=fine),
        sentence=sentence(found, item, leaders),
        growths=growths_of(found),
        tabs=_tabs(choice, found, item, block, fine=fine),
        block=block,
        table=sites_table(request, choice, item, matching(sites, asked.get("q", ""))) if sees else None,
        search=SiteSearch(asked),
        pro_forma=None if choice.legal else pro_forma_box(pro_forma(**between, found=found), item, names=sees),
        fine=fine,
    )  # fmt: skip


def _item(choice: Choice, readable: frozenset[str] | None) -> Item:
    item = judged([choice.measure], choice.period.last).get(choice.measure)
    if item is None or (readable is not None and item.code not in readable):
        raise NotVisible(_("There is no such figure."))
    return item


def _block(asked: QueryDict, found: Bridge) -> Block:
    """The one asked for, else the one that changed most."""
    block = asked.get("block", "") or main_block(found)
    for known in BLOCKS:
        if block == known:
            return known
    message = _("%(field)s: one of %(values)s is expected.") % {"field": "block", "values": ", ".join(BLOCKS)}
    raise DomainError("invalid", message, fields={"block": message})


def _tabs(choice: Choice, found: Bridge, item: Item, block: Block, *, fine: bool) -> list[BlockTab]:
    """One for each list of establishments."""
    effects = dict(shown_blocks(found, item, fine=False))
    for name, effect in organic_parts(found, item):
        opened = "rest" if name in {"volume", "price"} else name
        effects[opened] = effects.get(opened, 0) + effect
    detail = {"detail": "organic"} if fine else {}
    return [
        BlockTab(
            BLOCK_LABELS[name], amount(item, effect, signed=True),
            bridge_url(choice, block=name, **detail) + "#sites", name == block,
        )
        for name, effect in effects.items()
        if not (name == "rest" and effect == found.organic) or name == block
    ]  # fmt: skip


def bridge_pickers(access: Access, choice: Choice, earliest: Month) -> Pickers:
    """Those of the other pages, with a measure instead of a comparison."""
    form = pickers(access, choice, earliest)
    for name in ("compare", "code", "perimeter"):
        form.fields.pop(name, None)
    codes = bridged(kinds_in(choice.scope), readable_codes(access, choice.scope.code))
    offered: Choices = grouped(codes if choice.measure in codes else [*codes, choice.measure])
    form.fields["measure"] = forms.ChoiceField(label=_("Measure"), choices=offered)
    form.initial["measure"] = choice.measure
    return form
