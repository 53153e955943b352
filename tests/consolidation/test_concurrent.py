"""Processes that write while workers fold, rebuild and are killed at random: afterwards no row differs."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from celery import current_app

from establishments.models import Change, ReportVersion
from groupe.consolidation.models import EngineState, Run
from groupe.consolidation.services import check, fold_all, rebuild
from groupe.consolidation.services.asking import RUN_TASK
from groupe.consolidation.store import run_lock_held
from tests.consolidation.world import World
from tests.workers import ROOT, Worker, address_of_tests, forget_tasks, until

pytestmark = pytest.mark.django_db(transaction=True)
# At least so long, and on a slow machine until enough has happened.
SECONDS, AT_MOST = 14.0, 150.0
KINDS = ("ehpad", "ime", "sad")


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    forget_tasks()
    world = World()
    for number in range(9):
        world.site(f"S{number}", KINDS[number % 3], entry="2023-01-01")
        world.report(f"S{number}", "2024-01", {"PR_G1": 100})
    fold_all()
    forget_tasks()
    yield world
    forget_tasks()


def writers() -> list[subprocess.Popen[bytes]]:
    environment = {**os.environ, "DATABASE_URL": address_of_tests()}
    return [
        subprocess.Popen(
            [sys.executable, "-m", "tests.consolidation.writer", str(seed), *(f"S{seed * 3 + n}" for n in range(3))],
            cwd=ROOT,
            env=environment,
        )
        for seed in range(3)
    ]


def busy(before: int) -> bool:
    """Whether much was written, and folded meanwhile."""
    return ReportVersion.objects.count() > 50 and EngineState.objects.get(pk=1).generation > before + 3


def test_no_row_differs_after_a_run_with_dying_workers(world: World) -> None:
    chance, end = random.Random(7), time.monotonic() + SECONDS
    run = Run.objects.create(kind=Run.Kind.REBUILD, state=Run.State.QUEUED)
    before = EngineState.objects.get(pk=1).generation
    workers, processes = [Worker(), Worker()], writers()
    try:
        while time.monotonic() < end or (time.monotonic() < end + AT_MOST and not busy(before)):
            current_app.send_task(RUN_TASK, [run.pk])
            time.sleep(chance.uniform(3.0, 5.0))
            doomed = chance.randrange(len(workers))
            workers[doomed].kill()
            workers[doomed] = Worker()
        assert all(process.poll() is None for process in processes), "no writer failed"
    finally:
        for process in processes:
            process.terminate()
            process.wait(20)
        for worker in workers:
            worker.kill()
    until(lambda: not run_lock_held(), "the connections of the dead are gone")
    while fold_all():
        pass
    assert not Change.objects.exists()
    assert busy(before)
    assert check().found == []
    rebuild()
    assert check().found == []
