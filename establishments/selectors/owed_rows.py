"""Site-months that are owed, as rows of the database: filtered, sorted and paged there, however many there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal, overload

from django.db import connection

from establishments.catalogue import catalogue
from establishments.enums import EntryReason, ExitReason, Scenario, Status
from establishments.models import Establishment
from establishments.residual import RESIDUAL_MONTHS
from groupe.kernel.periods import Month, last_completed_month, today

DUE_DAY: Final = 10
# What was taken over tells its first month later: its books are opened first (domain.md, section 7).
FIRST_REPORT: Final = dt.timedelta(days=35)
NOT_STARTED: Final = "missing"
OPEN: Final = (Status.DRAFT, Status.SUBMITTED, Status.VALIDATED)
ORDER: Final = (NOT_STARTED, Status.DRAFT, Status.SUBMITTED, Status.VALIDATED, Status.FROZEN, Status.CORRECTED)
Task = Literal["", "send", "validate", "freeze"]
CHUNK: Final = 1000
# The months inside each stay since the first, up to the one under way; older reports that are still open; and after
# a closure the months that have a report.
ROWS: Final = """
with place as (
  select distinct on (a.establishment_id) a.establishment_id, t.name as territory
  from establishments_attachment a join establishments_territory t on t.id = a.territory_id
  where a.establishment_id = any(%(sites)s) order by a.establishment_id, a.valid desc
), site as (
  select id, code, name, city, kind, coalesce(territory, '') as territory
  from establishments_establishment e left join place on place.establishment_id = e.id
  where id = any(%(sites)s) and kind = any(%(kinds)s)
), told as (
  select id, establishment_id, month, status, reopened, updated_at from establishments_report
  where scenario = %(scenario)s and establishment_id = any(%(sites)s) and (month >= %(first)s or status = any(%(open)s))
), stay as (
  select establishment_id, entry_reason, exit_reason, lower(valid) as entry, upper(valid) - 1 as exit,
    lead(lower(valid)) over (partition by establishment_id order by valid) as following
  from establishments_stay where establishment_id = any(%(sites)s)
), after as (
  select told.establishment_id, month from told join stay using (establishment_id)
  where exit_reason = %(closed)s and month > exit
    and month <= date_trunc('month', exit) + %(residual)s * interval '1 month'
    and (following is null or month < date_trunc('month', following))
), site_month as (
  select establishment_id, begun::date as month, false as residual from stay, generate_series(
    greatest(%(first)s::date, date_trunc('month', entry)),
    least(%(now)s::date, date_trunc('month', coalesce(exit, %(now)s::date))), interval '1 month') begun
  union select establishment_id, month, false from told
    where month < %(first)s and (establishment_id, month) not in (select establishment_id, month from after)
  union select establishment_id, month, true from after
), standing as (
  select site.id, code, name, city, kind, territory, m.month, residual, told.id as report, updated_at,
    coalesce(told.status, %(missing)s) as status, coalesce(reopened, false) as reopened,
    greatest((m.month + interval '1 month')::date + %(due)s - 1, (
      select max(entry) + %(first_report)s from stay where stay.establishment_id = m.establishment_id
        and date_trunc('month', entry) = m.month and entry_reason <> %(founded)s)) as due
  from site_month m join site on site.id = m.establishment_id
    left join told on told.establishment_id = m.establishment_id and told.month = m.month
  where told.id is not null or m.month <= %(completed)s or site.id = any(%(send)s)
), owed as (
  select *, status = any(%(unsent)s) and not reopened and not residual and due < %(today)s as late,
    case when status = any(%(unsent)s) and id = any(%(send)s) and (reopened or not residual) then 'send'
      when status = %(submitted)s and id = any(%(validate)s) then 'validate'
      when status = %(validated)s and id = any(%(freeze)s) then 'freeze' else '' end as task
  from standing
)
"""
# First what waits for the reader, then what is late, then the newest months.
FIRST: Final = "task = '', not late, month desc, name, id"
SORTS: Final = {
    "name": "name",
    "month": "month",
    "status": "case when reopened then 0 else array_position(%(order)s, status) end",
    "due": "case when not residual then due end",
    "territory": "territory",
    "kind": "array_position(%(kinds)s, kind)",
    "updated_at": "updated_at",
}


@dataclass
class Owed:
    """A site-month; `task` is what the reader has to do about it. Progress and reason come with the page shown.

    `residual`: what a closed site still tells, which is owed by nobody. `late`: past its day and never sent, or sent
    back.
    """

    establishment: Establishment
    territory: str
    month: Month
    status: str
    task: Task
    report: int | None = None
    reopened: bool = False
    residual: bool = False
    late: bool = False
    updated_at: dt.datetime | None = None
    due: dt.date | None = None
    progress: tuple[int, int] | None = None
    returned: str = ""


@dataclass(frozen=True)
class Standing:
    """How many site-months of a month stand the same."""

    month: Month
    status: str
    task: Task
    late: bool
    reopened: bool
    residual: bool
    due: dt.date
    count: int


def due_on(month: Month, taken_over: dt.date | None = None) -> dt.date:
    """The tenth of the month that follows; for what was taken over in this month, not before its 35th day."""
    usual = (month + 1).first.replace(day=DUE_DAY)
    return max(usual, taken_over + FIRST_REPORT) if taken_over else usual


@dataclass(frozen=True)
class OwedRows(Sequence[Owed]):
    """The rows of some `sites`, and whom the reader may send, validate and freeze for; only those asked for are read.

    `complete` adds to the rows that are read what only these need.
    """

    first: Month
    sites: Sequence[int]
    tasks: Mapping[Task, Sequence[int]]
    where: str = "true"
    values: Mapping[str, Any] = field(default_factory=dict)
    order: str = FIRST
    complete: Callable[[Sequence[Owed]], None] = lambda rows: None

    def filtered(self, where: str, **values: Any) -> OwedRows:
        return replace(self, where=f"{self.where} and {where}", values={**self.values, **values})

    def sorted_by(self, key: str, *, falling: bool) -> OwedRows:
        way = "desc" if falling else "asc"
        return replace(self, order=f"{SORTS[key]} {way} nulls last, {FIRST}")

    def standings(self) -> list[Standing]:
        names = "month, status, task, late, reopened, residual, due"
        found = f"select {names}, count(*) from owed where {self.where}"  # noqa: S608 - words of our own
        rows = self._read(f"{found} group by {names} order by month desc")
        return [Standing(Month.of(month), *others) for month, *others in rows]

    def used(self) -> tuple[list[str], list[str]]:
        """Territories and kinds of the sites that were ever in the group, by name and code."""
        rows = self._read("select distinct territory, kind from site join stay on stay.establishment_id = site.id")
        return sorted({place for place, _kind in rows if place}), sorted({kind for _place, kind in rows})

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return int(self._read(f"select count(*) from owed where {self.where}")[0][0])  # noqa: S608 - words of our own

    @overload
    def __getitem__(self, index: int) -> Owed: ...
    @overload
    def __getitem__(self, index: slice) -> list[Owed]: ...
    def __getitem__(self, index: int | slice) -> Owed | list[Owed]:
        if isinstance(index, int):
            place = range(len(self))[index]
            return self[place : place + 1][0]
        begin = index.start or 0
        limit = "all" if index.stop is None else str(max(index.stop - begin, 0))
        return self._built(self._read(f"{self._rows} limit {limit} offset {begin:d}"))

    def __iter__(self) -> Iterator[Owed]:
        """All rows; few are held at a time."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(ROWS + self._rows, self._parameters)
            while rows := cursor.fetchmany(CHUNK):
                yield from self._built(rows)

    @property
    def _rows(self) -> str:
        fields = "id, territory, month, status, task, report, reopened, residual, late, updated_at, due"
        return f"select {fields} from owed where {self.where} order by {self.order}"  # noqa: S608 - words of our own

    def _read(self, query: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(ROWS + query, self._parameters)
            return list(cursor.fetchall())

    @property
    def _parameters(self) -> dict[str, Any]:
        kinds = sorted(catalogue().kinds.values(), key=lambda kind: kind.label.casefold())
        return {
            **{task: list(self.tasks.get(task, ())) for task in ("send", "validate", "freeze")},
            "sites": list(self.sites),
            "kinds": [kind.code for kind in kinds],
            "scenario": Scenario.ACTUAL.value,
            "first": self.first.first,
            "now": Month.of(today()).first,
            "today": today(),
            "completed": last_completed_month().first,
            "due": DUE_DAY,
            "first_report": FIRST_REPORT.days,
            "founded": EntryReason.FOUNDED.value,
            "closed": ExitReason.CLOSED.value,
            "residual": RESIDUAL_MONTHS,
            "missing": NOT_STARTED,
            "order": list(map(str, ORDER)),
            "open": list(map(str, OPEN)),
            "unsent": [NOT_STARTED, Status.DRAFT.value],
            "submitted": Status.SUBMITTED.value,
            "validated": Status.VALIDATED.value,
            **self.values,
        }

    def _built(self, rows: Sequence[tuple[Any, ...]]) -> list[Owed]:
        sites = Establishment.objects.in_bulk({pk for pk, *_others in rows})
        built = [Owed(sites[pk], territory, Month.of(month), *others) for pk, territory, month, *others in rows]
        self.complete(built)
        return built
