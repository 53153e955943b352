"""The list of departments, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from establishments.access import Access
from groupe.kernel.periods import Month
from shared_services.access import sees_costs, visible_departments
from shared_services.models import Department, DepartmentMonth


@dataclass(frozen=True)
class DepartmentCard:
    """`budget` and `spent` are euros of the year so far, None where nobody told or the reader may not see them."""

    department: Department
    budget: Decimal | None = None
    spent: Decimal | None = None


def department_cards(access: Access, last: Month) -> list[DepartmentCard]:
    """The active departments that the user sees, by name, with the months of the year up to `last`."""
    rows = list(visible_departments(access).filter(active=True).select_related("head"))
    year = DepartmentMonth.objects.filter(
        department__in=rows, month__gte=last.first.replace(month=1), month__lte=last.first
    )
    sums = {
        row["department"]: (row["told"], row["spent"])
        for row in year.order_by().values("department").annotate(told=Sum("budget"), spent=Sum("actual"))
    }
    return [DepartmentCard(row, *(sums.get(row.pk, ()) if sees_costs(access, row) else ())) for row in rows]


def months_of(department: Department, last: Month, count: int = 24) -> list[DepartmentMonth]:
    """The months told up to `last`, newest first."""
    first = (last - count + 1).first
    rows = DepartmentMonth.objects.filter(department=department, month__gte=first, month__lte=last.first)
    return list(rows.order_by("-month"))
