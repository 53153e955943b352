"""Servers for one command: their addresses, its exit code, and nothing left."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from devstack.servers import LONGEST_SOCKET_FOLDER, Postgres, package_folder
from devstack.throwaway import throwaway_servers

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import os, psycopg, redis, sys
psycopg.connect(os.environ["DATABASE_URL"]).close()
redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
print("asked", os.environ["DATABASE_URL"].partition("host=")[2])
sys.exit(7)
"""


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    command = [sys.executable, "-m", "devstack", *arguments]
    return subprocess.run(command, cwd=ROOT, env=kept | variables, capture_output=True, text=True, check=False)


def test_a_command_finds_servers_and_its_exit_code_is_kept() -> None:
    done = run("run", sys.executable, "-c", ASK)
    assert (done.returncode, done.stdout.split()[0]) == (7, "asked")
    assert not Path(done.stdout.split()[1]).parent.exists()


def test_named_servers_are_used_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/app")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    with throwaway_servers() as addresses:
        assert addresses == {}


@pytest.mark.parametrize("arguments", [[], ["down"], ["run"]])
def test_anything_else_tells_how_to_use_it(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 1
    assert done.stderr.strip() == "usage: python -m devstack up | run COMMAND... | test [ARGUMENTS OF PYTEST]"


def test_a_missing_package_is_told() -> None:
    with pytest.raises(SystemExit, match="no_such_package is not installed: run `make demo`"):
        package_folder("no_such_package")


def test_the_socket_of_a_deep_folder_lies_elsewhere() -> None:
    deep = Path("/") / "/".join(["deeper"] * 20)
    server = Postgres(deep)
    assert len(str(server.sockets)) <= LONGEST_SOCKET_FOLDER
    assert server.sockets.parent == Path(tempfile.gettempdir())
    assert server.sockets == Postgres(deep).sockets != Postgres(deep / "other").sockets
