"""Charts of passage: the bridge from one figure to another, the funnel of stages."""

from collections.abc import Sequence
from itertools import pairwise
from textwrap import wrap
from typing import Any, NamedTuple

from groupe.kernel.charts.specs.facts import Fact, Measure, label_of, share, told
from groupe.kernel.charts.specs.parts import LINK, REACHABLE, ROW_COLOR, chart, layer, text, ticks
from groupe.kernel.charts.theme import Spec, color


class Step(NamedTuple):
    name: str
    value: float  # the figure itself when `total`, else its signed effect
    total: bool = False
    href: str | None = None


def bridge(steps: Sequence[Step], *, measure: Measure, description: str, height: int = 260) -> Spec | None:
    """From a figure to the next by its causes: previous, entries, exits, method, organic, current.

    Where the effects are small beside the totals, the axis starts above zero and the totals are drawn broken.
    """
    if not steps:
        return None
    rows = _floating(steps)
    levels = [row["end"] for row in rows]
    lo, hi = min(levels), max(levels)
    broken = lo > 0.5 * hi
    at = ticks(lo - (hi - lo) * 0.6, hi) if broken else ticks(min(0, lo), max(0, hi))
    rows = [row | {"start": at[0] if row["total"] and broken else row["start"]} for row in rows]
    joints = [{"rank": left["rank"], "next": right["rank"], "level": left["end"]} for left, right in pairwise(rows)]
    crowded = f"width < {54 * len(steps)}"
    x = _steps_axis([step.name for step in steps], crowded)
    scale = {"domain": [at[0], max(hi, at[-1])], "nice": False, "zero": False}
    y: Spec = {"type": "quantitative", "scale": scale, "axis": {"values": at, "format": measure.axis_format}}
    printed = f"datum.total ? {measure.number('value')} : {measure.number('value', signed=True)}"
    bar = {"x": x, "y": {"field": "start", **y}, "y2": {"field": "end"}, **ROW_COLOR, **LINK}
    bar |= told("datum.name", Fact(measure.title, printed))
    joint = {"x": {**x, "bandPosition": 1}, "x2": {"field": "next", "bandPosition": 0}, "y": {"field": "level", **y}}
    top = {"x": x, "y": {"field": "top", **y}}
    round_top: Spec = {"cornerRadiusTopLeft": 5, "cornerRadiusTopRight": 5}
    return chart(
        layer("rule", joint, rows=joints, strokeDash=[2, 3]),
        layer("bar", bar, where="datum.total", **round_top, **REACHABLE),
        layer("bar", bar, where="!datum.total", cornerRadius=4, **REACHABLE),
        text(top, printed, style="value", dy=-10, fontSize={"expr": f"{crowded} ? 10 : 12"}),
        *([_break_marks(x, height)] if broken else []),
        rows=rows,
        description=description,
        height=height,
    )


def _floating(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Each step with the level it starts from and the level it ends at."""
    rows, level = [], 0.0
    for rank, step in enumerate(steps):
        start = 0.0 if step.total else level
        level = start + step.value
        fill = color("brand") if step.total else color("good" if step.value >= 0 else "bad")
        place = {"rank": rank, "start": start, "end": level, "top": max(start, level), "fill": fill}
        rows.append(step._asdict() | place)
    return rows


def _steps_axis(names: Sequence[str], crowded: str) -> Spec:
    """Names on several lines under their bars; slanted where the bars stand too close."""
    lines = ["|".join(wrap(name, 10, break_long_words=False)) for name in names]
    return {
        "field": "rank",
        "type": "ordinal",
        "scale": {"paddingInner": 0.36, "paddingOuter": 0.18},
        "axis": {
            "labelExpr": f"split({label_of(lines)}, '|')",
            "labelAngle": {"expr": f"{crowded} ? -45 : 0"},
            "labelAlign": {"expr": f"{crowded} ? 'right' : 'center'"},
            "labelBaseline": {"expr": f"{crowded} ? 'middle' : 'top'"},
            "labelOverlap": False,
            "labelLineHeight": 14,
        },
    }


def _break_marks(x: Spec, height: int) -> Spec:
    """Two slanted strokes across the foot of each total: this bar does not start at zero."""
    strokes: Spec = {
        "shape": "M-.5 .3L.5 -.1M-.5 .6L.5 .2",
        "size": 1600,
        "filled": False,
        "strokeWidth": 3,
        "opacity": 1,
    }
    foot = {"x": x, "y": {"value": height - 20}}
    return layer("point", foot, where="datum.total", stroke=color("surface"), **strokes)


class Stage(NamedTuple):
    name: str
    reached: int  # how many came this far
    href: str | None = None


class FunnelWords(NamedTuple):
    of_first: str
    of_previous: str


def funnel(stages: Sequence[Stage], *, measure: Measure, words: FunnelWords, description: str) -> Spec | None:
    """Stages of a path as bars of what is left, each with its share of the first stage."""
    if not stages:
        return None
    first = stages[0].reached or 1
    befores = [first, *(stage.reached or 1 for stage in stages)]
    rows = [
        stage._asdict()
        | {"rank": rank, "first": first, "of_first": stage.reached / first, "of_previous": stage.reached / before}
        for rank, (stage, before) in enumerate(zip(stages, befores, strict=False))
    ]
    y = {"field": "rank", "type": "ordinal", "axis": None, "scale": {"padding": 0}}
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, first], "nice": False}}
    shares = (Fact(words.of_first, share("of_first")), Fact(words.of_previous, share("of_previous")))
    left = {"y": y, "x": {"field": "reached", **x}, **told("datum.name", measure.fact("reached"), *shares), **LINK}
    bar: Spec = {"height": 14, "yOffset": 11, "cornerRadius": 5}
    words_at: Spec = {"style": "value", "dy": -9, "fontSize": 13}
    figures = f"{measure.text('reached')} + '  ·  ' + {share('of_first')}"
    return chart(
        layer("bar", {"y": y, "x": {"field": "first", **x}}, color=color("soft"), **bar),
        layer("bar", left, color=color("brand"), **bar, **REACHABLE),
        text({"y": y, "x": {"value": 0}}, "datum.name", align="left", fontWeight=500, **words_at),
        text({"y": y, "x": {"value": {"expr": "width"}}}, figures, align="right", **words_at),
        rows=rows,
        description=description,
        height=52 * len(stages),
    )
