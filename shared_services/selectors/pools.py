"""What a run is computed from: costs, direct charges, keys and parts of a month, as they stand now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Sum

from establishments.models import Establishment
from groupe.kernel.periods import Month
from shared_services.enums import Basis, Driver
from shared_services.models import Department, DepartmentMonth, DirectCharge, PoolKey, PoolShare
from shared_services.selectors.asked import asked_in, keys_asked
from shared_services.selectors.drivers import Figures, Key, keys_of
from shared_services.selectors.membership import by_month, spans_inside


@dataclass(frozen=True)
class PoolMonth:
    """A department in a month: cents to charge, cents of direct charges by establishment, keys, parts of others."""

    department: Department
    cost: int | None
    direct: Mapping[int, int]
    driver: str
    keys: Mapping[int, Key]
    parts: Mapping[str, Decimal]


def pool_months(
    month: Month, basis: str, *, drivers: Mapping[str, str] | None = None, departments: Sequence[Department] = ()
) -> list[PoolMonth]:
    """The active departments in a month, by code; `drivers` stands in for the key of some, in a simulation."""
    rows = list(departments) or list(Department.objects.filter(active=True).order_by("code"))
    chosen = _keys(rows, month) | {code: (driver, {}) for code, driver in (drivers or {}).items()}
    costs, charges, parts = _costs(rows, month, basis), _direct(rows, month), _parts(rows, month)
    spans = spans_inside([*(row.scope for row in rows), "group"], month, month)
    inside = {scope: by_month(days, month, month)[month] for scope, days in spans.items()}
    figures = Figures({driver for driver, _weights in chosen.values()}, month)
    by_desk = [row for row in rows if chosen.get(row.code, ("",))[0] == Driver.TICKETS]
    asked = asked_in(month, {row.pk: spans[row.scope] for row in by_desk})
    codes = dict(Establishment.objects.filter(pk__in=inside["group"]).values_list("code", "pk"))

    def keys(row: Department, driver: str, weights: Mapping[str, Any]) -> Mapping[int, Key]:
        if driver == Driver.TICKETS:
            return keys_asked(month, inside[row.scope], asked.get(row.pk, {}))
        fixed = {codes[code]: Fraction(weight) for code, weight in weights.items() if code in codes}
        return keys_of(driver, figures, inside[row.scope], inside["group"], fixed=fixed) if driver else {}

    return [
        PoolMonth(row, costs.get(row.pk), charges[row.pk], driver, keys(row, driver, weights), parts[row.code])
        for row, (driver, weights) in ((row, chosen.get(row.code, ("", {}))) for row in rows)
    ]


def _keys(rows: Sequence[Department], month: Month) -> dict[str, tuple[str, dict[str, Any]]]:
    """The key that holds on the last day of the month."""
    found = PoolKey.objects.on(month.last).filter(department__in=rows).order_by()
    return {
        code: (driver, weights) for code, driver, weights in found.values_list("department__code", "driver", "weights")
    }


def _costs(rows: Sequence[Department], month: Month, basis: str) -> dict[int, int]:
    field = "actual" if basis == Basis.ACTUAL else "budget"
    told = DepartmentMonth.objects.filter(department__in=rows, month=month.first, **{f"{field}__isnull": False})
    return {pk: _cents(amount) for pk, amount in told.values_list("department", field)}


def _direct(rows: Sequence[Department], month: Month) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    charges = DirectCharge.objects.filter(department__in=rows, month=month.first).order_by()
    for department, establishment, amount in charges.values_list("department", "establishment").annotate(Sum("amount")):
        found[department][establishment] = _cents(amount)
    return found


def _parts(rows: Sequence[Department], month: Month) -> dict[str, dict[str, Decimal]]:
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    told = PoolShare.objects.on(month.last).filter(giver__in=rows, receiver__in=rows).order_by()
    for giver, receiver, percent in told.values_list("giver__code", "receiver__code", "percent"):
        found[giver][receiver] = percent
    return found


def _cents(amount: Decimal) -> int:
    return int(amount * 100)
