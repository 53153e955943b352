"""Reports and budgets as rows of the workbook: each version tells what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from establishments.catalogue import catalogue
from establishments.enums import Scenario, Status
from establishments.imports.group.stored import draft_units
from establishments.imports.group.values import shown, unpacked
from establishments.models import Report, ReportVersion
from establishments.packing import MISSING
from groupe.kernel.periods import Month

Row = tuple[Any, ...]
Units = Mapping[str, int]


def report_rows() -> Iterator[Row]:
    """Actual reports and those of sellers, drafts too."""
    for scenario in (Scenario.ACTUAL, Scenario.PRE_ACQUISITION):
        drafts = _drafts(scenario)
        for report, versions in _by_report(scenario):
            drafts.pop(report.pk, None)
            yield from _versions(report, versions)
        for report in drafts.values():
            yield from _draft(report, {})


def _by_report(scenario: str) -> Iterator[tuple[Report, list[ReportVersion]]]:
    rows = ReportVersion.objects.filter(report__scenario=scenario, report__establishment__kind__in=catalogue().kinds)
    rows = rows.select_related("report__establishment").order_by(
        "report__establishment__code", "report__month", "version"
    )
    for _pk, versions in groupby(rows.iterator(chunk_size=1000), key=attrgetter("report_id")):
        listed = list(versions)
        yield listed[0].report, listed


def _drafts(scenario: str) -> dict[int, Report]:
    rows = Report.objects.filter(
        scenario=scenario, status=Status.DRAFT, last_version=0, establishment__kind__in=catalogue().kinds
    )
    return {row.pk: row for row in rows.select_related("establishment").order_by("establishment__code", "month")}


def _versions(report: Report, versions: Sequence[ReportVersion]) -> Iterator[Row]:
    before: dict[str, int] = {}
    for version in versions:
        after = unpacked(report.establishment.kind, version.common, version.sector)
        told = version.recorded_at.isoformat()
        for code, value in changed(before, after):
            yield *_place(report), code, value, told, _status(report, version), report.scenario
        before = after
    if report.status == Status.DRAFT:
        yield from _draft(report, before)


def _status(report: Report, version: ReportVersion) -> str:
    """A report that was sent back counts nowhere: its versions are drafts."""
    if not version.submitted or report.counting_id is None:
        return Status.DRAFT
    if version.pk != report.counting_id:
        return Status.SUBMITTED
    return Status.FROZEN if report.status == Status.DRAFT else report.status


def _draft(report: Report, before: Units) -> Iterator[Row]:
    """What was typed since the last version; one row at least where that version counts."""
    after = draft_units(report.draft)
    rows = list(changed(before, after)) if before != after or report.counting_id else []
    for code, value in rows:
        yield *_place(report), code, value, None, Status.DRAFT, report.scenario


def _place(report: Report) -> tuple[str, str]:
    return report.establishment.code, str(Month.of(report.month))


def changed(before: Units, after: Units) -> Iterator[tuple[str, str]]:
    """The measures that differ; the first one where none does, so that the version is told at all."""
    codes = [code for code in {**before, **after} if before.get(code, MISSING) != after.get(code, MISSING)]
    for code in codes or list(after)[:1]:
        value = after.get(code, MISSING)
        yield code, "" if value == MISSING else shown(code, value)


def budget_rows() -> Iterator[Row]:
    """The last version of each label, in the order in which they apply."""
    for report, versions in _by_report(Scenario.BUDGET):
        last = {version.label: version.pk for version in versions}
        before: dict[str, int] = {}
        for version in versions:
            if last[version.label] == version.pk:
                after = unpacked(report.establishment.kind, version.common, version.sector)
                for code, value in changed(before, after):
                    yield *_place(report), code, value, version.label
                before = after
