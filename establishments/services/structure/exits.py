"""Leaving the group: the last day inside, and why."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from establishments.changes import record_change
from establishments.enums import ExitReason
from establishments.models import Attachment, Establishment, Funding, Stay
from establishments.models.dated import Dated
from establishments.services.structure.checks import (
    last_stay,
    locked,
    refused,
    reported_after,
    stay_on,
    told_months,
)
from groupe.kernel.ranges import inclusive
from groupe.kernel.recording import saving
from groupe.kernel.web.formats import day as shown_day


@saving()
def establishment_close(*, establishment: Establishment, last: dt.date, reason: str) -> Stay:
    """Ends the stay, its attachment and its fundings with the evening of `last`; reports after it forbid it."""
    establishment = locked(establishment)
    stay = stay_on(establishment, last, "last")
    if reason not in ExitReason.values:
        raise refused("reason", _("Choose why it leaves."))
    if stay.valid_to is not None:
        raise refused("last", _("It already leaves on %(day)s: undo that first.") % {"day": shown_day(stay.valid_to)})
    if months := reported_after(establishment, last):
        message = _("Reports exist after that day: %(months)s. They would lie outside the group.")
        raise refused("last", message % {"months": told_months(months)})
    _nothing_begins_after(establishment, last)
    for row in _ends_with(establishment, last):
        row.valid = inclusive(row.valid_from, last)
        row.save(update_fields=["valid"])
    stay.valid, stay.exit_reason = inclusive(stay.valid_from, last), reason
    stay.save(update_fields=["valid", "exit_reason"])
    if reason == ExitReason.CLOSED and establishment.closed_on is None:
        establishment.closed_on = last
        establishment.save(update_fields=["closed_on"])
    record_change([establishment.pk], last)
    return stay


@saving()
def exit_undo(*, establishment: Establishment) -> Stay:
    """The last stay goes on; so do the attachment and the fundings that ended with it."""
    establishment = locked(establishment)
    stay = last_stay(establishment)
    if stay is None or stay.valid_to is None:
        raise refused("establishment", _("There is no exit to undo."))
    last, upper = stay.valid_to, stay.valid.upper
    for model in (Attachment, Funding):
        for row in model.objects.filter(establishment=establishment, valid__endswith=upper):
            row.valid = inclusive(row.valid_from, None)
            row.save(update_fields=["valid"])
    if stay.exit_reason == ExitReason.CLOSED and establishment.closed_on == last:
        establishment.closed_on = None
        establishment.save(update_fields=["closed_on"])
    stay.valid, stay.exit_reason = inclusive(stay.valid_from, None), ""
    stay.save(update_fields=["valid", "exit_reason"])
    record_change([establishment.pk], last)
    return stay


def _nothing_begins_after(establishment: Establishment, last: dt.date) -> None:
    if later := Attachment.objects.filter(establishment=establishment, valid__startswith__gt=last).first():
        told = {"day": shown_day(later.valid_from)}
        raise refused("last", _("A later transfer is recorded, from %(day)s: undo it first.") % told)
    fundings = Funding.objects.filter(establishment=establishment, valid__startswith__gt=last)
    if funding := fundings.select_related("funder").first():
        told = {"name": funding.funder.name, "day": shown_day(funding.valid_from)}
        raise refused("last", _("The funding by %(name)s begins on %(day)s, after that day.") % told)


def _ends_with(establishment: Establishment, last: dt.date) -> list[Dated]:
    return [
        row for model in (Attachment, Funding) for row in model.objects.filter(establishment=establishment).on(last)
    ]
