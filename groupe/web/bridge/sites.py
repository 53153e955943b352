"""The establishments of a block as a table: what they were, are and moved, since when, over which days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p

from establishments.catalogue.units import unit_label
from establishments.selectors.thresholds import Item
from groupe.consolidation.selectors import BridgeSite
from groupe.kernel.web.components import Empty, Tone
from groupe.kernel.web.tables import Column, Table, build_table
from groupe.web.bridge.drawing import YEAR
from groupe.web.bridge.words import span_name
from groupe.web.explain.links import explain_url
from groupe.web.figures.choice import Choice
from groupe.web.figures.printing import better, digits_of, is_amount

PER_PAGE = 25


def matching(sites: Sequence[BridgeSite], words: str) -> list[BridgeSite]:
    """Those with each word in their name or code."""
    asked = words.casefold().split()
    return [site for site in sites if all(word in f"{site.name} {site.code}".casefold() for word in asked)]


def sites_table(request: HttpRequest, choice: Choice, item: Item, sites: Sequence[BridgeSite]) -> Table:
    query = choice.query(by=choice.usual_by, carries_scope=False, code="", measure=item.code)
    columns = [
        Column(
            "name", _("Establishment"), order=("name",), wrap=True,
            href=lambda site: reverse("web:scope", args=[f"establishment:{site.code}"]) + query,
        ),
        _money("effect", _("Effect"), item, kind="signed", tone=_tone(item)),
        _money("previous", span_name(choice.window, choice.period - YEAR), item),
        _money(
            "current", span_name(choice.window, choice.period), item,
            href=lambda site: explain_url(item.code, f"establishment:{site.code}", choice),
        ),
        Column("entry", _p("scope", "Entry"), kind="day", order=("entry",), value=lambda site: site.passage.entry),
        Column("entry_reason", _("Why it came"), value=lambda site: site.passage.entry_reason),
        Column("exit", _p("scope", "Exit"), kind="day", order=("exit",), value=lambda site: site.passage.exit),
        Column("exit_reason", _("Why it left"), value=lambda site: site.passage.exit_reason),
        Column("days_before", _("Days a year before"), kind="number", order=("days_before",)),
        Column("days", _("Days"), kind="number", order=("days",)),
    ]  # fmt: skip
    return build_table(
        request, columns, sites, sort="", per_page=PER_PAGE, id="sites-table", caption=_("Establishments of the block"),
        empty=Empty(title=_("No establishment"), text=_("Nothing falls into this block."), icon="building-office-2"),
    )  # fmt: skip


def _money(key: str, label: str, item: Item, **more: Any) -> Column:
    """Exact in files, whole euros in the page."""
    unit = "€" if is_amount(item) else unit_label(item.unit)
    kind = more.pop("kind", "number")
    return Column(
        key, label, kind=kind, order=(key,), unit=unit, digits=0 if is_amount(item) else digits_of(item), **more
    )


def _tone(item: Item) -> Callable[[BridgeSite], Tone]:
    """Good news is green where the figure has an aim."""
    aim = better(item)

    def tone(site: BridgeSite) -> Tone:
        if aim == "none" or not site.effect:
            return ""
        return "ok" if (site.effect > 0) == (aim == "up") else "bad"

    return tone
