"""How files go: what each stage keeps, how long they stay there, what is won and why the rest is lost.

Counts are of the files that the reader may see. A stage is reached by a file that was ever in it or in a later one;
days in a stage are those of stays that are over (domain.md, section 7, indicators).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from statistics import median

from django.db.models import QuerySet

from acquisitions.enums import DealState, LostReason, Origin
from acquisitions.models import Deal, DealMove
from acquisitions.routes import Stage, routes, stages_of

FILED = "offer"


@dataclass(frozen=True)
class Kept:
    """A stage: how many files reached it, the part of those that reached the one before, the median days there."""

    stage: Stage
    reached: int
    conversion: Fraction | None
    days: float | None
    inside: int


@dataclass(frozen=True)
class Outcome:
    """`filed` are files that bid and are decided; `won` of them; rates are None without any file."""

    files: int
    open: int
    won: int
    lost: int
    filed: int
    won_filed: int
    own_watch: int
    reasons: Sequence[tuple[LostReason, int]]

    @property
    def win_rate(self) -> Fraction | None:
        return Fraction(self.won_filed, self.filed) if self.filed else None

    @property
    def from_watch(self) -> Fraction | None:
        return Fraction(self.own_watch, self.files) if self.files else None


def kept_by_stage(rows: QuerySet[Deal], route: str) -> list[Kept]:
    """Every stage of a route, in order; two queries whatever the number of files."""
    deals = list(rows.filter(route=route).values_list("pk", "stage", "state"))
    stages, moves = stages_of(route), _moves(pk for pk, _stage, _state in deals)
    position = {stage.code: stage.position for stage in stages}
    reached: Counter[int] = Counter()
    for pk, now, _state in deals:
        furthest = max([position[now], *(position.get(after, 0) for _at, after in moves.get(pk, []))])
        reached.update(range(furthest + 1))
    stays = _stays(moves, position)
    inside = Counter(position[stage] for _pk, stage, state in deals if state != DealState.LOST)
    found = []
    for stage in stages:
        before = reached[stage.position - 1] if stage.position else len(deals)
        conversion = Fraction(reached[stage.position], before) if before else None
        days = median(stays[stage.position]) if stays.get(stage.position) else None
        found.append(Kept(stage, reached[stage.position], conversion, days, inside[stage.position]))
    return found


def outcome(rows: QuerySet[Deal]) -> Outcome:
    """Of all routes; two queries."""
    deals = list(rows.values_list("pk", "route", "stage", "state", "origin", "lost_reason"))
    moves = _moves(row[0] for row in deals)
    states = Counter(row[3] for row in deals)
    bid = [row for row in deals if row[3] != DealState.OPEN and _filed(row[1], row[2], moves.get(row[0], []))]
    reasons = Counter(row[5] for row in deals if row[5])
    return Outcome(
        files=len(deals),
        open=states[DealState.OPEN],
        won=states[DealState.WON],
        lost=states[DealState.LOST],
        filed=len(bid),
        won_filed=sum(row[3] == DealState.WON for row in bid),
        own_watch=sum(row[4] == Origin.WATCH for row in deals),
        reasons=[
            (LostReason(code), count) for code, count in sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
        ],
    )


def _most_first(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]


Step = tuple[dt.datetime, str]


def _moves(deals: Iterable[int]) -> Mapping[int, Sequence[Step]]:
    found: dict[int, list[Step]] = {}
    rows = DealMove.objects.filter(deal__in=list(deals)).order_by("deal", "at", "pk")
    for pk, at, after in rows.values_list("deal", "at", "after"):
        found.setdefault(pk, []).append((at, after))
    return found


def _stays(moves: Mapping[int, Sequence[Step]], position: Mapping[str, int]) -> dict[int, list[float]]:
    """Days of each stay that is over, by the position of its stage."""
    found: dict[int, list[float]] = {}
    for steps in moves.values():
        for (since, stage), (until, _after) in pairwise(steps):
            if stage in position:
                found.setdefault(position[stage], []).append((until - since).total_seconds() / 86400)
    return found


def _filed(route: str, now: str, steps: Sequence[Step]) -> bool:
    """Whether it went beyond its offer; beyond the last stage before the takeover where the route knows no offer."""
    plan = routes()[route]
    limit = plan.stage(FILED).position + 1 if plan.has(FILED) else plan.takeover.position - 1
    passed = [plan.stage(after).position for _at, after in steps if plan.has(after)]
    return max([plan.stage(now).position, *passed]) >= limit
