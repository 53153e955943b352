"""Copying what changed in the roll-ups since the close before, whatever their number, inside the database."""

from __future__ import annotations

from django.db import connection

# What was published comes as a whole first: looked up row by row, what this statement adds would be read along.
# A vector that is gone leaves a row without values.
_CHANGED = """
    with published as materialized (
         select distinct on (scope, scenario, month, file) scope, scenario, month, file, vals
           from consolidation_closerow order by scope, scenario, month, file, close_id desc)
    insert into consolidation_closerow (scope, scenario, month, file, close_id, vals)
    select r.scope, r.scenario, r.month, r.file, %(close)s, r.vals
      from consolidation_rollup r
      left join published using (scope, scenario, month, file)
     where r.vals is distinct from published.vals
"""
_GONE = """
    insert into consolidation_closerow (scope, scenario, month, file, close_id, vals)
    select c.scope, c.scenario, c.month, c.file, %(close)s, null
      from consolidation_closerow c
     where c.vals is not null
       and not exists (select from consolidation_rollup r
                        where r.scope = c.scope and r.scenario = c.scenario and r.month = c.month and r.file = c.file)
       and not exists (select from consolidation_closerow n
                        where n.scope = c.scope and n.scenario = c.scenario and n.month = c.month and n.file = c.file
                          and n.close_id > c.close_id)
"""


def write_snapshot(close: int) -> int:
    """The rows of a close whose number is reserved; how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"close": close})
        changed = cursor.rowcount
        cursor.execute(_GONE, {"close": close})
        return int(changed + cursor.rowcount)
