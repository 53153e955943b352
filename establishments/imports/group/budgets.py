"""Budgets: a scenario of their own, whose last version fills what nobody types (semantics, rules 27 and 32)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from establishments.enums import Scenario, Status
from establishments.imports.group.context import Load
from establishments.imports.group.parsing import Row
from establishments.imports.group.stored import Key, Plan, Planned, StoredReport, stored_reports
from establishments.imports.group.values import Reader, Units, merged
from establishments.imports.group.writing import write_plans
from establishments.models import Establishment
from establishments.packing import MISSING, NOT_APPLICABLE
from groupe.kernel.periods import Month

TOTALS = {"BUD_CH": ("CH_G1", "CH_G2", "CH_G3"), "BUD_PR": ("PR_G1", "PR_G2", "PR_G3")}


@dataclass
class Told:
    """A version of a budget month: its label, the measures it names."""

    row: Row
    units: dict[str, int] = field(default_factory=dict)


@dataclass
class BudgetMonth:
    site: Establishment
    month: Month
    versions: dict[str, Told] = field(default_factory=dict)


def load_budgets(load: Load) -> None:
    """Versions apply in the order of the file; each changes only the measures that it names."""
    months = _grouped(load)
    load.problems.raise_if_any()
    stored = stored_reports(set(months))
    plans = []
    for key, month in months.items():
        plan = Plan(month.site, month.month, Scenario.BUDGET, stored.get(key) or StoredReport())
        _place(load, plan, month)
        if plan.touched:
            plans.append(plan)
    write_plans(load, "budgets", plans)


def _grouped(load: Load) -> dict[Key, BudgetMonth]:
    parsed = load.tables["budgets"]
    reader = Reader(load, parsed, budget=True)
    months: dict[Key, BudgetMonth] = {}
    for row in parsed.rows:
        site = load.rows["establishments"][row["establishment"]]
        units = reader.units(site, row)
        key = site.pk, row["period"].first, Scenario.BUDGET.value
        versions = months.setdefault(key, BudgetMonth(site, row["period"])).versions
        told = versions.setdefault(row["version"] or "", Told(row))
        if row["measure"] in told.units:
            load.problem(parsed, row, "measure", _("This measure is already told for this version of the month."))
        if units is not None:
            told.units[row["measure"]] = units
    return months


def _place(load: Load, plan: Plan, month: BudgetMonth) -> None:
    """From the first version that is not stored as told, all are recorded again, so that the last one applies."""
    again = False
    for label, told in month.versions.items():
        newest = next((each for each in reversed(plan.stored.versions) if each.label == label), None)
        if not again and newest is not None and merged(newest.units, told.units) == newest.units:
            load.summary.count("budgets", "unchanged", len(told.units))
            continue
        again = True
        after = _with_totals(merged(plan.units, told.units), told.units)
        changes = {code: (plan.units.get(code, MISSING), units) for code, units in told.units.items()}
        plan.add(Planned(told.row.line, None, Status.VALIDATED, after, changes, label))


def _with_totals(values: dict[str, int], told: Units) -> dict[str, int]:
    """The totals follow the accounts where these are all known, unless the version gives them itself."""
    for total, parts in TOTALS.items():
        known = [values[code] for code in parts if values.get(code, NOT_APPLICABLE) != NOT_APPLICABLE]
        whole = len(known) == len(parts) or total not in values
        if total not in told and known and whole and any(code in told for code in parts):
            values[total] = sum(known)
    return values
