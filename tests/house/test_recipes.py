"""The recipes are followed to the letter, on a copy of the catalogue, and their figures read through the pipeline."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from establishments.catalogue import Catalogue, catalogue, load, loader
from establishments.catalogue.checks import check_catalogue, problems
from establishments.catalogue.formula import FUNCTIONS
from groupe.consolidation.layout import forget_layout
from tests.consolidation.world import World
from tests.house.runs import ROOT

RECIPES = ROOT / "docs" / "recipes"


def blocks(recipe: str) -> str:
    return "\n".join(re.findall(r"^```toml\n(.*?)^```", (RECIPES / recipe).read_text(), re.M | re.S))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "catalogue"
    shutil.copytree(loader.HERE, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


@pytest.fixture
def edited(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What the product reads, until the end of the test."""
    monkeypatch.setattr(load, "__defaults__", (folder,))
    forget_layout()
    yield folder
    monkeypatch.undo()
    catalogue.cache_clear()
    forget_layout()


def append(folder: Path, file: str, text: str) -> Catalogue:
    with (folder / file).open("a") as opened:
        opened.write(f"\n{text}")
    catalogue.cache_clear()
    assert check_catalogue() == []
    return catalogue()


def add_measure(folder: Path) -> Catalogue:
    free = load(folder).width("common")
    return append(folder, "common.toml", blocks("add-a-measure.md").replace("position = 900", f"position = {free}"))


def test_a_measure_is_on_every_form(edited: Path) -> None:
    before = catalogue().width("common")
    changed = add_measure(edited)
    assert changed.measures["BENEV"].kinds == frozenset(changed.kinds)
    assert changed.measures["BENEV"].position == before


@pytest.mark.django_db
def test_a_new_measure_is_entered_and_consolidated(edited: Path) -> None:
    add_measure(edited)
    world = World()
    world.site("A")
    world.site("B", "village_vacances")
    world.report("A", "2025-01", {"BENEV": 5})
    world.report("B", "2025-01", {"BENEV": 7})
    assert world.value("group", "BENEV", "2025-01") == 12


@pytest.mark.django_db
def test_a_new_indicator_is_divided_once(edited: Path) -> None:
    append(edited, "common.toml", blocks("add-an-indicator.md"))
    world = World()
    for site, gone, present in (("A", 1, 10), ("B", 5, 50)):
        world.site(site)
        world.report(site, "2025-01", {"ACC_SOR": gone, "ACC_FIN": present})
    assert world.value("group", "AC90", "2025-01") == 10
    world.report("B", "2025-01", {"ACC_SOR": 11, "ACC_FIN": 50})
    assert world.value("group", "AC90", "2025-01") == 20


@pytest.mark.django_db
def test_a_new_sector_has_figures_of_its_own(edited: Path) -> None:
    (edited / "integration.toml").write_text("")
    changed = append(edited, "integration.toml", blocks("add-a-sector.md"))
    assert changed.kinds["chantier"].sector == "integration"
    assert [section.code for section, _measures in changed.form("chantier")][-1] == "integration"
    world = World()
    world.site("A", "chantier", capacities={"CAP_FIN": 20})
    world.site("B")
    world.report("A", "2025-01", {"INS_SAL": 15})
    assert world.value("sector:integration", "IN01", "2025-01") == 75
    assert world.value("group", "IN01", "2025-01") == 75
    assert world.value("sector:elderly", "IN01", "2025-01") is None


def test_positions_of_the_recipe_are_free() -> None:
    here, added = catalogue(), tomllib.loads(blocks("add-a-sector.md"))
    assert added["sector"]["position"] not in {sector.position for sector in here.sectors.values()}
    assert added["kind"][0]["position"] not in {kind.position for kind in here.kinds.values()}


def test_a_contradiction_is_refused(folder: Path) -> None:
    taken = blocks("add-a-measure.md").replace("position = 900", "position = 0")
    (folder / "common.toml").write_text((folder / "common.toml").read_text() + taken)
    assert [problem for problem in problems(load(folder)) if problem.startswith("BENEV: position 0 of common")]


def test_every_word_of_the_grammar_is_told() -> None:
    told = (RECIPES / "add-an-indicator.md").read_text()
    assert [name for name in FUNCTIONS if name != "OPEN" and f"`{name}(" not in told] == []
