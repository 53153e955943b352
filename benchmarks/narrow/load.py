"""Making the narrow tables from reports and structure by SQL: nothing of the engine is used.

What versions hold is unpacked by the code that packed it, into `narrow_value`; the rest is SQL alone.

`narrow` holds every value of every version of every scenario, with the instants since and until which it counts;
`narrow_member` the days that sites lie in scopes, `narrow_inside` how many these are by month.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from django.db import connection

from benchmarks.narrow.database import run, settings, value
from benchmarks.narrow.measures import HOW, bases, number
from establishments.catalogue import catalogue
from establishments.enums import Scenario
from establishments.models import Establishment
from establishments.packing import MISSING, NOT_APPLICABLE, Ints, unpack_all
from groupe.kernel.copying import HEADER, TRAILER
from groupe.kernel.periods import Month

CHUNK = 250
WIDEST = 512
RECORD = np.dtype(
    [
        ("columns", ">i2"),
        ("version_size", ">i4"),
        ("version", ">i8"),
        ("measure_size", ">i4"),
        ("measure", ">i2"),
        ("value_size", ">i4"),
        ("value", ">i8"),
    ]
)
VERSIONS = """
select v.id, s.base, v.common, v.sector from establishments_reportversion v
join establishments_report r on r.id = v.report_id join narrow_site s on s.site = r.establishment_id
where v.submitted and s.site = any(%s)
"""
TABLES = """
drop table if exists
  narrow, narrow_value, narrow_site, narrow_measure, narrow_member, narrow_month, narrow_inside, narrow_scenario;
create unlogged table narrow (
  since timestamptz not null, until timestamptz, value bigint,
  site int not null, month smallint not null, measure smallint not null, scenario smallint not null);
create unlogged table narrow_value (version bigint not null, measure smallint not null, value bigint not null);
create unlogged table narrow_site (site int primary key, kind text not null, sector text not null, base int not null);
create unlogged table narrow_measure (measure smallint primary key, how smallint not null);
create unlogged table narrow_scenario (name text primary key, scenario smallint not null);
create unlogged table narrow_month (month int primary key, days daterange not null, length int not null);
create unlogged table narrow_member (scope int not null, site int not null, valid daterange not null)
"""
# A value that is not applicable is a row without a value; an unknown one is no row.
VALUES = """
insert into narrow
with versions as (
  select v.id, r.establishment_id as site, v.recorded_at as since,
    extract(year from r.month) * 12 + extract(month from r.month) - 1 as month, c.scenario,
    coalesce(least(
        lead(v.recorded_at) over (partition by v.report_id order by v.version),
        (select min(e.at) from establishments_reportevent e
         where e.report_id = r.id and e.counting_id is null and e.at > v.recorded_at)
      ), case when v.id is distinct from r.counting_id then v.recorded_at end) as until
  from establishments_report r
  join establishments_reportversion v on v.report_id = r.id and v.submitted
  join narrow_scenario c on c.name = r.scenario
  where r.establishment_id = any(%(sites)s)
)
select since, until, nullif(u.value, %(na)s), versions.site, versions.month, u.measure, scenario
from versions join narrow_value u on u.version = versions.id
"""
MEMBERS = """
insert into narrow_member
with recursive above (leaf, code, parent) as (
  select id, code, parent_id from establishments_territory
  union all
  select leaf, t.code, t.parent_id from above join establishments_territory t on t.id = above.parent
), inside (code, site, valid) as (
  select unnest(array['group', 'kind:' || s.kind, 'sector:' || s.sector, 'department:' || nullif(e.department, '')]),
    e.id, stay.valid
  from establishments_stay stay join establishments_establishment e on e.id = stay.establishment_id
  join narrow_site s on s.site = e.id
  union all
  select unnest(array_prepend('entity:' || x.code,
      array(select 'territory:' || code from above where leaf = a.territory_id))), a.establishment_id, a.valid
  from establishments_attachment a join establishments_legalentity x on x.id = a.entity_id
  union all
  select 'funder:' || x.code, f.establishment_id, f.valid
  from establishments_funding f join establishments_funder x on x.id = f.funder_id
)
select scope.id, inside.site, unnest(range_agg(inside.valid * stay.valid))
from inside join consolidation_scope scope using (code)
join establishments_stay stay on stay.establishment_id = inside.site and stay.valid && inside.valid
group by 1, 2
"""
# Counted once, so that the planner knows how many sites a scope has in a month.
INSIDE = """
create unlogged table narrow_inside as
select m.scope, m.site, c.month::smallint as month, c.length::smallint as length,
  sum(upper(m.valid * c.days) - lower(m.valid * c.days))::smallint as days,
  bool_or(upper_inf(m.valid) or upper(m.valid) >= upper(c.days)) as stays
from narrow_member m join narrow_month c on m.valid && c.days
group by 1, 2, 3, 4
"""
INDEXES = (
    "create unique index narrow_entity on narrow (site, month, measure, scenario, since)",
    "create index narrow_page on narrow (measure, month) where until is null",
    "create index narrow_member_scope on narrow_member (scope, site)",
    "create unique index narrow_inside_scope on narrow_inside (scope, month, site)",
)


def make(first: Month, last: Month) -> dict[str, float]:
    """Seconds taken to load the rows and to index them; months of `first` to `last` and the year before them."""
    begin = time.perf_counter()
    run(TABLES)
    _small_tables(first - 12, last)
    sites = list(Establishment.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(sites), CHUNK):
        some = sites[start : start + CHUNK]
        run("truncate narrow_value")
        _unpack(some)
        run("analyze narrow_value")
        run(VALUES, {"sites": some, "na": NOT_APPLICABLE})
    run(MEMBERS)
    run(INSIDE)
    loaded = time.perf_counter()
    with settings():
        for statement in INDEXES:
            run(statement)
    for table in ("narrow", "narrow_member", "narrow_inside", "narrow_site", "narrow_month", "narrow_measure"):
        run(f"vacuum analyze {table}")
    return {"loaded": loaded - begin, "indexed": time.perf_counter() - loaded}


def _unpack(sites: list[int]) -> None:
    """Every value of every version of these sites; numbers of measures as in `narrow`."""
    command = "copy narrow_value from stdin (format binary)"
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS, [sites])
        rows = cursor.fetchall()
        with cursor.cursor.copy(command) as copy:
            copy.write(HEADER)
            for base in {row[1] for row in rows}:
                ids, _bases, common, sector = zip(*(row for row in rows if row[1] == base), strict=True)
                for packed, first in ((common, 0), (sector, base)):
                    copy.write(_records(np.array(ids), unpack_all(packed, WIDEST), first))
            copy.write(TRAILER)


def _records(ids: Ints, values: Ints, first: int) -> bytes:
    """Rows of PostgreSQL's binary format, all of the same length."""
    rows, places = (values != MISSING).nonzero()
    records = np.zeros(len(rows), dtype=RECORD)
    records["columns"], records["version_size"], records["measure_size"], records["value_size"] = 3, 8, 2, 8
    records["version"], records["measure"], records["value"] = ids[rows], first + places, values[rows, places]
    return records.tobytes()


def forget() -> None:
    run(TABLES.strip().partition(";")[0])


def _small_tables(first: Month, last: Month) -> None:
    source, base = catalogue(), bases(catalogue())
    sectors = {code: kind.sector for code, kind in source.kinds.items()}
    sites = Establishment.objects.ever_members().filter(kind__in=sectors).values_list("pk", "kind")
    rows: dict[str, list[tuple[Any, ...]]] = {
        "narrow_site": [(pk, kind, sectors[kind], base[sectors[kind]]) for pk, kind in sites],
        "narrow_measure": [(number(m), HOW.get(m.time, 0)) for m in source.measures.values() if m.file in base],
        "narrow_scenario": [(name, rank) for rank, name in enumerate(Scenario.values)],
        "narrow_month": [(m.index, f"[{m.first},{m.last}]", m.days) for m in first.to(last)],
    }
    with connection.cursor() as cursor:
        for table, values in rows.items():
            marks = ", ".join(["%s"] * len(values[0]))
            cursor.executemany(f"insert into {table} values ({marks})", values)


def counted(table: str = "narrow") -> int:
    return int(value(f"select count(*) from {table}"))
