"""Taking an entry back: the establishment belongs to the register alone again, as if it had not come."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from establishments.changes import record_change
from establishments.enums import Scenario
from establishments.models import Attachment, Capacity, Establishment, Flow, Funding, Link, Report, Stay
from establishments.services.structure.checks import last_stay, locked, refused, told_months
from establishments.services.structure.dated import undo
from groupe.kernel.periods import Month
from groupe.kernel.recording import saving
from groupe.kernel.web.formats import day as shown_day


@saving()
def entry_undo(*, establishment: Establishment) -> Stay:
    """Removes the last stay with its attachments, fundings and capacities; what was told since then forbids it."""
    establishment = locked(establishment)
    stay = last_stay(establishment)
    if stay is None or stay.valid_from is None:
        raise refused("establishment", _("There is no entry to undo."))
    if stay.valid_to is not None:
        told = {"day": shown_day(stay.valid_to)}
        raise refused("establishment", _("It leaves the group on %(day)s: undo the exit first.") % told)
    entry = stay.valid_from
    _nothing_told_since(establishment, entry)
    for model in (Attachment, Funding):
        model.objects.filter(establishment=establishment, valid__startswith__gte=entry).delete()
    capacities = Capacity.objects.filter(establishment=establishment)
    for row in capacities.filter(valid__startswith__gte=entry).order_by("-valid"):
        undo(capacities.filter(measure=row.measure), row)
    stay.delete()
    record_change([establishment.pk], entry)
    return stay


def _nothing_told_since(establishment: Establishment, entry: dt.date) -> None:
    """Neither reports nor budgets, flows, mergers or splits: they would lie outside the group."""
    month = entry.replace(day=1)
    reports = Report.objects.filter(establishment=establishment, month__gte=month)
    reports = reports.exclude(scenario=Scenario.PRE_ACQUISITION).exclude(last_version=0, draft={})
    found = reports.order_by("month").values_list("month", flat=True).distinct()
    if months := [Month.of(each) for each in found]:
        message = _("Reports or budgets exist since it entered: %(months)s. They would lie outside the group.")
        raise refused("establishment", message % {"months": told_months(months)})
    either = Q(seller_establishment=establishment) | Q(buyer_establishment=establishment)
    if Flow.objects.filter(either, month__gte=month).exists():
        raise refused("establishment", _("Intra-group flows name it since it entered."))
    links = Link.objects.filter(Q(old=establishment) | Q(new=establishment), date__gte=entry)
    if links.exists():
        raise refused("establishment", _("A merger or split is recorded since it entered: undo that first."))
