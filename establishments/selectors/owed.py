"""What each establishment owes: its site-months, when they are due, where they stand, and who is waited for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from django.db.models import Min, Q

from establishments.access import Access, Can, visible_establishments
from establishments.catalogue import catalogue
from establishments.enums import Scenario, Status
from establishments.models import Attachment, Establishment, Report, Stay
from establishments.residual import residual_spans
from groupe.kernel.periods import Month, last_completed_month, today
from groupe.kernel.ranges import last_day

DUE_DAY: Final = 10
MONTHS_SHOWN: Final = 12
NOT_STARTED: Final = "missing"
OPEN: Final = (Status.DRAFT, Status.SUBMITTED, Status.VALIDATED)
Task = Literal["", "send", "validate", "freeze"]
TASKS: Final[dict[Task, tuple[Can, tuple[str, ...]]]] = {
    "send": (Can.DRAFT, (NOT_STARTED, Status.DRAFT)),
    "validate": (Can.VALIDATE, (Status.SUBMITTED,)),
    "freeze": (Can.FREEZE, (Status.VALIDATED,)),
}


@dataclass
class Owed:
    """A site-month; `task` is what the reader has to do about it. Progress and reason come with the page shown.

    `residual`: what a closed site still tells, which is owed by nobody.
    """

    establishment: Establishment
    territory: str
    month: Month
    status: str
    task: Task
    report: int | None = None
    reopened: bool = False
    residual: bool = False
    updated_at: dt.datetime | None = None
    progress: tuple[int, int] | None = None
    returned: str = ""

    @property
    def due(self) -> dt.date:
        return due_on(self.month)

    @property
    def late(self) -> bool:
        """Past its day and never sent, or sent back."""
        waiting = self.status in {NOT_STARTED, Status.DRAFT} and not self.reopened
        return waiting and not self.residual and self.due < today()

    @property
    def begun(self) -> bool:
        return self.month <= last_completed_month()


def due_on(month: Month) -> dt.date:
    """The tenth of the month that follows."""
    return (month + 1).first.replace(day=DUE_DAY)


def owed(access: Access) -> list[Owed]:
    """The last twelve months of all sites whose reports the user may see, and older ones still open.

    The month under way is there for those who may fill it in, or once it is begun; a month after a closure once it is
    begun. First what waits for the reader, then what is late, then the newest months. Seven queries at most.
    """
    sites = visible_establishments(access, Can.SEE_REPORTS)
    first = _first_month()
    reports = _reports(sites, first)
    tasks = {task: _pks(access, can) for task, (can, _statuses) in TASKS.items() if access.anywhere(can)}
    places = _territories(sites)
    rows = []
    for site, month, residual in _site_months(sites, first, reports):
        report = reports.get((site.pk, month))
        status = report.status if report else NOT_STARTED
        if report is None and month > last_completed_month() and site.pk not in tasks.get("send", ()):
            continue
        row = Owed(site, places.get(site.pk, ""), month, status, _task(site.pk, status, tasks), residual=residual)
        if report is not None:
            row.report, row.reopened, row.updated_at = report.pk, report.reopened, report.updated_at
        if residual and row.task == "send" and not row.reopened:
            row.task = ""
        rows.append(row)
    return sorted(rows, key=lambda row: (not row.task, not row.late, -row.month.index, row.establishment.name))


def waiting_count(access: Access) -> int:
    """How many reports of months that are over wait for this user: for the menu, one or two queries."""
    count = 0
    for task, (can, statuses) in TASKS.items():
        if not access.anywhere(can):
            continue
        sites = visible_establishments(access, can)
        if task == "send":
            count += _unsent(sites)
        else:
            reports = Report.objects.filter(scenario=Scenario.ACTUAL, status__in=statuses, establishment__in=sites)
            count += reports.count()
    return count


def _unsent(sites: Iterable[Establishment]) -> int:
    first, last = _first_month(), last_completed_month()
    sent = Report.objects.filter(scenario=Scenario.ACTUAL, establishment__in=sites).exclude(status=Status.DRAFT)
    done = {(pk, Month.of(month)) for pk, month in sent.values_list("establishment", "month")}
    return sum(
        (site.pk, month) not in done
        for site, month, _residual in _site_months(sites, first, {})
        if first <= month <= last
    )


def _first_month() -> Month:
    """Twelve months ago, or the group's first report: nothing is owed before."""
    recent = last_completed_month() - (MONTHS_SHOWN - 1)
    oldest = Report.objects.filter(scenario=Scenario.ACTUAL).aggregate(first=Min("month"))["first"]
    return max(recent, Month.of(oldest)) if oldest else last_completed_month()


def _reports(sites: Iterable[Establishment], first: Month) -> dict[tuple[int, Month], Report]:
    rows = (
        Report.objects.filter(scenario=Scenario.ACTUAL, establishment__in=sites)
        .filter(Q(month__gte=first.first) | Q(status__in=OPEN))
        .only("establishment", "month", "status", "reopened", "updated_at")
    )
    return {(row.establishment_id, Month.of(row.month)): row for row in rows}


def _site_months(
    sites: Iterable[Establishment], first: Month, reports: Iterable[tuple[int, Month]]
) -> Iterator[tuple[Establishment, Month, bool]]:
    """The months inside each stay since `first`, up to the one under way, and those of older `reports`.

    True for a month after a closure: it is there where it has a report.
    """
    now = Month.of(today())
    told: dict[int, list[Month]] = defaultdict(list)
    for pk, month in reports:
        told[pk].append(month)
    stays: dict[int, list[Stay]] = defaultdict(list)
    rows = Stay.objects.filter(establishment__in=sites, establishment__kind__in=catalogue().kinds)
    for stay in rows.select_related("establishment"):
        stays[stay.establishment_id].append(stay)
    for pk, own in stays.items():
        after = {month for _closed, begin, end in residual_spans(own) for month in told[pk] if begin <= month <= end}
        months = dict.fromkeys(month for month in told[pk] if month < first or month in after)
        for stay in own:
            begin, last = max(first, Month.of(stay.valid.lower)), last_day(stay.valid)
            months |= dict.fromkeys(begin.to(min(Month.of(last), now) if last else now))
        for month in months:
            yield own[0].establishment, month, month in after


def _pks(access: Access, can: Can) -> frozenset[int]:
    return frozenset(visible_establishments(access, can).values_list("pk", flat=True))


def _task(pk: int, status: str, tasks: dict[Task, frozenset[int]]) -> Task:
    return next((task for task, pks in tasks.items() if pk in pks and status in TASKS[task][1]), "")


def _territories(sites: Iterable[Establishment]) -> dict[int, str]:
    """Each site's last territory, by name."""
    rows = Attachment.objects.filter(establishment__in=sites).order_by("valid")
    return dict(rows.values_list("establishment", "territory__name"))
