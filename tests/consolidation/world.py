"""A small group, built in a few words: sites, dated facts, reports; and the figures read back through the pipeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from establishments.catalogue import catalogue
from establishments.changes import record_change
from establishments.enums import EntryReason, ExitReason, Scenario, Status
from establishments.models import (
    Attachment,
    Capacity,
    Establishment,
    Funder,
    Funding,
    LegalEntity,
    Report,
    ReportEvent,
    ReportVersion,
    Stay,
    Territory,
)
from establishments.packing import MISSING, NOT_APPLICABLE
from groupe.consolidation.selectors import Figure, series
from groupe.consolidation.services import fold_all
from groupe.kernel.numbers import to_units
from groupe.kernel.periods import Month, Window
from groupe.kernel.ranges import inclusive

Value = int | str | Decimal | None


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


class World:
    """Everything by code; dates are inclusive, as people give them."""

    def __init__(self) -> None:
        self.entity("E1")
        self.territory("T1")

    def entity(self, code: str) -> LegalEntity:
        return LegalEntity.objects.get_or_create(code=code, defaults={"name": code})[0]

    def territory(self, code: str, parent: str | None = None) -> Territory:
        above = self.territory(parent) if parent else None
        return Territory.objects.get_or_create(code=code, defaults={"name": code, "parent": above})[0]

    def site(
        self,
        code: str,
        kind: str = "ehpad",
        entry: str = "2020-01-01",
        exit: str | None = None,  # noqa: A002
        *,
        entity: str = "E1",
        territory: str = "T1",
        reason: str = EntryReason.FOUNDED,
        opening: Mapping[str, str] | None = None,
        capacities: Mapping[str, int] | None = None,
        commune: str = "69123",
        left: str = ExitReason.SOLD,
    ) -> Establishment:
        site = Establishment.objects.create(code=code, name=code, kind=kind, commune=commune)
        Stay.objects.create(
            establishment=site,
            valid=inclusive(day(entry), day(exit)),
            entry_reason=reason,
            exit_reason=left if exit else "",
            opening=dict(opening or {}),
        )
        Attachment.objects.create(
            establishment=site,
            entity=self.entity(entity),
            territory=self.territory(territory),
            valid=inclusive(day(entry), None),
        )
        for measure, places in (capacities or {}).items():
            self.capacity(code, measure, places, entry)
        self.changed(code, entry)
        return site

    def get(self, code: str) -> Establishment:
        return Establishment.objects.get(code=code)

    def changed(self, code: str, since: str) -> None:
        record_change([self.get(code).pk], dt.date.fromisoformat(since))

    def capacity(self, code: str, measure: str, places: int, since: str) -> None:
        """From that day on, until the next one."""
        site, first = self.get(code), dt.date.fromisoformat(since)
        for row in Capacity.objects.filter(establishment=site, measure=measure, valid__contains=first):
            row.valid = inclusive(row.valid_from, first - dt.timedelta(days=1))
            row.save()
        Capacity.objects.create(establishment=site, measure=measure, value=places, valid=inclusive(first, None))
        self.changed(code, since)

    def transfer(self, code: str, since: str, *, entity: str | None = None, territory: str | None = None) -> None:
        site, first = self.get(code), dt.date.fromisoformat(since)
        row = Attachment.objects.get(establishment=site, valid__contains=first)
        row.valid = inclusive(row.valid_from, first - dt.timedelta(days=1))
        row.save()
        Attachment.objects.create(
            establishment=site,
            entity=self.entity(entity) if entity else row.entity,
            territory=self.territory(territory) if territory else row.territory,
            valid=inclusive(first, None),
        )
        self.changed(code, since)

    def stay(self, code: str, entry: str) -> None:
        """In the group again."""
        site = self.get(code)
        Stay.objects.create(establishment=site, valid=inclusive(day(entry), None), entry_reason=EntryReason.COURT_SALE)
        self.changed(code, entry)

    def leave(self, code: str, last: str, reason: str = ExitReason.SOLD) -> None:
        stay = Stay.objects.get(establishment=self.get(code))
        touched = min(filter(None, (str(stay.valid_to or ""), last)))
        stay.valid, stay.exit_reason = inclusive(stay.valid_from, day(last)), reason
        stay.save()
        self.changed(code, touched)

    def fund(self, code: str, funder: str, since: str, until: str | None = None) -> None:
        row = Funder.objects.get_or_create(code=funder, defaults={"name": funder, "kind": "ars"})[0]
        Funding.objects.create(establishment=self.get(code), funder=row, valid=inclusive(day(since), day(until)))
        self.changed(code, since)

    def report(
        self,
        code: str,
        period: str,
        values: Mapping[str, Value],
        *,
        status: str = Status.SUBMITTED,
        scenario: str = Scenario.ACTUAL,
    ) -> Report:
        """A version that counts (unless `draft`); None leaves a measure missing, "na" not applicable."""
        site, month = self.get(code), Month.parse(period)
        report, _new = Report.objects.get_or_create(establishment=site, month=month.first, scenario=scenario)
        report.last_version += 1
        version = ReportVersion.objects.create(
            report=report, version=report.last_version, submitted=True, **_vectors(site.kind, values)
        )
        self._move(report, "import", status, None if status == Status.DRAFT else version)
        return report

    def move(self, code: str, period: str, status: str, *, counts: bool = True) -> None:
        """Another status for the same version: validated, frozen, returned (it no longer counts), reopened."""
        report = Report.objects.get(establishment=self.get(code), month=Month.parse(period).first, scenario="actual")
        self._move(report, "move", status, report.counting if counts else None)

    def _move(self, report: Report, move: str, status: str, counting: ReportVersion | None) -> None:
        if report.scenario != Scenario.BUDGET:
            ReportEvent.objects.create(report=report, before=report.status, after=status, move=move, counting=counting)
        report.status, report.counting = status, counting
        report.save()
        record_change([report.establishment_id], report.month, report.month, report.scenario)

    def place(self, code: str, parent: str | None) -> None:
        """Moves a territory, for the past too."""
        Territory.objects.filter(code=code).update(parent=self.territory(parent) if parent else None)
        for site in Establishment.objects.filter(attachments__territory__code=code).distinct():
            self.changed(site.code, str(site.stays.order_by("valid").first().valid_from))

    def fold(self) -> None:
        fold_all()

    def figure(self, scope: str, code: str, period: str, window: Window = "month") -> Figure:
        """Folded, then read as pages and the API do."""
        self.fold()
        last = Month.parse(period)
        return series(scope=scope, codes=[code], first=last, last=last, window=window)[code].figures[0]

    def value(self, scope: str, code: str, period: str, window: Window = "month") -> Fraction | None:
        return self.figure(scope, code, period, window).value


def _vectors(kind: str, values: Mapping[str, Value]) -> dict[str, Any]:
    source = catalogue()
    arrays = {file: [MISSING] * source.width(file) for file in ("common", source.kinds[kind].sector)}
    for code, value in values.items():
        measure = source.measures[code]
        assert kind in measure.kinds, f"{code} is not on the form of {kind}"
        if value is not None:
            units = NOT_APPLICABLE if value == "na" else to_units(Decimal(str(value)), measure.scale)
            arrays[measure.file][measure.position] = units
    return {"common": arrays["common"], "sector": arrays[source.kinds[kind].sector]}
