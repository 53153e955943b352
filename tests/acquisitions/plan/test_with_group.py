"""The group with and without a target: both sides of rates are added, and nothing is kept."""

from __future__ import annotations

from fractions import Fraction

import pytest

from establishments.models import Report
from groupe.kernel.periods import last_completed_month
from groupe.web.targets.selector import side_by_side
from tests.acquisitions.plan.house import Room
from tests.cast import client_of
from tests.consolidation.world import World


@pytest.fixture
def beside(room: Room) -> Room:
    world, last = World(), last_completed_month()
    world.site("A", capacities={"CAP_FIN": 60})
    for month in (last - 11).to(last):
        figures = {"J_REA": 1700, "J_FINC": 1800, "PR_G1": 90_000, "CH_G1": 80_000, "EFF_FIN": 40}
        world.report("A", str(month), figures)
    world.fold()
    room.accounts()
    room.deal.people = 120
    room.deal.save()
    return room


def test_figures_add_up(beside: Room) -> None:
    lines = side_by_side(beside.deal, last_completed_month())
    products, charges, result, jobs, rate = lines
    assert (products.target, charges.target, result.target) == (3_120_000, 3_480_000, -360_000)
    for line in (products, charges, result, jobs):
        if line.group is not None:
            assert line.together == line.group + (line.target or 0)
    assert jobs.target == 120
    assert rate.group is not None and rate.target is not None and rate.together is not None
    assert rate.together == Fraction(100 * (12 * 1700 + 24_000), 12 * 1800 + 80 * 365)


def test_the_page_shows_them_and_keeps_nothing(beside: Room) -> None:
    before = Report.objects.count()
    address = f"/acquisitions/deals/{beside.deal.code}/with-group/"
    page = client_of(beside.lead).get(address)
    assert page.status_code == 200
    assert "3\u202f120\u202f000" in page.content.decode()
    assert Report.objects.count() == before
    assert client_of(beside.stranger).get(address).status_code == 404
