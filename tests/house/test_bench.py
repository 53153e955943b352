"""`make bench` runs on a small group: equal to plain GROUP BY, keys that keep their names; a wrong size is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from benchmarks import charts
from benchmarks.results import RESULTS, Results
from tests.house.runs import ROOT, run

EQUAL = {
    "page",
    "constant",
    "bridge",
    "children",
    "as known at a close",
    "as known on any day",
    "every scope and month",
    *(f"shares, {method}" for method in ("direct", "step_down", "reciprocal")),
    "shares, the year",
}
TIMED = {
    *(f"{what}_engine" for what in ("page", "children", "constant", "bridge", "close", "day", "rebuild")),
    *(f"{what}_plain" for what in ("page", "children", "constant", "bridge", "close", "day", "rebuild", "totals")),
    "fold_1", "fold_50", "close_period", "demo", "narrow_load",
    "save_engine", "save_alone", "save_bare", "save_queued", "bulk_values",
    "lag", "lag_rate", "lag_pages", "lag_page", "submissions", "drain",
    "dashboard", "dashboard_http", "dashboard_http_16", "dashboard_rate",
    "api_page", "api_list", "api_list_http", "api_list_http_16", "api_list_rate",
    *(f"shares_{what}" for what in ("true_up", "memory_true_up")),
    *(f"shares_{kind}{method}" for method in ("direct", "step_down", "reciprocal") for kind in ("", "memory_")),
    *(f"storage_{what}" for what in ("narrow", "reports", "cells", "comparisons", "rollups", "close", "all")),
}  # fmt: skip
GOALS = {
    "page", "constant", "close", "any_day", "rebuild", "rebuild_totals", "bridge", "children", "storage", "storage_all",
    "save", "save_added", "save_queued", "lag", "differences", "shares_direct", "shares_step_down", "shares_reciprocal",
}  # fmt: skip


def test_a_small_group_is_measured() -> None:
    before = RESULTS.read_bytes() if RESULTS.exists() else None
    variables = {"SITES": "6", "MONTHS": "15", "VAR": "/nonexistent", "DATABASE_URL": "", "REDIS_URL": "", "KEEP": ""}
    environment = {name: value for name, value in (dict(os.environ) | variables).items() if value}
    environment.pop("PYTEST_CURRENT_TEST", None)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "devstack", "run", sys.executable, "-m", "benchmarks"],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        told = json.loads(RESULTS.read_text())
    finally:
        if before is not None:
            RESULTS.write_bytes(before)
    assert told["size"] == {"sites": 6, "months": 15}
    assert set(told["equal"]) >= EQUAL
    assert all(count > 0 for count in told["equal"].values())
    assert set(told["measured"]) >= TIMED
    assert all(each["median"] > 0 or each["unit"] == "ms" for each in told["measured"].values())
    assert set(told["goals"]) >= GOALS
    assert told["facts"]["differences"] == 0
    assert {"cores", "memory_gb", "postgresql", "load_before"} <= set(told["machine"])
    assert all(each["what"] in done.stdout for each in told["measured"].values())


def test_a_size_that_is_none_is_refused() -> None:
    done = run("-m", "benchmarks", ENVIRONMENT="development", SITES="many")
    assert (done.returncode, done.stderr.strip()) == (1, "SITES, MONTHS and LIMIT: expected whole numbers")


def test_spread_and_goals_of_what_was_measured() -> None:
    results = Results({"sites": 1, "months": 1}, {})
    results.keep("slow", "slow", "ms", [100.0, 300.0, 200.0])
    results.keep("fast", "fast", "ms", [2.0])
    results.ratio("speed", "speed", "slow", "fast", 50)
    results.at_most("limit", "limit", "ms", 3.0, 2.5)
    measured = results.measured["slow"]
    assert (measured.median, measured.low, measured.high, measured.runs) == (200.0, 120.0, 280.0, 3)
    assert (results.goals["speed"].value, results.goals["speed"].met) == (100.0, True)
    assert results.goals["limit"].met is False


def test_growth_is_drawn_from_kept_results() -> None:
    drawn = charts.svg("growth-page", [_kept(10, 1.0), _kept(100, 2.0)])
    assert drawn.startswith("<svg")
    assert "GROUP BY" in drawn


def _kept(sites: int, median: float) -> dict[str, object]:
    keys = ("page_engine", "page_plain", "close_engine")
    return {"size": {"sites": sites, "months": 24}, "measured": {key: {"median": median} for key in keys}}
