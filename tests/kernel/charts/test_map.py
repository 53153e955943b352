"""The map: its outlines from the package, its classes for the page."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from groupe.kernel.charts.department_map import OUTLINES, DepartmentMap, class_bounds, department_map
from groupe.kernel.charts.outlines import convert

SHAPES = {
    "width": 10,
    "height": 10,
    "close_up": [0, 0, 1, 1],
    "departments": [{"code": code, "name": f"Nom {code}", "path": "M0 0h1v1z"} for code in ("01", "2A", "75")],
}


@pytest.fixture
def outlines(tmp_path: Path) -> Path:
    path = tmp_path / "departements.json"
    path.write_text(json.dumps(SHAPES))
    return path


def made(outlines: Path, figures: dict[str, float], bounds: tuple[float, ...] | None) -> DepartmentMap:
    return department_map(
        figures, title="Places", nothing="rien", printed="{:.0f}".format, bounds=bounds, outlines=outlines
    )


def test_figures_fall_in_five_classes(outlines: Path) -> None:
    drawn = made(outlines, {"01": 9.9, "2A": 10, "971": 40, "974": 25, "987": 3}, (10, 20, 30, 40))
    levels = {place.code: place.level for place in (*drawn.mainland, *drawn.overseas)}
    assert levels == {"01": 1, "2A": 2, "75": 0, "971": 5, "972": 0, "973": 0, "974": 3, "976": 0}
    assert [row.words for row in drawn.legend] == ["rien", "< 10", "≥ 10", "≥ 20", "≥ 30", "≥ 40"]
    assert [place.href for place in drawn.mainland] == ["/scopes/department:01/", "/scopes/department:2A/", ""]
    assert [place.code for place in drawn.near_paris] == ["75"]
    assert [place.code for place in drawn.known] == ["01", "2A", "971", "974"]


@pytest.mark.parametrize("bounds", [(10, 20, 30), (10, 30, 20, 40)])
def test_bounds_are_four_and_rise(outlines: Path, bounds: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="four rising values"):
        made(outlines, {}, bounds)


@pytest.mark.parametrize(
    "values", [[], [5], [5, 5, 5], [0, 0, 0, 1000], [0.1, 0.2, 0.3], list(range(100)), [-5, 5], [1e6, 1e6 + 1]]
)
def test_bounds_of_its_own_are_four_and_rise(outlines: Path, values: list[float]) -> None:
    bounds = class_bounds(values)
    assert list(bounds) == sorted(set(bounds))
    assert made(outlines, dict(zip(("01", "2A", "75"), values, strict=False)), None).legend


def test_kept_outlines_are_those_of_every_department() -> None:
    departments = json.loads(OUTLINES.read_text())["departments"]
    assert len(departments) == 96
    assert all(department["path"].startswith("M") for department in departments)


def test_another_map_is_refused(tmp_path: Path) -> None:
    script = b'export default {"viewBox":"0 0 1 1","locations":[{"id":"1","name":"Elsewhere","path":"m 0,0 1,1 z"}]}'
    package = tmp_path / "package.tgz"
    with tarfile.open(package, "w:gz") as archive:
        member = tarfile.TarInfo("package/index.js")
        member.size = len(script)
        archive.addfile(member, io.BytesIO(script))
    with pytest.raises(ValueError, match="96 departments expected, 1 found"):
        convert(package, tmp_path / "departements.json")
