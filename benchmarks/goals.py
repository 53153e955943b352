"""What was promised: ratios against plain GROUP BY in the same run, and limits (docs/performance.md)."""

from __future__ import annotations

from benchmarks.results import Results

SMALL, LARGE = 200 * 60, 2_000 * 60
# key, what, slow, fast, goal of 200 x 60, goal of 2,000 x 60
RATIOS = (
    ("page", "page of the group: GROUP BY / engine", "page_plain", "page_engine", 100, 1000),
    ("constant", "constant perimeter: GROUP BY / engine", "constant_plain", "constant_engine", 50, 50),
    ("close", "as known at a close: GROUP BY / engine", "close_plain", "close_engine", 100, 1000),
    ("rebuild", "rebuild, all that it makes: GROUP BY / engine", "rebuild_plain", "rebuild_engine", 10, 30),
    ("rebuild_totals", "rebuild, totals alone by GROUP BY / engine", "totals_plain", "rebuild_engine", 10, 30),
    ("bridge", "bridge over 12 months: GROUP BY / engine", "bridge_plain", "bridge_engine", None, None),
    ("children", "children by kind: GROUP BY / engine", "children_plain", "children_engine", None, None),
    ("any_day", "any past day: GROUP BY / engine", "day_plain", "day_engine", None, None),
    ("storage", "storage: narrow rows / versions of reports", "storage_narrow", "storage_reports", 8, 8),
    ("storage_all", "storage: narrow rows / versions and all figures", "storage_narrow", "storage_all", None, None),
    *(
        (
            f"shares_{method}",
            f"shares by {method}: plain fractions / product",
            f"shares_{method}_plain",
            f"shares_{method}_exact",
            None,
            None,
        )
        for method in ("direct", "step_down", "reciprocal")
    ),
)


def hold(results: Results) -> None:
    """Goals exist for two sizes; other sizes are held against the nearest below."""
    size = results.size["sites"] * results.size["months"]
    for key, what, slow, fast, small, large in RATIOS:
        results.ratio(key, what, slow, fast, large if size >= LARGE else small if size >= SMALL else None)
    goals = size >= SMALL
    save = results.median("save_engine") / results.median("save_bare")
    results.at_most("save", "one submission / bare write of its version", "x", save, 1.5 if goals else None)
    added = results.median("save_engine") / results.median("save_alone")
    results.at_most(
        "save_added", "one submission / the same not queued for folding", "x", added, 1.5 if goals else None
    )
    queued = results.median("save_queued") / results.median("save_bare")
    results.at_most(
        "save_queued", "bare write queued for consolidation / bare write", "x", queued, 1.5 if goals else None
    )
    lag = results.facts["lag_p95_ms"]
    results.at_most("lag", "a submission is seen, 95th percentile", "ms", lag, 1000 if goals else None)
    results.at_most("differences", "figures that differ after the run", "", results.facts["differences"], 0)
