"""Transfers: another entity or territory from a day on, and back."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from establishments.models import Attachment, Change, LegalEntity
from establishments.services.structure import establishment_transfer, transfer_undo
from tests.consolidation.world import World
from tests.establishments.structure.refusals import refuses

DAY = dt.date


def rows(world: World, code: str = "A") -> list[tuple[Any, ...]]:
    found = Attachment.objects.filter(establishment=world.get(code)).order_by("valid")
    return [(row.valid_from, row.valid_to, row.entity.code, row.territory.code) for row in found]


def transfer(world: World, since: dt.date, entity: str = "E1", territory: str = "north", code: str = "A") -> None:
    establishment_transfer(
        establishment=world.get(code), since=since, entity=world.entity(entity), territory=world.territory(territory)
    )


def test_from_its_day_until_further_notice(group: World) -> None:
    transfer(group, DAY(2025, 3, 17), entity="E2")
    assert rows(group) == [
        (DAY(2024, 1, 1), DAY(2025, 3, 16), "E1", "north"),
        (DAY(2025, 3, 17), None, "E2", "north"),
    ]


def test_a_transfer_inside_a_month_shares_its_figures_by_days(group: World) -> None:
    group.report("A", "2025-03", {"PR_G1": 100_000})
    group.fold()
    transfer(group, DAY(2025, 3, 17), entity="E2", territory="south")
    assert group.value("entity:E1", "PR_G1", "2025-03") == Fraction("51612.90")
    assert group.value("entity:E2", "PR_G1", "2025-03") == Fraction("48387.10")
    assert group.value("territory:south", "PR_G1", "2025-03") == Fraction("48387.10")
    assert group.value("group", "PR_G1", "2025-03") == 100_000


def test_undone_the_figures_are_as_before(group: World) -> None:
    group.report("A", "2025-03", {"PR_G1": 100_000})
    transfer(group, DAY(2025, 3, 17), entity="E2")
    group.fold()
    transfer_undo(establishment=group.get("A"))
    assert rows(group) == [(DAY(2024, 1, 1), None, "E1", "north")]
    assert group.value("entity:E1", "PR_G1", "2025-03") == 100_000
    assert group.value("entity:E2", "PR_G1", "2025-03") is None


def test_it_queues_its_month(group: World) -> None:
    Change.objects.all().delete()
    transfer(group, DAY(2025, 3, 17), entity="E2")
    assert list(Change.objects.values_list("establishment__code", "first", "last")) == [("A", DAY(2025, 3, 1), None)]


def test_a_site_that_will_leave_keeps_its_last_day(group: World) -> None:
    group.leave("A", "2025-12-31")
    Attachment.objects.filter(establishment=group.get("A")).update(valid=("2024-01-01", "2026-01-01"))
    transfer(group, DAY(2025, 3, 17), territory="south")
    assert rows(group)[-1] == (DAY(2025, 3, 17), DAY(2025, 12, 31), "E1", "south")


@pytest.mark.parametrize("since", [DAY(2023, 12, 31), DAY(1, 1, 1), DAY(9999, 1, 1)])
def test_outside_the_stay_is_refused(group: World, since: dt.date) -> None:
    with refuses("since"):
        transfer(group, since, entity="E2")
    assert len(rows(group)) == 1


def test_on_the_day_of_entry_is_refused(group: World) -> None:
    with refuses("since"):
        transfer(group, DAY(2024, 1, 1), entity="E2")


def test_to_where_it_is_already_is_refused(group: World) -> None:
    with refuses("since"):
        transfer(group, DAY(2025, 1, 1))


def test_before_a_later_transfer_is_refused(group: World) -> None:
    transfer(group, DAY(2025, 3, 17), entity="E2")
    with refuses("since", "17"):
        transfer(group, DAY(2025, 1, 1), territory="south")


def test_to_an_entity_that_is_closed_is_refused(group: World) -> None:
    group.entity("E2")
    LegalEntity.objects.filter(code="E2").update(closed_on=DAY(2024, 12, 31))
    with refuses("entity"):
        transfer(group, DAY(2025, 1, 1), entity="E2")


def test_nothing_to_undo_is_refused(group: World) -> None:
    with refuses("establishment"):
        transfer_undo(establishment=group.get("A"))


def test_the_transfers_of_an_earlier_stay_are_not_undone(group: World) -> None:
    with refuses("establishment"):
        transfer_undo(establishment=group.get("R1"))
