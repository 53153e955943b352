"""Whether a saving is real: pools and sites together must have fallen, or a cost has only moved.

Before and now are told in euros of the year, at the volumes of the year: the cost of the sites is what they would have
paid, that of pools is brought to the index and to the months that are told. Pools count for the establishments that
they charged both then and now; an establishment with a saving counts then by what it would have paid itself, and now by
what the department charges it. Who came or left otherwise is outside the comparison.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from groupe.kernel.numbers import round_half_up
from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from shared_services.enums import CHARGED, MEASURED_STATES
from shared_services.models import DepartmentMonth, RunLine, Saving
from shared_services.selectors.runs import AMOUNT

# Net saving and counterfactual by key of a saving.
Told: TypeAlias = Mapping[int, tuple[Decimal, Decimal]]
Costs: TypeAlias = dict[int, Decimal]  # euros by department


@dataclass(frozen=True)
class Verdict:
    """`before` and `now` are euros of the service, pools and sites together; None where they are not known."""

    counts: bool
    reason: str
    before: Decimal | None = None
    now: Decimal | None = None


@dataclass(frozen=True)
class Pools:
    """Costs by department in the months of a baseline and in those of a year, and how many months were told."""

    before: Costs
    now: Costs
    months_before: int
    months_now: int

    def then(self, department: int, index: Fraction) -> Fraction:
        """In euros of the year, for as many months as the year has told."""
        return Fraction(self.before.get(department, 0)) * index * self.months_now / self.months_before


def verdicts(savings: Sequence[Saving], told: Told) -> dict[int, Verdict]:
    """By key of the saving."""
    years = {saving.year for saving in savings}
    others = Saving.objects.filter(year__in=years, state__in=MEASURED_STATES)
    by_year: dict[int, list[Saving]] = defaultdict(list)
    for each in others:
        by_year[each.year].append(each)
    windows: dict[tuple[dt.date, int], Pools | None] = {}
    found = {}
    for saving in savings:
        if saving.pk not in told:
            found[saving.pk] = Verdict(counts=False, reason=_("It is not measured yet."))
            continue
        window = saving.baseline_first, saving.year
        if window not in windows:
            joined = {(each.department_id, each.establishment_id) for each in by_year[saving.year]}
            windows[window] = _pools(saving, joined)
        found[saving.pk] = _verdict(saving, told[saving.pk][0], windows[window], by_year[saving.year])
    return found


def _verdict(saving: Saving, net: Decimal, pools: Pools | None, others: list[Saving]) -> Verdict:
    if pools is None:
        return Verdict(
            counts=False, reason=_("What the departments cost before and now is not known: it cannot be checked.")
        )
    index = Fraction(saving.index_now or 0) / Fraction(saving.index_base)
    same = [each for each in others if each.department_id == saving.department_id]
    before = round_half_up(pools.then(saving.department_id, index) + sum(map(_would_pay, same), Fraction(0)), 2)
    now = pools.now.get(saving.department_id, Decimal(0)) + sum((each.own_cost for each in same), Decimal(0))
    departments = pools.before.keys() | pools.now.keys()
    all_before = sum((pools.then(each, index) for each in departments), Fraction(0))
    all_before += sum(map(_would_pay, others), Fraction(0))
    all_now = sum(pools.now.values(), Decimal(0)) + sum((each.own_cost for each in others), Decimal(0))
    amounts = {"before": formats.euros(before, 0), "now": formats.euros(now, 0)}
    if net <= 0:
        return Verdict(counts=False, reason=_("Nothing is left once the change is paid."), before=before, now=now)
    if now >= before:
        told = _("This service did not get cheaper, pools and sites together: %(before)s then, %(now)s now.")
        return Verdict(counts=False, reason=told % amounts, before=before, now=now)
    if all_now >= all_before:
        return Verdict(
            counts=False, reason=_("The cost moved: all pools and sites together did not fall."), before=before, now=now
        )
    told = _("Pools and sites together fell: %(before)s then, %(now)s now.")
    return Verdict(counts=True, reason=told % amounts, before=before, now=now)


def _would_pay(saving: Saving) -> Fraction:
    """What the site would have paid in the year without the department."""
    unit = Fraction(saving.baseline_cost) / Fraction(saving.baseline_volume)
    return unit * Fraction(saving.index_now or 0) / Fraction(saving.index_base) * Fraction(saving.volume or 0)


def _pools(saving: Saving, joined: set[tuple[int, int]]) -> Pools | None:
    """From runs that were charged, else from what departments told; None where either time is unknown."""
    before = Month.of(saving.baseline_first), saving.baseline_last
    now = Month.of(dt.date(saving.year, 1, 1)), Month.of(dt.date(saving.year, 12, 1))
    lines = [_lines(*window) for window in (before, now)]
    months = [rows.values("run__month").distinct().count() for rows in lines]
    if all(months):
        sums = [rows.values_list("department", "establishment").annotate(amount=AMOUNT) for rows in lines]
        tables = [{(department, site): amount for department, site, amount in rows} for rows in sums]
        sites = [{site for _department, site in table} for table in tables]
        both = sites[0] & sites[1]
        kept = {line: amount for line, amount in tables[0].items() if line[1] in both and line not in joined}
        counted = {line: amount for line, amount in tables[1].items() if line[1] in both or line in joined}
        return Pools(_sums(kept), _sums(counted), *months)
    return _told(before, now)


def _lines(first: Month, last: Month) -> QuerySet[RunLine]:
    rows = RunLine.objects.filter(run__state__in=CHARGED, run__month__gte=first.first, run__month__lte=last.first)
    return rows.order_by()


def _sums(table: Mapping[tuple[int, int], Decimal]) -> Costs:
    sums: Costs = defaultdict(Decimal)
    for (department, _site), amount in table.items():
        sums[department] += amount
    return sums


def _told(before: tuple[Month, Month], now: tuple[Month, Month]) -> Pools | None:
    """What departments spent, whomever they served."""
    tables, months = [], []
    for first, last in (before, now):
        rows = DepartmentMonth.objects.filter(actual__isnull=False, month__gte=first.first, month__lte=last.first)
        sums: Costs = defaultdict(Decimal)
        told = list(rows.values_list("department", "month", "actual"))
        for department, _month, actual in told:
            sums[department] += actual or 0
        tables.append(sums)
        months.append(len({month for _department, month, _actual in told}))
    return Pools(tables[0], tables[1], *months) if all(months) else None
