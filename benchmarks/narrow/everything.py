"""What a rebuild makes, by plain GROUP BY: every scope and month into tables of totals and of comparisons."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import connection

from benchmarks.narrow.database import TookTooLong, run, settings


def _share(value: str, days: str, before: str, owned: str) -> str:
    """The part of a month's flow that falls on some days: the running total is rounded half-up (semantics, rule 6)."""
    total = f"round({value}::numeric * ({before} + {days}) / {owned}) - round({value}::numeric * {before} / {owned})"
    return f"case when {days} = {owned} then {value} else ({total})::bigint end"


PRESENCE = """
create unlogged table narrow_presence as
with pieces as (
  select m.scope, m.site, c.month, c.length, m.valid * c.days as days, c.days as whole
  from narrow_member m join narrow_month c on m.valid && c.days
),
owned as (
  select site, month, sum(upper(days) - lower(days))::int as owned from pieces where scope = %(group)s group by 1, 2
)
select p.scope, p.site, p.month::smallint as month, p.length, upper(p.days) - lower(p.days) as days, o.owned,
  case when lower(p.days) = lower(p.whole) then 0 else coalesce((
    select sum(upper(g.valid * before.days) - lower(g.valid * before.days))
    from narrow_member g, (select daterange(lower(p.whole), lower(p.days)) as days) before
    where g.scope = %(group)s and g.site = p.site and g.valid && before.days), 0)::int end as before,
  upper(p.days) = upper(p.whole) as stays
from pieces p join owned o using (site, month)
"""
TOTALS = f"""
create unlogged table narrow_total as
select p.scope, n.month, n.measure,
  coalesce(sum(case m.how when 0 then {_share("n.value", "p.days", "p.before", "p.owned")} when 1 then n.value * p.days
    else case when p.stays then n.value else 0 end end), 0) as total, count(*) as told
from narrow n join narrow_presence p using (site, month) join narrow_measure m using (measure)
where n.until is null and n.scenario = 0
group by 1, 2, 3
"""
COMPARED = f"""
create unlogged table narrow_compared as
with flow as (
  select n.site, n.month, n.measure, n.value from narrow n join narrow_measure m using (measure)
  where n.until is null and n.scenario = 0 and m.how = 0
),
years as (
  select site, month, measure, n.value as now, o.value as before, n.flow is not null as told, o.flow is not null as past
  from (select site, month::int as month, measure, coalesce(value, 0) as value, true as flow from flow) n
  full join (select site, month + 12 as month, measure, coalesce(value, 0) as value, true as flow from flow) o
  using (site, month, measure)
),
pairs as (
  select scope, site, month, p.days, p.owned, p.before, p.length, q.days as days0, q.owned as owned0,
    q.before as before0, q.length as length0
  from (select scope, site, month::int as month, days, owned, before, length from narrow_presence) p
  full join (select scope, site, month + 12 as month, days, owned, before, length from narrow_presence) q
  using (scope, site, month)
),
shared as (
  select x.scope, y.month, y.measure, coalesce(y.told and x.days is not null, false) as told,
    coalesce(y.past and x.days0 is not null, false) as past,
    coalesce(x.days, 0) * coalesce(x.length0, 1) as inside, coalesce(x.days0, 0) * coalesce(x.length, 1) as earlier,
    coalesce({_share("y.now", "x.days", "x.before", "x.owned")}, 0) as now,
    coalesce({_share("y.before", "x.days0", "x.before0", "x.owned0")}, 0) as before
  from years y join pairs x using (site, month)
)
select scope, month, measure,
  coalesce(sum(now) filter (where inside = earlier and told and past), 0) as now,
  coalesce(sum(before) filter (where inside = earlier and told and past), 0) as before,
  coalesce(sum(now - before) filter (where inside > earlier), 0) as entries,
  coalesce(sum(now - before) filter (where inside < earlier), 0) as exits,
  coalesce(sum(now - before) filter (where inside = earlier and not (told and past)), 0) as missing
from shared where month <= %(last)s
group by 1, 2, 3
"""
TABLES = "drop table if exists narrow_presence, narrow_total, narrow_compared"


def group_everything(group: int, last: int, *, limit: float) -> dict[str, float | None]:
    """Seconds of each step, None where it was cancelled at its limit."""
    run(TABLES)
    taken: dict[str, float | None] = {}
    for name, statement in (("presence", PRESENCE), ("totals", TOTALS), ("compared", COMPARED)):
        begin = time.perf_counter()
        try:
            with settings(limit=limit):
                run(statement, {"group": group, "last": last})
            taken[name] = time.perf_counter() - begin
        except TookTooLong:
            taken[name] = None
    return taken


def stored(table: str, columns: str) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    """(scope, month, measure, values) of a table that was made, ordered by scope."""
    with connection.cursor() as cursor:
        cursor.execute(f"select scope, month, measure, {columns} from {table} order by scope")
        while found := cursor.fetchmany(20_000):
            for scope, month, measure, *values in found:
                yield scope, month, measure, tuple(int(each) for each in values)


def forget() -> None:
    run(TABLES)
