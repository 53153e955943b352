"""The key `requests`: what establishments asked of departments in a month, as the desk recorded it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from django.db.models import Count
from django.db.models.functions import TruncDate

from groupe.kernel.periods import PARIS, Month
from shared_services.models import ServiceRequest
from shared_services.selectors.drivers import Key, Known
from shared_services.selectors.membership import Days
from shared_services.selectors.requests import month_bounds

FROM_DESK: Final = "requests"


@dataclass(frozen=True)
class Asked(Known):
    """A count of requests; `services` names what it is made of, by code."""

    services: Mapping[str, int] = field(default_factory=dict)

    def kept(self) -> list[Any]:
        return [*super().kept(), dict(sorted(self.services.items()))]


Counts = Mapping[int, Mapping[int, Mapping[str, int]]]


def asked_in(month: Month, served: Mapping[int, Mapping[int, list[Days]]]) -> Counts:
    """By department, establishment and service; `served` are the days on which each is served, as ordinals.

    Received, as `TK_REC` counts: also what was withdrawn since. A request counts where the establishment is served on
    the day of it, which weighs by days more closely than a part of the month would.
    """
    found: dict[int, Any] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    if not served:
        return found
    begin, end = month_bounds(month)
    rows = ServiceRequest.objects.filter(service__department__in=list(served), asked_at__gte=begin, asked_at__lt=end)
    told = rows.order_by().values_list(
        "service__department", "establishment", "service__code", TruncDate("asked_at", tzinfo=PARIS)
    )
    for department, site, service, day, count in told.annotate(count=Count("pk")):
        if _inside(day.toordinal(), served[department].get(site, ())):
            found[department][site][service] += count
    return found


def keys_asked(month: Month, inside: Mapping[int, int], asked: Mapping[int, Mapping[str, int]]) -> dict[int, Key]:
    """Of every establishment that is served; who asked nothing has a zero that is known."""
    found = {}
    for pk, days in inside.items():
        services = asked.get(pk, {})
        weight = Fraction(sum(services.values()))
        found[pk] = Key(weight, days, Asked(weight, str(month), None, FROM_DESK, services))
    return found


def _inside(day: int, days: Iterable[Days]) -> bool:
    return any(begin <= day <= end for begin, end in days)
