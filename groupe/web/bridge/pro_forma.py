"""The box of the pro forma: always apart from the figures, always called so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from establishments.selectors.thresholds import Item
from groupe.consolidation.selectors import ProForma
from groupe.kernel.web import formats
from groupe.web.bridge.words import amount, growth
from groupe.web.figures.printing import is_amount

Facts = Sequence[tuple[StrOrPromise, str]]


@dataclass(frozen=True)
class ProFormaBox:
    facts: Facts
    parts: Facts


def _told(item: Item, value: Fraction, *, signed: bool = False) -> str:
    """To the euro: what is added is small beside what it is added to."""
    return formats.euros(value, signed=signed) if is_amount(item) else amount(item, value, signed=signed)


def pro_forma_box(found: ProForma, item: Item, *, names: bool) -> ProFormaBox | None:
    """None where no seller told anything; establishments are named for those who may see them."""
    if not found.parts:
        return None
    facts: list[tuple[StrOrPromise, str]] = [
        (_("Actual"), _told(item, found.actual)),
        (_("Days of the sellers"), _told(item, found.seller, signed=True)),
        (_("Pro forma"), _told(item, found.current)),
        (_("A year before, without what left"), _told(item, found.base)),
        (_("Days of the sellers, a year before"), _told(item, found.seller_before, signed=True)),
        (_("Pro forma, a year before"), _told(item, found.previous)),
    ]
    if found.growth is not None and found.previous > 0:
        facts.append((_("Pro forma growth"), growth(found.growth)))
    told = _("%(site)s, in the group since %(day)s")
    parts = [
        (told % {"site": part.name, "day": formats.short_day(part.entry)}, _told(item, part.current, signed=True))
        for part in found.parts
    ]
    return ProFormaBox(facts, parts if names else [])
