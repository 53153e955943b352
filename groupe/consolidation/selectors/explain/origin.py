"""The report versions that parts were made of: who, when, why, and where the report stands."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from establishments.catalogue import Measure
from establishments.enums import Status
from establishments.models import Report, ReportEvent, ReportVersion
from establishments.packing import MISSING


@dataclass(frozen=True)
class Origin:
    """A version that counts; `status` is that of what counts, also while a correction is being typed (`reopened`)."""

    version: int
    status: str
    reopened: bool
    author: str | None
    recorded_at: dt.datetime
    comment: str
    reason: str
    common: Sequence[int]
    sector: Sequence[int]

    def raw(self, measure: Measure) -> int:
        """As stored: in the smallest unit, `MISSING` or `NOT_APPLICABLE`."""
        values = self.common if measure.file == "common" else self.sector
        return values[measure.position] if measure.position < len(values) else MISSING


def origins_of(versions: Iterable[int | None], at: dt.datetime | None = None) -> dict[int, Origin]:
    """By primary key of the version; two queries whatever their number. `at`: where reports stood then."""
    wanted = {pk for pk in versions if pk is not None}
    if not wanted:
        return {}
    rows = list(ReportVersion.objects.filter(pk__in=wanted).select_related("report", "author").order_by("pk"))
    moved = _moved({row.report_id for row in rows}, at)
    return {row.pk: _origin(row, moved[row.report_id], at) for row in rows}


def _moved(reports: set[int], at: dt.datetime | None) -> dict[int, list[ReportEvent]]:
    """Returns and reopenings, oldest first: they alone have a reason; all moves up to an instant where it is given."""
    events: dict[int, list[ReportEvent]] = defaultdict(list)
    rows = ReportEvent.objects.filter(report__in=reports).order_by("at", "pk")
    for event in rows.exclude(reason="") if at is None else rows.filter(at__lte=at):
        events[event.report_id].append(event)
    return events


def _origin(row: ReportVersion, events: Sequence[ReportEvent], at: dt.datetime | None) -> Origin:
    reasons = [event for event in events if event.reason]
    earlier = [event.reason for event in reasons if event.at <= row.recorded_at]
    status, reopened = (_status(row.report, reasons), row.report.reopened) if at is None else _then(events)
    return Origin(
        version=row.version,
        status=status,
        reopened=reopened,
        author=str(row.author) if row.author else None,
        recorded_at=row.recorded_at,
        comment=row.comment,
        reason=row.reason or (earlier[-1] if earlier else ""),
        common=row.common,
        sector=row.sector,
    )


def _status(report: Report, events: Sequence[ReportEvent]) -> str:
    """What counts of a reopened report is as it was before that."""
    if report.status == Status.DRAFT and report.reopened and events:
        return str(events[-1].before)
    return str(report.status)


def _then(events: Sequence[ReportEvent]) -> tuple[str, bool]:
    """The status of what counted at the end of these moves, and whether a correction of it was being typed."""
    if not events:
        return str(Status.SUBMITTED), False
    reopened = events[-1].after == Status.DRAFT
    return str(events[-1].before if reopened else events[-1].after), reopened
