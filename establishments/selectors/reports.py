"""What a report says, and the reports of one site around a month."""

from __future__ import annotations

from dataclasses import dataclass

from establishments.enums import Scenario, Status
from establishments.models import Establishment, Report
from establishments.vectors import Value, Values, decode, from_text
from groupe.kernel.periods import Month


@dataclass(frozen=True)
class MonthInContext:
    """A site's month beside the one before and the same one last year."""

    establishment: Establishment
    month: Month
    report: Report | None
    previous: Values
    last_year: Values


def current_values(report: Report) -> dict[str, Value]:
    """What the report says now: the draft while it is one, else the version that counts."""
    if report.status == Status.DRAFT:
        return from_text(report.draft)
    version = report.counting
    return decode(report.establishment.kind, version.common, version.sector) if version else {}


def known_values(report: Report | None) -> dict[str, Value]:
    """What other months compare with: the version that counts, else the draft."""
    if report is None:
        return {}
    version = report.counting
    return decode(report.establishment.kind, version.common, version.sector) if version else current_values(report)


def month_in_context(establishment: Establishment, month: Month) -> MonthInContext:
    """One query; values are empty where nothing was reported."""
    months = (month, month - 1, month - 12)
    rows = Report.objects.filter(
        establishment=establishment, scenario=Scenario.ACTUAL, month__in=[each.first for each in months]
    ).select_related("establishment", "counting", "counting__author", "draft_author")
    found = {Month.of(row.month): row for row in rows}
    return MonthInContext(
        establishment, month, found.get(month), *(known_values(found.get(each)) for each in months[1:])
    )
