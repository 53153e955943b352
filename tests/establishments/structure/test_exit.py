"""Leaving the group, and coming back on it."""

from __future__ import annotations

import datetime as dt

import pytest

from establishments.models import Attachment, Funding, Stay
from establishments.services.structure import (
    establishment_close,
    establishment_transfer,
    exit_undo,
    funding_add,
    transfer_undo,
)
from tests.consolidation.world import World
from tests.establishments.structure.refusals import refuses

DAY = dt.date
LAST = DAY(2025, 6, 30)


def close(world: World, last: dt.date = LAST, reason: str = "sold") -> None:
    establishment_close(establishment=world.get("A"), last=last, reason=reason)


def ends(world: World) -> list[dt.date | None]:
    models = (Stay, Attachment, Funding)
    return [row.valid_to for model in models for row in model.objects.filter(establishment=world.get("A"))]


def test_everything_ends_with_the_last_day(group: World) -> None:
    group.fund("A", "ARS", "2024-01-01")
    close(group)
    assert ends(group) == [LAST, LAST, LAST]
    assert Stay.objects.get(establishment=group.get("A")).exit_reason == "sold"


def test_the_months_after_leave_the_figures(group: World) -> None:
    group.report("A", "2025-06", {"PR_G1": 100})
    group.fold()
    close(group, DAY(2025, 6, 15))
    assert group.value("group", "PR_G1", "2025-06") == 100
    assert group.value("group", "ACC_FIN", "2025-06") is None


def test_closed_for_good_it_is_closed_in_the_register(group: World) -> None:
    close(group, reason="closed")
    assert group.get("A").closed_on == LAST
    exit_undo(establishment=group.get("A"))
    assert group.get("A").closed_on is None


def test_undone_it_goes_on(group: World) -> None:
    group.fund("A", "ARS", "2024-01-01")
    group.fund("A", "CAF", "2024-01-01", "2024-12-31")
    close(group)
    exit_undo(establishment=group.get("A"))
    assert sorted(ends(group), key=str) == [DAY(2024, 12, 31), None, None, None]


def test_reports_after_that_day_forbid_it_and_are_named(group: World) -> None:
    group.report("A", "2025-07", {"PR_G1": 100})
    group.report("A", "2025-08", {"PR_G1": 100})
    with refuses("last", "août 2025"):
        close(group)
    assert ends(group) == [None, None]


def test_a_draft_after_that_day_does_not(group: World) -> None:
    group.report("A", "2025-07", {"PR_G1": 100}, status="draft")
    close(group)


def test_a_report_of_the_month_of_the_exit_does_not(group: World) -> None:
    group.report("A", "2025-06", {"PR_G1": 100})
    close(group, DAY(2025, 6, 2))


def test_a_later_transfer_forbids_it(group: World) -> None:
    site = group.get("A")
    move = {"entity": group.entity("E2"), "territory": group.territory("north")}
    establishment_transfer(establishment=site, since=DAY(2025, 7, 1), **move)
    with refuses("last"):
        close(group)
    transfer_undo(establishment=site)
    close(group)


def test_a_later_funding_forbids_it(group: World) -> None:
    group.fund("A", "ARS", "2025-07-01")
    with refuses("last", "ARS"):
        close(group)


@pytest.mark.parametrize("last", [DAY(2023, 12, 31), DAY(9999, 12, 31)])
def test_outside_the_stay_is_refused(group: World, last: dt.date) -> None:
    with refuses("last"):
        close(group, last)


def test_twice_is_refused(group: World) -> None:
    close(group)
    with refuses("last"):
        close(group, DAY(2025, 5, 31))


def test_a_reason_is_needed(group: World) -> None:
    with refuses("reason"):
        close(group, reason="")


def test_nothing_to_undo_is_refused(group: World) -> None:
    with refuses("establishment"):
        exit_undo(establishment=group.get("A"))


def test_after_the_exit_nothing_can_be_funded(group: World) -> None:
    close(group)
    funder = group.get("A") and Funding._meta.get_field("funder").related_model.objects.create(
        code="F", name="F", kind="ars"
    )
    with refuses("since"):
        funding_add(establishment=group.get("A"), funder=funder, since=DAY(2025, 7, 1))
    with refuses("until"):
        funding_add(establishment=group.get("A"), funder=funder, since=DAY(2025, 6, 1), until=DAY(2025, 7, 1))
