"""`make bench` runs on a small group, and says what is wrong with its size."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from benchmarks.timing import RESULTS
from tests.house.runs import ROOT, run


def test_a_small_group_is_measured() -> None:
    command = [sys.executable, "-m", "benchmarks"]
    before = RESULTS.read_bytes() if RESULTS.exists() else None
    variables = {"SITES": "6", "MONTHS": "14", "VAR": "/nonexistent", "DATABASE_URL": "", "REDIS_URL": ""}
    environment = {name: value for name, value in (dict(os.environ) | variables).items() if value}
    environment.pop("PYTEST_CURRENT_TEST", None)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "devstack", "run", *command],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        told = json.loads(RESULTS.read_text())
    finally:
        if before is not None:
            RESULTS.write_bytes(before)
    assert told["size"] == "6 x 14"
    names = [each["name"] for each in told["measured"]]
    assert names[:3] == ["demo group made", "full rebuild", "fold of one report, last month"]
    assert all(each["ms"] > 0 for each in told["measured"])
    assert all(name in done.stdout for name in names)


def test_a_size_that_is_none_is_refused() -> None:
    done = run("-m", "benchmarks", ENVIRONMENT="development", SITES="many")
    assert (done.returncode, done.stderr.strip()) == (1, "SITES and MONTHS: expected whole numbers")
