"""Monthly reports: successive versions of site-months, checked against the perimeter and the bounds of measures."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from establishments.closed import closed_at
from establishments.enums import Scenario, Status
from establishments.imports.group.context import Load
from establishments.imports.group.parsing import Parsed, Row
from establishments.imports.group.problems import listing
from establishments.imports.group.stored import Key, Plan, Planned, StoredReport, stored_reports
from establishments.imports.group.values import Reader, merged
from establishments.imports.group.writing import write_plans
from establishments.models import Establishment, Stay
from establishments.packing import MISSING
from establishments.residual import is_residual, open_measures, stays_open
from groupe.kernel.periods import Month
from groupe.kernel.ranges import last_day

RISING = (Status.DRAFT, Status.SUBMITTED, Status.VALIDATED, Status.FROZEN, Status.CORRECTED)


@dataclass
class Told:
    """One version of a site-month as the file tells it: the measures it names, in units."""

    row: Row
    told: str | None
    recorded_at: dt.datetime | None
    units: dict[str, int] = field(default_factory=dict)

    @property
    def status(self) -> str:
        return self.told or Status.SUBMITTED.value


@dataclass
class SiteMonth:
    site: Establishment
    month: Month
    scenario: str
    versions: dict[dt.datetime | None, Told] = field(default_factory=dict)

    def in_order(self, now: dt.datetime) -> list[Told]:
        """What has no instant is recorded now."""
        return [self.versions[at] for at in sorted(self.versions, key=lambda at: at or now)]


def load_reports(load: Load) -> None:
    parsed = load.tables["reports"]
    months = _grouped(load, parsed)
    _check_perimeter(load, parsed, months.values())
    load.problems.raise_if_any()
    stored = stored_reports(set(months))
    closed = closed_at(month.month.first for month in months.values())
    plans = []
    for key, month in months.items():
        plan = Plan(month.site, month.month, month.scenario, stored.get(key) or StoredReport())
        for told in month.in_order(load.now):
            _place(load, parsed, plan, told, closed.get(month.month.first))
        if plan.touched:
            plans.append(plan)
    load.problems.raise_if_any()
    write_plans(load, "reports", plans)


def _grouped(load: Load, parsed: Parsed) -> dict[Key, SiteMonth]:
    reader = Reader(load, parsed)
    months: dict[Key, SiteMonth] = {}
    for row in parsed.rows:
        site = load.rows["establishments"][row["establishment"]]
        units = reader.units(site, row)
        at = row["recorded_at"]
        if at and at > load.now:
            load.problem(parsed, row, "recorded_at", _("This instant has not come yet."))
        scenario = row["scenario"] or Scenario.ACTUAL.value
        key = site.pk, row["period"].first, scenario
        month = months.setdefault(key, SiteMonth(site, row["period"], scenario))
        told = month.versions.setdefault(at, Told(row, row["status"], at))
        told.told = told.told or row["status"]
        if row["status"] not in {None, told.told}:
            message = _("The rows of one version have one status, “%(status)s” on line %(line)d.")
            load.problem(parsed, row, "status", message % {"status": told.status, "line": told.row.line}, told.status)
        if row["measure"] in told.units:
            message = _("This measure is already told for this version of the month.")
            load.problem(parsed, row, "measure", message)
        if units is not None:
            told.units[row["measure"]] = units
    return months


def _check_perimeter(load: Load, parsed: Parsed, months: Iterable[SiteMonth]) -> None:
    """E02: a month has at least one day in the group; the seller's figures end with the month of the entry.

    After a closure the finance section stays open for what is still to be settled.
    """
    stays: dict[int, list[Stay]] = defaultdict(list)
    waiting, residual = list(months), set()
    for stay in Stay.objects.filter(establishment__in={month.site.pk for month in waiting}).order_by("valid"):
        stays[stay.establishment_id].append(stay)
    for month in waiting:
        own = stays[month.site.pk]
        if month.scenario == Scenario.PRE_ACQUISITION:
            inside = any(month.month.first < stay.valid.lower for stay in own)
        else:
            inside = any(_overlaps(stay, month.month) for stay in own)
            if not inside and month.scenario == Scenario.ACTUAL and is_residual(own, month.month):
                inside = True
                residual.add((month.site.code, month.month))
        if not inside:
            row = next(iter(month.versions.values())).row
            message = _("%(code)s is not in the group in %(month)s (E02).")
            accepted = "; ".join(_days(stay) for stay in own)
            load.problem(
                parsed, row, "period", message % {"code": month.site.code, "month": month.month}, accepted
            )  # fmt: skip
    _refuse_shut(load, parsed, residual)


def _refuse_shut(load: Load, parsed: Parsed, residual: set[tuple[str, Month]]) -> None:
    for row in parsed.rows if residual else ():
        told = (row["establishment"], row["period"]) in residual and row["value"] is not None
        if told and row["scenario"] in {None, Scenario.ACTUAL.value} and not stays_open(row["measure"]):
            message = _("After a closure only the finance section stays open.") + " (E02)"
            accepted = listing(sorted(open_measures(load.rows["establishments"][row["establishment"]].kind)))
            load.problem(parsed, row, "measure", message, accepted)


def _overlaps(stay: Stay, month: Month) -> bool:
    return bool(stay.valid.lower <= month.last and (stay.valid.upper is None or month.first < stay.valid.upper))


def _days(stay: Stay) -> str:
    return f"{stay.valid.lower} – {last_day(stay.valid) or '…'}"


def _place(load: Load, parsed: Parsed, plan: Plan, told: Told, closed: dt.datetime | None) -> None:
    """A version that is stored already has to say the same; a later one is added, after the last close (rule 28)."""
    same = plan.recorded(told.recorded_at)
    if same is not None:
        if merged(same.units, told.units) != same.units:
            message = _("This version is recorded already, with other values: give the new ones a later instant.")
            load.problem(parsed, told.row, "recorded_at", message)
        load.summary.count("reports", "unchanged", len(told.units))
        if same.number == plan.last_number and not (same.submitted and plan.status == Status.DRAFT):
            _raise_status(plan, told)
    elif told.recorded_at and plan.latest_at and told.recorded_at <= plan.latest_at:
        message = _("A later version is recorded already: %(at)s.") % {"at": plan.latest_at.isoformat()}
        load.problem(parsed, told.row, "recorded_at", message)
    elif told.recorded_at and closed and told.recorded_at <= closed:
        message = _("%(month)s was closed on %(at)s: give a later instant, or none.")
        told_at = {"month": plan.month, "at": closed.isoformat(timespec="seconds")}
        load.problem(parsed, told.row, "recorded_at", message % told_at)
    else:
        _add(load, parsed, plan, told)


def _add(load: Load, parsed: Parsed, plan: Plan, told: Told) -> None:
    """Without an instant, a version is made only where values differ, and a draft never replaces what was submitted."""
    after = merged(plan.units, told.units)
    if told.recorded_at is None and not plan.is_new:
        if after == plan.units:
            load.summary.count("reports", "unchanged", len(told.units))
            _raise_status(plan, told)
            return
        if told.status == Status.DRAFT and plan.status != Status.DRAFT and not plan.added:
            message = _("This report is no longer a draft: “%(status)s”.") % {"status": plan.status}
            load.problem(parsed, told.row, "status", message)
            return
    changes = {code: (plan.units.get(code, MISSING), units) for code, units in told.units.items()}
    plan.add(Planned(told.row.line, told.recorded_at, told.status, after, changes))


def _raise_status(plan: Plan, told: Told) -> None:
    """The same values, further on their way; what people did since stays."""
    if RISING.index(Status(told.status)) > RISING.index(Status(plan.status)):
        plan.raise_to(told.row.line, told.status)
