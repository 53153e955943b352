"""Which establishments' figures differ between two instants, and from which month on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from establishments.models import (
    Attachment,
    Capacity,
    Change,
    ConsolidationTerm,
    Establishment,
    Funding,
    Holding,
    Link,
    Stay,
)
from groupe.consolidation.source import HISTORY, NOW, AsOf, families, territory_paths
from groupe.consolidation.source.past import events, state_at
from groupe.kernel.periods import Month

Begins = dict[int, Month]


def differences(then: AsOf, later: AsOf | None, first: Month, last: Month) -> Begins:
    """By establishment, the first month of `first` to `last` whose cell may differ; `later` None is now.

    Now also means as folded: what waits to be folded is not in the stored figures yet.
    """
    begins: Begins = {}
    for pk, month in _reports(then, later, first, last):
        begins[pk] = max(first, Month.of(month))
    moved = _moved(then, later)
    if later is None:
        moved |= set(Change.objects.order_by().values_list("establishment", flat=True).distinct())
    begins |= dict.fromkeys(moved, first)
    return _with_families(begins, then, later) if begins else begins


def _with_families(begins: Begins, then: AsOf, later: AsOf | None) -> Begins:
    """With all that compare with one of these, as they merged or split at either instant."""
    wider = dict(begins)
    for links in {*families(then).values(), *families(later or NOW).values()}:
        members = {pk for link in links for pk in (link.old, link.new)}
        firsts = [begins[pk] for pk in members if pk in begins]
        if firsts:
            for pk in members:
                wider[pk] = min(wider.get(pk, firsts[0]), *firsts)
    return wider


def everyone() -> set[int]:
    """Whoever was ever in the group."""
    return set(Stay.objects.order_by().values_list("establishment", flat=True).distinct())


def _reports(then: AsOf, later: AsOf | None, first: Month, last: Month) -> list[tuple[int, dt.date]]:
    """The first month in which another version counts, or counts as validated; what it touches comes after it."""
    moved, told, state = "at > %(then)s", "submitted and recorded_at > %(then)s", "r.counting_id as counting, r.status"
    afterwards = f"cross join lateral (select {state}) afterwards"
    if later is not None:
        moved, told = f"{moved} and at <= %(later)s", f"{told} and recorded_at <= %(later)s"
        afterwards = state_at("later", "afterwards")
    levels = [
        f"{name}.counting is not null and {name}.status not in ('draft', 'submitted')"
        for name in ("before", "afterwards")
    ]
    query = f"""
        with touched as (
          select report_id from establishments_reportevent where {moved}
          union select report_id from establishments_reportversion where {told}
        )
        select r.establishment_id, min(r.month)
        from touched join establishments_report r on r.id = touched.report_id {state_at("then", "before")} {afterwards}
        where r.month between %(first)s and %(last)s
          and (before.counting is distinct from afterwards.counting or ({levels[0]}) <> ({levels[1]}))
        group by r.establishment_id
    """  # noqa: S608
    chosen: dict[str, Any] = {"then": then.at, "first": (first - HISTORY).first, "last": last.first}
    if later is not None:
        chosen["later"] = later.at
    with connection.cursor() as cursor:
        cursor.execute(query, chosen)
        found: list[tuple[int, dt.date]] = cursor.fetchall()
        return found


def _moved(then: AsOf, later: AsOf | None) -> set[int]:
    """Establishments of which the structure was told otherwise in between."""
    if _told(then, later, (ConsolidationTerm, Holding)):
        return everyone()
    sites = {pk for owners in _told(then, later, (Stay, Attachment, Capacity, Funding, Link)) for pk in owners}
    sites |= _described(then, later)
    return sites | _under_moved_territories(then, later)


def _told(then: AsOf, later: AsOf | None, models: Sequence[type[Model]]) -> list[tuple[int, ...]]:
    """The owners of rows that were told in between, and not with the birth of one of them."""
    rows: list[Any] = []
    for model in models:
        born, names = then.born_of(model)
        found = _between(model, then, later).values_list("pgh_created_at", *(f"{name}_id" for name in names))
        for at, *owners in found:
            if all(at > born.get(pk, then.at) for pk in owners):
                rows.append(tuple(owners))
    return rows


def _described(then: AsOf, later: AsOf | None) -> set[int]:
    """Another kind or commune decides other scopes; other changes of the same row cost a recomputation."""
    born, _names = then.born_of(Stay)
    rows = _between(Establishment, then, later).exclude(pgh_label="insert").values_list("pgh_obj_id", "pgh_created_at")
    return {pk for pk, at in rows if at > born.get(pk, then.at)}


def _under_moved_territories(then: AsOf, later: AsOf | None) -> set[int]:
    before, after = territory_paths(then), territory_paths(later or NOW)
    moved = [pk for pk, path in after.items() if before.get(pk, path) != path]
    if not moved:
        return set()
    return set(events(Attachment).filter(territory__in=moved).order_by().values_list("establishment", flat=True))


def _between(model: type[Model], then: AsOf, later: AsOf | None) -> Any:
    rows = events(model).filter(pgh_created_at__gt=then.at)
    return rows.filter(pgh_created_at__lte=later.at) if later else rows
