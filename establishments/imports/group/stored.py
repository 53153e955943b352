"""The reports that a file is about as they are stored, and what the file adds to each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Max

from establishments.catalogue import catalogue
from establishments.enums import Status
from establishments.imports.group.values import unpacked
from establishments.models import Establishment, Report, ReportEvent, ReportVersion
from establishments.packing import NOT_APPLICABLE
from groupe.kernel.numbers import to_units
from groupe.kernel.periods import Month

Key = tuple[int, dt.date, str]
Changes = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class StoredVersion:
    pk: int
    number: int
    recorded_at: dt.datetime
    submitted: bool
    label: str
    units: Mapping[str, int]


@dataclass
class StoredReport:
    """`row` is None where there is none yet; `versions` from the oldest; `moved_at` is the instant of the last move."""

    row: Report | None = None
    versions: list[StoredVersion] = field(default_factory=list)
    moved_at: dt.datetime | None = None

    def units(self) -> dict[str, int]:
        """What the report says now: the draft while it is one, else the version that counts."""
        if self.row is None:
            return {}
        if self.row.status == Status.DRAFT:
            return draft_units(self.row.draft)
        return dict(next(each.units for each in self.versions if each.pk == self.row.counting_id))


@dataclass(frozen=True)
class Planned:
    """A version to be added; `changes` are (before, after) by measure."""

    line: int
    recorded_at: dt.datetime | None
    status: str
    units: Mapping[str, int]
    changes: Changes
    label: str = ""


class Plan:
    """A site-month with what the file adds: versions, or a further status."""

    def __init__(self, site: Establishment, month: Month, scenario: str, stored: StoredReport) -> None:
        self.site, self.month, self.scenario, self.stored = site, month, scenario, stored
        self.status: str = stored.row.status if stored.row else Status.DRAFT
        self.units: Mapping[str, int] = stored.units()
        self.last_number = stored.versions[-1].number if stored.versions else 0
        self.latest_at = stored.versions[-1].recorded_at if stored.versions else None
        self.added: list[Planned] = []
        self.raised: tuple[int, str] | None = None

    @property
    def is_new(self) -> bool:
        return self.stored.row is None and not self.added

    @property
    def touched(self) -> bool:
        return bool(self.added or self.raised)

    def recorded(self, at: dt.datetime | None) -> StoredVersion | None:
        """The version stored with this very instant."""
        return next((each for each in self.stored.versions if at and each.recorded_at == at), None)

    def add(self, planned: Planned) -> None:
        self.added.append(planned)
        self.units, self.status = planned.units, planned.status
        self.latest_at = planned.recorded_at or self.latest_at
        self.last_number += 1

    def raise_to(self, line: int, status: str) -> None:
        """From a draft by a version of the same values; from there on by the status alone."""
        if self.status == Status.DRAFT:
            self.add(Planned(line, None, status, self.units, {}))
        else:
            self.raised, self.status = (line, status), status


def draft_units(draft: Mapping[str, str]) -> dict[str, int]:
    measures = catalogue().measures
    return {
        code: NOT_APPLICABLE if text == "na" else to_units(Decimal(text), measures[code].scale)
        for code, text in draft.items()
        if code in measures
    }


def stored_reports(keys: set[Key]) -> dict[Key, StoredReport]:
    """Four queries, whatever the number of reports."""
    sites, months, scenarios = {key[0] for key in keys}, {key[1] for key in keys}, {key[2] for key in keys}
    kinds = dict(Establishment.objects.filter(pk__in=sites).values_list("pk", "kind"))
    chosen = Report.objects.filter(establishment__in=sites, month__in=months, scenario__in=scenarios)
    found: dict[int, StoredReport] = {}
    for row in chosen.order_by("pk").iterator(chunk_size=2000):
        if (row.establishment_id, row.month, row.scenario) in keys:
            found[row.pk] = StoredReport(row)
    names = ("report", "pk", "version", "recorded_at", "submitted", "label", "common", "sector")
    versions = ReportVersion.objects.filter(report__in=chosen.values("pk")).order_by("report", "version")
    for report, pk, number, at, submitted, label, common, sector in versions.values_list(*names).iterator(2000):
        known = found.get(report)
        if known and known.row:
            units = unpacked(kinds[known.row.establishment_id], common, sector)
            known.versions.append(StoredVersion(pk, number, at, submitted, label, units))
    moves = ReportEvent.objects.filter(report__in=chosen.values("pk")).order_by().values_list("report")
    for report, at in moves.annotate(last=Max("at")):
        if report in found:
            found[report].moved_at = at
    return {(each.row.establishment_id, each.row.month, each.row.scenario): each for each in found.values() if each.row}
