"""Figures stay right whatever happens to tasks and workers: lost, doubled, killed with `kill -9` in mid-fold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from celery import current_app
from django.db import connection
from kombu.exceptions import OperationalError

from establishments import changes
from establishments.models import Change
from groupe.consolidation.models import EngineState
from groupe.consolidation.selectors import series
from groupe.consolidation.services import check, fold_all, fold_lingering
from groupe.consolidation.store import FOLDER_LOCK
from groupe.kernel.periods import Month
from tests.consolidation.world import World
from tests.workers import Worker, address_of_tests, forget_tasks, running_worker, until

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = Month.parse("2025-03")


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    forget_tasks()
    world = World()
    world.site("A", "ehpad", entry="2025-01-01")
    fold_all()
    yield world
    forget_tasks()


def income() -> Any:
    """As pages read it: nothing is folded here."""
    return series(scope="group", codes=["PR_G1"], first=MARCH, last=MARCH)["PR_G1"].figures[0].value


def generation() -> int:
    return EngineState.objects.get(pk=1).generation


def test_a_report_reaches_the_figures_by_itself(world: World) -> None:
    with running_worker():
        world.report("A", "2025-03", {"PR_G1": 1000})
        until(lambda: income() == 1000, "the figure follows the report")
        world.report("A", "2025-03", {"PR_G1": 900})
        until(lambda: income() == 900, "the figure follows the next version")
    assert not check()


def test_a_change_whose_task_was_lost_is_swept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OperationalError("the broker is away")

    with monkeypatch.context() as patched:
        patched.setattr(current_app, "send_task", broken)
        world.report("A", "2025-03", {"PR_G1": 1000})
    assert Change.objects.count() == 1
    with running_worker():
        current_app.send_task("consolidation.sweep")
        until(lambda: income() == 1000, "the sweep finds the change")
    assert not Change.objects.exists()


def test_the_same_task_many_times_folds_once(world: World) -> None:
    world.report("A", "2025-03", {"PR_G1": 1000})
    before = generation()
    for _ in range(5):
        current_app.send_task("consolidation.fold")
    with running_worker():
        until(lambda: income() == 1000, "the figure follows the report")
        current_app.send_task("consolidation.fold")
        current_app.send_task("consolidation.sweep").forget()
        until(lambda: not Change.objects.exists(), "nothing waits")
    assert generation() == before + 1
    assert not check()


def test_a_worker_killed_in_mid_fold_leaves_figures_right(world: World) -> None:
    world.report("A", "2025-03", {"PR_G1": 1000})
    fold_all()
    forget_tasks()
    with held("consolidation_rollup"):
        world.report("A", "2025-03", {"PR_G1": 700})
        worker = Worker()  # it takes the waiting task at once
        try:
            until(waiting_for_a_lock, "the worker is in the middle of its fold")
        finally:
            worker.kill()
    assert income() == 1000
    assert Change.objects.count() == 1, "the change that the dead worker had taken is still there"
    with running_worker():
        current_app.send_task("consolidation.sweep")
        until(lambda: income() == 700, "another worker takes over")
    assert not check()


class held:  # noqa: N801 - reads as a statement
    """A table that nobody else may write to, so that a fold stops in its middle."""

    def __init__(self, table: str) -> None:
        self.table = table

    def __enter__(self) -> None:
        self.other = psycopg.connect(address_of_tests())
        self.other.execute(f"lock table {self.table} in share mode")

    def __exit__(self, *_: object) -> None:
        self.other.rollback()
        self.other.close()


def waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where not granted")
        return bool(cursor.fetchone()[0])


def test_a_process_asks_again_before_a_folder_would_leave(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    forget_tasks()
    monkeypatch.setattr(current_app, "send_task", lambda name, *_args, **_options: asked.append(name))
    for amount in (1000, 900, 800):
        world.report("A", "2025-03", {"PR_G1": amount})
    assert len(asked) == 1
    monkeypatch.setattr(changes, "LINGER", changes.MARGIN)
    world.report("A", "2025-03", {"PR_G1": 700})
    assert len(asked) == 2


def test_what_is_committed_while_somebody_looks_is_folded_untold(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with running_worker():
        world.report("A", "2025-03", {"PR_G1": 1000})
        until(lambda: income() == 1000, "the figure follows the report")
        monkeypatch.setattr(current_app, "send_task", lambda *_args, **_options: None)
        world.report("A", "2025-03", {"PR_G1": 900})
        until(lambda: income() == 900, "the worker was still looking")


def test_one_process_looks_and_others_leave(world: World) -> None:
    other = psycopg.connect(address_of_tests())
    try:
        other.execute("select pg_advisory_lock(%s)", [FOLDER_LOCK])
        world.report("A", "2025-03", {"PR_G1": 1000})
        assert fold_lingering() == 0
    finally:
        other.close()
    until(lambda: fold_lingering() == 1, "nobody else is looking")
    assert income() == 1000
