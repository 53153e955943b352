"""Workers killed with `kill -9` in the middle of an allocation run: nothing stays, and the next gives one result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
import pytest
from celery import current_app
from django.db import connection

from shared_services.models import AllocationRun
from shared_services.services.computing import LOST_AFTER
from shared_services.services.frozen import amounts
from shared_services.services.runs import RUN_TASK
from tests.consolidation.test_worker import held, waiting_for_a_lock
from tests.consolidation.world import World
from tests.shared_services.pools import Pools
from tests.workers import Worker, forget_tasks, running_worker, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pools(transactional_db: None) -> Iterator[Pools]:
    forget_tasks()
    pools = Pools(World())
    for code in ("A", "B", "C"):
        pools.world.site(code)
    pools.department("it", A="1", B="1", C="1")
    pools.department("hr", A="3", B="2", C="0")
    for code in ("it", "hr"):
        pools.cost(code, "2026-01", "100.00")
    pools.part("it", "hr", "10")
    yield pools
    forget_tasks()


@contextmanager
def before_it_writes() -> Iterator[None]:
    """The inputs are frozen and the amounts computed; not a line is written."""
    with held("shared_services_runline"):
        yield


@contextmanager
def before_it_commits() -> Iterator[None]:
    """All is written, and waits for an establishment to prove that it exists: foreign keys are checked at the end."""
    settings = connection.settings_dict
    named = {
        "dbname": settings["NAME"],
        **{name: settings[name.upper()] for name in ("user", "password", "host", "port")},
    }
    with psycopg.connect(**named) as other:
        other.execute("select 1 from establishments_establishment where code = 'C' for update")
        yield
        other.rollback()


@pytest.mark.parametrize("moment", [before_it_writes, before_it_commits])
def test_a_killed_run_is_computed_again_once(pools: Pools, moment: Any) -> None:
    run = AllocationRun.objects.create(
        month=dt.date(2026, 1, 1), version=1, method="step_down", author=pools.controller
    )
    stopped: AbstractContextManager[None] = moment()
    with stopped:
        current_app.send_task(RUN_TASK, [run.pk])
        worker = Worker()
        try:
            until(waiting_for_a_lock, "the worker is in the middle of its run")
        finally:
            worker.kill()
        run.refresh_from_db()
        assert (run.state, run.fingerprint, run.lines.count()) == ("computing", "", 0)
    AllocationRun.objects.filter(pk=run.pk).update(asked_at=run.asked_at - LOST_AFTER)
    with running_worker():
        for _time in range(3):
            current_app.send_task("shared_services.compute_lost")
        until(lambda: AllocationRun.objects.filter(pk=run.pk, state="draft").exists(), "another worker computes it")
        current_app.send_task("shared_services.compute_lost")
        current_app.send_task(RUN_TASK, [run.pk])
    run.refresh_from_db()
    undisturbed = pools.run("2026-01", method="step_down")
    assert run.fingerprint == undisturbed.fingerprint
    told = [
        list(each.lines.order_by("department", "establishment").values_list("department", "establishment", "shared"))
        for each in (run, undisturbed)
    ]
    assert told[0] == told[1]
    assert sum(amount for _pool, _site, amount in told[0]) == 200
    assert sum(amounts(run.inputs).values()) == 20_000
