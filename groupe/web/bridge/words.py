"""A bridge in words: names of its blocks and periods, and one sentence on what changed most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import pgettext as _p
from django_stubs_ext import StrOrPromise

from establishments.catalogue.units import unit_label
from establishments.selectors.thresholds import Item
from groupe.consolidation.selectors import Block, Bridge, BridgeSite
from groupe.kernel.periods import Month, Window
from groupe.kernel.web import formats
from groupe.web.figures.printing import digits_of, is_amount

BLOCK_LABELS: Mapping[str, StrOrPromise] = {
    "entries": pgettext_lazy("bridge", "Entries"),
    "exits": pgettext_lazy("bridge", "Exits"),
    "method": gettext_lazy("Method"),
    "organic": gettext_lazy("Organic"),
    "not_reported": gettext_lazy("Not reported"),
    "capacity": gettext_lazy("Capacity"),
    "volume": gettext_lazy("Volume"),
    "price": pgettext_lazy("bridge", "Price"),
    "rest": gettext_lazy("Alike in both years"),
}
# What a block is, for those who open it.
BLOCK_HELP: Mapping[str, StrOrPromise] = {
    "entries": gettext_lazy("Months with more days in the scope than a year before."),
    "exits": gettext_lazy("Months with fewer days in the scope than a year before, or none."),
    "method": gettext_lazy("Months whose consolidation method or share changed."),
    "organic": gettext_lazy("Months with as many days in the scope as a year before."),
    "not_reported": gettext_lazy("Organic months of which one of the two years has no value."),
    "capacity": gettext_lazy("Organic months whose places a day changed: their whole effect."),
    "rest": gettext_lazy("Organic months with a value in both years and the same places: volume and price."),
}


def amount(item: Item, value: Fraction | None, *, signed: bool = False) -> str:
    """`+2,2 M€`, `−1 204 jours`."""
    if value is None:
        return formats.NOTHING
    if is_amount(item):
        return str(formats.compact_euros(value, signed=signed))
    return formats.with_unit(formats.number(value, digits_of(item), signed=signed), unit_label(item.unit))


def span_name(window: Window, last: Month) -> str:
    """`sept. 2026`, `T3 2026`, `2026`, `9 mois 2026`, `12 mois à sept. 2026`."""
    match window:
        case "month":
            return formats.short_month(last)
        case "r12":
            return _("12 months to %(month)s") % {"month": formats.short_month(last)}
        case "quarter":
            return _("Q%(quarter)d %(year)d") % {"quarter": (last.number + 2) // 3, "year": last.year}
    if last.number == 12:
        return str(last.year)
    words = ngettext("%(count)d month of %(year)d", "%(count)d months of %(year)d", last.number)
    return words % {"count": last.number, "year": last.year}


def growth(value: Fraction | None) -> str:
    return formats.percent(value, signed=True)


def main_block(found: Bridge) -> Block:
    """The block with the largest effect."""
    blocks: tuple[Block, ...] = ("entries", "exits", "method", "organic")
    return max(blocks, key=lambda name: abs(getattr(found, name)))


def sentence(found: Bridge, item: Item, sites: Sequence[BridgeSite] = ()) -> str:
    """What changed most; `sites` are those of the main block, where the reader may know them."""
    change, block = found.current - found.previous, main_block(found)
    effect = getattr(found, block)
    if not effect:
        return _("Nothing changed from a year to the next.")
    told = {
        "block": _SUBJECTS[block],
        "effect": amount(item, effect, signed=True),
        "change": amount(item, change, signed=True),
    }
    if not change:
        words = _("As much as a year before, in spite of %(block)s (%(effect)s)")
    elif (effect > 0) == (change > 0):
        words = _("%(change)s in a year, mostly from %(block)s (%(effect)s)")
    else:
        words = _("%(change)s in a year, in spite of %(block)s (%(effect)s)")
    detail = _organic_detail(found, item) if block == "organic" else ""
    return _joined(words % told, detail, _site(sites, item, block) if sites else "")


_SUBJECTS: Mapping[str, StrOrPromise] = {
    "entries": pgettext_lazy("sentence", "entries"),
    "exits": pgettext_lazy("sentence", "exits"),
    "method": pgettext_lazy("sentence", "changes of method"),
    "organic": pgettext_lazy("sentence", "establishments alike in both years"),
}


def _joined(words: str, *details: str) -> str:
    """Details after a colon, which French sets off by a space."""
    known = [detail for detail in details if detail]
    if not known:
        return words + "."
    return _p("sentence", "%(words)s: %(details)s.") % {"words": words, "details": ", ".join(known)}


def _organic_detail(found: Bridge, item: Item) -> str:
    """The part of organic that tells most; nothing where it is not split."""
    parts = {name: getattr(found, name) for name in ("not_reported", "capacity", "volume", "price")}
    shown = {name: value for name, value in parts.items() if value and (name in _ALWAYS or is_amount(item))}
    if not shown:
        return ""
    name = max(shown, key=lambda part: abs(shown[part]))
    return _PARTS[name] % {"effect": amount(item, shown[name], signed=True)}


_ALWAYS = frozenset({"not_reported", "capacity"})
_PARTS: Mapping[str, StrOrPromise] = {
    "not_reported": pgettext_lazy("sentence", "%(effect)s for want of reports"),
    "capacity": pgettext_lazy("sentence", "%(effect)s by capacity"),
    "volume": pgettext_lazy("sentence", "%(effect)s by volume"),
    "price": pgettext_lazy("sentence", "%(effect)s by price"),
}


def _site(sites: Sequence[BridgeSite], item: Item, block: str) -> str:
    """The site with the largest effect, and why it came or went; nothing where an organic block has it alone."""
    first, passage = sites[0], sites[0].passage
    told = {"site": first.name}
    if block == "entries" and passage.entry:
        told |= {"reason": passage.entry_reason, "day": formats.day(passage.entry)}
        return _p("sentence", "above all %(site)s (%(reason)s, %(day)s)") % told
    if block == "exits" and passage.exit:
        told |= {"reason": passage.exit_reason, "day": formats.day(passage.exit)}
        return _p("sentence", "above all %(site)s (%(reason)s, %(day)s)") % told
    if len(sites) == 1:
        return ""
    told["effect"] = amount(item, first.effect, signed=True)
    return _p("sentence", "above all %(site)s (%(effect)s)") % told
