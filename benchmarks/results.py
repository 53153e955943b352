"""What was measured: durations, sizes and rates under stable keys, and the goals that they are held against.

`results.json`: `size` (`sites`, `months`), `machine`, `facts`, `equal` (figures compared, by what), `measured` (by key:
`what`, `unit`, `median`, `low`, `high` (10th and 90th percentile), `runs`, and `at_least` where a limit cut it short)
and `goals` (by key: `what`, `unit`, `value`, `goal`, `better` (`more` or `less`), `met`, which is null where the size
has no such goal). A key keeps its meaning once it was given.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
RESULTS, KEPT = HERE / "results.json", HERE / "kept"


@dataclass(frozen=True)
class Measured:
    what: str
    unit: str
    median: float
    low: float
    high: float
    runs: int
    at_least: bool = False


@dataclass(frozen=True)
class Goal:
    what: str
    unit: str
    value: float
    goal: float | None
    better: Literal["more", "less"]
    met: bool | None


@dataclass
class Results:
    size: dict[str, int]
    machine: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)
    equal: dict[str, int] = field(default_factory=dict)
    measured: dict[str, Measured] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)

    def time(
        self, key: str, what: str, work: Callable[[], Any], *, runs: int = 1, before: Callable[[], Any] | None = None
    ) -> None:
        """Milliseconds; `before` prepares each run and is not counted."""
        taken = []
        for _number in range(runs):
            if before:
                before()
            begin = time.perf_counter()
            work()
            taken.append(1000 * (time.perf_counter() - begin))
        self.keep(key, what, "ms", taken)

    def keep(self, key: str, what: str, unit: str, values: Sequence[float], *, at_least: bool = False) -> None:
        ordered = sorted(values)
        low, high = percentile(ordered, 0.1), percentile(ordered, 0.9)
        middle = statistics.median(ordered)
        self.measured[key] = Measured(
            what, unit, round(middle, 3), round(low, 3), round(high, 3), len(ordered), at_least
        )
        one = self.measured[key]
        print(f"  {what}: {'more than ' if at_least else ''}{shown(one.median)} {unit}", flush=True)

    def median(self, key: str) -> float:
        return self.measured[key].median

    def ratio(self, key: str, what: str, slow: str, fast: str, goal: float | None) -> None:
        """How many times less than GROUP BY; a lower bound of that where GROUP BY was cut short."""
        if slow in self.measured and fast in self.measured:
            value = self.median(slow) / max(self.median(fast), 1e-9)
            self.goals[key] = Goal(what, "x", round(value, 2), goal, "more", value >= goal if goal else None)

    def at_most(self, key: str, what: str, unit: str, value: float, goal: float | None) -> None:
        self.goals[key] = Goal(what, unit, round(value, 3), goal, "less", value <= goal if goal is not None else None)

    def write(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @property
    def name(self) -> str:
        return f"{self.size['sites']}x{self.size['months']}"


def percentile(ordered: Sequence[float], share: float) -> float:
    """Of ordered values, between two of them by distance."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def shown(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:,.2f}"


def tell(results: Results) -> None:
    """The table, in the order of measuring; then ratios and limits beside their goals."""
    size, facts = results.size, results.facts | results.machine
    print(f"\n{size['sites']} sites x {size['months']} months")
    print(", ".join(f"{name} {each}" for name, each in facts.items()))
    print(f"\n{'':<66}{'median':>12}{'p10':>12}{'p90':>12}{'runs':>6}")
    for each in results.measured.values():
        median = f"{'> ' if each.at_least else ''}{shown(each.median)}"
        print(
            f"{each.what + ', ' + each.unit:<66}{median:>12}{shown(each.low):>12}{shown(each.high):>12}{each.runs:>6}"
        )
    print(f"\n{'':<66}{'measured':>12}{'goal':>12}")
    for goal in results.goals.values():
        sign = {"more": ">=", "less": "<="}[goal.better]
        asked = f"{sign} {shown(goal.goal)}" if goal.goal is not None else "–"
        met = {True: "met", False: "not met", None: ""}[goal.met]
        print(f"{goal.what + ', ' + goal.unit:<66}{shown(goal.value):>12}{asked:>12}  {met}")
    print(f"\nequal to the last digit: {sum(results.equal.values()):,} figures ({', '.join(results.equal)})")


def kept() -> list[dict[str, Any]]:
    """The results that are in the repository, from the smallest group to the largest."""
    found = [json.loads(path.read_text()) for path in KEPT.glob("*.json")]
    return sorted(found, key=lambda each: each["size"]["sites"] * each["size"]["months"])
