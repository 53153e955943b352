"""A small curve without axes, as the path of an inline SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from groupe.kernel.web.formats import Number

WIDTH: Final = 100
HEIGHT: Final = 32
MARGIN: Final = 3
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sparkline:
    """`line` and `area` are path data in a box of 100 by 32; `dot` marks the last known figure."""

    line: str
    area: str
    dot: str
    first: Number
    last: Number


def sparkline(values: Sequence[Number | None]) -> Sparkline | None:
    """None with fewer than two figures: there is no curve to see. Unknown months leave a gap."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    runs = list(_runs(values, float(min(known)), float(max(known))))
    end = runs[-1][-1]
    return Sparkline(
        line=" ".join(_curve(run) for run in runs),
        area=" ".join(f"{_curve(run)}V{HEIGHT}H{run[0][0]:g}z" for run in runs),
        dot=f"M{end[0]:g} {end[1]:g}h0",
        first=known[0],
        last=known[-1],
    )


def _runs(values: Sequence[Number | None], lo: float, hi: float) -> Iterator[list[Point]]:
    """The points of each stretch without gap; a flat curve runs through the middle."""
    step, span = WIDTH / (len(values) - 1), hi - lo
    run: list[Point] = []
    for index, value in enumerate(values):
        if value is None:
            if run:
                yield run
            run = []
            continue
        height = (float(value) - lo) / span if span else 0.5
        run.append((round(index * step, 1), round(HEIGHT - MARGIN - height * (HEIGHT - 2 * MARGIN), 1)))
    if run:
        yield run


def _curve(points: Sequence[Point]) -> str:
    """A curve through the points that never overshoots them (Fritsch and Carlson, 1980)."""
    slopes = _slopes(points)
    path = f"M{points[0][0]:g} {points[0][1]:g}"
    for (left, right), (start, end) in zip(pairwise(points), pairwise(slopes), strict=True):
        third = (right[0] - left[0]) / 3
        path += (
            f"C{left[0] + third:.1f} {left[1] + start * third:.1f} "
            f"{right[0] - third:.1f} {right[1] - end * third:.1f} {right[0]:g} {right[1]:g}"
        )
    return path


def _slopes(points: Sequence[Point]) -> list[float]:
    rises = [(right[1] - left[1]) / (right[0] - left[0]) for left, right in pairwise(points)]
    if not rises:
        return [0.0]
    inner = [0.0 if a * b <= 0 else 2 * a * b / (a + b) for a, b in pairwise(rises)]
    return [rises[0], *inner, rises[-1]]
