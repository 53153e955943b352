"""When establishments came into a scope and left it: by entry, exit or transfer."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from establishments.enums import EntryReason, ExitReason
from establishments.models import Attachment, Funding, Stay
from groupe.consolidation.source import NOW, Reading, territory_paths
from groupe.kernel.ranges import ONE_DAY, last_day

Days = tuple[dt.date, dt.date]
EVER = (dt.date.min, dt.date.max)


@dataclass(frozen=True)
class Passage:
    """The first day inside a scope and why, the last one and why; without an exit, it is still inside."""

    entry: dt.date | None = None
    entry_reason: str = ""
    exit: dt.date | None = None
    exit_reason: str = ""


def passages(scope: str, establishments: Collection[int], last: dt.date, reading: Reading = NOW) -> dict[int, Passage]:
    """The stay in the scope that was the last to begin by `last`; two queries, and one for a territory."""
    stays: dict[int, list[Any]] = defaultdict(list)
    for stay in reading.rows(Stay, establishment__in=list(establishments)):
        stays[stay.establishment_id].append(stay)
    inside = _inside(scope, establishments, reading)
    found = {}
    for pk, own in stays.items():
        runs = _merged(
            (max(a, c), min(b, d)) for a, b in map(_days, own) for c, d in inside.get(pk, []) if max(a, c) <= min(b, d)
        )
        begun = [run for run in runs if run[0] <= last]
        if begun:
            found[pk] = _passage(begun[-1], own)
    return found


def _passage(run: Days, stays: Iterable[Any]) -> Passage:
    entered = next((stay for stay in stays if _days(stay)[0] == run[0]), None)
    left = next((stay for stay in stays if _days(stay)[1] == run[1]), None)
    transfer = _("transfer")
    return Passage(
        run[0],
        str(EntryReason(entered.entry_reason).label) if entered else transfer,
        None if run[1] == dt.date.max else run[1],
        "" if run[1] == dt.date.max else str(ExitReason(left.exit_reason).label) if left else transfer,
    )


def _inside(scope: str, establishments: Collection[int], reading: Reading) -> dict[int, list[Days]]:
    """The days that establishments may lie in a scope while in the group; all of them where it follows the site."""
    name, _colon, code = scope.partition(":")
    if name not in {"funder", "entity", "territory"}:
        return {pk: [EVER] for pk in establishments}
    model = Funding if name == "funder" else Attachment
    related = [name] if name != "territory" else []
    below = _territories(code, reading) if name == "territory" else frozenset()
    found: dict[int, list[Days]] = defaultdict(list)
    for row in reading.rows(model, *related, establishment__in=list(establishments)):
        if row.territory_id in below if name == "territory" else getattr(row, name).code == code:
            found[row.establishment_id].append(_days(row))
    return found


def _territories(code: str, reading: Reading) -> frozenset[int]:
    """A territory and those below it."""
    return frozenset(pk for pk, path in territory_paths(reading).items() if code in path)


def _days(row: Any) -> Days:
    return row.valid.lower or dt.date.min, last_day(row.valid) or dt.date.max


def _merged(runs: Iterable[Days]) -> list[Days]:
    """Runs that follow each other without a day between them are one."""
    merged: list[Days] = []
    for begin, end in sorted(runs):
        if merged and merged[-1][1] != dt.date.max and begin <= merged[-1][1] + ONE_DAY:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((begin, end))
    return merged
