"""A whole stack, in a data folder and on a port of its own, driven as a person at a terminal does."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from devstack.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90
CHILDREN = {"granian", "celery", "postgres", "valkey-server"}


class Terminal:
    """One `python -m devstack up`."""

    def __init__(self, var: Path, port: int, *, root: Path = ROOT, **options: Any) -> None:
        self.var, self.port, self.lines = var, port, list[str]()
        mine = {"VAR": str(var), "PORT": str(port), "DEMO": "0", "DEMO_PASSWORD": "open sesame, please"}
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "TMPDIR"}}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "devstack", "up"],
            cwd=root,
            env=kept | mine,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **options,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line.rstrip())

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def ready(self) -> Terminal:
        end = time.monotonic() + PATIENCE
        while f"ready: http://127.0.0.1:{self.port}" not in self.text:
            assert self.process.poll() is None, self.text
            assert time.monotonic() < end, self.text
            time.sleep(0.1)
        return self

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        code = self.process.wait(PATIENCE)
        self._reader.join(5)
        if self.process.stdout:
            self.process.stdout.close()
        return code

    def kill(self) -> None:
        if self.process.poll() is None:
            self.stop(signal.SIGTERM)

    def addresses(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in (self.var / "env").read_text().splitlines())

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.addresses()["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def children(self) -> dict[int, str]:
        """The processes below this one: their numbers and command lines."""
        above, known = {}, {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                above[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                known[int(folder.name)] = line  # both or neither: it may end between the two
            except OSError:
                continue  # ended meanwhile
        below, found = {self.process.pid}, dict[int, str]()
        while new := {number for number, parent in above.items() if parent in below and number not in found}:
            found |= {number: known[number] for number in new}
            below |= new
        return found

    def left_over(self, before: dict[int, str]) -> dict[int, str]:
        """Those of `before` that still run."""
        return {number: name for number, name in before.items() if name and Path(f"/proc/{number}").exists()}


@pytest.fixture(scope="session")
def var() -> Iterator[Path]:
    """A short path that every user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="stack-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def port() -> int:
    return free_port()
