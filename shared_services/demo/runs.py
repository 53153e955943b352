"""Keys of the twelve departments, two years of approved runs, and a draft that waits for approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from establishments.demo.users import DOMAIN
from establishments.enums import Role
from groupe.accounts.models import User
from groupe.kernel.periods import PARIS, Month
from shared_services.demo.keys import write_keys
from shared_services.enums import Method, RunState
from shared_services.models import AllocationRun, Department, DepartmentMonth
from shared_services.services.computing import run_compute


def write_runs(departments: Sequence[Department], last: Month) -> None:
    """Every month with a cost is shared by the controller and approved by an executive; the last one waits."""
    write_keys(departments)
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
