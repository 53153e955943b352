"""Allocation runs of twelve departments over a year, by each method: wall time, memory, and cents that are the same."""

from __future__ import annotations

import time
import tomllib
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, Sum
from django.utils import timezone

from benchmarks import textbook
from benchmarks.results import Results
from establishments.models import Establishment
from groupe.kernel.periods import Month
from shared_services.demo.departments import WORDS
from shared_services.demo.keys import write_keys
from shared_services.enums import Basis, Driver, Method, RunKind, RunState
from shared_services.models import AllocationRun, Department, DepartmentMonth, PoolKey, RunLine
from shared_services.selectors.pools import pool_months
from shared_services.services.computing import run_compute
from shared_services.services.frozen import amounts, month_lines

COST: Final = Decimal("83333.37")


def run(last: Month, months: int, results: Results) -> None:
    """Of the last whole year that the group has told, else of the months since January."""
    first = Month(last.index - last.number + 1)
    year = [first - 12 + at for at in range(12)] if months >= last.number + 12 else list(first.to(last))
    _departments(year)
    for method in Method.values:
        _year(year, method, results)
    _true_up(year, results)
    for model in (AllocationRun, Department):
        model.objects.all().delete()


def _departments(year: list[Month]) -> None:
    """The twelve of the demo with their keys, and a cost for each month."""
    told = tomllib.loads(WORDS.read_text())["departments"]
    rows = Department.objects.bulk_create(Department(code=one["code"], name=one["name"]) for one in told)
    write_keys(rows)
    DepartmentMonth.objects.bulk_create(
        DepartmentMonth(department=department, month=month.first, actual=COST * (at + 1) + month.number)
        for at, department in enumerate(rows)
        for month in year
    )
    _fill(year)


def _fill(year: list[Month]) -> None:
    """In a group of a few sites nobody may drive a kilometre: such a department is shared by fixed weights."""
    zero = {
        pool.department
        for month in year
        for pool in pool_months(month, Basis.ACTUAL)
        if not any(key.weight for key in pool.keys.values())
    }
    codes = Establishment.objects.order_by("code").values_list("code", flat=True)
    weights = {code: str(1 + at % 7) for at, code in enumerate(codes)}
    PoolKey.objects.filter(department__in=zero).update(driver=Driver.FIXED, weights=weights)


def _year(year: list[Month], method: str, results: Results) -> None:
    """Month after month, each approved before the next; then one more as memory is watched."""
    AllocationRun.objects.all().delete()
    taken, worked = [], []
    for month in year:
        begin, work = time.perf_counter(), time.process_time()
        made = _computed(month, method)
        taken.append(1000 * (time.perf_counter() - begin))
        worked.append(1000 * (time.process_time() - work))
        _charge(made)
    results.keep(f"shares_{method}", f"allocation run of a month: {method}", "ms", taken)
    results.keep(f"shares_{method}_work", f"the process's own work of it: {method}", "ms", worked)
    last = AllocationRun.objects.get(month=year[-1].first)
    results.facts["share_lines"] = last.lines.count()
    results.equal[f"shares, {method}"] = _held(last, method, results)
    _memory(f"shares_memory_{method}", f"memory of that run: {method}", lambda: _computed(year[-1], method, 2), results)


def _true_up(year: list[Month], results: Results) -> None:
    """The year of the method before, computed anew in one run: nothing is left to charge."""
    begin = time.perf_counter()
    made = _computed(year[-1], Method.RECIPROCAL, 1, RunKind.TRUE_UP)
    results.keep("shares_true_up", "true-up of the year: reciprocal", "ms", [1000 * (time.perf_counter() - begin)])
    charged = RunLine.objects.filter(run__state=RunState.APPROVED).aggregate(
        cents=Sum(100 * (F("shared") + F("direct")))
    )
    told = 100 * (DepartmentMonth.objects.aggregate(cost=Sum("actual"))["cost"] or 0)
    again = made.lines.aggregate(cents=Sum(100 * F("shared")))["cents"] or 0
    if charged["cents"] + again != told:
        raise SystemExit(f"a year of {told} cents was charged {charged['cents']}, then {again}")
    results.equal["shares, the year"] = len(year)

    def again_true_up() -> AllocationRun:
        return _computed(year[-1], Method.RECIPROCAL, 2, RunKind.TRUE_UP)

    _memory("shares_memory_true_up", "memory of that true-up", again_true_up, results)


def _computed(month: Month, method: str, version: int = 1, kind: str = RunKind.MONTH) -> AllocationRun:
    asked = AllocationRun.objects.create(month=month.first, kind=kind, version=version, method=method)
    made = run_compute(asked.pk)
    if made is None or made.state != RunState.DRAFT:
        raise SystemExit(f"no shares of {month}: {made and made.remark}")
    return made


def _charge(made: AllocationRun) -> None:
    made.state, made.approved_at = RunState.APPROVED, timezone.now()
    made.save(update_fields=["state", "approved_at"])


def _held(made: AllocationRun, method: str, results: Results) -> int:
    """The lines of the month beside those of a textbook, and the cents of a replay beside those that were written."""
    inputs: dict[str, Any] = made.inputs
    pools = inputs["months"][str(made.period)]
    begin = time.perf_counter()
    plain = textbook.month_lines(pools, method, inputs["order"])
    between = time.perf_counter()
    found = month_lines(inputs)
    end = time.perf_counter()
    results.keep(
        f"shares_{method}_plain", f"shares of a month in plain fractions: {method}", "ms", [1000 * (between - begin)]
    )
    results.keep(f"shares_{method}_exact", f"the same in whole numbers: {method}", "ms", [1000 * (end - between)])
    lines = made.lines.values_list("department__code", "establishment__code", F("shared") + F("direct"))
    written = {(code, site): int(euros * 100) for code, site, euros in lines}
    if {line: units for line, units in found[0].items() if units} != {
        line: units for line, units in plain.items() if units
    }:
        raise SystemExit(f"the shares by {method} differ from those of a textbook")
    if amounts(inputs, found) != {line: cents for line, cents in written.items() if cents}:
        raise SystemExit(f"a replay by {method} comes to other cents")
    return len(plain)


def _memory(key: str, what: str, work: Callable[[], object], results: Results) -> None:
    """The peak of what Python holds, apart from the timed run: watching is slow."""
    tracemalloc.start()
    work()
    results.keep(key, what, "MB", [tracemalloc.get_traced_memory()[1] / 1e6])
    tracemalloc.stop()
