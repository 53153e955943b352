"""Flows between columns of nodes, as a Vega spec: Vega has no Sankey layout, so heights are shared out here."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from groupe.kernel.charts.specs.facts import Measure, told
from groupe.kernel.charts.theme import SCREEN_FONT, Role, Spec, color

VEGA: Final = "https://vega.github.io/schema/vega/v6.json"
THICK: Final = 12  # width of a node, pixels
Box: TypeAlias = dict[str, Any]


class Node(NamedTuple):
    key: str
    name: str
    column: int
    role: Role | None = None  # without a colour of its own, a node is grey and lends none to its flows
    href: str | None = None


class Link(NamedTuple):
    source: str
    target: str
    value: float


def sankey(
    nodes: Sequence[Node],
    links: Sequence[Link],
    *,
    measure: Measure,
    description: str,
    height: int = 420,
    gap: float = 18,
) -> Spec | None:
    """Nodes from left to right by column (0, 1, ...), from top to bottom in the order given.

    Nodes without flow are left out. Heights are fixed, the width follows the page.
    """
    if not any(link.value for link in links):
        return None
    boxes = _boxes(nodes, links, height, gap)
    ribbons = _ribbons(boxes, links)
    says = told("datum.name", measure.fact("value"))
    node = {
        "y": {"field": "top"},
        "y2": {"field": "bottom"},
        "width": {"value": THICK},
        "cornerRadius": {"value": 3},
        "fill": {"field": "fill"},
        "href": {"field": "href"},
        "cursor": {"signal": "datum.href ? 'pointer' : 'default'"},
        **_signals(says, "tooltip", "description"),
    }
    halo = {"fill": color("surface"), "stroke": color("surface"), "strokeWidth": 3, "strokeOpacity": 0.75}
    return {
        "$schema": VEGA,
        "description": description,
        "height": height,
        "autosize": "none",
        "background": "transparent",
        "padding": {"top": 16, "bottom": 4, "left": 0, "right": 0},
        "signals": [
            {"name": "width", "init": "isFinite(containerSize()[0]) ? containerSize()[0] : 760"},
            {"name": "roomy", "update": "width > 620"},
            {"name": "side", "update": "roomy ? 150 : 0"},
        ],
        "data": [{"name": "boxes", "values": list(boxes.values())}, {"name": "ribbons", "values": ribbons}],
        "marks": [
            _flows(measure),
            {
                "type": "rect",
                "from": {"data": "boxes"},
                "encode": {"enter": node, "update": {"x": {"signal": _across("at")}}},
            },
            _names(measure, **halo),
            _names(measure, fill=color("ink")),
        ],
    }


def _boxes(nodes: Sequence[Node], links: Sequence[Link], height: float, gap: float) -> dict[str, Box]:
    """Each node with its top and bottom: one scale for all columns, columns centred."""
    weights = _weights(links)
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        if weights.get(node.key):
            columns[node.column].append(node)
    free = {number: height - gap * (len(column) - 1) for number, column in columns.items()}
    totals = {number: sum(weights[node.key] for node in column) for number, column in columns.items()}
    scale = min(free[number] / totals[number] for number in columns)
    last = max(columns)
    boxes: dict[str, Box] = {}
    for number, column in sorted(columns.items()):
        top = (free[number] - scale * totals[number]) / 2
        edge = {0: "first", last: "last"}.get(number, "inner")
        for node in column:
            bottom = top + scale * weights[node.key]
            place = {"top": top, "bottom": bottom, "at": number / last, "edge": edge, "scale": scale}
            boxes[node.key] = {
                **node._asdict(),
                **place,
                "value": weights[node.key],
                "fill": color(node.role or "strong"),
            }
            top = bottom + gap
    return boxes


def _weights(links: Sequence[Link]) -> dict[str, float]:
    """What passes through each node: the larger of what comes and what goes."""
    out: dict[str, float] = defaultdict(float)
    into: dict[str, float] = defaultdict(float)
    for link in links:
        out[link.source] += link.value
        into[link.target] += link.value
    return {key: max(out[key], into[key]) for key in {*out, *into}}


def _ribbons(boxes: dict[str, Box], links: Sequence[Link]) -> list[Box]:
    """Each link with the middle of both its ends, stacked in the order of the nodes opposite, so that few cross."""
    rank = {key: index for index, key in enumerate(boxes)}
    leaving = {key: box["top"] for key, box in boxes.items()}
    arriving = dict(leaving)
    flows = [(link, _ribbon(boxes[link.source], boxes[link.target], link.value)) for link in links if link.value]
    for link, ribbon in sorted(flows, key=lambda flow: (rank[flow[0].source], rank[flow[0].target])):
        ribbon["y0"] = leaving[link.source] + ribbon["thick"] / 2
        leaving[link.source] += ribbon["thick"]
    for link, ribbon in sorted(flows, key=lambda flow: (rank[flow[0].target], rank[flow[0].source])):
        ribbon["y1"] = arriving[link.target] + ribbon["thick"] / 2
        arriving[link.target] += ribbon["thick"]
    return [ribbon for _, ribbon in flows]


def _ribbon(source: Box, target: Box, value: float) -> Box:
    fill = (source if source["role"] else target)["fill"]
    return {
        "value": value,
        "thick": value * source["scale"],
        "from": source["name"],
        "to": target["name"],
        "x0": source["at"],
        "x1": target["at"],
        "stroke": fill,
    }


def _across(field: str) -> str:
    """The Vega expression of the left edge of a column."""
    return f"(side + datum.{field} * (width - 2 * side - {THICK}))"


def _flows(measure: Measure) -> Spec:
    start, end = f"({_across('x0')} + {THICK})", _across("x1")
    bend = f"({start} + {end}) / 2"
    points = (
        f"'M' + {start}",
        "datum.y0 + 'C' + " + bend,
        f"datum.y0 + ' ' + {bend}",
        f"datum.y1 + ' ' + {end}",
        "datum.y1",
    )
    says = told("datum.from + ' → ' + datum.to", measure.fact("value"))
    enter = {
        "stroke": {"field": "stroke"},
        "strokeWidth": {"signal": "max(1, datum.thick)"},
        **_signals(says, "tooltip"),
    }
    update = {"path": {"signal": " + ',' + ".join(points)}, "strokeOpacity": {"value": 0.26}}
    hover = {"strokeOpacity": {"value": 0.55}}
    encode = {"enter": enter, "update": update, "hover": hover}
    return {"type": "path", "from": {"data": "ribbons"}, "aria": False, "encode": encode}


def _names(measure: Measure, **look: Any) -> Spec:
    """Names beside the nodes, outside the drawing at both ends; on a phone above them, each in its share of width."""
    sides = (
        "{first: roomy ? ['right', -8] : ['left', 0],"
        " inner: roomy ? ['left', 20] : ['center', 6],"
        " last: roomy ? ['left', 20] : ['right', 12]}[datum.edge]"
    )
    tall = "datum.bottom - datum.top > 26"
    update = {
        "x": f"{_across('at')} + {sides}[1]",
        "y": f"roomy ? (datum.top + datum.bottom) / 2 - ({tall} ? 7 : 0) : datum.top - 8",
        "align": f"{sides}[0]",
        "text": f"roomy && {tall} ? [datum.name, {measure.text('value')}] : datum.name",
        "fontSize": "roomy ? 12 : 11",
        "limit": "roomy ? side - 10 : width / 3 - 6",
    }
    enter = look | {
        "font": SCREEN_FONT,
        "fontWeight": 600,
        "lineHeight": 15,
        "baseline": "middle",
        "strokeJoin": "round",
    }
    return {
        "type": "text",
        "from": {"data": "boxes"},
        "interactive": False,
        "aria": False,
        "encode": {
            "enter": {name: {"value": value} for name, value in enter.items()},
            "update": {name: {"signal": expression} for name, expression in update.items()},
        },
    }


def _signals(channels: Spec, *names: str) -> Spec:
    """Channels of Vega-Lite in the words of Vega."""
    return {name: {"signal": channels[name]["value"]["expr"]} for name in names}
