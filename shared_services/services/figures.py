"""What requests come to, told in the monthly report of the establishment that reports for a department."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from establishments.catalogue import catalogue
from establishments.enums import Scenario
from establishments.models import Establishment, Report
from establishments.selectors.reports import current_values
from establishments.services.reporting import report_save_draft
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month
from shared_services.models import Service, ServiceRequest
from shared_services.selectors.requests import levels

RECEIVED, CLOSED, IN_TIME, OPEN_AT_END = "TK_REC", "TK_CLO", "TK_SLA", "TK_OUV"
CODES: Final = (RECEIVED, CLOSED, IN_TIME, OPEN_AT_END)


@dataclass(frozen=True)
class Told:
    """Counts of a site and month; `written` unless the report says so already or is no longer a draft.

    `differs` are the measures of which a report that is no draft tells something else: it is left as it is.
    """

    establishment: Establishment
    month: Month
    values: dict[str, Decimal]
    written: bool = False
    refusal: str = ""
    differs: tuple[str, ...] = ()


def figures_of(site: Establishment, month: Month) -> dict[str, Decimal]:
    """All departments that this site reports for, added up; empty where nothing was ever asked of them."""
    rows = ServiceRequest.objects.filter(service__department__site=site)
    level = levels(rows, [month])[0]
    counts = (level.received, level.closed, level.in_time, level.open)
    return dict(zip(CODES, map(Decimal, counts), strict=True)) if any(counts) else {}


def figures_write(*, site: Establishment, month: Month, author: User | None) -> Told:
    """Into the draft of the month; a report that was submitted is never changed, only compared."""
    values = figures_of(site, month)
    if not values or site.kind not in catalogue().measures[RECEIVED].kinds:
        return Told(site, month, values)
    row = Report.objects.filter(establishment=site, month=month.first, scenario=Scenario.ACTUAL)
    report = row.select_related("establishment", "counting").first()
    known = current_values(report) if report else {}
    differs = tuple(code for code in CODES if known.get(code) != values[code])
    if not differs:
        return Told(site, month, values)
    try:
        report_save_draft(establishment=site, month=month, values=dict(values), author=author)
    except DomainError as refused:
        return Told(site, month, values, refusal=refused.message, differs=differs)
    return Told(site, month, values, written=True)


def figures_write_all(*, month: Month) -> int:
    """Every site that reports for a department with services; how many drafts changed."""
    sites = Establishment.objects.filter(pk__in=Service.objects.values("department__site")).order_by("pk")
    return sum(figures_write(site=site, month=month, author=None).written for site in sites)
