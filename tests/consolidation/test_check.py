"""A check names what differs, raises one alert for it, and is not misled by what waits to be folded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from establishments.models import Change
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Alert, Cell, Comparison, FoldMinute, Rollup, Run
from groupe.consolidation.services import check, fold_all, rebuild, run_check
from groupe.consolidation.services.alerts import acknowledge, watch_lag
from groupe.consolidation.services.asking import check_nightly
from groupe.consolidation.services.check import sample_of
from groupe.consolidation.store import pack, unpack
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.periods import Month
from tests.cast import person
from tests.consolidation.world import World
from tests.workers import forget_tasks

checking = import_module("groupe.consolidation.services.check")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    forget_tasks()
    world = World()
    for code, kind in {"A": "ehpad", "B": "ime"}.items():
        world.site(code, kind, entry="2024-01-01")
        for year in (2024, 2025):
            world.report(code, f"{year}-02", {"PR_G1": 100})
    fold_all()
    yield world
    forget_tasks()


def falsify(world: World, code: str = "A", month: str = "2025-02") -> None:
    """As if a bit had turned: one place of one cell."""
    cells = Cell.objects.filter(establishment=world.get(code).pk, month=Month.parse(month).index)
    vector = unpack(cells.get().common, current_layout().widths["common"])
    vector[current_layout().positions["PR_G1", "v"]] += 1
    cells.update(common=pack(vector))


def told(run: Run) -> list[tuple[str, str, str]]:
    return sorted((each["what"], each["where"], each["month"]) for each in run.differences)


def test_equal_figures_are_told_to_be(world: World) -> None:
    run = run_check()
    assert (run.state, run.differences, run.done == run.total) == ("done", [], True)
    assert run.cells == Cell.objects.count()
    assert not Alert.objects.exists()


def test_a_difference_is_named_and_told_once(world: World, mailoutbox: list[Any]) -> None:
    controller = person("controller")
    person("executive")
    falsify(world)
    run = run_check()
    assert ("cell", "A", "2025-02") in told(run)
    cell = next(each for each in run.differences if each["what"] == "cell")
    assert cell["figures"] == ["PR_G1"]
    scopes = {each["where"] for each in run.differences if each["what"] == "rollup"}
    assert {"group", "kind:ehpad", "entity:E1"} <= scopes, "the cells no longer add up to them"
    assert "kind:ime" not in scopes
    assert [mail.to for mail in mailoutbox] == [[controller.email]]
    assert run_check().pk == Alert.objects.get().run_id
    assert len(mailoutbox) == 1, "the same trouble is told once"
    rebuild()
    assert run_check().differences == []
    assert Alert.objects.get().closed_at is None, "somebody must look at it"


def test_an_alert_is_acknowledged_with_a_note(world: World) -> None:
    author = person("controller")
    falsify(world)
    run_check()
    alert = Alert.objects.get()
    with pytest.raises(DomainError, match=r"found or done|constaté"):
        acknowledge(alert=alert, author=author, note=" ")
    acknowledge(alert=alert, author=author, note="a test")
    alert.refresh_from_db()
    assert (alert.closed_by, alert.note) == (author, "a test")
    with pytest.raises(WrongState):
        acknowledge(alert=alert, author=author, note="again")


def test_roll_ups_and_comparisons_are_held_against_their_cells(world: World) -> None:
    Rollup.objects.filter(month=Month.parse("2025-02").index, file="common").update(vals=b"")
    Comparison.objects.filter(month=Month.parse("2025-03").index).delete()
    run = run_check()
    assert {("rollup", "group", "2025-02"), ("comparison", "A", "2025-03"), ("comparison", "B", "2025-03")} <= set(
        told(run)
    )


def test_what_should_not_be_there_is_found(world: World) -> None:
    cell = Cell.objects.filter(month=Month.parse("2025-02").index).first()
    assert cell
    Cell.objects.filter(establishment=cell.establishment, month=cell.month).update(month=Month.parse("2020-01").index)
    assert ("cell", world.get("A").code, "2020-01") in told(run_check())


def test_changes_that_wait_are_no_difference(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "fold_all", lambda **_: 0)
    world.report("A", "2025-02", {"PR_G1": 5})
    assert Change.objects.exists()
    assert not check()


def test_a_change_folded_in_mid_check_is_no_difference(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    computed = checking.Stored.computed
    reported: list[int] = []

    def meanwhile(*details: Any) -> Any:
        found = computed(*details)
        if not reported:
            reported.append(1)
            world.report("A", "2025-02", {"PR_G1": 5})
            fold_all()
        return found

    monkeypatch.setattr(checking.Stored, "computed", meanwhile)
    assert not check()


def test_a_large_group_is_checked_by_turns(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    day = dt.date(2026, 1, 1)
    assert sample_of(day) is None
    monkeypatch.setattr(checking, "SMALL", 1)
    seen = {tuple(sample_of(day + dt.timedelta(days=number)).establishments) for number in range(2)}  # type: ignore[union-attr]
    assert seen == {(world.get("A").pk,), (world.get("B").pk,)}
    run = check_nightly()
    assert run is not None
    assert (run.remark, run.differences) == ("sample", [])
    falsify(world)
    falsify(world, "B")
    run = check_nightly()
    assert run is not None
    assert len([each for each in run.differences if each["what"] == "cell"]) == 1


def test_a_delay_is_told_once_and_closes_by_itself(world: World, mailoutbox: list[Any]) -> None:
    person("controller")
    watch_lag()
    assert not Alert.objects.exists()
    world.report("A", "2025-02", {"PR_G1": 5})
    Change.objects.update(recorded_at=timezone.now() - dt.timedelta(seconds=61))
    watch_lag()
    watch_lag()
    alert = Alert.objects.get()
    assert (alert.kind, alert.count, alert.closed_at, len(mailoutbox)) == ("lag", 1, None, 1)
    fold_all()
    watch_lag()
    alert.refresh_from_db()
    assert alert.closed_at


def test_folds_are_counted_by_the_minute(world: World) -> None:
    FoldMinute.objects.all().delete()
    world.report("A", "2025-02", {"PR_G1": 5})
    world.report("B", "2025-02", {"PR_G1": 5})
    fold_all()
    assert sum(FoldMinute.objects.values_list("changes", flat=True)) == 2
    FoldMinute.objects.update(minute=timezone.now() - dt.timedelta(days=2))
    check_nightly()
    assert not FoldMinute.objects.exists()


def test_the_command_tells_and_ends_with_1(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("consolidate", "--check")
    assert "cells equal" in capsys.readouterr().out
    falsify(world)
    with pytest.raises(CommandError, match=r"differences \(run \d+\): cell A 2025-02 PR_G1; "):
        call_command("consolidate", "--check")
    call_command("consolidate", "--full", "--check")
    assert "cells rebuilt" in capsys.readouterr().out
