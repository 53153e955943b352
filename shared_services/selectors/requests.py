"""Requests as lists and boards show them, and the service level of a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet

from establishments.access import Access, Can
from establishments.models import Establishment
from groupe.kernel.periods import PARIS, Month
from shared_services.access import own_departments, visible_requests
from shared_services.enums import OPEN, RequestState
from shared_services.models import ServiceRequest

# The board shows what is worked on, and of what is done the newest.
DONE_SHOWN = 10
OPEN_SHOWN = 100


@dataclass(frozen=True)
class MonthLevel:
    """What came in, what was closed and how much of that in time; `open` at the end of the month."""

    month: Month
    received: int
    closed: int
    in_time: int
    open: int
    rating: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        return Decimal(100 * self.in_time) / self.closed if self.closed else None


def request_rows(access: Access) -> QuerySet[ServiceRequest]:
    return visible_requests(access).select_related("service__department", "establishment", "author", "assignee")


def board_of(rows: QuerySet[ServiceRequest]) -> dict[str, list[ServiceRequest]]:
    """By state: open ones with the nearest due instant first, done ones the newest first."""
    found: dict[str, list[ServiceRequest]] = {state: [] for state in RequestState.values}
    for request in rows.filter(state__in=OPEN).order_by("resolve_due", "pk")[: 4 * OPEN_SHOWN]:
        found[request.state].append(request)
    for state in (RequestState.RESOLVED, RequestState.CLOSED):
        found[state] = list(rows.filter(state=state).order_by("-resolved_at", "-pk")[:DONE_SHOWN])
    return found


def waiting_for_team(access: Access) -> int:
    """New requests of the departments that the user has a mandate over: what the menu counts."""
    if not any(scope.startswith("pool:") for scope in access.scopes(Can.SERVE)):
        return 0
    own = own_departments(access)
    return ServiceRequest.objects.filter(service__department__in=own, state=RequestState.NEW).count()


def got_by(sites: QuerySet[Establishment], last: Month) -> list[MonthLevel]:
    """What establishments asked for and got, over twelve months."""
    return levels(ServiceRequest.objects.filter(establishment__in=sites.order_by()), list((last - 11).to(last)))


def levels(rows: QuerySet[ServiceRequest], months: Sequence[Month]) -> list[MonthLevel]:
    """One query; a month is that of Paris. Closed is what is closed for good, in time what was resolved when due."""
    asked: dict[str, Any] = {}
    for place, month in enumerate(months):
        begin, end = month_bounds(month)
        closed = Q(closed_at__gte=begin, closed_at__lt=end)
        met = Q(resolved_at__lte=F("resolve_due")) | Q(resolved_at__isnull=True, breached_at__isnull=True)
        asked |= {
            f"r{place}": Count("pk", filter=Q(asked_at__gte=begin, asked_at__lt=end)),
            f"c{place}": Count("pk", filter=closed),
            f"t{place}": Count("pk", filter=closed & met),
            f"o{place}": Count("pk", filter=Q(asked_at__lt=end) & (Q(closed_at__isnull=True) | Q(closed_at__gte=end))),
            f"n{place}": Avg("rating", filter=closed),
        }
    told = rows.order_by().aggregate(**asked) if asked else {}
    return [
        MonthLevel(month, told[f"r{at}"], told[f"c{at}"], told[f"t{at}"], told[f"o{at}"], _one(told[f"n{at}"]))
        for at, month in enumerate(months)
    ]


def month_bounds(month: Month) -> tuple[dt.datetime, dt.datetime]:
    first, next_ = month.first, (month + 1).first
    return dt.datetime.combine(first, dt.time(), PARIS), dt.datetime.combine(next_, dt.time(), PARIS)


def _one(value: float | None) -> Decimal | None:
    return None if value is None else round(Decimal(value), 1)
