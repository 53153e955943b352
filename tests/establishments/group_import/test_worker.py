"""The task in a real worker: done once, and left as it was where the worker is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from establishments.enums import Role
from establishments.imports.group.services import LOCK
from establishments.imports.runs import import_confirm, import_retry, import_upload, preview_run, standing_of
from establishments.models import Change, Establishment, ImportRun
from tests.cast import person
from tests.establishments.group_import.workbook import as_zip, minimal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
State = ImportRun.State


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker on the database of the tests."""
    database = conninfo_to_dict(os.environ["DATABASE_URL"]) | {"dbname": connection.settings_dict["NAME"]}
    environment = {**os.environ, "DATABASE_URL": make_conninfo(**database)}
    options = ["worker", "--pool", "solo", "--without-gossip", "--without-mingle", "--loglevel", "error"]
    process = subprocess.Popen([sys.executable, "-m", "celery", "-A", "groupe", *options], env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.1)


def state_of(run: ImportRun) -> str:
    return ImportRun.objects.values_list("state", flat=True).get(pk=run.pk)


def test_a_worker_previews_and_applies() -> None:
    run = import_upload(name="group.zip", content=as_zip(minimal()), author=person(Role.CONTROLLER))
    with worker():
        until(lambda: state_of(run) == State.READY)
        assert not Establishment.objects.exists()
        import_confirm(run=run)
        until(lambda: state_of(run) == State.APPLIED)
    assert Establishment.objects.count() == 2


def test_a_killed_worker_leaves_nothing_half_loaded() -> None:
    run = import_upload(name="group.zip", content=as_zip(minimal()), author=person(Role.CONTROLLER))
    with worker() as process:
        until(lambda: state_of(run) == State.READY)
        with held(LOCK):
            import_confirm(run=run)
            until(lambda: standing_of(run).working)
            process.send_signal(signal.SIGKILL)
            process.wait(10)
    until(lambda: not standing_of(run).working)
    cache.clear()
    assert standing_of(run).stalled
    assert (state_of(run), Establishment.objects.count(), Change.objects.count()) == (State.APPLYING, 0, 0)
    import_retry(run=run)
    with worker():
        until(lambda: state_of(run) == State.APPLIED)
    assert Establishment.objects.count() == 2


def test_a_page_that_looks_at_the_run_does_not_send_the_worker_away() -> None:
    run = import_upload(name="group.zip", content=as_zip(minimal()), author=person(Role.CONTROLLER))
    looking = threading.Event()

    def look() -> None:
        with transaction.atomic():
            ImportRun.objects.select_for_update().get(pk=run.pk)
            looking.set()
            time.sleep(0.3)
        connection.close()

    page = threading.Thread(target=look)
    page.start()
    looking.wait(10)
    preview_run(run.pk)
    page.join()
    assert state_of(run) == State.READY


@contextmanager
def held(lock: int) -> Iterator[None]:
    """An import waits at its start for as long as this lasts."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [lock])
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [lock])
