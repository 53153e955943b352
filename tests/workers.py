"""Real Celery worker processes on the database of the tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from establishments import changes
from groupe.celery import app

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0


def until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"still not: {what}"
        time.sleep(0.05)


class Worker:
    """One worker in a process group of its own, so that it can be killed with its children."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "groupe", "worker", "--pool=solo", "--loglevel=WARNING"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": address_of_tests()},
            start_new_session=True,
        )

    def ready(self) -> Worker:
        until(lambda: self.process.poll() is not None or app.control.ping(timeout=0.3), "the worker answers")
        assert self.process.poll() is None
        return self

    def kill(self) -> None:
        """As a crash or the kernel does: nothing is said, nothing is tidied up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def running_worker() -> Iterator[Worker]:
    worker = Worker()
    try:
        yield worker.ready()
    finally:
        worker.stop()


def address_of_tests() -> str:
    """The test database, on the same server."""
    parts = conninfo_to_dict(os.environ["DATABASE_URL"]) | {"dbname": str(connection.settings_dict["NAME"])}
    return " ".join(f"{name}='{value}'" for name, value in parts.items())


def forget_tasks() -> None:
    """Nothing of an earlier test waits at the broker."""
    assert settings.CELERY_BROKER_URL
    app.control.purge()
    changes._asked.clear()
