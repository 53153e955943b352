"""A small group with two years of reports, folded."""

from __future__ import annotations

import pytest

from groupe.kernel.periods import Month, last_completed_month
from tests.consolidation.world import World

SITES = {
    "A1": ("ehpad", "SUD", "E1", "69123"),
    "A2": ("ehpad", "SUD", "E2", "13001"),
    "B1": ("ime", "NORD", "E1", "59350"),
}


@pytest.fixture
def group(db: None) -> World:
    world = World()
    for code, (kind, territory, entity, commune) in SITES.items():
        world.site(code, kind, entity=entity, territory=territory, commune=commune, capacities={"CAP_FIN": 60})
    last = last_completed_month()
    for code in SITES:
        for month in (last - 13).to(last):
            report(world, code, month)
    world.fold()
    return world


def report(world: World, code: str, month: Month, income: int = 100_000) -> None:
    activity = {"J_REA": 1700, "J_FINC": 1800, "PR_G1": income, "CH_G1": 90_000}
    people = {"ETP_REEL": 40, "ETP_BUD": 42, "ABS_MO": 60, "EI_DEC": 10, "EI_TRT": 9}
    world.report(code, str(month), activity | people)
