"""How a figure of the catalogue is printed, compared and judged."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from establishments.catalogue import Indicator
from establishments.catalogue.units import unit_label
from establishments.selectors.thresholds import Item
from groupe.kernel.charts.department_map import class_bounds
from groupe.kernel.web import formats
from groupe.kernel.web.components import Better, Change

BETTER: dict[str, Better] = {"H": "up", "L": "down"}
# What more of is good news although the catalogue, which knows no aim, does not say so.
_GOOD_WHEN_HIGH = frozenset({"PR", "RES", "EBE", "CAF"})


def better(item: Item) -> Better:
    return "up" if item.code in _GOOD_WHEN_HIGH else BETTER.get(item.direction, "none")


def digits_of(item: Item) -> int:
    if isinstance(item, Indicator):
        return item.digits
    return 0 if item.unit == "EUR" or item.scale == 0 else 1


def is_amount(item: Item) -> bool:
    """Euros that add up, printed short."""
    return item.unit == "EUR" and not isinstance(item, Indicator)


def short(item: Item, value: Fraction | Decimal | None) -> formats.Figure:
    """The figure and its unit, apart: `94,3` `%`, `37,9` `M€`."""
    if is_amount(item):
        return formats.compact_euros(value)
    text = formats.number(value, digits_of(item))
    return formats.Figure(text, "" if text == formats.NOTHING else unit_label(item.unit))


def printed(item: Item, value: Fraction | Decimal | None) -> str:
    return str(short(item, value))


def change(item: Item, value: Fraction | None, before: Fraction | None, note: StrOrPromise = "") -> Change | None:
    """Amounts change by a percentage of what they were, other figures by their own unit."""
    if value is None or before is None:
        return None
    if is_amount(item) and item.code != "RES":
        if before <= 0:
            return None
        return Change(value=(value - before) / before * 100, unit="%", better=better(item), note=note)
    if is_amount(item):
        moved = formats.compact_euros(value - before)
        size = {"M€": 1_000_000, "k€": 1_000}.get(moved.unit, 1)
        digits = 1 if "," in moved.value or "." in moved.value else 0
        return Change(value=(value - before) / size, unit=moved.unit, digits=digits, better="up", note=note)
    unit = _("pt") if item.unit == "%" else unit_label(item.unit)
    return Change(value=value - before, unit=unit, digits=digits_of(item), better=better(item), note=note)


@dataclass(frozen=True)
class Scale:
    """Five levels of a figure, 0 the worst: four rising bounds, read from the good end."""

    item: Item
    bounds: tuple[Fraction, ...]
    rising: bool

    def level(self, value: Fraction | None) -> int | None:
        if value is None or not self.bounds:
            return None
        if self.rising:
            return bisect_right(self.bounds, value)
        return 4 - bisect_left(self.bounds, value)

    @property
    def legend(self) -> list[str]:
        """From the worst level to the best."""
        if not self.bounds:
            return []
        texts = [printed(self.item, bound) for bound in self.bounds]
        if self.rising:
            return [f"< {texts[0]}", *(f"≥ {text}" for text in texts)]
        return [f"> {texts[3]}", *(f"≤ {text}" for text in reversed(texts))]


def scale_of(item: Item, values: Iterable[Fraction | None]) -> Scale:
    """Around what is usual where the catalogue says it, else by fifths; no colour without an aim."""
    aim = better(item)
    if aim == "none":
        return Scale(item, (), rising=True)
    usual = _around_usual(item, aim)
    if usual is None:
        known = [value for value in values if value is not None]
        usual = tuple(Fraction(str(bound)) for bound in class_bounds(known))
    return Scale(item, usual, rising=aim == "up")


def _around_usual(item: Item, aim: Better) -> tuple[Fraction, ...] | None:
    if not isinstance(item, Indicator):
        return None
    limit = item.low if aim == "up" else item.high
    if limit is None or (limit <= 0 and item.unit != "%"):
        return None
    if item.unit == "%":
        step = 5 if limit >= 50 else 2 if limit >= 10 else 1
        offsets = (-2, -1, 0, 1) if aim == "up" else (-1, 0, 1, 2)
        return tuple(Fraction(limit) + offset * step for offset in offsets)
    factors = (90, 95, 100, 105) if aim == "up" else (80, 100, 115, 130)
    return tuple(Fraction(limit) * factor / 100 for factor in factors)
