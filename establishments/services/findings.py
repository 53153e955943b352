"""What is wrong with a month's values: what is required, bounds, and the rules of the catalogue."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db import connection
from django.utils.translation import gettext as _

from establishments.catalogue import Measure, Section, catalogue
from establishments.catalogue.required import required_measures
from establishments.catalogue.rules import Month as RuleMonth
from establishments.catalogue.rules import broken_rules
from establishments.enums import EntryReason, Scenario
from establishments.models import Capacity, Establishment, Stay
from establishments.packing import unpack
from establishments.residual import residual_spans, stays_open
from establishments.vectors import ValueRefused, Values, check_bounds, decode
from groupe.kernel.periods import Month
from groupe.kernel.ranges import last_day

MISSING_VALUE = "E00"
OUTSIDE = "E02"


@dataclass(frozen=True)
class Finding:
    """An error (`E`) blocks submission, a warning (`W`) asks for a word; `measures` are the fields to look at."""

    code: str
    level: Literal["E", "W"]
    message: str
    measures: tuple[str, ...]


@dataclass(frozen=True)
class SiteMonth:
    """What surrounds the values of a month: owned days, places of the dated capacities, the month before.

    `closed` is the last day of a site that closed before: its finance section is open, and nothing is asked for.
    `taken_over` is the day on which it entered in this month, unless it was founded.
    """

    kind: str
    days: int
    capacities: Mapping[str, int]
    rules: RuleMonth
    closed: dt.date | None = None
    taken_over: dt.date | None = None

    def opens(self, measure: str) -> bool:
        return self.closed is None or stays_open(measure)

    def shut(self, values: Mapping[str, object]) -> dict[str, str]:
        """Why values are refused, by measure; what is cleared is not."""
        said = _("After a closure only the finance section stays open.")
        return {code: said for code, value in values.items() if value is not None and not self.opens(code)}

    def form(self) -> list[tuple[Section, Sequence[Measure]]]:
        """The sections that are open, each with its measures."""
        sections = [
            (section, [measure for measure in measures if self.opens(measure.code)])
            for section, measures in catalogue().form(self.kind)
        ]
        return [(section, measures) for section, measures in sections if measures]

    def required(self, values: Values) -> tuple[Measure, ...]:
        if self.closed:
            return ()
        return required_measures(catalogue(), self.kind, self.capacities, values)


def site_months(keys: Iterable[tuple[Establishment, Month]]) -> dict[tuple[int, Month], SiteMonth]:
    """The surroundings of several site-months, in one query; months outside are left out."""
    wanted = list(keys)
    stays, capacities, before = _around(wanted)
    found = {}
    for site, month in wanted:
        known = _site_month(site, month, stays[site.pk], capacities[site.pk], before.get((site.pk, month)))
        if known:
            found[site.pk, month] = known
    return found


def findings(surroundings: SiteMonth, values: Values) -> list[Finding]:
    """Errors first, then warnings; in the order of the form."""
    found = [*_required(surroundings, values), *_out_of_bounds(surroundings.kind, values)]
    found += [Finding(OUTSIDE, "E", said, (code,)) for code, said in surroundings.shut(values).items()]
    for broken in broken_rules(catalogue(), surroundings.kind, values, surroundings.rules):
        found.append(Finding(broken.code, broken.level, broken.message, broken.measures))
    return sorted(found, key=lambda finding: finding.level)


def _required(surroundings: SiteMonth, values: Values) -> list[Finding]:
    """Blank R, and blank C once its capacity is above 0; dated capacities need no typing."""
    return [
        Finding(MISSING_VALUE, "E", _("To be filled in."), (measure.code,))
        for measure in surroundings.required(values)
        if measure.code not in values
    ]


def _out_of_bounds(kind: str, values: Values) -> list[Finding]:
    found = []
    for code, value in values.items():
        try:
            check_bounds(catalogue().measures[code], value)
        except ValueRefused as refused:
            found.append(Finding("E03", "E", refused.message, (code,)))
    return found


def _site_month(
    site: Establishment, month: Month, stays: list[Stay], capacities: list[Capacity], before: Values | None
) -> SiteMonth | None:
    owned = [days for stay in stays if (days := _inside(stay, month))]
    if site.kind not in catalogue().kinds:
        return None
    if not owned:
        closed = next((day for day, first, last in residual_spans(stays) if first <= month <= last), None)
        return SiteMonth(site.kind, 0, {}, RuleMonth(days=0, previous=before), closed) if closed else None
    last = max(end for _begin, end in owned)
    places: dict[str, int] = defaultdict(int)
    current: dict[str, int] = {}
    for row in capacities:
        for begin, end in owned:
            places[row.measure] += row.value * _overlap(row, begin, end)
        if row.valid.lower <= last and (row.valid.upper is None or last < row.valid.upper):
            current[row.measure] = row.value
    opening = next((stay for stay in stays if month.first <= stay.valid.lower <= month.last), None)
    rules = RuleMonth(
        days=sum((end - begin).days + 1 for begin, end in owned),
        places={code: places[code] for code in current},
        previous=before,
        entry=opening is not None,
        taken=_taken(opening) if opening else None,
    )
    bought = opening if opening and opening.entry_reason != EntryReason.FOUNDED else None
    return SiteMonth(site.kind, rules.days, current, rules, taken_over=bought.valid_from if bought else None)


def _inside(stay: Stay, month: Month) -> tuple[dt.date, dt.date] | None:
    begin = max(stay.valid.lower, month.first)
    end = min(last_day(stay.valid) or month.last, month.last)
    return (begin, end) if begin <= end else None


def _overlap(row: Capacity, begin: dt.date, end: dt.date) -> int:
    first, last = max(row.valid.lower, begin), min(last_day(row.valid) or end, end)
    return max(0, int((last - first).days) + 1)


def _taken(stay: Stay) -> Decimal | None:
    """People there on the morning of the entry (semantics, rule 3)."""
    if "ACC_FIN" in stay.opening:
        return Decimal(stay.opening["ACC_FIN"])
    return Decimal(0) if stay.entry_reason == EntryReason.FOUNDED else None


_Around = tuple[dict[int, list[Stay]], dict[int, list[Capacity]], dict[tuple[int, Month], Values]]
# Every save asks for it: one look instead of three.
_AROUND = """
select 'stay', establishment_id, valid, entry_reason, exit_reason, opening, null::int, null::date, ''::bytea, ''::bytea
from establishments_stay where establishment_id = any(%(sites)s)
union all
select 'capacity', establishment_id, valid, measure, '', null, value, null, null, null
from establishments_capacity where establishment_id = any(%(sites)s)
union all
select 'before', r.establishment_id, null, '', '', null, null, r.month, v.common, v.sector
from establishments_report r join establishments_reportversion v on v.id = r.counting_id
where r.establishment_id = any(%(sites)s) and r.month = any(%(months)s) and r.scenario = %(scenario)s
order by 1, 2, 3
"""


def _around(keys: list[tuple[Establishment, Month]]) -> _Around:
    """Stays and capacities by establishment, and what counts for the month before each site-month."""
    stays: dict[int, list[Stay]] = defaultdict(list)
    capacities: dict[int, list[Capacity]] = defaultdict(list)
    before: dict[tuple[int, Month], Values] = {}
    kinds = {site.pk: site.kind for site, _month in keys if site.kind in catalogue().kinds}
    months = {(month - 1).first for _site, month in keys}
    sites = [site.pk for site, _month in keys]
    wanted: dict[str, Any] = {"sites": sites, "months": list(months), "scenario": str(Scenario.ACTUAL)}
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, wanted)
        for what, pk, valid, one, two, opening, value, month, common, sector in cursor.fetchall():
            if what == "stay":
                opened = json.loads(opening)
                stays[pk].append(
                    Stay(establishment_id=pk, valid=valid, entry_reason=one, exit_reason=two, opening=opened)
                )
            elif what == "capacity":
                capacities[pk].append(Capacity(establishment_id=pk, valid=valid, measure=one, value=value))
            elif pk in kinds:
                before[pk, Month.of(month) + 1] = decode(kinds[pk], unpack(common), unpack(sector))
    return stays, capacities, before
