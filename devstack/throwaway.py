"""Servers whose data is forgotten when they stop: for tests, and for commands that need a database to speak to."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devstack.servers import Postgres, Valkey
from devstack.supervisor import Proc, wait_ready


@contextmanager
def throwaway_servers() -> Iterator[dict[str, str]]:
    """The addresses of servers started for those that the environment does not name."""
    folder = Path(tempfile.mkdtemp(prefix="devstack-"))
    folder.chmod(0o711)
    procs: list[Proc] = []
    try:
        yield {
            variable: _start(kind(folder, throwaway=True), folder, procs)
            for variable, kind in (("DATABASE_URL", Postgres), ("REDIS_URL", Valkey))
            if variable not in os.environ
        }
    finally:
        for proc in reversed(procs):
            proc.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _start(server: Postgres | Valkey, folder: Path, procs: list[Proc]) -> str:
    server.prepare()
    command, environment, options = server.start()
    with (folder / f"{server.name}.log").open("wb") as log:
        proc = Proc(server.name, command, environment, options, server.stop_signal, server.stop_timeout, quiet=log)
        procs.append(proc.start())
    wait_ready(proc, server.ready)
    return server.url
