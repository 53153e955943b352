"""`python -m devstack test`: the whole suite in several pytest processes (JOBS=), each with servers of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from devstack import spawn
from devstack.supervisor import Proc, Stop, Supervisor, say

INTERRUPTED = 130


class Part(Proc):
    """One pytest: its progress is printed as it comes, its report in one piece at the end."""

    def __init__(self, number: int, claims: Path, arguments: list[str]) -> None:
        command = [sys.executable, "-m", "pytest", "-p", "devstack.claims", f"--claims={claims}", *arguments]
        options = spawn.popen_options(death_signal=signal.SIGINT)
        super().__init__(f"part {number}", command, os.environ, options, signal.SIGINT, stop_timeout=60)
        self.report, self.read = list[str](), threading.Event()

    def _pump(self, process: subprocess.Popen[bytes]) -> None:
        for line in process.stdout or ():
            text = line.decode(errors="replace").rstrip()
            if self.report or text.startswith("="):
                self.report.append(text)
            elif text:
                say(self.name, text)
        self.read.set()

    def ended(self) -> int:
        """The exit code, once all that was said has been read."""
        while (code := self.exit_code()) is None or not self.read.is_set():
            time.sleep(0.1)
        return code


def run_suite(arguments: list[str]) -> int:
    """0 where every test that was collected ran and none failed."""
    begin, jobs = time.monotonic(), int(os.environ.get("JOBS") or min(2, os.cpu_count() or 1))
    supervisor = Supervisor()
    with tempfile.TemporaryDirectory(prefix="suite-") as folder:
        parts = [Part(number, Path(folder), arguments) for number in range(1, jobs + 1)]
        try:
            for part in parts:
                supervisor.add(part)
            codes = [part.ended() for part in parts]
        except Stop:
            supervisor.shutdown()
            return INTERRUPTED
        told = [json.loads(file.read_text()) for file in Path(folder).glob("*.json")]
    for part in parts:
        print(*part.report, sep="\n", end="\n" if part.report else "")
    complete = _summary(told, codes, time.monotonic() - begin)
    return max(map(abs, codes)) or (0 if complete else 1)


def _summary(told: list[dict[str, Any]], codes: list[int], seconds: float) -> bool:
    """One line for all parts; whether all tests ran."""
    outcomes = sum((Counter(part["outcomes"]) for part in told), Counter[str]())
    ran = sum(int(part["ran"]) for part in told)
    collected = max((int(part["collected"]) for part in told), default=0)
    counts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items() if count)
    print(f"{counts or 'nothing ran'} in {seconds:.0f} s, in {len(codes)} processes (exit {codes})")
    if ran != collected:
        print(f"{ran} of {collected} tests ran")
    return ran == collected
