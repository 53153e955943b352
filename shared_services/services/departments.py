"""Departments are opened and described here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from establishments.models import Establishment, LegalEntity
from establishments.scopes import named_scopes
from establishments.services.structure.checks import refused
from establishments.services.structure.identity import check_code
from groupe.accounts.models import User
from groupe.kernel.periods import Month
from shared_services.models import Department, DepartmentMonth


@transaction.atomic
def department_save(
    *,
    department: Department | None = None,
    code: str,
    name: str,
    mission: str = "",
    head: User | None = None,
    team: Decimal | None = None,
    scope: str = "group",
    site: Establishment | None = None,
    entity: LegalEntity | None = None,
    active: bool = True,
) -> Department:
    """Opens a department, or describes it anew; its code is given once."""
    if scope not in named_scopes([scope]):
        raise refused("scope", _("There is no such scope."))
    if team is not None and team < 0:
        raise refused("team", _("A team cannot be negative."))
    if department is None:
        check_code(Department, code)
        department = Department(code=code)
    known = {
        "name": name, "mission": mission, "head": head, "team": team, "scope": scope, "site": site,
        "entity": entity, "active": active,
    }  # fmt: skip
    for field, value in known.items():
        setattr(department, field, value)
    department.save()
    return department


@transaction.atomic
def department_month_set(
    *, department: Department, month: Month, budget: Decimal | None = None, actual: Decimal | None = None
) -> DepartmentMonth:
    """Euros; None leaves a value as it is."""
    given = {name: value for name, value in (("budget", budget), ("actual", actual)) if value is not None}
    row, _created = DepartmentMonth.objects.update_or_create(department=department, month=month.first, defaults=given)
    return row


@transaction.atomic
def department_year_set(
    *, department: Department, year: int, months: Mapping[Month, Mapping[str, Decimal | None]]
) -> tuple[Decimal, Decimal]:
    """Several months at once, `actual` and `budget` of each; None forgets an amount. Returns the sums of the year."""
    for month, given in months.items():
        values = {name: given[name] for name in ("actual", "budget") if name in given}
        if month.year != year:
            raise refused("month", _("A month of %(year)s is expected.") % {"year": year})
        DepartmentMonth.objects.update_or_create(department=department, month=month.first, defaults=values)
    rows = DepartmentMonth.objects.filter(department=department, month__year=year)
    rows.filter(actual__isnull=True, budget__isnull=True).delete()
    sums = rows.aggregate(actual=Sum("actual"), budget=Sum("budget"))
    return sums["actual"] or Decimal(0), sums["budget"] or Decimal(0)
