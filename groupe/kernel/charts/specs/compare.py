"""Charts that compare sites one by one: league, scatter."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from groupe.kernel.charts.specs.facts import Measure, label_of, quoted, told
from groupe.kernel.charts.specs.parts import LINK, REACHABLE, chart, free_axis, layer, text, with_halo
from groupe.kernel.charts.theme import Role, Spec, color


class Bar(NamedTuple):
    name: str
    value: float
    highlight: bool = False
    href: str | None = None


def league(
    bars: Sequence[Bar], *, measure: Measure, description: str, reference: tuple[str, float] | None = None
) -> Spec | None:
    """Sites in the order given, with the value of the group as a line to stand before or behind."""
    if not bars:
        return None
    values = [0, *(bar.value for bar in bars), *([reference[1]] if reference else [])]
    x: Spec = {"type": "quantitative", "axis": None, "scale": {"domain": [min(values), max(values)], "nice": False}}
    y = {
        "field": "rank",
        "type": "ordinal",
        "scale": {"paddingInner": 0.42, "paddingOuter": 0.2},
        "axis": {
            "labelExpr": label_of([bar.name for bar in bars]),
            "labelLimit": {"expr": "width < 480 ? 120 : 220"},
            "labelColor": color("ink"),
        },
    }
    fill = {"condition": {"test": "datum.highlight", "value": color("brand")}, "value": color("q3")}
    says = told("datum.name", measure.fact("value"))
    column = {"y": y, "x": {"value": {"expr": "width"}}}
    return chart(
        layer(
            "bar", {"y": y, "x": {"field": "value", **x}, "color": fill, **says, **LINK}, cornerRadiusEnd=5, **REACHABLE
        ),
        *(_reference(*reference, x) if reference else []),
        text(column, measure.text("value"), style="value", align="right", dx=64),
        rows=[bar._asdict() | {"rank": rank} for rank, bar in enumerate(bars)],
        description=description,
        height=30 * len(bars),
    )


def _reference(word: str, value: float, x: Spec) -> list[Spec]:
    at = {"x": {"field": "level", **x}}
    rows = [{"level": value, "word": word}]
    return [
        layer("rule", at, rows=rows, strokeDash=[4, 4], color=color("ink")),
        text({**at, "y": {"value": -8}}, "datum.word", rows=rows),
    ]


class Place(NamedTuple):
    name: str
    x: float
    y: float
    size: float
    group: str
    labelled: bool = False
    href: str | None = None


class Corners(NamedTuple):
    """What it means to stand in each quarter of a scatter."""

    top_left: str
    top_right: str
    bottom_left: str
    bottom_right: str


def scatter(
    places: Sequence[Place],
    *,
    x: Measure,
    y: Measure,
    size: Measure,
    groups: Sequence[tuple[str, Role]],
    corners: Corners,
    description: str,
    height: int = 340,
) -> Spec | None:
    """Two measures against each other, cut by their medians; circles by size, colours by group."""
    if not places:
        return None
    across, up = [place.x for place in places], [place.y for place in places]
    x_axis = free_axis(min(across), max(across), measure=x, count=6)
    y_axis = free_axis(min(up), max(up), measure=y, margin=0.14)
    x_axis["axis"] |= {"title": x.title, "titleAnchor": "end"}
    y_axis["axis"] |= {"title": y.title, "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end"}
    y_axis["axis"] |= {"titleX": 0, "titleY": -12}
    at = {"x": {"field": "x", **x_axis}, "y": {"field": "y", **y_axis}}
    middle = [{"x": median(across), "y": median(up)}]
    cut: Spec = {"rows": middle, "color": color("strong"), "strokeDash": [4, 4]}
    area = {"field": "size", "type": "quantitative", "legend": None, "scale": {"range": [50, 700], "zero": True}}
    says = told("datum.name", x.fact("x"), y.fact("y"), size.fact("size"))
    circle = {"opacity": 0.82, "stroke": color("surface"), "strokeWidth": 1.5, **REACHABLE}
    return chart(
        layer("rule", {"x": at["x"]}, **cut),
        layer("rule", {"y": at["y"]}, **cut),
        *_corner_names(corners),
        layer("circle", {**at, "color": _hue(groups), "size": area, **says, **LINK}, **circle),
        *with_halo(text(at, "datum.name", where="datum.labelled", style="value", dy=-18)),
        rows=[place._asdict() for place in places],
        description=description,
        height=height,
    )


def _hue(groups: Sequence[tuple[str, Role]]) -> Spec:
    return {
        "field": "group",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [name for name, _ in groups], "range": [color(role) for _, role in groups]},
        "legend": {"columns": {"expr": "width < 480 ? 2 : 6"}, "offset": 34},
    }


def _corner_names(corners: Corners) -> list[Spec]:
    left: Spec = {"x": {"value": 10}}
    right: Spec = {"x": {"value": {"expr": "width - 10"}}}
    top: Spec = {"y": {"value": 14}}
    bottom: Spec = {"y": {"value": {"expr": "height - 12"}}}
    spots = ((left | top, "left"), (right | top, "right"), (left | bottom, "left"), (right | bottom, "right"))
    look: Spec = {"rows": [{}], "color": color("muted"), "fontStyle": "italic"}
    return [text(at, quoted(word), align=side, **look) for word, (at, side) in zip(corners, spots, strict=True) if word]
