"""The past of a report: its versions with what each changed, and its moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from establishments.catalogue import Measure, catalogue
from establishments.models import Report, ReportEvent, ReportVersion
from establishments.vectors import Value, Values, decode


@dataclass(frozen=True)
class ChangedValue:
    """A measure that differs from the version before; None is unknown."""

    measure: Measure
    before: Value | None
    after: Value | None


@dataclass(frozen=True)
class VersionView:
    """A version, its values, what it changed since the one before, and the reason given for it."""

    version: ReportVersion
    values: Values
    changes: Sequence[ChangedValue]
    counts: bool
    reason: str


def versions_of(report: Report) -> list[VersionView]:
    """Oldest first; two queries. A reason is that of the return or reopening that a version answers."""
    asked = list(report.events.exclude(reason="").order_by("at", "pk"))
    kind = report.establishment.kind
    before: Values = {}
    views = []
    for version in report.versions.select_related("author").order_by("version"):
        values = decode(kind, version.common, version.sector)
        earlier = [event.reason for event in asked if event.at <= version.recorded_at]
        reason = version.reason or (earlier[-1] if earlier else "")
        views.append(
            VersionView(version, values, _changes(kind, before, values), version.pk == report.counting_id, reason)
        )
        before = values
    return views


def moves_of(report: Report) -> list[ReportEvent]:
    """Oldest first; one query."""
    return list(report.events.select_related("author", "counting").order_by("at", "pk"))


def last_reason(report: Report) -> ReportEvent | None:
    """Why a draft came back: its last move, where that was a return or a reopening."""
    last = report.events.select_related("author").order_by("-at", "-pk").first()
    return last if last and last.reason else None


def _changes(kind: str, before: Values, after: Values) -> list[ChangedValue]:
    return [
        ChangedValue(measure, before.get(measure.code), after.get(measure.code))
        for measure in catalogue().measures_of(kind)
        if before.get(measure.code) != after.get(measure.code)
    ]
