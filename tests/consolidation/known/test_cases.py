"""What counts as of an instant: single cases of semantics, rule 28."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from django.db import transaction

from establishments.enums import Role
from groupe.consolidation.selectors import Past, as_known, children, series
from groupe.consolidation.selectors.past.instant import end_of_day
from groupe.consolidation.services.closing import close_period
from groupe.kernel import recording
from groupe.kernel.periods import Month
from tests.cast import person
from tests.consolidation.known.clock import clock, paris
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    with clock(paris("2025-01-10")), transaction.atomic():
        world = World()
        world.site("A", entry="2024-01-01", territory="T1")
        world.site("B", entry="2024-01-01", territory="T2")
    return world


def income(at: dt.datetime | None, scope: str = "group", period: str = "2025-01", *, validated: bool = False) -> object:
    month = Month.parse(period)
    with as_known(at) as figures:
        found = series(
            scope=scope, codes=["PR_G1"], first=month, last=month, validated_only=validated, known_at=figures
        )
    return found["PR_G1"].figures[0].value


def test_a_version_counts_from_its_recording_until_the_next(world: World) -> None:
    for day, amount in (("2025-02-10", 100), ("2025-03-12", 120)):
        with clock(paris(day)):
            world.report("A", "2025-01", {"PR_G1": amount})
    world.fold()
    instants = ("2025-02-10 11:59", "2025-02-10", "2025-03-12 11:59", "2025-03-12")
    assert [income(paris(each)) for each in instants] == [None, 100, 100, 120]
    assert income(None) == 120


def test_what_is_returned_stops_counting_and_what_is_reopened_counts_until_replaced(world: World) -> None:
    with clock(paris("2025-02-10")):
        world.report("A", "2025-01", {"PR_G1": 100})
    with clock(paris("2025-02-12")):
        world.move("A", "2025-01", "draft", counts=False)
    with clock(paris("2025-02-14")):
        world.report("A", "2025-01", {"PR_G1": 110}, status="frozen")
    with clock(paris("2025-02-20")):
        world.move("A", "2025-01", "draft")
    with clock(paris("2025-02-25")):
        world.report("A", "2025-01", {"PR_G1": 130}, status="corrected")
    world.fold()
    days = ("2025-02-11", "2025-02-13", "2025-02-15", "2025-02-21", "2025-02-26")
    assert [income(paris(day)) for day in days] == [100, None, 110, 110, 130]
    # A funder reads validated reports alone: a reopened one is none until it is corrected.
    assert [income(paris(day), validated=True) for day in days] == [None, None, 110, None, 130]


def test_a_transfer_told_late_was_not_known_before(world: World) -> None:
    with clock(paris("2025-02-10")):
        world.report("A", "2025-01", {"PR_G1": 31})
    with clock(paris("2025-04-01")):
        world.transfer("A", "2025-01-17", territory="T2")
    world.fold()
    assert [income(paris("2025-03-31"), f"territory:{code}") for code in ("T1", "T2")] == [31, None]
    assert [income(paris("2025-04-02"), f"territory:{code}") for code in ("T1", "T2")] == [16, 15]
    with as_known(paris("2025-03-31")) as figures:
        month = Month.parse("2025-01")
        parts = children(scope="group", by="territory", codes=["PR_G1"], period=month, known_at=figures)
    assert {part.scope: part.figures["PR_G1"].value for part in parts} == {"territory:T1": 31, "territory:T2": None}


def test_what_makes_an_establishment_is_known_from_always(world: World) -> None:
    with clock(paris("2025-02-10")):
        world.report("A", "2025-01", {"PR_G1": 100})
    with clock(paris("2025-06-01")), transaction.atomic():
        world.site("C", "ime", entry="2025-01-01", capacities={"CAP_INT": 30}, territory="T3")
    with clock(paris("2025-07-01")):
        world.capacity("C", "CAP_INT", 40, "2025-01-01")
    world.fold()
    for day, expected in (("2025-02-11", 3), ("2025-06-02", 3)):
        with as_known(paris(day)) as figures:
            month = Month.parse("2025-01")
            found = series(scope="group", codes=["PR_G1"], first=month, last=month, known_at=figures)["PR_G1"].figures[
                0
            ]
        assert (found.value, found.coverage.expected) == (100, expected)


def test_months_to_come_held_nothing(world: World) -> None:
    for month in ("2025-01", "2025-02"):
        with clock(paris(f"{Month.parse(month) + 1}-10")):
            world.report("A", month, {"PR_G1": 100})
    world.fold()
    with as_known(paris("2025-02-20")) as figures:
        assert figures.span() == (Month.parse("2025-01"), Month.parse("2025-01"))
        found = series(
            scope="group", codes=["PR_G1"], first=Month.parse("2025-02"), last=Month.parse("2025-02"), known_at=figures
        )
    assert found["PR_G1"].figures[0].coverage.expected == 0


def test_what_waits_to_be_folded_is_known(world: World) -> None:
    with clock(paris("2025-02-10")):
        world.report("A", "2025-01", {"PR_G1": 100})
        world.fold()
    with clock(paris("2025-02-11")):
        world.report("A", "2025-01", {"PR_G1": 150})
    assert income(None) == 100
    assert [income(paris(day)) for day in ("2025-02-10", "2025-02-11")] == [100, 150]


def test_a_close_answers_by_its_snapshot(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, amount in (("2025-02-10", 100), ("2025-02-12", 120)):
        with clock(paris(day)):
            world.report("A", "2025-01", {"PR_G1": amount}, status="validated")
    monkeypatch.setattr(recording, "_alone", lambda: paris("2025-02-20"))
    with clock(paris("2025-02-20")):
        world.fold()
        made = close_period(author=person(Role.CONTROLLER), month=Month.parse("2025-01"), confirm_late=True)
    with clock(paris("2025-03-12")):
        world.report("A", "2025-01", {"PR_G1": 150}, status="corrected")
    world.fold()
    assert [income(paris(day)) for day in ("2025-02-11", "2025-03-01", "2025-03-13")] == [100, 120, 150]
    with monkeypatch.context() as patched:
        patched.setattr(Past, "_overlay", None)
        assert income(made.closed_at) == 120
        assert income(paris("2025-03-01")) == 120


@pytest.mark.parametrize(("day", "hours"), [("2025-03-12", 24), ("2025-03-30", 23), ("2025-10-26", 25)])
def test_a_day_ends_in_paris(day: str, hours: int) -> None:
    end = end_of_day(dt.date.fromisoformat(day))
    before = end_of_day(dt.date.fromisoformat(day) - dt.timedelta(days=1))
    assert end.astimezone(dt.UTC) - before.astimezone(dt.UTC) == dt.timedelta(hours=hours)
    assert end.strftime("%Y-%m-%d %H:%M:%S") == f"{day} 23:59:59"


def test_a_day_is_known_with_its_last_second(world: World) -> None:
    with clock(paris("2025-03-30 23:59:59")):
        world.report("A", "2025-01", {"PR_G1": 100})
    with clock(paris("2025-03-31 00:00:01")):
        world.report("B", "2025-01", {"PR_G1": 11})
    world.fold()
    assert income(end_of_day(dt.date(2025, 3, 30))) == Fraction(100)


def test_few_queries(world: World, django_assert_max_num_queries: object) -> None:
    with clock(paris("2025-02-10")):
        for code in ("A", "B"):
            world.report(code, "2025-01", {"PR_G1": 100})
    with clock(paris("2025-03-10")):
        for number in range(8):
            world.site(f"S{number}", "sad", entry="2024-01-01")
            world.report(f"S{number}", "2025-01", {"PR_G1": 100})
    world.fold()
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        assert income(paris("2025-02-11")) == 200
