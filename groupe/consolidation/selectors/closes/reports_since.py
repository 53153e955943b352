"""Reports and budgets that count otherwise since a close."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from establishments.enums import Scenario
from establishments.models import Establishment, Report, ReportEvent, ReportVersion
from groupe.consolidation.models import Close
from groupe.kernel.periods import Month


@dataclass(frozen=True)
class ReportChange:
    """Another version counts (`before` and `after` are numbers, None where none does); `reason` was given for it."""

    establishment: Establishment
    month: Month
    scenario: str
    before: int | None
    after: int | None
    author: str
    at: dt.datetime
    reason: str


def reports_since(close: Close, sites: Iterable[Establishment]) -> list[ReportChange]:
    """Up to the closed month, the newest change first; three queries whatever their number."""
    since = close.closed_at
    moved = Q(pk__in=ReportEvent.objects.filter(at__gt=since).values("report"))
    rewritten = Q(pk__in=ReportVersion.objects.filter(recorded_at__gt=since).values("report"))
    reports = list(
        Report.objects.filter(moved | rewritten, establishment__in=sites, month__lte=close.month)
        .exclude(scenario=Scenario.PRE_ACQUISITION)
        .select_related("establishment", "counting__author")
        .defer("draft", "counting__common", "counting__sector")
    )
    pks = [report.pk for report in reports]
    events: dict[int, list[ReportEvent]] = defaultdict(list)
    for event in ReportEvent.objects.filter(report__in=pks).select_related("author").order_by("at", "pk"):
        events[event.report_id].append(event)
    versions: dict[int, list[ReportVersion]] = defaultdict(list)
    for version in ReportVersion.objects.filter(report__in=pks).defer("common", "sector").order_by("version"):
        versions[version.report_id].append(version)
    found = [_change(report, events[report.pk], versions[report.pk], since) for report in reports]
    return sorted((each for each in found if each), key=lambda each: each.at, reverse=True)


def _change(
    report: Report, events: Sequence[ReportEvent], versions: Sequence[ReportVersion], since: dt.datetime
) -> ReportChange | None:
    before, now = _counted_then(events, versions, since), report.counting_id
    if before == now:
        return None
    later = [event for event in events if event.at > since]
    reasons = [event.reason for event in later if event.reason]
    numbers = {version.pk: version.version for version in versions}
    moved = next((event for event in reversed(later) if event.counting_id == now), None)
    author = moved.author if moved else report.counting and report.counting.author
    return ReportChange(
        establishment=report.establishment,
        month=Month.of(report.month),
        scenario=report.scenario,
        before=numbers.get(before or 0),
        after=numbers.get(now or 0),
        author=str(author or ""),
        at=moved.at if moved else report.counting.recorded_at if report.counting else report.updated_at,
        reason=(report.counting.reason if report.counting else "") or (reasons[-1] if reasons else ""),
    )


def _counted_then(events: Sequence[ReportEvent], versions: Sequence[ReportVersion], since: dt.datetime) -> int | None:
    """By the last move up to then; budgets have none, and their last version counts."""
    earlier = [event for event in events if event.at <= since]
    if earlier:
        return earlier[-1].counting_id
    known = [version.pk for version in versions if version.submitted and version.recorded_at <= since]
    return known[-1] if known else None
