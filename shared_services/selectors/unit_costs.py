"""What a unit of a department costs, month by month, against its budget."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from groupe.kernel.periods import Month
from shared_services.enums import CHARGED, RunKind
from shared_services.models import Department, DepartmentMonth, PoolKey, RunLine


@dataclass(frozen=True)
class UnitCost:
    """`units` are those of the key that the charged run of the month froze, day-weighted; euros, None where unknown."""

    month: Month
    driver: str
    units: Decimal
    actual: Decimal | None
    budget: Decimal | None

    @property
    def per_unit(self) -> Decimal | None:
        return _over(self.actual, self.units)

    @property
    def budgeted(self) -> Decimal | None:
        """The budget over the units that there were."""
        return _over(self.budget, self.units)

    @property
    def gap(self) -> Decimal | None:
        """Above the budget, in parts of it."""
        if self.actual is None or not self.budget:
            return None
        return (self.actual - self.budget) / self.budget


def unit_costs(department: Department, last: Month, count: int = 24) -> list[UnitCost]:
    """The months that were shared up to `last`, newest first."""
    first = (last - count + 1).first
    keys = RunLine.objects.filter(
        department=department, run__state__in=CHARGED, run__kind=RunKind.MONTH, run__month__gte=first,
        run__month__lte=last.first,
    )  # fmt: skip
    units = dict(keys.order_by().values_list("run__month").annotate(Sum("key")))
    told = {row.month: row for row in DepartmentMonth.objects.filter(department=department, month__in=units)}
    dated = [(row.valid, row.driver) for row in PoolKey.objects.filter(department=department)]
    found = []
    for day in sorted(units, reverse=True):
        month, row = Month.of(day), told.get(day)
        driver = next((driver for valid, driver in dated if month.last in valid), "")
        actual, budget = (row.actual, row.budget) if row else (None, None)
        found.append(UnitCost(month, driver, units[day] or Decimal(0), actual, budget))
    return found


def _over(amount: Decimal | None, units: Decimal) -> Decimal | None:
    return amount / units if amount is not None and units else None
