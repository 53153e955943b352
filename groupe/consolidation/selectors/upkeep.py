"""What the controller watches: freshness, what is being folded, runs, alerts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from establishments.models import Change
from groupe.consolidation.models import Alert, FoldMinute, Run
from groupe.consolidation.selectors.freshness import Freshness, freshness
from groupe.consolidation.store import run_lock_held

WAITING_SHOWN = 10
MINUTES = 60


@dataclass(frozen=True)
class Upkeep:
    """`current` is the run that is asked for, at work, or was cut short; `going` says that a process is at work.

    `minutes` counts the changes folded in each of the last sixty; `waiting` lists what waits longest.
    """

    freshness: Freshness
    going: bool
    current: Run | None
    waiting: list[Change]
    minutes: list[int]

    @property
    def cut_short(self) -> bool:
        return self.current is not None and self.current.state == Run.State.STARTED and not self.going

    @property
    def stopping(self) -> bool:
        """A run was stopped whose process is still at its last step."""
        return self.current is None and self.going

    @property
    def busy(self) -> bool:
        return self.stopping or (self.current is not None and not self.cut_short)


def upkeep() -> Upkeep:
    open_runs = Run.objects.filter(state__in=[Run.State.STARTED, Run.State.QUEUED]).select_related("author")
    return Upkeep(
        freshness=freshness(),
        going=run_lock_held(),
        current=open_runs.order_by("-state", "pk").first(),
        waiting=list(Change.objects.select_related("establishment").order_by("pk")[:WAITING_SHOWN]),
        minutes=_minutes(timezone.now().replace(second=0, microsecond=0)),
    )


def _minutes(now: dt.datetime) -> list[int]:
    first = now - dt.timedelta(minutes=MINUTES - 1)
    counted = dict(FoldMinute.objects.filter(minute__gte=first).values_list("minute", "changes"))
    return [counted.get(first + dt.timedelta(minutes=number), 0) for number in range(MINUTES)]


def runs() -> QuerySet[Run]:
    return Run.objects.select_related("author", "stopped_by")


def open_alerts() -> list[Alert]:
    return list(Alert.objects.filter(closed_at__isnull=True).select_related("run"))


def closed_alerts() -> QuerySet[Alert]:
    return Alert.objects.filter(closed_at__isnull=False).select_related("run", "closed_by")
