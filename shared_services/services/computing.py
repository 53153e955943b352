"""A run is computed by a worker: inputs frozen, amounts worked out, lines written at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from establishments.models import Establishment
from groupe.kernel.copying import copy_values
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month
from shared_services.enums import Method, RunKind, RunState
from shared_services.models import AllocationRun, Department, RunLine
from shared_services.selectors.pools import pool_months
from shared_services.services.frozen import Line, amounts, fingerprint, frozen_pools, month_lines
from shared_services.services.runs import charged_in, send
from shared_services.sharing import PREFIX, step_order

LOCK: Final = 7_260_140
LOST_AFTER: Final = dt.timedelta(minutes=1)


def run_compute(pk: int) -> AllocationRun | None:
    """Nothing where it is computed already, or by another worker just now: a message may come twice."""
    with _alone(pk) as mine:
        run = AllocationRun.objects.filter(pk=pk, state=RunState.COMPUTING).first() if mine else None
        if run is None:
            return None
        try:
            inputs = freeze(run)
            months = month_lines(inputs)
            lines = amounts(inputs, months)
        except DomainError as error:
            AllocationRun.objects.filter(pk=pk).update(state=RunState.FAILED, remark=error.message[:500])
            run.refresh_from_db()
            return run
        run.sums = _summed(inputs["before"], months)
        _write(run, inputs, lines)
        return run


def compute_lost() -> int:
    """Runs whose message was lost, or whose worker died, are asked for again; how many."""
    lost = AllocationRun.objects.filter(state=RunState.COMPUTING, asked_at__lt=timezone.now() - LOST_AFTER)
    for pk in (found := list(lost.values_list("pk", flat=True))):
        send(pk)
    return len(found)


def freeze(run: AllocationRun) -> dict[str, Any]:
    """All that the amounts come from; DomainError (422) where nothing was spent or something cannot be shared."""
    last = run.period
    first = Month(last.index - last.number + 1) if run.kind == RunKind.TRUE_UP else last
    before, charged = _before(run)
    codes = dict(Establishment.objects.values_list("pk", "code"))
    months, asked = {}, AllocationRun.objects.filter(pk=run.pk)
    asked.update(done=0, total=last.index - first.index + 1)
    for number, month in enumerate(first.to(last), start=1):
        asked.update(done=number)
        pools = frozen_pools(pool_months(month, run.basis), codes)
        if all(pool["cost"] is None for pool in pools.values()):
            if run.kind == RunKind.MONTH:
                raise DomainError("no_cost", _("No department has a cost in this month."), status=422)
            continue
        months[str(month)] = pools
    order = run.order or step_order_of(months[max(months)] if months else {})
    return {
        "kind": run.kind,
        "basis": run.basis,
        "method": run.method,
        "order": order if run.method == Method.STEP_DOWN else [],
        "rounding": "largest remainder, cumulated",
        "months": months,
        "before": before,
        "charged": charged,
    }


def _before(run: AllocationRun) -> tuple[dict[str, int], dict[str, int]]:
    """Of the year up to this run, by line: millionths of a cent shared, and cents charged.

    A true-up computes all months anew, and knows only what was charged.
    """
    upto = run.period if run.kind == RunKind.TRUE_UP else run.period - 1
    last = charged_in(upto).exclude(kind=run.kind, month=run.month).last() if upto.year == run.period.year else None
    if last is None:
        return {}, {}
    charged: dict[str, int] = defaultdict(int, last.inputs["charged"])
    lines = RunLine.objects.filter(run=last).order_by()
    for code, site, amount in lines.values_list("department__code", "establishment__code", F("shared") + F("direct")):
        charged[f"{code}/{site}"] += int(amount * 100)
    return {} if run.kind == RunKind.TRUE_UP else dict(last.sums), dict(charged)


def _summed(before: Mapping[str, int], months: Sequence[Mapping[Line, int]]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int, before)
    for lines in months:
        for line, units in lines.items():
            sums["/".join(line)] += units
    return dict(sums)


def step_order_of(pools: Mapping[str, Any]) -> list[str]:
    """Of step-down: the largest part given to other departments first."""
    given = {
        code: {PREFIX + to: Fraction(Decimal(percent)) for to, percent in pool["parts"].items()}
        | {"": 100 - sum((Fraction(Decimal(percent)) for percent in pool["parts"].values()), Fraction(0))}
        for code, pool in pools.items()
    }
    return step_order(given)


@transaction.atomic
def _write(run: AllocationRun, inputs: dict[str, Any], lines: Mapping[Line, int]) -> None:
    departments = dict(Department.objects.values_list("code", "pk"))
    sites = dict(Establishment.objects.values_list("code", "pk"))
    pools = inputs["months"].get(str(run.period), {})
    direct = {(code, site): cents for code, pool in pools.items() for site, cents in pool["direct"].items()}
    if run.kind == RunKind.TRUE_UP:
        direct = {}  # charged by the months before, but for what was recorded since
    RunLine.objects.filter(run=run).delete()
    copy_values(
        RunLine._meta.db_table,
        ("run_id", "department_id", "establishment_id", "key", "shared", "direct"),
        (
            (
                run.pk,
                departments[line[0]],
                sites[line[1]],
                _key(pools, line),
                Decimal(lines.get(line, 0) - direct.get(line, 0)) / 100,
                Decimal(direct.get(line, 0)) / 100,
            )
            for line in sorted(lines.keys() | direct.keys())
        ),
    )
    run.inputs, run.fingerprint, run.state = inputs, fingerprint(inputs), RunState.DRAFT
    run.order = inputs["order"]
    run.save(update_fields=["inputs", "sums", "fingerprint", "state", "order"])


def _key(pools: Mapping[str, Any], line: Line) -> Decimal | None:
    found = pools.get(line[0], {}).get("keys", {}).get(line[1])
    if found is None:
        return None
    weight = Fraction(found[0])
    return round(Decimal(weight.numerator) / Decimal(weight.denominator), 6)


@contextmanager
def _alone(pk: int) -> Iterator[bool]:
    """Whether no other worker computes this run: the lock goes with the connection of a worker that dies."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [LOCK, pk])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCK, pk])
