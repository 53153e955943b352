"""Twelve departments, whose costs are what head office and pooled departments billed the sites."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.db.models import Sum

from establishments.enums import Account
from establishments.models import Establishment, Flow, LegalEntity
from groupe.kernel.periods import Month
from groupe.kernel.shares import split
from shared_services.models import Department, DepartmentMonth

WORDS: Final = Path(__file__).with_name("departments.toml")
MONTHS: Final = 24
BUDGET: Final = Decimal("1.02")


def write_departments(last: Month) -> list[Department]:
    """The departments, and their costs of two years; nothing in a group without a pooled department."""
    site = Establishment.objects.filter(kind="support_department").order_by("pk").first()
    if site is None:
        return []
    told = tomllib.loads(WORDS.read_text())["departments"]
    entity = LegalEntity.objects.filter(attachments__establishment=site).order_by("pk").first()
    rows = [_department(one, site, entity) for one in told]
    Department.objects.bulk_create(rows)
    _write_months(rows, [one["weight"] for one in told], last)
    return rows


def _department(told: dict[str, Any], site: Establishment, entity: LegalEntity | None) -> Department:
    known = {name: told[name] for name in ("code", "name", "mission")}
    return Department(**known, team=Decimal(str(told["team"])), site=site, entity=entity)


def _write_months(rows: list[Department], weights: list[int], last: Month) -> None:
    billed = Flow.objects.filter(
        account=Account.SERVICE,
        seller_establishment__kind__in=("support_department", "head_office"),
        month__gte=(last - MONTHS + 1).first,
        month__lte=last.first,
    )
    sums = dict(billed.order_by().values_list("month").annotate(Sum("amount")))
    DepartmentMonth.objects.bulk_create(
        DepartmentMonth(department=row, month=month, actual=actual, budget=round(actual * BUDGET, -1))
        for month, total in sorted(sums.items())
        for row, actual in zip(rows, _shares(total, weights), strict=True)
    )


def _shares(total: Decimal, weights: list[int]) -> list[Decimal]:
    """Whole cents that add up to the total."""
    return [Decimal(cents) / 100 for cents in split(int(total * 100), weights)]
