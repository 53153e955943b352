"""How complete a month is: who reported, who is waited for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from establishments.access import establishments_in
from establishments.catalogue import catalogue
from establishments.enums import Scenario, Status
from establishments.models import Establishment, Stay
from groupe.kernel.periods import Month


@dataclass(frozen=True)
class Waited:
    """An establishment whose month is not submitted; `begun` where a draft exists."""

    code: str
    name: str
    begun: bool


@dataclass(frozen=True)
class Collection:
    """Establishments that owe the month, by how far they are."""

    month: Month
    validated: int
    submitted: int
    waited: list[Waited]

    @property
    def expected(self) -> int:
        return self.validated + self.submitted + len(self.waited)

    @property
    def percent(self) -> int:
        return self.reported * 100 // self.expected if self.expected else 0

    @property
    def reported(self) -> int:
        return self.validated + self.submitted


def collection(scope: str, month: Month) -> Collection:
    """What the members of a scope owe for a month, in one or two queries whatever their number."""
    inside = Stay.objects.between(month.first, month.last).filter(establishment=OuterRef("pk"))
    rows = (
        Establishment.objects.filter(establishments_in([scope], month.last), Exists(inside), kind__in=catalogue().kinds)
        .annotate(
            own=FilteredRelation("reports", condition=Q(reports__month=month.first, reports__scenario=Scenario.ACTUAL))
        )
        .annotate(status=F("own__status"), counting=F("own__counting"))
        .order_by("name", "code")
        .values_list("code", "name", "status", "counting")
    )
    validated = submitted = 0
    waited = []
    for code, name, status, counting in rows:
        if status in {Status.VALIDATED, Status.FROZEN}:
            validated += 1
        elif counting is not None:
            submitted += 1
        else:
            waited.append(Waited(code, name, begun=status is not None))
    return Collection(month, validated, submitted, waited)
