"""Capacities as dated authorisations: a new number ends the row before and opens another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from establishments.imports.finess.places import Places
from establishments.imports.finess.summary import Arrival, Change, Summary
from establishments.models import Capacity, Establishment
from groupe.kernel.ranges import ONE_DAY, inclusive

Wanted = Mapping[int, Mapping[str, Places]]


def save_capacities(
    establishments: Mapping[int, Establishment], members: frozenset[int], wanted: Wanted, on: dt.date, summary: Summary
) -> None:
    """`wanted` by establishment and measure, as the extract of day `on` tells.

    A member's capacities belong to the group, which dates them itself: a difference is reported, nothing is changed.
    """
    latest = _latest(establishments)
    created: list[Capacity] = []
    for pk, places in wanted.items():
        for measure in sorted({*places, *latest.get(pk, {})}):
            row, new = latest.get(pk, {}).get(measure), places.get(measure)
            if pk in members:
                _compare(establishments[pk], measure, row, new, summary)
            else:
                created.extend(_dated(establishments[pk], measure, row, new, on, summary))
    Capacity.objects.bulk_create(created)


def _latest(establishments: Iterable[int]) -> dict[int, dict[str, Capacity]]:
    """The newest row of each establishment and measure."""
    found: dict[int, dict[str, Capacity]] = {}
    for row in Capacity.objects.filter(establishment__in=establishments).order_by("valid"):
        found.setdefault(row.establishment_id, {})[row.measure] = row
    return found


def _dated(
    owner: Establishment, measure: str, row: Capacity | None, new: Places | None, on: dt.date, summary: Summary
) -> list[Capacity]:
    """Ends or corrects the row that no longer holds; what is to be created instead."""
    if row is None or row.valid.upper is not None:
        if new is None:
            return []
        first = max(filter(None, (_since(owner, new, on), row and row.valid.upper)))
        summary.capacities.created += 1
        summary.arrive(Arrival("capacities", owner.finess or owner.code, owner.name, f"{measure}: {new.value}"))
        return [Capacity(establishment=owner, measure=measure, value=new.value, valid=inclusive(first, None))]
    if new is not None and row.value == new.value:
        summary.capacities.unchanged += 1
        return []
    summary.capacities.changed += 1
    after = "" if new is None else str(new.value)
    summary.note(Change(owner.finess or owner.code, owner.name, measure, str(row.value), after))
    return _replace(owner, row, new, on)


def _replace(owner: Establishment, row: Capacity, new: Places | None, on: dt.date) -> list[Capacity]:
    """From the day that the new number dates from, or where that is not told, from the extract's day."""
    first = new.since if new and new.since and row.valid.lower < new.since else on
    if new is None:
        first = (owner.closed_on or on - ONE_DAY) + ONE_DAY
    if first <= row.valid.lower:
        if new is None:
            row.delete()
        else:
            row.value = new.value
            row.save(update_fields=["value"])
        return []
    row.valid = inclusive(row.valid.lower, first - ONE_DAY)
    row.save(update_fields=["valid"])
    if new is None:
        return []
    return [Capacity(establishment=owner, measure=row.measure, value=new.value, valid=inclusive(first, None))]


def _since(owner: Establishment, new: Places, on: dt.date) -> dt.date:
    return new.since or owner.opened_on or on


def _compare(owner: Establishment, measure: str, row: Capacity | None, new: Places | None, summary: Summary) -> None:
    mine, theirs = row.value if row else None, new.value if new else None
    if mine == theirs:
        summary.capacities.unchanged += 1
    elif theirs is not None:
        summary.warn(
            "kept",
            owner.finess or owner.code,
            _("%(field)s differs from the register: %(before)s is kept, FINESS says %(after)s.")
            % {"field": measure, "before": "–" if mine is None else mine, "after": theirs},
        )
