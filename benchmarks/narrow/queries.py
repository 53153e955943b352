"""What pages of one scope show, by plain GROUP BY over the narrow rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.narrow.database import rows
from benchmarks.narrow.measures import number, plain_measures, terms
from establishments.catalogue import catalogue
from groupe.consolidation.engine.plan import IndicatorPlan
from groupe.kernel.periods import Month

Totals = dict[tuple[Month, str], int]
PRESENT = """
  select site, month, length, days, stays from narrow_inside
  where scope = %(scope)s and month between %(begin)s and %(last)s
"""
NOW = "n.until is null"
KNOWN = "n.since <= %(at)s and (n.until is null or n.until > %(at)s)"
# An indicator keeps a cell on both sides or neither: every term is there, and a divisor is applicable.
PAGE = f"""
with present as ({PRESENT}),
term as materialized (
  select * from unnest(%(indicators)s::int[], %(sides)s::int[], %(measures)s::smallint[], %(factors)s::bigint[],
    %(hows)s::int[]) as t(indicator, side, measure, factor, how)
),
needed as (
  select indicator, count(*) filter (where side = 0) as nums, count(*) filter (where side = 1) as dens
  from term group by 1
),
cells as (
  select n.site, n.month, t.indicator,
    sum(t.factor * n.value * case t.how when 1 then p.days when 2 then p.stays::int else 1 end)
      filter (where t.side = 0) as num,
    sum(t.factor * n.value * case t.how when 1 then p.days when 2 then p.stays::int else 1 end)
      filter (where t.side = 1) as den,
    count(*) filter (where t.side = 0) as nums, count(*) filter (where t.side = 1) as dens,
    count(n.value) filter (where t.side = 1) as divisors
  from narrow n join present p using (site, month) join term t using (measure)
  where {{known}} and n.scenario = 0 and n.measure = any(%(measures)s) and n.month between %(begin)s and %(last)s
    and (t.how <> 1 or n.value is not null)
  group by 1, 2, 3
)
select c.month, c.indicator, coalesce(sum(c.num), 0), coalesce(sum(c.den), 0)
from cells c join needed using (indicator)
join narrow_site s on s.site = c.site
join (select * from unnest(%(of)s::int[], %(kinds)s::text[]) as k(indicator, kind)) k
  on k.indicator = c.indicator and k.kind = s.kind
where c.nums = needed.nums and c.dens = needed.dens and (needed.dens = 0 or c.divisors > 0)
group by 1, 2
"""
CHILDREN = """
with pieces as materialized (
  select m.scope, m.site, m.valid * c.days as days, lower(c.days) as opening
  from narrow_member m join narrow_month c on m.valid && c.days
  where m.scope = any(%(scopes)s) and c.month = %(last)s
),
shared as materialized (
  select p.scope, p.site, upper(days) - lower(days) as days,
    (select sum(upper(g.valid * c.days) - lower(g.valid * c.days)) from narrow_member g join narrow_month c
     on g.valid && c.days where g.scope = %(group)s and g.site = p.site and c.month = %(last)s) as owned,
    case when lower(days) = opening then 0 else coalesce((
     select sum(upper(g.valid * daterange(opening, lower(p.days))) - lower(g.valid * daterange(opening, lower(p.days))))
     from narrow_member g where g.scope = %(group)s and g.site = p.site
       and g.valid && daterange(opening, lower(p.days))), 0) end as before
  from pieces p
)
select p.scope, n.measure, sum(case when p.days = p.owned then n.value
  else (round(n.value::numeric * (p.before + p.days) / p.owned) - round(n.value::numeric * p.before / p.owned))::bigint
  end)
from narrow n join shared p using (site)
where n.until is null and n.scenario = 0 and n.measure = any(%(measures)s) and n.month = %(last)s
group by 1, 2
"""
ALIKE = f"""
with present as ({PRESENT}),
mine as (
  select n.site, n.month, n.measure, n.value, p.days, p.length
  from narrow n join present p using (site, month)
  where n.until is null and n.scenario = 0 and n.measure = any(%(measures)s) and n.month between %(begin)s and %(last)s
)
select a.month, a.measure, coalesce(sum(a.value), 0), coalesce(sum(b.value), 0)
from mine a join mine b on b.site = a.site and b.measure = a.measure and b.month = a.month - 12
where a.days * b.length = b.days * a.length and a.month between %(first)s and %(last)s
group by 1, 2
"""
BRIDGE = f"""
with present as ({PRESENT}),
mine as (
  select p.site, p.month, p.days, p.length, n.site is not null as told, coalesce(n.value, 0) as v
  from present p left join narrow n on n.site = p.site and n.month = p.month and n.measure = %(measure)s
    and n.until is null and n.scenario = 0
),
pairs as (
  select a.v as now, b.v as before, a.told and b.told as twice,
    coalesce(a.days, 0) * coalesce(b.length, 1) as inside, coalesce(b.days, 0) * coalesce(a.length, 1) as earlier
  from (select * from mine where month >= %(first)s) a
  full join (select * from mine where month <= %(last)s - 12) b on b.site = a.site and b.month = a.month - 12
)
select coalesce(sum(before), 0), coalesce(sum(now), 0),
  coalesce(sum(coalesce(now, 0) - coalesce(before, 0)) filter (where inside > earlier), 0),
  coalesce(sum(coalesce(now, 0) - coalesce(before, 0)) filter (where inside < earlier), 0),
  coalesce(sum(now - before) filter (where inside = earlier), 0),
  coalesce(sum(now - before) filter (where inside = earlier and not twice), 0),
  coalesce(sum(before) filter (where inside = earlier and twice), 0)
from pairs
"""


@dataclass(frozen=True)
class Moved:
    """A bridge, in the smallest unit; `base` is last year's sum of the constant perimeter."""

    previous: int
    current: int
    entries: int
    exits: int
    organic: int
    not_reported: int
    base: int


def page(
    scope: int, indicators: Sequence[IndicatorPlan], first: Month, last: Month, at: dt.datetime | None = None
) -> dict[tuple[Month, str], tuple[int, int]]:
    """Numerator and denominator of each indicator and month, in stored units."""
    chosen = terms(list(indicators))
    parameters = {
        "scope": scope, "begin": first.index, "last": last.index, "at": at,
        "indicators": [each.indicator for each in chosen], "sides": [each.side for each in chosen],
        "measures": [each.measure for each in chosen], "factors": [each.factor for each in chosen],
        "hows": [each.how for each in chosen],
        "of": [rank for rank, plan in enumerate(indicators) for _kind in plan.kinds],
        "kinds": [kind for plan in indicators for kind in plan.kinds],
    }  # fmt: skip
    found = rows(PAGE.format(known=KNOWN if at else NOW), parameters)
    return {(Month(month), indicators[rank].code): (int(num), int(den)) for month, rank, num, den in found}


def children(scopes: Sequence[int], group: int, codes: Sequence[str], period: Month) -> dict[tuple[int, str], int]:
    """Totals of flows by scope; what was reported for a month cut by a transfer is shared by days."""
    parameters = _measures(codes) | {"scopes": list(scopes), "group": group, "last": period.index}
    names = {number(catalogue().measures[code]): code for code in codes}
    return {(scope, names[measure]): int(total or 0) for scope, measure, total in rows(CHILDREN, parameters)}


def constant(scope: int, codes: Sequence[str], first: Month, last: Month) -> tuple[Totals, Totals]:
    """This year's and last year's totals of the sites that lay in the scope for the same part of both months."""
    found = rows(ALIKE, _measures(codes) | _span(scope, first, last))
    names = {number(plain_measures()[code]): code for code in codes}
    now = {(Month(month), names[measure]): int(total) for month, measure, total, _then in found}
    then = {(Month(month), names[measure]): int(total) for month, measure, _now, total in found}
    return now, then


def bridge(scope: int, code: str, first: Month, last: Month) -> Moved:
    parameters = _span(scope, first, last) | {"measure": number(catalogue().measures[code])}
    return Moved(*(int(each) for each in rows(BRIDGE, parameters)[0]))


def _span(scope: int, first: Month, last: Month) -> dict[str, Any]:
    return {"scope": scope, "begin": first.index - 12, "first": first.index, "last": last.index}


def _measures(codes: Sequence[str]) -> dict[str, Any]:
    return {"measures": [number(catalogue().measures[code]) for code in codes]}
