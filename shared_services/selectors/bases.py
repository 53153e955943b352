"""Gross operating costs by establishment: what a head-office quota is pro rata to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import BinaryField, ExpressionWrapper, F

from establishments.catalogue import catalogue
from establishments.enums import Scenario
from establishments.models import Establishment, Report
from establishments.packing import MISSING, NOT_APPLICABLE, unpack_all
from groupe.kernel.numbers import from_units
from groupe.kernel.periods import Month
from shared_services.enums import Base
from shared_services.selectors.drivers import APPROVED, FLOWS
from shared_services.selectors.membership import days_inside

YEAR: Final = 12


@dataclass(frozen=True)
class GrossCost:
    """Euros of an establishment in a year, and in how many months they were told."""

    establishment: Establishment
    amount: Decimal
    source: str
    months: int


def gross_costs(scope: str, year: int, proposed: Mapping[str, Decimal]) -> tuple[list[GrossCost], list[Establishment]]:
    """Of the establishments inside `scope` during `year`, by code; and those of which nothing is known.

    Who was in the group all through the year before counts with the approved costs of that year; who is newer with
    the budget of `year`, or with the one `proposed` by code, which comes first.
    """
    before = year - 1
    inside = _inside(scope, year)
    whole = {pk for pk, months in _inside("group", before).items() if months == YEAR}
    actual, budget = _told(Scenario.ACTUAL, before), _told(Scenario.BUDGET, year)
    found, unknown = [], []
    for site in Establishment.objects.filter(pk__in=inside).order_by("code"):
        told, source = (actual, Base.ACTUAL) if site.pk in whole else (budget, Base.BUDGET)
        if site.code in proposed:
            found.append(GrossCost(site, proposed[site.code], Base.PROPOSED, 0))
        elif site.pk in told:
            found.append(GrossCost(site, *told[site.pk][:1], source, told[site.pk][1]))
        else:
            unknown.append(site)
    return found, unknown


def _inside(scope: str, year: int) -> dict[int, int]:
    """Months of the year with a day inside, by establishment."""
    first, last = Month.parse(f"{year}-01"), Month.parse(f"{year}-12")
    found: dict[int, int] = defaultdict(int)
    for days in days_inside([scope], first, last)[scope].values():
        for pk in days:
            found[pk] += 1
    return found


def _told(scenario: str, year: int) -> dict[int, tuple[Decimal, int]]:
    """Euros and months by establishment, where all groups of costs are told."""
    rows = Report.objects.filter(scenario=scenario, month__year=year, counting__isnull=False)
    if scenario == Scenario.ACTUAL:
        rows = rows.filter(status__in=APPROVED)
    packed = rows.order_by().annotate(packed=ExpressionWrapper(F("counting__common"), BinaryField()))
    told = list(packed.values_list("establishment", "packed"))
    measures = [catalogue().measures[code] for code in FLOWS["costs"]]
    if not told:
        return {}
    places = [measure.position for measure in measures]
    values = unpack_all([row[1] for row in told], max(places) + 1)[:, places].tolist()
    found: dict[int, tuple[Decimal, int]] = {}
    for (pk, _packed), units in zip(told, values, strict=True):
        if MISSING not in units:
            amount, months = found.get(pk, (Decimal(0), 0))
            found[pk] = amount + _sum(units, [measure.scale for measure in measures]), months + 1
    return found


def _sum(units: Iterable[int], scales: Iterable[int]) -> Decimal:
    pairs = zip(units, scales, strict=True)
    return sum((from_units(value, scale) for value, scale in pairs if value != NOT_APPLICABLE), Decimal(0))
