"""Where files are: their sites by French department."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from acquisitions.enums import DealState
from acquisitions.models import Deal, DealTarget


@dataclass
class Spot:
    """Open files and the jobs that they are about, in one department."""

    code: str
    files: set[str] = field(default_factory=set)
    sites: int = 0
    people: int = 0


def spots(rows: QuerySet[Deal]) -> list[Spot]:
    """Departments with a site of an open file, the most jobs first; one query."""
    found: dict[str, Spot] = {}
    targets = DealTarget.objects.filter(deal__in=rows.filter(state=DealState.OPEN))
    for commune, people, deal in targets.order_by("pk").values_list("commune", "people", "deal__code"):
        code = department_of(commune)
        if code:
            spot = found.setdefault(code, Spot(code))
            spot.files.add(deal)
            spot.sites += 1
            spot.people += people or 0
    return sorted(found.values(), key=lambda spot: (-spot.people, spot.code))


def department_of(commune: str) -> str:
    """Two characters of the INSEE code, three overseas; empty where there is none."""
    return commune[: 3 if commune.startswith("97") else 2] if len(commune) == 5 else ""
