"""Capacities: from a day until the next one."""

from __future__ import annotations

import datetime as dt

import pytest

from establishments.models import Capacity
from establishments.services.structure import capacity_set, capacity_undo
from tests.consolidation.world import World
from tests.establishments.structure.refusals import refuses

DAY = dt.date
HALF = [(DAY(2024, 1, 1), DAY(2025, 6, 14), 80), (DAY(2025, 6, 15), None, 84)]


def rows(world: World, measure: str = "CAP_HP") -> list[tuple[dt.date | None, dt.date | None, int]]:
    found = Capacity.objects.filter(establishment=world.get("A"), measure=measure).order_by("valid")
    return [(row.valid_from, row.valid_to, row.value) for row in found]


def put(world: World, value: int, since: dt.date, measure: str = "CAP_HP") -> None:
    capacity_set(establishment=world.get("A"), measure=measure, value=value, since=since)


def test_from_its_day_until_further_notice(group: World) -> None:
    put(group, 84, DAY(2025, 6, 15))
    assert rows(group) == HALF


def test_between_two_it_lasts_until_the_next(group: World) -> None:
    put(group, 84, DAY(2025, 6, 15))
    put(group, 82, DAY(2025, 1, 1))
    assert rows(group) == [
        (DAY(2024, 1, 1), DAY(2024, 12, 31), 80),
        (DAY(2025, 1, 1), DAY(2025, 6, 14), 82),
        (DAY(2025, 6, 15), None, 84),
    ]


def test_on_the_same_day_it_corrects(group: World) -> None:
    put(group, 83, DAY(2025, 6, 15))
    put(group, 84, DAY(2025, 6, 15))
    assert rows(group) == HALF


def test_a_capacity_that_was_not_there(group: World) -> None:
    put(group, 6, DAY(2025, 1, 1), "CAP_AJ")
    assert rows(group, "CAP_AJ") == [(DAY(2025, 1, 1), None, 6)]


def test_undone_the_one_before_goes_on(group: World) -> None:
    put(group, 84, DAY(2025, 6, 15))
    capacity_undo(establishment=group.get("A"), measure="CAP_HP")
    assert rows(group) == [(DAY(2024, 1, 1), None, 80)]


def test_place_days_follow(group: World) -> None:
    group.report("A", "2025-06", {"ACC_FIN": 80})
    assert group.value("group", "CAPJ", "2025-06") == 30 * 90
    put(group, 94, DAY(2025, 6, 15), "CAP_FIN")
    assert group.value("group", "CAPJ", "2025-06") == 14 * 90 + 16 * 94


@pytest.mark.parametrize(
    ("field", "value", "since", "measure"),
    [
        ("since", 84, DAY(2023, 12, 31), "CAP_HP"),
        ("value", -1, DAY(2025, 1, 1), "CAP_HP"),
        ("value", 10**9, DAY(2025, 1, 1), "CAP_HP"),
        ("value", 80, DAY(2025, 1, 1), "CAP_HP"),
        ("measure", 84, DAY(2025, 1, 1), "PL_AGR"),
        ("measure", 84, DAY(2025, 1, 1), "J_HP"),
        ("measure", 84, DAY(2025, 1, 1), ""),
    ],
)
def test_refusals(group: World, field: str, value: int, since: dt.date, measure: str) -> None:
    with refuses(field):
        put(group, value, since, measure)
    assert rows(group) == [(DAY(2024, 1, 1), None, 80)]


def test_nothing_to_undo_is_refused(group: World) -> None:
    with refuses("measure"):
        capacity_undo(establishment=group.get("A"), measure="CAP_AJ")
