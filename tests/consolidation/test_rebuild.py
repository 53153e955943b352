"""A rebuild in stages: the live figures stay until it ends, one that was cut short is gone on with, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from establishments.models import Change
from groupe.consolidation.models import Cell, EngineState, Refolded, Rollup, Run
from groupe.consolidation.services import check, fold_all, rebuild, runs, staging
from groupe.consolidation.store import run_lock, run_lock_held
from groupe.kernel.errors import WrongState
from tests.consolidation.world import World
from tests.workers import forget_tasks, until

# The package offers the function under the name of its module.
rebuilding = import_module("groupe.consolidation.services.rebuild")
pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """As a process that is gone: nothing catches it."""


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    forget_tasks()
    world = World()
    for code, kind in {"A": "ehpad", "B": "ime", "C": "sad"}.items():
        world.site(code, kind, entry="2025-01-01")
        world.report(code, "2025-02", {"PR_G1": 100})
    fold_all()
    yield world
    forget_tasks()


@pytest.fixture
def cut_short(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Killed once the first chunk of three is committed; a figure is falsified, which only a rebuild puts right."""
    Rollup.objects.filter(file="common").update(vals=b"")
    with monkeypatch.context() as patched:
        dies_after(patched, 1)
        with pytest.raises(Killed):
            rebuild()
    return world


def dies_after(patched: pytest.MonkeyPatch, chunks: int) -> None:
    stage = rebuilding._Rebuild._stage

    def dying(self: Any, *details: Any) -> None:
        stage(self, *details)
        if Run.objects.get(pk=self.run.pk).done >= chunks:
            raise Killed

    patched.setattr(rebuilding._Rebuild, "_stage", dying)


def other_connection() -> psycopg.Connection[Any]:
    settings = connection.settings_dict
    return psycopg.connect(
        dbname=settings["NAME"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        host=settings["HOST"],
        port=settings["PORT"],
    )


def names_of_indexes() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select indexname, indexdef from pg_indexes where schemaname = current_schema and tablename = any(%s)"
            " order by indexname",
            [staging.live_tables()],
        )
        return list(cursor.fetchall())


def test_the_live_tables_are_replaced_with_all_that_belongs_to_them(world: World) -> None:
    before, indexes = EngineState.objects.get(pk=1).generation, names_of_indexes()
    Cell.objects.filter(segment=0).update(level=0)
    Rollup.objects.all().delete()
    run = rebuild()
    assert (run.state, run.resumed, run.done, run.total, run.remark) == ("done", 0, 3, 3, "")
    assert run.cells == Cell.objects.count()
    assert names_of_indexes() == indexes
    assert EngineState.objects.get(pk=1).generation == before + 1
    assert not staging.staging_exists()
    assert not check()


def test_what_is_folded_while_it_runs_is_in_the_new_figures(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stage, seen = rebuilding._Rebuild._stage, []

    def meanwhile(self: Any, *details: Any) -> None:
        stage(self, *details)
        for code in "ABC":  # some are staged already, some are not yet
            world.report(code, "2025-03", {"PR_G1": 10})
        world.transfer("A", f"2025-0{3 + len(seen)}-10", territory=f"T{len(seen)}")
        fold_all()
        seen.append(world.value("group", "PR_G1", "2025-03"))

    monkeypatch.setattr(rebuilding._Rebuild, "_stage", meanwhile)
    assert rebuild().state == "done"
    assert seen == [30, 30, 30], "the live figures followed"
    assert world.value("group", "PR_G1", "2025-03") == 30
    assert not Refolded.objects.exists()
    assert not check()


def test_changes_that_wait_are_neither_lost_nor_needed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "SOON", 0)  # nobody folds
    world.report("A", "2025-03", {"PR_G1": 10})
    drop = rebuilding._Rebuild._drop_seen

    def late(self: Any) -> None:
        drop(self)
        with transaction.atomic():
            world.report("B", "2025-03", {"PR_G1": 5})

    monkeypatch.setattr(rebuilding._Rebuild, "_drop_seen", late)
    rebuild()
    assert Change.objects.count() == 1
    assert world.value("group", "PR_G1", "2025-03") == 15
    assert not check()


def test_one_cut_short_is_gone_on_with(cut_short: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run.objects.get()
    assert (run.state, run.done) == ("started", 1)
    cut_short.report("A", "2025-03", {"PR_G1": 10})
    fold_all()
    staged: list[int] = []
    stage = rebuilding._Rebuild._stage
    monkeypatch.setattr(rebuilding._Rebuild, "_stage", lambda self, *a: (staged.append(a[1]), stage(self, *a)))
    again = rebuild()
    assert (again.pk, again.state, again.resumed) == (run.pk, "done", 1)
    assert staged == [2, 3], "the first chunk is not computed twice"
    assert not check()


def test_it_starts_over_where_the_engine_has_changed(cut_short: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "fingerprint", lambda: "another")
    run = rebuild()
    assert (run.resumed, run.remark) == (0, "catalogue")
    assert list(Run.objects.values_list("state", "remark").order_by("pk")) == [
        ("failed", "catalogue"),
        ("done", "catalogue"),
    ]
    assert not check()


def test_it_starts_over_where_its_months_or_staged_figures_are_gone(cut_short: World) -> None:
    cut_short.report("A", "2024-12", {"PR_G1": 10})  # the group's first report moves
    assert runs.unfit(Run.objects.get()) == "months"
    cut_short.report("A", "2024-12", {"PR_G1": 10}, status="draft")
    assert not runs.unfit(Run.objects.get())
    with transaction.atomic(), staging.staged():
        Cell.objects.all().delete()
    assert rebuild().remark == "staging"
    assert not check()


def test_one_at_a_time(world: World) -> None:
    assert not run_lock_held()
    other = other_connection()
    try:
        other.execute("select pg_advisory_lock(7260002)")
        assert run_lock_held()
        with pytest.raises(WrongState, match="déjà en cours"):
            rebuild()
    finally:
        other.close()
    until(lambda: not run_lock_held(), "PostgreSQL freed the lock with its process")
    with run_lock() as taken:
        assert taken


def test_a_failure_is_told_and_keeps_the_figures(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise OverflowError("too big")

    before = list(Rollup.objects.order_by("pk").values_list("vals"))
    with monkeypatch.context() as patched:
        patched.setattr(rebuilding, "copy_rollups", broken)
        with pytest.raises(OverflowError):
            rebuild()
    run = Run.objects.get()
    assert (run.state, run.remark) == ("failed", "OverflowError: too big")
    assert list(Rollup.objects.order_by("pk").values_list("vals")) == before
    assert rebuild().resumed == 0


def test_a_reader_in_the_way_is_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "PATIENCE", "50ms")
    other = other_connection()
    other.execute("lock table consolidation_cell in access share mode")
    monkeypatch.setattr(rebuilding.time, "sleep", lambda _seconds: other.close())
    assert rebuild().state == "done"
    assert not check()
