"""The worker, the web server and the clients of a run, each in a process of its own, ended with it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from devstack.servers import free_port
from groupe.celery import app

PATIENCE = 60.0
# From the moment when all clients are ready to the one when they begin.
AT_ONCE = 0.2
QUIET = "warning"


@dataclass(frozen=True)
class Client:
    """A process of `benchmarks.load`."""

    process: subprocess.Popen[str]

    def say(self, line: str) -> None:
        if self.process.stdin:
            self.process.stdin.write(f"{line}\n")
            self.process.stdin.flush()

    def wait_ready(self) -> None:
        if self.process.stdout is None or self.process.stdout.readline().strip() != "ready":
            raise SystemExit("a client did not start")

    def result(self, seconds: float) -> list[list[Any]]:
        """What the client did: beginning, end and more of each call."""
        out, _err = self.process.communicate(timeout=seconds + PATIENCE)
        told: dict[str, list[Any]] = json.loads(out) if out else {"errors": [f"exit {self.process.returncode}"]}
        if told["errors"]:
            raise SystemExit(f"a client failed: {told['errors'][0]}")
        return told["done"]


@contextmanager
def clients(*jobs: dict[str, Any]) -> Iterator[tuple[list[Client], float]]:
    """One process for each job, and the instant at which all of them begin; none outlives the block."""
    started = [_client(job) for job in jobs]
    try:
        for client in started:
            client.wait_ready()
        start = time.time() + AT_ONCE
        for client in started:
            client.say(str(start))
        yield started, start
    finally:
        for client in started:
            client.process.kill()
            client.process.wait()


def _client(job: dict[str, Any]) -> Client:
    command = [sys.executable, "-m", "benchmarks.load"]
    client = Client(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    client.say(json.dumps(job))
    return client


@contextmanager
def worker() -> Iterator[None]:
    """A Celery worker as `make demo` starts it; tasks of what was done before are forgotten."""
    app.control.purge()
    options = ["-l", "ERROR", "-c", "2", "--without-gossip", "--without-mingle"]
    with _running([sys.executable, "-m", "celery", "-A", "groupe", "worker", *options]) as process:
        end = time.monotonic() + PATIENCE
        while not app.control.ping(timeout=0.5):
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit("the Celery worker does not answer")
        yield


@contextmanager
def web_server() -> Iterator[int]:
    """The web server as `make demo` starts it; its port."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "groupe.wsgi:application", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--blocking-threads", "4"]
    command += ["--log-level", QUIET]
    with _running(command, DB_POOL="1") as process:
        end = time.monotonic() + PATIENCE
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit("the web server does not answer")
            time.sleep(0.1)
        yield port


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def _running(command: Sequence[str], **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Stopped at the end; its words are shown where it died on its own."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, env=os.environ | environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
            if process.poll() is not None:
                log.seek(0)
                raise SystemExit(f"{command[2]} ended by itself: {log.read()[-2000:].decode(errors='replace')}")
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
