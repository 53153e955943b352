"""Jobs are counted again at 6, 12 and 24 months."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from acquisitions.clocks import months_after
from acquisitions.enums import DealState
from acquisitions.models import Deal, JobsReview
from acquisitions.services.holding import changed, held
from acquisitions.services.words import told
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.periods import today
from groupe.kernel.recording import recorded_now, saving
from groupe.kernel.web.formats import day as shown_day

MONTHS: Final = (6, 12, 24)


@saving()
def jobs_review_save(
    *, deal: Deal, months: int, counted_on: dt.date, people_kept: int, fte_kept: Decimal, author: User,
    people_left: int = 0, fte_left: Decimal = Decimal(0), note: str = "",
) -> JobsReview:  # fmt: skip
    """A count told again takes the place of the one before, whose past is kept."""
    deal = held(deal, states=(DealState.WON,))
    if months not in MONTHS:
        raise refused("months", _("One of %(values)s is expected.") % {"values": ", ".join(map(str, MONTHS))})
    _check_day(deal, months, counted_on)
    _check_counts("people", people_kept, people_left, deal.people_taken)
    _check_counts("fte", fte_kept, fte_left, deal.fte_taken)
    values = {
        "counted_on": counted_on, "people_kept": people_kept, "fte_kept": fte_kept, "people_left": people_left,
        "fte_left": fte_left, "note": told(note, "note", needed=False), "author": author, "at": recorded_now(),
    }  # fmt: skip
    row, _made = JobsReview.objects.update_or_create(deal=deal, months=months, defaults=values)
    changed(deal)
    return row


def _check_day(deal: Deal, months: int, counted_on: dt.date) -> None:
    if deal.entry_on is None:
        raise refused("months", _("The day of entry is not known."))
    first = months_after(deal.entry_on, months)
    if counted_on < first:
        raise refused("counted_on", _("Jobs are counted from %(day)s on.") % {"day": shown_day(first)})
    if counted_on > today():
        raise refused("counted_on", _("This day is in the future."))


def _check_counts(unit: str, kept: int | Decimal, left: int | Decimal, taken: int | Decimal | None) -> None:
    for name, value in ((f"{unit}_kept", kept), (f"{unit}_left", left)):
        if value < 0:
            raise refused(name, _("Zero or more."))
    if taken is not None and kept + left > taken:
        raise refused(f"{unit}_kept", _("Those who stayed and those who left are at most the jobs taken."))
