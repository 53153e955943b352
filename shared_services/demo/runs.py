"""Keys of the twelve departments, two years of approved runs, and a draft that waits for approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.utils import timezone

from establishments.demo.users import DOMAIN
from establishments.enums import Role
from groupe.accounts.models import User
from groupe.kernel.periods import PARIS, Month
from groupe.kernel.ranges import inclusive
from shared_services.enums import Driver, Method, RunState
from shared_services.models import AllocationRun, Department, DepartmentMonth, PoolKey, PoolShare
from shared_services.services.computing import run_compute

DRIVERS: Final = {
    "rh": Driver.PAYSLIPS,
    "formation": Driver.TRAINING,
    "qualite": Driver.PLACE_DAYS,
    "securite": Driver.AREA_DAYS,
    "environnement": Driver.KWH,
    "transport": Driver.KM,
    "communication": Driver.TURNOVER,
    "commercial": Driver.TURNOVER,
    "informatique": Driver.FTE_DAYS,
    "finance": Driver.TURNOVER,
    "immobilier": Driver.AREA_DAYS,
    "direction": Driver.COSTS,
}
PARTS: Final = (("informatique", "rh", 8), ("informatique", "finance", 10), ("rh", "informatique", 5))
SINCE: Final = dt.date(2020, 1, 1)


def write_runs(departments: Sequence[Department], last: Month) -> None:
    """Every month with a cost is shared by the controller and approved by an executive; the last one waits."""
    by_code = {row.code: row for row in departments}
    since = inclusive(SINCE, None)
    PoolKey.objects.bulk_create(
        PoolKey(department=row, driver=DRIVERS.get(row.code, Driver.FTE_DAYS), valid=since) for row in departments
    )
    PoolShare.objects.bulk_create(
        PoolShare(giver=by_code[giver], receiver=by_code[receiver], percent=Decimal(percent), valid=since)
        for giver, receiver, percent in PARTS
    )
    controller, executive = (User.objects.get(email=f"{role}@{DOMAIN}") for role in (Role.CONTROLLER, Role.EXECUTIVE))
    months = DepartmentMonth.objects.filter(department__in=departments).order_by("month")
    for month in map(Month.of, months.values_list("month", flat=True).distinct()):
        run = AllocationRun.objects.create(
            month=month.first, version=1, method=Method.STEP_DOWN, author=controller, asked_at=timezone.now()
        )
        run_compute(run.pk)
        if month < last:
            decided = dt.datetime.combine((month + 1).first.replace(day=18), dt.time(10), PARIS)
            AllocationRun.objects.filter(pk=run.pk, state=RunState.DRAFT).update(
                state=RunState.APPROVED, approved_by=executive, approved_at=decided
            )
