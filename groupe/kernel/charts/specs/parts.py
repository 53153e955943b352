"""What charts are made of: the frame, layers, words, axes."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from groupe.kernel.charts.specs.facts import Measure
from groupe.kernel.charts.theme import Spec, color, config

VEGA_LITE: Final = "https://vega.github.io/schema/vega-lite/v6.json"
Rows: TypeAlias = Sequence[Mapping[str, Any]]

REACHABLE: Final[Spec] = {"aria": True, "cursor": {"expr": "datum.href ? 'pointer' : 'default'"}}  # a mark that tells
INVISIBLE: Final[Spec] = {**REACHABLE, "color": "transparent"}  # unseen, yet it takes the pointer and the focus
LINK: Final[Spec] = {"href": {"value": {"expr": "datum.href"}}}  # not a field: Vega-Lite would write "null" for None
ROW_COLOR: Final[Spec] = {"color": {"field": "fill", "type": "nominal", "scale": None}}


def chart(*layers: Spec, rows: Rows, description: str, height: int) -> Spec:
    """Layers over one set of rows, as wide as the page gives, `height` pixels high without axes."""
    return {
        "$schema": VEGA_LITE,
        "description": description,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": config(),
        "data": {"values": list(rows)},
        "layer": list(layers),
    }


def layer(kind: str, channels: Spec, *, rows: Rows | None = None, where: str | Spec | None = None, **look: Any) -> Spec:
    """A mark with its look and its channels, over its own rows or those of the chart, filtered by `where`."""
    made: Spec = {"mark": {"type": kind, **look}, "encoding": channels}
    if rows is not None:
        made["data"] = {"values": list(rows)}
    if where is not None:
        made["transform"] = [{"filter": where}]
    return made


def text(channels: Spec, says: str, *, style: str = "label", **more: Any) -> Spec:
    """A layer of words; `says` is a Vega expression, that of a list for several lines."""
    return layer("text", {**channels, "text": {"value": {"expr": says}}}, style=style, **more)


def with_halo(words: Spec) -> list[Spec]:
    """The same words twice, first as an outline in the colour of the card, to stay legible over lines."""
    outline = {**words["mark"], "style": [words["mark"]["style"], "halo"], "color": color("surface")}
    return [{**words, "mark": outline}, words]


def value_axis(lo: float, hi: float, *, measure: Measure, headroom: float = 0.06) -> Spec:
    """A channel, less its field: from a round value up to `hi`, with room above for labels and few gridlines."""
    top = hi + headroom * _span(lo, hi)
    at = ticks(lo, top)
    return _axis(at[0], top, at, measure)


def free_axis(lo: float, hi: float, *, measure: Measure, count: int = 4, margin: float = 0.1) -> Spec:
    """A channel, less its field, with the same free margin at both ends."""
    space = margin * _span(lo, hi)
    return _axis(lo - space, hi + space, ticks(lo - space, hi + space, count)[1:], measure)


def _axis(lo: float, hi: float, at: list[float], measure: Measure) -> Spec:
    return {
        "type": "quantitative",
        "scale": {"domain": [lo, hi], "nice": False, "zero": False},
        "axis": {"values": at, "format": measure.axis_format, "labelOverlap": True},
    }


def _span(lo: float, hi: float) -> float:
    return (hi - lo) or abs(hi) or 1


def ticks(lo: float, hi: float, count: int = 4) -> list[float]:
    """At most about `count` round steps, from at or below `lo` to at or below `hi`.

    >>> ticks(3985, 4471)
    [3800.0, 4000.0, 4200.0, 4400.0]
    """
    rough = 0.9 * _span(lo, hi) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    first, last = math.floor(lo / step + 1e-9), math.floor(hi / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]
