"""The calendar of all rooms that the reader is named in: a month of days, a list on a phone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from acquisitions.access import require_pipeline, visible_deals
from acquisitions.enums import DealState
from acquisitions.selectors.clocks import Clock, clocks_of
from acquisitions.web.clocks.views import near_of
from acquisitions.web.tabs import tabs
from establishments.access import access_in
from groupe.kernel.clock import is_workday
from groupe.kernel.periods import Month, today
from groupe.kernel.web import formats


@dataclass(frozen=True)
class Day:
    """A day of the month; those of the months around it fill the weeks and are empty."""

    on: dt.date
    inside: bool
    works: bool
    today: bool
    clocks: Sequence[Clock]


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """`?month=2026-12`; the present month where it names none."""
    access = access_in(request)
    require_pipeline(access)
    month = _month(request.GET.get("month", ""))
    deals = visible_deals(access).exclude(state=DealState.LOST)
    found = [clock for each in clocks_of(deals, timezone.now()).values() for clock in each]
    by_day: dict[dt.date, list[Clock]] = defaultdict(list)
    for clock in found:
        by_day[clock.on].append(clock)
    days = _days(month, by_day)
    address = reverse("acquisitions:calendar")
    context = {
        "tabs": tabs(request, "calendar"),
        "title": formats.month(month).capitalize(),
        "before": f"{address}?month={month - 1}",
        "after": f"{address}?month={month + 1}",
        "weekdays": [formats.weekday(day.on) for day in days[:7]],
        "days": days,
        "filled": any(day.clocks for day in days),
        "near": near_of(found),
    }
    return render(request, "acquisitions/clocks/calendar.html", context)


def _days(month: Month, by_day: dict[dt.date, list[Clock]]) -> list[Day]:
    """Whole weeks from Monday on."""
    first = month.first - dt.timedelta(days=month.first.weekday())
    last = month.last + dt.timedelta(days=6 - month.last.weekday())
    every = (first + dt.timedelta(days=count) for count in range((last - first).days + 1))
    return [
        Day(
            on=day, inside=Month.of(day) == month, works=is_workday(day), today=day == today(),
            clocks=by_day[day] if Month.of(day) == month else (),
        )
        for day in every
    ]  # fmt: skip


def _month(text: str) -> Month:
    """Far months are as good as none: nothing runs there."""
    try:
        month = Month.parse(text)
    except ValueError:
        return Month.of(today())
    return month if 1950 <= month.year <= 2150 else Month.of(today())
