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


def origins_of(versions: Iterable[int | None]) -> dict[int, Origin]:
    """By primary key of the version; two queries whatever their number."""
    wanted = {pk for pk in versions if pk is not None}
    if not wanted:
        return {}
    rows = list(ReportVersion.objects.filter(pk__in=wanted).select_related("report", "author").order_by("pk"))
    asked = _asked({row.report_id for row in rows})
    return {row.pk: _origin(row, asked[row.report_id]) for row in rows}


def _asked(reports: set[int]) -> dict[int, list[ReportEvent]]:
    """Returns and reopenings, oldest first: they alone have a reason."""
    events: dict[int, list[ReportEvent]] = defaultdict(list)
    for event in ReportEvent.objects.filter(report__in=reports).exclude(reason="").order_by("at", "pk"):
        events[event.report_id].append(event)
    return events


def _origin(row: ReportVersion, events: Sequence[ReportEvent]) -> Origin:
    earlier = [event.reason for event in events if event.at <= row.recorded_at]
    return Origin(
        version=row.version,
        status=_status(row.report, events),
        reopened=row.report.reopened,
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
