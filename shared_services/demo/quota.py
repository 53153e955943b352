"""The authorisation of head office, and the quotas of two years."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from django.db.models import Sum

from establishments.demo.users import DOMAIN
from establishments.enums import Role
from groupe.accounts.models import User
from groupe.kernel.periods import Month
from shared_services.models import DepartmentMonth
from shared_services.selectors.bases import gross_costs
from shared_services.services.quota import authorisation_add, quota_set

ACCEPTED: Final = Decimal("0.85")  # of what departments cost
PROPOSED: Final = Decimal(900_000)  # where a newcomer has no budget yet


def write_quotas(last: Month) -> None:
    controller = User.objects.get(email=f"{Role.CONTROLLER}@{DOMAIN}")
    held = authorisation_add(
        since=dt.date(last.year - 1, 1, 1),
        until=dt.date(last.year + 3, 12, 31),
        authority="Agence régionale de santé",
        evidence=f"Arrêté du 18 décembre {last.year - 2}",
        author=controller,
    )
    for year in (last.year - 1, last.year):
        costs = DepartmentMonth.objects.filter(month__year=year, actual__isnull=False)
        told = costs.aggregate(spent=Sum("actual"))["spent"]
        known, unknown = gross_costs("group", year, {})
        if told and known:
            months = costs.values("month").distinct().count()
            quota_set(
                authorisation=held,
                year=year,
                author=controller,
                cost=round(told * ACCEPTED * 12 / months, -3),
                proposed={site.code: PROPOSED for site in unknown},
            )
