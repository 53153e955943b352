"""A small group with pools, built in a few words, and what its establishments are charged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from establishments.enums import Role, Status
from groupe.accounts.models import User
from groupe.kernel.periods import Month
from shared_services.enums import Driver, RunState
from shared_services.models import AllocationRun, Department, DepartmentMonth
from shared_services.services.computing import run_compute
from shared_services.services.departments import department_month_set, department_save
from shared_services.services.pools import key_set, share_set
from shared_services.services.runs import run_approve, run_ask
from tests.cast import person
from tests.consolidation.world import World

SINCE = dt.date(2020, 1, 1)


class Pools:
    """Departments by code over a world of sites; a controller asks for runs, an executive approves them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.controller: User = person(Role.CONTROLLER)
        self.executive: User = person(Role.EXECUTIVE)

    def department(self, code: str, driver: str = Driver.FTE_DAYS, scope: str = "group", **weights: str) -> Department:
        made = department_save(department=None, code=code, name=code, scope=scope)
        fixed = {site: Decimal(weight) for site, weight in weights.items()}
        key_set(department=made, driver=Driver.FIXED if fixed else driver, since=SINCE, weights=fixed)
        return made

    def part(self, giver: str, receiver: str, percent: str) -> None:
        by_code = {row.code: row for row in Department.objects.all()}
        share_set(giver=by_code[giver], receiver=by_code[receiver], percent=Decimal(percent), since=SINCE)

    def cost(self, code: str, month: str, actual: str | None = None, budget: str | None = None) -> DepartmentMonth:
        given = {name: Decimal(value) if value else None for name, value in (("actual", actual), ("budget", budget))}
        return department_month_set(department=Department.objects.get(code=code), month=Month.parse(month), **given)

    def staff(self, code: str, month: str, fte: str, status: str = Status.VALIDATED) -> None:
        self.world.report(code, month, {"ETP_REEL": fte}, status=status)

    def run(self, month: str, **how: object) -> AllocationRun:
        """Asked for and computed."""
        asked = run_ask(author=self.controller, month=Month.parse(month), **how)  # type: ignore[arg-type]
        run_compute(asked.pk)
        asked.refresh_from_db()
        return asked

    def approved(self, month: str, **how: object) -> AllocationRun:
        run = self.run(month, **how)
        assert run.state == RunState.DRAFT, run.remark
        return run_approve(run=run, author=self.executive)


def charged(run: AllocationRun, department: str = "") -> Mapping[str, str]:
    """Euros by establishment."""
    rows = run.lines.filter(department__code=department) if department else run.lines.all()
    sums: dict[str, Decimal] = {}
    for site, shared, direct in rows.values_list("establishment__code", "shared", "direct"):
        sums[site] = sums.get(site, Decimal(0)) + shared + direct
    return {site: str(amount) for site, amount in sorted(sums.items())}
