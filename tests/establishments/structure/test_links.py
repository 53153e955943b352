"""Mergers and splits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from establishments.changes import a_year_before
from establishments.models import Change, Link
from establishments.services.structure import establishments_link, links_undo
from tests.consolidation.world import World
from tests.establishments.structure.refusals import refuses

DAY = dt.date
ON = DAY(2025, 1, 1)
HALF = Decimal("0.5")


def link(world: World, old: str, *successors: tuple[str, Decimal], on: dt.date = ON) -> None:
    establishments_link(
        old=world.get(old), on=on, successors=[(world.get(code), weight) for code, weight in successors]
    )


def test_a_split_shares_the_past(group: World) -> None:
    Change.objects.all().delete()
    link(group, "A", ("B", Decimal("0.3")), ("C", Decimal("0.7")))
    assert set(Link.objects.values_list("old__code", "new__code", "weight", "date")) == {
        ("A", "B", Decimal("0.3"), ON),
        ("A", "C", Decimal("0.7"), ON),
    }
    assert set(Change.objects.values_list("establishment__code", "first")) == {
        (code, a_year_before(ON)) for code in "ABC"
    }


def test_a_merger_gives_it_whole(group: World) -> None:
    link(group, "A", ("C", Decimal(1)))
    link(group, "B", ("C", Decimal(1)))
    assert Link.objects.filter(new=group.get("C")).count() == 2


@pytest.mark.parametrize(
    ("successors", "saying"),
    [
        ([], ""),
        ([("B", HALF), ("C", Decimal("0.6"))], "100"),
        ([("B", HALF), ("B", HALF)], ""),
        ([("A", Decimal(1))], ""),
        ([("B", Decimal(2)), ("C", Decimal(-1))], ""),
        ([("R1", Decimal(1))], "Résidence du Lac"),
    ],
)
def test_refusals_name_the_successors(group: World, successors: list[tuple[str, Decimal]], saying: str) -> None:
    with refuses("successors", saying):
        link(group, "A", *successors)
    assert not Link.objects.exists()


def test_the_old_one_must_have_been_there_the_day_before(group: World) -> None:
    with refuses("on"):
        link(group, "A", ("B", Decimal(1)), on=DAY(2024, 1, 1))


def test_no_circle(group: World) -> None:
    link(group, "A", ("B", Decimal(1)))
    link(group, "B", ("C", Decimal(1)), on=DAY(2025, 6, 1))
    with refuses("successors"):
        link(group, "C", ("A", Decimal(1)), on=DAY(2025, 9, 1))


def test_once_until_it_is_undone(group: World) -> None:
    link(group, "A", ("B", Decimal(1)))
    with refuses("on"):
        link(group, "A", ("C", Decimal(1)))
    links_undo(establishment=group.get("A"))
    link(group, "A", ("C", Decimal(1)))


def test_nothing_to_undo_is_refused(group: World) -> None:
    with refuses("establishment"):
        links_undo(establishment=group.get("A"))


def test_what_no_successor_takes_stays_where_it_goes_on(group: World) -> None:
    link(group, "A", ("B", Decimal("0.3")))
    assert Link.objects.get().weight == Decimal("0.3")


def test_one_that_leaves_gives_everything(group: World) -> None:
    with refuses("successors", "100"):
        link(group, "GONE", ("B", HALF), on=DAY(2024, 7, 1))
    link(group, "GONE", ("B", HALF), ("C", HALF), on=DAY(2024, 7, 1))
