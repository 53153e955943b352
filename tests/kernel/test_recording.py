"""Saves go on together; a close has its turn alone; what each records bears an instant of its turn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from establishments.imports.group import services
from groupe.consolidation import store
from groupe.kernel import recording
from groupe.kernel.errors import WrongState
from groupe.kernel.recording import closing, recorded_now, saving

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def elsewhere(work: Callable[[threading.Event, threading.Event], None]) -> Iterator[threading.Event]:
    """`work(begun, leave)` in a thread with a connection of its own; yields the event that lets it go."""
    begun, leave = threading.Event(), threading.Event()

    def run() -> None:
        try:
            work(begun, leave)
        finally:
            begun.set()
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(10)
    try:
        yield leave
    finally:
        leave.set()
        thread.join(10)


def a_save(begun: threading.Event, leave: threading.Event) -> None:
    with saving():
        begun.set()
        leave.wait(10)


def test_saves_do_not_wait_for_each_other() -> None:
    with elsewhere(a_save), saving() as instant:
        assert recorded_now() == instant


def test_a_close_that_waits_too_long_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "PATIENCE_MS", 100)
    with elsewhere(a_save), pytest.raises(WrongState) as refused, closing():
        pass
    assert refused.value.code == "being_recorded"
    with closing(), connection.cursor() as cursor:
        cursor.execute("show lock_timeout")
        assert cursor.fetchone() == ("0",)


def test_a_save_that_waited_for_a_close_is_recorded_after_it() -> None:
    instants = {}

    def close(begun: threading.Event, leave: threading.Event) -> None:
        with closing() as instants["close"]:
            begun.set()
            leave.wait(10)
            with connection.cursor() as cursor:
                cursor.execute("select clock_timestamp()")
                instants["end"] = cursor.fetchone()[0]

    with elsewhere(close) as leave:
        threading.Timer(0.3, leave.set).start()
        with saving() as instants["save"]:
            pass
    assert instants["close"] < instants["end"] < instants["save"]


def test_no_two_kinds_of_work_share_a_lock() -> None:
    assert len({recording.LOCK, store.FOLD_LOCK, store.RUN_LOCK, services.LOCK}) == 4


def test_one_save_has_one_instant(db: None) -> None:
    with saving() as outer, transaction.atomic(), saving() as inner:
        assert inner == outer == recorded_now()
    with saving() as later:
        assert later > outer
