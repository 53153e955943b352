"""Starting processes in order, restarting those that stop, stopping all of them in reverse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import IO, Any

from devstack import spawn

_printing = threading.Lock()
QUICK, PATIENCE, STOPS = 20, 5, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def say(name: str, line: str) -> None:
    """A line under the name of its process; silent once the terminal is gone, so that pipes keep being drained."""
    with _printing:
        try:
            sys.stdout.write(f"{name:<9}| {line}\n")
            sys.stdout.flush()
        except (OSError, ValueError):
            return


class Proc:
    """One process, with what stops it."""

    def __init__(
        self,
        name: str,
        command: list[str],
        environment: Mapping[str, str],
        options: dict[str, Any] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        stop_timeout: float = 15,
        quiet: IO[bytes] | None = None,
    ) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.options = options or spawn.popen_options()
        self.stop_signal, self.stop_timeout, self.quiet = stop_signal, stop_timeout, quiet
        self.process: subprocess.Popen[bytes] | None = None
        self.started, self.failures = 0.0, 0

    def start(self) -> Proc:
        """From the main thread alone: the death signal follows the thread that forked."""
        self.started = time.monotonic()
        output = subprocess.PIPE if self.quiet is None else self.quiet
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **self.options,
        )
        if self.quiet is None:
            threading.Thread(target=self._pump, args=(self.process,), daemon=True).start()
        return self

    def _pump(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdout is None:
            return
        with process.stdout:
            for line in process.stdout:
                say(self.name, line.decode(errors="replace").rstrip())

    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def stop(self) -> None:
        process = self.process
        if process is None or process.poll() is not None:
            return
        process.send_signal(self.stop_signal)
        try:
            process.wait(self.stop_timeout)
        except subprocess.TimeoutExpired:
            say("stack", f"{self.name} did not stop in {self.stop_timeout:.0f} s: killed")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_ready(proc: Proc, ready: Callable[[], bool], timeout: float = 60) -> None:
    end = time.monotonic() + timeout
    while not ready():
        if proc.exit_code() is not None or time.monotonic() > end:
            raise SystemExit(f"{proc.name} did not start (exit {proc.exit_code()})")
        time.sleep(0.05)


class Stop(Exception):
    """Someone asked to stop."""


class Supervisor:
    """Children in the order in which they were added."""

    def __init__(self) -> None:
        self.procs: list[Proc] = []
        for each in STOPS:
            signal.signal(each, self._asked)

    def _asked(self, number: int, _frame: object) -> None:
        for each in STOPS:
            signal.signal(each, signal.SIG_IGN)  # a second Ctrl-C does not tear the database down
        raise Stop(signal.Signals(number).name)

    def add(self, proc: Proc, ready: Callable[[], bool] | None = None) -> None:
        self.procs.append(proc)
        proc.start()
        if ready:
            wait_ready(proc, ready)

    def watch(self) -> None:
        """Restarts what stops, until it keeps stopping or someone asks to stop."""
        while True:
            time.sleep(0.3)
            for proc in self.procs:
                if proc.exit_code() is not None:
                    self._restart(proc)

    def _restart(self, proc: Proc) -> None:
        proc.failures = proc.failures + 1 if time.monotonic() - proc.started < QUICK else 1
        if proc.failures > PATIENCE:
            raise SystemExit(f"{proc.name} keeps stopping (exit {proc.exit_code()})")
        say("stack", f"{proc.name} stopped (exit {proc.exit_code()}); restarting")
        time.sleep(min(0.5 * 2 ** (proc.failures - 1), 8))
        proc.start()

    def shutdown(self) -> None:
        begin = time.monotonic()
        for proc in reversed(self.procs):
            proc.stop()
        say("stack", f"stopped in {time.monotonic() - begin:.1f} s")
