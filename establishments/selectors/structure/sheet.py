"""What is known of one establishment on a day: its place in the group, capacities, funders, links, reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from establishments.capacities import capacity_measures
from establishments.catalogue import Measure
from establishments.enums import Scenario, Standing
from establishments.models import Capacity, Establishment, Funding, Link, Report, Stay
from establishments.residual import residual_spans
from establishments.selectors.structure.standing import as_they_stood, stay_shown
from groupe.kernel.periods import Month

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Places:
    """A capacity of the kind and the row that gives it on the day, if any."""

    measure: Measure
    row: Capacity | None


@dataclass(frozen=True)
class MonthShown:
    month: Month
    status: str
    """A report status, or nothing where the month has no report."""
    label: str
    residual: bool = False


@dataclass(frozen=True)
class Sheet:
    """`site` carries the annotations of `as_they_stood`."""

    site: Any
    standing: Standing
    stay: Stay | None
    capacities: list[Places]
    fundings: list[Funding]
    links: list[Link]


def sheet_of(establishment: Establishment, day: dt.date) -> Sheet:
    rows = Establishment.objects.filter(pk=establishment.pk).select_related("register_entity")
    site = as_they_stood(rows, day).get()
    return Sheet(
        site=site,
        standing=Standing(site.standing),
        stay=stay_shown(site.stays_known, day),
        capacities=_capacities(establishment, day),
        fundings=list(Funding.objects.filter(establishment=establishment).on(day).select_related("funder")),
        links=links_of(establishment),
    )


def links_of(establishment: Establishment) -> list[Link]:
    """Mergers and splits on either side, by date."""
    rows = Link.objects.filter(Q(old=establishment) | Q(new=establishment)).select_related("old", "new")
    return list(rows.order_by("date", "pk"))


def reports_of(establishment: Establishment, stays: list[Stay], last: Month) -> list[MonthShown]:
    """The newest months in the group up to `last`, newest first, with the status of their report.

    The months after a closure, which stay open for what is still to be settled, are all there.
    """
    after = {month for _closed, begin, end in residual_spans(stays) for month in begin.to(min(end, last))}
    months = [month for month in (last - back for back in range(MONTHS_SHOWN)) if _inside(stays, month)]
    months += sorted(after, reverse=True)
    reports = Report.objects.filter(
        establishment=establishment, scenario=Scenario.ACTUAL, month__in=[month.first for month in months]
    ).only("month", "status")
    known = {Month.of(report.month): report for report in reports}
    return [
        MonthShown(month, known[month].status, known[month].get_status_display(), month in after)
        if month in known
        else MonthShown(month, "", "", month in after)
        for month in months
    ]


def _inside(stays: list[Stay], month: Month) -> bool:
    return any(
        stay.valid_from <= month.last and (stay.valid_to is None or month.first <= stay.valid_to)
        for stay in stays
        if stay.valid_from
    )


def _capacities(establishment: Establishment, day: dt.date) -> list[Places]:
    rows = {row.measure: row for row in Capacity.objects.filter(establishment=establishment).on(day)}
    return [Places(measure, rows.get(measure.code)) for measure in capacity_measures(establishment.kind)]
