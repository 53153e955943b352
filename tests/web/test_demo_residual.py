"""Closed sites of a demo group have costs left, which show among the exits."""

from __future__ import annotations

import pytest

from establishments.enums import ExitReason
from groupe.consolidation.selectors import bridge
from groupe.consolidation.services import check
from groupe.kernel.periods import Month
from groupe.web.demo_residual import RENT, settle_closures
from tests.cast import person
from tests.consolidation.world import World


@pytest.mark.django_db
def test_what_a_closed_site_still_costs() -> None:
    world, director = World(), person("controller")
    world.site("D", entry="2023-01-01", exit="2024-09-30", left=ExitReason.CLOSED)
    world.site("S", entry="2023-01-01", exit="2024-09-30", left=ExitReason.SOLD)
    for code in "DS":
        report = world.report(code, "2024-09", {"CH_G3": 40_000})
        version = report.counting
        assert version
        version.pk, version.version, version.author = None, 2, director
        version.save(force_insert=True)
        report.counting = version
        report.save()
    assert settle_closures(Month.parse("2025-05")) == 3
    world.fold()
    january = Month.parse("2025-01")
    found = bridge(scope="group", measure="CH_G3", first=january, last=january)
    assert (found.exits, found.current) == (RENT, RENT)
    assert not check().found
