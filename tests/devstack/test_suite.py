"""The suite in several processes: every test runs once, and what goes wrong in one of them is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAD = """
import os, pathlib, time, pytest
@pytest.fixture(autouse=True)
def noted(request):
    with open("ran", "a") as file:
        print(request.node.name, file=file)
"""
GOOD = "def test_{0}_one(): pass\ndef test_{0}_two(): time.sleep(0.2)\n"


def suite(folder: Path, **files: str) -> subprocess.Popen[str]:
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(HEAD + text)
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "JOBS": "2"}
    command = [sys.executable, "-m", "devstack", "test", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis"]
    return subprocess.Popen(command, cwd=folder, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_each_runs_once_and_failures_are_told(tmp_path: Path) -> None:
    files = {name: GOOD.format(name) for name in "abcd"}
    bad = "def test_bad(): assert 1 == 2\n@pytest.mark.skip(reason='so')\ndef test_left(): pass\n"
    with suite(tmp_path, **files, e=bad) as run:
        said = run.communicate()[0]
    assert run.returncode == 1
    assert "8 passed, 1 failed, 1 skipped in" in said
    assert said.count("FAILED test_e.py::test_bad") == 1
    names = sorted((tmp_path / "ran").read_text().split())
    assert names == sorted(["test_bad", *(f"test_{name}_{number}" for name in files for number in ("one", "two"))])


def test_a_process_that_dies_is_told(tmp_path: Path) -> None:
    with suite(tmp_path, a="def test_dies(): os._exit(0)\n", b=GOOD.format("b")) as run:
        said = run.communicate()[0]
    assert run.returncode == 1
    assert "of 3 tests ran" in said


def test_a_signal_ends_all_of_them(tmp_path: Path) -> None:
    slow = "def test_slow(): pathlib.Path(f'pid-{os.getpid()}').touch(); time.sleep(60)\ndef test_after(): pass\n"
    with suite(tmp_path, a=slow, b=slow) as run:
        end = time.monotonic() + 60
        while len(pids := [int(file.name.partition("-")[2]) for file in tmp_path.glob("pid-*")]) < 2:
            assert time.monotonic() < end
            time.sleep(0.1)
        run.send_signal(signal.SIGTERM)
        run.communicate()
    assert run.returncode == 130
    assert not [number for number in pids if Path(f"/proc/{number}").exists()]
