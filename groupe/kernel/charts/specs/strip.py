"""Where sites stand among their likes."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from statistics import quantiles
from typing import Any, Final, NamedTuple

from groupe.kernel.charts.specs.facts import Fact, Measure, label_of, told
from groupe.kernel.charts.specs.parts import LINK, REACHABLE, chart, free_axis, layer, text
from groupe.kernel.charts.theme import Spec, color

ROW_HEIGHT: Final = 84
LANES: Final = (0, 1, -1, 2, -2, 3, -3)
LANE: Final = 0.13  # of a row


class Dot(NamedTuple):
    group: str
    name: str
    value: float
    highlight: bool = False
    href: str | None = None


class StripWords(NamedTuple):
    group: str
    median: str
    low: str
    high: str


def strip(
    dots: Sequence[Dot],
    *,
    measure: Measure,
    words: StripWords,
    description: str,
    quartiles: Mapping[str, tuple[float, float, float]] | None = None,
) -> Spec | None:
    """Every site as a dot, one row for each group in the order given, over the band of the group's middle half.

    `quartiles` by group where a group is more than its dots.
    """
    if not dots:
        return None
    values = [dot.value for dot in dots] + [value for each in (quartiles or {}).values() for value in each]
    x = free_axis(min(values), max(values), measure=measure, count=6, margin=0.05)
    x["axis"] |= {"grid": True, "gridDash": [2, 4]}
    lo, hi = x["scale"]["domain"]
    groups = [
        (name, sorted(of_group, key=lambda dot: dot.value)) for name, of_group in groupby(dots, lambda dot: dot.group)
    ]
    y = _rows_axis([name for name, _ in groups])
    at = {"x": {"field": "value", **x}, "y": {"field": "row", **y}}
    tall = {"y": {"field": "above", **y}, "y2": {"field": "below"}}
    half = {**tall, "x": {"field": "low", **x}, "x2": {"field": "high"}}
    boxes = [
        _box(row, name, (quartiles or {}).get(name) or _quartiles([dot.value for dot in members]))
        for row, (name, members) in enumerate(groups)
    ]
    says = told("datum.group", *(measure.fact(field, getattr(words, field)) for field in ("high", "median", "low")))
    each = {**at, **told("datum.name", Fact(words.group, "datum.group"), measure.fact("value")), **LINK}
    look = {"stroke": color("surface"), "strokeWidth": 1.5, **REACHABLE}
    return chart(
        layer("rect", {**half, **says}, rows=boxes, color=color("q1"), fillOpacity=0.5, cornerRadius=8),
        layer("rule", {**tall, "x": {"field": "median", **x}}, rows=boxes, color=color("brand"), strokeWidth=2),
        layer("circle", each, where="!datum.highlight", color=color("strong"), opacity=0.8, size=90, **look),
        layer("circle", each, where="datum.highlight", color=color("brand"), opacity=1, size=190, **look),
        text({**at, "y": {"field": "label", **y}}, "datum.name", where="datum.highlight", style="value"),
        rows=[row for number, (_, members) in enumerate(groups) for row in _dots(number, members, (hi - lo) / 48)],
        description=description,
        height=ROW_HEIGHT * len(groups),
    )


def _rows_axis(names: Sequence[str]) -> Spec:
    return {
        "type": "quantitative",
        "scale": {"domain": [-0.5, len(names) - 0.5], "reverse": True, "nice": False},
        "axis": {
            "values": list(range(len(names))),
            "labelExpr": label_of(names),
            "labelColor": color("ink"),
            "grid": False,
        },
    }


def _quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    low, middle, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
    return low, middle, high


def _box(row: int, group: str, quartiles: tuple[float, float, float]) -> dict[str, Any]:
    low, middle, high = quartiles
    return {"group": group, "above": row - 0.33, "below": row + 0.33, "low": low, "median": middle, "high": high}


def _dots(row: int, dots: Sequence[Dot], width: float) -> list[dict[str, Any]]:
    """Dots by rising value, each in the first lane where it stands `width` away from the one before."""
    taken: dict[int, float] = {}
    rows = []
    for dot in dots:
        free = [lane for lane in LANES if lane not in taken or dot.value - taken[lane] >= width]
        lane = free[0] if free else min(taken, key=lambda lane: taken[lane])
        taken[lane] = dot.value
        rows.append(dot._asdict() | {"row": row + LANE * lane, "label": row - 0.43})
    return rows
