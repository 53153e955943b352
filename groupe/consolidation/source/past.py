"""The rows that figures are made of as they were recorded up to an instant (semantics, rule 28).

Rows of the structure come from the events that triggers write. Those written with what they belong to (the stay that
makes an establishment a member, its attachment, its capacities) are known from always: what is read of an owner born
later than the instant is read as of its birth.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Min, Model, Q

from establishments.enums import Scenario
from establishments.models import (
    Attachment,
    Capacity,
    ConsolidationTerm,
    Establishment,
    Flow,
    Funding,
    Holding,
    Link,
    Stay,
    Territory,
)
from groupe.consolidation.models import Scope
from groupe.consolidation.source.reading import FLOW_FIELDS, Reading, VersionRow
from groupe.kernel.periods import PARIS, Month

# What a row belongs to, and whose events tell when that was born.
OWNERS: dict[type[Model], tuple[type[Model], tuple[str, ...]]] = {
    Stay: (Stay, ("establishment",)),
    Attachment: (Stay, ("establishment",)),
    Capacity: (Stay, ("establishment",)),
    Funding: (Stay, ("establishment",)),
    Link: (Stay, ("old", "new")),
    ConsolidationTerm: (ConsolidationTerm, ("entity",)),
    Holding: (ConsolidationTerm, ("owner", "owned")),
}
DELETED = "delete"


def state_at(instant: str, name: str) -> str:
    """SQL that joins to reports `r` the `counting` and `status` of each at a parameter, under a name.

    As the last move told, else the newest version submitted: budgets have versions and no moves.
    """
    return f"""
      left join lateral (
        select id, after, counting_id from establishments_reportevent
        where report_id = r.id and at <= %({instant})s order by at desc, id desc limit 1
      ) {name}_move on true
      left join lateral (
        select id from establishments_reportversion where report_id = r.id and submitted
        and recorded_at <= %({instant})s order by recorded_at desc, version desc limit 1
      ) {name}_version on {name}_move.id is null
      cross join lateral (
        select coalesce({name}_move.counting_id, {name}_version.id) as counting,
          case when {name}_move.id is not null then {name}_move.after
          when {name}_version.id = r.counting_id then r.status else 'submitted' end as status
      ) {name}
    """  # noqa: S608


@dataclass(frozen=True)
class Place:
    """What of an establishment decides its scopes."""

    pk: int
    kind: str
    department: str


class AsOf(Reading):
    """Everything as recorded up to `at`, included."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at
        self._unheard: dict[str, int] = {}
        self._births: dict[type[Model], dict[int, dt.datetime]] = {}

    def rows(self, model: type[Model], *related: str, **owners: Any) -> list[Any]:
        born, names = self.born_of(model)
        late = [Q(**{f"{name}__in": list(born)}) for name in names] if born else []
        known = Q(pgh_created_at__lte=self.at)
        for each in late:
            known |= each
        last: dict[int, Any] = {}
        for row in events(model).filter(known, **owners).select_related(*related).order_by("pgh_id"):
            if row.pgh_created_at <= max(self.at, *(born.get(getattr(row, f"{n}_id"), self.at) for n in names)):
                last[row.pgh_obj_id] = row
        return [row for row in last.values() if row.pgh_label != DELETED]

    def establishments(self, ids: Iterable[int]) -> list[Place]:
        born, _names = self.born_of(Stay)
        last: dict[int, Place] = {}
        rows = events(Establishment).filter(pgh_obj__in=list(ids)).order_by("pgh_id")
        for pk, at, *place in rows.values_list("pgh_obj", "pgh_created_at", "kind", "department"):
            if pk not in last or at <= max(self.at, born.get(pk, self.at)):
                last[pk] = Place(pk, *place)
        return [last[pk] for pk in sorted(last)]

    def territories(self) -> list[tuple[int, str, int | None]]:
        """As of the instant, or as they were made where they were made later."""
        last: dict[int, tuple[int, str, int | None]] = {}
        made: dict[int, dt.datetime] = {}
        rows = events(Territory).order_by("pgh_id")
        for pk, at, label, code, parent in rows.values_list("pgh_obj", "pgh_created_at", "pgh_label", "code", "parent"):
            if at > max(self.at, made.setdefault(pk, at)):
                continue
            last[pk] = pk, code, parent
            if label == DELETED:
                del last[pk]
        return list(last.values())

    def scope_numbers(self, codes: Iterable[str]) -> dict[str, int]:
        """Nothing is written for the past: a scope that no figure ever lay in has a number for the time being."""
        wanted = set(codes)
        known = dict(Scope.objects.filter(code__in=wanted).values_list("code", "pk"))
        return known | {code: self._unheard.setdefault(code, -1 - len(self._unheard)) for code in wanted - known.keys()}

    def versions(self, ids: Iterable[int], first: Month, last: Month, scenarios: Sequence[str]) -> Sequence[VersionRow]:
        query = f"""
            select r.establishment_id, r.month, r.scenario, known.status, v.id, v.common, v.sector
            from establishments_report r {state_at("at", "known")}
            join establishments_reportversion v on v.id = known.counting
            where r.establishment_id = any(%(ids)s) and r.month between %(first)s and %(last)s
              and r.scenario = any(%(scenarios)s)
        """  # noqa: S608
        chosen: dict[str, Any] = {
            "ids": list(ids),
            "first": first.first,
            "last": last.first,
            "scenarios": list(scenarios),
            "at": self.at,
        }
        with connection.cursor() as cursor:
            cursor.execute(query, chosen)
            found: list[VersionRow] = cursor.fetchall()
            return found

    def flows(self) -> list[tuple[Any, ...]]:
        last: dict[int, tuple[Any, ...]] = {}
        rows = events(Flow).filter(pgh_created_at__lte=self.at).order_by("pgh_id")
        for pk, label, *row in rows.values_list("pgh_obj_id", "pgh_label", *FLOW_FIELDS):
            last[pk] = tuple(row)
            if label == DELETED:
                del last[pk]
        return [last[pk] for pk in sorted(last)]

    def reported(self) -> tuple[Month, Month] | None:
        return self._reported

    @cached_property
    def _reported(self) -> tuple[Month, Month] | None:
        ends = [self._edge("asc"), self._edge("desc")]
        return (Month.of(ends[0]), Month.of(ends[1])) if ends[0] and ends[1] else None

    def _edge(self, order: str) -> dt.date | None:
        """The first or last month that had a report which counted; months are tried one by one."""
        query = f"""
            select r.month from establishments_report r {state_at("at", "known")}
            where r.scenario = %(scenario)s and known.counting is not null
              and exists (
                select from establishments_reportversion v where v.report_id = r.id and v.recorded_at <= %(at)s
              )
            order by r.month {order} limit 1
        """  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(query, {"scenario": Scenario.ACTUAL.value, "at": self.at})
            found = cursor.fetchone()
        return found[0] if found else None

    def last_completed(self) -> Month:
        return Month.of(self.at.astimezone(PARIS).date()) - 1

    def born_of(self, model: type[Model]) -> tuple[dict[int, dt.datetime], tuple[str, ...]]:
        """Owners that were born later than the instant, and how a row names its owners."""
        teller, names = OWNERS[model]
        if teller not in self._births:
            owner = OWNERS[teller][1][0]
            rows = events(teller).values(f"{owner}_id").annotate(born=Min("pgh_created_at")).order_by()
            late = rows.filter(born__gt=self.at)
            self._births[teller] = {row[f"{owner}_id"]: row["born"] for row in late}
        return self._births[teller], names


def events(model: type[Model]) -> Any:
    """What the triggers wrote about a table."""
    event_model: Any = getattr(model, "pgh_event_model")  # noqa: B009 - set by pghistory
    return event_model.objects.all()
