"""What each establishment owes: its site-months, when they are due, where they stand, and who is waited for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Min

from establishments.access import Access, Can, visible_establishments
from establishments.enums import Scenario, Status
from establishments.models import Report
from establishments.selectors.owed_details import add_details
from establishments.selectors.owed_rows import NOT_STARTED, Owed, OwedRows, Standing, Task, due_on
from groupe.kernel.periods import Month, last_completed_month

MONTHS_SHOWN: Final = 12
TASKS: Final[dict[Task, Can]] = {"send": Can.DRAFT, "validate": Can.VALIDATE, "freeze": Can.FREEZE}


def owed(access: Access) -> OwedRows:
    """The last twelve months of all sites whose reports the user may see, and older ones still open.

    The month under way is there for those who may fill it in, or once it is begun; a month after a closure once it is
    begun. First what waits for the reader, then what is late, then the newest months.
    """
    tasks = {task: _pks(access, can) for task, can in TASKS.items() if access.anywhere(can)}
    return OwedRows(_first_month(), _pks(access, Can.SEE_REPORTS), tasks, complete=add_details)


def waiting_count(access: Access) -> int:
    """How many reports of months that are over wait for this user: for the menu, a few queries."""
    count = 0
    for can, status in ((Can.VALIDATE, Status.SUBMITTED), (Can.FREEZE, Status.VALIDATED)):
        if access.anywhere(can):
            sites = visible_establishments(access, can)
            count += Report.objects.filter(scenario=Scenario.ACTUAL, status=status, establishment__in=sites).count()
    if access.anywhere(Can.DRAFT):
        mine = _pks(access, Can.DRAFT)
        rows = OwedRows(_first_month(), mine, {"send": mine})
        count += len(rows.filtered("task = 'send' and month <= %(completed)s"))
    return count


def _first_month() -> Month:
    """Twelve months ago, or the group's first report: nothing is owed before."""
    recent = last_completed_month() - (MONTHS_SHOWN - 1)
    oldest = Report.objects.filter(scenario=Scenario.ACTUAL).aggregate(first=Min("month"))["first"]
    return max(recent, Month.of(oldest)) if oldest else last_completed_month()


def _pks(access: Access, can: Can) -> Sequence[int]:
    return list(visible_establishments(access, can).values_list("pk", flat=True))


__all__ = ["NOT_STARTED", "Owed", "OwedRows", "Standing", "due_on", "owed", "waiting_count"]
