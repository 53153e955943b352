"""What a closed site still costs: in the totals, among the exits, expected nowhere (semantics, rule 19)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from establishments.enums import ExitReason
from groupe.consolidation.selectors import Bridge, bridge, series
from groupe.consolidation.selectors.closes import checklist_of
from groupe.consolidation.selectors.explain import behind, explain, perimeter_of
from groupe.consolidation.services import check
from groupe.kernel.periods import Month
from tests.consolidation.world import World

NOVEMBER = Month.parse("2025-11")


@pytest.fixture
def group(world: World) -> World:
    """A goes on; D closed at the end of September 2024."""
    world.site("A", entry="2023-01-01", entity="X")
    world.site("D", entry="2023-01-01", exit="2024-09-30", entity="X", left=ExitReason.CLOSED)
    for month, amount in (("2024-09", 500), ("2024-11", 1_000), ("2025-11", 1_100)):
        world.report("A", month, {"CH_G1": amount, "TRESO": 10, "J_REA": 100})
    world.report("D", "2024-09", {"CH_G1": 40_000, "TRESO": 7, "J_REA": 90})
    world.fold()
    return world


def moved(scope: str = "group", measure: str = "CH_G1", month: Month = NOVEMBER) -> Bridge:
    found = bridge(scope=scope, measure=measure, first=month, last=month)
    assert found.previous + found.entries + found.exits + found.method + found.organic == found.current
    return found


def test_residual_costs_count_and_are_exits(group: World) -> None:
    before = group.figure("group", "CH_G1", "2025-11")
    group.report("D", "2025-11", {"CH_G1": 12_000, "TRESO": 5, "J_REA": 3})
    found = group.figure("group", "CH_G1", "2025-11")
    assert (before.value, found.value) == (1_100, 13_100)
    assert found.coverage == before.coverage, "expected, reported and validated know nothing of it"
    for scope in ("group", "entity:X", "territory:T1", "kind:ehpad"):
        assert group.value(scope, "CH_G1", "2025-11") == 13_100
        assert (moved(scope).exits, moved(scope).organic, moved(scope).entries) == (12_000, 100, 0)
    constant = series(
        scope="group", codes=["CH_G1"], first=NOVEMBER, last=NOVEMBER, compare="previous_year", perimeter="constant"
    )["CH_G1"]
    assert constant.compare is not None
    assert (constant.figures[0].value, constant.compare[0].value) == (1_100, 1_000)
    own = group.figure("establishment:D", "CH_G1", "2025-11")
    assert (own.value, own.coverage.expected, own.coverage.reported) == (12_000, 0, 0)
    assert not check()


def test_only_finance_flows_count_and_stocks_do_not(group: World) -> None:
    group.report("D", "2025-11", {"CH_G1": 12_000, "TRESO": 5, "J_REA": 3})
    assert group.value("group", "TRESO", "2025-11") == 10
    assert group.value("group", "J_REA", "2025-11") == 100
    assert group.value("group", "JM", "2025-11") == 30


def test_a_year_later_the_costs_of_last_year_go_out(group: World) -> None:
    group.report("D", "2025-01", {"CH_G1": 300})
    group.report("A", "2025-01", {"CH_G1": 50})
    group.report("A", "2026-01", {"CH_G1": 60})
    group.fold()
    january = moved(month=Month.parse("2026-01"))
    assert (january.previous, january.exits, january.organic, january.current) == (350, -300, 10, 60)
    first = moved(month=Month.parse("2025-01"))
    assert (first.previous, first.exits, first.entries, first.organic) == (0, 300, 0, 50)
    group.report("D", "2026-01", {"CH_G1": 120})
    group.fold()
    assert moved(month=Month.parse("2026-01")).exits == -180, "both years without a day"
    assert not check()


@pytest.mark.parametrize("reason", [ExitReason.SOLD, ExitReason.MERGED])
def test_what_was_sold_or_merged_costs_nothing_more(world: World, reason: str) -> None:
    world.site("A", entry="2023-01-01")
    world.site("S", entry="2023-01-01", exit="2025-06-30", left=reason)
    for code in "AS":
        world.report(code, "2025-07", {"CH_G1": 10})
    assert world.value("group", "CH_G1", "2025-07") == 10


def test_twenty_four_months_or_until_it_opens_again(group: World) -> None:
    group.report("A", "2026-09", {"CH_G1": 1})
    group.report("A", "2026-10", {"CH_G1": 1})
    for month in ("2026-09", "2026-10"):
        group.report("D", month, {"CH_G1": 7})
    assert group.value("group", "CH_G1", "2026-09") == 8
    assert group.value("group", "CH_G1", "2026-10") == 1
    group.stay("D", "2026-09-10")
    assert group.value("group", "CH_G1", "2026-09") == 8, "a month of its own again"
    assert group.figure("establishment:D", "CH_G1", "2026-09").coverage.expected == 1
    assert group.value("group", "CH_G1", "2026-10") == 8
    assert not check()


def test_a_sale_that_proves_a_closure(world: World) -> None:
    """The reason is put right later: what was told meanwhile counts from then on."""
    world.site("D", entry="2023-01-01", exit="2024-09-30")
    world.report("D", "2024-10", {"CH_G1": 9})
    assert world.value("group", "CH_G1", "2024-10") is None
    world.leave("D", "2024-09-30", ExitReason.CLOSED)
    assert world.value("group", "CH_G1", "2024-10") == 9
    assert not check()


def test_the_budget_of_a_closed_site_counts_no_more(group: World) -> None:
    group.report("D", "2025-11", {"CH_G1": 12_000})
    group.report("D", "2025-11", {"BUD_CH": 99}, scenario="budget")
    group.report("A", "2025-11", {"BUD_CH": 1}, scenario="budget")
    assert group.value("group", "BUD_CH", "2025-11") == 1


def test_explained_without_a_day(group: World) -> None:
    group.report("D", "2025-11", {"CH_G1": 12_000})
    group.fold()
    found = explain("group", "CH_G1", NOVEMBER, "month")
    parts = {part.code: (part.numerator, part.days, part.due) for part in found.parts}
    assert parts["D"] == (Fraction(12_000), 0, False)
    assert [each.owned for each in behind(found, found.parts)] == [30, 0]
    assert [site.code for site in perimeter_of("group", NOVEMBER, NOVEMBER)] == ["A"]


def test_a_close_freezes_what_was_told_and_waits_for_nothing(group: World) -> None:
    def known() -> dict[str, tuple[str, bool]]:
        return {site.code: (site.standing, site.to_freeze) for site in checklist_of(NOVEMBER, None).sites}

    assert known().keys() == {"A"}
    group.report("D", "2025-11", {"CH_G1": 12_000}, status="validated")
    assert known()["D"] == ("frozen", True)
