"""Refusals that several changes share; each names the field to blame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from establishments.enums import Scenario
from establishments.models import Establishment, Report, Stay
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month
from groupe.kernel.web.formats import day as shown_day
from groupe.kernel.web.formats import month as shown_month

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
MONTHS_TOLD = 6


def refused(field: str, message: str) -> DomainError:
    return DomainError("refused", message, fields={field: message}, status=422)


def check_day(day: dt.date, field: str) -> None:
    if not EARLIEST <= day <= LATEST:
        raise refused(field, _("Give a date between 1900 and 2100."))


def locked(establishment: Establishment) -> Establishment:
    """The row, held until the transaction ends: two changes of one establishment wait for each other."""
    return Establishment.objects.select_for_update(no_key=True).get(pk=establishment.pk)


def stay_on(establishment: Establishment, day: dt.date, field: str) -> Stay:
    """The stay that holds on the day; refused outside."""
    check_day(day, field)
    found: Stay | None = Stay.objects.filter(establishment=establishment).on(day).first()
    if found is None:
        told = {"name": establishment.name, "day": shown_day(day)}
        raise refused(field, _("%(name)s is not in the group on %(day)s.") % told)
    return found


def last_stay(establishment: Establishment) -> Stay | None:
    found: Stay | None = Stay.objects.filter(establishment=establishment).order_by("-valid").first()
    return found


def reported_after(establishment: Establishment, last: dt.date) -> list[Month]:
    """Months wholly after a day whose report counts."""
    rows = Report.objects.filter(
        establishment=establishment, scenario=Scenario.ACTUAL, month__gt=last, counting__isnull=False
    )
    return [Month.of(month) for month in rows.order_by("month").values_list("month", flat=True)]


def told_months(months: Iterable[Month]) -> str:
    """`mars 2025, avril 2025, … (8)`."""
    known = list(months)
    names = ", ".join(shown_month(month) for month in known[:MONTHS_TOLD])
    return names if len(known) <= MONTHS_TOLD else f"{names}, … ({len(known)})"


def nothing_changes(field: str) -> DomainError:
    return refused(field, _("This is already so on that day: nothing would change."))
