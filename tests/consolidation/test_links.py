"""Mergers and splits: a successor's last year is its predecessors' (semantics, rule 22)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from establishments.models import Link
from establishments.services.structure import establishments_link, links_undo
from groupe.consolidation.models import Cell, Comparison, Rollup
from groupe.consolidation.selectors import Bridge, bridge
from groupe.consolidation.services import check, rebuild
from groupe.kernel.periods import Month
from tests.consolidation.world import World


def link(world: World, old: str, on: str, *successors: tuple[str, str]) -> None:
    establishments_link(
        old=world.get(old),
        on=dt.date.fromisoformat(on),
        successors=[(world.get(code), Decimal(weight)) for code, weight in successors],
    )
    world.fold()


def reports(world: World, code: str, first: str, last: str, amount: int, days: int = 100) -> None:
    for month in Month.parse(first).to(Month.parse(last)):
        world.report(code, str(month), {"PR_G1": amount, "J_REA": days})


def blocks(scope: str, first: str, last: str | None = None, measure: str = "PR_G1") -> list[Fraction]:
    """previous, entries, exits, organic, current."""
    found: Bridge = bridge(scope=scope, measure=measure, first=Month.parse(first), last=Month.parse(last or first))
    assert found.previous + found.entries + found.exits + found.organic == found.current
    return [found.previous, found.entries, found.exits, found.organic, found.current]


def sound() -> None:
    """Folding in any order equals a rebuild."""
    assert not check()
    folded = stored()
    rebuild()
    assert stored() == folded


def stored() -> list[object]:
    compared = ("establishment", "month", "number", "scopes", "now", "before", "portions")
    rollups = Rollup.objects.values_list("scope", "month", "file", "vals")
    return [
        sorted(Cell.objects.values_list("establishment", "month", "segment", "scopes", "common", "sector")),
        sorted(Comparison.objects.values_list(*compared)),
        sorted((*key, bytes(vals)) for *key, vals in rollups if any(bytes(vals))),
    ]


@pytest.fixture
def merger(world: World) -> World:
    """A and B merge into C on 17 March 2025: two territories become one."""
    for code, territory in (("A", "T1"), ("B", "T2")):
        world.site(code, entry="2022-01-01", exit="2025-03-16", territory=territory)
        reports(world, code, "2024-01", "2025-02", 3_100)
        reports(world, code, "2025-03", "2025-03", 1_600)
    world.site("C", entry="2025-03-17", territory="T1", reason="merger")
    reports(world, "C", "2025-03", "2025-03", 3_300)
    reports(world, "C", "2025-04", "2026-04", 6_500)
    link(world, "A", "2025-03-17", ("C", "1"))
    link(world, "B", "2025-03-17", ("C", "1"))
    return world


def test_merger_is_organic_at_group_level(merger: World) -> None:
    """The union of both sides compares, in the cut month, in the year after and a year later."""
    assert blocks("group", "2025-02") == [6_200, 0, 0, 0, 6_200]
    assert blocks("group", "2025-03") == [6_200, 0, 0, 300, 6_500]
    assert blocks("group", "2025-04") == [6_200, 0, 0, 300, 6_500]
    assert blocks("group", "2026-03") == [6_500, 0, 0, 0, 6_500]
    assert blocks("group", "2026-04") == [6_500, 0, 0, 0, 6_500]
    assert blocks("group", "2025-01", "2025-12")[1:3] == [0, 0]
    sound()


def test_merger_moves_a_past_between_territories(merger: World) -> None:
    """B's past lies in T2, where it ends; in T1 the union is not there for the same part of last year."""
    assert blocks("territory:T2", "2025-04") == [3_100, 0, -3_100, 0, 0]
    assert blocks("territory:T1", "2025-04") == [3_100, 0, 0, 3_400, 6_500]


def test_merger_of_unequal_presence_is_no_organic(world: World) -> None:
    world.site("A", entry="2022-01-01", exit="2025-06-30")
    world.site("B", entry="2024-07-15", exit="2025-06-30", reason="purchase")
    reports(world, "A", "2024-07", "2025-06", 100)
    reports(world, "B", "2024-07", "2025-06", 50)
    world.site("C", entry="2025-07-01", reason="merger")
    reports(world, "C", "2025-07", "2025-08", 170)
    for old in "AB":
        link(world, old, "2025-07-01", ("C", "1"))
    assert blocks("group", "2025-07") == [150, 20, 0, 0, 170]
    assert blocks("group", "2025-08") == [150, 0, 0, 20, 170]


def test_split_shares_to_the_cent(world: World) -> None:
    """One third and two thirds of 100.00: 33.33 and 66.67."""
    world.site("A", entry="2022-01-01", exit="2024-12-31")
    reports(world, "A", "2024-01", "2024-12", 100)
    for code in "BC":
        world.site(code, entry="2025-01-01", reason="merger", territory=f"T{code}")
        reports(world, code, "2025-01", "2025-03", 60)
    world.transfer("A", "2023-01-01", territory="TB")
    link(world, "A", "2025-01-01", ("B", "0.333333"), ("C", "0.666667"))
    assert blocks("group", "2025-01") == [100, 0, 0, 20, 120]
    third = Fraction("33.33")
    assert blocks("territory:TB", "2025-01") == [100, 0, -(100 - third), 60 - third, 60]
    assert blocks("territory:TC", "2025-01") == [0, 60, 0, 0, 60]
    sound()


def test_old_site_that_goes_on_keeps_the_rest(world: World) -> None:
    world.site("A", entry="2022-01-01")
    reports(world, "A", "2024-01", "2024-12", 100)
    reports(world, "A", "2025-01", "2026-03", 70)
    world.site("B", entry="2025-02-10", reason="merger")
    reports(world, "B", "2025-02", "2026-03", 40)
    link(world, "A", "2025-02-10", ("B", "0.25"))
    assert blocks("group", "2025-03") == [100, 0, 0, 10, 110]
    assert blocks("group", "2026-03") == [110, 0, 0, 0, 110]
    assert Comparison.objects.exclude(portions=[]).exists()
    sound()


def test_undone_the_past_is_everyones_own_again(merger: World) -> None:
    for code in "AB":
        links_undo(establishment=merger.get(code))
    merger.fold()
    assert not Link.objects.exists()
    assert blocks("group", "2025-04") == [6_200, 6_500, -6_200, 0, 6_500]
    sound()


def test_a_correction_of_a_predecessor_moves_its_successor(merger: World) -> None:
    merger.report("A", "2024-04", {"PR_G1": 3_000, "J_REA": 100})
    merger.fold()
    assert blocks("group", "2025-04") == [6_100, 0, 0, 400, 6_500]
    sound()
