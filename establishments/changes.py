"""Telling the consolidation what changed: a pointer now, a task once the transaction is committed."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Mapping, Sequence

import structlog
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from establishments.enums import Scenario

FOLD_TASK = "consolidation.fold"
# Seconds for which a folder goes on looking, and how much earlier a process asks for another one.
LINGER, MARGIN = 0.5, 0.2
# Tasks that no worker took are of no use once the sweep has looked.
EXPIRES = 60
# When this process asked for a fold.
_asked: dict[str, float] = {}
log = structlog.get_logger(__name__)


def record_change(
    establishments: Iterable[int], first: dt.date, last: dt.date | None = None, scenario: str = Scenario.ACTUAL
) -> None:
    """Queues the months of `first` to `last` (None: the newest) of these establishments, inside the transaction."""
    record_changes({(pk, scenario): (first, last) for pk in establishments})


def record_changes(spans: Mapping[tuple[int, str], tuple[dt.date, dt.date | None]]) -> None:
    """Queues months by establishment and scenario, each its own; what `record_change` does for many."""
    _queue([(pk, scenario, first, last) for (pk, scenario), (first, last) in spans.items()])


def a_year_before(day: dt.date) -> dt.date:
    """Where a merger or split of `day` begins to tell: last year's month is cut on the same day (rule 22)."""
    return dt.date(day.year - 1, day.month, 1)


def record_months(keys: Iterable[tuple[int, dt.date]], scenario: str = Scenario.ACTUAL) -> None:
    """The same for single months of many establishments, with one task."""
    _queue([(pk, scenario, month, month) for pk, month in keys])


def _queue(rows: Sequence[tuple[int, str, dt.date, dt.date | None]]) -> None:
    """In one statement, without the ORM: every save pays for it."""
    if not rows:
        return
    pks, scenarios, firsts, lasts = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into establishments_change (establishment_id, scenario, first, last, recorded_at)"
            " select pk, scenario, date_trunc('month', first), date_trunc('month', last), %s"
            " from unnest(%s::bigint[], %s::text[], %s::date[], %s::date[]) as k(pk, scenario, first, last)",
            [timezone.now(), list(pks), [str(each) for each in scenarios], list(firsts), list(lasts)],
        )
    transaction.on_commit(wake_up)


def wake_up() -> None:
    """Asks for a fold (by name: a layer above), unless this process has just done so.

    Who folds goes on looking for `LINGER` after all is folded, so that what is committed meanwhile is seen without
    being told. Where the broker does not answer, or the worker has died, the sweep of beat finds the rows.
    """
    now = time.monotonic()
    if now - _asked.get("at", -LINGER) < LINGER - MARGIN:
        return
    _asked["at"] = now
    try:
        current_app.send_task(FOLD_TASK, [time.time()], retry=False, expires=EXPIRES)
    except (OperationalError, OSError) as error:
        log.warning("fold_not_enqueued", error=type(error).__name__)
