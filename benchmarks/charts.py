"""How durations and sizes grow with the group: SVG drawn from the results that are kept in the repository."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.results import kept
from groupe.kernel.charts.specs.parts import VEGA_LITE
from groupe.kernel.charts.static_svg import static_svg
from groupe.kernel.charts.theme import Spec, color, config

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDTH, HEIGHT = 640, 260
# name of the picture: title, axis, and the key of each line under its word.
GROWTH: dict[str, tuple[str, str, dict[str, str]]] = {
    "growth-page": (
        "Page of the whole group: 30 indicators x 24 months", "ms",
        {"engine": "page_engine", "as known at a close": "close_engine", "GROUP BY": "page_plain"},
    ),
    "growth-constant": (
        "Constant perimeter of the whole group", "ms", {"engine": "constant_engine", "GROUP BY": "constant_plain"}
    ),
    "growth-rebuild": (
        "Everything anew", "ms",
        {"engine": "rebuild_engine", "GROUP BY, totals alone": "totals_plain",
         "GROUP BY, totals and comparisons": "rebuild_plain"},
    ),
    "growth-storage": (
        "Storage", "MB",
        {"versions of reports": "storage_reports", "versions and all figures": "storage_all",
         "narrow rows": "storage_narrow"},
    ),
}  # fmt: skip
COLORS = [color("brand"), color("amber"), color("coral")]


def draw() -> None:
    """One picture for each subject."""
    PICTURES.mkdir(exist_ok=True)
    for name in GROWTH:
        (PICTURES / f"{name}.svg").write_text(svg(name, kept()) + "\n")


def svg(name: str, results: Sequence[dict[str, Any]]) -> str:
    title, unit, lines = GROWTH[name]
    return static_svg(_growth(title, unit, list(lines), list(_rows(results, lines))), width=WIDTH, language="en")


def _rows(results: Iterable[dict[str, Any]], lines: dict[str, str]) -> Iterable[dict[str, Any]]:
    for result in results:
        for word, key in lines.items():
            measured = result["measured"].get(key)
            if measured and not measured.get("at_least"):
                size, told = result["size"], measured["median"]
                yield {"reports": size["sites"] * size["months"], "line": word, "value": max(told, 0.1)}


def _growth(title: str, unit: str, words: list[str], rows: list[dict[str, Any]]) -> Spec:
    axis = {"grid": True, "format": "~s", "title": f"{title}, {unit}"}
    return {
        "$schema": VEGA_LITE,
        "description": title,
        "width": "container",
        "height": HEIGHT,
        "background": "white",
        "config": config() | {"background": "white"},
        "data": {"values": rows},
        "mark": {"type": "line", "point": {"size": 60, "filled": True}, "interpolate": "linear"},
        "encoding": {
            "x": {
                "field": "reports", "type": "quantitative", "scale": {"type": "log"},
                "axis": {"title": "site-months", "format": "~s", "values": sorted({row["reports"] for row in rows})},
            },
            "y": {
                "field": "value", "type": "quantitative", "scale": {"type": "log"},
                "axis": axis | {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "start", "titleY": -12},
            },
            "color": {
                "field": "line", "type": "nominal", "sort": words,
                "scale": {"domain": words, "range": COLORS[: len(words)]},
            },
        },
    }  # fmt: skip
