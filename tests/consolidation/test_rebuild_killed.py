"""Workers killed with `kill -9` in mid-rebuild: the live figures stay, the next rebuild goes on, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from celery import current_app

from groupe.consolidation.models import Cell, Rollup, Run
from groupe.consolidation.services import check, fold_all, rebuild
from groupe.consolidation.services.asking import RUN_TASK, make
from groupe.consolidation.store import run_lock_held
from tests.consolidation.test_worker import held, income, waiting_for_a_lock
from tests.consolidation.world import World
from tests.workers import Worker, forget_tasks, running_worker, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    forget_tasks()
    world = World()
    for code, kind in {"A": "ehpad", "B": "ime", "C": "sad"}.items():
        world.site(code, kind, entry="2025-01-01")
        world.report(code, "2025-03", {"PR_G1": 100})
    fold_all()
    forget_tasks()
    yield world
    forget_tasks()


def test_a_worker_killed_before_the_end_leaves_the_figures_and_another_goes_on(world: World) -> None:
    Cell.objects.filter(segment=0).update(level=0)  # what only a rebuild puts right
    run = Run.objects.create(kind=Run.Kind.REBUILD, state=Run.State.QUEUED)
    with held("consolidation_rollup"):
        current_app.send_task(RUN_TASK, [run.pk])
        worker = Worker()
        try:
            until(waiting_for_a_lock, "all is staged, and the swap waits for the tables")
            world.report("A", "2025-03", {"PR_G1": 700})
        finally:
            worker.kill()
    until(lambda: not run_lock_held(), "its connection is gone")
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("started", 3, 3)
    assert income() == 300
    assert Rollup.objects.exists()
    with running_worker():
        current_app.send_task("consolidation.sweep")
        until(lambda: income() == 900, "the change is folded as ever")
        current_app.send_task(RUN_TASK, [run.pk])
        until(lambda: Run.objects.filter(pk=run.pk, state="done").exists(), "another worker ends the same run")
    run.refresh_from_db()
    assert run.resumed == 1
    assert income() == 900
    assert not check()


def test_a_message_that_comes_back_does_not_rebuild_again(world: World) -> None:
    run = rebuild()
    make(run.pk)
    assert Run.objects.get().ended_at == run.ended_at
