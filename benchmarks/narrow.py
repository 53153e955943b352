"""The same reports as narrow rows (site, month, measure, value), for the plain GROUP BY to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from establishments.catalogue import catalogue
from establishments.models.reporting import NOT_APPLICABLE
from groupe.kernel.periods import Month

MAKE = """
create unlogged table narrow as
select r.establishment_id as site, r.month, u.position - 1 as position, u.value
from establishments_report r
join establishments_reportversion v on v.id = r.counting_id
cross join unnest(v.common) with ordinality as u(value, position)
where r.scenario = 'actual' and u.value > %s;
create index on narrow (month, position);
analyze narrow
"""


def make() -> int:
    """The number of rows."""
    with connection.cursor() as cursor:
        for statement in MAKE.split(";"):
            cursor.execute(statement, [NOT_APPLICABLE] if "%s" in statement else None)
        cursor.execute("select count(*) from narrow")
        return int(cursor.fetchone()[0])


def totals(codes: Sequence[str], first: Month, last: Month) -> dict[tuple[Month, str], int]:
    """What the whole group reported of these measures, month by month, in the smallest unit."""
    places = {catalogue().measures[code].position: code for code in codes}
    with connection.cursor() as cursor:
        cursor.execute(
            "select month, position, sum(value) from narrow where month between %s and %s and position = any(%s)"
            " group by month, position",
            [first.first, last.first, list(places)],
        )
        rows: list[tuple[Any, int, Any]] = cursor.fetchall()
    return {(Month.of(month), places[position]): int(total) for month, position, total in rows}
