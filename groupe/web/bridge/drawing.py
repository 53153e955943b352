"""A bridge drawn: the waterfall with its table, and both growths."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from django.utils.translation import gettext as _

from establishments.catalogue.units import unit_label
from establishments.selectors.thresholds import Item
from groupe.consolidation.selectors import Bridge
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.charts.specs import Measure, Step, bridge
from groupe.kernel.periods import Window
from groupe.web.bridge.words import BLOCK_LABELS, amount, growth, span_name
from groupe.web.figures.printing import digits_of, is_amount

YEAR = 12
MILLION = 1_000_000
# The address of a block's list; nothing where the reader may not open it.
BlockLink = Callable[[str], str]


def shown_blocks(found: Bridge, item: Item, *, fine: bool) -> list[tuple[str, Fraction]]:
    """(block, effect) in the order of the waterfall; method, capacity and not reported only where they are."""
    blocks = [("entries", found.entries), ("exits", found.exits)]
    if found.method:
        blocks.append(("method", found.method))
    return [*blocks, *(organic_parts(found, item) if fine else [("organic", found.organic)])]


def organic_parts(found: Bridge, item: Item) -> list[tuple[str, Fraction]]:
    """What organic is made of: a volume and a value of each unit where money meets an activity."""
    parts = [(name, getattr(found, name)) for name in ("not_reported", "capacity") if getattr(found, name)]
    if is_amount(item) and found.volume is not None and found.price is not None:
        return [*parts, ("volume", found.volume), ("price", found.price)]
    return [*parts, ("rest", found.organic - found.not_reported - found.capacity)]


def waterfall(found: Bridge, item: Item, window: Window, link: BlockLink, *, fine: bool = False) -> ChartFigure:
    before, after = span_name(window, found.last - YEAR), span_name(window, found.last)
    blocks = shown_blocks(found, item, fine=fine)
    size, measure = _scale(found, item)
    steps = [
        Step(before, float(found.previous / size), total=True),
        *(Step(str(BLOCK_LABELS[name]), float(effect / size), href=link(name) or None) for name, effect in blocks),
        Step(after, float(found.current / size), total=True),
    ]
    told = {"label": item.label, "before": before, "after": after}
    described = _("%(label)s from %(before)s to %(after)s, by cause") % told
    something = found.previous or found.current or any(effect for _name, effect in blocks)
    return ChartFigure(
        id="bridge",
        title=_("%(label)s, from one year to the next") % {"label": item.label},
        subtitle=measure.unit,
        spec=bridge(steps, measure=measure, description=described) if something else None,
        columns=[_("Block"), _("Effect"), _("Share of the year before")],
        rows=[
            [before, amount(item, found.previous), ""],
            *(
                [BLOCK_LABELS[name], amount(item, effect, signed=True), growth(_share(effect, found.previous))]
                for name, effect in blocks
            ),
            [after, amount(item, found.current), growth(found.growth_published)],
        ],
    )  # fmt: skip


def _scale(found: Bridge, item: Item) -> tuple[int, Measure]:
    """Millions from ten on: bars stand close on a phone."""
    if not is_amount(item):
        return 1, Measure(item.label, unit_label(item.unit), f",.{digits_of(item)}f")
    if max(abs(found.previous), abs(found.current)) >= 10 * MILLION:
        return MILLION, Measure(item.label, "M€", ",.1f")
    return 1000, Measure(item.label, "k€", ",.0f")


def _share(effect: Fraction, previous: Fraction) -> Fraction | None:
    return effect / previous if previous > 0 else None
