"""One palette and one theme for every chart, in the page and in the PDF.

A spec names its colours by role, as CSS variables. In the page the browser resolves them: a chart follows the theme
without being redrawn, and prints in light. A PDF has no style sheet, so `static_svg` writes the light colours in.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

VEGA_LITE_VERSION: Final = "6.4"
Spec: TypeAlias = dict[str, Any]
Role = Literal[
    "ink",
    "muted",
    "line",
    "strong",
    "surface",
    "soft",
    "brand",
    "good",
    "bad",
    "warn",
    "teal",
    "green",
    "amber",
    "violet",
    "coral",
    "blue",
    "q0",
    "q1",
    "q2",
    "q3",
    "q4",
    "q5",
]

PALETTE: Final[Mapping[Role, tuple[str, str]]] = {  # role: (light, dark)
    "ink": ("#14212e", "#e9eff5"),
    "muted": ("#4d5d6d", "#a9b8c7"),
    "line": ("#dfe5ea", "#2a3847"),
    "strong": ("#76879a", "#7d90a5"),
    "surface": ("#ffffff", "#16202b"),
    "soft": ("#f0f3f6", "#1e2a37"),
    "brand": ("#0b5c73", "#6cc5dd"),
    "good": ("#2b8a66", "#4dbb8d"),
    "bad": ("#c4513f", "#f0846f"),
    "warn": ("#8a5200", "#f0b45b"),
    "teal": ("#0e6f8a", "#4fb3cc"),
    "green": ("#3a9a76", "#58c398"),
    "amber": ("#c17d1c", "#e5b468"),
    "violet": ("#6d559c", "#b39ddb"),
    "coral": ("#bd5647", "#f08a78"),
    "blue": ("#3d6fb4", "#86b2ee"),
    "q0": ("#e6ecf0", "#22303d"),
    "q1": ("#bfe0e8", "#164b59"),
    "q2": ("#86c3d2", "#1f6a7d"),
    "q3": ("#4c9fb4", "#2f8ba1"),
    "q4": ("#1f7790", "#52abc1"),
    "q5": ("#084457", "#8fd6e6"),
}
SCREEN_FONT: Final = (
    'Inter, "Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, Roboto, "Noto Sans", sans-serif'
)
PRINT_FONT: Final = "Source Sans Pro"  # the family that the report's typesetter knows

_VARIABLE = re.compile(r"var\(--chart-([a-z0-9]+)\)")


def color(role: Role) -> str:
    return f"var(--chart-{role})"


def style_sheet() -> str:
    """The palette as CSS variables that follow `color-scheme`."""
    rows = (f"  --chart-{role}: light-dark({light}, {dark});\n" for role, (light, dark) in PALETTE.items())
    return f":root {{\n{''.join(rows)}}}\n"


def for_print(spec: Spec) -> Spec:
    """The same spec with the light colours and the print font written in, for readers without a style sheet."""
    colors = {str(role): light for role, (light, _) in PALETTE.items()}
    literal = _VARIABLE.sub(lambda match: colors[match[1]], json.dumps(spec))
    printed: Spec = json.loads(literal.replace(json.dumps(SCREEN_FONT), json.dumps(PRINT_FONT)))
    return printed


def config() -> Spec:
    """The Vega-Lite theme: few lines, rounded bars, no words of Vega's own for screen readers."""
    label = {"fontSize": 12, "fontWeight": 500, "color": color("muted")}
    return {
        "background": "transparent",
        "font": SCREEN_FONT,
        "padding": {"left": 2, "right": 2, "top": 6, "bottom": 2},
        "view": {"stroke": None},
        "mark": {"aria": False, "color": color("brand")},
        "line": {"strokeWidth": 2.5, "strokeCap": "round", "strokeJoin": "round", "interpolate": "monotone"},
        "rule": {"color": color("strong"), "strokeWidth": 1},
        "axis": {
            "aria": False,
            "domain": False,
            "ticks": False,
            "title": None,
            "gridColor": color("line"),
            "labelPadding": 8,
            "labelSeparation": 6,
            "labelColor": color("muted"),
            "labelFontSize": 12,
            "labelFontWeight": 500,
            "titleColor": color("muted"),
            "titleFontSize": 12,
            "titleFontWeight": 500,
            "titlePadding": 10,
        },
        "axisX": {"grid": False},
        "legend": {
            "aria": False,
            "orient": "top",
            "title": None,
            "symbolType": "circle",
            "symbolSize": 90,
            "symbolStrokeWidth": 0,
            "labelColor": color("muted"),
            "labelFontSize": 12,
            "labelFontWeight": 500,
            "columnPadding": 18,
            "offset": 6,
        },
        "style": {
            "label": label,
            "value": label | {"color": color("ink"), "fontWeight": 600},
            "halo": {"stroke": color("surface"), "strokeWidth": 3.5, "strokeJoin": "round"},
        },
    }
