"""Funders, and what they fund from when to when."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from establishments.changes import record_change
from establishments.models import Establishment, Funder, Funding
from establishments.services.structure.checks import locked, refused, stay_on
from establishments.services.structure.identity import check_code
from groupe.kernel.ranges import inclusive
from groupe.kernel.recording import saving
from groupe.kernel.web.formats import day as shown_day


@saving()
def funder_save(*, funder: Funder | None = None, code: str, name: str, kind: str) -> Funder:
    """Creates a funder, or changes its name and kind; the code of one that exists stays."""
    if funder is None:
        check_code(Funder, code)
        return Funder.objects.create(code=code, name=name, kind=kind)
    funder.name, funder.kind = name, kind
    funder.save(update_fields=["name", "kind"])
    return funder


@saving()
def funding_add(
    *, establishment: Establishment, funder: Funder, since: dt.date, until: dt.date | None = None
) -> Funding:
    """Funded from `since` to `until`, or as long as the establishment stays."""
    establishment = locked(establishment)
    stay = stay_on(establishment, since, "since")
    if until is not None:
        _within(since, until)
        if stay.valid_to and until > stay.valid_to:
            raise refused("until", _("It leaves the group on %(day)s.") % {"day": shown_day(stay.valid_to)})
    valid = inclusive(since, until or stay.valid_to)
    taken = Funding.objects.filter(establishment=establishment, funder=funder, valid__overlap=valid).first()
    if taken:
        message = _("%(name)s already funds it from %(day)s.")
        raise refused("funder", message % {"name": funder.name, "day": shown_day(taken.valid_from)})
    made: Funding = Funding.objects.create(establishment=establishment, funder=funder, valid=valid)
    record_change([establishment.pk], since, until)
    return made


@saving()
def funding_end(*, funding: Funding, last: dt.date) -> Funding:
    """`last` is the last day funded."""
    establishment = locked(funding.establishment)
    stay_on(establishment, last, "last")
    if funding.valid_from and last < funding.valid_from:
        message = _("This funding begins on %(day)s only.") % {"day": shown_day(funding.valid_from)}
        raise refused("last", message)
    if funding.valid_to and last >= funding.valid_to:
        raise refused("last", _("This funding already ends on %(day)s.") % {"day": shown_day(funding.valid_to)})
    funding.valid = inclusive(funding.valid_from, last)
    funding.save(update_fields=["valid"])
    record_change([establishment.pk], last)
    return funding


def _within(since: dt.date, until: dt.date) -> None:
    if until < since:
        raise refused("until", _("The last day comes before the first."))
