"""Telling the consolidation what changed: a pointer now, a task once the transaction is committed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from establishments.enums import Scenario
from establishments.models import Change

FOLD_TASK = "consolidation.fold"
log = structlog.get_logger(__name__)


def record_change(
    establishments: Iterable[int], first: dt.date, last: dt.date | None = None, scenario: str = Scenario.ACTUAL
) -> None:
    """Queues the months of `first` to `last` (None: the newest) of these establishments, inside the transaction."""
    record_changes({(pk, scenario): (first, last) for pk in establishments})


def record_changes(spans: Mapping[tuple[int, str], tuple[dt.date, dt.date | None]]) -> None:
    """Queues months by establishment and scenario, each its own; what `record_change` does for many."""
    rows = [
        Change(establishment_id=pk, scenario=scenario, first=first.replace(day=1), last=last and last.replace(day=1))
        for (pk, scenario), (first, last) in spans.items()
    ]
    if rows:
        Change.objects.bulk_create(rows, batch_size=5000)
        transaction.on_commit(wake_up)


def a_year_before(day: dt.date) -> dt.date:
    """Where a merger or split of `day` begins to tell: last year's month is cut on the same day (rule 22)."""
    return dt.date(day.year - 1, day.month, 1)


def record_months(keys: Iterable[tuple[int, dt.date]], scenario: str = Scenario.ACTUAL) -> None:
    """The same for single months of many establishments, with one task."""
    rows = [Change(establishment_id=pk, scenario=scenario, first=month, last=month) for pk, month in keys]
    if rows:
        Change.objects.bulk_create(rows, batch_size=5000)
        transaction.on_commit(wake_up)


def wake_up() -> None:
    """Asks for a fold; where the broker does not answer, the sweep of beat finds the rows (by name: a layer above)."""
    try:
        current_app.send_task(FOLD_TASK, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("fold_not_enqueued", error=type(error).__name__)
