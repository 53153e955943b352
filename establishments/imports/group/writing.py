"""Writing what a file adds to reports: rows, versions and moves, in bulk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model

from establishments.catalogue import catalogue
from establishments.enums import Scenario, Status
from establishments.imports.group.context import Load
from establishments.imports.group.stored import Plan, Planned
from establishments.imports.group.summary import Entry, Verdict
from establishments.imports.group.values import packed, shown
from establishments.models import Report, ReportEvent, ReportVersion
from establishments.packing import MISSING, NOT_APPLICABLE
from groupe.kernel.numbers import from_units

DETAILED = 8
FIELDS = ("status", "counting", "last_version", "draft", "draft_author", "reopened", "revision", "updated_at")
BATCH = 1000


@dataclass
class Rows:
    """What is to be written; primary keys are reserved, so that rows may name each other."""

    created: list[Report]
    changed: list[Report]
    versions: list[ReportVersion]
    events: list[ReportEvent]


def write_plans(load: Load, table: str, plans: list[Plan]) -> None:
    new = sum(plan.stored.row is None for plan in plans)
    reports, versions = _reserve(Report, new), _reserve(ReportVersion, sum(len(plan.added) for plan in plans))
    rows = Rows([], [], [], [])
    for plan in plans:
        if plan.stored.row is None:
            report = Report(pk=next(reports), establishment=plan.site, month=plan.month.first, scenario=plan.scenario)
            rows.created.append(report)
        else:
            report = plan.stored.row
            rows.changed.append(report)
        before = report.counting_id, report.status
        _apply(load, plan, report, versions, rows)
        _tell(load, table, plan)
        if before != (report.counting_id, report.status):
            load.touch([plan.site.pk], plan.month.first, plan.month.first, plan.scenario)
    Report.objects.bulk_create(rows.created, batch_size=BATCH)
    ReportVersion.objects.bulk_create(rows.versions, batch_size=BATCH)
    ReportEvent.objects.bulk_create(rows.events, batch_size=BATCH)
    Report.objects.bulk_update(rows.changed, FIELDS, batch_size=500)


def _reserve(model: type[Model], count: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return iter([row[0] for row in cursor.fetchall()])


def _apply(load: Load, plan: Plan, report: Report, versions: Iterator[int], rows: Rows) -> None:
    for planned in plan.added:
        at = planned.recorded_at or load.now
        if planned.status == Status.DRAFT:
            _set_draft(load, report, planned)
        if planned.status != Status.DRAFT or planned.recorded_at:
            report.last_version += 1
            version = _version(load, plan, report, planned, next(versions), at)
            rows.versions.append(version)
            if planned.status != Status.DRAFT:
                report.counting_id, report.draft, report.reopened = version.pk, {}, False
        _move(load, plan, report, planned.status, at, rows)
    if plan.raised:
        _move(load, plan, report, plan.raised[1], load.now, rows)
    report.revision += 1
    report.updated_at = load.now


def _set_draft(load: Load, report: Report, planned: Planned) -> None:
    """A version that counts goes on counting until the draft replaces it."""
    report.draft = {code: _typed(code, units) for code, units in planned.units.items()}
    report.draft_author = load.author
    report.reopened = report.counting_id is not None


def _typed(code: str, units: int) -> str:
    return "na" if units == NOT_APPLICABLE else f"{from_units(units, catalogue().measures[code].scale):f}"


def _version(
    load: Load, plan: Plan, report: Report, planned: Planned, pk: int, at: dt.datetime
) -> ReportVersion:  # fmt: skip
    common, sector = packed(plan.site.kind, planned.units)
    return ReportVersion(
        pk=pk,
        report=report,
        version=report.last_version,
        common=common,
        sector=sector,
        submitted=planned.status != Status.DRAFT,
        label=planned.label,
        author=load.author,
        recorded_at=at,
    )


def _move(load: Load, plan: Plan, report: Report, after: str, at: dt.datetime, rows: Rows) -> None:
    """A move comes after those before it, even where its version was recorded earlier than the last of them."""
    at = plan.stored.moved_at = max(at, plan.stored.moved_at or at)
    if plan.scenario != Scenario.BUDGET:
        rows.events.append(
            ReportEvent(
                report=report, at=at, author=load.author, before=report.status, after=after, move="import",
                counting_id=report.counting_id,
            )
        )  # fmt: skip
    report.status = after


def _tell(load: Load, table: str, plan: Plan) -> None:
    """One entry for each version; a row of the file for each measure that it names."""
    name = f"{plan.site.code} {plan.month}"
    if plan.scenario == Scenario.PRE_ACQUISITION:
        name = f"{name} ({plan.scenario})"
    for planned in plan.added:
        strongest: Verdict = "created" if plan.stored.row is None and planned is plan.added[0] else "changed"
        for before, after in planned.changes.values():
            load.summary.count(table, _verdict(before, after))
        load.summary.note(Entry(table, planned.line, strongest, name, _detail(planned)))
    if plan.raised:
        line, status = plan.raised
        load.summary.note(Entry(table, line, "changed", name, status))


def _verdict(before: int, after: int) -> Verdict:
    if before == after:
        return "unchanged"
    return "created" if before == MISSING else "changed"


def _detail(planned: Planned) -> str:
    different = [(code, *pair) for code, pair in planned.changes.items() if pair[0] != pair[1]]
    parts = list(_differences(different[:DETAILED]))
    more = [f"+ {len(different) - DETAILED}"] if len(different) > DETAILED else []
    return f"{planned.label or planned.status}: {'; '.join([*parts, *more])}"


def _differences(changes: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    for code, before, after in changes:
        yield (
            f"{code} {shown(code, after)}"
            if before == MISSING
            else (f"{code} {shown(code, before)} → {shown(code, after)}")
        )
