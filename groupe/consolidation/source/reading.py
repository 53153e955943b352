"""The rows that figures are made of, as they are now; another reading gives them as they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Max, Min, Model

from establishments.enums import Scenario
from establishments.models import Establishment, Report, Territory
from groupe.consolidation.scopes import scope_numbers
from groupe.kernel.periods import Month, last_completed_month

# establishment, month, status, version that counts, its two arrays.
VersionRow = tuple[int, dt.date, Any, int, list[int], list[int]]


class Reading:
    """Every row that the engine reads goes through here: what is read elsewhere would not travel in time."""

    def rows(self, model: type[Model], *related: str, **owners: Any) -> Iterable[Any]:
        """Rows of a table of the structure; `owners` filter on what a row never changes, such as its establishment."""
        return model._default_manager.filter(**owners).select_related(*related).order_by()

    def establishments(self, ids: Iterable[int]) -> Iterable[Any]:
        """`pk`, `kind` and `department`, by primary key."""
        return Establishment.objects.filter(pk__in=list(ids)).only("pk", "kind", "department").order_by("pk")

    def territories(self) -> Iterable[tuple[int, str, int | None]]:
        """(primary key, code, parent) of each."""
        return Territory.objects.order_by().values_list("pk", "code", "parent")

    def scope_numbers(self, codes: Iterable[str]) -> dict[str, int]:
        """The number of each scope."""
        return scope_numbers(codes)

    def versions(self, ids: Iterable[int], first: Month, last: Month, scenario: str) -> Iterator[VersionRow]:
        """The versions that count, of some establishments between two months."""
        rows = Report.objects.filter(
            establishment__in=list(ids),
            month__range=(first.first, last.first),
            scenario=scenario,
            counting__isnull=False,
        ).order_by()
        return rows.values_list(
            "establishment", "month", "status", "counting", "counting__common", "counting__sector"
        ).iterator(chunk_size=2000)

    def reported(self) -> tuple[Month, Month] | None:
        """The first and the last month that has a report which counts."""
        found = Report.objects.filter(scenario=Scenario.ACTUAL, counting__isnull=False).aggregate(
            first=Min("month"), last=Max("month")
        )
        return (Month.of(found["first"]), Month.of(found["last"])) if found["first"] else None

    def last_completed(self) -> Month:
        return last_completed_month()


NOW = Reading()
