"""What the seller of an establishment told of its months before the entry: a scenario of its own, never actual.

Pro forma figures alone read it (semantics, rule 27).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from establishments.enums import Scenario, Status
from establishments.models import Establishment, Report, ReportEvent, ReportVersion
from establishments.vectors import Values, encode
from groupe.accounts.models import User
from groupe.kernel.periods import Month
from groupe.kernel.recording import saving


@saving()
def seller_months_write(
    *, establishment: Establishment, months: Mapping[Month, Values], author: User, label: str
) -> list[Report]:
    """Months that were told before stay as they are; gives the reports that were made."""
    rows = Report.objects.filter(establishment=establishment, scenario=Scenario.PRE_ACQUISITION)
    told = set(rows.values_list("month", flat=True))
    return [
        _written(establishment, month, values, author, label)
        for month, values in sorted(months.items())
        if month.first not in told
    ]


@saving()
def seller_months_remove(*, reports: Iterable[int]) -> None:
    """Takes back what was written so; other reports are left alone."""
    rows = Report.objects.filter(pk__in=list(reports), scenario=Scenario.PRE_ACQUISITION)
    ReportEvent.objects.filter(report__in=rows).delete()
    rows.update(status=Status.DRAFT, counting=None)
    rows.delete()


def _written(establishment: Establishment, month: Month, values: Values, author: User, label: str) -> Report:
    common, sector = encode(establishment.kind, values)
    report = Report.objects.create(
        establishment=establishment, month=month.first, scenario=Scenario.PRE_ACQUISITION, last_version=1
    )
    version = ReportVersion.objects.create(
        report=report, version=1, common=common, sector=sector, submitted=True, label=label, author=author
    )
    ReportEvent.objects.create(
        report=report, author=author, before=Status.DRAFT, after=Status.VALIDATED, move="import", counting=version
    )
    report.status, report.counting = Status.VALIDATED, version
    report.save()
    return report
