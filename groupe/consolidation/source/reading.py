"""The rows that figures are made of, as they are now; another reading gives them as they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Max, Min, Model

from establishments.enums import Scenario
from establishments.models import Establishment, Flow, Report, Territory
from establishments.packing import Packed
from groupe.consolidation.scopes import scope_numbers
from groupe.kernel.copying import read_rows
from groupe.kernel.periods import Month, last_completed_month

# establishment, month, scenario, status, version that counts, its values of both files.
VersionRow = tuple[int, dt.date, str, Any, int, Packed, Packed]
FLOW_FIELDS = (
    "month", "seller_id", "buyer_id", "seller_establishment_id", "buyer_establishment_id", "account", "declared_by",
    "amount", "years",
)  # fmt: skip
VERSIONS = """
select r.establishment_id, r.month, r.scenario, r.status, v.id, v.common, v.sector
from establishments_report r join establishments_reportversion v on v.id = r.counting_id
where r.establishment_id = any(%s) and r.month between %s and %s and r.scenario = any(%s)
"""


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

    def versions(self, ids: Iterable[int], first: Month, last: Month, scenarios: Sequence[str]) -> Sequence[VersionRow]:
        """The versions that count, of some establishments between two months."""
        return read_rows(VERSIONS, [list(ids), first.first, last.first, list(scenarios)])

    def flows(self) -> Iterable[tuple[Any, ...]]:
        """The intra-group flows, as `FLOW_FIELDS`."""
        return Flow.objects.order_by("pk").values_list(*FLOW_FIELDS)

    def reported(self) -> tuple[Month, Month] | None:
        """The first and the last month that has a report which counts."""
        found = Report.objects.filter(scenario=Scenario.ACTUAL, counting__isnull=False).aggregate(
            first=Min("month"), last=Max("month")
        )
        return (Month.of(found["first"]), Month.of(found["last"])) if found["first"] else None

    def last_completed(self) -> Month:
        return last_completed_month()


class Steady(Reading):
    """For one fold: the months with reports are looked up once, so that all of it is computed for the same.

    What some establishments reported is read at once and held: a fold computes them kind by kind.
    """

    def __init__(self) -> None:
        self._held: dict[int, list[VersionRow]] = {}

    def hold(self, ids: Iterable[int], scenarios: Sequence[str]) -> None:
        """In these scenarios alone; what was held before is let go."""
        self._held = {pk: [] for pk in ids}
        for row in super().versions(self._held, Month.of(dt.date.min), Month.of(dt.date.max), scenarios):
            self._held[row[0]].append(row)

    def versions(self, ids: Iterable[int], first: Month, last: Month, scenarios: Sequence[str]) -> Sequence[VersionRow]:
        wanted = list(ids)
        if not self._held.keys() >= set(wanted):
            return super().versions(wanted, first, last, scenarios)
        months = first.first, last.first
        return [
            row for pk in wanted for row in self._held[pk] if months[0] <= row[1] <= months[1] and row[2] in scenarios
        ]

    def reported(self) -> tuple[Month, Month] | None:
        return self._reported

    @cached_property
    def _reported(self) -> tuple[Month, Month] | None:
        return super().reported()


NOW = Reading()
