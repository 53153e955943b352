"""How up to date the figures are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from establishments.models import Change
from groupe.consolidation.models import EngineState
from groupe.kernel.memo import remembered
from groupe.kernel.periods import Month, last_completed_month


@dataclass(frozen=True)
class Freshness:
    """`waiting` changes are not in the figures yet; the oldest waits since `oldest`."""

    generation: int
    folded_at: dt.datetime | None
    waiting: int
    oldest: dt.timedelta | None


@remembered
def _state() -> EngineState | None:
    return EngineState.objects.filter(pk=1).first()


def freshness() -> Freshness:
    state = _state()
    queue = Change.objects.aggregate(waiting=Count("pk"), oldest=Min("recorded_at"))
    oldest = timezone.now() - queue["oldest"] if queue["oldest"] else None
    if state is None:
        return Freshness(0, None, queue["waiting"], oldest)
    return Freshness(state.generation, state.folded_at, queue["waiting"], oldest)


def span() -> tuple[Month, Month] | None:
    """The first and the newest month with figures, the last completed one at most; None before the first fold."""
    state = _state()
    if state is None or state.first_month is None or state.horizon is None:
        return None
    return Month(state.first_month), min(Month(state.horizon), last_completed_month())


def horizon() -> Month | None:
    """The newest month with figures; None before the first fold."""
    months = span()
    return months[1] if months else None
