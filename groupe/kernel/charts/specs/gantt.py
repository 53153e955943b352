"""Tasks and milestones of a plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from groupe.kernel.charts.specs.facts import Fact, label_of, share, told
from groupe.kernel.charts.specs.parts import INVISIBLE, LINK, ROW_COLOR, chart, layer, text
from groupe.kernel.charts.theme import Role, Spec, color

Status = Literal["done", "running", "late", "planned"]
ROLES: Final[dict[Status, Role]] = {"done": "strong", "running": "brand", "late": "bad", "planned": "q3"}


class Task(NamedTuple):
    name: str
    start: date
    end: date
    status: Status
    progress: float = 0.0  # 0 to 1
    milestone: date | None = None
    href: str | None = None


class GanttWords(NamedTuple):
    start: str
    end: str
    progress: str
    today: str


def gantt(tasks: Sequence[Task], *, today: date, words: GanttWords, description: str) -> Spec | None:
    """Tasks as bars filled up to their progress, milestones as diamonds, and the line of today."""
    if not tasks:
        return None
    axis = {"orient": "top", "format": "%b %y", "grid": True, "labelOverlap": "greedy", "tickCount": "month"}
    x: Spec = {"type": "temporal", "scale": {"type": "utc"}, "axis": axis}
    y = {
        "field": "rank",
        "type": "ordinal",
        "scale": {"paddingInner": 0.45, "paddingOuter": 0.3},
        "axis": {
            "labelExpr": label_of([task.name for task in tasks]),
            "labelLimit": {"expr": "width < 480 ? 120 : 240"},
        },
    }
    span = {"y": y, "x": {"field": "start", **x}, "x2": {"field": "end"}}
    done = {**span, "x2": {"field": "reached"}}
    now = {"x": {"field": "day", **x}}
    foot = {**now, "y": {"value": {"expr": "height"}}}
    days = [{"day": today.isoformat(), "word": words.today}]
    diamond: Spec = {"shape": "diamond", "size": 190, "filled": True, "opacity": 1, "strokeWidth": 2}
    diamonds = layer(
        "point",
        {"y": y, "x": {"field": "milestone", **x}},
        where="datum.milestone",
        fill=color("ink"),
        stroke=color("surface"),
        **diamond,
    )
    facts = (
        Fact(words.start, _day("start")),
        Fact(words.end, _day("end")),
        Fact(words.progress, share("progress")),
    )
    return chart(
        layer("bar", {**span, **ROW_COLOR}, cornerRadius=5, fillOpacity=0.28),
        layer("bar", {**done, **ROW_COLOR}, cornerRadius=5),
        layer("rule", now, rows=days, color=color("ink"), strokeWidth=1.5),
        text(foot, "datum.word", rows=days, style="value", dy=12, baseline="middle"),
        *([diamonds] if any(task.milestone for task in tasks) else []),
        layer("bar", {**span, **told("datum.name", *facts), **LINK}, **INVISIBLE),
        rows=[_row(task) | {"rank": rank} for rank, task in enumerate(tasks)],
        description=description,
        height=34 * len(tasks),
    )


def _row(task: Task) -> dict[str, Any]:
    reached = task.start + (task.end - task.start) * task.progress
    days = {"start": task.start, "end": task.end, "reached": reached, "milestone": task.milestone}
    written = {name: day and day.isoformat() for name, day in days.items()}
    return task._asdict() | written | {"fill": color(ROLES[task.status])}


def _day(field: str) -> str:
    return f"utcFormat(datum.{field}, '%-d %b %Y')"
