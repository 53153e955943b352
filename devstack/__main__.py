"""`python -m devstack up`: the whole product on this machine, until Ctrl-C.

`python -m devstack run COMMAND...` runs one command on throwaway servers; `test` runs the whole suite.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import IO

from devstack.servers import Postgres, Valkey
from devstack.suite import run_suite
from devstack.supervisor import Proc, Stop, Supervisor, say
from devstack.throwaway import throwaway_servers

ROOT = Path(__file__).resolve().parent.parent
ROLES = (
    "executive", "controller", "territory", "director", "assistant", "support", "acquisitions", "quality", "hr",
    "auditor", "funder", "admin",
)  # fmt: skip


class Stack:
    """The processes of one data folder."""

    def __init__(self) -> None:
        self.begin = time.monotonic()
        self.var = Path(os.environ.get("VAR", ROOT / "var")).resolve()
        self.port = os.environ.get("PORT", "8000")
        self.environment = dict(os.environ, PYTHONUNBUFFERED="1", VAR=str(self.var))
        self.supervisor = Supervisor()

    def up(self) -> None:
        with self._lock():
            self._check_port()
            try:
                self._servers()
                self._prepare()
                self._processes()
                self._welcome()
                self.supervisor.watch()
            except Stop as asked:
                say("stack", f"{asked}: stopping")
            finally:
                self.supervisor.shutdown()

    def _lock(self) -> IO[str]:
        self.var.mkdir(parents=True, exist_ok=True)
        self.var.chmod(0o711)  # PostgreSQL may run as another user below it
        file = (self.var / ".lock").open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise SystemExit(f"already running on {self.var}: {file.read().strip() or 'starting'}") from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, http://127.0.0.1:{self.port}")
        file.flush()
        return file

    def _check_port(self) -> None:
        if not self.port.isdigit() or not 0 < int(self.port) < 65536:
            raise SystemExit(f"PORT={self.port}: expected a number from 1 to 65535")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", int(self.port)))
            except OSError:
                raise SystemExit(
                    f"port {self.port} is taken: stop what uses it, or run `make demo PORT=8010`"
                ) from None

    def _servers(self) -> None:
        for variable, kind in (("DATABASE_URL", Postgres), ("REDIS_URL", Valkey)):
            if not self.environment.get(variable):
                server = kind(self.var)
                server.prepare()
                command, environment, options = server.start()
                proc = Proc(server.name, command, environment, options, server.stop_signal, server.stop_timeout)
                self.supervisor.add(proc, server.ready)
                self.environment[variable] = server.url
        file = self.var / "env"
        file.touch(mode=0o600)
        file.write_text("".join(f"{name}={self.environment[name]}\n" for name in ("DATABASE_URL", "REDIS_URL")))

    def _prepare(self) -> None:
        self.environment["DEMO_PASSWORD"] = self._password()
        self._manage("migrate", "--noinput", "-v", "0")
        self._manage("collectstatic", "--noinput", "-v", "0")
        done = self.var / "demo-loaded"
        if not done.exists():
            say("stack", "first start: loading the demo group")
            self._manage("demo_group", *(("--sites", "0") if os.environ.get("DEMO") == "0" else ()))
            done.touch()

    def _password(self) -> str:
        file = self.var / "demo-password"
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9))
        return file.read_text()

    def _manage(self, *arguments: str) -> None:
        done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=False)
        if done.returncode:
            raise SystemExit(f"`manage.py {' '.join(arguments)}` failed (exit {done.returncode})")

    def _processes(self) -> None:
        os.chdir(ROOT)
        celery = [sys.executable, "-m", "celery", "-A", "groupe"]
        schedule = str(self.var / "celerybeat-schedule")
        worker = [*celery, "worker", "-l", "WARNING", "-c", "2", "--without-gossip", "--without-mingle"]
        self.supervisor.add(Proc("worker", worker, self.environment))
        beat = [*celery, "beat", "-l", "WARNING", "-s", schedule, "--pidfile="]
        self.supervisor.add(Proc("beat", beat, self.environment))
        web = [sys.executable, "-m", "granian", "--interface", "wsgi", "groupe.wsgi:application", "--no-ws"]
        web += ["--host", "127.0.0.1", "--port", self.port, "--workers", "2", "--blocking-threads", "4"]
        web += ["--respawn-failed-workers", "--workers-kill-timeout", "10s", "--log-level", "warning"]
        self.supervisor.add(Proc("web", web, self.environment | {"DB_POOL": "1"}), self._answers)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _welcome(self) -> None:
        say("stack", f"ready: http://127.0.0.1:{self.port}")
        say("stack", f"started in {time.monotonic() - self.begin:.1f} s; sign in with password {self._password()} as")
        for role in ROLES:
            say("stack", f"  {role}@demo.example")


def run(command: list[str]) -> int:
    """One command, with throwaway servers in its environment; its exit code."""
    with throwaway_servers() as addresses:
        return subprocess.run(command, env=os.environ | addresses, check=False).returncode


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["up"]:
            Stack().up()
        case ["run", *command] if command:
            raise SystemExit(run(command))
        case ["test", *arguments]:
            raise SystemExit(run_suite(arguments))
        case _:
            raise SystemExit("usage: python -m devstack up | run COMMAND... | test [ARGUMENTS OF PYTEST]")
