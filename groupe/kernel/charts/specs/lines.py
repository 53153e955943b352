"""What charts along months share: the axis of months, lines with their names, the crosshair.

Days are given as ISO text and printed in UTC, so that no time zone can move a month to the one before.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from groupe.kernel.charts.specs.facts import Fact, Measure, told
from groupe.kernel.charts.specs.parts import INVISIBLE, Rows, layer, text, with_halo
from groupe.kernel.charts.theme import Role, Spec, color

HOVERED: Final[Spec] = {"param": "hover", "empty": False}


def months() -> Spec:
    """The x channel: one band a month, with the year under January and under the first month."""
    year = "datum.index == 0 || utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : ''"
    return {
        "field": "month",
        "type": "ordinal",
        "timeUnit": "utcyearmonth",
        "scale": {"type": "band", "padding": 0},
        "axis": {
            "labelExpr": f"[utcFormat(datum.value, '%b'), {year}]",
            "labelAngle": 0,
            "labelOverlap": True,
            "labelSeparation": 8,
            "labelPadding": 10,
        },
    }


def line(field: str, y: Spec, **look: Any) -> Spec:
    return layer("line", {"x": months(), "y": {"field": field, **y}}, **look)


def band(low: str, high: str, y: Spec, *, opacity: float, **look: Any) -> Spec:
    channels = {"x": months(), "y": {"field": low, **y}, "y2": {"field": high}}
    return layer("area", channels, color=color("brand"), fillOpacity=opacity, **look)


def points(field: str, y: Spec, role: Role, **more: Any) -> Spec:
    channels = {"x": months(), "y": {"field": field, **y}}
    look: Spec = {"filled": True, "fill": color(role), "stroke": color("surface"), "strokeWidth": 1.5, "opacity": 1}
    return layer("point", channels, **look, **more)


def level(value: float, word: str, y: Spec) -> list[Spec]:
    """A horizontal line with its name at the left end."""
    rows = [{"level": value, "word": word}]
    at = {"y": {"field": "level", **y}}
    return [
        layer("rule", at, rows=rows, color=color("warn"), strokeDash=[6, 4], strokeWidth=1.5),
        text({**at, "x": {"value": 4}}, "datum.word", rows=rows, align="left", dy=-8, color=color("warn")),
    ]


def crosshair(fields: Mapping[str, Role], y: Spec, *facts: Fact) -> list[Spec]:
    """The hovered or focused month: a rule, a point on each line, and all its figures.

    It comes last: invisible bands, as high as the chart, take the pointer and the focus.
    """
    select = {"type": "point", "encodings": ["x"], "on": "pointerover", "clear": "pointerout", "toggle": False}
    hits = layer("rect", {"x": months(), **told("utcFormat(datum.month, '%B %Y')", *facts)}, **INVISIBLE)
    return [
        layer("rule", {"x": months()}, where=HOVERED),
        *(points(field, y, role, where=HOVERED, size=70) for field, role in fields.items()),
        {**hits, "params": [{"name": "hover", "select": select}]},
    ]


def ends(
    rows: Rows, words: Mapping[str, str], y: Spec, *, measure: Measure, valued: Sequence[str], height: int
) -> list[Spec]:
    """The name of each line at its end, with its value for those in `valued`.

    It stands after the last month, moved where two would touch, or above the last point of a line that stops before.
    """
    last = [_end(rows, field, word, field in valued) for field, word in words.items()]
    above = [end for end in last if end["month"] != rows[-1]["month"]]
    after = [end for end in last if end["month"] == rows[-1]["month"]]
    lo, hi = y["scale"]["domain"]
    gap = (30 if any(end["valued"] for end in after) else 16) * (hi - lo) / height
    places = spread([end["value"] for end in after], gap)
    after = [end | {"place": place} for end, place in zip(after, places, strict=True)]
    at = {"x": months(), "y": {"field": "place", **y}}
    over = {"x": months(), "y": {"field": "value", **y}}
    both = f"[datum.word, {measure.text('value')}]"
    two_lines: Spec = {"align": "left", "dx": 14, "dy": -7, "lineHeight": 15}
    return [
        *with_halo(text(at, both, rows=[end for end in after if end["valued"]], **two_lines)),
        *with_halo(text(at, "datum.word", rows=[end for end in after if not end["valued"]], align="left", dx=14)),
        *with_halo(text(over, both, rows=above, style="value", dy=-26, lineHeight=15)),
    ]


def last_points(rows: Rows, fields: Iterable[str], y: Spec) -> list[Spec]:
    return [points(field, y, "brand", rows=[_last(rows, field)], size=60) for field in fields]


def _end(rows: Rows, field: str, word: str, valued: bool) -> Spec:
    last = _last(rows, field)
    return {"month": last["month"], "value": last[field], "word": word, "valued": valued}


def _last(rows: Rows, field: str) -> Mapping[str, Any]:
    return [row for row in rows if row[field] is not None][-1]


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Moves values apart, as little as possible and in order, until neighbours differ by at least `gap`.

    >>> spread([10, 11, 30], 4)
    [8.5, 12.5, 30.0]
    """
    blocks: list[tuple[list[int], float]] = []  # members in order, place of the first
    for index in sorted(range(len(places)), key=lambda index: places[index]):
        members, start = [index], float(places[index])
        while blocks and blocks[-1][1] + len(blocks[-1][0]) * gap > start:
            members = blocks.pop()[0] + members
            start = sum(places[member] - rank * gap for rank, member in enumerate(members)) / len(members)
        blocks.append((members, start))
    moved = {member: start + rank * gap for members, start in blocks for rank, member in enumerate(members)}
    return [moved[index] for index in range(len(places))]


def known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]
