"""Mergers and splits: whose past an establishment takes over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from establishments.changes import a_year_before, record_change
from establishments.models import Establishment, Link
from establishments.services.structure.checks import locked, refused, stay_on
from groupe.kernel.ranges import ONE_DAY
from groupe.kernel.recording import saving

ALL = Decimal(1)


@saving()
def establishments_link(
    *, old: Establishment, on: dt.date, successors: Sequence[tuple[Establishment, Decimal]]
) -> list[Link]:
    """From `on`, each successor takes over its share of the past of `old`, which keeps the rest where it goes on."""
    old = locked(old)
    _check_shares(old, successors)
    if Link.objects.filter(old=old).exists():
        raise refused("on", _("%(name)s already has successors: undo that first.") % {"name": old.name})
    stay = stay_on(old, on - ONE_DAY, "on")
    goes_on = stay.valid_to is None or stay.valid_to >= on
    if not goes_on and sum(weight for _new, weight in successors) < ALL:
        message = _("%(name)s does not go on: the shares of the successors must add up to 100 %%.")
        raise refused("successors", message % {"name": old.name})
    for new, _weight in successors:
        stay_on(new, on, "successors")
        if old.pk in _following(new):
            raise refused("successors", _("%(name)s already precedes it.") % {"name": new.name})
    made = [Link.objects.create(old=old, new=new, weight=weight, date=on) for new, weight in successors]
    record_change([old.pk, *(new.pk for new, _weight in successors)], a_year_before(on))
    return made


@saving()
def links_undo(*, establishment: Establishment) -> None:
    """The past of the establishment belongs to nobody else again."""
    old = locked(establishment)
    links = list(Link.objects.filter(old=old))
    if not links:
        raise refused("establishment", _("There is no merger or split to undo."))
    first = a_year_before(min(link.date for link in links))
    record_change([old.pk, *(link.new_id for link in links)], first)
    for link in links:
        link.delete()


def _check_shares(old: Establishment, successors: Sequence[tuple[Establishment, Decimal]]) -> None:
    if not successors:
        raise refused("successors", _("Choose at least one successor."))
    if any(new.pk == old.pk for new, _weight in successors):
        raise refused("successors", _("An establishment cannot follow itself."))
    if len({new.pk for new, _weight in successors}) < len(successors):
        raise refused("successors", _("Each successor is named once."))
    if any(not 0 < weight <= ALL for _new, weight in successors):
        raise refused("successors", _("A share lies between 0 and 100 %."))
    if sum(weight for _new, weight in successors) > ALL:
        raise refused("successors", _("The shares of the successors add up to more than 100 %."))


def _following(establishment: Establishment) -> set[int]:
    """Those that follow `establishment`, directly or not, and itself."""
    edges = list(Link.objects.order_by().values_list("old", "new"))
    found = {establishment.pk}
    while more := {new for old, new in edges if old in found} - found:
        found |= more
    return found
