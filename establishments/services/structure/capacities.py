"""Capacities: each holds from its day until the next one."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from establishments.capacities import capacity_measures
from establishments.changes import record_change
from establishments.models import Capacity, Establishment
from establishments.services.structure.checks import locked, refused, stay_on
from establishments.services.structure.dated import set_from, undo
from groupe.kernel.ranges import last_day
from groupe.kernel.recording import saving

MOST = 100_000


@saving()
def capacity_set(*, establishment: Establishment, measure: str, value: int, since: dt.date) -> None:
    """`value` places from `since` until the next change of this capacity."""
    establishment = locked(establishment)
    stay_on(establishment, since, "since")
    capacity_write(establishment, measure, value, since)
    record_change([establishment.pk], since)


def capacity_write(
    establishment: Establishment, measure: str, value: int, since: dt.date, field: str = "value"
) -> None:
    if measure not in {each.code for each in capacity_measures(establishment.kind)}:
        raise refused("measure", _("This kind of establishment has no such capacity."))
    if not 0 <= value <= MOST:
        raise refused(field, _("Give a number of places between 0 and %(most)s.") % {"most": MOST})
    of = {"establishment": establishment, "measure": measure}
    set_from(Capacity, since, of=of, values={"value": value}, field=field)


@saving()
def capacity_undo(*, establishment: Establishment, measure: str) -> Capacity:
    """Removes the last change of a capacity; what held before holds again."""
    establishment = locked(establishment)
    rows = Capacity.objects.filter(establishment=establishment, measure=measure)
    last: Capacity | None = rows.order_by("-valid").first()
    if last is None or last.valid_from is None:
        raise refused("measure", _("This capacity has no dated value."))
    stay_on(establishment, last.valid_from, "measure")
    undo(rows, last)
    record_change([establishment.pk], last.valid_from, None if last.valid.upper is None else last_day(last.valid))
    return last
