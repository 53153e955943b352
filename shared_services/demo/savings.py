"""Three savings of the demo group: one confirmed, one measured, and one that does not count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.utils import timezone

from establishments.demo.users import DOMAIN
from establishments.enums import Role
from establishments.models import Establishment
from groupe.accounts.models import User
from groupe.kernel.periods import Month
from shared_services.enums import CHARGED, SavingState
from shared_services.models import Department, RunLine, Saving
from shared_services.selectors.runs import AMOUNT

# Department, unit, volume of the baseline, what the site would pay for a euro that it is charged, what it still pays,
# the index of the year.
TOLD: Final = (
    ("rh", "bulletins de paie", 1600, Decimal("3.2"), Decimal("0.10"), Decimal("102.4"), SavingState.CONFIRMED),
    ("informatique", "postes de travail", 90, Decimal("2.6"), Decimal("0.15"), Decimal("102.4"), SavingState.MEASURED),
    ("transport", "kilomètres", 42_000, Decimal("1.6"), Decimal("0.10"), Decimal("100.0"), SavingState.MEASURED),
)
INDEX: Final = Decimal("100.0")
BASELINE: Final = 23
LEAST: Final = 300  # euros


def write_savings(departments: Sequence[Department], last: Month) -> None:
    """Of the year of `last`, of who is charged most; the last one is too small for what its department costs more."""
    people = {role: User.objects.filter(email=f"{role}@{DOMAIN}").first() for role in Role}
    by_code = {row.code: row for row in departments}
    for code, unit, volume, pays, keeps, index, state in TOLD:
        department = by_code.get(code)
        charged = _charged(department, last.year, most=code != TOLD[-1][0]) if department else None
        if department is None or charged is None:
            continue
        site, amount = charged
        Saving.objects.create(
            department=department,
            establishment=site,
            year=last.year,
            unit=unit,
            baseline_first=(last - BASELINE).first,
            baseline_cost=round(amount * pays, 2),
            baseline_volume=volume,
            index_name="Indice des prix des services (INSEE)",
            index_base=INDEX,
            index_now=index,
            volume=round(volume * Decimal("1.03")),
            own_cost=round(amount * keeps, 2),
            transition=6500 if state == SavingState.CONFIRMED else 0,
            evidence="Grand livre du site",
            state=state,
            author=people[Role.TERRITORY],
            site_signed_by=people[Role.DIRECTOR],
            site_signed_at=timezone.now(),
            head_signed_by=people[Role.SUPPORT],
            head_signed_at=timezone.now(),
            measured_by=people[Role.SUPPORT],
            confirmed_by=people[Role.CONTROLLER] if state == SavingState.CONFIRMED else None,
            confirmed_at=timezone.now() if state == SavingState.CONFIRMED else None,
        )


def _charged(department: Department, year: int, *, most: bool) -> tuple[Establishment, Decimal] | None:
    rows = RunLine.objects.filter(
        department=department,
        run__state__in=CHARGED,
        run__month__gte=dt.date(year, 1, 1),
        run__month__lte=dt.date(year, 12, 1),
    )
    found = rows.order_by().values_list("establishment").annotate(amount=AMOUNT).filter(amount__gte=LEAST)
    first = found.order_by("-amount" if most else "amount", "establishment").first()
    return (Establishment.objects.get(pk=first[0]), first[1]) if first else None
