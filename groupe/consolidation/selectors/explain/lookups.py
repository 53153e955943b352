"""What the values behind parts are looked up in: a query for each kind of source, whatever the number of parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from establishments.catalogue import Measure, catalogue
from establishments.enums import Scenario
from establishments.models import Capacity, Report, Stay
from establishments.packing import MISSING, NOT_APPLICABLE, unpack
from groupe.kernel.periods import Month


@dataclass(frozen=True)
class Earlier:
    """What an establishment reported for one measure in a month; None where it did not. `stays`: to the month's end."""

    month: Month
    stays: bool
    units: int | None


def capacities(ids: Collection[int], codes: Iterable[str]) -> dict[tuple[int, str], list[Capacity]]:
    """The authorised capacities by establishment and measure, the oldest first."""
    found: dict[tuple[int, str], list[Capacity]] = defaultdict(list)
    rows = Capacity.objects.filter(establishment__in=ids, measure__in=list(codes)).order_by("valid")
    for row in rows:
        found[row.establishment_id, row.measure].append(row)
    return found


def budgets(ids: Collection[int], first: Month, last: Month) -> dict[tuple[int, Month], Sequence[int]]:
    """The common values of the budget that counts, by establishment and month."""
    rows = Report.objects.filter(
        establishment__in=ids,
        scenario=Scenario.BUDGET,
        counting__isnull=False,
        month__range=(first.first, last.first),
    ).order_by()
    found = rows.values_list("establishment", "month", "counting__common")
    return {(pk, Month.of(month)): values for pk, month, values in found}


def earlier(ids: Collection[int], code: str, first: Month, last: Month) -> dict[int, list[Earlier]]:
    """One entered measure, month by month, as the versions that count give it; the oldest first."""
    measure: Measure = catalogue().measures[code]
    values = "common" if measure.file == "common" else "sector"
    found: dict[int, list[Earlier]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select c.establishment, c.month, c.last_day, v.{values} from"  # noqa: S608
            " (select establishment, month, max(last_day) as last_day, max(version) as version from consolidation_cell"
            " where scenario = %s and establishment = any(%s) and month between %s and %s group by 1, 2) c"
            " left join establishments_reportversion v on v.id = c.version order by c.month",
            [Scenario.ACTUAL.value, list(ids), first.index, last.index],
        )
        for pk, index, last_day, packed in cursor.fetchall():
            month, told = Month(index), unpack(packed) if packed else []
            units = told[measure.position] if measure.position < len(told) else MISSING
            known = units if units > NOT_APPLICABLE else None
            found[pk].append(Earlier(month, last_day == month.days, known))
    return found


def stays(ids: Collection[int]) -> dict[int, list[Stay]]:
    found: dict[int, list[Stay]] = defaultdict(list)
    for stay in Stay.objects.filter(establishment__in=ids).order_by("valid"):
        found[stay.establishment_id].append(stay)
    return found


def owned_days(ids: Collection[int], first: Month, last: Month) -> dict[tuple[int, Month], int]:
    """The days in the group by establishment and month, whatever the scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select establishment, month, sum(last_day - first_day + 1) from consolidation_cell"
            " where scenario = %s and establishment = any(%s) and month between %s and %s group by 1, 2",
            [Scenario.ACTUAL.value, list(ids), first.index, last.index],
        )
        return {(pk, Month(index)): int(days) for pk, index, days in cursor.fetchall()}
