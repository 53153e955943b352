"""Durations, as a table and as JSON, beside those of the stored baseline."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS, BASELINE = HERE / "results.json", HERE / "baseline.json"


@dataclass(frozen=True)
class Measured:
    """The median of some runs, in milliseconds."""

    name: str
    ms: float
    runs: int


def measure(name: str, work: Callable[[], Any], *, runs: int = 1, before: Callable[[], Any] | None = None) -> Measured:
    """`before` prepares each run and is not counted."""
    taken = []
    for _number in range(runs):
        if before:
            before()
        begin = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - begin))
    return Measured(name, round(statistics.median(taken), 2), runs)


def tell(size: str, facts: dict[str, Any], measured: list[Measured]) -> None:
    """Prints the table and writes `results.json`; a ratio above 1 is slower than the baseline of this size."""
    known = stored().get(size, {})
    print(f"\n{size}: " + ", ".join(f"{value} {name}" for name, value in facts.items()))
    print(f"{'':<46}{'ms':>12}{'runs':>6}{'baseline':>12}{'ratio':>8}")
    for each in measured:
        base = known.get(each.name)
        beside = f"{base:>12,.2f}{each.ms / base:>8.2f}" if base else f"{'–':>12}{'–':>8}"
        print(f"{each.name:<46}{each.ms:>12,.2f}{each.runs:>6}{beside}")
    RESULTS.write_text(json.dumps({"size": size, "facts": facts, "measured": [asdict(m) for m in measured]}, indent=1))


def stored() -> dict[str, dict[str, float]]:
    return json.loads(BASELINE.read_text()) if BASELINE.is_file() else {}


def keep(size: str, measured: list[Measured]) -> None:
    """These durations become the baseline of this size."""
    changed = stored() | {size: {each.name: each.ms for each in measured}}
    BASELINE.write_text(json.dumps(changed, indent=1, sort_keys=True) + "\n")
