"""The catalogue holds what the field defines, and nothing contradicts itself."""

from pathlib import Path
from textwrap import dedent

import pytest

from establishments.catalogue import CatalogueError, catalogue, load
from establishments.catalogue.checks import problems
from establishments.catalogue.loader import HERE

ADDED = {"H_SUBC", "EI_OUV", "RES_OUV", "TK_OUV"}


def test_numbers_of_the_field() -> None:
    found = catalogue()
    assert len(found.measures.keys() - ADDED) == 217
    assert len(found.derived) == 38
    assert len(found.indicators) == 115
    assert len(found.sectors) == 8
    assert len(found.kinds) == 27


def test_nothing_contradicts_itself() -> None:
    assert problems(catalogue()) == []


def test_everything_is_named_in_both_languages() -> None:
    found = catalogue()
    items = [*found.measures.values(), *found.derived.values(), *found.indicators.values(), *found.kinds.values()]
    assert [item.code for item in items if not (item.fr.strip() and item.en.strip())] == []


def test_a_form_is_the_common_sections_and_its_own() -> None:
    codes = [section.code for section, _measures in catalogue().form("sad")]
    assert codes == ["activity", "workforce", "quality", "finance", "property", "home"]
    shown = {measure.code for _section, measures in catalogue().form("sad") for measure in measures}
    assert {"HA_REA", "CH_G2"} <= shown
    assert not {"BUD_CH", "J_HP"} & shown


def test_an_indicator_belongs_to_the_kinds_that_have_all_its_measures() -> None:
    assert catalogue().indicators["AC02"].kinds == {"ehpad"}
    assert "ehpad" not in catalogue().indicators["SD01"].kinds


def sector_file(position: int, unit: str = "day") -> str:
    return dedent(f"""
        [sector]
        position = 9
        fr = "Logement"
        en = "Housing"

        [[section]]
        code = "housing"
        fr = "Logement"
        en = "Housing"
        theme = "activity"

        [[kind]]
        code = "pension"
        position = 91
        fr = "Pension de famille"
        en = "Boarding house"
        sections = ["housing"]

        [[measure]]
        code = "J_PEN"
        position = {position}
        section = "housing"
        fr = "Journées"
        en = "Days"
        unit = "{unit}"
        type = "int"
        min = "0"
        max = "9000"
        required = "R"
        time = "SUM"
        sites = "SUM"

        [[measure]]
        code = "J_PEN2"
        position = 1
        section = "housing"
        fr = "Journées, autres"
        en = "Days, other"
        unit = "day"
        type = "int"
        min = "0"
        max = "9000"
        required = "O"
        time = "SUM"
        sites = "SUM"

        [[indicator]]
        code = "PF01"
        fr = "Taux"
        en = "Rate"
        num = "J_PEN + J_PEN2"
        den = "DAYS(CAP_FIN)"
        factor = 100
        unit = "%"
        theme = "activity"
    """)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in HERE.glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_a_new_sector_is_a_new_file(folder: Path) -> None:
    (folder / "housing.toml").write_text(sector_file(0), encoding="utf-8")
    found = load(folder)
    assert problems(found) == []
    assert found.kinds["pension"].sector == "housing"
    assert found.indicators["PF01"].kinds == {"pension"}
    assert found.width("housing") == 2


def test_unlike_units_and_shared_positions_are_refused(folder: Path) -> None:
    (folder / "housing.toml").write_text(sector_file(1, unit="EUR"), encoding="utf-8")
    found = problems(load(folder))
    assert "PF01: adds EUR and day" in found
    assert "J_PEN2: position 1 of housing belongs to J_PEN" in found


def test_a_code_is_defined_once(folder: Path) -> None:
    twice = sector_file(0).replace('"J_PEN2"', '"J_OUV"')
    (folder / "housing.toml").write_text(twice, encoding="utf-8")
    with pytest.raises(CatalogueError, match="J_OUV is defined twice"):
        load(folder)
