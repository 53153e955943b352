"""What the map needs: each French department with its class of five, its words and its link."""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from django_stubs_ext import StrOrPromise

from groupe.kernel.charts.outlines import NEAR_PARIS
from groupe.kernel.web import formats
from groupe.kernel.web.formats import Number

OUTLINES: Final = Path(__file__).with_name("data") / "departements.json"
OVERSEAS: Final = (
    ("971", "Guadeloupe"),
    ("972", "Martinique"),
    ("973", "Guyane"),
    ("974", "La Réunion"),
    ("976", "Mayotte"),
)


class Place(NamedTuple):
    code: str
    name: str
    level: int  # 0 without a figure, 1 to 5 from the lowest class to the highest
    label: str
    printed: str
    href: str
    path: str = ""  # overseas departments have none: the template draws squares


class LegendRow(NamedTuple):
    level: int
    words: str


class DepartmentMap(NamedTuple):
    """`{% department_map figure %}` draws it."""

    id: str
    title: StrOrPromise
    subtitle: StrOrPromise
    width: int
    height: int
    close_up: Sequence[int]  # x, y, width, height around Paris, where departments are too small to point at
    mainland: Sequence[Place]
    near_paris: Sequence[Place]
    overseas: Sequence[Place]
    legend: Sequence[LegendRow]

    @property
    def known(self) -> list[Place]:
        return [place for place in (*self.mainland, *self.overseas) if place.level]


def scope_href(code: str) -> str:
    return f"/scopes/department:{code}/"


def department_map(
    figures: Mapping[str, Number],
    *,
    title: StrOrPromise,
    nothing: str,
    printed: Callable[[Number], str] = formats.number,
    bounds: Sequence[Number] | None = None,
    href: Callable[[str], str] = scope_href,
    subtitle: StrOrPromise = "",
    id: str = "map",  # noqa: A002 - the HTML attribute
    outlines: Path = OUTLINES,
) -> DepartmentMap:
    """`figures` by department code; `bounds`, four rising values, open the second to fifth class.

    `printed` writes a figure with its unit in the reader's language, `nothing` says that there is none. A department
    outside the 96 of the map and the 5 overseas is left out.
    """
    classes = class_bounds(list(figures.values())) if bounds is None else bounds
    if len(classes) != 4 or list(classes) != sorted(classes):
        raise ValueError("bounds: four rising values expected")
    shapes = _read(outlines)

    def place(code: str, name: str, path: str = "") -> Place:
        if code not in figures:
            return Place(code, name, 0, f"{name} ({code}) : {nothing}", nothing, "", path)
        value = printed(figures[code])
        level = bisect_right(list(classes), figures[code]) + 1
        return Place(code, name, level, f"{name} ({code}) : {value}", value, href(code), path)

    mainland = [place(shape["code"], shape["name"], shape["path"]) for shape in shapes["departments"]]
    return DepartmentMap(
        id=id,
        title=title,
        subtitle=subtitle,
        width=shapes["width"],
        height=shapes["height"],
        close_up=shapes["close_up"],
        mainland=mainland,
        near_paris=[near for near in mainland if near.code in NEAR_PARIS],
        overseas=[place(code, name) for code, name in OVERSEAS],
        legend=_legend(classes, printed, nothing),
    )


def class_bounds(values: Sequence[Number]) -> tuple[float, float, float, float]:
    """Four round, rising bounds that cut the figures into about equal classes.

    >>> class_bounds([42, 85, 120, 160, 210, 260, 340, 480, 620])
    (100.0, 200.0, 300.0, 400.0)
    """
    known = sorted(float(value) for value in values) or [0.0]
    spread = (known[-1] - known[0]) or abs(known[-1]) or 1.0
    step = 10.0 ** math.floor(math.log10(spread / 4))
    for unit in (step * 5, step * 2.5, step, step / 2, step / 10):
        cuts = [round(math.floor(known[len(known) * part // 5] / unit) * unit, 10) for part in range(1, 5)]
        if len(set(cuts)) == 4:
            return cuts[0], cuts[1], cuts[2], cuts[3]
    first = round(math.floor(known[0] / step) * step + step, 10)
    return first, first + step, first + 2 * step, first + 3 * step


def _legend(bounds: Sequence[Number], printed: Callable[[Number], str], nothing: str) -> list[LegendRow]:
    words = [nothing, f"< {printed(bounds[0])}", *(f"≥ {printed(bound)}" for bound in bounds)]
    return [LegendRow(level, text) for level, text in enumerate(words)]


@cache
def department_name(code: str) -> str:
    """`Rhône` for `69`; the code itself where the map has no such department."""
    mainland = {shape["code"]: shape["name"] for shape in _read(OUTLINES)["departments"]}
    return str((mainland | dict(OVERSEAS)).get(code, code))


@cache
def _read(outlines: Path) -> dict[str, Any]:
    shapes: dict[str, Any] = json.loads(outlines.read_text(encoding="utf-8"))
    return shapes
